//! Formatting as counters instead of a tree, so that any nesting costs nothing.

use std::rc::Rc;

use super::elements::css_value;
use super::line::SpanStyle;
use super::scripts;
use super::symbol_fonts::SymbolFont;

/// How often each formatting is open, and the address of the open link.
#[derive(Debug, Clone, Default)]
pub(super) struct Formatting {
    pub(super) bold: u32,
    pub(super) italic: u32,
    pub(super) code: u32,
    pub(super) struck: u32,
    /// Text inside is drawn by `symbol_font`.
    pub(super) symbols: u32,
    pub(super) symbol_font: SymbolFont,
    /// Open `q` elements.
    pub(super) quotes: u32,
    pub(super) superscript: u32,
    pub(super) subscript: u32,
    pub(super) link: Option<Rc<str>>,
    /// How many scopes are open; see [`super::scopes`].
    pub(super) scopes: usize,
}

impl Formatting {
    /// `taken` is how many of the open bold and italic elements are taken back.
    pub(super) fn style(&self, taken: (u32, u32), struck: bool) -> SpanStyle {
        SpanStyle {
            bold: self.bold > taken.0,
            italic: self.italic > taken.1,
            code: self.code > 0,
            struck: struck || self.struck > 0,
            href: self.link.clone(),
        }
    }

    /// The text in Unicode superscript or subscript characters: `m<sup>2</sup>` is m², not m2. `None` outside of `sup` and
    /// `sub`, and if the text stays as it is. `before` is the character that the text follows immediately.
    pub(super) fn raised_or_lowered(&self, text: &str, before: Option<char>) -> Option<String> {
        match (self.superscript, self.subscript) {
            (0, 0) => None,
            (0, _) => scripts::lowered(text).or_else(|| scripts::apart(text, '_', before)),
            _ => scripts::raised(text).or_else(|| scripts::apart(text, '^', before)),
        }
    }

    /// Ends what was opened since `earlier` and never closed.
    pub(super) fn shrink_to(&mut self, earlier: &Self) {
        self.bold = self.bold.min(earlier.bold);
        self.italic = self.italic.min(earlier.italic);
        self.code = self.code.min(earlier.code);
        self.struck = self.struck.min(earlier.struck);
        self.symbols = self.symbols.min(earlier.symbols);
        self.quotes = self.quotes.min(earlier.quotes);
        self.superscript = self.superscript.min(earlier.superscript);
        self.subscript = self.subscript.min(earlier.subscript);
        if earlier.link.is_none() {
            self.link = None;
        }
    }
}

// What the style of one element changes, as bits.
const BOLD: u8 = 1;
const ITALIC: u8 = 2;
const BLOCK: u8 = 4;
const SYMBOL_FONT: u8 = 8;
const SUPERSCRIPT: u8 = 16;
const SUBSCRIPT: u8 = 32;

/// Open `span`s and `font`s whose style is remembered. Deeper ones change nothing.
const MAX_STYLED: usize = 16 * 1024;

/// The styles of the open `span`s and `font`s.
#[derive(Debug, Default)]
pub(super) struct StyleStack {
    changes: Vec<u8>,
    overflow: u32,
}

impl StyleStack {
    /// Applies the `style` attribute of an opened element. Returns whether it makes the element a block.
    pub(super) fn open(&mut self, style: &str, formatting: &mut Formatting) -> bool {
        if self.changes.len() >= MAX_STYLED {
            self.overflow = self.overflow.saturating_add(1);
            return false;
        }
        let mut change = 0;
        if !style.is_empty() {
            let weight = css_value(style, "font-weight").unwrap_or_default();
            if weight.starts_with("bold") || weight.parse().is_ok_and(|weight: u32| weight >= 600) {
                change |= BOLD;
                formatting.bold += 1;
            }
            if css_value(style, "font-style").is_some_and(|style| style.starts_with("italic")) {
                change |= ITALIC;
                formatting.italic += 1;
            }
            if let Some(font) = SymbolFont::of(style) {
                change |= SYMBOL_FONT;
                formatting.symbols += 1;
                formatting.symbol_font = font;
            }
            if style.contains("ertical-") || style.contains("ERTICAL-") {
                match css_value(style, "vertical-align").unwrap_or_default() {
                    "super" => {
                        change |= SUPERSCRIPT;
                        formatting.superscript += 1;
                    }
                    "sub" => {
                        change |= SUBSCRIPT;
                        formatting.subscript += 1;
                    }
                    _ => {}
                }
            }
            if css_value(style, "display")
                .is_some_and(|display| matches!(display, "block" | "flex" | "table" | "list-item"))
            {
                change |= BLOCK;
            }
        }
        self.changes.push(change);
        change & BLOCK != 0
    }

    /// Undoes the innermost open element. Returns whether it was a block.
    pub(super) fn close(&mut self, formatting: &mut Formatting) -> bool {
        if self.overflow > 0 {
            self.overflow -= 1;
            return false;
        }
        let change = self.changes.pop().unwrap_or(0);
        if change & BOLD != 0 {
            formatting.bold = formatting.bold.saturating_sub(1);
        }
        if change & ITALIC != 0 {
            formatting.italic = formatting.italic.saturating_sub(1);
        }
        if change & SYMBOL_FONT != 0 {
            formatting.symbols = formatting.symbols.saturating_sub(1);
        }
        if change & SUPERSCRIPT != 0 {
            formatting.superscript = formatting.superscript.saturating_sub(1);
        }
        if change & SUBSCRIPT != 0 {
            formatting.subscript = formatting.subscript.saturating_sub(1);
        }
        change & BLOCK != 0
    }
}
