//! 党建. 党务公开 is [`Client::notices`] of the module, its news is [`Client::items`] of it.

use super::Client;
use crate::base::error::ClientError;
use crate::topics::party::{self, Activity, ActivityPage, ActivityRequest, Study, StudySeries};

#[uniffi::export]
impl Client {
    /// 学习资料: the series on this phone, at most 200, the one with the newest chapter first.
    pub async fn study_series(&self) -> Result<Vec<StudySeries>, ClientError> {
        self.read(party::series).await
    }

    /// A series with its chapters, by its name.
    ///
    /// Errors: `Rejected` (`not-found`) when there is none of this name.
    pub async fn study(&self, series: String) -> Result<Study, ClientError> {
        self.read(move |view| party::study(view, &series)).await
    }

    /// 活动通知: a page of activities, with what a calendar is to be given.
    ///
    /// Errors: `Rejected` (`bad-request`) for a limit outside 1 to 200 or a key that is not one.
    pub async fn activities(&self, request: ActivityRequest) -> Result<ActivityPage, ClientError> {
        self.read(move |view| party::activities(view, &request)).await
    }
}

/// By its id, for a program in Rust: an app asks [`Client::item_page`].
impl Client {
    /// One activity.
    ///
    /// Errors: `Rejected` (`not-found`) when there is none of this id.
    pub async fn activity(&self, id: String) -> Result<Activity, ClientError> {
        self.read(move |view| party::activity(view, &id)).await
    }
}
