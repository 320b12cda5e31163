package cn.songming.app.article

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowBack
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Text
import androidx.compose.material3.TopAppBar
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.core.Article
import cn.songming.app.core.Core
import cn.songming.app.core.MarkRequest
import cn.songming.app.core.OpenAction
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.Notice
import cn.songming.app.ui.Question

/** One article. */
class ArticleState(core: Core, private val id: String) : Question<Article>(core) {
    private var opened = false

    override suspend fun answer(): Article {
        val article = core.article(id)
        if (!opened) {
            opened = true
            core.mark(listOf(MarkRequest(id, OpenAction)))
        }
        return article
    }
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun ArticleScreen(state: ArticleState, onBack: () -> Unit) {
    val loaded by state.state.collectAsStateWithLifecycle()
    Scaffold(
        topBar = {
            TopAppBar(
                title = {},
                navigationIcon = {
                    IconButton(onBack) {
                        Icon(Icons.AutoMirrored.Filled.ArrowBack, stringResource(R.string.article_back))
                    }
                },
            )
        },
    ) { inner ->
        Column(Modifier.fillMaxSize().padding(inner)) {
            when (val now = loaded) {
                Loaded.Opening -> Notice(stringResource(R.string.state_loading), "")
                is Loaded.Fault -> Notice(now.words, "", stringResource(R.string.article_back), onBack)
                is Loaded.Content -> Body(now.value)
            }
        }
    }
}

@Composable
private fun Body(article: Article) {
    LazyColumn(
        Modifier.fillMaxSize().testTag("article"),
        contentPadding = PaddingValues(start = 20.dp, end = 20.dp, bottom = 48.dp),
        verticalArrangement = Arrangement.spacedBy(18.dp),
    ) {
        item("head") { Head(article) }
        itemsIndexed(article.blocks) { _, block -> BlockView(block) }
    }
}

@Composable
private fun Head(article: Article) {
    val row = article.row
    Column(verticalArrangement = Arrangement.spacedBy(10.dp)) {
        Text(row.title, style = MaterialTheme.typography.headlineMedium)
        val minutes = (article.readingSeconds.toInt() + 59) / 60
        val facts = listOf(row.source, row.publishedText, stringResource(R.string.article_reading, minutes))
        Text(
            facts.filter { it.isNotEmpty() }.joinToString("　"),
            style = MaterialTheme.typography.bodySmall,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
        article.correction?.let { correction ->
            Text(
                stringResource(R.string.article_correction, correction.reason),
                style = MaterialTheme.typography.bodyMedium,
                color = MaterialTheme.colorScheme.secondary,
            )
        }
        article.lead?.let { Figure(it.file, it.alt, "", it.width, it.height) }
    }
}
