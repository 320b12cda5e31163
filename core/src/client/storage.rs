//! What is on the phone, for how long, and what is kept offline.

use std::sync::Arc;

use super::core::{Core, CoreHandle};
use super::maintenance::{self, RETENTION};
use super::offline::{self, OfflineEntry};
use crate::base::change::Change;
use crate::base::error::ClientError;
use crate::base::net::Traffic;
use crate::base::setting;
use crate::reader::incident;
use crate::reader::offline::{self as targets, OfflineTarget};
use crate::reader::retention::{Retention, StorageUsage};
use crate::reader::sync::PictureReport;

/// What is on the phone, for how long, and what is kept offline.
#[derive(uniffi::Object)]
pub struct Storage {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Storage {
    /// What is on the phone, in items and bytes, and what the person grants.
    pub async fn usage(&self) -> Result<StorageUsage, ClientError> {
        self.core.blocking(move |core| core.storage_usage()).await
    }

    /// Requests and bytes since this client was opened. Never blocks.
    pub fn traffic(&self) -> Traffic {
        self.core.net.traffic()
    }

    /// Replaces the days and bytes that the person grants. Fewer bytes take effect at once, or soon after this returns if there
    /// is much to delete; fewer days with the next sync, which knows the time.
    ///
    /// Errors: `Rejected` (`bad-request`) for days outside 1 to 3,650, less than 5 MB of texts, or more than 100 GB of either.
    pub async fn set_retention(&self, retention: Retention) -> Result<(), ClientError> {
        let retention = retention.checked()?;
        self.core
            .write_outbox(move |write| {
                write.announce(Change::Settings);
                setting::set(write, RETENTION, &retention)
            })
            .await?;
        self.core.follow_up(|core| core.run_maintenance(|core| core.maintain(false))).await;
        Ok(())
    }

    /// Deletes all pictures except those of favourites and of what is kept offline.
    pub async fn clear_pictures(&self) -> Result<(), ClientError> {
        let clear = |core: &Core| core.make_room(&core.wanted_pictures()?, 0);
        self.core.work(|core| async move { core.run_maintenance(clear).await }).await
    }

    /// 离线: everything that is kept offline, the newest wish first.
    pub async fn list_offline(&self) -> Result<Vec<OfflineEntry>, ClientError> {
        let kept = self.core.read_outbox(targets::all).await?;
        self.core
            .read(move |view| {
                kept.into_iter().map(|target| offline::entry(view.connection, view.files, target, true)).collect()
            })
            .await
    }

    /// Keeps an item or a series on the phone with its pictures and documents, or no longer. Nothing is fetched by this call: the
    /// next sync on an unmetered network does it, or [`Storage::load_offline`] at once. What is kept is not deleted for its
    /// age and comes back after a lost cache. Chapters that are added to a kept series later belong to it.
    ///
    /// Errors: `Rejected` (`bad-request`) if the id or name is empty or too long, or for more than 1,000 targets.
    pub async fn keep_offline(&self, target: OfflineTarget, on: bool) -> Result<(), ClientError> {
        let now = self.core.clock.now();
        self.core.write_outbox(move |write| targets::set(write, &target, on, now)).await?;
        self.core.follow_up_blocking(Core::want_documents).await;
        Ok(())
    }

    /// Fetches what is missing of a kept target, on any network, because the person asked for it.
    ///
    /// Errors: `Rejected` (`bad-request`) if it is not kept; if not a single file could be fetched, `Rejected` (`bad-picture`,
    /// `bad-document`) and those of the network.
    pub async fn load_offline(&self, target: OfflineTarget) -> Result<PictureReport, ClientError> {
        self.core.work(|core| async move { core.load_offline(target).await.map(maintenance::report) }).await
    }

    /// The person was told of all incidents of [`super::Client::status`].
    pub async fn acknowledge_incidents(&self) -> Result<(), ClientError> {
        self.core.write_outbox(incident::mark_reported).await
    }
}
