//! A phone of a clerk: a folder, a clock and a sender, which can be killed and started again.

use std::fs;
use std::future::{Future, poll_fn};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use super::super::super::authorized::{Authorized, ReplyFuture};
use super::super::super::sender::StationSender;
use super::super::super::submission::Submission;
use super::super::super::submission_page::{Situation, describe};
use super::super::super::submission_store;
use super::publisher::Publisher;
use crate::base::change::Announcer;
use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::{Message, Net, NetworkClass, TimeLimits};
use crate::base::store::{Store, Write};
use crate::reader::account::AccountOnPhone;

/// 2026-11-24 08:00 in China.
pub(super) const NOW: i64 = 1_795_478_400_000;

/// A clock that the test moves. A sleep of less than a second is over at once; a longer one ends when the time has come.
#[derive(Default)]
pub(super) struct TestClock {
    state: Arc<Mutex<ClockState>>,
}

#[derive(Default)]
struct ClockState {
    wall: i64,
    steady: Duration,
    wakers: Vec<Waker>,
}

impl TestClock {
    pub(super) fn new() -> Arc<Self> {
        let clock = Self::default();
        clock.state.lock().unwrap().wall = NOW;
        Arc::new(clock)
    }

    pub(super) fn advance(&self, by: Duration) {
        let mut state = self.state.lock().unwrap();
        state.wall += by.as_millis() as i64;
        state.steady += by;
        for waker in state.wakers.drain(..) {
            waker.wake();
        }
    }

    pub(super) fn state_steady(&self) -> Duration {
        self.state.lock().unwrap().steady
    }

    /// Somebody sets the phone's clock.
    pub(super) fn jump(&self, milliseconds: i64) {
        self.state.lock().unwrap().wall += milliseconds;
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.state.lock().unwrap().wall
    }

    fn steady(&self) -> Duration {
        self.state.lock().unwrap().steady
    }

    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        if wait < Duration::from_secs(1) {
            self.advance(wait);
            return Box::pin(async {});
        }
        let state = Arc::clone(&self.state);
        let until = state.lock().unwrap().steady + wait;
        Box::pin(poll_fn(move |context| {
            let mut state = state.lock().unwrap();
            if state.steady >= until {
                return Poll::Ready(());
            }
            state.wakers.push(context.waker().clone());
            Poll::Pending
        }))
    }
}

/// An account with a token; `refreshed` is the one that a refresh gives.
pub(super) struct TestAccount {
    net: Arc<Net>,
    pub(super) id: Mutex<Option<String>>,
    pub(super) token: Mutex<String>,
    pub(super) refreshed: Mutex<Option<String>>,
    pub(super) refreshes: AtomicUsize,
}

impl Authorized for TestAccount {
    fn current(&self, _: &Connection) -> Result<Option<AccountOnPhone>> {
        let id = self.id.lock().unwrap().clone();
        Ok(id.map(|id| AccountOnPhone { id, name: "张三".into(), station: "park".into(), park: None }))
    }

    fn exchange<'a>(&'a self, account: &'a str, address: &'a Url, message: &'a Message) -> ReplyFuture<'a> {
        let with_token = |token: String| {
            let mut message = message.clone();
            message.headers.push(("authorization", format!("Bearer {token}")));
            message
        };
        let is_own = self.id.lock().unwrap().as_deref() == Some(account);
        Box::pin(async move {
            if !is_own {
                return Err(Fault::SignedOut);
            }
            let token = self.token.lock().unwrap().clone();
            match self.net.exchange(address, &with_token(token)).await {
                Err(Fault::SignedOut) => {
                    let Some(token) = self.refreshed.lock().unwrap().take() else { return Err(Fault::SignedOut) };
                    self.refreshes.fetch_add(1, Ordering::SeqCst);
                    *self.token.lock().unwrap() = token.clone();
                    self.net.exchange(address, &with_token(token)).await
                }
                reply => reply,
            }
        })
    }
}

/// The phone.
pub(super) struct Phone {
    folder: Arc<tempfile::TempDir>,
    pub(super) clock: Arc<TestClock>,
    pub(super) publisher: Arc<Publisher>,
    pub(super) store: Arc<Store>,
    pub(super) net: Arc<Net>,
    pub(super) account: Arc<TestAccount>,
    pub(super) sender: StationSender,
}

impl Phone {
    pub(super) fn new() -> Self {
        let clock = TestClock::new();
        let publisher = Publisher::new(Arc::clone(&clock));
        Self::start(Arc::new(tempfile::tempdir().unwrap()), clock, publisher)
    }

    fn start(folder: Arc<tempfile::TempDir>, clock: Arc<TestClock>, publisher: Arc<Publisher>) -> Self {
        let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
        let store = Arc::new(store);
        let net = Net::new(publisher.clone(), clock.clone(), TimeLimits::default());
        net.set_consent(true);
        let net = Arc::new(net);
        let token = publisher.with(|state| state.token.clone());
        let account = Arc::new(TestAccount {
            net: Arc::clone(&net),
            id: Mutex::new(Some("zhang".into())),
            token: Mutex::new(token),
            refreshed: Mutex::default(),
            refreshes: AtomicUsize::new(0),
        });
        let address = Url::parse("https://sm.example/").unwrap();
        let sender =
            StationSender::new(account.clone(), Arc::clone(&store), Arc::clone(&net), clock.clone(), Some(address));
        Self { folder, clock, publisher, store, net, account, sender }
    }

    /// The process ends, and the app is opened again.
    pub(super) fn restart(self) -> Self {
        let Self { folder, clock, publisher, .. } = self;
        Self::start(folder, clock, publisher)
    }

    /// A second process on the same folder.
    pub(super) fn second_process(&self) -> Self {
        Self::start(Arc::clone(&self.folder), Arc::clone(&self.clock), Arc::clone(&self.publisher))
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn path(&self, file: &str) -> PathBuf {
        self.folder().join("station").join(file)
    }

    pub(super) fn write<T>(&self, change: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        self.store.outbox().unwrap().write_now(change)
    }

    pub(super) fn execute(&self, sql: &str) {
        self.write(|write| Ok(write.execute_batch(sql)?)).unwrap();
    }

    /// The clerk sends a text with files of these contents; file `n` has the id `<id>-n`.
    pub(super) fn submit(&self, id: &str, title: &str, files: &[&[u8]]) {
        let now = self.clock.now();
        fs::create_dir_all(self.folder().join("station")).unwrap();
        let mut media = Vec::new();
        for (number, bytes) in files.iter().enumerate() {
            let file = format!("{id}-{number}");
            fs::write(self.path(&file), bytes).unwrap();
            let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            media.push(json!({"id": file, "sha256": sha256, "size": bytes.len(), "type": "image/jpeg"}));
            self.write(|write| {
                write.execute(
                    "INSERT INTO submission_file (id, submission, first_version, position, name, type, size, sha256)
                     VALUES (?1, ?2, 1, ?3, 'IMG_0001.jpg', 'image/jpeg', ?4, ?5)",
                    (&file, id, number as i64, bytes.len() as i64, &sha256),
                )?;
                Ok(())
            })
            .unwrap();
        }
        let fields = json!({"title": title, "text": "正文。"});
        let body = json!({"fields": fields, "media": media, "written": "2026-11-24T08:00:00+08:00"});
        self.write(|write| {
            write.execute(
                "INSERT INTO submission (id, account, station, version, phase, created, changed, queued)
                 VALUES (?1, 'zhang', 'park', 1, 'queued', ?2, ?2, ?2)",
                (id, now),
            )?;
            write.execute(
                "INSERT INTO submission_version (submission, version, fields, body) VALUES (?1, 1, ?2, ?3)",
                (id, fields.to_string(), body.to_string()),
            )?;
            Ok(())
        })
        .unwrap();
        self.clock.advance(Duration::from_millis(10));
    }

    /// The clerk sends the next version of a returned text.
    pub(super) fn resubmit(&self, id: &str, version: i64, title: &str) {
        let fields = json!({"title": title, "text": "改过的正文。"});
        let body = json!({"fields": fields, "media": [], "written": "2026-11-26T08:00:00+08:00"}).to_string();
        self.write(|write| {
            write.execute(
                "INSERT INTO submission_version (submission, version, fields, body) VALUES (?1, ?2, ?3, ?4)",
                (id, version, fields.to_string(), &body),
            )?;
            write.execute(
                "UPDATE submission SET version = ?2, phase = 'queued', arrived = 0, queued = ?3 WHERE id = ?1",
                (id, version, self.clock.now()),
            )?;
            Ok(())
        })
        .unwrap();
    }

    /// A submission as the clerk sees it.
    pub(super) fn see(&self, id: &str) -> Submission {
        let situation = Situation {
            device_now: self.clock.now(),
            publisher_now: self.clock.now(),
            metered: self.net.network() == NetworkClass::Metered,
            live: self.sender.live(),
        };
        self.store
            .outbox()
            .unwrap()
            .read_now(|outbox| describe(outbox, submission_store::get(outbox, "zhang", id)?, &situation))
            .unwrap()
    }

    /// The state that is shown of a submission.
    pub(super) fn state(&self, id: &str) -> String {
        self.see(id).state
    }

    /// The code of the problem of a submission.
    pub(super) fn problem(&self, id: &str) -> Option<String> {
        self.see(id).problem.map(|problem| problem.code)
    }

    /// Sends, lets the waits pass and sends again, until nothing is left to wait for.
    pub(super) async fn settle(&self) {
        for _ in 0..500 {
            if self.sender.send_due().await.is_err_and(|fault| !may_pass(&fault)) {
                return;
            }
            let Some(seconds) = self.sender.report().await.unwrap().retry_after_seconds else { return };
            self.clock.advance(Duration::from_secs(seconds.into()));
        }
        let (left, seen) = (self.sender.report().await, self.publisher.with(|state| state.requests.clone()));
        panic!("sending does not come to an end: {left:?} {:?}", &seen[seen.len().saturating_sub(20)..]);
    }

    /// Fails unless the publisher has exactly these submissions, each with the bytes of its files, and nothing else.
    pub(super) fn assert_arrived(&self, expected: &[(&str, &[&[u8]])]) {
        self.publisher.with(|state| {
            let texts = state.submissions.iter().filter(|(_, versions)| !versions.is_empty());
            let ids: Vec<&str> = texts.map(|(id, _)| id.as_str()).collect();
            let mut wanted: Vec<&str> = expected.iter().map(|(id, _)| *id).collect();
            wanted.sort_unstable();
            assert_eq!(ids, wanted);
            for (id, files) in expected {
                for (number, bytes) in files.iter().enumerate() {
                    let media = format!("{id}-{number}");
                    let found: Vec<_> = state.uploads.values().filter(|upload| upload.media == media).collect();
                    assert_eq!(found.len(), 1, "uploads of {media}");
                    assert_eq!(found[0].submission, *id);
                    assert!(found[0].bytes == *bytes, "{media} is torn: {} of {}", found[0].bytes.len(), bytes.len());
                }
            }
            let files: usize = expected.iter().map(|(_, files)| files.len()).sum();
            assert_eq!(state.uploads.len(), files, "uploads of nothing");
        });
    }
}

/// Whether trying again may help.
fn may_pass(fault: &Fault) -> bool {
    !matches!(fault, Fault::SignedOut | Fault::NoNetwork | Fault::NoConsent | Fault::Database(_) | Fault::Stopped)
}

/// So many bytes that look like no other file.
pub(super) fn content(seed: u64, size: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..size).map(|_| random.u8(..)).collect()
}

/// A page for a person.
pub(super) fn page(status: u16) -> super::publisher::Trouble {
    super::publisher::Trouble::Instead(
        status,
        vec![("content-type", "text/html; charset=utf-8".into())],
        "<!DOCTYPE html><title>请先登录网络</title>".into(),
    )
}

/// A reply of the upload protocol without a body.
pub(super) fn tus(status: u16) -> super::publisher::Trouble {
    super::publisher::Trouble::Instead(status, vec![("tus-resumable", "1.0.0".into())], String::new())
}

/// A problem document.
pub(super) fn problem(status: u16, document: &Value) -> super::publisher::Trouble {
    let headers = vec![("content-type", "application/problem+json".into())];
    super::publisher::Trouble::Instead(status, headers, document.to_string())
}
