//! The `inspect` commands: what a file would become, without opening a client.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use songming_core::{ErrorKind, inspect};
use url::Url;

use crate::answer::{Answer, FeedItem};
use crate::failure::Failure;
use crate::input::read_file;
use crate::{text, timestamp};

/// Parses a feed and lists its items.
pub(crate) fn feed(file: &Path, content_type: Option<&str>, base: Option<&Url>) -> Result<Answer, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
    let context = inspect::Context { content_type, address: base, now };
    let document = inspect::feed(&read_file(file)?, &context).map_err(feed_failure)?;
    let items = document.entries.into_iter().map(|entry| FeedItem {
        id: entry.id,
        title: entry.title,
        published: entry.published.and_then(timestamp::rfc3339),
        url: entry.url,
        authors: entry.authors,
        published_at: entry.published,
    });
    Ok(Answer::Feed { title: document.title, items: items.collect() })
}

fn feed_failure(fault: inspect::Fault) -> Failure {
    let (kind, code) = match &fault {
        inspect::Fault::NotAFeed => (ErrorKind::Rejected, "not-a-feed"),
        inspect::Fault::Empty => (ErrorKind::Rejected, "empty-feed"),
        inspect::Fault::Malformed(_) => (ErrorKind::Unexpected, "malformed"),
        inspect::Fault::TooManyEntries => (ErrorKind::Unexpected, "too-many-items"),
        inspect::Fault::TooLarge => (ErrorKind::Unexpected, "too-large"),
    };
    if let inspect::Fault::Malformed(detail) = &fault {
        log::warn!("{detail}");
    }
    Failure::new(kind, code, text::get(&format!("inspect.fault.{code}")).to_owned())
}

/// Decodes a picture and shows its size and its placeholder.
pub(crate) fn picture(file: &Path) -> Result<Answer, Failure> {
    let portrait = inspect::picture(&read_file(file)?);
    portrait
        .map(Answer::Portrait)
        .ok_or_else(|| Failure::rejected("not-a-picture", text::get("inspect.fault.not-a-picture").to_owned()))
}

/// Parses the HTML of an article and shows its blocks.
pub(crate) fn article(file: &Path, base: Option<&Url>) -> Result<Answer, Failure> {
    let bytes = read_file(file)?;
    let html = String::from_utf8_lossy(&bytes);
    let parsed = inspect::parse_html(html.trim_start_matches('\u{feff}'), base);
    Ok(Answer::Blocks { blocks: parsed.blocks, capped: parsed.capped })
}
