//! Skipped elements whose text still says something: the pictures in a `noscript`, the rules of a `style`, the formula in a
//! `script`, and the fields of a form that a reader only reads.

use html5ever::tokenizer::Tag;

use super::elements::attribute;

/// Bytes of one element that are kept.
const MAX_ASIDE: usize = 64 * 1024;

/// The text of a skipped element.
#[derive(Debug, Default)]
pub(super) struct Aside {
    pub(super) text: String,
    /// Whether what comes now belongs to it.
    is_open: bool,
}

impl Aside {
    pub(super) fn of(tag: &Tag) -> Option<Self> {
        let is_open = match &*tag.name {
            "noscript" | "style" => true,
            "script" => attribute(tag, "type").is_some_and(|kind| kind.starts_with("math/tex")),
            _ => false,
        };
        (is_open || (&*tag.name == "select" && is_fixed(tag))).then(|| Self { is_open, ..Self::default() })
    }

    /// Handles the start of an `option`.
    pub(super) fn start_option(&mut self, tag: &Tag) {
        self.is_open = attribute(tag, "selected").is_some();
    }

    pub(super) fn push(&mut self, text: &str) {
        if self.is_open {
            let room = MAX_ASIDE - self.text.len();
            self.text.push_str(&text[..text.floor_char_boundary(room)]);
        }
    }
}

/// Whether a field of a form cannot be changed: a reply, or a filled form that is published.
pub(super) fn is_fixed(tag: &Tag) -> bool {
    attribute(tag, "readonly").is_some() || attribute(tag, "disabled").is_some()
}
