//! Captions: which picture, player or table the line in a `figcaption` belongs to.

use super::{Block, Span, tables};

/// Gives the caption to the last picture, player or table of a figure. Returns it when there is none.
pub(super) fn attach(blocks: &mut [Block], caption: Vec<Span>) -> Option<Vec<Span>> {
    if caption.is_empty() {
        return None;
    }
    for block in blocks.iter_mut().rev() {
        let place = match block {
            Block::Image { caption, .. }
            | Block::Video { caption, .. }
            | Block::Audio { caption, .. }
            | Block::Table { caption, .. } => caption,
            _ => continue,
        };
        tables::append_line(place, caption);
        return None;
    }
    Some(caption)
}
