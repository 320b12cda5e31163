//! The style of an element: its own, and what its classes say. Of a `style` element only the simplest rules are read
//! (`.name { … }`), and only for what changes what a text says: that it is struck out, or not shown.

use std::borrow::Cow;

use html5ever::tokenizer::Tag;

use super::elements::css_value;
use super::scopes::is_struck;

/// Rules of one article, and classes of one element, that are read.
const MAX_RULES: usize = 64;
const MAX_CLASSES: usize = 16;

const STRUCK: &str = "text-decoration:line-through;";
const NOT_STRUCK: &str = "text-decoration:none;";
const HIDDEN: &str = "display:none;";
const NOT_HIDDEN: &str = "display:revert;";

/// Classes whose rules are in no article: of editors, of Word's comments, and of Discuz!'s text against copying.
const KNOWN: [(&str, &str); 7] = [
    ("line-through", STRUCK),
    ("ql-strike", STRUCK),
    ("strikethrough", STRUCK),
    ("jammer", HIDDEN),
    ("MsoCommentReference", HIDDEN),
    ("msocomoff", HIDDEN),
    ("msocomtxt", HIDDEN),
];

#[derive(Debug, Default)]
pub(super) struct ClassStyles {
    rules: Vec<(String, &'static str)>,
}

impl ClassStyles {
    /// The declarations that hold for an element, the strongest last.
    pub(super) fn style<'t>(&self, tag: &'t Tag) -> Cow<'t, str> {
        // Nearly every element passes here: its attributes are looked through once.
        let (mut own, mut classes, mut face, mut lazy) = ("", "", None, None);
        for attribute in &tag.attrs {
            let value = || attribute.value.trim();
            match &*attribute.name.local {
                "style" => own = value(),
                "class" => classes = value(),
                "face" => face = Some(value()),
                // The background that a script sets.
                "data-bg" | "data-background-image" => lazy = lazy.or(Some(value())),
                _ => {}
            }
        }
        let mut style = String::new();
        for class in classes.split_ascii_whitespace().take(MAX_CLASSES) {
            let read = self.rules.iter().map(|(name, rule)| (name.as_str(), *rule));
            KNOWN.into_iter().chain(read).filter(|(name, _)| *name == class).for_each(|(_, rule)| style.push_str(rule));
        }
        if &*tag.name == "font"
            && let Some(face) = face.filter(|face| face.contains("ingdings") || *face == "Symbol")
        {
            style = format!("{style}font-family:{face};");
        }
        let lazy = lazy.filter(|address| address.contains(['/', '.']));
        if style.is_empty() && lazy.is_none() {
            return Cow::Borrowed(own);
        }
        style.push_str(own);
        if let Some(address) = lazy {
            let address = address.trim_start_matches("url(");
            style = format!("{style};background-image:url({address})");
        }
        Cow::Owned(style)
    }

    /// Reads a style sheet. Rules for one medium or another (`@media print`) are left out.
    pub(super) fn read(&mut self, sheet: &str) {
        let sheet = without_comments(sheet);
        let mut rest = sheet.as_str();
        while let Some((selectors, after)) = rest.split_once('{') {
            // An `@import` ends without a block.
            let selectors = selectors.rsplit(';').next().unwrap_or_default().trim().trim_start_matches("<!--");
            if selectors.trim_start().starts_with('@') {
                rest = after_block(after);
                continue;
            }
            let (body, after) = after.split_once('}').unwrap_or((after, ""));
            rest = after;
            let hides = css_value(body, "display").map(|display| display.starts_with("none"));
            let strikes = body.contains("text-decoration").then(|| is_struck(body));
            for (says, rule, reset) in [(hides, HIDDEN, NOT_HIDDEN), (strikes, STRUCK, NOT_STRUCK)] {
                let Some(says) = says else { continue };
                for name in selectors.split(',').filter_map(|selector| selector.trim().strip_prefix('.')) {
                    let is_name = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
                    let is_new = says || self.rules.iter().any(|(known, rule)| known == name && *rule != reset);
                    if self.rules.len() < MAX_RULES && is_name && name.len() <= 64 && is_new {
                        self.rules.push((name.to_owned(), if says { rule } else { reset }));
                    }
                }
            }
        }
    }
}

fn without_comments(sheet: &str) -> String {
    let mut pieces = sheet.split("/*");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.filter_map(|piece| piece.split_once("*/")).fold(first, |text, (_, after)| text + after)
}

/// What follows the block that has just begun.
fn after_block(text: &str) -> &str {
    let mut depth = 1_usize;
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '{' | '}')) {
        depth = if c == '{' { depth + 1 } else { depth - 1 };
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}
