use super::sift;

fn sifted(html: &str) -> String {
    sift(html).slices.concat()
}

#[test]
fn a_tag_keeps_its_first_attributes() {
    let many: String = (0..1_000).map(|n| format!(" a{n}='>'")).collect();
    assert!(sifted(&format!("<p{many}>文</p>")).len() < 700);
    assert!(sifted(&format!("<p{many}")).len() < 700);
    assert!(sifted(&format!("<p{many}>文</p>")).ends_with(">文</p>"));
}

#[test]
fn what_is_well_formed_passes_untouched() {
    for html in [
        "<p class=\"a > b\" title='\"'>文</p><!-- <p a=' --><br/>",
        "<script>if (a < b) { x = \"<p a='\" }</script><p>文</p>",
        "<img src='data:image/svg+xml,<svg></svg>' data-src=/a.jpg>",
        "<style>a > b {}</style><textarea><a href=\"</textarea>文",
        "a < b && c > d",
    ] {
        assert_eq!(sifted(html), html);
    }
}

#[test]
fn what_is_never_closed_is_closed_at_its_tag() {
    assert_eq!(sifted("甲<!-- 乙 <p>丙"), "甲丙");
    assert_eq!(sifted("<a href=\"/x>乙</a>"), "<a href=\"/x\">乙</a>");
    assert_eq!(sifted("<a title='x>乙</a>"), "<a title='x'>乙</a>");
    assert_eq!(sifted("<a href=\"/x>乙</a><p class=\"c\">"), "<a href=\"/x\">乙</a><p class=\"c\">");
}

#[test]
fn ends_ahead_are_counted() {
    let mut ends = sift("<video><svg></svg></VIDEO>").ends;
    assert!(ends.ahead("video") && ends.ahead("svg") && !ends.ahead("form") && ends.ahead("div"));
    ends.pass("video");
    assert!(!ends.ahead("video"));
}
