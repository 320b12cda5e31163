//! The unit in which a JPEG stores its samples.

/// Pixels of a block's side.
pub(super) const BLOCK: usize = 8;
