package cn.songming.app.government

import androidx.compose.runtime.Composable
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.SecondaryText
import cn.songming.core.NoticeRow

@Composable
fun NoticeListRow(notice: NoticeRow, onOpen: (String) -> Unit) {
    NavRow(
        title = notice.row.title,
        detail = "${notice.issuer}　${notice.documentNumber.orEmpty()}".trim(),
        onClick = { onOpen(notice.row.id) },
    ) {
        SecondaryText(notice.validity)
    }
}
