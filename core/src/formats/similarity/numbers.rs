//! Numbers, dates and clock times, by value and by what they count: 1.2万人 is 12000人, 两名 is 2人, 下午3点 is 15时.

use super::tokenizer::{Stream, key};

/// A number as read, before it is known what it counts.
struct Number {
    /// In millionths, so that 0.126亿 and 1260万 are one value.
    millionths: u128,
    end: usize,
    arabic: bool,
}

/// What is written in several ways, longest first where one begins another. The second column is its name here.
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

/// After a numeral in words only these make it a count; 统一、一心、三农 count nothing.
const COUNTED_IN_WORDS: &str =
    "户家亩个条件届期次批年月周天岁吨辆台座所处项场段等级楼组队路层万亿册首只头株例本支套间栋款道轮类堂";

fn starts(chars: &[char], at: usize, word: &str) -> bool {
    let mut at = at;
    word.chars().all(|c| {
        at += 1;
        chars.get(at - 1) == Some(&c)
    })
}

fn numeral(c: char) -> Option<u128> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

const MILLION: u128 = 1_000_000;
/// Of a clock time, whose hours are counted in millionths as well. Not a sixtieth, which is no whole number.
const MINUTE: u128 = 10_000;

/// 3,526.5 with its multiplier: 3.1万, 1.2万亿.
fn arabic(chars: &[char], start: usize) -> Option<Number> {
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
        } else if !(c == ',' && fraction.is_none() && thousands(chars, at)) {
            break;
        }
        at += 1;
    }
    if at == start {
        return None;
    }
    let (value, end) = multiplied(chars, at, value);
    Some(Number { millionths: value, end, arabic: true })
}

/// A comma with exactly three digits behind it.
fn thousands(chars: &[char], comma: usize) -> bool {
    (1..=3).all(|step| chars.get(comma + step).is_some_and(char::is_ascii_digit))
        && !chars.get(comma + 4).is_some_and(char::is_ascii_digit)
}

fn multiplied(chars: &[char], mut at: usize, mut value: u128) -> (u128, usize) {
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

/// 三百二十, 二〇二五, 六点八 (behind 百分之 only, where `point` is set).
fn in_words(chars: &[char], start: usize, point: bool) -> Option<Number> {
    let mut at = start;
    let (mut total, mut section, mut digit): (u128, u128, Option<u128>) = (0, 0, None);
    let mut run: u128 = 0;
    let (mut seen, mut placed) = (0, false);
    while let Some(&c) = chars.get(at) {
        if let Some(value) = numeral(c) {
            run = run.saturating_mul(10).saturating_add(value);
            digit = Some(value);
            seen += 1;
        } else {
            let times = match c {
                '十' => 10,
                '百' if seen > 0 => 100,
                '千' if seen > 0 => 1000,
                '万' | '亿' if seen > 0 => {
                    let times = if c == '万' { 10_000 } else { 100_000_000 };
                    let part = if placed { section + digit.unwrap_or(0) } else { run };
                    total = total.saturating_add(part).saturating_mul(times);
                    (section, digit, run, placed) = (0, None, 0, true);
                    at += 1;
                    continue;
                }
                _ => break,
            };
            section = section.saturating_add(digit.unwrap_or(1).saturating_mul(times));
            (digit, placed) = (None, true);
            seen += 1;
        }
        at += 1;
    }
    if seen == 0 {
        return None;
    }
    let whole = if placed { total.saturating_add(section).saturating_add(digit.unwrap_or(0)) } else { run };
    let mut value = whole.saturating_mul(MILLION);
    if point && chars.get(at) == Some(&'点') {
        let mut place = MILLION / 10;
        while let Some(digit) = chars.get(at + 1).copied().and_then(numeral) {
            value = value.saturating_add(digit * place);
            place /= 10;
            at += 1;
        }
        at += 1;
    }
    Some(Number { millionths: value, end: at, arabic: false })
}

impl Stream<'_> {
    /// Reads the number, date or clock time that begins here, if one does.
    pub(super) fn figure(&mut self) -> bool {
        self.percent_in_words() || self.ordinal() || self.calendar() || self.clock() || self.count()
    }

    /// 百分之12.5, 百分之六点八.
    fn percent_in_words(&mut self) -> bool {
        if !starts(self.chars, self.at, "百分之") {
            return false;
        }
        let start = self.at + 3;
        let Some(number) = arabic(self.chars, start).or_else(|| in_words(self.chars, start, true)) else {
            return false;
        };
        self.say(number.millionths, key("百分"), number.end);
        true
    }

    /// 第三期, 第17届, 首批, 一中.
    fn ordinal(&mut self) -> bool {
        let first = self.chars[self.at];
        let found = match first {
            '第' => arabic(self.chars, self.at + 1).or_else(|| in_words(self.chars, self.at + 1, false)),
            '首' if matches!(self.chars.get(self.at + 1), Some('届' | '批' | '期' | '次' | '个' | '家' | '条')) => {
                Some(Number { millionths: MILLION, end: self.at + 1, arabic: false })
            }
            _ => in_words(self.chars, self.at, false).filter(|number| self.school(number.end)),
        };
        let Some(number) = found else {
            return false;
        };
        let unit = self.chars.get(number.end).copied().unwrap_or(' ');
        // The unit stays in the text and is read after this: 第一中学 shares 中 with 一中.
        self.say(number.millionths, key("第") ^ key(unit.encode_utf8(&mut [0; 4])), number.end);
        true
    }

    /// 一中, 二小 where it ends a name; not 统一中国.
    fn school(&self, end: usize) -> bool {
        let after = self.chars.get(end + 1);
        matches!(self.chars.get(end), Some('中' | '小'))
            && !after.is_some_and(|c| {
                matches!(c, '国' | '央' | '心' | '间' | '部' | '外' | '组' | '时' | '型' | '区' | '队')
            })
    }

    /// 2025-11-05, 2025/11/5, 2025.11.05.
    fn calendar(&mut self) -> bool {
        let mut parts = Vec::new();
        let mut at = self.at;
        let sign = self.chars.get(at + 4).copied().unwrap_or(' ');
        if !matches!(sign, '-' | '/' | '.') {
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
                if self.chars.get(at) != Some(&sign) {
                    return false;
                }
                at += 1;
            }
        }
        for (part, unit) in parts.into_iter().zip(["年", "月", "日"]) {
            self.say(part * MILLION, key(unit), at);
        }
        true
    }

    /// 8:00, 14:30:05, and the score 2:1.
    fn clock(&mut self) -> bool {
        let digits = |at: usize| -> (u128, usize) {
            let run = self.chars[at.min(self.chars.len())..].iter().take(4).take_while(|c| c.is_ascii_digit());
            run.fold((0, 0), |(value, length), c| (value * 10 + u128::from(c.to_digit(10).unwrap_or(0)), length + 1))
        };
        let (first, width) = digits(self.at);
        if !(1..=3).contains(&width) || self.chars.get(self.at + width) != Some(&':') {
            return false;
        }
        let (second, wide) = digits(self.at + width + 1);
        if !(1..=3).contains(&wide) {
            return false;
        }
        let end = self.at + width + 1 + wide;
        if wide == 2 && first <= 24 && second < 60 {
            let hour = self.hour(first * MILLION);
            self.say(hour + second * MINUTE, key("时"), end);
        } else {
            self.say(first * 1000 + second, key("比"), end);
        }
        true
    }

    /// On a clock of 24 hours, by the part of the day named last in this clause.
    fn hour(&self, millionths: u128) -> u128 {
        let before: &[char] = &self.chars[self.at.saturating_sub(4)..self.at];
        let late = ["下午", "晚上", "今晚", "当晚", "傍晚", "日晚"]
            .iter()
            .any(|word| (0..before.len()).any(|at| starts(before, at, word)));
        if late && millionths < 12 * MILLION { millionths + 12 * MILLION } else { millionths }
    }

    /// 3人, 1.2万亩, 三十户, 10月.
    fn count(&mut self) -> bool {
        let Some(number) = arabic(self.chars, self.at).or_else(|| in_words(self.chars, self.at, false)) else {
            return false;
        };
        let mut at = number.end;
        while matches!(self.chars.get(at), Some('余' | '多' | '来')) {
            at += 1;
        }
        // 3.5万余元 as well as 3.5余万元.
        let (value, mut at) = multiplied(self.chars, at, number.millionths);
        if number.arabic
            && self.chars.get(at).is_some_and(|c| c.is_ascii_alphabetic())
            && unit(self.chars, at).is_none()
        {
            // 5g, 4k: a code, and no count.
            let mut end = at;
            while self.chars.get(end).is_some_and(char::is_ascii_alphanumeric) {
                end += 1;
            }
            self.code(end);
            return true;
        }
        if let Some((name, length)) = unit(self.chars, at) {
            if !number.arabic && value == MILLION && matches!(name, "时" | "度" | "号") {
                return false;
            }
            // 10月12号 is a day; 92号 is not.
            let day = name == "号" && self.chars.get(self.at.wrapping_sub(1)) == Some(&'月');
            let mut end = at + length;
            let mut value = value;
            if name == "时" {
                value = self.hour(value);
                // 9时30分 is one time, and not the 9:00 of a day in which something lasts 30分.
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
            self.say(value, key(if day { "日" } else { name }), end);
            return true;
        }
        let Some(&next) = self.chars.get(at).filter(|c| c.is_alphabetic()) else {
            let bracketed = self.at > 0 && self.chars[self.at - 1] == '(' && self.chars.get(at) == Some(&')');
            if number.arabic || bracketed {
                self.say(value, key("序"), at);
            }
            return number.arabic || bracketed;
        };
        let counted = number.arabic || next == '月' || COUNTED_IN_WORDS.contains(next);
        if !counted {
            return false;
        }
        at = at.max(number.end);
        self.say(value, key(next.encode_utf8(&mut [0; 4])), at);
        true
    }
}

/// The name of the unit that begins here, and how long it is written.
fn unit(chars: &[char], at: usize) -> Option<(&'static str, usize)> {
    UNITS.iter().find(|(word, _)| starts(chars, at, word)).map(|(word, name)| (*name, word.chars().count()))
}

/// Whether a figure that is not in Arabic digits may begin with this character.
pub(super) fn begins(c: char) -> bool {
    numeral(c).is_some() || matches!(c, '十' | '百' | '第' | '首')
}
