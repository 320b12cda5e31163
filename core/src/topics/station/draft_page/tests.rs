use serde_json::{Value, json};

use super::super::draft_store;
use super::super::form;
use super::super::tests::{COMPLETE, MINUTE, NOW, Phone, form as sample, map, of};
use super::*;

fn stored(phone: &Phone, id: &str) -> Stored {
    let draft = phone.outbox().read_now(|outbox| draft_store::get(outbox, "a", id)).unwrap();
    Stored { draft: Some(draft), ..Stored::default() }
}

fn page(phone: &Phone, form: Form, stored: Stored, remembered: &Values) -> DraftForm {
    describe(form, stored, (remembered, &BTreeMap::new()), &phone.files(), NOW + MINUTE)
}

#[test]
fn the_account_says_its_station_park_and_sector() {
    let catalogue: Catalogue = serde_json::from_value(json!({"stations": [
        {"code": "station-1", "name": "联络站", "park": "farm", "sector": "car"},
    ]}))
    .unwrap();
    let found = |account: &AccountOnPhone| presets(&catalogue, account).into_values().collect::<Vec<_>>();
    assert_eq!(found(&of("a")), ["farm", "car", "station-1"]);
    assert_eq!(found(&AccountOnPhone { park: Some("own".into()), ..of("a") }), ["own", "car", "station-1"]);
    assert_eq!(found(&AccountOnPhone { station: "unknown".into(), ..of("a") }), ["unknown"]);
    assert_eq!(found(&AccountOnPhone { station: String::new(), ..of("a") }), [""; 0]);
}

#[test]
fn a_new_draft_has_what_is_known_and_says_what_is_missing() {
    let phone = Phone::new();
    let new = page(&phone, sample(), Stored::default(), &map(&[("author", "李四")]));
    assert_eq!(new.values, [FieldValue { code: "author".into(), value: "李四".into() }]);
    assert_eq!((new.id, new.changed, new.problems.len(), &*new.obstacle), (None, None, 6, ""));
    let unknown = page(&phone, form::without_catalogue(), Stored::default(), &Values::new());
    assert_eq!(unknown.obstacle, "还没有收到县融媒体中心的稿件表单，可以先写好保存，联网更新后再提交。");
}

#[test]
fn only_the_first_version_is_filled_in() {
    let phone = Phone::new();
    let mut values = COMPLETE.to_vec();
    values.retain(|(code, _)| *code != "author");
    let id = phone.begin("a", &values);
    let remembered = map(&[("author", "李四")]);
    assert_eq!(page(&phone, sample(), stored(&phone, &id), &remembered).problems, []);
    phone.set("UPDATE submission SET version = 2; UPDATE submission_version SET version = 2");
    let second = page(&phone, sample(), stored(&phone, &id), &remembered);
    assert_eq!((second.version, &*second.problems[0].reason), (2, "请填写作者。"));
}

#[test]
fn what_the_publisher_refused_is_at_its_field() {
    let phone = Phone::new();
    let id = phone.begin("a", &COMPLETE);
    let answer = json!({"errors": [{"field": "title", "reason": "标题重复。"}, {"field": 3}, {"reason": "x"}]});
    let of_answer = |answer: &Value| Reason::with_words("invalid", answer).stored().unwrap();
    for (reason, expected) in [
        (of_answer(&answer), 1),
        (Reason::of("file-missing").stored().unwrap(), 0),
        (of_answer(&json!({"errors": 5})), 0),
    ] {
        phone.set(&format!("UPDATE submission SET reason = '{reason}'"));
        let page = page(&phone, sample(), stored(&phone, &id), &Values::new());
        assert_eq!(page.refused.len(), expected, "{reason}");
        assert!(page.refused.iter().all(|problem| problem.reason == "标题重复。"));
    }
}

#[test]
fn one_state_of_the_history_is_the_current_one() {
    let state =
        |number, title: &str| StoredState {
            number, saved: NOW, values: map(&[("title", title), ("text", "一二三")])
        };
    let current = state(0, "甲").values;
    let found = states(vec![state(4, "乙"), state(3, "甲"), state(2, ""), state(1, "甲")], &current, NOW);
    assert_eq!(found.iter().map(|state| state.current).collect::<Vec<_>>(), [false, true, false, false]);
    assert_eq!((&*found[2].title, found[2].characters), ("（无标题）", 3));
}

#[test]
fn a_row_of_the_list_says_how_the_text_begins() {
    let phone = Phone::new();
    let text = format!("第一段。\n\n　　{}", "字".repeat(100));
    let id = phone.begin("a", &[("title", "  "), ("text", &text)]);
    let draft = stored(&phone, &id).draft.unwrap();
    let row = row(2, draft, NOW + MINUTE);
    assert_eq!((&*row.title, row.excerpt.chars().count(), row.files, row.returned), ("（无标题）", 60, 2, false));
    assert!(row.excerpt.starts_with("第一段。 字字"), "{}", row.excerpt);
}
