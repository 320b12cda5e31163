package cn.songming.app.home

import androidx.annotation.DrawableRes
import androidx.annotation.StringRes
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
import androidx.compose.ui.semantics.role
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.alert.AlertBanner
import cn.songming.app.industry.PolicyListRow
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.AppBarButton
import cn.songming.app.ui.AppScaffold
import cn.songming.app.ui.ErrorMessage
import cn.songming.app.ui.FullScreenMessage
import cn.songming.app.ui.ItemListRow
import cn.songming.app.ui.LeadItem
import cn.songming.app.ui.LoadingIndicator
import cn.songming.app.ui.LocalSyncStatus
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.NewItemsButton
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.RefreshBox
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.UiState
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.Home
import cn.songming.core.HomeFamily
import cn.songming.core.ItemRow

@Composable
fun HomeScreen(viewModel: HomeViewModel, navigate: (Destination) -> Unit) =
    HomeScreen(viewModel.content.collectAsScreenState(), navigate)

@Composable
private fun HomeScreen(state: ScreenState<Home>, navigate: (Destination) -> Unit) {
    val search = @Composable {
        AppBarButton(
            icon = Icons.Default.Search,
            description = stringResource(R.string.home_search),
            onClick = { navigate(Destination(Screen.SEARCH)) },
        )
    }
    AppScaffold(title = stringResource(R.string.app_name), onBack = null, actions = { search() }) {
        RefreshBox {
            when (val uiState = state.uiState) {
                UiState.Loading -> LoadingIndicator()
                is UiState.Error -> ErrorMessage(uiState.exception, onRetry = state.onRetry)
                is UiState.Content -> if (uiState.value.latest.isEmpty()) EmptyHome() else FrontPage(uiState.value, navigate)
            }
        }
    }
}

/** Before the first sync has brought anything. */
@Composable
private fun EmptyHome() {
    val sync = LocalSyncStatus.current
    val syncUiState by sync.uiState.collectAsStateWithLifecycle()
    if (syncUiState.running) {
        FullScreenMessage(title = stringResource(R.string.state_first), body = stringResource(R.string.state_first_body))
    } else {
        FullScreenMessage(
            title = stringResource(R.string.state_empty_title),
            body = stringResource(R.string.state_empty_body),
            action = stringResource(R.string.state_again),
            onAction = sync::refresh,
        )
    }
}

@Composable
private fun FrontPage(home: Home, navigate: (Destination) -> Unit) {
    val onOpen = { id: String -> navigate(Destination(Screen.ITEM, id)) }
    val listState = rememberLazyListState()
    val top = home.top.ifEmpty { home.latest }
    Box(Modifier.fillMaxSize()) {
        LazyColumn(
            modifier = Modifier.fillMaxSize().testTag("home"),
            state = listState,
            contentPadding = PaddingValues(bottom = 32.dp),
            horizontalAlignment = Alignment.CenterHorizontally,
        ) {
            items(home.alerts, key = { "alert ${it.row.id}" }) { AlertBanner(it, onOpen) }
            item("shortcuts") { Shortcuts(home, navigate) }
            item("lead ${top.first().id}") { LeadItem(top.first(), onOpen) }
            itemRows("top", top.drop(1), onOpen)
            if (home.deadlines.isNotEmpty()) {
                item("deadlines") {
                    SectionHeader(
                        title = stringResource(R.string.home_deadlines),
                        onMore = { navigate(Destination(Screen.CALENDAR)) },
                    )
                }
                items(home.deadlines, key = { "deadline ${it.row.id}" }) { PolicyListRow(it, onOpen) }
            }
            if (home.top.isNotEmpty()) {
                item("latest") { SectionHeader(stringResource(R.string.home_latest)) }
                itemRows("latest", home.latest, onOpen)
            }
            for (section in home.sections) {
                val key = "${section.family} ${section.module.code}"
                val screen = if (section.family == HomeFamily.MODULE) Screen.MODULE else Screen.CHANNEL
                item("title $key") {
                    val unread = stringResource(R.string.home_unread, section.unread.toInt()).takeIf { section.unread > 0u }
                    SectionHeader(
                        title = section.module.name,
                        detail = unread.orEmpty(),
                        onMore = { navigate(Destination(screen, section.module.code, section.module.name)) },
                    )
                }
                itemRows(key, section.items, onOpen)
            }
        }
        // The first row is not an item: at the top of the list the newest one can be seen.
        NewItemsButton(home.latest.firstOrNull()?.id, listState) { it.firstVisibleItemIndex == 0 }
    }
}

private fun LazyListScope.itemRows(key: String, rows: List<ItemRow>, onOpen: (String) -> Unit) {
    items(rows, key = { "$key ${it.id}" }, contentType = { "item" }) { ItemListRow(it, onOpen) }
}

private class Shortcut(@StringRes val title: Int, @DrawableRes val icon: Int, val screen: Screen)

private val shortcuts = listOf(
    Shortcut(R.string.party_title, R.drawable.door_party, Screen.PARTY),
    Shortcut(R.string.channels_title, R.drawable.door_channels, Screen.CHANNELS),
    Shortcut(R.string.listen_title, R.drawable.door_listen, Screen.LISTENING),
    Shortcut(R.string.alerts_title, R.drawable.door_alert, Screen.ALERTS),
)

/** Buttons for screens that are not tabs, and rows for what is new in tabs. */
@Composable
private fun Shortcuts(home: Home, navigate: (Destination) -> Unit) {
    Column(Modifier.widthIn(max = MaxContentWidth).fillMaxWidth()) {
        SecondaryText(stringResource(R.string.home_updated, home.updatedText), Modifier.padding(horizontal = 20.dp, vertical = 6.dp))
        Row(
            modifier = Modifier.fillMaxWidth().padding(horizontal = 8.dp),
            horizontalArrangement = Arrangement.SpaceEvenly,
        ) {
            for (shortcut in shortcuts) {
                Column(
                    modifier = Modifier.weight(1f).clickable(role = Role.Button) { navigate(Destination(shortcut.screen)) }
                        .heightIn(min = 72.dp).padding(vertical = 10.dp),
                    verticalArrangement = Arrangement.spacedBy(6.dp),
                    horizontalAlignment = Alignment.CenterHorizontally,
                ) {
                    Icon(
                        painter = painterResource(shortcut.icon),
                        contentDescription = null,
                        modifier = Modifier.size(28.dp),
                        tint = MaterialTheme.colorScheme.primary,
                    )
                    Text(stringResource(shortcut.title), style = MaterialTheme.typography.labelMedium)
                }
            }
        }
        if (home.appealsUnseen > 0u) {
            NavRow(
                title = stringResource(R.string.home_appeals, home.appealsUnseen.toInt()),
                onClick = { navigate(Destination(Screen.GOVERNMENT)) },
            )
        }
        if (home.submissionsUnseen > 0u) {
            NavRow(
                title = stringResource(R.string.home_submissions, home.submissionsUnseen.toInt()),
                onClick = { navigate(Destination(Screen.STATION)) },
            )
        }
        if (home.radarUnseen > 0u) {
            NavRow(
                title = stringResource(R.string.home_radar, home.radarUnseen.toInt()),
                onClick = { navigate(Destination(Screen.RADAR_HITS)) },
            )
        }
    }
}

private class HomePreviews : PreviewParameterProvider<ScreenState<Home>> {
    private val empty = Home(
        alerts = emptyList(),
        top = emptyList(),
        latest = emptyList(),
        sections = emptyList(),
        unreadTotal = 0u,
        deadlines = emptyList(),
        appealsUnseen = 0u,
        submissionsUnseen = 0u,
        radarUnseen = 0u,
        updated = null,
        updatedText = "",
    )
    override val values = previewStates(
        empty,
        empty.copy(latest = listOf(previewItemRow("1"), previewItemRow("2", read = true)), appealsUnseen = 1u, updatedText = "10:00"),
    )
}

@Preview
@Composable
private fun HomePreview(@PreviewParameter(HomePreviews::class) state: ScreenState<Home>) =
    PreviewTheme { HomeScreen(state, navigate = {}) }
