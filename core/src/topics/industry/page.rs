//! A sector's page and a park's page: what is new, what ends next, how to get something done, and whom to call.

use super::policy::{PolicyRequest, PolicyRow, next};
use crate::base::error::{Fault, Result};
use crate::reader::catalogue::{self, Station, Term};
use crate::reader::feed::{self, ItemRow, Scope, View};

/// Rows of each part of a page.
const NEWEST: u32 = 10;
const ENDING: usize = 10;
const GUIDES: i64 = 10;

/// All sectors and parks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct IndustryOverview {
    /// In the catalogue's order.
    pub sectors: Vec<IndustryTerm>,
    /// In the catalogue's order.
    pub parks: Vec<IndustryTerm>,
    /// 联络站: the directory.
    pub stations: Vec<Station>,
}

/// A sector or a park.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct IndustryTerm {
    /// Which.
    pub term: Term,
    /// Policies that can still be applied for and have a last day.
    pub open_policies: u32,
}

/// The page of one sector or one park.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct IndustryPage {
    /// Which.
    pub term: Term,
    /// What is new, the newest first; [`crate::Client::list`] has the rest.
    pub latest: Vec<ItemRow>,
    /// Policies that can still be applied for, the first to end first; [`crate::Client::policies`] has the rest.
    pub ending: Vec<PolicyRow>,
    /// 办事: guides for it, the newest first.
    pub guides: Vec<ItemRow>,
    /// 联络站 that are there for it.
    pub stations: Vec<Station>,
}

/// Open policies with a last day of a code: `?1` family, `?2` code, `?3` now.
pub(super) const OPEN: &str = "SELECT count(*) FROM policy CROSS JOIN item ON item.key = policy.item
     WHERE policy.deadline >= ?3 AND item.module_front = 1
       AND EXISTS (SELECT 1 FROM about WHERE about.family = ?1 AND about.code = ?2
                     AND about.published = policy.published AND about.item = policy.item)";

/// Guides of a code, the newest first: `?1` family, `?2` code.
pub(super) const GUIDES_OF: &str = "SELECT about.item FROM about CROSS JOIN item ON item.key = about.item
     WHERE about.family = ?1 AND about.code = ?2 AND item.kind = 'guide' AND item.module_front = 1
     ORDER BY about.published DESC, about.item DESC LIMIT ?3";

/// All sectors and parks.
pub(crate) fn industry(view: &View<'_>) -> Result<IndustryOverview> {
    let connection = view.connection;
    let counted = |family: &str| -> Result<Vec<IndustryTerm>> {
        let mut query = connection.prepare_cached(OPEN)?;
        catalogue::terms(connection, family)?
            .into_iter()
            .map(|term| {
                let open_policies = query.query_row((family, &term.code, view.publisher_now), |row| row.get(0))?;
                Ok(IndustryTerm { term, open_policies })
            })
            .collect()
    };
    Ok(IndustryOverview {
        sectors: counted("sector")?,
        parks: counted("park")?,
        stations: catalogue::read(connection)?.stations,
    })
}

/// The page of a sector or a park.
pub(crate) fn industry_page(view: &View<'_>, scope: &Scope) -> Result<IndustryPage> {
    let connection = view.connection;
    let (family, code) = match scope {
        Scope::Sector { code } => ("sector", code),
        Scope::Park { code } => ("park", code),
        _ => return Err(Fault::BadRequest),
    };
    let latest = feed::list(view, scope, None, NEWEST)?.items;
    let known = catalogue::terms(connection, family)?.into_iter().find(|term| term.code == *code);
    let term = match known {
        Some(term) => term,
        // A code that the catalogue does not have yet, or no longer, is its own name.
        None if !latest.is_empty() => Term { code: code.clone(), name: code.clone() },
        None => return Err(Fault::NotFound),
    };
    let own = |family_of: &str| (family == family_of).then(|| code.clone());
    let open = PolicyRequest { sector: own("sector"), park: own("park"), open_only: true, ..PolicyRequest::default() };
    let keys: Vec<i64> = {
        let mut query = connection.prepare_cached(GUIDES_OF)?;
        let rows = query.query_map((family, code, GUIDES), |row| row.get(0))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let mut guides = Vec::with_capacity(keys.len());
    for key in keys {
        guides.extend(feed::row_by_key(view, key)?);
    }
    let mut stations = catalogue::read(connection)?.stations;
    stations.retain(|station| {
        let place = if family == "sector" { &station.sector } else { &station.park };
        place.as_ref() == Some(code)
    });
    Ok(IndustryPage { term, latest, ending: next(view, &open, ENDING)?, guides, stations })
}
