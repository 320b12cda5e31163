use serde_json::json;

use super::*;
use crate::reader::item::{IncomingItem, PUBLISHER};
use crate::tests::fixture::{NOW, TopicFixture};

/// 2026-11-24 09:00 in China, a Tuesday.
const NINE: i64 = NOW + 60 * 60 * 1000;

fn fixture() -> TopicFixture {
    TopicFixture::new("service", ingest)
}

fn publish(fixture: &TopicFixture, id: &str, title: &str, entry: Value) {
    fixture.ingest(IncomingItem { id: id.into(), title: title.into(), ..fixture.item("entry", entry) });
}

fn read<T>(fixture: &TopicFixture, query: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
    fixture.read_at(NINE, query)
}

fn ids(fixture: &TopicFixture, request: &ServiceRequest) -> Vec<String> {
    read(fixture, |view| list(view, request)).unwrap().items.into_iter().map(|entry| entry.row.id).collect()
}

fn request_of(category: Option<&str>) -> ServiceRequest {
    ServiceRequest { category: category.map(str::to_owned), limit: 50, ..ServiceRequest::default() }
}

#[test]
fn directory_is_sorted_by_category_and_name_and_pages_contain_every_entry() {
    let fixture = fixture();
    for number in 0..23 {
        let category = if number % 2 == 0 { "medical" } else { "bills" };
        publish(&fixture, &format!("i{number}"), &format!("窗口{:02}", 22 - number / 3), json!({"category": category}));
    }
    let whole = ids(&fixture, &request_of(None));
    assert_eq!(whole.len(), 23);
    for category in [None, Some("medical"), Some("bills")] {
        let whole = ids(&fixture, &request_of(category));
        let mut paged = Vec::new();
        let mut before = None;
        loop {
            let request = ServiceRequest { before, limit: 4, ..request_of(category) };
            let page = read(&fixture, |view| list(view, &request)).unwrap();
            paged.extend(page.items.into_iter().map(|entry| entry.row.id));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole, "{category:?}");
    }
    assert!(ids(&fixture, &request_of(Some("medical"))).iter().all(|id| id[1..].parse::<u32>().unwrap() % 2 == 0));
    for wrong in ["", "x", "1.2", "{}"] {
        let request = ServiceRequest { before: Some(wrong.into()), ..request_of(None) };
        assert!(read(&fixture, |view| list(view, &request)).is_err(), "{wrong}");
    }
    assert!(read(&fixture, |view| list(view, &ServiceRequest { limit: 0, ..request_of(None) })).is_err());
}

#[test]
fn categories_include_those_that_only_entries_name() {
    let fixture = fixture();
    let terms = "INSERT INTO term VALUES ('category', 'medical', 0, '医疗'), ('category', 'empty', 1, '空'),
                                         ('category', 'bills', 2, '生活缴费')";
    fixture.store.cache().write_now(|write| Ok(write.execute(terms, [])?)).unwrap();
    for (id, category) in [("a", "bills"), ("b", "new"), ("c", "medical"), ("d", "bills")] {
        publish(&fixture, id, id, json!({"category": category}));
    }
    let categories = fixture.store.cache().read_now(categories).unwrap();
    let counts: Vec<_> = categories.iter().map(|category| (category.term.name.as_str(), category.entries)).collect();
    assert_eq!(counts, [("医疗", 1), ("生活缴费", 2), ("new", 1)]);
}

#[test]
fn nearest_entries_come_first_and_entries_without_a_position_last() {
    let fixture = fixture();
    let here = Position { latitude: 25.34, longitude: 103.04 };
    publish(&fixture, "far", "a", json!({"category": "x", "latitude": 25.04, "longitude": 102.72}));
    publish(&fixture, "near", "b", json!({"category": "x", "latitude": 25.341, "longitude": 103.04}));
    publish(&fixture, "nowhere", "c", json!({"category": "x"}));
    publish(&fixture, "nonsense", "d", json!({"category": "x", "latitude": 999, "longitude": 0}));
    let request = ServiceRequest { position: Some(here), ..request_of(None) };
    assert_eq!(ids(&fixture, &request), ["near", "far", "nowhere", "nonsense"]);
    let entries = read(&fixture, |view| list(view, &request)).unwrap().items;
    assert_eq!(entries[0].distance_text, "120米");
    // The centre of Kunming is some forty-six kilometres away.
    assert!((45_000..48_000).contains(&entries[1].distance.unwrap()), "{:?}", entries[1].distance);
    assert_eq!((entries[2].distance, entries[2].distance_text.as_str()), (None, ""));
    let paged = ServiceRequest { limit: 3, ..request.clone() };
    let page = read(&fixture, |view| list(view, &paged)).unwrap();
    let rest = ServiceRequest { before: page.next, ..paged };
    assert_eq!(ids(&fixture, &rest), ["nonsense"]);
    for wrong in [(f64::NAN, 0.0), (91.0, 0.0), (0.0, f64::INFINITY)] {
        let position = Some(Position { latitude: wrong.0, longitude: wrong.1 });
        assert!(read(&fixture, |view| list(view, &ServiceRequest { position, ..request_of(None) })).is_err());
    }
    assert_eq!(format!("{:?}", request.position), "Some(Position)", "no log line has the coordinates");
}

#[test]
fn open_now_lists_only_open_entries() {
    let fixture = fixture();
    let catalogue = include_str!("../../../../tests/publisher/content/catalogue.json");
    fixture.store.cache().write_now(|write| catalogue::apply(write, PUBLISHER, catalogue)).unwrap();
    publish(
        &fixture,
        "open",
        "a",
        json!({"category": "x", "opening": [{"days": ["workday"], "spans": ["08:00-12:00"]}]}),
    );
    publish(
        &fixture,
        "closed",
        "b",
        json!({"category": "x", "opening": [{"days": ["sat"], "spans": ["08:00-12:00"]}]}),
    );
    publish(&fixture, "unknown", "c", json!({"category": "x", "hours": "看心情", "opening": "看心情"}));
    assert_eq!(ids(&fixture, &ServiceRequest { open_now: true, ..request_of(None) }), ["open"]);
    let entry = |id: &str| read(&fixture, |view| get(view, id, None)).unwrap();
    assert_eq!(entry("open").opening.unwrap().words, "现在营业，12:00 关门");
    assert_eq!(entry("closed").opening.unwrap().words, "休息中，周六 08:00 开门");
    assert_eq!((entry("unknown").opening, entry("unknown").hours.as_deref()), (None, Some("看心情")));
}

#[test]
fn target_is_the_named_one_if_the_payload_has_it() {
    let target_of = |payload: Value| serde_json::from_value::<EntryPayload>(payload).unwrap().target();
    let page = ServiceTarget::Page { url: "https://example.org/a".into() };
    let call = ServiceTarget::Phone { number: "087100000001".into() };
    let address = ServiceTarget::Address { address: "县城样例路1号".into() };
    let all = json!({"link": "https://example.org/a", "phone": "0871-0000-0001", "address": "县城样例路1号",
        "screen": "appeal", "mini_programme": "gh_sample"});
    let with = |target: &str| {
        let mut all = all.clone();
        all["target"] = target.into();
        target_of(all)
    };
    assert_eq!(target_of(all.clone()), page);
    assert_eq!(with("phone"), call);
    assert_eq!(with("address"), address);
    assert_eq!(with("screen"), ServiceTarget::Screen { name: "appeal".into() });
    assert_eq!(with("mini-programme"), ServiceTarget::MiniProgramme { name: "gh_sample".into() });
    assert_eq!(with("teleport"), page);
    assert_eq!(target_of(json!({"target": "page", "phone": "0871-0000-0001"})), call);
    for hostile in ["*21*0871#", "javascript:alert(1)", "tel:1", "", "++--"] {
        assert_eq!(
            target_of(json!({"phone": hostile, "link": "javascript:alert(1)"})),
            ServiceTarget::Article,
            "{hostile}"
        );
    }
}

#[test]
fn malformed_payload_leaves_the_item_readable() {
    let fixture = fixture();
    for (id, entry) in [("list", json!([])), ("bare", json!({})), ("types", json!({"category": 7}))] {
        publish(&fixture, id, id, entry);
        assert!(read(&fixture, |view| feed::article(view, id)).is_ok());
    }
    assert_eq!(ids(&fixture, &request_of(None)), [""; 0]);
    assert!(read(&fixture, |view| get(view, "none", None)).is_err());
}

#[test]
fn lists_are_read_in_index_order() {
    let fixture = fixture();
    for statement in [LIST, LIST_OF] {
        let plan = fixture.query_plan(statement);
        assert!(plan.contains("entry_by_category"), "{plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}

#[test]
fn report_of_the_same_story_hides_no_service() {
    let fixture = fixture();
    fixture.publish_version("s", "report", "article", json!({}));
    fixture.publish_version("s", "desk", "entry", json!({"category": "medical"}));
    assert_eq!(ids(&fixture, &request_of(None)), ["desk"]);
    assert_eq!(read(&fixture, |view| categories(view.connection)).unwrap()[0].entries, 1);
}
