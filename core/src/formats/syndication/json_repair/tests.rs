use super::repair;

#[test]
fn invalid_json_is_repaired() {
    for (source, expected) in [
        (r#"{"a":[1,2,],}"#, r#"{"a":[1,2]}"#),
        (r#"{"a":[1,,2]}"#, r#"{"a":[1,2]}"#),
        ("{\"a\":\"1\n2\t3\"}", r#"{"a":"1\n2\t3"}"#),
        (r#"{"a":"it\'s \x \u12"}"#, r#"{"a":"it's x u12"}"#),
        (r#"{"a":"\ud83d x \ude00 \ud83d\ude00"}"#, "{\"a\":\"\u{fffd} x \u{fffd} \\ud83d\\ude00\"}"),
        ("/* x */ {\"a\": 1 // y\n}", " {\"a\": 1 \n}"),
        (r#"{"a":1} trailing"#, r#"{"a":1}"#),
        (r#"{"items":[{"id":1},{"id":2},{"id":"#, r#"{"items":[{"id":1},{"id":2}]}"#),
        (r#"{"items":[{"id":1},{"id":"嵩"#, r#"{"items":[{"id":1}]}"#),
    ] {
        assert_eq!(repair(source).as_deref(), Some(expected), "{source}");
    }
    for source in ["", "{", "}", "{\"a\":1", "{\"items\":[{\"id\":1", "[[[[", "{\"a\\"] {
        assert_eq!(repair(source), None, "{source}");
    }
    assert_eq!(repair(&"[".repeat(100_000)), None);
}

#[test]
fn many_commas_take_linear_time() {
    assert_eq!(repair(&format!("[{}]", ", ".repeat(300_000))).map(|out| out.len() < 600_010), Some(true));
}
