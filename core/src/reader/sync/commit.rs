//! One response of the publisher on its way into the cache: parsed and checked completely, then applied together with
//! the cursor it leads to, in one transaction.
//!
//! What holds: a response is an answer to a row that was read before the request. In the transaction the row is read again,
//! and only the columns are written that the response decides, as far as what it was based on still stands. Whatever was
//! written meanwhile (an eviction, another process, a reset by the person) stays.

use std::collections::HashSet;
use std::sync::Arc;

use super::engine::{IngestTopics, KeptIds};
use super::report::Tally;
use super::wire::{self, Entry, Page};
use crate::base::change::Change;
use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::FetchedBody;
use crate::base::store::{Store, Write};
use crate::reader::feed;
use crate::reader::item::{Effect, IncomingItem, PUBLISHER};
use crate::reader::origin::{self, Origin};

/// What was requested.
#[derive(PartialEq, Eq)]
pub(super) enum Requested {
    /// The newest page, with which a reconciliation begins.
    Newest,
    /// An older page of the same reconciliation.
    Next(Walk),
    /// An older page, because the person scrolled to the end of a list.
    Older,
    /// What changed since the cursor.
    Changes,
}

/// A reconciliation under way.
#[derive(PartialEq, Eq)]
pub(super) struct Walk {
    /// The cursor of its first page.
    pub(super) cursor: Cursor,
    /// The address of its next page.
    pub(super) next: Option<String>,
    /// The ids of the items on its pages so far.
    pub(super) seen: HashSet<String>,
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
    /// The stored row.
    pub(super) origin: Origin,
    pub(super) tally: Tally,
    /// Whether the publisher has more changes.
    pub(super) more: bool,
    pub(super) cursor: Cursor,
    /// The reconciliation, if it needs another page.
    pub(super) walk: Option<Walk>,
}

/// One response and what is needed to apply it.
pub(super) struct PageCommit {
    pub(super) store: Arc<Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ingest: IngestTopics,
    pub(super) kept: KeptIds,
    /// The row that the request was based on.
    pub(super) origin: Origin,
    pub(super) requested: Requested,
}

impl PageCommit {
    /// Parses and applies a body. `None` if the request was based on what no longer stands: nothing is changed then.
    /// Blocks.
    pub(super) fn run(mut self, body: &FetchedBody) -> Result<Option<Committed>> {
        let page = wire::page(&body.bytes, &body.address)?;
        let store = Arc::clone(&self.store);
        store.cache().write_now(|write| {
            let stored = Origin::find(write, PUBLISHER)?.filter(|stored| stored.address == self.origin.address);
            if !self.still_applies(stored.as_ref(), &page)? {
                return Ok(None);
            }
            self.apply_all(write, body, page).map(Some)
        })
    }

    /// Whether the row is still one that this response is an answer to. Fails with [`Fault::Replay`] for a page from before
    /// what is known.
    fn still_applies(&self, stored: Option<&Origin>, page: &Page) -> Result<bool> {
        let seen = stored.and_then(|stored| stored.cursor);
        // An older page may be served by a proxy's cache; its items are compared by their own sequence.
        if self.requested != Requested::Older && self.origin.cursor.is_some_and(|seen| page.cursor < seen) {
            return Err(Fault::Replay);
        }
        Ok(match &self.requested {
            // Another process may have gone further: this page is older than what it removed and stored.
            Requested::Newest => seen.is_none_or(|seen| seen <= page.cursor),
            Requested::Next(_) => stored.is_some_and(|stored| stored.needs_resync),
            Requested::Older => stored.is_some(),
            Requested::Changes => stored.is_some_and(|stored| !stored.needs_resync) && seen >= self.origin.cursor,
        })
    }

    fn apply_all(&mut self, write: &Write<'_>, body: &FetchedBody, page: Page) -> Result<Committed> {
        let Page { title, older, cursor, more, catalogue, unchanged, mut entries } = page;
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
        if self.requested == Requested::Newest {
            self.begin_walk(write)?;
        }
        if matches!(self.requested, Requested::Newest | Requested::Next(_)) {
            self.check_reconcilable(write, &entries)?;
        }
        // Before the items: their arrival is stamped by the time that this response tells.
        Origin::record_success(write, PUBLISHER, self.clock.now(), body.skew)?;
        let now = origin::stamp_now(write, &*self.clock)?;
        let oldest = entries.iter().filter_map(published).min();
        let ids: Vec<String> = entries.iter().filter_map(item_id).collect();
        let mut tally = Tally::default();
        for entry in entries {
            tally.count(self.apply(write, entry, now)?);
        }
        let mut walk = None;
        match &self.requested {
            Requested::Older => {
                let older = older.filter(|next| Some(next) != self.origin.older_page.as_ref());
                origin::set_older_page(write, &self.origin, older.as_deref())?;
            }
            Requested::Changes => {
                origin::set_title(write, PUBLISHER, &title)?;
                self.advance(write, &cursor)?;
            }
            Requested::Newest | Requested::Next(_) => {
                let mut next = match &mut self.requested {
                    Requested::Next(walk) if older.is_some() && older == walk.next => return Err(Fault::WrongSchema),
                    Requested::Next(walk) => {
                        Walk { cursor: walk.cursor.clone(), next: None, seen: std::mem::take(&mut walk.seen) }
                    }
                    _ => {
                        origin::set_title(write, PUBLISHER, &title)?;
                        Walk { cursor: cursor.clone(), next: None, seen: HashSet::new() }
                    }
                };
                next.seen.extend(ids);
                next.next = older;
                cursor = next.cursor.clone();
                origin::set_older_page(write, &self.origin, next.next.as_deref())?;
                let kept = self.store.outbox()?.read_now(|outbox| (self.kept)(outbox, write))?;
                tally.add(self.remove_unseen(write, &next, &kept, oldest)?);
                if self.has_unseen_older(write, &next, oldest)? {
                    origin::set_needs_resync(write, PUBLISHER)?;
                    walk = Some(next);
                } else {
                    self.advance(write, &cursor)?;
                    if self.all_kept_are_seen(write, &next, kept)? {
                        origin::set_withdrawals_after(write, PUBLISHER, None)?;
                    }
                }
            }
        }
        if tally.any() {
            write.announce(Change::Items);
        }
        let origin = Origin::load(write, PUBLISHER, &self.origin.address)?;
        Ok(Committed { origin, tally, more, cursor, walk })
    }

    /// Makes the row one of this publisher, and remembers from where on its withdrawals were missed: from the cursor that was
    /// lost. The sequences and withdrawals of another publisher mean nothing to this one.
    fn begin_walk(&self, write: &Write<'_>) -> Result<()> {
        if Origin::claim(write, PUBLISHER, &self.origin.address)? {
            feed::reset_sequences(write, PUBLISHER)?;
        }
        let stored = Origin::load(write, PUBLISHER, &self.origin.address)?;
        let missed = stored.withdrawals_after.or(stored.cursor).unwrap_or(0);
        origin::set_withdrawals_after(write, PUBLISHER, Some(missed))
    }

    /// Moves the origin to a cursor. If another process went further meanwhile, its cursor stays, without a tag, and the
    /// next request repeats some changes.
    fn advance(&self, write: &Write<'_>, cursor: &Cursor) -> Result<()> {
        let stored = Origin::load(write, PUBLISHER, &self.origin.address)?;
        let ahead = stored.cursor.filter(|&stored| stored > cursor.sequence);
        // While the stored catalogue is not the one that the page names, the next request must not be answered by a 304.
        let current = ahead.is_none()
            && (cursor.catalogue_etag.is_none() || same_tag(&cursor.catalogue_etag, &stored.catalogue_etag));
        let etag = cursor.next_etag.as_deref().filter(|_| current);
        origin::set_cursor(write, PUBLISHER, ahead.unwrap_or(cursor.sequence), etag)
    }

    fn apply(&self, write: &Write<'_>, entry: Entry, now: i64) -> Result<Effect> {
        match entry {
            Entry::Item(item) => self.apply_item(write, item, now),
            Entry::Withdrawal(withdrawal) => feed::withdraw(write, PUBLISHER, &withdrawal),
        }
    }

    fn apply_item(&self, write: &Write<'_>, item: IncomingItem, now: i64) -> Result<Effect> {
        let (id, report) = (item.id.clone(), item.kind == "article");
        let effect = feed::ingest_item(write, PUBLISHER, item, now)?;
        // A new report concerns no topic; a revised one may have been of another kind before.
        let topical = effect == Effect::Revised || effect == Effect::New && !report;
        if topical && let Some(item) = feed::topic_item_by_id(write, &id)? {
            (self.ingest)(write, &item)?;
        }
        Ok(effect)
    }

    /// A reconciliation removes items that its pages do not show, so the pages have to be in order and not empty.
    fn check_reconcilable(&self, write: &Write<'_>, oldest_first: &[Entry]) -> Result<()> {
        let sorted = oldest_first.iter().filter_map(published).is_sorted();
        let suspicious = !sorted || (self.requested == Requested::Newest && oldest_first.is_empty());
        if suspicious && !feed::published_after(write, PUBLISHER, None)?.is_empty() {
            return Err(Fault::WrongSchema);
        }
        Ok(())
    }

    /// Removes the stored items of the time that the pages have covered so far and that the pages do not show, except what
    /// the person keeps.
    fn remove_unseen(
        &self,
        write: &Write<'_>,
        walk: &Walk,
        kept: &HashSet<String>,
        oldest: Option<i64>,
    ) -> Result<Tally> {
        let end = walk.next.is_none();
        let covered = if end { None } else { oldest };
        if covered.is_none() && !end {
            return Ok(Tally::default());
        }
        let mut tally = Tally::default();
        for id in feed::published_after(write, PUBLISHER, covered)? {
            if !walk.seen.contains(&id) && !kept.contains(&id) && feed::remove_unseen(write, &id)? {
                tally.count(Effect::Withdrawn);
            }
        }
        Ok(tally)
    }

    /// Whether there are stored items older than what the pages have covered so far.
    fn has_unseen_older(&self, write: &Write<'_>, walk: &Walk, oldest: Option<i64>) -> Result<bool> {
        match (&walk.next, oldest) {
            (Some(_), Some(oldest)) => {
                // Items published at the same moment may be split between this page and the next.
                let here = feed::published_at(write, PUBLISHER, oldest)?;
                Ok(here.iter().any(|id| !walk.seen.contains(id)) || feed::has_older(write, PUBLISHER, oldest)?)
            }
            (Some(_), None) => Err(Fault::WrongSchema),
            (None, _) => Ok(false),
        }
    }

    /// Whether the walk showed everything of the publisher that the person keeps. What it did not show may have been withdrawn
    /// while the cursor was lost.
    fn all_kept_are_seen(&self, write: &Write<'_>, walk: &Walk, kept: HashSet<String>) -> Result<bool> {
        for id in kept {
            if !walk.seen.contains(&id) && feed::is_stored_of(write, &id, PUBLISHER)? {
                return Ok(false);
            }
        }
        Ok(feed::favourites_of(write, PUBLISHER)?.iter().all(|id| walk.seen.contains(id)))
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

fn item_id(entry: &Entry) -> Option<String> {
    match entry {
        Entry::Item(item) => Some(item.id.clone()),
        Entry::Withdrawal(_) => None,
    }
}
