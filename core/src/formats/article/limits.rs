//! The caps on one article. Without a clock they also bound the time that parsing takes.

/// Bytes of HTML that are read. The rest is cut at a character boundary.
pub const MAX_INPUT: usize = 1 << 20;
/// Bytes of text and addresses in all blocks together. Parsing stops there.
pub const MAX_OUTPUT: usize = 1 << 20;
/// Blocks of one article, list items and quoted paragraphs included. Parsing stops there.
pub const MAX_BLOCKS: usize = 10_000;
/// Spans of one article. Beyond it, text loses its formatting and links but stays.
pub const MAX_SPANS: usize = 40_000;
/// Table cells of one article. Parsing stops there.
pub const MAX_CELLS: usize = 20_000;
/// Open quotes, lists, items, figures, tables and cells. Deeper ones are parsed as if their tags were missing.
pub const MAX_NESTING: usize = 64;
/// Tables inside tables. Deeper ones are parsed as if their tags were missing.
pub const MAX_TABLE_NESTING: usize = 6;
/// Attributes of one tag. The rest is dropped: html5ever compares each new attribute with all before it.
pub const MAX_ATTRIBUTES: usize = 64;
/// Bytes of one address. A longer one counts as missing.
pub const MAX_ADDRESS: usize = 4_096;
/// Addresses of one article. Beyond it, links lose their address and pictures are dropped.
pub const MAX_ADDRESSES: usize = 5_000;
/// Tokens of one article: a tag or a run of text costs 1, a run of at most four bytes 2, a parse error 3. Parsing stops
/// there: without a clock, this bounds the time that a megabyte of `<` or `&lt;` takes.
pub const MAX_TOKENS: u32 = 400_000;
/// Characters of a picture's alternative text.
pub const MAX_ALT: usize = 500;
/// Columns and rows that one cell may span.
pub const MAX_CELL_SPAN: u32 = 100;
