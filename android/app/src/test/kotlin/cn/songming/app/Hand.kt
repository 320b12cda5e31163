package cn.songming.app

import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Canvas
import android.net.Uri
import android.os.Bundle
import android.os.Looper
import androidx.activity.BackEventCompat
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ComposeTimeoutException
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performImeAction
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTextInput
import kotlinx.coroutines.runBlocking
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController

/** A phone in somebody's hand: the real activity, touched and looked at. */
class Hand(private val rule: ComposeTestRule) {
    private var controller: ActivityController<MainActivity> = Robolectric.buildActivity(MainActivity::class.java).setup()
    private val activity: MainActivity get() = controller.get()

    fun await(tag: String) = rule.waitUntil("there is $tag", PATIENCE) { there(hasTestTag(tag)) }

    fun read(text: String) = try {
        rule.waitUntil("it says $text", PATIENCE) { sees(text) }
    } catch (fault: ComposeTimeoutException) {
        throw AssertionError("it does not say $text, but: ${said()}", fault)
    }

    /** All that stands on the screen. */
    private fun said(): String = rule.onAllNodes(hasText("", substring = true)).fetchSemanticsNodes().joinToString(" | ") { node ->
        node.config.getOrNull(SemanticsProperties.Text).orEmpty().joinToString(" ") { it.text } +
            node.config.getOrNull(SemanticsProperties.EditableText)?.text.orEmpty()
    }

    fun sees(text: String): Boolean = there(hasText(text, substring = true))

    /** Between two activities there is nothing at all, which is not there either. */
    private fun there(what: SemanticsMatcher): Boolean = try {
        rule.onAllNodes(what).fetchSemanticsNodes().isNotEmpty()
    } catch (_: IllegalStateException) {
        shadowOf(Looper.getMainLooper()).idle()
        false
    }

    fun awaitNot(text: String) = rule.waitUntil(PATIENCE) { !sees(text) }

    /** Scrolls the list of a screen to a text, and touches it. */
    fun tapIn(tag: String, text: String) {
        find(tag, text)
        tap(text)
    }

    /** Scrolls the list of a screen to a text. */
    fun find(tag: String, text: String) {
        await(tag)
        rule.waitUntil(PATIENCE) {
            try {
                rule.onNodeWithTag(tag).performScrollToNode(hasText(text, substring = true))
                true
            } catch (_: AssertionError) {
                false
            }
        }
    }

    fun tap(text: String) {
        read(text)
        // The thing of that name, rather than a sentence that speaks of it.
        val named = there(hasText(text))
        rule.onAllNodesWithText(text, substring = !named).onFirst().performClick()
    }

    fun press(name: String) {
        rule.waitForIdle()
        rule.onNodeWithContentDescription(name).performClick()
    }

    fun type(tag: String, text: String) {
        await(tag)
        rule.onNodeWithTag(tag).performTextInput(text)
    }

    /** The key of the keyboard that says "search". */
    fun search(tag: String) {
        rule.onNodeWithTag(tag).performImeAction()
        rule.waitForIdle()
    }

    fun back() {
        rule.runOnUiThread { activity.onBackPressedDispatcher.onBackPressed() }
        rule.waitForIdle()
    }

    /** Pulls the screen half away, looks what is behind, and lets it go back. */
    fun peek() {
        rule.runOnUiThread {
            activity.onBackPressedDispatcher.run {
                dispatchOnBackStarted(BackEventCompat(0f, 400f, 0f, BackEventCompat.EDGE_LEFT))
                dispatchOnBackProgressed(BackEventCompat(200f, 400f, 0.5f, BackEventCompat.EDGE_LEFT))
                dispatchOnBackCancelled()
            }
        }
        rule.waitForIdle()
    }

    fun rotate(to: String) {
        RuntimeEnvironment.setQualifiers("+$to")
        rule.runOnUiThread { controller.recreate() }
        shadowOf(Looper.getMainLooper()).idle()
    }

    /** The system ends the process behind the person's back; later they come back to it. */
    fun kill() {
        val saved = Bundle()
        rule.runOnUiThread { controller.pause().saveInstanceState(saved).stop().destroy() }
        LocalApp.current.kill()
        controller = Robolectric.buildActivity(MainActivity::class.java).setup(saved)
        shadowOf(Looper.getMainLooper()).idle()
    }

    /** A sync that begins now: one that is under way may have asked before what happened. */
    fun sync() {
        rule.waitUntil("nobody syncs", PATIENCE) { !LocalApp.core.syncing() }
        runBlocking { LocalApp.core.sync() }
    }

    fun link(address: String) {
        rule.runOnUiThread { controller.newIntent(Intent(Intent.ACTION_VIEW, Uri.parse(address))) }
        rule.waitForIdle()
    }

    fun close() {
        rule.runOnUiThread { controller.pause().stop().destroy() }
    }

    fun picture(): Bitmap = pictureOf(rule, activity.window.decorView)

    private companion object {
        const val PATIENCE = 30_000L
    }
}

/** What a view looks like, once every picture in it is there. */
fun pictureOf(rule: ComposeTestRule, view: android.view.View): Bitmap {
    rule.waitUntil("every picture is there", 30_000) { rule.onAllNodes(hasTestTag("waiting"), useUnmergedTree = true).fetchSemanticsNodes().isEmpty() }
    rule.waitForIdle()
    val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
    rule.runOnUiThread { view.draw(Canvas(bitmap)) }
    return bitmap
}
