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
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.Constraints
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.TableBlock
import cn.songming.app.core.TableCell
import cn.songming.app.core.TableRow
import cn.songming.app.ui.Quiet

/** A cell and the fields of the grid that it covers. */
data class Placed(val cell: TableCell, val row: Int, val column: Int, val rows: Int, val columns: Int)

/** Where each cell stands: a cell that covers several rows pushes those of the next rows to the right. */
fun placed(rows: List<TableRow>): List<Placed> {
    // For each column the first row that is free again.
    val free = mutableListOf<Int>()
    return rows.flatMapIndexed { row, line ->
        var column = 0
        line.cells.map { cell ->
            while ((free.getOrNull(column) ?: 0) > row) column += 1
            val (down, across) = minOf(cell.rowspan.toInt(), rows.size - row) to cell.colspan.toInt()
            while (free.size < column + across) free += 0
            for (one in column until column + across) free[one] = maxOf(free[one], row + down)
            Placed(cell, row, column, down, across)
        }
    }
}

/** No column is narrower: eight letters stand in one line. */
private val NARROWEST = 120.dp

/** Cells that are drawn at once: one that comes from a spreadsheet must not keep a cheap phone from drawing the rest. */
private const val MANY = 400

/** As many rows as a phone can draw, and at least one. */
private fun some(rows: List<TableRow>, cells: Int): List<TableRow> {
    var left = cells
    return rows.takeWhile { row -> (left > 0).also { left -= row.cells.size } }
}

@Composable
fun Table(block: TableBlock) {
    var many by rememberSaveable { mutableIntStateOf(MANY) }
    val rows = remember(block, many) { some(block.rows, many) }
    Grid(block, rows)
    if (rows.size < block.rows.size) Rest(block.rows.size - rows.size) { many += MANY }
}

@Composable
private fun Grid(block: TableBlock, rows: List<TableRow>) {
    val cells = remember(rows) { placed(rows) }
    val columns = cells.maxOfOrNull { it.column + it.columns } ?: return
    val edge = MaterialTheme.colorScheme.outlineVariant
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        if (block.caption.isNotEmpty()) Text(spans(block.caption), style = MaterialTheme.typography.titleSmall)
        BoxWithConstraints {
            val width = maxOf(NARROWEST, maxWidth / columns)
            val wide = width * columns > maxWidth
            Column(verticalArrangement = Arrangement.spacedBy(6.dp)) {
                val told = Modifier.semantics { collectionInfo = CollectionInfo(rows.size, columns) }
                Box(Modifier.horizontalScroll(rememberScrollState()).border(1.dp, edge, RoundedCornerShape(8.dp)).then(told)) {
                    Layout({ for (one in cells) Cell(one, Modifier.border(0.5.dp, edge).padding(10.dp)) }) { parts, _ ->
                        val across = width.roundToPx()
                        val tall = IntArray(rows.size)
                        // Cells of one row first: what covers several only needs the rest.
                        for ((one, part) in (cells zip parts).sortedBy { (one) -> one.rows }) {
                            val whole = one.row until one.row + one.rows
                            val lacking = part.minIntrinsicHeight(across * one.columns) - whole.sumOf { tall[it] }
                            if (lacking > 0) tall[whole.last] += lacking
                        }
                        val from = tall.runningFold(0, Int::plus)
                        layout(across * columns, from.last()) {
                            for ((one, part) in cells zip parts) {
                                val high = from[one.row + one.rows] - from[one.row]
                                part.measure(Constraints.fixed(across * one.columns, high)).place(across * one.column, from[one.row])
                            }
                        }
                    }
                }
                if (wide) Quiet(stringResource(R.string.table_wide))
            }
        }
    }
}

@Composable
private fun Cell(one: Placed, modifier: Modifier) {
    val told = Modifier.semantics {
        collectionItemInfo = CollectionItemInfo(one.row, one.rows, one.column, one.columns)
        if (one.cell.header) heading()
    }
    Box(told.then(modifier)) {
        Text(
            spans(one.cell.spans),
            style = MaterialTheme.typography.bodyMedium,
            fontWeight = if (one.cell.header) FontWeight.SemiBold else FontWeight.Normal,
        )
    }
}
