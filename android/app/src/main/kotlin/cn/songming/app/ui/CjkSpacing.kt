package cn.songming.app.ui

import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.unit.em

/** Letter spacing is split between both sides of a letter. */
private val SPACING = SpanStyle(letterSpacing = 0.3.em)

/**
 * Adds space between Chinese characters and Latin letters or digits, as typesetters do: 在 2026 年. The text itself is unchanged, so
 * that copying, searching and reading aloud find no blanks that were not written. Only Chinese characters are spaced: spaced digits
 * would no longer look like one number.
 */
fun cjkSpacing(text: AnnotatedString): AnnotatedString {
    val beside = text.indices.filter { at ->
        isChinese(text[at]) && (at > 0 && isWestern(text[at - 1]) || at + 1 < text.length && isWestern(text[at + 1]))
    }
    if (beside.isEmpty()) return text
    return buildAnnotatedString {
        append(text)
        for (at in beside) addStyle(SPACING, at, at + 1)
    }
}

fun cjkSpacing(text: String): AnnotatedString = cjkSpacing(AnnotatedString(text))

private fun isChinese(char: Char): Boolean = char in '\u4E00'..'\u9FFF' || char in '\u3400'..'\u4DBF'

private fun isWestern(char: Char): Boolean = char in '0'..'9' || char in 'A'..'Z' || char in 'a'..'z' || char in "%℃°"
