//! 离线: items and series that the person keeps with all that belongs to them.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::maintenance::report;
use super::{Client, Core};
use crate::base::error::{ClientError, Error, Fault, Result};
use crate::reader::feed::{self, ItemDocuments};
use crate::reader::media::{self, FetchLimit, FetchTally, FileStore, ItemDocument, PicturePriorities};
use crate::reader::offline::{self, OfflineTarget};
use crate::reader::sync::PictureReport;
use crate::topics::party;

/// How far something is on the phone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct OfflineEntry {
    /// What.
    pub what: OfflineTarget,
    /// What a person calls it; empty when nothing of it is on the phone.
    pub title: String,
    /// Whether the person keeps it.
    pub kept: bool,
    /// Its items on the phone; their texts are there with them.
    pub items: u32,
    /// Pictures and papers that belong to it.
    pub files: u32,
    /// Of them, those that are on the phone.
    pub held: u32,
    /// Bytes of those.
    pub bytes: u64,
    /// Bytes of the papers that are missing, as announced: what fetching them costs at least.
    pub missing_bytes: u64,
}

#[uniffi::export]
impl Client {
    /// Keeps something on the phone with its pictures and papers, or no longer. Nothing is fetched here: the next sync on an
    /// unmetered network does it, or [`Client::load_offline`] at once. What is kept is not put away for its age, and comes
    /// back after a lost cache. Chapters that are added to a kept series later belong to it.
    ///
    /// Errors: `Rejected` (`bad-request`) for a name that is none, or more than 1,000 at a time.
    pub async fn keep_offline(&self, what: OfflineTarget, on: bool) -> Result<(), ClientError> {
        let now = self.core.clock.now();
        self.write_outbox(move |write| offline::set(write, &what, on, now)).await?;
        self.in_turn(Core::want_documents).await
    }

    /// Fetches what is missing of something that is kept, on any network, because the person asked.
    ///
    /// Errors: `Rejected` (`bad-request`) when it is not kept; and when not one could be had, `Rejected` (`bad-picture`,
    /// `bad-document`) and those of the network.
    pub async fn load_offline(&self, what: OfflineTarget) -> Result<PictureReport, ClientError> {
        let core = Arc::clone(&self.core);
        self.work(|_| async move { core.load_kept(what).await.map(report) }).await
    }

    /// How far something is on the phone, kept or not.
    pub async fn offline(&self, what: OfflineTarget) -> Result<OfflineEntry, ClientError> {
        let kept = self.kept().await?;
        self.read(move |view| told(view.connection, view.files, what.clone(), kept.contains(&what))).await
    }

    /// Everything that is kept, the last first.
    pub async fn all_offline(&self) -> Result<Vec<OfflineEntry>, ClientError> {
        let kept = self.kept().await?;
        self.read(move |view| kept.into_iter().map(|what| told(view.connection, view.files, what, true)).collect())
            .await
    }
}

impl Client {
    async fn kept(&self) -> Result<Vec<OfflineTarget>, ClientError> {
        self.read_outbox(offline::all).await
    }
}

fn ids_of(cache: &Connection, what: &OfflineTarget) -> Result<Vec<String>> {
    match what {
        OfflineTarget::Item { id } => Ok(vec![id.clone()]),
        OfflineTarget::Series { name } => party::chapter_ids(cache, name),
    }
}

pub(super) fn told(cache: &Connection, files: &FileStore, what: OfflineTarget, kept: bool) -> Result<OfflineEntry> {
    let mut told =
        OfflineEntry { what, title: String::new(), kept, items: 0, files: 0, held: 0, bytes: 0, missing_bytes: 0 };
    for id in ids_of(cache, &told.what)? {
        let Some(ItemDocuments { key, title, documents }) = feed::item_documents(cache, &id)? else { continue };
        let (pictures, held, bytes) = media::picture_counts(cache, key)?;
        told.items += 1;
        told.files += pictures + u32::try_from(documents.len()).unwrap_or(u32::MAX);
        told.held += held;
        told.bytes += bytes.unsigned_abs();
        for (paper, announced) in documents {
            match media::stored_document(cache, files, key, &paper)? {
                Some((_, bytes)) => {
                    told.held += 1;
                    told.bytes += bytes;
                }
                None => told.missing_bytes += announced,
            }
        }
        if told.title.is_empty() {
            told.title = title;
        }
    }
    if let (OfflineTarget::Series { name }, true) = (&told.what, told.items > 0) {
        told.title.clone_from(name);
    }
    Ok(told)
}

impl Core {
    /// The ids of all items that are kept, as far as the phone has them. Blocks.
    pub(super) fn kept_ids(&self) -> Result<Vec<String>> {
        let kept = self.store.outbox()?.read_now(offline::all)?;
        self.store.cache().read_now(|cache| {
            let mut ids = Vec::new();
            for what in &kept {
                ids.extend(ids_of(cache, what)?);
            }
            Ok(ids)
        })
    }

    /// Which papers are wanted follows from what is kept. Blocks.
    pub(super) fn want_documents(&self) -> Result<()> {
        let ids = self.kept_ids()?;
        if ids.is_empty() && !self.store.cache().read_now(media::any_documents)? {
            return Ok(());
        }
        self.store.cache().write_now(|write| {
            let mut wanted: Vec<(i64, Vec<ItemDocument>)> = Vec::new();
            for id in &ids {
                if let Some(ItemDocuments { key, documents, .. }) = feed::item_documents(write, id)? {
                    wanted.push((key, documents.into_iter().map(|(paper, _)| paper).collect()));
                }
            }
            media::set_wanted_documents(write, &wanted)
        })?;
        self.unlink()
    }

    /// What is fetched before the rest. Blocks.
    pub(super) fn wants(&self) -> Result<PicturePriorities> {
        let followed =
            self.store.outbox()?.read_now(|outbox| crate::base::setting::get(outbox, super::marks::FOLLOWED))?;
        Ok(PicturePriorities { offline: self.kept_ids()?, followed })
    }

    async fn load_kept(self: &Arc<Self>, what: OfflineTarget) -> Result<FetchTally> {
        self.ready().await?;
        let core = Arc::clone(self);
        let ids = crate::base::runtime::blocking(move || {
            if !core.store.outbox()?.read_now(offline::all)?.contains(&what) {
                return Err(Fault::BadRequest.into());
            }
            core.want_documents()?;
            let cache = core.store.cache();
            cache.read_now(|cache| {
                let mut ids = Vec::new();
                for id in ids_of(cache, &what)? {
                    ids.extend(feed::item_key(cache, &id)?.map(|key| (id, key)));
                }
                Ok(ids)
            })
        });
        let mut tally = FetchTally::default();
        let mut fault: Option<Error> = None;
        // What the person asked for is not stopped by a budget; each answer has its own limits.
        let limit = FetchLimit { until: Duration::MAX, bytes: u64::MAX };
        for (id, key) in ids.await? {
            for done in [self.pictures.fetch_documents(Some(key), limit).await, self.pictures.load(id, None).await] {
                match done {
                    Ok(part) => tally.add(part),
                    Err(error) => {
                        tally.failed += 1;
                        let network = !matches!(error.fault(), Fault::BadPicture | Fault::BadDocument);
                        fault.get_or_insert(error);
                        if network {
                            return end(tally, fault);
                        }
                    }
                }
            }
        }
        end(tally, fault)
    }
}

/// It failed when nothing of it could be had.
fn end(tally: FetchTally, fault: Option<Error>) -> Result<FetchTally> {
    match fault {
        Some(error) if tally.fetched == 0 => Err(error),
        _ => Ok(tally),
    }
}
