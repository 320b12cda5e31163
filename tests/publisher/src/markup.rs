//! Escaping for XML and HTML, and the pages for a browser.

use crate::archive::ArchiveState;
use crate::feed;
use crate::item::Item;

/// Escapes text for an element or a quoted attribute; characters that XML 1.0 does not allow are left out.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => escaped.push(c),
            _ => {}
        }
    }
    escaped
}

/// The page of an item. Its body is the publisher's own HTML and is not escaped.
pub(crate) fn item_page(item: &Item) -> String {
    let body = match (&item.content_html, &item.extension.withdrawal) {
        (Some(html), _) => {
            let date = item.date_published.map(|moment| moment.to_string()).unwrap_or_default();
            format!("<p><time datetime=\"{date}\">{}</time></p>\n{html}", date.get(..10).unwrap_or_default())
        }
        (None, withdrawal) => {
            let reason = withdrawal.as_ref().map(|withdrawal| escape(&withdrawal.reason)).unwrap_or_default();
            format!("<p>{reason}</p>")
        }
    };
    let title = item.title.as_deref().or(item.content_text.as_deref()).unwrap_or_default();
    page(title, "", &body)
}

/// The front page: the newest items, and links to the feeds.
pub(crate) fn front_page(state: &ArchiveState, items: &[Item]) -> String {
    let feeds = "<link rel=\"alternate\" type=\"application/feed+json\" href=\"/v1/feed.json\">\n\
        <link rel=\"alternate\" type=\"application/atom+xml\" href=\"/atom.xml\">\n\
        <link rel=\"alternate\" type=\"application/rss+xml\" href=\"/rss.xml\">\n";
    let line = |item: &Item| {
        let title = escape(item.title.as_deref().unwrap_or_default());
        format!("<li><a href=\"/items/{}\">{title}</a></li>\n", item.id)
    };
    let list: String = items.iter().map(line).collect();
    page(feed::title(state), feeds, &format!("<ul>\n{list}</ul>"))
}

fn page(title: &str, head: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n{head}</head>\n\
         <body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )
}
