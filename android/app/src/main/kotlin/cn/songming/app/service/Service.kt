package cn.songming.app.service

import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.ServiceEntry
import cn.songming.app.core.ServiceRequest
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Notice
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.Way

/** 服务: the directory, category by category. */
class ServiceState(core: Core) : Question<List<Pair<String, List<ServiceEntry>>>>(core) {
    override suspend fun answer() = core.serviceCategories().map { category ->
        category.term.name to core.services(ServiceRequest(category = category.term.code, limit = 50u)).items
    }
}

@Composable
fun ServiceScreen(state: ServiceState, onOpen: (String) -> Unit) {
    Framed(stringResource(R.string.tab_service), state, tag = "service") { categories ->
        if (categories.isEmpty()) item { Notice(stringResource(R.string.service_none), "") }
        for ((name, entries) in categories) {
            item("category $name") { PartTitle(name) }
            items(entries, { "entry ${it.row.id}" }) { entry ->
                Way(entry.row.title, listOfNotNull(entry.phone, entry.address).joinToString("　"), { onOpen(entry.row.id) }) {
                    entry.opening?.let { Quiet(it.words) }
                }
            }
        }
    }
}
