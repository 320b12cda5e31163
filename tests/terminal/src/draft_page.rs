//! Renders drafts: the list, and the form with what is wrong at its fields.

use songming_core::{
    AddedFile, DifferenceKind, DraftFile, DraftRow, FieldDifference, FieldKind, FormField, MarkedPassage, ReturnNote,
    SavedState,
};

use crate::drafts::DraftPage;
use crate::layout::{Run, Style};
use crate::progress::format_bytes;
use crate::text;
use crate::text_page::{SIDE_COLUMN, TextPage};

/// The field of a problem with the photos and videos.
const MEDIA: &str = "media";

/// Lists drafts.
pub(crate) fn draft_list(page: &mut TextPage, drafts: &[DraftRow]) {
    if drafts.is_empty() {
        return page.message("draft.none");
    }
    for draft in drafts {
        page.blank_line();
        page.paragraph(&[Run::bold(&draft.title)]);
        let files = (draft.files > 0).then(|| text::fill("draft.file-count", &[("n", &draft.files.to_string())]));
        let facts = [Some(draft.changed_text.clone()), version(draft.version.into()), files];
        page.paragraph(&[Run::dim(joined(facts))]);
        page.line(&[Run::dim(&draft.id)]);
        page.paragraph(&[Run::plain(&draft.excerpt)]);
    }
}

/// `None` for the first version.
pub(crate) fn version(version: i64) -> Option<String> {
    (version > 1).then(|| text::fill("draft.version", &[("n", &version.to_string())]))
}

/// The facts that there are, on one line.
pub(crate) fn joined<const N: usize>(facts: [Option<String>; N]) -> String {
    let facts: Vec<String> = facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
    facts.join(text::get("between"))
}

/// Shows what somebody has to put right.
pub(crate) fn warning(words: impl Into<String>) -> Run {
    Run { text: words.into(), style: Style { warning: true, ..Style::default() } }
}

/// Renders a draft.
pub(crate) fn draft(page: &mut TextPage, draft: &DraftPage) {
    let form = &draft.form;
    if let Some(id) = &form.id {
        page.paragraph(&[Run::dim(joined([Some(form.changed_text.clone()), version(form.version.into())]))]);
        page.line(&[Run::dim(id)]);
    }
    not_added(page, &draft.added);
    if let Some(note) = &form.returned {
        return_note(page, note);
    }
    page.blank_line();
    fields(page, draft);
    if !form.files.is_empty() || at(draft, MEDIA).next().is_some() {
        page.blank_line();
        page.heading(&[Run::plain(text::get("draft.files"))], '-');
        at(draft, MEDIA).for_each(|problem| page.hanging(&[Run::plain("! ")], "  ", &[warning(problem)]));
        form.files.iter().zip(1_usize..).for_each(|(file, number)| photo(page, number, file));
    }
    differences(page, &draft.differences);
    states(page, &draft.states);
    page.blank_line();
    if !form.obstacle.is_empty() {
        page.paragraph(&[warning(&form.obstacle)]);
    } else if let Some(id) = form.id.as_ref().filter(|_| form.problems.is_empty()) {
        page.message_with("draft.ready", &[("id", id)]);
    } else if form.id.is_some() {
        page.message_with("draft.not-ready", &[("n", &form.problems.len().to_string())]);
    }
}

/// Shows why files were not added.
pub(crate) fn not_added(page: &mut TextPage, added: &[AddedFile]) {
    for file in added.iter().filter(|file| !file.reason.is_empty() || file.repeated) {
        let reason = if file.repeated { text::get("draft.repeated") } else { &file.reason };
        let words = text::fill("draft.not-added", &[("name", &file.name), ("reason", reason)]);
        page.hanging(&[Run::plain("! ")], "  ", &[warning(words)]);
    }
}

/// What is wrong at a field: what the publisher refused, then what keeps it from being sent. A new form has nothing wrong yet.
fn at<'a>(draft: &'a DraftPage, code: &'a str) -> impl Iterator<Item = &'a str> {
    let form = &draft.form;
    let problems = if form.id.is_some() { &*form.problems } else { &[] };
    form.refused.iter().chain(problems).filter(move |problem| problem.field == code).map(|problem| &*problem.reason)
}

fn fields(page: &mut TextPage, draft: &DraftPage) {
    let cell = |run: Run| vec![run];
    let mut rows = Vec::new();
    for field in &draft.form.fields {
        let name = if field.required { format!("* {}", field.name) } else { format!("  {}", field.name) };
        let value = draft.form.values.iter().find(|value| value.code == field.code).map(|value| &*value.value);
        let shown = match value.filter(|value| !value.is_empty()) {
            Some(value) => Run::plain(words(field, value)),
            None => Run::dim(help(field)),
        };
        rows.push(vec![cell(Run::dim(&field.code)), cell(Run::plain(name)), cell(shown)]);
        let problems = at(draft, &field.code);
        rows.extend(problems.map(|problem| vec![Vec::new(), Vec::new(), cell(warning(format!("! {problem}")))]));
    }
    page.columns(&rows, SIDE_COLUMN);
}

/// A value as a person reads it; a choice also with its code.
fn words(field: &FormField, value: &str) -> String {
    match field.kind {
        FieldKind::Choice => match field.options.iter().find(|option| option.code == value) {
            Some(option) => text::fill("draft.option", &[("code", &option.code), ("name", &option.name)]),
            None => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// What can be entered.
fn help(field: &FormField) -> String {
    let kind = match field.kind {
        FieldKind::Choice => {
            let option = |option: &songming_core::Term| {
                text::fill("draft.option", &[("code", &option.code), ("name", &option.name)])
            };
            Some(field.options.iter().map(option).collect::<Vec<_>>().join(text::get("and")))
        }
        FieldKind::Date => Some(text::get("draft.date").to_owned()),
        FieldKind::Confirm => Some(text::get("draft.confirm").to_owned()),
        FieldKind::Text | FieldKind::LongText => None,
    };
    joined([kind, Some(field.hint.clone())])
}

fn photo(page: &mut TextPage, number: usize, file: &DraftFile) {
    let facts = [Some(file.name.clone()), Some(file.media_type.clone()), Some(format_bytes(file.size))];
    let (first, rest) = (format!("{number}. "), "   ");
    page.hanging(&[Run::plain(first)], rest, &[Run::plain(joined(facts))]);
    page.line(&[Run::plain(rest), Run::dim(&file.id)]);
    if !file.caption.is_empty() {
        page.hanging(&[Run::plain(rest)], rest, &[Run::plain(text::fill("draft.caption", &[("text", &file.caption)]))]);
    }
    file.notes.iter().for_each(|note| page.hanging(&[Run::plain(rest)], rest, &[Run::dim(note)]));
}

/// Shows why a version was returned.
fn return_note(page: &mut TextPage, note: &ReturnNote) {
    page.blank_line();
    let who = [Some(note.time_text.clone()), note.role.clone(), note.reviewer.clone()];
    let headline = text::fill("draft.returned", &[("reason", &note.reason), ("who", &joined(who))]);
    let style = Style { bold: true, warning: true, ..Style::default() };
    page.hanging(&[Run::plain("! ")], "! ", &[Run { text: headline, style }]);
    marks(page, "! ", &note.marks);
}

/// Shows the passages that a reviewer marked.
pub(crate) fn marks(page: &mut TextPage, indent: &str, marks: &[MarkedPassage]) {
    for mark in marks {
        let words = text::fill("draft.mark", &[("passage", &mark.passage), ("note", &mark.note)]);
        page.hanging(&[Run::plain(indent)], indent, &[Run::plain(words)]);
    }
}

fn differences(page: &mut TextPage, differences: &[FieldDifference]) {
    if differences.is_empty() {
        return;
    }
    page.blank_line();
    page.heading(&[Run::plain(text::get("draft.differences"))], '-');
    for difference in differences {
        let spans = difference.spans.iter().map(|span| match span.kind {
            DifferenceKind::Same => Run::plain(&span.text),
            // Shown without styles too.
            DifferenceKind::Removed => Run::dim(text::fill("draft.removed", &[("text", &span.text)])),
            DifferenceKind::Added => Run::bold(text::fill("draft.added", &[("text", &span.text)])),
        });
        page.paragraph(&[Run::dim(&difference.name)]);
        page.hanging(&[Run::plain("  ")], "  ", &spans.collect::<Vec<_>>());
    }
}

fn states(page: &mut TextPage, states: &[SavedState]) {
    if states.len() < 2 {
        return;
    }
    page.blank_line();
    page.heading(&[Run::plain(text::get("draft.history"))], '-');
    let row = |state: &SavedState| {
        let characters = text::fill("draft.characters", &[("n", &state.characters.to_string())]);
        let here = state.current.then(|| text::get("draft.current").to_owned());
        let facts = joined([Some(state.title.clone()), Some(characters), here]);
        vec![vec![Run::plain(state.number.to_string())], vec![Run::dim(&state.saved_text)], vec![Run::plain(facts)]]
    };
    page.columns(&states.iter().map(row).collect::<Vec<_>>(), SIDE_COLUMN);
}
