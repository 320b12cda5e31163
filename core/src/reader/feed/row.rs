//! A row of a list, and which rows a list has.

use crate::base::text;
use crate::reader::item::Picture;

/// The kind of an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// 报道: a report.
    Article,
    /// 公开: a notice of an authority, with issuer and document number.
    Notice,
    /// 办事指南: a guide to an administrative service.
    Guide,
    /// 政策: a policy for enterprises.
    Policy,
    /// 学习资料: a chapter of a study series.
    Study,
    /// 应急: an alert.
    Alert,
    /// 服务: an entry of the service directory.
    Entry,
    /// 活动通知: an activity with a time and a place.
    Activity,
    /// A kind that this version does not know; it is shown like a report.
    #[default]
    Other,
}

impl ItemKind {
    /// The protocol's code; `other` for a kind that this version does not know.
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

    /// The name to show.
    pub(crate) fn name(self) -> String {
        text::get(&format!("kind.{}", self.code())).to_owned()
    }

    /// The kind of a protocol's code.
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
    /// Identifies the item in every call. Stable across syncs, restarts and a lost cache.
    pub id: String,
    /// Its kind.
    pub kind: ItemKind,
    /// One line of plain text, never empty.
    pub title: String,
    /// One or two sentences of plain text; may be empty.
    pub summary: String,
    /// The name of its channel, or the title of the added feed.
    pub source: String,
    /// The code of its module.
    pub module: Option<String>,
    /// The code of its channel.
    pub channel: Option<String>,
    /// When it was published, milliseconds since 1970 UTC by the publisher's clock.
    pub published: i64,
    /// The same as a list shows it: 5分钟前, 昨天 21:05, 11月2日.
    pub published_text: String,
    /// True for 快讯, a short first report that a full one follows.
    pub flash: bool,
    /// True if it was corrected after it was published.
    pub corrected: bool,
    /// Its picture in list size.
    pub image: Option<Picture>,
    /// The id of its story for [`Scope::Story`]; `None` if the story has no other version.
    pub story: Option<String>,
    /// How many versions of its story are on this phone, including itself.
    pub versions: u32,
    /// The names of the other sources of the story, in the order of publication; at most ten.
    pub also_in: Vec<String>,
    /// 已读: whether it or another version was opened.
    pub read: bool,
    /// 收藏: whether it or another version is a favourite.
    pub favourite: bool,
    /// 点赞: whether it or another version is liked.
    pub liked: bool,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Page {
    /// In the order of the scope.
    pub items: Vec<ItemRow>,
    /// The key of the next page; `None` if this phone has no further rows.
    pub next: Option<String>,
    /// True if this phone has no further rows and the publisher has older pages, which can be loaded.
    pub older: bool,
}

/// Which items a list holds. Lists are newest first. Of each story they hold the version that represents it there, and
/// none of a hidden story; [`Scope::Story`] and the lists of the person's marks hold all versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Enum)]
pub enum Scope {
    /// All items.
    #[default]
    All,
    /// The items of one channel.
    Channel {
        /// Its code.
        code: String,
    },
    /// The items of one module.
    Module {
        /// Its code.
        code: String,
    },
    /// The items of one kind in one module: 党建新闻, 党务公开, 办事指南.
    Kind {
        /// The module's code.
        module: String,
        /// The kind.
        kind: ItemKind,
    },
    /// The items of one industry sector.
    Sector {
        /// Its code.
        code: String,
    },
    /// The items of one park.
    Park {
        /// Its code.
        code: String,
    },
    /// The items of one source.
    Source {
        /// Its id; `publisher` for the county's own.
        id: String,
    },
    /// All versions of one story.
    Story {
        /// Its id.
        id: String,
    },
    /// 收藏: the favourites, the last marked first.
    Favourites,
    /// 历史: the items that the person opened, the last opened first.
    History,
    /// The items that the person hid, the last hidden first.
    Hidden,
}
