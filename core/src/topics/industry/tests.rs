use serde_json::{Value, json};

use super::policy::{BY_DEADLINE, statement};
use super::*;
use crate::base::clock::MILLIS_PER_DAY;
use crate::reader::feed::{self, ItemKind, Scope, keys_after};
use crate::reader::item::IncomingItem;
use crate::reader::reminder::ReminderKind;
use crate::tests::fixture::{NOW, Phone};

fn phone() -> Phone {
    Phone::new("industry", apply)
}

fn policy(phone: &Phone, id: &str, sectors: &[&str], parks: &[&str], object: Value) {
    let mut item = phone.item("policy", object);
    item.id = id.into();
    item.title = format!("办法 {id}");
    item.detail.sectors = sectors.iter().map(|code| (*code).to_owned()).collect();
    item.detail.parks = parks.iter().map(|code| (*code).to_owned()).collect();
    phone.take(item);
}

fn asked() -> PolicyRequest {
    PolicyRequest { limit: 50, ..PolicyRequest::default() }
}

fn some(code: &str) -> Option<String> {
    Some(code.to_owned())
}

/// Page by page, two at a time.
fn ids(phone: &Phone, request: PolicyRequest) -> Vec<String> {
    let mut found = Vec::new();
    let mut request = PolicyRequest { limit: 2, ..request };
    loop {
        let page = phone.read(|view| list(view, &request)).unwrap();
        found.extend(page.items.into_iter().map(|policy| policy.row.id));
        request.before = page.next;
        if request.before.is_none() {
            return found;
        }
    }
}

/// Now is 2026-11-24 in China.
fn some_policies() -> Phone {
    let phone = phone();
    phone.catalogue(
        &json!({"version": 1, "sectors": [{"code": "auto", "name": "汽车"}, {"code": "health", "name": "大健康"}],
        "parks": [{"code": "etdz", "name": "经开区"}], "sizes": [{"code": "micro", "name": "微型"}],
        "stations": [{"code": "s1", "name": "经开区联络站", "park": "etdz"},
                     {"code": "s2", "name": "汽车产业中心联络站", "park": "etdz", "sector": "auto"}]}),
    );
    policy(&phone, "a", &["auto"], &["etdz"], json!({"issuer": "甲", "deadline": "2026-11-30", "sizes": ["micro"]}));
    policy(&phone, "b", &["auto", "health"], &[], json!({"issuer": "乙", "deadline": "2026-11-24"}));
    policy(&phone, "c", &["health"], &["etdz"], json!({"deadline": "2026-11-23", "contact": "丙"}));
    policy(&phone, "d", &["auto"], &[], json!({"sizes": ["large"]}));
    policy(&phone, "e", &[], &[], json!(null));
    phone
}

#[test]
fn policies_are_listed_by_sector_park_and_size() {
    let phone = some_policies();
    assert_eq!(ids(&phone, asked()), ["e", "d", "c", "b", "a"]);
    assert_eq!(ids(&phone, PolicyRequest { sector: some("auto"), ..asked() }), ["d", "b", "a"]);
    assert_eq!(ids(&phone, PolicyRequest { park: some("etdz"), ..asked() }), ["c", "a"]);
    assert_eq!(ids(&phone, PolicyRequest { sector: some("auto"), park: some("etdz"), ..asked() }), ["a"]);
    assert_eq!(ids(&phone, PolicyRequest { open_only: true, ..asked() }), ["e", "d", "b", "a"]);
    assert_eq!(ids(&phone, PolicyRequest { size: some("micro"), ..asked() }), ["e", "c", "b", "a"]);
    assert_eq!(ids(&phone, PolicyRequest { sector: some("none"), ..asked() }), [""; 0]);
    for request in [PolicyRequest { limit: 0, ..asked() }, PolicyRequest { before: some("x"), ..asked() }] {
        assert!(phone.read(|view| list(view, &request)).is_err());
    }
    for sector in [false, true] {
        for park in [false, true] {
            for open in [false, true] {
                phone.check_plan(&statement(sector, park, open));
            }
        }
    }
    for sql in [BY_DEADLINE, page::OPEN, page::GUIDES_OF] {
        phone.check_plan(sql);
    }
}

#[test]
fn a_policy_says_until_when_and_a_revision_says_it_anew() {
    let phone = some_policies();
    let policy_of = |id: &str| phone.read(|view| one(view, id)).unwrap();
    let a = policy_of("a");
    assert_eq!((a.issuer.as_str(), a.sizes[0].name.as_str(), a.sectors[0].name.as_str()), ("甲", "微型", "汽车"));
    assert!(a.deadline.unwrap().words.starts_with("还剩4个工作日"));
    let (b, c, e) = (policy_of("b"), policy_of("c"), policy_of("e"));
    assert_eq!((b.closed, b.deadline.unwrap().words.starts_with("今天到期")), (false, true));
    assert_eq!((c.closed, c.deadline.unwrap().words.as_str()), (true, ""));
    assert_eq!((e.closed, e.deadline), (false, None));
    assert!(phone.read(|view| one(view, "nobody")).is_err());
    policy(&phone, "c", &["health"], &[], json!({"deadline": "2026-12-23"}));
    assert!(!policy_of("c").closed);
    phone.get("c", "article", json!({}));
    assert!(phone.read(|view| one(view, "c")).is_err());
    assert_eq!(ids(&phone, asked()), ["e", "d", "b", "a"]);
}

fn days(phone: &Phone, request: &PolicyRequest, from: i64, until: i64) -> Vec<(String, Vec<String>)> {
    let days = phone.read(|view| calendar(view, request, from, until)).unwrap();
    days.into_iter().map(|day| (day.day_text, day.policies.into_iter().map(|policy| policy.row.id).collect())).collect()
}

#[test]
fn the_calendar_has_the_days_on_which_something_ends() {
    let phone = some_policies();
    policy(&phone, "f", &["health"], &[], json!({"deadline": "2026-11-30"}));
    let day = |text: &str, ids: &[&str]| (text.to_owned(), ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
    let (month, far) = (NOW - 20 * MILLIS_PER_DAY, NOW + 20 * MILLIS_PER_DAY);
    let all = [day("11月23日 周一", &["c"]), day("11月24日 周二", &["b"]), day("11月30日 周一", &["a", "f"])];
    assert_eq!(days(&phone, &asked(), month, far), all);
    assert_eq!(days(&phone, &PolicyRequest { open_only: true, ..asked() }, month, far), all[1..]);
    let health = PolicyRequest { sector: some("health"), ..asked() };
    assert_eq!(days(&phone, &health, NOW, far), [day("11月24日 周二", &["b"]), day("11月30日 周一", &["f"])]);
    assert_eq!(days(&phone, &asked(), far, far), []);
    for (from, until) in [(far, month), (0, 401 * MILLIS_PER_DAY), (i64::MIN, i64::MAX)] {
        assert!(phone.read(|view| calendar(view, &asked(), from, until)).is_err());
    }
}

#[test]
fn a_page_shows_what_is_there_for_a_sector_or_a_park() {
    let phone = some_policies();
    let mut guide = phone.item("guide", json!({}));
    guide.detail.sectors = vec!["auto".into()];
    phone.take(guide);
    let page_of = |scope: Scope| phone.read(|view| industry_page(view, &scope));
    let auto = page_of(Scope::Sector { code: "auto".into() }).unwrap();
    let ending: Vec<_> = auto.ending.iter().map(|policy| policy.row.id.as_str()).collect();
    assert_eq!((auto.term.name.as_str(), ending), ("汽车", vec!["b", "a"]));
    assert_eq!((auto.latest.len(), auto.guides.len(), auto.stations[0].code.as_str()), (4, 1, "s2"));
    let park = page_of(Scope::Park { code: "etdz".into() }).unwrap();
    assert_eq!((park.latest.len(), park.stations.len(), park.ending.len()), (2, 2, 1));
    assert!(page_of(Scope::Sector { code: "none".into() }).is_err());
    assert!(page_of(Scope::All).is_err());
    let all = phone.read(industry).unwrap();
    let counted: Vec<_> = all.sectors.iter().map(|one| (one.term.code.as_str(), one.open_policies)).collect();
    assert_eq!(counted, [("auto", 2), ("health", 1)]);
    assert_eq!((all.parks[0].open_policies, all.stations.len()), (1, 2));
}

#[test]
fn a_sixth_sector_park_or_channel_is_a_change_of_catalogue_data_alone() {
    let mut catalogue: Value =
        serde_json::from_str(include_str!("../../../../tests/publisher/content/catalogue.json")).unwrap();
    for (list, term) in [("sectors", "低空经济"), ("parks", "低空产业园"), ("channels", "嵩明视频号")] {
        let terms = catalogue[list].as_array_mut().unwrap();
        assert!(terms.len() >= 5);
        terms.push(json!({"code": "sixth", "name": term}));
    }
    let phone = phone();
    phone.catalogue(&catalogue);
    let mut item = phone.item("policy", json!({"deadline": "2026-12-01"}));
    item.channel = some("sixth");
    (item.detail.sectors, item.detail.parks) = (vec!["sixth".into()], vec!["sixth".into()]);
    phone.take(item);
    let all = phone.read(industry).unwrap();
    let last = |terms: &[IndustryTerm]| terms.last().map(|one| (one.term.name.clone(), one.open_policies)).unwrap();
    assert_eq!((last(&all.sectors), last(&all.parks)), (("低空经济".into(), 1), ("低空产业园".into(), 1)));
    for scope in [Scope::Sector { code: "sixth".into() }, Scope::Park { code: "sixth".into() }] {
        let page = phone.read(|view| industry_page(view, &scope)).unwrap();
        assert_eq!((page.ending.len(), page.latest[0].source.as_str()), (1, "嵩明视频号"));
    }
}

/// A phone with rules: what is taken in is compared with them when that is asked for.
struct Watching {
    phone: Phone,
}

impl Watching {
    fn new() -> Self {
        Self { phone: some_policies() }
    }

    fn save(&self, rule: RadarRule) -> String {
        let id = self.phone.store.outbox().unwrap().write_now(|write| radar::save(write, rule, NOW)).unwrap();
        self.scan();
        id
    }

    fn scan(&self) {
        radar::scan(self.phone.store.outbox().unwrap(), self.phone.store.cache(), NOW).unwrap();
        radar::forget(self.phone.store.outbox().unwrap(), self.phone.store.cache()).unwrap();
    }

    fn rows(&self) -> (Vec<RadarRule>, Vec<radar::Hit>) {
        let read = |outbox: &rusqlite::Connection| Ok((radar::rules(outbox)?, radar::hits(outbox)?));
        self.phone.store.outbox().unwrap().read_now(read).unwrap()
    }

    fn radar(&self) -> RadarOverview {
        let (rules, hits) = self.rows();
        self.phone.read(|view| radar::overview(view.connection, rules, &hits)).unwrap()
    }

    /// Hits and unseen ones of the first rule.
    fn counted(&self) -> (u32, u32) {
        let radar = self.radar();
        (radar.rules[0].hits, radar.rules[0].unseen)
    }

    fn found(&self) -> Vec<String> {
        let (rules, hits) = self.rows();
        let page = self.phone.read(|view| radar::page(view, &rules, &hits, None, None, 200)).unwrap();
        page.items.into_iter().map(|hit| hit.row.id).collect()
    }

    fn reminders(&self) -> Vec<crate::reader::reminder::Reminder> {
        let (rules, hits) = self.rows();
        self.phone.read(|view| radar::reminders(view, &rules, &hits)).unwrap()
    }
}

fn auto() -> RadarRule {
    RadarRule { name: "汽车".into(), sectors: vec!["auto".into()], remind: Some(3), ..RadarRule::default() }
}

#[test]
fn what_was_here_is_seen_and_what_comes_is_new_once() {
    let watching = Watching::new();
    watching.save(auto());
    assert_eq!((watching.counted(), watching.found()), ((3, 0), vec!["d".to_owned(), "b".into(), "a".into()]));
    policy(&watching.phone, "g", &["auto"], &[], json!({}));
    policy(&watching.phone, "h", &["health"], &[], json!({}));
    watching.scan();
    assert_eq!(watching.counted(), (4, 1));
    watching.scan();
    // Revised in between: not new again once it was seen, and gone when it is about something else.
    let look = |write: &Write<'_>| radar::look(write, None);
    watching.phone.store.outbox().unwrap().write_now(look).unwrap();
    policy(&watching.phone, "g", &["auto"], &[], json!({"deadline": "2026-12-31"}));
    watching.scan();
    assert_eq!(watching.counted(), (4, 0));
    policy(&watching.phone, "g", &["health"], &[], json!({}));
    watching.scan();
    assert_eq!(watching.counted(), (3, 0));
    watching.phone.withdraw("a");
    watching.scan();
    assert_eq!((watching.found(), watching.rows().1.len()), (vec!["d".to_owned(), "b".into()], 2));
}

#[test]
fn one_story_in_many_channels_is_one_hit() {
    let watching = Watching::new();
    watching.save(RadarRule { sectors: vec!["health".into()], ..auto() });
    watching.save(auto());
    for channel in ["website", "wechat", "weibo"] {
        let mut item = watching.phone.item("article", json!({}));
        item.detail.sectors = vec!["health".into(), "auto".into()];
        watching.phone.take(IncomingItem { channel: some(channel), story: some("一事"), ..item });
    }
    watching.scan();
    let radar = watching.radar();
    assert_eq!((radar.unseen, radar.rules[0].unseen, radar.rules[1].unseen), (1, 1, 1));
    let (rules, hits) = watching.rows();
    let page = watching.phone.read(|view| radar::page(view, &rules, &hits, None, None, 1)).unwrap();
    assert_eq!((page.items[0].rules.len(), page.items[0].unseen), (2, true));
    let rest = watching.phone.read(|view| radar::page(view, &rules, &hits, None, page.next.as_deref(), 200)).unwrap();
    assert_eq!(rest.items.len() + 1, watching.found().len());
    let told = || watching.reminders().into_iter().find(|plan| plan.kind == ReminderKind::Radar).unwrap();
    let plan = told();
    assert_eq!(plan.title, "产业雷达：1条新动态");
    // What another rule finds among what was here already is no other reminder.
    watching.save(RadarRule { name: "补".into(), words: vec!["办法".into()], ..RadarRule::default() });
    assert_eq!(told().id, plan.id);
}

#[test]
fn deadlines_become_reminders_on_a_working_day_before() {
    let watching = Watching::new();
    watching.save(auto());
    let reminders = watching.reminders();
    let told: Vec<_> = reminders.iter().map(|plan| (plan.kind, plan.title.as_str(), plan.at)).collect();
    // Three working days before Monday the 30th is Wednesday the 25th; before the 24th it is long past.
    let wednesday = crate::formats::workday::start_of(parse_date("2026-11-25").unwrap()) + 9 * 3_600_000;
    assert_eq!(told.len(), 2);
    assert!(told.contains(&(ReminderKind::Deadline, "即将截止：办法 a", wednesday)), "{told:?}");
    let until: Vec<_> = reminders.iter().map(|plan| plan.until.unwrap()).collect();
    assert!(until.iter().all(|until| *until >= NOW));
    // A rule that does not remind has no reminders, and neither has a policy that is closed.
    let id = watching.radar().rules[0].id.clone();
    watching.save(RadarRule { id: Some(id), remind: None, ..auto() });
    assert_eq!(watching.reminders(), []);
}

#[test]
fn rules_travel_as_a_file_and_a_bad_file_changes_nothing() {
    let watching = Watching::new();
    watching.save(RadarRule { words: vec!["补贴".into()], kinds: vec![ItemKind::Policy], ..auto() });
    let outbox = watching.phone.store.outbox().unwrap();
    let file = outbox.read_now(radar::export).unwrap();
    assert!(!file.contains(&watching.radar().rules[0].id));
    let import = |file: &str| outbox.write_now(|write| radar::import(write, file, NOW));
    assert_eq!(import(&file).unwrap(), 0, "it is there already");
    let other = Watching::new();
    let there = other.phone.store.outbox().unwrap();
    assert_eq!(there.write_now(|write| radar::import(write, &format!("\u{feff}{file}"), NOW)).unwrap(), 1);
    let without_id = |watching: &Watching| RadarRule { id: None, ..watching.rows().0.remove(0) };
    assert_eq!(without_id(&other), without_id(&watching));
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
    assert_eq!(watching.radar().rules.len(), 1, "all of a file or nothing");
    assert_eq!(import(&format!(r#"{{"radar": 1, "later": true, "rules": [{good}, {good}]}}"#)).unwrap(), 1);
}

#[test]
fn a_rule_that_is_changed_while_it_is_compared_is_compared_again() {
    let watching = Watching::new();
    let outbox = watching.phone.store.outbox().unwrap();
    let id = outbox.write_now(|write| radar::save(write, auto(), NOW)).unwrap();
    let document =
        |outbox: &rusqlite::Connection| Ok(outbox.query_row("SELECT rule FROM radar", [], |row| row.get(0))?);
    let earlier: String = outbox.read_now(document).unwrap();
    let other = RadarRule { id: Some(id.clone()), sectors: vec!["health".into()], ..auto() };
    outbox.write_now(|write| radar::save(write, other, NOW)).unwrap();
    outbox.write_now(|write| radar::compared(write, &[(id, earlier)])).unwrap();
    watching.scan();
    assert_eq!(watching.found(), ["c", "b"]);
}

#[test]
fn rules_are_deleted_with_what_they_found_and_nothing_is_noted_without_them() {
    let watching = Watching::new();
    let (cache, outbox) = (watching.phone.store.cache(), watching.phone.store.outbox().unwrap());
    let noted = || cache.read_now(|cache| feed::queued_for_radar(cache, 100)).unwrap().len();
    policy(&watching.phone, "g", &["auto"], &[], json!({}));
    assert_eq!(noted(), 0);
    let id = watching.save(auto());
    policy(&watching.phone, "h", &["auto"], &[], json!({}));
    assert_eq!(noted(), 1);
    outbox.write_now(|write| radar::delete(write, &id)).unwrap();
    watching.scan();
    assert_eq!((noted(), watching.rows()), (0, (vec![], vec![])));
    assert!(outbox.write_now(|write| radar::delete(write, &id)).is_err());
    assert!(outbox.write_now(|write| radar::save(write, RadarRule { id: Some(id), ..auto() }, NOW)).is_err());
}

#[test]
fn a_cache_that_was_lost_makes_nothing_new_again() {
    let watching = Watching::new();
    watching.save(auto());
    let cache = watching.phone.store.cache();
    // As a new file is: nothing is noted in it, and everything in it came before anybody asked.
    cache.write_now(|write| feed::enable_radar_queue(write, false)).unwrap();
    policy(&watching.phone, "g", &["auto"], &[], json!({}));
    watching.scan();
    assert_eq!(watching.counted(), (4, 1));
    assert!(cache.read_now(|cache| keys_after(cache, i64::MIN, 100)).unwrap().len() > 5);
}
