//! An item of the feed: a JSON Feed 1.1 item with the extension `_songming`.
//!
//! Stored addresses are relative to the publisher's root. [`Item::make_absolute`] completes them for a response, since
//! only the request has the name under which the publisher was reached.

use crate::moment::Moment;
use crate::payload::Payload;
use serde::{Deserialize, Serialize};

/// The text of a withdrawn item.
pub const WITHDRAWN_TEXT: &str = "本条内容已撤回";

/// A JSON Feed item. A withdrawn one has only `id`, `content_text` and `_songming`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The id, which is never used again, not even after a withdrawal.
    pub id: String,
    /// The page of the item for a browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// One or two sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_html: Option<String>,
    /// Only on a withdrawal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_text: Option<String>,
    /// The lead picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// When it was first published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_published: Option<Moment>,
    /// When it was last revised; `None` on the first revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<Moment>,
    /// The language (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The authors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// Keywords.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Every picture, video and document of the item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The extension `_songming`.
    #[serde(rename = "_songming")]
    pub extension: Extension,
}

/// A JSON Feed author.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Author {
    /// The name.
    pub name: String,
}

/// A JSON Feed attachment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// The address of the file.
    pub url: String,
    /// Media type.
    pub mime_type: String,
    /// Caption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The size of the file.
    pub size_in_bytes: u64,
    /// Seconds; videos only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_in_seconds: Option<f64>,
    /// The extension.
    #[serde(rename = "_songming")]
    pub extension: MediaExtension,
}

/// The extension `_songming` of an attachment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MediaExtension {
    /// Lower-case hexadecimal SHA-256 of the bytes.
    pub sha256: String,
    /// Pixels; pictures only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels; pictures only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// The alternative text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// The thumbhash of a picture, in hexadecimal digits, to show until it is loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbhash: Option<String>,
}

/// The extension `_songming` of an item. Codes are those of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extension {
    /// The sequence number of the newest change of this item.
    pub sequence: u64,
    /// Counted from 1.
    pub revision: u32,
    /// `article`, `notice`, `guide`, `policy`, `study`, `activity`, `alert`, `entry` or `withdrawal`.
    pub kind: String,
    /// The code of a module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// The code of a channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The id of the story, which all its versions and channels share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story: Option<String>,
    /// `flash` or `full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Codes of sectors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sectors: Vec<String>,
    /// Codes of parks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parks: Vec<String>,
    /// When and why it was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<Reason>,
    /// When and why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Reason>,
    /// The object that is named by the kind.
    #[serde(flatten)]
    pub payload: Option<Payload>,
}

/// The time and reason of a correction or a withdrawal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// When it happened.
    pub time: Moment,
    /// Why, in words for a reader.
    pub reason: String,
}

impl Item {
    /// Makes every address of the item absolute. `base`: scheme and authority, without a slash at the end.
    pub fn make_absolute(&mut self, base: &str) {
        for address in [&mut self.url, &mut self.image].into_iter().flatten() {
            complete(address, base);
        }
        for attachment in &mut self.attachments {
            complete(&mut attachment.url, base);
        }
        if let Some(html) = &mut self.content_html {
            for attribute in [" src=\"", " href=\"", " poster=\""] {
                // `//host/…` has an authority already, and is not changed.
                *html = html
                    .replace(&format!("{attribute}/"), &format!("{attribute}{base}/"))
                    .replace(&format!("{attribute}{base}//"), &format!("{attribute}//"));
            }
        }
    }

    /// The withdrawal of this item, without anything that was published.
    pub fn into_withdrawn(self, withdrawal: Reason) -> Self {
        Self {
            id: self.id,
            content_text: Some(WITHDRAWN_TEXT.to_owned()),
            url: None,
            title: None,
            summary: None,
            content_html: None,
            image: None,
            date_published: None,
            date_modified: None,
            language: None,
            authors: Vec::new(),
            tags: Vec::new(),
            attachments: Vec::new(),
            extension: Extension {
                sequence: 0,
                revision: self.extension.revision + 1,
                kind: "withdrawal".to_owned(),
                module: None,
                channel: None,
                story: None,
                stage: None,
                sectors: Vec::new(),
                parks: Vec::new(),
                correction: None,
                withdrawal: Some(withdrawal),
                payload: None,
            },
        }
    }
}

fn complete(address: &mut String, base: &str) {
    if address.starts_with('/') {
        address.insert_str(0, base);
    }
}
