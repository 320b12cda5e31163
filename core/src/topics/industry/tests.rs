use serde_json::{Value, json};

use super::policy::{BY_DEADLINE, calendar, get, list, statement};
use super::*;
use crate::base::clock::MILLIS_PER_DAY;
use crate::reader::feed::Scope;
use crate::tests::fixture::{NOW, TopicFixture};

fn fixture() -> TopicFixture {
    TopicFixture::new("industry", ingest)
}

/// Publishes a policy under an id.
pub(super) fn policy(fixture: &TopicFixture, id: &str, sectors: &[&str], parks: &[&str], object: Value) {
    let mut item = fixture.item("policy", object);
    item.id = id.into();
    item.title = format!("办法 {id}");
    item.detail.sectors = sectors.iter().map(|code| (*code).to_owned()).collect();
    item.detail.parks = parks.iter().map(|code| (*code).to_owned()).collect();
    fixture.ingest(item);
}

fn request() -> PolicyRequest {
    PolicyRequest { limit: 50, ..PolicyRequest::default() }
}

fn some(code: &str) -> Option<String> {
    Some(code.to_owned())
}

/// The ids of all pages of two policies each.
fn ids(fixture: &TopicFixture, request: PolicyRequest) -> Vec<String> {
    let mut found = Vec::new();
    let mut request = PolicyRequest { limit: 2, ..request };
    loop {
        let page = fixture.read(|view| list(view, &request)).unwrap();
        found.extend(page.items.into_iter().map(|policy| policy.row.id));
        request.before = page.next;
        if request.before.is_none() {
            return found;
        }
    }
}

/// A catalogue and five policies; [`NOW`] is 2026-11-24 in China.
pub(super) fn policies() -> TopicFixture {
    let fixture = fixture();
    fixture.set_catalogue(
        &json!({"version": 1, "sectors": [{"code": "auto", "name": "汽车"}, {"code": "health", "name": "大健康"}],
        "parks": [{"code": "etdz", "name": "经开区"}], "sizes": [{"code": "micro", "name": "微型"}],
        "stations": [{"code": "s1", "name": "经开区联络站", "park": "etdz"},
                     {"code": "s2", "name": "汽车产业中心联络站", "park": "etdz", "sector": "auto"}]}),
    );
    policy(&fixture, "a", &["auto"], &["etdz"], json!({"issuer": "甲", "deadline": "2026-11-30", "sizes": ["micro"]}));
    policy(&fixture, "b", &["auto", "health"], &[], json!({"issuer": "乙", "deadline": "2026-11-24"}));
    policy(&fixture, "c", &["health"], &["etdz"], json!({"deadline": "2026-11-23", "contact": "丙"}));
    policy(&fixture, "d", &["auto"], &[], json!({"sizes": ["large"]}));
    policy(&fixture, "e", &[], &[], json!(null));
    fixture
}

#[test]
fn policies_are_listed_by_sector_park_and_size() {
    let fixture = policies();
    assert_eq!(ids(&fixture, request()), ["e", "d", "c", "b", "a"]);
    assert_eq!(ids(&fixture, PolicyRequest { sector: some("auto"), ..request() }), ["d", "b", "a"]);
    assert_eq!(ids(&fixture, PolicyRequest { park: some("etdz"), ..request() }), ["c", "a"]);
    assert_eq!(ids(&fixture, PolicyRequest { sector: some("auto"), park: some("etdz"), ..request() }), ["a"]);
    assert_eq!(ids(&fixture, PolicyRequest { open_only: true, ..request() }), ["e", "d", "b", "a"]);
    assert_eq!(ids(&fixture, PolicyRequest { size: some("micro"), ..request() }), ["e", "c", "b", "a"]);
    assert_eq!(ids(&fixture, PolicyRequest { sector: some("none"), ..request() }), [""; 0]);
    for request in [PolicyRequest { limit: 0, ..request() }, PolicyRequest { before: some("x"), ..request() }] {
        assert!(fixture.read(|view| list(view, &request)).is_err());
    }
    for sector in [false, true] {
        for park in [false, true] {
            for open in [false, true] {
                fixture.check_plan(&statement(sector, park, open));
            }
        }
    }
    for sql in [BY_DEADLINE, page::OPEN_COUNT, page::GUIDES] {
        fixture.check_plan(sql);
    }
}

#[test]
fn policy_has_a_deadline_and_a_revision_replaces_it() {
    let fixture = policies();
    let policy_of = |id: &str| fixture.read(|view| get(view, id)).unwrap();
    let a = policy_of("a");
    assert_eq!((a.issuer.as_str(), a.sizes[0].name.as_str(), a.sectors[0].name.as_str()), ("甲", "微型", "汽车"));
    assert!(a.deadline.unwrap().words.starts_with("还剩4个工作日"));
    let (b, c, e) = (policy_of("b"), policy_of("c"), policy_of("e"));
    assert_eq!((b.closed, b.deadline.unwrap().words.starts_with("今天到期")), (false, true));
    assert_eq!((c.closed, c.deadline.unwrap().words.as_str()), (true, ""));
    assert_eq!((e.closed, e.deadline), (false, None));
    assert!(fixture.read(|view| get(view, "none")).is_err());
    policy(&fixture, "c", &["health"], &[], json!({"deadline": "2026-12-23"}));
    assert!(!policy_of("c").closed);
    fixture.publish("c", "article", json!({}));
    assert!(fixture.read(|view| get(view, "c")).is_err());
    assert_eq!(ids(&fixture, request()), ["e", "d", "b", "a"]);
}

fn days(fixture: &TopicFixture, request: &PolicyRequest, from: i64, until: i64) -> Vec<(String, Vec<String>)> {
    let days = fixture.read(|view| calendar(view, request, from, until)).unwrap();
    days.into_iter().map(|day| (day.day_text, day.policies.into_iter().map(|policy| policy.row.id).collect())).collect()
}

#[test]
fn calendar_lists_the_days_with_deadlines() {
    let fixture = policies();
    policy(&fixture, "f", &["health"], &[], json!({"deadline": "2026-11-30"}));
    let day = |text: &str, ids: &[&str]| (text.to_owned(), ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
    let (month, far) = (NOW - 20 * MILLIS_PER_DAY, NOW + 20 * MILLIS_PER_DAY);
    let all = [day("11月23日 周一", &["c"]), day("11月24日 周二", &["b"]), day("11月30日 周一", &["a", "f"])];
    assert_eq!(days(&fixture, &request(), month, far), all);
    assert_eq!(days(&fixture, &PolicyRequest { open_only: true, ..request() }, month, far), all[1..]);
    let health = PolicyRequest { sector: some("health"), ..request() };
    assert_eq!(days(&fixture, &health, NOW, far), [day("11月24日 周二", &["b"]), day("11月30日 周一", &["f"])]);
    assert_eq!(days(&fixture, &request(), far, far), []);
    for (from, until) in [(far, month), (0, 401 * MILLIS_PER_DAY), (i64::MIN, i64::MAX)] {
        assert!(fixture.read(|view| calendar(view, &request(), from, until)).is_err());
    }
}

#[test]
fn page_of_a_sector_or_park_has_its_items_and_stations() {
    let fixture = policies();
    let mut guide = fixture.item("guide", json!({}));
    guide.detail.sectors = vec!["auto".into()];
    fixture.ingest(guide);
    let page_of = |scope: Scope| fixture.read(|view| industry_page(view, &scope));
    let auto = page_of(Scope::Sector { code: "auto".into() }).unwrap();
    let ending: Vec<_> = auto.ending.iter().map(|policy| policy.row.id.as_str()).collect();
    assert_eq!((auto.term.name.as_str(), ending), ("汽车", vec!["b", "a"]));
    assert_eq!((auto.latest.len(), auto.guides.len(), auto.stations[0].code.as_str()), (4, 1, "s2"));
    let park = page_of(Scope::Park { code: "etdz".into() }).unwrap();
    assert_eq!((park.latest.len(), park.stations.len(), park.ending.len()), (2, 2, 1));
    assert!(page_of(Scope::Sector { code: "none".into() }).is_err());
    assert!(page_of(Scope::All).is_err());
    let all = fixture.read(overview).unwrap();
    let counted: Vec<_> = all.sectors.iter().map(|term| (term.term.code.as_str(), term.open_policies)).collect();
    assert_eq!(counted, [("auto", 2), ("health", 1)]);
    assert_eq!((all.parks[0].open_policies, all.stations.len()), (1, 2));
}

#[test]
fn sixth_sector_park_or_channel_needs_only_catalogue_data() {
    let mut catalogue: Value =
        serde_json::from_str(include_str!("../../../../tests/publisher/content/catalogue.json")).unwrap();
    for (list, term) in [("sectors", "低空经济"), ("parks", "低空产业园"), ("channels", "嵩明视频号")] {
        let terms = catalogue[list].as_array_mut().unwrap();
        assert!(terms.len() >= 5);
        terms.push(json!({"code": "sixth", "name": term}));
    }
    let fixture = fixture();
    fixture.set_catalogue(&catalogue);
    let mut item = fixture.item("policy", json!({"deadline": "2026-12-01"}));
    item.channel = some("sixth");
    (item.detail.sectors, item.detail.parks) = (vec!["sixth".into()], vec!["sixth".into()]);
    fixture.ingest(item);
    let all = fixture.read(overview).unwrap();
    let last = |terms: &[IndustryTerm]| terms.last().map(|term| (term.term.name.clone(), term.open_policies)).unwrap();
    assert_eq!((last(&all.sectors), last(&all.parks)), (("低空经济".into(), 1), ("低空产业园".into(), 1)));
    for scope in [Scope::Sector { code: "sixth".into() }, Scope::Park { code: "sixth".into() }] {
        let page = fixture.read(|view| industry_page(view, &scope)).unwrap();
        assert_eq!((page.ending.len(), page.latest[0].source.as_str()), (1, "嵩明视频号"));
    }
}

#[test]
fn report_of_the_same_story_hides_no_policy() {
    let fixture = fixture();
    fixture.publish_version("s", "report", "article", json!({}));
    fixture.publish_version("s", "policy", "policy", json!({"deadline": "2026-11-30"}));
    fixture.publish_version("s", "copy", "policy", json!({"deadline": "2026-11-30"}));
    assert_eq!(ids(&fixture, request()), ["policy"]);
    // An extended deadline is a policy of its own.
    fixture.publish_version("s", "longer", "policy", json!({"deadline": "2026-12-10"}));
    assert_eq!(ids(&fixture, request()), ["longer", "policy"]);
    let days = fixture.read(|view| calendar(view, &request(), NOW, NOW + 30 * MILLIS_PER_DAY)).unwrap();
    assert_eq!(days.iter().map(|day| day.policies.len()).collect::<Vec<_>>(), [1, 1]);
}
