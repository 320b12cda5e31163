//! Formatting: counters instead of a tree, so that any nesting costs nothing.

use std::rc::Rc;

use super::assembler::Assembler;
use super::elements::declared;
use super::line::Look;

/// How often each formatting is open, and where the link leads. Nesting costs nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Faces {
    pub(super) bold: u32,
    pub(super) italic: u32,
    pub(super) code: u32,
    /// Text is not shown.
    pub(super) deleted: u32,
    pub(super) superscript: u32,
    pub(super) subscript: u32,
    pub(super) link: Option<Rc<str>>,
}

impl Faces {
    /// How text looks now.
    pub(super) fn look(&self) -> Look {
        Look { bold: self.bold > 0, italic: self.italic > 0, code: self.code > 0, href: self.link.clone() }
    }

    /// The text in raised or lowered form: `m<sup>2</sup>` says m², not m2. None where it is neither, or a character
    /// has no such form (a note mark stays `[1]`).
    pub(super) fn raised(&self, text: &str) -> Option<String> {
        let forms = match (self.superscript, self.subscript) {
            (0, 0) => return None,
            (0, _) => SUBSCRIPTS,
            _ => SUPERSCRIPTS,
        };
        text.chars().map(|c| forms.iter().find(|(plain, _)| *plain == c).map(|(_, raised)| *raised)).collect()
    }

    /// What was opened since `earlier` and never closed ends here.
    pub(super) fn shrink_to(&mut self, earlier: &Self) {
        self.bold = self.bold.min(earlier.bold);
        self.italic = self.italic.min(earlier.italic);
        self.code = self.code.min(earlier.code);
        self.deleted = self.deleted.min(earlier.deleted);
        self.superscript = self.superscript.min(earlier.superscript);
        self.subscript = self.subscript.min(earlier.subscript);
        if earlier.link.is_none() {
            self.link = None;
        }
    }
}

const BOLD: u8 = 1;
const ITALIC: u8 = 2;
const BLOCK: u8 = 4;
const DRAWN: u8 = 8;

/// Open `span`s and `font`s whose style is remembered; deeper ones change nothing.
const MAX_STYLED: usize = 16 * 1024;

impl Assembler<'_> {
    /// Ends the formatting that the paragraph or heading opened and did not close.
    pub(super) fn end_outside(&mut self) {
        if let Some(outside) = self.outside.take() {
            self.faces.shrink_to(&outside);
        }
    }

    pub(super) fn open_styled(&mut self, style: &str) {
        if self.styled.len() >= MAX_STYLED {
            self.styled_overflow = self.styled_overflow.saturating_add(1);
            return;
        }
        let mut change = 0;
        if !style.is_empty() {
            let weight = declared(style, "font-weight").unwrap_or_default();
            if weight.starts_with("bold") || weight.parse().is_ok_and(|weight: u32| weight >= 600) {
                change |= BOLD;
                self.faces.bold += 1;
            }
            if declared(style, "font-style").is_some_and(|style| style.starts_with("italic")) {
                change |= ITALIC;
                self.faces.italic += 1;
            }
            // Letters of these fonts are bullets and arrows: as text they would be stray letters.
            if style.contains("ingdings")
                && declared(style, "font-family").is_some_and(|font| font.contains("ingdings"))
            {
                change |= DRAWN;
                self.faces.deleted += 1;
            }
            if declared(style, "display")
                .is_some_and(|display| matches!(display, "block" | "flex" | "table" | "list-item"))
            {
                change |= BLOCK;
                self.flush();
            }
        }
        self.styled.push(change);
    }

    pub(super) fn close_styled(&mut self) {
        if self.styled_overflow > 0 {
            self.styled_overflow -= 1;
            return;
        }
        let change = self.styled.pop().unwrap_or(0);
        if change & BOLD != 0 {
            self.faces.bold = self.faces.bold.saturating_sub(1);
        }
        if change & ITALIC != 0 {
            self.faces.italic = self.faces.italic.saturating_sub(1);
        }
        if change & DRAWN != 0 {
            self.faces.deleted = self.faces.deleted.saturating_sub(1);
        }
        if change & BLOCK != 0 {
            self.flush();
        }
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
