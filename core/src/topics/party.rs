//! 党建: 学习资料 in series of chapters, 活动通知 with time and place. News and 党务公开 notices of the module are the lists that
//! every module has.
//!
//! What holds (国办函〔2026〕12号): nobody is given points, ranked, checked in or timed. The place in a series is found from the
//! person's marks, which never leave this phone; a test walks over everything that is exported and looks for such a thing.

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;

use crate::base::clock::relative;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;
use crate::base::text;
use crate::formats::workday::{day_of, end_of, format_day};
use crate::reader::feed::{self, ItemRow, TopicItem, View, moment_of, text_of};
use crate::reader::marks::ReadingPosition;

/// Characters of a line, and of a paragraph.
const LINE: usize = 300;
const PARAGRAPH: usize = 4_000;
/// Series that are listed, and chapters of one.
const MAX_SERIES: usize = 200;
const MAX_CHAPTERS: i64 = 1_000;

/// A series 系列 of study material.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct StudySeries {
    /// What it is called, and what it is known by.
    pub name: String,
    /// Chapters on this phone.
    pub chapters: u32,
    /// Of them, those that the person has not opened.
    pub unread: u32,
    /// When the last one came, milliseconds by the publisher's clock.
    pub updated: i64,
    /// The same as a person reads it.
    pub updated_text: String,
}

/// A series with its chapters.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Study {
    /// What it is called.
    pub name: String,
    /// In the order of their numbers.
    pub chapters: Vec<StudyChapter>,
    /// Where the person goes on: the chapter that they left in the middle, else the one after the last that they opened, else
    /// the first unread; an item's id. None when all are read.
    pub go_on: Option<String>,
}

/// A chapter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct StudyChapter {
    /// Its item.
    pub row: ItemRow,
    /// Its number in the series; 0 when it has none.
    pub number: u32,
    /// Where the person is in it.
    pub place: Option<ReadingPosition>,
}

/// An activity 活动.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Activity {
    /// Its item.
    pub row: ItemRow,
    /// When it begins, milliseconds by the publisher's clock.
    pub starts: i64,
    /// When it ends; none when only the beginning is known.
    pub ends: Option<i64>,
    /// Both in words: 11月28日 周六 09:00–11:30.
    pub time_text: String,
    /// Where.
    pub place: String,
    /// Whom to ask.
    pub contact: Option<String>,
    /// How to take part, in the publisher's words.
    pub sign_up: Option<String>,
    /// Whether it is over.
    pub over: bool,
    /// What a calendar is to be given.
    pub calendar: CalendarEvent,
}

/// An appointment for the phone's own calendar, which the person sees before it is written there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct CalendarEvent {
    /// The same for as long as it is the same activity: a revision replaces the appointment.
    pub uid: String,
    /// Its title.
    pub title: String,
    /// Milliseconds.
    pub starts: i64,
    /// Milliseconds; an hour after the beginning when nothing else is known.
    pub ends: i64,
    /// Where.
    pub place: String,
    /// Contact and how to take part.
    pub notes: String,
}

/// A page of activities.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ActivityPage {
    /// Activities.
    pub items: Vec<Activity>,
    /// What the next page is asked with; none at the end.
    pub next: Option<String>,
}

/// Which activities.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct ActivityRequest {
    /// The code of a module: `party`.
    pub module: String,
    /// Those that are over, the last first; otherwise those to come and under way, the first to end first.
    #[uniffi(default = false)]
    pub past: bool,
    /// The `next` of the page before.
    #[uniffi(default = None)]
    pub before: Option<String>,
    /// Rows of a page, 1 to 200.
    #[uniffi(default = 50)]
    pub limit: u32,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct StudyWire {
    series: Value,
    chapter: Value,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ActivityWire {
    starts: Value,
    ends: Value,
    place: Value,
    contact: Value,
    sign_up: Value,
}

const HOUR: i64 = 3_600_000;

impl ActivityWire {
    /// An end before the beginning is a slip of the pen.
    fn span(&self) -> Option<(i64, Option<i64>)> {
        let starts = moment_of(&self.starts)?;
        Some((starts, moment_of(&self.ends).filter(|ends| *ends > starts)))
    }
}

/// When it is over: at the end of its day when nobody said.
fn over_at(starts: i64, ends: Option<i64>) -> i64 {
    ends.or_else(|| day_of(starts).map(end_of)).unwrap_or(starts)
}

/// Takes in what an item says of this topic.
pub(crate) fn apply(write: &Write<'_>, facts: &TopicItem) -> Result<()> {
    if facts.before {
        write.prepare_cached("DELETE FROM chapter WHERE item = ?1")?.execute([facts.key])?;
        write.prepare_cached("DELETE FROM activity WHERE item = ?1")?.execute([facts.key])?;
    }
    match facts.kind.as_str() {
        "study" => chapter(write, facts),
        "activity" => activity(write, facts),
        _ => Ok(()),
    }
}

fn chapter(write: &Write<'_>, facts: &TopicItem) -> Result<()> {
    let Some(wire) = facts.payload::<StudyWire>() else { return Ok(()) };
    // One line: it is a title, and a name that is typed.
    let Some(series) = text_of(&wire.series, LINE).map(|name| name.replace('\n', " ")) else { return Ok(()) };
    let number = wire.chapter.as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
    write
        .prepare_cached("INSERT OR REPLACE INTO chapter (item, series, number, published) VALUES (?1, ?2, ?3, ?4)")?
        .execute((facts.key, series, number, facts.published))?;
    Ok(())
}

fn activity(write: &Write<'_>, facts: &TopicItem) -> Result<()> {
    let Some((starts, ends)) = facts.payload::<ActivityWire>().and_then(|wire| wire.span()) else { return Ok(()) };
    let module = facts.module.as_deref().unwrap_or_default();
    write
        .prepare_cached("INSERT OR REPLACE INTO activity (item, module, starts, ends) VALUES (?1, ?2, ?3, ?4)")?
        .execute((facts.key, module, starts, over_at(starts, ends)))?;
    Ok(())
}

/// Of a story in several channels one version is in its module's front: that is the chapter.
const SERIES: &str = "SELECT chapter.series, count(*), sum(item.read = 0), max(chapter.published)
      FROM chapter CROSS JOIN item ON item.key = chapter.item WHERE item.module_front = 1 GROUP BY chapter.series";
const CHAPTERS: &str = "SELECT chapter.item, chapter.number, mark.opened, mark.block, mark.permille
      FROM chapter CROSS JOIN item ON item.key = chapter.item LEFT JOIN mark ON mark.id = item.id
     WHERE chapter.series = ?1 AND item.module_front = 1
     ORDER BY chapter.number, chapter.published, chapter.item LIMIT ?2";
const CHAPTER_IDS: &str = "SELECT item.id FROM chapter CROSS JOIN item ON item.key = chapter.item
     WHERE chapter.series = ?1 ORDER BY chapter.number, chapter.published, chapter.item LIMIT ?2";

/// All series, the one with the newest chapter first.
pub(crate) fn series(view: &View<'_>) -> Result<Vec<StudySeries>> {
    let mut query = view.connection.prepare_cached(SERIES)?;
    let rows = query.query_map([], |row| {
        let updated = row.get(3)?;
        Ok(StudySeries {
            name: row.get(0)?,
            chapters: row.get(1)?,
            unread: row.get(2)?,
            updated,
            updated_text: relative(updated, view.publisher_now),
        })
    })?;
    let mut all: Vec<StudySeries> = rows.collect::<rusqlite::Result<_>>()?;
    all.sort_by_key(|series| std::cmp::Reverse(series.updated));
    all.truncate(MAX_SERIES);
    Ok(all)
}

/// One series.
pub(crate) fn study(view: &View<'_>, name: &str) -> Result<Study> {
    let mut query = view.connection.prepare_cached(CHAPTERS)?;
    let mut rows = query.query((name, MAX_CHAPTERS))?;
    let mut chapters = Vec::new();
    let mut last: Option<(i64, usize)> = None;
    while let Some(found) = rows.next()? {
        let (key, number, opened): (i64, u32, Option<i64>) = (found.get(0)?, found.get(1)?, found.get(2)?);
        let (block, permille): (Option<u32>, Option<u32>) = (found.get(3)?, found.get(4)?);
        let Some(row) = feed::row_by_key(view, key)? else { continue };
        let place = block.map(|block| ReadingPosition { block, permille: permille.unwrap_or(0) });
        if let Some(opened) = opened
            && last.is_none_or(|(before, _)| opened > before)
        {
            last = Some((opened, chapters.len()));
        }
        chapters.push(StudyChapter { row, number, place });
    }
    if chapters.is_empty() {
        return Err(Fault::NotFound);
    }
    let go_on = go_on(&chapters, last.map(|(_, at)| at)).map(|chapter| chapter.row.id.clone());
    Ok(Study { name: name.to_owned(), chapters, go_on })
}

fn go_on(chapters: &[StudyChapter], last: Option<usize>) -> Option<&StudyChapter> {
    let unread = |chapter: &&StudyChapter| !chapter.row.read;
    let left = last.map(|at| &chapters[at]);
    left.filter(|chapter| chapter.place.is_some_and(|place| place != ReadingPosition::default()))
        .or_else(|| chapters[last.map_or(0, |at| at + 1)..].iter().find(unread))
        .or_else(|| chapters.iter().find(unread))
}

/// The ids of a series' chapters, every version of them.
pub(crate) fn chapter_ids(cache: &Connection, series: &str) -> Result<Vec<String>> {
    let mut query = cache.prepare_cached(CHAPTER_IDS)?;
    let ids = query.query_map((series, MAX_CHAPTERS), |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

const TO_COME: &str = "SELECT activity.ends, activity.item FROM activity CROSS JOIN item ON item.key = activity.item
     WHERE activity.module = ?1 AND (activity.ends, activity.item) > (?2, ?3) AND item.module_front = 1
     ORDER BY activity.ends, activity.item LIMIT ?4";
const PAST: &str = "SELECT activity.ends, activity.item FROM activity CROSS JOIN item ON item.key = activity.item
     WHERE activity.module = ?1 AND (activity.ends, activity.item) < (?2, ?3) AND item.module_front = 1
     ORDER BY activity.ends DESC, activity.item DESC LIMIT ?4";

/// A page of activities.
pub(crate) fn activities(view: &View<'_>, request: &ActivityRequest) -> Result<ActivityPage> {
    let limit = feed::page_limit(request.limit)?;
    // It is over after the last moment, so what ends now is still listed as to come.
    let begins = if request.past { (view.publisher_now, i64::MIN) } else { (view.publisher_now - 1, i64::MAX) };
    let from = request.before.as_deref().map_or(Ok(begins), feed::parse_page_key)?;
    let mut keys: Vec<(i64, i64)> = {
        let mut query = view.connection.prepare_cached(if request.past { PAST } else { TO_COME })?;
        let values = (&request.module, from.0, from.1, limit as i64 + 1);
        let rows = query.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let next = feed::truncate_page(&mut keys, limit, feed::format_page_key);
    let mut items = Vec::with_capacity(keys.len());
    for (_, key) in keys {
        items.extend(one_of(view, key)?);
    }
    Ok(ActivityPage { items, next })
}

/// One activity.
pub(crate) fn one(view: &View<'_>, id: &str) -> Result<Activity> {
    let key = feed::item_key(view.connection, id)?.ok_or(Fault::NotFound)?;
    one_of(view, key)?.ok_or(Fault::NotFound)
}

fn one_of(view: &View<'_>, key: i64) -> Result<Option<Activity>> {
    let (Some(facts), Some(row)) = (feed::topic_item(view.connection, key)?, feed::row_by_key(view, key)?) else {
        return Ok(None);
    };
    let wire = Some(&facts).filter(|facts| facts.kind == "activity").and_then(TopicItem::payload::<ActivityWire>);
    let Some((wire, (starts, ends))) = wire.and_then(|wire| wire.span().map(|span| (wire, span))) else {
        return Ok(None);
    };
    let place = text_of(&wire.place, LINE).unwrap_or_default();
    let (contact, sign_up) = (text_of(&wire.contact, LINE), text_of(&wire.sign_up, PARAGRAPH));
    let notes: Vec<&str> = [&contact, &sign_up].into_iter().flatten().map(String::as_str).collect();
    Ok(Some(Activity {
        starts,
        ends,
        time_text: span_text(starts, ends, view.publisher_now),
        over: over_at(starts, ends) < view.publisher_now,
        calendar: CalendarEvent {
            uid: facts.id,
            title: facts.title,
            starts,
            ends: ends.unwrap_or(starts + HOUR),
            place: place.clone(),
            notes: notes.join("\n"),
        },
        place,
        contact,
        sign_up,
        row,
    }))
}

/// 11月28日 周六 09:00–11:30, with both days when it goes over midnight, and with the year when it is not this one.
fn span_text(starts: i64, ends: Option<i64>, now: i64) -> String {
    let time = |moment: i64| {
        let minute = (moment + 8 * HOUR).div_euclid(60_000).rem_euclid(24 * 60);
        format!("{:02}:{:02}", minute / 60, minute % 60)
    };
    let today = day_of(now).unwrap_or(time::Date::MIN);
    let day = |moment: i64| day_of(moment).map_or_else(String::new, |day| format_day(day, today));
    let begin = format!("{} {}", day(starts), time(starts));
    match ends {
        None => text::fill("activity.from", &begin),
        Some(ends) if day_of(ends) == day_of(starts) => format!("{begin}–{}", time(ends)),
        Some(ends) => format!("{begin} – {} {}", day(ends), time(ends)),
    }
}

#[cfg(test)]
mod tests;
