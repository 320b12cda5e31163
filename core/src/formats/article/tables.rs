//! Tables, and what only looks like one: old sites arrange whole articles, and all sites their pictures, in cells.

use super::{Block, MAX_CELL_SPAN, Span, TableCell, TableRow};

/// A table while it is read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Vec<GridCell>>,
    row_open: bool,
    /// Inside `thead`.
    pub(super) head: bool,
    pub(super) caption: Vec<Span>,
    /// `role="presentation"`: says of itself that it is no table.
    presentation: bool,
}

/// A cell when it is complete.
#[derive(Debug)]
struct GridCell {
    header: bool,
    colspan: u32,
    /// 0 reaches to the last row.
    rowspan: u32,
    content: Content,
}

/// Almost every cell holds one line: that is kept small.
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
            Self::Blocks(blocks) => blocks.iter().any(|block| {
                !matches!(block, Block::Image { .. } | Block::Video { .. } | Block::Audio { .. } | Block::Rule)
            }),
        }
    }

    fn into_blocks(self) -> Vec<Block> {
        match self {
            Self::Line(spans) if spans.is_empty() => Vec::new(),
            Self::Line(spans) => vec![Block::Paragraph { spans }],
            Self::Blocks(blocks) => blocks,
        }
    }
}

impl Grid {
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

    pub(super) fn push(&mut self, header: bool, colspan: u32, rowspan: u32, mut blocks: Vec<Block>) {
        let content = match blocks.as_mut_slice() {
            [] => Content::Line(Vec::new()),
            [Block::Paragraph { spans }] => Content::Line(std::mem::take(spans)),
            _ => Content::Blocks(blocks),
        };
        if !self.row_open {
            self.open_row();
        }
        if let Some(row) = self.rows.last_mut() {
            row.push(GridCell {
                header,
                colspan: colspan.clamp(1, MAX_CELL_SPAN),
                rowspan: rowspan.min(MAX_CELL_SPAN),
                content,
            });
        }
    }

    /// The blocks that stand for the table: itself with its pictures behind it, or what it sections_of.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.drop_empty_rows();
        if self.rows.is_empty() {
            return if self.caption.is_empty() { Vec::new() } else { vec![Block::Paragraph { spans: self.caption }] };
        }
        if self.only_arranges() {
            let caption = (!self.caption.is_empty()).then_some(Block::Paragraph { spans: self.caption });
            let cells = self.rows.into_iter().flatten().flat_map(|cell| cell.content.into_blocks());
            return caption.into_iter().chain(cells).collect();
        }
        let total = self.rows.len();
        let mut media = Vec::new();
        let rows = self.rows.into_iter().enumerate().map(|(at, row)| {
            let below = u32::try_from(total - at).unwrap_or(u32::MAX);
            let cells = row.into_iter().map(|cell| TableCell {
                header: cell.header,
                colspan: cell.colspan,
                rowspan: if cell.rowspan == 0 { below.min(MAX_CELL_SPAN) } else { cell.rowspan.min(below) },
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

    /// A row without anything in it is a spacer, unless cells from above reach into it.
    fn drop_empty_rows(&mut self) {
        let mut reach = 0_usize;
        let mut at = 0_usize;
        self.rows.retain(|row| {
            let keep = row.iter().any(|cell| !cell.content.is_empty()) || reach > at;
            if keep {
                for cell in row {
                    let rows = if cell.rowspan == 0 { usize::MAX } else { cell.rowspan as usize };
                    if rows > 1 && !cell.content.is_empty() {
                        reach = reach.max(at.saturating_add(rows));
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

    fn only_arranges(&self) -> bool {
        let cells = || self.rows.iter().flatten();
        let nested =
            |cell: &GridCell| matches!(&cell.content, Content::Blocks(blocks) if blocks.iter().any(sections_of));
        self.presentation
            || !cells().any(|cell| cell.content.has_text())
            || cells().any(nested)
            || (!cells().any(|cell| cell.header)
                && self.rows.iter().all(|row| row.iter().filter(|cell| !cell.content.is_empty()).count() <= 1))
    }
}

/// Blocks that no cell of a real table holds.
fn sections_of(block: &Block) -> bool {
    matches!(block, Block::Table { .. } | Block::Heading { level: 1..=2, .. })
}

/// The text of a cell of several blocks, a line for each; pictures and players go to `media`.
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
                        Some(first) if same_look(first, &Span::default()) => first.text.insert_str(0, &mark),
                        _ => spans.insert(0, Span { text: mark, ..Span::default() }),
                    }
                    append_line(&mut lines, spans);
                }
            }
            Block::Quote { paragraphs } => {
                paragraphs.into_iter().for_each(|paragraph| append_line(&mut lines, paragraph.spans));
            }
            Block::Code { text } => {
                // A listing may begin with an indent, a cell may not.
                let text = if lines.is_empty() { text.trim_start().to_owned() } else { text };
                append_line(&mut lines, vec![Span { text, code: true, ..Span::default() }]);
            }
            Block::Image { .. } | Block::Video { .. } | Block::Audio { .. } => media.push(block),
            // A cell with a table inside makes the outer one an sections, which never comes here.
            Block::Table { .. } | Block::Rule => {}
        }
    }
    lines
}

/// Adds spans on a line of their own.
pub(super) fn append_line(lines: &mut Vec<Span>, spans: Vec<Span>) {
    let mut spans = spans.into_iter();
    if let Some(last) = lines.last_mut()
        && let Some(mut first) = spans.next()
    {
        if same_look(last, &first) && last.ruby.is_none() {
            last.text.push('\n');
            last.text.push_str(&first.text);
        } else {
            // A line break inside a link would be part of the link.
            if last.href.is_none() && !last.code && last.ruby.is_none() {
                last.text.push('\n');
            } else {
                first.text.insert(0, '\n');
            }
            lines.push(first);
        }
    }
    lines.extend(spans);
}

/// Whether two spans differ in nothing but their text.
pub(super) fn same_look(one: &Span, other: &Span) -> bool {
    one.bold == other.bold
        && one.italic == other.italic
        && one.code == other.code
        && one.href == other.href
        && one.ruby == other.ruby
}
