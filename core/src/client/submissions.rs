//! 报送: what a clerk sent, how far it is, and what the newsroom made of it.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::core::{Core, CoreHandle};
use crate::base::error::{ClientError, Fault, Result};
use crate::base::lifecycle::{Context, OnSuspend};
use crate::base::net::NetworkClass;
use crate::base::runtime;
use crate::base::store::{Database, Write};
use crate::reader::account;
use crate::reader::origin;
use crate::reader::reminder::Reminder;
use crate::topics::station::submission::{Conflict, LedgerMonth, SendReport, Submission};
use crate::topics::station::submission_page::{self, Situation};
use crate::topics::station::submission_store::{self, StoredSubmission};
use crate::topics::station::{ledger, revision};

/// A sync asks about the review at most this often, milliseconds.
const ASK_INTERVAL: i64 = 60 * 1000;
/// A longer wait is left to the platform: its worker must not be awake for nothing.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// 报送: the submissions of the account that is logged in. They are written by the drafts.
#[derive(uniffi::Object)]
pub struct Submissions {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Submissions {
    /// All submissions of the account on this phone, the newest first.
    ///
    /// Errors: `SignedOut` if nobody is logged in.
    pub async fn list(&self) -> Result<Vec<Submission>, ClientError> {
        self.core.work(|core| async move { core.submissions(submission_store::list).await }).await
    }

    /// One submission.
    ///
    /// Errors: `SignedOut`; `Rejected` (`not-found`) if the account has no such submission.
    pub async fn get(&self, id: String) -> Result<Submission, ClientError> {
        self.core.work(move |core| async move { core.submission(id).await }).await
    }

    /// Sends what is queued, texts and files, until nothing is left, the time is over, or the next try is more than a minute
    /// away. It goes on in the background if it is called there, as a worker of the platform does; a call that is under way when
    /// the app leaves the foreground ends, and nothing is lost by it. The report says when to try again.
    ///
    /// `seconds`: how long it may take.
    ///
    /// Errors: `SignedOut` if the person has to log in again, `Offline` without a network, `Storage`.
    pub async fn send(&self, seconds: u32) -> Result<SendReport, ClientError> {
        let operation = self.core.lifecycle.begin(OnSuspend::Stop)?;
        let core = self.core.shared();
        let deadline = core.clock.steady().saturating_add(Duration::from_secs(seconds.into()));
        let work = async move {
            let sending = Arc::clone(&core);
            let sent = async move {
                sending.ready().await?;
                sending.sender.send_all(LONGEST_PAUSE).await
            };
            match Context::current().with_deadline(deadline).scope(sent).await {
                // The time is over.
                Ok(()) | Err(Fault::Stopped) => core.sender.report().await,
                Err(fault) => Err(fault),
            }
        };
        let done = runtime::run_in(operation, work).await;
        self.core.on_start();
        Ok(done?)
    }

    /// What is left to send and when to try it, without sending anything: by it the platform schedules a worker.
    ///
    /// Errors: `Storage`.
    pub async fn pending(&self) -> Result<SendReport, ClientError> {
        self.core.work(|core| async move { core.sender.report().await }).await
    }

    /// Sends what is queued, also what waits after a failure, and asks what the newsroom did. Returns all submissions. Long
    /// uploads go on after this returns.
    ///
    /// Errors: those of the network, also `SignedOut`; nothing is lost by them.
    pub async fn refresh(&self) -> Result<Vec<Submission>, ClientError> {
        self.core
            .work(|core| async move {
                core.ready().await?;
                core.outbox(|outbox| outbox.read_now(account::owner)).await?;
                core.send_submissions().await?;
                core.sender.fetch_changes(0).await?;
                core.submissions(submission_store::list).await
            })
            .await
    }

    /// Puts sending off; what is under way ends with its chunk.
    ///
    /// Errors: `SignedOut`, `Rejected` (`not-found`).
    pub async fn pause(&self, id: String) -> Result<Submission, ClientError> {
        self.change(id, submission_store::pause).await
    }

    /// Sending goes on.
    ///
    /// Errors: `SignedOut`, `Rejected` (`not-found`).
    pub async fn resume(&self, id: String) -> Result<Submission, ClientError> {
        self.change(id, submission_store::resume).await
    }

    /// Tries a submission again that is parked or waits after a failure.
    ///
    /// Errors: `SignedOut`, `Rejected` (`not-found`).
    pub async fn retry(&self, id: String) -> Result<Submission, ClientError> {
        self.change(id, submission_store::retry).await
    }

    /// What the publisher has under the id of a submission that conflicts, beside what is on this phone; `None` if it does not
    /// conflict. Read on the phone: it is what the publisher said when it refused the submission. Two ways lead on: `retry`, and
    /// the new draft that `edit` of the drafts makes.
    ///
    /// Errors: `SignedOut`, `Rejected` (`not-found`).
    pub async fn conflict(&self, id: String) -> Result<Option<Conflict>, ClientError> {
        let account = self.core.read_outbox(account::owner).await?;
        let (form, _) = self.core.station_form(account.clone()).await;
        let now = self.core.publisher_now().await;
        self.core.read_outbox(move |outbox| revision::conflict(outbox, &account.id, &id, &form, now)).await
    }

    /// Withdraws a submission. It is a draft again if it did not leave the phone; otherwise the newsroom is told as soon as the
    /// network allows.
    ///
    /// Errors: `SignedOut`, `Rejected` (`not-found`), (`submission-published`) if it was published.
    pub async fn withdraw(&self, id: String) -> Result<Submission, ClientError> {
        let now = self.core.clock.now();
        self.change(id, move |write, account, id| submission_store::withdraw(write, account, id, now)).await
    }

    /// Deletes a submission and its files from this phone; the newsroom keeps what it has.
    ///
    /// `force`: also one that may have arrived and is not finished.
    ///
    /// Errors: `SignedOut`, `Rejected` (`not-found`), (`submission-open`) if it is not finished and `force` is false.
    #[uniffi::method(default(force = false))]
    pub async fn delete(&self, id: String, force: bool) -> Result<(), ClientError> {
        let files = self.core.work(move |core| async move {
            core.outbox(move |outbox| {
                outbox.write_now(|write| {
                    let files = submission_store::delete(write, &account::owner(write)?.id, &id, force)?;
                    write.request_scrub()?;
                    Ok(files)
                })
            })
            .await
        });
        self.core.remove_station_files(files.await?).await;
        self.core.follow_up(|core| async move { core.outbox(Database::scrub_now).await }).await;
        Ok(())
    }

    /// The person looked at a submission: it counts as seen until something happens to it.
    ///
    /// Errors: `SignedOut`.
    pub async fn mark_seen(&self, id: String) -> Result<(), ClientError> {
        self.core
            .work(move |core| async move {
                let seen = move |write: &Write<'_>| submission_store::mark_seen(write, &account::owner(write)?.id, &id);
                core.outbox(move |outbox| outbox.write_now(seen)).await
            })
            .await
    }

    /// Whether files are sent on a network without charge only; for every submission and every later one.
    pub async fn set_unmetered_only(&self, on: bool) -> Result<(), ClientError> {
        self.core.write_outbox(move |write| submission_store::set_unmetered_only(write, on)).await?;
        self.core.wake_sender();
        Ok(())
    }

    /// Whether files are sent on a network without charge only.
    pub async fn unmetered_only(&self) -> Result<bool, ClientError> {
        self.core.read_outbox(submission_store::unmetered_only).await
    }

    /// 台账: how many submissions came how far in each of the newest months, the newest first; at most 60. It is counted on this
    /// phone and stays there.
    ///
    /// Errors: `SignedOut`.
    pub async fn ledger(&self, months: u32) -> Result<Vec<LedgerMonth>, ClientError> {
        self.core
            .work(move |core| async move {
                let now = core.publisher_now().await;
                let count = move |outbox: &Connection| ledger::ledger(outbox, &account::owner(outbox)?.id, months, now);
                core.outbox(move |outbox| outbox.read_now(count)).await
            })
            .await
    }
}

impl Submissions {
    /// Changes a submission, wakes the sender and returns the submission.
    async fn change(
        &self,
        id: String,
        change: impl FnOnce(&Write<'_>, &str, &str) -> Result<()> + Send + 'static,
    ) -> Result<Submission, ClientError> {
        let changed = self
            .core
            .work(move |core| async move {
                let changed = id.clone();
                let change = move |write: &Write<'_>| change(write, &account::owner(write)?.id, &changed);
                core.outbox(move |outbox| outbox.write_now(change)).await?;
                core.submission(id).await
            })
            .await?;
        self.core.wake_sender();
        Ok(changed)
    }
}

impl Core {
    /// Starts sending what is queued and returns at once: texts and files go until nothing is left or the app leaves the
    /// foreground. In the background nothing is started; a worker of the platform calls [`Submissions::send`].
    ///
    /// Errors: those of the outbox.
    pub(super) async fn send_submissions(self: &Arc<Self>) -> Result<()> {
        if self.sender.has_work().await? {
            self.wake_sender();
        }
        Ok(())
    }

    /// Starts sending in the foreground, or wakes the sending that is going on there. False in the background.
    pub(super) fn wake_sender(self: &Arc<Self>) -> bool {
        let Some(operation) = self.lifecycle.begin_in_foreground() else { return false };
        let core = Arc::clone(self);
        runtime::detach(operation.run(async move {
            let sent = async {
                if !core.sender.has_work().await? {
                    return Ok(());
                }
                core.ready().await?;
                core.sender.wake().await?;
                core.sender.send_woken().await
            };
            if let Err(error) = sent.await {
                log::info!("submissions wait: {error:?}");
            }
        }));
        true
    }

    /// The part of a sync. Its errors are logged only: the texts are what was asked for.
    ///
    /// `answered`: whether the publisher answered before, so that no wait for a connection is left.
    pub(super) async fn sync_submissions(self: &Arc<Self>, answered: bool) {
        let exchanged = async {
            // A sync in the foreground does not wait for an upload of minutes.
            if self.sender.has_work().await? && !self.wake_sender() {
                if answered {
                    self.sender.wake().await?;
                }
                self.ready().await?;
                self.sender.send_due().await?;
            }
            self.sender.fetch_changes(ASK_INTERVAL).await
        };
        if let Err(error) = exchanged.await {
            log::info!("submissions wait for the next sync: {error:?}");
        }
    }

    /// The reminders of the account's submissions; none if nobody is logged in.
    pub(super) async fn submission_reminders(self: &Arc<Self>) -> Result<Vec<Reminder>> {
        match self.submissions(submission_store::list).await {
            Err(Fault::SignedOut) => Ok(Vec::new()),
            submissions => Ok(submission_page::reminders(submissions?, self.clock.now())),
        }
    }

    async fn submission(self: &Arc<Self>, id: String) -> Result<Submission> {
        let found = self.submissions(move |outbox, account| Ok(vec![submission_store::get(outbox, account, &id)?]));
        found.await?.pop().ok_or(Fault::NotFound)
    }

    /// Submissions as a person sees them.
    async fn submissions(
        self: &Arc<Self>,
        stored: impl FnOnce(&Connection, &str) -> Result<Vec<StoredSubmission>> + Send + 'static,
    ) -> Result<Vec<Submission>> {
        let situation = Situation {
            device_now: self.clock.now(),
            publisher_now: self.publisher_now().await,
            metered: self.net.network() == NetworkClass::Metered,
            live: self.sender.live(),
        };
        self.outbox(move |outbox| {
            outbox.read_now(|outbox| {
                let stored = stored(outbox, &account::owner(outbox)?.id)?;
                stored.into_iter().map(|stored| submission_page::describe(outbox, stored, &situation)).collect()
            })
        })
        .await
    }

    /// The publisher's time as far as it is known. A cache that cannot be read hides no submission.
    async fn publisher_now(self: &Arc<Self>) -> i64 {
        let core = Arc::clone(self);
        let read = move || core.store.cache().read_now(|cache| origin::publisher_now(cache, &*core.clock));
        runtime::blocking(read).await.unwrap_or_else(|_| self.clock.now())
    }
}
