package cn.songming.app.ui

import androidx.activity.ComponentActivity
import androidx.activity.SystemBarStyle
import androidx.activity.enableEdgeToEdge
import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.LocalMinimumInteractiveComponentSize
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.LocalView
import androidx.compose.ui.platform.LocalViewConfiguration
import androidx.compose.ui.platform.ViewConfiguration
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.LineBreak
import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import cn.songming.core.DisplayPolicy
import cn.songming.core.Theme

// The contrast of each pair is at least 4.5:1.
private val light = lightColorScheme(
    primary = Color(0xFF9B2F23), onPrimary = Color.White,
    primaryContainer = Color(0xFFF6DFD9), onPrimaryContainer = Color(0xFF5A1710),
    secondary = Color(0xFF34606B), onSecondary = Color.White,
    secondaryContainer = Color(0xFFD9E9ED), onSecondaryContainer = Color(0xFF17363E),
    background = Color(0xFFFBF9F5), onBackground = Color(0xFF211E19),
    surface = Color(0xFFFBF9F5), onSurface = Color(0xFF211E19),
    surfaceVariant = Color(0xFFF0EBE2), onSurfaceVariant = Color(0xFF5C564C),
    outline = Color(0xFF857D70), outlineVariant = Color(0xFFE2DBCF),
    surfaceContainer = Color(0xFFF3EEE5), surfaceContainerLow = Color(0xFFF7F3EC), surfaceContainerHigh = Color(0xFFEDE7DC),
    surfaceContainerHighest = Color(0xFFE8E1D5),
    tertiary = Color(0xFF7A5A00), onTertiary = Color.White,
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
    surfaceContainer = Color(0xFF1E1B16), surfaceContainerLow = Color(0xFF1A1813), surfaceContainerHigh = Color(0xFF27241D),
    surfaceContainerHighest = Color(0xFF322E26),
    tertiary = Color(0xFFE9C36A), onTertiary = Color(0xFF3F2E00),
    error = Color(0xFFF2B8B5), onError = Color(0xFF601410),
)

/** A paragraph in Chinese needs space between lines, and no line may begin with a closing punctuation mark. */
private fun style(size: Float, lineHeight: Float, weight: FontWeight = FontWeight.Normal, lineBreak: LineBreak = LineBreak.Paragraph) =
    TextStyle(fontSize = size.sp, lineHeight = (size * lineHeight).sp, fontWeight = weight, lineBreak = lineBreak)

/** Titles are broken into lines of about the same length, so that no single character is left on the last. */
private fun titleStyle(size: Float, lineHeight: Float, weight: FontWeight) =
    style(size, lineHeight, weight, lineBreak = LineBreak.Heading)

/** The sizes come from the core's policy, which follows the accessibility rules and the person's choice. */
private fun typography(policy: DisplayPolicy): Typography {
    val (largest, headline, body, caption) = policy.text
    val lineHeight = policy.lineHeight
    return Typography(
        headlineMedium = titleStyle(largest, 1.4f, FontWeight.SemiBold),
        titleLarge = titleStyle((largest + headline) / 2, 1.4f, FontWeight.SemiBold),
        titleMedium = titleStyle(headline, 1.45f, FontWeight.Medium),
        titleSmall = style(body, lineHeight, FontWeight.Medium),
        bodyLarge = style(body, lineHeight),
        bodyMedium = style((body + caption) / 2, lineHeight),
        bodySmall = style(caption, 1.5f),
        labelLarge = style((body + caption) / 2, 1.4f, FontWeight.Medium),
        labelMedium = style(caption, 1.4f, FontWeight.Medium),
    )
}

/** Behind the icons of the system bars, on versions of Android whose icons are always white. */
private const val SCRIM = 0x801B1B1B.toInt()

@Composable
fun SongmingTheme(policy: DisplayPolicy?, content: @Composable () -> Unit) {
    val isDark = when (policy?.theme) {
        Theme.LIGHT -> false
        Theme.DARK -> true
        else -> isSystemInDarkTheme()
    }
    val view = LocalView.current
    LaunchedEffect(isDark) {
        // The icons of the system bars follow the app's theme, which may differ from the system's.
        val transparent = android.graphics.Color.TRANSPARENT
        val bars = if (isDark) SystemBarStyle.dark(transparent) else SystemBarStyle.light(transparent, SCRIM)
        (view.context as? ComponentActivity)?.enableEdgeToEdge(statusBarStyle = bars, navigationBarStyle = bars)
    }
    val typography = remember(policy) { policy?.let(::typography) ?: Typography() }
    MaterialTheme(colorScheme = if (isDark) dark else light, typography = typography) {
        val target = (policy?.minTarget ?: 48f).dp
        val system = LocalViewConfiguration.current
        // Compose has one minimum for layout and another one for touch.
        val viewConfiguration = remember(target, system) {
            object : ViewConfiguration by system {
                override val minimumTouchTargetSize = DpSize(target, target)
            }
        }
        CompositionLocalProvider(
            LocalMinimumInteractiveComponentSize provides target,
            LocalViewConfiguration provides viewConfiguration,
            content = content,
        )
    }
}
