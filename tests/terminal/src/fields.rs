//! Renders the named fields that the topics have in common.

use songming_core::{Deadline, DeadlineStatus};

use crate::layout::Run;
use crate::text;
use crate::text_page::{SIDE_COLUMN, TextPage};

/// A row with the text of `key` and a value. `None` if the value is empty.
pub(crate) fn field(key: &str, value: &str) -> Option<Vec<Vec<Run>>> {
    (!value.is_empty()).then(|| vec![vec![Run::dim(text::get(key))], vec![Run::plain(value)]])
}

/// Renders fields in two aligned columns.
pub(crate) fn fields<const N: usize>(page: &mut TextPage, fields: [Option<Vec<Vec<Run>>>; N]) {
    let rows: Vec<Vec<Vec<Run>>> = fields.into_iter().flatten().collect();
    page.columns(&rows, SIDE_COLUMN);
}

/// Shows the key of the next page, if there is one.
pub(crate) fn next_page(page: &mut TextPage, next: Option<&String>) {
    if let Some(key) = next {
        page.blank_line();
        page.message_with("list.next", &[("key", key)]);
    }
}

/// The day of a deadline, its status and the remaining time. Empty without a deadline.
pub(crate) fn deadline_text(deadline: Option<&Deadline>) -> String {
    let Some(deadline) = deadline else { return String::new() };
    let status = match deadline.light {
        DeadlineStatus::None => "",
        DeadlineStatus::Near => text::get("light.near"),
        DeadlineStatus::Behind => text::get("light.behind"),
        DeadlineStatus::Overdue => text::get("light.overdue"),
    };
    [&deadline.due_text, status, &deadline.words]
        .iter()
        .filter(|part| !part.is_empty())
        .map(|part| part.to_string())
        .collect::<Vec<_>>()
        .join(text::get("between"))
}
