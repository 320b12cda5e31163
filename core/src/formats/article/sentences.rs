//! Splitting text into sentences.

/// The sentences of a text with their closing marks, trimmed.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let ends = match c {
            '。' | '！' | '？' | '；' | '…' | '\n' => true,
            // Not inside an address, inside a number or after an abbreviation.
            '!' | '?' => {
                next.is_none_or(|next| !next.is_ascii_alphanumeric() && !matches!(next, '/' | '=' | '&' | '-' | '_'))
            }
            '.' | ';' => {
                next.is_none_or(|next| next.is_whitespace() || matches!(next, '”' | '"'))
                    && !ends_in_abbreviation(&text[start..at])
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
        // “好！”他说: the quotation ends, the sentence continues.
        let quoted = text[..end].ends_with(['”', '’', '」', '』']) && text[end..].starts_with(continues_after_quote);
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

fn continues_after_quote(c: char) -> bool {
    matches!(c, '，' | '、' | '的' | '他' | '她' | '它')
}

fn ends_in_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    matches!(word, "No" | "NO" | "Mr" | "Mrs" | "Dr" | "St" | "vs" | "etc" | "e" | "i" | "g") || word.len() == 1
}
