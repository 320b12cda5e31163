//! One response of the publisher on its way into the cache: parsed and checked completely, then applied together with
//! the cursor it leads to, in one transaction.

use std::collections::HashSet;
use std::sync::Arc;

use super::engine::IngestTopics;
use super::report::Tally;
use super::wire::{self, Entry, Page};
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::net::FetchedBody;
use crate::base::store::{Database, Write};
use crate::reader::feed;
use crate::reader::item::{Effect, IncomingItem, PUBLISHER};
use crate::reader::origin::Origin;

/// What was requested.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Requested {
    /// The newest page; or, with the cursor that the newest page gave, an older page of the same reconciliation.
    Newest(Option<Cursor>),
    /// An older page, because the person scrolled to the end of a list.
    Older,
    /// What changed since the cursor.
    Changes,
}

/// A position in the publisher's sequence.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) sequence: i64,
    /// The entity tag that the response to the next request has if nothing changes until then.
    pub(super) next_etag: Option<String>,
    /// The entity tag of the publisher's current catalogue.
    pub(super) catalogue_etag: Option<String>,
}

/// The state after a response was committed.
pub(super) struct Committed {
    pub(super) origin: Origin,
    pub(super) tally: Tally,
    /// Whether the publisher has more changes, or the reconciliation needs another page.
    pub(super) more: bool,
    pub(super) cursor: Cursor,
}

/// One response and what is needed to apply it.
pub(super) struct PageCommit {
    pub(super) cache: Arc<Database>,
    pub(super) ingest: IngestTopics,
    /// The phone's clock.
    pub(super) device_now: i64,
    pub(super) publisher_now: i64,
    pub(super) origin: Origin,
    pub(super) requested: Requested,
    /// The ids of the items on the pages of this reconciliation so far; `None` outside of one.
    pub(super) seen: Option<HashSet<String>>,
}

impl PageCommit {
    /// Parses and applies a body. Blocks.
    pub(super) fn run(mut self, body: &FetchedBody) -> Result<(Committed, Option<HashSet<String>>)> {
        let page = wire::page(&body.bytes, &body.address)?;
        // An older page may be served by a proxy's cache; its items are compared by their own sequence.
        if self.requested != Requested::Older && self.origin.cursor.is_some_and(|seen| page.cursor < seen) {
            return Err(Fault::Replay);
        }
        let cache = Arc::clone(&self.cache);
        let Page { title, older, cursor, mut more, catalogue, unchanged, mut entries } = page;
        let mut cursor = Cursor { sequence: cursor, next_etag: unchanged, catalogue_etag: catalogue };
        if self.requested == Requested::Changes {
            // If the page does not announce the next tag and the next request has the same address, the tag of this
            // response serves.
            let own = body.validators.etag.clone().filter(|_| self.origin.cursor == Some(cursor.sequence));
            cursor.next_etag = cursor.next_etag.or(own);
        } else {
            // Pages are newest first. Oldest first here: of items published at the same moment, the later one has the
            // higher key.
            entries.reverse();
        }
        let tally = cache.write_now(|write| {
            if matches!(self.requested, Requested::Newest(_)) {
                self.check_reconcilable(write, &entries)?;
            }
            let oldest = entries.iter().filter_map(published).min();
            let mut tally = Tally::default();
            for entry in entries {
                if let (Some(seen), Entry::Item(item)) = (&mut self.seen, &entry) {
                    seen.insert(item.id.clone());
                }
                tally.count(self.apply(write, entry)?);
            }
            self.origin.title = title;
            self.origin.record_success(self.device_now, body.skew);
            match self.requested.clone() {
                Requested::Changes => self.advance(write, &cursor)?,
                Requested::Newest(first) => {
                    if older.is_some() && older == self.origin.older_page && first.is_some() {
                        return Err(Fault::WrongSchema);
                    }
                    cursor = first.unwrap_or(cursor.clone());
                    self.origin.older_page = older;
                    tally.add(self.remove_unseen(write, oldest)?);
                    more = self.has_unseen_older(write, oldest)?;
                    self.origin.needs_resync = more;
                    if !more {
                        self.advance(write, &cursor)?;
                    }
                }
                Requested::Older => {
                    self.origin.older_page = older.filter(|next| Some(next) != self.origin.older_page.as_ref());
                }
            }
            if tally.any() {
                write.announce(Change::Items);
            }
            self.origin.save(write)?;
            Ok(tally)
        })?;
        Ok((Committed { origin: self.origin, tally, more, cursor }, self.seen))
    }

    /// Moves the origin to a cursor. If another process went further meanwhile, its cursor stays, without a tag, and the
    /// next request repeats some changes.
    fn advance(&mut self, write: &Write<'_>, cursor: &Cursor) -> Result<()> {
        let stored = Origin::load(write, &self.origin.id, &self.origin.address)?;
        let ahead = stored.cursor.filter(|&stored| stored > cursor.sequence && Some(stored) > self.origin.cursor);
        self.origin.cursor = Some(ahead.unwrap_or(cursor.sequence));
        // While the stored catalogue is not the one that the page names, the next request must not be answered by a 304.
        let current = ahead.is_none()
            && (cursor.catalogue_etag.is_none() || same_tag(&cursor.catalogue_etag, &self.origin.catalogue_etag));
        self.origin.validators.etag = cursor.next_etag.clone().filter(|_| current);
        Ok(())
    }

    fn apply(&self, write: &Write<'_>, entry: Entry) -> Result<Effect> {
        match entry {
            Entry::Item(item) => self.apply_item(write, item),
            Entry::Withdrawal(withdrawal) => feed::withdraw(write, PUBLISHER, &withdrawal),
        }
    }

    fn apply_item(&self, write: &Write<'_>, item: IncomingItem) -> Result<Effect> {
        let (id, report) = (item.id.clone(), item.kind == "article");
        let effect = feed::ingest_item(write, PUBLISHER, item, self.publisher_now)?;
        // A new report concerns no topic; a revised one may have been of another kind before.
        let topical = effect == Effect::Revised || effect == Effect::New && !report;
        if topical && let Some(item) = feed::topic_item_by_id(write, &id)? {
            (self.ingest)(write, &item)?;
        }
        Ok(effect)
    }

    /// A reconciliation removes items that its pages do not show, so the pages have to be in order and not empty.
    fn check_reconcilable(&self, write: &Write<'_>, oldest_first: &[Entry]) -> Result<()> {
        if self.origin.address_changed {
            // The sequences and withdrawals of one publisher mean nothing to another.
            feed::reset_sequences(write, PUBLISHER)?;
        }
        let first = self.requested == Requested::Newest(None);
        let sorted = oldest_first.iter().filter_map(published).is_sorted();
        let suspicious = !sorted || (first && oldest_first.is_empty());
        if suspicious && !feed::published_after(write, PUBLISHER, None)?.is_empty() {
            return Err(Fault::WrongSchema);
        }
        Ok(())
    }

    /// Removes the stored items of the time that the pages have covered so far and that the pages do not show.
    fn remove_unseen(&self, write: &Write<'_>, oldest: Option<i64>) -> Result<Tally> {
        let Some(seen) = &self.seen else { return Ok(Tally::default()) };
        let end = self.origin.older_page.is_none();
        let covered = if end { None } else { oldest };
        if covered.is_none() && !end {
            return Ok(Tally::default());
        }
        let mut tally = Tally::default();
        for id in feed::published_after(write, PUBLISHER, covered)? {
            if !seen.contains(&id) && feed::remove_vanished(write, &id, oldest)? {
                tally.count(Effect::Withdrawn);
            }
        }
        Ok(tally)
    }

    /// Whether there are stored items older than what the pages have covered so far.
    fn has_unseen_older(&self, write: &Write<'_>, oldest: Option<i64>) -> Result<bool> {
        match (&self.origin.older_page, oldest) {
            (Some(_), Some(oldest)) => {
                // Items published at the same moment may be split between this page and the next.
                let here = feed::published_after(write, PUBLISHER, Some(oldest - 1))?;
                let seen = self.seen.as_ref();
                Ok(here.iter().any(|id| seen.is_none_or(|seen| !seen.contains(id)))
                    || feed::has_older(write, PUBLISHER, oldest)?)
            }
            (Some(_), None) => Err(Fault::WrongSchema),
            (None, _) => Ok(false),
        }
    }
}

/// Whether two entity tags match by weak comparison: a proxy that compresses makes a strong tag weak. `None` matches
/// nothing.
pub(super) fn same_tag(one: &Option<String>, other: &Option<String>) -> bool {
    let opaque = |tag: &Option<String>| tag.as_deref().map(|tag| tag.trim_start_matches("W/").to_owned());
    one.is_some() && opaque(one) == opaque(other)
}

fn published(entry: &Entry) -> Option<i64> {
    match entry {
        Entry::Item(item) => item.published,
        Entry::Withdrawal(_) => None,
    }
}
