//! The overview of sectors and parks, and the page of each: what is new, which policies end next, guides and liaison
//! stations.

use super::policy::{self, PolicyRequest, PolicyRow};
use crate::base::error::{Fault, Result};
use crate::base::store::collect_rows;
use crate::reader::catalogue::{self, Station, Term};
use crate::reader::feed::{self, ItemRow, Scope, View};

/// Rows of each part of a page.
const MAX_LATEST: u32 = 10;
const MAX_ENDING: usize = 10;
const MAX_GUIDES: i64 = 10;

/// All sectors and parks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct IndustryOverview {
    /// In the catalogue's order.
    pub sectors: Vec<IndustryTerm>,
    /// In the catalogue's order.
    pub parks: Vec<IndustryTerm>,
    /// All liaison stations 联络站.
    pub stations: Vec<Station>,
}

/// A sector or a park.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct IndustryTerm {
    /// Its code and name.
    pub term: Term,
    /// How many of its policies have a deadline that is not over.
    pub open_policies: u32,
}

/// The page of one sector or one park.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct IndustryPage {
    /// The sector or the park.
    pub term: Term,
    /// The newest items of it, at most ten; [`crate::Items::list`] has the rest.
    pub latest: Vec<ItemRow>,
    /// Its policies with a deadline that is not over, by deadline, at most ten; [`crate::Industry::policies`] has the
    /// rest.
    pub ending: Vec<PolicyRow>,
    /// Its guides 办事指南, the newest first, at most ten.
    pub guides: Vec<ItemRow>,
    /// Its liaison stations 联络站.
    pub stations: Vec<Station>,
}

/// How many policies of a code have a deadline that is not over: `?1` the family, `?2` the code, `?3` the time.
pub(super) const OPEN_COUNT: &str = "SELECT count(*) FROM policy CROSS JOIN item ON item.key = policy.item
     WHERE policy.deadline >= ?3 AND item.kind_front = 1
       AND EXISTS (SELECT 1 FROM about WHERE about.family = ?1 AND about.code = ?2
                     AND about.published = policy.published AND about.item = policy.item)";

/// The guides of a code, the newest first: `?1` the family, `?2` the code, `?3` the limit.
pub(super) const GUIDES: &str = "SELECT about.item FROM about CROSS JOIN item ON item.key = about.item
     WHERE about.family = ?1 AND about.code = ?2 AND item.kind = 'guide' AND item.kind_front = 1
     ORDER BY about.published DESC, about.item DESC LIMIT ?3";

/// All sectors and parks.
pub(crate) fn overview(view: &View<'_>) -> Result<IndustryOverview> {
    let connection = view.connection;
    let terms = |family: &str| -> Result<Vec<IndustryTerm>> {
        let mut count = connection.prepare_cached(OPEN_COUNT)?;
        catalogue::terms(connection, family)?
            .into_iter()
            .map(|term| {
                let open_policies = count.query_row((family, &term.code, view.publisher_now), |row| row.get(0))?;
                Ok(IndustryTerm { term, open_policies })
            })
            .collect()
    };
    Ok(IndustryOverview {
        sectors: terms("sector")?,
        parks: terms("park")?,
        stations: catalogue::read(connection)?.stations,
    })
}

/// The page of a sector or a park.
///
/// Errors: `BadRequest` for another scope, `NotFound` for a code that neither the catalogue nor any item has.
pub(crate) fn industry_page(view: &View<'_>, scope: &Scope) -> Result<IndustryPage> {
    let connection = view.connection;
    let (family, code) = match scope {
        Scope::Sector { code } => ("sector", code),
        Scope::Park { code } => ("park", code),
        _ => return Err(Fault::BadRequest),
    };
    let latest = feed::list(view, scope, None, MAX_LATEST)?.items;
    let known = catalogue::terms(connection, family)?.into_iter().find(|term| term.code == *code);
    let term = match known {
        Some(term) => term,
        // Items may have a code that the catalogue has not yet, or no longer: it is its own name.
        None if !latest.is_empty() => Term { code: code.clone(), name: code.clone() },
        None => return Err(Fault::NotFound),
    };
    let code_if = |wanted: &str| (family == wanted).then(|| code.clone());
    let open =
        PolicyRequest { sector: code_if("sector"), park: code_if("park"), open_only: true, ..PolicyRequest::default() };
    let keys: Vec<i64> = collect_rows(connection, GUIDES, (family, code, MAX_GUIDES), |row| row.get(0))?;
    let guides = keys.into_iter().filter_map(|key| feed::row_by_key(view, key).transpose()).collect::<Result<_>>()?;
    let mut stations = catalogue::read(connection)?.stations;
    stations.retain(|station| {
        let of = if family == "sector" { &station.sector } else { &station.park };
        of.as_ref() == Some(code)
    });
    Ok(IndustryPage { term, latest, ending: policy::next_deadlines(view, &open, MAX_ENDING)?, guides, stations })
}
