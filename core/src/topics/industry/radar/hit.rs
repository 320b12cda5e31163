//! The hits in the outbox: which rule matched which item, and whether the person has seen it.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Row};

use crate::base::change::Change;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::Result;
use crate::base::sort::sort_by_key;
use crate::base::store::{Database, Write, collect_rows};
use crate::reader::feed::{self, View};
use crate::topics::industry::policy::{self, PolicyRow};

/// Of all rules together: hits that are read beside those that the person has not seen.
const MAX_HITS: i64 = 5_000;
/// Hits of one rule that are read in any case, the latest: what other rules find must not push them out.
const MAX_HITS_OF_RULE: i64 = 50;
/// Unseen hits that are read: more than a county publishes in a year.
const MAX_UNSEEN: i64 = 20_000;
/// How long a hit is stored, in milliseconds.
const RETENTION: i64 = 400 * MILLIS_PER_DAY;
/// Values of column `seen`; 1 is a hit that was new and has been seen.
pub(super) const UNSEEN: i64 = 0;
pub(super) const PREDATES_RULE: i64 = 2;

/// The rules that match an item, by their ids.
pub(super) struct ItemMatches {
    /// The item's id.
    pub(super) item: String,
    pub(super) rules: Vec<String>,
    /// The value of column `seen` of those that are new.
    pub(super) seen: i64,
}

/// A hit as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The rule's id.
    pub(super) rule: String,
    /// The item's id.
    pub(super) item: String,
    /// When it was found, in milliseconds.
    pub(super) time: i64,
    pub(super) seen: bool,
    /// The item was on this phone before the rule was saved; such a hit counts as seen.
    pub(super) predates_rule: bool,
}

/// The hits of all rules, the latest first: those that the person has not seen, the latest of each rule, and the latest of
/// all. No hit that was seen takes the place of one that was not.
pub(crate) fn hits(outbox: &Connection) -> Result<Vec<Hit>> {
    let read = |row: &Row<'_>| {
        let seen: i64 = row.get(3)?;
        Ok(Hit {
            rule: row.get(0)?,
            item: row.get(1)?,
            time: row.get(2)?,
            seen: seen != UNSEEN,
            predates_rule: seen == PREDATES_RULE,
        })
    };
    let of = |condition: &str| {
        format!("SELECT rule, item, time, seen FROM hit {condition} ORDER BY time DESC, rule, item LIMIT ?1")
    };
    let mut hits = collect_rows(outbox, &of("WHERE seen = 0"), [MAX_UNSEEN], read)?;
    let latest = collect_rows(outbox, &of(""), [MAX_HITS], read)?;
    let all_read = latest.len() < MAX_HITS as usize;
    hits.extend(latest.into_iter().filter(|hit| hit.seen));
    if all_read {
        sort_by_key(&mut hits, |hit| std::cmp::Reverse(hit.time));
        return Ok(hits);
    }
    let mut known: HashSet<(String, String)> = hits.iter().map(|hit| (hit.rule.clone(), hit.item.clone())).collect();
    let rules: Vec<String> = collect_rows(outbox, "SELECT id FROM radar", [], |row| row.get(0))?;
    for rule in rules {
        let of_rule = collect_rows(outbox, &of("WHERE rule = ?2"), (MAX_HITS_OF_RULE, rule), read)?;
        hits.extend(of_rule.into_iter().filter(|hit| known.insert((hit.rule.clone(), hit.item.clone()))));
    }
    sort_by_key(&mut hits, |hit| std::cmp::Reverse(hit.time));
    Ok(hits)
}

/// Stores the hits of some rules, and deletes the hits of these rules that are no longer matches. A hit that is stored already keeps its time and whether it was seen.
pub(super) fn record_hits(write: &Write<'_>, rules: &[String], matches: &[ItemMatches], now: i64) -> Result<()> {
    let mut delete = write.prepare_cached("DELETE FROM hit WHERE rule = ?1 AND item = ?2")?;
    // A rule may have been deleted since it was read.
    let mut insert = write.prepare_cached(
        "INSERT INTO hit (rule, item, time, seen) SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM radar WHERE id = ?1)",
    )?;
    for ItemMatches { item, rules: matching, seen } in matches {
        let stored: Vec<String> =
            collect_rows(write, "SELECT rule FROM hit WHERE item = ?1", [item], |row| row.get(0))?;
        for rule in stored.iter().filter(|rule| rules.contains(rule) && !matching.contains(rule)) {
            delete.execute((rule, item))?;
            write.announce(Change::Radar);
        }
        for rule in matching.iter().filter(|rule| !stored.contains(rule)) {
            insert.execute((rule, item, now, seen))?;
            write.announce(Change::Radar);
        }
    }
    Ok(())
}

/// Marks the hits of all rules, or of one, as seen.
pub(crate) fn mark_seen(write: &Write<'_>, rule: Option<&str>) -> Result<()> {
    let changed = write.execute("UPDATE hit SET seen = 1 WHERE seen = 0 AND (?1 IS NULL OR rule = ?1)", [rule])?;
    if changed > 0 {
        write.announce(Change::Radar);
    }
    Ok(())
}

/// Deletes the hits of withdrawn items. Blocks.
pub(crate) fn delete_withdrawn(outbox: &Database, cache: &Database) -> Result<()> {
    let items: Vec<String> =
        outbox.read_now(|outbox| collect_rows(outbox, "SELECT DISTINCT item FROM hit", [], |row| row.get(0)))?;
    if items.is_empty() {
        return Ok(());
    }
    let withdrawn: Vec<String> = cache.read_now(|cache| {
        let mut withdrawn = Vec::new();
        for id in items {
            if feed::is_withdrawn(cache, &id)? {
                withdrawn.push(id);
            }
        }
        Ok(withdrawn)
    })?;
    if withdrawn.is_empty() {
        return Ok(());
    }
    outbox.write_now(|write| {
        for id in &withdrawn {
            write.execute("DELETE FROM hit WHERE item = ?1", [id])?;
        }
        write.announce(Change::Radar);
        Ok(())
    })
}

/// Deletes hits that are older than 400 days at `now`, in milliseconds. A hit that a wrong clock dated after `latest` is as
/// old as that from now on. Blocks.
pub(crate) fn delete_expired(outbox: &Database, now: i64, latest: Option<i64>) -> Result<()> {
    let sql = "SELECT 1 FROM hit WHERE time > ?1 LIMIT 1";
    if let Some(latest) = latest
        && let late = latest.saturating_add(MILLIS_PER_DAY)
        && outbox.read_now(|outbox| Ok(outbox.prepare_cached(sql)?.exists([late])?))?
    {
        let sql = "UPDATE hit SET time = ?1 WHERE time > ?2";
        outbox.write_now(|write| Ok(write.execute(sql, (latest, late)).map(drop)?))?;
    }
    let oldest = now.saturating_sub(RETENTION);
    let sql = "SELECT 1 FROM hit WHERE time < ?1 LIMIT 1";
    if outbox.read_now(|outbox| Ok(outbox.prepare_cached(sql)?.exists([oldest])?))? {
        outbox.write_now(|write| Ok(write.execute("DELETE FROM hit WHERE time < ?1", [oldest]).map(drop)?))?;
    }
    Ok(())
}

/// A story that rules match in any of its versions.
pub(super) struct StoryHit {
    /// Of the version that represents the story, in milliseconds.
    pub(super) published: i64,
    /// The key of that version.
    pub(super) key: i64,
    pub(super) card: String,
    /// Ids of rules.
    pub(super) rules: Vec<String>,
    pub(super) unseen: bool,
}

/// The hits grouped by story, the newest story first, so that a story in several channels is one hit. A version that
/// the person has read is not unseen; a story that the person hid is left out.
pub(super) fn group_by_story(cache: &Connection, hits: &[Hit]) -> Result<Vec<StoryHit>> {
    let mut item =
        cache.prepare_cached("SELECT key, card, published, read, versions, front FROM item WHERE id = ?1")?;
    let mut representative = cache.prepare_cached("SELECT key, published FROM item WHERE card = ?1 AND front = 1")?;
    let mut stories: Vec<StoryHit> = Vec::new();
    let mut positions: HashMap<String, usize> = HashMap::new();
    for hit in hits {
        let mut rows = item.query([&hit.item])?;
        let Some(row) = rows.next()? else { continue };
        let (mut key, card): (i64, String) = (row.get(0)?, row.get(1)?);
        let (mut published, read, versions, represents): (i64, bool, i64, bool) =
            (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
        if !represents {
            if versions <= 1 {
                continue;
            }
            let mut rows = representative.query([&card])?;
            let Some(row) = rows.next()? else { continue };
            (key, published) = (row.get(0)?, row.get(1)?);
        }
        let position = *positions.entry(card.clone()).or_insert_with(|| {
            stories.push(StoryHit { published, key, card, rules: Vec::new(), unseen: false });
            stories.len() - 1
        });
        let story = &mut stories[position];
        story.unseen |= !hit.seen && !read;
        if !story.rules.contains(&hit.rule) {
            story.rules.push(hit.rule.clone());
        }
    }
    sort_by_key(&mut stories, |story| std::cmp::Reverse((story.published, story.key)));
    Ok(stories)
}

/// The policies among the hits whose deadline is soon, the earliest first.
pub(crate) fn ending_policies(view: &View<'_>, hits: &[Hit], limit: usize) -> Result<Vec<PolicyRow>> {
    if hits.is_empty() {
        return Ok(Vec::new());
    }
    let items: HashSet<&str> = hits.iter().map(|hit| hit.item.as_str()).collect();
    policy::ending_soon(view, |id| items.contains(id), limit)
}

/// How many stories the person has not seen.
pub(crate) fn unseen_count(cache: &Connection, hits: &[Hit]) -> Result<u32> {
    let new: Vec<Hit> = hits.iter().filter(|hit| !hit.seen).cloned().collect();
    let count = group_by_story(cache, &new)?.into_iter().filter(|story| story.unseen).count();
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
