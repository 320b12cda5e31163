//! Normalises characters and removes what the page adds to a headline or text: labels, channel names, datelines and credits.

use std::sync::LazyLock;

use super::by_first_char::ByFirstChar;
use super::words::{CHANNEL_SUFFIXES, CREDITS, LABELS, TAIL_MARKERS};
use crate::formats::characters::half_width;

static TAILS: LazyLock<ByFirstChar<()>> = LazyLock::new(|| set(TAIL_MARKERS));
static CREDIT_WORDS: LazyLock<ByFirstChar<()>> = LazyLock::new(|| set(CREDITS));

fn set(words: &'static [&str]) -> ByFirstChar<()> {
    ByFirstChar::of(words.iter().map(|word| (*word, ())))
}

/// The first `max_chars` characters with full-width forms as half-width ones, upper case as lower case, and one form for each
/// kind of bracket, dash, bar and colon.
pub(super) fn normalize(text: &str, max_chars: usize) -> Vec<char> {
    let normalized = text.chars().take(max_chars).map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => half_width(c),
        '\u{3000}' | '\u{a0}' | '\t' | '\r' | '\n' => ' ',
        '【' | '〔' | '「' | '『' => '[',
        '】' | '〕' | '」' | '』' => ']',
        '丨' | '︱' | '│' | '┃' | '∣' => '|',
        '—' | '–' | '―' => '-',
        '∶' | '﹕' => ':',
        '○' => '〇',
        '−' => '-',
        '✓' | '✔' => '√',
        '✗' | '✘' | '✕' => '×',
        'ⅰ'..='ⅻ' => char::from_u32(c as u32 - 0x10).unwrap_or(c),
        c => c,
    });
    normalized.map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a word is a label of a headline or the name of a channel.
fn is_label(word: &[char]) -> bool {
    let word: String = word.iter().filter(|c| !c.is_whitespace() && !matches!(c, '!' | ':' | '|')).collect();
    LABELS.contains(&word.as_str()) || is_channel(&word)
}

fn is_channel(name: &str) -> bool {
    CHANNEL_SUFFIXES.iter().any(|suffix| name.ends_with(suffix)) && !name.chars().any(|c| c.is_ascii_digit())
}

fn trim(mut title: &[char]) -> &[char] {
    let is_separator =
        |c: &char| c.is_whitespace() || matches!(c, '!' | ':' | '|' | '-' | '_' | ',' | '。' | '·' | '~' | '*' | '#');
    while let [first, rest @ ..] = title
        && is_separator(first)
    {
        title = rest;
    }
    while let [rest @ .., last] = title
        && is_separator(last)
    {
        title = rest;
    }
    title
}

/// A normalised headline without the labels and channel names around it.
pub(super) fn strip_headline(title: &[char]) -> &[char] {
    const MAX_LABEL_CHARS: usize = 16;
    let mut title = trim(title);
    loop {
        let before = title.len();
        if let [open @ ('[' | '('), ..] = title {
            let close = if *open == '[' { ']' } else { ')' };
            if let Some(end) = title.iter().take(MAX_LABEL_CHARS).position(|c| *c == close)
                && is_label(&title[1..end])
            {
                title = &title[end + 1..];
            }
        }
        if let [.., close @ (']' | ')')] = title {
            let open = if *close == ']' { '[' } else { '(' };
            if let Some(start) = title.iter().rposition(|c| *c == open)
                && title.len() - start <= MAX_LABEL_CHARS
                && is_label(&title[start + 1..title.len() - 1])
            {
                title = &title[..start];
            }
        }
        if let Some(end) =
            title.iter().take(MAX_LABEL_CHARS).position(|c| matches!(c, '|' | ':' | '!' | '·' | '-' | ' '))
            && end + 1 < title.len()
            && is_label(&title[..end])
        {
            title = &title[end + 1..];
        }
        if let Some(start) = title.iter().rposition(|c| matches!(c, '|' | '_' | '-'))
            && start > 0
            && title.len() - start <= MAX_LABEL_CHARS + 4
            && is_label(&title[start + 1..])
        {
            title = &title[..start];
        }
        title = trim(title);
        if title.len() == before {
            return title;
        }
    }
}

/// How a text ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Complete,
    /// Without a full stop: it breaks off, unless another version has a full stop there.
    Open,
    /// The site says that there is more.
    Cut,
}

/// A normalised text without dateline, credits and page furniture at its end, and how it ends.
pub(super) fn strip_body(text: &[char]) -> (Vec<char>, Ending) {
    /// The source is named in so many characters at the start.
    const OPENING_CHARS: usize = 24;
    /// A telephone number, a date or an office is a signature.
    const SIGNATURE: &str = "年月日号时分局委办部队会府院校社司";
    /// Page furniture is searched for in so many characters at the end of the text.
    const TAIL_CHARS: usize = 120;
    /// Longer brackets hold no credits.
    const MAX_CREDIT_CHARS: usize = 40;
    let tail = text.len().saturating_sub(TAIL_CHARS).max(20);
    let end = text.get(tail..).and_then(|text| TAILS.first_in(text)).map_or(text.len(), |at| at + tail);
    let mut text: Vec<char> = text[..end].to_vec();
    while let Some(last) = text.last()
        && (last.is_whitespace() || matches!(last, '[' | '(' | '>'))
    {
        text.pop();
    }
    let mut at = 0;
    while let Some(open) = text[at..].iter().position(|c| *c == '(').map(|open| open + at) {
        let close = text[open..].iter().take(MAX_CREDIT_CHARS).position(|c| *c == ')').map(|close| close + open);
        match close {
            Some(close) if CREDIT_WORDS.first_in(&text[open..close]).is_some() => {
                text.drain(open..=close);
                at = open;
            }
            _ => at = open + 1,
        }
    }
    // The dateline, such as 嵩明融媒讯 or 云南网讯. 通讯 and 喜讯 are words.
    if let Some(end) = text.iter().take(14).position(|c| *c == '讯')
        && end >= 2
        && !matches!(text[end - 1], '通' | '喜' | '资' | '快' | '短' | '问' | '腾')
    {
        text.drain(..=end);
    }
    // The source, as in 记者从县统计局获悉.
    let starts = |at: usize, word: &str| {
        text.get(at..).is_some_and(|text| word.chars().eq(text.iter().copied().take(word.chars().count())))
    };
    if let Some(from) = (0..OPENING_CHARS).find(|at| starts(*at, "记者从"))
        && let Some(to) = (from..from + OPENING_CHARS).find(|at| starts(*at, "获悉"))
    {
        text.drain(from..to + 2);
    }
    let ending = match text[..] {
        [.., '.', '.'] | [.., '…'] => Ending::Cut,
        [.., last] if "。.!?;”\"》])".contains(last) || last.is_ascii_digit() || SIGNATURE.contains(last) => {
            Ending::Complete
        }
        [] => Ending::Complete,
        _ => Ending::Open,
    };
    (text, ending)
}
