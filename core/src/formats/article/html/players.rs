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

    /// Takes the address of a `source`, if none is known yet, or only one that fewer phones play.
    pub(super) fn add_source(&mut self, tag: &Tag, base: Option<&Url>, budget: &mut Budget) {
        let played_by_few = |src: &str, mime_type: Option<&str>| {
            let path = src.split(['?', '#']).next().unwrap_or_default();
            ["webm", "ogg", "ogv"]
                .iter()
                .any(|format| path.ends_with(format) || mime_type.is_some_and(|mime_type| mime_type.ends_with(format)))
        };
        let is_open = self.src.as_ref().is_none_or(|known| played_by_few(known, self.mime_type.as_deref()))
            && budget.spend_address();
        let src = || FILES.iter().find_map(|name| media_address(attribute(tag, name)?, base));
        if is_open && let Some(src) = src() {
            let mime_type = attribute(tag, "type").and_then(mime_type);
            if self.src.is_none() || !played_by_few(&src, mime_type.as_deref()) {
                (self.src, self.mime_type) = (Some(src), mime_type);
            }
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
