package cn.songming.app.ui

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.LineBreak
import androidx.compose.ui.unit.sp

// Paper, ink, and the red of a seal: each pair has at least 4.5:1.
private val light = lightColorScheme(
    primary = Color(0xFF9B2F23), onPrimary = Color.White,
    primaryContainer = Color(0xFFF6DFD9), onPrimaryContainer = Color(0xFF5A1710),
    secondary = Color(0xFF34606B), onSecondary = Color.White,
    secondaryContainer = Color(0xFFD9E9ED), onSecondaryContainer = Color(0xFF17363E),
    background = Color(0xFFFBF9F5), onBackground = Color(0xFF211E19),
    surface = Color(0xFFFBF9F5), onSurface = Color(0xFF211E19),
    surfaceVariant = Color(0xFFF0EBE2), onSurfaceVariant = Color(0xFF5C564C),
    outline = Color(0xFF857D70), outlineVariant = Color(0xFFE2DBCF),
    error = Color(0xFFB3261E), onError = Color.White,
)

private val dark = darkColorScheme(
    primary = Color(0xFFF0A294), onPrimary = Color(0xFF4A1009),
    primaryContainer = Color(0xFF6F2118), onPrimaryContainer = Color(0xFFF6DFD9),
    secondary = Color(0xFF9CCBD7), onSecondary = Color(0xFF0E333B),
    secondaryContainer = Color(0xFF254A53), onSecondaryContainer = Color(0xFFD9E9ED),
    background = Color(0xFF15130F), onBackground = Color(0xFFEAE4DA),
    surface = Color(0xFF15130F), onSurface = Color(0xFFEAE4DA),
    surfaceVariant = Color(0xFF26231D), onSurfaceVariant = Color(0xFFB9B1A3),
    outline = Color(0xFF8F8678), outlineVariant = Color(0xFF38342C),
    error = Color(0xFFF2B8B5), onError = Color(0xFF601410),
)

/** Chinese wants air between lines, and no line that begins with a punctuation mark. */
private fun style(size: Int, line: Int, weight: FontWeight = FontWeight.Normal) =
    TextStyle(fontSize = size.sp, lineHeight = line.sp, fontWeight = weight, lineBreak = LineBreak.Paragraph)

private val typography = Typography(
    headlineMedium = style(26, 36, FontWeight.SemiBold),
    titleLarge = style(21, 30, FontWeight.SemiBold),
    titleMedium = style(17, 26, FontWeight.Medium),
    titleSmall = style(15, 22, FontWeight.Medium),
    bodyLarge = style(18, 31),
    bodyMedium = style(15, 24),
    bodySmall = style(13, 20),
    labelLarge = style(15, 22, FontWeight.Medium),
    labelMedium = style(13, 18, FontWeight.Medium),
)

@Composable
fun SongmingTheme(content: @Composable () -> Unit) {
    val colors = if (isSystemInDarkTheme()) dark else light
    MaterialTheme(colorScheme = colors, typography = typography, content = content)
}
