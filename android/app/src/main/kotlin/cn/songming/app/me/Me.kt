package cn.songming.app.me

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.List
import androidx.compose.material.icons.filled.Clear
import androidx.compose.material.icons.filled.Favorite
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.LocationOn
import androidx.compose.material.icons.filled.Notifications
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material.icons.filled.Settings
import androidx.compose.material.icons.filled.Share
import androidx.compose.material.icons.filled.Star
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.lifecycle.compose.LifecycleResumeEffect
import cn.songming.app.R
import cn.songming.app.core.DisplayPolicy
import cn.songming.app.core.Term
import cn.songming.app.core.Theme
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.platform.Channels
import cn.songming.app.platform.rememberAsk
import cn.songming.app.ui.Chips
import cn.songming.app.ui.Choice
import cn.songming.app.ui.DisplayState
import cn.songming.app.ui.Framed
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Way

/** 我的. */
@Composable
fun MeScreen(state: DisplayState, go: (Place) -> Unit) {
    val ask = rememberAsk(insist = true)
    val context = LocalContext.current
    var allowed by remember { mutableStateOf(Channels.allowed(context)) }
    // It may have been allowed, or forbidden, in the phone's settings.
    LifecycleResumeEffect(Unit) {
        allowed = Channels.allowed(context)
        onPauseOrDispose {}
    }
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
            Way(stringResource(R.string.towns_title), onGo = { go(Place(Screen.TOWNS)) }, icon = Icons.Default.LocationOn)
            Way(stringResource(R.string.sources_title), onGo = { go(Place(Screen.SOURCES)) }, icon = Icons.Default.Share)
            Way(stringResource(R.string.storage_title), onGo = { go(Place(Screen.STORAGE)) }, icon = Icons.Default.Settings)
            if (!allowed) Way(stringResource(R.string.me_reminders), stringResource(R.string.me_reminders_body), ask, Icons.Default.Notifications)
            Way(stringResource(R.string.about_title), onGo = { go(Place(Screen.ABOUT)) }, icon = Icons.Default.Info)
        }
    }
}

@Composable
private fun Steps(policy: DisplayPolicy, state: DisplayState) {
    val steps = policy.fontSteps.mapIndexed { step, scale -> Term(step.toString(), stringResource(R.string.me_font_step, (scale * 100).toInt())) }
    Chips(stringResource(R.string.me_font), steps, listOf(policy.fontStep.toString()), single = true) { state.font(policy.fontSteps[it.toInt()]) }
}

private val themes = listOf(Theme.SYSTEM to R.string.theme_system, Theme.LIGHT to R.string.theme_light, Theme.DARK to R.string.theme_dark)

@Composable
private fun Lights(policy: DisplayPolicy, state: DisplayState) {
    val all = themes.map { (theme, name) -> Term(theme.name, stringResource(name)) }
    Chips(stringResource(R.string.me_theme), all, listOf(policy.theme.name), single = true) { state.theme(Theme.valueOf(it)) }
}
