//! `video` and `audio` elements.

use html5ever::LocalName;
use html5ever::tokenizer::Tag;
use url::Url;

use super::budget::Budget;
use super::elements::attribute;
use crate::formats::article::block::Block;
use crate::formats::article::links::{media_address, mime_type};

/// Attributes that hold the address of the file. Scripts take it from all but the first.
const FILES: [&str; 5] = ["src", "data-src", "data-url", "data-original", "data-video"];

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
            src: FILES.iter().find_map(|name| address(name)),
            poster: address("poster").or_else(|| address("data-poster")),
            mime_type: attribute(tag, "type").and_then(mime_type),
        }
    }

    /// Takes the address of a `source`, if none is known yet.
    pub(super) fn add_source(&mut self, tag: &Tag, base: Option<&Url>, budget: &mut Budget) {
        if self.src.is_none() && budget.spend_address() {
            self.src = FILES.iter().find_map(|name| media_address(attribute(tag, name)?, base));
            self.mime_type = attribute(tag, "type").and_then(mime_type);
        }
    }

    /// Takes what a page offers to those who cannot play it, if there is nothing else: the file of another player inside.
    pub(super) fn add_fallback(&mut self, block: Option<Block>) {
        if self.src.is_some() {
            return;
        }
        if let Some(Block::Video { src, mime_type, .. } | Block::Audio { src, mime_type, .. }) = block {
            self.src = Some(src);
            self.mime_type = mime_type;
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
