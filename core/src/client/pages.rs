//! What one screen shows, in one call: a screen that asked twice could show two states of the phone side by side.

use super::offline::OfflineEntry;
use super::{Client, alerts, appeals};
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::{ClientError, Fault, Result};
use crate::reader::feed::{self, Article, ItemKind, ItemRow, Scope, View};
use crate::reader::marks;
use crate::reader::offline::{self, OfflineTarget};
use crate::topics::alert::{self, AlertDetail, AlertRecipient, AlertRow};
use crate::topics::government::appeal::Appeal;
use crate::topics::government::appeal_store;
use crate::topics::government::guide::{self, Guide};
use crate::topics::government::notice::{self, NoticeRequest, NoticeRow};
use crate::topics::industry::{PolicyDay, PolicyRequest, PolicyRow, policy};
use crate::topics::party::{self, Activity, ActivityRequest, Study, StudySeries};
use crate::topics::service::{self, ServiceEntry, ServiceRequest};

/// Rows of each part of a page.
const PART: u32 = 10;
/// Entries of a category of the directory.
const GROUP: u32 = 100;
/// Messages of the page of alerts.
const ALERTS: u32 = 50;
/// Milliseconds.
const YEAR: i64 = 366 * MILLIS_PER_DAY;
const PARTY: &str = "party";

/// An item with what its topic says of it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct ItemPage {
    /// Its text.
    pub article: Article,
    /// What stands beside it.
    pub facts: ItemDetails,
    /// How far it is on the phone with its pictures and papers.
    pub offline: OfflineEntry,
    /// 不感兴趣: the person hid it from the lists.
    pub hidden: bool,
}

/// A series of 学习资料 with its chapters.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct StudyPage {
    /// Its chapters, and where the person stopped.
    pub study: Study,
    /// How far it is on the phone with its pictures and papers.
    pub offline: OfflineEntry,
}

/// What a topic says of an item.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ItemDetails {
    /// Nothing more than its text.
    Plain,
    /// 公开.
    Notice {
        /// Who issued it, under which number, and until when it holds.
        notice: NoticeRow,
    },
    /// 政策.
    Policy {
        /// For whom, and until when.
        policy: PolicyRow,
    },
    /// 办事指南.
    Guide {
        /// What to bring, with what the person has ticked.
        guide: Guide,
    },
    /// 活动通知.
    Activity {
        /// When and where.
        activity: Activity,
    },
    /// 服务.
    Entry {
        /// Where, when, and by which way.
        entry: ServiceEntry,
    },
    /// 应急.
    Alert {
        /// The message and those that it stands in line with.
        alert: AlertDetail,
    },
}

/// 党建: one look at the module.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct PartyOverview {
    /// 学习资料, as [`Client::study_series`].
    pub series: Vec<StudySeries>,
    /// 活动通知 that are not over, the first to begin first; [`Client::activities`] has the rest.
    pub activities: Vec<Activity>,
    /// 党务公开, the newest first; [`Client::notices`] has the rest.
    pub notices: Vec<NoticeRow>,
    /// 党建新闻, the newest first; [`Client::list`] has the rest.
    pub latest: Vec<ItemRow>,
}

/// 政务: one look at the module.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct GovernmentOverview {
    /// 公开, the newest first; [`Client::notices`] has the rest.
    pub notices: Vec<NoticeRow>,
    /// 办事指南, the newest first; [`Client::guides`] has the rest.
    pub guides: Vec<ItemRow>,
    /// 投诉建议: the person's own, the newest first.
    pub appeals: Vec<Appeal>,
}

/// 应急: what holds and what was.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct AlertPage {
    /// The messages that hold now, as [`Client::alerts`].
    pub current: Vec<AlertRow>,
    /// All messages on this phone, the newest first; [`Client::list`] has the rest.
    pub all: Vec<ItemRow>,
}

/// A category of the service directory with its entries.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct ServiceGroup {
    /// The category's name.
    pub name: String,
    /// Its entries by name, at most 100; [`Client::services`] has the rest.
    pub entries: Vec<ServiceEntry>,
}

#[uniffi::export]
impl Client {
    /// An item in full, of whatever kind.
    ///
    /// Errors: those of [`Client::article`].
    pub async fn item_page(&self, id: String) -> Result<ItemPage, ClientError> {
        let item = id.clone();
        let own = self.read_outbox(move |outbox| {
            let what = OfflineTarget::Item { id: item.clone() };
            let kept = offline::all(outbox)?.contains(&what);
            Ok((guide::ticks(outbox, &item)?, alerts::person(outbox)?, what, kept))
        });
        let (ticks, person, what, kept) = own.await?;
        self.read(move |view| {
            let article = feed::article(view, &id)?;
            let facts = facts(view, &article.row, |view, id| guide::get(view, id, &ticks), &person)?;
            let offline = super::offline::told(view.connection, view.shelf, what.clone(), kept)?;
            let hidden = marks::find(view.connection, &id)?.is_some_and(|mark| mark.hidden.is_some());
            Ok(ItemPage { article, facts, offline, hidden })
        })
        .await
    }

    /// A series in full, by its name.
    ///
    /// Errors: those of [`Client::study`].
    pub async fn study_page(&self, series: String) -> Result<StudyPage, ClientError> {
        let what = OfflineTarget::Series { name: series.clone() };
        let (what, kept) =
            self.read_outbox(move |outbox| Ok((what.clone(), offline::all(outbox)?.contains(&what)))).await?;
        self.read(move |view| {
            let study = party::study(view, &series)?;
            let offline = super::offline::told(view.connection, view.shelf, what.clone(), kept)?;
            Ok(StudyPage { study, offline })
        })
        .await
    }

    /// 党建: one look at the module.
    pub async fn party(&self) -> Result<PartyOverview, ClientError> {
        self.read(|view| {
            let activities = ActivityRequest { module: PARTY.into(), past: false, before: None, limit: PART };
            let notices = NoticeRequest { module: PARTY.into(), limit: PART, ..NoticeRequest::default() };
            let news = Scope::Kind { module: PARTY.into(), kind: ItemKind::Article };
            Ok(PartyOverview {
                series: party::series(view)?,
                activities: party::activities(view, &activities)?.items,
                notices: notice::list(view, &notices)?.items,
                latest: feed::list(view, &news, None, PART)?.items,
            })
        })
        .await
    }

    /// 政务: one look at the module.
    pub async fn government(&self) -> Result<GovernmentOverview, ClientError> {
        let stored = self.read_outbox(appeal_store::list).await?;
        self.read(move |view| {
            let notices = NoticeRequest { module: "government".into(), limit: PART, ..NoticeRequest::default() };
            Ok(GovernmentOverview {
                notices: notice::list(view, &notices)?.items,
                guides: guide::list(view, None, None, PART)?.items,
                appeals: appeals::shown(view, stored)?,
            })
        })
        .await
    }

    /// 政策日历: the days of the coming year on which something ends, from today on, by the publisher's clock.
    pub async fn policy_year(&self) -> Result<Vec<PolicyDay>, ClientError> {
        let all = PolicyRequest::default();
        self.read(move |view| policy::calendar(view, &all, view.there, view.there.saturating_add(YEAR))).await
    }

    /// 应急: one look at the messages.
    pub async fn alert_page(&self) -> Result<AlertPage, ClientError> {
        let person = self.read_outbox(alerts::person).await?;
        self.read(move |view| {
            let all = Scope::Kind { module: "alert".into(), kind: ItemKind::Alert };
            Ok(AlertPage { current: alert::current(view, &person)?, all: feed::list(view, &all, None, ALERTS)?.items })
        })
        .await
    }

    /// 服务: the directory by categories, in the catalogue's order.
    #[uniffi::method(default(open_now = false))]
    pub async fn directory(&self, open_now: bool) -> Result<Vec<ServiceGroup>, ClientError> {
        self.read(move |view| {
            let mut groups = Vec::new();
            for category in service::categories(view.connection)? {
                let code = Some(category.term.code);
                let request = ServiceRequest { category: code, open_now, position: None, before: None, limit: GROUP };
                let entries = service::list(view, &request)?.items;
                if !entries.is_empty() {
                    groups.push(ServiceGroup { name: category.term.name, entries });
                }
            }
            Ok(groups)
        })
        .await
    }
}

/// What the topic of an item's kind knows of it; nothing where the item lacks what its kind asks for.
fn facts(
    view: &View<'_>,
    row: &ItemRow,
    guide: impl Fn(&View<'_>, &str) -> Result<Guide>,
    person: &AlertRecipient,
) -> Result<ItemDetails> {
    let id = row.id.as_str();
    let found = match row.kind {
        ItemKind::Notice => notice::get(view, id).map(|notice| ItemDetails::Notice { notice }),
        ItemKind::Policy => policy::get(view, id).map(|policy| ItemDetails::Policy { policy }),
        ItemKind::Guide => guide(view, id).map(|guide| ItemDetails::Guide { guide }),
        ItemKind::Activity => party::activity(view, id).map(|activity| ItemDetails::Activity { activity }),
        ItemKind::Entry => service::get(view, id, None).map(|entry| ItemDetails::Entry { entry }),
        ItemKind::Alert => alert::detail(view, person, id).map(|alert| ItemDetails::Alert { alert }),
        ItemKind::Article | ItemKind::Study | ItemKind::Other => Ok(ItemDetails::Plain),
    };
    match found {
        Err(error) if matches!(error.fault(), Fault::NotFound) => Ok(ItemDetails::Plain),
        found => found,
    }
}
