use super::*;

#[test]
fn plain_entities_are_replaced_and_others_stay() {
    let document = "<!DOCTYPE rss [<!ENTITY org \"水务局\"><!ENTITY tel '67911234'><!ENTITY % p \"x\"><!ENTITY amp \"x\">\
                    <!ENTITY two \"&org;&org;\"><!ENTITY file SYSTEM \"file:///etc/passwd\"><!ENTITY b \"<b>\">]>";
    for (text, expected) in [
        ("&org;电话&tel;", "水务局电话67911234"),
        ("&two;&file;&b;&p;&amp;&lt;", "&two;&file;&b;&p;&amp;&lt;"),
        ("&org &; & &&org;", "&org &; & &水务局"),
        ("&", "&"),
    ] {
        assert_eq!(expand(&format!("{document}{text}")), format!("{document}{expected}"));
    }
    for text in ["", "<rss>&org;", "<!DOCTYPE", "<!DOCTYPE rss [", "<!DOCTYPE rss [<!ENTITY", "<!DOCTYPE rss><a>[&x;]"]
    {
        assert!(matches!(expand(text), Cow::Borrowed(_)), "{text}");
    }
}

#[test]
fn entities_make_no_document_much_longer() {
    let long = "水".repeat(60);
    let document = format!("<!DOCTYPE rss [<!ENTITY a \"{long}\">]>{}", "&a;".repeat(1 << 20));
    assert!(expand(&document).len() <= document.len() + MAX_GROWTH);
}
