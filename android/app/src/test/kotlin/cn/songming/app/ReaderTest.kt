package cn.songming.app

import android.content.Intent
import android.media.AudioManager
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import cn.songming.app.listen.ListeningService
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** 听新闻: with the real core, a voice that the test hears, and the service that the platform keeps alive. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = LocalApp::class, qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
class ReaderTest {
    @get:Rule
    val rule = createEmptyComposeRule()
    private val hand by lazy { Hand(rule) }
    private val voice get() = LocalApp.current.voice
    private val reader get() = LocalApp.current.session.reader

    @After
    fun close() = hand.close()

    private fun queue(): List<String> {
        hand.tap("同意并继续")
        hand.await("home")
        LocalApp.settle()
        val ids = runBlocking { LocalApp.core.home() }.latest.take(2).map { it.id }
        runBlocking { LocalApp.core.addListening(ids) }
        hand.link("songming://topic/listen")
        hand.await("listening")
        return ids
    }

    private fun until(what: String, holds: () -> Boolean) = rule.waitUntil(what, 30_000) {
        rule.waitForIdle()
        holds()
    }

    @Test
    fun `it reads sentence by sentence, goes on after a kill, and on to the next`() {
        val (first, second) = queue()
        val sentences = runBlocking { LocalApp.core.speech(first) }
        val service = Robolectric.buildService(ListeningService::class.java, Intent("play")).create().startCommand(0, 1)
        until("the title is said") { voice.said == listOf(sentences[0].spoken) }
        voice.end()
        until("the second sentence is said") { voice.said.size == 2 }
        until("the place is kept") { runBlocking { LocalApp.core.listening() }.run { current == first && sentence == 1u } }
        val told = shadowOf(service.get()).lastForegroundNotification
        assertEquals(runBlocking { LocalApp.core.article(first) }.row.title, shadowOf(told).contentTitle)

        service.get().onStartCommand(Intent("pause"), 0, 2)
        until("it is quiet") { !reader.state.value.speaking }
        service.destroy()
        hand.kill()
        hand.await("listening")
        until("it is where it was") { reader.state.value.run { item?.id == first && sentence == 1 } }
        reader.play()
        until("it goes on there") { voice.said.last() == sentences[1].spoken }
        reader.nextItem()
        until("the next one is read") { reader.state.value.run { item?.id == second && speaking } }
    }

    @Test
    fun `what is withdrawn while it is read falls silent`() {
        val (first, second) = queue()
        reader.play()
        until("it reads") { voice.said.isNotEmpty() }
        LocalApp.current.order("/withdraw", """{"id":"$first","reason":"内容有误"}""")
        hand.sync()
        until("it is quiet, and the next stands there") { reader.state.value.run { !speaking && item?.id == second } }
    }

    @Test
    fun `a phone without a Chinese voice says so`() {
        queue()
        voice.missing = true
        reader.play()
        hand.read("这部手机没有中文语音")
        assertFalse(reader.state.value.speaking)
        assertTrue(voice.said.isEmpty())
    }

    private val audio get() = shadowOf(LocalApp.current.getSystemService(AudioManager::class.java))

    private fun focus(change: Int) = rule.runOnUiThread { audio.lastAudioFocusRequest.listener.onAudioFocusChange(change) }

    @Test
    fun `a call is given way to and gone on after, and pulled-out headphones fall silent`() {
        queue()
        val service = Robolectric.buildService(ListeningService::class.java, Intent("play")).create().startCommand(0, 1)
        until("it reads") { voice.said.size == 1 }
        assertEquals(AudioManager.AUDIOFOCUS_GAIN, audio.lastAudioFocusRequest.durationHint)
        focus(AudioManager.AUDIOFOCUS_LOSS_TRANSIENT)
        until("it is quiet") { !reader.state.value.speaking }
        assertFalse("it stays in the foreground, or it could not go on", shadowOf(service.get()).isForegroundStopped)
        focus(AudioManager.AUDIOFOCUS_GAIN)
        until("it goes on") { reader.state.value.speaking && voice.said.size == 2 }

        LocalApp.current.sendBroadcast(Intent(AudioManager.ACTION_AUDIO_BECOMING_NOISY))
        until("nobody around hears it") { !reader.state.value.speaking }
        until("it left the foreground") { shadowOf(service.get()).isForegroundStopped }

        // Paused, it is still the same service: played again it is in the foreground at once, as Android demands.
        service.get().onStartCommand(Intent("play"), 0, 2)
        assertFalse(shadowOf(service.get()).isForegroundStopped)
        until("it reads again") { reader.state.value.speaking }
        reader.nextItem()
        assertTrue("on the way to the next it is not paused", reader.state.value.speaking)
        focus(AudioManager.AUDIOFOCUS_LOSS)
        until("another player plays") { !reader.state.value.speaking }
        service.destroy()
    }

    @Test
    fun `a key of an old notification begins in a process that has just begun`() {
        queue()
        hand.kill()
        val service = Robolectric.buildService(ListeningService::class.java, Intent("play")).create().startCommand(0, 1)
        assertFalse("it is in the foreground before the core is open", shadowOf(service.get()).isForegroundStopped)
        until("it reads") { reader.state.value.speaking && voice.said.isNotEmpty() }
        service.get().onStartCommand(Intent("stop"), 0, 2)
        until("it ended") { !reader.state.value.speaking && shadowOf(service.get()).isStoppedBySelf }
        service.destroy()
    }

    @Test
    fun `a text that was corrected is said as it is now`() {
        val (first, _) = queue()
        reader.play()
        until("it reads") { voice.said.isNotEmpty() }
        LocalApp.current.order("/revise", """{"id":"$first","content_html":"<p>更正后的正文。</p>"}""")
        hand.sync()
        until("the new words stand there") { reader.state.value.sentences.any { "更正后的正文" in it.text } }
    }
}
