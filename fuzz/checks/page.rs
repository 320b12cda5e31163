//! The publisher's page: read whole, or refused with a sentence that a person can be shown.

use serde::Deserialize;
use serde::de::IgnoredAny;
use songming_core::{ClientError, ErrorKind, inspect};
use url::Url;

/// What the core makes of it.
pub(crate) type Read = Result<usize, ClientError>;

pub(crate) fn read(data: &[u8]) -> Read {
    let address = Url::parse("https://news.example.cn/v1/feed.json").expect("an address");
    inspect::page(data, &address)
}

#[derive(Deserialize)]
struct Items {
    items: Vec<IgnoredAny>,
}

pub(crate) fn check(data: &[u8], read: &Read) {
    match read {
        Ok(entries) => {
            let whole: Items = serde_json::from_slice(data).expect("what was read is JSON");
            assert_eq!(*entries, whole.items.len(), "a page is read whole or not at all");
        }
        Err(error) => {
            assert!(error.explanation().ends_with('。') && !error.explanation().contains('{'), "{error}");
            assert!(matches!(error.code(), "malformed" | "wrong-schema" | "too-many-items"), "{}", error.code());
            assert_eq!(error.kind(), ErrorKind::Unexpected);
        }
    }
}
