//! Matching items with the rules: new items with all rules, new rules with all items.

use rusqlite::Connection;

use super::hit::{ItemMatches, PREDATES_RULE, UNSEEN, record_hits};
use super::matcher::Matcher;
use super::rule_store::rules;
use crate::base::error::Result;
use crate::base::lifecycle;
use crate::base::store::{Database, Write, collect_rows};
use crate::reader::feed::{self, RadarItem};
use crate::topics::industry::policy::PolicyPayload;

/// Items that are matched between two transactions.
const BATCH: i64 = 500;

/// Makes the cache queue incoming items for matching if there are rules, and stop if there are none. Called before a
/// sync: a cache that was lost does not queue, and what came into it meanwhile is queued here. True if every item was queued
/// for that reason. Blocks.
pub(crate) fn update_queue(outbox: &Database, cache: &Database) -> Result<bool> {
    let (any_rule, any_matched): (bool, bool) = outbox.read_now(|outbox| {
        let mut query = outbox.prepare_cached("SELECT count(*) > 0, coalesce(min(fresh), 1) = 0 FROM radar")?;
        Ok(query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
    })?;
    if cache.read_now(feed::radar_queue_is_enabled)? != any_rule {
        cache.write_now(|write| {
            feed::enable_radar_queue(write, any_rule)?;
            if any_matched { feed::queue_all_for_radar(write) } else { Ok(()) }
        })?;
        return Ok(any_matched);
    }
    Ok(false)
}

/// Matches queued items with all rules, and rules that are new or changed with all items. Blocks.
pub(crate) fn scan(outbox: &Database, cache: &Database, now: i64) -> Result<()> {
    let all_queued = update_queue(outbox, cache)?;
    let (rules, unmatched) = outbox.read_now(|outbox| Ok((rules(outbox)?, unmatched_rules(outbox)?)))?;
    if rules.is_empty() {
        return Ok(());
    }
    if !unmatched.is_empty() {
        let ids: Vec<String> = unmatched.iter().map(|(id, _)| id.clone()).collect();
        let new = rules.iter().filter(|rule| rule.id.as_ref().is_some_and(|id| ids.contains(id))).cloned();
        let matcher = Matcher::new(new.collect())?;
        let mut after = i64::MIN;
        loop {
            // Only the outbox is written here, which nothing interrupts.
            lifecycle::ensure_not_suspended()?;
            let (last, matches) = cache.read_now(|cache| {
                let keys = feed::keys_after(cache, after, BATCH)?;
                let mut matches = Vec::with_capacity(keys.len());
                let any_came_later = !all_queued && !feed::queued_for_radar(cache, 1)?.is_empty();
                for &key in &keys {
                    // What is queued came in since the last scan, and so after the rules that were there then. A new rule
                    // may have been saved before it came.
                    let came_later = any_came_later && feed::is_queued_for_radar(cache, key)?;
                    let seen = if came_later { UNSEEN } else { PREDATES_RULE };
                    matches.extend(match_item(cache, &matcher, key, seen)?);
                }
                Ok((keys.last().copied(), matches))
            })?;
            let Some(last) = last else { break };
            outbox.write_now(|write| record_hits(write, &ids, &matches, now))?;
            after = last;
        }
        outbox.write_now(|write| mark_rules_matched(write, &unmatched))?;
    }
    let ids: Vec<String> = rules.iter().filter_map(|rule| rule.id.clone()).collect();
    let mut matcher = None;
    loop {
        let (epoch, queued, matches) = cache.read_now(|cache| {
            let queued = feed::queued_for_radar(cache, BATCH)?;
            let mut matches = Vec::with_capacity(queued.len());
            for entry in &queued {
                let matcher = match &matcher {
                    Some(matcher) => matcher,
                    None => matcher.insert(Matcher::new(rules.clone())?),
                };
                matches.extend(match_item(cache, matcher, entry.key, UNSEEN)?);
            }
            Ok((feed::epoch(cache)?, queued, matches))
        })?;
        if queued.is_empty() {
            return Ok(());
        }
        outbox.write_now(|write| record_hits(write, &ids, &matches, now))?;
        // The queue is emptied after the hits are stored: a kill in between matches the items once more.
        cache.write_now(|write| feed::dequeue_from_radar(write, &epoch, &queued))?;
    }
}

/// The rules that were not matched with all items yet: id and document.
fn unmatched_rules(outbox: &Connection) -> Result<Vec<(String, String)>> {
    collect_rows(outbox, "SELECT id, rule FROM radar WHERE fresh = 1", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Marks rules as matched with all items. A rule that was changed meanwhile has another document, and stays unmatched.
pub(super) fn mark_rules_matched(write: &Write<'_>, rules: &[(String, String)]) -> Result<()> {
    let mut update = write.prepare_cached("UPDATE radar SET fresh = 0 WHERE id = ?1 AND rule = ?2")?;
    rules.iter().try_for_each(|(id, document)| update.execute((id, document)).map(drop))?;
    Ok(())
}

/// The matches of an item; `None` if it was deleted. An item that no rule matches has an entry too: its earlier hits are to
/// be removed.
fn match_item(cache: &Connection, matcher: &Matcher, key: i64, seen: i64) -> Result<Option<ItemMatches>> {
    let Some(item) = radar_item(cache, key)? else { return Ok(None) };
    let rules = matcher.matching_rules(&item, || feed::full_text(cache, key))?;
    let rules = rules.into_iter().map(str::to_owned).collect();
    Ok(Some(ItemMatches { item: item.id, rules, seen }))
}

/// `None` if the item was deleted.
fn radar_item(cache: &Connection, key: i64) -> Result<Option<RadarItem>> {
    #[derive(serde::Deserialize, Default)]
    #[serde(default)]
    struct Extension {
        policy: PolicyPayload,
    }
    let Some(mut item) = feed::radar_item(cache, key)? else { return Ok(None) };
    if item.extension.contains("\"sizes\"") {
        let extension: Extension = serde_json::from_str(&item.extension).unwrap_or_default();
        item.sizes = extension.policy.sizes();
    }
    Ok(Some(item))
}
