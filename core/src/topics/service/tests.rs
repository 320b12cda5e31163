use serde_json::json;

use super::*;
use crate::reader::item::{IncomingItem, PUBLISHER};
use crate::tests::fixture::{NOW, Phone};

/// 2026-11-24 09:00 in China, a Tuesday.
const NINE: i64 = NOW + 60 * 60 * 1000;

fn phone() -> Phone {
    Phone::new("service", apply)
}

fn get(phone: &Phone, id: &str, title: &str, entry: Value) {
    phone.take(IncomingItem { id: id.into(), title: title.into(), ..phone.item("entry", entry) });
}

fn read<T>(phone: &Phone, query: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
    phone.read_at(NINE, query)
}

fn ids(phone: &Phone, request: &ServiceRequest) -> Vec<String> {
    read(phone, |view| list(view, request)).unwrap().items.into_iter().map(|entry| entry.row.id).collect()
}

fn asked(category: Option<&str>) -> ServiceRequest {
    ServiceRequest { category: category.map(str::to_owned), limit: 50, ..ServiceRequest::default() }
}

#[test]
fn the_directory_goes_by_category_and_name_and_pages_lose_none() {
    let phone = phone();
    for number in 0..23 {
        let category = if number % 2 == 0 { "medical" } else { "bills" };
        get(&phone, &format!("i{number}"), &format!("窗口{:02}", 22 - number / 3), json!({"category": category}));
    }
    let whole = ids(&phone, &asked(None));
    assert_eq!(whole.len(), 23);
    for category in [None, Some("medical"), Some("bills")] {
        let whole = ids(&phone, &asked(category));
        let mut paged = Vec::new();
        let mut before = None;
        loop {
            let request = ServiceRequest { before, limit: 4, ..asked(category) };
            let page = read(&phone, |view| list(view, &request)).unwrap();
            paged.extend(page.items.into_iter().map(|entry| entry.row.id));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole, "{category:?}");
    }
    assert!(ids(&phone, &asked(Some("medical"))).iter().all(|id| id[1..].parse::<u32>().unwrap() % 2 == 0));
    for wrong in ["", "x", "1.2", "{}"] {
        let request = ServiceRequest { before: Some(wrong.into()), ..asked(None) };
        assert!(read(&phone, |view| list(view, &request)).is_err(), "{wrong}");
    }
    assert!(read(&phone, |view| list(view, &ServiceRequest { limit: 0, ..asked(None) })).is_err());
}

#[test]
fn categories_are_the_catalogues_and_those_that_only_entries_name() {
    let phone = phone();
    let terms = "INSERT INTO term VALUES ('category', 'medical', 0, '医疗'), ('category', 'empty', 1, '空'),
                                         ('category', 'bills', 2, '生活缴费')";
    phone.store.cache().write_now(|write| Ok(write.execute(terms, [])?)).unwrap();
    for (id, category) in [("a", "bills"), ("b", "new"), ("c", "medical"), ("d", "bills")] {
        get(&phone, id, id, json!({"category": category}));
    }
    let categories = phone.store.cache().read_now(categories).unwrap();
    let told: Vec<_> = categories.iter().map(|one| (one.term.name.as_str(), one.entries)).collect();
    assert_eq!(told, [("医疗", 1), ("生活缴费", 2), ("new", 1)]);
}

#[test]
fn the_nearest_come_first_and_those_of_no_known_place_last() {
    let phone = phone();
    let here = Position { latitude: 25.34, longitude: 103.04 };
    get(&phone, "far", "a", json!({"category": "x", "latitude": 25.04, "longitude": 102.72}));
    get(&phone, "near", "b", json!({"category": "x", "latitude": 25.341, "longitude": 103.04}));
    get(&phone, "nowhere", "c", json!({"category": "x"}));
    get(&phone, "nonsense", "d", json!({"category": "x", "latitude": 999, "longitude": 0}));
    let request = ServiceRequest { position: Some(here), ..asked(None) };
    assert_eq!(ids(&phone, &request), ["near", "far", "nowhere", "nonsense"]);
    let entries = read(&phone, |view| list(view, &request)).unwrap().items;
    assert_eq!(entries[0].distance_text, "120米");
    // Kunming's middle is some forty-six kilometres away.
    assert!((45_000..48_000).contains(&entries[1].distance.unwrap()), "{:?}", entries[1].distance);
    assert_eq!((entries[2].distance, entries[2].distance_text.as_str()), (None, ""));
    let paged = ServiceRequest { limit: 3, ..request.clone() };
    let page = read(&phone, |view| list(view, &paged)).unwrap();
    let rest = ServiceRequest { before: page.next, ..paged };
    assert_eq!(ids(&phone, &rest), ["nonsense"]);
    for wrong in [(f64::NAN, 0.0), (91.0, 0.0), (0.0, f64::INFINITY)] {
        let position = Some(Position { latitude: wrong.0, longitude: wrong.1 });
        assert!(read(&phone, |view| list(view, &ServiceRequest { position, ..asked(None) })).is_err());
    }
    assert_eq!(format!("{:?}", request.position), "Some(Position)", "no log line can carry it");
}

#[test]
fn a_person_may_ask_for_what_is_open_now() {
    let phone = phone();
    let catalogue = include_str!("../../../../tests/publisher/content/catalogue.json");
    phone.store.cache().write_now(|write| catalogue::apply(write, PUBLISHER, catalogue)).unwrap();
    get(&phone, "open", "a", json!({"category": "x", "opening": [{"days": ["workday"], "spans": ["08:00-12:00"]}]}));
    get(&phone, "closed", "b", json!({"category": "x", "opening": [{"days": ["sat"], "spans": ["08:00-12:00"]}]}));
    get(&phone, "unknown", "c", json!({"category": "x", "hours": "看心情", "opening": "看心情"}));
    assert_eq!(ids(&phone, &ServiceRequest { open_now: true, ..asked(None) }), ["open"]);
    let entry = |id: &str| read(&phone, |view| one(view, id, None)).unwrap();
    assert_eq!(entry("open").opening.unwrap().words, "现在营业，12:00 关门");
    assert_eq!(entry("closed").opening.unwrap().words, "休息中，周六 08:00 开门");
    assert_eq!((entry("unknown").opening, entry("unknown").hours.as_deref()), (None, Some("看心情")));
}

#[test]
fn what_opens_is_what_its_publisher_says_if_that_is_there() {
    let of = |wire: Value| target(&serde_json::from_value(wire).unwrap());
    let page = ServiceTarget::Page { url: "https://example.org/a".into() };
    let phone = ServiceTarget::Phone { number: "0871-0000-0001".into() };
    let address = ServiceTarget::Address { address: "县城样例路1号".into() };
    let all = json!({"link": "https://example.org/a", "phone": "0871-0000-0001", "address": "县城样例路1号",
        "screen": "appeal", "mini_programme": "gh_sample"});
    let with = |target: &str| {
        let mut all = all.clone();
        all["target"] = target.into();
        of(all)
    };
    assert_eq!(of(all.clone()), page);
    assert_eq!(with("phone"), phone);
    assert_eq!(with("address"), address);
    assert_eq!(with("screen"), ServiceTarget::Screen { name: "appeal".into() });
    assert_eq!(with("mini-programme"), ServiceTarget::MiniProgramme { name: "gh_sample".into() });
    assert_eq!(with("teleport"), page);
    assert_eq!(of(json!({"target": "page", "phone": "0871-0000-0001"})), phone);
    for hostile in ["*21*0871#", "javascript:alert(1)", "tel:1", "", "++--"] {
        assert_eq!(of(json!({"phone": hostile, "link": "javascript:alert(1)"})), ServiceTarget::Article, "{hostile}");
    }
}

#[test]
fn an_entry_that_breaks_its_form_costs_its_item_nothing() {
    let phone = phone();
    for (id, entry) in [("list", json!([])), ("bare", json!({})), ("types", json!({"category": 7}))] {
        get(&phone, id, id, entry);
        assert!(read(&phone, |view| feed::article(view, id)).is_ok());
    }
    assert_eq!(ids(&phone, &asked(None)), [""; 0]);
    assert!(read(&phone, |view| one(view, "nobody", None)).is_err());
}

#[test]
fn the_lists_are_read_in_the_order_of_an_index() {
    let phone = phone();
    for statement in [LIST, LIST_OF] {
        let plan = phone.plan(statement);
        assert!(plan.contains("entry_by_category"), "{plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}
