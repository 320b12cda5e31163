package cn.songming.app.article

import androidx.compose.foundation.border
import androidx.compose.foundation.horizontalScroll
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.layout.Layout
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.CollectionInfo
import androidx.compose.ui.semantics.CollectionItemInfo
import androidx.compose.ui.semantics.collectionInfo
import androidx.compose.ui.semantics.collectionItemInfo
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.Constraints
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.ui.SecondaryText
import cn.songming.core.Block
import cn.songming.core.TableCell
import cn.songming.core.TableRow

/** A cell, and the rows and columns of the grid that it covers. */
data class PlacedCell(val cell: TableCell, val row: Int, val column: Int, val rows: Int, val columns: Int)

/** Places the cells in the grid. A cell that covers several rows moves the cells of the next rows to the right. */
fun placeCells(rows: List<TableRow>): List<PlacedCell> {
    // For each column, the first row that is not covered.
    val free = mutableListOf<Int>()
    return rows.flatMapIndexed { row, line ->
        var column = 0
        line.cells.map { cell ->
            while ((free.getOrNull(column) ?: 0) > row) column += 1
            val (down, across) = minOf(cell.rowspan.toInt(), rows.size - row) to cell.colspan.toInt()
            while (free.size < column + across) free += 0
            for (one in column until column + across) free[one] = maxOf(free[one], row + down)
            PlacedCell(cell, row, column, down, across)
        }
    }
}

/** Eight characters fit on a line. */
private val MIN_COLUMN_WIDTH = 120.dp

/** Cells that are drawn at first, and more with each tap: a slow phone cannot draw a whole spreadsheet at once. */
private const val CELL_PAGE = 400

/** The first rows with [cells] cells together, and at least one row. */
private fun firstRows(rows: List<TableRow>, cells: Int): List<TableRow> {
    var left = cells
    return rows.takeWhile { row -> (left > 0).also { left -= row.cells.size } }
}

@Composable
fun TableView(block: Block.Table) {
    var shown by rememberSaveable { mutableIntStateOf(CELL_PAGE) }
    val rows = remember(block, shown) { firstRows(block.rows, shown) }
    Grid(block, rows)
    if (rows.size < block.rows.size) ShowMoreButton(remaining = block.rows.size - rows.size, onClick = { shown += CELL_PAGE })
}

@Composable
private fun Grid(block: Block.Table, rows: List<TableRow>) {
    val cells = remember(rows) { placeCells(rows) }
    val columns = cells.maxOfOrNull { it.column + it.columns } ?: return
    val edge = MaterialTheme.colorScheme.outlineVariant
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        if (block.caption.isNotEmpty()) Text(styledText(block.caption), style = MaterialTheme.typography.titleSmall)
        BoxWithConstraints {
            val width = maxOf(MIN_COLUMN_WIDTH, maxWidth / columns)
            val wide = width * columns > maxWidth
            Column(verticalArrangement = Arrangement.spacedBy(6.dp)) {
                val semantics = Modifier.semantics { collectionInfo = CollectionInfo(rows.size, columns) }
                Box(Modifier.horizontalScroll(rememberScrollState()).border(1.dp, edge, RoundedCornerShape(8.dp)).then(semantics)) {
                    Layout(content = { for (cell in cells) CellView(cell, Modifier.border(0.5.dp, edge).padding(10.dp)) }) { measurables, _ ->
                        val columnWidth = width.roundToPx()
                        val heights = IntArray(rows.size)
                        // Cells of one row first: a cell of several rows only adds what it needs beyond their heights.
                        for ((cell, measurable) in (cells zip measurables).sortedBy { (cell) -> cell.rows }) {
                            val rowRange = cell.row until cell.row + cell.rows
                            val missing = measurable.minIntrinsicHeight(columnWidth * cell.columns) - rowRange.sumOf { heights[it] }
                            if (missing > 0) heights[rowRange.last] += missing
                        }
                        val tops = heights.runningFold(0, Int::plus)
                        layout(columnWidth * columns, tops.last()) {
                            for ((cell, measurable) in cells zip measurables) {
                                val height = tops[cell.row + cell.rows] - tops[cell.row]
                                measurable.measure(Constraints.fixed(columnWidth * cell.columns, height))
                                    .place(columnWidth * cell.column, tops[cell.row])
                            }
                        }
                    }
                }
                if (wide) SecondaryText(stringResource(R.string.table_wide))
            }
        }
    }
}

@Composable
private fun CellView(placed: PlacedCell, modifier: Modifier) {
    val semantics = Modifier.semantics {
        collectionItemInfo = CollectionItemInfo(placed.row, placed.rows, placed.column, placed.columns)
        if (placed.cell.header) heading()
    }
    Box(semantics.then(modifier)) {
        Text(
            styledText(placed.cell.spans),
            style = MaterialTheme.typography.bodyMedium,
            fontWeight = if (placed.cell.header) FontWeight.SemiBold else FontWeight.Normal,
        )
    }
}
