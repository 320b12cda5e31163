//! Fetching pictures: by priority under a budget, or because the person asked.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use url::Url;

use super::file_store::FileStore;
use super::rows::{self, Wants, Wish};
use super::{PictureSizes, digits_of};
use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::{FetchedBody, Net, NetworkClass, Reply, Validators, is_local, may_follow};
use crate::base::runtime;
use crate::base::store::{Database, Store};
use crate::formats::picture::{self, RenderError};

const ACCEPT: &str = "image/webp, image/jpeg, image/png, image/gif;q=0.9, image/*;q=0.5, */*;q=0.1";
/// Pictures that are fetched at the same time. Decoding takes turns: one picture's memory is enough for a cheap phone.
const AT_ONCE: usize = 3;
/// A host that failed this often is left alone until the next time.
const PATIENCE: u32 = 2;
/// The first wait after a picture that could not be had, and the longest, in milliseconds: an hour, thirty days.
const FIRST: i64 = 60 * 60 * 1000;
pub(super) const LONGEST: i64 = 30 * 24 * FIRST;

/// What fetching came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) fetched: u32,
    pub(crate) failed: u32,
    pub(crate) left: u32,
    pub(crate) bytes: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.fetched += other.fetched;
        self.failed += other.failed;
        self.left += other.left;
        self.bytes += other.bytes;
    }
}

/// Until when pictures are fetched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    /// Of the steady clock.
    pub(crate) until: Duration,
    /// To be received.
    pub(crate) bytes: u64,
}

/// The one that fetches pictures.
pub(crate) struct Pictures {
    pub(super) store: Arc<Store>,
    pub(super) net: Arc<Net>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) shelf: FileStore,
    sizes: PictureSizes,
    // Grows when something more urgent wants the network: prefetching takes no new picture then.
    urgent: watch::Sender<u64>,
    prefetching: tokio::sync::Mutex<()>,
    decoding: Arc<Semaphore>,
}

/// What came of asking for a file.
pub(super) enum Asked {
    Body(FetchedBody),
    /// It cannot be had: why, for how long to leave it alone, bytes spent.
    Refused(&'static str, Option<i64>, u64),
    /// The network failed, not the file.
    Network(Fault),
    /// The network is no longer one that this may use.
    Stopped,
}

/// What came of one picture.
enum End {
    Fetched(u64),
    /// It cannot be had: why, for how long to leave it alone, bytes spent.
    Refused(&'static str, Option<i64>, u64),
    /// The network failed, not the picture.
    Network(Fault),
    /// The network is no longer one that this may use.
    Stopped,
}

impl Pictures {
    pub(crate) fn new(
        store: Arc<Store>,
        net: Arc<Net>,
        clock: Arc<dyn Clock>,
        shelf: FileStore,
        sizes: PictureSizes,
    ) -> Self {
        let (urgent, prefetching, decoding) = (watch::Sender::new(0), tokio::sync::Mutex::default(), Semaphore::new(1));
        Self { store, net, clock, shelf, sizes, urgent, prefetching, decoding: Arc::new(decoding) }
    }

    pub(crate) fn shelf(&self) -> &FileStore {
        &self.shelf
    }

    /// Something more urgent wants the network.
    pub(crate) fn give_way(&self) {
        self.urgent.send_modify(|count| *count += 1);
    }

    /// Ready when nothing is being prefetched.
    pub(crate) async fn idle(&self) {
        self.give_way();
        drop(self.prefetching.lock().await);
    }

    /// Fetches what is wanted and missing, as long as the network is unmetered. `room` is what all files together may take.
    pub(crate) async fn prefetch(self: &Arc<Self>, wants: Wants, room: i64, limit: Limit) -> Result<Tally> {
        let began = *self.urgent.borrow();
        let _turn = self.prefetching.lock().await;
        let now = self.clock.now();
        let wanted = self.store.cache().read(move |connection| rows::wanted(connection, &wants, room, now)).await?;
        let mut waiting = wanted.missing.into_iter();
        let mut tally = Tally::default();
        let mut troubled: HashMap<String, u32> = HashMap::new();
        let mut under_way = JoinSet::new();
        let mut stopped = false;
        loop {
            while under_way.len() < AT_ONCE && !stopped {
                stopped = *self.urgent.borrow() != began
                    || tally.bytes >= limit.bytes
                    || self.clock.steady() >= limit.until
                    || self.net.ensure_allowed().is_err()
                    || self.net.network() != NetworkClass::Unmetered;
                if stopped {
                    break;
                }
                let Some(wish) = waiting.next() else { break };
                if troubled.get(&host(&wish.address)).is_some_and(|failures| *failures >= PATIENCE) {
                    tally.left += 1;
                    continue;
                }
                let pictures = Arc::clone(self);
                under_way.spawn(async move {
                    let address = wish.address.clone();
                    (host(&address), runtime::run(async move { pictures.fetch(wish, false).await }).await)
                });
            }
            let Some(done) = under_way.join_next().await else { break };
            let (host, end) = done.map_err(|error| Fault::Panic(error.into()))?;
            match end {
                Ok(End::Fetched(bytes)) => {
                    tally.fetched += 1;
                    tally.bytes += bytes;
                }
                Ok(End::Refused(_, _, bytes)) => {
                    tally.failed += 1;
                    tally.bytes += bytes;
                }
                Ok(End::Network(error)) => {
                    log::info!("a picture did not come: {error:?}");
                    *troubled.entry(host).or_default() += 1;
                    tally.left += 1;
                }
                Ok(End::Stopped) => {
                    stopped = true;
                    tally.left += 1;
                }
                // A full disk fails every picture.
                Err(error) => {
                    under_way.shutdown().await;
                    return Err(error);
                }
            }
        }
        tally.left += u32::try_from(waiting.count()).unwrap_or(u32::MAX);
        Ok(tally)
    }

    /// Fetches an item's pictures that are missing, or the one at an address, because the person asked: on any network.
    /// Fails only if every one of them does.
    pub(crate) async fn load(self: &Arc<Self>, id: String, address: Option<String>) -> Result<Tally> {
        self.net.ensure_allowed()?;
        let wishes =
            self.store.cache().read(move |connection| rows::wished(connection, &id, address.as_deref())).await?;
        let mut tally = Tally::default();
        let mut fault = None;
        let mut waiting = wishes.into_iter();
        let mut under_way = JoinSet::new();
        loop {
            while under_way.len() < AT_ONCE {
                let Some(wish) = waiting.next() else { break };
                let pictures = Arc::clone(self);
                under_way.spawn(runtime::run(async move { pictures.fetch(wish, true).await }));
            }
            let Some(done) = under_way.join_next().await else { break };
            match done.map_err(|error| Fault::Panic(error.into()))? {
                Ok(End::Fetched(bytes)) => {
                    tally.fetched += 1;
                    tally.bytes += bytes;
                }
                Ok(End::Refused(_, _, bytes)) => {
                    tally.failed += 1;
                    tally.bytes += bytes;
                    fault.get_or_insert(Fault::BadPicture);
                }
                Ok(End::Network(error)) | Err(error) => {
                    tally.failed += 1;
                    fault.get_or_insert(error);
                }
                Ok(End::Stopped) => tally.left += 1,
            }
        }
        match fault {
            Some(error) if tally.fetched == 0 => Err(error),
            _ => Ok(tally),
        }
    }

    async fn fetch(self: &Arc<Self>, wish: Wish, asked: bool) -> Result<End> {
        let end = self.fetch_once(&wish, asked).await?;
        if let End::Refused(why, wait, _) = &end {
            let retry = self.clock.now().saturating_add(self::wait(wish.tries, *wait));
            let (key, why) = (wish.key, *why);
            self.store.cache().write(move |write| rows::refuse(write, key, why, retry)).await?;
        }
        Ok(end)
    }

    async fn fetch_once(self: &Arc<Self>, wish: &Wish, asked: bool) -> Result<End> {
        let Some(address) = may_be_asked(&wish.address, &wish.origins) else {
            return Ok(End::Refused("address", Some(LONGEST), 0));
        };
        let body = match self.ask(&address, ACCEPT, asked).await? {
            Asked::Body(body) => body,
            Asked::Refused(why, wait, spent) => return Ok(End::Refused(why, wait, spent)),
            Asked::Network(error) => return Ok(End::Network(error)),
            Asked::Stopped => return Ok(End::Stopped),
        };
        let spent = body.bytes.len() as u64;
        let _turn = self.decoding.acquire().await.map_err(|_| Fault::Closed)?;
        let (pictures, wish) = (Arc::clone(self), wish.clone());
        runtime::blocking(move || pictures.keep(&wish, &body.bytes, spent)).await
    }

    /// Asks for a file: on any network when the person asked for it.
    pub(super) async fn ask(&self, address: &Url, accept: &str, asked: bool) -> Result<Asked> {
        let nothing = Validators::default();
        let answer = tokio::select! {
            biased;
            () = self.net.no_longer_unmetered(), if !asked => return Ok(Asked::Stopped),
            answer = self.net.get(address, accept, &nothing) => answer,
        };
        Ok(match answer {
            Ok(Reply::Body(body)) => Asked::Body(body),
            Ok(Reply::Gone | Reply::NotModified { .. }) => Asked::Refused("missing", None, 0),
            Err(error) => match &error {
                Fault::NoConsent | Fault::NoNetwork => Asked::Stopped,
                Fault::Status(status) if *status < 500 => Asked::Refused("missing", None, 0),
                Fault::SignedOut | Fault::BadAddress | Fault::BadRedirect | Fault::WrongEncoding(_) => {
                    Asked::Refused("missing", None, 0)
                }
                Fault::TooLarge(limit) => Asked::Refused("too-large", Some(LONGEST), *limit),
                _ => Asked::Network(error),
            },
        })
    }

    /// Verified, decoded, written, named, in this order. Blocks.
    fn keep(&self, wish: &Wish, bytes: &[u8], spent: u64) -> Result<End> {
        if let Some(announced) = &wish.sha256
            && !announced.eq_ignore_ascii_case(&digits_of(&Sha256::digest(bytes)))
        {
            return Ok(End::Refused("digest", None, spent));
        }
        // Should the phone have no memory for it and end this process, it is not tried again at once.
        let retry = self.clock.now().saturating_add(FIRST);
        self.store.cache().write_now(|write| rows::refuse(write, wish.key, "decoding", retry))?;
        let rendered = match picture::render(bytes, &[self.sizes.list, self.sizes.page]) {
            Ok(rendered) => rendered,
            Err(refusal) => {
                return Ok(match refusal {
                    RenderError::NotAPicture => End::Refused("not-a-picture", Some(LONGEST), spent),
                    RenderError::TooLarge => End::Refused("too-large", Some(LONGEST), spent),
                    RenderError::Damaged => End::Refused("damaged", None, spent),
                });
            }
        };
        let files = rendered.renditions.iter().map(|rendition| self.shelf.write(&rendition.bytes, rendition.extension));
        let files = files.collect::<Result<Vec<_>>>()?;
        let now = self.clock.now();
        let cache: &Database = self.store.cache();
        let stored = cache.write_now(|write| rows::store(write, &self.shelf, wish, &rendered, &files, now))?;
        Ok(if stored { End::Fetched(spent) } else { End::Refused("gone", None, spent) })
    }
}

/// How long to leave alone what could not be had: twice as long each time, unless something else is wanted.
pub(super) fn wait(tries: u32, wanted: Option<i64>) -> i64 {
    let doubled = FIRST.saturating_mul(1_i64.checked_shl(tries.min(20)).unwrap_or(i64::MAX));
    wanted.unwrap_or(doubled.min(LONGEST))
}

fn host(address: &str) -> String {
    Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// Where a file is asked for: over https, as browsers do with pictures that a page names with http; and only where
/// its item's origin may lead, so that no feed makes a phone ask its own services.
pub(super) fn may_be_asked(address: &str, origins: &[String]) -> Option<Url> {
    let named = Url::parse(address).ok()?;
    let mut secure = named.clone();
    if named.scheme() == "http" {
        secure.set_scheme("https").ok()?;
        let _ = secure.set_port(named.port().filter(|port| *port != 80));
    }
    let leads = |to: &Url| {
        // A favourite that outlived its source, or was just put back.
        if origins.is_empty() {
            return to.scheme() == "https" && !is_local(to);
        }
        origins.iter().filter_map(|origin| Url::parse(origin).ok()).any(|origin| may_follow(&origin, to))
    };
    // http to this machine itself stays what it is.
    [named, secure].into_iter().find(leads)
}
