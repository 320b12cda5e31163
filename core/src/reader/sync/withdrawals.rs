//! The publisher's list of withdrawals: what was withdrawn while the cursor was lost.
//!
//! The changes bring every withdrawal, so the list is read only after a reconciliation whose pages did not show all that the
//! person keeps. It is the same for every phone and names nothing that this one has. Only it removes what the person keeps;
//! a publisher without it removes nothing.

use std::collections::HashSet;

use serde::Deserialize;
use url::Url;

use super::engine::{BudgetMeter, SyncEngine};
use super::publisher::ensure_json;
use super::wire::{MAX_ITEMS, ensure_id, or_default, rfc3339};
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::net::{Reply, Validators};
use crate::base::runtime;
use crate::base::store::Write;
use crate::reader::feed;
use crate::reader::item::{Effect, PUBLISHER, Withdrawal};
use crate::reader::marks;
use crate::reader::origin::{self, Origin, withdrawals_url};

const ACCEPT: &str = "application/json";
/// Pages of the list that one sync reads; the next one goes on.
const MAX_PAGES: usize = 100;

/// A page of the list.
#[derive(Debug)]
struct List {
    /// The sequence up to which it is complete.
    cursor: i64,
    more: bool,
    withdrawals: Vec<Withdrawal>,
}

#[derive(Deserialize)]
struct ListWire {
    cursor: i64,
    #[serde(default, deserialize_with = "or_default")]
    more: bool,
    withdrawals: Vec<EntryWire>,
}

#[derive(Deserialize)]
struct EntryWire {
    id: String,
    sequence: i64,
    #[serde(default, deserialize_with = "rfc3339")]
    time: Option<i64>,
    #[serde(default, deserialize_with = "or_default")]
    reason: String,
}

/// How reading the list goes on after a page.
#[derive(PartialEq, Eq)]
enum Progress {
    /// There is another page.
    More,
    /// Everything that may have been missed was read.
    Done,
    /// The next sync goes on: the page is older than what the feed said, or the origin's row changed.
    Later,
}

impl SyncEngine {
    /// Reads the list if a reconciliation asked for it, and removes what it says. Returns how many items that were, and
    /// whether the budget let it finish. A failure leaves the rest to the next sync.
    pub(super) async fn fetch_missed_withdrawals(&self, address: &Url, meter: &BudgetMeter) -> (u32, bool) {
        let mut removed = 0;
        for _ in 0..MAX_PAGES {
            match self.fetch_withdrawal_page(address, meter, &mut removed).await {
                Ok(Some(Progress::More)) => {}
                Ok(Some(Progress::Done | Progress::Later)) => return (removed, true),
                Ok(None) => return (removed, false),
                Err(error) => {
                    log::warn!("the list of withdrawals was not read: {error:?}");
                    return (removed, true);
                }
            }
        }
        (removed, false)
    }

    /// `None` if the budget is spent.
    async fn fetch_withdrawal_page(
        &self,
        address: &Url,
        meter: &BudgetMeter,
        removed: &mut u32,
    ) -> Result<Option<Progress>> {
        let origin = self.load_origin(PUBLISHER, address.as_str()).await?;
        let Some(after) = origin.withdrawals_after.filter(|_| !origin.needs_resync) else {
            return Ok(Some(Progress::Done));
        };
        if meter.spent() {
            return Ok(None);
        }
        let body = match self.net.get(&withdrawals_url(address, after)?, ACCEPT, &Validators::default()).await {
            Ok(Reply::Body(body)) => Some(body),
            // A publisher may have no list: nothing says that anything was withdrawn.
            Ok(Reply::Gone) | Err(Fault::Status(404 | 405 | 501)) => None,
            Ok(Reply::NotModified { .. }) => return Err(Fault::WrongSchema),
            Err(error) => {
                self.store_wait(origin, &error).await;
                return Err(error);
            }
        };
        body.as_ref().map(ensure_json).transpose()?;
        let store = std::sync::Arc::clone(&self.store);
        let (progress, count) = runtime::blocking(move || {
            let list = body.map(|body| parse(&body.bytes, after)).transpose()?;
            let saved = store.outbox()?.read_now(|outbox| marks::saved_copies(outbox, false))?;
            let saved: HashSet<String> =
                saved.into_iter().filter(|copy| copy.origin == PUBLISHER).map(|copy| copy.id).collect();
            store.cache().write_now(|write| apply(write, &origin, after, list, &saved))
        })
        .await?;
        *removed += count;
        Ok(Some(progress))
    }
}

fn parse(bytes: &[u8], after: i64) -> Result<List> {
    let wire: ListWire = serde_json::from_slice(bytes)?;
    if wire.withdrawals.len() > MAX_ITEMS {
        return Err(Fault::TooManyItems);
    }
    // A plain file server ignores `after` and has the whole list in each response.
    let mut last = -1;
    for entry in &wire.withdrawals {
        ensure_id(&entry.id)?;
        if entry.sequence <= last || entry.sequence > wire.cursor {
            return Err(Fault::WrongSchema);
        }
        last = entry.sequence;
    }
    if wire.more && wire.cursor <= after {
        return Err(Fault::WrongSchema);
    }
    let withdrawal = |entry: EntryWire| Withdrawal {
        id: entry.id,
        sequence: entry.sequence,
        time: entry.time,
        reason: entry.reason,
    };
    let withdrawals = wire.withdrawals.into_iter().map(withdrawal).collect();
    Ok(List { cursor: wire.cursor, more: wire.more, withdrawals })
}

/// Applies a page to what the phone has: stored items and `saved` copies of favourites. `read`: the row that the request was
/// based on; `list`: `None` if the publisher has none.
fn apply(
    write: &Write<'_>,
    read: &Origin,
    after: i64,
    list: Option<List>,
    saved: &HashSet<String>,
) -> Result<(Progress, u32)> {
    let stored = Origin::load(write, PUBLISHER, &read.address)?;
    if stored.withdrawals_after != Some(after) || stored.needs_resync {
        return Ok((Progress::Later, 0));
    }
    let Some(list) = list else {
        origin::set_withdrawals_after(write, PUBLISHER, None)?;
        return Ok((Progress::Done, 0));
    };
    let mut removed = 0;
    for withdrawal in &list.withdrawals {
        if saved.contains(&withdrawal.id) || feed::is_stored_of(write, &withdrawal.id, PUBLISHER)? {
            removed += u32::from(feed::withdraw(write, PUBLISHER, withdrawal)? == Effect::Withdrawn);
        }
    }
    if removed > 0 {
        write.announce(Change::Items);
    }
    let progress = match list.more {
        true => Progress::More,
        // The feed was read further: what was withdrawn in between is not in this list, which comes from a cache on the way.
        false if stored.cursor.is_some_and(|cursor| list.cursor < cursor) => Progress::Later,
        false => Progress::Done,
    };
    let next = (progress != Progress::Done).then_some(list.cursor.max(after));
    origin::set_withdrawals_after(write, PUBLISHER, next)?;
    Ok((progress, removed))
}

#[cfg(test)]
mod tests;
