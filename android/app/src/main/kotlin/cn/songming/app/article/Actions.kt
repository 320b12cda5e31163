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
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.ItemPage
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.platform.Outside
import cn.songming.app.ui.BarButton

/** What can be done with what is read, within a thumb's reach. */
@Composable
fun Actions(page: ItemPage, state: ItemState, go: (Place) -> Unit) {
    val row = page.article.row
    val outside = Outside(LocalContext.current)
    Surface(color = MaterialTheme.colorScheme.surfaceContainer) {
        Row(Modifier.fillMaxWidth().navigationBarsPadding()) {
            val heart = rememberVectorPainter(if (row.favourite) Icons.Default.Favorite else Icons.Default.FavoriteBorder)
            val favourite = stringResource(if (row.favourite) R.string.favourite_on else R.string.favourite_off)
            Action(favourite, heart, Modifier.weight(1f).toggleable(row.favourite, role = Role.Switch) { state.favourite(it) })
            val like = stringResource(if (row.liked) R.string.like_on else R.string.like_off)
            val thumb = painterResource(if (row.liked) R.drawable.like_on else R.drawable.like_off)
            Action(like, thumb, Modifier.weight(1f).toggleable(row.liked, role = Role.Switch) { state.like(it) }, row.liked)
            val listen = { state.listen { go(Place(Screen.LISTENING)) } }
            Action(stringResource(R.string.listen), painterResource(R.drawable.door_listen), Modifier.weight(1f).clickable { listen() })
            val share = { outside.share(row.title, page.article.url) }
            Action(stringResource(R.string.share), rememberVectorPainter(Icons.Default.Share), Modifier.weight(1f).clickable { share() })
        }
    }
}

@Composable
private fun Action(name: String, icon: Painter, modifier: Modifier, on: Boolean = false) {
    Column(modifier.heightIn(min = 60.dp).padding(vertical = 8.dp), horizontalAlignment = Alignment.CenterHorizontally) {
        Icon(icon, null, Modifier.size(24.dp), if (on) MaterialTheme.colorScheme.primary else MaterialTheme.colorScheme.onSurface)
        Text(name, style = MaterialTheme.typography.labelMedium)
    }
}

/** What is wanted less often. */
@Composable
fun More(page: ItemPage, state: ItemState, go: (Place) -> Unit, back: () -> Unit) {
    var open by remember { mutableStateOf(false) }
    val outside = Outside(LocalContext.current)
    BarButton(Icons.Default.MoreVert, stringResource(R.string.more)) { open = true }
    DropdownMenu(open, { open = false }) {
        val entry = @Composable { name: Int, deed: () -> Unit ->
            DropdownMenuItem({ Text(stringResource(name), style = MaterialTheme.typography.bodyLarge) }, {
                open = false
                deed()
            })
        }
        entry(if (page.offline.kept) R.string.keep_off else R.string.keep_on) { state.keep(!page.offline.kept) }
        entry(R.string.story_title) { go(Place(Screen.STORY, page.article.row.id)) }
        page.article.url?.let { address -> entry(R.string.article_original) { outside.open(address) } }
        entry(R.string.mark_unread) { state.unread(back) }
        if (page.hidden) entry(R.string.hide_off) { state.hide(false) {} } else entry(R.string.hide) { state.hide(true, back) }
    }
}
