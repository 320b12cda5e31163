use super::*;

#[test]
fn names_are_sorted() {
    assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
}

#[test]
fn references_are_resolved() {
    for (text, expected) in [
        ("plain", "plain"),
        ("a&amp;b", "a&b"),
        ("&lt;p&gt;", "<p>"),
        ("&ldquo;嵩明&rdquo;&middot;&hellip;", "“嵩明”·…"),
        ("&#23913;&#x660e;&#X660E;", "嵩明明"),
        ("&#0;&#11;&#x1f;", ""),
        ("&#146;&#xd800;", "’\u{fffd}"),
        ("&#99999999999;", "&#99999999999;"),
        ("&nbsp", "\u{a0}"),
        ("a & b && c &", "a & b && c &"),
        ("&unknown;&x", "&unknown;&x"),
        ("?a=1&copy=2&lt=3", "?a=1&copy=2&lt=3"),
        ("AT&T; &NBSP;", "AT&T; \u{a0}"),
        ("&amp;amp;", "&amp;"),
        ("&嵩;", "&嵩;"),
        ("&abcdefghijklmnopq;", "&abcdefghijklmnopq;"),
    ] {
        assert_eq!(unescape(text), expected, "{text}");
    }
}
