//! What each topic does with what a sync brings, in the transaction that stores it.

use std::sync::Arc;

use rusqlite::Connection;
use url::Url;

use crate::base::error::Result;
use crate::base::store::{Database, Store, Write};
use crate::reader::feed::{self, Facts};
use crate::reader::media::Shelf;
use crate::reader::source::{self, Added};
use crate::reader::sync::{Apply, Effect, Incoming, PUBLISHER, Withdrawn};
use crate::reader::catalogue;
use crate::topics::{alert, government, industry, party, service};

/// What each topic does with what came in.
pub(super) struct Topics {
    pub(super) store: Arc<Store>,
    pub(super) shelf: Shelf,
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
        while self.shelf.unlink_doomed(write)? {}
        Ok(())
    }

    fn item(&self, write: &Write<'_>, origin: &str, item: Incoming, now: i64) -> Result<Effect> {
        let (id, report) = (item.id.clone(), item.kind == "article");
        let effect = feed::item(write, origin, item, now)?;
        let topical = effect == Effect::Revised || effect == Effect::New && !report;
        if origin == PUBLISHER
            && topical
            && let Some(facts) = feed::facts_of(write, &id)?
        {
            take_in(write, &facts)?;
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

    fn doubted(&self, cache: &Connection) -> Result<Vec<(String, Url)>> {
        feed::doubted(cache)
    }

    fn end_doubt(&self, write: &Write<'_>, id: &str, there: bool) -> Result<bool> {
        feed::end_doubt(write, id, there)
    }

    fn catalogue(&self, write: &Write<'_>, document: &str) -> Result<()> {
        catalogue::apply(write, PUBLISHER, document)
    }
}

/// Each topic takes in its part of an item.
pub(super) fn take_in(write: &Write<'_>, facts: &Facts) -> Result<()> {
    party::apply(write, facts)?;
    industry::apply(write, facts)?;
    government::apply(write, facts)?;
    service::apply(write, facts)?;
    alert::apply(write, facts)
}

/// The topics look at items that came past them: those of an earlier version of this program, and favourites put back.
pub(super) fn take_in_rest(cache: &Database) -> Result<()> {
    while cache.read_now(feed::are_unsorted)? {
        cache.write_now(|write| feed::take_unsorted(write)?.iter().try_for_each(|facts| take_in(write, facts)))?;
    }
    Ok(())
}
