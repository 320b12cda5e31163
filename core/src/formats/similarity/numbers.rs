//! Numbers, dates and times of day by value and unit, so that different spellings are equal: 1.2万人 is 12000人, 两名 is 2人,
//! 下午3点 is 15时.

use super::scanner::Scanner;
use super::token::key;
use crate::formats::han_numerals::digit_value;

/// A number without its unit.
struct Number {
    /// The value in millionths, so that 0.126亿 and 1260万 are equal.
    millionths: u128,
    end: usize,
    arabic: bool,
}

/// Spellings of units, and the unit they are compared as. A spelling that begins another one comes after it.
const UNITS: &[(&str, &str)] = &[
    ("个百分点", "百分点"),
    ("百分点", "百分点"),
    ("平方公里", "平方公里"),
    ("平方千米", "平方公里"),
    ("立方米", "立方米"),
    ("立方", "立方米"),
    ("平方米", "平方米"),
    ("平米", "平方米"),
    ("㎡", "平方米"),
    ("摄氏度", "度"),
    ("℃", "度"),
    ("°c", "度"),
    ("度", "度"),
    ("个小时", "小时"),
    ("小时", "小时"),
    ("分钟", "分钟"),
    ("个月", "个月"),
    ("个工作日", "工作日"),
    ("工作日", "工作日"),
    ("季度", "季度"),
    ("标段", "标段"),
    ("公里", "公里"),
    ("千米", "公里"),
    ("km", "公里"),
    ("公斤", "公斤"),
    ("斤", "斤"),
    ("千克", "公斤"),
    ("kg", "公斤"),
    ("公顷", "公顷"),
    ("毫米", "毫米"),
    ("mm", "毫米"),
    ("厘米", "厘米"),
    ("cm", "厘米"),
    ("人次", "人次"),
    ("亩次", "亩次"),
    ("台套", "台"),
    ("台(套)", "台"),
    ("%", "百分"),
    ("名", "人"),
    ("人", "人"),
    ("位", "人"),
    ("块", "元"),
    ("元", "元"),
    ("点", "时"),
    ("时", "时"),
    ("号", "号"),
    ("日", "日"),
];

/// A Chinese numeral is a number only before one of these measure words: 统一, 一心 and 三农 are words.
const MEASURE_WORDS: &str =
    "户家亩个条件届期次批年月周天岁吨辆台座所处项场段等级楼组队路层万亿册首只头株例本支套间栋款道轮类堂种斤";

/// Whether a word stands at a position.
fn starts(chars: &[char], at: usize, word: &str) -> bool {
    let mut at = at;
    word.chars().all(|c| {
        at += 1;
        chars.get(at - 1) == Some(&c)
    })
}

fn digit(c: char) -> Option<u128> {
    digit_value(c).map(u128::from)
}

const MILLION: u128 = 1_000_000;
/// A minute in a time of day, whose hours are in millionths: a hundredth of an hour, because a sixtieth is no whole number.
const MINUTE: u128 = 10_000;

/// A number in Arabic digits with its multiplier: 3,526.5, 3.1万, 1.2万亿.
fn arabic(chars: &[char], start: usize) -> Option<Number> {
    if let Some(value) = chars.get(start).copied().and_then(roman) {
        return Some(Number { millionths: value * MILLION, end: start + 1, arabic: true });
    }
    let mut at = start;
    let mut value: u128 = 0;
    let mut fraction: Option<u128> = None;
    while let Some(&c) = chars.get(at) {
        let next_is_digit = chars.get(at + 1).is_some_and(char::is_ascii_digit);
        if let Some(digit) = c.to_digit(10) {
            match fraction {
                None => value = value.saturating_mul(10).saturating_add(u128::from(digit) * MILLION),
                Some(place) => {
                    value = value.saturating_add(u128::from(digit) * place);
                    fraction = Some(place / 10);
                }
            }
        } else if c == '.' && fraction.is_none() && at > start && next_is_digit {
            fraction = Some(MILLION / 10);
        } else if !(c == ',' && fraction.is_none() && is_thousands_separator(chars, at)) {
            break;
        }
        at += 1;
    }
    if at == start {
        return None;
    }
    let (value, end) = multiply(chars, at, value);
    Some(Number { millionths: value, end, arabic: true })
}

/// The value of a Roman numeral of one character, such as Ⅳ.
fn roman(c: char) -> Option<u128> {
    ('Ⅰ'..='Ⅻ').contains(&c).then(|| u128::from(c as u32 - 'Ⅰ' as u32 + 1))
}

/// Whether exactly three digits follow a comma.
fn is_thousands_separator(chars: &[char], comma: usize) -> bool {
    (1..=3).all(|step| chars.get(comma + step).is_some_and(char::is_ascii_digit))
        && !chars.get(comma + 4).is_some_and(char::is_ascii_digit)
}

/// Applies the multipliers at a position. Returns the product and where they end.
fn multiply(chars: &[char], mut at: usize, mut value: u128) -> (u128, usize) {
    while let Some(times) = chars.get(at).and_then(|c| match c {
        '百' => Some(100),
        // 3千米 is a length.
        '千' if !matches!(chars.get(at + 1), Some('米' | '克' | '瓦' | '伏')) => Some(1000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }) {
        value = value.saturating_mul(times);
        at += 1;
    }
    (value, at)
}

/// A number in Chinese numerals: 三百二十, 二〇二五, and with `decimal` 六点八.
fn chinese(chars: &[char], start: usize, decimal: bool) -> Option<Number> {
    let mut at = start;
    // The value before the last 万 or 亿, the value since then without its last digit, and that digit.
    let (mut total, mut section, mut last_digit): (u128, u128, Option<u128>) = (0, 0, None);
    // The value if the digits are read one by one.
    let mut digits: u128 = 0;
    let (mut length, mut has_multiplier) = (0, false);
    while let Some(&c) = chars.get(at) {
        if let Some(value) = digit(c) {
            digits = digits.saturating_mul(10).saturating_add(value);
            last_digit = Some(value);
            length += 1;
        } else {
            let times = match c {
                '十' => 10,
                '百' if length > 0 => 100,
                '千' if length > 0 => 1000,
                '万' | '亿' if length > 0 => {
                    let times = if c == '万' { 10_000 } else { 100_000_000 };
                    let part = if has_multiplier { section + last_digit.unwrap_or(0) } else { digits };
                    total = total.saturating_add(part).saturating_mul(times);
                    (section, last_digit, digits, has_multiplier) = (0, None, 0, true);
                    at += 1;
                    continue;
                }
                _ => break,
            };
            section = section.saturating_add(last_digit.unwrap_or(1).saturating_mul(times));
            (last_digit, has_multiplier) = (None, true);
            length += 1;
        }
        at += 1;
    }
    if length == 0 {
        return None;
    }
    let whole =
        if has_multiplier { total.saturating_add(section).saturating_add(last_digit.unwrap_or(0)) } else { digits };
    let mut value = whole.saturating_mul(MILLION);
    if decimal && chars.get(at) == Some(&'点') {
        let mut place = MILLION / 10;
        while let Some(digit) = chars.get(at + 1).copied().and_then(digit) {
            value = value.saturating_add(digit * place);
            place /= 10;
            at += 1;
        }
        at += 1;
    }
    Some(Number { millionths: value, end: at, arabic: false })
}

impl Scanner<'_> {
    /// Reads the number, date or time of day at the position. False if there is none.
    pub(super) fn number(&mut self) -> bool {
        self.negative_count()
            || self.chinese_percentage()
            || self.ordinal()
            || self.date()
            || self.time_or_score()
            || self.count()
    }

    /// -3℃, 零下3℃, 负2%. A minus behind a number or a letter is a range or a part of a name.
    fn negative_count(&mut self) -> bool {
        let is_digit = |c: &char| c.is_ascii_digit();
        let length = match &self.chars[self.position..] {
            ['零', '下', next, ..] if is_digit(next) || digit(*next).is_some() || *next == '十' => 2,
            ['-' | '负', next, ..] if is_digit(next) => 1,
            _ => return false,
        };
        let before = self.position.checked_sub(1).and_then(|before| self.chars.get(before));
        let is_range = self.number_end > 0 && self.position <= self.number_end + 1;
        if is_range || before.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '-') {
            return false;
        }
        self.position += length;
        self.negative = true;
        let found = self.count();
        self.negative = false;
        if !found {
            self.position -= length;
        }
        found
    }

    /// 百分之12.5, 百分之六点八.
    fn chinese_percentage(&mut self) -> bool {
        if !starts(self.chars, self.position, "百分之") {
            return false;
        }
        let start = self.position + 3;
        let Some(number) = arabic(self.chars, start).or_else(|| chinese(self.chars, start, true)) else {
            return false;
        };
        self.push_number(number.millionths, key("百分"), number.end);
        true
    }

    /// 第三期, 第17届, 首批, 一中.
    fn ordinal(&mut self) -> bool {
        let first = self.chars[self.position];
        let found = match first {
            '第' => arabic(self.chars, self.position + 1).or_else(|| chinese(self.chars, self.position + 1, false)),
            '首' if matches!(
                self.chars.get(self.position + 1),
                Some('届' | '批' | '期' | '次' | '个' | '家' | '条')
            ) =>
            {
                Some(Number { millionths: MILLION, end: self.position + 1, arabic: false })
            }
            _ => chinese(self.chars, self.position, false).filter(|number| self.is_school(number.end)),
        };
        let Some(number) = found else {
            return false;
        };
        let unit = self.chars.get(number.end).copied().unwrap_or(' ');
        // The unit stays in the text and is read again, so that 第一中学 and 一中 have 中 in common.
        self.push_number(number.millionths, key("第") ^ key(unit.encode_utf8(&mut [0; 4])), number.end);
        true
    }

    /// Whether a number ends with the short name of a school (一中, 二小), unlike in 统一中国.
    fn is_school(&self, end: usize) -> bool {
        let after = self.chars.get(end + 1);
        matches!(self.chars.get(end), Some('中' | '小'))
            && !after.is_some_and(|c| {
                matches!(c, '国' | '央' | '心' | '间' | '部' | '外' | '组' | '时' | '型' | '区' | '队')
            })
    }

    /// 2025-11-05, 2025/11/5, 2025.11.05.
    fn date(&mut self) -> bool {
        let mut parts = Vec::new();
        let mut at = self.position;
        let separator = self.chars.get(at + 4).copied().unwrap_or(' ');
        if !matches!(separator, '-' | '/' | '.') {
            return false;
        }
        for length in [4, 2, 2] {
            let digits: String = self.chars[at.min(self.chars.len())..]
                .iter()
                .take_while(|c| c.is_ascii_digit())
                .take(length + 1)
                .collect();
            if digits.is_empty() || digits.len() > length || (length == 4 && digits.len() < 4) {
                return false;
            }
            at += digits.len();
            parts.push(digits.parse::<u128>().unwrap_or(0));
            if parts.len() < 3 {
                if self.chars.get(at) != Some(&separator) {
                    return false;
                }
                at += 1;
            }
        }
        for (part, unit) in parts.into_iter().zip(["年", "月", "日"]) {
            self.push_number(part * MILLION, key(unit), at);
        }
        true
    }

    /// The times 8:00 and 14:30:05, and the score 2:1.
    fn time_or_score(&mut self) -> bool {
        let digits = |at: usize| -> (u128, usize) {
            let digits = self.chars[at.min(self.chars.len())..].iter().take(4).take_while(|c| c.is_ascii_digit());
            digits.fold((0, 0), |(value, length), c| (value * 10 + u128::from(c.to_digit(10).unwrap_or(0)), length + 1))
        };
        let (first, first_length) = digits(self.position);
        let mark = self.chars.get(self.position + first_length);
        if !(1..=3).contains(&first_length) || !matches!(mark, Some(':' | '比')) {
            return false;
        }
        let (second, second_length) = digits(self.position + first_length + 1);
        if !(1..=3).contains(&second_length) {
            return false;
        }
        let end = self.position + first_length + 1 + second_length;
        if mark == Some(&':') && second_length == 2 && first <= 24 && second < 60 {
            let hour = self.hour_of_24(first * MILLION);
            self.push_number(hour + second * MINUTE, key("时"), end);
        } else {
            self.push_number(first * 1000 + second, key("比"), end);
        }
        true
    }

    /// An hour on a 24-hour clock, by the part of the day named shortly before it.
    fn hour_of_24(&self, millionths: u128) -> u128 {
        let before: &[char] = &self.chars[self.position.saturating_sub(4)..self.position];
        let is_afternoon = ["下午", "晚上", "今晚", "当晚", "傍晚", "日晚"]
            .iter()
            .any(|word| (0..before.len()).any(|at| starts(before, at, word)));
        if is_afternoon && millionths < 12 * MILLION { millionths + 12 * MILLION } else { millionths }
    }

    /// 3人, 1.2万亩, 三十户, 10月.
    fn count(&mut self) -> bool {
        let Some(number) = arabic(self.chars, self.position).or_else(|| chinese(self.chars, self.position, false))
        else {
            return false;
        };
        let mut at = number.end;
        while matches!(self.chars.get(at), Some('余' | '多' | '来')) {
            at += 1;
        }
        // Both 3.5万余元 and 3.5余万元 are in use.
        let (value, mut at) = multiply(self.chars, at, number.millionths);
        if number.arabic
            && self.chars.get(at).is_some_and(|c| c.is_ascii_alphabetic())
            && unit(self.chars, at).is_none()
        {
            // 5g and 4k are codes.
            let end = self.end_of_run(at, char::is_ascii_alphanumeric);
            self.push_code(end);
            return true;
        }
        if let Some((name, length)) = unit(self.chars, at) {
            if !number.arabic && value == MILLION && matches!(name, "时" | "度" | "号") {
                return false;
            }
            // 10月12号 is a day, but 92号 is not.
            let is_day = name == "号" && self.chars.get(self.position.wrapping_sub(1)) == Some(&'月');
            let mut end = at + length;
            let mut value = value;
            if name == "时" {
                value = self.hour_of_24(value);
                // 9时30分 is one time, not a time and a duration.
                if let Some(minutes) =
                    arabic(self.chars, end).filter(|minutes| self.chars.get(minutes.end) == Some(&'分'))
                {
                    value = value.saturating_add(minutes.millionths / MILLION * MINUTE);
                    end = minutes.end + 1;
                } else if self.chars.get(end) == Some(&'半') {
                    value = value.saturating_add(30 * MINUTE);
                    end += 1;
                }
            }
            self.push_number(value, key(if is_day { "日" } else { name }), end);
            return true;
        }
        let Some(&next) = self.chars.get(at).filter(|c| c.is_alphabetic()) else {
            let bracketed =
                self.position > 0 && self.chars[self.position - 1] == '(' && self.chars.get(at) == Some(&')');
            if number.arabic || bracketed {
                self.push_number(value, key("序"), at);
            }
            return number.arabic || bracketed;
        };
        let is_count = number.arabic || next == '月' || MEASURE_WORDS.contains(next);
        if !is_count {
            return false;
        }
        at = at.max(number.end);
        self.push_number(value, key(next.encode_utf8(&mut [0; 4])), at);
        true
    }
}

/// The unit at a position, and the length of its spelling.
fn unit(chars: &[char], at: usize) -> Option<(&'static str, usize)> {
    UNITS.iter().find(|(word, _)| starts(chars, at, word)).map(|(word, name)| (*name, word.chars().count()))
}

/// Whether a number in Chinese numerals may begin with this character.
pub(super) fn begins(c: char) -> bool {
    digit(c).is_some() || roman(c).is_some() || matches!(c, '十' | '百' | '第' | '首' | '-' | '负')
}
