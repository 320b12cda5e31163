//! The plain text of an article, for the search index, the radar and the reading time.

use super::block::{Block, Span};
use super::spans::spans_text;

/// The text of the blocks: one line for each paragraph, heading, item, caption and table row, with a tab between cells.
/// Alternative texts, ruby annotations and what is struck out are left out.
pub fn plain_text(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Paragraph { spans } | Block::Heading { spans, .. } => push_line(&mut out, spans),
            Block::List { items, .. } => items.iter().for_each(|item| push_line(&mut out, &item.spans)),
            Block::Quote { paragraphs } => {
                paragraphs.iter().for_each(|paragraph| push_line(&mut out, &paragraph.spans))
            }
            Block::Code { text } => {
                out.push_str(text);
                out.push('\n');
            }
            Block::Table { caption, rows } => {
                push_line(&mut out, caption);
                for row in rows {
                    for (at, cell) in row.cells.iter().enumerate() {
                        if at > 0 {
                            out.push('\t');
                        }
                        let text = spans_text(&cell.spans);
                        out.push_str(&text.replace('\n', " "));
                    }
                    out.push('\n');
                }
            }
            Block::Image { caption, .. } | Block::Video { caption, .. } | Block::Audio { caption, .. } => {
                push_line(&mut out, caption);
            }
            Block::Rule => {}
        }
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}

fn push_line(out: &mut String, spans: &[Span]) {
    let text = spans_text(spans);
    if !text.is_empty() {
        out.push_str(&text);
        out.push('\n');
    }
}
