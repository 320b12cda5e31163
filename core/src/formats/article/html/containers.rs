//! The stack of open containers (quotes, lists, items, figures, tables, cells): the bounded replacement of a tree.

use super::formatting::Formatting;
use super::tables::TableBuilder;
use crate::formats::article::block::{Block, Span};
use crate::formats::article::limits::{MAX_NESTING, MAX_TABLE_NESTING};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContainerKind {
    Quote,
    List,
    Item,
    Term,
    Figure,
    Caption,
    Table,
    TableCaption,
    Cell,
}

const KINDS: usize = ContainerKind::Cell as usize + 1;

/// An open container.
#[derive(Debug)]
pub(super) struct Container {
    pub(super) kind: ContainerKind,
    /// The formatting before it was opened: what was opened inside and never closed ends with the container.
    pub(super) formatting: Formatting,
    pub(super) state: ContainerState,
}

#[derive(Debug)]
pub(super) enum ContainerState {
    Stateless,
    List {
        ordered: bool,
        next_number: i64,
        /// For a list that counts down: the blocks before it, and its first number if it is stated.
        countdown: Option<(usize, Option<i64>)>,
    },
    Item {
        number: Option<u32>,
        /// Tells the items of one article apart.
        serial: u32,
        /// Whether a line of the item is already in a list block.
        begun: bool,
        /// Pictures and players that follow the item's text: in between they would split the list.
        media: Vec<Block>,
    },
    Figure {
        /// Blocks of the article, and media of the item around, before the figure.
        blocks: usize,
        media: usize,
        caption: Vec<Span>,
    },
    Table(Box<TableBuilder>),
    Cell {
        header: bool,
        colspan: u32,
        rowspan: u32,
        /// The blocks before the table.
        outer_blocks: Vec<Block>,
    },
}

/// Where a finished line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineTarget {
    Body,
    Quote,
    /// With the index of the item on the stack.
    Item(usize),
    Caption,
    TableCaption,
}

#[derive(Debug, Default)]
pub(super) struct ContainerStack {
    open: Vec<Container>,
    /// Open containers beyond the caps, by kind. They are only counted, so that their end tags close nothing else.
    overflow: [u32; KINDS],
}

impl ContainerStack {
    /// Opens a container. `false` beyond a cap.
    pub(super) fn push(&mut self, kind: ContainerKind, state: ContainerState, formatting: &Formatting) -> bool {
        let tables = || self.open.iter().filter(|container| container.kind == ContainerKind::Table).count();
        if self.open.len() >= MAX_NESTING || (kind == ContainerKind::Table && tables() >= MAX_TABLE_NESTING) {
            self.overflow[kind as usize] = self.overflow[kind as usize].saturating_add(1);
            return false;
        }
        self.open.push(Container { kind, formatting: formatting.clone(), state });
        true
    }

    /// Opens a cell, even one beyond [`MAX_NESTING`]: its state holds the blocks before the table, which must not be lost.
    pub(super) fn push_cell(&mut self, state: ContainerState, formatting: &Formatting) {
        self.open.push(Container { kind: ContainerKind::Cell, formatting: formatting.clone(), state });
    }

    pub(super) fn pop(&mut self) -> Option<Container> {
        self.open.pop()
    }

    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    pub(super) fn innermost_mut(&mut self) -> Option<&mut Container> {
        self.open.last_mut()
    }

    pub(super) fn state_mut(&mut self, at: usize) -> &mut ContainerState {
        &mut self.open[at].state
    }

    /// Closes one container of this kind that was only counted. `false` if there is none.
    pub(super) fn close_overflow(&mut self, kind: ContainerKind) -> bool {
        let count = &mut self.overflow[kind as usize];
        let counted = *count > 0;
        *count = count.saturating_sub(1);
        counted
    }

    /// The index of the innermost open container of this kind within the innermost cell or table caption.
    pub(super) fn nearest(&self, kind: ContainerKind) -> Option<usize> {
        use ContainerKind::{Cell, Table, TableCaption};
        let found = self
            .open
            .iter()
            .rposition(|container| container.kind == kind || matches!(container.kind, Cell | Table | TableCaption))?;
        (self.open[found].kind == kind).then_some(found)
    }

    /// The index of the item that a new `li` ends: the innermost, unless a list or table was opened inside of it.
    pub(super) fn item_to_close(&self) -> Option<usize> {
        use ContainerKind::{Cell, Item, List, Table, TableCaption};
        let nearest = self
            .open
            .iter()
            .rposition(|container| matches!(container.kind, Item | List | Cell | Table | TableCaption))?;
        (self.open[nearest].kind == Item).then_some(nearest)
    }

    /// How many lists are open in the innermost cell.
    pub(super) fn list_depth(&self) -> usize {
        use ContainerKind::{Cell, List, Table, TableCaption};
        self.open
            .iter()
            .rev()
            .take_while(|container| !matches!(container.kind, Cell | Table | TableCaption))
            .filter(|container| container.kind == List)
            .count()
    }

    /// Whether the outermost list in the innermost cell is numbered.
    pub(super) fn outermost_list_is_ordered(&self) -> bool {
        self.open
            .iter()
            .rev()
            .take_while(|container| !matches!(container.kind, ContainerKind::Cell | ContainerKind::Table))
            .filter_map(|container| match container.state {
                ContainerState::List { ordered, .. } => Some(ordered),
                _ => None,
            })
            .last()
            .unwrap_or(false)
    }

    /// The number of the next item, counted on; `stated` is its `value` attribute. `None` outside of a numbered list.
    pub(super) fn next_item_number(&mut self, stated: Option<i64>) -> Option<u32> {
        use ContainerKind::{Cell, List, Table};
        let list = self.open.iter_mut().rev().find(|container| matches!(container.kind, List | Cell | Table))?;
        match &mut list.state {
            ContainerState::List { ordered: true, next_number, .. } => {
                let number = stated.unwrap_or(*next_number);
                *next_number = number.saturating_add(1);
                u32::try_from(number).ok()
            }
            _ => None,
        }
    }

    pub(super) fn line_target(&self) -> LineTarget {
        for (at, container) in self.open.iter().enumerate().rev() {
            match container.kind {
                ContainerKind::Caption => return LineTarget::Caption,
                ContainerKind::TableCaption => return LineTarget::TableCaption,
                ContainerKind::Item => return LineTarget::Item(at),
                ContainerKind::Quote => return LineTarget::Quote,
                ContainerKind::Cell | ContainerKind::Table | ContainerKind::List => return LineTarget::Body,
                ContainerKind::Term | ContainerKind::Figure => {}
            }
        }
        LineTarget::Body
    }

    /// The media that wait for the end of the innermost item.
    pub(super) fn item_media(&mut self) -> Option<&mut Vec<Block>> {
        let innermost = self
            .open
            .iter_mut()
            .rfind(|container| matches!(container.kind, ContainerKind::Item | ContainerKind::Cell))?;
        match &mut innermost.state {
            ContainerState::Item { media, .. } => Some(media),
            _ => None,
        }
    }

    /// Whether an item or a cell is open.
    pub(super) fn holds_data(&self) -> bool {
        self.open.iter().any(|container| matches!(container.kind, ContainerKind::Item | ContainerKind::Cell))
    }

    /// The innermost figure, unless a table is open inside of it.
    pub(super) fn figure(&mut self) -> Option<&mut ContainerState> {
        use ContainerKind::{Cell, Figure, Table};
        let innermost = self.open.iter_mut().rfind(|container| matches!(container.kind, Figure | Cell | Table))?;
        (innermost.kind == Figure).then_some(&mut innermost.state)
    }

    /// The caption of the innermost figure.
    pub(super) fn figure_caption(&mut self) -> Option<&mut Vec<Span>> {
        self.open.iter_mut().rev().find_map(|container| match &mut container.state {
            ContainerState::Figure { caption, .. } => Some(caption),
            _ => None,
        })
    }

    /// The index of the innermost table. `None` while a deeper one is only counted.
    pub(super) fn table(&self) -> Option<usize> {
        if self.overflow[ContainerKind::Table as usize] > 0 {
            return None;
        }
        self.open.iter().rposition(|container| container.kind == ContainerKind::Table)
    }

    pub(super) fn table_builder(&mut self) -> Option<&mut TableBuilder> {
        self.open.iter_mut().rev().find_map(|container| match &mut container.state {
            ContainerState::Table(builder) => Some(&mut **builder),
            _ => None,
        })
    }
}
