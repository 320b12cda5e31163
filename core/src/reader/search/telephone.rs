//! Telephone numbers, which are written in groups of digits: `0871-6791 1234` is 087167911234, and 67911234 for who calls from
//! the same place.

use std::ops::Range;

use super::normalize::{CharClass, class_of};

/// Digits of a telephone number with its area code.
const MAX_TELEPHONE: usize = 12;
/// Digits that are looked for in numbers in groups. Fewer are a group.
const MIN_SEARCHED: usize = 5;

/// The length of the run that a text begins with.
pub(super) fn run_length(text: &[char]) -> usize {
    let class = text.first().map(|&c| class_of(c));
    text.iter().take_while(|&&c| Some(class_of(c)) == class).count()
}

/// Calls `found` for the numbers that a run of digits at the beginning of a text begins, except for those that are such a run
/// themselves: the digits of the whole number, if it is in groups, and those behind an area code; and how many digits are before
/// them.
pub(super) fn telephones(text: &[char], mut found: impl FnMut(&[char], usize)) {
    let mut digits = Vec::new();
    let mut rest = text;
    loop {
        let (group, others) = rest.split_at(run_length(rest));
        if group.first().is_none_or(|&c| class_of(c) != CharClass::Digit) || digits.len() + group.len() > MAX_TELEPHONE
        {
            return;
        }
        digits.extend_from_slice(group);
        let in_groups = digits.len() > group.len();
        let is_whole = is_telephone(&digits);
        if in_groups && (is_whole || group.len() == 4 && run_length(text) == 4 && is_local(&digits)) {
            found(&digits, 0);
        }
        if is_whole {
            let area = area_code(&digits);
            if let Some(local) = digits.get(area..).filter(|_| area > 0) {
                found(local, area);
            }
            return;
        }
        let Some(behind) = others.strip_prefix(&[' ']) else { return };
        rest = behind;
    }
}

/// The digits of the area code of a telephone number.
fn area_code(digits: &[char]) -> usize {
    match digits {
        ['0', '1' | '2', ..] => 3,
        ['0', ..] => 4,
        _ => 0,
    }
}

/// Whether digits are those of a mobile number, of one with an area code, or of a service number.
pub(super) fn is_telephone(digits: &[char]) -> bool {
    match (digits.len(), digits) {
        (11, ['1', '3'..='9', ..]) | (11 | 12, ['0', '1'..='9', ..]) => true,
        (10, [hundred, '0', '0', ..]) => matches!(hundred, '4' | '8'),
        _ => false,
    }
}

/// Whether two groups of four digits may be a number without area code: `2026-2030` are years.
pub(super) fn is_local(digits: &[char]) -> bool {
    digits.len() == 8 && matches!(digits, ['2'..='8', ..]) && !digits.starts_with(&['2', '0'])
}

/// Whether a word may be a number that a text has in groups, or the beginning of one.
pub(super) fn may_be_in_groups(word: &[char]) -> bool {
    (MIN_SEARCHED..=MAX_TELEPHONE).contains(&word.len()) && word.iter().all(char::is_ascii_digit)
}

/// The digits of a word that is a telephone number in groups and nothing else.
pub(super) fn whole_number(word: &[char]) -> Option<Vec<char>> {
    let mut whole = None;
    telephones(word, |number, before| {
        if before == 0 && word.iter().filter(|&&c| c != ' ').eq(number) {
            whole = Some(number.to_vec());
        }
    });
    whole
}

/// Where digits stand in a text, in groups or behind an area code, in the number that a run at a place begins.
pub(super) fn find_in_groups(text: &[char], at: usize, digits: &[char]) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let mut found = None;
    telephones(rest, |number, before| {
        if found.is_none() && number.starts_with(digits) {
            found = Some(before);
        }
    });
    let places = || rest.iter().enumerate().filter(|(_, c)| c.is_ascii_digit()).map(|(place, _)| at + place);
    let first = found?;
    Some(places().nth(first)?..places().nth(first + digits.len() - 1)? + 1)
}

#[cfg(test)]
mod tests;
