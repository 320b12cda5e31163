//! What holds for any input.

use proptest::prelude::*;
use proptest::sample::select;
use url::Url;

use super::super::quantities::spoken;
use super::super::{Block, Span, blocks, excerpt, from_text, plain_text, reading_time, speech, summary};

/// Pieces of markup that meet in the wild, whole and broken.
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
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

fn spans_of(block: &Block) -> Vec<&[Span]> {
    match block {
        Block::Paragraph { spans } | Block::Heading { spans, .. } => vec![spans],
        Block::List { items, .. } => items.iter().map(|item| item.spans.as_slice()).collect(),
        Block::Quote { paragraphs } => paragraphs.iter().map(|paragraph| paragraph.spans.as_slice()).collect(),
        Block::Table { caption, rows } => std::iter::once(caption.as_slice())
            .chain(rows.iter().flat_map(|row| &row.cells).map(|cell| cell.spans.as_slice()))
            .collect(),
        Block::Image { caption, .. } | Block::Video { caption, .. } | Block::Audio { caption, .. } => vec![caption],
        Block::Code { .. } | Block::Rule => vec![],
    }
}

fn check(block: &Block) {
    let web = |address: &str| {
        assert!(matches!(Url::parse(address).expect("a whole address").scheme(), "http" | "https"), "{address}");
    };
    match block {
        Block::Image { src, alt, .. } => {
            web(src);
            assert_eq!(alt.trim(), alt);
        }
        Block::Video { src, poster, .. } => {
            web(src);
            poster.iter().for_each(|poster| web(poster));
        }
        Block::Audio { src, .. } => web(src),
        Block::Heading { level, .. } => assert!((1..=6).contains(level)),
        Block::Code { text } => assert!(!text.trim().is_empty()),
        Block::List { items, .. } => assert!(!items.is_empty()),
        Block::Quote { paragraphs } => assert!(!paragraphs.is_empty()),
        Block::Table { rows, .. } => {
            assert!(!rows.is_empty());
            for (at, row) in rows.iter().enumerate() {
                for cell in &row.cells {
                    assert!((1..=100).contains(&cell.colspan) && cell.rowspan >= 1);
                    assert!(at + cell.rowspan as usize <= rows.len());
                }
            }
        }
        Block::Paragraph { .. } | Block::Rule => {}
    }
    let may_be_empty =
        matches!(block, Block::Table { .. } | Block::Image { .. } | Block::Video { .. } | Block::Audio { .. });
    for spans in spans_of(block) {
        assert!(may_be_empty || !spans.is_empty());
        let text: String = spans.iter().map(|span| span.text.as_str()).collect();
        assert_eq!(text.trim(), text, "white space at an edge");
        assert!(
            !text.chars().any(|c| (c.is_control() && c != '\n') || "\u{200b}\u{202e}\u{feff}\u{a0}".contains(c)),
            "{text:?}"
        );
        for span in spans {
            assert!(!span.text.is_empty());
            if let Some(href) = &span.href {
                let scheme = Url::parse(href).expect("a whole address").scheme().to_owned();
                assert!(matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel"), "{href}");
                assert!(!href.contains("utm_"));
            }
        }
    }
}

fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_soup_becomes_sound_blocks(html in soup(), with_base in any::<bool>()) {
        let base = Url::parse("https://news.example.cn/a/1.html").expect("an address");
        let reading = blocks(&html, with_base.then_some(&base));
        reading.blocks.iter().for_each(check);
        prop_assert!(!reading.capped);
        plain_text(&reading.blocks);
        reading_time(&reading.blocks);
        let last = u32::try_from(reading.blocks.len()).expect("few blocks");
        for sentence in speech(&reading.blocks) {
            prop_assert!(sentence.block.is_some_and(|block| block < last) && !sentence.text.trim().is_empty() && !sentence.spoken.is_empty());
        }
        prop_assert!(summary(&reading.blocks, 20).chars().count() <= 20);
        prop_assert!(excerpt(&html, 20).chars().count() <= 20);
    }

    #[test]
    fn any_text_becomes_sound_blocks(html in "\\PC{0,200}", raw in any::<String>()) {
        blocks(&html, None).blocks.iter().for_each(check);
        blocks(&raw, None).blocks.iter().for_each(check);
        from_text(&raw).iter().for_each(check);
        excerpt(&raw, 50);
    }

    #[test]
    fn text_without_markup_keeps_every_character(text in "[a-z0-9 ，。一-龥　\n]{0,200}") {
        prop_assert_eq!(visible(&plain_text(&blocks(&text, None).blocks)), visible(&text));
        prop_assert_eq!(visible(&plain_text(&from_text(&text))), visible(&text));
    }

    /// Nothing that is text is lost or doubled by any order of tags that hide nothing.
    #[test]
    fn words_survive_any_order_of_harmless_tags(
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
        let text = plain_text(&blocks(&html, Some(&base)).blocks);
        for n in 1..=count {
            prop_assert_eq!(text.matches(&format!("字{n}号")).count(), 1, "{} in {:?} of {}", n, text, html);
        }
    }

    #[test]
    fn nothing_is_left_in_digits(text in "[0-9A-Za-z:./%℃年月日号第〔〕（）\\-~—×*¥$+,，电话转元个人km² ]{0,40}") {
        let said = spoken(&text);
        prop_assert!(!said.contains(|c: char| c.is_ascii_digit()), "{} became {}", text, said);
    }

    #[test]
    fn sentences_are_the_text(text in "[a-c一-十，。！？；…“”0-9]{1,200}") {
        let block = Block::Paragraph { spans: vec![Span { text: text.clone(), ..Span::default() }] };
        let said: String = speech(std::slice::from_ref(&block)).into_iter().map(|sentence| sentence.text).collect();
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        prop_assert_eq!(letters(&said), letters(&text));
    }
}
