//! The feed as JSON Feed 1.1: the newest page, older pages, and the changes after a cursor.

use crate::archive::{ArchiveState, Key, Page};
use crate::item::Item;
use crate::response;
use serde::Serialize;

/// The media type of every page.
pub(crate) const CONTENT_TYPE: &str = "application/feed+json; charset=utf-8";
/// The path of the feed.
pub(crate) const PATH: &str = "/v1/feed.json";

/// Which page of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FeedQuery {
    Newest,
    Before(Key),
    After(u64),
}

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: String,
    feed_url: String,
    language: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    #[serde(rename = "_songming")]
    extension: FeedExtension<'a>,
    items: &'a [Item],
}

#[derive(Serialize)]
struct FeedExtension<'a> {
    cursor: u64,
    more: bool,
    catalogue: &'a str,
    unchanged: String,
}

/// The entity tag of a page. It follows from the state of the archive, without reading the page.
pub(crate) fn etag(query: &FeedQuery, base: &str, size: usize, state: &ArchiveState) -> String {
    let (name, position) = match query {
        FeedQuery::Newest => ("newest", String::new()),
        FeedQuery::Before(key) => ("before", key.to_string()),
        FeedQuery::After(cursor) => ("after", cursor.to_string()),
    };
    let size = size.to_string();
    let parts = [base, name, &position, &size, &state.catalogue.etag].map(str::as_bytes);
    let mut parts = parts.to_vec();
    parts.push(&state.digest);
    response::etag(&parts)
}

/// Serializes a page, with absolute addresses under `base`.
pub(crate) fn render(mut page: Page, base: &str, size: usize) -> Vec<u8> {
    for item in &mut page.items {
        item.make_absolute(base);
    }
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: title(&page.state),
        home_page_url: format!("{base}/"),
        feed_url: format!("{base}{PATH}"),
        language: "zh-CN",
        next_url: page.next.as_ref().map(|key| format!("{base}{PATH}?before={key}")),
        extension: FeedExtension {
            cursor: page.cursor,
            more: page.more,
            catalogue: &page.state.catalogue.etag,
            unchanged: etag(&FeedQuery::After(page.cursor), base, size, &page.state),
        },
        items: &page.items,
    };
    serde_json::to_vec(&feed).expect("a feed has only strings for keys")
}

/// The title of the feed, from the catalogue.
pub(crate) fn title(state: &ArchiveState) -> &str {
    state.catalogue.value["title"].as_str().unwrap_or("嵩明融媒")
}
