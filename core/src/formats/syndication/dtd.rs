//! The entities that a document type declaration declares: `<!ENTITY org "水务局">`. Only plain texts are read. An entity made of
//! other entities, of markup or of another file stays as it is written, and so does what would make a document much longer.

use std::borrow::Cow;

/// Further entities are ignored.
const MAX_ENTITIES: usize = 32;
const MAX_NAME_BYTES: usize = 40;
const MAX_VALUE_BYTES: usize = 200;
/// A declaration that begins later or is longer is ignored.
const MAX_PROLOG_BYTES: usize = 16 << 10;
/// How many bytes longer entities may make a document.
const MAX_GROWTH: usize = 1 << 20;

/// The document with its own entities replaced.
pub(super) fn expand(source: &str) -> Cow<'_, str> {
    let prolog = &source[..source.floor_char_boundary(MAX_PROLOG_BYTES)];
    let Some((begin, end)) = internal_subset(prolog) else { return Cow::Borrowed(source) };
    let entities = declared(&prolog[begin..end]);
    if entities.is_empty() {
        return Cow::Borrowed(source);
    }
    let (head, mut rest) = source.split_at(end);
    let mut out = String::with_capacity(source.len());
    out.push_str(head);
    let mut left = MAX_GROWTH;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest.bytes().take(MAX_NAME_BYTES + 2).position(|b| b == b';').and_then(|end| rest.get(1..end));
        let value = name.and_then(|name| entities.iter().find(|(known, _)| *known == name));
        match value {
            Some((name, value)) if value.len() <= left => {
                left -= value.len();
                out.push_str(value);
                rest = &rest[name.len() + 2..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the declarations between the brackets of `<!DOCTYPE rss [ … ]>` begin and end.
fn internal_subset(prolog: &str) -> Option<(usize, usize)> {
    let doctype = prolog.find("<!DOCTYPE")?;
    let begin = doctype + prolog[doctype..].find(['[', '>'])?;
    prolog[begin..].starts_with('[').then_some(())?;
    Some((begin, begin + prolog[begin..].find(']')?))
}

fn declared(subset: &str) -> Vec<(&str, String)> {
    let mut entities: Vec<(&str, String)> = Vec::new();
    for declaration in subset.split("<!ENTITY").skip(1).take(MAX_ENTITIES) {
        // A parameter entity has a `%` for its name, and an entity of another file has a word before its quotes.
        let Some((name, rest)) = declaration.trim_start().split_once(char::is_whitespace) else { continue };
        let mut parts = rest.trim_start().split_inclusive(['"', '\'']);
        let quote = parts.next().filter(|quote| matches!(*quote, "\"" | "'"));
        let value = quote.and_then(|quote| rest.trim_start()[1..].split_once(quote)).map(|(value, _)| value);
        let Some(value) = value else { continue };
        let is_plain = value.len() <= MAX_VALUE_BYTES && !value.contains(['&', '<', '>', '%']);
        let is_name = name.len() <= MAX_NAME_BYTES && !name.contains(['&', '%', '"', '\'']);
        let is_predefined = matches!(name, "amp" | "lt" | "gt" | "quot" | "apos");
        // The first declaration of a name counts.
        if is_plain && is_name && !is_predefined && entities.iter().all(|(known, _)| *known != name) {
            entities.push((name, value.replace('"', "&quot;").replace('\'', "&apos;")));
        }
    }
    entities
}

#[cfg(test)]
mod tests;
