//! Articles as plain text: for search, for a row of a list, and for how long they take to read.

use url::Url;

use super::{Block, MAX_INPUT, MAX_SPANS, Span, assembler, line, links};

/// All text of the blocks, a line for each paragraph, heading, item, caption and table row; cells are separated by a
/// tab. Alternative texts and pronunciations are not part of it.
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

/// The text of spans, without their looks.
pub(super) fn spans_text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

fn push_line(out: &mut String, spans: &[Span]) {
    if !spans.is_empty() {
        spans.iter().for_each(|span| out.push_str(&span.text));
        out.push('\n');
    }
}

/// The beginning of an article in at most `limit` characters, whole sentences when there is one that fits. It is taken
/// from paragraphs; from items and quotes only when there is no paragraph. Lines that only say who wrote it are left out.
pub fn summary(blocks: &[Block], limit: u32) -> String {
    let limit = limit as usize;
    let paragraphs = blocks.iter().filter_map(|block| match block {
        Block::Paragraph { spans } => Some(spans_text(spans)),
        _ => None,
    });
    let short = shorten(paragraphs, limit);
    if !short.is_empty() {
        return short;
    }
    let others = blocks.iter().flat_map(|block| match block {
        Block::List { items, .. } => items.iter().map(|item| spans_text(&item.spans)).collect(),
        Block::Quote { paragraphs } => paragraphs.iter().map(|paragraph| spans_text(&paragraph.spans)).collect(),
        Block::Heading { spans, .. } => vec![spans_text(spans)],
        _ => Vec::new(),
    });
    shorten(others, limit)
}

/// The same for HTML whose blocks nobody asked for yet (rows of a list): reads no further than needed.
pub fn excerpt(html: &str, limit: u32) -> String {
    // Bytes of text that surely hold `limit` characters, and of markup that surely hold that text: WeChat writes fifty
    // bytes of style for each of text.
    let enough = (limit as usize).saturating_mul(4).saturating_add(400);
    let markup = enough.saturating_mul(50).clamp(64 * 1024, MAX_INPUT);
    let task = assembler::Task { enough, ..assembler::Task::default() };
    let start = &html[..html.floor_char_boundary(markup)];
    let prepared = super::prepare(start);
    let first = assembler::read(prepared.as_deref().unwrap_or(start), None, task);
    let short = summary(&first.reading.blocks, limit);
    if short.is_empty() && (first.form_skipped || first.reading.blocks.is_empty()) {
        return summary(&super::blocks(html, None).blocks, limit);
    }
    short
}

fn shorten(paragraphs: impl Iterator<Item = String>, limit: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for paragraph in paragraphs {
        let paragraph = line::clean(&paragraph);
        if is_byline(&paragraph) {
            continue;
        }
        for sentence in sentences(&paragraph) {
            let length = sentence.chars().count();
            if used + length > limit {
                return if out.is_empty() { cut(sentence, limit) } else { out };
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

/// A sentence that is too long is cut after a comma in its second half, or where the limit is, and says so.
fn cut(sentence: &str, limit: usize) -> String {
    let Some(room) = limit.checked_sub(1) else { return String::new() };
    let kept: Vec<char> = sentence.chars().take(room).collect();
    let comma = kept.iter().rposition(|c| matches!(c, '，' | '、' | '；' | '：' | ',' | ';' | ' '));
    let end = comma.filter(|at| at * 2 >= kept.len()).unwrap_or(kept.len());
    let mut out: String = kept[..end].iter().collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// 来源：…, 记者：…, 编辑：… on a short line of their own.
fn is_byline(paragraph: &str) -> bool {
    const NAMES: [&str; 17] = [
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
        && NAMES.iter().any(|name| {
            bare.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(['：', ':', '/', '｜', '|']))
        })
}

/// Sentences with their closing marks, without the white space between them.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let ends = match c {
            '。' | '！' | '？' | '；' | '…' | '\n' => true,
            // A mark inside an address ends nothing, nor does a point inside a number or after an abbreviation.
            '!' | '?' => {
                next.is_none_or(|next| !next.is_ascii_alphanumeric() && !matches!(next, '/' | '=' | '&' | '-' | '_'))
            }
            '.' | ';' => {
                next.is_none_or(|next| next.is_whitespace() || matches!(next, '”' | '"'))
                    && !abbreviates(&text[start..at])
            }
            _ => false,
        };
        if !ends {
            continue;
        }
        let mut end = at + c.len_utf8();
        if c != '\n' {
            while let Some((next_at, next)) = chars.peek().copied() {
                let closes = matches!(
                    next,
                    '。' | '！'
                        | '？'
                        | '；'
                        | '…'
                        | '!'
                        | '?'
                        | '”'
                        | '’'
                        | '」'
                        | '』'
                        | '）'
                        | ')'
                        | '】'
                        | '》'
                        | '"'
                );
                if !closes {
                    break;
                }
                end = next_at + next.len_utf8();
                chars.next();
            }
        }
        // “好！”他说: the quotation ended, the sentence did not.
        let quoted = text[..end].ends_with(['”', '’', '」', '』']) && text[end..].starts_with(is_said);
        if quoted {
            continue;
        }
        push_sentence(&mut out, &text[start..end]);
        start = end;
    }
    push_sentence(&mut out, &text[start..]);
    out
}

fn push_sentence<'a>(out: &mut Vec<&'a str>, sentence: &'a str) {
    let sentence = sentence.trim();
    if sentence.is_empty() {
        return;
    }
    out.push(sentence);
}

fn is_said(c: char) -> bool {
    matches!(c, '，' | '、' | '的' | '他' | '她' | '它')
}

fn abbreviates(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    matches!(word, "No" | "NO" | "Mr" | "Mrs" | "Dr" | "St" | "vs" | "etc" | "e" | "i" | "g") || word.len() == 1
}

/// Seconds that reading takes: 350 Chinese characters or 220 words of another script a minute, and 3 seconds for each
/// picture. An assumption, somewhat faster than the reading aloud that IReST measures (Trauzettel-Klosinski and Dietz,
/// 2012); the least is one second for anything that has text.
pub fn reading_time(blocks: &[Block]) -> u32 {
    let text = plain_text(blocks);
    let (mut characters, mut words, mut in_word) = (0_u64, 0_u64, false);
    for c in text.chars() {
        let letter = c.is_alphanumeric();
        if letter && line::is_wide(c) {
            characters += 1;
            in_word = false;
        } else if letter {
            words += u64::from(!in_word);
            in_word = true;
        } else if !matches!(c, '\'' | '’' | '-' | '.' | ',') {
            in_word = false;
        }
    }
    let pictures = blocks.iter().filter(|block| matches!(block, Block::Image { .. })).count() as u64;
    let seconds = (characters * 60).div_ceil(350) + (words * 60).div_ceil(220) + pictures * 3;
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// Blocks of an article that came as plain text (`content_text`): empty lines, and indented ones, begin a paragraph;
/// addresses become links.
pub fn from_text(text: &str) -> Vec<Block> {
    let text = &text[..text.floor_char_boundary(MAX_INPUT)];
    let mut blocks = Vec::new();
    let mut lines: Vec<Span> = Vec::new();
    let mut spans_left = MAX_SPANS;
    let mut end = |lines: &mut Vec<Span>| {
        if !lines.is_empty() && blocks.len() < super::MAX_BLOCKS {
            blocks.push(Block::Paragraph { spans: std::mem::take(lines) });
        }
        lines.clear();
    };
    for raw in text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let clean = line::clean(raw);
        if clean.is_empty() {
            end(&mut lines);
            continue;
        }
        if raw.starts_with("　　") || raw.starts_with("    ") || raw.starts_with('\t') {
            end(&mut lines);
        }
        let spans = linked(&clean, &mut spans_left);
        if lines.is_empty() {
            lines = spans;
        } else {
            super::tables::append_line(&mut lines, spans);
        }
    }
    end(&mut lines);
    blocks
}

/// A line with its addresses as links.
fn linked(text: &str, left: &mut usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find("http") {
        let start = at + found;
        at = start + 4;
        let rest = &text[start..];
        let address = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://"));
        let Some(address) = address.filter(|_| *left > 2) else { continue };
        let length =
            address.find(|c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"')).unwrap_or(address.len());
        let end = start + (rest.len() - address.len()) + length;
        let word = text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*', '_']);
        let Some(href) = links::link(word, None).filter(|_| Url::parse(word).is_ok_and(|url| url.has_host())) else {
            continue;
        };
        if start > plain {
            spans.push(Span { text: text[plain..start].to_owned(), ..Span::default() });
        }
        spans.push(Span { text: word.to_owned(), href: Some(href), ..Span::default() });
        *left -= 2;
        plain = start + word.len();
        at = plain;
    }
    if plain < text.len() {
        spans.push(Span { text: text[plain..].to_owned(), ..Span::default() });
    }
    spans
}
