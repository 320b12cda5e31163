use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use daachorse::DoubleArrayAhoCorasick;

use super::super::index::{self, IndexEntry, IndexState};
use super::super::normalize::Normalized;
use super::super::token::item_tokens;
use super::*;
use crate::base::change::Announcer;
use crate::base::store::{Database, Store};

struct Index {
    folder: tempfile::TempDir,
    store: Store,
    /// What the index should have.
    items: BTreeMap<i64, IndexEntry>,
    rng: fastrand::Rng,
}

fn tokens(entry: &IndexEntry) -> HashSet<String> {
    let normalized = |text: &str| Normalized::of(text.chars());
    let tokens =
        item_tokens(&normalized(&entry.title), &normalized(&entry.text), entry.codes.iter().map(String::as_str));
    tokens.split_ascii_whitespace().map(str::to_owned).collect()
}

impl Index {
    /// `page`: the bytes of a page of FTS5, if not the usual ones.
    fn new(seed: u64, page: Option<u32>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
        let index = Self { folder, store, items: BTreeMap::new(), rng: fastrand::Rng::with_seed(seed) };
        index.write(|write| {
            index::reset(write, "epoch", 0)?;
            if let Some(bytes) = page {
                write.execute("INSERT INTO tokens (tokens, rank) VALUES ('pgsz', ?1)", [bytes])?;
            }
            Ok(())
        });
        index
    }

    fn database(&self) -> &Database {
        self.store.search().unwrap()
    }

    fn write<T>(&self, change: impl FnOnce(&Write<'_>) -> Result<T>) -> T {
        self.database().write_now(change).unwrap()
    }

    fn change(&self, change: impl FnOnce(&Write<'_>, &mut IndexState) -> Result<()>) {
        self.write(|write| {
            let mut state = index::state(write)?.unwrap();
            change(write, &mut state)?;
            index::save(write, &state)
        });
    }

    fn state(&self) -> IndexState {
        self.database().read_now(|index| Ok(index::state(index)?.unwrap())).unwrap()
    }

    /// Common characters, and now and then a rare one.
    fn text(&mut self, length: usize) -> String {
        let rng = &mut self.rng;
        let mut character = || {
            let rare = if rng.u8(..) < 20 { rng.u32(0..5_000) } else { rng.u32(0..120) };
            char::from_u32(0x4e00 + rare).unwrap()
        };
        (0..length).map(|_| character()).collect()
    }

    fn entry(&mut self, item: i64, length: usize) -> IndexEntry {
        let (title, text) = (self.text(12), self.text(length));
        IndexEntry {
            item,
            published: item * 1_000,
            title,
            text: format!("{text} ab{item}c"),
            codes: vec![format!("§m{}", item % 7), "§k".to_owned()],
        }
    }

    fn fill(&mut self, count: i64, length: usize) {
        let first = self.items.keys().next_back().map_or(1, |last| last + 1);
        let entries: Vec<IndexEntry> = (first..first + count).map(|item| self.entry(item, length)).collect();
        for batch in entries.chunks(50) {
            self.upsert(batch.to_vec());
        }
        self.items.extend(entries.into_iter().map(|entry| (entry.item, entry)));
    }

    fn upsert(&self, entries: Vec<IndexEntry>) {
        self.change(|write, state| index::upsert(write, state, entries));
    }

    fn any(&mut self) -> i64 {
        let at = self.rng.usize(..self.items.len());
        *self.items.keys().nth(at).unwrap()
    }

    fn erase(&mut self, item: i64) -> HashSet<String> {
        self.change(|write, state| index::erase(write, state, item));
        tokens(&self.items.remove(&item).unwrap())
    }

    fn evict(&mut self, item: i64) -> HashSet<String> {
        self.change(|write, state| index::evict(write, state, item));
        tokens(&self.items.remove(&item).unwrap())
    }

    /// Changes a few words, or all. Returns the tokens that the item had and has no more.
    fn revise(&mut self, item: i64) -> HashSet<String> {
        let mut revised = self.items[&item].clone();
        match self.rng.u8(0..4) {
            0 => revised = self.entry(item, 60),
            1 => revised.published += self.rng.i64(-5_000..5_000),
            _ => {
                let (at, words) = (self.rng.usize(..revised.text.chars().count() / 2), self.text(3));
                revised.text = revised
                    .text
                    .chars()
                    .take(at)
                    .chain(words.chars())
                    .chain(revised.text.chars().skip(at + 2))
                    .collect();
            }
        }
        self.upsert(vec![revised.clone()]);
        let (before, after) = (tokens(&self.items[&item]), tokens(&revised));
        self.items.insert(item, revised);
        before.difference(&after).cloned().collect()
    }

    /// True if there is more to merge.
    fn merge_step(&self) -> bool {
        self.change(index::merge);
        let state = self.state();
        state.merging || state.erasing
    }

    fn merge_all(&self) {
        while self.merge_step() {}
    }

    /// What follows an erasure: a merge, if it asked for one. True if it did.
    fn finish_erasure(&self) -> bool {
        let merges = self.state().erasing;
        if merges {
            self.merge_all();
        }
        merges
    }

    /// The places that the index finds, in both orders that FTS5 knows: each uses lists in its own way.
    fn found(&self, expression: &str) -> [Vec<i64>; 2] {
        self.database()
            .read_now(|index| {
                let found = |order: &str| {
                    let sql = format!("SELECT rowid FROM tokens WHERE tokens MATCH ?1 ORDER BY rowid {order}");
                    index.prepare_cached(&sql)?.query_map([expression], |row| row.get(0))?.collect()
                };
                let (ascending, descending): (rusqlite::Result<Vec<i64>>, _) = (found("ASC"), found("DESC"));
                Ok([ascending?, descending?])
            })
            .unwrap()
    }

    /// The tokens in the pages of FTS5 and the keys that lead to them, whatever FTS5 thinks of them.
    fn stored_tokens(&self) -> (BTreeSet<Vec<u8>>, BTreeSet<Vec<u8>>) {
        self.database()
            .read_now(|index| {
                let mut found = BTreeSet::new();
                let mut pages = index.prepare("SELECT id, block FROM tokens_data WHERE id >= 1 << 37")?;
                let mut rows = pages.query([])?;
                while let Some(row) = rows.next()? {
                    let (id, page): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
                    // Not a further index of a long list.
                    if id >> 36 & 1 == 0 {
                        found.extend(terms(&page));
                    }
                }
                let mut keys = index.prepare("SELECT term FROM tokens_idx")?;
                let keys = keys.query_map([], |row| Ok(row.get_ref(0)?.as_bytes()?.to_vec()))?;
                Ok((found, keys.collect::<rusqlite::Result<_>>()?))
            })
            .unwrap()
    }

    /// Checks that the index finds what it should, and that no token of `gone` is left that no item has.
    fn check(&self, gone: &HashSet<String>) {
        self.write(|write| Ok(write.execute("INSERT INTO tokens (tokens) VALUES ('integrity-check')", [])?));
        let mut places: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        self.database()
            .read_now(|index| {
                let mut place = index.prepare("SELECT place FROM doc WHERE item = ?1")?;
                for entry in self.items.values() {
                    let place = place.query_row([entry.item], |row| row.get(0))?;
                    for token in tokens(entry) {
                        places.entry(token).or_default().insert(place);
                    }
                }
                Ok(())
            })
            .unwrap();
        for token in gone.iter().chain(places.keys()) {
            let expected = places.get(token).into_iter().flatten().copied().collect();
            assert_eq!(self.found(&format!("\"{token}\"")), both_orders(expected), "{token}");
        }
        // Of two lists, FTS5 skips what the other does not have.
        for (one, places_of_one) in places.iter().filter(|(token, _)| token.starts_with('§')) {
            for (other, places_of_other) in places.iter().step_by(29) {
                let expected = places_of_one.intersection(places_of_other).copied().collect();
                assert_eq!(self.found(&format!("\"{one}\" AND \"{other}\"")), both_orders(expected), "{one} {other}");
            }
        }
        let gone: Vec<&String> = gone.iter().filter(|token| !places.contains_key(*token)).collect();
        let (tokens, keys) = self.stored_tokens();
        for token in &gone {
            let stored: Vec<u8> = [b"0", token.as_bytes()].concat();
            assert!(!tokens.contains(&stored), "{token}");
            // A key is the beginning of a token. It may be a whole word that was erased, if another word begins with it.
            for key in keys.iter().filter(|key| key.len() > 1 && stored.starts_with(key)) {
                let is_of_another = tokens.range(key.clone()..).next().is_some_and(|next| next.starts_with(key));
                assert!(is_of_another, "{token}: {}", key.escape_ascii());
            }
        }
        self.empty_log();
        let words = DoubleArrayAhoCorasick::<u32>::new(gone.iter().filter(|token| token.len() >= 6)).unwrap();
        for name in ["search.sqlite3", "search.sqlite3-wal"] {
            let bytes = std::fs::read(self.folder.path().join(name)).unwrap_or_default();
            assert_eq!(words.find_iter(&bytes).next().map(|found| &bytes[found.start()..found.end()]), None, "{name}");
        }
    }

    fn empty_log(&self) {
        self.write(|write| write.request_scrub());
        self.database().scrub_now().unwrap();
    }

    fn log_bytes(&self) -> u64 {
        std::fs::metadata(self.folder.path().join("search.sqlite3-wal")).unwrap().len()
    }
}

fn both_orders(ascending: Vec<i64>) -> [Vec<i64>; 2] {
    let descending = ascending.iter().rev().copied().collect();
    [ascending, descending]
}

/// The tokens that begin on a page.
fn terms(page: &[u8]) -> Vec<Vec<u8>> {
    let list = usize::from(u16::from_be_bytes([page[2], page[3]]));
    let (mut at, mut position, mut found) = (list, 0, Vec::<Vec<u8>>::new());
    while at < page.len() {
        let (step, length) = number(&page[at..]).unwrap();
        at += length;
        position += step;
        let mut begin = position;
        let mut next = || {
            let (value, length) = number(&page[begin..]).unwrap();
            begin += length;
            (value, begin)
        };
        let shared = if found.is_empty() { 0 } else { next().0 };
        let (length, begin) = next();
        let mut term = found.last().map_or(Vec::new(), |last| last[..shared].to_vec());
        term.extend_from_slice(&page[begin..begin + length]);
        found.push(term);
    }
    found
}

#[test]
fn erased_tokens_are_nowhere_in_the_file() {
    let mut index = Index::new(3, None);
    index.fill(700, 150);
    let mut gone = HashSet::new();
    for _ in 0..25 {
        let item = index.any();
        gone.extend(index.erase(item));
        assert!(!index.finish_erasure());
    }
    index.fill(60, 150);
    index.check(&gone);
}

/// How many orders of changes are tried: `SEEDS` of the environment, if it is set.
fn seeds(usual: u64) -> std::ops::Range<u64> {
    0..std::env::var("SEEDS").map_or(usual, |seeds| seeds.parse().unwrap())
}

#[test]
fn any_order_of_changes_leaves_what_it_should_and_no_more() {
    for seed in seeds(24) {
        any_order_of_changes(seed, 80, 60, 60);
    }
}

#[test]
fn any_order_of_changes_leaves_no_token_where_lists_are_long() {
    let merged = seeds(6).filter(|seed| any_order_of_changes(*seed, 500, 6, 50)).count();
    assert!(merged > 0, "no list had a further index");
}

/// True if an erasure needed a merge.
fn any_order_of_changes(seed: u64, items: i64, length: usize, changes: usize) -> bool {
    // Small pages: lists of places that go over many pages, and pages that become empty.
    let mut index = Index::new(seed, [None, Some(64), Some(128), Some(600)][seed as usize % 4]);
    index.fill(items, length);
    let (mut gone, mut evicted, mut merged) = (HashSet::new(), HashSet::new(), false);
    for _ in 0..changes {
        let item = index.any();
        match index.rng.u8(0..11) {
            0..3 => {
                gone.extend(index.erase(item));
                merged |= index.finish_erasure();
            }
            3..6 => {
                let words = index.revise(item);
                // Where they could only be marked, they may stay until a merge too.
                if index.state().corrected { &mut evicted } else { &mut gone }.extend(words);
            }
            6..8 => evicted.extend(index.evict(item)),
            8 => index.fill(5, length),
            9 => index.merge_all(),
            // While a merge is under way, items are erased, and nothing else.
            _ => {
                while index.merge_step() {
                    let item = index.any();
                    if index.rng.u8(0..4) == 0 {
                        gone.extend(index.erase(item));
                    }
                }
            }
        }
    }
    // What was evicted, and not withdrawn, may stay until a merge.
    gone.retain(|token| !evicted.contains(token));
    index.check(&gone);
    index.merge_all();
    gone.extend(evicted);
    index.check(&gone);
    merged
}

#[test]
fn erasure_takes_the_words_that_a_correction_could_only_mark() {
    let mut index = Index::new(1, Some(64));
    index.fill(400, 6);
    index.merge_all();
    let item = index.any();
    let mut gone = HashSet::new();
    while !index.state().corrected || gone.is_empty() {
        gone.extend(index.revise(item));
    }
    index.check(&HashSet::new());
    gone.extend(index.erase(item));
    assert!(index.finish_erasure() && !index.state().corrected);
    index.check(&gone);
}

#[test]
fn further_index_of_a_list_that_is_gone_does_not_mislead_the_token_before() {
    let mut index = Index::new(7, Some(64));
    let mut entries: Vec<IndexEntry> = (1..=900).map(|item| index.entry(item, 4)).collect();
    let stays = 300..450;
    for entry in &mut entries {
        // In the order of the tokens: a short list, a long one that goes, and a long one that stays. Several times, so that
        // somewhere the first two begin on one page.
        let goes = !stays.contains(&entry.item);
        let has = [!goes && entry.item % 10 == 0, goes, true];
        for family in 'a'..='f' {
            let codes = ['x', 'y', 'z'].into_iter().zip(has).filter(|(_, has)| *has);
            entry.codes.extend(codes.map(|(code, _)| format!("§{family}{code}")));
        }
    }
    entries.chunks(50).for_each(|batch| index.upsert(batch.to_vec()));
    index.items.extend(entries.into_iter().map(|entry| (entry.item, entry)));
    index.merge_all();
    let (mut gone, mut merges) = (HashSet::new(), 0);
    for item in (1..=900).filter(|item| !stays.contains(item)) {
        gone.extend(index.erase(item));
        merges += usize::from(index.state().erasing);
    }
    assert!(merges > 0, "no list has a further index");
    index.finish_erasure();
    index.check(&gone);
    for number in 0..7 {
        let expected = index.items.values().filter(|entry| entry.item % 10 == 0 && entry.item % 7 == number).count();
        for family in 'a'..='f' {
            let found = index.found(&format!("\"§{family}x\" AND \"§m{number}\""));
            assert_eq!(found.map(|places| places.len()), [expected; 2], "{family} {number}");
        }
    }
}

#[test]
fn the_cost_of_an_erasure_follows_the_item_and_not_the_index() {
    for count in [500, 4_000] {
        let mut index = Index::new(9, None);
        index.fill(count, 200);
        index.empty_log();
        let erased = index.erase(count / 2).len() as u64;
        assert!(!index.finish_erasure());
        let pages = index.log_bytes() / 8_192;
        assert!(pages <= erased + 60, "{pages} pages for {erased} tokens of {count} items");
        index.empty_log();
        // A correction of a few words is cheaper still.
        let mut revised = index.items[&(count / 3)].clone();
        revised.text = revised.text.replacen(&revised.text.chars().skip(50).take(2).collect::<String>(), "甴曱", 1);
        index.upsert(vec![revised]);
        let pages = index.log_bytes() / 8_192;
        assert!(pages <= 40, "{pages} pages for a correction");
    }
}
