//! Fetching: one conditional question for each origin, and one commit for each answer.
//!
//! What holds here: a body is read whole and checked whole before the first row is written; an answer is applied in one
//! transaction together with the cursor it leads to, so a kill at any time leaves either the old state or the new one;
//! an origin that fails fails alone and changes nothing; an older answer never replaces a newer one.
//!
//! What an item *is* the topics know: they are told through [`Apply`].

mod external_feed;
mod origin;
mod publisher;
mod unconfirmed;
mod wire;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

pub(crate) use external_feed::source_id;
pub(crate) use origin::{known, now_at};
pub(crate) use publisher::list_ends_earlier;
pub use wire::entries;

use crate::base::change::{Announcer, Change};
use crate::base::clock::Clock;
use crate::base::error::{ClientError, Fault, Result};
use crate::base::net::{Net, Traffic};
use crate::base::runtime;
use crate::base::store::{Store, Write};
use crate::formats::syndication::Attachment;

/// The id of the publisher among the origins.
pub(crate) const PUBLISHER: &str = "publisher";
/// Sources that are asked at the same time.
const AT_ONCE: usize = 4;

/// One item as it came in, from whichever format.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Incoming {
    pub(crate) id: String,
    /// The publisher's sequence; for foreign items a digest of the content, so that a change is seen.
    pub(crate) sequence: i64,
    pub(crate) revision: i64,
    pub(crate) kind: String,
    pub(crate) module: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) story: Option<String>,
    pub(crate) stage: Option<String>,
    pub(crate) title: String,
    pub(crate) summary: Option<String>,
    pub(crate) html: Option<String>,
    pub(crate) plain: Option<String>,
    /// Milliseconds; none when the source gives no date that can be read.
    pub(crate) published: Option<i64>,
    pub(crate) modified: Option<i64>,
    pub(crate) corrected: Option<i64>,
    pub(crate) image: Option<Picture>,
    pub(crate) detail: Detail,
}

/// A picture of a list row.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
pub struct Picture {
    /// Where it is.
    pub url: String,
    /// Pixels of its file; without a file those of the original, when its publisher said.
    pub width: Option<u32>,
    /// As the width.
    pub height: Option<u32>,
    /// What it shows, for those who cannot see it; empty when the publisher did not say.
    pub alt: String,
    /// The whole path of its file, in a row in the size of a list; none while it was not fetched.
    #[serde(default, skip_deserializing)]
    pub file: Option<String>,
    /// A thumbhash in hexadecimal digits, for [`crate::placeholder_image`].
    #[serde(default, skip_deserializing)]
    pub placeholder: Option<String>,
}

/// What an article page shows and a list does not. Stored as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Detail {
    pub(crate) url: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) sectors: Vec<String>,
    pub(crate) parks: Vec<String>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) correction_reason: Option<String>,
    /// The publisher's extension object as it came, for what a later version reads from it.
    pub(crate) extension: Option<String>,
}

/// A withdrawal as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Withdrawn {
    pub(crate) id: String,
    pub(crate) sequence: i64,
    pub(crate) time: Option<i64>,
    pub(crate) reason: String,
}

/// What applying one item did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    New,
    Revised,
    Withdrawn,
    None,
}

/// What the topics do with what came in. Each call runs inside the transaction of its answer.
pub(crate) trait Apply: Send + Sync + 'static {
    /// An item, new or revised or known already.
    fn item(&self, write: &Write<'_>, origin: &str, item: Incoming, now: i64) -> Result<Effect>;
    /// A withdrawal.
    fn withdraw(&self, write: &Write<'_>, origin: &str, withdrawn: &Withdrawn) -> Result<Effect>;
    /// The ids of the origin's items that were published after a moment, or all of them.
    fn published_after(&self, write: &Write<'_>, origin: &str, moment: Option<i64>) -> Result<Vec<String>>;
    /// Whether the origin has items that were published up to a moment.
    fn has_older(&self, write: &Write<'_>, origin: &str, moment: i64) -> Result<bool>;
    /// The origin's items and withdrawals are another publisher's: whatever comes now replaces them.
    fn moved(&self, write: &Write<'_>, origin: &str) -> Result<()>;
    /// Whether the person still has this source.
    fn wanted(&self, source: &str) -> Result<bool>;
    /// Takes away what sources brought that the person no longer has.
    fn sweep(&self, write: &Write<'_>) -> Result<()>;
    /// Forgets an item: its origin no longer has it and does not say why. What the origin shows ends at `oldest`.
    fn forget(&self, write: &Write<'_>, id: &str, oldest: Option<i64>) -> Result<bool>;
    /// Favourites that the publisher's pages do not show any more, with their own pages.
    fn unconfirmed(&self, cache: &Connection) -> Result<Vec<(String, Url)>>;
    /// The page of one was asked: whether it is there. Whether the item went.
    fn resolve_unconfirmed_item(&self, write: &Write<'_>, id: &str, there: bool) -> Result<bool>;
    /// The catalogue.
    fn catalogue(&self, write: &Write<'_>, document: &str) -> Result<()>;
}

/// A feed that the person added.
#[derive(Debug, Clone)]
pub(crate) struct Subscribed {
    pub(crate) id: String,
    pub(crate) address: Url,
    pub(crate) title: String,
}

/// How much a sync may use. The platform knows how long it lets the core run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct SyncBudget {
    /// No new question is asked after this many seconds.
    pub seconds: u32,
    /// No new question is asked after this many bytes were received; pictures are not counted.
    pub bytes: u64,
    /// After the texts, on an unmetered network: no new picture is asked for after this many bytes of pictures.
    pub picture_bytes: u64,
}

impl Default for SyncBudget {
    fn default() -> Self {
        Self { seconds: 120, bytes: 64 * 1024 * 1024, picture_bytes: 32 * 1024 * 1024 }
    }
}

/// What a sync did.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record, serde::Serialize)]
pub struct SyncReport {
    /// One for each origin that was asked.
    pub sources: Vec<SourceReport>,
    /// What came of the pictures that are wanted on this phone.
    pub pictures: PictureReport,
    /// What it cost.
    pub traffic: Traffic,
    /// How long it took, milliseconds.
    pub milliseconds: u64,
    /// False when the budget ended it: ask again.
    pub complete: bool,
}

/// What came of fetching pictures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, uniffi::Record, serde::Serialize)]
pub struct PictureReport {
    /// Pictures that are on the phone now and were not before.
    pub fetched: u32,
    /// Pictures that cannot be had: gone, damaged, too large, or no pictures.
    pub failed: u32,
    /// Pictures that are wanted and were not fetched: the budget or the network ended it.
    pub left: u32,
    /// Bytes received.
    pub bytes: u64,
}

/// What a sync did with one origin.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record, serde::Serialize)]
pub struct SourceReport {
    /// `publisher`, or the id of an added source.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What came of it.
    pub outcome: SyncOutcome,
}

/// What came of asking one origin.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum, serde::Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SyncOutcome {
    /// Nothing is new there.
    Unchanged,
    /// Something is.
    Changed {
        /// Items that were not on this phone before.
        added: u32,
        /// Items that were, and changed.
        revised: u32,
        /// Items that were taken away.
        withdrawn: u32,
    },
    /// It failed. What was stored stays; pages that came before the failure are stored too.
    Failed {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
}

/// Counts effects.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    added: u32,
    revised: u32,
    withdrawn: u32,
}

impl Tally {
    fn count(&mut self, effect: Effect) {
        match effect {
            Effect::New => self.added += 1,
            Effect::Revised => self.revised += 1,
            Effect::Withdrawn => self.withdrawn += 1,
            Effect::None => {}
        }
    }

    fn add(&mut self, other: Self) {
        self.added += other.added;
        self.revised += other.revised;
        self.withdrawn += other.withdrawn;
    }

    fn any(self) -> bool {
        self.added + self.revised + self.withdrawn > 0
    }

    fn outcome(self) -> SyncOutcome {
        if self.any() {
            SyncOutcome::Changed { added: self.added, revised: self.revised, withdrawn: self.withdrawn }
        } else {
            SyncOutcome::Unchanged
        }
    }
}

/// A budget that runs.
struct Meter {
    net: Arc<Net>,
    clock: Arc<dyn Clock>,
    budget: SyncBudget,
    began: Duration,
    traffic: Traffic,
}

impl Meter {
    fn spent(&self) -> bool {
        self.clock.steady().saturating_sub(self.began) >= Duration::from_secs(self.budget.seconds.into())
            || self.net.traffic().since(self.traffic).received >= self.budget.bytes
    }
}

type Outcome = Option<std::result::Result<SyncReport, ClientError>>;

/// The one that fetches.
pub(crate) struct Engine {
    store: Arc<Store>,
    net: Arc<Net>,
    clock: Arc<dyn Clock>,
    announcer: Arc<Announcer>,
    apply: Arc<dyn Apply>,
    publisher: Option<Url>,
    // A second caller of a running sync waits for its result instead of asking everything again.
    running: Mutex<Option<watch::Receiver<Outcome>>>,
    // The publisher's part of a sync and pages on demand take turns: both move the publisher's place.
    turn: tokio::sync::Mutex<()>,
}

impl Engine {
    pub(crate) fn new(
        store: Arc<Store>,
        net: Arc<Net>,
        clock: Arc<dyn Clock>,
        announcer: Arc<Announcer>,
        apply: Arc<dyn Apply>,
        publisher: Option<Url>,
    ) -> Self {
        let running = Mutex::default();
        Self { store, net, clock, announcer, apply, publisher, running, turn: tokio::sync::Mutex::default() }
    }

    /// Syncs everything, or joins the sync that runs.
    pub(crate) async fn sync(
        self: &Arc<Self>,
        sources: Vec<Subscribed>,
        budget: SyncBudget,
    ) -> std::result::Result<SyncReport, ClientError> {
        let mut outcome = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            match &*running {
                Some(outcome) => outcome.clone(),
                None => {
                    let (done, outcome) = watch::channel(None);
                    *running = Some(outcome.clone());
                    let engine = Arc::clone(self);
                    runtime::detach(async move {
                        let worker = Arc::clone(&engine);
                        let result = runtime::run(async move { worker.sync_alone(sources, budget).await }).await;
                        *engine.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
                        engine.announcer.announce([Change::Sync]);
                        done.send_replace(Some(result.map_err(ClientError::from)));
                    });
                    outcome
                }
            }
        };
        self.announcer.announce([Change::Sync]);
        let Ok(result) = outcome.wait_for(Option::is_some).await else {
            return Err(ClientError::from(Fault::Panic("the task of the sync ended".into())));
        };
        result.clone().expect("waited until there is one")
    }

    /// Ready when nothing is being fetched.
    pub(crate) async fn idle(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(mut outcome) = running {
            // An error means that the sync is gone, which is as good.
            let _ = outcome.wait_for(Option::is_some).await;
        }
        drop(self.turn.lock().await);
    }

    /// Whether a sync is running now.
    pub(crate) fn busy(&self) -> bool {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    async fn sync_alone(self: &Arc<Self>, sources: Vec<Subscribed>, budget: SyncBudget) -> Result<SyncReport> {
        self.net.ensure_allowed()?;
        let meter = Meter {
            net: Arc::clone(&self.net),
            clock: Arc::clone(&self.clock),
            budget,
            began: self.clock.steady(),
            traffic: self.net.traffic(),
        };
        let mut reports = Vec::new();
        let mut first_fault = None;
        let mut complete = true;
        let mut note = |id: String, title: String, result: Result<(Tally, bool)>| {
            let outcome = match result {
                Ok((tally, whole)) => {
                    complete &= whole;
                    tally.outcome()
                }
                Err(error) => {
                    let failed = error.to_client_error();
                    first_fault.get_or_insert(error);
                    SyncOutcome::Failed { explanation: failed.explanation().to_owned(), code: failed.code().to_owned() }
                }
            };
            reports.push(SourceReport { id, title, outcome });
        };
        if let Some(address) = self.publisher.clone() {
            let turn = self.turn.lock().await;
            let result = self.publisher(&address, &meter).await;
            drop(turn);
            let title = self.title_of(PUBLISHER).await.unwrap_or_default();
            note(PUBLISHER.to_owned(), title, result);
        }
        let mut unasked = false;
        let mut waiting = sources.into_iter();
        let mut asked = JoinSet::new();
        loop {
            while asked.len() < AT_ONCE {
                let Some(source) = waiting.next() else { break };
                if meter.spent() {
                    unasked = true;
                    continue;
                }
                let engine = Arc::clone(self);
                asked.spawn(async move {
                    let (id, title) = (source.id.clone(), source.title.clone());
                    // Run apart: a panic in one source is that source's failure.
                    let result = runtime::run(async move { engine.foreign(&source).await }).await;
                    (id, title, result.map(|tally| (tally, true)))
                });
            }
            let Some(done) = asked.join_next().await else { break };
            let (id, title, result) = done.map_err(|error| Fault::Panic(error.into()))?;
            note(id, title, result);
        }
        self.sweep().await;
        let clean = self.scrub().await;
        let failed = |report: &SourceReport| matches!(report.outcome, SyncOutcome::Failed { .. });
        if let Some(fault) = first_fault
            && reports.iter().all(failed)
        {
            return Err(fault);
        }
        Ok(SyncReport {
            sources: reports,
            pictures: PictureReport::default(),
            traffic: self.net.traffic().since(meter.traffic),
            milliseconds: self.clock.steady().saturating_sub(meter.began).as_millis() as u64,
            complete: complete && clean && !unasked,
        })
    }

    /// What sources brought that were removed while they were fetched.
    async fn sweep(&self) {
        let apply = Arc::clone(&self.apply);
        if let Err(error) = self.store.cache().write(move |write| apply.sweep(write)).await {
            log::warn!("not swept: {error:?}");
        }
    }

    /// A withdrawn text leaves the files too: now or, if a reader is in the way, after the next sync. Whether it has.
    async fn scrub(&self) -> bool {
        let store = Arc::clone(&self.store);
        let done = runtime::blocking(move || store.cache().scrub_now());
        done.await.inspect_err(|error| log::warn!("the file was not scrubbed yet: {error:?}")).is_ok()
    }
}
