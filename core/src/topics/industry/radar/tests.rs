use rusqlite::Connection;
use serde_json::json;

use super::scan::mark_rules_matched;
use super::*;
use crate::formats::workday::{parse_date, start_of};
use crate::reader::feed::{self, ItemKind};
use crate::reader::item::IncomingItem;
use crate::reader::reminder::{Reminder, ReminderKind};
use crate::tests::fixture::{NOW, TopicFixture};
use crate::topics::industry::tests::{policies, policy};

/// Five policies, to which tests add rules and items.
struct RadarFixture {
    topic: TopicFixture,
}

impl RadarFixture {
    fn new() -> Self {
        Self { topic: policies() }
    }

    fn save(&self, rule: RadarRule) -> String {
        let id = self.topic.store.outbox().unwrap().write_now(|write| save(write, rule, NOW)).unwrap();
        self.scan();
        id
    }

    fn scan(&self) {
        scan(self.topic.store.outbox().unwrap(), self.topic.store.cache(), NOW).unwrap();
        delete_withdrawn(self.topic.store.outbox().unwrap(), self.topic.store.cache()).unwrap();
    }

    fn stored(&self) -> (Vec<RadarRule>, Vec<Hit>) {
        let read = |outbox: &Connection| Ok((rules(outbox)?, hits(outbox)?));
        self.topic.store.outbox().unwrap().read_now(read).unwrap()
    }

    fn overview(&self) -> RadarOverview {
        let (rules, hits) = self.stored();
        self.topic.read(|view| overview(view.connection, rules, &hits)).unwrap()
    }

    /// Hits of the first rule, and how many are unseen.
    fn counts(&self) -> (u32, u32) {
        let overview = self.overview();
        (overview.rules[0].hits, overview.rules[0].unseen)
    }

    /// The ids of all hits.
    fn found(&self) -> Vec<String> {
        let (rules, hits) = self.stored();
        let page = self.topic.read(|view| page(view, &rules, &hits, None, None, 200)).unwrap();
        page.items.into_iter().map(|hit| hit.row.id).collect()
    }

    fn reminders(&self) -> Vec<Reminder> {
        let (rules, hits) = self.stored();
        self.topic.read(|view| reminders(view, &rules, &hits)).unwrap()
    }
}

fn auto() -> RadarRule {
    RadarRule { name: "汽车".into(), sectors: vec!["auto".into()], remind: Some(3), ..RadarRule::default() }
}

#[test]
fn hit_that_predates_its_rule_is_seen_and_a_later_one_is_new_once() {
    let radar = RadarFixture::new();
    radar.save(auto());
    assert_eq!((radar.counts(), radar.found()), ((3, 0), vec!["d".to_owned(), "b".into(), "a".into()]));
    policy(&radar.topic, "g", &["auto"], &[], json!({}));
    policy(&radar.topic, "h", &["health"], &[], json!({}));
    radar.scan();
    assert_eq!(radar.counts(), (4, 1));
    radar.scan();
    // A revision of a seen item is not new again, and one that no longer matches removes the hit.
    radar.topic.store.outbox().unwrap().write_now(|write| mark_seen(write, None)).unwrap();
    policy(&radar.topic, "g", &["auto"], &[], json!({"deadline": "2026-12-31"}));
    radar.scan();
    assert_eq!(radar.counts(), (4, 0));
    policy(&radar.topic, "g", &["health"], &[], json!({}));
    radar.scan();
    assert_eq!(radar.counts(), (3, 0));
    radar.topic.withdraw("a");
    radar.scan();
    assert_eq!((radar.found(), radar.stored().1.len()), (vec!["d".to_owned(), "b".into()], 2));
}

#[test]
fn story_in_several_channels_is_one_hit() {
    let radar = RadarFixture::new();
    radar.save(RadarRule { sectors: vec!["health".into()], ..auto() });
    radar.save(auto());
    for channel in ["website", "wechat", "weibo"] {
        let mut item = radar.topic.item("article", json!({}));
        item.detail.sectors = vec!["health".into(), "auto".into()];
        radar.topic.ingest(IncomingItem { channel: Some(channel.into()), story: Some("一事".into()), ..item });
    }
    radar.scan();
    let overview = radar.overview();
    assert_eq!((overview.unseen, overview.rules[0].unseen, overview.rules[1].unseen), (1, 1, 1));
    let (rules, hits) = radar.stored();
    let first = radar.topic.read(|view| page(view, &rules, &hits, None, None, 1)).unwrap();
    assert_eq!((first.items[0].rules.len(), first.items[0].unseen), (2, true));
    let rest = radar.topic.read(|view| page(view, &rules, &hits, None, first.next.as_deref(), 200)).unwrap();
    assert_eq!(rest.items.len() + 1, radar.found().len());
    let reminder = || radar.reminders().into_iter().find(|reminder| reminder.kind == ReminderKind::Radar).unwrap();
    let first = reminder();
    assert_eq!(first.title, "产业雷达：1条新动态");
    // Hits that predate another rule do not make another reminder.
    radar.save(RadarRule { name: "补".into(), words: vec!["办法".into()], ..RadarRule::default() });
    assert_eq!(reminder().id, first.id);
}

#[test]
fn deadline_reminder_comes_some_working_days_before() {
    let radar = RadarFixture::new();
    radar.save(auto());
    let reminders = radar.reminders();
    let listed: Vec<_> =
        reminders.iter().map(|reminder| (reminder.kind, reminder.title.as_str(), reminder.at)).collect();
    // Three working days before Monday the 30th is Wednesday the 25th; before the 24th it is long past.
    let wednesday = start_of(parse_date("2026-11-25").unwrap()) + 9 * 3_600_000;
    assert_eq!(listed.len(), 2);
    assert!(listed.contains(&(ReminderKind::Deadline, "即将截止：办法 a", wednesday)), "{listed:?}");
    let until: Vec<_> = reminders.iter().map(|reminder| reminder.until.unwrap()).collect();
    assert!(until.iter().all(|until| *until >= NOW));
    // A rule that does not remind has no reminders, and neither has a policy that is closed.
    let id = radar.overview().rules[0].id.clone();
    radar.save(RadarRule { id: Some(id), remind: None, ..auto() });
    assert_eq!(radar.reminders(), []);
}

#[test]
fn rules_are_exported_and_a_bad_file_changes_nothing() {
    let radar = RadarFixture::new();
    radar.save(RadarRule { words: vec!["补贴".into()], kinds: vec![ItemKind::Policy], ..auto() });
    let outbox = radar.topic.store.outbox().unwrap();
    let file = outbox.read_now(export).unwrap();
    assert!(!file.contains(&radar.overview().rules[0].id));
    let import = |file: &str| outbox.write_now(|write| import(write, file, NOW));
    assert_eq!(import(&file).unwrap(), 0, "the rule is known");
    let other = RadarFixture::new();
    let other_outbox = other.topic.store.outbox().unwrap();
    assert_eq!(other_outbox.write_now(|write| super::import(write, &format!("\u{feff}{file}"), NOW)).unwrap(), 1);
    let without_id = |radar: &RadarFixture| RadarRule { id: None, ..radar.stored().0.remove(0) };
    assert_eq!(without_id(&other), without_id(&radar));
    let good = r#"{"name": "好", "words": ["车"]}"#;
    for bad in [
        String::new(),
        "[]".into(),
        r#"{"radar": 2, "rules": []}"#.into(),
        r#"{"radar": 1}"#.into(),
        format!(r#"{{"radar": 1, "rules": [{good}, {{"name": "空"}}]}}"#),
        format!(r#"{{"radar": 1, "rules": [{good}, {{"name": "类", "kinds": ["nonsense"]}}]}}"#),
        format!(r#"{{"radar": 1, "rules": [{}]}}"#, vec![r#"{"name": "长", "words": ["车"]}"#; 20].join(","))
            + &" ".repeat(1_000_000),
    ] {
        assert!(import(&bad).is_err(), "{}", &bad[..bad.len().min(80)]);
    }
    let many: Vec<String> =
        (0..MAX_RADAR_RULES).map(|n| format!(r#"{{"name": "第{n}", "words": ["车{n}"]}}"#)).collect();
    assert!(import(&format!(r#"{{"radar": 1, "rules": [{}]}}"#, many.join(","))).is_err());
    assert_eq!(radar.overview().rules.len(), 1, "a file is imported whole or not at all");
    assert_eq!(import(&format!(r#"{{"radar": 1, "later": true, "rules": [{good}, {good}]}}"#)).unwrap(), 1);
}

#[test]
fn rule_changed_during_a_scan_is_matched_again() {
    let radar = RadarFixture::new();
    let outbox = radar.topic.store.outbox().unwrap();
    let id = outbox.write_now(|write| save(write, auto(), NOW)).unwrap();
    let document = |outbox: &Connection| Ok(outbox.query_row("SELECT rule FROM radar", [], |row| row.get(0))?);
    let earlier: String = outbox.read_now(document).unwrap();
    let other = RadarRule { id: Some(id.clone()), sectors: vec!["health".into()], ..auto() };
    outbox.write_now(|write| save(write, other, NOW)).unwrap();
    outbox.write_now(|write| mark_rules_matched(write, &[(id, earlier)])).unwrap();
    radar.scan();
    assert_eq!(radar.found(), ["c", "b"]);
}

#[test]
fn deleted_rule_loses_its_hits_and_without_rules_nothing_is_queued() {
    let radar = RadarFixture::new();
    let (cache, outbox) = (radar.topic.store.cache(), radar.topic.store.outbox().unwrap());
    let queued = || cache.read_now(|cache| feed::queued_for_radar(cache, 100)).unwrap().len();
    policy(&radar.topic, "g", &["auto"], &[], json!({}));
    assert_eq!(queued(), 0);
    let id = radar.save(auto());
    policy(&radar.topic, "h", &["auto"], &[], json!({}));
    assert_eq!(queued(), 1);
    outbox.write_now(|write| delete(write, &id)).unwrap();
    radar.scan();
    assert_eq!((queued(), radar.stored()), (0, (vec![], vec![])));
    assert!(outbox.write_now(|write| delete(write, &id)).is_err());
    assert!(outbox.write_now(|write| save(write, RadarRule { id: Some(id), ..auto() }, NOW)).is_err());
}

#[test]
fn lost_cache_makes_no_hit_new_again() {
    let radar = RadarFixture::new();
    radar.save(auto());
    let cache = radar.topic.store.cache();
    // A new cache file queues nothing, and its items came before the queue was switched on.
    cache.write_now(|write| feed::enable_radar_queue(write, false)).unwrap();
    policy(&radar.topic, "g", &["auto"], &[], json!({}));
    radar.scan();
    assert_eq!(radar.counts(), (4, 1));
    assert!(cache.read_now(|cache| feed::keys_after(cache, i64::MIN, 100)).unwrap().len() > 5);
}

#[test]
fn item_that_was_revised_while_it_was_matched_is_matched_again() {
    let radar = RadarFixture::new();
    radar.save(auto());
    let cache = radar.topic.store.cache();
    let queued = || cache.read_now(|cache| Ok((feed::epoch(cache)?, feed::queued_for_radar(cache, 100)?))).unwrap();
    policy(&radar.topic, "g", &["health"], &[], json!({}));
    let (epoch, matched) = queued();
    policy(&radar.topic, "g", &["auto"], &[], json!({}));
    let dequeue = |epoch: &str| cache.write_now(|write| feed::dequeue_from_radar(write, epoch, &matched)).unwrap();
    dequeue(&epoch);
    assert_eq!(queued().1.len(), 1);
    radar.scan();
    assert_eq!(radar.counts(), (4, 1));
    // The queue of another cache file is not emptied.
    policy(&radar.topic, "h", &["auto"], &[], json!({}));
    let (epoch, matched) = queued();
    cache.write_now(|write| feed::dequeue_from_radar(write, "another", &matched)).unwrap();
    assert_eq!(queued().1.len(), 1);
    cache.write_now(|write| feed::dequeue_from_radar(write, &epoch, &matched)).unwrap();
    assert_eq!(queued().1.len(), 0);
}

#[test]
fn item_that_came_after_its_rule_was_saved_is_new_even_if_the_rule_is_matched_later() {
    let radar = RadarFixture::new();
    let outbox = radar.topic.store.outbox().unwrap();
    outbox.write_now(|write| save(write, auto(), NOW)).unwrap();
    // The scan that follows from saving failed; a sync begins.
    update_queue(outbox, radar.topic.store.cache()).unwrap();
    policy(&radar.topic, "g", &["auto"], &[], json!({}));
    radar.scan();
    assert_eq!(radar.counts(), (4, 1));
}

#[test]
fn unseen_hits_and_the_latest_of_each_rule_are_read_whatever_other_rules_found() {
    let radar = RadarFixture::new();
    let (old, busy) = (radar.save(auto()), radar.save(RadarRule { name: "多".into(), ..auto() }));
    let outbox = radar.topic.store.outbox().unwrap();
    outbox
        .write_now(|write| {
            write.execute("DELETE FROM hit", [])?;
            let mut insert = write.prepare("INSERT INTO hit (rule, item, time, seen) VALUES (?1, ?2, ?3, ?4)")?;
            for number in 0..100 {
                insert.execute((&old, format!("unseen {number}"), number, 0))?;
                insert.execute((&old, format!("seen {number}"), number, 1))?;
            }
            for number in 0..8_000 {
                insert.execute((&busy, format!("{number}"), 1_000 + number, 1 + number % 2))?;
            }
            Ok(())
        })
        .unwrap();
    let hits = radar.stored().1;
    let of = |rule: &str, seen: bool| hits.iter().filter(|hit| hit.rule == rule && hit.seen == seen).count();
    assert_eq!((of(&old, false), of(&old, true)), (100, 25), "of 50 hits of the rule, half were seen");
    assert_eq!((of(&busy, false), of(&busy, true)), (0, 5_000));
    assert!(hits.is_sorted_by_key(|hit| std::cmp::Reverse(hit.time)));
    let each: std::collections::BTreeSet<_> = hits.iter().map(|hit| (&hit.rule, &hit.item)).collect();
    assert_eq!(each.len(), hits.len(), "no hit is read twice");
}

#[test]
fn deadline_of_a_policy_is_that_of_its_story_whatever_represents_it() {
    let radar = RadarFixture::new();
    let version = |id: &str, kind: &str, payload| {
        let mut item = radar.topic.item(kind, payload);
        (item.id, item.title, item.story) = (id.into(), "扶持办法".into(), Some("s".into()));
        radar.topic.ingest(item);
    };
    version("report", "article", json!({}));
    version("policy", "policy", json!({"deadline": "2026-12-31"}));
    radar.save(RadarRule {
        name: "扶持".into(), words: vec!["扶持".into()], remind: Some(3), ..RadarRule::default()
    });
    let (rules, hits) = radar.stored();
    let page = radar.topic.read(|view| page(view, &rules, &hits, None, None, 200)).unwrap();
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].row.id, "report");
    assert!(page.items[0].deadline.is_some());
    let reminded: Vec<_> = radar.reminders().into_iter().filter_map(|reminder| reminder.item).collect();
    assert_eq!(reminded, ["policy"]);
}
