//! Reading the values of a payload, the object in which the publisher describes an item of one kind.
//!
//! Nothing in a payload is trusted: a value of another type than the protocol's counts as missing, and every text is
//! cut to a length and freed of characters that could change how a screen shows what follows it. Nothing here fails.

use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

use crate::formats::workday;

/// Characters of a short text: a name, a number, a headline.
pub(crate) const MAX_SHORT_TEXT: usize = 300;
/// Characters of a long text: an instruction, a condition, a step.
pub(crate) const MAX_LONG_TEXT: usize = 4_000;
/// Entries that are read of a list.
const MAX_LIST: usize = 200;

/// How a topic reads one value of a payload.
pub(crate) trait PayloadValue {
    /// A trimmed text of at most so many characters, without control characters except line breaks and without
    /// bidirectional overrides. `None` if the value is no string or nothing is left of it.
    fn text(&self, max_chars: usize) -> Option<String>;

    /// The texts of a list; entries that are no text are left out.
    fn texts(&self, max_chars: usize) -> Vec<String>;

    /// An RFC 3339 date and time, in milliseconds since 1970-01-01 UTC.
    fn moment(&self) -> Option<i64>;

    /// [`Self::text`] of at most [`MAX_SHORT_TEXT`] characters.
    fn short_text(&self) -> Option<String> {
        self.text(MAX_SHORT_TEXT)
    }

    /// [`Self::text`] of at most [`MAX_LONG_TEXT`] characters.
    fn long_text(&self) -> Option<String> {
        self.text(MAX_LONG_TEXT)
    }

    /// A date `YYYY-MM-DD`.
    fn date(&self) -> Option<Date> {
        workday::parse_date(&self.short_text()?)
    }
}

impl PayloadValue for Value {
    fn text(&self, max_chars: usize) -> Option<String> {
        let text: String = self
            .as_str()?
            .trim()
            .chars()
            .filter(|c| {
                (!c.is_control() || *c == '\n') && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            })
            .take(max_chars)
            .collect();
        (!text.is_empty()).then_some(text)
    }

    fn texts(&self, max_chars: usize) -> Vec<String> {
        self.as_array().into_iter().flatten().filter_map(|entry| entry.text(max_chars)).take(MAX_LIST).collect()
    }

    fn moment(&self) -> Option<i64> {
        let time = OffsetDateTime::parse(self.as_str()?, &Rfc3339).ok()?;
        i64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
    }
}
