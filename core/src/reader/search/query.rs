//! Asking the index. Hits come in the order of publication, and the asking ends with the page: the index is read from its
//! top, and what was published later than anything below can go out.

use std::collections::BinaryHeap;
use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension, Rows};

use super::fold::fold;
use super::index;
use super::token::{Normalized, Term, any_of, code, expression, occurrences};
use super::{SearchFilter, SearchOrder};
use crate::base::error::{Fault, Result};
use crate::reader::feed::{self, SearchMarks};

/// Items that are looked at before the index is asked for everything that begins with one character.
const LOOKED_AT: usize = 300;
/// Favourites that are looked at one by one; of more, hits are compared with their marks.
const FAVOURITES: usize = 300;
/// Rows between two looks at whether anybody still waits.
const PATIENCE: usize = 64;

/// A place in what is found: whether in the text alone, when published, which item. The greatest comes first.
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
            _ => return Err(Fault::BadRequest.into()),
        };
        let number = |part: &str| part.parse::<i64>().map_err(|_| Fault::BadRequest);
        Ok(Self { in_title, published: number(next()?)?, item: number(next()?)? })
    }
}

/// What the index says of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    published: i64,
    item: i64,
    place: i64,
}

/// A hit, with what a snippet is cut from.
pub(super) struct Hit {
    pub(super) key: Key,
    pub(super) item: i64,
    pub(super) text: Normalized,
    pub(super) units: Vec<u8>,
}

/// The text that the index holds of an item.
struct Held {
    title: Normalized,
    text: Normalized,
    units: Vec<u8>,
}

/// How much of a text is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Whatever it says.
    Any,
    /// Only if every word may stand in it: a quick look that refuses most of what has all pairs of a word in other places.
    Likely,
}

/// A question under way.
pub(super) struct Question<'a> {
    pub(super) index: &'a Connection,
    pub(super) cache: &'a Connection,
    pub(super) terms: &'a [Term],
    pub(super) filter: &'a SearchFilter,
    /// What the filter asks of the index.
    pub(super) codes: Vec<String>,
    /// Whether nobody waits any more.
    pub(super) ended: &'a dyn Fn() -> bool,
}

/// What a filter asks of the index.
pub(super) fn codes(index: &Connection, filter: &SearchFilter) -> Result<Vec<String>> {
    let one = |family, value: &Option<String>| value.as_ref().map(|value| any_of([code(family, value)].into_iter()));
    let kind = filter.kind.map(feed::ItemKind::code).map(str::to_owned);
    let mut codes: Vec<String> = [
        one('m', &filter.module),
        one('c', &filter.channel),
        one('s', &filter.sector),
        one('p', &filter.park),
        one('k', &kind),
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
                codes.extend(index::months(since, until).map(|months| any_of(months.into_iter())));
            }
        }
    }
    Ok(codes)
}

impl Question<'_> {
    /// Hits after a place, at most so many.
    pub(super) fn ask(&self, order: SearchOrder, after: Option<Key>, limit: usize) -> Result<Vec<Hit>> {
        let mut hits = Vec::new();
        if self.terms.is_empty() {
            return Ok(hits);
        }
        if self.filter.favourite
            && let Some(keys) = feed::favourite_keys(self.cache, FAVOURITES)?
        {
            self.among(keys, order, after, limit, &mut hits)?;
            return Ok(hits);
        }
        let title_first = order == SearchOrder::TitleFirst;
        if title_first && after.is_none_or(|after| after.in_title) {
            let all = expression(self.terms.iter(), &self.codes, true);
            self.by_tokens(all, true, title_first, after, limit, &mut hits)?;
        }
        if hits.len() < limit {
            let after = after.filter(|after| !after.in_title || !title_first);
            self.in_text(title_first, after, limit, &mut hits)?;
        }
        Ok(hits)
    }

    /// Items with all words in the title, at most so many.
    pub(super) fn titles(&self, limit: usize) -> Result<Vec<i64>> {
        let mut hits = Vec::new();
        let all = expression(self.terms.iter(), &self.codes, true).filter(|_| !self.terms.is_empty());
        self.by_tokens(all, true, true, None, limit, &mut hits)?;
        Ok(hits.into_iter().map(|hit| hit.item).collect())
    }

    /// What has one character is in a great part of all items, or in few. Which, the newest tell; only then is the index
    /// asked for all tokens that begin with it.
    fn in_text(&self, title_first: bool, after: Option<Key>, limit: usize, hits: &mut Vec<Hit>) -> Result<()> {
        let all = expression(self.terms.iter(), &self.codes, false);
        if !self.terms.iter().any(Term::is_short) {
            return self.by_tokens(all, false, title_first, after, limit, hits);
        }
        let (mut mark_seen, mut last) = (0, after);
        let mut look = |candidate: Candidate, question: &Self| -> Result<ControlFlow<()>> {
            let key = Key { in_title: false, published: candidate.published, item: candidate.item };
            if last.is_some_and(|last| key >= last) {
                return Ok(ControlFlow::Continue(()));
            }
            mark_seen += 1;
            last = Some(key);
            let found = question.hit(candidate, false, title_first, true)?;
            hits.extend(found);
            let enough = hits.len() >= limit || mark_seen >= LOOKED_AT;
            Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        };
        let long = expression(self.terms.iter().filter(|term| !term.is_short()), &self.codes, false);
        let whole = match long {
            Some(long) => self.walk(BY_TOKENS, Some(&long), &mut |candidate| look(candidate, self))?,
            None => self.walk(NEWEST, None, &mut |candidate| look(candidate, self))?,
        };
        if whole || hits.len() >= limit { Ok(()) } else { self.by_tokens(all, false, title_first, last, limit, hits) }
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
        self.walk(BY_TOKENS, Some(&expression), &mut |candidate| {
            let key = Key { in_title, published: candidate.published, item: candidate.item };
            if after.is_none_or(|after| key < after) {
                hits.extend(self.hit(candidate, in_title, title_first, false)?);
            }
            Ok(if hits.len() >= limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(())
    }

    /// Hits among a few items.
    fn among(
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
            let tier = if order == SearchOrder::TitleFirst { &[true, false][..] } else { &[false] };
            for &in_title in tier {
                found.extend(self.hit(candidate, in_title, tier.len() > 1, true)?);
            }
        }
        found.retain(|hit| after.is_none_or(|after| hit.key < after));
        found.sort_by_key(|hit| std::cmp::Reverse(hit.key));
        found.truncate(limit);
        hits.extend(found);
        Ok(())
    }

    /// The hit that a candidate is, if it is one: there, not hidden, as the filter wants it, and of its card the version
    /// that is shown. `look`: the index was not asked for all of the words.
    fn hit(&self, candidate: Candidate, in_title: bool, title_first: bool, look: bool) -> Result<Option<Hit>> {
        if !self.in_time(candidate.published) {
            return Ok(None);
        }
        let check = look || self.terms.iter().any(|term| term.check);
        let held = self.held(candidate.place, if check { Look::Likely } else { Look::Any })?;
        let Some(held) = held else { return Ok(None) };
        let Some(standing) = feed::search_marks(self.cache, candidate.item)? else { return Ok(None) };
        let SearchMarks { read, favourite, versions } = standing;
        if (self.filter.unread && read) || (self.filter.favourite && !favourite) {
            return Ok(None);
        }
        let fits = match (in_title, title_first) {
            (true, _) => !check || self.in_title(&held),
            (false, true) => !self.in_title(&held) && (!check || self.holds(&held)),
            (false, false) => !check || self.holds(&held),
        };
        if !fits || (look && !self.has_codes(candidate.place)?) {
            return Ok(None);
        }
        for version in versions.into_iter().take_while(|&version| version != candidate.item) {
            if self.matches(version)? {
                return Ok(None);
            }
        }
        let key = Key { in_title, published: candidate.published, item: candidate.item };
        Ok(Some(Hit { key, item: candidate.item, text: held.text, units: held.units }))
    }

    fn in_time(&self, published: i64) -> bool {
        self.filter.since.is_none_or(|since| published >= since)
            && self.filter.until.is_none_or(|until| published <= until)
    }

    /// Whether an item that nobody asked the index for is what is looked for.
    fn matches(&self, item: i64) -> Result<bool> {
        let Some(candidate) = self.candidate(item)? else { return Ok(false) };
        if !self.in_time(candidate.published) || !self.has_codes(candidate.place)? {
            return Ok(false);
        }
        Ok(self.held(candidate.place, Look::Likely)?.is_some_and(|held| self.holds(&held)))
    }

    fn candidate(&self, item: i64) -> Result<Option<Candidate>> {
        let mut query = self.index.prepare_cached("SELECT published, place FROM doc WHERE item = ?1")?;
        let found = query.query_row([item], |row| Ok(Candidate { published: row.get(0)?, item, place: row.get(1)? }));
        Ok(found.optional()?)
    }

    fn has_codes(&self, place: i64) -> Result<bool> {
        let Some(codes) = expression([].iter(), &self.codes, false) else { return Ok(true) };
        let mut query = self.index.prepare_cached("SELECT 1 FROM tokens WHERE tokens MATCH ?1 AND rowid = ?2")?;
        Ok(query.exists((codes, place))?)
    }

    fn held(&self, place: i64, look: Look) -> Result<Option<Held>> {
        let mut query = self.index.prepare_cached("SELECT title, text FROM text WHERE place = ?1")?;
        let found = query.query_row([place], |row| {
            let (title, units) = (row.get_ref(0)?.as_blob()?, row.get_ref(1)?.as_blob()?);
            let may = |term: &Term| may_hold(units, &term.needle) || may_hold(title, &term.needle);
            if look == Look::Likely && !self.terms.iter().all(may) {
                return Ok(None);
            }
            let (title, text) = (Normalized::of(index::chars(title)), Normalized::of(index::chars(units)));
            Ok(Some(Held { title, text, units: units.to_vec() }))
        });
        Ok(found.optional()?.flatten())
    }

    fn in_title(&self, held: &Held) -> bool {
        self.terms.iter().all(|term| occurrences(&held.title, &term.needle).next().is_some())
    }

    fn holds(&self, held: &Held) -> bool {
        let somewhere = |needle| {
            occurrences(&held.title, needle).next().is_some() || occurrences(&held.text, needle).next().is_some()
        };
        self.terms.iter().all(|term| somewhere(&term.needle))
    }

    /// Candidates in the order of publication, the newest first. Whether that was all of them.
    fn walk(
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
            if count.is_multiple_of(PATIENCE) && (self.ended)() {
                return Err(Fault::Superseded.into());
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
            // Below this, everything is too old.
            let over = ceiling.is_none_or(|ceiling| self.filter.since.is_some_and(|since| ceiling < since));
            if over && waiting.is_empty() {
                return Ok(true);
            }
        }
    }
}

/// CROSS JOIN: the tokens in their order, never the other way round.
pub(super) const BY_TOKENS: &str = "SELECT doc.published, doc.item, doc.place, doc.ceiling
   FROM tokens CROSS JOIN doc ON doc.place = tokens.rowid WHERE tokens MATCH ?1 ORDER BY tokens.rowid DESC";
pub(super) const NEWEST: &str = "SELECT published, item, place, published FROM doc ORDER BY published DESC, item DESC";

/// Whether a needle stands in a text when no blank counts: if not, it does not stand there at all.
fn may_hold(units: &[u8], needle: &[char]) -> bool {
    let mut rest = index::chars(units).map(fold);
    while let Some(c) = rest.next() {
        if c == needle[0] {
            let mut after = rest.clone().filter(|&c| c != ' ');
            if needle[1..].iter().filter(|&&c| c != ' ').all(|&c| after.next() == Some(c)) {
                return true;
            }
        }
    }
    false
}
