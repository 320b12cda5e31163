//! Formatting as counters instead of a tree, so that any nesting costs nothing.

use std::rc::Rc;

use super::elements::css_value;
use super::line::SpanStyle;

/// How often each formatting is open, and the address of the open link.
#[derive(Debug, Clone, Default)]
pub(super) struct Formatting {
    pub(super) bold: u32,
    pub(super) italic: u32,
    pub(super) code: u32,
    /// Text inside is dropped.
    pub(super) hidden: u32,
    pub(super) superscript: u32,
    pub(super) subscript: u32,
    pub(super) link: Option<Rc<str>>,
}

impl Formatting {
    pub(super) fn style(&self) -> SpanStyle {
        SpanStyle { bold: self.bold > 0, italic: self.italic > 0, code: self.code > 0, href: self.link.clone() }
    }

    /// The text in Unicode superscript or subscript characters: `m<sup>2</sup>` is m², not m2. `None` outside of `sup` and
    /// `sub`, and if one of the characters has no such form (a note mark stays `[1]`).
    pub(super) fn raised_or_lowered(&self, text: &str) -> Option<String> {
        let forms = match (self.superscript, self.subscript) {
            (0, 0) => return None,
            (0, _) => SUBSCRIPTS,
            _ => SUPERSCRIPTS,
        };
        text.chars().map(|c| forms.iter().find(|(plain, _)| *plain == c).map(|(_, form)| *form)).collect()
    }

    /// Ends what was opened since `earlier` and never closed.
    pub(super) fn shrink_to(&mut self, earlier: &Self) {
        self.bold = self.bold.min(earlier.bold);
        self.italic = self.italic.min(earlier.italic);
        self.code = self.code.min(earlier.code);
        self.hidden = self.hidden.min(earlier.hidden);
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
            // In Wingdings, letters are drawn as bullets and arrows: as text they would be stray letters.
            if style.contains("ingdings")
                && css_value(style, "font-family").is_some_and(|font| font.contains("ingdings"))
            {
                change |= SYMBOL_FONT;
                formatting.hidden += 1;
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
            formatting.hidden = formatting.hidden.saturating_sub(1);
        }
        change & BLOCK != 0
    }
}

const SUPERSCRIPTS: &[(char, char)] = &[
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('+', '⁺'),
    ('-', '⁻'),
    ('−', '⁻'),
    ('n', 'ⁿ'),
];

const SUBSCRIPTS: &[(char, char)] = &[
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('+', '₊'),
    ('-', '₋'),
];
