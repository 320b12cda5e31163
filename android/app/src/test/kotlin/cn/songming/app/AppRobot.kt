package cn.songming.app

import android.app.Activity
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

/** Operates the real activity as a person does: taps, types, rotates, goes back, and waits for what the screen shows. */
class AppRobot(private val rule: ComposeTestRule) {
    private var controller: ActivityController<MainActivity> = Robolectric.buildActivity(MainActivity::class.java).setup()
    private val activity: MainActivity get() = controller.get()

    fun awaitTag(tag: String) = rule.waitUntil("$tag is shown", TIMEOUT) { exists(hasTestTag(tag)) }

    fun awaitText(text: String) = try {
        rule.waitUntil("$text is shown", TIMEOUT) { shows(text) }
    } catch (exception: ComposeTimeoutException) {
        throw AssertionError("$text is not shown, but: ${allText()}", exception)
    }

    /** All text on the screen. */
    private fun allText(): String = rule.onAllNodes(hasText("", substring = true)).fetchSemanticsNodes().joinToString(" | ") { node ->
        node.config.getOrNull(SemanticsProperties.Text).orEmpty().joinToString(" ") { it.text } +
            node.config.getOrNull(SemanticsProperties.EditableText)?.text.orEmpty()
    }

    fun shows(text: String): Boolean = exists(hasText(text, substring = true))

    /** Between two activities there is no composition, and so nothing exists. */
    private fun exists(what: SemanticsMatcher): Boolean = try {
        rule.onAllNodes(what).fetchSemanticsNodes().isNotEmpty()
    } catch (_: IllegalStateException) {
        shadowOf(Looper.getMainLooper()).idle()
        false
    }

    fun awaitTextGone(text: String) = rule.waitUntil("$text is not shown", TIMEOUT) { !shows(text) }

    /** Scrolls the list of a screen to a text, and taps it. */
    fun tapIn(tag: String, text: String) {
        scrollTo(tag, text)
        tap(text)
    }

    /** Scrolls the list of a screen to a text. */
    fun scrollTo(tag: String, text: String) {
        awaitTag(tag)
        rule.waitUntil("$tag contains $text", TIMEOUT) {
            try {
                rule.onNodeWithTag(tag).performScrollToNode(hasText(text, substring = true))
                true
            } catch (_: AssertionError) {
                false
            }
        }
    }

    fun tap(text: String) {
        awaitText(text)
        // A node with exactly this text is preferred to one that contains it.
        val exact = exists(hasText(text))
        rule.onAllNodesWithText(text, substring = !exact).onFirst().performClick()
    }

    fun tapIcon(description: String) {
        rule.waitForIdle()
        rule.onNodeWithContentDescription(description).performClick()
    }

    fun type(tag: String, text: String) {
        awaitTag(tag)
        rule.onNodeWithTag(tag).performTextInput(text)
    }

    /** Presses the search key of the keyboard. */
    fun pressSearch(tag: String) {
        rule.onNodeWithTag(tag).performImeAction()
        rule.waitForIdle()
    }

    fun goBack() {
        rule.runOnUiThread { activity.onBackPressedDispatcher.onBackPressed() }
        rule.waitForIdle()
    }

    /** Starts a back gesture, and cancels it. */
    fun cancelBackGesture() {
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

    /** The system saves state and ends the process; later the person returns to the app. */
    fun kill() {
        val saved = Bundle()
        rule.runOnUiThread { controller.pause().saveInstanceState(saved).stop().destroy() }
        TestApp.current.kill()
        controller = Robolectric.buildActivity(MainActivity::class.java).setup(saved)
        shadowOf(Looper.getMainLooper()).idle()
    }

    /** Runs a sync that starts now: one that is running already may have made its requests before what the test did. */
    fun sync() {
        rule.waitUntil("no sync is running", TIMEOUT) { !TestApp.client.syncing() }
        runBlocking { TestApp.client.sync() }
    }

    fun openLink(address: String) {
        rule.runOnUiThread { controller.newIntent(Intent(Intent.ACTION_VIEW, Uri.parse(address))) }
        rule.waitForIdle()
    }

    /** Another app shares something with the app. */
    fun share(intent: Intent) {
        rule.runOnUiThread { controller.newIntent(intent) }
        rule.waitForIdle()
    }

    /** Answers as the app that was started for a result last does: the picker or the camera. */
    fun answer(result: Intent = Intent(), before: (request: Intent) -> Unit = {}) {
        rule.waitForIdle()
        val request = checkNotNull(shadowOf(activity).nextStartedActivityForResult) { "no other app was opened" }.intent
        before(request)
        rule.runOnUiThread { shadowOf(activity).receiveResult(request, Activity.RESULT_OK, result) }
        rule.waitForIdle()
    }

    /** The same, if the system ends the process while the other app is shown. */
    fun answerAfterKill(before: (request: Intent) -> Unit) {
        rule.waitForIdle()
        val started = checkNotNull(shadowOf(activity).nextStartedActivityForResult) { "no other app was opened" }
        before(started.intent)
        kill()
        rule.runOnUiThread { activity.activityResultRegistry.dispatchResult(started.requestCode, Activity.RESULT_OK, Intent()) }
        rule.waitForIdle()
    }

    fun close() {
        rule.runOnUiThread { controller.pause().stop().destroy() }
    }

    fun screenshot(): Bitmap = screenshotOf(rule, activity.window.decorView)

    private companion object {
        const val TIMEOUT = 30_000L
    }
}

/** A screenshot of a view, once every picture in it is loaded. */
fun screenshotOf(rule: ComposeTestRule, view: android.view.View): Bitmap {
    rule.waitUntil("every picture is loaded", 30_000) { rule.onAllNodes(hasTestTag("waiting"), useUnmergedTree = true).fetchSemanticsNodes().isEmpty() }
    rule.waitForIdle()
    val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
    rule.runOnUiThread { view.draw(Canvas(bitmap)) }
    return bitmap
}
