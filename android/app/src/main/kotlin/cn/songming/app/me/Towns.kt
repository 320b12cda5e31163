package cn.songming.app.me

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.Town
import cn.songming.app.platform.rememberAsk
import cn.songming.app.ui.Choice
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.WIDEST
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** 我的镇街: whose alerts are the person's own. */
class TownsState(core: Core) : Question<List<Town>>(core) {
    private val changing = Mutex()

    override suspend fun answer(): List<Town> = core.towns()

    override fun concerns(change: Change): Boolean = change == Change.ALL || change == Change.SETTINGS || change == Change.CATALOGUE

    /** From what is so now: a second tap may come before the first is on the screen. */
    fun choose(code: String, on: Boolean) = act {
        changing.withLock {
            val others = core.towns().filter { it.chosen }.map { it.term.code } - code
            core.setTowns(if (on) others + code else others)
        }
    }
}

@Composable
fun TownsScreen(state: TownsState, back: () -> Unit) {
    val ask = rememberAsk()
    Framed(stringResource(R.string.towns_title), state, back, "towns") { towns ->
        item { Quiet(stringResource(R.string.towns_body), Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(20.dp)) }
        items(towns, { it.term.code }) { town ->
            Choice(town.term.name, "", town.chosen) { on ->
                if (on) ask()
                state.choose(town.term.code, on)
            }
        }
    }
}
