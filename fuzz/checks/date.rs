//! Dates: any text is a moment within the years that the core accepts, or none. Full-width characters and surrounding space
//! make no difference.

use songming_core::inspect::date;

/// 2026-03-06 12:00 in China.
const NOW: i64 = 1_772_769_600_000;
/// The first moment of 1990 in the easternmost time zone and the last of 2100 in the westernmost, including a leap second.
const EARLIEST: i64 = 631_152_000_000 - 14 * HOUR;
const LATEST: i64 = 4_133_980_800_000 + 14 * HOUR + 1_000;
const HOUR: i64 = 3_600_000;

pub(crate) struct Output {
    text: String,
    moment: Option<i64>,
}

pub(crate) fn read(data: &[u8]) -> Output {
    let text = String::from_utf8_lossy(data).into_owned();
    let moment = date(&text, NOW);
    // With a wrong clock it must not panic.
    for now in [i64::MIN, 0, i64::MAX] {
        date(&text, now);
    }
    Output { text, moment }
}

pub(crate) fn check(_: &[u8], output: &Output) {
    let Output { text, moment } = output;
    if let Some(moment) = moment {
        assert!((EARLIEST..=LATEST).contains(moment), "{moment}");
    }
    let trimmed = text.trim();
    for variant in [trimmed.to_owned(), format!(" \u{3000}{trimmed}\r\n"), to_full_width(trimmed)] {
        assert_eq!(date(&variant, NOW), *moment, "{variant:?} differs from {text:?}");
    }
}

/// The text in full-width characters.
fn to_full_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            ' ' => '\u{3000}',
            '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).expect("the full-width form of ASCII"),
            _ => c,
        })
        .collect()
}
