//! Telephone numbers as offices write them: 0871-67911234、67915678, （0871）67911234转8001, 67911234（办公室）/67915678.
//!
//! Around them stand hours, rooms, dates and addresses. So a number is what has a form of the numbering plan, read from the
//! longest form to the shortest; digits of no form are nothing, and nothing is ever added to a number that is whole.

use super::characters::{half_width, is_invisible};

/// Digits of an international number.
const INTERNATIONAL: std::ops::RangeInclusive<usize> = 8..=15;
/// Digits of a number within an area.
const LOCAL: std::ops::RangeInclusive<usize> = 7..=8;
/// Digits of an extension.
const MAX_EXTENSION: usize = 6;
/// Groups of digits in one number: +86 (0) 871 6791 1234.
const MAX_GROUPS: usize = 5;
/// Numbers of one text.
const MAX_NUMBERS: usize = 10;
/// Characters of a text, and of a note in brackets behind a number.
const MAX_CHARS: usize = 200;
const MAX_NOTE: usize = 40;
/// Characters of what a number is for, before it.
const MAX_LABEL: usize = 10;

/// A telephone number that can be dialled.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
pub struct Telephone {
    /// As it is written, with its extension and what it is for: 67911234转8001（办公室）.
    pub text: String,
    /// Digits, and a plus sign in front of a country code. Without the extension.
    pub number: String,
}

impl Telephone {
    /// Whether it is of a fax machine alone.
    pub(crate) fn is_fax(&self) -> bool {
        self.text.contains("传真") && !self.text.contains("电话")
    }
}

/// The numbers in a text, in its order. A number without an area code gets that of the last number before it that has one.
/// What is a command to a dialler, a masked number, or a part of an address of the web is no number.
pub(crate) fn telephones(text: &str) -> Vec<Telephone> {
    let chars: Vec<char> = text.chars().filter(|c| !is_invisible(*c)).take(MAX_CHARS).map(folded).collect();
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < chars.len() && found.len() < MAX_NUMBERS {
        let begins = chars[at].is_ascii_digit() || (chars[at] == '+' && digit_at(&chars, at + 1));
        if !begins {
            at += 1;
            continue;
        }
        match number_at(&chars, at, &found) {
            Some(number) => {
                at = number.end;
                if !is_other_number(&chars, &number, found.last()) {
                    found.push(number);
                }
            }
            None => at = end_of_digits(&chars, at + 1),
        }
    }
    let several = found.len() > 1;
    let mut before = 0;
    let mut numbers = Vec::with_capacity(found.len());
    for number in found {
        // A number in the note of another one has no words of its own before it.
        let label = chars.get(before..number.begin).map(label).unwrap_or_default();
        before = number.note_end;
        let mut text = number.text(&chars);
        let is_fax = label.contains("传真") && !label.contains("电话");
        if (is_fax || several) && number.note_end == number.end && !label.is_empty() {
            text.push_str(&format!("({label})"));
        }
        numbers.push(Telephone { text, number: number.dialled });
    }
    numbers
}

/// Half width, with one kind of dash and bracket.
fn folded(c: char) -> char {
    match c {
        '—' | '–' | '‐' | '‑' | '‒' | '⁃' | '−' | '―' | '－' | '﹣' | 'ー' | 'ˉ' | '~' | '～' => {
            '-'
        }
        '【' | '〔' | '[' | '［' | '（' => '(',
        '】' | '〕' | ']' | '］' | '）' => ')',
        '\u{3000}' | '\u{a0}' | '\t' | '\n' | '\r' => ' ',
        c => half_width(c),
    }
}

fn digit_at(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(char::is_ascii_digit)
}

fn end_of_digits(chars: &[char], from: usize) -> usize {
    from + chars[from.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count()
}

/// A number, with indices of the text.
struct Found {
    begin: usize,
    /// Behind its digits and its extension.
    end: usize,
    /// Behind its note in brackets; `end` if there is none.
    note_end: usize,
    has_extension: bool,
    dialled: String,
    /// What is dialled before and in the area; the first is empty without an area code.
    area: String,
    local: String,
}

impl Found {
    /// As it is written, with one sign between two groups.
    fn text(&self, chars: &[char]) -> String {
        let opened = self.begin > 0 && chars[self.begin - 1] == '(' && {
            let written = &chars[self.begin..self.end];
            written.iter().position(|c| *c == ')').is_some_and(|close| !written[..close].contains(&'('))
        };
        let mut text = String::new();
        for &c in &chars[self.begin - usize::from(opened)..self.note_end] {
            match c {
                '-' | ' ' if text.ends_with('-') => {}
                ' ' if text.ends_with([')', ' ']) => {}
                '-' | '转' if text.ends_with(' ') => {
                    text.pop();
                    text.push(c);
                }
                c => text.push(c),
            }
        }
        text
    }
}

/// What the words before a number say that it is for; empty if they say only that it is a number.
fn label(between: &[char]) -> String {
    let is_mark = |c: &char| !c.is_alphanumeric() && *c != '/';
    let begin = between
        .iter()
        .rposition(|c| matches!(c, '、' | ',' | '，' | ';' | '；' | '|' | '。' | ')'))
        .map_or(0, |at| at + 1);
    let words: String = between[begin..].iter().filter(|c| !is_mark(c)).collect();
    let words = words.trim_matches('/');
    let says_nothing =
        ["电话", "热线", "联系电话", "咨询电话", "服务电话", "Tel", "tel", "TEL", "或", "和", "及", "与", "至", "到"]
            .contains(&words);
    let fits = words.chars().count() <= MAX_LABEL && !words.contains(|c: char| c.is_ascii_digit());
    if fits && !says_nothing { words.to_owned() } else { String::new() }
}

/// The number that begins at a digit or a plus sign. `None` if what stands there has no form of a number.
fn number_at(chars: &[char], begin: usize, before: &[Found]) -> Option<Found> {
    let has_plus = chars[begin] == '+';
    let groups = groups(chars, begin + usize::from(has_plus));
    let first_end = groups.first()?.1;
    let standing = stands_alone(chars, begin);
    let form = (1..=groups.len()).rev().find_map(|count| {
        let digits: Vec<&str> = groups[..count].iter().map(|(digits, _)| digits.as_str()).collect();
        let end = groups[count - 1].1;
        let (area, local, dialled) = form_of(&digits, has_plus)?;
        // A short number or one without an area code may be the beginning of an amount or of a date.
        let plain = area.is_empty() && local.len() < 9;
        (standing && !goes_on(chars, end) && !(plain && is_measured(chars, end))).then_some((area, local, dialled, end))
    });
    let (area, local, dialled, mut end) = match form {
        Some(form) => form,
        None => {
            let before = before.last().filter(|_| !has_plus)?;
            let (area, local) = ending(chars, begin, first_end, before)?;
            let dialled = format!("{area}{local}");
            (area, local, dialled, first_end)
        }
    };
    let is_line = LOCAL.contains(&local.len());
    let (area, dialled) = match before.iter().rev().find(|one| !one.area.is_empty()) {
        Some(one) if area.is_empty() && is_line && one.local.len() == local.len() => {
            (one.area.clone(), format!("{}{local}", one.area))
        }
        _ => (area, dialled),
    };
    let extension = extension(chars, end, &local);
    let has_extension = extension.is_some();
    end = extension.unwrap_or(end);
    let note_end = note(chars, end).unwrap_or(end);
    Some(Found { begin, end, note_end, has_extension, dialled, area, local })
}

/// The groups of digits from an index on, each with the index behind it.
fn groups(chars: &[char], begin: usize) -> Vec<(String, usize)> {
    let mut groups: Vec<(String, usize)> = Vec::new();
    let mut at = begin;
    while digit_at(chars, at) && groups.len() < MAX_GROUPS {
        let end = end_of_digits(chars, at);
        groups.push((chars[at..end].iter().collect(), end));
        // Signs that only separate an area code from a number.
        let after_area = groups.len() == 1 && is_area_code(&groups[0].0);
        let is_joint =
            |c: &&char| matches!(c, ' ' | '-' | '(' | ')') || (after_area && matches!(c, '.' | '·' | '_' | '一'));
        at = end + chars[end..].iter().take_while(is_joint).count();
    }
    groups
}

/// 010, 02x, 0871.
fn is_area_code(digits: &str) -> bool {
    match digits.len() {
        3 => digits == "010" || digits.starts_with("02"),
        4 => digits.starts_with('0') && digits.as_bytes()[1] >= b'3',
        _ => false,
    }
}

/// What is dialled before and in the area, and altogether, if groups of digits have a form of the numbering plan.
fn form_of(groups: &[&str], has_plus: bool) -> Option<(String, String, String)> {
    let all = groups.concat();
    if has_plus || all.starts_with("0086") || (groups.len() > 1 && groups[0] == "86") {
        let country = if all.starts_with("0086") { 4 } else { 2 };
        let Some(rest) = all.strip_prefix("0086").or(all.strip_prefix("86")) else {
            return INTERNATIONAL.contains(&all.len()).then(|| (String::new(), all.clone(), format!("+{all}")));
        };
        let (area, local) = national(rest)?;
        // Without a plus sign 86 cannot be dialled.
        let country = match (has_plus, country, area.is_empty()) {
            (true, ..) => "+86",
            (false, 4, _) => "0086",
            (false, _, true) => "",
            (false, _, false) => "0",
        };
        let before = if area.is_empty() { String::new() } else { format!("{country}{area}") };
        return Some((before, local.to_owned(), format!("{country}{area}{local}")));
    }
    let whole = |area: &str, local: &str| Some((area.to_owned(), local.to_owned(), format!("{area}{local}")));
    match groups {
        [one] if is_service(one) => whole("", one),
        [area, service] if is_area_code(area) && service.len() == 5 && is_service(service) => whole(area, service),
        [area, rest @ ..] if is_area_code(area) && is_divided(rest, LOCAL) => whole(area, &rest.concat()),
        [one] if one.starts_with('0') => {
            let area = [3, 4].into_iter().find(|&length| one.get(..length).is_some_and(is_area_code))?;
            let (area, local) = one.split_at(area);
            if LOCAL.contains(&local.len()) { whole(area, local) } else { None }
        }
        _ if is_divided(groups, 11..=11) && is_mobile(&all) => whole("", &all),
        _ if is_divided(groups, 10..=10) && is_of_companies(&all) => whole("", &all),
        _ if groups.len() <= 2 && is_divided(groups, LOCAL) && all.as_bytes()[0] >= b'2' && !is_date(&all) => {
            whole("", &all)
        }
        _ => None,
    }
}

/// The area without its 0 and the number in it; no area for a mobile number and for those of companies.
fn national(digits: &str) -> Option<(&str, &str)> {
    if is_mobile(digits) || is_of_companies(digits) {
        return Some(("", digits));
    }
    let digits = digits.strip_prefix('0').unwrap_or(digits);
    let area = if digits.starts_with("10") || digits.starts_with('2') { 2 } else { 3 };
    digits.split_at_checked(area).filter(|(area, local)| area.as_bytes()[0] != b'0' && LOCAL.contains(&local.len()))
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && digits.as_bytes()[1] >= b'3'
}

fn is_of_companies(digits: &str) -> bool {
    digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"))
}

/// 110, 120; 12345, 95598, 96128; 116114.
fn is_service(digits: &str) -> bool {
    let begins: &[&str] = match digits.len() {
        3 => &["11", "12", "999"],
        5 => &["10", "11", "12", "95", "96"],
        6 => &["95", "96", "116", "118"],
        _ => &[],
    };
    begins.iter().any(|begin| digits.starts_with(begin))
}

/// Whether groups are so many digits together, none of them so few that they are something else behind a number.
fn is_divided(groups: &[&str], digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&groups.iter().map(|group| group.len()).sum()) && groups.iter().all(|group| group.len() >= 3)
}

/// 20261130.
fn is_date(digits: &str) -> bool {
    digits.len() == 8
        && (digits.starts_with("19") || digits.starts_with("20"))
        && ("01".."13").contains(&&digits[4..6])
        && ("01".."32").contains(&&digits[6..])
}

/// Whether what stands before an index lets a number begin there: no letter (but those of tel), no command, no address.
fn stands_alone(chars: &[char], begin: usize) -> bool {
    let before = &chars[..begin];
    let letters = |chars: &[char]| -> String {
        let letters = chars.iter().rev().take_while(|c| c.is_ascii_alphabetic()).count();
        chars[chars.len() - letters..].iter().collect::<String>().to_ascii_lowercase()
    };
    match before.last() {
        Some(c) if c.is_ascii_alphabetic() => ["tel", "fax", "phone", "mobile"].contains(&&*letters(before)),
        Some('*' | '#' | '@' | '第') => false,
        Some('.' | '/' | '_' | '=') => letters(&before[..before.len() - 1]).is_empty(),
        _ => true,
    }
}

/// Whether more of a word, of an address or of a command follows a number.
fn goes_on(chars: &[char], end: usize) -> bool {
    match chars.get(end) {
        Some('@' | '%' | '℃') => true,
        Some('*' | '#') => !digit_at(chars, end + 1),
        Some('.' | ':') => chars.get(end + 1).is_some_and(char::is_ascii_alphanumeric),
        _ => false,
    }
}

/// Whether what follows is counted by the digits, or named by them: 120平方米, 12345号.
fn is_measured(chars: &[char], end: usize) -> bool {
    const COUNTED: &str = "室号楼层年月日时点分秒平米路元个栋幢单厅座房窗项条公级";
    chars.get(end).is_some_and(|c| COUNTED.contains(*c))
}

/// 67911234、35: what a number leaves out because the one before it has it, all but the last digits. Only if nothing but a
/// sign is between them.
fn ending(chars: &[char], begin: usize, end: usize, before: &Found) -> Option<(String, String)> {
    let written: String = chars[begin..end].iter().collect();
    let between: String = chars.get(before.note_end..begin)?.iter().filter(|c| **c != ' ').collect();
    let is_joint = matches!(&*between, "、" | "/" | "," | "，" | "或" | "和" | "及" | "与" | "至" | "到" | "-");
    let ends = match chars.get(end) {
        None => true,
        Some(c) => matches!(
            c,
            '、' | '/' | ',' | '，' | ';' | '；' | '。' | '(' | ')' | '或' | '和' | '及' | '与' | '至' | '到'
        ),
    };
    let fits = match before.local.len() {
        7 | 8 => written.len() <= 4,
        11 => written.len() == 4,
        _ => false,
    };
    if !is_joint || !ends || !fits || before.has_extension {
        return None;
    }
    let kept = before.local.len() - written.len();
    Some((before.area.clone(), format!("{}{written}", &before.local[..kept])))
}

/// The index behind an extension: 转8001、8002, （转8001）, 分机8001, -8001.
fn extension(chars: &[char], end: usize, local: &str) -> Option<usize> {
    let blanks = |from: usize| from + chars[from.min(chars.len())..].iter().take_while(|c| **c == ' ').count();
    let mut at = blanks(end);
    at = blanks(at + usize::from(chars.get(at) == Some(&'(') && !digit_at(chars, at + 1)));
    let word = ["转", "分机", "ext.", "ext", "EXT", "Ext"]
        .iter()
        .find(|word| word.chars().enumerate().all(|(offset, c)| chars.get(at + offset) == Some(&c)));
    at = match word {
        Some(word) => {
            let mut at = blanks(at + word.chars().count());
            at += usize::from(matches!(chars.get(at), Some(':' | '：' | '.')));
            blanks(at)
        }
        None if matches!(chars.get(end), Some('-' | '*' | '#')) => end + 1,
        None => return None,
    };
    let after = end_of_digits(chars, at);
    // 转人工: no digits follow.
    if after == at || after - at > MAX_EXTENSION {
        return None;
    }
    let written: String = chars[at..after].iter().collect();
    // 67911234-36: the last of several lines, because it is higher.
    let is_last_line = word.is_none()
        && chars[end] == '-'
        && written.len() <= 2
        && local.get(local.len().saturating_sub(written.len())..).is_some_and(|own| own < &*written);
    if is_last_line {
        return None;
    }
    let mut end = after;
    while matches!(chars.get(blanks(end)), Some('、' | '/' | '或')) {
        let begin = blanks(blanks(end) + 1);
        let next = end_of_digits(chars, begin);
        let again = matches!(
            chars.get(next),
            None | Some('、' | '/' | ')' | '(' | '，' | ',' | '；' | ';' | '。' | ' ' | '或')
        );
        if next == begin || next - begin > after - at || !again {
            break;
        }
        end = next;
    }
    Some(end)
}

/// The index behind a note in brackets that follows a number.
fn note(chars: &[char], end: usize) -> Option<usize> {
    let at = end + chars[end..].iter().take_while(|c| **c == ' ').count();
    if chars.get(at) != Some(&'(') || is_area_bracket(chars, at) {
        return None;
    }
    chars[at..].iter().take(MAX_NOTE).position(|c| *c == ')').map(|close| at + close + 1)
}

/// Whether a bracket holds nothing but digits: the area code of the next number.
fn is_area_bracket(chars: &[char], at: usize) -> bool {
    let end = end_of_digits(chars, at + 1);
    end > at + 1 && chars.get(end) == Some(&')') && digit_at(chars, end + 1)
}

/// Whether the words before a number say that it is none that is called.
fn is_other_number(chars: &[char], number: &Found, before: Option<&Found>) -> bool {
    let from = before.map_or(0, |before| before.end.min(number.begin));
    let words: String = chars[from..number.begin].iter().filter(|c| c.is_alphanumeric()).collect();
    let words = words.to_ascii_lowercase();
    ["qq", "qq群", "qq号", "群号", "微信号", "邮编", "邮政编码", "编号", "代码", "账号", "帐号", "公告"]
        .iter()
        .any(|end| words.ends_with(end))
}

#[cfg(test)]
mod tests;
