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
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.LifecycleStartEffect
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.nav.destinationOf
import cn.songming.app.platform.ExternalApps
import cn.songming.app.ui.AppScaffold
import cn.songming.app.ui.ErrorBanner
import cn.songming.app.ui.ErrorMessage
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.ItemListRow
import cn.songming.app.ui.LoadingIndicator
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.StatusBanner
import cn.songming.app.ui.UiState
import cn.songming.app.ui.cjkSpacing
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.contentOrNull
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.Article
import cn.songming.core.Block
import cn.songming.core.Correction
import cn.songming.core.ItemDetails
import cn.songming.core.ItemPage
import cn.songming.core.Material
import cn.songming.core.OfflineEntry
import cn.songming.core.OfflineTarget
import cn.songming.core.ReadingPosition
import cn.songming.core.Span
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.first

/** Items of the list above the blocks of the article. */
private const val ITEMS_BEFORE_BLOCKS = 1

@Composable
fun ItemScreen(viewModel: ItemViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    ItemScreen(viewModel.content.collectAsScreenState(), actions = viewModel, navigate, onBack)

@Composable
private fun ItemScreen(
    state: ScreenState<ItemPage>,
    actions: ItemActions,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    val page = state.uiState.contentOrNull
    AppScaffold(
        title = "",
        onBack = onBack,
        actions = { if (page != null) ItemMenu(page, actions, navigate, onBack) },
    ) {
        StatusBanner()
        state.actionError?.let { ErrorBanner(it, onDismiss = state.onDismissError) }
        when (val uiState = state.uiState) {
            UiState.Loading -> LoadingIndicator()
            is UiState.Error -> ErrorMessage(uiState.exception, onRetry = state.onRetry)
            is UiState.Content -> ItemContent(uiState.value, actions, navigate)
        }
    }
}

@Composable
private fun ItemContent(page: ItemPage, actions: ItemActions, navigate: (Destination) -> Unit) {
    val position = page.article.place
    val listState = rememberLazyListState(if (position == null || position.block == 0u) 0 else position.block.toInt() + ITEMS_BEFORE_BLOCKS)
    RestoreReadingPosition(listState, position)
    LifecycleStartEffect(listState) { onStopOrDispose { saveReadingPosition(listState, actions) } }
    Column(Modifier.fillMaxSize().semantics { paneTitle = page.article.row.title }) {
        CompositionLocalProvider(LocalLinkHandler provides rememberLinkHandler(navigate)) {
            // Text can be selected and copied: a number, an address, a sentence.
            SelectionContainer(Modifier.weight(1f)) { ArticleList(page, actions, listState, navigate) }
        }
        ItemActionBar(page, actions, navigate)
    }
}

/** Opens links of the publisher's items in the app, and all others outside of it. */
@Composable
private fun rememberLinkHandler(navigate: (Destination) -> Unit): (String) -> Unit {
    val context = LocalContext.current
    val publisher = stringResource(R.string.publisher_host)
    return remember(context, publisher, navigate) {
        { address ->
            val destination = destinationOf(Uri.parse(address), publisher)
            if (destination == null) ExternalApps(context).open(address) else navigate(destination)
        }
    }
}

/** Scrolls to the stored line, once: how far down it is in its block is known when the block is laid out. */
@Composable
private fun RestoreReadingPosition(listState: LazyListState, position: ReadingPosition?) {
    var restored by rememberSaveable { mutableStateOf(position == null) }
    LaunchedEffect(listState) {
        if (position == null || restored) return@LaunchedEffect
        val first = snapshotFlow { listState.layoutInfo.visibleItemsInfo.firstOrNull() }.filterNotNull().first()
        if (first.index == position.block.toInt() + ITEMS_BEFORE_BLOCKS) {
            listState.scrollToItem(first.index, first.size * position.permille.toInt() / 1000)
        }
        restored = true
    }
}

private fun saveReadingPosition(listState: LazyListState, actions: ItemActions) {
    val first = listState.layoutInfo.visibleItemsInfo.firstOrNull() ?: return
    val block = (first.index - ITEMS_BEFORE_BLOCKS).coerceAtLeast(0)
    val aboveBlocks = first.index < ITEMS_BEFORE_BLOCKS || first.size == 0
    val permille = if (aboveBlocks) 0 else (-first.offset * 1000 / first.size).coerceIn(0, 1000)
    actions.saveReadingPosition(block, permille)
}

@Composable
private fun ArticleList(page: ItemPage, actions: ItemActions, listState: LazyListState, navigate: (Destination) -> Unit) {
    val article = page.article
    LazyColumn(
        modifier = Modifier.fillMaxSize().testTag("article"),
        state = listState,
        contentPadding = PaddingValues(start = 20.dp, end = 20.dp, bottom = 48.dp),
        verticalArrangement = Arrangement.spacedBy(18.dp),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        item("head") {
            Column(verticalArrangement = Arrangement.spacedBy(18.dp)) {
                ArticleHead(article, actions)
                TopicCard(page.details, actions, navigate)
            }
        }
        itemsIndexed(article.blocks, key = { index, _ -> index }, contentType = { _, block -> block::class }) { _, block ->
            Column(Modifier.widthIn(max = MaxContentWidth).fillMaxWidth()) { BlockView(block, actions::loadPicture) }
        }
        if (article.capped) item("capped") { SecondaryText(stringResource(R.string.article_capped)) }
        if (article.documents.isNotEmpty()) {
            item("documents") { SectionHeader(stringResource(R.string.article_documents)) }
            itemsIndexed(article.documents, key = { index, _ -> "document $index" }) { _, document -> DocumentRow(document) }
        }
        if (article.versions.isNotEmpty()) {
            item("story") {
                NavRow(
                    title = stringResource(R.string.story_title),
                    detail = stringResource(R.string.story_versions, article.row.versions.toInt()),
                    onClick = { navigate(Destination(Screen.STORY, article.row.id)) },
                )
            }
        }
        items(article.versions, key = { "version ${it.id}" }) { version ->
            ItemListRow(version, onOpen = { id -> navigate(Destination(Screen.ITEM, id)) })
        }
    }
}

@Composable
private fun ArticleHead(article: Article, actions: ItemActions) {
    val row = article.row
    Column(Modifier.widthIn(max = MaxContentWidth).fillMaxWidth(), verticalArrangement = Arrangement.spacedBy(12.dp)) {
        Text(cjkSpacing(row.title), Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
        val minutes = stringResource(R.string.article_reading, article.readingMinutes.toInt())
        val byline = listOf(row.source) + article.authors + listOf(row.publishedText, minutes)
        Text(
            byline.filter { it.isNotEmpty() }.distinct().joinToString("　"),
            style = MaterialTheme.typography.bodySmall,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
        article.correction?.let { CorrectionCard(it) }
        article.lead?.let { Figure(it.url, it.file, it.placeholder, it.alt, caption = "", it.width, it.height, actions::loadPicture) }
    }
}

@Composable
private fun CorrectionCard(correction: Correction) {
    InfoCard {
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

private class ItemPreviews : PreviewParameterProvider<ScreenState<ItemPage>> {
    private val span = Span(text = "Sample text.", bold = false, italic = false, code = false, struck = false, href = null, ruby = null)
    private val article = Article(
        row = previewItemRow("1"),
        lead = null,
        blocks = listOf(Block.Paragraph(listOf(span))),
        capped = false,
        readingMinutes = 1u,
        url = null,
        authors = listOf("Sample author"),
        tags = emptyList(),
        sectors = emptyList(),
        parks = emptyList(),
        attachments = emptyList(),
        documents = emptyList(),
        correction = null,
        place = null,
        versions = emptyList(),
    )
    private val offline = OfflineEntry(
        what = OfflineTarget.Item("1"),
        title = "Sample headline",
        kept = false,
        items = 1u,
        files = 0u,
        held = 0u,
        bytes = 0uL,
        missingBytes = 0uL,
    )
    override val values = previewStates(ItemPage(article = article, details = ItemDetails.Plain, offline = offline, hidden = false))
}

private object NoItemActions : ItemActions {
    override fun setFavourite(on: Boolean) = Unit

    override fun setLiked(on: Boolean) = Unit

    override fun setHidden(on: Boolean, onSuccess: () -> Unit) = Unit

    override fun markUnread(onSuccess: () -> Unit) = Unit

    override fun addToListening(onSuccess: () -> Unit) = Unit

    override fun setOffline(on: Boolean) = Unit

    override fun loadPicture(address: String) = Unit

    override fun toggleMaterial(material: Material) = Unit

    override fun clearMaterials() = Unit

    override fun acknowledgeAlert(identifier: String) = Unit

    override fun saveReadingPosition(block: Int, permille: Int) = Unit
}

@Preview
@Composable
private fun ItemPreview(@PreviewParameter(ItemPreviews::class) state: ScreenState<ItemPage>) =
    PreviewTheme { ItemScreen(state, actions = NoItemActions, navigate = {}, onBack = {}) }
