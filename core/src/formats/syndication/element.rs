//! What the XML parser and the vocabularies have in common: the fields that the parser reads, and how a vocabulary tells it to
//! treat an element.

use std::borrow::Cow;

use url::Url;

use super::namespace::Namespace;
use super::ranked::Ranked;
use super::{entity, identity, tokenizer};

/// What the parser does with an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A field: its text is kept.
    Field(ContentModel),
    /// An author, with the name as text or in a child.
    Author,
    /// An element whose children are fields of its own parent.
    Container,
    /// An element that is ignored with everything inside.
    Skip,
    /// A single tag without content, such as a stray `<br>`, that is ignored.
    Stray,
}

/// What a field may contain, and so which elements show that its end tag is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentModel {
    /// Text, possibly with inline tags: any other field ends it.
    Line,
    /// HTML, escaped or not: only an element that HTML does not have ends it.
    Html,
    /// Markup that belongs to the field: only its own end tag or the end of the item ends it.
    Markup,
}

/// A field that was read.
pub(super) struct Element<'a> {
    pub(super) namespace: Namespace,
    /// The local name in lower case.
    pub(super) local: Cow<'a, str>,
    pub(super) attributes: &'a str,
    /// The text with its references resolved; if `markup`, the markup inside as it was written.
    pub(super) text: String,
    pub(super) markup: bool,
}

impl Element<'_> {
    /// The value of an attribute by its local name, with references resolved.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        attribute(self.attributes, name)
    }
}

/// The value of an attribute by its local name, with references resolved.
pub(super) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let matches = |found: &str| found.rsplit(':').next().unwrap_or(found).eq_ignore_ascii_case(name);
    tokenizer::attributes(attributes).find(|(found, _)| matches(found)).map(|(_, value)| entity::unescape(value))
}

/// The address that `xml:base` declares; `outer` is the one around it.
pub(super) fn xml_base(attributes: &str, outer: Option<&Url>) -> Option<Url> {
    if attributes.is_empty() || !attributes.contains("xml:base") {
        return None;
    }
    let base = identity::absolute_url(
        &tokenizer::attributes(attributes).find(|(name, _)| *name == "xml:base")?.1.replace("&amp;", "&"),
        outer,
    )?;
    Url::parse(&base).ok()
}

/// What is known about the feed itself.
#[derive(Default)]
pub(super) struct Feed {
    pub(super) title: Ranked<String>,
    pub(super) home: Ranked<String>,
    /// The address of the feed as the feed itself gives it.
    pub(super) self_url: Ranked<String>,
    pub(super) language: Ranked<String>,
    pub(super) next: Ranked<String>,
    pub(super) authors: Vec<String>,
    /// Whether any element of the feed was understood. A feed without items is valid only then.
    pub(super) understood: bool,
}

/// What a field is interpreted with.
pub(super) struct FieldContext<'a> {
    /// The address that relative addresses are resolved against.
    pub(super) base: Option<&'a Url>,
    /// The same if the feed declares it (`xml:base`).
    pub(super) declared_base: Option<&'a Url>,
    /// The current time in milliseconds since 1970-01-01 UTC.
    pub(super) now: i64,
}
