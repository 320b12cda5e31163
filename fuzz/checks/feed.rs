//! Feeds: what a document of any bytes may and may not become.

use std::collections::HashSet;

use songming_core::inspect::{
    Context, Document, Entry, Fault, MAX_ATTACHMENTS, MAX_AUTHORS, MAX_ENTRIES, MAX_ID_CHARS, MAX_NAME_CHARS,
    MAX_TAG_CHARS, MAX_TAGS, MAX_TITLE_CHARS, MAX_URL_BYTES, feed, identity_of,
};
use url::Url;

/// 2026-03-06 12:00 in China.
const NOW: i64 = 1_772_769_600_000;
const HOUR: i64 = 3_600_000;
/// 1990 to 2100, wherever on earth.
const EARLIEST: i64 = 631_152_000_000 - 14 * HOUR;
const LATEST: i64 = 4_133_980_800_000 + 14 * HOUR + 1_000;
/// Inputs up to this many bytes are read twice: the second reading must not cost the long ones their speed.
const TWICE: usize = 2_048;

/// What the core makes of it.
pub(crate) type Read = Result<Document, Fault>;

pub(crate) fn read(data: &[u8]) -> Read {
    let address = Url::parse("https://www.songming.example/news/rss.xml").expect("an address");
    // The hint is no part of the bytes, so their number chooses it.
    let content_type = match data.len() % 8 {
        1 => Some("text/xml; charset=gb2312"),
        2 => Some("application/rss+xml; charset=big5"),
        3 => Some("text/html; charset=iso-8859-1"),
        4 => Some("application/json"),
        _ => None,
    };
    feed(data, &Context { content_type, address: Some(&address), now: NOW })
}

pub(crate) fn check(data: &[u8], made: &Read) {
    if data.len() <= TWICE {
        assert_eq!(*made, read(data), "the same bytes become the same document");
    }
    match made {
        Ok(document) => whole(document),
        Err(Fault::Malformed(detail)) => {
            assert!(!detail.is_empty());
            assert_ne!(detail, "the parser panicked");
        }
        Err(_) => {}
    }
}

fn whole(document: &Document) {
    line(&document.title, MAX_TITLE_CHARS);
    document.home.iter().chain(&document.next).for_each(|address| web(address));
    assert!(document.entries.len() <= MAX_ENTRIES);
    let mut identities = HashSet::new();
    for one in &document.entries {
        entry(one);
        assert!(identities.insert(&one.identity), "{} is there twice", one.identity);
    }
}

fn entry(entry: &Entry) {
    assert!(!entry.id.is_empty() && entry.id.chars().count() <= MAX_ID_CHARS, "{:?}", entry.id);
    assert_eq!(entry.identity, identity_of(&entry.id));
    assert!(!entry.identity.is_empty(), "{:?} has no identity", entry.id);
    line(&entry.title, MAX_TITLE_CHARS);
    for moment in entry.published.iter().chain(&entry.modified) {
        assert!((EARLIEST..=LATEST).contains(moment), "{moment}");
    }
    assert!(entry.modified.is_none() || entry.published.is_some(), "changed and never published");
    assert!(entry.authors.len() <= MAX_AUTHORS && entry.tags.len() <= MAX_TAGS);
    entry.authors.iter().for_each(|name| said(name, MAX_NAME_CHARS));
    entry.tags.iter().for_each(|tag| said(tag, MAX_TAG_CHARS));
    entry.url.iter().chain(&entry.image).for_each(|address| web(address));
    assert!(entry.attachments.len() <= MAX_ATTACHMENTS);
    let mut addresses = HashSet::new();
    for attachment in &entry.attachments {
        web(&attachment.url);
        assert!(addresses.insert(&attachment.url), "{} is attached twice", attachment.url);
        assert!(attachment.mime_type.contains('/'), "{:?}", attachment.mime_type);
    }
}

fn said(text: &str, max_chars: usize) {
    assert!(!text.is_empty());
    line(text, max_chars);
}

/// One line, with nothing in it that cannot be seen and would be obeyed.
fn line(text: &str, max_chars: usize) {
    assert!(text.chars().count() <= max_chars, "{text:?}");
    assert_eq!(text.trim(), text);
    assert!(!text.chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{feff}')), "{text:?}");
}

fn web(address: &str) {
    assert!(address.len() <= MAX_URL_BYTES, "{} bytes", address.len());
    let url = Url::parse(address).expect("a whole address");
    assert!(matches!(url.scheme(), "http" | "https") && url.has_host(), "{address}");
}
