//! Lists, items, stories and marks.

use std::collections::HashSet;
use std::sync::Arc;

use super::alerts;
use super::core::{Core, CoreHandle};
use super::offline::{self, OfflineEntry};
use crate::base::error::{ClientError, Fault, Result};
use crate::reader::catalogue::{self, Catalogue};
use crate::reader::feed::{self, Article, ItemKind, ItemRow, LoadedList, Page, Scope, Story, View};
use crate::reader::marks::{self, MarkAction, MarkRequest};
use crate::reader::offline::OfflineTarget;
use crate::reader::sync::PictureReport;
use crate::topics::alert::{self, AlertDetail, AlertRecipient};
use crate::topics::government::guide::{self, Guide};
use crate::topics::government::notice::{self, NoticeRow};
use crate::topics::industry::{PolicyRow, policy};
use crate::topics::party::{self, Activity};
use crate::topics::service::{self, ServiceEntry};

/// Older pages that one [`Items::load`] fetches at most: a list with few rows in each page must not fetch the whole archive.
const MAX_OLDER_PAGES: u32 = 4;

/// An item in full, with what its topic knows of it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct ItemPage {
    /// Its text.
    pub article: Article,
    /// What its topic knows of it.
    pub details: ItemDetails,
    /// How much of it is on the phone with its pictures and documents.
    pub offline: OfflineEntry,
    /// 不感兴趣: whether the person hid it from the lists.
    pub hidden: bool,
}

/// What the topic of an item's kind knows of it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ItemDetails {
    /// Nothing beyond its text.
    Plain,
    /// 公开.
    Notice {
        /// Who issued it, its number, and until when it is valid.
        notice: NoticeRow,
    },
    /// 政策.
    Policy {
        /// For whom it is, and until when.
        policy: PolicyRow,
    },
    /// 办事指南.
    Guide {
        /// The materials to bring, with the person's ticks.
        guide: Guide,
    },
    /// 活动通知.
    Activity {
        /// When and where.
        activity: Activity,
    },
    /// 服务.
    Entry {
        /// Where, when, and how to reach it.
        entry: ServiceEntry,
    },
    /// 应急.
    Alert {
        /// The message with its update chain.
        alert: AlertDetail,
    },
}

/// Lists, items, stories and marks.
#[derive(uniffi::Object)]
pub struct Items {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Items {
    /// The channels, modules, sectors, parks and stations that lists are made by. Empty before the first sync.
    pub async fn catalogue(&self) -> Result<Catalogue, ClientError> {
        self.core.read(|view| catalogue::read(view.connection)).await
    }

    /// A page of a list, newest first.
    ///
    /// `before`: the `next` of the previous page; `None` for the first page. `limit`: 1 to 200 rows.
    ///
    /// Errors: `Rejected` (`bad-request`) if the limit is out of range or `before` is not such a key.
    #[uniffi::method(default(before = None))]
    pub async fn list(&self, scope: Scope, before: Option<String>, limit: u32) -> Result<Page, ClientError> {
        self.core.read(move |view| feed::list(view, &scope, before.as_deref(), limit)).await
    }

    /// A list from its top down to where it ended before, for endless scrolling: rows that came in above are added, rows that
    /// were shown stay until their publisher withdraws them.
    ///
    /// `position`: the `position` of the list as it was loaded before; `None` for the first time. `rows`: 1 to 10,000. At least
    /// so many rows are loaded if the phone has them; with `more`, so many rows below the position are loaded in addition. If
    /// the phone has none there, but the publisher has, a few older pages are fetched.
    ///
    /// Errors: `Rejected` (`bad-request`) if `rows` is out of range or `position` is not one; with `more` also those of
    /// [`Items::load_older`].
    #[uniffi::method(default(position = None, more = false))]
    pub async fn load(
        &self,
        scope: Scope,
        position: Option<String>,
        rows: u32,
        more: bool,
    ) -> Result<LoadedList, ClientError> {
        let mut fetched = 0;
        loop {
            let (scope, from) = (scope.clone(), position.clone());
            let part = self.core.read(move |view| feed::load_list(view, &scope, from.as_deref(), rows, more)).await?;
            if !part.wants_older || fetched == MAX_OLDER_PAGES {
                return Ok(part.list);
            }
            self.load_older().await?;
            fetched += 1;
        }
    }

    /// Fetches the publisher's next older page. Returns whether there may be more after it: the last page brings rows and
    /// returns false.
    ///
    /// Errors: those of the network.
    pub async fn load_older(&self) -> Result<bool, ClientError> {
        self.core
            .work(|core| async move {
                core.ready().await?;
                let more = core.engine.load_older().await;
                // An older page may hold a withdrawal too.
                core.follow_up_blocking(Core::after_sync).await;
                more
            })
            .await
    }

    /// An item of any kind in full. Its pictures name their files if these are on the phone.
    ///
    /// Errors: `Rejected` (`withdrawn`) if its publisher withdrew it, (`not-found`) if this phone does not have it.
    pub async fn get(&self, id: String) -> Result<ItemPage, ClientError> {
        let item = id.clone();
        let own = self.core.read_outbox(move |outbox| {
            let target = OfflineTarget::Item { id: item.clone() };
            let kept = crate::reader::offline::all(outbox)?.contains(&target);
            Ok((guide::ticks(outbox, &item)?, alerts::person(outbox)?, target, kept))
        });
        let (ticks, person, target, kept) = own.await?;
        self.core
            .read(move |view| {
                let article = feed::article(view, &id)?;
                let details = details(view, &article.row, &ticks, &person)?;
                let offline = offline::entry(view.connection, view.files, target.clone(), kept)?;
                let hidden = marks::find(view.connection, &id)?.is_some_and(|mark| mark.hidden.is_some());
                Ok(ItemPage { article, details, offline, hidden })
            })
            .await
    }

    /// 一事一卡: the story that an item is a version of, with its sources and its timeline.
    ///
    /// Errors: those of [`Items::get`].
    pub async fn story(&self, id: String) -> Result<Story, ClientError> {
        self.core.read(move |view| feed::story(view, &id)).await
    }

    /// Marks items, all of them or none. Any number of requests; ids of items that are not on the phone are stored too. A mark
    /// is stored when this returns, and survives a kill and a lost cache. The next list shows it, unless something else writes
    /// the cache for long at this moment: then it follows, with [`crate::Change::Marks`].
    ///
    /// Errors: `Rejected` (`bad-request`) if an id is empty or too long; `Storage` if it could not be written.
    pub async fn mark(&self, requests: Vec<MarkRequest>) -> Result<(), ClientError> {
        self.core.work(|core| async move { core.marks.record(requests).await }).await
    }

    /// Marks every item of a list as read. Returns how many were not read before.
    pub async fn mark_all_read(&self, scope: Scope) -> Result<u32, ClientError> {
        self.core
            .work(|core| async move {
                let unread = core.store.cache().read(move |cache| feed::unread_ids(cache, &scope)).await?;
                let count = u32::try_from(unread.len()).unwrap_or(u32::MAX);
                let read = |id| MarkRequest { id, action: MarkAction::Read { on: true } };
                core.marks.record(unread.into_iter().map(read).collect()).await?;
                Ok(count)
            })
            .await
    }

    /// Fetches the pictures of an item that are not on the phone, on any network, because the person asked for them.
    ///
    /// `address`: one picture of the item; `None` for all of them.
    ///
    /// Errors: those of [`Items::get`]; `Rejected` (`bad-request`) if the item does not show that address; if not a single one
    /// could be fetched, `Rejected` (`bad-picture`) and those of the network.
    #[uniffi::method(default(address = None))]
    pub async fn load_pictures(&self, id: String, address: Option<String>) -> Result<PictureReport, ClientError> {
        let (item, one) = (id.clone(), address.clone());
        let missing = self.core.read(move |view| feed::has_missing_pictures(view, &item, one.as_deref())).await?;
        if !missing {
            return Ok(PictureReport::default());
        }
        self.core
            .work(|core| async move {
                core.ready().await?;
                core.pictures.load(id, address).await.map(super::maintenance::report)
            })
            .await
    }
}

/// `Plain` if the item lacks what its kind asks for.
fn details(view: &View<'_>, row: &ItemRow, ticks: &HashSet<String>, person: &AlertRecipient) -> Result<ItemDetails> {
    let id = row.id.as_str();
    let found = match row.kind {
        ItemKind::Notice => notice::get(view, id).map(|notice| ItemDetails::Notice { notice }),
        ItemKind::Policy => policy::get(view, id).map(|policy| ItemDetails::Policy { policy }),
        ItemKind::Guide => guide::get(view, id, ticks).map(|guide| ItemDetails::Guide { guide }),
        ItemKind::Activity => party::activity(view, id).map(|activity| ItemDetails::Activity { activity }),
        ItemKind::Entry => service::get(view, id, None).map(|entry| ItemDetails::Entry { entry }),
        ItemKind::Alert => alert::detail(view, person, id).map(|alert| ItemDetails::Alert { alert }),
        ItemKind::Article | ItemKind::Study | ItemKind::Other => Ok(ItemDetails::Plain),
    };
    match found {
        Err(Fault::NotFound) => Ok(ItemDetails::Plain),
        found => found,
    }
}
