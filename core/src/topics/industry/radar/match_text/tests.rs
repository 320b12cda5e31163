use super::*;
use crate::formats::article;

const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<strong>",
    "</strong>",
    "<span>",
    "</span>",
    "<h2>",
    "</h2>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<br>",
    "<br/>",
    "<blockquote>",
    "</blockquote>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</tr>",
    "</table>",
    "汽车",
    "新 能源",
    "\n",
    "\t",
    "A",
    "车",
    "<figure><img src=\"/a.png\" alt=\"图\"><figcaption>",
    "</figcaption></figure>",
    "<div>",
    "</div>",
    "<p class=\"a\">",
    "&nbsp;",
    "<!-- x -->",
    "<td colspan=\"2\">",
    "<script>",
    "</script>",
    "< ",
    ">",
    "<x-y>",
    "<th>",
    "<i title=\"a>b\">",
];

/// Where it returns lines, they are those of the full reader; only the order may differ, since the text of a caption
/// may move.
#[test]
fn plain_body_equals_the_full_reader_or_is_none() {
    let mut random = fastrand::Rng::with_seed(7);
    let sorted_lines = |text: &str| {
        let mut folded = String::new();
        push_lines(text, &mut folded);
        let mut lines: Vec<_> = folded.lines().map(|line| line.trim_end().to_owned()).collect();
        lines.retain(|line| !line.is_empty());
        lines.sort();
        lines
    };
    let mut compared = 0;
    for _ in 0..200_000 {
        let html: String = (0..random.usize(..14)).map(|_| PIECES[random.usize(..PIECES.len())]).collect();
        let Some(read) = plain_body(&html) else { continue };
        let full = article::plain_text(&article::parse_html(&html, None).blocks);
        assert_eq!(sorted_lines(&read), sorted_lines(&full), "{html}");
        compared += usize::from(!read.trim().is_empty());
    }
    assert!(compared > 5_000, "{compared}");
}

#[test]
fn plain_markup_is_accepted_and_all_other_is_refused() {
    for html in ["", "<p>一</p>\n<ul>\n<li>二<b>三</b></li></ul>", "<figure><img src=\"/a.png\"></figure><p>四"] {
        assert!(plain_body(html).is_some(), "{html}");
    }
    for html in [
        "&amp;",
        "<p style=\"display:none\">",
        "<p hidden>",
        "<!-- -->",
        "<script>",
        "<p",
        "<i title=\"a>b\">",
        "<img",
        "a<img src=\"b\">",
    ] {
        assert!(plain_body(html).is_none(), "{html}");
    }
}
