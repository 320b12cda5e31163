//! Fonts of drawings. In Wingdings and Symbol a character is drawn as another sign: a form's tick is the letter R, and ≥ is ³.

use super::elements::css_value;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum SymbolFont {
    #[default]
    Wingdings,
    Wingdings2,
    Symbol,
}

impl SymbolFont {
    /// The font of drawings that a style names.
    pub(super) fn of(style: &str) -> Option<Self> {
        if !style.contains("ingdings") && !style.contains("ymbol") {
            return None;
        }
        let fonts = css_value(style, "font-family")?;
        let first = fonts.split(',').next()?.trim_matches(['"', '\'', ' ']);
        if first.eq_ignore_ascii_case("symbol") {
            Some(Self::Symbol)
        } else if fonts.contains("ingdings 2") {
            Some(Self::Wingdings2)
        } else {
            fonts.contains("ingdings").then_some(Self::Wingdings)
        }
    }

    /// What the font draws, as far as it is a sign that changes what a text says. Of Wingdings the rest is left out (bullets and
    /// arrows, which would be stray letters); of Symbol it stays as it is.
    pub(super) fn drawn(self, text: &str) -> String {
        text.chars().filter_map(|c| self.sign(c)).collect()
    }

    fn sign(self, c: char) -> Option<char> {
        // Word also writes these characters with an offset.
        let code = match u32::from(c) {
            code @ 0xf000..=0xf0ff => code - 0xf000,
            code => code,
        };
        Some(match (self, code) {
            (Self::Wingdings, 0xfe) | (Self::Wingdings2, 0x52) => '☑',
            (Self::Wingdings, 0xfd | 0x78) | (Self::Wingdings2, 0x53 | 0x54) => '☒',
            (Self::Wingdings, 0x6f | 0xa8) | (Self::Wingdings2, 0xa3 | 0x2a) => '☐',
            (Self::Wingdings, 0xfc) | (Self::Wingdings2, 0x50) => '√',
            (Self::Wingdings, 0xfb) | (Self::Wingdings2, 0x4f) | (Self::Symbol, 0xb4) => '×',
            (Self::Symbol, 0xb3) => '≥',
            (Self::Symbol, 0xa3) => '≤',
            (Self::Symbol, 0xb8) => '÷',
            (Self::Symbol, 0xb9) => '≠',
            (Self::Symbol, 0xbb) => '≈',
            (Self::Symbol, _) => c,
            _ => return None,
        })
    }
}
