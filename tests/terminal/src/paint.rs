//! Answers for people.

use songming_core::{
    Article, Attachment, Catalogue, Consent, Home, ItemKind, ItemRow, Page as Rows, Source, SyncOutcome, SyncReport,
    Term,
};

use crate::answer::{Answer, FeedItem, Older};
use crate::blocks::{self, Links};
use crate::moment;
use crate::page::{Page, Screen};
use crate::progress;
use crate::text;
use crate::width::{Look, Run};

/// Columns that a time or a source may take beside a title.
const BESIDE: usize = 18;
/// A screen narrower than this has no room for columns beside a title.
const NARROW: usize = 60;

/// The answer as a page.
pub(crate) fn painted(answer: &Answer, screen: Screen) -> String {
    if let Answer::Script(script) = answer {
        return script.clone();
    }
    let mut page = Page::new(screen);
    match answer {
        Answer::Consent(decided) => consent(&mut page, decided),
        Answer::Sources(all) => sources(&mut page, all),
        Answer::Added(source) => said(&mut page, "sources.added", &[("title", &source.title), ("id", &source.id)]),
        Answer::Removed(id) => said(&mut page, "sources.removed", &[("id", id)]),
        Answer::Sync { report, older } => sync(&mut page, report, *older),
        Answer::Home(front) => home(&mut page, front),
        Answer::List(rows) => list(&mut page, rows),
        Answer::Article(whole) => article(&mut page, whole),
        Answer::Catalogue(known) => catalogue(&mut page, known),
        Answer::Feed { title, items } => feed(&mut page, title, items),
        Answer::Blocks { blocks, capped } => {
            let mut links = Links::default();
            blocks::paint(&mut page, blocks, &mut links);
            cut_short(&mut page, *capped);
            links.paint(&mut page);
        }
        Answer::Script(_) => {}
    }
    page.finish()
}

fn said(page: &mut Page, key: &str, values: &[(&str, &str)]) {
    page.text(&[Run::plain(text::fill(key, values))]);
}

fn told(page: &mut Page, key: &str) {
    said(page, key, &[]);
}

fn consent(page: &mut Page, consent: &Consent) {
    told(page, "consent.statement");
    page.gap();
    let when = consent.decided.map(moment::china);
    let statement = consent.statement.as_deref().unwrap_or_default();
    match (when, consent.given) {
        (Some(when), true) => said(page, "consent.given", &[("when", &when), ("statement", statement)]),
        (Some(when), false) => said(page, "consent.withdrawn", &[("when", &when)]),
        (None, _) => told(page, "consent.never"),
    }
}

fn sources(page: &mut Page, all: &[Source]) {
    if all.is_empty() {
        return told(page, "sources.none");
    }
    for source in all {
        page.gap();
        let untitled = text::get("sources.untitled");
        page.text(&[Run::bold(if source.title.is_empty() { untitled } else { &source.title })]);
        let asked = source.succeeded.map_or_else(|| text::get("sources.never").to_owned(), moment::china);
        let row = |name: &str, value: &str| vec![Run::dim(format!("  {name}")), Run::plain(value)];
        page.line(&row(text::get("sources.id"), &source.id));
        page.line(&row(text::get("sources.address"), &source.address));
        page.line(&row(text::get("sources.asked"), &asked));
    }
}

fn sync(page: &mut Page, report: &SyncReport, older: Option<Older>) {
    if report.sources.is_empty() {
        return told(page, "sync.nobody");
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
        said(page, key, &[("pages", &older.pages.to_string())]);
    }
    if !report.complete {
        told(page, "sync.incomplete");
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

fn home(page: &mut Page, home: &Home) {
    if home.latest.is_empty() {
        return told(page, "list.empty");
    }
    said(page, "home.updated", &[("when", &home.updated_text)]);
    page.gap();
    page.heading(&[Run::plain(text::get("home.latest"))], '=');
    rows(page, &home.latest);
    for section in &home.sections {
        page.gap();
        page.heading(&[Run::plain(&section.module.name)], '-');
        rows(page, &section.items);
    }
}

fn list(page: &mut Page, list: &Rows) {
    if list.items.is_empty() {
        told(page, "list.empty");
    }
    rows(page, &list.items);
    page.gap();
    if let Some(next) = &list.next {
        said(page, "list.next", &[("key", next)]);
    }
    if list.older {
        told(page, "list.older");
    }
}

/// What must be known of an item before its title.
fn marks(row: &ItemRow) -> String {
    let kind = match row.kind {
        ItemKind::Notice => "kind.notice",
        ItemKind::Guide => "kind.guide",
        ItemKind::Policy => "kind.policy",
        ItemKind::Study => "kind.study",
        ItemKind::Alert => "kind.alert",
        ItemKind::Entry => "kind.entry",
        ItemKind::Article | ItemKind::Other => "",
    };
    let marks = [
        (!kind.is_empty()).then_some(kind),
        row.flash.then_some("kind.flash"),
        row.corrected.then_some("kind.corrected"),
    ];
    marks.into_iter().flatten().map(text::get).collect()
}

fn rows(page: &mut Page, items: &[ItemRow]) {
    let title = |row: &ItemRow| {
        [Run { text: marks(row), look: Look { warning: true, ..Look::default() } }, Run::bold(&row.title)]
    };
    if page.width() < NARROW {
        for row in items {
            page.gap();
            page.text(&title(row));
            page.text(&[Run::dim(text::fill(
                "list.beside",
                &[("time", &row.published_text), ("source", &row.source)],
            ))]);
            page.line(&[Run::dim(&row.id)]);
        }
        return;
    }
    let cells: Vec<Vec<Vec<Run>>> = items
        .iter()
        .map(|row| {
            let mut last = title(row).to_vec();
            // Below the title: what `read` is asked with.
            last.push(Run::dim(format!("\n{}", row.id)));
            vec![vec![Run::plain(&row.published_text)], vec![Run::dim(&row.source)], last]
        })
        .collect();
    page.columns(&cells, BESIDE);
}

fn article(page: &mut Page, article: &Article) {
    let row = &article.row;
    let mut links = Links::default();
    let mut title = vec![Run { text: marks(row), look: Look { warning: true, ..Look::default() } }];
    title.push(Run::plain(&row.title));
    page.heading(&title, '=');
    let minutes = article.reading_seconds.div_ceil(60).max(1).to_string();
    let mut facts = vec![row.source.clone(), row.published_text.clone()];
    facts.extend((!article.authors.is_empty()).then(|| article.authors.join(text::get("and"))));
    facts.push(text::fill("read.minutes", &[("n", &minutes)]));
    facts.retain(|fact| !fact.is_empty());
    page.text(&[Run::dim(facts.join(text::get("between")))]);
    if let Some(correction) = &article.correction {
        page.gap();
        let values = [("when", &*correction.time_text), ("reason", &*correction.reason)];
        let said = text::fill("read.correction", &values);
        let look = Look { bold: true, warning: true, ..Look::default() };
        page.hang(&[Run::plain("! ")], "! ", &[Run { text: said, look }]);
    }
    page.gap();
    blocks::paint(page, &article.blocks, &mut links);
    if article.blocks.is_empty() {
        page.text(&[Run::plain(&row.summary)]);
    }
    cut_short(page, article.capped);
    page.gap();
    terms(page, "read.tags", article.tags.iter().map(String::as_str));
    terms(page, "read.sectors", article.sectors.iter().map(|term| &*term.name));
    terms(page, "read.parks", article.parks.iter().map(|term| &*term.name));
    attachments(page, &article.attachments, &mut links);
    if !article.versions.is_empty() {
        page.gap();
        page.heading(&[Run::plain(text::get("read.versions"))], '-');
        rows(page, &article.versions);
    }
    if let Some(address) = &article.url {
        page.gap();
        let mark = links.mark(address);
        page.text(&[Run::plain(text::get("read.original")), mark]);
    }
    links.paint(page);
}

fn terms<'a>(page: &mut Page, key: &str, names: impl Iterator<Item = &'a str>) {
    let names: Vec<&str> = names.collect();
    if !names.is_empty() {
        let name = format!("{}  ", text::get(key));
        let rest = " ".repeat(crate::width::columns(&name));
        page.hang(&[Run::dim(name)], &rest, &[Run::plain(names.join(text::get("and")))]);
    }
}

/// What belongs to the item and is not a picture of its text: those were shown in their place.
fn attachments(page: &mut Page, attachments: &[Attachment], links: &mut Links) {
    let others: Vec<&Attachment> = attachments.iter().filter(|one| !one.mime_type.starts_with("image/")).collect();
    if others.is_empty() {
        return;
    }
    page.gap();
    page.line(&[Run::dim(text::get("read.attachments"))]);
    for one in others {
        let title = one.title.as_deref().or(one.alt.as_deref()).unwrap_or(&one.mime_type);
        let size = one.bytes.map(progress::bytes).unwrap_or_default();
        let mark = links.mark(&one.url);
        page.hang(&[Run::plain("- ")], "  ", &[Run::plain(title), mark, Run::dim(format!(" {size}"))]);
    }
}

fn cut_short(page: &mut Page, capped: bool) {
    if capped {
        page.gap();
        told(page, "read.capped");
    }
}

fn catalogue(page: &mut Page, catalogue: &Catalogue) {
    if catalogue.version.is_empty() && catalogue.modules.is_empty() {
        return told(page, "catalogue.none");
    }
    page.heading(&[Run::plain(&catalogue.title)], '=');
    group(page, text::get("catalogue.modules"), &catalogue.modules);
    group(page, text::get("catalogue.channels"), &catalogue.channels);
    group(page, text::get("catalogue.sectors"), &catalogue.sectors);
    group(page, text::get("catalogue.parks"), &catalogue.parks);
    group(page, text::get("catalogue.towns"), &catalogue.towns);
    if !catalogue.stations.is_empty() {
        page.gap();
        page.heading(&[Run::plain(text::get("catalogue.stations"))], '-');
        let beside = |value: &Option<String>| value.clone().unwrap_or_default();
        let rows: Vec<Vec<Vec<Run>>> = catalogue
            .stations
            .iter()
            .map(|station| {
                let facts = [station.name.clone(), beside(&station.phone), beside(&station.address)];
                let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
                vec![vec![Run::dim(&station.code)], vec![Run::plain(facts.join(text::get("between")))]]
            })
            .collect();
        page.columns(&rows, BESIDE);
    }
}

fn group(page: &mut Page, name: &str, terms: &[Term]) {
    if terms.is_empty() {
        return;
    }
    page.gap();
    page.heading(&[Run::plain(name)], '-');
    let rows: Vec<Vec<Vec<Run>>> =
        terms.iter().map(|term| vec![vec![Run::dim(&term.code)], vec![Run::plain(&term.name)]]).collect();
    page.columns(&rows, BESIDE);
}

fn feed(page: &mut Page, title: &str, items: &[FeedItem]) {
    page.heading(&[Run::plain(title)], '=');
    for item in items {
        page.gap();
        page.text(&[Run::bold(&item.title)]);
        let when = item.moment.map_or_else(|| text::get("feed.undated").to_owned(), moment::china);
        let mut facts = vec![when];
        facts.extend((!item.authors.is_empty()).then(|| item.authors.join(text::get("and"))));
        page.text(&[Run::dim(facts.join(text::get("between")))]);
        page.line(&[Run::dim(&item.id)]);
        if let Some(url) = item.url.as_ref().filter(|&url| *url != item.id) {
            page.line(&[Run::plain(url)]);
        }
    }
    page.gap();
    said(page, "feed.count", &[("n", &items.len().to_string())]);
}
