package cn.songming.app.me

import androidx.annotation.StringRes
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.List
import androidx.compose.material.icons.filled.Clear
import androidx.compose.material.icons.filled.Create
import androidx.compose.material.icons.filled.Favorite
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.LocationOn
import androidx.compose.material.icons.filled.Notifications
import androidx.compose.material.icons.filled.Place
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material.icons.filled.Settings
import androidx.compose.material.icons.filled.Share
import androidx.compose.material.icons.filled.Star
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.lifecycle.compose.LifecycleResumeEffect
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.platform.Notifications
import cn.songming.app.platform.rememberNotificationPermissionRequest
import cn.songming.app.station.AccountViewModel
import cn.songming.app.station.isClerk
import cn.songming.app.ui.ChipGroup
import cn.songming.app.ui.DisplayViewModel
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.SwitchRow
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.contentOrNull
import cn.songming.app.ui.previewStates
import cn.songming.core.AccountState
import cn.songming.core.DisplayPolicy
import cn.songming.core.Term
import cn.songming.core.TextSizes
import cn.songming.core.Theme

/** 我的. */
@Composable
fun MeScreen(viewModel: DisplayViewModel, accountViewModel: AccountViewModel, navigate: (Destination) -> Unit) {
    val account by accountViewModel.content.uiState.collectAsStateWithLifecycle()
    val requestNotifications = rememberNotificationPermissionRequest(openSettings = true)
    MeScreen(
        state = viewModel.content.collectAsScreenState(),
        account = account.contentOrNull,
        notificationsAllowed = rememberNotificationsAllowed(),
        onSetElderMode = viewModel::setElderMode,
        onSetFontScale = viewModel::setFontScale,
        onSetTheme = viewModel::setTheme,
        onRequestNotifications = requestNotifications,
        navigate = navigate,
    )
}

/** Read again whenever the app is resumed: it can change in the phone's settings. */
@Composable
private fun rememberNotificationsAllowed(): Boolean {
    val context = LocalContext.current
    var allowed by remember { mutableStateOf(Notifications.areAllowed(context)) }
    LifecycleResumeEffect(Unit) {
        allowed = Notifications.areAllowed(context)
        onPauseOrDispose {}
    }
    return allowed
}

@Composable
private fun MeScreen(
    state: ScreenState<DisplayPolicy>,
    account: AccountState?,
    notificationsAllowed: Boolean,
    onSetElderMode: (Boolean) -> Unit,
    onSetFontScale: (Float) -> Unit,
    onSetTheme: (Theme) -> Unit,
    onRequestNotifications: () -> Unit,
    navigate: (Destination) -> Unit,
) {
    ScreenScaffold(title = stringResource(R.string.tab_me), state = state, tag = "me") { policy ->
        item {
            SwitchRow(
                title = stringResource(R.string.me_elder),
                detail = stringResource(R.string.me_elder_body),
                checked = policy.elder,
                onCheckedChange = onSetElderMode,
            )
        }
        item { FontScaleChips(policy, onSetFontScale) }
        item { ThemeChips(policy, onSetTheme) }
        item { SectionHeader(stringResource(R.string.me_mine)) }
        item {
            MenuRow(R.string.me_favourites, Icons.Default.Favorite) { navigate(Destination(Screen.FAVOURITES)) }
            MenuRow(R.string.me_history, Icons.Default.Refresh) { navigate(Destination(Screen.HISTORY)) }
            MenuRow(R.string.me_offline, Icons.Default.Star) { navigate(Destination(Screen.OFFLINE)) }
            MenuRow(R.string.me_hidden, Icons.Default.Clear) { navigate(Destination(Screen.HIDDEN)) }
        }
        item {
            NavRow(
                title = stringResource(R.string.tab_station),
                detail = account?.name.orEmpty(),
                onClick = { navigate(Destination(Screen.STATION)) },
                icon = Icons.Default.Create,
            )
            // On a clerk's phone it has no tab.
            if (account?.isClerk == true) MenuRow(R.string.tab_service, Icons.Default.Place) { navigate(Destination(Screen.SERVICE)) }
        }
        item { SectionHeader(stringResource(R.string.me_settings)) }
        item {
            MenuRow(R.string.subscriptions_title, Icons.AutoMirrored.Filled.List) { navigate(Destination(Screen.SUBSCRIPTIONS)) }
            MenuRow(R.string.towns_title, Icons.Default.LocationOn) { navigate(Destination(Screen.TOWNS)) }
            MenuRow(R.string.sources_title, Icons.Default.Share) { navigate(Destination(Screen.SOURCES)) }
            MenuRow(R.string.storage_title, Icons.Default.Settings) { navigate(Destination(Screen.STORAGE)) }
            if (!notificationsAllowed) {
                NavRow(
                    title = stringResource(R.string.me_reminders),
                    detail = stringResource(R.string.me_reminders_body),
                    onClick = onRequestNotifications,
                    icon = Icons.Default.Notifications,
                )
            }
            MenuRow(R.string.about_title, Icons.Default.Info) { navigate(Destination(Screen.ABOUT)) }
        }
    }
}

@Composable
private fun MenuRow(@StringRes title: Int, icon: ImageVector, onClick: () -> Unit) =
    NavRow(title = stringResource(title), onClick = onClick, icon = icon)

@Composable
private fun FontScaleChips(policy: DisplayPolicy, onSetFontScale: (Float) -> Unit) {
    ChipGroup(
        title = stringResource(R.string.me_font),
        terms = policy.fontSteps.mapIndexed { step, scale ->
            Term(step.toString(), stringResource(R.string.me_font_step, (scale * 100).toInt()))
        },
        selected = listOf(policy.fontStep.toString()),
        single = true,
        onToggle = { onSetFontScale(policy.fontSteps[it.toInt()]) },
    )
}

private val themes = listOf(Theme.SYSTEM to R.string.theme_system, Theme.LIGHT to R.string.theme_light, Theme.DARK to R.string.theme_dark)

@Composable
private fun ThemeChips(policy: DisplayPolicy, onSetTheme: (Theme) -> Unit) {
    ChipGroup(
        title = stringResource(R.string.me_theme),
        terms = themes.map { (theme, name) -> Term(theme.name, stringResource(name)) },
        selected = listOf(policy.theme.name),
        single = true,
        onToggle = { onSetTheme(Theme.valueOf(it)) },
    )
}

private class MePreviews : PreviewParameterProvider<ScreenState<DisplayPolicy>> {
    private val policy = DisplayPolicy(
        elder = false,
        theme = Theme.SYSTEM,
        fontSteps = listOf(1f, 1.3f),
        fontStep = 0u,
        fontScale = 1f,
        text = TextSizes(title = 22f, headline = 18f, body = 16f, caption = 12f),
        minText = 12f,
        largestText = 26f,
        minTarget = 48f,
        minContrast = 4.5f,
        minContrastLarge = 3f,
        lineHeight = 1.5f,
        minLineHeight = 1.3f,
        ads = false,
        manyFingerGestures = false,
    )
    override val values = previewStates(policy, policy.copy(elder = true, theme = Theme.DARK))
}

@Preview
@Composable
private fun MePreview(@PreviewParameter(MePreviews::class) state: ScreenState<DisplayPolicy>) = PreviewTheme {
    MeScreen(
        state = state,
        account = null,
        notificationsAllowed = false,
        onSetElderMode = {},
        onSetFontScale = {},
        onSetTheme = {},
        onRequestNotifications = {},
        navigate = {},
    )
}
