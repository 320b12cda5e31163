package cn.songming.app.home

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Search
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.alert.Banner
import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.Home
import cn.songming.app.core.HomeFamily
import cn.songming.app.core.ItemRow
import cn.songming.app.industry.Policy
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.BarButton
import cn.songming.app.ui.Bare
import cn.songming.app.ui.FaultNotice
import cn.songming.app.ui.LeadStory
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.LocalSyncing
import cn.songming.app.ui.Newcomers
import cn.songming.app.ui.Notice
import cn.songming.app.ui.Opening
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Pulled
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.StoryRow
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way

/** 首页. */
class HomeState(core: Core) : Question<Home>(core) {
    override suspend fun answer(): Home = core.home()

    override fun concerns(change: Change): Boolean = change != Change.SYNC && change != Change.SEARCH && change != Change.LISTENING
}

@Composable
fun HomeScreen(state: HomeState, go: (Place) -> Unit) {
    val loaded by state.state.collectAsStateWithLifecycle()
    val syncing = LocalSyncing.current
    val sync by syncing.state.collectAsStateWithLifecycle()
    Bare(
        stringResource(R.string.app_name),
        null,
        { BarButton(Icons.Default.Search, stringResource(R.string.home_search)) { go(Place(Screen.SEARCH)) } },
    ) {
        Pulled {
            when (val now = loaded) {
                Loaded.Opening -> Opening()
                is Loaded.Fault -> FaultNotice(now.fault, state::again)
                is Loaded.Content -> when {
                    now.value.latest.isNotEmpty() -> Front(now.value, go)
                    sync.under -> Notice(stringResource(R.string.state_first), stringResource(R.string.state_first_body))
                    else -> Notice(
                        stringResource(R.string.state_empty_title),
                        stringResource(R.string.state_empty_body),
                        stringResource(R.string.state_again),
                        syncing::refresh,
                    )
                }
            }
        }
    }
}

@Composable
private fun Front(home: Home, go: (Place) -> Unit) {
    val open = { id: String -> go(Place(Screen.ITEM, id)) }
    val list = rememberLazyListState()
    val (first, rest) = home.top.ifEmpty { home.latest }.let { it.first() to it.drop(1) }
    Box(Modifier.fillMaxSize()) {
        LazyColumn(
            Modifier.fillMaxSize().testTag("home"),
            list,
            contentPadding = PaddingValues(bottom = 32.dp),
            horizontalAlignment = Alignment.CenterHorizontally,
        ) {
            items(home.alerts, { "alert ${it.row.id}" }) { Banner(it, open) }
            item("doors") { Doors(home, go) }
            item("lead ${first.id}") { LeadStory(first, open) }
            rows("top", rest, open)
            if (home.deadlines.isNotEmpty()) {
                item("deadlines") { PartTitle(stringResource(R.string.home_deadlines)) { go(Place(Screen.CALENDAR)) } }
                items(home.deadlines, { "deadline ${it.row.id}" }) { Policy(it, open) }
            }
            if (home.top.isNotEmpty()) {
                item("latest") { PartTitle(stringResource(R.string.home_latest)) }
                rows("latest", home.latest, open)
            }
            for (section in home.sections) {
                val key = "${section.family} ${section.module.code}"
                val screen = if (section.family == HomeFamily.MODULE) Screen.MODULE else Screen.CHANNEL
                item("title $key") {
                    val unread = stringResource(R.string.home_unread, section.unread.toInt()).takeIf { section.unread > 0u }
                    PartTitle(section.module.name, unread.orEmpty()) { go(Place(screen, section.module.code, section.module.name)) }
                }
                rows(key, section.items, open)
            }
        }
        // What stands above the news keeps its place: at the top the newest is seen as it comes.
        Newcomers(home.latest.firstOrNull()?.id, list) { it.firstVisibleItemIndex == 0 }
    }
}

private fun LazyListScope.rows(key: String, rows: List<ItemRow>, open: (String) -> Unit) {
    items(rows, { "$key ${it.id}" }, { "story" }) { StoryRow(it, open) }
}

private val doors = listOf(
    Triple(R.string.party_title, R.drawable.door_party, Screen.PARTY),
    Triple(R.string.channels_title, R.drawable.door_channels, Screen.CHANNELS),
    Triple(R.string.listen_title, R.drawable.door_listen, Screen.LISTENING),
    Triple(R.string.alerts_title, R.drawable.door_alert, Screen.ALERTS),
)

/** The ways that are not tabs, and what waits behind them. */
@Composable
private fun Doors(home: Home, go: (Place) -> Unit) {
    Column(Modifier.widthIn(max = WIDEST).fillMaxWidth()) {
        Quiet(stringResource(R.string.home_updated, home.updatedText), Modifier.padding(horizontal = 20.dp, vertical = 6.dp))
        Row(Modifier.fillMaxWidth().padding(horizontal = 8.dp), horizontalArrangement = Arrangement.SpaceEvenly) {
            for ((name, icon, screen) in doors) {
                Column(
                    Modifier.weight(1f).clickable(role = Role.Button) { go(Place(screen)) }.heightIn(min = 72.dp).padding(vertical = 10.dp),
                    verticalArrangement = Arrangement.spacedBy(6.dp),
                    horizontalAlignment = Alignment.CenterHorizontally,
                ) {
                    Icon(painterResource(icon), null, Modifier.size(28.dp), MaterialTheme.colorScheme.primary)
                    Text(stringResource(name), style = MaterialTheme.typography.labelMedium)
                }
            }
        }
        if (home.appealsUnseen > 0u) {
            Way(stringResource(R.string.home_appeals, home.appealsUnseen.toInt()), onGo = { go(Place(Screen.GOVERNMENT)) })
        }
        if (home.radarUnseen > 0u) {
            Way(stringResource(R.string.home_radar, home.radarUnseen.toInt()), onGo = { go(Place(Screen.HITS)) })
        }
    }
}
