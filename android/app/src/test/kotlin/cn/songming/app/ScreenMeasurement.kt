package cn.songming.app

import android.graphics.Bitmap
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.graphics.toArgb
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.text.TextLayoutResult
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.isSpecified
import cn.songming.core.DisplayPolicy
import cn.songming.core.ElementRole
import cn.songming.core.MeasuredElement

/** Measures what is on a screen, as it was drawn, for the core's `check_display`. */
class ScreenMeasurement(private val screenshot: Bitmap, private val density: Float, private val policy: DisplayPolicy) {
    /** What is completely on the screen: nothing that is clipped by its edge can be measured. */
    fun measure(root: SemanticsNode): List<MeasuredElement> = all(root).filter(::isComplete).flatMap(::measureNode)

    /** Lines that begin with a closing punctuation mark, and text that a screen reader reads in the wrong order. */
    fun problems(root: SemanticsNode): List<String> {
        val lineStarts = texts(root).flatMap { (_, layout) ->
            val text = layout.layoutInput.text.text
            (1 until layout.lineCount).map(layout::getLineStart).filter { text[it - 1] != '\n' && text[it] in CLOSING }
                .map { "a line begins with ${text[it]}: ${text.take(24)}" }
        }
        // Within an item of a list. The items themselves are read from top to bottom in any case.
        val items = all(root).filter { SemanticsProperties.VerticalScrollAxisRange in it.config }.flatMap { it.children }
        val order = items.flatMap { texts(it).zipWithNext() }
            .filter { (one, next) -> next.first.boundsInWindow.run { bottom <= one.first.boundsInWindow.top && left < one.first.boundsInWindow.right && right > one.first.boundsInWindow.left } }
            .map { (one, next) -> "${next.second.layoutInput.text.text.take(12)} is read after ${one.second.layoutInput.text.text.take(12)}" }
        return lineStarts + order
    }

    private fun texts(node: SemanticsNode) = all(node).filter(::isComplete).mapNotNull { one -> layout(one)?.let { one to it } }

    private fun all(node: SemanticsNode): List<SemanticsNode> = listOf(node) + node.children.flatMap(::all)

    private fun isComplete(node: SemanticsNode): Boolean {
        val visible = node.boundsInWindow
        return visible.width > 0 && visible.height > 0 && visible.height >= node.size.height - 1 && visible.width >= node.size.width - 1
    }

    private fun measureNode(node: SemanticsNode): List<MeasuredElement> {
        // A link in a text has no size of its own, and its words belong to the text.
        val isLink = node.config.any { it.key.name == "LinkTestMarker" }
        val isControl = SemanticsActions.OnClick in node.config && !isLink
        // In the unmerged tree the texts of a control are nodes of their own.
        val text = layout(node)
        return listOfNotNull(if (isControl) control(node) else null, text?.let { text(node, it) }, picture(node))
    }

    private fun control(node: SemanticsNode): MeasuredElement {
        val bounds = node.touchBoundsInRoot
        return element(node, ElementRole.CONTROL, label(node), bounds.width / density, bounds.height / density)
    }

    /** What a screen reader reads: the label of the control, and the texts inside it. */
    private fun label(node: SemanticsNode): String = all(node).flatMap {
        it.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty() +
            it.config.getOrNull(SemanticsProperties.Text).orEmpty().map { text -> text.text } +
            listOfNotNull(it.config.getOrNull(SemanticsProperties.EditableText)?.text)
    }.filter { it.isNotBlank() }.joinToString(" ")

    private fun picture(node: SemanticsNode): MeasuredElement? {
        if (node.config.getOrNull(SemanticsProperties.Role) != androidx.compose.ui.semantics.Role.Image) return null
        return element(node, ElementRole.PICTURE, label(node), node.size.width / density, node.size.height / density)
    }

    private fun layout(node: SemanticsNode): TextLayoutResult? {
        val results = mutableListOf<TextLayoutResult>()
        node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(results)
        return results.firstOrNull()?.takeIf { it.layoutInput.text.isNotBlank() }
    }

    private fun text(node: SemanticsNode, layout: TextLayoutResult): MeasuredElement {
        val style = layout.layoutInput.style
        val size = style.fontSize.value
        val role = when {
            size >= policy.text.title - SLACK -> ElementRole.TITLE
            size >= policy.text.headline - SLACK -> ElementRole.HEADLINE
            size >= policy.text.body - SLACK -> ElementRole.BODY
            else -> ElementRole.CAPTION
        }
        val lines = layout.lineCount
        val line = if (lines > 1) (layout.getLineBaseline(lines - 1) - layout.getLineBaseline(0)) / (lines - 1) / density else null
        return element(node, role, layout.layoutInput.text.text, node.size.width / density, node.size.height / density).copy(
            textSize = if (style.fontSize.isSpecified) size else null,
            bold = (style.fontWeight ?: FontWeight.Normal) >= FontWeight.SemiBold,
            lineHeight = line,
            lines = lines.toUInt(),
            foreground = style.color.toArgb().toUInt(),
            background = backgroundOf(node.boundsInWindow)?.toUInt(),
        )
    }

    /** The most frequent color in the rectangle of a text: letters cover less than half of it. */
    private fun backgroundOf(bounds: Rect): Int? {
        val counts = HashMap<Int, Int>()
        for (y in bounds.top.toInt() until bounds.bottom.toInt().coerceAtMost(screenshot.height) step 2) {
            for (x in bounds.left.toInt() until bounds.right.toInt().coerceAtMost(screenshot.width) step 2) {
                if (x >= 0 && y >= 0) counts.merge(screenshot.getPixel(x, y), 1, Int::plus)
            }
        }
        return counts.maxByOrNull { it.value }?.key
    }

    private fun element(node: SemanticsNode, role: ElementRole, label: String, width: Float, height: Float) = MeasuredElement(
        name = "${node.config.getOrNull(SemanticsProperties.TestTag).orEmpty()} ${label.take(24)}".trim(),
        role = role, label = label, textSize = null, bold = false, lineHeight = null, lines = 0u,
        foreground = null, background = null, width = width, height = height, gestureFingers = 1u,
    )

    private companion object {
        /** Rounding error of a font size. */
        const val SLACK = 0.05f

        /** Marks that may not begin a line. */
        const val CLOSING = "，。、；：！？）》」』】〕”’…％%"
    }
}
