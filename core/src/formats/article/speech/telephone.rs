//! Telephone numbers, and codes that are named as such (postcodes, account numbers).

use super::cursor::{Cursor, Number};
use super::units::is_measure_word;
use crate::formats::han_numerals::telephone_digits;

/// Words before a telephone number.
const TELEPHONE_WORDS: [&str; 22] = [
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
const CODE_WORDS: [&str; 14] = [
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

/// Short numbers: telephone numbers only after one of [`TELEPHONE_WORDS`] or before one of [`HOTLINE_SUFFIXES`].
const HOTLINES: [&str; 16] = [
    "110", "119", "120", "122", "114", "10000", "10010", "10086", "12110", "12315", "12328", "12333", "12345", "12348",
    "12369", "95598",
];

const HOTLINE_SUFFIXES: [&str; 10] =
    ["热线", "急救", "报警", "指挥", "客服", "服务热线", "平台", "便民", "政务", "救护"];

/// A telephone number, or a code after its word, at the cursor.
pub(super) fn telephone_number(cursor: &mut Cursor<'_>) -> bool {
    let (groups, end, masked) = digit_groups(cursor);
    let Some(first) = groups.first() else { return false };
    let total: usize = groups.iter().map(String::len).sum();
    if matches!(cursor.chars.get(end), Some('.' | ':' | '%' | '‰' | '年' | '月' | '℃' | '元' | '·')) && !masked
    {
        let decimal = cursor.chars.get(end + 1).is_some_and(char::is_ascii_digit);
        if decimal || !matches!(cursor.chars.get(end), Some('.' | ':')) {
            return false;
        }
    }
    let after_telephone_word = is_after(cursor, &TELEPHONE_WORDS) || continues_list(cursor);
    let after_code_word = is_after(cursor, &CODE_WORDS);
    let counted = is_measure_word(cursor.chars.get(end));
    let is_telephone = if masked {
        total >= 4
    } else if groups.len() == 1 {
        let mobile = total == 11 && first.starts_with('1') && !first.starts_with("10") && !first.starts_with("11");
        let landline = (10..=12).contains(&total) && first.starts_with('0');
        let hotline = HOTLINES.contains(&first.as_str())
            && (after_telephone_word || HOTLINE_SUFFIXES.iter().any(|word| cursor.starts_with(end, word)));
        !counted
            && (mobile
                || landline
                || hotline
                || (after_telephone_word && (5..=12).contains(&total))
                || (after_telephone_word && total >= 3 && after_extension_word(cursor))
                || (after_code_word && total >= 3))
    } else {
        is_grouped_number(&groups) || (after_telephone_word && total >= 7 && !counted)
    };
    if !is_telephone {
        return false;
    }
    // Only spaces since the last telephone number: a pause.
    if cursor.telephone_end.is_some_and(|last| cursor.chars[last..cursor.at].iter().all(|c| *c == ' ')) {
        cursor.out.push('，');
    }
    let words: Vec<String> = groups.iter().map(|group| telephone_digits(group)).collect();
    cursor.say(&words.join(if masked { "星号" } else { "，" }), end);
    cursor.telephone_end = Some(end);
    true
}

/// +86 138…: the country code is silent.
pub(super) fn with_country_code(cursor: &mut Cursor<'_>) -> bool {
    let start = cursor.at;
    cursor.at += 3;
    if matches!(cursor.chars.get(cursor.at), Some(' ' | '-')) {
        cursor.at += 1;
    }
    if cursor.chars.get(cursor.at).is_some_and(char::is_ascii_digit) && telephone_number(cursor) {
        return true;
    }
    cursor.at = start;
    false
}

/// The groups of digits at the cursor, as telephone numbers are written (`0871-67911234`, `138 0000 0000`, `138****0000`), the
/// index after them, and whether some digits are masked.
fn digit_groups(cursor: &Cursor<'_>) -> (Vec<String>, usize, bool) {
    let chars = cursor.chars;
    let mut groups: Vec<String> = Vec::new();
    let mut at = cursor.at;
    let mut masked = false;
    loop {
        let length = chars[at.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
        if length == 0 {
            break;
        }
        groups.push(chars[at..at + length].iter().collect());
        at += length;
        let stars = chars[at..].iter().take_while(|c| **c == '*').count();
        if stars > 1 {
            masked = true;
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
                Some('—') => is_area_code(&groups[0]) && groups.len() == 1,
                Some(' ') => is_unfinished(&groups),
                _ => false,
            };
        if !joined {
            return (groups, at, masked);
        }
        at += 1;
    }
    // Reached only if no digit is at the cursor.
    (groups, at, masked)
}

fn is_area_code(first: &str) -> bool {
    first.starts_with('0') && (3..=4).contains(&first.len())
}

/// Whether the number goes on after a space: only for forms of known length.
fn is_unfinished(groups: &[String]) -> bool {
    let first = groups[0].as_str();
    let total: usize = groups.iter().map(String::len).sum();
    if matches!(first, "400" | "800") {
        total < 10
    } else if is_area_code(first) {
        total - first.len() < 7
    } else {
        first.len() == 3 && is_mobile_prefix(first) && total < 11
    }
}

fn is_grouped_number(groups: &[String]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(String::len).collect();
    let first = groups[0].as_str();
    match lengths.as_slice() {
        [3 | 4, 7 | 8] | [3 | 4, 7 | 8, 1..=6] | [3 | 4, 3 | 4, 4] | [3, 4, 3] => {
            first.starts_with('0')
                || matches!(first, "400" | "800")
                || (lengths == [3, 4, 4] && is_mobile_prefix(first))
        }
        _ => false,
    }
}

fn is_mobile_prefix(first: &str) -> bool {
    first.starts_with('1') && !first.starts_with("10") && !first.starts_with("11") && !first.starts_with("12")
}

/// Whether one of the words is directly before the cursor, or with only a colon, a bracket and the like between.
fn is_after(cursor: &Cursor<'_>, words: &[&str]) -> bool {
    let before = &cursor.chars[cursor.at.saturating_sub(12)..cursor.at];
    let gap = before
        .iter()
        .rev()
        .take_while(|c| matches!(c, '：' | ':' | ' ' | '为' | '是' | '（' | '(' | '“' | '号' | '、'))
        .count();
    // Every length is tried: a word may end in a character that may also be between (微信号).
    (0..=gap).any(|gap| {
        let text: String = before[..before.len() - gap].iter().collect();
        words.iter().any(|word| text.ends_with(word))
    })
}

/// Whether only separators are between the last telephone number and the cursor.
fn continues_list(cursor: &Cursor<'_>) -> bool {
    cursor.telephone_end.is_some_and(|end| {
        end < cursor.at
            && cursor.at - end <= 3
            && cursor.chars[end..cursor.at]
                .iter()
                .all(|c| matches!(c, '、' | '，' | ',' | '/' | '或' | '和' | '及' | ' ' | '转' | '；'))
    })
}

fn after_extension_word(cursor: &Cursor<'_>) -> bool {
    cursor.at > 0 && matches!(cursor.chars[cursor.at - 1], '转' | '机')
}

/// An area code in brackets: (0871)67911234, (0871)6791 1234.
pub(super) fn bracketed_area_code(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let Some(area) = Number::parse(chars, cursor.at + 1)
        .filter(|area| area.whole.starts_with('0') && (3..=4).contains(&area.whole.len()))
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
    let Some(rest) = Number::parse(chars, at).filter(|rest| rest.fraction.is_none()) else { return false };
    let mut digits = rest.whole;
    let mut end = rest.end;
    if digits.len() <= 4
        && matches!(chars.get(end), Some('-' | ' '))
        && let Some(second) = Number::parse(chars, end + 1).filter(|second| second.fraction.is_none())
    {
        digits.push_str(&second.whole);
        end = second.end;
    }
    if !(7..=8).contains(&digits.len()) {
        return false;
    }
    cursor.say(&format!("{}，{}", telephone_digits(&area.whole), telephone_digits(&digits)), end);
    cursor.telephone_end = Some(end);
    true
}
