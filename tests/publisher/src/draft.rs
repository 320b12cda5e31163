//! Drafts, and how they become items. The content files, the control port and the generator all use this, so that their
//! items have the same form.

use crate::item::{Author, Extension, Item, Reason};
use crate::media::{self, Library, MediaReference};
use crate::moment::Moment;
use crate::payload::Payload;
use serde::Deserialize;

/// An item before its publication.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the names are those of the feed, documented on `Item` and `Extension`")]
pub struct Draft {
    pub id: Option<String>,
    pub title: String,
    pub content_html: String,
    pub summary: Option<String>,
    pub kind: Option<String>,
    pub module: Option<String>,
    pub channel: Option<String>,
    pub story: Option<String>,
    pub stage: Option<String>,
    pub sectors: Vec<String>,
    pub parks: Vec<String>,
    pub published: Option<Moment>,
    pub authors: Vec<String>,
    pub tags: Vec<String>,
    pub image: Option<String>,
    pub image_alt: Option<String>,
    #[serde(skip)]
    pub modified: Option<Moment>,
    #[serde(skip)]
    pub revision: Option<u32>,
    #[serde(skip)]
    pub correction: Option<Reason>,
    #[serde(skip)]
    pub payload: Option<Payload>,
    /// Media in addition to those in the body, or with another description.
    #[serde(skip)]
    pub attachments: Vec<MediaReference>,
}

impl Draft {
    /// Checks the draft and collects its media. `id` and `published` are used if the draft has none.
    pub fn into_item(self, id: &str, published: Moment, library: &Library) -> Result<Item, String> {
        let id = self.id.unwrap_or_else(|| id.to_owned());
        check_id(&id)?;
        if self.title.trim().is_empty() {
            return Err("the title is empty".to_owned());
        }
        if self.content_html.trim().is_empty() {
            return Err("content_html is empty".to_owned());
        }
        let lead = self.image.map(|name| MediaReference { name, alt: self.image_alt, ..MediaReference::default() });
        let image = lead.as_ref().map(|picture| media::path_of(&picture.name));
        let attachments = library.attachments(lead, &self.content_html, &self.attachments)?;
        let authors =
            if self.authors.is_empty() { vec!["嵩明融媒样例编辑部".to_owned()] } else { self.authors };
        Ok(Item {
            url: Some(format!("/items/{id}")),
            id,
            title: Some(self.title),
            summary: self.summary,
            content_html: Some(self.content_html),
            content_text: None,
            image,
            date_published: Some(self.published.unwrap_or(published)),
            date_modified: self.modified,
            language: Some("zh-CN".to_owned()),
            authors: authors.into_iter().map(|name| Author { name }).collect(),
            tags: self.tags,
            attachments,
            extension: Extension {
                sequence: 0,
                revision: self.revision.unwrap_or(1),
                kind: self.kind.unwrap_or_else(|| "article".to_owned()),
                module: Some(self.module.unwrap_or_else(|| "news".to_owned())),
                channel: Some(self.channel.unwrap_or_else(|| "website".to_owned())),
                story: self.story,
                stage: self.stage,
                sectors: self.sectors,
                parks: self.parks,
                correction: self.correction,
                withdrawal: None,
                payload: self.payload,
            },
        })
    }
}

/// An id is part of addresses and page keys without escaping.
fn check_id(id: &str) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let dots_only = id.chars().all(|c| c == '.');
    if id.len() > 100 || dots_only || !id.chars().all(plain) {
        return Err(format!("“{id}” is no id: 1 to 100 of A-Z a-z 0-9 - _ ."));
    }
    Ok(())
}
