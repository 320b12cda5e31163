//! Renders tables with ASCII borders, which are aligned on every terminal. A table that does not fit even with the
//! narrowest columns becomes a list of its cells.

use songming_core::{TableCell, TableRow};

use crate::blocks::{Links, runs};
use crate::layout::{self, Run, Style};
use crate::text_page::TextPage;

/// Columns are not made narrower than four Chinese characters.
const MIN_COLUMN_WIDTH: usize = 8;

/// A cell with its first column and the number of columns that it covers.
struct PlacedCell {
    column: usize,
    span: usize,
    runs: Vec<Run>,
}

/// Renders a table.
pub(crate) fn render(page: &mut TextPage, rows: &[TableRow], links: &mut Links) {
    let (grid, count) = place(rows, links);
    let Some(widths) = column_widths(&grid, count, page.width()) else {
        return render_as_list(page, &grid, has_header(rows));
    };
    let border = format!("+{}", widths.iter().map(|width| format!("{}+", "-".repeat(width + 2))).collect::<String>());
    let header = has_header(rows);
    let mut multiline = false;
    let rendered: Vec<Vec<Vec<Run>>> = grid
        .iter()
        .map(|row| {
            let lines = render_row(row, &widths);
            multiline |= lines.len() > 1;
            lines
        })
        .collect();
    page.line(&[Run::plain(&border)]);
    for (number, lines) in rendered.iter().enumerate() {
        for line in lines {
            page.line(line);
        }
        if multiline || number + 1 == grid.len() || (header && number == 0) {
            page.line(&[Run::plain(&border)]);
        }
    }
}

fn has_header(rows: &[TableRow]) -> bool {
    rows.len() > 1 && rows.first().is_some_and(|row| row.cells.iter().all(|cell| cell.header))
}

/// Assigns cells to columns, skipping those that a cell of an earlier row still covers. Returns the number of columns.
fn place(rows: &[TableRow], links: &mut Links) -> (Vec<Vec<PlacedCell>>, usize) {
    let mut covered_rows: Vec<usize> = Vec::new();
    let mut count = 0;
    let mut grid = Vec::with_capacity(rows.len());
    for row in rows {
        let mut placed = Vec::with_capacity(row.cells.len());
        let mut column = 0;
        for cell in &row.cells {
            while covered_rows.get(column).is_some_and(|&left| left > 0) {
                column += 1;
            }
            let span = cell.colspan.max(1) as usize;
            if covered_rows.len() < column + span {
                covered_rows.resize(column + span, 0);
            }
            // Includes this row, which is subtracted below.
            covered_rows[column..column + span].fill(cell.rowspan.max(1) as usize);
            placed.push(PlacedCell { column, span, runs: cell_runs(cell, links) });
            column += span;
        }
        count = count.max(covered_rows.len());
        for left in &mut covered_rows {
            *left = left.saturating_sub(1);
        }
        grid.push(placed);
    }
    (grid, count)
}

fn cell_runs(cell: &TableCell, links: &mut Links) -> Vec<Run> {
    let runs = runs(&cell.spans, links);
    if !cell.header {
        return runs;
    }
    runs.into_iter().map(|run| Run { style: Style { bold: true, ..run.style }, ..run }).collect()
}

/// The width of a cell without wrapping.
fn natural_width(runs: &[Run]) -> usize {
    layout::wrap(runs, usize::MAX).iter().map(|line| layout::runs_width(line)).max().unwrap_or_default()
}

/// The width of each column. `None` if the narrowest columns do not fit on the page.
fn column_widths(grid: &[Vec<PlacedCell>], count: usize, page_width: usize) -> Option<Vec<usize>> {
    let available = page_width.checked_sub(1 + count * 3)?;
    let mut widths = vec![1; count];
    for cell in grid.iter().flatten().filter(|cell| cell.span == 1) {
        widths[cell.column] = natural_width(&cell.runs).max(widths[cell.column]);
    }
    for cell in grid.iter().flatten().filter(|cell| cell.span > 1) {
        let covered = cell.column..cell.column + cell.span;
        let current = widths[covered.clone()].iter().sum::<usize>() + (cell.span - 1) * 3;
        widths[covered.end - 1] += natural_width(&cell.runs).saturating_sub(current);
    }
    let minimum: usize = widths.iter().map(|&width| width.min(MIN_COLUMN_WIDTH)).sum();
    if minimum > available {
        return None;
    }
    let mut excess = widths.iter().sum::<usize>().saturating_sub(available);
    while excess > 0 {
        // The widest columns shrink first, down to the next narrower width.
        let widest = *widths.iter().max()?;
        let next = widths
            .iter()
            .filter(|&&width| width < widest)
            .max()
            .map_or(MIN_COLUMN_WIDTH, |&next| next.max(MIN_COLUMN_WIDTH));
        let widest_count = widths.iter().filter(|&&width| width == widest).count();
        let step = (widest - next).min(excess.div_ceil(widest_count)).max(1);
        for width in widths.iter_mut().filter(|width| **width == widest) {
            let reduction = step.min(excess);
            *width -= reduction;
            excess -= reduction;
        }
    }
    Some(widths)
}

/// The lines of one row.
fn render_row(row: &[PlacedCell], widths: &[usize]) -> Vec<Vec<Run>> {
    let mut cells: Vec<(usize, Vec<Vec<Run>>)> = Vec::new();
    let mut column = 0;
    for cell in row {
        // Columns that a cell above covers stay empty.
        while column < cell.column {
            cells.push((widths[column], Vec::new()));
            column += 1;
        }
        let covered = &widths[cell.column..cell.column + cell.span];
        let width = covered.iter().sum::<usize>() + (cell.span - 1) * 3;
        cells.push((width, layout::wrap(&cell.runs, width)));
        column += cell.span;
    }
    cells.extend(widths[column..].iter().map(|&width| (width, Vec::new())));
    let height = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or_default().max(1);
    (0..height)
        .map(|number| {
            let mut line = vec![Run::plain("|")];
            for (width, lines) in &cells {
                let runs = lines.get(number).cloned().unwrap_or_default();
                let used = layout::runs_width(&runs);
                line.push(Run::plain(" "));
                line.extend(runs);
                line.push(Run::plain(format!("{} |", " ".repeat(width.saturating_sub(used)))));
            }
            line
        })
        .collect()
}

/// Renders each cell on a line of its own, after the name of its column.
fn render_as_list(page: &mut TextPage, grid: &[Vec<PlacedCell>], header: bool) {
    let names = grid.first().filter(|_| header);
    let rows = if header { grid.get(1..).unwrap_or_default() } else { grid };
    for (number, row) in rows.iter().enumerate() {
        if number > 0 {
            page.blank_line();
        }
        for cell in row {
            let name = names.and_then(|names| names.iter().find(|name| name.column == cell.column));
            let mut runs = name.map_or_else(Vec::new, |name| name.runs.clone());
            if !runs.is_empty() {
                runs.push(Run::plain("："));
            }
            runs.extend(cell.runs.iter().cloned());
            page.hanging(&[Run::plain("- ")], "  ", &runs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text_page::Terminal;
    use songming_core::{Block, inspect};

    fn rendered(html: &str, width: usize) -> String {
        let blocks = inspect::parse_html(html, None).blocks;
        let [Block::Table { rows, .. }] = &blocks[..] else { panic!("no table: {blocks:?}") };
        let mut page = TextPage::new(Terminal { width, styled: false });
        render(&mut page, rows, &mut Links::default());
        page.finish()
    }

    const HARVEST: &str = "<table><tr><th>镇（街道）</th><th>亩</th><th>备注</th></tr>\
        <tr><td>嵩阳街道</td><td>1200</td><td>全部入库</td></tr><tr><td>杨林镇</td><td>980</td><td>尚有三成未收，月底前完成</td></tr></table>";

    #[test]
    fn columns_are_aligned() {
        let expected = "\
+------------+------+--------------------------+
| 镇（街道） | 亩   | 备注                     |
+------------+------+--------------------------+
| 嵩阳街道   | 1200 | 全部入库                 |
| 杨林镇     | 980  | 尚有三成未收，月底前完成 |
+------------+------+--------------------------+
";
        assert_eq!(rendered(HARVEST, 60), expected);
    }

    #[test]
    fn all_lines_of_a_narrow_table_have_the_same_width() {
        for width in 32..60 {
            let shown = rendered(HARVEST, width);
            let widths: Vec<usize> = shown.lines().map(layout::display_width).collect();
            assert!(widths.iter().all(|&line| line == widths[0] && line <= width), "{width}:\n{shown}");
        }
    }

    #[test]
    fn spanning_cells_keep_their_columns() {
        let shown = rendered(
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
    fn a_table_that_does_not_fit_becomes_a_list() {
        assert!(rendered(HARVEST, 24).contains("- 镇（街道）：杨林镇\n- 亩：980\n- 备注："));
    }
}
