//! Renders the results of a sync, pictures, storage and followed channels.

use songming_core::{Picture, PictureReport, StorageUsage, SyncOutcome, SyncReport, Term};

use crate::answer::Older;
use crate::layout::{Run, Style};
use crate::progress;
use crate::text;
use crate::text_page::{SIDE_COLUMN, TextPage};

/// Renders the report of a sync.
pub(crate) fn sync(page: &mut TextPage, report: &SyncReport, older: Option<Older>) {
    if report.sources.is_empty() {
        return page.message("sync.nobody");
    }
    let rows: Vec<Vec<Vec<Run>>> = report
        .sources
        .iter()
        .map(|source| {
            let name = if source.title.is_empty() { &source.id } else { &source.title };
            let (outcome, warning) = match &source.outcome {
                SyncOutcome::Unchanged => (text::get("sync.unchanged").to_owned(), false),
                SyncOutcome::Changed { added, revised, withdrawn } => {
                    let parts: Vec<String> = [
                        (text::fill("sync.added", &[("n", &added.to_string())]), *added),
                        (text::fill("sync.revised", &[("n", &revised.to_string())]), *revised),
                        (text::fill("sync.withdrawn", &[("n", &withdrawn.to_string())]), *withdrawn),
                    ]
                    .into_iter()
                    .filter_map(|(words, count)| (count > 0).then_some(words))
                    .collect();
                    (parts.join(text::get("comma")), false)
                }
                SyncOutcome::Failed { explanation, .. } => (text::fill("sync.failed", &[("why", explanation)]), true),
            };
            vec![vec![Run::plain(name)], vec![Run { text: outcome, style: Style { warning, ..Style::default() } }]]
        })
        .collect();
    page.columns(&rows, 32);
    if let Some(older) = older {
        let key = if older.more { "sync.older-more" } else { "sync.older-all" };
        page.message_with(key, &[("pages", &older.pages.to_string())]);
    }
    if let Some(counts) = picture_counts(report.pictures) {
        page.message_with("sync.pictures", &[("what", &counts)]);
    }
    if !report.complete {
        page.message("sync.incomplete");
    }
    let seconds = format!("{:.1}", report.milliseconds as f64 / 1000.0);
    let values = [
        ("requests", &*report.traffic.requests.to_string()),
        ("received", &*progress::format_bytes(report.traffic.received)),
        ("sent", &*progress::format_bytes(report.traffic.sent)),
        ("seconds", &*seconds),
    ];
    page.paragraph(&[Run::dim(text::fill("sync.cost", &values))]);
}

/// The numbers of fetched, failed and remaining pictures. `None` if no picture was requested.
fn picture_counts(report: PictureReport) -> Option<String> {
    let bytes = progress::format_bytes(report.bytes);
    let count = |key, count: u32| (count > 0).then(|| text::fill(key, &[("n", &count.to_string()), ("bytes", &bytes)]));
    let parts = [
        count("pictures.fetched", report.fetched),
        count("pictures.failed", report.failed),
        count("pictures.left", report.left),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(text::get("comma")))
}

/// Lists the pictures of an item with their files.
pub(crate) fn pictures(page: &mut TextPage, report: PictureReport, pictures: &[Picture]) {
    if pictures.is_empty() {
        return page.message("pictures.none");
    }
    if let Some(counts) = picture_counts(report) {
        page.message_with("sync.pictures", &[("what", &counts)]);
    }
    for picture in pictures {
        page.blank_line();
        let alt = if picture.alt.is_empty() { text::get("pictures.unnamed") } else { &picture.alt };
        page.paragraph(&[Run::bold(alt)]);
        // Not wrapped, so that the file and the address can be copied.
        page.line(&[Run::plain(picture.file.as_deref().unwrap_or(text::get("pictures.not-here")))]);
        page.line(&[Run::dim(&picture.url)]);
    }
}

/// Renders the used storage and its limits.
pub(crate) fn storage(page: &mut TextPage, storage: &StorageUsage, cleared: bool) {
    if cleared {
        page.message("storage.cleared");
        page.blank_line();
    }
    let limits = storage.retention;
    let (texts, pictures) = (megabytes(storage.text_bytes), megabytes(storage.picture_bytes));
    let filled = |key, values: &[(&str, &str)]| vec![Run::plain(text::fill(key, values))];
    let rows = [
        ("storage.items", filled("storage.item-count", &[("n", &storage.items.to_string())])),
        ("storage.texts", filled("storage.room", &[("used", &texts), ("most", &limits.text_megabytes.to_string())])),
        (
            "storage.pictures",
            filled(
                "storage.picture-room",
                &[
                    ("n", &storage.pictures.to_string()),
                    ("used", &pictures),
                    ("most", &limits.picture_megabytes.to_string()),
                ],
            ),
        ),
        (
            "storage.documents",
            filled(
                "storage.document-room",
                &[("n", &storage.documents.to_string()), ("used", &megabytes(storage.document_bytes))],
            ),
        ),
        ("storage.search", vec![Run::plain(megabytes(storage.search_bytes))]),
        ("storage.own", vec![Run::plain(megabytes(storage.own_bytes))]),
        ("storage.kept", filled("storage.days", &[("n", &limits.days.to_string())])),
    ];
    let rows = rows.map(|(name, value)| vec![vec![Run::dim(text::get(name))], value]);
    page.columns(&rows, SIDE_COLUMN);
}

/// A size in KB or MB of 1000, the unit of the limits.
fn megabytes(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}

/// Lists the followed channels.
pub(crate) fn followed(page: &mut TextPage, channels: &[Term]) {
    if channels.is_empty() {
        return page.message("follow.none");
    }
    let name = |channel: &Term| match &*channel.name {
        "" => Run::dim(text::get("follow.unknown")),
        name => Run::plain(name),
    };
    let rows: Vec<Vec<Vec<Run>>> =
        channels.iter().map(|channel| vec![vec![Run::dim(&channel.code)], vec![name(channel)]]).collect();
    page.columns(&rows, SIDE_COLUMN);
}
