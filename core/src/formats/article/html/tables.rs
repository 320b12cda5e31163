//! Tables. A layout table (old sites lay out whole articles in cells, many sites their pictures) is replaced by the blocks
//! in its cells.

use crate::formats::article::block::{Block, Span, TableCell, TableRow};
use crate::formats::article::limits::MAX_CELL_SPAN;
use crate::formats::article::spans::{append_line, same_formatting, spans_text};

/// Characters of a name that a picture of a table takes as its caption.
const MAX_NAME: usize = 40;

/// An open table.
#[derive(Debug, Default)]
pub(super) struct TableBuilder {
    rows: Vec<Vec<Cell>>,
    row_open: bool,
    /// Whether the open row group is a `thead`: its cells are headers.
    pub(super) in_head: bool,
    /// The rows before the open row group.
    group_start: usize,
    pub(super) caption: Vec<Span>,
    /// `role="presentation"` or `"none"`: the page declares a layout table.
    presentation: bool,
}

/// A closed cell.
#[derive(Debug)]
struct Cell {
    header: bool,
    colspan: u32,
    /// 0 spans to the last row.
    rowspan: u32,
    content: Content,
}

/// `Line` is a separate variant because almost every cell is one line, and a vector of one block costs more memory.
#[derive(Debug)]
enum Content {
    Line(Vec<Span>),
    Blocks(Vec<Block>),
}

impl Content {
    fn is_empty(&self) -> bool {
        match self {
            Self::Line(spans) => spans.is_empty(),
            Self::Blocks(blocks) => blocks.is_empty(),
        }
    }

    fn has_text(&self) -> bool {
        match self {
            Self::Line(spans) => !spans.is_empty(),
            Self::Blocks(blocks) => blocks.iter().any(|block| !is_media(block) && !matches!(block, Block::Rule)),
        }
    }

    /// What the first paragraph begins with, if that is more than a number.
    fn name(&self) -> Option<String> {
        let spans = match self {
            Self::Line(spans) => spans,
            Self::Blocks(blocks) => blocks.iter().find_map(|block| match block {
                Block::Paragraph { spans } | Block::Heading { spans, .. } => Some(spans),
                _ => None,
            })?,
        };
        let text = spans_text(spans);
        let name = text.split(['\n', '，', '。', '；']).next()?.trim();
        let says_something = name.contains(char::is_alphabetic) && name.chars().nth(MAX_NAME).is_none();
        says_something.then(|| name.to_owned())
    }

    fn into_blocks(self) -> Vec<Block> {
        match self {
            Self::Line(spans) if spans.is_empty() => Vec::new(),
            Self::Line(spans) => vec![Block::Paragraph { spans }],
            Self::Blocks(blocks) => blocks,
        }
    }
}

impl TableBuilder {
    pub(super) fn new(presentation: bool) -> Self {
        Self { presentation, ..Self::default() }
    }

    pub(super) fn open_row(&mut self) {
        self.rows.push(Vec::new());
        self.row_open = true;
    }

    pub(super) fn close_row(&mut self) {
        self.row_open = false;
    }

    pub(super) fn is_row_open(&self) -> bool {
        self.row_open
    }

    /// Begins a row group. No cell of the one before spans into it.
    pub(super) fn start_group(&mut self, head: bool) {
        let total = self.rows.len();
        for (at, row) in self.rows.iter_mut().enumerate().skip(self.group_start) {
            for cell in row {
                cell.rowspan = rows_spanned(cell.rowspan, total - at);
            }
        }
        self.group_start = total;
        self.row_open = false;
        self.in_head = head;
    }

    pub(super) fn push_cell(&mut self, header: bool, colspan: u32, rowspan: u32, mut blocks: Vec<Block>) {
        let content = match blocks.as_mut_slice() {
            [] => Content::Line(Vec::new()),
            [Block::Paragraph { spans }] => Content::Line(std::mem::take(spans)),
            _ => Content::Blocks(blocks),
        };
        if !self.row_open {
            self.open_row();
        }
        if let Some(row) = self.rows.last_mut() {
            row.push(Cell {
                header,
                colspan: colspan.clamp(1, MAX_CELL_SPAN),
                rowspan: rowspan.min(MAX_CELL_SPAN),
                content,
            });
        }
    }

    /// The resulting blocks: the table followed by the pictures and players of its cells, or, for a layout table, the content
    /// of its cells.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.drop_empty_rows();
        self.take_title();
        if self.rows.is_empty() {
            return if self.caption.is_empty() { Vec::new() } else { vec![Block::Paragraph { spans: self.caption }] };
        }
        if self.is_layout() {
            let caption = (!self.caption.is_empty()).then_some(Block::Paragraph { spans: self.caption });
            let cells = self.rows.into_iter().flatten().flat_map(|cell| cell.content.into_blocks());
            return caption.into_iter().chain(cells).collect();
        }
        self.name_media();
        let total = self.rows.len();
        let mut media = Vec::new();
        let rows = self.rows.into_iter().enumerate().map(|(at, row)| {
            let cells = row.into_iter().map(|cell| TableCell {
                header: cell.header,
                colspan: cell.colspan,
                rowspan: rows_spanned(cell.rowspan, total - at),
                spans: match cell.content {
                    Content::Line(spans) => spans,
                    Content::Blocks(blocks) => flatten(blocks, &mut media),
                },
            });
            TableRow { cells: cells.collect() }
        });
        let mut blocks = vec![Block::Table { caption: self.caption, rows: rows.collect() }];
        blocks.append(&mut media);
        blocks
    }

    /// Drops rows without content, unless a cell with content from above spans into them.
    fn drop_empty_rows(&mut self) {
        let mut spanned_to = 0_usize;
        let mut at = 0_usize;
        self.rows.retain(|row| {
            let keep = row.iter().any(|cell| !cell.content.is_empty()) || spanned_to > at;
            if keep {
                for cell in row {
                    let rows = if cell.rowspan == 0 { usize::MAX } else { cell.rowspan as usize };
                    if rows > 1 && !cell.content.is_empty() {
                        spanned_to = spanned_to.max(at.saturating_add(rows));
                    }
                }
                at += 1;
            }
            keep
        });
        while self.rows.last().is_some_and(|row| row.iter().all(|cell| cell.content.is_empty())) {
            self.rows.pop();
        }
    }

    /// Takes a heading above rows of data as the caption: a title in one cell over all columns.
    fn take_title(&mut self) {
        let is_data = |row: &Vec<Cell>| row.iter().filter(|cell| !cell.content.is_empty()).count() > 1;
        let is_title = |cell: &Cell| match &cell.content {
            Content::Blocks(blocks) => matches!(blocks.as_slice(), [Block::Heading { level: 1..=2, .. }]),
            Content::Line(_) => false,
        };
        let Some((first, rest)) = self.rows.split_first_mut() else { return };
        if self.presentation
            || !self.caption.is_empty()
            || !first.iter().all(is_title)
            || rest.iter().filter(|row| is_data(row)).count() < 2
            || rest.iter().any(|row| row.iter().any(|cell| lays_out(cell, row)))
        {
            return;
        }
        if let [title] = first.as_mut_slice()
            && title.colspan > 1
            && title.rowspan == 1
            && let Content::Blocks(blocks) = &mut title.content
            && let Some(Block::Heading { spans, .. }) = blocks.pop()
        {
            self.caption = spans;
            self.rows.remove(0);
        }
    }

    /// Pictures and players follow the table: each of several gets a caption from its cell, or else from its row.
    fn name_media(&mut self) {
        let media = |cell: &Cell| match &cell.content {
            Content::Blocks(blocks) => blocks.iter().filter(|block| is_media(block)).count(),
            Content::Line(_) => 0,
        };
        if self.rows.iter().flatten().map(media).sum::<usize>() < 2 {
            return;
        }
        for row in &mut self.rows {
            let of_row = row.iter().find_map(|cell| cell.content.name());
            for cell in row {
                let of_cell = cell.content.name().or_else(|| of_row.clone());
                let (Some(name), Content::Blocks(blocks)) = (of_cell, &mut cell.content) else { continue };
                for block in blocks {
                    if let Block::Image { caption, .. } | Block::Video { caption, .. } | Block::Audio { caption, .. } =
                        block
                        && caption.is_empty()
                    {
                        caption.push(Span { text: name.clone(), ..Span::default() });
                    }
                }
            }
        }
    }

    fn is_layout(&self) -> bool {
        let cells = || self.rows.iter().flatten();
        self.presentation
            || !cells().any(|cell| cell.content.has_text())
            || self.rows.iter().any(|row| row.iter().any(|cell| lays_out(cell, row)))
            || (!cells().any(|cell| cell.header)
                && self.rows.iter().all(|row| row.iter().filter(|cell| cell.content.has_text()).count() <= 1))
    }
}

fn is_media(block: &Block) -> bool {
    matches!(block, Block::Image { .. } | Block::Video { .. } | Block::Audio { .. })
}

/// How many rows a cell spans, of those that there are.
fn rows_spanned(rowspan: u32, below: usize) -> u32 {
    let below = u32::try_from(below).unwrap_or(u32::MAX).min(MAX_CELL_SPAN);
    if rowspan == 0 { below } else { rowspan.min(below) }
}

/// Whether a cell of this row makes its table a layout table: it holds a table or the title of a text. A heading that is the only
/// content of a header cell, or of one cell among others, names a row or column of data.
fn lays_out(cell: &Cell, row: &[Cell]) -> bool {
    let Content::Blocks(blocks) = &cell.content else { return false };
    let is_name = || {
        matches!(blocks.as_slice(), [Block::Heading { .. }])
            && row.iter().filter(|other| !other.content.is_empty()).count() > 1
    };
    blocks.iter().any(|block| match block {
        Block::Table { .. } => true,
        Block::Heading { level: 1..=2, .. } => !cell.header && !is_name(),
        _ => false,
    })
}

/// The text of a cell with several blocks, one line for each. Pictures and players are moved to `media`.
fn flatten(blocks: Vec<Block>, media: &mut Vec<Block>) -> Vec<Span> {
    let mut lines: Vec<Span> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph { spans } => append_line(&mut lines, spans),
            Block::Heading { mut spans, .. } => {
                spans.iter_mut().for_each(|span| span.bold = true);
                append_line(&mut lines, spans);
            }
            Block::List { items, .. } => {
                for item in items {
                    let mark = item.number.map_or_else(|| "• ".to_owned(), |number| format!("{number}. "));
                    let mut spans = item.spans;
                    match spans.first_mut() {
                        Some(first) if same_formatting(first, &Span::default()) => first.text.insert_str(0, &mark),
                        _ => spans.insert(0, Span { text: mark, ..Span::default() }),
                    }
                    append_line(&mut lines, spans);
                }
            }
            Block::Quote { paragraphs } => {
                paragraphs.into_iter().for_each(|paragraph| append_line(&mut lines, paragraph.spans));
            }
            Block::Code { text } => {
                // A cell never begins with white space, an indented listing does.
                let text = if lines.is_empty() { text.trim_start().to_owned() } else { text };
                append_line(&mut lines, vec![Span { text, code: true, ..Span::default() }]);
            }
            Block::Image { .. } | Block::Video { .. } | Block::Audio { .. } => media.push(block),
            // No table is here: a table inside makes the outer one a layout table, which is never flattened.
            Block::Table { .. } | Block::Rule => {}
        }
    }
    lines
}
