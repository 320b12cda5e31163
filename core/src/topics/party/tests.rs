use serde_json::{Value, json};

use super::*;
use crate::reader::item::IncomingItem;
use crate::reader::marks::{Mark, MirrorPosition};
use crate::tests::fixture::{NOW, TopicFixture};

fn fixture() -> TopicFixture {
    TopicFixture::new("party", ingest)
}

fn chapters(fixture: &TopicFixture, series: &str, numbers: &[u64]) {
    for number in numbers {
        fixture.publish(&format!("{series}{number}"), "study", json!({"series": series, "chapter": number}));
    }
}

/// Marks a chapter as opened at a stamp, and left at a place.
fn mark_opened(fixture: &TopicFixture, id: &str, stamp: i64, place: Option<(u32, u32)>) {
    let mark = Mark { id: id.into(), stamp, read: Some(stamp), opened: Some(stamp), place, ..Mark::default() };
    let position = MirrorPosition { epoch: "test".into(), stamp };
    fixture.store.cache().write_now(|write| feed::apply_marks(write, &[mark], &position, NOW)).unwrap();
}

fn study_of(fixture: &TopicFixture, series: &str) -> Study {
    fixture.read(|view| study(view, series)).unwrap()
}

#[test]
fn chapters_are_sorted_by_number_in_any_order_of_arrival() {
    let fixture = fixture();
    chapters(&fixture, "甲", &[3, 1]);
    chapters(&fixture, "乙", &[1]);
    chapters(&fixture, "甲", &[2]);
    let listed = fixture.read(series).unwrap();
    let counts: Vec<_> = listed.iter().map(|series| (series.name.as_str(), series.chapters, series.unread)).collect();
    assert_eq!(counts, [("甲", 3, 3), ("乙", 1, 1)]);
    let study = study_of(&fixture, "甲");
    let numbers: Vec<_> = study.chapters.iter().map(|chapter| (chapter.row.id.as_str(), chapter.number)).collect();
    assert_eq!(numbers, [("甲1", 1), ("甲2", 2), ("甲3", 3)]);
    assert_eq!(study.go_on.as_deref(), Some("甲1"));
    assert!(fixture.read(|view| super::study(view, "丙")).is_err());
}

#[test]
fn study_continues_at_the_chapter_left_in_the_middle_or_the_next_unread_one() {
    let fixture = fixture();
    chapters(&fixture, "甲", &[1, 2, 3, 4]);
    mark_opened(&fixture, "甲1", 10, Some((0, 0)));
    assert_eq!(study_of(&fixture, "甲").go_on.as_deref(), Some("甲2"), "the first was left at its beginning");
    mark_opened(&fixture, "甲3", 20, Some((4, 250)));
    let study = study_of(&fixture, "甲");
    assert_eq!(study.go_on.as_deref(), Some("甲3"));
    assert_eq!(study.chapters[2].place, Some(ReadingPosition { block: 4, permille: 250 }));
    mark_opened(&fixture, "甲3", 30, None);
    assert_eq!(study_of(&fixture, "甲").go_on.as_deref(), Some("甲4"));
    mark_opened(&fixture, "甲4", 40, None);
    assert_eq!(study_of(&fixture, "甲").go_on.as_deref(), Some("甲2"), "a chapter that was skipped is unread");
    mark_opened(&fixture, "甲2", 50, None);
    assert_eq!(study_of(&fixture, "甲").go_on, None);
    assert_eq!(fixture.read(series).unwrap()[0].unread, 0);
}

#[test]
fn revision_or_withdrawal_moves_or_removes_a_chapter() {
    let fixture = fixture();
    chapters(&fixture, "甲", &[1, 2]);
    fixture.publish("甲2", "study", json!({"series": "乙", "chapter": 1}));
    assert_eq!(study_of(&fixture, "甲").chapters.len(), 1);
    fixture.publish("甲2", "article", json!({}));
    assert!(fixture.read(|view| study(view, "乙")).is_err());
    fixture.withdraw("甲1");
    assert_eq!(fixture.read(series).unwrap(), []);
    // An item with a malformed payload is no chapter.
    for object in [json!(null), json!({"series": 5}), json!({"series": "  "}), json!([1])] {
        fixture.publish("x", "study", object);
    }
    assert_eq!(fixture.read(series).unwrap(), []);
    fixture.publish("y", "study", json!({"series": " 丙\n丁\u{202e} ", "chapter": -3}));
    assert_eq!(study_of(&fixture, "丙 丁").chapters[0].number, 0);
}

#[test]
fn chapter_in_two_channels_counts_once() {
    let fixture = fixture();
    for channel in ["website", "wechat"] {
        let item = fixture.item("study", json!({"series": "甲", "chapter": 1}));
        fixture.ingest(IncomingItem { channel: Some(channel.into()), story: Some("一讲".into()), ..item });
    }
    assert_eq!(study_of(&fixture, "甲").chapters.len(), 1);
    assert_eq!(fixture.read(series).unwrap()[0].chapters, 1);
    assert_eq!(fixture.store.cache().read_now(|cache| chapter_ids(cache, "甲")).unwrap().len(), 2);
}

fn ids(fixture: &TopicFixture, past: bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = None;
    loop {
        let request = ActivityRequest { module: "party".into(), past, before, limit: 1 };
        let page = fixture.read(|view| activities(view, &request)).unwrap();
        found.extend(page.items.into_iter().map(|activity| activity.row.id));
        before = page.next;
        if before.is_none() {
            return found;
        }
    }
}

#[test]
fn activities_are_sorted_by_their_end() {
    let fixture = fixture();
    // Now is 2026-11-24 08:00 in China.
    for (id, starts, ends) in [
        ("later", "2026-12-05T14:00:00+08:00", Some("2026-12-05T16:00:00+08:00")),
        ("over", "2026-11-23T09:00:00+08:00", Some("2026-11-23T10:00:00+08:00")),
        ("under way", "2026-11-24T07:00:00+08:00", Some("2026-11-24T08:00:00+08:00")),
        ("open end", "2026-11-24T06:00:00+08:00", None),
        ("long over", "2026-10-01T09:00:00+08:00", None),
    ] {
        fixture.publish(id, "activity", json!({"starts": starts, "ends": ends, "place": "样例活动室"}));
    }
    assert_eq!(ids(&fixture, false), ["under way", "open end", "later"]);
    assert_eq!(ids(&fixture, true), ["over", "long over"]);
    assert!(fixture.read(|view| activity(view, "over")).unwrap().over);
    assert!(!fixture.read(|view| activity(view, "open end")).unwrap().over);
    let other = ActivityRequest { module: "news".into(), limit: 50, ..ActivityRequest::default() };
    assert_eq!(fixture.read(|view| activities(view, &other)).unwrap().items, []);
    for sql in [CHAPTERS, CHAPTER_IDS, UPCOMING, PAST] {
        fixture.check_plan(sql);
    }
    // All series are counted, from a covering index in their order.
    let plan = fixture.query_plan(SERIES);
    assert!(plan.contains("SCAN chapter USING COVERING INDEX chapter_by_series") && !plan.contains("TEMP"), "{plan}");
}

/// The activity of a payload; `None` if it is none.
fn activity_of(starts: &str, ends: Value) -> Option<Activity> {
    let fixture = fixture();
    let object = json!({"starts": starts, "ends": ends, "place": "活动室", "contact": "甲", "sign_up": "打电话"});
    fixture.publish("a", "activity", object);
    fixture.read(|view| activity(view, "a")).ok()
}

#[test]
fn calendar_event_has_times_place_and_notes() {
    let saturday = "2026-11-28T09:00:00+08:00";
    let activity = activity_of(saturday, json!("2026-11-28T11:30:00+08:00")).unwrap();
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
        let activity = activity_of(saturday, ends).unwrap();
        assert_eq!(activity.time_text, expected);
        assert_eq!(activity.calendar.ends - activity.calendar.starts, minutes * 60_000);
    }
    assert_eq!(activity_of("2027-01-02T09:00:00+08:00", json!(null)).unwrap().time_text, "2027年1月2日 周六 09:00开始");
    assert!(activity_of("tomorrow", json!(null)).is_none());
}

#[test]
fn report_of_the_same_story_hides_no_activity_and_no_chapter() {
    let fixture = fixture();
    fixture.publish_version("s", "report", "article", json!({}));
    fixture.publish_version("s", "activity", "activity", json!({"starts": "2026-12-01T09:00:00+08:00"}));
    fixture.publish_version("s", "chapter", "study", json!({"series": "甲", "chapter": 1}));
    let request = ActivityRequest { module: "party".into(), limit: 20, ..ActivityRequest::default() };
    let page = fixture.read(|view| activities(view, &request)).unwrap();
    assert_eq!(page.items.into_iter().map(|activity| activity.row.id).collect::<Vec<_>>(), ["activity"]);
    assert_eq!(study_of(&fixture, "甲").chapters.len(), 1);
}
