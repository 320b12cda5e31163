//! A sentence as it is read aloud in Mandarin: what is written in digits, signs and abbreviations becomes words.
//!
//! Where a form has two readings, the more common one in news and notices is taken (`9:05` is a time unless a score or
//! a ratio is spoken of; `2026年` is read digit by digit, `2000年历史` is not). What is no number stays as it is.

use super::dates;
use super::telephone;
use super::units::{COUNTED, CURRENCIES, DEGREES, MEASURES, UNITS, is_measure};
use crate::formats::han_numerals::{Two, cardinal, decimal, telephone_digits};

/// The sentence in words.
pub(super) fn spoken(sentence: &str) -> String {
    let chars: Vec<char> = normalize(sentence);
    let mut reader =
        Reader { chars: &chars, at: 0, out: String::with_capacity(sentence.len()), number_end: None, call_end: None };
    while reader.at < chars.len() {
        reader.step();
    }
    tidy(&reader.out)
}

/// Full-width digits, letters and signs in their plain form; a colon or point only between digits.
fn normalize(sentence: &str) -> Vec<char> {
    let chars: Vec<char> = sentence.chars().collect();
    let digit = |at: Option<usize>| {
        at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_ascii_digit() || matches!(*c, '０'..='９'))
    };
    let between = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1));
    chars
        .iter()
        .enumerate()
        .map(|(at, c)| match *c {
            '０'..='９'
            | 'Ａ'..='Ｚ'
            | 'ａ'..='ｚ'
            | '％'
            | '＋'
            | '－'
            | '／'
            | '＝'
            | '＞'
            | '＜'
            | '＊'
            | '＃'
            | '＆' => char::from_u32(*c as u32 - 0xfee0).unwrap_or(*c),
            '：' if between(at) => ':',
            '．' if between(at) => '.',
            '，' | ',' if between(at) && *c == ',' => ',',
            '～' | '〜' | '∼' => '~',
            '–' | '‐' | '‑' | '‒' | '―' => '-',
            '￥' => '¥',
            other => other,
        })
        .collect()
}

/// A number as it was written.
#[derive(Debug, Clone)]
pub(super) struct Number {
    pub(super) whole: String,
    pub(super) fraction: Option<String>,
    /// Written with separators between thousands.
    pub(super) grouped: bool,
    pub(super) end: usize,
}

impl Number {
    fn words(&self, two: Two) -> String {
        decimal(&self.whole, self.fraction.as_deref(), two)
    }

    pub(super) fn is_whole(&self) -> bool {
        self.fraction.is_none()
    }
}

pub(super) fn number(chars: &[char], at: usize) -> Option<Number> {
    let run = |from: usize| chars[from.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut length = run(at);
    if length == 0 {
        return None;
    }
    let mut whole: String = chars[at..at + length].iter().collect();
    let mut end = at + length;
    let mut grouped = false;
    while length <= 3 && chars.get(end) == Some(&',') && run(end + 1) == 3 {
        whole.extend(&chars[end + 1..end + 4]);
        end += 4;
        grouped = true;
        length = 3;
    }
    let fraction = (chars.get(end) == Some(&'.')).then(|| run(end + 1)).filter(|length| *length > 0).map(|length| {
        let fraction = chars[end + 1..end + 1 + length].iter().collect();
        end += 1 + length;
        fraction
    });
    Some(Number { whole, fraction, grouped, end })
}

/// What may stand between the two ends of a range.
pub(super) fn connector(chars: &[char], at: usize) -> Option<usize> {
    match chars.get(at) {
        Some('—') if chars.get(at + 1) == Some(&'—') => Some(2),
        Some('-' | '~' | '—') => Some(1),
        _ => None,
    }
}

pub(super) struct Reader<'a> {
    pub(super) chars: &'a [char],
    pub(super) at: usize,
    pub(super) out: String,
    /// Where the last number ended.
    pub(super) number_end: Option<usize>,
    /// Where the last telephone number ended.
    pub(super) call_end: Option<usize>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    pub(super) fn before(&self) -> Option<char> {
        self.at.checked_sub(1).map(|at| self.chars[at])
    }

    pub(super) fn starts(&self, at: usize, word: &str) -> bool {
        let mut chars = self.chars[at.min(self.chars.len())..].iter();
        word.chars().all(|c| chars.next() == Some(&c))
    }

    /// Whether one of these words stands in the few characters before here.
    fn lately(&self, words: &[&str]) -> bool {
        let from = self.at.saturating_sub(8);
        let text: String = self.chars[from..self.at].iter().collect();
        let text = text.rsplit(['。', '；', '！', '？']).next().unwrap_or_default();
        words.iter().any(|word| text.contains(word))
    }

    pub(super) fn say(&mut self, words: &str, end: usize) {
        self.out.push_str(words);
        self.at = end;
    }

    /// Says a number and what joins it to the next one.
    pub(super) fn say_number(&mut self, words: &str, end: usize) {
        self.say(words, end);
        self.number_end = Some(end);
    }

    fn step(&mut self) {
        let Some(c) = self.peek(0) else { return };
        let next_digit = self.peek(1).is_some_and(|c| c.is_ascii_digit());
        let handled = match c {
            '0'..='9' => self.digits(),
            '第' if next_digit => self.order(),
            '-' | '−' | '~' | '—' | '+' | '±' => self.sign(c),
            '¥' | '$' | '€' | '£' => self.currency(),
            '(' | '（' | '[' | '〔' | '【' | '［' | '〈' => telephone::bracketed(self),
            '>' | '<' | '≥' | '≤' | '≈' | '≧' | '≦' if self.amount_follows() => {
                let words = match c {
                    '>' => "大于",
                    '<' => "小于",
                    '≥' | '≧' => "大于等于",
                    '≤' | '≦' => "小于等于",
                    _ => "约",
                };
                self.say(words, self.at + 1);
                true
            }
            '×' | '*' | '=' | 'x' | 'X' if next_digit && self.before().is_some_and(|c| c.is_ascii_digit()) => {
                self.say(if c == '=' { "等于" } else { "乘" }, self.at + 1);
                true
            }
            '/' => self.slash(),
            '%' => false,
            'A'..='Z' | 'a'..='z' => self.letters(),
            _ => self.unit_after_multiplier(),
        };
        if !handled {
            self.plain(c);
        }
    }

    fn amount_follows(&self) -> bool {
        self.chars[self.at + 1..].iter().find(|c| **c != ' ' && **c != '-').is_some_and(char::is_ascii_digit)
    }

    fn digits(&mut self) -> bool {
        let follows_letter = self.before().is_some_and(|c| c.is_ascii_alphabetic());
        if follows_letter && self.number_end != Some(self.at) {
            return self.code();
        }
        telephone::call(self)
            || self.named()
            || dates::date(self)
            || dates::time(self)
            || self.ratio()
            || self.memorial()
            || self.chain()
            || dates::year(self)
            || self.fraction()
            || self.quantity("", Two::Liang)
    }

    /// 第12条, 第5—8条.
    fn order(&mut self) -> bool {
        self.say("第", self.at + 1);
        self.quantity("", Two::Er)
    }

    fn sign(&mut self, sign: char) -> bool {
        let after_number =
            self.number_end.is_some_and(|end| end <= self.at && self.at - end <= 3 && self.measured(end));
        let width = connector(self.chars, self.at);
        if let Some(width) = width.filter(|_| after_number) {
            let next = self.chars.get(self.at + width);
            let signed = matches!(next, Some('-' | '−' | '+' | '¥' | '$'))
                && self.chars.get(self.at + width + 1).is_some_and(char::is_ascii_digit);
            if next.is_some_and(char::is_ascii_digit) || signed {
                self.say("到", self.at + width);
                // A sign after it belongs to the number.
                if signed && matches!(self.peek(0), Some('-' | '−')) {
                    return self.signed("负", 1);
                }
                return true;
            }
        }
        if sign == '+' && self.starts(self.at, "+86") && telephone::call_abroad(self) {
            return true;
        }
        if sign == '—' && width == Some(2) {
            self.say("，", self.at + 2);
            return true;
        }
        if !self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
            return false;
        }
        let before = self.before();
        match sign {
            '±' => self.signed("正负", 1),
            '−' => self.signed("负", 1),
            '+' if !before.is_some_and(|c| c.is_alphanumeric() && c.is_ascii()) => self.signed("正", 1),
            '-' => {
                let glued = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, ')' | '）'));
                let chinese = before.is_some_and(super::line::is_wide);
                let told = self.lately(&[
                    "气温", "温度", "最低", "最高", "低温", "零下", "增长", "增速", "同比", "环比", "为", "至", "到",
                    "降",
                ]);
                let measured = number(self.chars, self.at + 1).is_some_and(|number| {
                    self.degree(number.end).is_some() || self.chars.get(number.end) == Some(&'%')
                });
                if glued || (chinese && !told && !measured && before.is_some_and(char::is_alphanumeric)) {
                    false
                } else {
                    self.signed("负", 1)
                }
            }
            _ => false,
        }
    }

    /// Whether between the end of a number and here are only units.
    fn measured(&self, end: usize) -> bool {
        self.chars[end..self.at]
            .iter()
            .all(|c| MEASURES.contains(*c) || matches!(c, '℃' | '°' | 'C' | '%' | '‰' | '元' | '旬' | '份' | '㎡'))
    }

    fn signed(&mut self, sign: &str, width: usize) -> bool {
        self.at += width;
        self.quantity(sign, Two::Liang)
    }

    // Forms of more than one number.

    fn ratio(&mut self) -> bool {
        let mut parts: Vec<Number> = Vec::new();
        while parts.len() < 4 {
            let at = match parts.last() {
                None => self.at,
                Some(last) if self.chars.get(last.end) == Some(&':') => last.end + 1,
                Some(_) => break,
            };
            match number(self.chars, at) {
                Some(part) => parts.push(part),
                None => break,
            }
        }
        let [_, .., last] = parts.as_slice() else { return false };
        let at = last.end;
        let words: Vec<String> = parts.iter().map(|part| part.words(Two::Er)).collect();
        self.say_number(&words.join("比"), at);
        true
    }

    fn fraction(&mut self) -> bool {
        let Some(above) = number(self.chars, self.at).filter(|above| above.is_whole() && !above.grouped) else {
            return false;
        };
        if self.chars.get(above.end) != Some(&'/') || self.before() == Some('/') {
            return false;
        }
        let Some(below) = number(self.chars, above.end + 1).filter(|below| below.is_whole() && !below.grouped) else {
            return false;
        };
        let values = (above.whole.parse::<u32>(), below.whole.parse::<u32>());
        let (Ok(a), Ok(b)) = values else { return false };
        if a == 0 || a >= b || b > 10_000 || self.chars.get(below.end) == Some(&'/') {
            return false;
        }
        let words = format!("{}分之{}", below.words(Two::Er), above.words(Two::Er));
        self.say_number(&words, below.end);
        true
    }

    // One number, or two as a range, with its unit.

    fn quantity(&mut self, sign: &str, two: Two) -> bool {
        let Some(first) = number(self.chars, self.at) else { return false };
        if sign.is_empty()
            && (self.decade(&first) || self.road(&first) || self.long_code(&first) || self.leading_zero(&first))
        {
            return true;
        }
        if let Some((second, negative)) = self.range(&first) {
            self.range_words(&first, sign, &second, negative, two);
            return true;
        }
        let end = first.end;
        if let Some((unit, words)) = self.degree(end) {
            let value = first.words(Two::Er);
            let sign = if sign == "负" { "零下" } else { sign };
            self.say_number(&format!("{sign}{value}{words}"), end + unit);
        } else if let Some(share) = self.share(end) {
            let value = if first.whole == "100" && first.is_whole() { "百".to_owned() } else { first.words(Two::Er) };
            self.say_number(&format!("{sign}{share}{value}"), end + 1);
        } else if let Some((unit, words)) = self.unit(end) {
            let value = first.words(two);
            self.say_number(&format!("{sign}{value}{words}"), end + unit);
        } else if self.chars.get(end) == Some(&'度') && sign == "负" {
            self.say_number(&format!("零下{}", first.words(Two::Er)), end);
        } else {
            let two = if two == Two::Liang && self.is_counted(end) { Two::Liang } else { Two::Er };
            self.say_number(&format!("{sign}{}", first.words(two)), end);
        }
        true
    }

    /// 两 stands before what is counted, but 2年级 is 二年级.
    fn is_counted(&self, end: usize) -> bool {
        let next = |ahead: usize| self.chars.get(end + ahead).copied();
        next(0).is_some_and(|c| COUNTED.contains(c))
            && !(next(0) == Some('年') && next(1) == Some('级'))
            && !(next(0) == Some('分') && next(1) == Some('之'))
            && !(next(0) == Some('小') && next(1) == Some('学'))
    }

    fn range(&self, first: &Number) -> Option<(Number, bool)> {
        let width = connector(self.chars, first.end)?;
        let mut at = first.end + width;
        let negative = matches!(self.chars.get(at), Some('-' | '−'));
        if negative {
            at += 1;
        }
        number(self.chars, at).map(|second| (second, negative))
    }

    fn range_words(&mut self, first: &Number, sign: &str, second: &Number, negative: bool, two: Two) {
        let end = second.end;
        // 3-201室: a door, not a range.
        if ["室", "号楼", "栋", "幢", "单元"].iter().any(|door| self.starts(end, door))
            && second.whole.len() > first.whole.len()
        {
            self.say_number(&format!("{}杠{}", first.words(Two::Er), telephone_digits(&second.whole)), end);
            return;
        }
        if let Some((unit, words)) = self.degree(end) {
            let side = |below: bool, other: bool| {
                if below {
                    "零下"
                } else if other {
                    "零上"
                } else {
                    ""
                }
            };
            let below = sign == "负";
            let from = format!("{}{}", side(below, negative), first.words(Two::Er));
            let to = format!("{}{}", side(negative, below), second.words(Two::Er));
            self.say_number(&format!("{from}到{to}{words}"), end + unit);
            return;
        }
        if self.lately(&["比分", "比赛结果", "战胜", "击败", "大胜", "险胜", "负于", "战平"]) && first.whole.len() <= 2
        {
            self.say_number(&format!("{}比{}", first.words(Two::Er), second.words(Two::Er)), end);
            return;
        }
        let minus = if negative { "负" } else { "" };
        if let Some(share) = self.share(end) {
            let (from, to) = (first.words(Two::Er), second.words(Two::Er));
            self.say_number(&format!("{sign}{share}{from}到{minus}{share}{to}"), end + 1);
            return;
        }
        let (unit, words) = self.unit(end).unwrap_or((0, ""));
        let counted = two == Two::Liang && (unit > 0 || self.is_counted(end));
        let two = if counted { Two::Liang } else { Two::Er };
        let (from, to) = (first.words(two), second.words(two));
        self.say_number(&format!("{sign}{from}到{minus}{to}{words}"), end + unit);
    }

    /// The length of the unit here, with the space before it, and its words.
    fn unit(&self, at: usize) -> Option<(usize, &'static str)> {
        let space = usize::from(self.chars.get(at) == Some(&' '));
        let (unit, words) = *UNITS.iter().find(|(unit, _)| {
            let after = at + space + unit.chars().count();
            self.starts(at + space, unit) && !self.chars.get(after).is_some_and(|c| c.is_ascii_alphanumeric())
        })?;
        Some((space + unit.chars().count(), words))
    }

    fn degree(&self, at: usize) -> Option<(usize, &'static str)> {
        let space = usize::from(self.chars.get(at) == Some(&' '));
        let (unit, words) = *DEGREES.iter().find(|(unit, _)| self.starts(at + space, unit))?;
        Some((space + unit.chars().count(), words))
    }

    fn share(&self, at: usize) -> Option<&'static str> {
        match self.chars.get(at)? {
            '%' => Some("百分之"),
            '‰' => Some("千分之"),
            _ => None,
        }
    }

    // Signs.

    fn currency(&mut self) -> bool {
        let Some((sign, unit)) = CURRENCIES.iter().find(|(sign, _)| self.starts(self.at, sign)) else { return false };
        let mut at = self.at + sign.chars().count();
        if self.chars.get(at) == Some(&' ') {
            at += 1;
        }
        let Some(amount) = number(self.chars, at) else { return false };
        self.at = at;
        let mut end = amount.end;
        let mut words = amount.words(Two::Er);
        if let Some((second, false)) = self.range(&amount) {
            words = format!("{words}到{}", second.words(Two::Er));
            end = second.end;
        }
        while let Some(multiplier @ ('万' | '亿' | '千' | '百')) = self.chars.get(end) {
            words.push(*multiplier);
            end += 1;
        }
        if !self.starts(end, unit) {
            words.push_str(unit);
        }
        self.say_number(&words, end);
        true
    }

    fn slash(&mut self) -> bool {
        // 25元/公斤
        let after_unit =
            self.number_end.is_some_and(|end| end < self.at + 1 && self.at - end <= 3 && self.measured(end));
        let unit = self.unit(self.at + 1);
        if after_unit && let Some((length, words)) = unit {
            self.say(&format!("每{words}"), self.at + 1 + length);
            return true;
        }
        if after_unit && is_measure(self.chars.get(self.at + 1)) {
            self.say("每", self.at + 1);
            return true;
        }
        let chinese = |c: Option<char>| c.is_some_and(super::line::is_wide);
        if chinese(self.before()) && chinese(self.peek(1)) {
            self.say("、", self.at + 1);
            return true;
        }
        // 140/90: two numbers, and no part of a whole.
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if digit(self.before()) && digit(self.peek(1)) {
            self.say("，", self.at + 1);
            return true;
        }
        false
    }

    /// 3.5万km²: the unit stands behind 万.
    fn unit_after_multiplier(&mut self) -> bool {
        let Some(end) = self.number_end.filter(|end| *end < self.at && self.at - end <= 2) else { return false };
        if !self.chars[end..self.at].iter().all(|c| matches!(c, '万' | '亿' | '千' | '百' | '多' | '余')) {
            return false;
        }
        match self.unit(self.at).filter(|_| self.peek(0) != Some(' ')) {
            Some((length, words)) => {
                self.say_number(words, self.at + length);
                true
            }
            None => false,
        }
    }

    fn letters(&mut self) -> bool {
        if telephone::address(self) || self.currency() || self.unit_after_multiplier() {
            return true;
        }
        for number_sign in ["No.", "NO.", "no."] {
            if self.starts(self.at, number_sign) && self.peek(3).is_some_and(|c| c.is_ascii_digit()) {
                self.say("第", self.at + 3);
                return true;
            }
        }
        let length = self.chars[self.at..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
        let word: String = self.chars[self.at..self.at + length].iter().collect();
        self.say(&word, self.at + length);
        // COVID-19: the hyphen is not read.
        if self.peek(0) == Some('-') && self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
            return self.quantity("", Two::Er);
        }
        true
    }

    fn is_between_words(&self) -> bool {
        let word = |c: &&char| super::line::is_wide(**c) && c.is_alphanumeric();
        let space = self.at - 1;
        self.chars[..space].iter().rev().take_while(word).nth(1).is_some()
            && self.chars[self.at..].iter().take_while(word).nth(1).is_some()
    }

    fn plain(&mut self, c: char) {
        self.at += 1;
        match c {
            '\u{2160}'..='\u{216b}' => self.out.push_str(&cardinal(&(c as u32 - 0x215f).to_string(), Two::Er)),
            '\u{2170}'..='\u{217b}' => self.out.push_str(&cardinal(&(c as u32 - 0x216f).to_string(), Two::Er)),
            '①'..='⑳' => {
                let value = cardinal(&(c as u32 - '①' as u32 + 1).to_string(), Two::Er);
                self.out.push_str(&value);
                self.out.push('，');
            }
            '℃' => self.out.push_str("摄氏度"),
            '㎡' => self.out.push_str("平方米"),
            '%' => self.out.push_str("百分比"),
            '→' => self.out.push('到'),
            '+' => self.out.push('加'),
            '′' if self.number_end == Some(self.at - 1) => self.out.push('分'),
            '″' if self.number_end == Some(self.at - 1) => self.out.push('秒'),
            // 1.总则
            '.' if self.number_end == Some(self.at - 1) => self.out.push('，'),
            '&' => self.out.push('和'),
            '】' | ']' | '〕' | '］' | '\n' | '\t' | '|' => self.out.push('，'),
            '·' | '*' | '#' | '_' | '^' | '\\' | '【' | '[' | '〔' | '［' | '<' | '>' | '~' | '\u{200d}'
            | '\u{fe0f}' => {}
            // A space between two Chinese words is a pause; inside a name (张　三) it only fills the line.
            ' ' | '\u{3000}' if self.is_between_words() => self.out.push('，'),
            '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e000}'..='\u{f8ff}' => {}
            _ => self.out.push(c),
        }
    }
}

/// Folds what the reading left: spaces beside Chinese characters, and pauses upon pauses.
fn tidy(text: &str) -> String {
    let pause = |c: char| matches!(c, '，' | '。' | '！' | '？' | '；' | '：' | '、' | '…');
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let last = out.chars().next_back();
        let next = chars.peek().copied();
        if c.is_whitespace() {
            let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
            if word(last) && word(next) {
                out.push(' ');
            }
        } else if c == '，' && (last.is_none_or(pause) || next.is_none_or(pause)) {
            // A pause at the edge of another one.
        } else {
            out.push(c);
        }
    }
    out
}
