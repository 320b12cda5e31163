//! The short numbers of public services: 110, 12345, 95598, 96128. Their form and what stands beside them decide; there is
//! no list of them.

use super::cursor::{Cursor, digit_count, digits, ends_with};
use super::measures::measure_at;
use super::quantities::{counts_before, unit_at};
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::telephone_digits;

/// What a person does with a line, before its number.
const DIALLED: &[&str] = &[
    "拨打",
    "拨通",
    "拨",
    "打",
    "报",
    "致电",
    "呼叫",
    "电话",
    "热线",
    "专线",
    "报警",
    "火警",
    "匪警",
    "送往",
    "交通事故",
    "报案",
    "急救",
    "求助",
    "客服",
    "查号",
    "投诉",
    "举报",
    "咨询",
    "来电",
    "转接",
    "短信",
    "显示",
];

/// What is said of a line, after its number.
const OF_A_LINE: &[&str] = &[
    "热线",
    "专线",
    "专号",
    "平台",
    "报警",
    "接警",
    "出警",
    "警",
    "指挥",
    "接处警",
    "处警",
    "刑事警情",
    "治安警情",
    "客服",
    "急救",
    "救护",
    "消防",
    "查号",
    "网",
    "APP",
    "客户端",
    "小程序",
    "公众号",
    "短信",
    "电话",
    "举报",
    "投诉",
    "服务",
    "便民",
    "政务",
    "联动",
    "来电",
    "纳税",
    "咨询",
    "全国",
    "中心",
    "宣传",
    "供电",
    "指令",
    "官兵",
    "民警",
    "巡逻",
    "来了",
];

/// Who has a line, or what a person does there, before a number that ends a phrase.
const SERVED: &[&str] = &[
    "服务", "供电", "供水", "燃气", "银行", "保险", "询", "反映", "关注", "联系", "通过", "向", "移动", "联通", "电信",
    "邮政", "税务", "社保", "医保", "人社", "登录", "下载", "铁路", "交管", "政务", "信访", "找", "认准", "记住",
    "记得", "维权", "志愿", "妇联", "工会", "消协", "城管", "供热",
];

/// Who is counted without a measure word, after a number that has the form of a line.
const COUNTED: &[&str] = &[
    "农户",
    "群众",
    "移民",
    "劳动",
    "村民",
    "居民",
    "职工",
    "学生",
    "师生",
    "党员",
    "游客",
    "干部",
    "旅客",
    "农民",
    "老人",
    "网格",
    "网点",
    "网民",
    "网箱",
    "中心村",
    "中心校",
    "中心小",
];

/// A short number, or several with 、 or / between them.
pub(super) fn service_number(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let Some((first, mut end)) = digits(chars, cursor.at, 3, 6) else { return false };
    if !has_form_of_service(&first)
        || cursor.before().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '~' | '第' | '·' | '¥' | '$'))
    {
        return false;
    }
    // A.110 B.119: the choices of a quiz about lines. Any other number after a point is a part of one.
    let after_point = cursor.before() == Some('.');
    if after_point && !cursor.out.ends_with('，') {
        return false;
    }
    let choice = after_point && cursor.preceded_by_any(40, &["电话", "拨打", "报警"]);
    let mut words = telephone_digits(&first);
    let mut listed = false;
    while let Some('、' | '/' | '和' | '或') = chars.get(end)
        && let Some((next, after)) = digits(chars, end + 1, 3, 6)
        && has_form_of_service(&next)
        && next.len() == first.len()
    {
        words.push_str(&format!("{}{}", if chars[end] == '/' { '、' } else { chars[end] }, telephone_digits(&next)));
        end = after;
        listed = true;
    }
    if digit_count(chars, end) > 0
        || unit_at(cursor, end).is_some()
        || matches!(chars.get(end), Some('%' | '‰' | '℃' | '.' | ':' | '-' | '~' | '*' | '+' | '×'))
            && !matches!(chars.get(end + 1), None | Some(' '))
    {
        return false;
    }
    // 12600群众, but 12345群众热线
    let people = cursor.has_any_at(end, COUNTED)
        && !cursor.followed_by_any(end, 8, &["热线", "平台", "服务", "专线", "维权", "咨询", "保障"]);
    let described = !people && cursor.has_any_at(end, OF_A_LINE) && !cursor.follows_any(&["有", "共", "建成", "设立"]);
    let gap = cursor.chars[..cursor.at]
        .iter()
        .rev()
        .take_while(|c| matches!(c, '：' | ':' | '（' | '(' | '“' | '为' | '是'))
        .count();
    let dialled = DIALLED.iter().any(|word| ends_with(&chars[..cursor.at - gap], word))
        || cursor.follows_any(&["火警，", "报警，", "急救，", "求助，"]);
    // 10000号: its own name.
    let counted = people || (measure_at(chars, end).is_some() && !(dialled && chars.get(end) == Some(&'号')));
    let short = first.len() == 3;
    // 打110还是12345
    let beside = matches!(cursor.before(), Some('或' | '和' | '、' | '是' | '及'))
        && cursor.telephone_end.is_some_and(|last| cursor.at - last <= 10);
    // 工会12351、团委12355
    let listed_after =
        !short && cursor.telephone_end.is_some_and(|last| cursor.at - last <= 8 && chars.get(last) == Some(&'、'));
    let alone = cursor.at == 0 && end == chars.len();
    let is_service = if counted {
        false
    } else if described || dialled || alone || choice || beside || listed_after || (listed && short) {
        true
    } else {
        // 通过12345反映, 供电服务95598: an amount of five digits has a measure word, or a word that counts before it.
        let word_after = chars.get(end).is_some_and(|c| is_wide(*c) && c.is_alphanumeric());
        let compared = cursor
            .follows_any(&["由", "从", "为", "是", "有", "至", "到", "比", "增", "减", "降", "升", "收入", "支出"]);
        let word_after = word_after && !first.ends_with("00");
        !short && !compared && !counts_before(cursor) && (word_after || cursor.preceded_by_any(8, SERVED))
    };
    if !is_service {
        return false;
    }
    cursor.say(&words, end);
    cursor.telephone_end = Some(end);
    true
}

/// Three digits of an emergency or of information, 11x and 12x; five of a hotline or an operator, 10xxx and 12xxx; 95xxx
/// and 96xxx of banks, utilities and provinces, some with a sixth digit.
fn has_form_of_service(number: &str) -> bool {
    match number.len() {
        3 => number.starts_with("11") || number.starts_with("12"),
        5 => ["100", "101", "111", "118", "12", "95", "96"].iter().any(|start| number.starts_with(start)),
        6 => ["95", "96"].iter().any(|start| number.starts_with(start)),
        _ => false,
    }
}
