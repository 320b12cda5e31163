package cn.songming.app.search

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Clear
import androidx.compose.material3.Button
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.FilterChip
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.material3.TextField
import androidx.compose.material3.TextFieldDefaults
import androidx.compose.material3.TopAppBar
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.paneTitle
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.AppBarButton
import cn.songming.app.ui.BackButton
import cn.songming.app.ui.ErrorMessage
import cn.songming.app.ui.FullScreenMessage
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.LoadMoreEffect
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.StatusBanner
import cn.songming.app.ui.cjkSpacing
import cn.songming.app.ui.listBottomPadding
import cn.songming.app.ui.previewItemRow
import cn.songming.core.ClientException
import cn.songming.core.SearchFilter
import cn.songming.core.SearchHit
import cn.songming.core.SearchOrder
import cn.songming.core.Suggestion
import cn.songming.core.SuggestionTarget
import cn.songming.core.TermFamily
import cn.songming.core.TextRange
import cn.songming.core.explanation

@Composable
fun SearchScreen(viewModel: SearchViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) {
    val uiState by viewModel.uiState.collectAsStateWithLifecycle()
    SearchScreen(uiState, viewModel.words, actions = viewModel, navigate, onBack)
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun SearchScreen(
    uiState: SearchUiState,
    words: String,
    actions: SearchActions,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    val title = stringResource(R.string.home_search)
    Scaffold(
        modifier = Modifier.semantics { paneTitle = title },
        topBar = { TopAppBar(navigationIcon = { BackButton(onBack) }, title = { SearchField(words, actions) }) },
    ) { padding ->
        Column(Modifier.fillMaxSize().padding(top = padding.calculateTopPadding()).imePadding()) {
            StatusBanner()
            when {
                uiState.error != null -> ErrorMessage(uiState.error, onRetry = actions::search)
                uiState.results == null -> SuggestionList(uiState.suggestions, words, actions, navigate)
                else -> ResultList(uiState, uiState.results, words, actions, navigate)
            }
        }
    }
}

@Composable
private fun SearchField(words: String, actions: SearchActions) {
    TextField(
        value = words,
        onValueChange = actions::edit,
        modifier = Modifier.fillMaxWidth().testTag("words"),
        placeholder = { Text(stringResource(R.string.search_hint), style = MaterialTheme.typography.bodyLarge) },
        textStyle = MaterialTheme.typography.bodyLarge,
        singleLine = true,
        trailingIcon = {
            if (words.isNotEmpty()) {
                AppBarButton(
                    icon = Icons.Default.Clear,
                    description = stringResource(R.string.search_clear),
                    onClick = { actions.edit("") },
                )
            }
        },
        keyboardOptions = KeyboardOptions(imeAction = ImeAction.Search),
        keyboardActions = KeyboardActions(onSearch = { actions.search() }),
        colors = TextFieldDefaults.colors(
            unfocusedContainerColor = Color.Transparent,
            focusedContainerColor = Color.Transparent,
        ),
    )
}

@Composable
private fun SuggestionList(
    suggestions: List<Suggestion>,
    words: String,
    actions: SearchActions,
    navigate: (Destination) -> Unit,
) {
    LazyColumn(
        modifier = Modifier.fillMaxSize().testTag("offered"),
        contentPadding = listBottomPadding(),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        itemsIndexed(suggestions, key = { index, _ -> index }) { _, suggestion ->
            SuggestionRow(suggestion, onClick = { follow(suggestion, actions, navigate) })
        }
        if (words.isEmpty() && suggestions.isNotEmpty()) {
            item("forget") { TextButton(onClick = actions::clearHistory) { Text(stringResource(R.string.search_forget)) } }
        }
    }
}

@Composable
private fun SuggestionRow(suggestion: Suggestion, onClick: () -> Unit) {
    Text(
        highlighted(suggestion.text, suggestion.highlights),
        Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().heightIn(min = 60.dp).clickable(onClick = onClick)
            .padding(horizontal = 20.dp, vertical = 16.dp),
        style = MaterialTheme.typography.bodyLarge,
    )
}

private fun follow(suggestion: Suggestion, actions: SearchActions, navigate: (Destination) -> Unit) {
    when (val target = suggestion.target) {
        is SuggestionTarget.Act -> actions.enableElderMode()
        is SuggestionTarget.Search -> actions.search(suggestion.text)
        is SuggestionTarget.Item -> navigate(Destination(Screen.ITEM, target.id))
        is SuggestionTarget.Term ->
            screenOf(target.family)?.let { navigate(Destination(it, target.code, suggestion.text)) } ?: actions.search(suggestion.text)
    }
}

private fun screenOf(family: TermFamily): Screen? = when (family) {
    TermFamily.MODULE -> Screen.MODULE
    TermFamily.CHANNEL -> Screen.CHANNEL
    TermFamily.SECTOR -> Screen.SECTOR
    TermFamily.PARK -> Screen.PARK
    TermFamily.TOWN, TermFamily.STATION -> null
}

@Composable
private fun ResultList(
    uiState: SearchUiState,
    results: List<SearchHit>,
    words: String,
    actions: SearchActions,
    navigate: (Destination) -> Unit,
) {
    val listState = rememberLazyListState()
    LoadMoreEffect(listState, rows = uiState, onLoadMore = actions::loadMore)
    LazyColumn(
        modifier = Modifier.fillMaxSize().testTag("found"),
        state = listState,
        contentPadding = listBottomPadding(),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        if (uiState.offersElderMode) item("elder") { ElderModeCard(onEnable = actions::enableElderMode) }
        item("filter") { FilterChips(uiState, actions) }
        if (!uiState.complete) {
            item("incomplete") { SecondaryText(stringResource(R.string.search_incomplete), Modifier.padding(20.dp)) }
        }
        if (results.isEmpty()) {
            item("none") {
                Column(Modifier.fillMaxWidth().heightIn(max = 480.dp)) {
                    FullScreenMessage(
                        title = stringResource(R.string.search_none, words),
                        body = stringResource(R.string.search_none_body),
                    )
                }
            }
        }
        items(results, key = { it.row.id }) { result ->
            ResultRow(result, onClick = { navigate(Destination(Screen.ITEM, result.row.id)) })
        }
    }
}

@Composable
private fun ResultRow(result: SearchHit, onClick: () -> Unit) {
    Column(
        modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().clickable(onClick = onClick)
            .padding(horizontal = 20.dp, vertical = 14.dp),
        verticalArrangement = Arrangement.spacedBy(6.dp),
    ) {
        Text(highlighted(result.row.title, result.titleHighlights), style = MaterialTheme.typography.titleMedium)
        if (result.snippet.isNotEmpty()) {
            Text(
                highlighted(result.snippet, result.snippetHighlights),
                style = MaterialTheme.typography.bodyMedium,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
            )
        }
        SecondaryText("${result.row.source}　${result.row.publishedText}")
    }
}

/** Offers 长辈版 to a person who searched for one of its names. */
@Composable
private fun ElderModeCard(onEnable: () -> Unit) {
    InfoCard(Modifier.padding(16.dp)) {
        Text(stringResource(R.string.me_elder), style = MaterialTheme.typography.titleMedium)
        Text(stringResource(R.string.me_elder_body), style = MaterialTheme.typography.bodyMedium)
        Button(onClick = onEnable, modifier = Modifier.padding(top = 8.dp).heightIn(min = 60.dp)) {
            Text(stringResource(R.string.elder_on))
        }
    }
}

@Composable
private fun FilterChips(uiState: SearchUiState, actions: SearchActions) {
    val filter = uiState.filter
    FlowRow(
        modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp),
        horizontalArrangement = Arrangement.spacedBy(10.dp),
    ) {
        val newest = uiState.order == SearchOrder.NEWEST
        FilterChip(
            selected = newest,
            onClick = { actions.setOrder(if (newest) SearchOrder.TITLE_FIRST else SearchOrder.NEWEST) },
            label = { Text(stringResource(R.string.search_newest)) },
        )
        FilterChip(
            selected = filter.unread,
            onClick = { actions.setFilter(filter.copy(unread = !filter.unread)) },
            label = { Text(stringResource(R.string.row_unread)) },
        )
        FilterChip(
            selected = filter.favourite,
            onClick = { actions.setFilter(filter.copy(favourite = !filter.favourite)) },
            label = { Text(stringResource(R.string.me_favourites)) },
        )
        for (module in uiState.modules) {
            val selected = filter.module == module.code
            FilterChip(
                selected = selected,
                onClick = { actions.setFilter(filter.copy(module = module.code.takeIf { !selected })) },
                label = { Text(module.name) },
            )
        }
    }
}

/** The matches of the search, bold and colored. */
@Composable
private fun highlighted(text: String, ranges: List<TextRange>): AnnotatedString {
    val style = SpanStyle(color = MaterialTheme.colorScheme.primary, fontWeight = FontWeight.SemiBold)
    return buildAnnotatedString {
        append(cjkSpacing(text))
        for (range in ranges) addStyle(style, range.start.toInt(), range.end.toInt())
    }
}

private class SearchPreviews : PreviewParameterProvider<SearchUiState> {
    private val result = SearchHit(previewItemRow("1"), titleHighlights = emptyList(), snippet = "Sample snippet", snippetHighlights = emptyList())
    override val values = sequenceOf(
        SearchUiState(),
        SearchUiState(results = emptyList()),
        SearchUiState(results = listOf(result), offersElderMode = true, complete = false),
        SearchUiState(error = ClientException.Storage(explanation = "Sample error.", code = "storage")),
    )
}

private object NoSearchActions : SearchActions {
    override fun edit(words: String) = Unit

    override fun search(words: String) = Unit

    override fun search() = Unit

    override fun loadMore() = Unit

    override fun setFilter(filter: SearchFilter) = Unit

    override fun setOrder(order: SearchOrder) = Unit

    override fun enableElderMode() = Unit

    override fun clearHistory() = Unit
}

@Preview
@Composable
private fun SearchPreview(@PreviewParameter(SearchPreviews::class) uiState: SearchUiState) =
    PreviewTheme { SearchScreen(uiState, words = "sample", actions = NoSearchActions, navigate = {}, onBack = {}) }
