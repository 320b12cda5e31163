//! Signs for what is not told: 李×华, ××县, 2026年×月×日.

use super::cursor::Cursor;
use crate::formats::article::characters::is_wide;

/// Common family names that end no word for an amount: 单价×数量 is a product.
const FAMILY_NAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛\
                            叶阎余潘杜戴夏钟汪任姜范姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙雷汤尹黎易常武乔贺赖龚文";

/// One or two signs instead of a name: 李×华 is 李某华, ××县 某某县, ×月×日 某月某日.
pub(super) fn mask(cursor: &mut Cursor<'_>, sign: char) -> bool {
    let length = cursor.chars[cursor.at..].iter().take(3).take_while(|c| **c == sign).count();
    let end = cursor.at + length;
    let next = cursor.chars.get(end).copied();
    let word = |c: char| is_wide(c) && c.is_alphanumeric();
    // 长×宽×高×单价 is a product, although 高 is a name too.
    let product = cursor.at >= 2 && cursor.chars[cursor.at - 2] == '×';
    let named = !product
        && cursor.before().is_some_and(|c| FAMILY_NAMES.contains(c))
        && next.is_none_or(|c| is_wide(c) && !matches!(c, '宽' | '长' | '高'));
    let place = sign == '×'
        && next.is_some_and(|c| "年月日时分县市乡镇村路号组区校".contains(c))
        && cursor.before().is_none_or(|c| !c.is_alphanumeric() || "年月日时省市县乡镇村路".contains(c));
    let run = sign == '×' && length == 2 && (next.is_some_and(word) || cursor.before().is_some_and(word));
    if length > 2 || !(named || place || run) {
        return false;
    }
    cursor.say(if length == 2 { "某某" } else { "某" }, end);
    true
}
