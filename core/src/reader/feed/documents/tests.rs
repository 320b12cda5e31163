use super::*;

#[test]
fn document_with_the_same_address_is_listed_once() {
    let named = |url: &str, mime_type: &str| -> Attachment {
        serde_json::from_value(serde_json::json!({"url": url, "mime_type": mime_type})).unwrap()
    };
    let all = [named("a.pdf", "application/pdf"), named("b.jpg", "image/jpeg"), named("a.pdf", "application/pdf")];
    assert_eq!(documents_of(&all).map(|document| document.url.as_str()).collect::<Vec<_>>(), ["a.pdf"]);
}
