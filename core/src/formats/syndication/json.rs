//! JSON Feed 1.0 and 1.1, with numbers for ids, strings for lists, and the other liberties that sites take.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use url::Url;

use super::entry_builder::Draft;
use super::{
    Attachment, Body, Context, Document, Fault, MAX_AUTHORS, MAX_ENTRIES, MAX_TITLE_CHARS, date, identity, json_repair,
    media, person, plain,
};

/// Any JSON value; strings are borrowed where they have no escapes.
#[derive(Debug, Default)]
enum Value<'a> {
    #[default]
    Null,
    Bool,
    Number(String),
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
    Object(Vec<Member<'a>>),
}

/// The members of an object that are asked for, and one of them as it was written. Where a member stands twice, the first one
/// that is not null counts.
#[derive(Default)]
struct Object<'a> {
    members: Vec<Member<'a>>,
    raw: Option<&'a RawValue>,
}

type Member<'a> = (Cow<'a, str>, Value<'a>);

/// Members of an object beyond these are not kept.
const MAX_MEMBERS: usize = 64;

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

/// Reads a text that begins as JSON does.
pub(super) fn read(source: &str, context: &Context<'_>) -> Result<Document, Fault> {
    if source.starts_with('[') {
        return Err(Fault::NotAFeed);
    }
    if let Some(feed) = object(source, FEED_MEMBERS, "items") {
        return document(&feed, context);
    }
    let mended = json_repair::mend(source);
    match mended.as_deref().and_then(|mended| object(mended, FEED_MEMBERS, "items")) {
        Some(feed) => document(&feed, context),
        None if source.contains("jsonfeed.org/version") => {
            Err(Fault::Malformed("not JSON, even when mended".to_owned()))
        }
        None => Err(Fault::NotAFeed),
    }
}

fn document(feed: &Object<'_>, context: &Context<'_>) -> Result<Document, Fault> {
    let text = |name| text_of(&feed.members, name);
    let versioned =
        text("version").is_some_and(|version| version.to_ascii_lowercase().contains("jsonfeed.org/version"));
    let described = ["title", "home_page_url", "feed_url"].into_iter().any(|name| text(name).is_some());
    let Some(items) = feed.raw.filter(|raw| raw.get().starts_with('[')) else {
        return Err(if versioned { Fault::Empty } else { Fault::NotAFeed });
    };
    if !versioned && !described {
        return Err(Fault::NotAFeed);
    }
    let items =
        serde_json::from_str::<List<'_>>(items.get()).map_err(|_| Fault::Malformed("the list of items".to_owned()))?.0;
    if items.len() > MAX_ENTRIES {
        return Err(Fault::TooManyEntries);
    }
    let feed_url = text("feed_url").and_then(|url| Url::parse(&url).ok());
    let home = text("home_page_url").and_then(|home| identity::address(&home, context.address.or(feed_url.as_ref())));
    let home_base = home.as_deref().and_then(|home| Url::parse(home).ok());
    let base = context.address.or(feed_url.as_ref()).or(home_base.as_ref());
    let authors = authors_of(&feed.members);
    let entries: Vec<_> = items
        .iter()
        .filter_map(|item| {
            // A list is cut into its elements without a look at their escapes; one of them may still have to be mended.
            let mut entry = match object(item.get(), ITEM_MEMBERS, "_songming") {
                Some(item) => draft(&item, base, context.now),
                None => draft(&object(&json_repair::mend(item.get())?, ITEM_MEMBERS, "_songming")?, base, context.now),
            }
            .finish()?;
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
        title: text("title").map(|title| plain::from_html(&title, MAX_TITLE_CHARS)).unwrap_or_default(),
        next: text("next_url").and_then(|next| identity::address(&next, base)),
        language: text("language").map(Cow::into_owned),
        home,
        entries,
    })
}

fn draft(item: &Object<'_>, base: Option<&Url>, now: i64) -> Draft {
    let mut draft = Draft::new(false);
    let text = |name| text_of(&item.members, name);
    let address = |name| text(name).and_then(|text| identity::address(&text, base));
    draft.id.offer(0, text("id").or_else(|| text("guid")).map(Cow::into_owned));
    draft.url.offer(0, address("url"));
    draft.url.offer(1, address("external_url"));
    draft.title.offer(
        0,
        text("title").map(|title| plain::from_html(&title, MAX_TITLE_CHARS)).filter(|title| !title.is_empty()),
    );
    draft.full.offer(0, text("content_html").map(|html| Body::Html(html.into_owned())));
    draft.full.offer(1, text("content_text").map(|text| Body::Text(text.into_owned())));
    draft.short.offer(0, text("summary").map(|summary| Body::Text(summary.into_owned())));
    if let Some(text) = text("date_published") {
        draft.publish(0, &text, now);
    }
    draft.modified.offer(0, text("date_modified").and_then(|text| date::parse(&text, now)));
    draft.image.offer(0, address("image"));
    draft.image.offer(1, address("banner_image"));
    for name in authors_of(&item.members) {
        draft.author(0, Some(name));
    }
    match member(&item.members, "tags") {
        Some(Value::List(tags)) => tags.iter().filter_map(Value::text).for_each(|tag| draft.tag(&tag)),
        Some(tags) => {
            let tags = tags.text().unwrap_or_default();
            tags.split([',', '，', '、', ';', '；']).for_each(|tag| draft.tag(tag));
        }
        None => {}
    }
    let attachments = match member(&item.members, "attachments") {
        Some(Value::List(list)) => list.as_slice(),
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    };
    for attachment in attachments {
        if let Value::Object(members) = attachment
            && let Some(one) = attached(members, base)
        {
            draft.attach(one);
        }
    }
    draft.extension = item.raw.map(|raw| raw.get().to_owned());
    draft
}

fn attached(members: &[Member<'_>], base: Option<&Url>) -> Option<Attachment> {
    let text = |name| text_of(members, name);
    let line = |text: Cow<'_, str>| Some(plain::from_html(&text, MAX_TITLE_CHARS)).filter(|line| !line.is_empty());
    let mut one = media::attachment(&text("url")?, base, text("mime_type").as_deref(), None)?;
    one.title = text("title").and_then(line);
    one.bytes = text("size_in_bytes").and_then(|size| media::count(size.split('.').next().unwrap_or_default()));
    one.seconds = text("duration_in_seconds").and_then(|seconds| media::seconds(&seconds));
    if let Some(Value::Object(own)) = member(members, "_songming") {
        one.width = text_of(own, "width").and_then(|width| media::count(&width));
        one.height = text_of(own, "height").and_then(|height| media::count(&height));
        one.sha256 = text_of(own, "sha256")
            .map(|hash| hash.trim().to_ascii_lowercase())
            .filter(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()));
        one.alt = text_of(own, "alt").and_then(line);
    }
    Some(one)
}

/// `authors` of 1.1, `author` of 1.0; objects, or just names.
fn authors_of(members: &[Member<'_>]) -> Vec<String> {
    fn name(value: &Value<'_>) -> Option<String> {
        match value {
            Value::Object(members) => {
                ["name", "url"].into_iter().find_map(|key| text_of(members, key)).and_then(|text| person::name(&text))
            }
            other => other.text().and_then(|text| person::name(&text)),
        }
    }
    let mut names = Vec::new();
    for key in ["authors", "author"] {
        match member(members, key) {
            Some(Value::List(list)) => names.extend(list.iter().filter_map(name)),
            Some(one) => names.extend(name(one)),
            None => {}
        }
        if !names.is_empty() {
            break;
        }
    }
    names.truncate(MAX_AUTHORS);
    names
}

fn member<'m, 'a>(members: &'m [Member<'a>], name: &str) -> Option<&'m Value<'a>> {
    members.iter().find(|(found, _)| found == name).map(|(_, value)| value)
}

/// A member as text: a number is one as well. Empty is none.
fn text_of<'m>(members: &'m [Member<'_>], name: &str) -> Option<Cow<'m, str>> {
    member(members, name)?.text()
}

impl Value<'_> {
    fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) if !text.trim().is_empty() => Some(Cow::Borrowed(text)),
            Self::Number(number) => Some(Cow::Borrowed(number)),
            _ => None,
        }
    }
}

// --- reading ---

/// An object at the start of a text; what stands behind it is not looked at.
fn object<'a>(text: &'a str, wanted: &'static [&'static str], raw: &'static str) -> Option<Object<'a>> {
    Wanted { wanted, raw }.deserialize(&mut serde_json::Deserializer::from_str(text)).ok()
}

struct Wanted {
    wanted: &'static [&'static str],
    raw: &'static str,
}

impl<'de> DeserializeSeed<'de> for Wanted {
    type Value = Object<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Wanted {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = Object::default();
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if key.0 == self.raw {
                let raw = map.next_value::<&RawValue>()?;
                object.raw = object.raw.or(Some(raw).filter(|raw| raw.get() != "null"));
            } else if self.wanted.contains(&&*key.0) && member(&object.members, &key.0).is_none() {
                let value = map.next_value::<Value<'de>>()?;
                if !matches!(value, Value::Null) {
                    object.members.push((key.0, value));
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(object)
    }
}

/// The elements of a list as they were written, and at most one more than is allowed.
struct List<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for List<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements;
        impl<'de> Visitor<'de> for Elements {
            type Value = List<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while list.len() <= MAX_ENTRIES
                    && let Some(element) = seq.next_element()?
                {
                    list.push(element);
                }
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(List(list))
            }
        }
        deserializer.deserialize_seq(Elements)
    }
}

/// The name of a member, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Name)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Value<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Value::Null)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Value::Bool)
            }

            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Value::Number(number.to_string()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Value::Number(number.to_string()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Value::Number(number.to_string()))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Value::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Value::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while list.len() < MAX_MEMBERS
                    && let Some(element) = seq.next_element()?
                {
                    list.push(element);
                }
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Value::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while members.len() < MAX_MEMBERS
                    && let Some(Key(key)) = map.next_key()?
                {
                    members.push((key, map.next_value()?));
                }
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Value::Object(members))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
