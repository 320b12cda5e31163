//! 产业雷达: the person's rules, what they found, and what is to be remembered of it. Everything is done on this phone, and
//! nothing about it is in any request.
//!
//! What holds: a hit is new once. It is in the outbox by the item's id, so neither a revision nor a lost cache makes it new
//! again; a revision that no rule finds any more takes its hit away. Comparing is repeated after a kill, and comes to the same.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use uuid::Uuid;

use super::policy::{self, PolicyRow};
use super::rule::{MAX_RADAR_RULES, Matcher, RadarRule};
use super::{LINE, Wire};
use crate::base::change::Change;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::{Fault, Result};
use crate::base::store::{Database, Write};
use crate::base::text;
use crate::formats::workday::{Calendar, Deadline, day_of, start_of};
use crate::reader::catalogue;
use crate::reader::feed::{self, ItemRow, RadarItem, View, texts_of};
use crate::reader::reminder::{Reminder, ReminderKind};

/// Items that are compared between two transactions.
const STEP: i64 = 500;
/// Hits that are listed, and how long one is kept, in milliseconds: 400 days.
const MAX_HITS: i64 = 5_000;
const KEPT: i64 = 400 * MILLIS_PER_DAY;
/// Bytes of a file of rules.
const MAX_FILE: usize = 1_000_000;
/// What a hit is: new, seen, or here before its rule.
const NEW: i64 = 0;
const KNOWN: i64 = 2;
/// When a reminder comes: at nine in the morning.
const NINE: i64 = 9 * 60 * 60 * 1000;

/// All rules with what they found.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct RadarOverview {
    /// The rules, in the order in which they were made.
    pub rules: Vec<RadarState>,
    /// Stories that some rule found and the person has not seen: each once.
    pub unseen: u32,
}

/// A rule with what it found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct RadarState {
    /// The rule's id.
    pub id: String,
    /// The rule.
    pub rule: RadarRule,
    /// What it looks for, in one line.
    pub words: String,
    /// Stories on this phone that it found.
    pub hits: u32,
    /// Of them, those that the person has not seen.
    pub unseen: u32,
}

/// A story that rules found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct RadarHit {
    /// Its item.
    pub row: ItemRow,
    /// The names of the rules that found it.
    pub rules: Vec<String>,
    /// Whether the person has not seen it.
    pub unseen: bool,
    /// Until when something can be applied for; none when there is no such day or it is over.
    pub deadline: Option<Deadline>,
}

/// A page of what rules found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct RadarPage {
    /// The newest story first.
    pub items: Vec<RadarHit>,
    /// What the next page is asked with; none at the end.
    pub next: Option<String>,
}

/// What is in a file of rules. A later version of this program may write more into it.
#[derive(serde::Serialize, serde::Deserialize)]
struct File {
    radar: u32,
    rules: Vec<RadarRule>,
}

/// Which form of file this is.
const FORM: u32 = 1;

/// The rules, in the order in which they were made; a later version's that cannot be read are left alone.
pub(crate) fn rules(outbox: &Connection) -> Result<Vec<RadarRule>> {
    let mut query = outbox.prepare_cached("SELECT id, rule FROM radar ORDER BY made, id")?;
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut rules = Vec::new();
    for row in rows {
        let (id, rule) = row?;
        match serde_json::from_str::<RadarRule>(&rule) {
            Ok(rule) => rules.push(RadarRule { id: Some(id), ..rule }),
            Err(error) => log::warn!("a rule of the radar cannot be read: {:?}", error.classify()),
        }
    }
    Ok(rules)
}

/// Keeps a rule; its id.
pub(crate) fn save(write: &Write<'_>, rule: RadarRule, now: i64) -> Result<String> {
    let id = rule.id.clone();
    let rule = rule.checked()?;
    let document = serde_json::to_string(&rule)?;
    write.announce(Change::Radar);
    if let Some(id) = id {
        let known = write.execute("UPDATE radar SET rule = ?2, fresh = 1 WHERE id = ?1", (&id, &document))?;
        return if known > 0 { Ok(id) } else { Err(Fault::NotFound) };
    }
    let count: i64 = write.query_row("SELECT count(*) FROM radar", [], |row| row.get(0))?;
    if count >= MAX_RADAR_RULES as i64 {
        return Err(Fault::TooManyRules);
    }
    let id = Uuid::now_v7().to_string();
    write.execute("INSERT INTO radar (id, made, rule) VALUES (?1, ?2, ?3)", (&id, now, document))?;
    Ok(id)
}

/// Deletes a rule and what it found.
pub(crate) fn delete(write: &Write<'_>, id: &str) -> Result<()> {
    if write.execute("DELETE FROM radar WHERE id = ?1", [id])? == 0 {
        return Err(Fault::NotFound);
    }
    write.announce(Change::Radar);
    Ok(())
}

/// All rules as a file, without what they found.
pub(crate) fn export(outbox: &Connection) -> Result<String> {
    serde_json::to_string_pretty(&File { radar: FORM, rules: rules(outbox)? }).map_err(Fault::from)
}

/// Adds the rules of a file, all of them or none; how many were not there already.
pub(crate) fn import(write: &Write<'_>, file: &str, now: i64) -> Result<u32> {
    let file = Some(file).filter(|file| file.len() <= MAX_FILE);
    let file = file.and_then(|file| serde_json::from_str::<File>(file.trim_start_matches('\u{feff}')).ok());
    let file = file.filter(|file| file.radar == FORM).ok_or(Fault::BadRules)?;
    let mut known: Vec<RadarRule> = rules(write)?.into_iter().map(|rule| RadarRule { id: None, ..rule }).collect();
    let mut added = 0;
    for rule in file.rules {
        let rule = rule.checked().map_err(|_| Fault::BadRules)?;
        if !known.contains(&rule) {
            save(write, rule.clone(), now)?;
            known.push(rule);
            added += 1;
        }
    }
    Ok(added)
}

fn item(cache: &Connection, key: i64) -> Result<Option<RadarItem>> {
    let Some(mut item) = feed::radar_item(cache, key)? else { return Ok(None) };
    #[derive(serde::Deserialize, Default)]
    #[serde(default)]
    struct Extension {
        policy: Wire,
    }
    if item.extension.contains("\"sizes\"") {
        let extension: Extension = serde_json::from_str(&item.extension).unwrap_or_default();
        item.sizes = texts_of(&extension.policy.sizes, LINE);
    }
    Ok(Some(item))
}

/// What some rules find among some items: an item's id with the rules' ids, also when there are none.
pub(super) fn find(cache: &Connection, matcher: &Matcher, keys: &[i64]) -> Result<Vec<(String, Vec<String>)>> {
    let mut found = Vec::with_capacity(keys.len());
    for &key in keys {
        let Some(item) = item(cache, key)? else { continue };
        let rules = matcher.found(&item, || feed::full_text(cache, key))?;
        found.push((item.id, rules.into_iter().map(str::to_owned).collect()));
    }
    Ok(found)
}

/// Notes what comes in from now on, as long as there are rules. Before a sync: a cache that was lost does not know of them,
/// and what came into it before this is compared too. Blocks.
pub(crate) fn watch(outbox: &Database, cache: &Database) -> Result<()> {
    let (on, compared): (bool, bool) = outbox.read_now(|outbox| {
        let mut query = outbox.prepare_cached("SELECT count(*) > 0, coalesce(min(fresh), 1) = 0 FROM radar")?;
        Ok(query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
    })?;
    if cache.read_now(feed::radar_queue_is_enabled)? != on {
        cache.write_now(|write| {
            feed::enable_radar_queue(write, on)?;
            if compared { feed::queue_all_for_radar(write) } else { Ok(()) }
        })?;
    }
    Ok(())
}

/// Compares what came in with the rules, and rules that are new with what is here. Blocks.
pub(crate) fn scan(outbox: &Database, cache: &Database, now: i64) -> Result<()> {
    watch(outbox, cache)?;
    let (rules, fresh) = outbox.read_now(|outbox| Ok((rules(outbox)?, fresh(outbox)?)))?;
    if rules.is_empty() {
        return Ok(());
    }
    if !fresh.is_empty() {
        let ids: Vec<String> = fresh.iter().map(|(id, _)| id.clone()).collect();
        let new = rules.iter().filter(|rule| rule.id.as_ref().is_some_and(|id| ids.contains(id))).cloned();
        let matcher = Matcher::new(new.collect())?;
        let mut after = i64::MIN;
        loop {
            let keys = cache.read_now(|cache| feed::keys_after(cache, after, STEP))?;
            let Some(&last) = keys.last() else { break };
            let found = cache.read_now(|cache| find(cache, &matcher, &keys))?;
            // What was here before the rule is no news.
            outbox.write_now(|write| note(write, &ids, &found, now, KNOWN))?;
            after = last;
        }
        outbox.write_now(|write| compared(write, &fresh))?;
    }
    let ids: Vec<String> = rules.iter().filter_map(|rule| rule.id.clone()).collect();
    let mut matcher = None;
    loop {
        let keys = cache.read_now(|cache| feed::queued_for_radar(cache, STEP))?;
        if keys.is_empty() {
            return Ok(());
        }
        let matcher = match &matcher {
            Some(matcher) => matcher,
            None => matcher.insert(Matcher::new(rules.clone())?),
        };
        let found = cache.read_now(|cache| find(cache, matcher, &keys))?;
        outbox.write_now(|write| note(write, &ids, &found, now, NEW))?;
        // After the hits: a kill in between compares them once more.
        cache.write_now(|write| feed::dequeue_from_radar(write, &keys))?;
    }
}

/// Rules that were not compared with what is here: id and document.
fn fresh(outbox: &Connection) -> Result<Vec<(String, String)>> {
    let mut query = outbox.prepare_cached("SELECT id, rule FROM radar WHERE fresh = 1")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// They were compared, unless the person wrote something else into one meanwhile.
pub(super) fn compared(write: &Write<'_>, rules: &[(String, String)]) -> Result<()> {
    let mut done = write.prepare_cached("UPDATE radar SET fresh = 0 WHERE id = ?1 AND rule = ?2")?;
    rules.iter().try_for_each(|rule| done.execute((&rule.0, &rule.1)).map(drop))?;
    Ok(())
}

/// Writes down what rules found, and takes back what they no longer find.
fn note(write: &Write<'_>, rules: &[String], found: &[(String, Vec<String>)], now: i64, seen: i64) -> Result<()> {
    let mut known = write.prepare_cached("SELECT rule FROM hit WHERE item = ?1")?;
    let mut delete = write.prepare_cached("DELETE FROM hit WHERE rule = ?1 AND item = ?2")?;
    let mut insert = write.prepare_cached(
        "INSERT INTO hit (rule, item, time, seen) SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM radar WHERE id = ?1)",
    )?;
    for (item, by) in found {
        let before: Vec<String> = known.query_map([item], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for rule in before.iter().filter(|rule| rules.contains(rule) && !by.contains(rule)) {
            delete.execute((rule, item))?;
            write.announce(Change::Radar);
        }
        for rule in by.iter().filter(|rule| !before.contains(rule)) {
            insert.execute((rule, item, now, seen))?;
            write.announce(Change::Radar);
        }
    }
    Ok(())
}

/// What was withdrawn is found no more. Blocks.
pub(crate) fn forget(outbox: &Database, cache: &Database) -> Result<()> {
    let items = outbox.read_now(|outbox| {
        let mut query = outbox.prepare_cached("SELECT DISTINCT item FROM hit")?;
        let ids = query.query_map([], |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<Vec<String>>>()?)
    })?;
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

/// What was found long ago is forgotten; `now` is the right time. Blocks.
pub(crate) fn forget_old(outbox: &Database, now: i64) -> Result<()> {
    let old = now.saturating_sub(KEPT);
    let sql = "SELECT 1 FROM hit WHERE time < ?1 LIMIT 1";
    if outbox.read_now(|outbox| Ok(outbox.prepare_cached(sql)?.exists([old])?))? {
        outbox.write_now(|write| Ok(write.execute("DELETE FROM hit WHERE time < ?1", [old]).map(drop)?))?;
    }
    Ok(())
}

/// What a rule found, as the outbox has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    rule: String,
    item: String,
    time: i64,
    seen: bool,
    /// It was here before the rule.
    known: bool,
}

/// The last hits.
pub(crate) fn hits(outbox: &Connection) -> Result<Vec<Hit>> {
    let mut query = outbox.prepare_cached("SELECT rule, item, time, seen FROM hit ORDER BY time DESC LIMIT ?1")?;
    let rows = query.query_map([MAX_HITS], |row| {
        let seen: i64 = row.get(3)?;
        Ok(Hit { rule: row.get(0)?, item: row.get(1)?, time: row.get(2)?, seen: seen != NEW, known: seen == KNOWN })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A story that was found: the version that is shown, and who found any of its versions.
struct Story {
    published: i64,
    key: i64,
    rules: Vec<String>,
    unseen: bool,
}

/// One story is one hit, whatever channels it came through. What the person has read elsewhere is not new; what they hid
/// is not found.
fn stories(cache: &Connection, hits: &[Hit]) -> Result<Vec<Story>> {
    let mut query =
        cache.prepare_cached("SELECT key, card, published, read, versions, front FROM item WHERE id = ?1")?;
    let mut front = cache.prepare_cached("SELECT key, published FROM item WHERE card = ?1 AND front = 1")?;
    let mut stories: Vec<Story> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for hit in hits {
        let mut rows = query.query([&hit.item])?;
        let Some(row) = rows.next()? else { continue };
        let (mut key, card): (i64, String) = (row.get(0)?, row.get(1)?);
        let (mut published, read, versions, shown): (i64, bool, i64, bool) =
            (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
        if !shown {
            if versions <= 1 {
                continue;
            }
            let mut rows = front.query([&card])?;
            let Some(row) = rows.next()? else { continue };
            (key, published) = (row.get(0)?, row.get(1)?);
        }
        let unseen = !hit.seen && !read;
        let at = *places.entry(card).or_insert_with(|| {
            stories.push(Story { published, key, rules: Vec::new(), unseen: false });
            stories.len() - 1
        });
        stories[at].unseen |= unseen;
        if !stories[at].rules.contains(&hit.rule) {
            stories[at].rules.push(hit.rule.clone());
        }
    }
    stories.sort_by_key(|story| std::cmp::Reverse((story.published, story.key)));
    Ok(stories)
}

/// What was found and ends within some working days, the first first.
pub(crate) fn ending(view: &View<'_>, hits: &[Hit], limit: usize) -> Result<Vec<PolicyRow>> {
    if hits.is_empty() {
        return Ok(Vec::new());
    }
    let found: HashSet<&str> = hits.iter().map(|hit| hit.item.as_str()).collect();
    policy::ending(view, |id| found.contains(id), limit)
}

/// How many stories the person has not seen.
pub(crate) fn unseen(cache: &Connection, hits: &[Hit]) -> Result<u32> {
    let new: Vec<Hit> = hits.iter().filter(|hit| !hit.seen).cloned().collect();
    let count = stories(cache, &new)?.into_iter().filter(|story| story.unseen).count();
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// All rules with what they found.
pub(crate) fn overview(cache: &Connection, rules: Vec<RadarRule>, hits: &[Hit]) -> Result<RadarOverview> {
    let stories = stories(cache, hits)?;
    let mut counted: HashMap<&str, (u32, u32)> = HashMap::new();
    let mut unseen = 0;
    for story in &stories {
        unseen += u32::from(story.unseen);
        for rule in &story.rules {
            let (all, new) = counted.entry(rule).or_default();
            *all += 1;
            *new += u32::from(story.unseen);
        }
    }
    let states = rules.into_iter().map(|rule| {
        let id = rule.id.clone().unwrap_or_default();
        let (hits, unseen) = counted.get(id.as_str()).copied().unwrap_or_default();
        Ok(RadarState { id, words: worded(cache, &rule)?, rule, hits, unseen })
    });
    Ok(RadarOverview { rules: states.collect::<Result<_>>()?, unseen })
}

/// What a rule looks for, in the catalogue's names.
fn worded(cache: &Connection, rule: &RadarRule) -> Result<String> {
    let named = |family: &str, codes: &[String]| -> Result<Vec<String>> {
        codes.iter().map(|code| catalogue::name_of(cache, family, code)).collect()
    };
    let mut parts = vec![named("sector", &rule.sectors)?, named("park", &rule.parks)?, rule.words.clone()];
    parts.push(rule.kinds.iter().map(|kind| kind.name()).collect());
    if let Some(size) = &rule.size {
        parts.push(vec![catalogue::name_of(cache, "size", size)?]);
    }
    if !rule.excluded.is_empty() {
        parts.push(vec![text::fill("radar.excluded", &rule.excluded.join("、"))]);
    }
    let parts: Vec<String> = parts.iter().filter(|part| !part.is_empty()).map(|part| part.join("、")).collect();
    Ok(parts.join(" · "))
}

/// A page of what was found, by all rules or by one.
pub(crate) fn page(
    view: &View<'_>,
    rules: &[RadarRule],
    hits: &[Hit],
    rule: Option<&str>,
    before: Option<&str>,
    limit: u32,
) -> Result<RadarPage> {
    let limit = feed::page_limit(limit)?;
    let before = before.map_or(Ok((i64::MAX, i64::MAX)), feed::parse_page_key)?;
    let names: HashMap<&str, &str> =
        rules.iter().filter_map(|rule| Some((rule.id.as_deref()?, rule.name.as_str()))).collect();
    let calendar = Calendar::parse(&catalogue::document(view.connection)?);
    let mut stories = stories(view.connection, hits)?;
    stories.retain(|story| {
        (story.published, story.key) < before && rule.is_none_or(|rule| story.rules.iter().any(|one| one == rule))
    });
    let next = (stories.len() > limit).then(|| format!("{}.{}", stories[limit - 1].published, stories[limit - 1].key));
    let mut items = Vec::new();
    for story in stories.into_iter().take(limit) {
        let Some(row) = feed::row_by_key(view, story.key)? else { continue };
        let policy = policy::row(view, story.key, &calendar)?.filter(|policy| !policy.closed);
        items.push(RadarHit {
            row,
            rules: story.rules.iter().filter_map(|id| names.get(id.as_str())).map(|&name| name.to_owned()).collect(),
            unseen: story.unseen,
            deadline: policy.and_then(|policy| policy.deadline),
        });
    }
    Ok(RadarPage { items, next })
}

/// The person looked at what was found, by all rules or by one.
pub(crate) fn look(write: &Write<'_>, rule: Option<&str>) -> Result<()> {
    let changed = write.execute("UPDATE hit SET seen = 1 WHERE seen = 0 AND (?1 IS NULL OR rule = ?1)", [rule])?;
    if changed > 0 {
        write.announce(Change::Radar);
    }
    Ok(())
}

/// Reminders of deadlines, and one of what is new.
pub(crate) fn reminders(view: &View<'_>, rules: &[RadarRule], hits: &[Hit]) -> Result<Vec<Reminder>> {
    let remind: HashMap<&str, u32> =
        rules.iter().filter_map(|rule| Some((rule.id.as_deref()?, rule.remind?))).collect();
    let calendar = Calendar::parse(&catalogue::document(view.connection)?);
    // The platform goes by the phone's clock.
    let skew = view.publisher_now.saturating_sub(view.device_now);
    let mut reminders = Vec::new();
    let (mut new, mut first) = (0, None);
    let mut told = HashSet::new();
    for story in stories(view.connection, hits)? {
        if story.unseen {
            new += 1;
            first.get_or_insert(story.key);
        }
        let Some(days) = story.rules.iter().filter_map(|rule| remind.get(rule.as_str())).max() else { continue };
        let Some(policy) = policy::row(view, story.key, &calendar)?.filter(|policy| !policy.closed) else { continue };
        let Some(deadline) = policy.deadline else { continue };
        let Some(day) = day_of(deadline.due).map(|due| calendar.subtract_workdays(due, *days)) else { continue };
        if told.insert(policy.row.id.clone()) {
            let ends = text::fill("radar.plan.ends", &deadline.due_text);
            reminders.push(Reminder {
                id: format!("deadline:{}:{}", deadline.due, policy.row.id),
                kind: ReminderKind::Deadline,
                at: (start_of(day.value) + NINE).saturating_sub(skew),
                until: Some(deadline.due.saturating_sub(skew)),
                title: text::fill("radar.plan", &policy.row.title),
                body: [Some(ends), policy.contact].into_iter().flatten().collect::<Vec<_>>().join("\n"),
                item: Some(policy.row.id),
                appeal: None,
                urgent: false,
            });
        }
    }
    if let Some(row) = first.map(|key| feed::row_by_key(view, key)).transpose()?.flatten() {
        reminders.push(Reminder {
            // What is found later is another reminder; what was read in between makes none.
            id: format!("radar:{}", hits.iter().filter(|hit| !hit.known).map(|hit| hit.time).max().unwrap_or_default()),
            kind: ReminderKind::Radar,
            at: view.device_now,
            until: None,
            title: text::fill("radar.plan.new", &new.to_string()),
            body: row.title,
            item: (new == 1).then_some(row.id),
            appeal: None,
            urgent: false,
        });
    }
    Ok(reminders)
}
