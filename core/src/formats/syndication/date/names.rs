//! The English names of a date, and years that are not written in full.

/// RFC 2822, section 4.3: two digits below 50 are of this century, three digits count from 1900.
pub(super) fn short_year(value: u64, digits: usize) -> Option<i32> {
    let value = i32::try_from(value).ok()?;
    match digits {
        2 if value < 50 => Some(2000 + value),
        2 | 3 => Some(1900 + value),
        4 => Some(value),
        _ => None,
    }
}

pub(super) fn month_word(word: &str) -> Option<u32> {
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
    let known = |name: &str| {
        name == word || (word.len() == 3 && name.starts_with(word)) || (word == "sept" && name == "september")
    };
    NAMES.into_iter().position(known).and_then(|at| u32::try_from(at + 1).ok())
}

pub(super) fn weekday_word(word: &str) -> bool {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    NAMES.into_iter().any(|name| word == name || (word.len() == 3 && name.starts_with(word)))
        || matches!(word, "tues" | "weds" | "thur" | "thurs")
}
