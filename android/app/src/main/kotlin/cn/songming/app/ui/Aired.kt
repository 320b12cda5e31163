package cn.songming.app.ui

import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.unit.em

/** Half of it falls on each side of a letter. */
private val AIR = SpanStyle(letterSpacing = 0.3.em)

/**
 * Air between Chinese and Latin letters or digits, as a compositor sets it: 在 2026 年. The text stays as it is, so what is copied,
 * searched and read aloud has no blanks that nobody wrote. It is the Chinese letter that gets the air: figures would fall apart.
 */
fun aired(text: AnnotatedString): AnnotatedString {
    val beside = text.indices.filter { at ->
        chinese(text[at]) && (at > 0 && western(text[at - 1]) || at + 1 < text.length && western(text[at + 1]))
    }
    if (beside.isEmpty()) return text
    return buildAnnotatedString {
        append(text)
        for (at in beside) addStyle(AIR, at, at + 1)
    }
}

fun aired(text: String): AnnotatedString = aired(AnnotatedString(text))

private fun chinese(char: Char): Boolean = char in '\u4E00'..'\u9FFF' || char in '\u3400'..'\u4DBF'

private fun western(char: Char): Boolean = char in '0'..'9' || char in 'A'..'Z' || char in 'a'..'z' || char in "%℃°"
