//! Which stored item an item of another site is, if its id is not stored: a site may give an item another id, or address it with
//! a token that differs in every answer.

use std::collections::HashSet;

use super::lookup::is_stored;
use crate::base::error::Result;
use crate::base::store::{Write, collect_rows, stored_json};
use crate::formats::syndication::identity_of;
use crate::reader::item::{Detail, IncomingItem};

/// Items that are read of one title and page.
const MAX_CANDIDATES: usize = 20;

/// An item of another site, and what its feed says of its identity.
pub(crate) struct ForeignItem {
    pub(crate) item: IncomingItem,
    /// Whether the feed gives an id. Otherwise the id is made of the address.
    pub(crate) has_own_id: bool,
    /// The date, if an element states it and it is not relative to now.
    pub(crate) stated_date: Option<i64>,
    /// Ids that an earlier version of this program gave the item.
    pub(crate) earlier_ids: Vec<String>,
}

/// Gives each item the id under which it is stored. `id_of_address` makes an id of an address.
pub(crate) fn find_stored_ids(
    write: &Write<'_>,
    origin: &str,
    items: &mut [ForeignItem],
    id_of_address: impl Fn(&str) -> String,
) -> Result<()> {
    let mut taken: HashSet<String> = items.iter().map(|one| one.item.id.clone()).collect();
    for foreign in items {
        if is_stored(write, &foreign.item.id)? {
            continue;
        }
        if let Some(id) = stored_id(write, origin, foreign, &taken, &id_of_address)? {
            taken.insert(id.clone());
            foreign.item.id = id;
        }
    }
    Ok(())
}

/// A row with the title and the page of an item.
struct Candidate {
    id: String,
    published: i64,
    html: Option<String>,
    plain: Option<String>,
    url: Option<String>,
}

fn stored_id(
    write: &Write<'_>,
    origin: &str,
    foreign: &ForeignItem,
    taken: &HashSet<String>,
    id_of_address: &impl Fn(&str) -> String,
) -> Result<Option<String>> {
    let item = &foreign.item;
    let (Some(page), Some(url)) = (item.page, &item.detail.url) else { return Ok(None) };
    let link = identity_of(url);
    let sql =
        "SELECT item.id, item.published, body.html, body.plain, body.detail FROM item JOIN body ON body.key = item.key
                WHERE item.page = ?1 AND item.origin = ?2 ORDER BY item.key DESC LIMIT ?3";
    let mut candidates = collect_rows(write, sql, (page, origin, MAX_CANDIDATES as i64), candidate)?;
    // Rows that an earlier version stored have no hash of their page.
    for id in &foreign.earlier_ids {
        let sql =
            format!("{CANDIDATE} WHERE item.id = ?1 AND item.origin = ?2 AND item.title = ?3 AND item.page IS NULL");
        candidates.extend(collect_rows(write, &sql, (id, origin, &item.title), candidate)?);
    }
    let is_same = |candidate: &Candidate| {
        let same_text = candidate.html == item.html && candidate.plain == item.plain;
        let same_moment = foreign.stated_date.map_or(same_text, |date| date == candidate.published);
        let theirs = candidate.url.as_deref().unwrap_or_default();
        let same_link = identity_of(theirs) == link;
        // Without ids, items of one page are told apart by their addresses and by what they say.
        let only_address_differs = !foreign.has_own_id && same_text && candidate.id == id_of_address(theirs);
        same_moment && (same_link || only_address_differs)
    };
    Ok(candidates.into_iter().find(|candidate| !taken.contains(&candidate.id) && is_same(candidate)).map(|one| one.id))
}

/// What [`candidate`] reads.
const CANDIDATE: &str =
    "SELECT item.id, item.published, body.html, body.plain, body.detail FROM item JOIN body ON body.key = item.key";

fn candidate(row: &rusqlite::Row<'_>) -> rusqlite::Result<Candidate> {
    let detail: Detail = stored_json(row.get_ref(4)?.as_str()?)?;
    Ok(Candidate { id: row.get(0)?, published: row.get(1)?, html: row.get(2)?, plain: row.get(3)?, url: detail.url })
}
