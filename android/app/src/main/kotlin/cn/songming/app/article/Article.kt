package cn.songming.app.article

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.heading
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
import cn.songming.app.core.ImageBlock
import cn.songming.app.core.ItemPage
import cn.songming.app.core.KeptItem
import cn.songming.app.core.LikeAction
import cn.songming.app.core.MarkRequest
import cn.songming.app.core.Material
import cn.songming.app.core.OpenAction
import cn.songming.app.core.PlaceAction
import cn.songming.app.core.ReadingPlace
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.Bare
import cn.songming.app.ui.Card
import cn.songming.app.ui.FaultLine
import cn.songming.app.ui.FaultNotice
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.Opening
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.StoryRow
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way

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

    fun hide(gone: () -> Unit) = act(gone) { core.mark(listOf(MarkRequest(id, HideAction(true)))) }

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
    Bare("", back, { if (page != null) More(page, state, go, back) }) {
        complaint?.let { FaultLine(it, state::dismiss) }
        when (val now = loaded) {
            Loaded.Opening -> Opening()
            is Loaded.Fault -> FaultNotice(now.fault, state::again)
            is Loaded.Content -> {
                val place = now.value.article.place
                val list = rememberLazyListState(if (place == null || place.block == 0u) 0 else place.block.toInt() + ABOVE)
                LifecycleStartEffect(list) { onStopOrDispose { stopped(list, state) } }
                Column(Modifier.fillMaxSize()) {
                    Body(now.value, state, list, go, Modifier.weight(1f))
                    Actions(now.value, state, go)
                }
            }
        }
    }
}

private fun stopped(list: LazyListState, state: ItemState) {
    val first = list.layoutInfo.visibleItemsInfo.firstOrNull() ?: return
    val block = (first.index - ABOVE).coerceAtLeast(0)
    val permille = if (first.index < ABOVE || first.size == 0) 0 else (-first.offset * 1000 / first.size).coerceIn(0, 1000)
    state.stopped(block, permille)
}

@Composable
private fun Body(page: ItemPage, state: ItemState, list: LazyListState, go: (Place) -> Unit, modifier: Modifier) {
    val article = page.article
    LazyColumn(
        modifier.fillMaxWidth().testTag("article"),
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
        if (article.documents.isNotEmpty()) {
            item("papers") { PartTitle(stringResource(R.string.article_documents)) }
            items(article.documents, { "paper ${it.url}" }) { DocumentWay(it) }
        }
        if (article.versions.isNotEmpty()) {
            item("story") {
                Way(
                    stringResource(R.string.story_title),
                    stringResource(R.string.story_versions, article.versions.size + 1),
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
        Text(row.title, Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
        val minutes = (article.readingSeconds.toInt() + 59) / 60
        val facts = listOf(row.source) + article.authors + listOf(row.publishedText, stringResource(R.string.article_reading, minutes))
        Text(
            facts.filter { it.isNotEmpty() }.distinct().joinToString("　"),
            style = MaterialTheme.typography.bodySmall,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
        article.correction?.let { Corrected(it) }
        // The lead stands in the text too, where it has a place there.
        val lead = article.lead?.takeIf { lead -> article.blocks.none { it is ImageBlock && it.src == lead.url } }
        lead?.let { Figure(it.url, it.file, it.placeholder, it.alt, "", it.width, it.height) { state.picture(it) } }
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
