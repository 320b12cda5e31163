package cn.songming.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A button as a test of a screen measures it. */
private fun button(size: Float, words: String = "播放") = MeasuredElement(
    name = "play",
    role = ElementRole.CONTROL,
    label = words,
    textSize = null,
    bold = false,
    lineHeight = null,
    lines = 0u,
    foreground = null,
    background = null,
    width = size,
    height = size,
    gestureFingers = 1u,
)

class DisplayTest : ClientTest("--synthetic", "1") {
    @Test
    fun `长辈版 survives a restart, and screens are checked against it`() = runWithTimeout {
        val client = open()
        assertFalse(client.settings().display().elder)
        val usual = client.settings().display()
        assertEquals(emptyList<DisplayIssue>(), checkDisplay(usual, listOf(button(48f))))

        val choice = DisplayChoice(elder = true, fontScale = usual.fontSteps.last(), theme = Theme.DARK)
        client.settings().setDisplay(choice)
        client.shutDown()
        val again = open()
        val elder = again.settings().display()
        assertTrue(elder.elder)
        assertEquals(Theme.DARK, elder.theme)
        assertTrue(elder.text.body >= 18f && elder.text.body <= elder.largestText)
        assertTrue(elder.largestText >= 30f && elder.minTarget >= 60f && elder.minContrast >= 4.5f)
        assertFalse(elder.ads)

        val finding = checkDisplay(elder, listOf(button(48f), button(60f), button(60f, words = "")))
        assertEquals(listOf(DisplayRule.TARGET_TOO_SMALL, DisplayRule.NO_LABEL), finding.map { it.rule })
        assertTrue(finding.first().words.contains("60"), finding.first().words)
    }
}
