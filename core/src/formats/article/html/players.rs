//! `video` and `audio` elements.

use html5ever::LocalName;
use html5ever::tokenizer::Tag;
use url::Url;

use super::budget::Budget;
use super::elements::attribute;
use crate::formats::article::block::Block;
use crate::formats::article::links::{media_address, mime_type};

/// A `video` or `audio` that is still open: its `source` elements may state the address.
#[derive(Debug)]
pub(super) struct Player {
    pub(super) name: LocalName,
    video: bool,
    src: Option<String>,
    poster: Option<String>,
    mime_type: Option<String>,
}

impl Player {
    pub(super) fn new(tag: &Tag, video: bool, base: Option<&Url>, budget: &mut Budget) -> Self {
        let mut address = |name| {
            let raw = attribute(tag, name).filter(|raw| !raw.is_empty() && budget.spend_address())?;
            media_address(raw, base)
        };
        Self {
            name: tag.name.clone(),
            video,
            src: address("src").or_else(|| address("data-src")),
            poster: address("poster"),
            mime_type: attribute(tag, "type").and_then(mime_type),
        }
    }

    /// Takes the address of a `source`, if none is known yet.
    pub(super) fn add_source(&mut self, tag: &Tag, base: Option<&Url>, budget: &mut Budget) {
        if self.src.is_none() && budget.spend_address() {
            self.src = ["src", "data-src"].iter().find_map(|name| media_address(attribute(tag, name)?, base));
            self.mime_type = attribute(tag, "type").and_then(mime_type);
        }
    }

    /// `None` without an address.
    pub(super) fn into_block(self, budget: &mut Budget) -> Option<Block> {
        let Self { video, src, poster, mime_type, .. } = self;
        let src = src?;
        budget.spend_bytes(src.len() + poster.as_ref().map_or(0, String::len));
        let caption = Vec::new();
        Some(if video {
            Block::Video { src, poster, poster_file: None, mime_type, caption }
        } else {
            Block::Audio { src, mime_type, caption }
        })
    }
}
