//! What each topic does with what a sync brings, in the transaction that stores it.

use crate::base::error::Result;
use crate::base::store::{Database, Write};
use crate::reader::feed::{self, TopicItem};
use crate::topics::{alert, government, industry, party, service};

/// Each topic ingests its part of an item.
pub(super) fn ingest(write: &Write<'_>, item: &TopicItem) -> Result<()> {
    party::ingest(write, item)?;
    industry::ingest(write, item)?;
    government::ingest(write, item)?;
    service::ingest(write, item)?;
    alert::ingest(write, item)
}

/// The topics look at items that came past them: those of an earlier version of this program, and favourites put back.
pub(super) fn ingest_pending(cache: &Database) -> Result<()> {
    while cache.read_now(feed::any_pending)? {
        cache.write_now(|write| feed::take_pending(write)?.iter().try_for_each(|item| ingest(write, item)))?;
    }
    Ok(())
}
