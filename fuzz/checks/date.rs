//! Dates: any text is a moment in the years that the core believes, or none; the width of its characters and the space
//! around it say nothing.

use songming_core::inspect::date;

/// 2026-03-06 12:00 in China.
const NOW: i64 = 1_772_769_600_000;
/// The first moment of 1990 and the last of 2100, in the easternmost and westernmost zones, a leap second included.
const EARLIEST: i64 = 631_152_000_000 - 14 * HOUR;
const LATEST: i64 = 4_133_980_800_000 + 14 * HOUR + 1_000;
const HOUR: i64 = 3_600_000;

/// What the core makes of it.
pub(crate) struct Read {
    text: String,
    moment: Option<i64>,
}

pub(crate) fn read(data: &[u8]) -> Read {
    let text = String::from_utf8_lossy(data).into_owned();
    let moment = date(&text, NOW);
    // A phone whose clock is wrong.
    for now in [i64::MIN, 0, i64::MAX] {
        date(&text, now);
    }
    Read { text, moment }
}

pub(crate) fn check(_: &[u8], read: &Read) {
    let Read { text, moment } = read;
    if let Some(moment) = moment {
        assert!((EARLIEST..=LATEST).contains(moment), "{moment}");
    }
    let trimmed = text.trim();
    for same in [trimmed.to_owned(), format!(" \u{3000}{trimmed}\r\n"), wide(trimmed)] {
        assert_eq!(date(&same, NOW), *moment, "{same:?} is not {text:?}");
    }
}

/// The same in full-width characters.
fn wide(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            ' ' => '\u{3000}',
            '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).expect("the full-width form of ASCII"),
            _ => c,
        })
        .collect()
}
