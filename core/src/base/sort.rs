//! Sorting by one compiled function.
//!
//! [`slice::sort_by_key`] is compiled anew for each type of entry and key, 4.5 KB each time: 150 KB of the library. Where lists are
//! short, [`sort_by_key`] here is used in its place; the order is the same.

use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Sorts a list by the key of its entries. Entries of one key keep their order.
pub(crate) fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    let mut sources = order(list.len(), &|one, other| key(&list[one]).cmp(&key(&list[other])));
    for start in 0..sources.len() {
        // The entries of a cycle move one place on; `sources` says of a place that is done that it keeps its entry.
        let mut place = start;
        while sources[place] != start {
            let source = std::mem::replace(&mut sources[place], place);
            list.swap(place, source);
            place = source;
        }
        sources[place] = place;
    }
}

/// A map of some entries; of those with one key the last counts. `collect` would sort them first, by a function for each type.
pub(crate) fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}

/// The entries in their order, each as its place in the list.
fn order(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

#[cfg(test)]
mod tests;
