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
import androidx.compose.foundation.lazy.LazyListScope
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
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.core.ActSuggestion
import cn.songming.app.core.Found
import cn.songming.app.core.ItemSuggestion
import cn.songming.app.core.SearchOrder
import cn.songming.app.core.SearchSuggestion
import cn.songming.app.core.Suggestion
import cn.songming.app.core.TermFamily
import cn.songming.app.core.TermSuggestion
import cn.songming.app.core.TextRange
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.BackButton
import cn.songming.app.ui.BarButton
import cn.songming.app.ui.Card
import cn.songming.app.ui.FaultNotice
import cn.songming.app.ui.Notice
import cn.songming.app.ui.Onward
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.Standing
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.aired
import cn.songming.app.ui.endPadding

@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun SearchScreen(state: SearchState, go: (Place) -> Unit, back: () -> Unit) {
    val now by state.state.collectAsStateWithLifecycle()
    val title = stringResource(R.string.home_search)
    Scaffold(
        Modifier.semantics { paneTitle = title },
        topBar = { TopAppBar(navigationIcon = { BackButton(back) }, title = { Words(state.words, state) }) },
    ) { inner ->
        Column(Modifier.fillMaxSize().padding(top = inner.calculateTopPadding()).imePadding()) {
            Standing()
            val fault = now.fault
            when {
                fault != null -> FaultNotice(fault, state::search)
                now.found == null -> Offered(now, state, go)
                else -> Results(now, state, go)
            }
        }
    }
}

@Composable
private fun Words(words: String, state: SearchState) {
    TextField(
        words,
        state::type,
        Modifier.fillMaxWidth().testTag("words"),
        placeholder = { Text(stringResource(R.string.search_hint), style = MaterialTheme.typography.bodyLarge) },
        textStyle = MaterialTheme.typography.bodyLarge,
        singleLine = true,
        trailingIcon = {
            if (words.isNotEmpty()) BarButton(Icons.Default.Clear, stringResource(R.string.search_clear)) { state.type("") }
        },
        keyboardOptions = KeyboardOptions(imeAction = ImeAction.Search),
        keyboardActions = KeyboardActions(onSearch = { state.search() }),
        colors = TextFieldDefaults.colors(
            unfocusedContainerColor = Color.Transparent,
            focusedContainerColor = Color.Transparent,
        ),
    )
}

/** What there is for the words so far. */
@Composable
private fun Offered(now: Searching, state: SearchState, go: (Place) -> Unit) {
    LazyColumn(
        Modifier.fillMaxSize().testTag("offered"),
        contentPadding = endPadding(),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        itemsIndexed(now.suggestions, { index, _ -> index }) { _, one -> Offer(one) { taken(one, state, go) } }
        if (state.words.isEmpty() && now.suggestions.isNotEmpty()) {
            item("forget") { TextButton(state::forget) { Text(stringResource(R.string.search_forget)) } }
        }
    }
}

@Composable
private fun Offer(one: Suggestion, onTake: () -> Unit) {
    Text(
        marked(one.text, one.highlights),
        Modifier.widthIn(max = WIDEST).fillMaxWidth().heightIn(min = 60.dp).clickable(onClick = onTake)
            .padding(horizontal = 20.dp, vertical = 16.dp),
        style = MaterialTheme.typography.bodyLarge,
    )
}

private fun taken(one: Suggestion, state: SearchState, go: (Place) -> Unit) {
    when (val target = one.target) {
        is ActSuggestion -> state.elder()
        is SearchSuggestion -> state.search(one.text)
        is ItemSuggestion -> go(Place(Screen.ITEM, target.id))
        is TermSuggestion -> screenOf(target.family)?.let { go(Place(it, target.code, one.text)) } ?: state.search(one.text)
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
private fun Results(now: Searching, state: SearchState, go: (Place) -> Unit) {
    val found = now.found.orEmpty()
    val list = rememberLazyListState()
    Onward(list, now, state::more)
    LazyColumn(
        Modifier.fillMaxSize().testTag("found"),
        list,
        contentPadding = endPadding(),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        if (now.elder) item("elder") { Elder(state) }
        item("filter") { Filters(now, state) }
        if (!now.complete) item("incomplete") { Quiet(stringResource(R.string.search_incomplete), Modifier.padding(20.dp)) }
        if (found.isEmpty()) {
            item("none") {
                Column(Modifier.fillMaxWidth().heightIn(max = 480.dp)) {
                    Notice(stringResource(R.string.search_none, state.words), stringResource(R.string.search_none_body))
                }
            }
        }
        results(found, go)
    }
}

private fun LazyListScope.results(found: List<Found>, go: (Place) -> Unit) {
    items(found, { it.row.id }) { one ->
        Column(
            Modifier.widthIn(max = WIDEST).fillMaxWidth().clickable { go(Place(Screen.ITEM, one.row.id)) }
                .padding(horizontal = 20.dp, vertical = 14.dp),
            verticalArrangement = Arrangement.spacedBy(6.dp),
        ) {
            Text(marked(one.row.title, one.titleHighlights), style = MaterialTheme.typography.titleMedium)
            if (one.snippet.isNotEmpty()) {
                Text(
                    marked(one.snippet, one.snippetHighlights),
                    style = MaterialTheme.typography.bodyMedium,
                    color = MaterialTheme.colorScheme.onSurfaceVariant,
                )
            }
            Quiet("${one.row.source}　${one.row.publishedText}")
        }
    }
}

/** 长辈版, 关怀版 and its other names are an action, not only words. */
@Composable
private fun Elder(state: SearchState) {
    Card(Modifier.padding(16.dp)) {
        Text(stringResource(R.string.me_elder), style = MaterialTheme.typography.titleMedium)
        Text(stringResource(R.string.me_elder_body), style = MaterialTheme.typography.bodyMedium)
        Button(state::elder, Modifier.padding(top = 8.dp).heightIn(min = 60.dp)) { Text(stringResource(R.string.elder_on)) }
    }
}

@Composable
private fun Filters(now: Searching, state: SearchState) {
    FlowRow(
        Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp),
        horizontalArrangement = Arrangement.spacedBy(10.dp),
    ) {
        val newest = now.order == SearchOrder.NEWEST
        FilterChip(newest, { state.order(if (newest) SearchOrder.TITLE_FIRST else SearchOrder.NEWEST) }, {
            Text(stringResource(R.string.search_newest))
        })
        FilterChip(now.filter.unread, { state.filter(now.filter.copy(unread = !now.filter.unread)) }, {
            Text(stringResource(R.string.row_unread))
        })
        FilterChip(now.filter.favourite, { state.filter(now.filter.copy(favourite = !now.filter.favourite)) }, {
            Text(stringResource(R.string.me_favourites))
        })
        for (module in now.modules) {
            val on = now.filter.module == module.code
            FilterChip(on, { state.filter(now.filter.copy(module = module.code.takeIf { !on })) }, { Text(module.name) })
        }
    }
}

/** What was looked for, bold and in the colour of the seal. */
@Composable
private fun marked(text: String, ranges: List<TextRange>): AnnotatedString {
    val look = SpanStyle(color = MaterialTheme.colorScheme.primary, fontWeight = FontWeight.SemiBold)
    return buildAnnotatedString {
        append(aired(text))
        for (range in ranges) addStyle(look, range.start.toInt(), range.end.toInt())
    }
}
