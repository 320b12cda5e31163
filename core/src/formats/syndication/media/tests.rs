use super::*;

#[test]
fn durations_are_parsed() {
    for (text, expected) in [
        ("95", Some(95)),
        ("95.5", Some(95)),
        ("1:35", Some(95)),
        ("00:01:35", Some(95)),
        ("0", None),
        ("", None),
        ("-5", None),
        ("1:2:3:4", None),
        ("99999999999999", None),
        ("abc", None),
    ] {
        assert_eq!(parse_duration(text), expected, "{text}");
    }
}

#[test]
fn media_type_comes_from_the_feed_or_the_address() {
    let of = |given, medium, url| mime_type(given, medium, url);
    assert_eq!(of(Some("image/JPG; x=y"), None, "https://a.example/1"), "image/jpeg");
    assert_eq!(of(None, None, "https://a.example/1.PNG?x=1"), "image/png");
    assert_eq!(of(Some("png"), None, "https://a.example/1.webp"), "image/webp");
    assert_eq!(of(Some(""), Some("image"), "https://a.example/1"), "image/*");
    assert_eq!(of(None, Some("video"), "https://a.example/1.mp4"), "video/mp4");
    assert_eq!(of(None, None, "https://a.example/x"), "application/octet-stream");
}
