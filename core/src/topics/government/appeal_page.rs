//! An appeal as a person sees it: its deadlines, its events, and what to remind of.

use serde_json::Value;
use time::Date;

use super::appeal::{Appeal, AppealEvent, AppealState};
use super::appeal_store::StoredAppeal;
use crate::base::clock::relative;
use crate::base::error::{Fault, Result};
use crate::base::text;
use crate::formats::workday::{Calendar, WorkStatus, WorkdayResult, day_of};
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{PayloadValue, View};
use crate::reader::reminder::{Reminder, ReminderKind};

/// Working days after the day of receipt within which an appeal is accepted.
const ACCEPT_DAYS: u32 = 1;
/// Characters of the text of an event.
const MAX_EVENT: usize = 20_000;

/// An appeal with everything in words.
pub(crate) fn describe(view: &View<'_>, calendar: &Calendar, stored: StoredAppeal) -> Result<Appeal> {
    let named = |code: String| catalogue::term_of(view.connection, "town", code);
    let town = stored.town.clone().map(named).transpose()?;
    describe_at(view.publisher_now, view.device_now, calendar, town, stored)
}

/// An appeal in words, without what the cache knows: the days off of the calendar, the name of the town. `now`: the phone's
/// clock, in milliseconds.
pub(crate) fn describe_without_cache(now: i64, stored: StoredAppeal) -> Result<Appeal> {
    let town = stored.town.clone().map(|code| Term { name: code.clone(), code });
    describe_at(now, now, &Calendar::default(), town, stored)
}

fn describe_at(
    publisher_now: i64,
    device_now: i64,
    calendar: &Calendar,
    town: Option<Term>,
    stored: StoredAppeal,
) -> Result<Appeal> {
    let today = day_of(publisher_now).ok_or(Fault::BadRequest)?;
    let deadlines = stored.received.and_then(day_of).map(|received| {
        let (state, kind) = (stored.state, stored.kind);
        let accept = calendar.add_workdays(received, ACCEPT_DAYS);
        let answer = calendar.add_workdays(received, kind.answer_days());
        let accepted = state >= AppealState::Accepted;
        let late = !accepted && today > accept.value;
        let progress = |done, behind| match (done, behind) {
            (true, _) => WorkStatus::Done,
            (false, true) => WorkStatus::Behind,
            (false, false) => WorkStatus::OnTime,
        };
        let deadline = |due: WorkdayResult<Date>, progress| {
            let mut deadline = calendar.deadline(today, due.value, progress);
            deadline.certain &= due.certain;
            deadline
        };
        (deadline(accept, progress(accepted, false)), deadline(answer, progress(state.is_final(), late)))
    });
    let events: Vec<Value> = serde_json::from_str(&stored.events).unwrap_or_default();
    Ok(Appeal {
        kind_text: stored.kind.name(),
        state_text: text::get(&format!("appeal.state.{}", stored.state.code())).to_owned(),
        reason: stored
            .reason
            .map_or_else(String::new, |reason| text::get(&format!("appeal.reason.{reason}")).to_owned()),
        changed_text: relative(stored.changed, device_now),
        town,
        accept_by: deadlines.as_ref().map(|(accept, _)| accept.clone()),
        answer_by: deadlines.map(|(_, answer)| answer),
        events: events.iter().map(|event| describe_event(event, publisher_now)).collect(),
        editable: stored.state.is_editable(),
        id: stored.id,
        kind: stored.kind,
        title: stored.title,
        text: stored.text,
        name: stored.name,
        phone: stored.phone,
        state: stored.state,
        changed: stored.changed,
        number: stored.number,
        code: stored.code,
        received: stored.received,
        unseen: stored.unseen,
    })
}

fn describe_event(event: &Value, now: i64) -> AppealEvent {
    let time = event["time"].moment();
    let stage = match event["stage"].as_str() {
        Some("accepted") => "accepted",
        Some("transferred") => "transferred",
        Some("answered") => "answered",
        Some("refused") => "refused",
        Some("received") => "received",
        _ => "other",
    };
    AppealEvent {
        time,
        time_text: time.map_or_else(String::new, |time| relative(time, now)),
        stage_text: text::get(&format!("appeal.stage.{stage}")).to_owned(),
        office: event["office"].short_text(),
        text: event["text"].text(MAX_EVENT).unwrap_or_default(),
    }
}

/// The reminders of appeals: one for each with unseen news, and one for each answer at the moment from which it is
/// overdue. `now`: the phone's clock, in milliseconds; `skew`: the publisher's clock minus the phone's.
pub(crate) fn reminders(appeals: &[Appeal], now: i64, skew: i64) -> Vec<Reminder> {
    let reminder = |appeal: &Appeal, event: &str, at: i64, body: String| Reminder {
        id: format!("appeal:{event}:{}", appeal.id),
        kind: ReminderKind::Appeal,
        at,
        until: None,
        title: text::fill("appeal.plan", &appeal.title),
        body,
        item: None,
        appeal: Some(appeal.id.clone()),
        urgent: false,
        submission: None,
    };
    let mut reminders = Vec::new();
    for appeal in appeals {
        if appeal.unseen {
            let body = if appeal.reason.is_empty() { &appeal.state_text } else { &appeal.reason };
            reminders.push(reminder(appeal, appeal.state.code(), now, body.clone()));
        }
        if let Some(deadline) = appeal.answer_by.as_ref().filter(|_| !appeal.state.is_final()) {
            let at = (deadline.due + 1).saturating_sub(skew);
            reminders.push(reminder(appeal, "overdue", at, text::get("appeal.plan.overdue").to_owned()));
        }
    }
    reminders
}
