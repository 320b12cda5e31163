package cn.songming.app

import androidx.compose.foundation.lazy.rememberLazyListState
import android.os.Looper
import androidx.activity.ComponentActivity
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performScrollToIndex
import cn.songming.app.core.Core
import cn.songming.app.core.EverythingScope
import cn.songming.app.core.ItemRow
import cn.songming.app.core.openCore
import cn.songming.app.feed.ListScreen
import cn.songming.app.feed.ListState
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.LocalSyncing
import cn.songming.app.ui.SongmingTheme
import java.io.File
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.runBlocking
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/**
 * `android/check bench`: what crossing to the core costs an app, beside the same question asked in Rust. Times of a desktop's
 * processor and its Java: only the ratio says something of a phone.
 */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = LocalApp::class, qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
class PageBench {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()

    @Test
    fun `20 rows from the core to a state that Compose reads`() {
        val publisher = LocalPublisher("--synthetic", "$ITEMS", "--page-size", "200")
        val folder = File(LocalApp.current.filesDir, "bench")
        val times = runBlocking {
            val core = filled(folder, publisher)
            val state = MutableStateFlow<Loaded<List<ItemRow>>>(Loaded.Opening)
            val times = LongArray(TURNS)
            for (turn in 0 until WARM + TURNS) {
                val began = System.nanoTime()
                state.value = Loaded.Content(core.list(EverythingScope, limit = ROWS.toUInt()).items)
                if (turn >= WARM) times[turn - WARM] = System.nanoTime() - began
            }
            check((state.value as Loaded.Content).value.size == ROWS)
            core.shutDown()
            times.sorted().map { it / 1e3 }
        }
        publisher.stop()
        val rust = ProcessBuilder(System.getProperty("songming.bench"), "--alone", "page", folder.path).redirectError(ProcessBuilder.Redirect.INHERIT)
            .start().inputStream.bufferedReader().readText().trim().split(' ').map(String::toDouble)
        val (median, late) = times[TURNS / 2] to times[TURNS * 99 / 100]
        println(
            "page of $ROWS rows to Compose: median %.0f µs, p99 %.0f µs; in Rust %.0f and %.0f µs; ratio %.2f and %.2f"
                .format(median, late, rust[0], rust[1], median / rust[0], late / rust[1]),
        )
    }

    @Test
    fun `1,000 cards, scrolled from end to end`() {
        val publisher = LocalPublisher("--synthetic", "$ITEMS", "--page-size", "200")
        val core = runBlocking { filled(File(LocalApp.current.filesDir, "bench"), publisher) }
        val (before, whole) = used() to resident()
        val state = ListState(core, EverythingScope)
        runBlocking {
            LocalApp.current.core.await()
        }
        rule.setContent {
            CompositionLocalProvider(LocalSyncing provides LocalApp.current.session.syncing) {
                SongmingTheme(null) { ListScreen(state, "全部", "", rememberLazyListState(), {}, {}) }
            }
        }
        rule.waitUntil("the list is there", 30_000) { rule.onAllNodes(hasTestTag("list")).fetchSemanticsNodes().isNotEmpty() }
        val rows = { (state.state.value as Loaded.Content).value.size }
        // Whether the thread that draws ever stands in the core while it is scrolled.
        val main = Looper.getMainLooper().thread
        val (samples, inside) = AtomicInteger() to AtomicInteger()
        val longest = AtomicLong()
        val scrolling = AtomicBoolean(true)
        val watch = Thread {
            var entered = 0L
            while (scrolling.get()) {
                val stack = main.stackTrace
                samples.incrementAndGet()
                if (stack.any { it.className == "cn.songming.core.UniffiLib" }) {
                    inside.incrementAndGet()
                    if (entered == 0L) entered = System.nanoTime()
                } else if (entered != 0L) {
                    // Seen inside twice in a row it may have left between; this is the most it can have been.
                    longest.set(maxOf(longest.get(), System.nanoTime() - entered))
                    entered = 0
                }
                Thread.onSpinWait()
            }
        }
        watch.start()
        val frames = mutableListOf<Double>()
        var at = 0
        while (at < ITEMS - 1) {
            at = minOf(at + STEP, rows() - 1)
            val began = System.nanoTime()
            rule.onNodeWithTag("list").performScrollToIndex(at)
            frames += (System.nanoTime() - began) / 1e6
            if (at == rows() - 1 && rows() < ITEMS) {
                rule.waitUntil("the next page is there", 30_000) {
                    rule.waitForIdle()
                    rows() > at + 1
                }
            }
        }
        scrolling.set(false)
        watch.join()
        frames.sort()
        println(
            "${rows()} cards scrolled: %d of %d looks at the drawing thread found it in the core (%.2f %%), for at most %.1f ms of the 16.7 of a frame; "
                .format(inside.get(), samples.get(), 100.0 * inside.get() / samples.get(), longest.get() / 1e6) +
                "a step of $STEP rows took %.1f ms, p99 %.1f ms".format(frames[frames.size / 2], frames[frames.size * 99 / 100]),
        )
        println(
            "memory with ${rows()} cards: %.1f MB of Java heap and %.1f MB of the whole process more than with none"
                .format((used() - before) / 1e6, (resident() - whole) / 1e6),
        )
        runBlocking { core.shutDown() }
        publisher.stop()
    }

    private suspend fun filled(folder: File, publisher: LocalPublisher): Core {
        val core = openCore(folder.path, publisher.address)
        core.acceptConsent("bench")
        core.sync()
        do { val more = core.loadOlder() } while (more)
        return core
    }

    private fun used(): Double {
        repeat(3) { System.gc() }
        return Runtime.getRuntime().run { totalMemory() - freeMemory() }.toDouble()
    }

    /** Bytes of the process that are in memory: with what the core, the pictures and the letters take. */
    private fun resident(): Double =
        File("/proc/self/status").readLines().first { it.startsWith("VmRSS") }.filter(Char::isDigit).toDouble() * 1024

    private companion object {
        const val ITEMS = 1_000
        const val ROWS = 20
        const val WARM = 500
        const val TURNS = 2_000
        const val STEP = 5
    }
}
