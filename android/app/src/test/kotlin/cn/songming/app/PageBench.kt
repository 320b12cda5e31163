package cn.songming.app

import android.os.Looper
import androidx.activity.ComponentActivity
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performScrollToIndex
import cn.songming.app.core.GeneratedCoreClient
import cn.songming.app.core.openCoreClient
import cn.songming.app.feed.ItemListScreen
import cn.songming.app.feed.ItemListViewModel
import cn.songming.app.ui.LocalSyncStatus
import cn.songming.app.ui.SongmingTheme
import cn.songming.app.ui.UiState
import cn.songming.core.ItemRow
import cn.songming.core.Scope
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
 * `android/check bench`: the cost of a call from the app to the core, compared with the same call in Rust. The times are those of a
 * desktop processor and its JVM: only the ratio applies to a phone.
 */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = TestApp::class, qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
class PageBench {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()

    @Test
    fun `20 rows from the core to a state that Compose reads`() {
        val publisher = TestPublisher("--synthetic", "$ITEMS", "--page-size", "200")
        val folder = File(TestApp.current.filesDir, "bench")
        val times = runBlocking {
            val client = openFilled(folder, publisher).client
            val state = MutableStateFlow<UiState<List<ItemRow>>>(UiState.Loading)
            val times = LongArray(TURNS)
            for (turn in 0 until WARM + TURNS) {
                val began = System.nanoTime()
                state.value = UiState.Content(client.items().list(Scope.All, limit = ROWS.toUInt()).items)
                if (turn >= WARM) times[turn - WARM] = System.nanoTime() - began
            }
            check((state.value as UiState.Content).value.size == ROWS)
            client.shutDown()
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
        val publisher = TestPublisher("--synthetic", "$ITEMS", "--page-size", "200")
        val client = runBlocking { openFilled(File(TestApp.current.filesDir, "bench"), publisher) }
        val (before, whole) = used() to resident()
        val viewModel = ItemListViewModel(client, Scope.All)
        runBlocking {
            TestApp.current.client.await()
        }
        rule.setContent {
            CompositionLocalProvider(LocalSyncStatus provides TestApp.current.container.sync) {
                SongmingTheme(null) { ItemListScreen(viewModel, "全部", "", rememberLazyListState(), {}, {}) }
            }
        }
        rule.waitUntil("the list is loaded", 30_000) { rule.onAllNodes(hasTestTag("list")).fetchSemanticsNodes().isNotEmpty() }
        val rows = { (viewModel.uiState.value as UiState.Content).value.size }
        // Samples whether the main thread is in a call to the core while the list is scrolled.
        val main = Looper.getMainLooper().thread
        val (samples, inside) = AtomicInteger() to AtomicInteger()
        val longest = AtomicLong()
        val scrolling = AtomicBoolean(true)
        val sampler = Thread {
            var entered = 0L
            while (scrolling.get()) {
                val stack = main.stackTrace
                samples.incrementAndGet()
                if (stack.any { it.className == "cn.songming.core.UniffiLib" }) {
                    inside.incrementAndGet()
                    if (entered == 0L) entered = System.nanoTime()
                } else if (entered != 0L) {
                    // An upper bound: between two samples it may have returned and called again.
                    longest.set(maxOf(longest.get(), System.nanoTime() - entered))
                    entered = 0
                }
                Thread.onSpinWait()
            }
        }
        sampler.start()
        val frames = mutableListOf<Double>()
        var at = 0
        while (at < ITEMS - 1) {
            at = minOf(at + STEP, rows() - 1)
            val began = System.nanoTime()
            rule.onNodeWithTag("list").performScrollToIndex(at)
            frames += (System.nanoTime() - began) / 1e6
            if (at == rows() - 1 && rows() < ITEMS) {
                rule.waitUntil("the next page is loaded", 30_000) {
                    rule.waitForIdle()
                    rows() > at + 1
                }
            }
        }
        scrolling.set(false)
        sampler.join()
        frames.sort()
        println(
            "${rows()} cards scrolled: %d of %d samples found the main thread in the core (%.2f %%), for at most %.1f ms of the 16.7 of a frame; "
                .format(inside.get(), samples.get(), 100.0 * inside.get() / samples.get(), longest.get() / 1e6) +
                "a step of $STEP rows took %.1f ms, p99 %.1f ms".format(frames[frames.size / 2], frames[frames.size * 99 / 100]),
        )
        println(
            "memory with ${rows()} cards: %.1f MB of Java heap and %.1f MB of the whole process more than with none"
                .format((used() - before) / 1e6, (resident() - whole) / 1e6),
        )
        runBlocking { client.client.shutDown() }
        publisher.stop()
    }

    private suspend fun openFilled(folder: File, publisher: TestPublisher): GeneratedCoreClient {
        val opened = openCoreClient(folder.path, publisher.address) as GeneratedCoreClient
        opened.client.privacy().accept("bench")
        TestApp.loadEverything(opened.client)
        return opened
    }

    private fun used(): Double {
        repeat(3) { System.gc() }
        return Runtime.getRuntime().run { totalMemory() - freeMemory() }.toDouble()
    }

    /** Resident bytes of the process, including native memory. */
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
