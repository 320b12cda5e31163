//! What each topic does with what a sync brings, in the transaction that stores it.

use crate::base::error::Result;
use crate::base::store::{Database, Write};
use crate::reader::feed::{self, TopicItem};
use crate::topics::{alert, government, industry, party, service};

/// Each topic ingests its part of an item.
pub(super) fn ingest(write: &Write<'_>, facts: &TopicItem) -> Result<()> {
    party::apply(write, facts)?;
    industry::apply(write, facts)?;
    government::apply(write, facts)?;
    service::apply(write, facts)?;
    alert::apply(write, facts)
}

/// The topics look at items that came past them: those of an earlier version of this program, and favourites put back.
pub(super) fn ingest_pending(cache: &Database) -> Result<()> {
    while cache.read_now(feed::any_pending)? {
        cache.write_now(|write| feed::take_pending(write)?.iter().try_for_each(|facts| ingest(write, facts)))?;
    }
    Ok(())
}
