//! The forms of a time of day.

use super::cursor::Cursor;
use super::moment::{DayPart, TimeOfDay, compact_time};
use super::tokenizer::TokenKind;

/// `8:30`, `08:30:15.250`, `8时30分15秒`, `8点半`; `083015` only if `after_t`, behind the `T` of ISO 8601.
pub(super) fn time_of_day(cursor: &mut Cursor<'_>, after_t: bool) -> Option<TimeOfDay> {
    let (hour, digits) = cursor.number()?;
    if after_t && (digits == 4 || digits == 6) {
        let number = i64::try_from(hour).ok()? * if digits == 4 { 100 } else { 1 };
        let mut time = compact_time(number);
        time.milli = fraction(cursor);
        return Some(time);
    }
    if digits > 2 {
        return None;
    }
    let mut time = TimeOfDay { hour: u32::try_from(hour).ok()?, minute: 0, second: 0, milli: 0 };
    if cursor.punctuation(':') {
        time.minute = two_digits(cursor)?;
        if cursor.punctuation(':') {
            time.second = two_digits(cursor)?;
            time.milli = fraction(cursor);
        }
    } else if cursor.han("时") || cursor.han("点") {
        if cursor.han("半") {
            time.minute = 30;
        } else if !(cursor.han("整") || cursor.han("钟")) {
            chinese_minutes(cursor, &mut time)?;
        }
    } else {
        return None;
    }
    Some(time)
}

/// 30分15秒, 30分, 30 or nothing.
fn chinese_minutes(cursor: &mut Cursor<'_>, time: &mut TimeOfDay) -> Option<()> {
    if !matches!(cursor.kind(0), Some(TokenKind::Number { .. })) {
        return Some(());
    }
    time.minute = two_digits(cursor)?;
    if cursor.han("分") && matches!(cursor.kind(0), Some(TokenKind::Number { .. })) {
        time.second = two_digits(cursor)?;
        return cursor.han("秒").then_some(());
    }
    Some(())
}

fn two_digits(cursor: &mut Cursor<'_>) -> Option<u32> {
    cursor.number().filter(|(_, digits)| *digits <= 2).and_then(|(value, _)| u32::try_from(value).ok())
}

/// The milliseconds of `.250` or `,250`. The mark must touch the numbers on both sides: a comma with a space is punctuation.
fn fraction(cursor: &mut Cursor<'_>) -> u32 {
    let (Some(mark), Some(number)) = (cursor.tokens.get(cursor.position), cursor.tokens.get(cursor.position + 1))
    else {
        return 0;
    };
    let (TokenKind::Punctuation('.' | ','), TokenKind::Number { value, digits }) = (&mark.kind, &number.kind) else {
        return 0;
    };
    if !mark.touches_previous || !number.touches_previous {
        return 0;
    }
    cursor.position += 2;
    let digits = u32::try_from(*digits).expect("a number has at most 14 digits");
    let milli = if digits <= 3 { value * 10u64.pow(3 - digits) } else { value / 10u64.pow(digits - 3) };
    u32::try_from(milli).expect("the first three digits are below 1000")
}

/// 上午, 下午, 晚上, `am`, `p.m.` and the like.
pub(super) fn day_part(cursor: &mut Cursor<'_>) -> Option<DayPart> {
    /// A name that begins another one comes after it.
    const CHINESE: [(&str, DayPart); 15] = [
        ("上午", DayPart::Morning),
        ("下午", DayPart::Afternoon),
        ("晚上", DayPart::Evening),
        ("凌晨", DayPart::SmallHours),
        ("中午", DayPart::Noon),
        ("早上", DayPart::Morning),
        ("早晨", DayPart::Morning),
        ("清晨", DayPart::Morning),
        ("午后", DayPart::Afternoon),
        ("傍晚", DayPart::Evening),
        ("晚间", DayPart::Evening),
        ("夜间", DayPart::Evening),
        ("深夜", DayPart::Evening),
        ("晚", DayPart::Evening),
        ("早", DayPart::Morning),
    ];
    if let Some((_, day_part)) = CHINESE.into_iter().find(|(name, _)| cursor.han(name)) {
        return Some(day_part);
    }
    for (word, initial, day_part) in [("am", "a", DayPart::Morning), ("pm", "p", DayPart::Afternoon)] {
        if cursor.word(word) || (cursor.word(initial) && cursor.punctuation('.') && cursor.word("m")) {
            let _ = cursor.punctuation('.');
            return Some(day_part);
        }
    }
    None
}
