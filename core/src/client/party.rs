//! 党建: study material and activities.

use std::sync::Arc;

use super::core::CoreHandle;
use super::offline::{self, OfflineEntry};
use crate::base::error::ClientError;
use crate::reader::feed::{self, ItemKind, ItemRow, Scope};
use crate::reader::offline::{self as targets, OfflineTarget};
use crate::topics::government::notice::{self, NoticeRequest, NoticeRow};
use crate::topics::party::{self, Activity, ActivityPage, ActivityRequest, Study, StudySeries};

const MODULE: &str = "party";
/// Rows of each part of the overview.
const PART_ROWS: u32 = 10;

/// 党建: the first rows of each part.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct PartyOverview {
    /// 学习资料: the series on this phone, at most 200, the one with the newest chapter first.
    pub series: Vec<StudySeries>,
    /// 活动通知 that are not over, by their beginning, at most 10; [`Party::activities`] has the rest.
    pub activities: Vec<Activity>,
    /// 党务公开, the newest first, at most 10; [`super::Government::notices`] has the rest.
    pub notices: Vec<NoticeRow>,
    /// 党建新闻, the newest first, at most 10; [`super::Items::list`] has the rest.
    pub latest: Vec<ItemRow>,
}

/// A series of 学习资料 with its chapters.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct StudyPage {
    /// Its chapters, and where the person stopped.
    pub study: Study,
    /// How much of it is on the phone with its pictures and documents.
    pub offline: OfflineEntry,
}

/// 党建: study material and activities. Nothing counts, ranks or times a person.
#[derive(uniffi::Object)]
pub struct Party {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Party {
    /// The first rows of each part.
    pub async fn overview(&self) -> Result<PartyOverview, ClientError> {
        self.core
            .read(|view| {
                let activities = ActivityRequest { module: MODULE.into(), past: false, before: None, limit: PART_ROWS };
                let notices = NoticeRequest { module: MODULE.into(), limit: PART_ROWS, ..NoticeRequest::default() };
                let news = Scope::Kind { module: MODULE.into(), kind: ItemKind::Article };
                Ok(PartyOverview {
                    series: party::series(view)?,
                    activities: party::activities(view, &activities)?.items,
                    notices: notice::list(view, &notices)?.items,
                    latest: feed::list(view, &news, None, PART_ROWS)?.items,
                })
            })
            .await
    }

    /// A series with its chapters.
    ///
    /// `series`: its name.
    ///
    /// Errors: `Rejected` (`not-found`) if there is no such series.
    pub async fn study(&self, series: String) -> Result<StudyPage, ClientError> {
        let target = OfflineTarget::Series { name: series.clone() };
        let own = self.core.read_outbox(move |outbox| {
            let kept = targets::all(outbox)?.contains(&target);
            Ok((target, kept))
        });
        let (target, kept) = own.await?;
        self.core
            .read(move |view| {
                let study = party::study(view, &series)?;
                let offline = offline::entry(view.connection, view.files, target.clone(), kept)?;
                Ok(StudyPage { study, offline })
            })
            .await
    }

    /// 活动通知: a page of activities, with what a calendar entry needs.
    ///
    /// Errors: `Rejected` (`bad-request`) if the limit is outside 1 to 200 or `before` is not a page's `next`.
    pub async fn activities(&self, request: ActivityRequest) -> Result<ActivityPage, ClientError> {
        self.core.read(move |view| party::activities(view, &request)).await
    }
}
