use std::path::Path;
use std::sync::Arc;

use super::super::appeal::*;
use super::super::appeal_page::{reminders, shown};
use crate::base::change::Announcer;
use crate::base::error::Result;
use crate::base::store::{Store, Write};
use crate::formats::workday::{Calendar, DeadlineStatus, parse_date, start_of};
use crate::reader::feed::View;
use crate::reader::media::FileStore;

/// 2026-11-24 08:00 in China.
const NOW: i64 = 1_795_478_400_000;

struct Phone {
    _folder: tempfile::TempDir,
    store: Store,
}

impl Phone {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Arc::new(Announcer::default())).unwrap();
        Self { _folder: folder, store }
    }

    fn write<T>(&self, work: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        self.store.outbox().unwrap().write_now(work)
    }

    fn shown(&self, id: &str, now: i64) -> Appeal {
        let stored = self.store.outbox().unwrap().read_now(|outbox| find(outbox, id)).unwrap();
        let calendar = Calendar::parse(include_str!("../../../../../tests/publisher/content/catalogue.json"));
        let files = FileStore::new(Path::new("phone"));
        let query = |connection: &rusqlite::Connection| {
            shown(&View { connection, files: &files, device_now: now, publisher_now: now }, &calendar, stored)
        };
        self.store.cache().read_now(query).unwrap()
    }

    fn sent(&self, kind: AppealKind) -> String {
        let draft = AppealDraft {
            kind, title: "路灯".into(), text: "三号路灯不亮。".into(), ..AppealDraft::default()
        };
        let id = self.write(|write| save(write, &draft, NOW)).unwrap();
        self.write(|write| send(write, &id, NOW)).unwrap();
        id
    }

    fn state(&self, id: &str) -> AppealState {
        self.shown(id, NOW).state
    }
}

fn receipt(received: &str) -> Vec<u8> {
    format!(r#"{{"number":"SM-2026-000001","code":"ABCDEFGHJK","received":"{received}"}}"#).into_bytes()
}

fn told(state: &str, events: usize) -> Vec<u8> {
    let event = r#"{"time":"2026-11-24T09:00:00+08:00","stage":"accepted","office":"样例单位","text":"已受理。"}"#;
    format!(r#"{{"state":"{state}","events":[{}]}}"#, vec![event; events].join(",")).into_bytes()
}

#[test]
fn a_draft_is_kept_as_it_is_and_frozen_when_it_is_sent() {
    let phone = Phone::new();
    let mut draft = AppealDraft { name: Some("  ".into()), ..AppealDraft::default() };
    let id = phone.write(|write| save(write, &draft, NOW)).unwrap();
    let code = |fault: Result<()>| fault.unwrap_err().code();
    assert_eq!(code(phone.write(|write| send(write, &id, NOW))), "appeal-title");
    (draft.id, draft.title, draft.town) = (Some(id.clone()), "路灯".into(), Some("yanglin".into()));
    assert_eq!(phone.write(|write| save(write, &draft, NOW + 1)).unwrap(), id);
    assert_eq!(code(phone.write(|write| send(write, &id, NOW))), "appeal-text");
    draft.text = "字".repeat(MAX_APPEAL_TEXT + 1);
    phone.write(|write| save(write, &draft, NOW + 1)).unwrap();
    assert_eq!(code(phone.write(|write| send(write, &id, NOW))), "appeal-text", "kept, but too long to be sent");
    draft.text = "三号路灯不亮。".into();
    phone.write(|write| save(write, &draft, NOW + 2)).unwrap();
    phone.write(|write| send(write, &id, NOW + 3)).unwrap();
    let body = || phone.store.outbox().unwrap().read_now(queued).unwrap()[0].body.clone().unwrap();
    let frozen = body();
    let value: serde_json::Value = serde_json::from_str(&frozen).unwrap();
    assert_eq!((&value["kind"], &value["town"]), (&"consultation".into(), &"yanglin".into()));
    assert_eq!(value["written"], "2026-11-24T00:00:00.003Z");
    assert!(value.get("contact").is_none(), "a blank name is none, and none is needed");
    phone.write(|write| send(write, &id, NOW + 4)).unwrap();
    assert_eq!(body(), frozen, "sending twice is sending once");
    assert_eq!(phone.write(|write| save(write, &draft, NOW)).unwrap_err().code(), "appeal-sent");
    let huge = AppealDraft { text: "字".repeat(60_000), ..AppealDraft::default() };
    assert!(phone.write(|write| save(write, &huge, NOW)).is_err());
}

#[test]
fn the_number_and_the_code_come_with_the_state() {
    let phone = Phone::new();
    let id = phone.sent(AppealKind::Complaint);
    for wrong in [&b"{}"[..], b"", br#"{"number":"a/b","code":"x"}"#, br#"{"number":"a","code":"x\r\ny"}"#] {
        assert!(phone.write(|write| received(write, &id, wrong, NOW)).is_err());
        assert_eq!(phone.state(&id), AppealState::Queued, "it is tried again");
    }
    phone.write(|write| received(write, &id, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    let appeal = phone.shown(&id, NOW);
    assert_eq!((appeal.state, appeal.number.as_deref()), (AppealState::Received, Some("SM-2026-000001")));
    assert_eq!(appeal.code.as_deref(), Some("ABCDEFGHJK"));
    // A second answer to the same question changes nothing.
    phone.write(|write| received(write, &id, br#"{"number":"other","code":"other"}"#, NOW)).unwrap();
    assert_eq!(phone.shown(&id, NOW).number.as_deref(), Some("SM-2026-000001"));
}

#[test]
fn answers_are_due_in_working_days() {
    for (kind, received_on, accept, answer) in [
        (AppealKind::Consultation, "2026-11-24", "11月25日 周三", "11月26日 周四"),
        (AppealKind::Complaint, "2026-11-24", "11月25日 周三", "12月1日 周二"),
        (AppealKind::Suggestion, "2026-09-30", "10月8日 周四", "10月13日 周二"),
        (AppealKind::Complex, "2026-09-30", "10月8日 周四", "10月27日 周二"),
        (AppealKind::Consultation, "2026-02-13", "2月14日 周六", "2月24日 周二"),
        // Received on a Saturday that is worked, and on one that is not.
        (AppealKind::Consultation, "2026-10-10", "10月12日 周一", "10月13日 周二"),
        (AppealKind::Consultation, "2026-11-28", "11月30日 周一", "12月1日 周二"),
    ] {
        let phone = Phone::new();
        let id = phone.sent(kind);
        phone.write(|write| received(write, &id, &receipt(&format!("{received_on}T23:30:00+08:00")), NOW)).unwrap();
        let appeal = phone.shown(&id, start_of(parse_date(received_on).unwrap()));
        let due = |deadline: Option<crate::formats::workday::Deadline>| deadline.unwrap().due_text;
        assert_eq!((due(appeal.accept_by).as_str(), due(appeal.answer_by).as_str()), (accept, answer), "{received_on}");
    }
}

#[test]
fn what_is_not_accepted_in_time_is_behind_and_what_is_answered_is_done() {
    let phone = Phone::new();
    let id = phone.sent(AppealKind::Complex);
    phone.write(|write| received(write, &id, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    let day = |text: &str| start_of(parse_date(text).unwrap());
    let lights = |text: &str| {
        let appeal = phone.shown(&id, day(text));
        (appeal.accept_by.unwrap().light, appeal.answer_by.unwrap().light)
    };
    assert_eq!(lights("2026-11-24"), (DeadlineStatus::Near, DeadlineStatus::None));
    assert_eq!(lights("2026-11-26"), (DeadlineStatus::Overdue, DeadlineStatus::Behind));
    assert_eq!(lights("2026-12-20"), (DeadlineStatus::Overdue, DeadlineStatus::Overdue));
    phone.write(|write| progressed(write, &id, &told("accepted", 2), None, NOW)).unwrap();
    assert_eq!(lights("2026-11-26"), (DeadlineStatus::None, DeadlineStatus::None));
    phone.write(|write| progressed(write, &id, &told("answered", 3), None, NOW)).unwrap();
    assert_eq!(lights("2026-12-20"), (DeadlineStatus::None, DeadlineStatus::None));
}

#[test]
fn progress_never_goes_back() {
    let phone = Phone::new();
    let id = phone.sent(AppealKind::Complaint);
    phone.write(|write| received(write, &id, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    let tell = |state: &str, events: usize| {
        phone.write(|write| progressed(write, &id, &told(state, events), Some("\"e\""), NOW))
    };
    tell("received", 1).unwrap();
    tell("answered", 3).unwrap();
    for (state, events) in [("accepted", 2), ("received", 1), ("answered", 2)] {
        tell(state, events).unwrap();
        let appeal = phone.shown(&id, NOW);
        assert_eq!((appeal.state, appeal.events.len()), (AppealState::Answered, 3), "{state}");
    }
    for wrong in [&b"{}"[..], b"[", br#"{"state":"lost","events":[]}"#, br#"{"state":"accepted","events":7}"#] {
        assert!(phone.write(|write| progressed(write, &id, wrong, None, NOW)).is_err());
    }
    let hostile = format!(r#"{{"state":"answered","events":[{}]}}"#, vec!["7"; 10_000].join(","));
    phone.write(|write| progressed(write, &id, hostile.as_bytes(), None, NOW)).unwrap();
    assert_eq!(phone.shown(&id, NOW).events.len(), 200);
    assert!(phone.shown(&id, NOW).unseen);
    phone.write(|write| mark_seen(write, &id)).unwrap();
    assert!(!phone.shown(&id, NOW).unseen);
}

#[test]
fn what_the_publisher_refuses_waits_for_the_person_alone() {
    let phone = Phone::new();
    for (status, answer, reason) in [
        (422, r#"{"invalid":"contact"}"#, "联系方式"),
        (413, "", "正文"),
        (404, "<html>", "还没有开通"),
        (400, r#"{"invalid":7}"#, "没有接受"),
    ] {
        let id = phone.sent(AppealKind::Complaint);
        phone.write(|write| park(write, &id, status, answer.as_bytes())).unwrap();
        let appeal = phone.shown(&id, NOW);
        assert_eq!((appeal.state, appeal.editable), (AppealState::Parked, true));
        assert!(appeal.reason.contains(reason) && appeal.reason.ends_with('。'), "{}", appeal.reason);
        // The same appeal, changed: the publisher has nothing of it.
        let draft =
            AppealDraft { id: Some(id.clone()), title: "改".into(), text: "改".into(), ..AppealDraft::default() };
        assert_eq!(phone.write(|write| save(write, &draft, NOW)).unwrap(), id);
        assert_eq!(phone.state(&id), AppealState::Draft);
    }
    // What it has under an id stays as it is there.
    let id = phone.sent(AppealKind::Complaint);
    phone.write(|write| park(write, &id, 409, b"")).unwrap();
    let draft = AppealDraft { id: Some(id.clone()), title: "改".into(), text: "改".into(), ..AppealDraft::default() };
    assert_ne!(phone.write(|write| save(write, &draft, NOW)).unwrap(), id);
    assert!(phone.store.outbox().unwrap().read_now(queued).unwrap().is_empty());
}

#[test]
fn what_waits_for_an_answer_is_not_deleted_by_mistake() {
    let phone = Phone::new();
    let delete = |id: &str, insist| phone.write(|write| delete(write, id, insist));
    let fresh = phone.sent(AppealKind::Complaint);
    delete(&fresh, false).unwrap();
    let tried = phone.sent(AppealKind::Complaint);
    phone.write(|write| trying(write, &tried, NOW)).unwrap();
    assert_eq!(delete(&tried, false).unwrap_err().code(), "appeal-open", "it may have arrived");
    phone.write(|write| not_tried(write, &tried)).unwrap();
    delete(&tried, false).unwrap();
    let open = phone.sent(AppealKind::Complaint);
    phone.write(|write| received(write, &open, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    assert!(delete(&open, false).is_err());
    phone.write(|write| progressed(write, &open, &told("answered", 1), None, NOW)).unwrap();
    delete(&open, false).unwrap();
    let insisted = phone.sent(AppealKind::Complaint);
    phone.write(|write| received(write, &insisted, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    delete(&insisted, true).unwrap();
    assert_eq!(phone.store.outbox().unwrap().read_now(all).unwrap(), []);
}

#[test]
fn a_person_is_reminded_of_news_and_of_what_is_overdue() {
    let phone = Phone::new();
    let id = phone.sent(AppealKind::Consultation);
    assert_eq!(reminders(&[phone.shown(&id, NOW)], NOW, 0), []);
    phone.write(|write| received(write, &id, &receipt("2026-11-24T08:00:00+08:00"), NOW)).unwrap();
    phone.write(|write| progressed(write, &id, &told("accepted", 1), None, NOW)).unwrap();
    let due = reminders(&[phone.shown(&id, NOW)], NOW, 0);
    assert_eq!(due.iter().map(|plan| plan.at).collect::<Vec<_>>(), [NOW, start_of(parse_date("2026-11-27").unwrap())]);
    phone.write(|write| mark_seen(write, &id)).unwrap();
    phone.write(|write| progressed(write, &id, &told("answered", 2), None, NOW)).unwrap();
    let answered = reminders(&[phone.shown(&id, NOW)], NOW, 0);
    assert_eq!(answered.len(), 1, "an answer is news, and nothing is overdue any more");
    assert_eq!(answered[0].body, "已答复");
}
