//! Telephone numbers, and codes that are named as such (postcodes, account numbers).

use super::cursor::{Cursor, Number, ends_with};
use super::measures::measure_at;
use super::quantities::{counts_before, unit_at};
use crate::formats::han_numerals::telephone_digits;

/// Words that name what follows as the number of a line: seven digits and more after them are never an amount.
const LABELS: &[&str] = &[
    "发送至",
    "发送到",
    "发至",
    "电话",
    "手机",
    "热线",
    "专线",
    "传真",
    "拨打",
    "致电",
    "号码",
    "联系方式",
    "客服",
    "短号",
    "请打",
    "QQ",
    "微信",
    "微信号",
    "手机号",
    "请拨",
    "电询",
    "☎",
    "☏",
    "℡",
    "📞",
];

/// Words after which a shorter number is one too, unless it is counted.
const TELEPHONE_WORDS: &[&str] =
    &["发送至", "发送到", "发至", "来电", "咨询", "举报", "监督", "报警", "急救", "转", "分机", "内线", "联系", "拨"];

/// Words before a code, besides those that end in 号 or 码.
const CODE_WORDS: &[&str] =
    &["邮编", "代码", "编号", "尾号", "验证码", "口令", "ID", "信箱", "ISBN", "ISSN", "CN", "代号", "端口"];

/// Words of which a number of seven or eight digits later in the sentence is the telephone.
const CONTACT_WORDS: &[&str] = &["联系", "电话", "手机", "咨询", "QQ", "热线", "值班", "报名", "经办人"];

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
    let labelled = is_after(cursor, LABELS);
    let continues = continues_list(cursor);
    let after_telephone_word = labelled || is_after(cursor, TELEPHONE_WORDS) || continues;
    let after_code_word = is_after_code_word(cursor);
    let counted = measure_at(cursor.chars, end).is_some() || unit_at(cursor, end).is_some();
    let is_telephone = if masked {
        total >= 4
    } else if groups.len() == 1 {
        is_one_number(cursor, first, end, counted)
            || (labelled && total >= 7)
            || (!counted && after_telephone_word && (5..=12).contains(&total))
            || (!counted && after_telephone_word && total >= 3 && after_extension_word(cursor))
            || (!counted && after_code_word && (total >= 3 || is_after(cursor, &["尾号"])))
            || (!counted && continues && (total >= 5 || (total >= 3 && cursor.before() == Some(' '))))
            || continues_codes(cursor, first)
    } else {
        is_grouped_number(&groups)
            || (cursor.follows_any(&["+86-", "+86 "]) && total >= 9)
            || (after_telephone_word && total >= 7 && !counted)
            || (after_code_word && total >= 3 && !counted)
    };
    if !is_telephone {
        return false;
    }
    // Only spaces since the last telephone number: a pause.
    if cursor.telephone_end.is_some_and(|last| cursor.chars[last..cursor.at].iter().all(|c| *c == ' ')) {
        cursor.out.push('，');
    }
    // 8-2-3016: a shelf, not the groups of a telephone number.
    let shelf = after_code_word && first.len() <= 2;
    let mut words = String::new();
    for (at, c) in cursor.chars[cursor.at..end].iter().enumerate() {
        match c {
            '0'..='9' => words.push_str(&telephone_digits(&c.to_string())),
            '*' if cursor.chars[cursor.at + at - 1] == '*' => {}
            '*' => words.push_str("星号"),
            _ => words.push(if shelf { '杠' } else { '，' }),
        }
    }
    cursor.say(&words, end);
    cursor.telephone_end = Some(end);
    true
}

/// Whether digits without a break are a telephone number by their form alone, or by their form and somebody to contact.
fn is_one_number(cursor: &Cursor<'_>, digits: &str, end: usize, counted: bool) -> bool {
    let total = digits.len();
    let measured = unit_at(cursor, end).is_some()
        || cursor.has_any_at(
            end,
            &["万", "亿", "元", "美元", "吨", "公斤", "千克", "立方", "平方", "千瓦", "亩", "人次", "株", "尾"],
        );
    // A mobile number is not an amount whatever word follows (…对吗, …本人): nobody writes such an amount without a unit.
    let mobile = total == 11 && digits.starts_with('1') && !matches!(&digits[1..2], "0" | "1" | "2");
    let area = (10..=12).contains(&total) && digits.starts_with('0');
    let free = total == 10 && (digits.starts_with("400") || digits.starts_with("800"));
    // 李四，67911234: so many digits without a unit, at the end of an entry, are no amount.
    let ends_entry = !(total == 8 && digits.starts_with("20"))
        && cursor.before().is_some_and(|c| matches!(c, '，' | '：' | ':' | '、' | '）' | ')'))
        && cursor.chars.get(end).is_none_or(|c| matches!(c, '，' | '。' | '；' | '、' | '）' | ')' | '/'));
    let local = (7..=8).contains(&total)
        && !matches!(&digits[..1], "0" | "1" | "9")
        && !counted
        && !counts_before(cursor)
        && (cursor.preceded_by_any(30, CONTACT_WORDS)
            || ends_entry
            || cursor.has_any_at(end, &["（办", "（宅", "（传", "(办", "(宅", "(传"])
            || cursor.follows_any(&["打", "拨", "拨通"]));
    ((mobile || area) && !measured) || (free && !counted) || local
}

/// Whether the number goes on from a code of as many digits: 编号001至150.
fn continues_codes(cursor: &Cursor<'_>, digits: &str) -> bool {
    cursor.telephone_end.is_some_and(|end| {
        end + 1 == cursor.at
            && matches!(cursor.chars[end], '至' | '到' | '、' | '~' | '-' | '或' | '和' | '/')
            && cursor.chars[..end].iter().rev().take_while(|c| c.is_ascii_digit()).count() == digits.len()
            && (digits.len() >= 3 || cursor.preceded_by_any(6, &["尾号"]))
    })
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
                Some('~' | '—') => is_area_code(&groups[0]) && groups.len() == 1,
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
        matches!(first.len(), 3 | 6 | 7) && is_mobile_prefix(first) && total < 11
    }
}

fn is_grouped_number(groups: &[String]) -> bool {
    let total: usize = groups.iter().map(String::len).sum();
    if total == 10 && matches!(groups[0].get(..3), Some("400" | "800")) {
        return true;
    }
    if groups[0] == "0086" && total >= 13 {
        return true;
    }
    let lengths: Vec<usize> = groups.iter().map(String::len).collect();
    let first = groups[0].as_str();
    match lengths.as_slice() {
        // 010-12388: a service number of another city.
        [3 | 4, 5] => is_area_code(first),
        [3 | 4, 7 | 8] | [3 | 4, 7 | 8, 1..=6] | [3 | 4, 3 | 4, 4] | [3, 4, 3] => {
            first.starts_with('0')
                || matches!(first, "400" | "800")
                || (lengths == [3, 4, 4] && is_mobile_prefix(first))
        }
        // 138771 23456
        [6, 5] | [7, 4] => is_mobile_prefix(first),
        _ => false,
    }
}

fn is_mobile_prefix(first: &str) -> bool {
    first.starts_with('1') && !first.starts_with("10") && !first.starts_with("11") && !first.starts_with("12")
}

/// Whether one of the words is directly before the cursor, or with only a colon, a bracket and the like between.
fn is_after(cursor: &Cursor<'_>, words: &[&str]) -> bool {
    let before = &cursor.chars[cursor.at.saturating_sub(12)..cursor.at];
    // Every length is tried: a word may end in a character that may also be between (微信号).
    (0..=gap(before)).any(|gap| words.iter().any(|word| ends_with(&before[..before.len() - gap], word)))
}

/// The characters that may stand between a word and its number.
fn gap(before: &[char]) -> usize {
    before
        .iter()
        .rev()
        .take_while(|c| matches!(c, '：' | ':' | ' ' | '为' | '是' | '（' | '(' | '“' | '号' | '、' | '群'))
        .count()
}

/// Whether a word for a code is before the cursor: one of [`CODE_WORDS`], or what ends in 号 or 码 and a colon (准考证号：).
fn is_after_code_word(cursor: &Cursor<'_>) -> bool {
    let before = &cursor.chars[cursor.at.saturating_sub(12)..cursor.at];
    let colon = before.iter().rev().take_while(|c| matches!(c, '：' | ':' | ' ' | '为' | '是')).count();
    let word = &before[..before.len() - colon];
    let named = [
        "编码", "密码", "代码", "证码", "取码", "别码", "请码", "件码", "条码", "证号", "账号", "卡号", "单号", "学号",
        "工号", "牌号", "批号", "案号", "股号", "序号", "车牌",
    ]
    .iter()
    .any(|end| ends_with(word, end));
    named || (colon > 0 && ends_with(word, "号")) || is_after(cursor, CODE_WORDS)
}

/// Whether only separators are between the last telephone number and the cursor.
fn continues_list(cursor: &Cursor<'_>) -> bool {
    cursor.telephone_end.is_some_and(|end| {
        end < cursor.at
            && cursor.at - end <= 3
            && cursor.chars[end..cursor.at]
                .iter()
                .all(|c| matches!(c, '、' | '，' | ',' | '/' | '或' | '和' | '及' | ' ' | '转' | '；' | '~'))
    })
}

fn after_extension_word(cursor: &Cursor<'_>) -> bool {
    cursor.at > 0 && matches!(cursor.chars[cursor.at - 1], '转' | '机' | '线')
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
