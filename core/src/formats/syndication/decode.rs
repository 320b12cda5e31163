//! Bytes to text. A byte order mark is believed first, then the charset of the HTTP answer, then the declaration in the
//! document, then a guess; but what is said is checked against the bytes, because Chinese sites say the wrong thing often:
//! UTF-8 sent as GB2312, GBK sent as UTF-8, everything sent as ISO-8859-1, UTF-8 that declares UTF-16.
//!
//! Damaged bytes become U+FFFD, control characters that no text may have are dropped, and nothing fails.

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Where an encoding declaration may stand: behind a warning that a script printed, too.
const DECLARATION_WINDOW: usize = 4_096;
/// Bytes that an encoding is guessed from.
const SAMPLE: usize = 64 << 10;

/// The text of a document, without its byte order mark and without white space in front.
pub(super) fn text<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    match without_controls(decoded(bytes, content_type)) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches(leading)),
        Cow::Owned(text) => {
            let start = text.len() - text.trim_start_matches(leading).len();
            if start == 0 { Cow::Owned(text) } else { Cow::Owned(text[start..].to_owned()) }
        }
    }
}

/// What may stand before a document: a second byte order mark too, when two programs have saved it.
fn leading(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{200b}' | '\u{fffd}')
}

fn decoded<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some((wide, rest)) = wide(bytes) {
        return wide.decode_without_bom_handling(rest).0;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let claims: Vec<&'static Encoding> =
        [content_type.and_then(charset_of), declaration(bytes)].into_iter().flatten().collect();
    let legacy: Vec<&'static Encoding> =
        claims.iter().copied().filter(|claim| *claim != UTF_8 && *claim != WINDOWS_1252).collect();

    if let Ok(text) = std::str::from_utf8(bytes) {
        return match claims.first() {
            // 通知 in GBK is well-formed UTF-8: a clear claim is overruled by Chinese only.
            Some(claim) if legacy.first() == Some(claim) && !reads_as_utf8(text) => {
                claim.decode_without_bom_handling(bytes).0
            }
            _ => Cow::Borrowed(text),
        };
    }
    let sample = sample(bytes);
    let (whole, broken) = sequences(sample);
    let margin = if claims.contains(&UTF_8) { 2 } else { 8 };
    if whole >= margin * broken && (legacy.is_empty() || whole >= 8) {
        return UTF_8.decode_without_bom_handling(bytes).0;
    }
    let mut best: Option<(usize, Cow<'a, str>)> = None;
    for encoding in legacy.into_iter().chain(std::iter::once_with(|| guess(sample, &claims))) {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        if !damaged {
            return text;
        }
        let damage = text.matches('\u{fffd}').count();
        // An earlier claim is kept unless a later one is clearly better.
        if best.as_ref().is_none_or(|(least, _)| damage * 4 < *least) {
            best = Some((damage, text));
        }
    }
    best.map_or_else(|| UTF_8.decode_without_bom_handling(bytes).0, |(_, text)| text)
}

/// UTF-16, by its mark or by the zeros beside the first two characters of any feed.
fn wide(bytes: &[u8]) -> Option<(&'static Encoding, &[u8])> {
    const FIRST: &[u8] = b"<{[ \t\r\n";
    match bytes {
        [0xff, 0xfe, rest @ ..] => Some((UTF_16LE, rest)),
        [0xfe, 0xff, rest @ ..] => Some((UTF_16BE, rest)),
        [first, 0, _, 0, ..] if FIRST.contains(first) => Some((UTF_16LE, bytes)),
        [0, first, 0, _, ..] if FIRST.contains(first) => Some((UTF_16BE, bytes)),
        _ => None,
    }
}

fn charset_of(content_type: &str) -> Option<&'static Encoding> {
    let at = content_type.to_ascii_lowercase().find("charset")? + "charset".len();
    let value = content_type[at..].trim_start().strip_prefix('=')?;
    label(value.trim_start_matches([' ', '"', '\'']).split([';', ',', ' ', '"', '\'']).next()?)
}

/// The encoding in `<?xml … encoding="…"?>`, with whatever quotes it has or has not.
fn declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = &bytes[..bytes.len().min(DECLARATION_WINDOW)];
    let start = find(window, b"<?xml")?;
    let window = &window[start..];
    let window = &window[..find(window, b">").unwrap_or(window.len())];
    let value = &window[find(window, b"encoding")? + "encoding".len()..];
    let skip = value.iter().take_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\'')).count();
    let value = &value[skip..];
    let length =
        value.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.')).count();
    label(std::str::from_utf8(&value[..length]).ok()?)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}

/// The encoding of a name. GB2312 and GBK are read as GB18030, of which they are parts. UTF-16 is not for claims: it is seen.
fn label(name: &str) -> Option<&'static Encoding> {
    let name = name.trim().to_ascii_lowercase();
    let encoding = match name.as_str() {
        "utf_8" | "utf-8n" | "utf8mb4" | "utf" => Some(UTF_8),
        "cp936" | "ms936" | "windows-936" | "euc-cn" | "euccn" | "euc_cn" | "gb-2312" | "gb_18030" | "gb18030-2000"
        | "gb18030-2022" | "gb" => Some(GB18030),
        "cp950" | "ms950" | "big-5" | "big5hkscs" => Some(BIG5),
        _ => Encoding::for_label(name.as_bytes()),
    }?;
    let unusable = [UTF_16LE, UTF_16BE, encoding_rs::REPLACEMENT, encoding_rs::X_USER_DEFINED].contains(&encoding);
    (!unusable).then_some(encoding)
}

/// Whether well-formed UTF-8 is meant to be UTF-8. GBK that happens to be well formed reads as Latin, Greek and Arabic.
fn reads_as_utf8(text: &str) -> bool {
    let (mut short, mut long) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()).take(4_096) {
        if c.len_utf8() == 2 { short += 1 } else { long += 1 }
    }
    long >= short
}

/// Enough of a document to know its encoding by, from its first character that is not ASCII.
fn sample(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    &bytes[start..bytes.len().min(start + SAMPLE)]
}

/// Characters of more than one byte that are well-formed UTF-8, and places that are not.
fn sequences(bytes: &[u8]) -> (usize, usize) {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (whole, broken)
}

/// What bytes that are not UTF-8 most likely are.
fn guess(bytes: &[u8], claims: &[&'static Encoding]) -> &'static Encoding {
    let (mut pairs, mut common, mut low, mut odd) = (0usize, 0usize, 0usize, 0usize);
    let mut at = 0;
    while at < bytes.len() {
        let lead = bytes[at];
        at += 1;
        if lead < 0x80 {
            continue;
        }
        match bytes.get(at) {
            Some(trail @ (0x40..=0x7e | 0x80..=0xfe)) if lead != 0xff => {
                pairs += 1;
                // The 3,755 characters of the first level of GB2312, and its punctuation.
                common += usize::from(*trail >= 0xa1 && matches!(lead, 0xa1 | 0xa3 | 0xb0..=0xd7));
                low += usize::from((0xa4..=0xc6).contains(&lead) && *trail <= 0x7e);
                at += 1;
            }
            _ => odd += 1,
        }
    }
    // Nearly half of Big5 has its second byte among the letters of ASCII, and nothing of GB2312.
    if low * 6 > pairs && pairs >= 4 {
        return BIG5;
    }
    let chinese = common * 4 >= pairs * 3 && pairs > 4 * odd;
    if chinese || claims.is_empty() && pairs >= odd { GB18030 } else { WINDOWS_1252 }
}

/// Drops control characters that no text may have; a form feed or a vertical tab separates words.
fn without_controls(text: Cow<'_, str>) -> Cow<'_, str> {
    let bad = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    // A fold has no early exit inside a block, so the compiler can look at many bytes at once.
    let clean = text.as_bytes().chunks(4_096).all(|block| !block.iter().fold(false, |found, b| found | bad(*b)));
    if clean {
        return text;
    }
    let kept = text.chars().filter_map(|c| match c {
        '\u{b}' | '\u{c}' => Some(' '),
        c if c.is_ascii() && bad(c as u8) => None,
        c => Some(c),
    });
    Cow::Owned(kept.collect())
}

#[cfg(test)]
mod tests;
