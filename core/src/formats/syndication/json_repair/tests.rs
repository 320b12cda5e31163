use super::mend;

#[test]
fn slips() {
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
        assert_eq!(mend(source).as_deref(), Some(expected), "{source}");
    }
    for source in ["", "{", "}", "{\"a\":1", "{\"items\":[{\"id\":1", "[[[[", "{\"a\\"] {
        assert_eq!(mend(source), None, "{source}");
    }
    assert_eq!(mend(&"[".repeat(100_000)), None);
}

#[test]
fn commas_are_linear() {
    assert_eq!(mend(&format!("[{}]", ", ".repeat(300_000))).map(|out| out.len() < 600_010), Some(true));
}
