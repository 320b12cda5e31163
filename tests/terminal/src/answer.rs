//! The answer of a command and its JSON value.

use std::process::ExitCode;

use serde::Serialize;
use serde_json::{Value, json};
use songming_core::{
    AccountState, Activity, ActivityPage, AlertRow, Appeal, Article, Block, Catalogue, Consent, DraftRow, Guide,
    GuidePage, Home, HomeEntry, IndustryOverview, IndustryPage, Issuer, LedgerMonth, ListeningQueue, MarkAction,
    NoticePage, OfflineEntry, Page, Picture, PictureReport, PolicyDay, PolicyPage, RadarOverview, RadarPage, Reminder,
    SearchPage, Sentence, ServiceCategory, ServicePage, Source, StorageUsage, Story, Study, StudySeries, Submission,
    Suggestion, SyncReport, Term, inspect,
};

use crate::drafts::DraftPage;
use crate::outbox::Delivery;
use crate::timestamp;

/// The answer of a successful command.
#[derive(Debug)]
pub(crate) enum Answer {
    Consent(Consent),
    Sources(Vec<Source>),
    SourceAdded(Source),
    SourceRemoved(String),
    Sync {
        report: SyncReport,
        older: Option<Older>,
    },
    Home(Box<Home>),
    HomeSections(Vec<HomeEntry>),
    Reminders(Vec<Reminder>),
    /// `user_list`: the user adds the items of the list, as in the favourites.
    List {
        list: Page,
        user_list: bool,
    },
    SearchResults(SearchPage),
    Suggestions(Vec<Suggestion>),
    /// The newest first.
    RecentSearches(Vec<String>),
    /// The deleted search. `None` if the whole history was deleted.
    SearchForgotten(Option<String>),
    Article(Box<Article>),
    Story(Box<Story>),
    /// `count` items, each with all of the actions.
    Marked {
        count: usize,
        actions: Vec<MarkAction>,
    },
    /// The number of items that were unread before.
    MarkedAllRead(u32),
    Speech {
        sentences: Vec<Sentence>,
        spoken: bool,
    },
    /// `speech`: the sentences of the current item.
    Listening {
        queue: ListeningQueue,
        speech: Vec<Sentence>,
    },
    /// `report`: what this command fetched. `pictures`: all pictures of the item.
    Pictures {
        report: PictureReport,
        pictures: Vec<Picture>,
    },
    Storage {
        storage: StorageUsage,
        cleared: bool,
    },
    /// The name of a channel is empty if the catalogue does not list it.
    FollowedChannels(Vec<Term>),
    Catalogue(Catalogue),
    /// The alerts in force, or one alert with its updates.
    Alerts(Vec<AlertRow>),
    Services(ServicePage),
    ServiceCategories(Vec<ServiceCategory>),
    Notices(NoticePage),
    Issuers(Vec<Issuer>),
    Guides(GuidePage),
    Guide(Box<Guide>),
    StudySeries(Vec<StudySeries>),
    Study(Study),
    Activities(ActivityPage),
    Activity(Box<Activity>),
    Offline(Vec<OfflineEntry>),
    Industry(IndustryOverview),
    IndustryPage(Box<IndustryPage>),
    Policies(PolicyPage),
    PolicyCalendar(Vec<PolicyDay>),
    Radar(RadarOverview),
    RadarHits(RadarPage),
    Appeals(Vec<Appeal>),
    Appeal(Box<Appeal>),
    Account(AccountState),
    /// The address that the browser opens.
    LoginAddress(String),
    Drafts(Vec<DraftRow>),
    Draft(Box<DraftPage>),
    Submissions(Vec<Submission>),
    Submission(Box<Submission>),
    Delivery(Box<Delivery>),
    /// Whether files are sent without charge only.
    UnmeteredOnly(bool),
    Ledger(Vec<LedgerMonth>),
    Feed {
        title: String,
        items: Vec<FeedItem>,
    },
    Portrait(inspect::Portrait),
    Blocks {
        blocks: Vec<Block>,
        capped: bool,
    },
    /// Text for another program, printed without layout: a completion script or exported rules.
    Script(String),
}

/// The result of fetching older pages.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Older {
    /// The number of fetched pages.
    pub(crate) pages: u32,
    /// Whether the publisher has older pages.
    pub(crate) more: bool,
}

/// An item that an entry of a feed would become.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FeedItem {
    pub(crate) id: String,
    pub(crate) title: String,
    /// RFC 3339 in UTC.
    pub(crate) published: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) authors: Vec<String>,
    /// The same in milliseconds since 1970, for the text output.
    #[serde(skip)]
    pub(crate) published_at: Option<i64>,
}

impl Answer {
    /// The exit code of the program: what became of a submission, 0 otherwise.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Delivery(delivery) => delivery.exit_code().into(),
            _ => ExitCode::SUCCESS,
        }
    }

    /// The JSON value for programs. Timestamps are RFC 3339. The members of an item's row are merged into an article or a
    /// search result; an article also has its plain text.
    pub(crate) fn json(&self) -> Value {
        let mut value = match self {
            Self::Consent(consent) => record(consent),
            Self::Sources(sources) => listed(sources),
            Self::SourceAdded(source) => record(source),
            Self::SourceRemoved(id) => json!({ "removed": id }),
            Self::Sync { report, older } => {
                let mut value = record(report);
                value["older"] = record(older);
                value
            }
            Self::Home(home) => record(home),
            Self::HomeSections(entries) => listed(entries),
            Self::Reminders(reminders) => listed(reminders),
            Self::List { list, .. } => record(list),
            Self::SearchResults(page) => search_results(page),
            Self::Suggestions(suggestions) => json!({ "suggestions": record(suggestions) }),
            Self::RecentSearches(searches) => json!({ "recent": searches }),
            Self::SearchForgotten(_) => json!({ "forgotten": true }),
            Self::Article(article) => {
                let mut value = with_row(record(article));
                value["text"] = inspect::plain_text(&article.blocks).into();
                value
            }
            Self::Story(story) => record(story),
            Self::Marked { count, actions } => json!({ "marked": count, "actions": record(actions) }),
            Self::MarkedAllRead(count) => {
                json!({ "marked": count, "actions": record(&[MarkAction::Read { on: true }]) })
            }
            Self::Speech { sentences, .. } => listed(sentences),
            Self::Listening { queue, .. } => record(queue),
            Self::Pictures { report, pictures } => {
                let mut value = listed(pictures);
                for (name, member) in record(report).as_object().into_iter().flatten() {
                    value[name] = member.clone();
                }
                value
            }
            Self::Storage { storage, .. } => record(storage),
            Self::FollowedChannels(channels) => listed(channels),
            Self::Catalogue(catalogue) => record(catalogue),
            Self::Alerts(alerts) => listed(alerts),
            Self::Services(page) => record(page),
            Self::ServiceCategories(categories) => listed(categories),
            Self::Notices(page) => record(page),
            Self::Issuers(issuers) => listed(issuers),
            Self::Guides(page) => record(page),
            Self::Guide(guide) => record(guide),
            Self::StudySeries(series) => listed(series),
            Self::Study(study) => record(study),
            Self::Activities(page) => record(page),
            Self::Activity(activity) => record(activity),
            Self::Offline(offline) => listed(offline),
            Self::Industry(industry) => record(industry),
            Self::IndustryPage(page) => record(page),
            Self::Policies(page) => record(page),
            Self::PolicyCalendar(days) => listed(days),
            Self::Radar(radar) => record(radar),
            Self::RadarHits(page) => record(page),
            Self::Appeals(appeals) => listed(appeals),
            Self::Appeal(appeal) => record(appeal),
            Self::Account(state) => record(state),
            Self::LoginAddress(address) => json!({ "address": address }),
            Self::Drafts(drafts) => listed(drafts),
            Self::Draft(draft) => record(draft),
            Self::Submissions(submissions) => {
                let items: Value = submissions.iter().map(received).collect();
                listed(&items)
            }
            Self::Submission(submission) => received(submission),
            Self::Delivery(delivery) => received(delivery),
            Self::UnmeteredOnly(on) => json!({ "unmetered_only": on }),
            // Of a month `published` is a count, elsewhere a time.
            Self::Ledger(months) => return listed(months),
            Self::Feed { title, items } => json!({ "title": title, "items": items }),
            Self::Blocks { blocks, capped } => {
                json!({ "blocks": blocks, "text": inspect::plain_text(blocks), "capped": capped })
            }
            Self::Portrait(portrait) => json!({
                "width": portrait.width, "height": portrait.height, "placeholder": portrait.placeholder,
            }),
            Self::Script(script) => json!({ "script": script }),
        };
        timestamp::format_members(&mut value);
        value
    }
}

/// Moves the members of `row` into the object that holds it.
fn with_row(mut value: Value) -> Value {
    let row = value.as_object_mut().and_then(|members| members.remove("row"));
    for (name, member) in row.as_ref().and_then(Value::as_object).into_iter().flatten() {
        value[name] = member.clone();
    }
    value
}

/// A submission. Of its members `received` is a time, which elsewhere counts bytes.
fn received(submission: &impl Serialize) -> Value {
    let mut value = record(submission);
    if let Some(milliseconds) = value["received"].as_i64() {
        value["received"] = timestamp::rfc3339(milliseconds).into();
    }
    value
}

/// A page of search results. Highlights are ranges of UTF-16 units.
fn search_results(page: &SearchPage) -> Value {
    let items = page.items.iter().map(|hit| {
        with_row(json!({
            "row": record(&hit.row),
            "snippet": hit.snippet,
            "highlights": { "title": record(&hit.title_highlights), "snippet": record(&hit.snippet_highlights) },
        }))
    });
    let items: Value = items.collect();
    json!({ "items": items, "next": page.next, "action": record(&page.action), "complete": page.complete })
}

/// A complete list in the shape of a page: `next` is always null.
fn listed(records: &impl Serialize) -> Value {
    json!({ "items": record(records), "next": null })
}

fn record(record: &impl Serialize) -> Value {
    serde_json::to_value(record)
        .expect("the records of the core serialize without maps that have other keys than strings")
}
