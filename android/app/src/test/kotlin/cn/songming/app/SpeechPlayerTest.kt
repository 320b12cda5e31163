package cn.songming.app

import android.content.Intent
import android.media.AudioManager
import cn.songming.app.listen.ListeningService
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** 听新闻: the player and its service, with the real core and a voice that records. */
@Config(sdk = [34], qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
class SpeechPlayerTest : JourneyTestCase() {
    private val voice get() = app.voice
    private val player get() = app.container.player

    private fun queue(): List<String> {
        acceptConsentAndLoadEverything()
        val ids = runBlocking { client.home() }.latest.take(2).map { it.id }
        runBlocking { client.listening().add(ids) }
        robot.openLink("songming://topic/listen")
        robot.awaitTag("listening")
        return ids
    }

    @Test
    fun `the player reads sentence by sentence, continues after process death, and moves to the next item`() {
        val (first, second) = queue()
        val sentences = runBlocking { client.listening().speech(first) }
        val service = Robolectric.buildService(ListeningService::class.java, Intent("play")).create().startCommand(0, 1)
        waitUntil("the title is spoken") { voice.spoken == listOf(sentences[0].spoken) }
        voice.finish()
        waitUntil("the second sentence is spoken") { voice.spoken.size == 2 }
        waitUntil("the position is saved") { runBlocking { client.listening().queue() }.run { current == first && sentence == 1u } }
        val notification = shadowOf(service.get()).lastForegroundNotification
        assertEquals(runBlocking { client.items().get(first) }.article.row.title, shadowOf(notification).contentTitle)

        service.get().onStartCommand(Intent("pause"), 0, 2)
        waitUntil("the player is paused") { !player.state.value.speaking }
        service.destroy()
        robot.kill()
        robot.awaitTag("listening")
        waitUntil("the position is restored") { player.state.value.run { item?.id == first && sentence == 1 } }
        player.play()
        waitUntil("it continues there") { voice.spoken.last() == sentences[1].spoken }
        player.nextItem()
        waitUntil("the next item is read") { player.state.value.run { item?.id == second && speaking } }
    }

    @Test
    fun `an item that is withdrawn while it is read stops`() {
        val (first, second) = queue()
        player.play()
        waitUntil("the player speaks") { voice.spoken.isNotEmpty() }
        app.control("/withdraw", """{"id":"$first","reason":"内容有误"}""")
        robot.sync()
        waitUntil("the player is paused at the next item") { player.state.value.run { !speaking && item?.id == second } }
    }

    @Test
    fun `a phone without a Chinese voice shows a message`() {
        queue()
        voice.missing = true
        player.play()
        robot.awaitText("这部手机没有中文语音")
        assertFalse(player.state.value.speaking)
        assertTrue(voice.spoken.isEmpty())
    }

    private val audio get() = shadowOf(app.getSystemService(AudioManager::class.java))

    private fun focus(change: Int) = rule.runOnUiThread { audio.lastAudioFocusRequest.listener.onAudioFocusChange(change) }

    @Test
    fun `the player pauses for a call and continues after it, and pauses when headphones are unplugged`() {
        queue()
        val service = Robolectric.buildService(ListeningService::class.java, Intent("play")).create().startCommand(0, 1)
        waitUntil("the player speaks") { voice.spoken.size == 1 }
        assertEquals(AudioManager.AUDIOFOCUS_GAIN, audio.lastAudioFocusRequest.durationHint)
        focus(AudioManager.AUDIOFOCUS_LOSS_TRANSIENT)
        waitUntil("the player is paused") { !player.state.value.speaking }
        assertFalse("the service stays in the foreground, from which it can continue", shadowOf(service.get()).isForegroundStopped)
        focus(AudioManager.AUDIOFOCUS_GAIN)
        waitUntil("it continues") { player.state.value.speaking && voice.spoken.size == 2 }

        app.sendBroadcast(Intent(AudioManager.ACTION_AUDIO_BECOMING_NOISY))
        waitUntil("unplugged headphones pause it") { !player.state.value.speaking }
        waitUntil("the service left the foreground") { shadowOf(service.get()).isForegroundStopped }

        // The paused service enters the foreground at once when it is started again, as Android requires.
        service.get().onStartCommand(Intent("play"), 0, 2)
        assertFalse(shadowOf(service.get()).isForegroundStopped)
        waitUntil("the player speaks again") { player.state.value.speaking }
        player.nextItem()
        assertTrue("it is not paused while it moves to the next item", player.state.value.speaking)
        focus(AudioManager.AUDIOFOCUS_LOSS)
        waitUntil("another player has the audio focus") { !player.state.value.speaking }
        service.destroy()
    }

    @Test
    fun `a button of an old notification starts the player in a new process`() {
        queue()
        robot.kill()
        val service = Robolectric.buildService(ListeningService::class.java, Intent("play")).create().startCommand(0, 1)
        assertFalse("the service is in the foreground before the core is open", shadowOf(service.get()).isForegroundStopped)
        waitUntil("the player speaks") { player.state.value.speaking && voice.spoken.isNotEmpty() }
        service.get().onStartCommand(Intent("stop"), 0, 2)
        waitUntil("the service stopped") { !player.state.value.speaking && shadowOf(service.get()).isStoppedBySelf }
        service.destroy()
    }

    @Test
    fun `a corrected item is read in its new words`() {
        val (first, _) = queue()
        player.play()
        waitUntil("the player speaks") { voice.spoken.isNotEmpty() }
        app.control("/revise", """{"id":"$first","content_html":"<p>更正后的正文。</p>"}""")
        robot.sync()
        waitUntil("the new sentences are loaded") { player.state.value.sentences.any { "更正后的正文" in it.text } }
    }
}
