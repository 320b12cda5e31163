package cn.songming.app

import androidx.compose.ui.text.AnnotatedString
import cn.songming.app.article.placed
import cn.songming.app.core.TableCell
import cn.songming.app.core.TableRow
import cn.songming.app.ui.aired
import org.junit.Assert.assertEquals
import org.junit.Test

/** How text is set. */
class TextTest {
    private fun airy(text: String): String = aired(text).spanStyles.sortedBy { it.start }.joinToString("") { text.substring(it.start, it.end) }

    @Test
    fun `air stands beside Chinese letters that meet Latin ones, and nowhere else`() {
        assertEquals("在年", airy("在2026年"))
        assertEquals("月日", airy("11月24日"))
        assertEquals("用搜", airy("用App搜"))
        assertEquals("", airy("县里的新闻，读过的留在手机里。"))
        assertEquals("", airy("Songming 2026"))
        assertEquals("", airy("第 1 课"))
        assertEquals("", airy(""))
    }

    @Test
    fun `what is copied and marked is what was written`() {
        val marked = AnnotatedString.Builder("共3条").apply { addStringAnnotation("found", "", 1, 2) }.toAnnotatedString()
        assertEquals("共3条", aired(marked).text)
        assertEquals(1..2, aired(marked).getStringAnnotations("found", 0, 3).single().run { start..end })
    }

    private fun row(vararg cells: Pair<Int, Int>) =
        TableRow(cells.map { (down, across) -> TableCell(false, across.toUInt(), down.toUInt(), emptyList()) })

    private fun places(vararg rows: TableRow) = placed(rows.toList()).map { listOf(it.row, it.column, it.rows, it.columns) }

    @Test
    fun `a cell that covers several rows pushes those of the next to the right`() {
        assertEquals(
            listOf(listOf(0, 0, 2, 1), listOf(0, 1, 1, 2), listOf(1, 1, 1, 1), listOf(1, 2, 1, 1), listOf(2, 0, 1, 1)),
            places(row(2 to 1, 1 to 2), row(1 to 1, 1 to 1), row(1 to 1)),
        )
    }

    @Test
    fun `a cell that covers more rows than there are ends with the last`() {
        assertEquals(listOf(listOf(0, 0, 1, 3)), places(row(9 to 3)))
    }
}
