package cn.songming.app

import android.graphics.Bitmap
import android.graphics.Canvas
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performTextInput
import java.io.File
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The app with the real core and the real publisher. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = LocalApp::class, qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
class JourneyTest {
    @get:Rule
    val rule = createAndroidComposeRule<MainActivity>()

    private fun shoot(name: String) {
        rule.waitForIdle()
        val view = rule.activity.window.decorView
        val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
        rule.runOnUiThread { view.draw(Canvas(bitmap)) }
        File(System.getProperty("songming.screens"), "$name.png").outputStream().use {
            bitmap.compress(Bitmap.CompressFormat.PNG, 100, it)
        }
    }

    private fun await(tag: String): SemanticsNodeInteraction {
        rule.waitUntil(20_000) { rule.onAllNodes(androidx.compose.ui.test.hasTestTag(tag)).fetchSemanticsNodes().isNotEmpty() }
        return rule.onNodeWithTag(tag)
    }

    private fun awaitText(text: String) =
        rule.waitUntil(20_000) { rule.onAllNodes(hasText(text, substring = true)).fetchSemanticsNodes().isNotEmpty() }

    private fun tap(text: String) = rule.onAllNodesWithText(text).onFirst().performClick()

    private fun back() = rule.runOnUiThread { rule.activity.onBackPressedDispatcher.onBackPressed() }

    @Test
    fun `a resident agrees, reads, searches, and looks into every tab`() {
        awaitText("同意，开始阅读")
        shoot("consent")
        tap("同意，开始阅读")
        await("home")
        awaitText("最新")
        LocalApp.settle()
        shoot("home")
        tap(LocalApp.firstTitle())
        await("article")
        awaitText("分钟")
        shoot("article")
        back()
        await("home")
        tap("党建")
        await("party")
        shoot("party")
        tap("从挂牌到上线：一个县级融媒体中心的来路")
        await("study")
        shoot("study")
        tap("整个系列离线保存")
        awaitText("已离线保存")
        back()
        back()
        await("home")
        for ((tab, tag) in listOf("政务" to "government", "产业" to "industry", "服务" to "service", "我的" to "me")) {
            tap(tab)
            await(tag)
            shoot(tag)
        }
        tap("产业")
        await("industry")
        tap("产业雷达")
        await("radar")
        tap("新建规则")
        await("rule")
        tap("保存")
        awaitText("不能用")
        await("name").performTextInput("改造")
        await("rule words").performTextInput("补助 改造")
        tap("汽车制造及汽车零配件")
        shoot("rule")
        tap("保存")
        awaitText("找到")
        shoot("radar")
        back()
        tap("我的")
        await("me")
        tap("长辈版")
        rule.waitForIdle()
        shoot("me-elder")
        tap("首页")
        await("home")
        shoot("home-elder")
        tap("我的")
        await("me")
        tap("长辈版")
        tap("深色")
        tap("首页")
        await("home")
        shoot("home-dark")
    }
}
