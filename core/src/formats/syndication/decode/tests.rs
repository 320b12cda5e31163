use super::*;

const SIMPLE: &str = "嵩明县融媒体中心新闻";
const TRADITIONAL: &str = "嵩明縣融媒體中心新聞";

fn feed(declared: &str, title: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"{declared}\"?><rss><channel><title>{title}</title></channel></rss>")
}

fn gbk(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn big5(text: &str) -> Vec<u8> {
    BIG5.encode(text).0.into_owned()
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

#[track_caller]
fn assert_title(bytes: &[u8], content_type: Option<&str>, title: &str) {
    let found = text(bytes, content_type);
    assert!(found.contains(&format!("<title>{title}</title>")), "{found}");
    assert!(found.starts_with('<'), "{found}");
}

#[test]
fn correct_declarations_are_used() {
    assert_title(feed("UTF-8", SIMPLE).as_bytes(), None, SIMPLE);
    assert_title(feed("UTF-8", SIMPLE).as_bytes(), Some("text/xml; charset=utf-8"), SIMPLE);
    for name in ["gb2312", "GBK", "gb18030", "cp936", "GB_2312-80", "x-gbk", "euc-cn"] {
        assert_title(&gbk(&feed(name, SIMPLE)), None, SIMPLE);
        assert_title(&gbk(&feed("", SIMPLE)), Some(&format!("text/xml;charset={name}")), SIMPLE);
        assert_title(&gbk(&feed("", SIMPLE)), Some(&format!("text/xml; charset=\"{name}\"; x=y")), SIMPLE);
    }
    assert_title(&big5(&feed("big5", TRADITIONAL)), None, TRADITIONAL);
    assert_title(&big5(&feed("", TRADITIONAL)), Some("text/xml; charset=big5"), TRADITIONAL);
    assert_title(&gbk(&feed("gb18030", "㐀𠀀䶮")), None, "㐀𠀀䶮");
}

#[test]
fn encodings_are_detected_without_a_declaration() {
    for content_type in
        [None, Some("text/xml"), Some("text/xml; charset="), Some("application/octet-stream; charset=nonsense")]
    {
        assert_title(feed("", SIMPLE).as_bytes(), content_type, SIMPLE);
        assert_title(&gbk(&feed("", SIMPLE)), content_type, SIMPLE);
        assert_title(&big5(&feed("", TRADITIONAL)), content_type, TRADITIONAL);
    }
}

#[test]
fn wrong_declarations_are_overruled() {
    for wrong in ["gb2312", "iso-8859-1", "us-ascii", "utf-16", "big5", "windows-1252"] {
        assert_title(feed(wrong, SIMPLE).as_bytes(), None, SIMPLE);
        assert_title(feed("utf-8", SIMPLE).as_bytes(), Some(&format!("text/xml; charset={wrong}")), SIMPLE);
    }
    for wrong in ["utf-8", "iso-8859-1", "us-ascii", "utf-16"] {
        assert_title(&gbk(&feed(wrong, SIMPLE)), None, SIMPLE);
        assert_title(&gbk(&feed("gb2312", SIMPLE)), Some(&format!("text/xml; charset={wrong}")), SIMPLE);
    }
}

#[test]
fn utf16_and_byte_order_marks_are_recognised() {
    let plain = feed("utf-16", SIMPLE);
    for little in [true, false] {
        assert_title(&utf16(&plain, little), None, SIMPLE);
        assert_title(&utf16(&format!("\u{feff}{plain}"), little), Some("text/xml; charset=gbk"), SIMPLE);
        assert_title(&utf16(&format!("\r\n{plain}"), little), None, SIMPLE);
    }
    assert_title(format!("\u{feff}{}", feed("gb2312", SIMPLE)).as_bytes(), None, SIMPLE);
    assert_title(format!("\u{feff}\u{feff} \r\n{plain}").as_bytes(), None, SIMPLE);
}

#[test]
fn declaration_wins_over_utf8_that_is_well_formed_by_chance() {
    let bytes = gbk("<?xml version=\"1.0\" encoding=\"gb2312\"?><title>通知</title>");
    assert!(std::str::from_utf8(&bytes).is_ok());
    assert!(text(&bytes, None).contains("通知"));
    assert!(text("<?xml encoding='gb2312'?><title>“嵩明”·花海</title>".as_bytes(), None).contains("“嵩明”·花海"));
}

#[test]
fn invalid_bytes_are_replaced() {
    let mut bytes = feed("UTF-8", SIMPLE).into_bytes();
    let at = bytes.windows(3).position(|w| w == "县".as_bytes()).unwrap();
    bytes[at + 1] = b'x';
    assert!(text(&bytes, None).contains("嵩明\u{fffd}x\u{fffd}融媒体中心新闻</title>"));
    let mut bytes = gbk(&feed("gb2312", SIMPLE));
    let end = bytes.windows(8).position(|w| w == b"</title>").unwrap();
    bytes.insert(end, 0xff);
    assert!(text(&bytes, None).contains("新闻\u{fffd}</title>"));
    // Cut inside a character.
    let whole = feed("UTF-8", SIMPLE);
    assert!(text(&whole.as_bytes()[..whole.find("新").unwrap() + 1], None).contains("嵩明县融媒体中心"));
}

#[test]
fn control_characters_are_dropped() {
    assert_eq!(text(b"\0<a>\x01b\x0cc\td\x1f</a>", None), "<a>b c\td</a>");
    assert_eq!(text(b"", None), "");
    assert_eq!(text("caf\u{e9}".as_bytes(), Some("text/xml; charset=iso-8859-1")), "café");
    assert_eq!(text(b"caf\xe9 <x>", Some("text/xml; charset=iso-8859-1")), "café <x>");
}
