//! Scopes: elements whose style holds for everything inside of them, as CSS inherits it. Most articles have none.

use html5ever::LocalName;
use html5ever::tokenizer::Tag;
use url::Url;

use super::backgrounds::{Background, background};
use super::elements::{Element, css_value, is_void};
use super::formatting::Formatting;
use super::open_element::{OpenElement, is_block};

/// Open scopes. The style of a deeper one is ignored.
const MAX_SCOPES: usize = 32;

#[derive(Debug)]
pub(super) struct Scope {
    element: OpenElement,
    is_block: bool,
    /// `text-decoration: line-through`, which nothing inside can take back.
    struck: bool,
    /// Whether line breaks of the source are line breaks; `None` as around the element.
    keeps_breaks: Option<bool>,
    pub(super) background: Option<Background>,
    /// How often bold and italic were open when the element took them back: only what is opened inside counts.
    pub(super) bold_from: Option<u32>,
    pub(super) italic_from: Option<u32>,
}

#[derive(Debug, Default)]
pub(super) struct ScopeStack {
    open: Vec<Scope>,
}

impl ScopeStack {
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    pub(super) fn strikes(&self) -> bool {
        self.open.iter().any(|scope| scope.struck)
    }

    pub(super) fn keeps_breaks(&self) -> bool {
        self.open.iter().rev().find_map(|scope| scope.keeps_breaks).unwrap_or(false)
    }

    /// How many of the open bold and italic elements are taken back.
    pub(super) fn bold_and_italic_from(&self) -> (u32, u32) {
        let innermost = |from: fn(&Scope) -> Option<u32>| self.open.iter().rev().find_map(from).unwrap_or(0);
        (innermost(|scope| scope.bold_from), innermost(|scope| scope.italic_from))
    }

    /// The scope that a start tag opens; `None` if its style means nothing for what is inside.
    pub(super) fn scope(
        &self,
        tag: &Tag,
        element: Element,
        style: &str,
        base: Option<&Url>,
        formatting: &Formatting,
    ) -> Option<Scope> {
        if style.is_empty() || self.open.len() >= MAX_SCOPES || is_void(&tag.name) {
            return None;
        }
        // The values first: most styles have none of them. Old editors write the names in capitals, and the values not.
        let struck = (style.contains("hrough") || style.contains("HROUGH")) && is_struck(style);
        let breaks = style.contains("pre") || style.contains("break-sp") || !self.open.is_empty();
        let keeps_breaks = if breaks { keeps_breaks(style) } else { None };
        let background = background(element, style, base);
        let bold = (formatting.bold > 0 || element == Element::Bold)
            && css_value(style, "font-weight").is_some_and(|weight| {
                weight.starts_with("normal") || weight.parse().is_ok_and(|weight: u32| weight < 600)
            });
        let italic = (formatting.italic > 0 || element == Element::Italic)
            && css_value(style, "font-style").is_some_and(|style| style.starts_with("normal"));
        (struck || keeps_breaks.is_some() || background.is_some() || bold || italic).then(|| Scope {
            element: OpenElement::new(tag, element),
            is_block: is_block(element),
            struck,
            keeps_breaks,
            background,
            bold_from: bold.then_some(0),
            italic_from: italic.then_some(0),
        })
    }

    pub(super) fn push(&mut self, scope: Scope) {
        self.open.push(scope);
    }

    /// The outermost scope that a start tag ends.
    pub(super) fn ended_by_start(&mut self, tag: &Tag, element: Element) -> Option<usize> {
        self.open.iter_mut().position(|scope| scope.element.start_tag(tag, element))
    }

    /// The outermost scope that an end tag ends.
    pub(super) fn ended_by_end(&mut self, name: &LocalName, element: Element) -> Option<usize> {
        self.open.iter_mut().position(|scope| scope.element.end_tag(name, element).0)
    }

    /// The first of the scopes from `from` on of which only inline elements are still open.
    pub(super) fn inline_from(&self, from: usize) -> usize {
        self.open.iter().rposition(|scope| scope.is_block).map_or(from, |block| from.max(block + 1))
    }

    /// Closes the scopes from `at` on and returns the innermost.
    pub(super) fn pop_beyond(&mut self, at: usize) -> Option<Scope> {
        if self.open.len() > at { self.open.pop() } else { None }
    }
}

pub(super) fn is_struck(style: &str) -> bool {
    let mut struck = false;
    for (name, value) in style.split(';').filter_map(|declaration| declaration.split_once(':')) {
        let name = name.trim().trim_start_matches("-webkit-");
        if name.eq_ignore_ascii_case("text-decoration") || name.eq_ignore_ascii_case("text-decoration-line") {
            struck = value.to_ascii_lowercase().contains("line-through");
        }
    }
    struck
}

fn keeps_breaks(style: &str) -> Option<bool> {
    let value = css_value(style, "white-space").or_else(|| css_value(style, "white-space-collapse"))?;
    let value = value.trim_end_matches("!important").trim().to_ascii_lowercase();
    match value.split_ascii_whitespace().next()? {
        "pre" | "pre-wrap" | "pre-line" | "break-spaces" | "preserve" | "preserve-breaks" => Some(true),
        "normal" | "nowrap" | "collapse" => Some(false),
        _ => None,
    }
}
