package cn.songming.app.service

import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.res.stringResource
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.ServiceGroup
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.Choice
import cn.songming.app.ui.Framed
import cn.songming.app.ui.NoticePart
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Way

/** 服务: the directory, category by category. */
class ServiceState(core: Core) : Question<List<ServiceGroup>>(core) {
    var openNow by mutableStateOf(false)
        private set

    override suspend fun answer(): List<ServiceGroup> = core.directory(openNow)

    fun openNow(on: Boolean) {
        openNow = on
        again()
    }
}

@Composable
fun ServiceScreen(state: ServiceState, go: (Place) -> Unit) {
    Framed(stringResource(R.string.tab_service), state, tag = "service") { groups ->
        item("open") { Choice(stringResource(R.string.service_open), "", state.openNow, state::openNow) }
        if (groups.isEmpty()) item("none") { NoticePart(stringResource(R.string.service_none), stringResource(R.string.service_none_body)) }
        groups.forEachIndexed { number, group ->
            item("group $number") { PartTitle(group.name) }
            items(group.entries, { "entry ${it.row.id}" }) { entry ->
                Way(
                    entry.row.title,
                    listOfNotNull(entry.phone, entry.address).joinToString("　"),
                    { go(Place(Screen.ITEM, entry.row.id)) },
                ) {
                    entry.opening?.let {
                        Text(
                            it.words,
                            style = MaterialTheme.typography.bodySmall,
                            color = if (it.open) MaterialTheme.colorScheme.secondary else MaterialTheme.colorScheme.onSurfaceVariant,
                        )
                    }
                }
            }
        }
    }
}
