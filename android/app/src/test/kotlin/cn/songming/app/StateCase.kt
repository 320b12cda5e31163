package cn.songming.app

import cn.songming.app.core.Appeal
import cn.songming.app.core.AppealDesk
import cn.songming.app.core.AppealDraft
import cn.songming.app.core.AppealKind
import cn.songming.app.core.AppealSort
import cn.songming.app.core.AppealState
import cn.songming.app.core.Article
import cn.songming.app.core.DisplayPolicy
import cn.songming.app.core.ItemPage
import cn.songming.app.core.KeptItem
import cn.songming.app.core.Offline
import cn.songming.app.core.OfflineFault
import cn.songming.app.core.PlainFacts
import cn.songming.app.core.RejectedFault
import cn.songming.app.core.Term
import cn.songming.app.core.TextSizes
import cn.songming.app.core.Theme
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.Question
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.resetMain
import kotlinx.coroutines.test.setMain
import org.junit.After
import org.junit.Before

/** A test of states: a core that it plays, and a main thread that does everything at once. */
@OptIn(ExperimentalCoroutinesApi::class)
abstract class StateCase {
    protected val fake = FakeCore()
    protected val core = fake.core
    protected val dispatcher = UnconfinedTestDispatcher()
    protected val offline = OfflineFault("没有网络。", "no-network")
    protected val gone = RejectedFault("这条内容已被撤回。", "withdrawn")

    @Before
    fun main() = Dispatchers.setMain(dispatcher)

    @After
    fun end() = Dispatchers.resetMain()

    protected fun <T> shown(question: Question<T>): T = (question.state.value as Loaded.Content).value

    protected fun desk(draft: AppealDraft = AppealDraft(kind = AppealKind.CONSULTATION), reason: String = "") = AppealDesk(
        draft, reason, listOf(AppealSort(AppealKind.CONSULTATION, "咨询")), listOf(Term("yanglin", "杨林镇")),
    )

    protected fun policy() = DisplayPolicy(
        elder = false, theme = Theme.DARK, fontSteps = listOf(1f, 1.3f), fontStep = 1u, fontScale = 1.3f,
        text = TextSizes(22f, 18f, 16f, 12f), minText = 12f, largestText = 26f, minTarget = 48f, minContrast = 4.5f, minContrastLarge = 3f,
        lineHeight = 1.5f, minLineHeight = 1.3f, ads = false, manyFingerGestures = false,
    )

    protected fun appeal(text: String) = Appeal(
        id = "a1", kind = AppealKind.CONSULTATION, kindText = "咨询", title = "", text = text, town = null, name = null, phone = null,
        state = AppealState.DRAFT, stateText = "草稿", reason = "", changed = 0, changedText = "", number = null, code = null,
        received = null, acceptBy = null, answerBy = null, events = emptyList(), unseen = false, editable = true,
    )

    protected fun itemPage() = ItemPage(
        Article(
            row("1"), null, emptyList(), false, 60u, null, emptyList(), emptyList(), emptyList(), emptyList(), emptyList(), emptyList(), null,
            null, emptyList(),
        ),
        PlainFacts, Offline(KeptItem("1"), "题 1", false, 1u, 0u, 0u, 0uL, 0uL), false,
    )
}
