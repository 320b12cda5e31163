package cn.songming.app.article

import android.net.Uri
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.runtime.snapshotFlow
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.paneTitle
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.LifecycleStartEffect
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.core.Article
import cn.songming.app.core.Core
import cn.songming.app.core.Correction
import cn.songming.app.core.FavouriteAction
import cn.songming.app.core.HideAction
import cn.songming.app.core.ItemPage
import cn.songming.app.core.KeptItem
import cn.songming.app.core.LikeAction
import cn.songming.app.core.MarkRequest
import cn.songming.app.core.Material
import cn.songming.app.core.OpenAction
import cn.songming.app.core.PlaceAction
import cn.songming.app.core.ReadAction
import cn.songming.app.core.ReadingPlace
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.nav.placeOf
import cn.songming.app.platform.Outside
import cn.songming.app.ui.Bare
import cn.songming.app.ui.Card
import cn.songming.app.ui.FaultLine
import cn.songming.app.ui.FaultNotice
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.Opening
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.Standing
import cn.songming.app.ui.StoryRow
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way
import cn.songming.app.ui.aired
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.first

/** One item, of whatever kind. */
class ItemState(core: Core, private val id: String) : Question<ItemPage>(core) {
    private var opened = false

    override suspend fun answer(): ItemPage {
        val page = core.itemPage(id)
        if (!opened) {
            opened = true
            aside { core.mark(listOf(MarkRequest(id, OpenAction))) }
        }
        return page
    }

    fun favourite(on: Boolean) = act { core.mark(listOf(MarkRequest(id, FavouriteAction(on)))) }

    fun like(on: Boolean) = act { core.mark(listOf(MarkRequest(id, LikeAction(on)))) }

    /** 不感兴趣: off the lists, and back again. */
    fun hide(on: Boolean, done: () -> Unit) = act(done) { core.mark(listOf(MarkRequest(id, HideAction(on)))) }

    fun unread(done: () -> Unit) = act(done) { core.mark(listOf(MarkRequest(id, ReadAction(false)))) }

    fun listen(queued: () -> Unit) = act(queued) { core.addListening(listOf(id)) }

    fun keep(on: Boolean) = act {
        core.keepOffline(KeptItem(id), on)
        if (on) core.loadOffline(KeptItem(id))
    }

    fun picture(address: String) = act { core.loadPictures(id, address) }

    fun tick(material: Material) = act { core.tickMaterial(id, material.text, !material.ticked) }

    fun clearTicks() = act { core.clearTicks(id) }

    fun acknowledge(identifier: String) = act { core.acknowledgeAlert(identifier) }

    /** Where the person stopped reading. */
    fun stopped(block: Int, permille: Int) = act {
        core.mark(listOf(MarkRequest(id, PlaceAction(ReadingPlace(block.toUInt(), permille.toUInt())))))
    }
}

/** What stands above the blocks in the list. */
private const val ABOVE = 1

@Composable
fun ItemScreen(state: ItemState, go: (Place) -> Unit, back: () -> Unit) {
    val loaded by state.state.collectAsStateWithLifecycle()
    val complaint by state.complaint.collectAsStateWithLifecycle()
    val page = (loaded as? Loaded.Content)?.value
    val context = LocalContext.current
    val publisher = stringResource(R.string.publisher_host)
    val follow = remember(context, go) {
        { address: String ->
            val place = placeOf(Uri.parse(address), publisher)
            if (place == null) Outside(context).open(address) else go(place)
        }
    }
    Bare("", back, { if (page != null) More(page, state, go, back) }) {
        Standing()
        complaint?.let { FaultLine(it, state::dismiss) }
        when (val now = loaded) {
            Loaded.Opening -> Opening()
            is Loaded.Fault -> FaultNotice(now.fault, state::again)
            is Loaded.Content -> {
                val place = now.value.article.place
                val list = rememberLazyListState(if (place == null || place.block == 0u) 0 else place.block.toInt() + ABOVE)
                GoOn(list, place)
                LifecycleStartEffect(list) { onStopOrDispose { stopped(list, state) } }
                Column(Modifier.fillMaxSize().semantics { paneTitle = now.value.article.row.title }) {
                    CompositionLocalProvider(LocalFollow provides follow) {
                        // What is read can be copied: a number, an address, a sentence.
                        SelectionContainer(Modifier.weight(1f)) { Body(now.value, state, list, go) }
                    }
                    Actions(now.value, state, go)
                }
            }
        }
    }
}

/** To the line where the person stopped: only once the block is laid out is it known how far down that is. */
@Composable
private fun GoOn(list: LazyListState, place: ReadingPlace?) {
    var there by rememberSaveable { mutableStateOf(place == null) }
    LaunchedEffect(list) {
        val wanted = place ?: return@LaunchedEffect
        if (there) return@LaunchedEffect
        val block = snapshotFlow { list.layoutInfo.visibleItemsInfo.firstOrNull() }.filterNotNull().first()
        if (block.index == wanted.block.toInt() + ABOVE) list.scrollToItem(block.index, block.size * wanted.permille.toInt() / 1000)
        there = true
    }
}

private fun stopped(list: LazyListState, state: ItemState) {
    val first = list.layoutInfo.visibleItemsInfo.firstOrNull() ?: return
    val block = (first.index - ABOVE).coerceAtLeast(0)
    val permille = if (first.index < ABOVE || first.size == 0) 0 else (-first.offset * 1000 / first.size).coerceIn(0, 1000)
    state.stopped(block, permille)
}

@Composable
private fun Body(page: ItemPage, state: ItemState, list: LazyListState, go: (Place) -> Unit) {
    val article = page.article
    LazyColumn(
        Modifier.fillMaxSize().testTag("article"),
        list,
        contentPadding = PaddingValues(start = 20.dp, end = 20.dp, bottom = 48.dp),
        verticalArrangement = Arrangement.spacedBy(18.dp),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        item("head") {
            Column(verticalArrangement = Arrangement.spacedBy(18.dp)) {
                Head(article, state)
                FactsCard(page.facts, state, go)
            }
        }
        itemsIndexed(article.blocks, { index, _ -> index }, { _, block -> block::class }) { _, block ->
            Column(Modifier.widthIn(max = WIDEST).fillMaxWidth()) { BlockView(block) { state.picture(it) } }
        }
        if (article.capped) item("capped") { Quiet(stringResource(R.string.article_capped)) }
        if (article.documents.isNotEmpty()) {
            item("papers") { PartTitle(stringResource(R.string.article_documents)) }
            itemsIndexed(article.documents, { index, _ -> "paper $index" }) { _, paper -> DocumentWay(paper) }
        }
        if (article.versions.isNotEmpty()) {
            item("story") {
                Way(
                    stringResource(R.string.story_title),
                    stringResource(R.string.story_versions, article.row.versions.toInt()),
                    { go(Place(Screen.STORY, article.row.id)) },
                )
            }
        }
        items(article.versions, { "version ${it.id}" }) { StoryRow(it, { id -> go(Place(Screen.ITEM, id)) }) }
    }
}

@Composable
private fun Head(article: Article, state: ItemState) {
    val row = article.row
    Column(Modifier.widthIn(max = WIDEST).fillMaxWidth(), verticalArrangement = Arrangement.spacedBy(12.dp)) {
        Text(aired(row.title), Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
        val minutes = stringResource(R.string.article_reading, article.readingMinutes.toInt())
        val facts = listOf(row.source) + article.authors + listOf(row.publishedText, minutes)
        Text(
            facts.filter { it.isNotEmpty() }.distinct().joinToString("　"),
            style = MaterialTheme.typography.bodySmall,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
        article.correction?.let { Corrected(it) }
        article.lead?.let { Figure(it.url, it.file, it.placeholder, it.alt, "", it.width, it.height) { state.picture(it) } }
    }
}

@Composable
private fun Corrected(correction: Correction) {
    Card {
        Text(
            stringResource(R.string.article_corrected, correction.timeText),
            style = MaterialTheme.typography.titleSmall,
            color = MaterialTheme.colorScheme.primary,
        )
        if (correction.reason.isNotEmpty()) Text(correction.reason, style = MaterialTheme.typography.bodyMedium)
        for (change in correction.changes) {
            if (change.before.isNotEmpty()) {
                Text(
                    stringResource(R.string.article_before, change.before),
                    style = MaterialTheme.typography.bodySmall.copy(textDecoration = TextDecoration.LineThrough),
                    color = MaterialTheme.colorScheme.onSurfaceVariant,
                )
            }
            if (change.after.isNotEmpty()) {
                Text(stringResource(R.string.article_after, change.after), style = MaterialTheme.typography.bodySmall)
            }
        }
    }
}
