//! The HTML of an article to blocks: [`prescan`] drops what the tokenizer cannot cope with, [`sink`] runs it, [`tags`]
//! dispatches its tags, and [`assembler`] builds the blocks.

mod asides;
mod assembler;
mod backgrounds;
mod budget;
mod captions;
mod class_styles;
mod containers;
mod elements;
mod embeds;
mod fields;
mod formatting;
mod hidden;
mod images;
mod line;
mod math;
mod media;
mod objects;
mod open_element;
mod platforms;
mod players;
mod preformatted;
mod prescan;
mod prose;
mod scopes;
mod scripts;
mod sink;
mod surrogates;
mod symbol_fonts;
mod tables;
mod tags;

use url::Url;

use super::block::{Block, ParsedArticle};
use super::plain_text::plain_text;
use assembler::ParseOptions;
use surrogates::join_surrogate_references;

/// Parses the HTML of an article. `base` is the address of the item: relative addresses are resolved against it, and
/// without it a relative link loses its address and a relative picture is dropped. Never fails: what cannot be parsed is
/// left out.
pub fn parse_html(html: &str, base: Option<&Url>) -> ParsedArticle {
    let unwrapped = undo_double_encoding(html);
    let html = &*join_surrogate_references(unwrapped.as_deref().unwrap_or(html));
    let first = sink::parse(html, base, ParseOptions::default());
    // Some servers wrap the whole page in one form: if nothing is left without forms, the article is inside.
    if first.form_dropped && plain_text(&first.article.blocks).is_empty() {
        let options = ParseOptions { read_forms: true, ..ParseOptions::default() };
        let second = sink::parse(html, base, options).article;
        if !plain_text(&second.blocks).is_empty() {
            return second;
        }
    }
    first.article
}

/// The blocks at the beginning of an article, from about `text_bytes` bytes of text, without relative addresses. Also
/// returns whether a form was dropped: unlike [`parse_html`], this does not try again with its content.
pub(super) fn parse_beginning(html: &str, text_bytes: usize) -> (Vec<Block>, bool) {
    let unwrapped = undo_double_encoding(html);
    let options = ParseOptions { stop_after: text_bytes, ..ParseOptions::default() };
    let outcome = sink::parse(&join_surrogate_references(unwrapped.as_deref().unwrap_or(html)), None, options);
    (outcome.article.blocks, outcome.form_dropped)
}

/// Undoes two common encoding mistakes of feeds: the body inside a second CDATA section, and the body escaped twice.
/// `None` if the HTML has neither.
fn undo_double_encoding(html: &str) -> Option<String> {
    let trimmed = html.trim_start();
    if let Some(inner) = trimmed.strip_prefix("<![CDATA[") {
        let inner = inner.trim_end();
        return Some(inner.strip_suffix("]]>").unwrap_or(inner).to_owned());
    }
    let escaped = trimmed.starts_with("&lt;") && !html.contains('<') && html.contains("&gt;");
    escaped.then(|| {
        // `&amp;` last, so that only one level of escaping is undone.
        html.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    })
}
