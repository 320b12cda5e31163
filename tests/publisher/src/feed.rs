//! The feed as JSON Feed 1.1: newest page, older pages, changes after a cursor.

use crate::answer;
use crate::archive::{Key, Page, State};
use crate::item::Item;
use serde::Serialize;

/// Media type of every page.
pub(crate) const CONTENT_TYPE: &str = "application/feed+json; charset=utf-8";
/// Address of the feed below the publisher's root.
pub(crate) const PATH: &str = "/v1/feed.json";

/// Which page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Question {
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
    about: Tracking<'a>,
    items: &'a [Item],
}

#[derive(Serialize)]
struct Tracking<'a> {
    cursor: u64,
    more: bool,
    catalogue: &'a str,
    unchanged: String,
}

/// Entity tag of the answer to `question`, without reading the page: the state stands for all items.
pub(crate) fn tag(question: &Question, base: &str, size: usize, state: &State) -> String {
    let (name, place) = match question {
        Question::Newest => ("newest", String::new()),
        Question::Before(key) => ("before", key.to_string()),
        Question::After(cursor) => ("after", cursor.to_string()),
    };
    let size = size.to_string();
    let parts = [base, name, &place, &size, &state.catalogue.tag].map(str::as_bytes);
    let mut parts = parts.to_vec();
    parts.push(&state.digest);
    answer::tag(&parts)
}

/// Writes a page. Its addresses become absolute under `base`.
pub(crate) fn render(mut page: Page, base: &str, size: usize) -> Vec<u8> {
    for item in &mut page.items {
        item.absolute(base);
    }
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: title(&page.state),
        home_page_url: format!("{base}/"),
        feed_url: format!("{base}{PATH}"),
        language: "zh-CN",
        next_url: page.next.as_ref().map(|key| format!("{base}{PATH}?before={key}")),
        about: Tracking {
            cursor: page.cursor,
            more: page.more,
            catalogue: &page.state.catalogue.tag,
            unchanged: tag(&Question::After(page.cursor), base, size, &page.state),
        },
        items: &page.items,
    };
    serde_json::to_vec(&feed).expect("a feed has only strings for keys")
}

/// Name of the whole, from the catalogue.
pub(crate) fn title(state: &State) -> &str {
    state.catalogue.value["title"].as_str().unwrap_or("嵩明融媒")
}
