//! Parses RSS and Atom in one pass: which element is open, where it ends if its end tag is missing, and which item it belongs
//! to. `rss`, `atom` and `extensions` interpret the elements.
//!
//! Recovery follows the vocabulary, not the nesting: a new item ends the previous one, the end of an item ends every element
//! that is open in it, and a field ends where another field begins. An item is complete if its end, the next item or the end
//! of its channel was seen; an item in which the document breaks off is dropped.

use std::borrow::Cow;

use url::Url;

use super::document::{Context, Document, Entry, Fault, MAX_AUTHORS, MAX_ENTRIES};
use super::element::{ContentModel, Element, Feed, FieldContext, Role, attribute, xml_base};
use super::entry_builder::EntryBuilder;
use super::extensions::MediaTarget;
use super::namespace::{Namespace, Namespaces};
use super::tokenizer::{CDATA, Tag, Token, Tokenizer};
use super::{atom, author, dtd, entity, extensions, identity, rss};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Rss,
    Atom,
}

/// The field that is open.
struct Field<'a> {
    /// The name as written, with its prefix.
    name: &'a str,
    namespace: Namespace,
    local: Cow<'a, str>,
    attributes: &'a str,
    content_model: ContentModel,
    /// Where its content begins in the source.
    start: usize,
    /// How many elements of the same name are open inside.
    nested: usize,
    markup: bool,
    text: String,
}

/// The author element that is open.
#[derive(Default)]
struct Author<'a> {
    tag: &'a str,
    text: String,
    name: String,
    mail: String,
    part: AuthorPart,
}

/// The part of an author that text is added to.
#[derive(Default, Clone, Copy)]
enum AuthorPart {
    /// The text of the author element itself.
    #[default]
    Text,
    Name,
    Mail,
    Ignored,
}

/// A document with more tags before its root is no feed.
const MAX_TAGS_BEFORE_ROOT: usize = 200;

/// Parses a document. Anything may stand before its root.
pub(super) fn read(source: &str, context: &Context<'_>) -> Result<Document, Fault> {
    let source = dtd::expand(source);
    let mut tokens = Tokenizer::new(&source);
    let (dialect, root) = root(&mut tokens).ok_or(Fault::NotAFeed)?;
    let mut parser = Parser {
        tokens,
        dialect,
        namespaces: Namespaces::default(),
        feed: Feed::default(),
        entries: Vec::new(),
        empty_entries: 0,
        deleted: Vec::new(),
        entry: None,
        field: None,
        author: None,
        skipped: None,
        media_target: MediaTarget::Item,
        feed_url: None,
        base: context.address.cloned(),
        base_is_declared: false,
        now: context.now,
        ended: root.empty,
    };
    parser.namespaces.declare(root.attributes);
    parser.rebase(root.attributes);
    if let Some(language) = attribute(root.attributes, "lang") {
        parser.feed.language.offer(2, Some(language.trim().to_owned()).filter(|language| !language.is_empty()));
    }
    parser.run()?;
    parser.document()
}

/// The first element that is the root of a feed. `None` if the root of another kind of document comes before it.
fn root<'a>(tokens: &mut Tokenizer<'a>) -> Option<(Dialect, Tag<'a>)> {
    for _ in 0..MAX_TAGS_BEFORE_ROOT {
        let tag = loop {
            match tokens.next() {
                Token::Open(tag) => break tag,
                Token::End => return None,
                _ => {}
            }
        };
        let local = tag.name.rsplit(':').next().unwrap_or(tag.name).to_ascii_lowercase();
        match local.as_str() {
            "rss" | "rdf" | "channel" => return Some((Dialect::Rss, tag)),
            "feed" => return Some((Dialect::Atom, tag)),
            "html" | "head" | "body" | "script" | "opml" | "urlset" | "svg" => return None,
            _ => {}
        }
    }
    None
}

struct Parser<'a> {
    tokens: Tokenizer<'a>,
    dialect: Dialect,
    namespaces: Namespaces<'a>,
    feed: Feed,
    entries: Vec<Entry>,
    /// How many items had no content.
    empty_entries: usize,
    /// The ids of items that the site withdrew.
    deleted: Vec<String>,
    entry: Option<EntryBuilder>,
    field: Option<Field<'a>>,
    author: Option<Author<'a>>,
    /// The name of the element that is skipped, and how many elements of the same name are open inside.
    skipped: Option<(&'a str, usize)>,
    /// What `media:title` and `media:description` describe here.
    media_target: MediaTarget,
    /// The address that relative addresses are resolved against: that of the document, or `xml:base`.
    base: Option<Url>,
    /// Whether the feed declares it.
    base_is_declared: bool,
    /// The address or home page that the feed gives for itself, used if there is no base.
    feed_url: Option<Url>,
    now: i64,
    /// Whether the end tag of the feed was seen.
    ended: bool,
}

impl<'a> Parser<'a> {
    fn run(&mut self) -> Result<(), Fault> {
        loop {
            let at = self.tokens.position();
            match self.tokens.next() {
                Token::Open(tag) => self.open(tag, at)?,
                Token::Close(name) => self.close(name, at),
                Token::Text(text) => {
                    if let Some(target) = self.text_target() {
                        entity::unescape_into(target, text);
                    }
                }
                Token::Cdata(text) => {
                    if let Some(target) = self.text_target() {
                        target.push_str(text);
                    }
                }
                Token::End => return Ok(()),
            }
        }
    }

    fn document(self) -> Result<Document, Fault> {
        if self.entries.is_empty() {
            if self.empty_entries > 0 {
                return Err(Fault::Empty);
            }
            if !self.ended {
                return Err(Fault::Malformed("cut off before the end of its first item".to_owned()));
            }
            if !self.feed.understood {
                return Err(Fault::Empty);
            }
        }
        let mut entries = self.entries;
        for entry in entries.iter_mut().filter(|entry| entry.authors.is_empty()) {
            entry.authors.clone_from(&self.feed.authors);
        }
        Ok(Document {
            title: self.feed.title.take().unwrap_or_default(),
            home: self.feed.home.take(),
            language: self.feed.language.take(),
            next: self.feed.next.take(),
            entries,
            deleted: self.deleted,
        })
    }

    /// Where text is added. `None` if it is ignored, or taken from the source later because the field contains markup.
    fn text_target(&mut self) -> Option<&mut String> {
        if let Some(field) = &mut self.field {
            return (!field.markup).then_some(&mut field.text);
        }
        let author = self.author.as_mut()?;
        match author.part {
            AuthorPart::Text => Some(&mut author.text),
            AuthorPart::Name => Some(&mut author.name),
            AuthorPart::Mail => Some(&mut author.mail),
            AuthorPart::Ignored => None,
        }
    }

    fn open(&mut self, tag: Tag<'a>, at: usize) -> Result<(), Fault> {
        // Default namespaces are not inherited: an RSS feed whose root declares that of Atom still means RSS.
        let default = self.namespaces.declare(tag.attributes).unwrap_or(match self.dialect {
            Dialect::Rss => Namespace::Rss,
            Dialect::Atom => Namespace::Atom,
        });
        let (namespace, local) = self.namespaces.resolve(tag.name, default);
        let inside_markup = self.field.as_ref().is_some_and(|field| field.content_model == ContentModel::Markup);
        if self.begins_entry(namespace, &local) && !inside_markup {
            self.end_entry(at);
            return self.begin_entry(tag);
        }
        if let Some((name, nested)) = &mut self.skipped {
            *nested += usize::from(!tag.empty && name.eq_ignore_ascii_case(tag.name));
            return Ok(());
        }
        let role = self.role(namespace, &local);
        if let Some(field) = &mut self.field {
            if field.name == tag.name && field.content_model != ContentModel::Line {
                field.nested += usize::from(!tag.empty);
                field.markup = true;
                return Ok(());
            }
            if !ends_field(field.content_model, role, namespace, &local) {
                field.markup = true;
                return Ok(());
            }
            // The second tag of `<title>one<title>` is an end tag that lacks its slash.
            let is_end_tag = field.name == tag.name;
            self.end_field(at);
            if is_end_tag {
                return Ok(());
            }
        }
        if let Some(author) = &mut self.author {
            let part = match &*local {
                "name" => Some(AuthorPart::Name),
                "email" | "mail" => Some(AuthorPart::Mail),
                "uri" | "url" | "homepage" | "avatar" => Some(AuthorPart::Ignored),
                // The end tag of the author is missing.
                _ if matches!(role, Role::Field(_) | Role::Author) => None,
                _ => Some(AuthorPart::Ignored),
            };
            if let Some(part) = part {
                author.part = if tag.empty { AuthorPart::Text } else { part };
                return Ok(());
            }
            self.end_author();
        }
        match role {
            Role::Stray => {}
            Role::Skip => {
                if local == "deleted-entry"
                    && self.entry.is_none()
                    && self.deleted.len() < MAX_ENTRIES
                    && let Some(id) = attribute(tag.attributes, "ref")
                {
                    self.deleted.push(id.trim().to_owned());
                }
                self.skipped = (!tag.empty).then_some((tag.name, 0));
            }
            Role::Author if tag.empty => {}
            Role::Author => self.author = Some(Author { tag: tag.name, ..Author::default() }),
            Role::Container => {
                if namespace == Namespace::Media && local == "content" {
                    let element =
                        Element { namespace, local, attributes: tag.attributes, text: String::new(), markup: false };
                    let target = self.interpret(element);
                    self.media_target = if tag.empty { MediaTarget::Item } else { target };
                } else if let Some(entry) = &mut self.entry {
                    if namespace == Namespace::Media && !tag.empty {
                        entry.begin_media_group();
                    }
                } else {
                    self.rebase(tag.attributes);
                }
            }
            Role::Field(content_model) => {
                // The `type` of an Atom element announces markup. Without it, a missing end tag is more likely.
                let announced = content_model != ContentModel::Markup
                    || namespace == Namespace::Xhtml
                    || tag.attributes.contains("xml");
                let content_model = if announced { content_model } else { ContentModel::Html };
                let start = self.tokens.position();
                let field = Field {
                    name: tag.name,
                    namespace,
                    local,
                    attributes: tag.attributes,
                    content_model,
                    start,
                    nested: 0,
                    markup: false,
                    text: String::new(),
                };
                self.field = Some(field);
                if tag.empty {
                    self.end_field(start);
                }
            }
        }
        Ok(())
    }

    fn close(&mut self, name: &'a str, at: usize) {
        let local = name.rsplit(':').next().unwrap_or(name);
        let ends_entry = self.entry.is_some() && local.eq_ignore_ascii_case(self.entry_name());
        let ends_feed = ["channel", "rss", "rdf", "feed"].into_iter().any(|end| local.eq_ignore_ascii_case(end));
        let ends_all = ends_entry || ends_feed;
        if let Some(field) = &mut self.field {
            if field.name.eq_ignore_ascii_case(name) {
                if field.nested == 0 {
                    self.end_field(at);
                } else {
                    field.nested -= 1;
                }
                return;
            }
            if field.content_model == ContentModel::Markup && !ends_all {
                return;
            }
            // `<title>one</titel>`
            let misspelt = field.content_model == ContentModel::Line && !field.markup;
            if !ends_all && !misspelt {
                return;
            }
            self.end_field(at);
        }
        if let Some((skipped, nested)) = &mut self.skipped {
            if !ends_all {
                if skipped.eq_ignore_ascii_case(name) {
                    match nested.checked_sub(1) {
                        Some(left) => *nested = left,
                        None => self.skipped = None,
                    }
                }
                return;
            }
            self.skipped = None;
        }
        if let Some(author) = &mut self.author {
            if ends_all || author.tag.eq_ignore_ascii_case(name) {
                self.end_author();
            } else {
                author.part = AuthorPart::Text;
                return;
            }
        }
        if ends_all {
            self.end_entry(at);
            self.ended |= ends_feed;
        } else if local == "content" {
            self.media_target = MediaTarget::Item;
        } else if local == "group"
            && let Some(entry) = &mut self.entry
        {
            entry.end_media_group();
        }
    }

    fn begins_entry(&self, namespace: Namespace, local: &str) -> bool {
        local == self.entry_name()
            && matches!(namespace, Namespace::Rss | Namespace::Atom | Namespace::Rdf | Namespace::Xhtml)
    }

    fn entry_name(&self) -> &'static str {
        match self.dialect {
            Dialect::Rss => "item",
            Dialect::Atom => "entry",
        }
    }

    fn begin_entry(&mut self, tag: Tag<'a>) -> Result<(), Fault> {
        if self.entries.len() + self.empty_entries >= MAX_ENTRIES {
            return Err(Fault::TooManyEntries);
        }
        if tag.empty {
            self.empty_entries += 1;
            return Ok(());
        }
        let mut entry = EntryBuilder::new(self.dialect == Dialect::Rss);
        entry.base = xml_base(tag.attributes, self.base.as_ref());
        // RSS 1.0 gives the id of an item in `rdf:about`.
        if self.dialect == Dialect::Rss
            && let Some(about) = attribute(tag.attributes, "about")
        {
            entry.url.offer(3, identity::absolute_url(&about, entry.base.as_ref().or(self.base.as_ref())));
            entry.id.offer(2, Some(about.into_owned()));
        }
        self.entry = Some(entry);
        Ok(())
    }

    fn end_entry(&mut self, at: usize) {
        self.end_field(at);
        self.end_author();
        self.skipped = None;
        self.media_target = MediaTarget::Item;
        let Some(entry) = self.entry.take() else { return };
        match entry.build() {
            Some(entry) => self.entries.push(entry),
            None => self.empty_entries += 1,
        }
    }

    fn end_author(&mut self) {
        let Some(author) = self.author.take() else { return };
        let name = [&author.name, &author.text, &author.mail].into_iter().find_map(|text| author::name(text));
        match &mut self.entry {
            Some(entry) => entry.add_author(0, name),
            None => {
                self.feed.understood |= name.is_some();
                self.feed
                    .authors
                    .extend(name.filter(|_| self.dialect == Dialect::Atom && self.feed.authors.len() < MAX_AUTHORS));
            }
        }
    }

    fn end_field(&mut self, at: usize) {
        let Some(field) = self.field.take() else { return };
        let text = if field.markup {
            inner_markup(&self.tokens.source()[field.start..at.max(field.start)])
        } else {
            field.text
        };
        let element = Element {
            namespace: field.namespace,
            local: field.local,
            attributes: field.attributes,
            text: without_nested_cdata(text),
            markup: field.markup,
        };
        self.interpret(element);
    }

    fn role(&self, namespace: Namespace, local: &str) -> Role {
        let in_entry = self.entry.is_some();
        match namespace {
            Namespace::Rss => rss::role(local, in_entry),
            Namespace::Atom => atom::role(local, in_entry),
            Namespace::Rdf if local == "rdf" => Role::Container,
            Namespace::Rdf | Namespace::Other => Role::Skip,
            _ => extensions::role(namespace, local, in_entry),
        }
    }

    /// Adds a field to the item or the feed by the vocabulary of its namespace. Returns what the media elements inside it
    /// describe.
    fn interpret(&mut self, element: Element<'a>) -> MediaTarget {
        let entry_base = self.entry.as_mut().and_then(|entry| entry.base.take());
        let outer = entry_base.as_ref().or(self.base.as_ref());
        let own = xml_base(element.attributes, outer);
        let declared_base = own.as_ref().or(outer.filter(|_| entry_base.is_some() || self.base_is_declared));
        let context =
            FieldContext { base: own.as_ref().or(outer).or(self.feed_url.as_ref()), declared_base, now: self.now };
        let mut target = MediaTarget::Item;
        match (&mut self.entry, element.namespace) {
            (None, Namespace::Rss) => rss::feed(&mut self.feed, &element, &context),
            (None, Namespace::Atom) => atom::feed(&mut self.feed, &element, &context),
            (None, _) => extensions::feed(&mut self.feed, &element),
            (Some(entry), Namespace::Rss) => rss::entry(entry, element, &context),
            (Some(entry), Namespace::Atom) => atom::entry(entry, element, &context),
            (Some(entry), _) => target = extensions::entry(entry, element, &context, self.media_target),
        }
        match &mut self.entry {
            Some(entry) => entry.base = entry_base,
            None if self.base.is_none() => {
                self.feed_url = self.feed.self_url.get().or(self.feed.home.get()).and_then(|url| Url::parse(url).ok());
            }
            None => {}
        }
        target
    }

    /// Applies an `xml:base` of the feed or its channel.
    fn rebase(&mut self, attributes: &str) {
        if let Some(base) = xml_base(attributes, self.base.as_ref()) {
            self.base = Some(base);
            self.base_is_declared = true;
        }
    }
}

/// Whether an element inside a field shows that the end tag of the field is missing.
fn ends_field(content_model: ContentModel, role: Role, namespace: Namespace, local: &str) -> bool {
    /// Fields whose names also occur as tags inside HTML.
    const ALSO_HTML: [&str; 11] =
        ["article", "body", "content", "date", "image", "link", "source", "summary", "title", "language", "name"];
    if !matches!(role, Role::Field(_) | Role::Author | Role::Container) {
        return false;
    }
    match content_model {
        ContentModel::Line => namespace != Namespace::Xhtml,
        ContentModel::Html => match namespace {
            Namespace::Rss | Namespace::Atom => !ALSO_HTML.contains(&local),
            Namespace::Xhtml => false,
            _ => true,
        },
        ContentModel::Markup => false,
    }
}

/// Markup as it was written, with the delimiters of its CDATA sections removed.
fn inner_markup(raw: &str) -> String {
    if !raw.contains(CDATA) {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(CDATA) {
        out.push_str(&rest[..at]);
        rest = &rest[at + CDATA.len()..];
        let end = rest.find("]]>");
        out.push_str(&rest[..end.unwrap_or(rest.len())]);
        rest = end.map_or("", |end| &rest[end + 3..]);
    }
    out.push_str(rest);
    out
}

/// Removes the delimiters that a CDATA section inside another one leaves: its start in the text, and `]]>` at the end.
fn without_nested_cdata(mut text: String) -> String {
    if let Some(rest) = text.trim_end().strip_suffix("]]>") {
        text.truncate(rest.len());
        if text.contains(CDATA) {
            text = text.replace(CDATA, "");
        }
    }
    text
}
