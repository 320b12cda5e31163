//! A text of an item with the address that relative addresses inside are resolved against.

use super::document::Body;
use super::element::{FieldContext, xml_base};
use super::tokenizer::{Token, Tokenizer};

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) body: Body,
    /// What the feed declares; `None` if it declares none.
    pub(super) base: Option<String>,
}

impl Text {
    /// The text of an element with the base that is declared around or inside of it. `None` without a body.
    pub(super) fn of(body: Option<Body>, context: &FieldContext<'_>) -> Option<Self> {
        let body = body?;
        let inside = match &body {
            Body::Html(html) if html.contains("xml:base") => root_base(html, context),
            _ => None,
        };
        let base = inside.or_else(|| context.declared_base.map(|base| base.as_str().to_owned()));
        Some(Self { body, base })
    }

    pub(super) fn without_base(body: Option<Body>) -> Option<Self> {
        Some(Self { body: body?, base: None })
    }
}

/// The base that the outermost element of the markup declares.
fn root_base(html: &str, context: &FieldContext<'_>) -> Option<String> {
    let mut tokens = Tokenizer::new(html);
    loop {
        match tokens.next() {
            Token::Open(tag) => return xml_base(tag.attributes, context.base).map(String::from),
            Token::Text(text) if text.trim().is_empty() => {}
            _ => return None,
        }
    }
}
