use super::*;

#[test]
fn a_paper_that_is_named_twice_is_one() {
    let named = |url: &str, mime_type: &str| -> Attachment {
        serde_json::from_value(serde_json::json!({"url": url, "mime_type": mime_type})).unwrap()
    };
    let all = [named("a.pdf", "application/pdf"), named("b.jpg", "image/jpeg"), named("a.pdf", "application/pdf")];
    assert_eq!(of(&all).map(|paper| paper.url.as_str()).collect::<Vec<_>>(), ["a.pdf"]);
}
