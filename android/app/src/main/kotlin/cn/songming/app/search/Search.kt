package cn.songming.app.search

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Text
import androidx.compose.material3.TextField
import androidx.compose.material3.TextFieldDefaults
import androidx.compose.material3.TopAppBar
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.lifecycle.ViewModel
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewModelScope
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.Found
import cn.songming.app.core.Suggestion
import cn.songming.app.core.TextRange
import cn.songming.app.core.searchFor
import cn.songming.app.ui.BackButton
import cn.songming.app.ui.Notice
import cn.songming.app.ui.Quiet
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch

/** What the person typed, and what there is for it. */
data class Searching(
    val words: String = "",
    val suggestions: List<Suggestion> = emptyList(),
    val found: List<Found>? = null,
)

/** 搜索. A newer question ends the one before it. */
class SearchState(private val core: Core) : ViewModel() {
    private val shown = MutableStateFlow(Searching())
    val state: StateFlow<Searching> = shown
    private var asking: Job? = null

    fun type(words: String) {
        shown.value = shown.value.copy(words = words, found = null)
        ask {
            val suggestions = if (words.isBlank()) emptyList() else core.suggest(words, 8u)
            shown.value = shown.value.copy(suggestions = suggestions)
        }
    }

    fun search(words: String = shown.value.words) {
        if (words.isBlank()) return
        shown.value = shown.value.copy(words = words)
        ask {
            val page = core.search(searchFor(words, 50u))
            shown.value = shown.value.copy(found = page.items, suggestions = emptyList())
            core.rememberSearch(words)
        }
    }

    private fun ask(question: suspend () -> Unit) {
        asking?.cancel()
        asking = viewModelScope.launch {
            try {
                question()
            } catch (_: CoreFault) {
                shown.value = shown.value.copy(found = emptyList())
            }
        }
    }
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun SearchScreen(state: SearchState, onOpen: (String) -> Unit, onBack: () -> Unit) {
    val now by state.state.collectAsStateWithLifecycle()
    Scaffold(
        topBar = {
            TopAppBar(
                navigationIcon = { BackButton(onBack) },
                title = {
                    TextField(
                        now.words,
                        state::type,
                        Modifier.fillMaxWidth().testTag("words"),
                        placeholder = { Text(stringResource(R.string.search_hint)) },
                        singleLine = true,
                        keyboardActions = androidx.compose.foundation.text.KeyboardActions { state.search() },
                        colors = TextFieldDefaults.colors(
                            unfocusedContainerColor = Color.Transparent,
                            focusedContainerColor = Color.Transparent,
                        ),
                    )
                },
            )
        },
    ) { inner ->
        val found = now.found
        if (found != null && found.isEmpty()) {
            Notice(stringResource(R.string.search_none, now.words), stringResource(R.string.search_none_body))
        } else {
            LazyColumn(Modifier.fillMaxSize().padding(inner).testTag("found"), contentPadding = PaddingValues(bottom = 32.dp)) {
                items(now.suggestions, { "suggestion ${it.text}" }) { one ->
                    Text(
                        marked(one.text, one.highlights),
                        Modifier.fillMaxWidth().heightIn(min = 52.dp).clickable { state.search(one.text) }
                            .padding(horizontal = 20.dp, vertical = 14.dp),
                        style = MaterialTheme.typography.bodyLarge,
                    )
                }
                items(found.orEmpty(), { it.row.id }) { one ->
                    Column(
                        Modifier.fillMaxWidth().clickable { onOpen(one.row.id) }.padding(horizontal = 20.dp, vertical = 14.dp),
                    ) {
                        Text(marked(one.row.title, one.titleHighlights), style = MaterialTheme.typography.titleMedium)
                        Text(marked(one.snippet, one.snippetHighlights), style = MaterialTheme.typography.bodyMedium)
                        Quiet("${one.row.source}　${one.row.publishedText}")
                    }
                }
            }
        }
    }
}

/** What was looked for, bold and in the colour of the seal. */
@Composable
private fun marked(text: String, ranges: List<TextRange>): AnnotatedString {
    val look = SpanStyle(color = MaterialTheme.colorScheme.primary, fontWeight = FontWeight.SemiBold)
    return buildAnnotatedString {
        append(text)
        for (range in ranges) addStyle(look, range.start.toInt(), range.end.toInt())
    }
}
