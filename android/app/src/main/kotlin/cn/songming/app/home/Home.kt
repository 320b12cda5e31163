package cn.songming.app.home

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Search
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.material3.TopAppBar
import androidx.compose.material3.pulltorefresh.PullToRefreshBox
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewModelScope
import cn.songming.app.R
import cn.songming.app.core.AlertRow
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.Home
import cn.songming.app.core.ItemRow
import cn.songming.app.core.words
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.Notice
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.StoryRow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch

/** 首页. */
class HomeState(core: Core) : Question<Home>(core) {
    private val under = MutableStateFlow(false)
    private val said = MutableStateFlow<String?>(null)

    /** Whether a sync that the person asked for is under way. */
    val syncing: StateFlow<Boolean> = under

    /** Why the last one brought nothing; what is on the screen stays. */
    val complaint: StateFlow<String?> = said

    override suspend fun answer(): Home = core.home()

    fun refresh() {
        if (under.value) return
        under.value = true
        viewModelScope.launch {
            said.value = try {
                core.sync()
                null
            } catch (fault: CoreFault) {
                fault.words
            }
            under.value = false
        }
    }
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun HomeScreen(state: HomeState, onOpen: (String) -> Unit, onSearch: () -> Unit, onParty: () -> Unit) {
    val loaded by state.state.collectAsStateWithLifecycle()
    val syncing by state.syncing.collectAsStateWithLifecycle()
    val complaint by state.complaint.collectAsStateWithLifecycle()
    Scaffold(
        topBar = {
            TopAppBar(
                title = { Text(stringResource(R.string.app_name)) },
                actions = {
                    TextButton(onParty) { Text(stringResource(R.string.party_title)) }
                    IconButton(onSearch) { Icon(Icons.Default.Search, stringResource(R.string.home_search)) }
                },
            )
        },
    ) { inner ->
        PullToRefreshBox(syncing, state::refresh, Modifier.fillMaxSize().padding(inner)) {
            when (val now = loaded) {
                Loaded.Opening -> Notice(stringResource(R.string.state_loading), "")
                is Loaded.Fault -> Notice(now.words, "", stringResource(R.string.state_again), state::refresh)
                is Loaded.Content -> if (now.value.latest.isEmpty()) {
                    Notice(
                        stringResource(R.string.state_empty_title),
                        complaint ?: stringResource(R.string.state_empty_body),
                        stringResource(R.string.state_again),
                        state::refresh,
                    )
                } else {
                    Front(now.value, complaint, onOpen)
                }
            }
        }
    }
}

@Composable
private fun Front(home: Home, complaint: String?, onOpen: (String) -> Unit) {
    val titles = listOf(R.string.home_top to home.top, R.string.home_latest to home.latest)
    LazyColumn(Modifier.fillMaxSize().testTag("home"), contentPadding = PaddingValues(bottom = 32.dp)) {
        items(home.alerts, { "alert ${it.identifier}" }) { Banner(it, onOpen) }
        complaint?.let { words -> item("complaint") { Line(words) } }
        item("updated") { Line(stringResource(R.string.home_updated, home.updatedText)) }
        if (home.appealsUnseen > 0u) {
            item("appeals") { Line(stringResource(R.string.home_appeals, home.appealsUnseen.toInt())) }
        }
        if (home.radarUnseen > 0u) {
            item("radar") { Line(stringResource(R.string.home_radar, home.radarUnseen.toInt())) }
        }
        for ((title, rows) in titles) {
            if (rows.isNotEmpty()) part("$title", { stringResource(title) }, { "" }, rows, onOpen)
        }
        for (section in home.sections) {
            part(
                "${section.family} ${section.module.code}",
                { section.module.name },
                { if (section.unread > 0u) stringResource(R.string.home_unread, section.unread.toInt()) else "" },
                section.items,
                onOpen,
            )
        }
    }
}

private fun LazyListScope.part(
    key: String,
    title: @Composable () -> String,
    beside: @Composable () -> String,
    rows: List<ItemRow>,
    onOpen: (String) -> Unit,
) {
    item("title $key") { PartTitle(title(), beside()) }
    items(rows, { "$key ${it.id}" }) { row ->
        StoryRow(row, onOpen)
        HorizontalDivider(Modifier.padding(horizontal = 20.dp), color = MaterialTheme.colorScheme.outlineVariant)
    }
}

/** 应急: said in words and never by its colour alone. */
@Composable
private fun Banner(alert: AlertRow, onOpen: (String) -> Unit) {
    val (back, front) = when (alert.real) {
        true -> MaterialTheme.colorScheme.error to MaterialTheme.colorScheme.onError
        false -> MaterialTheme.colorScheme.secondaryContainer to MaterialTheme.colorScheme.onSecondaryContainer
    }
    Surface({ onOpen(alert.row.id) }, Modifier.fillMaxWidth().padding(16.dp), shape = RoundedCornerShape(14.dp), color = back) {
        Column(Modifier.padding(16.dp), verticalArrangement = Arrangement.spacedBy(4.dp)) {
            Text(alert.headline, style = MaterialTheme.typography.titleMedium, color = front)
            Text(alert.words, style = MaterialTheme.typography.bodyMedium, color = front)
            if (alert.instruction.isNotEmpty()) {
                Text(alert.instruction, style = MaterialTheme.typography.bodyMedium, color = front)
            }
        }
    }
}

@Composable
private fun Line(text: String) {
    Text(
        text,
        Modifier.padding(horizontal = 20.dp, vertical = 6.dp),
        style = MaterialTheme.typography.bodySmall,
        color = MaterialTheme.colorScheme.onSurfaceVariant,
    )
}
