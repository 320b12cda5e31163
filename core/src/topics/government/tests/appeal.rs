use std::path::Path;
use std::sync::Arc;

use super::super::appeal::*;
use super::super::appeal_page::{describe, reminders};
use super::super::appeal_store::*;
use crate::base::change::Announcer;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::Result;
use crate::base::store::{Store, Write};
use crate::formats::workday::{Calendar, DeadlineStatus, parse_date, start_of};
use crate::reader::feed::View;
use crate::reader::media::FileStore;

/// 2026-11-24 08:00 in China.
const NOW: i64 = 1_795_478_400_000;

struct AppealFixture {
    _folder: tempfile::TempDir,
    store: Store,
}

impl AppealFixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
        Self { _folder: folder, store }
    }

    fn write<T>(&self, work: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        self.store.outbox().unwrap().write_now(work)
    }

    fn appeal(&self, id: &str, now: i64) -> Appeal {
        let stored = self.store.outbox().unwrap().read_now(|outbox| get(outbox, id)).unwrap();
        let calendar = Calendar::parse(include_str!("../../../../../tests/publisher/content/catalogue.json"));
        let files = FileStore::new(Path::new("phone"));
        let query = |connection: &rusqlite::Connection| {
            describe(&View { connection, files: &files, device_now: now, publisher_now: now }, &calendar, stored)
        };
        self.store.cache().read_now(query).unwrap()
    }

    fn sent_appeal(&self, kind: AppealKind) -> String {
        let draft = AppealDraft {
            kind, title: "路灯".into(), text: "三号路灯不亮。".into(), ..AppealDraft::default()
        };
        let id = self.write(|write| save_draft(write, &draft, NOW)).unwrap();
        self.write(|write| enqueue(write, &id, NOW)).unwrap();
        id
    }

    fn state(&self, id: &str) -> AppealState {
        self.appeal(id, NOW).state
    }
}

fn receipt(received: &str) -> Vec<u8> {
    format!(r#"{{"number":"SM-2026-000001","code":"ABCDEFGHJK","received":"{received}"}}"#).into_bytes()
}

fn status_response(state: &str, events: usize) -> Vec<u8> {
    let event = r#"{"time":"2026-11-24T09:00:00+08:00","stage":"accepted","office":"样例单位","text":"已受理。"}"#;
    format!(r#"{{"state":"{state}","events":[{}]}}"#, vec![event; events].join(",")).into_bytes()
}

#[test]
fn draft_is_stored_unchanged_and_frozen_when_queued() {
    let fixture = AppealFixture::new();
    let mut draft = AppealDraft { name: Some("  ".into()), ..AppealDraft::default() };
    let id = fixture.write(|write| save_draft(write, &draft, NOW)).unwrap();
    let code = |fault: Result<()>| fault.unwrap_err().code();
    assert_eq!(code(fixture.write(|write| enqueue(write, &id, NOW))), "appeal-title");
    (draft.id, draft.title, draft.town) = (Some(id.clone()), "路灯".into(), Some("yanglin".into()));
    assert_eq!(fixture.write(|write| save_draft(write, &draft, NOW + 1)).unwrap(), id);
    assert_eq!(code(fixture.write(|write| enqueue(write, &id, NOW))), "appeal-text");
    draft.text = "字".repeat(MAX_APPEAL_TEXT + 1);
    fixture.write(|write| save_draft(write, &draft, NOW + 1)).unwrap();
    assert_eq!(
        code(fixture.write(|write| enqueue(write, &id, NOW))),
        "appeal-text",
        "it is stored, but too long to be sent"
    );
    draft.text = "三号路灯不亮。".into();
    fixture.write(|write| save_draft(write, &draft, NOW + 2)).unwrap();
    fixture.write(|write| enqueue(write, &id, NOW + 3)).unwrap();
    let body = || fixture.store.outbox().unwrap().read_now(queued).unwrap()[0].body.clone().unwrap();
    let frozen = body();
    let value: serde_json::Value = serde_json::from_str(&frozen).unwrap();
    assert_eq!((&value["kind"], &value["town"]), (&"consultation".into(), &"yanglin".into()));
    assert_eq!(value["written"], "2026-11-24T00:00:00.003Z");
    assert!(value.get("contact").is_none(), "a blank name counts as missing");
    fixture.write(|write| enqueue(write, &id, NOW + 4)).unwrap();
    assert_eq!(body(), frozen, "queueing it again changes nothing");
    assert_eq!(fixture.write(|write| save_draft(write, &draft, NOW)).unwrap_err().code(), "appeal-sent");
    let huge = AppealDraft { text: "字".repeat(60_000), ..AppealDraft::default() };
    assert!(fixture.write(|write| save_draft(write, &huge, NOW)).is_err());
}

#[test]
fn case_number_and_query_code_are_stored_with_the_state() {
    let fixture = AppealFixture::new();
    let id = fixture.sent_appeal(AppealKind::Complaint);
    for wrong in [&b"{}"[..], b"", br#"{"number":"a/b","code":"x"}"#, br#"{"number":"a","code":"x\r\ny"}"#] {
        assert!(fixture.write(|write| record_receipt(write, &id, wrong, NOW)).is_err());
        assert_eq!(fixture.state(&id), AppealState::Queued, "it is tried again");
    }
    fixture.write(|write| record_receipt(write, &id, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    let appeal = fixture.appeal(&id, NOW);
    assert_eq!((appeal.state, appeal.number.as_deref()), (AppealState::Received, Some("SM-2026-000001")));
    assert_eq!(appeal.code.as_deref(), Some("ABCDEFGHJK"));
    // A second response to the same request changes nothing.
    fixture.write(|write| record_receipt(write, &id, br#"{"number":"other","code":"other"}"#, NOW)).unwrap();
    assert_eq!(fixture.appeal(&id, NOW).number.as_deref(), Some("SM-2026-000001"));
}

#[test]
fn deadlines_are_counted_in_working_days() {
    for (kind, received_on, accept, answer) in [
        (AppealKind::Consultation, "2026-11-24", "11月25日 周三", "11月26日 周四"),
        (AppealKind::Complaint, "2026-11-24", "11月25日 周三", "12月1日 周二"),
        (AppealKind::Suggestion, "2026-09-30", "10月8日 周四", "10月13日 周二"),
        (AppealKind::Complex, "2026-09-30", "10月8日 周四", "10月27日 周二"),
        (AppealKind::Consultation, "2026-02-13", "2月14日 周六", "2月24日 周二"),
        // Received on a Saturday that is a make-up workday, and on one that is not.
        (AppealKind::Consultation, "2026-10-10", "10月12日 周一", "10月13日 周二"),
        (AppealKind::Consultation, "2026-11-28", "11月30日 周一", "12月1日 周二"),
    ] {
        let fixture = AppealFixture::new();
        let id = fixture.sent_appeal(kind);
        fixture
            .write(|write| record_receipt(write, &id, &receipt(&format!("{received_on}T23:30:00+08:00")), NOW))
            .unwrap();
        let appeal = fixture.appeal(&id, start_of(parse_date(received_on).unwrap()));
        let due = |deadline: Option<crate::formats::workday::Deadline>| deadline.unwrap().due_text;
        assert_eq!((due(appeal.accept_by).as_str(), due(appeal.answer_by).as_str()), (accept, answer), "{received_on}");
    }
}

#[test]
fn late_acceptance_puts_the_answer_behind_and_an_answered_appeal_is_done() {
    let fixture = AppealFixture::new();
    let id = fixture.sent_appeal(AppealKind::Complex);
    fixture.write(|write| record_receipt(write, &id, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    let day = |text: &str| start_of(parse_date(text).unwrap());
    let statuses = |text: &str| {
        let appeal = fixture.appeal(&id, day(text));
        (appeal.accept_by.unwrap().light, appeal.answer_by.unwrap().light)
    };
    assert_eq!(statuses("2026-11-24"), (DeadlineStatus::Near, DeadlineStatus::None));
    assert_eq!(statuses("2026-11-26"), (DeadlineStatus::Overdue, DeadlineStatus::Behind));
    assert_eq!(statuses("2026-12-20"), (DeadlineStatus::Overdue, DeadlineStatus::Overdue));
    fixture.write(|write| record_progress(write, &id, &status_response("accepted", 2), None, NOW)).unwrap();
    assert_eq!(statuses("2026-11-26"), (DeadlineStatus::None, DeadlineStatus::None));
    fixture.write(|write| record_progress(write, &id, &status_response("answered", 3), None, NOW)).unwrap();
    assert_eq!(statuses("2026-12-20"), (DeadlineStatus::None, DeadlineStatus::None));
}

#[test]
fn older_responses_change_nothing() {
    let fixture = AppealFixture::new();
    let id = fixture.sent_appeal(AppealKind::Complaint);
    fixture.write(|write| record_receipt(write, &id, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    let progress = |state: &str, events: usize| {
        fixture.write(|write| record_progress(write, &id, &status_response(state, events), Some("\"e\""), NOW))
    };
    progress("received", 1).unwrap();
    progress("answered", 3).unwrap();
    for (state, events) in [("accepted", 2), ("received", 1), ("answered", 2)] {
        progress(state, events).unwrap();
        let appeal = fixture.appeal(&id, NOW);
        assert_eq!((appeal.state, appeal.events.len()), (AppealState::Answered, 3), "{state}");
    }
    for wrong in [&b"{}"[..], b"[", br#"{"state":"lost","events":[]}"#, br#"{"state":"accepted","events":7}"#] {
        assert!(fixture.write(|write| record_progress(write, &id, wrong, None, NOW)).is_err());
    }
    let hostile = format!(r#"{{"state":"answered","events":[{}]}}"#, vec!["7"; 10_000].join(","));
    fixture.write(|write| record_progress(write, &id, hostile.as_bytes(), None, NOW)).unwrap();
    assert_eq!(fixture.appeal(&id, NOW).events.len(), 200);
    assert!(fixture.appeal(&id, NOW).unseen);
    fixture.write(|write| mark_seen(write, &id)).unwrap();
    assert!(!fixture.appeal(&id, NOW).unseen);
}

#[test]
fn rejected_appeal_is_parked_and_can_be_changed() {
    let fixture = AppealFixture::new();
    for (status, answer, reason) in [
        (422, r#"{"invalid":"contact"}"#, "联系方式"),
        (413, "", "正文"),
        (404, r#"{"invalid":"uuid"}"#, "还没有开通"),
        (400, r#"{"invalid":"other"}"#, "没有接受"),
    ] {
        let id = fixture.sent_appeal(AppealKind::Complaint);
        fixture.write(|write| record_rejection(write, &id, status, answer.as_bytes(), NOW)).unwrap();
        let appeal = fixture.appeal(&id, NOW);
        assert_eq!((appeal.state, appeal.editable), (AppealState::Parked, true));
        assert!(appeal.reason.contains(reason) && appeal.reason.ends_with('。'), "{}", appeal.reason);
        // The publisher has nothing under this id: the changed appeal keeps it.
        let draft =
            AppealDraft { id: Some(id.clone()), title: "改".into(), text: "改".into(), ..AppealDraft::default() };
        assert_eq!(fixture.write(|write| save_draft(write, &draft, NOW)).unwrap(), id);
        assert_eq!(fixture.state(&id), AppealState::Draft);
    }
    // The publisher has another content under this id: the changed appeal gets a new one.
    let id = fixture.sent_appeal(AppealKind::Complaint);
    fixture.write(|write| record_rejection(write, &id, 409, b"", NOW)).unwrap();
    let draft = AppealDraft { id: Some(id.clone()), title: "改".into(), text: "改".into(), ..AppealDraft::default() };
    assert_ne!(fixture.write(|write| save_draft(write, &draft, NOW)).unwrap(), id);
    assert!(fixture.store.outbox().unwrap().read_now(queued).unwrap().is_empty());
}

#[test]
fn open_appeal_is_deleted_only_if_it_is_forced() {
    let fixture = AppealFixture::new();
    let delete = |id: &str, force| fixture.write(|write| delete(write, id, force));
    let fresh = fixture.sent_appeal(AppealKind::Complaint);
    delete(&fresh, false).unwrap();
    let attempted = fixture.sent_appeal(AppealKind::Complaint);
    let stored = |id: &str| fixture.store.outbox().unwrap().read_now(|outbox| get(outbox, id)).unwrap();
    assert!(fixture.write(|write| begin_try(write, &stored(&attempted))).unwrap());
    assert_eq!(delete(&attempted, false).unwrap_err().code(), "appeal-open", "the publisher may have it");
    // A second try that certainly did not arrive says nothing about the first.
    assert!(fixture.write(|write| begin_try(write, &stored(&attempted))).unwrap());
    fixture.write(|write| take_back_try(write, &attempted)).unwrap();
    assert_eq!(delete(&attempted, false).unwrap_err().code(), "appeal-open", "the publisher may still have it");
    fixture.write(|write| take_back_try(write, &attempted)).unwrap();
    delete(&attempted, false).unwrap();
    let gone = fixture.sent_appeal(AppealKind::Complaint);
    let read = stored(&gone);
    delete(&gone, false).unwrap();
    assert!(!fixture.write(|write| begin_try(write, &read)).unwrap(), "it was deleted after it was read");
    let open = fixture.sent_appeal(AppealKind::Complaint);
    fixture.write(|write| record_receipt(write, &open, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    assert!(delete(&open, false).is_err());
    fixture.write(|write| record_progress(write, &open, &status_response("answered", 1), None, NOW)).unwrap();
    delete(&open, false).unwrap();
    let forced = fixture.sent_appeal(AppealKind::Complaint);
    fixture.write(|write| record_receipt(write, &forced, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    delete(&forced, true).unwrap();
    assert_eq!(fixture.store.outbox().unwrap().read_now(list).unwrap(), []);
}

#[test]
fn reminders_cover_news_and_overdue_answers() {
    let fixture = AppealFixture::new();
    let id = fixture.sent_appeal(AppealKind::Consultation);
    assert_eq!(reminders(&[fixture.appeal(&id, NOW)], NOW, 0), []);
    fixture.write(|write| record_receipt(write, &id, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    fixture.write(|write| record_progress(write, &id, &status_response("accepted", 1), None, NOW)).unwrap();
    let due = reminders(&[fixture.appeal(&id, NOW)], NOW, 0);
    assert_eq!(
        due.iter().map(|reminder| reminder.at).collect::<Vec<_>>(),
        [NOW, start_of(parse_date("2026-11-27").unwrap())]
    );
    fixture.write(|write| mark_seen(write, &id)).unwrap();
    fixture.write(|write| record_progress(write, &id, &status_response("answered", 2), None, NOW)).unwrap();
    let answered = reminders(&[fixture.appeal(&id, NOW)], NOW, 0);
    assert_eq!(answered.len(), 1, "an answered appeal is news and no longer overdue");
    assert_eq!(answered[0].body, "已答复");
}

/// A rejection by a server on the way says nothing about an earlier try; the publisher's own proves that it has nothing.
#[test]
fn rejection_parks_an_appeal_only_if_no_earlier_try_may_have_arrived() {
    for (status, answer, earlier_try, state) in [
        (404, "<html>", false, AppealState::Queued),
        (405, "", false, AppealState::Queued),
        (403, "", false, AppealState::Queued),
        (451, "<html>", false, AppealState::Queued),
        (400, "", false, AppealState::Queued),
        (413, "", false, AppealState::Parked),
        (404, "<html>", true, AppealState::Queued),
        (403, "", true, AppealState::Queued),
        (400, r#"{"invalid":"title"}"#, true, AppealState::Parked),
        (422, "", true, AppealState::Parked),
        (413, "", true, AppealState::Queued),
        (409, "", true, AppealState::Parked),
        (409, "<html>", false, AppealState::Queued),
        (422, "\n<!DOCTYPE html>", true, AppealState::Queued),
        (413, "<html>", false, AppealState::Queued),
    ] {
        let fixture = AppealFixture::new();
        let id = fixture.sent_appeal(AppealKind::Complaint);
        let stored = || fixture.store.outbox().unwrap().read_now(|outbox| get(outbox, &id)).unwrap();
        for _ in 0..1 + u32::from(earlier_try) {
            assert!(fixture.write(|write| begin_try(write, &stored())).unwrap());
        }
        fixture.write(|write| record_rejection(write, &id, status, answer.as_bytes(), NOW)).unwrap();
        assert_eq!(fixture.state(&id), state, "{status} {earlier_try}");
        let deleted = fixture.write(|write| delete(write, &id, false));
        assert_eq!(deleted.is_ok(), !earlier_try || state == AppealState::Parked, "{status} {earlier_try}");
    }
}

#[test]
fn appeals_that_failed_least_often_are_sent_first_and_waits_are_bounded() {
    let fixture = AppealFixture::new();
    let (bad, good) = (fixture.sent_appeal(AppealKind::Complaint), fixture.sent_appeal(AppealKind::Complaint));
    let queued = || fixture.store.outbox().unwrap().read_now(queued).unwrap();
    let mut now = NOW;
    for tries in 0..40 {
        fixture.write(|write| postpone(write, &bad, now)).unwrap();
        let order: Vec<String> = queued().into_iter().map(|one| one.id).collect();
        assert_eq!(order, [good.clone(), bad.clone()]);
        let stored = queued().remove(1);
        assert!(!stored.is_due(now) && !stored.is_due(now + 30_000), "{tries}");
        assert!(stored.is_due(now + 6 * 3_600_000), "{tries}");
        assert!(stored.is_due(now - 365 * 86_400_000), "the phone's clock was put back");
        now += 6 * 3_600_000;
    }
}

#[test]
fn queued_appeal_whose_body_was_lost_is_sent_with_the_same_one() {
    let fixture = AppealFixture::new();
    let id = fixture.sent_appeal(AppealKind::Complaint);
    let stored = || fixture.store.outbox().unwrap().read_now(|outbox| get(outbox, &id)).unwrap();
    let body = stored().body.unwrap();
    fixture.write(|write| Ok(write.execute("UPDATE appeal SET body = NULL, tries = 1", [])?)).unwrap();
    assert_eq!(waiting_body(&stored()), body);
    assert!(fixture.write(|write| begin_try(write, &stored())).unwrap());
}

#[test]
fn second_answer_is_asked_for_and_shown() {
    let fixture = AppealFixture::new();
    let id = fixture.sent_appeal(AppealKind::Complaint);
    let receipt = receipt("2026-11-24T00:00:00Z");
    fixture.write(|write| record_receipt(write, &id, &receipt, NOW)).unwrap();
    let progress = |state: &str, events: usize, now: i64| {
        fixture.write(|write| record_progress(write, &id, &status_response(state, events), None, now)).unwrap();
    };
    let due = |now: i64| {
        let hour_ago = now - MILLIS_PER_DAY / 24;
        fixture.store.outbox().unwrap().read_now(|outbox| due_for_refresh(outbox, hour_ago, now)).unwrap().len()
    };
    progress("answered", 2, NOW);
    assert_eq!(due(NOW + MILLIS_PER_DAY / 2), 0);
    assert_eq!(due(NOW + 2 * MILLIS_PER_DAY), 1);
    // The person asks: without an interval it is due at once.
    let now = NOW + MILLIS_PER_DAY / 2;
    let asked = fixture.store.outbox().unwrap().read_now(|outbox| due_for_refresh(outbox, now, now)).unwrap();
    assert_eq!(asked.len(), 1);
    fixture.write(|write| mark_seen(write, &id)).unwrap();
    // The answer is corrected in place.
    progress("answered", 2, NOW);
    assert!(!fixture.appeal(&id, NOW).unseen);
    let corrected = String::from_utf8(status_response("answered", 2)).unwrap();
    let corrected = corrected.replace("\"text\":\"", "\"text\":\"改：");
    fixture.write(|write| record_progress(write, &id, corrected.as_bytes(), None, NOW)).unwrap();
    assert!(fixture.appeal(&id, NOW).unseen);
    fixture.write(|write| mark_seen(write, &id)).unwrap();
    // It is taken up again, then answered again.
    progress("accepted", 3, NOW + 2 * MILLIS_PER_DAY);
    assert_eq!(fixture.state(&id), AppealState::Accepted);
    progress("answered", 4, NOW + 3 * MILLIS_PER_DAY);
    let appeal = fixture.appeal(&id, NOW + 3 * MILLIS_PER_DAY);
    assert_eq!((appeal.state, appeal.events.len(), appeal.unseen), (AppealState::Answered, 4, true));
    assert_eq!(due(NOW + 400 * MILLIS_PER_DAY), 0);
}
