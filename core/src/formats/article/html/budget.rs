//! The budget of one article: every token, byte, block, span, cell and address is counted against its cap.

use crate::formats::article::limits::{MAX_ADDRESSES, MAX_BLOCKS, MAX_CELLS, MAX_OUTPUT, MAX_SPANS, MAX_TOKENS};

/// What remains of the caps while an article is parsed.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: usize,
    /// Bytes of text so far. `bytes` also counts addresses.
    pub(super) text_bytes: usize,
    pub(super) spans: usize,
    blocks: usize,
    cells: usize,
    addresses: usize,
    tokens: u32,
    /// Whether a cap has cut something.
    pub(super) capped: bool,
    /// Whether parsing has to stop.
    pub(super) exhausted: bool,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            bytes: MAX_OUTPUT,
            text_bytes: 0,
            spans: MAX_SPANS,
            blocks: MAX_BLOCKS,
            cells: MAX_CELLS,
            addresses: MAX_ADDRESSES,
            tokens: MAX_TOKENS,
            capped: false,
            exhausted: false,
        }
    }

    pub(super) fn spend_tokens(&mut self, tokens: u32) {
        match self.tokens.checked_sub(tokens) {
            Some(left) => self.tokens = left,
            None => self.stop(),
        }
    }

    pub(super) fn spend_bytes(&mut self, bytes: usize) {
        match self.bytes.checked_sub(bytes) {
            Some(left) => self.bytes = left,
            None => self.stop(),
        }
    }

    /// Takes back bytes of text that will be spent again.
    pub(super) fn refund_bytes(&mut self, bytes: usize) {
        self.bytes = (self.bytes + bytes).min(MAX_OUTPUT);
        self.text_bytes = self.text_bytes.saturating_sub(bytes);
    }

    pub(super) fn spend_block(&mut self) {
        match self.blocks.checked_sub(1) {
            Some(left) => self.blocks = left,
            None => self.stop(),
        }
    }

    /// Takes back one block: a paragraph that is the only content of a cell counts as the cell.
    pub(super) fn refund_block(&mut self) {
        self.blocks = (self.blocks + 1).min(MAX_BLOCKS);
    }

    pub(super) fn spend_cell(&mut self) {
        match self.cells.checked_sub(1) {
            Some(left) => self.cells = left,
            None => self.stop(),
        }
    }

    /// Whether one more address may be resolved; counts it.
    pub(super) fn spend_address(&mut self) -> bool {
        self.capped |= self.addresses == 0;
        let left = self.addresses > 0;
        self.addresses = self.addresses.saturating_sub(1);
        left
    }

    fn stop(&mut self) {
        self.capped = true;
        self.exhausted = true;
    }
}
