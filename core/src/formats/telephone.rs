//! Telephone numbers as offices write them: 0871-67911234、67915678, （0871）67911234转8001, 67911234（办公室）/67915678.

/// The numbers of emergencies, which are never the end of another number.
const EMERGENCY: [&str; 5] = ["110", "119", "120", "122", "999"];
/// Digits of a number that can be dialled.
const MIN_DIGITS: usize = 3;
const MAX_DIGITS: usize = 15;
/// Digits of a number within an area: seven or eight.
const LOCAL: std::ops::RangeInclusive<usize> = 7..=8;
/// Numbers of one text.
const MAX_NUMBERS: usize = 10;
/// Characters of a text.
const MAX_CHARS: usize = 200;

/// A telephone number that can be dialled.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
pub struct Telephone {
    /// As it is written, with its extension and what it is for: 67911234转8001（办公室）.
    pub text: String,
    /// Digits, and a plus sign in front of a country code. Without the extension.
    pub number: String,
}

/// The numbers in a text, in its order. A number without an area code gets that of the number before it. What holds a `*` or
/// `#`, which are commands to a dialler, is no number.
pub(crate) fn telephones(text: &str) -> Vec<Telephone> {
    let text: String = text.chars().take(MAX_CHARS).map(folded).collect();
    let mut found: Vec<Found> = Vec::new();
    for part in parts(&text) {
        let Some(numbers) = numbers_of(part) else { continue };
        for number in numbers {
            let number = number.completed(found.last());
            if (MIN_DIGITS..=MAX_DIGITS).contains(&number.digits().len()) && found.len() < MAX_NUMBERS {
                found.push(number);
            }
        }
    }
    found.into_iter().map(|found| Telephone { number: found.dialled(), text: found.text }).collect()
}

/// Half width, with one kind of dash and bracket.
fn folded(c: char) -> char {
    match c {
        '—' | '–' | '‐' | '‑' | '−' | '―' | '－' | '﹣' | 'ー' | '~' | '～' => '-',
        '【' | '〔' | '[' | '［' | '（' => '(',
        '】' | '〕' | ']' | '］' | '）' => ')',
        '\u{3000}' | '\u{a0}' | '\t' | '\n' | '\r' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Divides a text at what separates numbers, outside of brackets.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut begin, mut depth) = (0, 0_u32);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '、' | ',' | '，' | ';' | '；' | '/' | '|' | '。' | '或' | '和' | '及' | '与' if depth == 0 => {
                parts.push(&text[begin..at]);
                begin = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[begin..]);
    parts
}

struct Found {
    text: String,
    has_plus: bool,
    area: String,
    local: String,
}

impl Found {
    fn digits(&self) -> String {
        format!("{}{}", self.area, self.local)
    }

    fn dialled(&self) -> String {
        format!("{}{}", if self.has_plus { "+" } else { "" }, self.digits())
    }

    /// With what a number leaves out because the one before it has it: the area code, or all but the last digits.
    fn completed(mut self, before: Option<&Self>) -> Self {
        let Some(before) = before.filter(|_| !self.has_plus && self.area.is_empty()) else { return self };
        let written = self.local.len();
        let is_ending = written < 5 && before.local.len() > written + 2 && LOCAL.contains(&before.local.len());
        if is_ending && !EMERGENCY.contains(&&*self.local) {
            let kept = before.local.len() - written;
            self.local.insert_str(0, &before.local[..kept]);
        }
        if LOCAL.contains(&self.local.len()) && self.local.len() == before.local.len() {
            (self.area, self.has_plus) = (before.area.clone(), before.has_plus);
        }
        self
    }
}

/// The numbers of a part, which are two if a blank stands between two whole numbers. `None` if it holds none.
fn numbers_of(part: &str) -> Option<Vec<Found>> {
    let is_start = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_digit() || c == '+')
            || rest.strip_prefix('(').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '+'))
    };
    let begin = part.char_indices().map(|(at, _)| at).find(|&at| is_start(&part[at..]))?;
    // A command to a dialler, a masked number, or a part of a word.
    let before = part[..begin].chars().next_back();
    if part.contains(['*', '#']) || before.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '.' | '_' | '@')) {
        return None;
    }
    let mut has_plus = false;
    let mut groups: Vec<(String, char)> = Vec::new();
    let (mut joint, mut end) = ('\0', begin);
    for (at, c) in part[begin..].char_indices() {
        match c {
            '0'..='9' => {
                match groups.last_mut() {
                    Some((digits, _)) if joint == '\0' => digits.push(c),
                    _ => groups.push((c.to_string(), joint)),
                }
                (joint, end) = ('\0', begin + at + 1);
            }
            '+' if groups.is_empty() => has_plus = true,
            '(' if groups.is_empty() => {}
            ')' if !groups.is_empty() => joint = ')',
            '-' if !groups.is_empty() => joint = '-',
            ' ' if !groups.is_empty() && joint != '-' && joint != ')' => joint = ' ',
            ' ' => {}
            '(' if part[begin + at + 1..].starts_with(|c: char| c.is_ascii_digit()) && !groups.is_empty() => {
                joint = '('
            }
            _ => break,
        }
    }
    // Behind a number its extension or a note. A bracket that was opened before the number is none of theirs.
    let rest = part[end..].trim().trim_start_matches(')').trim_start();
    let rest = if rest.contains('(') { rest } else { rest.trim_end_matches(')') };
    let mut numbers = divide(&groups, has_plus);
    if let Some(last) = numbers.last_mut()
        && ["(", "转", "分机", "ext", "EXT", "Ext"].iter().any(|word| rest.starts_with(word))
    {
        last.text.push_str(rest);
    }
    Some(numbers)
}

/// Puts the groups of digits of a part together.
fn divide(groups: &[(String, char)], has_plus: bool) -> Vec<Found> {
    let mut numbers: Vec<Found> = Vec::new();
    for (digits, joint) in groups {
        let digits = digits.as_str();
        let is_whole = LOCAL.contains(&digits.len()) || digits.len() == 11 && digits.starts_with('1');
        match numbers.last_mut() {
            // Behind a whole number another one, or an extension.
            Some(last) if is_complete(last) && *joint == '-' && digits.len() < 6 => {
                last.text = format!("{}-{digits}", last.text);
            }
            Some(last) if is_complete(last) && is_whole => numbers.push(found(digits, false)),
            Some(last) => {
                last.text = match joint {
                    ')' => format!("({}){digits}", last.text),
                    ' ' => format!("{} {digits}", last.text),
                    _ => format!("{}-{digits}", last.text),
                };
                last.area.push_str(&std::mem::take(&mut last.local));
                digits.clone_into(&mut last.local);
            }
            None => numbers.push(found(digits, has_plus)),
        }
    }
    numbers
}

fn found(digits: &str, has_plus: bool) -> Found {
    let text = format!("{}{digits}", if has_plus { "+" } else { "" });
    // An area code that is written without a dash: 087167911234.
    let area = match digits.len() {
        11 | 12 if digits.starts_with("01") || digits.starts_with("02") => 3,
        11 | 12 if digits.starts_with('0') => 4,
        _ => 0,
    };
    Found { text, has_plus, area: digits[..area].to_owned(), local: digits[area..].to_owned() }
}

/// Whether no group of digits is missing.
fn is_complete(number: &Found) -> bool {
    let all = number.area.len() + number.local.len();
    LOCAL.contains(&number.local.len()) || all >= 10
}

#[cfg(test)]
mod tests;
