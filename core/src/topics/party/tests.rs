use serde_json::{Value, json};

use super::*;
use crate::reader::item::IncomingItem;
use crate::reader::marks::{Mark, MirrorPosition};
use crate::tests::fixture::{NOW, Phone};

fn phone() -> Phone {
    Phone::new("party", apply)
}

fn chapters(phone: &Phone, series: &str, numbers: &[u64]) {
    for number in numbers {
        phone.get(&format!("{series}{number}"), "study", json!({"series": series, "chapter": number}));
    }
}

/// What the person did: opened at a stamp, and where they are.
fn marked(phone: &Phone, id: &str, stamp: i64, place: Option<(u32, u32)>) {
    let mark = Mark { id: id.into(), stamp, read: Some(stamp), opened: Some(stamp), place, ..Mark::default() };
    let book = MirrorPosition { epoch: "test".into(), stamp };
    phone.store.cache().write_now(|write| feed::apply_marks(write, &[mark], &book, NOW)).unwrap();
}

fn study_of(phone: &Phone, series: &str) -> Study {
    phone.read(|view| study(view, series)).unwrap()
}

#[test]
fn a_series_has_its_chapters_in_order_whatever_order_they_came_in() {
    let phone = phone();
    chapters(&phone, "甲", &[3, 1]);
    chapters(&phone, "乙", &[1]);
    chapters(&phone, "甲", &[2]);
    let listed = phone.read(series).unwrap();
    let told: Vec<_> = listed.iter().map(|one| (one.name.as_str(), one.chapters, one.unread)).collect();
    assert_eq!(told, [("甲", 3, 3), ("乙", 1, 1)]);
    let study = study_of(&phone, "甲");
    let numbers: Vec<_> = study.chapters.iter().map(|one| (one.row.id.as_str(), one.number)).collect();
    assert_eq!(numbers, [("甲1", 1), ("甲2", 2), ("甲3", 3)]);
    assert_eq!(study.go_on.as_deref(), Some("甲1"));
    assert!(phone.read(|view| super::study(view, "丙")).is_err());
}

#[test]
fn the_person_goes_on_where_they_stopped() {
    let phone = phone();
    chapters(&phone, "甲", &[1, 2, 3, 4]);
    marked(&phone, "甲1", 10, Some((0, 0)));
    assert_eq!(study_of(&phone, "甲").go_on.as_deref(), Some("甲2"), "the first was opened and left at its beginning");
    marked(&phone, "甲3", 20, Some((4, 250)));
    let study = study_of(&phone, "甲");
    assert_eq!(study.go_on.as_deref(), Some("甲3"));
    assert_eq!(study.chapters[2].place, Some(ReadingPosition { block: 4, permille: 250 }));
    marked(&phone, "甲3", 30, None);
    assert_eq!(study_of(&phone, "甲").go_on.as_deref(), Some("甲4"));
    marked(&phone, "甲4", 40, None);
    assert_eq!(study_of(&phone, "甲").go_on.as_deref(), Some("甲2"), "what was passed over is left");
    marked(&phone, "甲2", 50, None);
    assert_eq!(study_of(&phone, "甲").go_on, None);
    assert_eq!(phone.read(series).unwrap()[0].unread, 0);
}

#[test]
fn a_chapter_follows_what_its_publisher_does() {
    let phone = phone();
    chapters(&phone, "甲", &[1, 2]);
    phone.get("甲2", "study", json!({"series": "乙", "chapter": 1}));
    assert_eq!(study_of(&phone, "甲").chapters.len(), 1);
    phone.get("甲2", "article", json!({}));
    assert!(phone.read(|view| study(view, "乙")).is_err());
    phone.withdraw("甲1");
    assert_eq!(phone.read(series).unwrap(), []);
    // What cannot be read is an item like any other.
    for object in [json!(null), json!({"series": 5}), json!({"series": "  "}), json!([1])] {
        phone.get("x", "study", object);
    }
    assert_eq!(phone.read(series).unwrap(), []);
    phone.get("y", "study", json!({"series": " 丙\n丁\u{202e} ", "chapter": -3}));
    assert_eq!(study_of(&phone, "丙 丁").chapters[0].number, 0);
}

#[test]
fn one_chapter_in_two_channels_is_one_chapter() {
    let phone = phone();
    for channel in ["website", "wechat"] {
        let item = phone.item("study", json!({"series": "甲", "chapter": 1}));
        phone.take(IncomingItem { channel: Some(channel.into()), story: Some("一讲".into()), ..item });
    }
    assert_eq!(study_of(&phone, "甲").chapters.len(), 1);
    assert_eq!(phone.read(series).unwrap()[0].chapters, 1);
    assert_eq!(phone.store.cache().read_now(|cache| chapter_ids(cache, "甲")).unwrap().len(), 2);
}

fn ids(phone: &Phone, past: bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = None;
    loop {
        let request = ActivityRequest { module: "party".into(), past, before, limit: 1 };
        let page = phone.read(|view| activities(view, &request)).unwrap();
        found.extend(page.items.into_iter().map(|one| one.row.id));
        before = page.next;
        if before.is_none() {
            return found;
        }
    }
}

#[test]
fn activities_are_listed_by_when_they_end() {
    let phone = phone();
    // Now is 2026-11-24 08:00 in China.
    for (id, starts, ends) in [
        ("later", "2026-12-05T14:00:00+08:00", Some("2026-12-05T16:00:00+08:00")),
        ("over", "2026-11-23T09:00:00+08:00", Some("2026-11-23T10:00:00+08:00")),
        ("under way", "2026-11-24T07:00:00+08:00", Some("2026-11-24T08:00:00+08:00")),
        ("open end", "2026-11-24T06:00:00+08:00", None),
        ("long over", "2026-10-01T09:00:00+08:00", None),
    ] {
        phone.get(id, "activity", json!({"starts": starts, "ends": ends, "place": "样例活动室"}));
    }
    assert_eq!(ids(&phone, false), ["under way", "open end", "later"]);
    assert_eq!(ids(&phone, true), ["over", "long over"]);
    assert!(phone.read(|view| one(view, "over")).unwrap().over);
    assert!(!phone.read(|view| one(view, "open end")).unwrap().over);
    let other = ActivityRequest { module: "news".into(), limit: 50, ..ActivityRequest::default() };
    assert_eq!(phone.read(|view| activities(view, &other)).unwrap().items, []);
    for sql in [CHAPTERS, CHAPTER_IDS, TO_COME, PAST] {
        phone.check_plan(sql);
    }
    // All series are counted, from the index that orders them.
    let plan = phone.plan(SERIES);
    assert!(plan.contains("SCAN chapter USING COVERING INDEX chapter_by_series") && !plan.contains("TEMP"), "{plan}");
}

fn told(starts: &str, ends: Value) -> Option<Activity> {
    let phone = phone();
    let object = json!({"starts": starts, "ends": ends, "place": "活动室", "contact": "甲", "sign_up": "打电话"});
    phone.get("a", "activity", object);
    phone.read(|view| one(view, "a")).ok()
}

#[test]
fn a_calendar_is_given_what_it_needs() {
    let saturday = "2026-11-28T09:00:00+08:00";
    let activity = told(saturday, json!("2026-11-28T11:30:00+08:00")).unwrap();
    assert_eq!(activity.time_text, "11月28日 周六 09:00–11:30");
    let event = activity.calendar;
    assert_eq!((event.uid.as_str(), event.place.as_str(), event.notes.as_str()), ("a", "活动室", "甲\n打电话"));
    assert_eq!((event.starts, event.ends - event.starts), (activity.starts, 150 * 60_000));
    for (ends, expected, minutes) in [
        (json!(null), "11月28日 周六 09:00开始", 60),
        (json!("2026-11-28T08:00:00+08:00"), "11月28日 周六 09:00开始", 60),
        (json!("2026-11-29T01:00:00+08:00"), "11月28日 周六 09:00 – 11月29日 周日 01:00", 16 * 60),
        (json!("2026-11-28T04:00:00Z"), "11月28日 周六 09:00–12:00", 180),
    ] {
        let activity = told(saturday, ends).unwrap();
        assert_eq!(activity.time_text, expected);
        assert_eq!(activity.calendar.ends - activity.calendar.starts, minutes * 60_000);
    }
    assert_eq!(told("2027-01-02T09:00:00+08:00", json!(null)).unwrap().time_text, "2027年1月2日 周六 09:00开始");
    assert!(told("tomorrow", json!(null)).is_none());
}
