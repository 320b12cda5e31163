//! A page of the publisher: parsed whole, or refused with an explanation that can be shown.

use serde::Deserialize;
use serde::de::IgnoredAny;
use songming_core::{ClientError, ErrorKind, inspect};
use url::Url;

/// The number of items, or the error.
pub(crate) type Output = Result<usize, ClientError>;

pub(crate) fn read(data: &[u8]) -> Output {
    let address = Url::parse("https://news.example.cn/v1/feed.json").expect("an address");
    inspect::page(data, &address)
}

#[derive(Deserialize)]
struct Items {
    items: Vec<IgnoredAny>,
}

pub(crate) fn check(data: &[u8], output: &Output) {
    match output {
        Ok(count) => {
            let whole: Items = serde_json::from_slice(data).expect("a parsed page is JSON");
            assert_eq!(*count, whole.items.len(), "a page is parsed whole or not at all");
        }
        Err(error) => {
            assert!(error.explanation().ends_with('。') && !error.explanation().contains('{'), "{error}");
            assert!(matches!(error.code(), "malformed" | "wrong-schema" | "too-many-items"), "{}", error.code());
            assert_eq!(error.kind(), ErrorKind::Unexpected);
        }
    }
}
