package cn.songming.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A button as a screen's own test measures it. */
private fun button(size: Float, words: String = "播放") = Shown(
    name = "play",
    role = ShownRole.CONTROL,
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

class DisplayTest : Scenario("--synthetic", "1") {
    @Test
    fun `长辈版 is a choice that outlives a restart, and screens are held to it`() = scenario {
        val client = open()
        assertFalse(client.display().elder)
        val usual = client.display()
        assertEquals(emptyList<Finding>(), checkDisplay(usual, listOf(button(48f))))

        client.setDisplay(DisplayChoice(elder = true, fontScale = usual.fontSteps.last(), theme = Theme.DARK))
        client.shutDown()
        val again = open()
        val elder = again.display()
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
