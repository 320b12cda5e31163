//! How old the content is, and what the person has to be told about this phone's storage.

use super::Client;
use crate::base::clock::{self, MILLIS_PER_DAY};
use crate::base::error::ClientError;
use crate::base::text;
use crate::reader::incident::{self, Incident};
use crate::reader::origin;
use crate::topics::home;

/// Content counts as old after a day: a front page is one day's paper.
const STALE_AFTER: i64 = MILLIS_PER_DAY;

/// How old the content is, and what the person has to be told about this phone's storage.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct AppStatus {
    /// When a sync last succeeded, milliseconds by the phone's clock; `None` before the first.
    pub updated: Option<i64>,
    /// A sentence if `updated` is more than a day ago; otherwise empty.
    pub stale: String,
    /// What the person was not told yet; [`super::Storage::acknowledge_incidents`] ends it.
    pub incidents: Vec<Incident>,
}

#[uniffi::export]
impl Client {
    /// How old the content is, and what the person has to be told.
    pub async fn status(&self) -> Result<AppStatus, ClientError> {
        let incidents = self
            .core
            .blocking(|core| {
                if let Err(error) = core.adopt() {
                    log::warn!("what the cache knows was not adopted: {error:?}");
                }
                core.store.outbox()?.read_now(incident::unreported)
            })
            .await?;
        self.core
            .read(move |view| {
                let updated = home::last_sync(view.connection)?;
                // By the publisher's clock at both moments: the phone's may have jumped in between.
                let then = updated.map(|moment| origin::publisher_time(view.connection, moment)).transpose()?;
                let now = view.publisher_now;
                let old = then.filter(|&moment| now.saturating_sub(moment) > STALE_AFTER);
                let stale = old.map(|moment| text::fill("standing.stale", &clock::relative(moment, now)));
                Ok(AppStatus { updated, stale: stale.unwrap_or_default(), incidents })
            })
            .await
    }
}
