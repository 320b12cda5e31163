use serde_json::json;

use super::super::tests::{COMPLETE, catalogue, form, map};
use super::*;

fn reason(form: &Form, values: &[(&str, &str)], field: &str) -> String {
    let problems = form.problems(&map(values));
    problems.into_iter().find(|problem| problem.field == field).map(|problem| problem.reason).unwrap_or_default()
}

#[test]
fn each_reason_is_at_its_field() {
    let form = form();
    assert_eq!(form.problems(&map(&COMPLETE)), []);
    for (field, value, expected) in [
        ("title", "", "请填写标题。"),
        ("title", " \u{3000}\n", "请填写标题。"),
        ("title", "开", "标题至少要2个字，现在有1个字。"),
        ("title", "  开 ", "标题至少要2个字，现在有1个字。"),
        ("title", "一二三四五六七八九十", ""),
        ("title", "一二三四五六七八九十一", "标题最多10个字，现在有11个字。"),
        // Four bytes and two units of UTF-16, one character.
        ("title", "𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷", ""),
        ("title", "𠮷", "标题至少要2个字，现在有1个字。"),
        // A line break is one character, however it is written.
        ("text", "一二\r\n三四", ""),
        ("text", "一二\r\n三", "正文至少要5个字，现在有4个字。"),
        ("text", "\n\n一二三四\n\n", "正文至少要5个字，现在有4个字。"),
        ("sector", "", ""),
        ("sector", "ship", "产业要从列表中选择，请重新选择。"),
        ("sector", "car", ""),
        ("park", "", "请选择园区。"),
        ("day", "", "请选择签发日期。"),
        ("day", "2026-02-30", "签发日期不是正确的日期，请重新选择。"),
        ("day", "11月24日", "签发日期不是正确的日期，请重新选择。"),
        ("ai", "generated", "AI 声明要从列表中选择，请重新选择。"),
        ("consent", "", "请确认：画面中人物已同意。"),
        ("consent", "false", "请确认：画面中人物已同意。"),
    ] {
        let mut values = map(&COMPLETE);
        values.insert(field.into(), value.into());
        let problems = form.problems(&values);
        let expected: Vec<(&str, &str)> = if expected.is_empty() { vec![] } else { vec![(field, expected)] };
        let found: Vec<(&str, &str)> = problems.iter().map(|one| (one.field.as_str(), one.reason.as_str())).collect();
        assert_eq!(found, expected, "{field} = {value:?}");
    }
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_form() {
    let fields: Vec<String> = form().problems(&Values::new()).into_iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["title", "text", "park", "author", "day", "ai", "consent"]);
}

#[test]
fn what_is_not_understood_is_a_text_field() {
    let mut document = catalogue();
    document["station_form"] = json!({"version": 7, "new": {}, "fields": [
        {"code": "title", "kind": "voice-note", "required": true, "max": 3},
        {"code": "colour", "name": "颜色", "kind": "choice", "list": "colours"},
        {"code": "sector", "kind": "choice", "list": "sectors"},
        {"code": "odd", "kind": 5, "name": null, "required": "yes", "min": -1, "max": 1e30, "hint": [], "options": "none"},
        {"code": "title", "kind": "text"},
        {"name": "没有代码"},
        {"code": "media", "kind": "text"},
        17,
    ]});
    let form = parse(&document.to_string());
    let shown: Vec<(&str, &str, FieldKind)> =
        form.fields.iter().map(|field| (field.code.as_str(), field.name.as_str(), field.kind)).collect();
    let expected = [
        ("title", "title", FieldKind::Text),
        ("colour", "颜色", FieldKind::Text),
        ("sector", "sector", FieldKind::Choice),
        ("odd", "odd", FieldKind::Text),
    ];
    assert_eq!(shown, expected);
    assert!(form.is_known);
    assert_eq!(
        form.fields[2].options.iter().map(|term| term.name.as_str()).collect::<Vec<_>>(),
        ["汽车制造", "现代物流"]
    );
    assert_eq!(form.fields[3], FormField { code: "odd".into(), name: "odd".into(), ..FormField::default() });
    assert_eq!(reason(&form, &[("title", "一二三四")], "title"), "title最多3个字，现在有4个字。");
    assert_eq!(form.media, MediaLimits::default());
}

#[test]
fn without_a_form_there_is_a_title_and_a_text() {
    for document in ["", "not json", "[]", "{}", "{\"station_form\":null}", "{\"station_form\":{\"fields\":{}}}"] {
        let form = parse(document);
        assert!(!form.is_known, "{document}");
        assert_eq!(form.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["标题", "正文"]);
        assert_eq!(form.media, MediaLimits::default());
    }
}

#[test]
fn limits_of_the_catalogue_take_the_place_of_our_own_one_by_one() {
    let read = |media| parse(&json!({"station_form": {"fields": [{"code": "a"}], "media": media}}).to_string()).media;
    let expected = MediaLimits { max_files: 2, types: vec!["image/png".into()], ..MediaLimits::default() };
    assert_eq!(
        read(json!({"max_files": 2, "max_photo_edge": 0, "max_photo_bytes": -1, "types": ["image/png", 3]})),
        expected
    );
    assert_eq!(form().media.max_video_bytes, 4_000);
}

#[test]
fn fields_are_proposed_once_and_only_what_can_be_chosen() {
    let form = form();
    let remembered = map(&[("author", "李四"), ("sector", "car"), ("title", "上次的标题"), ("gone", "x")]);
    let presets = BTreeMap::from([("parks", "economic".to_owned()), ("sectors", "logistics".to_owned())]);
    let complete = |values: &[(&str, &str)], remembered: &Values, presets: &BTreeMap<&str, String>| {
        let mut values = map(values);
        form.complete(&mut values, remembered, presets);
        values
    };
    // The last entry comes before the account's, and a field that is not to be remembered is not.
    let expected = map(&[("author", "李四"), ("sector", "car"), ("park", "economic")]);
    assert_eq!(complete(&[], &remembered, &presets), expected);
    let own = [("author", ""), ("sector", ""), ("park", "farm")];
    assert_eq!(complete(&own, &remembered, &presets), map(&own), "what the person entered or emptied stays");
    let stale = map(&[("sector", "closed")]);
    let presets = BTreeMap::from([("parks", "closed".to_owned())]);
    assert_eq!(complete(&[], &stale, &presets), Values::new());
}

#[test]
fn only_what_was_entered_is_sent() {
    let values = map(&[
        ("title", " 开园 "),
        ("text", "\n　　第一段\r\n第二段 \n"),
        ("sector", ""),
        ("ai", "none"),
        ("consent", "true"),
        ("gone", "还在草稿里"),
    ]);
    let form = form();
    let sent = Value::Object(form.sent(&values));
    let expected = json!({"title": "开园", "text": "　　第一段\n第二段", "ai": "none", "consent": true});
    assert_eq!(sent, expected);
    let mut trimmed = values.clone();
    form.trim(&mut trimmed);
    assert_eq!(Value::Object(form.sent(&trimmed)), expected);
    assert_eq!(trimmed["gone"], "还在草稿里");
    assert_eq!(trimmed["text"], "　　第一段\n第二段");
}

proptest::proptest! {
    #[test]
    fn no_document_makes_reading_panic(code in ".{0,8}", kind in ".{0,8}", number in proptest::num::i64::ANY, list in ".{0,8}") {
        let field = json!({"code": code, "kind": kind, "min": number, "max": number, "list": list, "options": [{"code": list}]});
        let document = json!({"station_form": {"fields": [field]}, list: [{"code": "x"}]}).to_string();
        let form = parse(&document);
        let values: Values = form.fields.iter().map(|field| (field.code.clone(), kind.clone())).collect();
        let _ = (form.problems(&values), form.sent(&values));
    }
}
