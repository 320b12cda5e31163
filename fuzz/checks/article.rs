//! Articles: what blocks of any HTML hold, within the caps, and all that is made of blocks.

use std::collections::HashSet;

use songming_core::inspect::{
    MAX_ADDRESS, MAX_ADDRESSES, MAX_ALT, MAX_BLOCKS, MAX_CELL_SPAN, MAX_CELLS, MAX_NESTING, MAX_SPANS, Reading, blocks,
    excerpt, from_text, plain_text, reading_time, speech, summary,
};
use songming_core::{Block, Sentence, Span};
use url::Url;

/// Characters of a summary and an excerpt.
const SHORT: u32 = 80;
/// Bytes of an article that an excerpt reads whole, whatever they are.
const SMALL: usize = 200;

/// What the core makes of it.
pub(crate) struct Read {
    reading: Reading,
    /// The same bytes as an article that came without markup.
    lines: Vec<Block>,
    text: String,
    seconds: u32,
    sentences: Vec<Sentence>,
    short: [String; 2],
}

pub(crate) fn read(data: &[u8]) -> Read {
    let html = String::from_utf8_lossy(data);
    let base = Url::parse("https://news.example.cn/a/1.html").expect("an address");
    let reading = blocks(&html, has_base(data).then_some(&base));
    Read {
        lines: from_text(&html),
        text: plain_text(&reading.blocks),
        seconds: reading_time(&reading.blocks),
        sentences: speech(&reading.blocks),
        short: [summary(&reading.blocks, SHORT), excerpt(&html, SHORT)],
        reading,
    }
}

/// Whether the item has an address is no part of the bytes, so their number chooses it.
fn has_base(data: &[u8]) -> bool {
    !data.len().is_multiple_of(4)
}

pub(crate) fn check(data: &[u8], read: &Read) {
    let blocks = &read.reading.blocks;
    blocks.iter().chain(&read.lines).for_each(block);
    within_caps(blocks);
    within_caps(&read.lines);
    let letters = read.text.chars().any(char::is_alphanumeric);
    assert_eq!(read.seconds > 0, letters || blocks.iter().any(|block| matches!(block, Block::Image { .. })));
    assert!(read.sentences.is_sorted_by_key(|sentence| sentence.block));
    for Sentence { block, text, spoken } in &read.sentences {
        let block = block.expect("only a title has none") as usize;
        assert!(block < blocks.len());
        assert!(!text.is_empty() && text.trim() == text, "{text:?}");
        assert!(spoken.chars().any(char::is_alphanumeric), "{text:?} is silent");
        assert!(!spoken.contains(|c: char| c.is_ascii_digit()), "{text:?} is said {spoken:?}");
        assert!(read.text.contains(text) || matches!(blocks[block], Block::Table { .. }), "{text:?}");
    }
    if data.len() <= SMALL && !has_base(data) {
        assert_eq!(read.short[0], read.short[1], "the excerpt of a small article is its summary");
    }
    for short in &read.short {
        assert!(short.chars().count() <= SHORT as usize, "{short:?}");
        seen(short);
    }
}

/// What is in all blocks together. A container that is open where a cap ends the reading is still closed, hence one more for
/// each.
fn within_caps(blocks: &[Block]) {
    let mut lines = 0;
    let mut cells = 0;
    let mut spans = 0;
    let mut addresses = HashSet::new();
    for block in blocks {
        match block {
            Block::List { items, .. } => lines += items.len(),
            Block::Quote { paragraphs } => lines += paragraphs.len(),
            Block::Table { rows, .. } => {
                lines += 1;
                cells += rows.iter().map(|row| row.cells.len()).sum::<usize>();
            }
            _ => lines += 1,
        }
        if let Block::Image { src, .. } | Block::Video { src, .. } | Block::Audio { src, .. } = block {
            addresses.insert(src);
        }
        if let Block::Video { poster: Some(poster), .. } = block {
            addresses.insert(poster);
        }
        for span in lines_of(block).into_iter().flatten() {
            spans += 1;
            addresses.extend(&span.href);
        }
    }
    assert!(lines <= MAX_BLOCKS + MAX_NESTING, "{lines} blocks");
    assert!(cells <= MAX_CELLS + MAX_NESTING, "{cells} cells");
    assert!(spans <= MAX_SPANS + MAX_BLOCKS, "{spans} spans");
    assert!(addresses.len() <= MAX_ADDRESSES, "{} addresses", addresses.len());
}

fn lines_of(block: &Block) -> Vec<&[Span]> {
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

fn block(block: &Block) {
    let mut may_be_empty = false;
    match block {
        Block::Image { src, alt, width, height, .. } => {
            address(src, &["http", "https"]);
            assert!(alt.chars().count() <= MAX_ALT && alt.trim() == alt, "{alt:?}");
            seen(alt);
            assert!(width.iter().chain(height).all(|pixels| *pixels <= 10_000_000));
            may_be_empty = true;
        }
        Block::Video { src, poster, mime_type, .. } => {
            address(src, &["http", "https"]);
            poster.iter().for_each(|poster| address(poster, &["http", "https"]));
            assert!(mime_type.iter().all(|one| one.is_ascii() && one.contains('/')));
            may_be_empty = true;
        }
        Block::Audio { src, mime_type, .. } => {
            address(src, &["http", "https"]);
            assert!(mime_type.iter().all(|one| one.is_ascii() && one.contains('/')));
            may_be_empty = true;
        }
        Block::Heading { level, .. } => assert!((1..=6).contains(level)),
        Block::Code { text } => assert!(!text.trim().is_empty()),
        Block::List { items, .. } => {
            assert!(!items.is_empty());
            assert!(items.iter().all(|item| usize::from(item.level) < MAX_NESTING));
        }
        Block::Quote { paragraphs } => assert!(!paragraphs.is_empty()),
        Block::Table { rows, .. } => {
            assert!(!rows.is_empty());
            for (at, row) in rows.iter().enumerate() {
                for cell in &row.cells {
                    assert!((1..=MAX_CELL_SPAN).contains(&cell.colspan));
                    assert!((1..=MAX_CELL_SPAN).contains(&cell.rowspan) && at + cell.rowspan as usize <= rows.len());
                }
            }
            may_be_empty = true;
        }
        Block::Paragraph { .. } | Block::Rule => {}
    }
    for spans in lines_of(block) {
        assert!(may_be_empty || !spans.is_empty(), "an empty line");
        let text: String = spans.iter().map(|span| span.text.as_str()).collect();
        assert_eq!(text.trim(), text, "white space at an edge");
        seen(&text);
        for span in spans {
            assert!(!span.text.is_empty(), "an empty span");
            span.href.iter().for_each(|href| address(href, &["http", "https", "mailto", "tel"]));
            assert!(span.ruby.as_ref().is_none_or(|ruby| !ruby.is_empty()), "an empty pronunciation");
            span.ruby.iter().for_each(|ruby| seen(ruby));
        }
    }
}

/// Nothing that cannot be seen and would be obeyed.
fn seen(text: &str) {
    let hidden =
        |c: char| (c.is_control() && c != '\n' && c != '\t') || "\u{200b}\u{202d}\u{202e}\u{feff}\u{a0}".contains(c);
    assert!(!text.chars().any(hidden), "{text:?}");
}

fn address(text: &str, schemes: &[&str]) {
    assert!(text.len() <= MAX_ADDRESS, "an address of {} bytes", text.len());
    let url = Url::parse(text).expect("a whole address");
    assert!(schemes.contains(&url.scheme()), "{text}");
}
