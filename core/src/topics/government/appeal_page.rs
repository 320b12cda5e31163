//! An appeal as a person sees it: its deadlines, what happened to it, and what to be reminded of.

use serde_json::Value;

use super::LINE;
use super::appeal::{Appeal, AppealEvent, AppealState, MAX_EVENT, Stored};
use crate::base::clock::relative;
use crate::base::error::{Fault, Result};
use crate::base::text;
use crate::formats::workday::{Calendar, WorkStatus, day_of};
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{View, moment_of, text_of};
use crate::reader::reminder::{Reminder, ReminderKind};

/// Working days until it is accepted.
const ACCEPT: u32 = 1;

/// As a person sees it.
pub(crate) fn shown(view: &View<'_>, calendar: &Calendar, stored: Stored) -> Result<Appeal> {
    let today = day_of(view.publisher_now).ok_or(Fault::BadRequest)?;
    let deadlines = stored.received.and_then(day_of).map(|received| {
        let (state, kind) = (stored.state, stored.kind);
        let accept = calendar.add_workdays(received, ACCEPT);
        let answer = calendar.add_workdays(received, kind.answer());
        let accepted = state >= AppealState::Accepted;
        let late = !accepted && today > accept.value;
        let of = |done, behind| match (done, behind) {
            (true, _) => WorkStatus::Done,
            (false, true) => WorkStatus::Behind,
            (false, false) => WorkStatus::OnTime,
        };
        let deadline = |due: crate::formats::workday::WorkdayResult<time::Date>, progress| {
            let mut deadline = calendar.deadline(today, due.value, progress);
            deadline.certain &= due.certain;
            deadline
        };
        (deadline(accept, of(accepted, false)), deadline(answer, of(state.is_over(), late)))
    });
    let town = stored
        .town
        .map(|code| Ok::<_, Fault>(Term { name: catalogue::name_of(view.connection, "town", &code)?, code }));
    let events: Vec<Value> = serde_json::from_str(&stored.events).unwrap_or_default();
    Ok(Appeal {
        kind_text: stored.kind.name(),
        state_text: text::get(&format!("appeal.state.{}", stored.state.code())).to_owned(),
        reason: stored
            .reason
            .map_or_else(String::new, |reason| text::get(&format!("appeal.reason.{reason}")).to_owned()),
        changed_text: relative(stored.changed, view.device_now),
        town: town.transpose()?,
        accept_by: deadlines.as_ref().map(|(accept, _)| accept.clone()),
        answer_by: deadlines.map(|(_, answer)| answer),
        events: events.iter().map(|event| event_of(event, view.publisher_now)).collect(),
        editable: stored.state.is_open_to_change(),
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

fn event_of(event: &Value, now: i64) -> AppealEvent {
    let time = moment_of(&event["time"]);
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
        office: text_of(&event["office"], LINE),
        text: text_of(&event["text"], MAX_EVENT).unwrap_or_default(),
    }
}

/// News of appeals that the person has not looked at, and answers that are overdue. `now` is the phone's clock, and `skew` what
/// the publisher's is ahead of it.
pub(crate) fn reminders(appeals: &[Appeal], now: i64, skew: i64) -> Vec<Reminder> {
    let plan = |appeal: &Appeal, what: &str, at: i64, words: String| Reminder {
        id: format!("appeal:{what}:{}", appeal.id),
        kind: ReminderKind::Appeal,
        at,
        until: None,
        title: text::fill("appeal.plan", &appeal.title),
        body: words,
        item: None,
        appeal: Some(appeal.id.clone()),
        urgent: false,
    };
    let mut reminders = Vec::new();
    for appeal in appeals {
        if appeal.unseen {
            let words = if appeal.reason.is_empty() { &appeal.state_text } else { &appeal.reason };
            reminders.push(plan(appeal, appeal.state.code(), now, words.clone()));
        }
        if let Some(due) = appeal.answer_by.as_ref().filter(|_| !appeal.state.is_over()) {
            let at = (due.due + 1).saturating_sub(skew);
            reminders.push(plan(appeal, "overdue", at, text::get("appeal.plan.overdue").to_owned()));
        }
    }
    reminders
}
