//! 离线: items and series that the person keeps with all that belongs to them.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::core::Core;
use crate::base::error::{Fault, Result};
use crate::reader::feed::{self, ItemDocuments};
use crate::reader::listening;
use crate::reader::marks;
use crate::reader::media::{self, FetchLimit, FetchTally, FileStore, ItemDocument, PicturePriorities};
use crate::reader::offline::{self, OfflineTarget};
use crate::topics::party;

/// How much of an item or a series is on the phone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct OfflineEntry {
    /// The item or series.
    pub what: OfflineTarget,
    /// Its title; empty if nothing of it is on the phone.
    pub title: String,
    /// Whether the person keeps it offline.
    pub kept: bool,
    /// The number of its items on the phone, with their texts.
    pub items: u32,
    /// The number of its pictures and documents.
    pub files: u32,
    /// How many of them are on the phone.
    pub held: u32,
    /// The bytes of those that are.
    pub bytes: u64,
    /// The announced bytes of the missing documents: the least that fetching costs.
    pub missing_bytes: u64,
}

fn ids_of(cache: &Connection, what: &OfflineTarget) -> Result<Vec<String>> {
    match what {
        OfflineTarget::Item { id } => Ok(vec![id.clone()]),
        OfflineTarget::Series { name } => party::chapter_ids(cache, name),
    }
}

fn kept_ids_in(cache: &Connection, kept: &[OfflineTarget]) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for what in kept {
        ids.extend(ids_of(cache, what)?);
    }
    Ok(ids)
}

pub(super) fn entry(cache: &Connection, files: &FileStore, what: OfflineTarget, kept: bool) -> Result<OfflineEntry> {
    let mut entry =
        OfflineEntry { what, title: String::new(), kept, items: 0, files: 0, held: 0, bytes: 0, missing_bytes: 0 };
    for id in ids_of(cache, &entry.what)? {
        let Some(ItemDocuments { key, title, documents }) = feed::item_documents(cache, &id)? else { continue };
        let (pictures, held, bytes) = media::picture_counts(cache, key)?;
        entry.items += 1;
        entry.files += pictures + u32::try_from(documents.len()).unwrap_or(u32::MAX);
        entry.held += held;
        entry.bytes += bytes.unsigned_abs();
        for (document, announced) in documents {
            match media::stored_document(cache, files, key, &document)? {
                Some((_, bytes)) => {
                    entry.held += 1;
                    entry.bytes += bytes;
                }
                None => entry.missing_bytes += announced,
            }
        }
        if entry.title.is_empty() {
            entry.title = title;
        }
    }
    if let (OfflineTarget::Series { name }, true) = (&entry.what, entry.items > 0) {
        entry.title.clone_from(name);
    }
    Ok(entry)
}

/// The ids of what the person keeps: of favourites, of the listening queue, and of what is kept offline.
pub(super) fn everything_kept(outbox: &Connection, cache: &Connection) -> Result<HashSet<String>> {
    let mut ids: HashSet<String> = marks::favourite_ids(outbox)?.into_iter().collect();
    ids.extend(listening::queue(outbox)?);
    for what in &offline::all(outbox)? {
        ids.extend(ids_of(cache, what)?);
    }
    Ok(ids)
}

impl Core {
    /// The ids of all kept items that are on the phone. Blocks.
    pub(super) fn kept_ids(&self) -> Result<Vec<String>> {
        let kept = self.store.outbox()?.read_now(offline::all)?;
        self.store.cache().read_now(|cache| kept_ids_in(cache, &kept))
    }

    /// Derives which documents are wanted from what is kept. Blocks.
    pub(super) fn want_documents(&self) -> Result<()> {
        if self.kept_ids()?.is_empty() && !self.store.cache().read_now(media::any_documents)? {
            return Ok(());
        }
        self.store.cache().write_now(|write| {
            // Read again: what the person decided meanwhile holds.
            let kept = self.store.outbox()?.read_now(offline::all)?;
            let mut wanted: Vec<(i64, Vec<ItemDocument>)> = Vec::new();
            for id in &kept_ids_in(write, &kept)? {
                if let Some(ItemDocuments { key, documents, .. }) = feed::item_documents(write, id)? {
                    wanted.push((key, documents.into_iter().map(|(document, _)| document).collect()));
                }
            }
            media::set_wanted_documents(write, &wanted)
        })?;
        self.unlink_orphaned()
    }

    /// The pictures that are fetched before all others. Blocks.
    pub(super) fn wanted_pictures(&self) -> Result<PicturePriorities> {
        let followed =
            self.store.outbox()?.read_now(|outbox| crate::base::setting::get(outbox, super::settings::FOLLOWED))?;
        Ok(PicturePriorities { offline: self.kept_ids()?, followed })
    }

    /// Fetches the pictures and documents of a kept target.
    pub(super) async fn load_offline(self: &Arc<Self>, what: OfflineTarget) -> Result<FetchTally> {
        self.ready().await?;
        let core = Arc::clone(self);
        let ids = crate::base::runtime::blocking(move || {
            if !core.store.outbox()?.read_now(offline::all)?.contains(&what) {
                return Err(Fault::BadRequest);
            }
            core.want_documents()?;
            let cache = core.store.cache();
            cache.read_now(|cache| {
                let mut ids = ids_of(cache, &what)?;
                let stored: Vec<bool> = ids.iter().map(|id| feed::is_stored(cache, id)).collect::<Result<_>>()?;
                let mut stored = stored.into_iter();
                ids.retain(|_| stored.next().unwrap_or(false));
                Ok(ids)
            })
        });
        let mut tally = FetchTally::default();
        let mut fault: Option<Fault> = None;
        // No budget limits what the person asked for; each response has its own limits.
        let limit = FetchLimit { until: Duration::MAX, bytes: u64::MAX };
        for id in ids.await? {
            let documents = self.pictures.fetch_documents(Some(id.clone()), limit).await;
            for done in [documents, self.pictures.load(id, None).await] {
                match done {
                    Ok(part) => tally.add(part),
                    Err(error) => {
                        tally.failed += 1;
                        let network = !matches!(error, Fault::BadPicture | Fault::BadDocument);
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

/// An error only if nothing was fetched.
fn end(tally: FetchTally, fault: Option<Fault>) -> Result<FetchTally> {
    match fault {
        Some(error) if tally.fetched == 0 => Err(error),
        _ => Ok(tally),
    }
}
