//! English month and weekday names, and years that are not written in full.

/// The year by RFC 2822, section 4.3: two digits below 50 are years of this century, two or three others count from 1900.
pub(super) fn full_year(value: u64, digits: usize) -> Option<i32> {
    let value = i32::try_from(value).ok()?;
    match digits {
        2 if value < 50 => Some(2000 + value),
        2 | 3 => Some(1900 + value),
        4 => Some(value),
        _ => None,
    }
}

/// The number, 1 to 12, of a month by its full name or first three letters, in lower case.
pub(super) fn month_by_name(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let matches = |name: &str| {
        name == word || (word.len() == 3 && name.starts_with(word)) || (word == "sept" && name == "september")
    };
    NAMES.into_iter().position(matches).and_then(|index| u32::try_from(index + 1).ok())
}

/// Whether a word in lower case is a weekday, in full or abbreviated.
pub(super) fn is_weekday(word: &str) -> bool {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    NAMES.into_iter().any(|name| word == name || (word.len() == 3 && name.starts_with(word)))
        || matches!(word, "tues" | "weds" | "thur" | "thurs")
}
