//! Tables, drawn with ASCII so that they line up on every terminal. One that is too wide for the page, however narrow its
//! columns, becomes a list of its rows.

use songming_core::{TableCell, TableRow};

use crate::blocks::{Links, runs};
use crate::page::Page;
use crate::width::{self, Look, Run};

/// Columns that a cell is not squeezed below: four Chinese characters.
const LEAST: usize = 8;

/// A cell in its place.
struct Placed {
    column: usize,
    span: usize,
    runs: Vec<Run>,
}

/// Sets a table.
pub(crate) fn paint(page: &mut Page, rows: &[TableRow], links: &mut Links) {
    let (grid, count) = place(rows, links);
    let Some(widths) = fit(&grid, count, page.width()) else {
        return unroll(page, &grid, headed(rows));
    };
    let border = format!("+{}", widths.iter().map(|width| format!("{}+", "-".repeat(width + 2))).collect::<String>());
    let headed = headed(rows);
    let mut tall = false;
    let drawn: Vec<Vec<Vec<Run>>> = grid
        .iter()
        .map(|row| {
            let lines = draw(row, &widths);
            tall |= lines.len() > 1;
            lines
        })
        .collect();
    page.line(&[Run::plain(&border)]);
    for (number, lines) in drawn.iter().enumerate() {
        for line in lines {
            page.line(line);
        }
        if tall || number + 1 == grid.len() || (headed && number == 0) {
            page.line(&[Run::plain(&border)]);
        }
    }
}

fn headed(rows: &[TableRow]) -> bool {
    rows.len() > 1 && rows.first().is_some_and(|row| row.cells.iter().all(|cell| cell.header))
}

/// Puts every cell in its column: what an earlier row reaches down into is taken.
fn place(rows: &[TableRow], links: &mut Links) -> (Vec<Vec<Placed>>, usize) {
    let mut reach: Vec<usize> = Vec::new();
    let mut count = 0;
    let mut grid = Vec::with_capacity(rows.len());
    for row in rows {
        let mut placed = Vec::with_capacity(row.cells.len());
        let mut column = 0;
        for cell in &row.cells {
            while reach.get(column).is_some_and(|&left| left > 0) {
                column += 1;
            }
            let span = cell.colspan.max(1) as usize;
            if reach.len() < column + span {
                reach.resize(column + span, 0);
            }
            // One more than it still reaches: this row is taken off below.
            reach[column..column + span].fill(cell.rowspan.max(1) as usize);
            placed.push(Placed { column, span, runs: looks(cell, links) });
            column += span;
        }
        count = count.max(reach.len());
        for left in &mut reach {
            *left = left.saturating_sub(1);
        }
        grid.push(placed);
    }
    (grid, count)
}

fn looks(cell: &TableCell, links: &mut Links) -> Vec<Run> {
    let runs = runs(&cell.spans, links);
    if !cell.header {
        return runs;
    }
    runs.into_iter().map(|run| Run { look: Look { bold: true, ..run.look }, ..run }).collect()
}

fn natural(runs: &[Run]) -> usize {
    width::wrap(runs, usize::MAX)
        .iter()
        .map(|line| line.iter().map(|run| width::columns(&run.text)).sum())
        .max()
        .unwrap_or_default()
}

/// The width of each column, or none when they cannot all have the least.
fn fit(grid: &[Vec<Placed>], count: usize, page: usize) -> Option<Vec<usize>> {
    let room = page.checked_sub(1 + count * 3)?;
    let mut widths = vec![1; count];
    for cell in grid.iter().flatten().filter(|cell| cell.span == 1) {
        widths[cell.column] = natural(&cell.runs).max(widths[cell.column]);
    }
    for cell in grid.iter().flatten().filter(|cell| cell.span > 1) {
        let covered = cell.column..cell.column + cell.span;
        let has = widths[covered.clone()].iter().sum::<usize>() + (cell.span - 1) * 3;
        widths[covered.end - 1] += natural(&cell.runs).saturating_sub(has);
    }
    let least: usize = widths.iter().map(|&width| width.min(LEAST)).sum();
    if least > room {
        return None;
    }
    let mut over = widths.iter().sum::<usize>().saturating_sub(room);
    while over > 0 {
        // The widest gives way first, down to the second widest.
        let widest = *widths.iter().max()?;
        let next = widths.iter().filter(|&&width| width < widest).max().map_or(LEAST, |&next| next.max(LEAST));
        let many = widths.iter().filter(|&&width| width == widest).count();
        let step = (widest - next).min(over.div_ceil(many)).max(1);
        for width in widths.iter_mut().filter(|width| **width == widest) {
            let give = step.min(over);
            *width -= give;
            over -= give;
        }
    }
    Some(widths)
}

/// The lines of one row.
fn draw(row: &[Placed], widths: &[usize]) -> Vec<Vec<Run>> {
    let mut slots: Vec<(usize, Vec<Vec<Run>>)> = Vec::new();
    let mut column = 0;
    for cell in row {
        // Places that a cell above covers stay empty.
        while column < cell.column {
            slots.push((widths[column], Vec::new()));
            column += 1;
        }
        let covered = &widths[cell.column..cell.column + cell.span];
        let wide = covered.iter().sum::<usize>() + (cell.span - 1) * 3;
        slots.push((wide, width::wrap(&cell.runs, wide)));
        column += cell.span;
    }
    slots.extend(widths[column..].iter().map(|&width| (width, Vec::new())));
    let height = slots.iter().map(|(_, lines)| lines.len()).max().unwrap_or_default().max(1);
    (0..height)
        .map(|number| {
            let mut line = vec![Run::plain("|")];
            for (wide, lines) in &slots {
                let runs = lines.get(number).cloned().unwrap_or_default();
                let taken: usize = runs.iter().map(|run| width::columns(&run.text)).sum();
                line.push(Run::plain(" "));
                line.extend(runs);
                line.push(Run::plain(format!("{} |", " ".repeat(wide.saturating_sub(taken)))));
            }
            line
        })
        .collect()
}

/// A row as lines, each cell behind the name of its column.
fn unroll(page: &mut Page, grid: &[Vec<Placed>], headed: bool) {
    let names = grid.first().filter(|_| headed);
    let rows = if headed { grid.get(1..).unwrap_or_default() } else { grid };
    for (number, row) in rows.iter().enumerate() {
        if number > 0 {
            page.gap();
        }
        for cell in row {
            let name = names.and_then(|names| names.iter().find(|name| name.column == cell.column));
            let mut runs = name.map_or_else(Vec::new, |name| name.runs.clone());
            if !runs.is_empty() {
                runs.push(Run::plain("："));
            }
            runs.extend(cell.runs.iter().cloned());
            page.hang(&[Run::plain("- ")], "  ", &runs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Screen;
    use songming_core::{Block, inspect};

    fn set(html: &str, width: usize) -> String {
        let blocks = inspect::parse_html(html, None).blocks;
        let [Block::Table { rows, .. }] = &blocks[..] else { panic!("no table: {blocks:?}") };
        let mut page = Page::new(Screen { width, styled: false });
        paint(&mut page, rows, &mut Links::default());
        page.finish()
    }

    const HARVEST: &str = "<table><tr><th>镇（街道）</th><th>亩</th><th>备注</th></tr>\
        <tr><td>嵩阳街道</td><td>1200</td><td>全部入库</td></tr><tr><td>杨林镇</td><td>980</td><td>尚有三成未收，月底前完成</td></tr></table>";

    #[test]
    fn a_table_lines_up() {
        let expected = "\
+------------+------+--------------------------+
| 镇（街道） | 亩   | 备注                     |
+------------+------+--------------------------+
| 嵩阳街道   | 1200 | 全部入库                 |
| 杨林镇     | 980  | 尚有三成未收，月底前完成 |
+------------+------+--------------------------+
";
        assert_eq!(set(HARVEST, 60), expected);
    }

    #[test]
    fn every_line_of_a_squeezed_table_is_as_wide_as_the_first() {
        for width in 32..60 {
            let shown = set(HARVEST, width);
            let widths: Vec<usize> = shown.lines().map(width::columns).collect();
            assert!(widths.iter().all(|&one| one == widths[0] && one <= width), "{width}:\n{shown}");
        }
    }

    #[test]
    fn cells_that_span_keep_their_place() {
        let shown = set(
            "<table><tr><td rowspan=2>东</td><td>一</td><td>二</td></tr><tr><td>三</td><td>四</td></tr>\
             <tr><td colspan=2>合计</td><td>九</td></tr></table>",
            60,
        );
        let expected = "\
+----+----+----+
| 东 | 一 | 二 |
|    | 三 | 四 |
| 合计    | 九 |
+----+----+----+
";
        assert_eq!(shown, expected);
    }

    #[test]
    fn what_cannot_be_drawn_is_told_row_by_row() {
        assert!(set(HARVEST, 24).contains("- 镇（街道）：杨林镇\n- 亩：980\n- 备注："));
    }
}
