package cn.songming.app.industry

import androidx.compose.runtime.Composable
import cn.songming.app.ui.DeadlineText
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.SecondaryText
import cn.songming.core.PolicyRow

@Composable
fun PolicyListRow(policy: PolicyRow, onOpen: (String) -> Unit) {
    NavRow(title = policy.row.title, detail = policy.issuer, onClick = { onOpen(policy.row.id) }) {
        policy.appliesTo?.let { SecondaryText(it) }
        DeadlineText(policy.deadline)
    }
}
