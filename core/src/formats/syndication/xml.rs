//! RSS and Atom, read in one pass: which element is open, where it ends when a site forgot to say so, and to whom it belongs.
//! What an element means is for `rss`, `atom` and `module` to say.
//!
//! Recovery follows the vocabulary, not the nesting: a new item ends the one before, the end of an item ends whatever is open
//! in it, and a field ends where another field begins. An item is whole when its end, the next item or the end of its channel
//! was seen; one that the document is cut off in is dropped.

use std::borrow::Cow;

use url::Url;

use super::entry_builder::{Draft, Slot};
use super::module::About;
use super::namespace::{Space, Spaces};
use super::token::{CDATA, Tag, Token, Tokens};
use super::{Context, Document, Entry, Fault, MAX_ENTRIES, atom, entity, identity, module, person, rss, token};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Rss,
    Atom,
}

/// What is to be done with an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A field whose text is kept.
    Field(Shape),
    /// An author, with a name inside or just text.
    Person,
    /// Its children are fields of what it stands in.
    Through,
    /// Neither it nor anything inside is looked at.
    Skip,
    /// A stray tag, such as `<br>`, that has no inside.
    Stray,
}

/// What may stand inside a field, and so what ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Text, perhaps decorated: any other field ends it.
    Line,
    /// HTML, escaped or not: only what HTML does not have ends it.
    Html,
    /// Markup that belongs to the field: only its own end or that of the item ends it.
    Markup,
}

/// A field that was read.
pub(super) struct Element<'a> {
    pub(super) space: Space,
    pub(super) local: Cow<'a, str>,
    attributes: &'a str,
    /// The text, its references resolved; or, with `markup`, the markup inside as it was written.
    pub(super) text: String,
    pub(super) markup: bool,
}

impl Element<'_> {
    /// An attribute by its local name, with references resolved.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        attribute(self.attributes, name)
    }
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let fits = |found: &str| found.rsplit(':').next().unwrap_or(found).eq_ignore_ascii_case(name);
    token::attributes(attributes).find(|(found, _)| fits(found)).map(|(_, value)| entity::resolved(value))
}

/// What is known of the feed itself.
#[derive(Default)]
pub(super) struct Feed {
    pub(super) title: Slot<String>,
    pub(super) home: Slot<String>,
    /// Its own address, as it says.
    pub(super) own: Slot<String>,
    pub(super) language: Slot<String>,
    pub(super) next: Slot<String>,
    pub(super) authors: Vec<String>,
    /// Whether anything at all was understood. A feed without items is believed only then.
    pub(super) understood: bool,
}

/// What a field is read with.
pub(super) struct Surroundings<'a> {
    pub(super) base: Option<&'a Url>,
    pub(super) now: i64,
}

struct Field<'a> {
    name: &'a str,
    space: Space,
    local: Cow<'a, str>,
    attributes: &'a str,
    shape: Shape,
    start: usize,
    /// Elements of the same name that are open inside.
    nested: usize,
    markup: bool,
    text: String,
}

#[derive(Default)]
struct Person<'a> {
    tag: &'a str,
    own: String,
    name: String,
    mail: String,
    into: Part,
}

#[derive(Default, Clone, Copy)]
enum Part {
    #[default]
    Own,
    Name,
    Mail,
    Nothing,
}

/// More tags than these before the root, and the document is no feed.
const MAX_TAGS_BEFORE_ROOT: usize = 200;

/// Reads a document whose text may begin with anything; no root of a feed is [`Fault::NotAFeed`].
pub(super) fn read(source: &str, context: &Context<'_>) -> Result<Document, Fault> {
    let mut tokens = Tokens::new(source);
    let (dialect, root) = root(&mut tokens).ok_or(Fault::NotAFeed)?;
    let mut machine = Machine {
        tokens,
        dialect,
        spaces: Spaces::default(),
        feed: Feed::default(),
        entries: Vec::new(),
        empty_entries: 0,
        entry: None,
        field: None,
        person: None,
        skip: None,
        about: About::Item,
        home: None,
        base: context.address.cloned(),
        now: context.now,
        ended: root.empty,
    };
    machine.spaces.declare(root.attributes);
    machine.rebase(root.attributes);
    if let Some(language) = attribute(root.attributes, "lang") {
        machine.feed.language.offer(2, Some(language.trim().to_owned()).filter(|language| !language.is_empty()));
    }
    machine.run()?;
    machine.document()
}

/// The first element that is the root of a feed. A page says what it is before that.
fn root<'a>(tokens: &mut Tokens<'a>) -> Option<(Dialect, Tag<'a>)> {
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

struct Machine<'a> {
    tokens: Tokens<'a>,
    dialect: Dialect,
    spaces: Spaces<'a>,
    feed: Feed,
    entries: Vec<Entry>,
    /// Items in which nothing was found.
    empty_entries: usize,
    entry: Option<Draft>,
    field: Option<Field<'a>>,
    person: Option<Person<'a>>,
    /// The element that is skipped, and how many of the same name are open inside.
    skip: Option<(&'a str, usize)>,
    /// What media:title and media:description are about.
    about: About,
    base: Option<Url>,
    /// The feed's own address or home page, from which relative addresses start when nothing better is known.
    home: Option<Url>,
    now: i64,
    /// Whether the end of the feed was seen.
    ended: bool,
}

impl<'a> Machine<'a> {
    fn run(&mut self) -> Result<(), Fault> {
        loop {
            let at = self.tokens.position();
            match self.tokens.next() {
                Token::Open(tag) => self.open(tag, at)?,
                Token::Close(name) => self.close(name, at),
                Token::Text(text) => {
                    if let Some(into) = self.text() {
                        entity::push_resolved(into, text);
                    }
                }
                Token::Cdata(text) => {
                    if let Some(into) = self.text() {
                        into.push_str(text);
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
        })
    }

    /// Where text goes, if anywhere.
    fn text(&mut self) -> Option<&mut String> {
        if let Some(field) = &mut self.field {
            return (!field.markup).then_some(&mut field.text);
        }
        let person = self.person.as_mut()?;
        match person.into {
            Part::Own => Some(&mut person.own),
            Part::Name => Some(&mut person.name),
            Part::Mail => Some(&mut person.mail),
            Part::Nothing => None,
        }
    }

    fn open(&mut self, tag: Tag<'a>, at: usize) -> Result<(), Fault> {
        let own = self.spaces.declare(tag.attributes).unwrap_or(match self.dialect {
            Dialect::Rss => Space::Rss,
            Dialect::Atom => Space::Atom,
        });
        // An RSS root that declares Atom as its default namespace still means RSS, and so does any item.
        let (space, local) = self.spaces.resolve(tag.name, own);
        let inside_markup = self.field.as_ref().is_some_and(|field| field.shape == Shape::Markup);
        if self.begins_entry(space, &local) && !inside_markup {
            self.end_entry(at);
            return self.begin_entry(tag);
        }
        if let Some((name, nested)) = &mut self.skip {
            *nested += usize::from(!tag.empty && name.eq_ignore_ascii_case(tag.name));
            return Ok(());
        }
        let role = self.role(space, &local);
        if let Some(field) = &mut self.field {
            if field.name == tag.name && field.shape != Shape::Line {
                field.nested += usize::from(!tag.empty);
                field.markup = true;
                return Ok(());
            }
            if !ends_field(field.shape, role, space, &local) {
                field.markup = true;
                return Ok(());
            }
            // `<title>one<title>` is an end that lacks its stroke.
            let again = field.name == tag.name;
            self.end_field(at);
            if again {
                return Ok(());
            }
        }
        if let Some(person) = &mut self.person {
            let part = match &*local {
                "name" => Some(Part::Name),
                "email" | "mail" => Some(Part::Mail),
                "uri" | "url" | "homepage" | "avatar" => Some(Part::Nothing),
                _ if matches!(role, Role::Field(_) | Role::Person) => None,
                _ => Some(Part::Nothing),
            };
            if let Some(part) = part {
                person.into = if tag.empty { Part::Own } else { part };
                return Ok(());
            }
            self.end_person();
        }
        match role {
            Role::Stray => {}
            Role::Skip => self.skip = (!tag.empty).then_some((tag.name, 0)),
            Role::Person if tag.empty => {}
            Role::Person => self.person = Some(Person { tag: tag.name, ..Person::default() }),
            Role::Through => {
                if space == Space::Media && local == "content" {
                    let element =
                        Element { space, local, attributes: tag.attributes, text: String::new(), markup: false };
                    let about = self.apply(element);
                    self.about = if tag.empty { About::Item } else { about };
                } else if self.entry.is_none() {
                    self.rebase(tag.attributes);
                }
            }
            Role::Field(shape) => {
                // Atom says by an attribute that markup is inside; without it, a missing end is likelier.
                let said = shape != Shape::Markup || space == Space::Xhtml || tag.attributes.contains("xml");
                let shape = if said { shape } else { Shape::Html };
                let start = self.tokens.position();
                let field = Field {
                    name: tag.name,
                    space,
                    local,
                    attributes: tag.attributes,
                    shape,
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
            if field.shape == Shape::Markup && !ends_all {
                return;
            }
            // `<title>one</titel>`
            let misspelt = field.shape == Shape::Line && !field.markup;
            if !ends_all && !misspelt {
                return;
            }
            self.end_field(at);
        }
        if let Some((skipped, nested)) = &mut self.skip {
            if !ends_all {
                if skipped.eq_ignore_ascii_case(name) {
                    match nested.checked_sub(1) {
                        Some(left) => *nested = left,
                        None => self.skip = None,
                    }
                }
                return;
            }
            self.skip = None;
        }
        if let Some(person) = &mut self.person {
            if ends_all || person.tag.eq_ignore_ascii_case(name) {
                self.end_person();
            } else {
                person.into = Part::Own;
                return;
            }
        }
        if ends_all {
            self.end_entry(at);
            self.ended |= ends_feed;
        } else if local == "content" {
            self.about = About::Item;
        }
    }

    fn begins_entry(&self, space: Space, local: &str) -> bool {
        local == self.entry_name() && matches!(space, Space::Rss | Space::Atom | Space::Rdf | Space::Xhtml)
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
        let mut draft = Draft::new(self.dialect == Dialect::Rss);
        draft.base = base_of(tag.attributes, self.base.as_ref());
        // RSS 1.0 names its items by an attribute.
        if self.dialect == Dialect::Rss
            && let Some(about) = attribute(tag.attributes, "about")
        {
            draft.url.offer(3, identity::address(&about, draft.base.as_ref().or(self.base.as_ref())));
            draft.id.offer(2, Some(about.into_owned()));
        }
        self.entry = Some(draft);
        Ok(())
    }

    fn end_entry(&mut self, at: usize) {
        self.end_field(at);
        self.end_person();
        self.skip = None;
        self.about = About::Item;
        let Some(draft) = self.entry.take() else { return };
        match draft.finish() {
            Some(entry) => self.entries.push(entry),
            None => self.empty_entries += 1,
        }
    }

    fn end_person(&mut self) {
        let Some(found) = self.person.take() else { return };
        let name = [&found.name, &found.own, &found.mail].into_iter().find_map(|text| person::name(text));
        match &mut self.entry {
            Some(draft) => draft.author(0, name),
            None => {
                self.feed.understood |= name.is_some();
                self.feed.authors.extend(
                    name.filter(|_| self.dialect == Dialect::Atom && self.feed.authors.len() < super::MAX_AUTHORS),
                );
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
            space: field.space,
            local: field.local,
            attributes: field.attributes,
            text: without_bracket(text),
            markup: field.markup,
        };
        self.apply(element);
    }

    fn role(&self, space: Space, local: &str) -> Role {
        let in_entry = self.entry.is_some();
        match space {
            Space::Rss => rss::role(local, in_entry),
            Space::Atom => atom::role(local, in_entry),
            Space::Rdf if local == "rdf" => Role::Through,
            Space::Rdf | Space::Other => Role::Skip,
            _ => module::role(space, local, in_entry),
        }
    }

    /// Gives a field to those who know what it means. What comes back is what the fields inside it are about.
    fn apply(&mut self, element: Element<'a>) -> About {
        let of_entry = self.entry.as_mut().and_then(|entry| entry.base.take());
        let outer = of_entry.as_ref().or(self.base.as_ref());
        let own = base_of(element.attributes, outer);
        let around = Surroundings { base: own.as_ref().or(outer).or(self.home.as_ref()), now: self.now };
        let mut about = About::Item;
        match (&mut self.entry, element.space) {
            (None, Space::Rss) => rss::feed(&mut self.feed, &element, &around),
            (None, Space::Atom) => atom::feed(&mut self.feed, &element, &around),
            (None, _) => module::feed(&mut self.feed, &element),
            (Some(draft), Space::Rss) => rss::entry(draft, element, &around),
            (Some(draft), Space::Atom) => atom::entry(draft, element, &around),
            (Some(draft), _) => about = module::entry(draft, element, &around, self.about),
        }
        match &mut self.entry {
            Some(draft) => draft.base = of_entry,
            None if self.base.is_none() => {
                self.home = self.feed.own.get().or(self.feed.home.get()).and_then(|home| Url::parse(home).ok());
            }
            None => {}
        }
        about
    }

    /// Takes an `xml:base` of the feed or its channel.
    fn rebase(&mut self, attributes: &str) {
        if let Some(base) = base_of(attributes, self.base.as_ref()) {
            self.base = Some(base);
        }
    }
}

fn base_of(attributes: &str, outer: Option<&Url>) -> Option<Url> {
    if attributes.is_empty() || !attributes.contains("xml:base") {
        return None;
    }
    let base = identity::address(
        &token::attributes(attributes).find(|(name, _)| *name == "xml:base")?.1.replace("&amp;", "&"),
        outer,
    )?;
    Url::parse(&base).ok()
}

/// Whether an element inside a field shows that the field's end is missing.
fn ends_field(shape: Shape, role: Role, space: Space, local: &str) -> bool {
    const ALSO_HTML: [&str; 11] =
        ["article", "body", "content", "date", "image", "link", "source", "summary", "title", "language", "name"];
    if !matches!(role, Role::Field(_) | Role::Person | Role::Through) {
        return false;
    }
    match shape {
        Shape::Line => space != Space::Xhtml,
        Shape::Html => match space {
            Space::Rss | Space::Atom => !ALSO_HTML.contains(&local),
            Space::Xhtml => false,
            _ => true,
        },
        Shape::Markup => false,
    }
}

/// Markup as it was written, the content of its CDATA sections without their marks.
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

/// A CDATA section inside another leaves the mark of its start in the text, and that of its end behind it.
fn without_bracket(mut text: String) -> String {
    if let Some(rest) = text.trim_end().strip_suffix("]]>") {
        text.truncate(rest.len());
        if text.contains(CDATA) {
            text = text.replace(CDATA, "");
        }
    }
    text
}
