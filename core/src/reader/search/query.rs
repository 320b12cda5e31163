//! Querying the index. Hits come in the order of publication, and reading stops when the page is full: the index is read from
//! its highest place, and a candidate is passed on once nothing at a lower place was published later.

use std::collections::BinaryHeap;
use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension, Rows};

use super::fold::fold;
use super::fold_table::simplified;
use super::index;
use super::normalize::Normalized;
use super::request::{SearchFilter, SearchOrder};
use super::token::{Term, any_of, code_token, match_expression, occurrences};
use crate::base::error::{Fault, Result};
use crate::reader::feed::{self, SearchMarks};

/// The newest items that are checked before the index is searched for all tokens that begin with one character.
const PROBED: usize = 300;
/// The most favourites that are checked one by one; if there are more, the marks of hits are checked instead.
const MAX_FAVOURITES: usize = 300;
/// Words with no more tokens are searched for by all of them.
const MANY_TOKENS: usize = 2;
/// How many of the newest places of a token show how frequent it is.
const SAMPLE: u32 = 32;
/// What the check of one candidate costs, in entries of a token's list that are passed.
const CHECK_COST: f64 = 100.0;
/// Rows between two checks of whether the search was cancelled.
const CANCEL_INTERVAL: usize = 64;

/// The sort key of a hit: whether all words are in the title, the date, the item. The greatest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    in_title: bool,
    published: i64,
    item: i64,
}

impl Key {
    pub(super) fn write(self) -> String {
        format!("{}.{}.{}", u8::from(self.in_title), self.published, self.item)
    }

    pub(super) fn read(key: &str) -> Result<Self> {
        let mut parts = key.splitn(3, '.');
        let mut next = || parts.next().ok_or(Fault::BadRequest);
        let in_title = match next()? {
            "0" => false,
            "1" => true,
            _ => return Err(Fault::BadRequest),
        };
        let number = |part: &str| part.parse::<i64>().map_err(|_| Fault::BadRequest);
        Ok(Self { in_title, published: number(next()?)?, item: number(next()?)? })
    }
}

/// An item that the index returned, not yet checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    published: i64,
    item: i64,
    place: i64,
}

/// A hit, with the text that its snippet is cut from.
pub(super) struct Hit {
    pub(super) key: Key,
    pub(super) item: i64,
    pub(super) text: Normalized,
    pub(super) units: Vec<u8>,
}

/// The title and text of an item in the index.
struct IndexedText {
    title: Normalized,
    text: Normalized,
    units: Vec<u8>,
}

/// Which texts are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefilter {
    /// All.
    Off,
    /// Only those that may hold every word: a cheap check that rejects most texts with all pairs of a word in other places.
    On,
}

/// A running search.
pub(super) struct Query<'a> {
    pub(super) index: &'a Connection,
    pub(super) cache: &'a Connection,
    pub(super) terms: &'a [Term],
    pub(super) filter: &'a SearchFilter,
    /// The expressions of the filter.
    pub(super) codes: Vec<String>,
    /// Whether the search was cancelled.
    pub(super) is_cancelled: &'a dyn Fn() -> bool,
}

/// The FTS5 expressions of a filter.
pub(super) fn filter_expressions(index: &Connection, filter: &SearchFilter) -> Result<Vec<String>> {
    let expression =
        |family, value: &Option<String>| value.as_ref().map(|value| any_of([code_token(family, value)].into_iter()));
    let kind = filter.kind.map(feed::ItemKind::code).map(str::to_owned);
    let mut codes: Vec<String> = [
        expression('m', &filter.module),
        expression('c', &filter.channel),
        expression('s', &filter.sector),
        expression('p', &filter.park),
        expression('k', &kind),
    ]
    .into_iter()
    .flatten()
    .collect();
    if filter.since.is_some() || filter.until.is_some() {
        let mut bounds =
            index.prepare_cached("SELECT (SELECT min(published) FROM doc), (SELECT max(published) FROM doc)")?;
        let (first, last): (Option<i64>, Option<i64>) = bounds.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if let (Some(first), Some(last)) = (first, last) {
            let (since, until) = (filter.since.unwrap_or(first).max(first), filter.until.unwrap_or(last).min(last));
            if since <= until {
                codes.extend(index::period_tokens(since, until).map(|tokens| any_of(tokens.into_iter())));
            }
        }
    }
    Ok(codes)
}

impl Query<'_> {
    /// The first `limit` hits after a key.
    pub(super) fn run(&self, order: SearchOrder, after: Option<Key>, limit: usize) -> Result<Vec<Hit>> {
        let mut hits = Vec::new();
        if self.terms.is_empty() {
            return Ok(hits);
        }
        if self.filter.favourite
            && let Some(keys) = feed::favourite_keys(self.cache, MAX_FAVOURITES)?
        {
            self.among_items(keys, order, after, limit, &mut hits)?;
            return Ok(hits);
        }
        let title_first = order == SearchOrder::TitleFirst;
        if title_first && after.is_none_or(|after| after.in_title) {
            let all = match_expression(self.terms.iter(), &self.codes, true);
            self.by_tokens(all, true, title_first, after, limit, &mut hits)?;
        }
        if hits.len() < limit {
            let after = after.filter(|after| !after.in_title || !title_first);
            self.in_text(title_first, after, limit, &mut hits)?;
        }
        Ok(hits)
    }

    /// The first `limit` items with all words in the title.
    pub(super) fn titles(&self, limit: usize) -> Result<Vec<i64>> {
        let mut hits = Vec::new();
        let all = match_expression(self.terms.iter(), &self.codes, true).filter(|_| !self.terms.is_empty());
        self.by_tokens(all, true, true, None, limit, &mut hits)?;
        Ok(hits.into_iter().map(|hit| hit.item).collect())
    }

    /// Hits with the words in the text. A word of one character is in many items or in few. The newest items are checked
    /// first: if the character is frequent, they fill the page, and the many tokens that begin with it need not be read.
    fn in_text(&self, title_first: bool, after: Option<Key>, limit: usize, hits: &mut Vec<Hit>) -> Result<()> {
        let terms = self.terms.iter().map(|term| self.by_rare_tokens(term)).collect::<Result<Vec<Term>>>()?;
        let all = match_expression(terms.iter(), &self.codes, false);
        if !terms.iter().any(Term::is_short) {
            return self.by_tokens(all, false, title_first, after, limit, hits);
        }
        let (mut probed, mut last) = (0, after);
        let mut probe = |candidate: Candidate, query: &Self| -> Result<ControlFlow<()>> {
            let key = Key { in_title: false, published: candidate.published, item: candidate.item };
            if last.is_some_and(|last| key >= last) {
                return Ok(ControlFlow::Continue(()));
            }
            probed += 1;
            last = Some(key);
            let found = query.hit(candidate, false, title_first, true)?;
            hits.extend(found);
            let enough = hits.len() >= limit || probed >= PROBED;
            Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        };
        let long = match_expression(terms.iter().filter(|term| !term.is_short()), &self.codes, false);
        let exhausted = match long {
            Some(long) => self.for_each_candidate(BY_TOKENS, Some(&long), &mut |candidate| probe(candidate, self))?,
            None => self.for_each_candidate(NEWEST, None, &mut |candidate| probe(candidate, self))?,
        };
        if exhausted || hits.len() >= limit {
            Ok(())
        } else {
            self.by_tokens(all, false, title_first, last, limit, hits)
        }
    }

    /// A long word by its rarest tokens: FTS5 passes every entry of every list that it intersects, and the list of a frequent
    /// token costs more than the check of the candidates that it excludes.
    fn by_rare_tokens(&self, term: &Term) -> Result<Term> {
        let tokens = term.dispensable();
        if tokens.len() <= MANY_TOKENS {
            return Ok(term.clone());
        }
        let mut bounds =
            self.index.prepare_cached("SELECT (SELECT min(place) FROM doc), (SELECT max(place) FROM doc)")?;
        let (Some(first), Some(last)): (Option<i64>, Option<i64>) =
            bounds.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?
        else {
            return Ok(term.clone());
        };
        let mut sample = self.index.prepare_cached(SAMPLED)?;
        let mut shares = Vec::with_capacity(tokens.len());
        for token in tokens {
            let oldest: Option<i64> =
                sample.query_row((any_of([token.clone()].into_iter()), SAMPLE - 1), |row| row.get(0)).optional()?;
            shares.push((f64::from(SAMPLE) / (last - oldest.unwrap_or(first) + 1) as f64, token));
        }
        shares.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let places = (last - first + 1) as f64;
        let mut candidates = places;
        let mut kept = Vec::new();
        for (share, token) in shares {
            if !kept.is_empty() && candidates * (1.0 - share) * CHECK_COST < places * share {
                break;
            }
            candidates *= share;
            kept.push(token.clone());
        }
        Ok(term.with_tokens(kept))
    }

    fn by_tokens(
        &self,
        expression: Option<String>,
        in_title: bool,
        title_first: bool,
        after: Option<Key>,
        limit: usize,
        hits: &mut Vec<Hit>,
    ) -> Result<()> {
        let Some(expression) = expression else { return Ok(()) };
        self.for_each_candidate(BY_TOKENS, Some(&expression), &mut |candidate| {
            let key = Key { in_title, published: candidate.published, item: candidate.item };
            if after.is_none_or(|after| key < after) {
                hits.extend(self.hit(candidate, in_title, title_first, false)?);
            }
            Ok(if hits.len() >= limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(())
    }

    /// Hits among given items.
    fn among_items(
        &self,
        keys: Vec<i64>,
        order: SearchOrder,
        after: Option<Key>,
        limit: usize,
        hits: &mut Vec<Hit>,
    ) -> Result<()> {
        let mut found = Vec::new();
        for item in keys {
            let Some(candidate) = self.candidate(item)? else { continue };
            let tiers = if order == SearchOrder::TitleFirst { &[true, false][..] } else { &[false] };
            for &in_title in tiers {
                found.extend(self.hit(candidate, in_title, tiers.len() > 1, true)?);
            }
        }
        found.retain(|hit| after.is_none_or(|after| hit.key < after));
        found.sort_by_key(|hit| std::cmp::Reverse(hit.key));
        found.truncate(limit);
        hits.extend(found);
        Ok(())
    }

    /// The hit of a candidate; `None` if the item is deleted or hidden, does not match, or another version of its story is
    /// shown instead. `unmatched`: the index was not searched for all words and the filter, so both are checked here.
    fn hit(&self, candidate: Candidate, in_title: bool, title_first: bool, unmatched: bool) -> Result<Option<Hit>> {
        if !self.in_time(candidate.published) {
            return Ok(None);
        }
        let check = unmatched || self.terms.iter().any(|term| term.check);
        let indexed = self.indexed_text(candidate.place, if check { Prefilter::On } else { Prefilter::Off })?;
        let Some(indexed) = indexed else { return Ok(None) };
        let Some(marks) = feed::search_marks(self.cache, candidate.item)? else { return Ok(None) };
        let SearchMarks { read, favourite, versions } = marks;
        if (self.filter.unread && read) || (self.filter.favourite && !favourite) {
            return Ok(None);
        }
        let fits = match (in_title, title_first) {
            (true, _) => !check || self.in_title(&indexed),
            (false, true) => !self.in_title(&indexed) && (!check || self.holds(&indexed)),
            (false, false) => !check || self.holds(&indexed),
        };
        if !fits || (unmatched && !self.has_codes(candidate.place)?) {
            return Ok(None);
        }
        for version in versions.into_iter().take_while(|&version| version != candidate.item) {
            if self.matches(version)? {
                return Ok(None);
            }
        }
        let key = Key { in_title, published: candidate.published, item: candidate.item };
        Ok(Some(Hit { key, item: candidate.item, text: indexed.text, units: indexed.units }))
    }

    fn in_time(&self, published: i64) -> bool {
        self.filter.since.is_none_or(|since| published >= since)
            && self.filter.until.is_none_or(|until| published <= until)
    }

    /// Whether an item, which the index was not searched for, matches the words and the filter.
    fn matches(&self, item: i64) -> Result<bool> {
        let Some(candidate) = self.candidate(item)? else { return Ok(false) };
        if !self.in_time(candidate.published) || !self.has_codes(candidate.place)? {
            return Ok(false);
        }
        Ok(self.indexed_text(candidate.place, Prefilter::On)?.is_some_and(|indexed| self.holds(&indexed)))
    }

    fn candidate(&self, item: i64) -> Result<Option<Candidate>> {
        let mut query = self.index.prepare_cached("SELECT published, place FROM doc WHERE item = ?1")?;
        let found = query.query_row([item], |row| Ok(Candidate { published: row.get(0)?, item, place: row.get(1)? }));
        Ok(found.optional()?)
    }

    fn has_codes(&self, place: i64) -> Result<bool> {
        let Some(codes) = match_expression([].iter(), &self.codes, false) else { return Ok(true) };
        let mut query = self.index.prepare_cached("SELECT 1 FROM tokens WHERE tokens MATCH ?1 AND rowid = ?2")?;
        Ok(query.exists((codes, place))?)
    }

    fn indexed_text(&self, place: i64, prefilter: Prefilter) -> Result<Option<IndexedText>> {
        let mut query = self.index.prepare_cached("SELECT title, text FROM text WHERE place = ?1")?;
        let found = query.query_row([place], |row| {
            let (title, units) = (row.get_ref(0)?.as_blob()?, row.get_ref(1)?.as_blob()?);
            let may = |term: &Term| may_hold(units, &term.needle) || may_hold(title, &term.needle);
            if prefilter == Prefilter::On && !self.terms.iter().all(may) {
                return Ok(None);
            }
            let (title, text) = (Normalized::of(index::utf16_chars(title)), Normalized::of(index::utf16_chars(units)));
            Ok(Some(IndexedText { title, text, units: units.to_vec() }))
        });
        Ok(found.optional()?.flatten())
    }

    fn in_title(&self, indexed: &IndexedText) -> bool {
        self.terms.iter().all(|term| occurrences(&indexed.title, &term.needle).next().is_some())
    }

    fn holds(&self, indexed: &IndexedText) -> bool {
        let somewhere = |needle| {
            occurrences(&indexed.title, needle).next().is_some() || occurrences(&indexed.text, needle).next().is_some()
        };
        self.terms.iter().all(|term| somewhere(&term.needle))
    }

    /// Calls `each` for candidates in the order of publication, the newest first, until it breaks. Returns whether all
    /// candidates were passed.
    fn for_each_candidate(
        &self,
        sql: &str,
        expression: Option<&str>,
        each: &mut dyn FnMut(Candidate) -> Result<ControlFlow<()>>,
    ) -> Result<bool> {
        let mut query = self.index.prepare_cached(sql)?;
        let mut rows: Rows<'_> = match expression {
            Some(expression) => query.query([expression])?,
            None => query.query([])?,
        };
        let mut waiting = BinaryHeap::new();
        let mut count = 0_usize;
        loop {
            if count.is_multiple_of(CANCEL_INTERVAL) && (self.is_cancelled)() {
                return Err(Fault::Superseded);
            }
            count += 1;
            let ceiling: Option<i64> = match rows.next()? {
                Some(row) => {
                    waiting.push(Candidate { published: row.get(0)?, item: row.get(1)?, place: row.get(2)? });
                    Some(row.get(3)?)
                }
                None => None,
            };
            while let Some(first) = waiting.peek() {
                if ceiling.is_some_and(|ceiling| first.published <= ceiling) {
                    break;
                }
                if let Some(first) = waiting.pop()
                    && each(first)?.is_break()
                {
                    return Ok(false);
                }
            }
            // Everything at a lower place is older than the filter allows.
            let done = ceiling.is_none_or(|ceiling| self.filter.since.is_some_and(|since| ceiling < since));
            if done && waiting.is_empty() {
                return Ok(true);
            }
        }
    }
}

/// CROSS JOIN makes SQLite read the tokens in the outer loop, in their order.
pub(super) const BY_TOKENS: &str = "SELECT doc.published, doc.item, doc.place, doc.ceiling
   FROM tokens CROSS JOIN doc ON doc.place = tokens.rowid WHERE tokens MATCH ?1 ORDER BY tokens.rowid DESC";
const SAMPLED: &str = "SELECT rowid FROM tokens WHERE tokens MATCH ?1 ORDER BY rowid DESC LIMIT 1 OFFSET ?2";
pub(super) const NEWEST: &str = "SELECT published, item, place, published FROM doc ORDER BY published DESC, item DESC";

/// Whether a needle occurs in a text if all blanks, and dots, which may be blanks, are ignored. If not, it does not occur at all.
fn may_hold(units: &[u8], needle: &[char]) -> bool {
    let is_kept = |c: &char| !matches!(c, ' ' | '.');
    let (pairs, _) = units.as_chunks::<2>();
    pairs.iter().enumerate().any(|(at, &pair)| {
        // Most of a text is ideographs, and an ideograph is one unit that becomes one character.
        if let Some(c @ '\u{3400}'..='\u{9fff}') = char::from_u32(u16::from_le_bytes(pair).into())
            && simplified(c) != needle[0]
        {
            return false;
        }
        let mut chars = index::utf16_chars(&units[2 * at..]);
        let Some(mut folded) = chars.next().map(fold) else { return false };
        while let Some(c) = folded.next() {
            let mut after = folded.clone().chain(chars.clone().flat_map(fold)).filter(is_kept);
            if c == needle[0] && needle[1..].iter().filter(|c| is_kept(c)).all(|&c| after.next() == Some(c)) {
                return true;
            }
        }
        false
    })
}
