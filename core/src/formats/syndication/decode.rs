//! Decodes bytes into text. The encoding is taken from the byte order mark, then from the charset of the HTTP response, then
//! from the declaration in the document, then from the bytes. A declared encoding is checked against the bytes, because that of
//! Chinese sites is often wrong: UTF-8 declared as GB2312, GBK as UTF-8, anything as ISO-8859-1, UTF-8 as UTF-16.
//!
//! Invalid bytes become U+FFFD, control characters that XML does not allow are dropped, and nothing fails.

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into the document its encoding declaration may stand: it may follow a warning printed by a script.
const DECLARATION_WINDOW: usize = 4_096;
/// How many bytes an encoding is detected from.
const SAMPLE: usize = 64 << 10;

/// The text of a document without byte order mark and leading white space.
pub(super) fn text<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    match without_controls(decode(bytes, content_type)) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches(is_leading_noise)),
        Cow::Owned(text) => {
            let start = text.len() - text.trim_start_matches(is_leading_noise).len();
            if start == 0 { Cow::Owned(text) } else { Cow::Owned(text[start..].to_owned()) }
        }
    }
}

/// Whether a character may stand before a document. A second byte order mark may, because each program that saves the file
/// can add one.
fn is_leading_noise(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{200b}' | '\u{fffd}')
}

fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, rest)) = utf16(bytes) {
        return encoding.decode_without_bom_handling(rest).0;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let declared: Vec<&'static Encoding> =
        [content_type.and_then(charset), xml_declaration(bytes)].into_iter().flatten().collect();
    let legacy: Vec<&'static Encoding> =
        declared.iter().copied().filter(|encoding| *encoding != UTF_8 && *encoding != WINDOWS_1252).collect();

    if let Ok(text) = std::str::from_utf8(bytes) {
        return match declared.first() {
            // 通知 in GBK is well-formed UTF-8: another declared encoding is overruled only if the UTF-8 is Chinese.
            Some(encoding) if legacy.first() == Some(encoding) && !is_plausible_utf8(text) => {
                encoding.decode_without_bom_handling(bytes).0
            }
            _ => Cow::Borrowed(text),
        };
    }
    let sample = sample(bytes);
    let (valid, invalid) = count_utf8_sequences(sample);
    let margin = if declared.contains(&UTF_8) { 2 } else { 8 };
    if valid >= margin * invalid && (legacy.is_empty() || valid >= 8) {
        return UTF_8.decode_without_bom_handling(bytes).0;
    }
    let mut best: Option<(usize, Cow<'a, str>)> = None;
    for encoding in legacy.into_iter().chain(std::iter::once_with(|| detect(sample, &declared))) {
        let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
        if !has_errors {
            return text;
        }
        let errors = text.matches('\u{fffd}').count();
        // An earlier encoding is preferred unless a later one is clearly better.
        if best.as_ref().is_none_or(|(fewest, _)| errors * 4 < *fewest) {
            best = Some((errors, text));
        }
    }
    best.map_or_else(|| UTF_8.decode_without_bom_handling(bytes).0, |(_, text)| text)
}

/// UTF-16, by its byte order mark or by the zero bytes of the first two characters of a feed, and the bytes behind the mark.
fn utf16(bytes: &[u8]) -> Option<(&'static Encoding, &[u8])> {
    const FIRST: &[u8] = b"<{[ \t\r\n";
    match bytes {
        [0xff, 0xfe, rest @ ..] => Some((UTF_16LE, rest)),
        [0xfe, 0xff, rest @ ..] => Some((UTF_16BE, rest)),
        [first, 0, _, 0, ..] if FIRST.contains(first) => Some((UTF_16LE, bytes)),
        [0, first, 0, _, ..] if FIRST.contains(first) => Some((UTF_16BE, bytes)),
        _ => None,
    }
}

/// The encoding that a `Content-Type` header declares.
fn charset(content_type: &str) -> Option<&'static Encoding> {
    let at = content_type.to_ascii_lowercase().find("charset")? + "charset".len();
    let value = content_type[at..].trim_start().strip_prefix('=')?;
    encoding_by_name(value.trim_start_matches([' ', '"', '\'']).split([';', ',', ' ', '"', '\'']).next()?)
}

/// The encoding in `<?xml … encoding="…"?>`, with any quotes or none.
fn xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = &bytes[..bytes.len().min(DECLARATION_WINDOW)];
    let start = find(window, b"<?xml")?;
    let window = &window[start..];
    let window = &window[..find(window, b">").unwrap_or(window.len())];
    let value = &window[find(window, b"encoding")? + "encoding".len()..];
    let skip = value.iter().take_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\'')).count();
    let value = &value[skip..];
    let length =
        value.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.')).count();
    encoding_by_name(std::str::from_utf8(&value[..length]).ok()?)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}

/// The encoding of a name. GB2312 and GBK are subsets of GB18030 and read as that. UTF-16 is detected, so its name is ignored.
fn encoding_by_name(name: &str) -> Option<&'static Encoding> {
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

/// Whether well-formed UTF-8 is likely to be UTF-8. GBK that is well formed by chance decodes to Latin, Greek and Arabic.
fn is_plausible_utf8(text: &str) -> bool {
    let (mut short, mut long) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()).take(4_096) {
        if c.len_utf8() == 2 { short += 1 } else { long += 1 }
    }
    long >= short
}

/// The part of a document that its encoding is detected from: it begins with the first byte that is not ASCII.
fn sample(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    &bytes[start..bytes.len().min(start + SAMPLE)]
}

/// The number of valid multi-byte sequences of UTF-8, and of invalid ones.
fn count_utf8_sequences(bytes: &[u8]) -> (usize, usize) {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    (valid, invalid)
}

/// The most likely encoding of bytes that are not UTF-8.
fn detect(bytes: &[u8], declared: &[&'static Encoding]) -> &'static Encoding {
    let (mut pairs, mut common, mut ascii_trails, mut invalid) = (0usize, 0usize, 0usize, 0usize);
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
                // The 3,755 most frequent characters of GB2312 (its first level), and its punctuation.
                common += usize::from(*trail >= 0xa1 && matches!(lead, 0xa1 | 0xa3 | 0xb0..=0xd7));
                ascii_trails += usize::from((0xa4..=0xc6).contains(&lead) && *trail <= 0x7e);
                at += 1;
            }
            _ => invalid += 1,
        }
    }
    // Nearly half of the characters of Big5 have a second byte below 0x80, and none of GB2312.
    if ascii_trails * 6 > pairs && pairs >= 4 {
        return BIG5;
    }
    if declared.is_empty() && is_mostly_latin(bytes) {
        return WINDOWS_1252;
    }
    let chinese = common * 4 >= pairs * 3 && pairs > 4 * invalid;
    if chinese || declared.is_empty() && pairs >= invalid { GB18030 } else { WINDOWS_1252 }
}

/// Whether the bytes above ASCII are letters and signs of windows-1252 within Latin words. Such a byte stands alone between ASCII
/// characters, or two letters do inside a word (ação); Chinese in any encoding has runs of them.
fn is_mostly_latin(bytes: &[u8]) -> bool {
    let (mut latin, mut high) = (0usize, 0usize);
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|b| !b.is_ascii()) {
        let start = at + found;
        let length = bytes[start..].iter().take_while(|b| !b.is_ascii()).count();
        at = start + length;
        high += length;
        let before = start.checked_sub(1).map_or(b' ', |at| bytes[at]);
        let after = bytes.get(at).copied().unwrap_or(b' ');
        let run = &bytes[start..at];
        let is_lower = |b: &u8| matches!(b, 0xdf..=0xf6 | 0xf8..=0xff);
        let is_latin = match run {
            [one] if is_lower(one) => before.is_ascii_alphabetic() || after.is_ascii_lowercase(),
            [0xc0..=0xde] => !before.is_ascii_digit() && (after.is_ascii_alphabetic() || before.is_ascii_uppercase()),
            // Quotation marks, dashes and the signs that Latin texts use. A letter or blank is beside each of them.
            [0x80 | 0x85 | 0x91..=0x97 | 0x99 | 0xa0..=0xbf] => {
                let beside = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'.' | b',' | b'<' | b'>' | b'\n');
                beside(before) && beside(after)
            }
            [one, two] => is_lower(one) && is_lower(two) && before.is_ascii_alphabetic() && after.is_ascii_alphabetic(),
            _ => false,
        };
        latin += if is_latin { length } else { 0 };
    }
    high > 0 && latin * 4 >= high * 3
}

/// Drops control characters that XML does not allow. A form feed or a vertical tab becomes a space.
fn without_controls(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_forbidden = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    // Without an early exit inside a block the compiler vectorises the loop.
    let clean =
        text.as_bytes().chunks(4_096).all(|block| !block.iter().fold(false, |found, b| found | is_forbidden(*b)));
    if clean {
        return text;
    }
    let kept = text.chars().filter_map(|c| match c {
        '\u{b}' | '\u{c}' => Some(' '),
        c if c.is_ascii() && is_forbidden(c as u8) => None,
        c => Some(c),
    });
    Cow::Owned(kept.collect())
}

#[cfg(test)]
mod tests;
