package cn.songming.app.me

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.List
import androidx.compose.material.icons.filled.Clear
import androidx.compose.material.icons.filled.Favorite
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Notifications
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material.icons.filled.Settings
import androidx.compose.material.icons.filled.Share
import androidx.compose.material.icons.filled.Star
import androidx.compose.material3.FilterChip
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.DisplayPolicy
import cn.songming.app.core.Theme
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.platform.Channels
import cn.songming.app.platform.rememberAsk
import cn.songming.app.ui.Choice
import cn.songming.app.ui.DisplayState
import cn.songming.app.ui.Framed
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way

/** 我的. */
@Composable
fun MeScreen(state: DisplayState, go: (Place) -> Unit) {
    val ask = rememberAsk()
    val allowed = Channels.allowed(LocalContext.current)
    Framed(stringResource(R.string.tab_me), state, tag = "me") { policy ->
        item { Choice(stringResource(R.string.me_elder), stringResource(R.string.me_elder_body), policy.elder, state::elder) }
        item { Steps(policy, state) }
        item { Lights(policy, state) }
        item { PartTitle(stringResource(R.string.me_mine)) }
        item {
            Way(stringResource(R.string.me_favourites), onGo = { go(Place(Screen.FAVOURITES)) }, icon = Icons.Default.Favorite)
            Way(stringResource(R.string.me_history), onGo = { go(Place(Screen.HISTORY)) }, icon = Icons.Default.Refresh)
            Way(stringResource(R.string.me_offline), onGo = { go(Place(Screen.OFFLINE)) }, icon = Icons.Default.Star)
            Way(stringResource(R.string.me_hidden), onGo = { go(Place(Screen.HIDDEN)) }, icon = Icons.Default.Clear)
        }
        item { PartTitle(stringResource(R.string.me_settings)) }
        item {
            Way(stringResource(R.string.subscriptions_title), onGo = { go(Place(Screen.SUBSCRIPTIONS)) }, icon = Icons.AutoMirrored.Filled.List)
            Way(stringResource(R.string.sources_title), onGo = { go(Place(Screen.SOURCES)) }, icon = Icons.Default.Share)
            Way(stringResource(R.string.storage_title), onGo = { go(Place(Screen.STORAGE)) }, icon = Icons.Default.Settings)
            if (!allowed) Way(stringResource(R.string.me_reminders), stringResource(R.string.me_reminders_body), ask, Icons.Default.Notifications)
            Way(stringResource(R.string.about_title), onGo = { go(Place(Screen.ABOUT)) }, icon = Icons.Default.Info)
        }
    }
}

@Composable
private fun Steps(policy: DisplayPolicy, state: DisplayState) {
    Column(Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)) {
        Text(stringResource(R.string.me_font), style = MaterialTheme.typography.titleMedium)
        FlowRow(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            policy.fontSteps.forEachIndexed { step, scale ->
                FilterChip(step == policy.fontStep.toInt(), { state.font(scale) }, {
                    Text(stringResource(R.string.me_font_step, (scale * 100).toInt()))
                })
            }
        }
    }
}

private val themes = listOf(Theme.SYSTEM to R.string.theme_system, Theme.LIGHT to R.string.theme_light, Theme.DARK to R.string.theme_dark)

@Composable
private fun Lights(policy: DisplayPolicy, state: DisplayState) {
    Column(Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)) {
        Text(stringResource(R.string.me_theme), style = MaterialTheme.typography.titleMedium)
        FlowRow(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            for ((theme, name) in themes) FilterChip(theme == policy.theme, { state.theme(theme) }, { Text(stringResource(name)) })
        }
    }
}
