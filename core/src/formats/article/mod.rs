//! Articles as typed blocks: the HTML of an item goes in, [`Block`]s come out, and screens show nothing else.
//!
//! What holds:
//!
//! - **Markup without a block type has no way in.** A block holds text, absolute addresses and numbers. Scripts, styles,
//!   forms, drawings and every attribute not named in this module are dropped, with their content where it is not meant for
//!   readers. Of a frame only the address of what it plays is left, of a style sheet which classes hide or strike out.
//! - Every address is absolute and has an allowed scheme: `http`, `https`, `mailto`, `tel` for links, `http` and `https`
//!   for pictures, video and audio. A link with another address keeps its text and loses its address.
//! - White space is collapsed as a browser does it. Control, zero-width and direction-override characters are removed. A
//!   paragraph, heading, item or cell never begins or ends with white space; none but a cell is empty.
//! - Time and memory are linear in the input, which is cut at [`MAX_INPUT`]. Only html5ever's tokenizer is used: a tree
//!   builder reconstructs formatting elements, and 45 KB of nested formatting become a gigabyte. In place of a tree there
//!   is a stack of at most [`MAX_NESTING`] containers, and formatting is counters.
//! - An article over a cap keeps what was parsed until then, and sets [`ParsedArticle::capped`].
//!
//! `<base href>` is ignored on purpose: it belongs to a page, not to an item of a feed, and would let one element move
//! every relative address of the article to another host.
//!
//! Pure functions: no network, no store, no clock, no state.

mod block;
mod characters;
mod html;
mod limits;
mod links;
mod plain_text;
mod reading_time;
mod sentences;
mod spans;
mod speech;
mod summary;
mod text_diff;
mod text_parser;

#[cfg(test)]
mod tests;

pub use block::{Block, ListItem, Paragraph, ParsedArticle, Span, TableCell, TableRow};
pub use html::parse_html;
pub use limits::{
    MAX_ADDRESS, MAX_ADDRESSES, MAX_ALT, MAX_ATTRIBUTES, MAX_BLOCKS, MAX_CELL_SPAN, MAX_CELLS, MAX_INPUT, MAX_NESTING,
    MAX_OUTPUT, MAX_SPANS, MAX_TABLE_NESTING, MAX_TOKENS,
};
pub use plain_text::plain_text;
pub use reading_time::reading_time;
pub(crate) use speech::speech_with_title;
pub use speech::{Sentence, speech};
pub use summary::{excerpt, summary};
pub use text_diff::{DifferenceKind, DifferenceSpan, TextChange};
pub(crate) use text_diff::{difference_spans, text_diff};
pub use text_parser::parse_text;
