//! Properties of any input.

use proptest::prelude::*;
use proptest::sample::select;
use url::Url;

use super::super::{
    Block, MAX_ADDRESS, MAX_ADDRESSES, MAX_ALT, MAX_BLOCKS, MAX_CELL_SPAN, MAX_CELLS, MAX_NESTING, MAX_SPANS, Sentence,
    Span, excerpt, parse_html, parse_text, plain_text, reading_time, speech, summary,
};

#[path = "../../../../../fuzz/checks/article_properties.rs"]
mod shared;

/// Pieces of markup as they occur in feeds, whole and broken.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href='/a?utm_source=1'>",
    "<a href=\"javascript:x\">",
    "</a>",
    "<h2>",
    "</h2>",
    "<ul>",
    "</ul>",
    "<ol start=3>",
    "</ol>",
    "<li>",
    "</li>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th rowspan=2>",
    "<caption>",
    "</caption>",
    "<thead>",
    "<blockquote>",
    "</blockquote>",
    "<figure>",
    "</figure>",
    "<figcaption>",
    "</figcaption>",
    "<img src=/1.jpg>",
    "<img data-src='//a.cn/2.jpg' src=data:x>",
    "<img src='x",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<br>",
    "<br/>",
    "<hr>",
    "<ruby>",
    "<rt>",
    "</rt>",
    "</ruby>",
    "<rp>",
    "</rp>",
    "<span style='font-weight:bold'>",
    "<span style='display:block'>",
    "</span>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<svg>",
    "</svg>",
    "<form>",
    "</form>",
    "<iframe>",
    "</iframe>",
    "<iframe/>",
    "<video src=/v.mp4>",
    "</video>",
    "<source src=/w.mp4>",
    "<p style='display:none'>",
    "<!--",
    "-->",
    "<!",
    "</",
    "<",
    ">",
    "\"",
    "'",
    "&",
    "&amp;",
    "&#0;",
    "&nbsp;",
    "<dt>",
    "<dd>",
    "</dt>",
    "<q>",
    "</q>",
    "<sup>",
    "</sup>",
    "<del>",
    "</del>",
    "<details>",
    "<summary>",
    "<textarea>",
    "</textarea>",
    "<plaintext>",
    "<xmp>",
    "</xmp>",
    "<template>",
    "</template>",
    "\n",
    " ",
    "　　",
    "\u{200b}",
    "\u{202e}",
    "\u{200d}",
    "\u{0}",
    "字",
    "一句话。",
    "word",
    "12:30",
    "<p a=1 b='2' c>",
    "<![CDATA[",
    "]]>",
    "<?x",
    "<s>",
    "</s>",
    "<p style='text-decoration:line-through'>",
    "<div style='white-space:pre-wrap'>",
    "<span style='vertical-align:super'>",
    "<section style='background-image:url(/b.jpg)'>",
    "</section>",
    "<foreignObject>",
    "</foreignObject>",
    "<image href=/c.jpg>",
    "<math>",
    "</math>",
    "<mfrac>",
    "</mfrac>",
    "<mi>",
    "</mi>",
    "<iframe src='//v.qq.com/x?vid=a1'>",
    "<iframe data-src='javascript:x' class=video_iframe>",
    "<embed src=/a.mp3>",
    "<object data=/a.pdf>",
    "<param name=movie value=/a.mp4>",
    "</object>",
    "<mpvoice voice_encode_fileid=a1 name=读>",
    "<mp-common-videosnap data-url=//a.cn/v data-cover=/c.jpg>",
    "&zwnj;",
    "&#55356;",
    "&#57150;",
    "３",
];

fn tag_soup() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

/// Panics unless the blocks hold. Two properties are of this input only: all its tracking parameters are in links, and no
/// listing with a tab is in a table.
fn check(blocks: &[Block]) {
    shared::check_blocks(blocks);
    for span in blocks.iter().flat_map(shared::lines_of).flatten() {
        assert!(!span.text.contains('\t'), "{:?}", span.text);
        assert!(span.href.as_ref().is_none_or(|href| !href.contains("utm_")), "{:?}", span.href);
    }
}

fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tag_soup_is_parsed_to_valid_blocks(html in tag_soup(), with_base in any::<bool>()) {
        let base = Url::parse("https://news.example.cn/a/1.html").expect("an address");
        let article = parse_html(&html, with_base.then_some(&base));
        check(&article.blocks);
        prop_assert!(!article.capped);
        reading_time(&article.blocks);
        shared::check_speech(&speech(&article.blocks), &article.blocks, &plain_text(&article.blocks));
        prop_assert!(summary(&article.blocks, 20).chars().count() <= 20);
        prop_assert!(excerpt(&html, 20).chars().count() <= 20);
    }

    #[test]
    fn text_is_parsed_to_valid_blocks(html in "\\PC{0,200}", raw in any::<String>()) {
        check(&parse_html(&html, None).blocks);
        check(&parse_html(&raw, None).blocks);
        check(&parse_text(&raw));
        excerpt(&raw, 50);
    }

    #[test]
    fn text_without_markup_keeps_every_character(text in "[a-z0-9 ，。一-龥　\n]{0,200}") {
        prop_assert_eq!(visible(&plain_text(&parse_html(&text, None).blocks)), visible(&text));
        prop_assert_eq!(visible(&plain_text(&parse_text(&text))), visible(&text));
    }

    /// No order of tags that drop no content loses or repeats text, except for cells that also name several pictures of a table.
    #[test]
    fn text_survives_any_order_of_harmless_tags(
        pieces in prop::collection::vec(select(&[
            "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<a href=/x>", "</a>", "<h2>", "</h2>", "<ul>", "</ul>", "<ol>", "</ol>",
            "<li>", "</li>", "<blockquote>", "</blockquote>", "<br>", "<span>", "</span>", "<dt>", "<dd>", "</dl>", "<hr>", "<img src=/1.jpg>",
            "<figure>", "</figure>", "<table>", "</table>", "<tr>", "<td>", "</td>", "</tr>", "<caption>", "</caption>", "<figcaption>",
            "</figcaption>", "字",
        ][..]), 0..60)
    ) {
        let mut count = 0;
        let html: String = pieces.iter().map(|piece| if *piece == "字" { count += 1; format!("字{count}号") } else { (*piece).to_owned() }).collect();
        let base = Url::parse("https://news.example.cn/").expect("an address");
        let text = plain_text(&parse_html(&html, Some(&base)).blocks);
        let names_pictures = html.contains("<td>") && html.matches("<img").count() > 1;
        for n in 1..=count {
            let found = text.matches(&format!("字{n}号")).count();
            prop_assert!(found == 1 || (found > 1 && names_pictures), "{} in {:?} of {}", n, text, html);
        }
    }

    #[test]
    fn sentences_together_are_the_text(text in "[a-c一-十，。！？；…“”0-9]{1,200}") {
        let block = Block::Paragraph { spans: vec![Span { text: text.clone(), ..Span::default() }] };
        let joined: String = speech(std::slice::from_ref(&block)).into_iter().map(|sentence| sentence.text).collect();
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        prop_assert_eq!(letters(&joined), letters(&text));
    }
}
