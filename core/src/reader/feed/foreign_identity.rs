//! Which stored item an item of another site is. Its id decides, unless another item is stored under it: a site may give an id
//! again to another item. If its id is not stored, the site may have given it another, or an address with a token that differs in
//! every answer.

use std::collections::HashSet;

use rusqlite::OptionalExtension;

use crate::base::error::Result;
use crate::base::store::{Write, collect_rows, stored_json};
use crate::formats::syndication::{earlier_identities, first_identity_of, identity_of};
use crate::reader::item::{Detail, IncomingItem};

/// Items that are read of one title and page.
const MAX_CANDIDATES: usize = 20;

/// An item of another site, and what its feed says of its identity.
pub(crate) struct ForeignItem {
    pub(crate) item: IncomingItem,
    /// The id or address of which the id of the item is made.
    pub(crate) given: String,
    /// Whether the feed gives an id. Otherwise the id is made of the address.
    pub(crate) has_own_id: bool,
    /// The date, if an element states it and it is not relative to now.
    pub(crate) stated_date: Option<i64>,
}

/// Gives each item the id under which it is stored, or else one under which no other item is. `home`: the page of the feed itself.
/// `id_of` makes an id of an identity.
pub(crate) fn find_stored_ids(
    write: &Write<'_>,
    origin: &str,
    home: Option<&str>,
    items: &mut [ForeignItem],
    id_of: impl Fn(&str) -> String,
) -> Result<()> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut unsettled = Vec::new();
    // An id that now means another item may have moved on to the next one, so all that keep theirs come first.
    for foreign in items {
        match is_same(write, &foreign.item.id, &foreign.item)? {
            Some(true) => drop(taken.insert(foreign.item.id.clone())),
            found => unsettled.push((foreign, found.is_some())),
        }
    }
    let front_page = home.map(identity_of);
    // Earlier versions stored an item under the front page if its feed gave that as its id.
    let front_page_id = home.map(|home| id_of(&first_identity_of(home)));
    for (foreign, is_anothers) in unsettled {
        let item = &foreign.item;
        let link = item.detail.url.as_deref().map(identity_of);
        let mut found = None;
        for id in earlier_identities(&foreign.given).iter().map(|identity| id_of(identity)) {
            if found.is_none() && !taken.contains(&id) && is_same(write, &id, item)? == Some(true) {
                found = Some(id);
            }
        }
        let has_page = link.is_some() && link != front_page;
        if let Some(id) = front_page_id.as_ref().filter(|id| found.is_none() && has_page && !taken.contains(*id))
            && page_of(write, id)? == link
        {
            found = Some(id.clone());
        }
        if found.is_none() {
            found = stored_id(write, origin, foreign, front_page_id.as_ref(), &taken, &id_of)?;
        }
        if found.is_none() && is_anothers {
            // The same that the parser does if both are in one document.
            let page = link.filter(|_| has_page);
            found = Some(id_of(&page.unwrap_or_else(|| format!("{}\n{}", foreign.given, item.title))));
        }
        if let Some(id) = found {
            taken.insert(id.clone());
            foreign.item.id = id;
        }
    }
    Ok(())
}

/// Whether the item that is stored under an id is this one: it has its title or its page. `None` if none is stored.
fn is_same(write: &Write<'_>, id: &str, item: &IncomingItem) -> Result<Option<bool>> {
    let mut query = write.prepare_cached("SELECT title FROM item WHERE id = ?1")?;
    let title: Option<String> = query.query_row([id], |row| row.get(0)).optional()?;
    let Some(title) = title else { return Ok(None) };
    let (false, false, Some(url)) = (title == item.title, item.title.is_empty(), &item.detail.url) else {
        return Ok(Some(true));
    };
    Ok(Some(page_of(write, id)?.is_none_or(|page| page == identity_of(url))))
}

/// The identity of the page of a stored item.
fn page_of(write: &Write<'_>, id: &str) -> Result<Option<String>> {
    let mut query = write.prepare_cached(&format!("{CANDIDATE} WHERE item.id = ?1"))?;
    let found = query.query_row([id], candidate).optional()?;
    Ok(found.and_then(|found| found.url).map(|url| identity_of(&url)))
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
    front_page_id: Option<&String>,
    taken: &HashSet<String>,
    id_of: &impl Fn(&str) -> String,
) -> Result<Option<String>> {
    let item = &foreign.item;
    let link = item.detail.url.as_deref().map(identity_of);
    let mut candidates = Vec::new();
    if let Some(page) = item.page {
        let sql = format!("{CANDIDATE} WHERE item.page = ?1 AND item.origin = ?2 ORDER BY item.key DESC LIMIT ?3");
        candidates = collect_rows(write, &sql, (page, origin, MAX_CANDIDATES as i64), candidate)?;
    }
    // Identities were compared without regard to case. Rows that were stored then have no hash of their page.
    let folded = Some(id_of(&first_identity_of(&foreign.given).to_lowercase())).filter(|id| *id != item.id);
    for id in folded.iter().chain(front_page_id.filter(|_| link.is_none())) {
        let sql =
            format!("{CANDIDATE} WHERE item.id = ?1 AND item.origin = ?2 AND item.title = ?3 AND item.page IS NULL");
        candidates.extend(collect_rows(write, &sql, (id, origin, &item.title), candidate)?);
    }
    let is_same = |candidate: &Candidate| {
        let same_text = candidate.html == item.html && candidate.plain == item.plain;
        let same_moment = foreign.stated_date.map_or(same_text, |date| date == candidate.published);
        let theirs = candidate.url.as_deref();
        // Without ids, items of one page are told apart by their addresses and by what they say.
        let only_address_differs = || {
            let identities = theirs.map(|theirs| [identity_of(theirs), first_identity_of(theirs)]);
            !foreign.has_own_id && same_text && identities.iter().flatten().any(|one| id_of(one) == candidate.id)
        };
        same_moment && (theirs.map(identity_of) == link || only_address_differs())
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
