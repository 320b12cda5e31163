//! Logging in, renewing and logging out against a model of the publisher that rotates tokens as the protocol says, over a
//! network and a store of secrets that fail on demand.

mod canary;
mod login;
mod model;
mod rotation;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use self::model::{Fate, ModelPublisher};
use super::*;
use crate::base::change::Announcer;
use crate::base::clock::Clock;
use crate::base::net::{Method, TimeLimits};
use crate::base::secret::SecretStoreError;
use crate::base::store::Store;

const PUBLISHER: &str = "https://news.example";
const REDIRECT: &str = "cn.songming.app:/login";
const MINUTE: i64 = 60_000;

/// A clock that a test moves. A pause before a retry is over at once; a time limit never passes.
pub(super) struct HandClock(AtomicI64);

impl HandClock {
    fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> i64 {
        1_795_478_400_000 + self.0.load(Ordering::SeqCst)
    }

    fn steady(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst).unsigned_abs())
    }

    fn sleep(&self, wait: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        if wait < Duration::from_secs(1) { Box::pin(std::future::ready(())) } else { Box::pin(std::future::pending()) }
    }
}

/// A store of secrets in memory, which two processes may share.
#[derive(Default)]
pub(super) struct MemorySecrets {
    values: Mutex<HashMap<String, String>>,
    refuses_get: AtomicBool,
    refuses_set: AtomicBool,
}

impl MemorySecrets {
    fn refuse(&self, get: bool, set: bool) {
        self.refuses_get.store(get, Ordering::SeqCst);
        self.refuses_set.store(set, Ordering::SeqCst);
    }

    fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.values.lock().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    }

    fn value(&self, key: &str) -> String {
        self.values.lock().unwrap()[key].clone()
    }
}

fn unless(refuses: &AtomicBool) -> Result<(), SecretStoreError> {
    if refuses.load(Ordering::SeqCst) { Err(SecretStoreError::Failed) } else { Ok(()) }
}

impl SecretStore for MemorySecrets {
    fn get(&self, key: String) -> Result<Option<String>, SecretStoreError> {
        unless(&self.refuses_get)?;
        Ok(self.values.lock().unwrap().get(&key).cloned())
    }

    fn set(&self, key: String, value: String) -> Result<(), SecretStoreError> {
        unless(&self.refuses_set)?;
        self.values.lock().unwrap().insert(key, value);
        Ok(())
    }

    fn delete(&self, key: String) -> Result<(), SecretStoreError> {
        unless(&self.refuses_set)?;
        self.values.lock().unwrap().remove(&key);
        Ok(())
    }
}

/// One process of the app: a session of its own over the folder and the secrets of the phone.
struct Process {
    account: Arc<AccountSession>,
    net: Arc<Net>,
    store: Arc<Store>,
}

impl Process {
    async fn exchange(&self) -> Result<StatusReply> {
        self.account.exchange(&address("/v1/station/changes"), &Message::default()).await
    }

    /// Whose account is on the phone, and whether it has to log in again.
    fn state(&self) -> Option<(String, bool)> {
        let stored = self.store.outbox().unwrap().read_now(read).unwrap();
        stored.map(|stored| (stored.account.id, stored.expired))
    }

    fn is_logged_in(&self) -> bool {
        self.state().is_some_and(|(_, expired)| !expired)
    }

    fn refresh_started(&self) -> bool {
        self.store.outbox().unwrap().read_now(read).unwrap().unwrap().refresh_started
    }

    async fn log_in(&self, publisher: &ModelPublisher, who: &str, switch_account: bool) -> Result<()> {
        let page = self.account.begin_login(REDIRECT, switch_account).await?;
        self.account.finish_login(&publisher.browse(&page, who)).await
    }

    /// Ends as a process that is killed: what it asked for is dropped, and nothing more is stored.
    fn kill(self) {
        self.net.set_consent(false);
    }
}

/// A phone: a folder, a store of secrets and a clock, which outlive a process.
struct Phone {
    folder: tempfile::TempDir,
    secrets: Arc<MemorySecrets>,
    clock: Arc<HandClock>,
    publisher: Arc<ModelPublisher>,
}

impl Phone {
    fn new() -> Self {
        let clock = Arc::new(HandClock(AtomicI64::new(0)));
        let publisher = Arc::new(ModelPublisher::new(clock.clone()));
        Self { folder: tempfile::tempdir().unwrap(), secrets: Arc::default(), clock, publisher }
    }

    fn start(&self) -> Process {
        let store = Store::open(self.folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
        self.start_over(Arc::new(store))
    }

    /// A process over databases that are open: opening them takes longer than everything else.
    fn start_over(&self, store: Arc<Store>) -> Process {
        let net = Net::new(self.publisher.clone(), self.clock.clone(), TimeLimits::default());
        net.set_consent(true);
        let net = Arc::new(net);
        let publisher = Some(Url::parse(PUBLISHER).unwrap());
        let account = AccountSession::new(Arc::clone(&store), Arc::clone(&net), self.clock.clone(), publisher);
        account.use_platform(self.secrets.clone(), None);
        Process { account: Arc::new(account), net, store }
    }

    /// A process whose person is logged in.
    async fn logged_in(&self) -> Process {
        let process = self.start();
        process.log_in(&self.publisher, "zhang", false).await.unwrap();
        process
    }
}

fn address(path: &str) -> Url {
    Url::parse(PUBLISHER).unwrap().join(path).unwrap()
}

fn is_refresh(request: &crate::base::net::Request) -> bool {
    request.body.as_ref().is_some_and(|body| String::from_utf8_lossy(body).contains("grant_type=refresh_token"))
}

#[tokio::test]
async fn a_request_of_nobody_is_refused_and_sends_nothing() {
    let phone = Phone::new();
    let process = phone.start();
    assert!(matches!(process.exchange().await, Err(Fault::SignedOut)));
    assert_eq!(process.state(), None);
    assert_eq!(phone.publisher.requests(), 0);
}

#[tokio::test]
async fn a_token_is_sent_to_its_publisher_alone() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    let requests = phone.publisher.requests();
    for elsewhere in ["https://evil.example/v1/station/changes", "http://news.example/", "https://news.example:444/"] {
        let asked = process.account.exchange(&Url::parse(elsewhere).unwrap(), &Message::default()).await;
        assert!(matches!(asked, Err(Fault::BadAddress)), "{elsewhere}");
    }
    assert_eq!(phone.publisher.requests(), requests);

    // Opened with another publisher, the phone has the tokens of the first.
    let net = Net::new(phone.publisher.clone(), phone.clock.clone(), TimeLimits::default());
    net.set_consent(true);
    let other = Url::parse("https://other.example").unwrap();
    let (store, net) = (Arc::clone(&process.store), Arc::new(net));
    let account = AccountSession::new(store, net, phone.clock.clone(), Some(other.clone()));
    account.use_platform(phone.secrets.clone(), None);
    assert!(matches!(account.exchange(&other, &Message::default()).await, Err(Fault::SignedOut)));
    assert_eq!(phone.publisher.requests(), requests);
}

#[tokio::test]
async fn without_consent_nothing_is_sent() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    let requests = phone.publisher.requests();
    process.net.set_consent(false);
    assert!(matches!(process.exchange().await, Err(Fault::NoConsent)));
    assert!(matches!(process.account.begin_login(REDIRECT, false).await, Err(Fault::NoConsent)));
    process.account.log_out().await.unwrap();
    assert!(matches!(process.account.revoke_queued().await, Err(Fault::NoConsent)));
    assert_eq!(phone.publisher.requests(), requests);
    process.net.set_consent(true);
    process.account.maintain().await.unwrap();
    assert_eq!(phone.publisher.requests(), requests + 1);
}

#[tokio::test]
async fn work_of_one_account_is_not_sent_as_another() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    let changes = address("/v1/station/changes");
    let put = Message { method: Method::Put, ..Message::default() };
    assert_eq!(process.account.exchange_as("zhang", &changes, &put).await.unwrap().status, 200);
    let requests = phone.publisher.requests();
    assert!(matches!(process.account.exchange_as("li", &changes, &put).await, Err(Fault::SignedOut)));
    assert_eq!(phone.publisher.requests(), requests);
    assert!(process.is_logged_in());
}

#[tokio::test]
async fn a_name_is_in_no_debug() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    let account = process.store.outbox().unwrap().read_now(current).unwrap().unwrap();
    assert_eq!(account.name, "张三");
    assert!(!format!("{account:?}").contains("张三"));
}

/// A request is answered by the model unless its fate is another.
fn deliver(_: &crate::base::net::Request) -> Fate {
    Fate::Deliver
}
