//! The short beginning of an article that a list row shows.

use super::block::Block;
use super::characters::collapse;
use super::html::{parse_beginning, parse_html};
use super::limits::MAX_INPUT;
use super::sentences::sentences;
use super::spans::spans_text;

/// The beginning of an article in at most `limit` characters: whole sentences, or a part of the first one if it does not
/// fit. Taken from paragraphs; from items, quotes and headings only if no paragraph has text. Bylines are left out.
pub fn summary(blocks: &[Block], limit: u32) -> String {
    let limit = limit as usize;
    let paragraphs = blocks.iter().filter_map(|block| match block {
        Block::Paragraph { spans } => Some(spans_text(spans)),
        _ => None,
    });
    let summary = first_sentences(paragraphs, limit);
    if !summary.is_empty() {
        return summary;
    }
    let others = blocks.iter().flat_map(|block| match block {
        Block::List { items, .. } => items.iter().map(|item| spans_text(&item.spans)).collect(),
        Block::Quote { paragraphs } => paragraphs.iter().map(|paragraph| spans_text(&paragraph.spans)).collect(),
        Block::Heading { spans, .. } => vec![spans_text(spans)],
        _ => Vec::new(),
    });
    first_sentences(others, limit)
}

/// The [`summary`] of an article in HTML. Parses only as much of it as the summary needs.
pub fn excerpt(html: &str, limit: u32) -> String {
    // Bytes of text that hold `limit` characters in any case, and bytes of markup that hold that text: WeChat writes fifty
    // bytes of style for one of text.
    let text_bytes = (limit as usize).saturating_mul(4).saturating_add(400);
    let markup_bytes = text_bytes.saturating_mul(50).clamp(64 * 1024, MAX_INPUT);
    let beginning = &html[..html.floor_char_boundary(markup_bytes)];
    let (blocks, form_dropped) = parse_beginning(beginning, text_bytes);
    let excerpt = summary(&blocks, limit);
    if excerpt.is_empty() && (form_dropped || blocks.is_empty()) {
        return summary(&parse_html(html, None).blocks, limit);
    }
    excerpt
}

fn first_sentences(paragraphs: impl Iterator<Item = String>, limit: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for paragraph in paragraphs {
        let paragraph = collapse(&paragraph);
        if is_byline(&paragraph) {
            continue;
        }
        for sentence in sentences(&paragraph) {
            let length = sentence.chars().count();
            if used + length > limit {
                return if out.is_empty() { cut_sentence(sentence, limit) } else { out };
            }
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii() && !c.is_whitespace());
            if latin(out.chars().next_back()) && latin(sentence.chars().next()) && used + length < limit {
                out.push(' ');
                used += 1;
            }
            out.push_str(sentence);
            used += length;
        }
    }
    out
}

/// Cuts a sentence after a comma in the second half of `limit`, or else at the limit, and ends it with an ellipsis.
fn cut_sentence(sentence: &str, limit: usize) -> String {
    let Some(room) = limit.checked_sub(1) else { return String::new() };
    let kept: Vec<char> = sentence.chars().take(room).collect();
    let comma = kept.iter().rposition(|c| matches!(c, '，' | '、' | '；' | '：' | ',' | ';' | ' '));
    let end = comma.filter(|at| at * 2 >= kept.len()).unwrap_or(kept.len());
    let mut out: String = kept[..end].iter().collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Whether a short paragraph only credits people or sources: 来源：…, 记者：…, 编辑：….
fn is_byline(paragraph: &str) -> bool {
    const LABELS: [&str; 17] = [
        "来源",
        "稿源",
        "信息来源",
        "作者",
        "记者",
        "通讯员",
        "编辑",
        "责编",
        "责任编辑",
        "审核",
        "终审",
        "摄影",
        "撰稿",
        "发布时间",
        "发布日期",
        "浏览次数",
        "点击数",
    ];
    let bare = paragraph.trim_start_matches(['（', '(', '【', '[', '　', ' ']);
    bare.chars().count() <= 40
        && !bare.contains('。')
        && LABELS.iter().any(|label| {
            bare.strip_prefix(label).is_some_and(|rest| rest.trim_start().starts_with(['：', ':', '/', '｜', '|']))
        })
}
