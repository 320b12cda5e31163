use super::*;

#[test]
fn base64_is_decoded() {
    assert_eq!(decode_base64("5bWp5piO\n 6Iqx5rW3").as_deref(), Some("嵩明花海"));
    assert_eq!(decode_base64("PHA+eDwvcD4=").as_deref(), Some("<p>x</p>"));
    assert_eq!(decode_base64("嵩明"), None);
    assert_eq!(decode_base64("//79"), None);
    assert_eq!(decode_base64(""), None);
}

#[test]
fn xhtml_becomes_html() {
    assert_eq!(
        xhtml_to_html(
            "<x:div xmlns:x=\"http://www.w3.org/1999/xhtml\"><x:p/>1 &lt; 2<x:br /><x:img src=\"a\"/></x:div>"
        ),
        "<div xmlns:x=\"http://www.w3.org/1999/xhtml\"><p></p>1 &lt; 2<br><img src=\"a\"></div>"
    );
}
