//! The radar as a person sees it: the rules with their counts, pages of hits, and reminders.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::hit::{Hit, StoryHit, group_by_story};
use super::rule::RadarRule;
use crate::base::error::Result;
use crate::base::store::collect_rows;
use crate::base::text;
use crate::formats::workday::{Calendar, Deadline, day_of, start_of};
use crate::reader::catalogue;
use crate::reader::feed::{self, ItemRow, View};
use crate::reader::reminder::{Reminder, ReminderKind};
use crate::topics::industry::policy::{self, PolicyRow};

/// The time of day of a reminder in China, nine in the morning, in milliseconds.
const REMINDER_TIME: i64 = 9 * 60 * 60 * 1000;

/// All rules with their counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct RadarOverview {
    /// The rules, in the order in which they were made.
    pub rules: Vec<RadarState>,
    /// How many stories among the hits of all rules the person has not seen.
    pub unseen: u32,
}

/// A rule with its counts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct RadarState {
    /// The rule's id.
    pub id: String,
    /// The rule.
    pub rule: RadarRule,
    /// What it matches, in one line.
    pub words: String,
    /// How many stories on this phone it matches.
    pub hits: u32,
    /// How many of them the person has not seen.
    pub unseen: u32,
}

/// A story that rules match.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct RadarHit {
    /// The item that represents the story.
    pub row: ItemRow,
    /// The names of the rules that match it.
    pub rules: Vec<String>,
    /// True if the person has not seen it.
    pub unseen: bool,
    /// The deadline for applications; `None` if there is none or it is over.
    pub deadline: Option<Deadline>,
}

/// A page of hits.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct RadarPage {
    /// The newest story first.
    pub items: Vec<RadarHit>,
    /// The key of the next page; `None` at the end.
    pub next: Option<String>,
}

/// All rules with their counts.
pub(crate) fn overview(cache: &Connection, rules: Vec<RadarRule>, hits: &[Hit]) -> Result<RadarOverview> {
    let stories = group_by_story(cache, hits)?;
    let mut counts: HashMap<&str, (u32, u32)> = HashMap::new();
    let mut unseen = 0;
    for story in &stories {
        unseen += u32::from(story.unseen);
        for rule in &story.rules {
            let (hits, unseen) = counts.entry(rule).or_default();
            *hits += 1;
            *unseen += u32::from(story.unseen);
        }
    }
    let states = rules.into_iter().map(|rule| {
        let id = rule.id.clone().unwrap_or_default();
        let (hits, unseen) = counts.get(id.as_str()).copied().unwrap_or_default();
        Ok(RadarState { id, words: description(cache, &rule)?, rule, hits, unseen })
    });
    Ok(RadarOverview { rules: states.collect::<Result<_>>()?, unseen })
}

/// What a rule matches, in the catalogue's names.
fn description(cache: &Connection, rule: &RadarRule) -> Result<String> {
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

/// A page of the hits of all rules, or of one by its id.
///
/// Errors: `BadRequest` for a limit out of range or a page key that is none.
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
    let workdays = catalogue::calendar(view.connection)?;
    let mut stories = group_by_story(view.connection, hits)?;
    stories.retain(|story| {
        (story.published, story.key) < before && rule.is_none_or(|rule| story.rules.iter().any(|id| id == rule))
    });
    let next = (stories.len() > limit).then(|| format!("{}.{}", stories[limit - 1].published, stories[limit - 1].key));
    let mut items = Vec::new();
    for story in stories.into_iter().take(limit) {
        let Some(row) = feed::row_by_key(view, story.key)? else { continue };
        let policy = next_policy(view, &story, &workdays)?;
        items.push(RadarHit {
            row,
            rules: story.rules.iter().filter_map(|id| names.get(id.as_str())).map(|&name| name.to_owned()).collect(),
            unseen: story.unseen,
            deadline: policy.and_then(|policy| policy.deadline),
        });
    }
    Ok(RadarPage { items, next })
}

/// Of the versions of a story, the open policy with the next deadline: the version that represents the story, or that a rule
/// found, may be a report about the policy.
fn next_policy(view: &View<'_>, story: &StoryHit, workdays: &Calendar) -> Result<Option<PolicyRow>> {
    let mut next: Option<PolicyRow> = None;
    let due = |policy: &PolicyRow| policy.deadline.as_ref().map_or(i64::MAX, |deadline| deadline.due);
    let sql = "SELECT key FROM item WHERE card = ?1 AND kind = 'policy'";
    for key in collect_rows(view.connection, sql, [&story.card], |row| row.get(0))? {
        let Some(policy) = policy::row(view, key, workdays)?.filter(|policy| !policy.closed) else { continue };
        if next.as_ref().is_none_or(|next| due(&policy) < due(next)) {
            next = Some(policy);
        }
    }
    Ok(next)
}

/// The reminders of the radar: one for each deadline among the hits of rules that remind, and one for all unseen
/// stories.
pub(crate) fn reminders(view: &View<'_>, rules: &[RadarRule], hits: &[Hit]) -> Result<Vec<Reminder>> {
    let days_before: HashMap<&str, u32> =
        rules.iter().filter_map(|rule| Some((rule.id.as_deref()?, rule.remind?))).collect();
    let workdays = catalogue::calendar(view.connection)?;
    // The platform schedules by the phone's clock.
    let skew = view.publisher_now.saturating_sub(view.device_now);
    let mut reminders = Vec::new();
    let (mut unseen, mut newest_unseen) = (0, None);
    let mut reminded = HashSet::new();
    for story in group_by_story(view.connection, hits)? {
        if story.unseen {
            unseen += 1;
            newest_unseen.get_or_insert(story.key);
        }
        let Some(days) = story.rules.iter().filter_map(|rule| days_before.get(rule.as_str())).max() else { continue };
        let Some(policy) = next_policy(view, &story, &workdays)? else { continue };
        let Some(deadline) = policy.deadline else { continue };
        let Some(day) = day_of(deadline.due).map(|due| workdays.subtract_workdays(due, *days)) else { continue };
        if reminded.insert(policy.row.id.clone()) {
            let ends = text::fill("radar.plan.ends", &deadline.due_text);
            reminders.push(Reminder {
                id: format!("deadline:{}:{}", deadline.due, policy.row.id),
                kind: ReminderKind::Deadline,
                at: (start_of(day.value) + REMINDER_TIME).saturating_sub(skew),
                until: Some(deadline.due.saturating_sub(skew)),
                title: text::fill("radar.plan", &policy.row.title),
                body: [Some(ends), policy.contact].into_iter().flatten().collect::<Vec<_>>().join("\n"),
                item: Some(policy.row.id),
                appeal: None,
                urgent: false,
                submission: None,
            });
        }
    }
    if let Some(row) = newest_unseen.map(|key| feed::row_by_key(view, key)).transpose()?.flatten() {
        // A later hit makes another reminder; seeing or reading one of the stories does not.
        let latest = hits.iter().filter(|hit| !hit.predates_rule).map(|hit| hit.time).max().unwrap_or_default();
        reminders.push(Reminder {
            id: format!("radar:{latest}"),
            kind: ReminderKind::Radar,
            at: view.device_now,
            until: None,
            title: text::fill("radar.plan.new", &unseen.to_string()),
            body: row.title,
            item: (unseen == 1).then_some(row.id),
            appeal: None,
            urgent: false,
            submission: None,
        });
    }
    Ok(reminders)
}
