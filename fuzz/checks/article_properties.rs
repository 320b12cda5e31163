//! Properties of every article, whatever HTML it was parsed from. The fuzz target and the core's own property tests both
//! include this file: the module around it brings the types and caps into scope, from inside or outside of the crate.

use std::collections::HashSet;

use url::Url;

use super::{
    Block, MAX_ADDRESS, MAX_ADDRESSES, MAX_ALT, MAX_BLOCKS, MAX_CELL_SPAN, MAX_CELLS, MAX_NESTING, MAX_SPANS, Sentence,
    Span,
};

/// Panics unless the blocks of one article are valid and within the caps.
pub(crate) fn check_blocks(blocks: &[Block]) {
    blocks.iter().for_each(check_block);
    check_caps(blocks);
}

/// Panics unless the sentences of these blocks are valid. `text` is the plain text of the blocks.
pub(crate) fn check_speech(sentences: &[Sentence], blocks: &[Block], text: &str) {
    assert!(sentences.is_sorted_by_key(|sentence| sentence.block));
    for Sentence { block, text: written, spoken } in sentences {
        let block = block.expect("only a title has no block") as usize;
        assert!(block < blocks.len());
        assert!(!written.is_empty() && written.trim() == written, "{written:?}");
        assert!(spoken.chars().any(char::is_alphanumeric), "{written:?} is silent");
        assert!(!spoken.contains(|c: char| c.is_ascii_digit()), "{written:?} is said {spoken:?}");
        assert!(text.contains(written) || matches!(blocks[block], Block::Table { .. }), "{written:?}");
    }
}

/// Panics if the text (a line of a block, a summary) holds invisible characters, which a renderer would obey.
pub(crate) fn check_visible(text: &str) {
    let hidden =
        |c: char| (c.is_control() && c != '\n' && c != '\t') || "\u{200b}\u{202d}\u{202e}\u{feff}\u{a0}".contains(c);
    assert!(!text.chars().any(hidden), "{text:?}");
}

/// Where a cap ends the parsing, the open containers are still closed: hence one more for each.
fn check_caps(blocks: &[Block]) {
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
        if let Block::Video { poster: Some(address), .. } | Block::Image { href: Some(address), .. } = block {
            addresses.insert(address);
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

/// The spans of each line of a block.
pub(crate) fn lines_of(block: &Block) -> Vec<&[Span]> {
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

fn check_block(block: &Block) {
    let mut may_be_empty = false;
    match block {
        Block::Image { src, alt, width, height, href, .. } => {
            check_address(src, &["http", "https"]);
            href.iter().for_each(|href| check_address(href, &["http", "https", "mailto", "tel"]));
            assert!(alt.chars().count() <= MAX_ALT && alt.trim() == alt, "{alt:?}");
            check_visible(alt);
            assert!(width.iter().chain(height).all(|pixels| *pixels <= 10_000_000));
            may_be_empty = true;
        }
        Block::Video { src, poster, mime_type, .. } => {
            check_address(src, &["http", "https"]);
            poster.iter().for_each(|poster| check_address(poster, &["http", "https"]));
            assert!(mime_type.iter().all(|one| one.is_ascii() && one.contains('/')));
            may_be_empty = true;
        }
        Block::Audio { src, mime_type, .. } => {
            check_address(src, &["http", "https"]);
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
        assert_eq!(text.trim(), text, "white space at the start or end");
        check_visible(&text);
        for span in spans {
            assert!(!span.text.is_empty(), "an empty span");
            span.href.iter().for_each(|href| check_address(href, &["http", "https", "mailto", "tel"]));
            assert!(span.ruby.as_ref().is_none_or(|ruby| !ruby.is_empty()), "an empty pronunciation");
            span.ruby.iter().for_each(|ruby| check_visible(ruby));
        }
    }
}

fn check_address(text: &str, schemes: &[&str]) {
    assert!(text.len() <= MAX_ADDRESS, "an address of {} bytes", text.len());
    let url = Url::parse(text).expect("an absolute address");
    assert!(schemes.contains(&url.scheme()), "{text}");
}
