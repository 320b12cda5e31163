package cn.songming.app.government

import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.AccentText
import cn.songming.app.ui.DeadlineText
import cn.songming.app.ui.NavRow
import cn.songming.core.Appeal

/** An appeal in a list. Until it is sent it opens as a form. */
@Composable
fun AppealRow(appeal: Appeal, navigate: (Destination) -> Unit) {
    NavRow(
        title = appeal.title.ifEmpty { stringResource(R.string.appeal_untitled) },
        detail = "${appeal.kindText}　${appeal.stateText}",
        onClick = { navigate(Destination(if (appeal.editable) Screen.APPEAL_FORM else Screen.APPEAL, appeal.id)) },
    ) {
        if (appeal.unseen) AccentText(stringResource(R.string.appeal_news))
        DeadlineText(appeal.answerBy)
    }
}
