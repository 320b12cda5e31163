//! Feeds: properties of the document parsed from any bytes.

use std::collections::HashSet;

use songming_core::inspect::{
    Context, Document, Entry, Fault, MAX_ATTACHMENTS, MAX_AUTHORS, MAX_ENTRIES, MAX_ID_CHARS, MAX_NAME_CHARS,
    MAX_TAG_CHARS, MAX_TAGS, MAX_TITLE_CHARS, MAX_URL_BYTES, feed, identity_of,
};
use url::Url;

/// 2026-03-06 12:00 in China.
const NOW: i64 = 1_772_769_600_000;
const HOUR: i64 = 3_600_000;
/// 1990 to 2100, in any time zone.
const EARLIEST: i64 = 631_152_000_000 - 14 * HOUR;
const LATEST: i64 = 4_133_980_800_000 + 14 * HOUR + 1_000;
/// Inputs up to this many bytes are parsed twice. Longer ones only once, to fuzz faster.
const MAX_REPEATED: usize = 2_048;

pub(crate) type Output = Result<Document, Fault>;

pub(crate) fn read(data: &[u8]) -> Output {
    let address = Url::parse("https://www.songming.example/news/rss.xml").expect("an address");
    // The content type is not part of the input: its length decides.
    let content_type = match data.len() % 8 {
        1 => Some("text/xml; charset=gb2312"),
        2 => Some("application/rss+xml; charset=big5"),
        3 => Some("text/html; charset=iso-8859-1"),
        4 => Some("application/json"),
        _ => None,
    };
    feed(data, &Context { content_type, address: Some(&address), now: NOW })
}

pub(crate) fn check(data: &[u8], output: &Output) {
    if data.len() <= MAX_REPEATED {
        assert_eq!(*output, read(data), "the same bytes give the same document");
    }
    match output {
        Ok(document) => check_document(document),
        Err(Fault::Malformed(detail)) => {
            assert!(!detail.is_empty());
            assert_ne!(detail, "the parser panicked");
        }
        Err(_) => {}
    }
}

fn check_document(document: &Document) {
    check_line(&document.title, MAX_TITLE_CHARS);
    document.home.iter().chain(&document.next).for_each(|address| check_web_address(address));
    assert!(document.entries.len() <= MAX_ENTRIES);
    let mut identities = HashSet::new();
    for one in &document.entries {
        check_entry(one);
        assert!(identities.insert(&one.identity), "{} occurs twice", one.identity);
    }
}

fn check_entry(entry: &Entry) {
    assert!(!entry.id.is_empty() && entry.id.chars().count() <= MAX_ID_CHARS, "{:?}", entry.id);
    assert_eq!(entry.identity, identity_of(&entry.id));
    assert!(!entry.identity.is_empty(), "{:?} has no identity", entry.id);
    check_line(&entry.title, MAX_TITLE_CHARS);
    for moment in entry.published.iter().chain(&entry.modified) {
        assert!((EARLIEST..=LATEST).contains(moment), "{moment}");
    }
    assert!(entry.modified.is_none() || entry.published.is_some(), "modified without being published");
    assert!(entry.authors.len() <= MAX_AUTHORS && entry.tags.len() <= MAX_TAGS);
    entry.authors.iter().for_each(|name| check_label(name, MAX_NAME_CHARS));
    entry.tags.iter().for_each(|tag| check_label(tag, MAX_TAG_CHARS));
    entry.url.iter().chain(&entry.image).for_each(|address| check_web_address(address));
    assert!(entry.attachments.len() <= MAX_ATTACHMENTS);
    let mut addresses = HashSet::new();
    for attachment in &entry.attachments {
        check_web_address(&attachment.url);
        assert!(addresses.insert(&attachment.url), "{} is attached twice", attachment.url);
        assert!(attachment.mime_type.contains('/'), "{:?}", attachment.mime_type);
    }
}

/// A name or tag: a line that is not empty.
fn check_label(text: &str, max_chars: usize) {
    assert!(!text.is_empty());
    check_line(text, max_chars);
}

/// One trimmed line without control and direction-override characters.
fn check_line(text: &str, max_chars: usize) {
    assert!(text.chars().count() <= max_chars, "{text:?}");
    assert_eq!(text.trim(), text);
    assert!(!text.chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{feff}')), "{text:?}");
}

fn check_web_address(address: &str) {
    assert!(address.len() <= MAX_URL_BYTES, "{} bytes", address.len());
    let url = Url::parse(address).expect("an absolute address");
    assert!(matches!(url.scheme(), "http" | "https") && url.has_host(), "{address}");
}
