mod appeal;

use serde_json::json;

use super::guide::Material;
use super::notice::{NoticeRequest, NoticeRow};
use super::*;
use crate::reader::feed;
use crate::tests::fixture::{NOW, Phone};

fn phone() -> Phone {
    Phone::new("government", apply)
}

fn notice_of(phone: &Phone, id: &str) -> NoticeRow {
    phone.read(|view| notice::one(view, id)).unwrap()
}

fn ids(phone: &Phone, request: NoticeRequest) -> Vec<String> {
    let page = phone.read(|view| notice::list(view, &request)).unwrap();
    page.items.into_iter().map(|notice| notice.row.id).collect()
}

fn asked() -> NoticeRequest {
    NoticeRequest { module: "government".into(), limit: 50, ..NoticeRequest::default() }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn notices_are_found_by_issuer_topic_and_number() {
    let phone = phone();
    for (id, issuer, number, topic) in [
        ("a", "县财政局（样例）", "嵩样财〔2026〕5号", "finance"),
        ("b", "县财政局（样例）", "嵩样财〔2026〕15号", "finance"),
        ("c", "县教育局（样例）", "嵩样教〔2025〕5号", "education"),
        ("d", "县财政局（样例）", "嵩样财〔2026〕51号", "education"),
    ] {
        phone.get(id, "notice", json!({"issuer": issuer, "document_number": number, "topic": topic}));
    }
    assert_eq!(ids(&phone, asked()), ["d", "c", "b", "a"]);
    let finance = some("县财政局（样例）");
    assert_eq!(ids(&phone, NoticeRequest { issuer: finance.clone(), ..asked() }), ["d", "b", "a"]);
    assert_eq!(ids(&phone, NoticeRequest { topic: some("education"), ..asked() }), ["d", "c"]);
    let both = NoticeRequest { issuer: finance.clone(), topic: some("education"), ..asked() };
    assert_eq!(ids(&phone, both), ["d"]);
    for (number, expected) in [
        ("嵩样财〔2026〕5号", vec!["d", "a"]),
        ("嵩样财[2026]5", vec!["d", "a"]),
        ("嵩样财（２０２６）第 15 号", vec!["b"]),
        ("嵩样财", vec!["d", "b", "a"]),
        ("5号", vec!["c", "a"]),
        ("〔2026〕51号", vec!["d"]),
        ("2025 5", vec!["c"]),
        ("不存在", vec![]),
        ("〔〕号", vec!["d", "c", "b", "a"]),
    ] {
        assert_eq!(ids(&phone, NoticeRequest { number: some(number), ..asked() }), expected, "{number}");
    }
    let narrow = NoticeRequest { number: some("5号"), issuer: finance, ..asked() };
    assert_eq!(ids(&phone, narrow), ["a"]);
    let issuers = phone.store.cache().read_now(|cache| notice::issuers(cache, "government")).unwrap();
    let told: Vec<_> = issuers.iter().map(|one| (one.name.as_str(), one.notices)).collect();
    assert_eq!(told, [("县教育局（样例）", 1), ("县财政局（样例）", 3)]);
    assert_eq!(ids(&phone, NoticeRequest { module: "party".into(), ..asked() }), [""; 0]);
}

#[test]
fn a_notice_is_valid_to_the_end_of_its_last_day_in_china() {
    let phone = phone();
    phone.get("a", "notice", json!({"issuer": "甲", "issued_on": "2026-11-01", "valid_until": "2026-11-24"}));
    phone.get("b", "notice", json!({"issuer": "甲", "issued_on": "2025-11-01"}));
    let notice = notice_of(&phone, "a");
    assert_eq!((notice.issued_text.as_str(), notice.valid_until_text.as_str()), ("11月1日 周日", "11月24日 周二"));
    assert_eq!(notice.validity, "有效期至11月24日 周二");
    let lasting = notice_of(&phone, "b");
    assert_eq!((lasting.issued_text.as_str(), lasting.validity.as_str()), ("2025年11月1日 周六", "长期有效"));
    let end = notice.valid_until.unwrap();
    for (now, expired) in [(NOW, false), (end, false), (end + 1, true)] {
        let valid = NoticeRequest { valid_only: true, ..asked() };
        let (notice, page) =
            phone.read_at(now, |view| Ok((notice::one(view, "a")?, notice::list(view, &valid)?))).unwrap();
        assert_eq!((notice.expired, page.items.len()), (expired, if expired { 1 } else { 2 }), "{now}");
    }
}

#[test]
fn which_replaces_which_is_known_from_either_and_in_either_order() {
    for (old, new) in [
        (json!({"issuer": "甲"}), json!({"issuer": "甲", "replaces": ["old"]})),
        (json!({"issuer": "甲", "replaced_by": "new"}), json!({"issuer": "甲"})),
    ] {
        for reversed in [false, true] {
            let phone = phone();
            let mut notices = [("old", &old), ("new", &new)];
            if reversed {
                notices.reverse();
            }
            notices.iter().for_each(|(id, object)| phone.get(id, "notice", (*object).clone()));
            assert_eq!(
                (notice_of(&phone, "old").replaced_by, notice_of(&phone, "new").replaces),
                (vec!["new".to_owned()], vec!["old".to_owned()])
            );
            assert_eq!(ids(&phone, NoticeRequest { valid_only: true, ..asked() }), ["new"]);
        }
    }
    // When what said so is withdrawn, nobody says so any more; a notice cannot replace itself.
    let phone = phone();
    phone.get("old", "notice", json!({"issuer": "甲"}));
    phone.get("new", "notice", json!({"issuer": "甲", "replaces": ["old", "new"]}));
    assert_eq!(notice_of(&phone, "new").replaced_by, [""; 0]);
    phone.withdraw("new");
    assert_eq!(notice_of(&phone, "old").replaced_by, [""; 0]);
    // Nor after a revision that no longer says so.
    phone.get("third", "notice", json!({"issuer": "甲", "replaces": ["old"]}));
    assert_eq!(notice_of(&phone, "old").replaced_by, ["third"]);
    phone.get("third", "notice", json!({"issuer": "甲"}));
    assert_eq!(notice_of(&phone, "old").replaced_by, [""; 0]);
}

#[test]
fn pages_of_notices_lose_none() {
    let phone = phone();
    for number in 0..17 {
        let object =
            json!({"issuer": format!("单位{}", number % 2), "document_number": format!("样〔2026〕{number}号")});
        phone.get(&format!("n{number}"), "notice", object);
    }
    for request in [
        asked(),
        NoticeRequest { issuer: some("单位1"), ..asked() },
        NoticeRequest { number: some("样〔2026〕1"), ..asked() },
        NoticeRequest { valid_only: true, ..asked() },
    ] {
        let whole = ids(&phone, request.clone());
        assert!(whole.len() > 5);
        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let request = NoticeRequest { before, limit: 3, ..request.clone() };
            let page = phone.read(|view| notice::list(view, &request)).unwrap();
            paged.extend(page.items.into_iter().map(|notice| notice.row.id));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole);
    }
    for request in [NoticeRequest { limit: 0, ..asked() }, NoticeRequest { before: some("x"), ..asked() }] {
        assert!(phone.read(|view| notice::list(view, &request)).is_err());
    }
}

#[test]
fn a_revised_guide_keeps_the_ticks_of_what_it_still_names() {
    let phone = phone();
    let outbox = phone.store.outbox().unwrap();
    let guide = || {
        let ticks = outbox.read_now(|outbox| guide::ticks(outbox, "g")).unwrap();
        phone.read(|view| guide::one(view, "g", &ticks)).unwrap()
    };
    let tick = |material: &str, on| outbox.write_now(|write| guide::tick(write, "g", material, on)).unwrap();
    let has = |text: &str, ticked| Material { text: text.into(), ticked };
    phone.get(
        "g",
        "guide",
        json!({"materials": ["身份证", "照片", "身份证"], "steps": ["取号", "交表"], "topic": "social",
        "online": "javascript:alert(1)", "fee": "免费"}),
    );
    assert_eq!(guide().materials, [has("身份证", false), has("照片", false)]);
    assert_eq!((guide().online, guide().fee.as_deref()), (None, Some("免费")));
    tick("身份证", true);
    tick("身份证", true);
    assert!(!guide().ready);
    tick("照片", true);
    assert!(guide().ready);
    phone.get("g", "guide", json!({"materials": ["户口簿", "照片"], "online": "https://example.org/a"}));
    assert_eq!(guide().materials, [has("户口簿", false), has("照片", true)]);
    assert_eq!(guide().online.as_deref(), Some("https://example.org/a"));
    tick("照片", false);
    assert_eq!(guide().materials[1], has("照片", false));
    tick("户口簿", true);
    outbox.write_now(|write| guide::clear(write, "g")).unwrap();
    assert!(guide().materials.iter().all(|material| !material.ticked));
    assert!(outbox.write_now(|write| guide::tick(write, "g", "", true)).is_err());
    let names = |material: &str| phone.store.cache().read_now(|cache| guide::names(cache, "g", material)).unwrap();
    assert!(names("户口簿") && !names("身份证"));
    let page = phone.read(|view| guide::list(view, Some("social"), None, 10)).unwrap();
    assert_eq!(page.items.len(), 0, "the revision is about nothing");
    assert_eq!(phone.read(|view| guide::list(view, None, None, 10)).unwrap().items.len(), 1);
}

#[test]
fn what_breaks_its_form_costs_its_item_nothing() {
    let phone = phone();
    for (id, kind, object) in [
        ("a", "notice", json!([])),
        ("b", "notice", json!({"issuer": 7, "issued_on": "2026-13-01", "valid_until": 5, "replaces": "x"})),
        ("c", "guide", json!("x")),
        ("d", "guide", json!({"materials": {"a": 1}, "steps": [1, null, "好"]})),
        ("e", "guide", json!({"materials": (0..10_000).map(|n| n.to_string()).collect::<Vec<_>>()})),
    ] {
        phone.get(id, kind, object);
        assert!(phone.read(|view| feed::article(view, id)).is_ok());
    }
    assert_eq!(notice_of(&phone, "b").valid_until, None);
    let guide = |id: &str| phone.read(|view| guide::one(view, id, &Default::default())).unwrap();
    assert_eq!(
        (guide("c").materials.len(), guide("d").steps, guide("e").materials.len()),
        (0, vec!["好".to_owned()], 200)
    );
    assert!(phone.read(|view| notice::one(view, "c")).is_err());
}

#[test]
fn every_list_is_read_in_the_order_of_an_index() {
    let phone = phone();
    let mut statements = notice::statements();
    statements.extend([false, true].map(guide::statement));
    for statement in statements {
        let plan = phone.plan(&statement);
        assert!(plan.contains("INDEX paper_by_"), "{statement}\n{plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{statement}\n{plan}");
    }
}
