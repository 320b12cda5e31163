//! MathML as text of one line: a fraction is a/b, a root √(…), and exponents are raised.
//!
//! A formula that is left out changes what a sentence says (补贴标准＝×100元), and no screen draws MathML.

use html5ever::tokenizer::Tag;

use super::elements::attribute;
use super::scripts::{lowered, raised};

/// Open elements of one formula. Deeper ones are read as if their tags were missing.
const MAX_DEPTH: usize = 32;

/// An open formula.
#[derive(Debug)]
pub(super) struct Formula {
    open: Vec<Node>,
    /// Open elements beyond the cap.
    overflow: u32,
    /// The formula as the page writes it for people who do not see it.
    alternative: String,
    pub(super) is_block: bool,
}

#[derive(Debug)]
struct Node {
    name: String,
    /// The attributes of `mfenced`: what stands before, after and between.
    fences: [String; 3],
    /// The children as text; those of a row are joined.
    parts: Vec<String>,
}

impl Formula {
    pub(super) fn new(tag: &Tag) -> Self {
        Self {
            open: vec![Node::new(tag)],
            overflow: 0,
            alternative: attribute(tag, "alttext").unwrap_or_default().to_owned(),
            is_block: attribute(tag, "display") == Some("block"),
        }
    }

    pub(super) fn start_tag(&mut self, tag: &Tag) {
        if tag.self_closing {
            // An empty argument counts: a fraction without it would lose its order.
            self.add(String::new());
        } else if self.open.len() >= MAX_DEPTH {
            self.overflow += 1;
        } else {
            self.open.push(Node::new(tag));
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        let text = text.trim();
        if let Some(node) = self.open.last_mut().filter(|node| !text.is_empty() && !node.is_hidden()) {
            node.parts.push(text.to_owned());
        }
    }

    /// Handles an end tag inside. Returns whether it ends the formula.
    pub(super) fn end_tag(&mut self, name: &str) -> bool {
        if self.overflow > 0 {
            self.overflow -= 1;
            return false;
        }
        let Some(at) = self.open.iter().rposition(|node| node.name == local(name)) else { return false };
        if at == 0 {
            return true;
        }
        self.close_to(at);
        false
    }

    pub(super) fn into_text(mut self) -> String {
        self.close_to(1);
        let text = self.open.pop().map(Node::linear).unwrap_or_default();
        if text.is_empty() { self.alternative } else { text }
    }

    fn close_to(&mut self, at: usize) {
        while self.open.len() > at.max(1) {
            if let Some(node) = self.open.pop() {
                let hidden = node.is_hidden();
                let text = node.linear();
                if !hidden {
                    self.add(text);
                }
            }
        }
    }

    fn add(&mut self, text: String) {
        if let Some(node) = self.open.last_mut() {
            node.parts.push(text);
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

impl Node {
    fn new(tag: &Tag) -> Self {
        let name = local(&tag.name).to_owned();
        let fence = |attribute_name, default: &str| attribute(tag, attribute_name).unwrap_or(default).to_owned();
        let fences = match name.as_str() {
            "mfenced" => [fence("open", "("), fence("close", ")"), fence("separators", ",")],
            _ => Default::default(),
        };
        Self { name, fences, parts: Vec::new() }
    }

    /// The source of the formula in another notation, and what only takes up room.
    fn is_hidden(&self) -> bool {
        matches!(self.name.as_str(), "annotation" | "annotation-xml" | "mphantom" | "script" | "style" | "none")
    }

    fn linear(self) -> String {
        let Self { name, fences: [open, close, separator], parts } = self;
        let part = |at: usize| parts.get(at).map(String::as_str).unwrap_or_default();
        match name.as_str() {
            "mfrac" => format!("{}/{}", group(part(0)), group(part(1))),
            "msup" => format!("{}{}", group(part(0)), above(part(1))),
            "msub" => format!("{}{}", part(0), below(part(1))),
            "msubsup" | "munderover" => format!("{}{}{}", part(0), below(part(1)), above(part(2))),
            "munder" => format!("{}{}", part(0), below(part(1))),
            "mover" => match accent(part(1)) {
                Some(accent) if part(0).chars().count() == 1 => format!("{}{accent}", part(0)),
                _ => format!("{}{}", part(0), above(part(1))),
            },
            "msqrt" => format!("√{}", group(&row(&parts))),
            "mroot" => format!("{}√{}", raised(part(1)).unwrap_or_default(), group(part(0))),
            "mfenced" => format!("{open}{}{close}", parts.join(separator.get(..1).unwrap_or(&separator))),
            "mtr" | "mlabeledtr" => parts.join(" "),
            "mtable" => parts.join("; "),
            _ => row(&parts),
        }
    }
}

/// The parts one after another. Two Latin words stay two words: sin x.
fn row(parts: &[String]) -> String {
    let mut out = String::new();
    for part in parts {
        let is_word = |text: &str| text.len() > 1 && text.bytes().all(|b| b.is_ascii_alphabetic());
        let meets =
            out.ends_with(|c: char| c.is_ascii_alphabetic()) && part.starts_with(|c: char| c.is_ascii_alphabetic());
        let last = out.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        if meets && (is_word(part) || is_word(last)) {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

/// The text in brackets, unless it is one number or word.
fn group(text: &str) -> String {
    let is_one = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '%' | '′'));
    if is_one || (text.starts_with('(') && text.find(')') == Some(text.len() - 1)) {
        text.to_owned()
    } else {
        format!("({text})")
    }
}

fn above(text: &str) -> String {
    match text {
        "" => String::new(),
        "′" | "″" | "'" | "°" | "∘" | "*" => if text == "∘" { "°" } else { text }.to_owned(),
        _ => raised(text).unwrap_or_else(|| marked('^', text)),
    }
}

fn below(text: &str) -> String {
    match text {
        "" => String::new(),
        _ => lowered(text).unwrap_or_else(|| marked('_', text)),
    }
}

fn marked(sign: char, text: &str) -> String {
    if text.chars().nth(1).is_none() { format!("{sign}{text}") } else { format!("{sign}({text})") }
}

/// The combining character of an accent.
fn accent(text: &str) -> Option<char> {
    Some(match text {
        "¯" | "‾" | "―" | "_" | "\u{332}" | "\u{305}" => '\u{304}',
        "^" | "ˆ" => '\u{302}',
        "~" | "˜" => '\u{303}',
        "˙" | "." => '\u{307}',
        "→" => '\u{20d7}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
