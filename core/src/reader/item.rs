//! An item as an origin delivers it, from whichever format, before it becomes rows. It is also the form in which a
//! favourite's saved copy is stored, as JSON: a member that is renamed or removed makes older copies unreadable.

use url::Url;

use crate::formats::syndication::Attachment;

/// The id of the publisher among the origins.
pub(crate) const PUBLISHER: &str = "publisher";

/// The sequence of a stored item of the publisher that any version from the publisher replaces: the number that it came with
/// was another publisher's, or may have been.
pub(crate) const NO_SEQUENCE: i64 = -1;

/// One item as it arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct IncomingItem {
    pub(crate) id: String,
    /// The publisher's sequence number; for an item of an external feed a digest of its content, so that an edit changes
    /// it.
    pub(crate) sequence: i64,
    pub(crate) revision: i64,
    pub(crate) kind: String,
    pub(crate) module: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) story: Option<String>,
    pub(crate) stage: Option<String>,
    pub(crate) title: String,
    pub(crate) summary: Option<String>,
    pub(crate) html: Option<String>,
    pub(crate) plain: Option<String>,
    /// Milliseconds; `None` if the origin gives no date that can be parsed.
    pub(crate) published: Option<i64>,
    pub(crate) modified: Option<i64>,
    pub(crate) corrected: Option<i64>,
    pub(crate) image: Option<Picture>,
    pub(crate) detail: Detail,
    /// Of an item of an external feed: a number of the feed, the title and the page without its query.
    #[serde(skip)]
    pub(crate) page: Option<i64>,
}

/// A picture of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
pub struct Picture {
    /// Its address on the web.
    pub url: String,
    /// Width in pixels: of the file on this phone, otherwise of the original if its publisher states it.
    pub width: Option<u32>,
    /// Height in pixels, as for the width.
    pub height: Option<u32>,
    /// The text alternative; empty if the publisher gives none.
    pub alt: String,
    /// The absolute path of its file, in list size in a list row; `None` until it is fetched.
    #[serde(default, skip_deserializing)]
    pub file: Option<String>,
    /// A thumbhash in hexadecimal digits, for [`crate::placeholder_image`].
    #[serde(default, skip_deserializing)]
    pub placeholder: Option<String>,
}

/// What an article page shows and a list does not. Stored as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Detail {
    pub(crate) url: Option<String>,
    /// The address that the item's HTML is relative to, if its feed declares another than `url`.
    pub(crate) base: Option<String>,
    /// The page on another site that the item is about.
    pub(crate) external_url: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) sectors: Vec<String>,
    pub(crate) parks: Vec<String>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) correction_reason: Option<String>,
    /// The publisher's extension object `_songming` unchanged, so that a later version can read members unknown today.
    pub(crate) extension: Option<String>,
}

impl Detail {
    /// The address that the relative addresses of the item's HTML are resolved against.
    pub(crate) fn base_address(&self) -> Option<Url> {
        self.base.as_deref().or(self.url.as_deref()).and_then(|url| Url::parse(url).ok())
    }
}

/// A withdrawal as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Withdrawal {
    pub(crate) id: String,
    pub(crate) sequence: i64,
    /// Milliseconds.
    pub(crate) time: Option<i64>,
    pub(crate) reason: String,
}

/// What ingesting one item or withdrawal did to the stored rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    New,
    Revised,
    Withdrawn,
    None,
}
