//! Articles: the blocks of any HTML, within the caps, and everything that is derived from blocks.

use songming_core::inspect::{
    MAX_ADDRESS, MAX_ADDRESSES, MAX_ALT, MAX_BLOCKS, MAX_CELL_SPAN, MAX_CELLS, MAX_NESTING, MAX_SPANS, ParsedArticle,
    excerpt, parse_html, parse_text, plain_text, reading_time, speech, summary,
};
use songming_core::{Block, Sentence, Span};
use url::Url;

#[path = "article_properties.rs"]
mod properties;

/// Characters of the summary and the excerpt.
const SUMMARY: u32 = 80;
/// Bytes of an article that an excerpt parses whole in any case.
const SMALL: usize = 200;

/// What the core makes of one input.
pub(crate) struct Output {
    article: ParsedArticle,
    /// The same bytes parsed as plain text.
    plain_article: Vec<Block>,
    text: String,
    seconds: u32,
    sentences: Vec<Sentence>,
    summary: String,
    excerpt: String,
}

pub(crate) fn read(data: &[u8]) -> Output {
    let html = String::from_utf8_lossy(data);
    let base = Url::parse("https://news.example.cn/a/1.html").expect("an address");
    let article = parse_html(&html, has_base(data).then_some(&base));
    Output {
        plain_article: parse_text(&html),
        text: plain_text(&article.blocks),
        seconds: reading_time(&article.blocks),
        sentences: speech(&article.blocks),
        summary: summary(&article.blocks, SUMMARY),
        excerpt: excerpt(&html, SUMMARY),
        article,
    }
}

/// Whether the item has an address is not part of the input: its length decides.
fn has_base(data: &[u8]) -> bool {
    !data.len().is_multiple_of(4)
}

pub(crate) fn check(data: &[u8], output: &Output) {
    let blocks = &output.article.blocks;
    properties::check_blocks(blocks);
    properties::check_blocks(&output.plain_article);
    properties::check_speech(&output.sentences, blocks, &output.text);
    let letters = output.text.chars().any(char::is_alphanumeric);
    assert_eq!(output.seconds > 0, letters || blocks.iter().any(|block| matches!(block, Block::Image { .. })));
    if data.len() <= SMALL && !has_base(data) {
        assert_eq!(output.summary, output.excerpt, "the excerpt of a small article is its summary");
    }
    for short in [&output.summary, &output.excerpt] {
        assert!(short.chars().count() <= SUMMARY as usize, "{short:?}");
        properties::check_visible(short);
    }
}
