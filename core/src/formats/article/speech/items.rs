//! The number of an item or the letter of a choice, tight before another number: 1.12月1日, 2.35周岁以下, A.3年 B.5年.

use super::cursor::{Cursor, Number, digits};
use crate::formats::han_numerals::{Two, cardinal};

/// A number and a point before a number that begins something of its own, where a decimal makes no sense: 1.12月1日 is
/// 一，十二月一日. At the beginning of a phrase only.
pub(super) fn item_number(cursor: &mut Cursor<'_>) -> bool {
    let Some((item, point)) = digits(cursor.chars, cursor.at, 1, 2) else { return false };
    if cursor.chars.get(point) != Some(&'.') || cursor.before().is_some_and(|c| c.is_alphanumeric() || !begins_item(c))
    {
        return false;
    }
    let Some(next) = Number::parse(cursor.chars, point + 1).filter(Number::is_plain) else { return false };
    let end = next.end;
    let length = next.whole.len();
    // The years of people are whole numbers but for babies: 3.5周岁.
    let age = length == 2
        && (cursor.has_any_at(end, &["周岁"])
            || (matches!(cursor.chars.get(end), Some('至' | '到' | '-' | '~'))
                && Number::parse(cursor.chars, end + 1)
                    .is_some_and(|last| cursor.has_any_at(last.end, &["周岁", "岁"]))));
    let own = cursor.chars.get(end) == Some(&'月')
        || (length == 4 && cursor.chars.get(end) == Some(&'年'))
        || age
        || cursor.has_any_at(end, &["寸免", "寸照", "寸彩", "寸证", "寸白", "寸红", "寸蓝", "寸近"])
        || (length >= 5 && cursor.chars.get(end).is_some_and(|c| c.is_alphabetic()));
    if own {
        cursor.say(&(cardinal(&item, Two::Er) + "，"), point + 1);
    }
    own
}

/// Whether the number of an item may be after this mark.
fn begins_item(c: char) -> bool {
    matches!(c, ' ' | '\n' | '。' | '；' | '：' | ':' | ';' | '，' | '、' | '！' | '？' | '）' | ')')
}

/// Whether the point at the cursor is between the letter of a choice and a number: A.3年, but not XBB.1.5 or B.1.617.
pub(super) fn is_choice(cursor: &Cursor<'_>) -> bool {
    let letter = cursor.at.checked_sub(1).filter(|at| matches!(cursor.chars[*at], 'A'..='E'));
    letter.is_some_and(|at| {
        at == 0 || !cursor.chars[at - 1].is_alphanumeric() || matches!(cursor.chars[at - 1], '选' | '是' | '为')
    }) && Number::parse(cursor.chars, cursor.at + 1)
        .is_some_and(|number| number.is_whole() || cursor.chars.get(number.end).is_some_and(|c| c.is_alphabetic()))
}

/// Whether the letter of a choice is at the cursor: the space before it is a pause.
pub(super) fn begins_choice(cursor: &Cursor<'_>) -> bool {
    matches!(cursor.peek(0), Some('A'..='E')) && cursor.peek(1) == Some('.')
}
