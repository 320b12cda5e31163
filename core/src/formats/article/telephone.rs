//! Telephone numbers, codes, document numbers and addresses in the speech of an article.

use super::quantities::{Reader, number};
use super::units::is_measure;
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit, telephone_digits};

/// Words before a number that is called.
const CALLED: [&str; 22] = [
    "电话",
    "手机",
    "热线",
    "传真",
    "拨打",
    "致电",
    "来电",
    "号码",
    "联系方式",
    "咨询",
    "举报",
    "监督",
    "报警",
    "急救",
    "客服",
    "短号",
    "请打",
    "QQ",
    "微信",
    "微信号",
    "转",
    "分机",
];

/// Words before a code.
const CODED: [&str; 14] = [
    "邮编",
    "邮政编码",
    "编号",
    "编码",
    "代码",
    "账号",
    "卡号",
    "证号",
    "验证码",
    "密码",
    "尾号",
    "单号",
    "学号",
    "车牌",
];

/// Numbers that everyone calls by their digits.
const HOTLINES: [&str; 16] = [
    "110", "119", "120", "122", "114", "10000", "10010", "10086", "12110", "12315", "12328", "12333", "12345", "12348",
    "12369", "95598",
];

/// Words after such a number.
const AFTER_HOTLINE: [&str; 10] = ["热线", "急救", "报警", "指挥", "客服", "服务热线", "平台", "便民", "政务", "救护"];

/// A telephone number, or a code, at the reader's place.
pub(super) fn call(reader: &mut Reader<'_>) -> bool {
    let (groups, end, starred) = groups(reader);
    let Some(first) = groups.first() else { return false };
    let total: usize = groups.iter().map(String::len).sum();
    if matches!(reader.chars.get(end), Some('.' | ':' | '%' | '‰' | '年' | '月' | '℃' | '元' | '·')) && !starred
    {
        let decimal = reader.chars.get(end + 1).is_some_and(char::is_ascii_digit);
        if decimal || !matches!(reader.chars.get(end), Some('.' | ':')) {
            return false;
        }
    }
    let called = follows(reader, &CALLED) || continues(reader);
    let coded = follows(reader, &CODED);
    let counted = is_measure(reader.chars.get(end));
    let is = if starred {
        total >= 4
    } else if groups.len() == 1 {
        let mobile = total == 11 && first.starts_with('1') && !first.starts_with("10") && !first.starts_with("11");
        let landline = (10..=12).contains(&total) && first.starts_with('0');
        let hotline =
            HOTLINES.contains(&first.as_str()) && (called || AFTER_HOTLINE.iter().any(|word| reader.starts(end, word)));
        !counted
            && (mobile
                || landline
                || hotline
                || (called && (5..=12).contains(&total))
                || (called && total >= 3 && after_call(reader))
                || (coded && total >= 3))
    } else {
        is_grouped_call(&groups) || (called && total >= 7 && !counted)
    };
    if !is {
        return false;
    }
    // Two numbers with nothing but a space between them.
    if reader.call_end.is_some_and(|last| reader.chars[last..reader.at].iter().all(|c| *c == ' ')) {
        reader.out.push('，');
    }
    let words: Vec<String> = groups.iter().map(|group| telephone_digits(group)).collect();
    reader.say(&words.join(if starred { "星号" } else { "，" }), end);
    reader.call_end = Some(end);
    true
}

/// +86 138…: the country is not read.
pub(super) fn call_abroad(reader: &mut Reader<'_>) -> bool {
    let start = reader.at;
    reader.at += 3;
    if matches!(reader.chars.get(reader.at), Some(' ' | '-')) {
        reader.at += 1;
    }
    if reader.chars.get(reader.at).is_some_and(char::is_ascii_digit) && call(reader) {
        return true;
    }
    reader.at = start;
    false
}

/// Groups of digits as telephone numbers are written: `0871-67911234`, `138 0000 0000`, `138****0000`.
fn groups(reader: &Reader<'_>) -> (Vec<String>, usize, bool) {
    let chars = reader.chars;
    let mut groups: Vec<String> = Vec::new();
    let mut at = reader.at;
    let mut starred = false;
    loop {
        let length = chars[at.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
        if length == 0 {
            break;
        }
        groups.push(chars[at..at + length].iter().collect());
        at += length;
        let stars = chars[at..].iter().take_while(|c| **c == '*').count();
        if stars > 1 {
            starred = true;
            at += stars;
            if !chars.get(at).is_some_and(char::is_ascii_digit) {
                groups.push(String::new());
                return (groups, at, true);
            }
            continue;
        }
        let more = chars.get(at + 1).is_some_and(char::is_ascii_digit) && groups.len() < 5;
        let joined = more
            && match chars.get(at) {
                Some('-') => true,
                Some('—') => is_area(&groups[0]) && groups.len() == 1,
                Some(' ') => is_unfinished(&groups),
                _ => false,
            };
        if !joined {
            return (groups, at, starred);
        }
        at += 1;
    }
    // A separator with nothing behind it.
    (groups, at, starred)
}

fn is_area(first: &str) -> bool {
    first.starts_with('0') && (3..=4).contains(&first.len())
}

/// Whether a space here lies inside a number and not behind it: only in forms whose length is known.
fn is_unfinished(groups: &[String]) -> bool {
    let first = groups[0].as_str();
    let total: usize = groups.iter().map(String::len).sum();
    if matches!(first, "400" | "800") {
        total < 10
    } else if is_area(first) {
        total - first.len() < 7
    } else {
        first.len() == 3 && is_mobile(first) && total < 11
    }
}

fn is_grouped_call(groups: &[String]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(String::len).collect();
    let first = groups[0].as_str();
    match lengths.as_slice() {
        [3 | 4, 7 | 8] | [3 | 4, 7 | 8, 1..=6] | [3 | 4, 3 | 4, 4] | [3, 4, 3] => {
            first.starts_with('0') || matches!(first, "400" | "800") || (lengths == [3, 4, 4] && is_mobile(first))
        }
        _ => false,
    }
}

fn is_mobile(first: &str) -> bool {
    first.starts_with('1') && !first.starts_with("10") && !first.starts_with("11") && !first.starts_with("12")
}

/// Whether one of the words stands directly before, with only what may lie between a word and its number.
fn follows(reader: &Reader<'_>, words: &[&str]) -> bool {
    let before = &reader.chars[reader.at.saturating_sub(12)..reader.at];
    let gap = before
        .iter()
        .rev()
        .take_while(|c| matches!(c, '：' | ':' | ' ' | '为' | '是' | '（' | '(' | '“' | '号' | '、'))
        .count();
    // 号码 ends in a character that may also lie between.
    (0..=gap).any(|gap| {
        let text: String = before[..before.len() - gap].iter().collect();
        words.iter().any(|word| text.ends_with(word))
    })
}

/// Whether only separators lie between the last telephone number and here.
fn continues(reader: &Reader<'_>) -> bool {
    reader.call_end.is_some_and(|end| {
        end < reader.at
            && reader.at - end <= 3
            && reader.chars[end..reader.at]
                .iter()
                .all(|c| matches!(c, '、' | '，' | ',' | '/' | '或' | '和' | '及' | ' ' | '转' | '；'))
    })
}

fn after_call(reader: &Reader<'_>) -> bool {
    reader.at > 0 && matches!(reader.chars[reader.at - 1], '转' | '机')
}

/// What stands in brackets: the year of a document number, or an area code.
pub(super) fn bracketed(reader: &mut Reader<'_>) -> bool {
    document(reader) || area(reader)
}

/// 嵩政发〔2026〕12号 is read 嵩政发二零二六年十二号.
fn document(reader: &mut Reader<'_>) -> bool {
    let chars = reader.chars;
    let at = reader.at;
    let closing = match chars[at] {
        '〔' => '〕',
        '[' => ']',
        '［' => '］',
        '【' => '】',
        '（' => '）',
        '(' => ')',
        '〈' => '〉',
        _ => return false,
    };
    let Some(year) = number(chars, at + 1).filter(|year| year.whole.len() == 4 && year.fraction.is_none()) else {
        return false;
    };
    if chars.get(year.end) != Some(&closing) {
        return false;
    }
    let order = chars.get(year.end + 1) == Some(&'第');
    let Some(serial) = number(chars, year.end + 1 + usize::from(order)).filter(|serial| serial.fraction.is_none())
    else {
        return false;
    };
    if chars.get(serial.end) != Some(&'号') {
        return false;
    }
    let order = if order { "第" } else { "" };
    reader.say_number(
        &format!("{}年{order}{}", digit_by_digit(&year.whole), cardinal(&serial.whole, Two::Er)),
        serial.end,
    );
    true
}

/// (0871)67911234
fn area(reader: &mut Reader<'_>) -> bool {
    let chars = reader.chars;
    let Some(area) =
        number(chars, reader.at + 1).filter(|area| area.whole.starts_with('0') && (3..=4).contains(&area.whole.len()))
    else {
        return false;
    };
    if !matches!(chars.get(area.end), Some(')' | '）')) {
        return false;
    }
    let mut at = area.end + 1;
    if matches!(chars.get(at), Some('-' | ' ')) {
        at += 1;
    }
    let Some(rest) = number(chars, at).filter(|rest| rest.fraction.is_none()) else { return false };
    let mut digits = rest.whole;
    let mut end = rest.end;
    // 6791 1234
    if digits.len() <= 4
        && matches!(chars.get(end), Some('-' | ' '))
        && let Some(second) = number(chars, end + 1).filter(|second| second.fraction.is_none())
    {
        digits.push_str(&second.whole);
        end = second.end;
    }
    if !(7..=8).contains(&digits.len()) {
        return false;
    }
    reader.say(&format!("{}，{}", telephone_digits(&area.whole), telephone_digits(&digits)), end);
    reader.call_end = Some(end);
    true
}

/// A web or mail address: nobody wants it spelled.
pub(super) fn address(reader: &mut Reader<'_>) -> bool {
    let chars = reader.chars;
    let at = reader.at;
    let part = |c: &&char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>');
    let web = reader.starts(at, "http://") || reader.starts(at, "https://") || reader.starts(at, "www.");
    if web {
        let length = chars[at..].iter().take_while(part).count();
        reader.say("网页链接", at + length);
        return true;
    }
    if at > 0 && chars[at - 1].is_ascii_alphanumeric() {
        return false;
    }
    let name =
        chars[at..].iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')).count();
    if name == 0 || chars.get(at + name) != Some(&'@') {
        return false;
    }
    let host =
        chars[at + name + 1..].iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).count();
    if host < 3 {
        return false;
    }
    reader.say("电子邮箱", at + name + 1 + host);
    true
}
