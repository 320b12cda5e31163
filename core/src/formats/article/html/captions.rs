//! Captions: which picture, player or table a `figcaption` belongs to.

use crate::formats::article::block::{Block, Span};
use crate::formats::article::spans::append_line;

/// Appends the caption to the last picture, player or table of a figure. Returns the caption if the figure has none.
pub(super) fn attach_caption(blocks: &mut [Block], caption: Vec<Span>) -> Option<Vec<Span>> {
    if caption.is_empty() {
        return None;
    }
    for block in blocks.iter_mut().rev() {
        let existing = match block {
            Block::Image { caption, .. }
            | Block::Video { caption, .. }
            | Block::Audio { caption, .. }
            | Block::Table { caption, .. } => caption,
            _ => continue,
        };
        append_line(existing, caption);
        return None;
    }
    Some(caption)
}
