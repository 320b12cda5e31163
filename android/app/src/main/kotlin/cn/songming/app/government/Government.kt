package cn.songming.app.government

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Search
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.Government
import cn.songming.app.core.ItemRow
import cn.songming.app.core.NoticeRequest
import cn.songming.app.core.NoticeRow
import cn.songming.app.core.Term
import cn.songming.app.core.sound
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.BarButton
import cn.songming.app.ui.Chips
import cn.songming.app.ui.Choice
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Growing
import cn.songming.app.ui.NoticePart
import cn.songming.app.ui.Part
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way

private const val PAGE = 30u

/** 政务. */
class GovernmentState(core: Core) : Question<Government>(core) {
    override suspend fun answer(): Government = core.government()
}

@Composable
fun GovernmentScreen(state: GovernmentState, go: (Place) -> Unit) {
    val open = { id: String -> go(Place(Screen.ITEM, id)) }
    val search = @Composable { BarButton(Icons.Default.Search, stringResource(R.string.home_search)) { go(Place(Screen.SEARCH)) } }
    Framed(stringResource(R.string.tab_government), state, tag = "government", actions = { search() }) { page ->
        item { PartTitle(stringResource(R.string.government_appeals)) }
        if (page.appeals.isEmpty()) {
            item { Quiet(stringResource(R.string.appeals_none), Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp)) }
        }
        items(page.appeals, { "appeal ${it.id}" }) { AppealWay(it, go) }
        item {
            FilledTonalButton(
                { go(Place(Screen.WRITE_APPEAL)) },
                Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 10.dp).heightIn(min = 56.dp),
            ) { Text(stringResource(R.string.appeal_new)) }
        }
        if (page.guides.isEmpty() && page.notices.isEmpty()) {
            item { NoticePart(stringResource(R.string.list_empty), stringResource(R.string.state_empty_body)) }
            return@Framed
        }
        item { PartTitle(stringResource(R.string.government_guides)) { go(Place(Screen.GUIDES)) } }
        items(page.guides, { "guide ${it.id}" }) { Way(it.title, it.summary, { open(it.id) }) }
        item {
            val notices = stringResource(R.string.government_notices)
            PartTitle(notices) { go(Place(Screen.NOTICES, "government", notices)) }
        }
        items(page.notices, { "notice ${it.row.id}" }) { NoticeWay(it, open) }
    }
}

@Composable
fun NoticeWay(notice: NoticeRow, open: (String) -> Unit) {
    Way(notice.row.title, "${notice.issuer}　${notice.documentNumber.orEmpty()}".trim(), { open(notice.row.id) }) {
        Quiet(notice.validity)
    }
}

/** 公开: all notices of a module, or those that the person asks for. */
class NoticesState(core: Core, module: String, reach: Int = 0) : Growing<NoticeRow>(core, reach) {
    /** What is asked for. */
    var wanted by mutableStateOf(NoticeRequest(module = module, limit = PAGE))
        private set

    /** What notices can be about. */
    var topics by mutableStateOf(emptyList<Term>())
        private set

    override suspend fun part(before: String?): Part<NoticeRow> {
        val page = core.notices(wanted.copy(before = before))
        if (before == null) topics = page.topics
        return Part(page.items, page.next)
    }

    fun want(change: (NoticeRequest) -> NoticeRequest) {
        wanted = change(wanted)
        afresh()
    }
}

@Composable
fun NoticesScreen(state: NoticesState, title: String, list: LazyListState, go: (Place) -> Unit, back: () -> Unit) {
    val wanted = state.wanted
    Framed(title, state, back, "notices", list = list, more = state::more) { notices ->
        item("valid") {
            Choice(stringResource(R.string.notices_valid), stringResource(R.string.notices_valid_body), wanted.validOnly) { on ->
                state.want { it.copy(validOnly = on) }
            }
        }
        item("number") {
            OutlinedTextField(
                wanted.number.orEmpty(), { text -> state.want { it.copy(number = text.sound().ifEmpty { null }) } },
                Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp).testTag("number"),
                label = { Text(stringResource(R.string.notices_number)) }, singleLine = true,
            )
        }
        if (state.topics.isNotEmpty()) {
            item("topics") {
                Chips(stringResource(R.string.notice_topic), state.topics, listOfNotNull(wanted.topic), single = true) { code ->
                    state.want { it.copy(topic = code.takeIf { it != wanted.topic }) }
                }
            }
        }
        if (notices.isEmpty()) item("none") { NoticePart(stringResource(R.string.asked_none), stringResource(R.string.asked_none_body)) }
        items(notices, { it.row.id }) { one -> NoticeWay(one) { go(Place(Screen.ITEM, it)) } }
    }
}

/** 办事指南: all of them. */
class GuidesState(core: Core, reach: Int = 0) : Growing<ItemRow>(core, reach) {
    override suspend fun part(before: String?): Part<ItemRow> {
        val page = core.guides(before = before, limit = PAGE)
        return Part(page.items, page.next)
    }
}

@Composable
fun GuidesScreen(state: GuidesState, list: LazyListState, go: (Place) -> Unit, back: () -> Unit) {
    Framed(stringResource(R.string.government_guides), state, back, "guides", list = list, more = state::more) { guides ->
        if (guides.isEmpty()) item("none") { NoticePart(stringResource(R.string.list_empty), "") }
        items(guides, { it.id }) { one -> Way(one.title, one.summary, { go(Place(Screen.ITEM, one.id)) }) }
    }
}
