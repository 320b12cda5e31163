package cn.songming.app

import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import cn.songming.core.ClientInterface
import org.junit.After
import org.junit.Rule
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** A test that operates the real activity, with the real library and the real publisher. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [26, 34, 35], application = TestApp::class, qualifiers = "zh-rCN-w360dp-h800dp-xhdpi")
abstract class JourneyTestCase {
    @get:Rule
    val rule = createEmptyComposeRule()
    protected val robot by lazy { AppRobot(rule) }
    protected val app: TestApp get() = TestApp.current
    protected val client: ClientInterface get() = TestApp.client

    @After
    fun closeActivity() = robot.close()

    /** Accepts the privacy statement, and waits for the home page. */
    protected fun acceptConsent() {
        robot.tap("同意并继续")
        robot.awaitTag("home")
    }

    /** Also downloads everything that the publisher has. */
    protected fun acceptConsentAndLoadEverything() {
        acceptConsent()
        TestApp.loadEverything()
    }

    /** Waits while the main thread runs: answers of the core wait in its queue. */
    protected fun waitUntil(description: String, condition: () -> Boolean) = rule.waitUntil(description, 30_000) {
        rule.waitForIdle()
        condition()
    }
}
