//! Articles that came as plain text.

use url::Url;

use super::block::{Block, Span};
use super::characters::collapse;
use super::limits::{MAX_BLOCKS, MAX_INPUT, MAX_SPANS};
use super::links::link_address;
use super::spans::append_line;

/// The blocks of an article that came as plain text (`content_text` of JSON Feed): a paragraph begins after an empty line
/// and at an indented line; web addresses become links. The text is cut at [`MAX_INPUT`] and [`MAX_BLOCKS`].
pub fn parse_text(text: &str) -> Vec<Block> {
    let text = &text[..text.floor_char_boundary(MAX_INPUT)];
    let mut blocks = Vec::new();
    let mut lines: Vec<Span> = Vec::new();
    let mut spans_left = MAX_SPANS;
    let mut end_paragraph = |lines: &mut Vec<Span>| {
        if !lines.is_empty() && blocks.len() < MAX_BLOCKS {
            blocks.push(Block::Paragraph { spans: std::mem::take(lines) });
        }
        lines.clear();
    };
    for raw in text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let clean = collapse(raw);
        if clean.is_empty() {
            end_paragraph(&mut lines);
            continue;
        }
        if raw.starts_with("　　") || raw.starts_with("    ") || raw.starts_with('\t') {
            end_paragraph(&mut lines);
        }
        let spans = linkify(&clean, &mut spans_left);
        if lines.is_empty() {
            lines = spans;
        } else {
            append_line(&mut lines, spans);
        }
    }
    end_paragraph(&mut lines);
    blocks
}

/// One line with its web addresses as links.
fn linkify(text: &str, spans_left: &mut usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find("http") {
        let start = at + found;
        at = start + 4;
        let rest = &text[start..];
        let address = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://"));
        let Some(address) = address.filter(|_| *spans_left > 2) else { continue };
        let length =
            address.find(|c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"')).unwrap_or(address.len());
        let end = start + (rest.len() - address.len()) + length;
        let word = text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*', '_']);
        let Some(href) = link_address(word, None).filter(|_| Url::parse(word).is_ok_and(|url| url.has_host())) else {
            continue;
        };
        if start > plain {
            spans.push(Span { text: text[plain..start].to_owned(), ..Span::default() });
        }
        spans.push(Span { text: word.to_owned(), href: Some(href), ..Span::default() });
        *spans_left -= 2;
        plain = start + word.len();
        at = plain;
    }
    if plain < text.len() {
        spans.push(Span { text: text[plain..].to_owned(), ..Span::default() });
    }
    spans
}
