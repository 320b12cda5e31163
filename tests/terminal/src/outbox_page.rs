//! Renders submissions: the outbox, the review line and the ledger.

use songming_core::{LedgerMonth, ReviewStep, Submission, SubmissionProblem};

use crate::draft_page::{joined, marks, not_added, version, warning};
use crate::fields::{field, fields};
use crate::layout::Run;
use crate::outbox::Delivery;
use crate::progress::format_bytes;
use crate::text;
use crate::text_page::{SIDE_COLUMN, TextPage};
use crate::timestamp;

/// How far the files of submissions are, on one line.
pub(crate) fn progress(submissions: &[Submission]) -> String {
    let sum = |bytes: fn(&Submission) -> u64| format_bytes(submissions.iter().map(bytes).sum());
    text::fill("outbox.progress", &[("sent", &sum(|one| one.sent)), ("size", &sum(|one| one.size))])
}

/// Lists submissions.
pub(crate) fn submission_list(page: &mut TextPage, submissions: &[Submission]) {
    if submissions.is_empty() {
        return page.message("outbox.none");
    }
    for submission in submissions {
        page.blank_line();
        let new = if submission.unseen { text::get("outbox.unseen") } else { "" };
        page.paragraph(&[Run::plain(new), Run::bold(title(submission))]);
        let is_partial = submission.sent < submission.size;
        let facts = [
            Some(submission.state_name.clone()),
            version(submission.version),
            is_partial.then(|| progress(std::slice::from_ref(submission))),
            Some(submission.changed_text.clone()),
        ];
        page.paragraph(&[Run::dim(joined(facts))]);
        page.line(&[Run::dim(&submission.id)]);
        if let Some(reason) = reason(submission) {
            page.paragraph(&[warning(reason)]);
        }
    }
}

fn title(submission: &Submission) -> &str {
    if submission.title.is_empty() { text::get("outbox.untitled") } else { &submission.title }
}

/// Why it is where it is: what waits for the person, or the reason that the newsroom gave.
fn reason(submission: &Submission) -> Option<&str> {
    let given = || submission.events.last().filter(|step| step.state == submission.state)?.reason.as_deref();
    submission.problem.as_ref().map(|problem| &*problem.text).or_else(given)
}

/// Renders what became of a submission that was to be sent.
pub(crate) fn delivery(page: &mut TextPage, delivery: &Delivery) {
    not_added(page, &delivery.added);
    submission(page, &delivery.submission);
    if let Some(wait) = &delivery.waits {
        page.blank_line();
        page.paragraph(&[warning(text::fill("outbox.waits", &[("why", &wait.message)]))]);
    }
}

/// Renders one submission with its review line.
pub(crate) fn submission(page: &mut TextPage, submission: &Submission) {
    page.paragraph(&[Run::bold(title(submission))]);
    let state = joined([Some(submission.state_name.clone()), version(submission.version)]);
    let progress = if submission.files.is_empty() { String::new() } else { progress(std::slice::from_ref(submission)) };
    let network = if submission.unmetered_only { text::get("outbox.unmetered") } else { "" };
    let received = submission.received.map(timestamp::beijing_time).unwrap_or_default();
    fields(
        page,
        [
            field("outbox.state", &state),
            field("outbox.files", &progress),
            field("outbox.network", network),
            field("outbox.received", &received),
            field("outbox.item", submission.item.as_deref().unwrap_or_default()),
            field("topic.id", &submission.id),
        ],
    );
    if let Some(problem) = &submission.problem {
        page.blank_line();
        render_problem(page, submission, problem);
    }
    if !submission.files.is_empty() {
        page.blank_line();
        let rows = submission.files.iter().map(|file| {
            let size = if file.sent < file.size {
                text::fill("outbox.part", &[("sent", &format_bytes(file.sent)), ("size", &format_bytes(file.size))])
            } else {
                format_bytes(file.size)
            };
            vec![vec![Run::plain(&file.name)], vec![Run::dim(&file.state_name)], vec![Run::dim(size)]]
        });
        page.columns(&rows.collect::<Vec<_>>(), SIDE_COLUMN);
    }
    if !submission.events.is_empty() {
        page.blank_line();
        page.heading(&[Run::plain(text::get("outbox.review"))], '-');
        submission.events.iter().for_each(|step| review_step(page, step));
    }
}

fn render_problem(page: &mut TextPage, submission: &Submission, problem: &SubmissionProblem) {
    page.hanging(&[Run::plain("! ")], "! ", &[warning(&problem.text)]);
    for field in &problem.fields {
        let words = text::fill("failure.problem", &[("field", &field.field), ("reason", &field.reason)]);
        page.hanging(&[Run::plain("! ")], "! ", &[Run::plain(words)]);
    }
    let file = submission.files.iter().find(|file| Some(&file.id) == problem.file.as_ref());
    let lines = [
        file.map(|file| &*file.name).map(|name| text::fill("outbox.problem-file", &[("name", name)])),
        problem.other_title.as_ref().map(|title| text::fill("outbox.other-title", &[("text", title)])),
        problem.other_text.as_ref().map(|words| text::fill("outbox.other-text", &[("text", words)])),
    ];
    for line in lines.into_iter().flatten() {
        page.hanging(&[Run::plain("! ")], "! ", &[Run::plain(line)]);
    }
}

fn review_step(page: &mut TextPage, step: &ReviewStep) {
    let facts = [Some(step.state_name.clone()), version(step.version), step.role.clone(), step.reviewer.clone()];
    // The role has the name of the state that it leads to.
    let role = step.role.as_ref().is_some_and(|role| *role == step.state_name);
    let [state, version, given, reviewer] = facts;
    let facts = joined([state, version, given.filter(|_| !role), reviewer]);
    page.columns(&[vec![vec![Run::dim(&step.at_text)], vec![Run::plain(facts)]]], SIDE_COLUMN);
    if let Some(reason) = step.reason.as_ref().filter(|reason| !reason.is_empty()) {
        page.hanging(&[Run::plain("  ")], "  ", &[Run::plain(text::fill("outbox.reason", &[("reason", reason)]))]);
    }
    marks(page, "  ", &step.marks);
}

/// Renders the ledger.
pub(crate) fn ledger(page: &mut TextPage, months: &[LedgerMonth]) {
    let cell = |words: &str| vec![Run::plain(words)];
    let names = ["month", "sent", "adopted", "published", "returned", "rejected"];
    let head = names.map(|name| cell(text::get(&format!("ledger.{name}"))));
    let row = |month: &LedgerMonth| {
        let counts = [month.sent, month.adopted, month.published, month.returned, month.rejected];
        let counts = counts.iter().map(|count| cell(&count.to_string()));
        std::iter::once(cell(&month.month)).chain(counts).collect()
    };
    let rows = std::iter::once(head.to_vec()).chain(months.iter().map(row));
    page.columns(&rows.collect::<Vec<_>>(), SIDE_COLUMN);
}
