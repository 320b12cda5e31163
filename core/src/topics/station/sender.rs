//! Sends what is queued, and asks what the newsroom made of it.
//!
//! What holds: one sender works at a time, in whatever process; the text of a submission goes before its files; what the
//! publisher refuses is parked alone, with its reason; an answer that is none postpones alone what it was about; a connection
//! that fails postpones everything, until the next success, the next change of the network or the next look at the app. Nobody
//! who has to log in again loses anything by it: nothing is parked, and everything goes on afterwards.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Notify;
use url::Url;

pub(crate) use super::authorized::Authorized;
use super::authorized::{Link, Party, address_of, json_of};
use super::reason::Reason;
use super::review;
use super::send_store::{self, Plan, Step};
use super::station_folder::StationFolder;
use super::submission::SendReport;
use super::submission_file::StoredFile;
use super::submission_store;
use super::turn::Turn;
use super::upload::{Pace, Upload};
use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::lifecycle;
use crate::base::net::{Message, Method, Net, NetworkClass, StatusReply};
use crate::base::runtime;
use crate::base::store::Store;

/// How often a sender looks whether another process has ended sending.
const TURN_INTERVAL: Duration = Duration::from_secs(1);
/// Pages of changes that are fetched at once.
const MAX_PAGES: usize = 200;

/// What a round leaves.
#[derive(Default)]
struct Round {
    plan: Plan,
    /// After which time something can be done.
    wait: Option<Duration>,
    /// The first answer that was none, or why the connection failed.
    fault: Option<Fault>,
}

/// Sends submissions and fetches their review.
pub(crate) struct StationSender {
    link: Link,
    publisher: Option<Url>,
    pace: Pace,
    /// Held by the round that sends.
    turn: tokio::sync::Mutex<()>,
    /// Held while changes are fetched.
    reviewing: tokio::sync::Mutex<()>,
    /// A wait is to end.
    woken: Notify,
    /// Held by [`Self::send_woken`].
    sending: tokio::sync::Mutex<()>,
    /// Whether it has to look again.
    wanted: AtomicBool,
    /// Whether a connection failed since something got further.
    failed: AtomicBool,
    /// The id of the file that is being sent.
    live: Mutex<Option<String>>,
}

impl StationSender {
    pub(crate) fn new(
        account: Arc<dyn Authorized>,
        store: Arc<Store>,
        net: Arc<Net>,
        clock: Arc<dyn Clock>,
        publisher: Option<Url>,
    ) -> Self {
        Self {
            link: Link::new(account, store, net, clock),
            publisher,
            pace: Pace::default(),
            turn: tokio::sync::Mutex::default(),
            reviewing: tokio::sync::Mutex::default(),
            woken: Notify::new(),
            sending: tokio::sync::Mutex::default(),
            wanted: AtomicBool::new(false),
            failed: AtomicBool::new(true),
            live: Mutex::default(),
        }
    }

    /// The id of the file that is being sent at this moment by this sender.
    pub(crate) fn live(&self) -> Option<String> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is left to send, without sending.
    async fn plan(&self) -> Result<Plan> {
        let (account, now) = (Arc::clone(&self.link.account), self.link.clock.now());
        let metered = self.link.net.network() == NetworkClass::Metered;
        self.link
            .read(move |outbox| match account.current(outbox)? {
                Some(account) => send_store::plan(outbox, &account.id, now, metered),
                None => Ok(Plan::default()),
            })
            .await
    }

    /// Whether something is left to send.
    pub(crate) async fn has_work(&self) -> Result<bool> {
        Ok(self.publisher.is_some() && self.plan().await?.left > 0)
    }

    /// Ends every wait that the publisher did not ask for: the network changed, the person looks at the app or asks to send, or
    /// another request succeeded.
    pub(crate) async fn wake(&self) -> Result<()> {
        self.link.write(send_store::end_waits).await?;
        self.woken.notify_one();
        Ok(())
    }

    /// Sends what is due.
    ///
    /// Errors: those of the network and of the outbox; otherwise the first answer that was none.
    pub(crate) async fn send_due(&self) -> Result<()> {
        self.round().await?.fault.map_or(Ok(()), Err)
    }

    /// Sends until nothing is left, the operation ends, or the next try is further away than `longest`. Shorter waits are waited
    /// for.
    ///
    /// Errors: those after which waiting changes nothing.
    pub(crate) async fn send_all(&self, longest: Duration) -> Result<()> {
        loop {
            let Some(wait) = self.round().await?.wait.filter(|wait| *wait <= longest) else { return Ok(()) };
            tokio::select! {
                biased;
                () = lifecycle::ended(&*self.link.clock) => return Err(Fault::Stopped),
                () = self.woken.notified() => {}
                () = self.link.clock.sleep(wait) => {}
            }
        }
    }

    /// [`Self::send_all`] by one caller at a time: a second one makes the first look again, also if what the first one did failed.
    pub(crate) async fn send_woken(&self) -> Result<()> {
        self.wanted.store(true, Ordering::SeqCst);
        let mut sent = Ok(());
        // Again if it was wanted between the last look and the end of the turn.
        while self.wanted.load(Ordering::SeqCst) {
            let Ok(_sending) = self.sending.try_lock() else { return Ok(()) };
            while self.wanted.swap(false, Ordering::SeqCst) {
                sent = self.send_all(Duration::MAX).await;
            }
        }
        sent
    }

    /// What is left, for a platform that decides when to try again.
    pub(crate) async fn report(&self) -> Result<SendReport> {
        let (plan, now) = (self.plan().await?, self.link.clock.now());
        let host = self.host_wait().await?;
        let wait = match &plan {
            Plan { step: None, wait_until: None, .. } => None,
            Plan { step: Some(_), .. } => Some(host),
            Plan { wait_until, .. } => wait_until.map(|until| host.max(until.saturating_sub(now))),
        };
        let seconds = |wait: i64| u32::try_from(wait.max(0).div_euclid(1000) + 1).unwrap_or(u32::MAX);
        Ok(SendReport {
            left: plan.left,
            waits_for_unmetered: plan.waits_for_unmetered,
            retry_after_seconds: wait.map(seconds),
        })
    }

    /// Milliseconds for which nothing is sent at all.
    async fn host_wait(&self) -> Result<i64> {
        let Some(publisher) = self.publisher.as_ref().map(Url::to_string) else { return Ok(0) };
        let wait = self.link.read(move |outbox| send_store::host_wait(outbox, &publisher)).await?;
        Ok(wait.left(self.link.clock.now()))
    }

    /// Sends what is due, one step after the other.
    async fn round(&self) -> Result<Round> {
        let Some(publisher) = &self.publisher else { return Ok(Round::default()) };
        let _round = tokio::select! {
            biased;
            () = lifecycle::ended(&*self.link.clock) => return Err(Fault::Stopped),
            round = self.turn.lock() => round,
        };
        let mut round = Round { plan: self.plan().await?, ..Round::default() };
        if round.plan.left == 0 {
            return Ok(round);
        }
        let folder = self.link.store.folder().to_owned();
        let Some(_turn) = runtime::blocking(move || Turn::take(&folder)).await? else {
            return Ok(Round { wait: Some(TURN_INTERVAL), ..round });
        };
        // A broken connection is the ordinary case on a weak network: it is tried again at once for as long as that helps.
        let mut advanced_before_loss = None;
        loop {
            self.link.net.ensure_allowed()?;
            round.plan = self.plan().await?;
            let host_wait = self.host_wait().await?;
            if host_wait > 0 && round.plan.left > 0 {
                return Ok(Round { wait: Some(millis(host_wait)), ..round });
            }
            let Some(step) = round.plan.step.clone() else {
                let until = round.plan.wait_until;
                let wait = until.map(|until| millis(until.saturating_sub(self.link.clock.now()).max(1)));
                return Ok(Round { wait, ..round });
            };
            let before = self.link.advanced();
            let party = Party { publisher, account: &round.plan.account };
            let taken = self.take(party, &step).await;
            // One success ends the waits of all that failed with the connection.
            if self.link.advanced() != before && self.failed.swap(false, Ordering::SeqCst) {
                self.link.write(send_store::end_waits).await?;
            }
            let Err(fault) = taken else { continue };
            match fault {
                Fault::ConnectionLost(_) if advanced_before_loss != Some(self.link.advanced()) => {
                    advanced_before_loss = Some(self.link.advanced());
                    self.link.net.pause_before_retry().await;
                }
                Fault::Busy(wait) => {
                    let (host, now) = (publisher.to_string(), self.link.clock.now());
                    let until = now.saturating_add(wait.as_millis() as i64);
                    self.link.write(move |write| send_store::record_busy(write, &host, until)).await?;
                    return Ok(Round { wait: Some(wait), fault: Some(fault), ..round });
                }
                Fault::Unreachable(_)
                | Fault::ConnectionLost(_)
                | Fault::TimedOut(_)
                | Fault::Portal
                | Fault::BadRedirect => {
                    self.postpone(step).await?;
                    self.failed.store(true, Ordering::SeqCst);
                    let wait = self.link.record_failure(publisher).await?;
                    return Ok(Round { wait: Some(millis(wait)), fault: Some(fault), ..round });
                }
                fault if is_about_one(&fault) => {
                    log::info!("a submission is postponed: {fault:?}");
                    self.postpone(step).await?;
                    round.fault = round.fault.or(Some(fault));
                }
                fault => return Err(fault),
            }
        }
    }

    async fn take(&self, party: Party<'_>, step: &Step) -> Result<()> {
        match step {
            Step::Withdraw { id } => self.withdraw(party, id).await,
            Step::Text { id, version, body } => self.send_text(party, id, *version, body.clone()).await,
            Step::File(file) => self.send_file(party, file).await,
            Step::Finish { id } => {
                let id = id.clone();
                self.link.write(move |write| send_store::finish_if_complete(write, &id)).await
            }
        }
    }

    async fn postpone(&self, step: Step) -> Result<()> {
        let now = self.link.clock.now();
        self.link
            .write(move |write| match &step {
                Step::File(file) => send_store::postpone_file(write, &file.id, now, None),
                Step::Withdraw { id } | Step::Text { id, .. } | Step::Finish { id } => {
                    send_store::postpone(write, id, now)
                }
            })
            .await
    }

    async fn send_file(&self, party: Party<'_>, file: &StoredFile) -> Result<()> {
        let _live = Live::begin(&self.live, &file.id);
        let path = StationFolder::new(self.link.store.folder()).path(&file.id);
        Upload { link: &self.link, party, pace: &self.pace, file, path }.run().await
    }

    async fn send_text(&self, party: Party<'_>, id: &str, version: i64, body: Option<String>) -> Result<()> {
        let owner = id.to_owned();
        let Some(body) = body else { return self.park(owner, Reason::of("incomplete")).await };
        let (tried, frozen) = (owner.clone(), body.clone());
        if !self.link.write(move |write| send_store::begin_try(write, &tried, version, &frozen)).await? {
            return Ok(());
        }
        let address = address_of(party.publisher, &format!("submissions/{id}/versions/{version}"));
        let sent = Some(("application/json", body.clone().into_bytes().into()));
        let message = Message { method: Method::Put, body: sent, ..Message::default() };
        let reply = match self.link.request(party, &address, &message).await {
            Ok(reply) => reply,
            Err(fault) => {
                // Nothing left the phone, or it was refused before it was looked at.
                let refused =
                    matches!(fault, Fault::Unreachable(_) | Fault::NoNetwork | Fault::NoConsent | Fault::SignedOut);
                if refused {
                    self.link.write(move |write| send_store::take_back_try(write, &owner, version)).await?;
                }
                return Err(fault);
            }
        };
        let answer = json_of(&reply)?;
        match reply.status {
            200 | 201 => self.record_receipt(owner, version, &reply, answer).await,
            409 => self.compare(party, owner, version, &body, &address).await,
            status @ (400 | 403 | 404 | 405 | 410 | 413 | 415 | 422) => {
                let code = match status {
                    403 => "foreign-station",
                    404 | 405 => "unsupported",
                    410 => "published",
                    413 => "too-large",
                    422 => "invalid",
                    _ => "refused",
                };
                let reason = Reason::with_words(code, &answer);
                self.link
                    .write(move |write| {
                        if status == 422 {
                            // The publisher would repeat its receipt if it had this version.
                            send_store::forget_tries(write, &owner, version)?;
                        } else {
                            send_store::take_back_try(write, &owner, version)?;
                        }
                        send_store::park(write, &owner, &reason)
                    })
                    .await
            }
            status => Err(Fault::Status(status)),
        }
    }

    /// The publisher has another content under this version, or none of it may come yet: what it has decides.
    async fn compare(&self, party: Party<'_>, id: String, version: i64, body: &str, address: &Url) -> Result<()> {
        let reply = self.link.request(party, address, &Message::default()).await?;
        let answer = json_of(&reply)?;
        match reply.status {
            200 => {
                let own: Value = serde_json::from_str(body)?;
                // A phone that was set up again from a backup sends the same text with another time of writing.
                if ["fields", "media"].iter().all(|member| answer["body"][member] == own[member]) {
                    return self.record_receipt(id, version, &reply, answer).await;
                }
                self.park(id, Reason::conflict(&answer)).await
            }
            404 => self.park(id, Reason::of("not-returned")).await,
            403 => self.park(id, Reason::with_words("foreign-station", &answer)).await,
            status => Err(Fault::Status(status)),
        }
    }

    async fn record_receipt(&self, id: String, version: i64, reply: &StatusReply, answer: Value) -> Result<()> {
        let now = self.link.clock.now().saturating_add(reply.body.skew.unwrap_or(0));
        self.link.write(move |write| send_store::record_receipt(write, &id, version, &answer, now)).await?;
        self.link.advance();
        Ok(())
    }

    async fn park(&self, id: String, reason: Reason) -> Result<()> {
        self.link.write(move |write| send_store::park(write, &id, &reason)).await
    }

    async fn withdraw(&self, party: Party<'_>, id: &str) -> Result<()> {
        let address = address_of(party.publisher, &format!("submissions/{id}"));
        let message = Message { method: Method::Delete, ..Message::default() };
        let reply = self.link.request(party, &address, &message).await?;
        let answer = json_of(&reply)?;
        let (id, now) = (id.to_owned(), self.link.clock.now());
        match reply.status {
            204 => {
                self.link.write(move |write| send_store::record_withdrawal(write, &id)).await?;
                self.link.advance();
                Ok(())
            }
            // It never arrived.
            404 => self.link.write(move |write| submission_store::back_to_draft(write, &id, now)).await,
            status @ (400 | 403 | 405 | 409 | 410) => {
                let code = match status {
                    410 => "published",
                    403 => "foreign-station",
                    _ => "not-withdrawn",
                };
                let reason = Reason::with_words(code, &answer);
                self.link.write(move |write| send_store::record_refused_withdrawal(write, &id, &reason)).await
            }
            status => Err(Fault::Status(status)),
        }
    }

    /// Asks what the newsroom did, unless that was asked within `interval` milliseconds or nothing was sent.
    pub(crate) async fn fetch_changes(&self, interval: i64) -> Result<()> {
        let Some(publisher) = &self.publisher else { return Ok(()) };
        let _reviewing = self.reviewing.lock().await;
        let (account, now) = (Arc::clone(&self.link.account), self.link.clock.now());
        let due = self.link.read(move |outbox| {
            let Some(account) = account.current(outbox)? else { return Ok(None) };
            Ok(review::is_due(outbox, &account.id, now, interval)?.then_some(account.id))
        });
        let Some(account) = due.await? else { return Ok(()) };
        self.link.net.ensure_allowed()?;
        let wait = self.host_wait().await?;
        if wait > 0 {
            return Err(Fault::Busy(millis(wait)));
        }
        for _ in 0..MAX_PAGES {
            let owner = account.clone();
            let after = self.link.read(move |outbox| review::cursor(outbox, &owner)).await?;
            let mut address = address_of(publisher, "changes");
            address.set_query(Some(&format!("after={after}")));
            let reply =
                match self.link.request(Party { publisher, account: &account }, &address, &Message::default()).await {
                    Err(fault @ Fault::Busy(wait)) => {
                        let (host, until) =
                            (publisher.to_string(), self.link.clock.now().saturating_add(wait.as_millis() as i64));
                        self.link.write(move |write| send_store::record_busy(write, &host, until)).await?;
                        return Err(fault);
                    }
                    reply => reply?,
                };
            let page = json_of(&reply)?;
            if reply.status != 200 {
                return Err(Fault::Status(reply.status));
            }
            let (owner, now) = (account.clone(), self.link.clock.now());
            if !self.link.write(move |write| review::record_page(write, &owner, &page, after, now)).await? {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Whether a fault is an answer about one submission, and none about the phone, the network or the publisher.
fn is_about_one(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Status(_)
            | Fault::TooLarge(_)
            | Fault::WrongEncoding(_)
            | Fault::Malformed(_)
            | Fault::UnexpectedJson(_)
            | Fault::WrongSchema
            | Fault::BadAddress
            | Fault::NotFound
    )
}

fn millis(wait: i64) -> Duration {
    Duration::from_millis(wait.unsigned_abs())
}

/// Names the file that is being sent for as long as that is true.
struct Live<'a>(&'a Mutex<Option<String>>);

impl<'a> Live<'a> {
    fn begin(live: &'a Mutex<Option<String>>, file: &str) -> Self {
        *live.lock().unwrap_or_else(PoisonError::into_inner) = Some(file.to_owned());
        Self(live)
    }
}

impl Drop for Live<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
