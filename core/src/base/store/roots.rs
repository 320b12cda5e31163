//! Where the trees of a damaged file begin.
//!
//! Three lists say so: what can be read of its schema, the census, and a new file. Trees of a file whose migrations only add
//! begin on the same pages as those of a new file, because SQLite moves other pages out of the way if `auto_vacuum` is on; a
//! file that was once rebuilt by `VACUUM` has another order. None of the lists is believed for its own sake: what it says of a
//! tree is weighed against the others, the pointer map and the records on the page.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::pages::{Pages, Records};
use super::schema::{Roots, Schema};
use crate::base::sort::sort_by_key;

/// A list of which more than one claim in this many is contradicted by the pages is another file's: it is not believed where it
/// is alone.
const CONTRADICTED: u32 = 8;

/// A page on which a tree may begin.
struct Claim<'a> {
    tree: &'a str,
    page: u32,
    /// The lists that name it.
    lists: Vec<usize>,
    /// How much speaks for it: one for each list, the pointer map and the records. Less than one: as much speaks against it.
    weight: i32,
}

/// How many claims of a list the pages confirm and contradict.
#[derive(Clone, Default)]
struct Standing {
    confirmed: u32,
    contradicted: u32,
}

impl Standing {
    fn is_credible(&self) -> bool {
        self.contradicted * CONTRADICTED <= self.confirmed + self.contradicted
    }
}

/// The most credible page of each tree. A tree is left out if no list names a page on which it can begin.
pub(super) fn credible_roots(schema: &Schema, lists: &[Roots], pages: &Pages<'_>) -> Roots {
    let (mut claims, mut standings) = (Vec::new(), vec![Standing::default(); lists.len()]);
    for (tree, shape) in schema.shapes() {
        let mut named: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (list, roots) in lists.iter().enumerate() {
            if let Some(page) = roots.get(tree) {
                named.entry(*page).or_default().push(list);
            }
        }
        // A page beyond the end of a file that was cut says nothing.
        for (page, lists) in named.into_iter().filter(|(page, _)| *page <= pages.count()) {
            let (records, is_root) = (pages.compare(page, shape).map(weigh), pages.is_root(page));
            let contradicted = records.is_none_or(|weight| weight < 0) || is_root == Some(false);
            for list in &lists {
                let standing = &mut standings[*list];
                *(if contradicted { &mut standing.contradicted } else { &mut standing.confirmed }) += 1;
            }
            let Some(records) = records else { continue };
            let map = is_root.map_or(0, |is_root| if is_root { 1 } else { -1 });
            claims.push(Claim { tree, page, weight: lists.len() as i32 + records + map, lists });
        }
    }
    claims.retain(|claim| {
        claim.weight > 0 && (claim.lists.len() > 1 || claim.lists.iter().all(|list| standings[*list].is_credible()))
    });
    let contradicted = |claim: &Claim<'_>| claim.lists.iter().map(|list| standings[*list].contradicted).min();
    sort_by_key(&mut claims, |claim| (Reverse(claim.weight), contradicted(claim)));
    let (mut roots, mut taken) = (Roots::new(), BTreeSet::new());
    for claim in claims {
        if !roots.contains_key(claim.tree) && taken.insert(claim.page) {
            roots.insert(claim.tree.to_owned(), claim.page);
        }
    }
    roots
}

/// Odd records may be the damage itself, so they outweigh one list and not all.
fn weigh(records: Records) -> i32 {
    match records {
        Records { fit, odd } if odd > fit => -2,
        Records { fit: 0, .. } => 0,
        Records { .. } => 1,
    }
}
