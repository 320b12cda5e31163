//! What a command answers, and the one JSON value that says it.

use serde::Serialize;
use serde_json::{Value, json};
use songming_core::{
    Activity, ActivityPage, AlertRow, Appeal, Article, Block, Catalogue, Consent, Guide, GuidePage, Home, HomeEntry,
    IndustryOverview, IndustryPage, Issuer, ListeningQueue, MarkAction, NoticePage, OfflineEntry, Page, Picture,
    PictureReport, PolicyDay, PolicyPage, RadarOverview, RadarPage, Reminder, SearchPage, Sentence, ServiceCategory,
    ServicePage, Source, StorageUsage, Story, Study, StudySeries, Suggestion, SyncReport, Term, inspect,
};

use crate::moment;

/// What a command answers.
#[derive(Debug)]
pub(crate) enum Answer {
    Consent(Consent),
    Sources(Vec<Source>),
    Added(Source),
    Removed(String),
    Sync {
        report: SyncReport,
        older: Option<Older>,
    },
    Home(Box<Home>),
    Arrangement(Vec<HomeEntry>),
    Plans(Vec<Reminder>),
    /// A page, and whether only the person puts items on its list.
    List {
        list: Page,
        own: bool,
    },
    Found(SearchPage),
    Suggested(Vec<Suggestion>),
    /// What was looked for, the last first.
    Recent(Vec<String>),
    /// The search that was forgotten; none for all of them.
    Forgotten(Option<String>),
    Article(Box<Article>),
    Story(Box<Story>),
    /// How many items were marked, and how.
    Marked {
        count: usize,
        actions: Vec<MarkAction>,
    },
    /// How many items were not read before.
    AllRead(u32),
    Speech {
        sentences: Vec<Sentence>,
        spoken: bool,
    },
    /// The queue, and what is said of the current item.
    Listening {
        listening: ListeningQueue,
        speech: Vec<Sentence>,
    },
    /// What was fetched, and all that the item has.
    Pictures {
        report: PictureReport,
        pictures: Vec<Picture>,
    },
    Storage {
        storage: StorageUsage,
        cleared: bool,
    },
    /// The followed channels; one that is not in the catalogue has no name.
    Followed(Vec<Term>),
    Catalogue(Catalogue),
    /// Those that hold, or those of one line.
    Alerts(Vec<AlertRow>),
    Services(ServicePage),
    ServiceCategories(Vec<ServiceCategory>),
    Notices(NoticePage),
    Issuers(Vec<Issuer>),
    Guides(GuidePage),
    Guide(Box<Guide>),
    Series(Vec<StudySeries>),
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
    Feed {
        title: String,
        items: Vec<FeedItem>,
    },
    Portrait(inspect::Portrait),
    Blocks {
        blocks: Vec<Block>,
        capped: bool,
    },
    /// Text that is for another program: a completion script.
    Script(String),
}

/// What fetching older pages did.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Older {
    /// Pages that were fetched.
    pub(crate) pages: u32,
    /// Whether the publisher has more.
    pub(crate) more: bool,
}

/// What an entry of a feed would become.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FeedItem {
    pub(crate) id: String,
    pub(crate) title: String,
    /// RFC 3339 UTC.
    pub(crate) published: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) authors: Vec<String>,
    /// For people.
    #[serde(skip)]
    pub(crate) moment: Option<i64>,
}

impl Answer {
    /// For a program. Moments are RFC 3339 in all of them; an article and a result have their row's members beside their
    /// own, an article also its text.
    pub(crate) fn json(&self) -> Value {
        let mut value = match self {
            Self::Consent(consent) => record(consent),
            Self::Sources(sources) => listed(sources),
            Self::Added(source) => record(source),
            Self::Removed(id) => json!({ "removed": id }),
            Self::Sync { report, older } => {
                let mut value = record(report);
                value["older"] = record(older);
                value
            }
            Self::Home(home) => record(home),
            Self::Arrangement(entries) => listed(entries),
            Self::Plans(plans) => listed(plans),
            Self::List { list, .. } => record(list),
            Self::Found(page) => found(page),
            Self::Suggested(suggestions) => json!({ "suggestions": record(suggestions) }),
            Self::Recent(searches) => json!({ "recent": searches }),
            Self::Forgotten(_) => json!({ "forgotten": true }),
            Self::Article(article) => {
                let mut value = with_row(record(article));
                value["text"] = inspect::plain_text(&article.blocks).into();
                value
            }
            Self::Story(story) => record(story),
            Self::Marked { count, actions } => json!({ "marked": count, "actions": record(actions) }),
            Self::AllRead(count) => json!({ "marked": count, "actions": record(&[MarkAction::Read { on: true }]) }),
            Self::Speech { sentences, .. } => listed(sentences),
            Self::Listening { listening, .. } => record(listening),
            Self::Pictures { report, pictures } => {
                let mut value = listed(pictures);
                for (name, member) in record(report).as_object().into_iter().flatten() {
                    value[name] = member.clone();
                }
                value
            }
            Self::Storage { storage, .. } => record(storage),
            Self::Followed(channels) => listed(channels),
            Self::Catalogue(catalogue) => record(catalogue),
            Self::Alerts(alerts) => listed(alerts),
            Self::Services(page) => record(page),
            Self::ServiceCategories(categories) => listed(categories),
            Self::Notices(page) => record(page),
            Self::Issuers(issuers) => listed(issuers),
            Self::Guides(page) => record(page),
            Self::Guide(guide) => record(guide),
            Self::Series(series) => listed(series),
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
            Self::Feed { title, items } => json!({ "title": title, "items": items }),
            Self::Blocks { blocks, capped } => {
                json!({ "blocks": blocks, "text": inspect::plain_text(blocks), "capped": capped })
            }
            Self::Portrait(portrait) => json!({
                "width": portrait.width, "height": portrait.height, "placeholder": portrait.placeholder,
            }),
            Self::Script(script) => json!({ "script": script }),
        };
        moment::spell(&mut value);
        value
    }
}

/// A record with the members of its row beside its own.
fn with_row(mut value: Value) -> Value {
    let row = value.as_object_mut().and_then(|members| members.remove("row"));
    for (name, member) in row.as_ref().and_then(Value::as_object).into_iter().flatten() {
        value[name] = member.clone();
    }
    value
}

/// A page of results. Highlights are ranges of UTF-16 units.
fn found(page: &SearchPage) -> Value {
    let items = page.items.iter().map(|found| {
        with_row(json!({
            "row": record(&found.row),
            "snippet": found.snippet,
            "highlights": { "title": record(&found.title_highlights), "snippet": record(&found.snippet_highlights) },
        }))
    });
    let items: Value = items.collect();
    json!({ "items": items, "next": page.next, "action": record(&page.action), "complete": page.complete })
}

/// All there is, as a list of which there are no more pages.
fn listed(records: &impl Serialize) -> Value {
    json!({ "items": record(records), "next": null })
}

fn record(record: &impl Serialize) -> Value {
    serde_json::to_value(record).expect("the core's records have names for members and no map in them")
}
