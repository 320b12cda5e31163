//! A table read aloud, row by row.

use crate::formats::article::block::{Span, TableRow};
use crate::formats::article::spans::spans_text;

/// Says a table row by row. If rows of header cells are at its top, each cell but those of the first column is said after
/// its column's name. A cell that spans rows is said with the first of them.
pub(super) fn say_table(rows: &[TableRow], say: &mut impl FnMut(&str)) {
    let placed = columns(rows);
    let width = placed.iter().map(|(_, width)| *width).max().unwrap_or_default();
    // A heading over the whole table names no column.
    let is_title = |row: &TableRow| row.cells.len() == 1 && row.cells[0].colspan as usize == width && width > 1;
    let titles = rows.iter().take_while(|row| is_title(row)).count();
    let is_header = |row: &&TableRow| !row.cells.is_empty() && row.cells.iter().all(|cell| cell.header);
    let mut headers = rows[titles..].iter().take_while(is_header).count();
    if width < 2 || titles + headers == rows.len() {
        headers = 0;
    }
    let names = names(&rows[titles..titles + headers], &placed[titles..titles + headers], width);
    for (at, (row, (starts, row_width))) in rows.iter().zip(&placed).enumerate() {
        if (titles..titles + headers).contains(&at) {
            continue;
        }
        let mut parts = Vec::new();
        for (cell, column) in row.cells.iter().zip(starts) {
            let value = flat(&cell.spans);
            if value.is_empty() {
                continue;
            }
            // A row of another width has its cells under other names.
            let named = at >= titles && *column > 0 && cell.colspan == 1 && *row_width == width;
            match names.get(*column).filter(|name| named && !name.is_empty()) {
                Some(name) => parts.push(format!("{name}：{value}")),
                None => parts.push(value),
            }
        }
        say(&parts.join("，"));
    }
}

/// For each row the first column of each of its cells, and the columns that it covers with what reaches into it from above.
fn columns(rows: &[TableRow]) -> Vec<(Vec<usize>, usize)> {
    // For each column the rows that a cell above still covers.
    let mut covered: Vec<u32> = Vec::new();
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let mut starts = Vec::with_capacity(row.cells.len());
        let mut column = 0;
        let mut next_covered = covered.iter().map(|rows| rows.saturating_sub(1)).collect::<Vec<u32>>();
        for cell in &row.cells {
            while covered.get(column).is_some_and(|rows| *rows > 0) {
                column += 1;
            }
            starts.push(column);
            let end = column + cell.colspan as usize;
            if next_covered.len() < end {
                next_covered.resize(end, 0);
            }
            next_covered[column..end].fill(cell.rowspan.saturating_sub(1));
            column = end;
        }
        let reaching = covered.iter().rposition(|rows| *rows > 0).map_or(0, |last| last + 1);
        out.push((starts, column.max(reaching)));
        covered = next_covered;
    }
    out
}

/// The names of the columns: the header cells over each, from top to bottom.
fn names(headers: &[TableRow], placed: &[(Vec<usize>, usize)], width: usize) -> Vec<String> {
    let mut names = vec![String::new(); if headers.is_empty() { 0 } else { width }];
    for (row, (starts, _)) in headers.iter().zip(placed) {
        for (cell, column) in row.cells.iter().zip(starts) {
            let name = flat(&cell.spans);
            let end = (column + cell.colspan as usize).min(width);
            for column in &mut names[*column..end] {
                column.push_str(&name);
            }
        }
    }
    names
}

/// The text of a cell on one line.
fn flat(spans: &[Span]) -> String {
    spans_text(spans).replace('\n', "，")
}
