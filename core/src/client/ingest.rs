//! What each topic does with what a sync brings, in the transaction that stores it.

use std::sync::Arc;

use rusqlite::Connection;
use url::Url;

use crate::base::error::Result;
use crate::base::store::{Database, Store, Write};
use crate::reader::catalogue;
use crate::reader::feed::{self, TopicItem};
use crate::reader::media::FileStore;
use crate::reader::source::{self, Added};
use crate::reader::sync::{Apply, Effect, Incoming, PUBLISHER, Withdrawn};
use crate::topics::{alert, government, industry, party, service};

/// What each topic does with what came in.
pub(super) struct Topics {
    pub(super) store: Arc<Store>,
    pub(super) shelf: FileStore,
}

impl Topics {
    fn added(&self) -> Result<Vec<Added>> {
        self.store.outbox()?.read_now(source::all)
    }
}

impl Apply for Topics {
    fn moved(&self, write: &Write<'_>, origin: &str) -> Result<()> {
        feed::moved(write, origin)
    }

    fn wanted(&self, source: &str) -> Result<bool> {
        Ok(self.added()?.iter().any(|one| one.id == source))
    }

    fn sweep(&self, write: &Write<'_>) -> Result<()> {
        let added = self.added()?;
        for origin in feed::origins(write)? {
            if origin != PUBLISHER && added.iter().all(|one| one.id != origin) {
                feed::forget_origin(write, &origin)?;
            }
        }
        while self.shelf.unlink_orphaned(write)? {}
        Ok(())
    }

    fn item(&self, write: &Write<'_>, origin: &str, item: Incoming, now: i64) -> Result<Effect> {
        let (id, report) = (item.id.clone(), item.kind == "article");
        let effect = feed::item(write, origin, item, now)?;
        let topical = effect == Effect::Revised || effect == Effect::New && !report;
        if origin == PUBLISHER
            && topical
            && let Some(facts) = feed::topic_item_of(write, &id)?
        {
            ingest(write, &facts)?;
        }
        Ok(effect)
    }

    fn withdraw(&self, write: &Write<'_>, origin: &str, withdrawn: &Withdrawn) -> Result<Effect> {
        feed::withdraw(write, origin, withdrawn)
    }

    fn published_after(&self, write: &Write<'_>, origin: &str, moment: Option<i64>) -> Result<Vec<String>> {
        feed::published_after(write, origin, moment)
    }

    fn has_older(&self, write: &Write<'_>, origin: &str, moment: i64) -> Result<bool> {
        feed::has_older(write, origin, moment)
    }

    fn forget(&self, write: &Write<'_>, id: &str, oldest: Option<i64>) -> Result<bool> {
        feed::forget(write, id, oldest)
    }

    fn unconfirmed(&self, cache: &Connection) -> Result<Vec<(String, Url)>> {
        feed::unconfirmed(cache)
    }

    fn resolve_unconfirmed_item(&self, write: &Write<'_>, id: &str, there: bool) -> Result<bool> {
        feed::resolve_unconfirmed_item(write, id, there)
    }

    fn catalogue(&self, write: &Write<'_>, document: &str) -> Result<()> {
        catalogue::apply(write, PUBLISHER, document)
    }
}

/// Each topic takes in its part of an item.
pub(super) fn ingest(write: &Write<'_>, facts: &TopicItem) -> Result<()> {
    party::ingest(write, facts)?;
    industry::ingest(write, facts)?;
    government::ingest(write, facts)?;
    service::ingest(write, facts)?;
    alert::ingest(write, facts)
}

/// The topics look at items that came past them: those of an earlier version of this program, and favourites put back.
pub(super) fn ingest_pending(cache: &Database) -> Result<()> {
    while cache.read_now(feed::are_pending)? {
        cache.write_now(|write| feed::take_pending(write)?.iter().try_for_each(|facts| ingest(write, facts)))?;
    }
    Ok(())
}
