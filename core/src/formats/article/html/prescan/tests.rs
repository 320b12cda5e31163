use super::prescan;

fn prescanned(html: &str) -> String {
    prescan(html).slices.concat()
}

#[test]
fn surplus_attributes_are_dropped() {
    let many: String = (0..1_000).map(|n| format!(" a{n}='>'")).collect();
    assert!(prescanned(&format!("<p{many}>文</p>")).len() < 700);
    assert!(prescanned(&format!("<p{many}")).len() < 700);
    assert!(prescanned(&format!("<p{many}>文</p>")).ends_with(">文</p>"));
}

#[test]
fn well_formed_markup_is_unchanged() {
    for html in [
        "<p class=\"a > b\" title='\"'>文</p><!-- <p a=' --><br/>",
        "<script>if (a < b) { x = \"<p a='\" }</script><p>文</p>",
        "<img src='data:image/svg+xml,<svg></svg>' data-src=/a.jpg>",
        "<style>a > b {}</style><textarea><a href=\"</textarea>文",
        "a < b && c > d",
    ] {
        assert_eq!(prescanned(html), html);
    }
}

#[test]
fn unclosed_comments_and_values_end_at_their_tag() {
    assert_eq!(prescanned("甲<!-- 乙 <p>丙"), "甲丙");
    assert_eq!(prescanned("<a href=\"/x>乙</a>"), "<a href=\"/x\">乙</a>");
    assert_eq!(prescanned("<a title='x>乙</a>"), "<a title='x'>乙</a>");
    assert_eq!(prescanned("<a href=\"/x>乙</a><p class=\"c\">"), "<a href=\"/x\">乙</a><p class=\"c\">");
}

#[test]
fn end_tags_ahead_are_counted() {
    let mut end_tags = prescan("<video><svg></svg></VIDEO>").end_tags;
    assert!(
        end_tags.is_ahead("video")
            && end_tags.is_ahead("svg")
            && !end_tags.is_ahead("form")
            && end_tags.is_ahead("div")
    );
    end_tags.pass("video");
    assert!(!end_tags.is_ahead("video"));
}
