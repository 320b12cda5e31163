package cn.songming.app

import androidx.compose.ui.text.AnnotatedString
import cn.songming.app.article.placeCells
import cn.songming.app.ui.cjkSpacing
import cn.songming.core.TableCell
import cn.songming.core.TableRow
import org.junit.Assert.assertEquals
import org.junit.Test

/** Spacing of text, and layout of tables. */
class TextTest {
    private fun spaced(text: String): String = cjkSpacing(text).spanStyles.sortedBy { it.start }.joinToString("") { text.substring(it.start, it.end) }

    @Test
    fun `Chinese characters beside Latin letters and digits are spaced, and no others`() {
        assertEquals("在年", spaced("在2026年"))
        assertEquals("月日", spaced("11月24日"))
        assertEquals("用搜", spaced("用App搜"))
        assertEquals("", spaced("县里的新闻，读过的留在手机里。"))
        assertEquals("", spaced("Songming 2026"))
        assertEquals("", spaced("第 1 课"))
        assertEquals("", spaced(""))
    }

    @Test
    fun `spacing changes neither the text nor its annotations`() {
        val marked = AnnotatedString.Builder("共3条").apply { addStringAnnotation("found", "", 1, 2) }.toAnnotatedString()
        assertEquals("共3条", cjkSpacing(marked).text)
        assertEquals(1..2, cjkSpacing(marked).getStringAnnotations("found", 0, 3).single().run { start..end })
    }

    private fun row(vararg cells: Pair<Int, Int>) =
        TableRow(cells.map { (down, across) -> TableCell(false, across.toUInt(), down.toUInt(), emptyList()) })

    private fun places(vararg rows: TableRow) = placeCells(rows.toList()).map { listOf(it.row, it.column, it.rows, it.columns) }

    @Test
    fun `a cell that covers several rows moves the cells of the next rows to the right`() {
        assertEquals(
            listOf(listOf(0, 0, 2, 1), listOf(0, 1, 1, 2), listOf(1, 1, 1, 1), listOf(1, 2, 1, 1), listOf(2, 0, 1, 1)),
            places(row(2 to 1, 1 to 2), row(1 to 1, 1 to 1), row(1 to 1)),
        )
    }

    @Test
    fun `a cell that covers more rows than there are ends with the last one`() {
        assertEquals(listOf(listOf(0, 0, 1, 3)), places(row(9 to 3)))
    }
}
