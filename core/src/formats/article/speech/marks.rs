//! Marks beside the text: notes are silent, the numbers of a list are said with a pause.

use super::cursor::{Cursor, digits};
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::{Two, cardinal};

/// A reference mark in brackets: 明代[1], [2,3], [注1]. At the beginning it is the number of an entry.
pub(super) fn reference_mark(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let closing = match chars[cursor.at] {
        '[' => ']',
        '〔' => '〕',
        '【' => '】',
        _ => return false,
    };
    let Some(length) = chars[cursor.at..].iter().take(16).position(|c| *c == closing) else { return false };
    let inside = &chars[cursor.at + 1..cursor.at + length];
    let end = cursor.at + length + 1;
    let named = matches!(inside.first(), Some('注' | '註'));
    let numbers = &inside[usize::from(named)..];
    let is_list = numbers.iter().all(|c| c.is_ascii_digit() || matches!(c, ',' | '，' | '、' | '-' | '~' | '—' | ' '))
        && numbers.split(|c| !c.is_ascii_digit()).all(|part| part.len() <= 3)
        && (named || numbers.first().is_some_and(char::is_ascii_digit));
    if !is_list {
        return false;
    }
    let before = cursor.before();
    let first = before.is_none_or(|c| matches!(c, '，' | '；' | '：' | '、' | '\n' | ' '));
    let ends_phrase = chars.get(end).is_none_or(|c| !c.is_alphanumeric());
    if first && !ends_phrase && !named {
        if let Some((number, after)) = digits(chars, cursor.at + 1, 1, 3).filter(|(_, after)| *after + 1 == end) {
            cursor.say(&format!("{}，", cardinal(&number, Two::Er)), after + 1);
            return true;
        }
        return false;
    }
    // 【1】 frames the number of an item as often as a note.
    if closing == '】' && !ends_phrase {
        return false;
    }
    cursor.at = end;
    true
}

/// A number in a circle, in brackets or with a point, as one character: ①, ⑴, ⒈, ㈠, ❶. It is the number of an item, or a
/// note if it ends a phrase or follows a number.
pub(super) fn enclosed_number(cursor: &mut Cursor<'_>) -> bool {
    let c = cursor.chars[cursor.at];
    let Some(value) = enclosed_value(c) else { return false };
    let before = cursor.before();
    let next = cursor.chars.get(cursor.at + 1).copied();
    let ends_phrase = next.is_none_or(|next| !next.is_alphanumeric() && !matches!(next, '《' | '“' | '（' | '('));
    let after_figure = before.is_some_and(|c| c.is_ascii_digit() || matches!(c, '%' | '‰' | '℃'))
        || (cursor.number_end == Some(cursor.at) && before.is_some_and(|c| c.is_ascii_alphabetic()));
    let after_word = before.is_some_and(|c| {
        (is_wide(c) && c.is_alphanumeric() && enclosed_value(c).is_none())
            || matches!(c, '”' | '》' | '）' | ')' | '。' | '’')
    });
    // 手记③: the number of an episode. 图①: the number of a picture.
    let names = before.is_some_and(|c| {
        matches!(c, '记' | '之' | '篇' | '集' | '图' | '见' | '第' | '至' | '和' | '类' | '项' | '条')
    });
    let continues = || cursor.chars[cursor.at + 1..].iter().any(|c| enclosed_value(*c) == Some(value + 1));
    let begun = (value == 1 && continues())
        || cursor.chars[..cursor.at].iter().any(|c| enclosed_value(*c).is_some_and(|earlier| earlier < value));
    let is_note = after_figure || (after_word && !names && (ends_phrase || !begun));
    cursor.at += 1;
    if is_note {
        return true;
    }
    if names && ends_phrase {
        cursor.out.push('，');
    }
    let words = cardinal(&value.to_string(), Two::Er);
    cursor.out.push_str(&words);
    let figure = before.is_some_and(|c| matches!(c, '图' | '见' | '第' | '类' | '条'));
    if !figure || ends_phrase {
        cursor.out.push('，');
    }
    true
}

fn enclosed_value(c: char) -> Option<u32> {
    let code = c as u32;
    let from = |first: u32| Some(code - first + 1);
    match c {
        '①'..='⑳' => from('①' as u32),
        '⑴'..='⒇' => from('⑴' as u32),
        '⒈'..='⒛' => from('⒈' as u32),
        '㈠'..='㈩' => from('㈠' as u32),
        '㊀'..='㊉' => from('㊀' as u32),
        '❶'..='❿' => from('❶' as u32),
        '➀'..='➉' => from('➀' as u32),
        '➊'..='➓' => from('➊' as u32),
        '㉑'..='㉟' => Some(code - '㉑' as u32 + 21),
        _ => None,
    }
}
