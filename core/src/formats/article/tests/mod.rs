//! What the corpus does not cover: caps, plain text, summaries, and hostile input.

mod corpus;
mod properties;

use url::Url;

use super::{
    Block, MAX_ALT, MAX_BLOCKS, MAX_CELLS, MAX_INPUT, MAX_SPANS, ParsedArticle, Span, excerpt, parse_html, parse_text,
    plain_text, reading_time, summary,
};

fn parse(html: &str) -> ParsedArticle {
    parse_html(html, None)
}

fn fill(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len() + 1)
}

fn span(text: &str) -> Span {
    Span { text: text.to_owned(), ..Span::default() }
}

fn link(text: &str, href: &str) -> Span {
    Span { href: Some(href.to_owned()), ..span(text) }
}

#[test]
fn article_over_the_cap_keeps_its_beginning() {
    let html = format!("<p>开头</p>{}", fill("<p>正文一段。</p>", MAX_INPUT));
    let article = parse(&html);
    assert!(article.capped);
    assert!(article.blocks.len() >= MAX_BLOCKS);
    assert!(plain_text(&article.blocks).starts_with("开头\n正文一段。"));
    assert!(!parse("<p>正文</p>").capped);
}

#[test]
fn input_is_cut_at_a_character_boundary() {
    let html = "<p>".to_owned() + &"汉".repeat(MAX_INPUT / 3 + 10);
    let article = parse(&html);
    assert!(article.capped);
    assert!(plain_text(&article.blocks).chars().all(|c| c == '汉'));
}

#[test]
fn text_beyond_the_cap_of_spans_loses_only_its_formatting() {
    let html = fill("<b>甲</b>乙", 600_000);
    let article = parse(&html);
    assert!(article.capped);
    let Block::Paragraph { spans } = &article.blocks[0] else { panic!("a paragraph") };
    assert!(spans.len() <= MAX_SPANS);
    assert_eq!(plain_text(&article.blocks).chars().count(), html.matches('甲').count() * 2);
}

#[test]
fn cells_are_capped() {
    let html = format!("<table>{}</table>", fill("<tr><td>甲<td>乙</tr>", 900_000));
    let article = parse(&html);
    assert!(article.capped);
    let cells: usize = article
        .blocks
        .iter()
        .map(|block| match block {
            Block::Table { rows, .. } => rows.iter().map(|row| row.cells.len()).sum(),
            _ => 0,
        })
        .sum();
    assert!((MAX_CELLS..=MAX_CELLS + 1).contains(&cells), "{cells}");
}

#[test]
fn paragraphs_of_preformatted_text_are_capped() {
    let article = parse(&format!("<pre>{}</pre>", fill("字\n", 900_000)));
    assert!(article.capped);
    assert!((MAX_BLOCKS..=MAX_BLOCKS + 1).contains(&article.blocks.len()), "{}", article.blocks.len());
}

#[test]
fn address_that_is_too_long_once_encoded_is_dropped() {
    for scheme in ["https://a.cn/", "mailto:a@b.cn?subject="] {
        let article = parse(&format!("<p><a href='{scheme}{}'>信</a>", "嵩".repeat(1_000)));
        let [Block::Paragraph { spans }] = article.blocks.as_slice() else { panic!("a paragraph") };
        assert_eq!(spans[0].href, None, "{scheme}");
    }
}

#[test]
fn text_in_containers_beyond_the_cap_is_kept() {
    for open in ["<blockquote>", "<ul><li>", "<table><tr><td>", "<figure>", "<ul><li><table><tr><td><blockquote>"] {
        let html = format!("{}深处{}", open.repeat(500), "<p>尾</p>");
        let article = parse(&html);
        assert!(article.capped, "{open}");
        let text = plain_text(&article.blocks);
        assert!(text.contains("深处") && text.contains('尾'), "{open}: {text}");
    }
}

#[test]
fn alternative_text_is_capped() {
    let article = parse(&format!("<img src='https://a.cn/1.jpg' alt='{}'>", "长".repeat(5_000)));
    let [Block::Image { alt, .. }] = article.blocks.as_slice() else { panic!("a picture") };
    assert_eq!(alt.chars().count(), MAX_ALT);
}

/// Not a benchmark: if parsing is not linear, each of these takes minutes or a gigabyte.
#[test]
fn hostile_input_is_parsed_in_linear_time() {
    let many: String = (0..100_000).map(|n| format!(" a{n}=1")).collect();
    for html in [
        fill("<b><i><u><s><font>", 45_000),
        fill("<div>", 250_000),
        format!("<table>{}", fill("<tr><td>1</td><td>2</td></tr>", 1_000_000)),
        format!("<p{many}>文</p>"),
        format!("<p{many}"),
        fill("<a href=/x>x", 500_000),
        fill("<", 1_000_000),
        fill("<ruby>x<rt>", 300_000),
        fill("<table><tr><td>x", 300_000),
        format!("<ul><li>{}", fill("<p>x<img src=//a/b>", 300_000)),
        format!("<img srcset=\"{}\">", fill("/a.jpg 1w, ", 1_000_000)),
        fill("<iframe>", 500_000),
        fill("<!--", 500_000),
        fill("<p a='", 500_000),
        fill("<noscript><img src=//a/b></noscript>", 1_000_000),
        format!("<style>{}</style>{}", fill(".a{display:none}", 500_000), fill("<i class='b c d'>", 500_000)),
        format!("<style>{}", fill("@media{", 500_000)),
        fill("<a@", 500_000),
        format!("<table><tr>{}", fill("<td><h1>x</h1><img src=//a/b>", 500_000)),
        fill("<ol reversed><li>x</ol>", 500_000),
        format!("<figure>{}", fill("<img src=//a/b><figcaption>x</figcaption>", 500_000)),
        fill("<select disabled><option selected>x</select>", 500_000),
    ] {
        parse(&html);
    }
}

#[test]
fn plain_text_has_one_line_per_block_and_a_tab_between_cells() {
    let article = parse(
        "<h2>题</h2><p>甲<b>乙</b></p><ul><li>一<li>二</ul><blockquote>引</blockquote><pre><code>x = 1</code></pre>\
         <table><caption>表</caption><tr><td>a<br>b<td>c</table>\
         <figure><img src='https://a.cn/1.jpg' alt='不算'><figcaption>图说</figcaption></figure><hr>\
         <p><ruby>嵩<rt>sōng</rt></ruby>明</p>",
    );
    assert_eq!(plain_text(&article.blocks), "题\n甲乙\n一\n二\n引\nx = 1\n表\na b\tc\n图说\n嵩明");
}

#[test]
fn struck_text_is_only_shown() {
    let article = parse(
        "<p>定于<s>3月5日</s>3月6日开放。</p><ul><li><del>旧址</del></li><li>新址</li></ul>\
         <table><tr><th>班次<th>时间<tr><td>1路<td><s>6:00</s> 7:00</table>",
    );
    assert_eq!(plain_text(&article.blocks), "定于3月6日开放。\n新址\n班次\t时间\n1路\t7:00");
    assert_eq!(summary(&article.blocks, 50), "定于3月6日开放。");
    let written: Vec<_> = super::speech(&article.blocks).into_iter().map(|sentence| sentence.text).collect();
    assert_eq!(written, ["定于3月6日开放。", "新址", "1路，时间：7:00"]);
}

#[test]
fn summary_is_whole_sentences_without_bylines() {
    let article = parse(
        "<h1>标题不算</h1><p>来源：样例编辑部</p><p>（记者：某某）</p><p>第一句话很短。第二句话也不长！</p><p>第三句话在下一段。</p>",
    );
    assert_eq!(summary(&article.blocks, 100), "第一句话很短。第二句话也不长！第三句话在下一段。");
    assert_eq!(summary(&article.blocks, 20), "第一句话很短。第二句话也不长！");
    assert_eq!(summary(&article.blocks, 10), "第一句话很短。");
    assert_eq!(summary(&article.blocks, 0), "");
    assert_eq!(summary(&[], 50), "");
}

#[test]
fn long_first_sentence_is_cut_at_a_comma_with_an_ellipsis() {
    let text = "这一句话前面有一个逗号，后面还有很长很长的一段没有任何停顿的文字";
    let article = parse(&format!("<p>{text}</p>"));
    assert_eq!(summary(&article.blocks, 20), "这一句话前面有一个逗号…");
    assert_eq!(summary(&article.blocks, 6), "这一句话前…");
}

#[test]
fn summary_without_paragraphs_is_taken_from_items_and_headings() {
    assert_eq!(summary(&parse("<ul><li>第一项。<li>第二项。</ul>").blocks, 50), "第一项。第二项。");
    assert_eq!(summary(&parse("<h2>只有标题</h2>").blocks, 50), "只有标题");
}

#[test]
fn excerpt_is_the_summary_of_the_html() {
    let html = format!("<div><p>第一句。第二句。</p>{}</div>", fill("<p>后面很长的正文。</p>", 500_000));
    assert_eq!(excerpt(&html, 8), "第一句。第二句。");
    assert_eq!(excerpt("<form><p>表单里的正文。</p></form>", 50), "表单里的正文。");
    assert_eq!(excerpt("没有标签。", 50), "没有标签。");
    assert_eq!(excerpt("<img src='https://a.cn/1.jpg'>", 50), "");
    assert_eq!(excerpt("<![CDATA[<p>两层。</p>]]>", 50), "两层。");
    assert_eq!(excerpt("&lt;p&gt;转义两次。&lt;/p&gt;", 50), "转义两次。");
}

#[test]
fn excerpt_finds_text_after_long_styles() {
    let html = format!("<style>{}</style><p>正文在后面。</p>", fill("p{color:red}", 300_000));
    assert_eq!(excerpt(&html, 50), "正文在后面。");
}

#[test]
fn reading_takes_a_minute_for_350_characters() {
    assert_eq!(reading_time(&parse(&"字".repeat(350)).blocks), 60);
    assert_eq!(reading_time(&parse(&"word ".repeat(220)).blocks), 60);
    assert_eq!(reading_time(&parse("<p>短</p>").blocks), 1);
    assert_eq!(reading_time(&parse("<img src='https://a.cn/1.jpg'>").blocks), 3);
    assert_eq!(reading_time(&[]), 0);
}

#[test]
fn plain_text_is_parsed_to_paragraphs_with_links() {
    let text = "第一段\r\n仍是第一段\r\n\r\n　　第二段\n　　第三段，见https://a.example.cn/x?y=1。\n\n（https://b.example.cn/）";
    assert_eq!(
        parse_text(text),
        [
            vec![span("第一段\n仍是第一段")],
            vec![span("第二段")],
            vec![span("第三段，见"), link("https://a.example.cn/x?y=1", "https://a.example.cn/x?y=1"), span("。")],
            vec![span("（"), link("https://b.example.cn/", "https://b.example.cn/"), span("）")],
        ]
        .map(|spans| Block::Paragraph { spans })
    );
    assert_eq!(parse_text(" \n\n "), []);
    assert_eq!(
        parse_text("http 与 https:// 都不是地址"),
        [Block::Paragraph { spans: vec![span("http 与 https:// 都不是地址")] }]
    );
    assert_eq!(parse_text("<b>不是标签</b>"), [Block::Paragraph { spans: vec![span("<b>不是标签</b>")] }]);
}

#[test]
fn absent_members_are_left_out_of_json() {
    let base = Url::parse("https://a.example/").expect("an address");
    let article = parse_html("<p>甲<b>乙</b></p><table><tr><td>一<th>二</table><img src=/1.jpg>", Some(&base));
    assert_eq!(
        serde_json::to_string(&article).expect("blocks are JSON"),
        r#"{"blocks":[{"kind":"paragraph","spans":[{"text":"甲"},{"text":"乙","bold":true}]},"#.to_owned()
            + r#"{"kind":"table","rows":[{"cells":[{"spans":[{"text":"一"}]},{"header":true,"spans":[{"text":"二"}]}]}]},"#
            + r#"{"kind":"image","src":"https://a.example/1.jpg","alt":""}],"capped":false}"#
    );
}

#[test]
fn repeated_picture_keeps_caption_and_alternative_text() {
    let html = "<table><img src=/1.jpg><td><figure><figcaption><img src=/1.jpg alt=现场>图为开工现场</figure></table>";
    let base = Url::parse("https://news.example.cn/").expect("an address");
    let blocks = parse_html(html, Some(&base)).blocks;
    let [Block::Image { alt, caption, .. }] = blocks.as_slice() else { panic!("{blocks:?}") };
    assert_eq!((alt.as_str(), super::spans::spans_text(caption).as_str()), ("现场", "图为开工现场"));
}
