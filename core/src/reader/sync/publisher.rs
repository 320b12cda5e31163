//! The publisher's side of a sync: the newest page once, then one question "what changed since?", and older pages when
//! somebody scrolls there.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::OptionalExtension;
use url::Url;

use super::origin::Origin;
use super::wire::{self, Entry, Page};
use super::{Apply, Effect, Engine, Meter, PUBLISHER, Tally};
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::net::{FetchedBody, Reply, Validators};
use crate::base::runtime;
use crate::base::store::{Database, Write};

const ACCEPT: &str = "application/feed+json, application/json";
/// Older pages that are passed over in one call when all of what they hold is here.
const MAX_EMPTY: usize = 50;

/// What an answer is an answer to.
#[derive(Clone, PartialEq, Eq)]
enum Asked {
    /// The newest page; or, with the place that the newest page named, a page further down a walk.
    Newest(Option<Place>),
    /// An older page that somebody scrolled to.
    Older,
    /// What changed since the cursor.
    Changes,
}

/// A place in the publisher's sequence, and the tag of the next question as long as nothing changes.
#[derive(Clone, PartialEq, Eq)]
struct Place {
    cursor: i64,
    unchanged: Option<String>,
    catalogue: Option<String>,
}

/// What remains to be done after an answer was committed.
struct Applied {
    origin: Origin,
    tally: Tally,
    more: bool,
    place: Place,
}

impl Engine {
    /// Syncs with the publisher. The flag is false when the budget ended it.
    pub(super) async fn publisher(self: &Arc<Self>, address: &Url, meter: &Meter) -> Result<(Tally, bool)> {
        let origin = self.origin(PUBLISHER, address.as_str()).await?;
        origin.may_ask(&*self.clock)?;
        match self.publisher_from(origin.clone(), address, meter).await {
            Ok((mut tally, whole)) => {
                tally.withdrawn += self.resolve_unconfirmed(meter).await?;
                Ok((tally, whole))
            }
            Err(error) => {
                self.remember(origin, &error).await;
                Err(error)
            }
        }
    }

    async fn publisher_from(&self, mut origin: Origin, address: &Url, meter: &Meter) -> Result<(Tally, bool)> {
        let mut tally = Tally::default();
        let applied = loop {
            let Some(cursor) = origin.cursor.filter(|_| !origin.lost) else {
                let (applied, whole) = self.newest(origin, address, meter).await?;
                tally.add(applied.tally);
                if !whole {
                    return Ok((tally, false));
                }
                break applied;
            };
            let question = feed_address(address, Some(cursor))?;
            match self.net.get(&question, ACCEPT, &origin.validators).await? {
                Reply::NotModified { skew } => {
                    self.confirm(PUBLISHER, skew).await?;
                    return Ok((tally, true));
                }
                Reply::Gone => {
                    log::info!("the publisher no longer keeps our place: taking the newest page and comparing");
                    origin.lost = true;
                }
                Reply::Body(body) => {
                    let applied = self.commit(origin, body, Asked::Changes, None).await?;
                    tally.add(applied.tally);
                    if !applied.more {
                        break applied;
                    }
                    if applied.place.cursor <= cursor {
                        return Err(Fault::WrongSchema);
                    }
                    if meter.spent() {
                        return Ok((tally, false));
                    }
                    origin = applied.origin;
                }
            }
        };
        if same(&applied.place.catalogue, &applied.origin.catalogue) {
            return Ok((tally, true));
        }
        if meter.spent() {
            return Ok((tally, false));
        }
        match self.catalogue(applied.origin, address, applied.place).await {
            // What came before it is here, and stays; without news the failure is all there is to tell.
            Err(error) if tally.any() => {
                log::warn!("the catalogue did not come: {error:?}");
                Ok((tally, false))
            }
            Err(error) => Err(error),
            Ok(()) => Ok((tally, true)),
        }
    }

    /// The newest page. If there are items from before (the place was lost, or the publisher moved), older pages are
    /// walked until every one of them was seen again; what is not seen again is gone there and goes here too. Only then is
    /// the new place kept: a walk that is killed begins again.
    async fn newest(&self, origin: Origin, address: &Url, meter: &Meter) -> Result<(Applied, bool)> {
        let body = self.whole(&feed_address(address, None)?).await?;
        let mut seen = HashSet::new();
        let mut applied = self.commit(origin, body, Asked::Newest(None), Some(&mut seen)).await?;
        let mut tally = applied.tally;
        let mut whole = true;
        while applied.more {
            whole = !meter.spent();
            let Some(next) = applied.origin.older.clone().filter(|_| whole) else { break };
            let next = Url::parse(&next).map_err(|_| Fault::WrongSchema)?;
            let body = self.whole(&next).await?;
            // The place of the first page: what changes during the walk is asked for afterwards.
            let asked = Asked::Newest(Some(applied.place));
            applied = self.commit(applied.origin, body, asked, Some(&mut seen)).await?;
            tally.add(applied.tally);
        }
        applied.tally = tally;
        Ok((applied, whole))
    }

    /// The next older page. False when there is none.
    pub(crate) async fn older(self: &Arc<Self>) -> Result<bool> {
        let _turn = self.turn.lock().await;
        self.net.ensure_allowed()?;
        let Some(address) = self.publisher.clone() else { return Ok(false) };
        // After old items went, the walk begins at the newest page again: pages of what is here bring nothing.
        for _ in 0..MAX_EMPTY {
            let mut origin = self.origin(PUBLISHER, address.as_str()).await?;
            origin.may_ask(&*self.clock)?;
            let Some(next) = origin.older.clone() else { return Ok(false) };
            let next = Url::parse(&next).map_err(|_| Fault::WrongSchema)?;
            match self.net.get(&next, ACCEPT, &Validators::default()).await {
                Ok(Reply::Body(body)) => {
                    let applied = self.commit(origin, body, Asked::Older, None).await?;
                    let more = applied.origin.older.is_some();
                    if applied.tally.added > 0 || !more {
                        self.scrub().await;
                        return Ok(more);
                    }
                }
                // The page is no longer there: the next sync finds the place again.
                Ok(Reply::Gone | Reply::NotModified { .. }) => {
                    origin.older = None;
                    origin.lost = true;
                    self.store.cache().write(move |write| origin.save(write)).await?;
                    return Ok(false);
                }
                Err(error) => {
                    self.remember(origin, &error).await;
                    return Err(error);
                }
            }
        }
        Ok(true)
    }

    /// Forgets the place, so that the next sync takes the newest page and compares.
    pub(crate) async fn reset_publisher(&self) -> Result<()> {
        let _turn = self.turn.lock().await;
        let apply = Arc::clone(&self.apply);
        self.store
            .cache()
            .write(move |write| {
                write.execute("DELETE FROM origin WHERE id = ?1", [PUBLISHER])?;
                apply.moved(write, PUBLISHER)
            })
            .await
    }

    /// A body that must be whole: nothing was stored that a 304 could mean.
    async fn whole(&self, address: &Url) -> Result<FetchedBody> {
        match self.net.get(address, ACCEPT, &Validators::default()).await? {
            Reply::Body(body) => Ok(body),
            Reply::NotModified { .. } | Reply::Gone => Err(Fault::WrongSchema),
        }
    }

    async fn catalogue(&self, mut origin: Origin, address: &Url, place: Place) -> Result<()> {
        let question = join(address, "v1/catalogue.json")?;
        let validators = Validators { etag: origin.catalogue.clone(), last_modified: None };
        let body = match self.net.get(&question, ACCEPT, &validators).await {
            Ok(Reply::Body(body)) => body,
            Ok(Reply::NotModified { .. }) => return Ok(()),
            Ok(Reply::Gone) => return Err(Fault::WrongSchema),
            // A publisher without a catalogue is one that has nothing to say there.
            Err(Fault::Status(404)) => return Ok(()),
            Err(error) => return Err(error),
        };
        json_type(&body)?;
        origin.catalogue = body.validators.etag.clone();
        if same(&place.catalogue, &origin.catalogue) {
            origin.validators.etag = place.unchanged;
        }
        let apply = Arc::clone(&self.apply);
        self.store
            .cache()
            .write(move |write| {
                let document = std::str::from_utf8(&body.bytes).map_err(|error| Fault::Malformed(error.into()))?;
                apply.catalogue(write, document)?;
                write.announce(Change::Catalogue);
                origin.save(write)
            })
            .await
    }

    /// Reads an answer whole, then applies it with the place it leads to in one transaction.
    async fn commit(
        &self,
        mut origin: Origin,
        body: FetchedBody,
        asked: Asked,
        mut seen: Option<&mut HashSet<String>>,
    ) -> Result<Applied> {
        json_type(&body)?;
        // A clock that jumped since the last answer is put right by this one.
        origin.skew = body.skew.or(origin.skew);
        let work = Commit {
            cache: Arc::clone(self.store.cache()),
            apply: Arc::clone(&self.apply),
            now: self.clock.now(),
            here: origin.now_there(&*self.clock),
            origin,
            asked,
            seen: seen.as_deref_mut().map(std::mem::take),
        };
        let (applied, now_seen) = runtime::blocking(move || work.run(&body)).await?;
        if let (Some(seen), Some(now_seen)) = (seen, now_seen) {
            *seen = now_seen;
        }
        Ok(applied)
    }
}

/// One answer on its way into the cache.
struct Commit {
    cache: Arc<Database>,
    apply: Arc<dyn Apply>,
    now: i64,
    here: i64,
    origin: Origin,
    asked: Asked,
    seen: Option<HashSet<String>>,
}

impl Commit {
    fn run(mut self, body: &FetchedBody) -> Result<(Applied, Option<HashSet<String>>)> {
        let page = wire::page(&body.bytes, &body.address)?;
        // An older page may come from a cache on the way; its items are held against their own sequence.
        if self.asked != Asked::Older && self.origin.cursor.is_some_and(|seen| page.cursor < seen) {
            return Err(Fault::Replay);
        }
        let cache = Arc::clone(&self.cache);
        let Page { title, older, cursor, mut more, catalogue, unchanged, mut entries } = page;
        let mut place = Place { cursor, unchanged, catalogue };
        if self.asked == Asked::Changes {
            // Without the announced tag, this answer's own tag serves if the next question is the same one again.
            let own = body.validators.etag.clone().filter(|_| self.origin.cursor == Some(cursor));
            place.unchanged = place.unchanged.or(own);
        } else {
            // Pages come newest first; keys ascend with age.
            entries.reverse();
        }
        let tally = cache.write_now(|write| {
            if matches!(self.asked, Asked::Newest(_)) {
                self.sound(write, &entries)?;
            }
            let oldest = entries.iter().filter_map(published).min();
            let mut tally = Tally::default();
            for entry in entries {
                if let (Some(seen), Entry::Item(item)) = (&mut self.seen, &entry) {
                    seen.insert(item.id.clone());
                }
                tally.count(self.entry(write, entry)?);
            }
            self.origin.title = title;
            self.origin.succeed(self.now, body.skew);
            match self.asked.clone() {
                Asked::Changes => self.arrive(write, &place)?,
                Asked::Newest(first) => {
                    if older.is_some() && older == self.origin.older && first.is_some() {
                        return Err(Fault::WrongSchema);
                    }
                    place = first.unwrap_or(place.clone());
                    self.origin.older = older;
                    tally.add(self.compare(write, oldest)?);
                    more = self.unseen(write, oldest)?;
                    self.origin.lost = more;
                    if !more {
                        self.arrive(write, &place)?;
                    }
                }
                Asked::Older => self.origin.older = older.filter(|next| Some(next) != self.origin.older.as_ref()),
            }
            if tally.any() {
                write.announce(Change::Items);
            }
            self.origin.save(write)?;
            Ok(tally)
        })?;
        Ok((Applied { origin: self.origin, tally, more, place }, self.seen))
    }

    /// Keeps a place. Another process may have gone further meanwhile: then its place stays, without a tag, and the next
    /// question repeats a little.
    fn arrive(&mut self, write: &Write<'_>, place: &Place) -> Result<()> {
        let stored = Origin::load(write, &self.origin.id, &self.origin.address)?;
        let ahead = stored.cursor.filter(|&cursor| cursor > place.cursor && stored.cursor > self.origin.cursor);
        self.origin.cursor = Some(ahead.unwrap_or(place.cursor));
        // As long as the catalogue is not the one that the page names, the next question must not be answered by a 304.
        let current = ahead.is_none() && (place.catalogue.is_none() || same(&place.catalogue, &self.origin.catalogue));
        self.origin.validators.etag = place.unchanged.clone().filter(|_| current);
        Ok(())
    }

    fn entry(&self, write: &Write<'_>, entry: Entry) -> Result<Effect> {
        match entry {
            Entry::Item(item) => self.apply.item(write, PUBLISHER, item, self.here),
            Entry::Withdrawal(withdrawn) => self.apply.withdraw(write, PUBLISHER, &withdrawn),
        }
    }

    /// A page that we compare with what we hold takes things away: it has to be in order, and not simply empty.
    fn sound(&self, write: &Write<'_>, oldest_first: &[Entry]) -> Result<()> {
        if self.origin.moved {
            // Sequences and withdrawals of one publisher say nothing about another's.
            self.apply.moved(write, PUBLISHER)?;
        }
        let first = self.asked == Asked::Newest(None);
        let sorted = oldest_first.iter().filter_map(published).is_sorted();
        let suspicious = !sorted || (first && oldest_first.is_empty());
        if suspicious && !self.apply.published_after(write, PUBLISHER, None)?.is_empty() {
            return Err(Fault::WrongSchema);
        }
        Ok(())
    }

    /// What we hold of the stretch that the pages have covered so far, and they do not.
    fn compare(&self, write: &Write<'_>, oldest: Option<i64>) -> Result<Tally> {
        let Some(seen) = &self.seen else { return Ok(Tally::default()) };
        let end = self.origin.older.is_none();
        let covered = if end { None } else { oldest };
        if covered.is_none() && !end {
            return Ok(Tally::default());
        }
        let mut tally = Tally::default();
        for id in self.apply.published_after(write, PUBLISHER, covered)? {
            if !seen.contains(&id) && self.apply.forget(write, &id, oldest)? {
                tally.count(Effect::Withdrawn);
            }
        }
        Ok(tally)
    }

    /// Whether we hold items older than what the pages have covered so far.
    fn unseen(&self, write: &Write<'_>, oldest: Option<i64>) -> Result<bool> {
        match (&self.origin.older, oldest) {
            (Some(_), Some(oldest)) => {
                // Of one moment, some may be on this page and some on the next.
                let here = self.apply.published_after(write, PUBLISHER, Some(oldest - 1))?;
                let seen = self.seen.as_ref();
                Ok(here.iter().any(|id| seen.is_none_or(|seen| !seen.contains(id)))
                    || self.apply.has_older(write, PUBLISHER, oldest)?)
            }
            (Some(_), None) => Err(Fault::WrongSchema),
            (None, _) => Ok(false),
        }
    }
}

/// Entity tags are compared weakly: a proxy that compresses makes a strong one weak.
fn same(one: &Option<String>, other: &Option<String>) -> bool {
    let bare = |tag: &Option<String>| tag.as_deref().map(|tag| tag.trim_start_matches("W/").to_owned());
    one.is_some() && bare(one) == bare(other)
}

fn published(entry: &Entry) -> Option<i64> {
    match entry {
        Entry::Item(item) => item.published,
        Entry::Withdrawal(_) => None,
    }
}

/// Items of the publisher's went for their age: whoever scrolls to the end finds them again from the newest page down.
pub(crate) fn list_ends_earlier(write: &Write<'_>) -> Result<()> {
    let sql = "SELECT address FROM origin WHERE id = ?1";
    let address: Option<String> = write.query_row(sql, [PUBLISHER], |row| row.get(0)).optional()?;
    let newest = address.and_then(|address| Url::parse(&address).ok()).map(|address| feed_address(&address, None));
    if let Some(newest) = newest.transpose()? {
        write.execute("UPDATE origin SET older = ?2 WHERE id = ?1", (PUBLISHER, newest.as_str()))?;
    }
    Ok(())
}

/// `v1/feed.json` below the publisher's address.
fn feed_address(publisher: &Url, after: Option<i64>) -> Result<Url> {
    let mut address = join(publisher, "v1/feed.json")?;
    if let Some(after) = after {
        address.set_query(Some(&format!("after={after}")));
    }
    Ok(address)
}

fn join(publisher: &Url, path: &str) -> Result<Url> {
    let mut base = publisher.clone();
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    base.join(path).map_err(|_| Fault::BadAddress)
}

fn json_type(body: &FetchedBody) -> Result<()> {
    let kind = body.content_type.as_deref().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/feed+json") || kind.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Fault::WrongType)
    }
}
