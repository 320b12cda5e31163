mod appeal;

use serde_json::json;

use super::guide::Material;
use super::notice::{NoticeRequest, NoticeRow};
use super::*;
use crate::reader::feed::{self, ItemKind, Scope};
use crate::tests::fixture::{NOW, TopicFixture};

fn fixture() -> TopicFixture {
    TopicFixture::new("government", ingest)
}

fn notice_of(fixture: &TopicFixture, id: &str) -> NoticeRow {
    fixture.read(|view| notice::get(view, id)).unwrap()
}

fn ids(fixture: &TopicFixture, request: NoticeRequest) -> Vec<String> {
    let page = fixture.read(|view| notice::list(view, &request)).unwrap();
    page.items.into_iter().map(|notice| notice.row.id).collect()
}

fn request() -> NoticeRequest {
    NoticeRequest { module: "government".into(), limit: 50, ..NoticeRequest::default() }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn notices_are_listed_by_issuer_topic_and_number() {
    let fixture = fixture();
    for (id, issuer, number, topic) in [
        ("a", "县财政局（样例）", "嵩样财〔2026〕5号", "finance"),
        ("b", "县财政局（样例）", "嵩样财〔2026〕15号", "finance"),
        ("c", "县教育局（样例）", "嵩样教〔2025〕5号", "education"),
        ("d", "县财政局（样例）", "嵩样财〔2026〕51号", "education"),
    ] {
        fixture.publish(id, "notice", json!({"issuer": issuer, "document_number": number, "topic": topic}));
    }
    assert_eq!(ids(&fixture, request()), ["d", "c", "b", "a"]);
    let finance = some("县财政局（样例）");
    assert_eq!(ids(&fixture, NoticeRequest { issuer: finance.clone(), ..request() }), ["d", "b", "a"]);
    assert_eq!(ids(&fixture, NoticeRequest { topic: some("education"), ..request() }), ["d", "c"]);
    let both = NoticeRequest { issuer: finance.clone(), topic: some("education"), ..request() };
    assert_eq!(ids(&fixture, both), ["d"]);
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
        assert_eq!(ids(&fixture, NoticeRequest { number: some(number), ..request() }), expected, "{number}");
    }
    let narrow = NoticeRequest { number: some("5号"), issuer: finance, ..request() };
    assert_eq!(ids(&fixture, narrow), ["a"]);
    let issuers = fixture.store.cache().read_now(|cache| notice::issuers(cache, "government")).unwrap();
    let counted: Vec<_> = issuers.iter().map(|issuer| (issuer.name.as_str(), issuer.notices)).collect();
    assert_eq!(counted, [("县教育局（样例）", 1), ("县财政局（样例）", 3)]);
    assert_eq!(ids(&fixture, NoticeRequest { module: "party".into(), ..request() }), [""; 0]);
}

#[test]
fn notice_is_valid_to_the_end_of_its_last_day_in_china() {
    let fixture = fixture();
    fixture.publish("a", "notice", json!({"issuer": "甲", "issued_on": "2026-11-01", "valid_until": "2026-11-24"}));
    fixture.publish("b", "notice", json!({"issuer": "甲", "issued_on": "2025-11-01"}));
    let notice = notice_of(&fixture, "a");
    assert_eq!((notice.issued_text.as_str(), notice.valid_until_text.as_str()), ("11月1日 周日", "11月24日 周二"));
    assert_eq!(notice.validity, "有效期至11月24日 周二");
    let lasting = notice_of(&fixture, "b");
    assert_eq!((lasting.issued_text.as_str(), lasting.validity.as_str()), ("2025年11月1日 周六", "长期有效"));
    let end = notice.valid_until.unwrap();
    for (now, expired) in [(NOW, false), (end, false), (end + 1, true)] {
        let valid = NoticeRequest { valid_only: true, ..request() };
        let (notice, page) =
            fixture.read_at(now, |view| Ok((notice::get(view, "a")?, notice::list(view, &valid)?))).unwrap();
        assert_eq!((notice.expired, page.items.len()), (expired, if expired { 1 } else { 2 }), "{now}");
    }
}

#[test]
fn replacement_is_known_from_either_notice_in_either_order() {
    for (old, new) in [
        (json!({"issuer": "甲"}), json!({"issuer": "甲", "replaces": ["old"]})),
        (json!({"issuer": "甲", "replaced_by": "new"}), json!({"issuer": "甲"})),
    ] {
        for reversed in [false, true] {
            let fixture = fixture();
            let mut notices = [("old", &old), ("new", &new)];
            if reversed {
                notices.reverse();
            }
            notices.iter().for_each(|(id, object)| fixture.publish(id, "notice", (*object).clone()));
            assert_eq!(
                (notice_of(&fixture, "old").replaced_by, notice_of(&fixture, "new").replaces),
                (vec!["new".to_owned()], vec!["old".to_owned()])
            );
            assert_eq!(ids(&fixture, NoticeRequest { valid_only: true, ..request() }), ["new"]);
        }
    }
    // A withdrawn notice replaces nothing any more, and a notice cannot replace itself.
    let fixture = fixture();
    fixture.publish("old", "notice", json!({"issuer": "甲"}));
    fixture.publish("new", "notice", json!({"issuer": "甲", "replaces": ["old", "new"]}));
    assert_eq!(notice_of(&fixture, "new").replaced_by, [""; 0]);
    fixture.withdraw("new");
    assert_eq!(notice_of(&fixture, "old").replaced_by, [""; 0]);
    // A revision without `replaces` replaces nothing any more.
    fixture.publish("third", "notice", json!({"issuer": "甲", "replaces": ["old"]}));
    assert_eq!(notice_of(&fixture, "old").replaced_by, ["third"]);
    fixture.publish("third", "notice", json!({"issuer": "甲"}));
    assert_eq!(notice_of(&fixture, "old").replaced_by, [""; 0]);
}

#[test]
fn pages_of_notices_contain_every_notice() {
    let fixture = fixture();
    for number in 0..17 {
        let object =
            json!({"issuer": format!("单位{}", number % 2), "document_number": format!("样〔2026〕{number}号")});
        fixture.publish(&format!("n{number}"), "notice", object);
    }
    for request in [
        request(),
        NoticeRequest { issuer: some("单位1"), ..request() },
        NoticeRequest { number: some("样〔2026〕1"), ..request() },
        NoticeRequest { valid_only: true, ..request() },
    ] {
        let whole = ids(&fixture, request.clone());
        assert!(whole.len() > 5);
        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let request = NoticeRequest { before, limit: 3, ..request.clone() };
            let page = fixture.read(|view| notice::list(view, &request)).unwrap();
            paged.extend(page.items.into_iter().map(|notice| notice.row.id));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole);
    }
    for request in [NoticeRequest { limit: 0, ..request() }, NoticeRequest { before: some("x"), ..request() }] {
        assert!(fixture.read(|view| notice::list(view, &request)).is_err());
    }
}

#[test]
fn revised_guide_keeps_the_ticks_of_materials_it_still_names() {
    let fixture = fixture();
    let outbox = fixture.store.outbox().unwrap();
    let guide = || {
        let ticks = outbox.read_now(|outbox| guide::ticks(outbox, "g")).unwrap();
        fixture.read(|view| guide::get(view, "g", &ticks)).unwrap()
    };
    let tick = |material: &str, on| outbox.write_now(|write| guide::tick(write, "g", material, on)).unwrap();
    let material = |text: &str, ticked| Material { text: text.into(), ticked };
    fixture.publish(
        "g",
        "guide",
        json!({"materials": ["身份证", "照片", "身份证"], "steps": ["取号", "交表"], "topic": "social",
        "online": "javascript:alert(1)", "fee": "免费"}),
    );
    assert_eq!(guide().materials, [material("身份证", false), material("照片", false)]);
    assert_eq!((guide().online, guide().fee.as_deref()), (None, Some("免费")));
    tick("身份证", true);
    tick("身份证", true);
    assert!(!guide().ready);
    tick("照片", true);
    assert!(guide().ready);
    fixture.publish("g", "guide", json!({"materials": ["户口簿", "照片"], "online": "https://example.org/a"}));
    assert_eq!(guide().materials, [material("户口簿", false), material("照片", true)]);
    assert_eq!(guide().online.as_deref(), Some("https://example.org/a"));
    tick("照片", false);
    assert_eq!(guide().materials[1], material("照片", false));
    tick("户口簿", true);
    outbox.write_now(|write| guide::clear_ticks(write, "g")).unwrap();
    assert!(guide().materials.iter().all(|material| !material.ticked));
    assert!(outbox.write_now(|write| guide::tick(write, "g", "", true)).is_err());
    let has_material =
        |material: &str| fixture.store.cache().read_now(|cache| guide::has_material(cache, "g", material)).unwrap();
    assert!(has_material("户口簿") && !has_material("身份证"));
    let page = fixture.read(|view| guide::list(view, Some("social"), None, 10)).unwrap();
    assert_eq!(page.items.len(), 0, "the revision has no topic");
    assert_eq!(fixture.read(|view| guide::list(view, None, None, 10)).unwrap().items.len(), 1);
}

#[test]
fn malformed_payload_leaves_the_item_readable() {
    let fixture = fixture();
    for (id, kind, object) in [
        ("a", "notice", json!([])),
        ("b", "notice", json!({"issuer": 7, "issued_on": "2026-13-01", "valid_until": 5, "replaces": "x"})),
        ("c", "guide", json!("x")),
        ("d", "guide", json!({"materials": {"a": 1}, "steps": [1, null, "好"]})),
        ("e", "guide", json!({"materials": (0..10_000).map(|n| n.to_string()).collect::<Vec<_>>()})),
    ] {
        fixture.publish(id, kind, object);
        assert!(fixture.read(|view| feed::article(view, id)).is_ok());
    }
    assert_eq!(notice_of(&fixture, "b").valid_until, None);
    let guide = |id: &str| fixture.read(|view| guide::get(view, id, &Default::default())).unwrap();
    assert_eq!(
        (guide("c").materials.len(), guide("d").steps, guide("e").materials.len()),
        (0, vec!["好".to_owned()], 200)
    );
    assert!(fixture.read(|view| notice::get(view, "c")).is_err());
}

#[test]
fn every_list_is_read_in_index_order() {
    let fixture = fixture();
    let mut statements = notice::statements();
    statements.extend([false, true].map(guide::statement));
    for statement in statements {
        let plan = fixture.query_plan(&statement);
        assert!(plan.contains("INDEX paper_by_"), "{statement}\n{plan}");
        // The notices that replace a withdrawn one are few, and in no table.
        let plan = plan.replace("SCAN successor", "");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{statement}\n{plan}");
    }
}

#[test]
fn report_of_the_same_story_hides_no_notice_and_no_guide() {
    let fixture = fixture();
    fixture.publish_version("s", "report", "article", json!({}));
    fixture.publish_version("s", "notice", "notice", json!({"issuer": "甲", "document_number": "嵩样财〔2026〕5号"}));
    fixture.publish_version("s", "guide", "guide", json!({"topic": "finance"}));
    assert_eq!(ids(&fixture, request()), ["notice"]);
    assert_eq!(ids(&fixture, NoticeRequest { number: some("5号"), ..request() }), ["notice"]);
    assert_eq!(ids(&fixture, NoticeRequest { number: some("嵩样财〔2026〕5"), ..request() }), ["notice"]);
    let guides = fixture.read(|view| guide::list(view, None, None, 20)).unwrap();
    assert_eq!(guides.items.len(), 1);
    let all =
        |kind| fixture.read(|view| feed::list(view, &Scope::Kind { module: "government".into(), kind }, None, 20));
    assert_eq!(all(ItemKind::Notice).unwrap().items.len(), 1);
    // The same notice in another channel is no second row; a supplement has a number of its own.
    fixture.publish_version("s", "copy", "notice", json!({"issuer": "甲", "document_number": "嵩样财[2026]5号"}));
    fixture.publish_version("s", "more", "notice", json!({"issuer": "甲", "document_number": "嵩样财〔2026〕9号"}));
    assert_eq!(ids(&fixture, request()), ["more", "notice"]);
    assert_eq!(ids(&fixture, NoticeRequest { number: some("9号"), ..request() }), ["more"]);
    fixture.withdraw("notice");
    assert_eq!(ids(&fixture, request()), ["more", "copy"]);
}

#[test]
fn notices_of_one_story_hide_each_other_only_if_they_are_copies() {
    let fixture = fixture();
    let publish = |id: &str, payload| fixture.publish_version("s", id, "notice", payload);
    publish("old", json!({"issuer": "水务局", "valid_until": "2026-12-03"}));
    publish("new", json!({"issuer": "水务局", "replaces": ["old"]}));
    publish("longer", json!({"issuer": "水务局", "valid_until": "2099-12-20"}));
    assert_eq!(ids(&fixture, request()), ["longer", "new", "old"]);
    assert_eq!(ids(&fixture, NoticeRequest { valid_only: true, ..request() }), ["longer", "new"]);
    // The same under another title, and under the same title with less said of it, are copies.
    publish("copy", json!({"issuer": "水务局", "valid_until": "2099-12-20"}));
    assert_eq!(ids(&fixture, request()), ["longer", "new", "old"]);
}

#[test]
fn replacement_counts_for_each_copy_of_a_numbered_notice_and_a_ring_replaces_nothing_behind_a_withdrawal() {
    let fixture = fixture();
    let numbered = json!({"issuer": "甲", "document_number": "嵩样财〔2026〕5号"});
    fixture.publish("a", "notice", numbered.clone());
    fixture.publish("b", "notice", numbered);
    fixture.publish("d", "notice", json!({"issuer": "甲", "replaces": ["b"]}));
    let valid = |fixture: &TopicFixture| ids(fixture, NoticeRequest { valid_only: true, ..request() });
    assert_eq!(valid(&fixture), ["d"]);
    assert_eq!(notice_of(&fixture, "a").replaced_by, ["d"]);
    let fixture = self::fixture();
    fixture.publish("one", "notice", json!({"issuer": "甲", "replaces": ["two"]}));
    fixture.publish("two", "notice", json!({"issuer": "甲", "replaces": ["one"]}));
    fixture.withdraw("two");
    assert_eq!(valid(&fixture), ["one"]);
}

#[test]
fn replaced_notice_stays_replaced_whatever_becomes_of_its_successors() {
    // a is replaced by b, b by c. Which of them goes, how, and which are in force then.
    for (gone, evicted, in_force) in [
        ("b", false, vec!["c"]),
        ("b", true, vec!["c"]),
        ("c", true, vec![]),
        ("c", false, vec!["b"]),
        ("a", false, vec!["c"]),
    ] {
        for order in [["a", "b", "c"], ["c", "b", "a"], ["b", "c", "a"]] {
            for early in [false, true] {
                let fixture = fixture();
                let go = || match evicted {
                    true => {
                        let delete = "DELETE FROM item WHERE id = ?1";
                        fixture.store.cache().write_now(|write| Ok(write.execute(delete, [gone])?)).map(drop).unwrap();
                    }
                    false => fixture.withdraw(gone),
                };
                for id in order {
                    let replaces = match id {
                        "b" => json!(["a"]),
                        "c" => json!(["b"]),
                        _ => json!([]),
                    };
                    fixture.publish(id, "notice", json!({"issuer": "甲", "replaces": replaces}));
                    if early && id == gone {
                        go();
                    }
                }
                if !early {
                    go();
                }
                let valid = ids(&fixture, NoticeRequest { valid_only: true, ..request() });
                assert_eq!(valid, in_force, "{gone} evicted: {evicted}, {order:?}, early: {early}");
                if gone == "b" {
                    let replaced_by = if evicted { "b" } else { "c" };
                    assert_eq!(notice_of(&fixture, "a").replaced_by, [replaced_by]);
                }
            }
        }
    }
}
