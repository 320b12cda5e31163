//! Splitting text into sentences, where somebody who reads it aloud would breathe.

/// Characters from which on a sentence also ends inside a quotation. A shorter quotation is said in one breath with what
/// is around it.
const LONG_QUOTATION: usize = 60;

/// Bytes in which the end of a title or a quotation is looked for. One that is not closed is only a sign.
const MAX_ENCLOSED: usize = 900;

/// Titles, quotations and brackets inside each other that are told apart.
const MAX_DEPTH: usize = 8;

/// The sentences of a text with their closing marks, trimmed.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    // The titles, quotations and brackets that are open, as the characters that close them.
    let mut open: Vec<char> = Vec::new();
    let mut length = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        length += 1;
        // Almost every character: it opens, closes and ends nothing.
        if matches!(c, '\u{4e00}'..='\u{9fff}' | ' ' | '0'..='9' | 'A'..='Z' | 'a'..='z') {
            continue;
        }
        let next = chars.peek().map(|(_, next)| *next);
        let after = at + c.len_utf8();
        if c == '\n' {
            open.clear();
        } else if let Some(depth) = open.iter().rposition(|closing| *closing == c) {
            // What was opened inside and not closed is over too.
            open.truncate(depth);
        } else if let Some(closing) =
            closing_mark(c).filter(|closing| open.len() < MAX_DEPTH && is_closed(&text[after..], *closing))
        {
            open.push(closing);
        }
        let ends = match c {
            '。' | '！' | '？' | '；' | '…' => !is_enclosed(&open, length),
            '\n' => true,
            // Not inside an address, inside a number or after an abbreviation.
            '!' | '?' => {
                !is_enclosed(&open, length)
                    && next.is_none_or(|next| {
                        !next.is_ascii_alphanumeric() && !matches!(next, '/' | '=' | '&' | '-' | '_')
                    })
            }
            '.' | ';' => {
                let item = c == '.' && next.is_some() && ends_in_item_number(&text[start..at]);
                let inside = c == '.' && is_spaced_point(&text[start..at], &text[after..]);
                next.is_none_or(|next| next.is_whitespace() || matches!(next, '”' | '"'))
                    && !item
                    && !inside
                    && !is_enclosed(&open, length)
                    && !ends_in_abbreviation(&text[start..at])
            }
            // 《你好！》, “好！”: the mark was inside.
            _ => false,
        };
        let closes_sentence = !ends
            && open.is_empty()
            && matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '"')
            && ends_in_mark(&text[start..at])
            && (!matches!(c, '）' | ')') || next.is_none_or(|next| next == '\n'));
        if !ends && !closes_sentence {
            continue;
        }
        let mut end = after;
        if c != '\n' {
            while let Some((next_at, next)) = chars.peek().copied() {
                if !is_closing(next) {
                    break;
                }
                if let Some(depth) = open.iter().rposition(|closing| *closing == next) {
                    open.truncate(depth);
                }
                end = next_at + next.len_utf8();
                chars.next();
            }
            end += reference_mark(&text[end..]);
            while chars.next_if(|(at, _)| *at < end).is_some() {}
        }
        // “好！”他说: the quotation ends, the sentence continues.
        let quoted = text[start..end].ends_with(['”', '’', '」', '』', '"']);
        if quoted && continues_after_quote(&text[start..end], &text[end..]) {
            continue;
        }
        push_sentence(&mut out, &text[start..end]);
        start = end;
        length = 0;
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

/// What closes a title, a quotation or a bracket that `c` opens.
fn closing_mark(c: char) -> Option<char> {
    Some(match c {
        '《' => '》',
        '〈' => '〉',
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '（' => '）',
        '(' => ')',
        _ => return None,
    })
}

/// Whether the text that follows has the closing mark, in the same line and soon.
fn is_closed(rest: &str, closing: char) -> bool {
    let rest = &rest[..rest.floor_char_boundary(MAX_ENCLOSED)];
    let line = rest.split('\n').next().unwrap_or_default();
    line.contains(closing)
}

/// Whether a mark at this place is inside: always in a title, in a quotation as long as it is short.
fn is_enclosed(open: &[char], length: usize) -> bool {
    open.iter().any(|closing| matches!(closing, '》' | '〉')) || (!open.is_empty() && length < LONG_QUOTATION)
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
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
            | '〉'
            | '〕'
            | '"'
    )
}

fn ends_in_mark(before: &str) -> bool {
    before.ends_with(['。', '！', '？', '…', '!', '?'])
}

/// The bytes of a reference mark ([2], ², ①) after the end of a sentence: it belongs to what it is a note of.
fn reference_mark(rest: &str) -> usize {
    let raised: usize =
        rest.chars().take_while(|c| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')).map(char::len_utf8).sum();
    if raised > 0 {
        return raised;
    }
    let Some(inside) = rest.strip_prefix('[') else { return 0 };
    let length = inside.bytes().take_while(|c| c.is_ascii_digit() || matches!(c, b',' | b'-')).count();
    let closed = inside.as_bytes().get(length) == Some(&b']');
    if closed && (1..=9).contains(&length) { length + 2 } else { 0 }
}

/// Whether the sentence goes on after its quotation: with a mark, with who says it, or because the quotation is a part of
/// it (以“加油！”为主题).
fn continues_after_quote(sentence: &str, rest: &str) -> bool {
    if rest.starts_with(['，', '、', '：', '的', '他', '她', '它', '等', '为', '是']) {
        return true;
    }
    let said: String = rest
        .chars()
        .take(16)
        .take_while(|c| !matches!(c, '。' | '，' | '：' | '；' | '！' | '？' | '“' | '\n'))
        .collect();
    if ["说", "问道", "道", "表示", "介绍", "告诉", "感慨", "回忆", "喊"].iter().any(|word| said.ends_with(word))
    {
        return true;
    }
    let opening = sentence.rfind(['“', '‘', '「', '『']);
    let embedded = opening.is_some_and(|at| sentence[..at].chars().next_back().is_some_and(char::is_alphanumeric));
    let inner = sentence.trim_end_matches(['”', '’', '」', '』', '"']);
    embedded && !inner.ends_with('。') && rest.starts_with(char::is_alphanumeric)
}

fn ends_in_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    matches!(word, "No" | "NO" | "no" | "Mr" | "Mrs" | "Dr" | "St" | "vs" | "etc" | "e" | "i" | "g" | "Vol" | "Fig")
        || word.len() == 1
}

/// Whether a point with blanks on both sides is inside a number: 6 . 5 %.
fn is_spaced_point(before: &str, after: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    after.strip_prefix(' ').is_some_and(|after| after.starts_with(digit))
        && before.strip_suffix(' ').is_some_and(|before| before.ends_with(digit))
}

/// Whether the text ends in the number of an item, 1. 申请条件: at its beginning or after a Chinese character.
fn ends_in_item_number(before: &str) -> bool {
    let text = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = before.len() - text.len();
    let text = text.trim_end();
    (1..=3).contains(&digits) && text.chars().next_back().is_none_or(|c| !c.is_ascii())
}
