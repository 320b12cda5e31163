//! JSON Feed 1.0 and 1.1. Members of another type than the specification says are accepted: numbers for ids, strings for lists.

mod value;

use std::borrow::Cow;

use url::Url;

use self::value::{Member, Object, RawList, Value, member, object, text_of};
use super::document::{Attachment, Body, Context, Document, Fault, MAX_AUTHORS, MAX_ENTRIES};
use super::element_text::Text;
use super::entry_builder::EntryBuilder;
use super::{author, date, identity, json_repair, media, text_construct};

const FEED_MEMBERS: &[&str] =
    &["version", "title", "home_page_url", "feed_url", "next_url", "language", "author", "authors"];
const ITEM_MEMBERS: &[&str] = &[
    "id",
    "guid",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "date_published",
    "date_modified",
    "image",
    "banner_image",
    "author",
    "authors",
    "tags",
    "attachments",
];

/// Parses a text that begins with a bracket of JSON.
pub(super) fn read(source: &str, context: &Context<'_>) -> Result<Document, Fault> {
    if source.starts_with('[') {
        return Err(Fault::NotAFeed);
    }
    if let Some(feed) = object(source, FEED_MEMBERS, "items") {
        return document(&feed, context);
    }
    let repaired = json_repair::repair(source);
    match repaired.as_deref().and_then(|repaired| object(repaired, FEED_MEMBERS, "items")) {
        Some(feed) => document(&feed, context),
        None if source.contains("jsonfeed.org/version") => {
            Err(Fault::Malformed("not JSON, even when repaired".to_owned()))
        }
        None => Err(Fault::NotAFeed),
    }
}

fn document(feed: &Object<'_>, context: &Context<'_>) -> Result<Document, Fault> {
    let text = |name| text_of(&feed.members, name);
    let has_version =
        text("version").is_some_and(|version| version.to_ascii_lowercase().contains("jsonfeed.org/version"));
    let has_description = ["title", "home_page_url", "feed_url"].into_iter().any(|name| text(name).is_some());
    let Some(items) = feed.raw.filter(|raw| raw.get().starts_with('[')) else {
        return Err(if has_version { Fault::Empty } else { Fault::NotAFeed });
    };
    if !has_version && !has_description {
        return Err(Fault::NotAFeed);
    }
    let items = serde_json::from_str::<RawList<'_>>(items.get())
        .map_err(|_| Fault::Malformed("the list of items".to_owned()))?
        .0;
    if items.len() > MAX_ENTRIES {
        return Err(Fault::TooManyEntries);
    }
    let feed_url = text("feed_url").and_then(|url| Url::parse(&url).ok());
    let home =
        text("home_page_url").and_then(|home| identity::absolute_url(&home, context.address.or(feed_url.as_ref())));
    let home_base = home.as_deref().and_then(|home| Url::parse(home).ok());
    let base = context.address.or(feed_url.as_ref()).or(home_base.as_ref());
    let authors = authors_of(&feed.members);
    let entries: Vec<_> = items
        .iter()
        .filter_map(|item| {
            // Splitting the list does not check escapes, so a single item may still need repair.
            let mut entry = match object(item.get(), ITEM_MEMBERS, "_songming") {
                Some(item) => entry(&item, base, context.now),
                None => {
                    entry(&object(&json_repair::repair(item.get())?, ITEM_MEMBERS, "_songming")?, base, context.now)
                }
            }
            .build()?;
            if entry.authors.is_empty() {
                entry.authors.clone_from(&authors);
            }
            Some(entry)
        })
        .collect();
    if entries.is_empty() && !items.is_empty() {
        return Err(Fault::Empty);
    }
    Ok(Document {
        title: text("title").and_then(|title| text_construct::line(&title)).unwrap_or_default(),
        next: text("next_url").and_then(|next| identity::absolute_url(&next, base)),
        language: text("language").map(Cow::into_owned),
        home,
        entries,
        deleted: Vec::new(),
    })
}

fn entry(item: &Object<'_>, base: Option<&Url>, now: i64) -> EntryBuilder {
    let mut entry = EntryBuilder::new(false);
    let text = |name| text_of(&item.members, name);
    let address = |name| text(name).and_then(|text| identity::absolute_url(&text, base));
    entry.id.offer(0, text("id").or_else(|| text("guid")).map(Cow::into_owned));
    entry.url.offer(0, address("url"));
    entry.url.offer(1, address("external_url"));
    entry.external_url = address("external_url").filter(|external| entry.url.get() != Some(external));
    entry.title.offer(0, text("title").and_then(|title| text_construct::line(&title)));
    let html = text("content_html").map(|html| Body::Html(html.into_owned()));
    let plain = |name| text(name).map(|text| Body::Text(text.into_owned()));
    entry.full_text.offer(0, Text::without_base(html));
    entry.full_text.offer(1, Text::without_base(plain("content_text")));
    entry.summary.offer(0, Text::without_base(plain("summary")));
    if let Some(text) = text("date_published") {
        entry.offer_published(0, &text, now);
    }
    entry.modified.offer(0, text("date_modified").and_then(|text| date::parse(&text, now)));
    entry.offer_image(0, address("image"));
    entry.offer_image(1, address("banner_image"));
    for name in authors_of(&item.members) {
        entry.add_author(0, Some(name));
    }
    match member(&item.members, "tags") {
        Some(Value::List(tags)) => tags.iter().filter_map(Value::text).for_each(|tag| entry.add_tag(&tag)),
        Some(tags) => {
            let tags = tags.text().unwrap_or_default();
            tags.split([',', '，', '、', ';', '；']).for_each(|tag| entry.add_tag(tag));
        }
        None => {}
    }
    let attachments = match member(&item.members, "attachments") {
        Some(Value::List(list)) => list.as_slice(),
        Some(object @ Value::Object(_)) => std::slice::from_ref(object),
        _ => &[],
    };
    for attachment in attachments {
        if let Value::Object(members) = attachment
            && let Some(file) = file(members, base)
        {
            entry.add_attachment(file);
        }
    }
    entry.extension = item.raw.map(|raw| raw.get().to_owned());
    entry
}

fn file(members: &[Member<'_>], base: Option<&Url>) -> Option<Attachment> {
    let text = |name| text_of(members, name);
    let line = |text: Cow<'_, str>| text_construct::line(&text);
    let mut file = media::attachment(&text("url")?, base, text("mime_type").as_deref(), None)?;
    file.title = text("title").and_then(line);
    file.bytes = text("size_in_bytes").and_then(|size| media::parse_count(size.split('.').next().unwrap_or_default()));
    file.seconds = text("duration_in_seconds").and_then(|seconds| media::parse_duration(&seconds));
    if let Some(Value::Object(own)) = member(members, "_songming") {
        file.width = text_of(own, "width").and_then(|width| media::parse_count(&width));
        file.height = text_of(own, "height").and_then(|height| media::parse_count(&height));
        file.sha256 = text_of(own, "sha256")
            .map(|hash| hash.trim().to_ascii_lowercase())
            .filter(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()));
        file.alt = text_of(own, "alt").and_then(line);
    }
    Some(file)
}

/// The names in `authors` (1.1) or `author` (1.0), which may be objects or plain strings.
fn authors_of(members: &[Member<'_>]) -> Vec<String> {
    fn name(value: &Value<'_>) -> Option<String> {
        match value {
            Value::Object(members) => {
                ["name", "url"].into_iter().find_map(|key| text_of(members, key)).and_then(|text| author::name(&text))
            }
            other => other.text().and_then(|text| author::name(&text)),
        }
    }
    let mut names = Vec::new();
    for key in ["authors", "author"] {
        match member(members, key) {
            Some(Value::List(list)) => names.extend(list.iter().filter_map(name)),
            Some(single) => names.extend(name(single)),
            None => {}
        }
        if !names.is_empty() {
            break;
        }
    }
    names.truncate(MAX_AUTHORS);
    names
}
