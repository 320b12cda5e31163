//! What a sync brought and what is kept, in numbers, for people.

use songming_core::{Picture, PictureReport, StorageUsage, SyncOutcome, SyncReport, Term};

use crate::answer::Older;
use crate::page::{BESIDE, Page};
use crate::progress;
use crate::text;
use crate::width::{Look, Run};

/// What a sync brought.
pub(crate) fn sync(page: &mut Page, report: &SyncReport, older: Option<Older>) {
    if report.sources.is_empty() {
        return page.told("sync.nobody");
    }
    let rows: Vec<Vec<Vec<Run>>> = report
        .sources
        .iter()
        .map(|source| {
            let name = if source.title.is_empty() { &source.id } else { &source.title };
            let (said, warning) = match &source.outcome {
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
            vec![vec![Run::plain(name)], vec![Run { text: said, look: Look { warning, ..Look::default() } }]]
        })
        .collect();
    page.columns(&rows, 32);
    if let Some(older) = older {
        let key = if older.more { "sync.older-more" } else { "sync.older-all" };
        page.said(key, &[("pages", &older.pages.to_string())]);
    }
    if let Some(pictures) = fetched(report.pictures) {
        page.said("sync.pictures", &[("what", &pictures)]);
    }
    if !report.complete {
        page.told("sync.incomplete");
    }
    let seconds = format!("{:.1}", report.milliseconds as f64 / 1000.0);
    let values = [
        ("requests", &*report.traffic.requests.to_string()),
        ("received", &*progress::bytes(report.traffic.received)),
        ("sent", &*progress::bytes(report.traffic.sent)),
        ("seconds", &*seconds),
    ];
    page.text(&[Run::dim(text::fill("sync.cost", &values))]);
}

/// What came of pictures, in words; none where nothing was wanted.
fn fetched(report: PictureReport) -> Option<String> {
    let bytes = progress::bytes(report.bytes);
    let count = |key, count: u32| (count > 0).then(|| text::fill(key, &[("n", &count.to_string()), ("bytes", &bytes)]));
    let parts = [
        count("pictures.fetched", report.fetched),
        count("pictures.failed", report.failed),
        count("pictures.left", report.left),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(text::get("comma")))
}

/// The pictures of an item, with their files.
pub(crate) fn pictures(page: &mut Page, report: PictureReport, pictures: &[Picture]) {
    if pictures.is_empty() {
        return page.told("pictures.none");
    }
    if let Some(what) = fetched(report) {
        page.said("sync.pictures", &[("what", &what)]);
    }
    for picture in pictures {
        page.gap();
        let alt = if picture.alt.is_empty() { text::get("pictures.unnamed") } else { &picture.alt };
        page.text(&[Run::bold(alt)]);
        // Never wrapped, so that both can be copied.
        page.line(&[Run::plain(picture.file.as_deref().unwrap_or(text::get("pictures.not-here")))]);
        page.line(&[Run::dim(&picture.url)]);
    }
}

/// What is on this machine, and what may be.
pub(crate) fn storage(page: &mut Page, storage: &StorageUsage, cleared: bool) {
    if cleared {
        page.told("storage.cleared");
        page.gap();
    }
    let granted = storage.retention;
    let (texts, pictures) = (room(storage.text_bytes), room(storage.picture_bytes));
    let said = |key, values: &[(&str, &str)]| vec![Run::plain(text::fill(key, values))];
    let rows = [
        ("storage.items", said("storage.item-count", &[("n", &storage.items.to_string())])),
        ("storage.texts", said("storage.room", &[("used", &texts), ("most", &granted.text_megabytes.to_string())])),
        (
            "storage.pictures",
            said(
                "storage.picture-room",
                &[
                    ("n", &storage.pictures.to_string()),
                    ("used", &pictures),
                    ("most", &granted.picture_megabytes.to_string()),
                ],
            ),
        ),
        (
            "storage.documents",
            said(
                "storage.document-room",
                &[("n", &storage.documents.to_string()), ("used", &room(storage.document_bytes))],
            ),
        ),
        ("storage.search", vec![Run::plain(room(storage.search_bytes))]),
        ("storage.own", vec![Run::plain(room(storage.own_bytes))]),
        ("storage.kept", said("storage.days", &[("n", &granted.days.to_string())])),
    ];
    let rows = rows.map(|(name, value)| vec![vec![Run::dim(text::get(name))], value]);
    page.columns(&rows, BESIDE);
}

/// Bytes as the limits are counted: megabytes of a million.
fn room(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}

/// The followed channels.
pub(crate) fn followed(page: &mut Page, channels: &[Term]) {
    if channels.is_empty() {
        return page.told("follow.none");
    }
    let name = |channel: &Term| match &*channel.name {
        "" => Run::dim(text::get("follow.unknown")),
        name => Run::plain(name),
    };
    let rows: Vec<Vec<Vec<Run>>> =
        channels.iter().map(|channel| vec![vec![Run::dim(&channel.code)], vec![name(channel)]]).collect();
    page.columns(&rows, BESIDE);
}
