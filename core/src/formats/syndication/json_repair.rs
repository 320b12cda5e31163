//! JSON that is nearly JSON: what a template engine without a JSON writer prints, and what arrives when the connection breaks.

/// What JSON readers accept at most; deeper documents are not worth mending.
const MAX_DEPTH: usize = 120;

/// The document with raw control characters, wrong escapes, lone surrogates, comments and superfluous commas mended, and cut
/// back to the last whole element of the innermost list that a cut left open. `None` when there is nothing to hold on to.
///
/// Only for documents that did not parse: what is right already stays as it is.
pub(super) fn mend(source: &str) -> Option<String> {
    let mut out = String::with_capacity(source.len() + 16);
    let mut open: Vec<u8> = Vec::new();
    // Where the document could end, and which brackets would then be open: behind each element of a list.
    let mut whole: Option<(usize, Vec<u8>)> = None;
    // What was copied last that is no white space, and where it ends: looking back over white space would take a time of its own.
    let (mut last, mut last_end) = (0, 0);
    let bytes = source.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let b = bytes[at];
        match b {
            b'"' => {
                let (next, closed) = string(source, at, &mut out);
                if !closed {
                    break;
                }
                at = next;
                (last, last_end) = (b'"', out.len());
                continue;
            }
            b'{' | b'[' => {
                if open.len() >= MAX_DEPTH {
                    return None;
                }
                open.push(b);
                out.push(char::from(b));
            }
            b'}' | b']' => {
                let fits = match open.last() {
                    Some(b'{') => b == b'}',
                    Some(_) => b == b']',
                    None => return None,
                };
                if !fits {
                    break;
                }
                open.pop();
                if last == b',' {
                    out.truncate(last_end - 1);
                }
                out.push(char::from(b));
                if open.is_empty() {
                    return Some(out);
                }
                // Only the list of items is worth cutting back to, and it stands in the outermost object.
                if open == [b'{', b'['] {
                    whole = Some((out.len(), open.clone()));
                }
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at += source[at..].find("*/")? + 2;
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += source[at..].find('\n').unwrap_or(source.len() - at);
                continue;
            }
            b',' if matches!(last, b',' | b'[' | b'{') => {
                at += 1;
                continue;
            }
            _ => {
                let c = source[at..].chars().next()?;
                out.push(c);
                at += c.len_utf8();
                if !c.is_whitespace() {
                    (last, last_end) = (b, out.len());
                }
                continue;
            }
        }
        (last, last_end) = (b, out.len());
        at += 1;
    }
    let (length, open) = whole?;
    out.truncate(length);
    out.extend(open.iter().rev().map(|b| if *b == b'{' { '}' } else { ']' }));
    Some(out)
}

/// Copies the string that begins at `start`; gives where it ends, and whether it does.
fn string(source: &str, start: usize, out: &mut String) -> (usize, bool) {
    out.push('"');
    let bytes = source.as_bytes();
    let mut at = start + 1;
    let mut copied = at;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                out.push_str(&source[copied..=at]);
                return (at + 1, true);
            }
            b'\\' => {
                out.push_str(&source[copied..at]);
                at += escape(source, at, out);
                copied = at;
            }
            control @ ..0x20 => {
                out.push_str(&source[copied..at]);
                out.push_str(match control {
                    b'\n' => "\\n",
                    b'\t' => "\\t",
                    _ => "",
                });
                at += 1;
                copied = at;
            }
            _ => at += 1,
        }
    }
    (at, false)
}

/// Copies the escape at `at`, or what was meant by it; gives its length.
fn escape(source: &str, at: usize, out: &mut String) -> usize {
    let Some(c) = source[at + 1..].chars().next() else { return 1 };
    match c {
        '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {
            out.push('\\');
            out.push(c);
            2
        }
        'u' => {
            let unit = |at: usize| {
                let digits = source.get(at..at + 6)?.strip_prefix("\\u")?;
                digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
            };
            match (unit(at), unit(at + 6)) {
                (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => {
                    out.push_str(&source[at..at + 12]);
                    12
                }
                (Some(0xd800..=0xdfff), _) => {
                    out.push('\u{fffd}');
                    6
                }
                (Some(_), _) => {
                    out.push_str(&source[at..at + 6]);
                    6
                }
                (None, _) => {
                    out.push('u');
                    2
                }
            }
        }
        other if other < ' ' => 1,
        other => {
            out.push(other);
            1 + other.len_utf8()
        }
    }
}

#[cfg(test)]
mod tests;
