package cn.songming.app.article

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.navigationBarsPadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Favorite
import androidx.compose.material.icons.filled.FavoriteBorder
import androidx.compose.material.icons.filled.MoreVert
import androidx.compose.material.icons.filled.Share
import androidx.compose.material3.DropdownMenu
import androidx.compose.material3.DropdownMenuItem
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.painter.Painter
import androidx.compose.ui.graphics.vector.rememberVectorPainter
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.role
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.platform.ExternalApps
import cn.songming.app.ui.AppBarButton
import cn.songming.core.ItemPage

/** The actions at the bottom of an item. */
@Composable
fun ItemActionBar(page: ItemPage, actions: ItemActions, navigate: (Destination) -> Unit) {
    val row = page.article.row
    val externalApps = ExternalApps(LocalContext.current)
    Surface(color = MaterialTheme.colorScheme.surfaceContainer) {
        Row(Modifier.fillMaxWidth().navigationBarsPadding()) {
            ItemAction(
                name = stringResource(if (row.favourite) R.string.favourite_on else R.string.favourite_off),
                icon = rememberVectorPainter(if (row.favourite) Icons.Default.Favorite else Icons.Default.FavoriteBorder),
                modifier = Modifier.weight(1f).toggleable(row.favourite, role = Role.Switch) { actions.setFavourite(it) },
            )
            ItemAction(
                name = stringResource(if (row.liked) R.string.like_on else R.string.like_off),
                icon = painterResource(if (row.liked) R.drawable.like_on else R.drawable.like_off),
                modifier = Modifier.weight(1f).toggleable(row.liked, role = Role.Switch) { actions.setLiked(it) },
                active = row.liked,
            )
            ItemAction(
                name = stringResource(R.string.listen),
                icon = painterResource(R.drawable.door_listen),
                modifier = Modifier.weight(1f).clickable {
                    actions.addToListening(onSuccess = { navigate(Destination(Screen.LISTENING)) })
                },
            )
            ItemAction(
                name = stringResource(R.string.share),
                icon = rememberVectorPainter(Icons.Default.Share),
                modifier = Modifier.weight(1f).clickable { externalApps.share(row.title, page.article.url) },
            )
        }
    }
}

@Composable
private fun ItemAction(name: String, icon: Painter, modifier: Modifier, active: Boolean = false) {
    Column(modifier.heightIn(min = 60.dp).padding(vertical = 8.dp), horizontalAlignment = Alignment.CenterHorizontally) {
        Icon(
            painter = icon,
            contentDescription = null,
            modifier = Modifier.size(24.dp),
            tint = if (active) MaterialTheme.colorScheme.primary else MaterialTheme.colorScheme.onSurface,
        )
        Text(name, style = MaterialTheme.typography.labelMedium)
    }
}

/** The actions behind the button in the app bar. */
@Composable
fun ItemMenu(page: ItemPage, actions: ItemActions, navigate: (Destination) -> Unit, onBack: () -> Unit) {
    var expanded by remember { mutableStateOf(false) }
    val externalApps = ExternalApps(LocalContext.current)
    AppBarButton(icon = Icons.Default.MoreVert, description = stringResource(R.string.more), onClick = { expanded = true })
    DropdownMenu(expanded = expanded, onDismissRequest = { expanded = false }) {
        val entry = @Composable { name: Int, onClick: () -> Unit ->
            DropdownMenuItem(
                text = { Text(stringResource(name), style = MaterialTheme.typography.bodyLarge) },
                onClick = {
                    expanded = false
                    onClick()
                },
            )
        }
        entry(if (page.offline.kept) R.string.keep_off else R.string.keep_on) { actions.setOffline(!page.offline.kept) }
        entry(R.string.story_title) { navigate(Destination(Screen.STORY, page.article.row.id)) }
        page.article.url?.let { address -> entry(R.string.article_original) { externalApps.open(address) } }
        entry(R.string.mark_unread) { actions.markUnread(onBack) }
        if (page.hidden) {
            entry(R.string.hide_off) { actions.setHidden(false, onSuccess = {}) }
        } else {
            entry(R.string.hide) { actions.setHidden(true, onBack) }
        }
    }
}
