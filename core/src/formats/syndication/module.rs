//! What the elements of the modules mean that RSS and Atom share: Dublin Core, content, media and iTunes.

use super::entry_builder::Draft;
use super::namespace::Space;
use super::xml::{Element, Feed, Role, Shape, Surroundings};
use super::{Attachment, MAX_TAG_CHARS, MAX_TITLE_CHARS, date, identity, media, person, plain, rss};

/// Hosts whose pictures are of the author, and stand where the picture of the item should.
const PORTRAITS: [&str; 2] = ["gravatar.com", "cravatar.cn"];

/// What the elements inside an element of media are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Item,
    Attachment(usize),
    /// Something that is not kept.
    Nothing,
}

pub(super) fn role(space: Space, local: &str, in_entry: bool) -> Role {
    match (space, local) {
        (
            Space::Dublin,
            "title" | "creator" | "date" | "created" | "issued" | "available" | "modified" | "subject" | "identifier",
        ) => Role::Field(Shape::Line),
        (Space::Dublin, "language") => Role::Field(Shape::Line),
        (Space::Dublin, "description" | "abstract") => Role::Field(Shape::Html),
        (Space::Content, "encoded") => Role::Field(Shape::Html),
        (Space::Media, "group") => Role::Through,
        (Space::Media, "content") if in_entry => Role::Through,
        (Space::Media, "title" | "thumbnail" | "keywords") => Role::Field(Shape::Line),
        (Space::Media, "description") => Role::Field(Shape::Html),
        (Space::Itunes, "author" | "image" | "duration" | "title") => Role::Field(Shape::Line),
        (Space::Itunes, "summary") => Role::Field(Shape::Html),
        (Space::Xhtml, "body" | "div") if in_entry => Role::Field(Shape::Markup),
        (Space::Xhtml, "br" | "hr" | "img" | "p" | "meta") => Role::Stray,
        _ => Role::Skip,
    }
}

pub(super) fn feed(feed: &mut Feed, element: &Element<'_>) {
    let text = element.text.trim();
    match (element.space, &*element.local) {
        (Space::Dublin, "title") => feed.title.offer(1, rss::line(text)),
        (Space::Dublin, "language") => feed.language.offer(1, rss::line(text)),
        _ => {}
    }
}

/// `about` is what the element stands in; what comes back is what the elements inside it are about.
pub(super) fn entry(draft: &mut Draft, element: Element<'_>, around: &Surroundings<'_>, about: About) -> About {
    let text = element.text.trim();
    match (element.space, &*element.local) {
        (Space::Dublin, "title") => draft.title.offer(1, rss::line(text)),
        (Space::Dublin, "creator") => draft.author(1, person::name(text)),
        (Space::Dublin, "date") => draft.publish(1, text, around.now),
        (Space::Dublin, "created" | "issued" | "available") => draft.publish(2, text, around.now),
        (Space::Dublin, "modified") => draft.modified.offer(1, date::parse(text, around.now)),
        (Space::Dublin, "identifier") => draft.id.offer(3, Some(text.to_owned()).filter(|id| !id.is_empty())),
        (Space::Dublin, "subject") | (Space::Media, "keywords") => {
            text.split([',', '，', '、', ';', '；']).for_each(|tag| draft.tag(tag));
        }
        (Space::Dublin, "description" | "abstract") => draft.short.offer(1, rss::body(element)),
        (Space::Content, "encoded") => draft.full.offer(0, rss::body(element)),
        (Space::Xhtml, _) => draft.full.offer(1, rss::body(element)),
        (Space::Itunes, "author") => draft.author(2, person::name(text)),
        (Space::Itunes, "title") => draft.title.offer(3, rss::line(text)),
        (Space::Itunes, "summary") => draft.short.offer(3, rss::body(element)),
        (Space::Itunes, "duration") => draft.seconds = draft.seconds.or_else(|| media::seconds(text)),
        (Space::Itunes, "image") => {
            let address = element.attribute("href").or_else(|| element.attribute("url"));
            draft.image.offer(2, address.and_then(|address| identity::address(&address, around.base)));
        }
        (Space::Media, "content") => {
            return content(draft, &element, around).map_or(About::Nothing, About::Attachment);
        }
        (Space::Media, "thumbnail") => {
            let address = element.attribute("url").unwrap_or_else(|| text.into());
            draft.image.offer(3, identity::address(&address, around.base).filter(|url| !portrait(url)));
        }
        (Space::Media, "title") => match about {
            About::Attachment(at) => {
                draft.attachments[at].title =
                    Some(plain::from_html(text, MAX_TITLE_CHARS)).filter(|title| !title.is_empty())
            }
            About::Item => draft.title.offer(2, rss::line(text)),
            About::Nothing => {}
        },
        (Space::Media, "description") => match about {
            About::Attachment(at) => {
                let alt = plain::from_html(text, MAX_TITLE_CHARS + MAX_TAG_CHARS);
                draft.attachments[at].alt = Some(alt).filter(|alt| !alt.is_empty());
            }
            About::Item => draft.short.offer(4, rss::body(element)),
            About::Nothing => {}
        },
        _ => {}
    }
    about
}

fn content(draft: &mut Draft, element: &Element<'_>, around: &Surroundings<'_>) -> Option<usize> {
    let medium = element.attribute("medium");
    let address = element.attribute("url")?;
    let one = media::attachment(&address, around.base, element.attribute("type").as_deref(), medium.as_deref())?;
    if portrait(&one.url) {
        return None;
    }
    let one = Attachment {
        bytes: element.attribute("fileSize").and_then(|size| media::count(&size)),
        seconds: element.attribute("duration").and_then(|duration| media::seconds(&duration)),
        width: element.attribute("width").and_then(|width| media::count(&width)),
        height: element.attribute("height").and_then(|height| media::count(&height)),
        ..one
    };
    if one.mime_type.starts_with("image/") {
        draft.image.offer(0, Some(one.url.clone()));
    }
    draft.attach(one)
}

fn portrait(url: &str) -> bool {
    let host = url.split('/').nth(2).unwrap_or_default();
    PORTRAITS.into_iter().any(|site| host.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}
