package cn.songming.app

import cn.songming.app.ui.ContentLoader
import cn.songming.app.ui.PagedLoader
import cn.songming.app.ui.UiState
import cn.songming.core.Appeal
import cn.songming.core.AppealDraft
import cn.songming.core.AppealForm
import cn.songming.core.AppealKind
import cn.songming.core.AppealKindOption
import cn.songming.core.AppealState
import cn.songming.core.Article
import cn.songming.core.ClientException
import cn.songming.core.DisplayPolicy
import cn.songming.core.ItemDetails
import cn.songming.core.ItemPage
import cn.songming.core.OfflineEntry
import cn.songming.core.OfflineTarget
import cn.songming.core.Term
import cn.songming.core.TextSizes
import cn.songming.core.Theme
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.resetMain
import kotlinx.coroutines.test.setMain
import org.junit.After
import org.junit.Before

/** A test of view models: a fake client, and a main thread that runs everything at once. */
@OptIn(ExperimentalCoroutinesApi::class)
abstract class ViewModelTestCase {
    protected val fake = FakeClient()
    protected val client = fake.client
    protected val dispatcher = UnconfinedTestDispatcher()
    private val screens = CoroutineScope(dispatcher)
    protected val offline = ClientException.Offline("没有网络。", "no-network")
    protected val withdrawn = ClientException.Rejected("这条内容已被撤回。", "withdrawn")

    @Before
    fun setMain() = Dispatchers.setMain(dispatcher)

    @After
    fun resetMain() {
        screens.cancel()
        Dispatchers.resetMain()
    }

    protected fun advanceTime(milliseconds: Long) = dispatcher.scheduler.advanceTimeBy(milliseconds)

    /** Collects as a screen does while it is shown; cancelled, the screen is left. */
    protected fun show(state: Flow<*>): Job = screens.launch { state.collect {} }

    protected fun show(content: ContentLoader<*>): Job = show(content.uiState)

    protected fun show(list: PagedLoader<*>): Job = show(list.content.uiState)

    protected fun <T> contentOf(content: ContentLoader<T>): T = (content.uiState.value as UiState.Content).value

    protected fun <T> contentOf(list: PagedLoader<T>): List<T> = contentOf(list.content)

    protected fun appealForm(draft: AppealDraft = AppealDraft(kind = AppealKind.CONSULTATION), reason: String = "") = AppealForm(
        draft, reason, listOf(AppealKindOption(AppealKind.CONSULTATION, "咨询")), listOf(Term("yanglin", "杨林镇")),
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
            itemRow("1"), null, emptyList(), false, 60u, null, emptyList(), emptyList(), emptyList(), emptyList(), emptyList(), emptyList(), null,
            null, emptyList(),
        ),
        ItemDetails.Plain, OfflineEntry(OfflineTarget.Item("1"), "题 1", false, 1u, 0u, 0u, 0uL, 0uL), false,
    )
}
