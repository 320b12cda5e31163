package cn.songming.app.government

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Search
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.Government
import cn.songming.app.core.ItemRow
import cn.songming.app.core.NoticeRequest
import cn.songming.app.core.NoticeRow
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.BarButton
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
        item { PartTitle(stringResource(R.string.government_guides)) { go(Place(Screen.GUIDES)) } }
        items(page.guides, { "guide ${it.id}" }) { Way(it.title, it.summary, { open(it.id) }) }
        item { PartTitle(stringResource(R.string.government_notices)) { go(Place(Screen.NOTICES, "government")) } }
        items(page.notices, { "notice ${it.row.id}" }) { NoticeWay(it, open) }
    }
}

@Composable
fun NoticeWay(notice: NoticeRow, open: (String) -> Unit) {
    Way(notice.row.title, "${notice.issuer}　${notice.documentNumber.orEmpty()}".trim(), { open(notice.row.id) }) {
        Quiet(notice.validity)
    }
}

/** 公开: all notices of a module. */
class NoticesState(core: Core, private val module: String) : Growing<NoticeRow>(core) {
    var validOnly: Boolean = false
        private set

    override suspend fun part(before: String?): Part<NoticeRow> {
        val page = core.notices(NoticeRequest(module = module, validOnly = validOnly, before = before, limit = PAGE))
        return Part(page.items, page.next)
    }

    fun validOnly(on: Boolean) {
        validOnly = on
        again()
    }
}

@Composable
fun NoticesScreen(state: NoticesState, go: (Place) -> Unit, back: () -> Unit) {
    Framed(stringResource(R.string.government_notices), state, back, "notices") { notices ->
        item("valid") {
            Choice(stringResource(R.string.notices_valid), stringResource(R.string.notices_valid_body), state.validOnly, state::validOnly)
        }
        if (notices.isEmpty()) item("none") { NoticePart(stringResource(R.string.list_empty), "") }
        itemsIndexed(notices, { _, one -> one.row.id }) { index, one ->
            NoticeWay(one) { go(Place(Screen.ITEM, it)) }
            if (index == notices.lastIndex) LaunchedEffect(notices.size) { state.more() }
        }
    }
}

/** 办事指南: all of them. */
class GuidesState(core: Core) : Growing<ItemRow>(core) {
    override suspend fun part(before: String?): Part<ItemRow> {
        val page = core.guides(before = before, limit = PAGE)
        return Part(page.items, page.next)
    }
}

@Composable
fun GuidesScreen(state: GuidesState, go: (Place) -> Unit, back: () -> Unit) {
    Framed(stringResource(R.string.government_guides), state, back, "guides") { guides ->
        if (guides.isEmpty()) item("none") { NoticePart(stringResource(R.string.list_empty), "") }
        itemsIndexed(guides, { _, one -> one.id }) { index, one ->
            Way(one.title, one.summary, { go(Place(Screen.ITEM, one.id)) })
            if (index == guides.lastIndex) LaunchedEffect(guides.size) { state.more() }
        }
    }
}
