//! 新闻: the items of every origin, as lists and one at a time.
//!
//! A list row is thin and comes from one table; a body is read alone. Pages go by key, so a page costs the same wherever
//! it is, and rows that arrive in between never shift it.

mod article;
mod documents;
mod evict;
mod index_source;
mod ingest;
mod list;
mod lookup;
mod marks;
mod page;
mod payload;
mod pictures;
mod radar_queue;
mod removal;
mod saved_copy;
mod scroll;
#[cfg(test)]
mod tests;
mod topic_item;
mod view;

pub(crate) use article::{article, has_missing_pictures, speech, story};
pub(crate) use documents::{ItemDocuments, item_documents};
pub(crate) use evict::{evict, has_free_pages, item_count, vacuum_step};
pub(crate) use index_source::{
    IndexedItem, PendingChanges, SearchMarks, epoch, erasure_is_pending, favourite_keys, indexed_item, keys_below,
    mark_indexed, pending_changes, published, search_marks,
};
pub(crate) use ingest::ingest_item;
pub(crate) use list::{list, newest_rows, row_by_key, rows_by_id, unread_ids};
pub(crate) use lookup::{is_stored, is_withdrawn, item_key, may_return};
pub(crate) use marks::{apply_marks, clear_successors, expand_to_cards, successors};
pub use page::MAX_PAGE;
pub(crate) use page::{format_page_key, page_limit, page_limit_up_to, parse_page_key, truncate_page};
pub(crate) use payload::{MAX_LONG_TEXT, MAX_SHORT_TEXT, PayloadValue};
pub(crate) use radar_queue::{
    RadarItem, dequeue_from_radar, enable_radar_queue, full_text, keys_after, queue_all_for_radar, queued_for_radar,
    radar_item, radar_queue_is_enabled,
};
pub(crate) use removal::{
    has_older, origin_ids, published_after, remove_origin, remove_vanished, reset_sequences, resolve_unconfirmed_item,
    unconfirmed, withdraw,
};
pub(crate) use saved_copy::{
    SavedCopyState, clear_vanished, restore_saved_copy, saved_copy, saved_copy_state, stored_favourites, vanished_ids,
};
pub use scroll::LoadedList;
pub(crate) use scroll::load_list;
pub(crate) use topic_item::{TopicItem, any_pending, take_pending, topic_item, topic_item_by_id};
pub(crate) use view::View;

use crate::base::text;
use crate::formats::article::{Block, TextChange};
use crate::formats::syndication::Attachment;
use crate::reader::catalogue::Term;
use crate::reader::item::Picture;
use crate::reader::marks::ReadingPosition;

/// What sort of thing an item is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// 报道 a report.
    Article,
    /// 公开 a notice of an authority, with issuer and number.
    Notice,
    /// 办事指南 how to get something done.
    Guide,
    /// 政策 a policy for enterprises.
    Policy,
    /// 学习资料 a chapter of a study series.
    Study,
    /// 应急 an alert.
    Alert,
    /// 服务 an entry of the service directory.
    Entry,
    /// 活动通知 something that people come to.
    Activity,
    /// A kind that this version does not know: shown like a report.
    #[default]
    Other,
}

impl ItemKind {
    /// What the publisher calls it; `other` for what this version does not know.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Notice => "notice",
            Self::Guide => "guide",
            Self::Policy => "policy",
            Self::Study => "study",
            Self::Alert => "alert",
            Self::Entry => "entry",
            Self::Activity => "activity",
            Self::Other => "other",
        }
    }

    /// What a person calls it.
    pub(crate) fn name(self) -> String {
        text::get(&format!("kind.{}", self.code())).to_owned()
    }

    pub(crate) fn of(code: &str) -> Self {
        match code {
            "article" => Self::Article,
            "notice" => Self::Notice,
            "guide" => Self::Guide,
            "policy" => Self::Policy,
            "study" => Self::Study,
            "alert" => Self::Alert,
            "entry" => Self::Entry,
            "activity" => Self::Activity,
            _ => Self::Other,
        }
    }
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ItemRow {
    /// What [`crate::Client::article`] is asked with. Stable across syncs, restarts and a lost cache.
    pub id: String,
    /// What sort of thing it is.
    pub kind: ItemKind,
    /// One line of plain text, never empty.
    pub title: String,
    /// One or two sentences of plain text; may be empty.
    pub summary: String,
    /// Where it comes from, in the person's words: the channel's name, or the added source's title.
    pub source: String,
    /// The code of its module.
    pub module: Option<String>,
    /// The code of its channel.
    pub channel: Option<String>,
    /// When it was published, milliseconds since 1970 UTC, by the publisher's clock.
    pub published: i64,
    /// The same as a list shows it: 5分钟前, 昨天 21:05, 11月2日.
    pub published_text: String,
    /// True for a short first report 快讯 that a fuller one follows.
    pub flash: bool,
    /// True when it was corrected after it was published.
    pub corrected: bool,
    /// Its picture.
    pub image: Option<Picture>,
    /// What it has in common with other versions and channels of the same story, for [`Scope::Story`]; none when it is
    /// alone.
    pub story: Option<String>,
    /// How many versions its card has on this phone, itself included.
    pub versions: u32,
    /// Where else the story appeared, in the person's words, in the order of publication.
    pub also_in: Vec<String>,
    /// 已读: in this version or another.
    pub read: bool,
    /// 收藏.
    pub favourite: bool,
    /// 点赞.
    pub liked: bool,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Page {
    /// Newest first.
    pub items: Vec<ItemRow>,
    /// What the next page is asked with; none when this phone has no more.
    pub next: Option<String>,
    /// True when this phone has no more here, but the publisher has: see [`crate::Client::load_older`].
    pub older: bool,
}

/// Which items. A list holds one version of each story, the one that stands for its card there, and none that the person
/// hid; [`Scope::Story`] and the lists of what a person did with items hold them all.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Enum)]
pub enum Scope {
    /// All of them.
    #[default]
    All,
    /// Of one channel.
    Channel {
        /// Its code.
        code: String,
    },
    /// Of one module.
    Module {
        /// Its code.
        code: String,
    },
    /// Of one kind in one module: 党建新闻, 党务公开, 办事指南.
    Kind {
        /// The module's code.
        module: String,
        /// The kind.
        kind: ItemKind,
    },
    /// Of one industry sector.
    Sector {
        /// Its code.
        code: String,
    },
    /// Of one park.
    Park {
        /// Its code.
        code: String,
    },
    /// Of one source.
    Source {
        /// Its id; `publisher` for the county's own.
        id: String,
    },
    /// Versions and channels of one story.
    Story {
        /// Its id.
        id: String,
    },
    /// 收藏: what the person keeps, the last kept first.
    Favourites,
    /// 历史: what the person opened, the last opened first.
    History,
    /// What the person hid, the last hidden first.
    Hidden,
}

/// An item in full.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Article {
    /// As in a list.
    pub row: ItemRow,
    /// Its picture in the size of a page, when the text does not show it itself: to be set above the text.
    pub lead: Option<Picture>,
    /// Its text.
    pub blocks: Vec<Block>,
    /// True when it was too large to show whole.
    pub capped: bool,
    /// How long reading takes, in whole minutes, at least one.
    pub reading_minutes: u32,
    /// Its address on the web.
    pub url: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its keywords.
    pub tags: Vec<String>,
    /// Its industry sectors.
    pub sectors: Vec<Term>,
    /// Its parks.
    pub parks: Vec<Term>,
    /// What belongs to it.
    pub attachments: Vec<Attachment>,
    /// Of them the papers, which [`crate::Client::keep_offline`] brings onto the phone.
    pub documents: Vec<Document>,
    /// When and why it was corrected, and what changed.
    pub correction: Option<Correction>,
    /// Where the person was in the text.
    pub place: Option<ReadingPosition>,
    /// Other versions and channels of the same story, newest first.
    pub versions: Vec<ItemRow>,
}

/// A paper of an item: a form, a table, a text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Document {
    /// Its title; when it has none, the name of its file.
    pub title: String,
    /// Where it is on the web.
    pub url: String,
    /// Its media type.
    pub mime_type: String,
    /// Its size: of the file when it is here, otherwise as announced.
    pub bytes: Option<u64>,
    /// The whole path of the file, which is as it came and was held against its digest; none while it is not on the phone.
    pub file: Option<String>,
}

/// A correction 更正.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Correction {
    /// Milliseconds, by the publisher's clock.
    pub time: i64,
    /// The same as a person reads it.
    pub time_text: String,
    /// Why, in the publisher's words.
    pub reason: String,
    /// What changed, sentence by sentence, when this phone had the earlier text; empty otherwise. Title and text.
    pub changes: Vec<TextChange>,
}

/// 一事一卡: one story with all of its versions.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Story {
    /// The version that stands for it.
    pub front: ItemRow,
    /// Where it appeared, in the order of publication, each once.
    pub sources: Vec<String>,
    /// What happened to it, the first first.
    pub timeline: Vec<StoryEvent>,
}

/// A step in a story's life.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct StoryEvent {
    /// What sort of step.
    pub stage: StoryStage,
    /// The same in a word: 快讯, 报道, 更正.
    pub stage_text: String,
    /// When, milliseconds, by the publisher's clock.
    pub time: i64,
    /// The same as a person reads it.
    pub time_text: String,
    /// Why it was corrected, in the publisher's words; empty for the other stages.
    pub reason: String,
    /// The version that it is about.
    pub row: ItemRow,
}

/// What sort of step in a story's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum StoryStage {
    /// 快讯: a first short report.
    Flash,
    /// 报道: a full one, or the same on another channel.
    Full,
    /// 更正.
    Correction,
}

impl StoryStage {
    fn text(self) -> &'static str {
        text::get(match self {
            Self::Flash => "story.flash",
            Self::Full => "story.full",
            Self::Correction => "story.correction",
        })
    }
}
