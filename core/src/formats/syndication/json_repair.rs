//! Repairs invalid JSON, as printed by template engines that do not know JSON or cut off by a lost connection.

/// Deeper documents are not repaired. JSON parsers have a similar limit.
const MAX_DEPTH: usize = 120;

/// Repairs a document that did not parse: raw control characters, invalid escapes, lone surrogates, comments and superfluous
/// commas. A document that breaks off ends behind the last complete item of the list in its outermost object. `None` if it
/// cannot be repaired. Valid parts stay as they are.
pub(super) fn repair(source: &str) -> Option<String> {
    let mut out = String::with_capacity(source.len() + 16);
    let mut open: Vec<u8> = Vec::new();
    // The last position where the document could end, and the brackets that are open there.
    let mut complete: Option<(usize, Vec<u8>)> = None;
    // The last character copied that is no white space, and where it ends: searching backwards would take quadratic time.
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
                // An item of the list in the outermost object ends here.
                if open == [b'{', b'['] {
                    complete = Some((out.len(), open.clone()));
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
    let (length, open) = complete?;
    out.truncate(length);
    out.extend(open.iter().rev().map(|b| if *b == b'{' { '}' } else { ']' }));
    Some(out)
}

/// Copies the string that begins at `start`. Returns the offset behind it, and whether it has an end.
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

/// Copies the escape at `at`, corrected if it is invalid. Returns its length in the source.
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
