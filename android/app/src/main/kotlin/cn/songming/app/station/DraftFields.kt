package cn.songming.app.station

import android.app.DatePickerDialog
import android.content.Context
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.ui.ChipGroup
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SwitchRow
import cn.songming.core.FieldKind
import cn.songming.core.FormField
import java.util.Locale

/** The value of a confirmed field. */
private const val CONFIRMED = "true"

internal val fieldWidth = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)

/** A field of the centre's form, by its kind, with what is wrong with it. */
@Composable
fun DraftField(field: FormField, value: String, problem: String?, onEdit: (String) -> Unit) {
    val name = if (field.required) field.name else stringResource(R.string.draft_optional, field.name)
    when (field.kind) {
        FieldKind.TEXT -> TextInput(field, name, value, problem, onEdit)
        FieldKind.LONG_TEXT -> TextInput(field, name, value, problem, onEdit, minLines = 6)
        FieldKind.DATE -> DateInput(field, name, value, problem, onEdit)
        FieldKind.CHOICE -> Column(Modifier.semantics { if (problem != null) error(problem) }) {
            ChipGroup(
                title = name,
                terms = field.options,
                selected = listOf(value),
                single = true,
                // A choice that was made by mistake is taken back by a second tap.
                onToggle = { onEdit(if (it == value) "" else it) },
            )
            Hint(field, problem)
        }
        FieldKind.CONFIRM -> Column(Modifier.semantics { if (problem != null) error(problem) }) {
            SwitchRow(
                title = field.name,
                detail = field.hint,
                checked = value == CONFIRMED,
                onCheckedChange = { onEdit(if (it) CONFIRMED else "") },
            )
            if (problem != null) ProblemText(problem, fieldWidth)
        }
    }
}

@Composable
private fun TextInput(
    field: FormField,
    name: String,
    value: String,
    problem: String?,
    onEdit: (String) -> Unit,
    minLines: Int = 1,
) {
    OutlinedTextField(
        value = value,
        onValueChange = onEdit,
        modifier = fieldWidth.testTag("field ${field.code}").semantics { if (problem != null) error(problem) },
        label = { Text(name) },
        singleLine = minLines == 1,
        minLines = minLines,
        isError = problem != null,
        supportingText = supportingText(problem ?: field.hint),
    )
}

@Composable
private fun DateInput(field: FormField, name: String, value: String, problem: String?, onEdit: (String) -> Unit) {
    val context = LocalContext.current
    OutlinedTextField(
        value = value,
        onValueChange = onEdit,
        modifier = fieldWidth.testTag("field ${field.code}").semantics { if (problem != null) error(problem) },
        label = { Text(name) },
        singleLine = true,
        isError = problem != null,
        // The keyboards for numbers of some phones have no hyphen.
        keyboardOptions = KeyboardOptions(keyboardType = KeyboardType.Ascii),
        trailingIcon = {
            IconButton(onClick = { pickDay(context, value, onEdit) }) {
                Icon(Icons.Default.DateRange, contentDescription = stringResource(R.string.draft_date_pick))
            }
        },
        supportingText = supportingText(problem ?: field.hint.ifEmpty { stringResource(R.string.draft_date_hint) }),
    )
}

/** The platform's calendar, on the day that is entered or else today. */
private fun pickDay(context: Context, value: String, onEdit: (String) -> Unit) {
    val dialog = DatePickerDialog(context)
    val (year, month, day) = value.split('-').mapNotNull(String::toIntOrNull).takeIf { it.size == 3 }.orEmpty().let { parts ->
        Triple(parts.getOrNull(0), parts.getOrNull(1), parts.getOrNull(2))
    }
    if (year != null && month in 1..12 && day != null) dialog.updateDate(year, checkNotNull(month) - 1, day)
    // Months are counted from 0.
    dialog.setOnDateSetListener { _, pickedYear, pickedMonth, pickedDay ->
        onEdit("%04d-%02d-%02d".format(Locale.ROOT, pickedYear, pickedMonth + 1, pickedDay))
    }
    dialog.show()
}

private fun supportingText(text: String): (@Composable () -> Unit)? = if (text.isEmpty()) null else ({ Text(text) })

@Composable
private fun Hint(field: FormField, problem: String?) {
    if (problem != null) ProblemText(problem, fieldWidth) else if (field.hint.isNotEmpty()) SecondaryText(field.hint, fieldWidth)
}

@Composable
internal fun ProblemText(text: String, modifier: Modifier = Modifier) =
    Text(text, modifier, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.error)
