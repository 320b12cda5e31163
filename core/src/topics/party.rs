//! 党建: study material 学习资料 in series of chapters, and activities 活动通知 with time and place. The news and the notices
//! 党务公开 of the module are lists that every module has.
//!
//! What holds (国办函〔2026〕12号): the app has no points, no ranking, no check-in and no study time. Where to continue in a
//! series is derived from the person's marks, which stay on this phone. `tests/compliance.rs` searches all exported
//! names for such words.

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;
use time::Date;

use crate::base::clock::relative;
use crate::base::error::{Fault, Result};
use crate::base::sort::sort_by_key;
use crate::base::store::{Write, collect_rows};
use crate::base::text;
use crate::formats::workday::{day_of, end_of, format_day};
use crate::reader::feed::{self, ItemRow, PayloadValue, TopicItem, View};
use crate::reader::marks::ReadingPosition;

/// Series that are listed.
const MAX_SERIES: usize = 200;
/// Chapters of one series.
const MAX_CHAPTERS: i64 = 1_000;
/// An hour, in milliseconds.
const HOUR: i64 = 60 * 60 * 1000;

/// A series 系列 of study material.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct StudySeries {
    /// Its name, which identifies it.
    pub name: String,
    /// How many chapters are on this phone.
    pub chapters: u32,
    /// How many of them the person has not read.
    pub unread: u32,
    /// When the latest chapter was published, in milliseconds, by the publisher's clock.
    pub updated: i64,
    /// [`Self::updated`] in words.
    pub updated_text: String,
}

/// A series with its chapters.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Study {
    /// Its name.
    pub name: String,
    /// By number.
    pub chapters: Vec<StudyChapter>,
    /// The id of the item with which to continue: the chapter opened last if it was left in the middle, else the next
    /// unread one after it, else the first unread. `None` if every chapter is read.
    pub go_on: Option<String>,
}

/// A chapter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct StudyChapter {
    /// Its item.
    pub row: ItemRow,
    /// Its number in the series; 0 if it has none.
    pub number: u32,
    /// Where the person is in its text.
    pub place: Option<ReadingPosition>,
}

/// An activity 活动.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Activity {
    /// Its item.
    pub row: ItemRow,
    /// When it begins, in milliseconds, by the publisher's clock.
    pub starts: i64,
    /// When it ends; `None` if only the beginning is known.
    pub ends: Option<i64>,
    /// Beginning and end in words: 11月28日 周六 09:00–11:30.
    pub time_text: String,
    /// Where it takes place; empty if the publisher did not say.
    pub place: String,
    /// Whom to ask.
    pub contact: Option<String>,
    /// How to take part, in the publisher's words.
    pub sign_up: Option<String>,
    /// True if it is over.
    pub over: bool,
    /// What to put into the phone's calendar.
    pub calendar: CalendarEvent,
}

/// An event for the phone's calendar. The person sees it before it is written there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct CalendarEvent {
    /// The id of the activity: a revision has the same, and replaces the event.
    pub uid: String,
    /// Its title.
    pub title: String,
    /// When it begins, in milliseconds.
    pub starts: i64,
    /// When it ends, in milliseconds; an hour after the beginning if the end is not known.
    pub ends: i64,
    /// Where it takes place.
    pub place: String,
    /// Whom to ask and how to take part, one line each.
    pub notes: String,
}

/// A page of activities.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ActivityPage {
    /// In the order of the request.
    pub items: Vec<Activity>,
    /// The key of the next page; `None` at the end.
    pub next: Option<String>,
}

/// Which activities.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct ActivityRequest {
    /// The code of a module: `party`.
    pub module: String,
    /// True for those that are over, the last to end first; false for those under way and to come, the first to end
    /// first.
    #[uniffi(default = false)]
    pub past: bool,
    /// `next` of the page before.
    #[uniffi(default = None)]
    pub before: Option<String>,
    /// Rows of a page, 1 to 200.
    #[uniffi(default = 50)]
    pub limit: u32,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct StudyPayload {
    series: Value,
    chapter: Value,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ActivityPayload {
    starts: Value,
    ends: Value,
    place: Value,
    contact: Value,
    sign_up: Value,
}

impl ActivityPayload {
    /// Beginning and end in milliseconds; an end that is not after the beginning counts as missing.
    fn span(&self) -> Option<(i64, Option<i64>)> {
        let starts = self.starts.moment()?;
        Some((starts, self.ends.moment().filter(|ends| *ends > starts)))
    }
}

/// The last moment of an activity; without an end the end of the day on which it begins.
fn last_moment(starts: i64, ends: Option<i64>) -> i64 {
    ends.or_else(|| day_of(starts).map(end_of)).unwrap_or(starts)
}

/// Stores what an item says as a chapter or an activity, and removes what an earlier revision said.
pub(crate) fn ingest(write: &Write<'_>, item: &TopicItem) -> Result<()> {
    if item.before {
        write.prepare_cached("DELETE FROM chapter WHERE item = ?1")?.execute([item.key])?;
        write.prepare_cached("DELETE FROM activity WHERE item = ?1")?.execute([item.key])?;
    }
    match item.kind.as_str() {
        "study" => ingest_chapter(write, item),
        "activity" => ingest_activity(write, item),
        _ => Ok(()),
    }
}

fn ingest_chapter(write: &Write<'_>, item: &TopicItem) -> Result<()> {
    let Some(payload) = item.payload::<StudyPayload>() else { return Ok(()) };
    // The name is a title, and can be typed: it has one line.
    let Some(series) = payload.series.short_text().map(|name| name.replace('\n', " ")) else { return Ok(()) };
    let number = payload.chapter.as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
    write
        .prepare_cached("INSERT OR REPLACE INTO chapter (item, series, number, published) VALUES (?1, ?2, ?3, ?4)")?
        .execute((item.key, series, number, item.published))?;
    Ok(())
}

fn ingest_activity(write: &Write<'_>, item: &TopicItem) -> Result<()> {
    let Some((starts, ends)) = item.payload::<ActivityPayload>().and_then(|payload| payload.span()) else {
        return Ok(());
    };
    let module = item.module.as_deref().unwrap_or_default();
    write
        .prepare_cached("INSERT OR REPLACE INTO activity (item, module, starts, ends) VALUES (?1, ?2, ?3, ?4)")?
        .execute((item.key, module, starts, last_moment(starts, ends)))?;
    Ok(())
}

/// A chapter in several channels is one story, and counts once: `kind_front` is set for one of its versions.
const SERIES: &str = "SELECT chapter.series, count(*), sum(item.read = 0), max(chapter.published)
      FROM chapter CROSS JOIN item ON item.key = chapter.item WHERE item.kind_front = 1 GROUP BY chapter.series";
const CHAPTERS: &str = "SELECT chapter.item, chapter.number, mark.opened, mark.block, mark.permille
      FROM chapter CROSS JOIN item ON item.key = chapter.item LEFT JOIN mark ON mark.id = item.id
     WHERE chapter.series = ?1 AND item.kind_front = 1
     ORDER BY chapter.number, chapter.published, chapter.item LIMIT ?2";
const CHAPTER_IDS: &str = "SELECT item.id FROM chapter CROSS JOIN item ON item.key = chapter.item
     WHERE chapter.series = ?1 ORDER BY chapter.number, chapter.published, chapter.item LIMIT ?2";

/// All series, the one with the latest chapter first.
pub(crate) fn series(view: &View<'_>) -> Result<Vec<StudySeries>> {
    let mut series = collect_rows(view.connection, SERIES, [], |row| {
        let updated = row.get(3)?;
        Ok(StudySeries {
            name: row.get(0)?,
            chapters: row.get(1)?,
            unread: row.get(2)?,
            updated,
            updated_text: relative(updated, view.publisher_now),
        })
    })?;
    sort_by_key(&mut series, |series| std::cmp::Reverse(series.updated));
    series.truncate(MAX_SERIES);
    Ok(series)
}

/// One series with its chapters.
///
/// Errors: `NotFound` if no chapter of this series is on this phone.
pub(crate) fn study(view: &View<'_>, name: &str) -> Result<Study> {
    let mut query = view.connection.prepare_cached(CHAPTERS)?;
    let mut rows = query.query((name, MAX_CHAPTERS))?;
    let mut chapters = Vec::new();
    // When a chapter was opened last, and its index.
    let mut last_opened: Option<(i64, usize)> = None;
    while let Some(found) = rows.next()? {
        let (key, number, opened): (i64, u32, Option<i64>) = (found.get(0)?, found.get(1)?, found.get(2)?);
        let (block, permille): (Option<u32>, Option<u32>) = (found.get(3)?, found.get(4)?);
        let Some(row) = feed::row_by_key(view, key)? else { continue };
        let place = block.map(|block| ReadingPosition { block, permille: permille.unwrap_or(0) });
        if let Some(opened) = opened
            && last_opened.is_none_or(|(before, _)| opened > before)
        {
            last_opened = Some((opened, chapters.len()));
        }
        chapters.push(StudyChapter { row, number, place });
    }
    if chapters.is_empty() {
        return Err(Fault::NotFound);
    }
    let next = next_chapter(&chapters, last_opened.map(|(_, index)| index));
    let go_on = next.map(|chapter| chapter.row.id.clone());
    Ok(Study { name: name.to_owned(), chapters, go_on })
}

/// See [`Study::go_on`].
fn next_chapter(chapters: &[StudyChapter], last_opened: Option<usize>) -> Option<&StudyChapter> {
    let unread = |chapter: &&StudyChapter| !chapter.row.read;
    let last = last_opened.map(|index| &chapters[index]);
    last.filter(|chapter| chapter.place.is_some_and(|place| place != ReadingPosition::default()))
        .or_else(|| chapters[last_opened.map_or(0, |index| index + 1)..].iter().find(unread))
        .or_else(|| chapters.iter().find(unread))
}

/// The ids of the chapters of a series, in all their versions.
pub(crate) fn chapter_ids(cache: &Connection, series: &str) -> Result<Vec<String>> {
    collect_rows(cache, CHAPTER_IDS, (series, MAX_CHAPTERS), |row| row.get(0))
}

const UPCOMING: &str = "SELECT activity.ends, activity.item FROM activity CROSS JOIN item ON item.key = activity.item
     WHERE activity.module = ?1 AND (activity.ends, activity.item) > (?2, ?3) AND item.kind_front = 1
     ORDER BY activity.ends, activity.item LIMIT ?4";
const PAST: &str = "SELECT activity.ends, activity.item FROM activity CROSS JOIN item ON item.key = activity.item
     WHERE activity.module = ?1 AND (activity.ends, activity.item) < (?2, ?3) AND item.kind_front = 1
     ORDER BY activity.ends DESC, activity.item DESC LIMIT ?4";

/// A page of activities.
///
/// Errors: `BadRequest` for a limit out of range or a page key that is none.
pub(crate) fn activities(view: &View<'_>, request: &ActivityRequest) -> Result<ActivityPage> {
    let limit = feed::page_limit(request.limit)?;
    // An activity is over after its last moment: what ends at this millisecond is still upcoming.
    let first = if request.past { (view.publisher_now, i64::MIN) } else { (view.publisher_now - 1, i64::MAX) };
    let from = request.before.as_deref().map_or(Ok(first), feed::parse_page_key)?;
    let sql = if request.past { PAST } else { UPCOMING };
    let params = (&request.module, from.0, from.1, limit as i64 + 1);
    let mut keys: Vec<(i64, i64)> = collect_rows(view.connection, sql, params, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let next = feed::truncate_page(&mut keys, limit, feed::format_page_key);
    let items = keys.into_iter().filter_map(|(_, key)| activity_row(view, key).transpose()).collect::<Result<_>>()?;
    Ok(ActivityPage { items, next })
}

/// One activity.
///
/// Errors: `NotFound` if no activity has this id.
pub(crate) fn activity(view: &View<'_>, id: &str) -> Result<Activity> {
    let key = feed::item_key(view.connection, id)?.ok_or(Fault::NotFound)?;
    activity_row(view, key)?.ok_or(Fault::NotFound)
}

/// `None` if the item was deleted, or is no activity with a beginning.
fn activity_row(view: &View<'_>, key: i64) -> Result<Option<Activity>> {
    let (Some(item), Some(row)) = (feed::topic_item(view.connection, key)?, feed::row_by_key(view, key)?) else {
        return Ok(None);
    };
    let payload = Some(&item).filter(|item| item.kind == "activity").and_then(TopicItem::payload::<ActivityPayload>);
    let Some((payload, (starts, ends))) = payload.and_then(|payload| payload.span().map(|span| (payload, span))) else {
        return Ok(None);
    };
    let place = payload.place.short_text().unwrap_or_default();
    let (contact, sign_up) = (payload.contact.short_text(), payload.sign_up.long_text());
    let notes: Vec<&str> = [&contact, &sign_up].into_iter().flatten().map(String::as_str).collect();
    Ok(Some(Activity {
        starts,
        ends,
        time_text: span_text(starts, ends, view.publisher_now),
        over: last_moment(starts, ends) < view.publisher_now,
        calendar: CalendarEvent {
            uid: item.id,
            title: item.title,
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

/// 11月28日 周六 09:00–11:30; with both days if they differ, and with the year if it is not the current one.
fn span_text(starts: i64, ends: Option<i64>, now: i64) -> String {
    let time = |moment: i64| {
        let minute = (moment + 8 * HOUR).div_euclid(60_000).rem_euclid(24 * 60);
        format!("{:02}:{:02}", minute / 60, minute % 60)
    };
    let today = day_of(now).unwrap_or(Date::MIN);
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
