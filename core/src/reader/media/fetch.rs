//! Fetching pictures: in the order of their priority under a budget, or because the person asked.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use url::Url;

use super::backoff;
use super::file_store::FileStore;
use super::pictures::{self, MissingPicture};
use super::wanted::{PicturePriorities, wanted};
use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::{FetchedBody, Net, NetworkClass, Reply, Validators, is_local, may_follow};
use crate::base::store::{Database, Store};
use crate::base::{lifecycle, runtime};
use crate::formats::hex;
use crate::formats::picture::{self, RenderError};

const ACCEPT: &str = "image/webp, image/jpeg, image/png, image/gif;q=0.9, image/*;q=0.5, */*;q=0.1";
/// Pictures that are downloaded at the same time. They are decoded one at a time, so that the memory of one decoded
/// picture is enough.
const CONCURRENT_DOWNLOADS: usize = 3;
/// Failures of a host after which one prefetch requests nothing more from it.
const MAX_HOST_FAILURES: u32 = 2;

/// How large pictures are stored, in pixels of width. A smaller picture keeps its size. A change of the sizes affects
/// pictures that are fetched later; it does not fetch pictures again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct PictureSizes {
    /// For a list row.
    pub list: u32,
    /// For the width of a page.
    pub page: u32,
}

impl Default for PictureSizes {
    fn default() -> Self {
        Self { list: 360, page: 1_080 }
    }
}

/// Counts what was fetched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FetchTally {
    pub(crate) fetched: u32,
    /// Files that cannot be used: not found, damaged, too large, of another type.
    pub(crate) failed: u32,
    /// Files that were not requested, or whose request the network or the limit ended.
    pub(crate) left: u32,
    /// Bytes received.
    pub(crate) bytes: u64,
}

impl FetchTally {
    pub(crate) fn add(&mut self, other: Self) {
        self.fetched += other.fetched;
        self.failed += other.failed;
        self.left += other.left;
        self.bytes += other.bytes;
    }
}

/// When no further file is requested.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FetchLimit {
    /// By the steady clock.
    pub(crate) until: Duration,
    /// Bytes received.
    pub(crate) bytes: u64,
}

/// Fetches pictures and documents.
pub(crate) struct MediaFetcher {
    pub(super) store: Arc<Store>,
    pub(super) net: Arc<Net>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) files: FileStore,
    sizes: PictureSizes,
    // Counts interruptions: a prefetch that sees another count than at its start requests no further picture.
    interruptions: watch::Sender<u64>,
    prefetching: tokio::sync::Mutex<()>,
    decoding: Arc<Semaphore>,
}

/// The result of one download.
pub(super) enum Download<T> {
    Done(T),
    /// The file cannot be used.
    Refused {
        reason: &'static str,
        wait: Option<i64>,
        bytes: u64,
    },
    /// The network failed; the file may be fine.
    NetworkFailed(Fault),
    /// The network may no longer be used for this download.
    Stopped,
}

impl<T> Download<T> {
    /// A refusal after `bytes` were received. The wait before the next try grows with the tries.
    fn refused(reason: &'static str, bytes: u64) -> Self {
        Self::Refused { reason, wait: None, bytes }
    }

    /// The same with the longest wait: another try is not likely to help.
    fn refused_for_long(reason: &'static str, bytes: u64) -> Self {
        Self::Refused { reason, wait: Some(backoff::MAX_WAIT), bytes }
    }
}

impl MediaFetcher {
    pub(crate) fn new(
        store: Arc<Store>,
        net: Arc<Net>,
        clock: Arc<dyn Clock>,
        files: FileStore,
        sizes: PictureSizes,
    ) -> Self {
        let (interruptions, prefetching) = (watch::Sender::new(0), tokio::sync::Mutex::default());
        Self { store, net, clock, files, sizes, interruptions, prefetching, decoding: Arc::new(Semaphore::new(1)) }
    }

    pub(crate) fn files(&self) -> &FileStore {
        &self.files
    }

    /// Stops a running prefetch after its running downloads: something more urgent needs the network.
    pub(crate) fn interrupt_prefetch(&self) {
        self.interruptions.send_modify(|count| *count += 1);
    }

    /// Fetches the wanted pictures that are missing, as long as the network is unmetered. All files together take at most
    /// `room` bytes.
    pub(crate) async fn prefetch(
        self: &Arc<Self>,
        priorities: PicturePriorities,
        room: i64,
        limit: FetchLimit,
    ) -> Result<FetchTally> {
        let interruptions = *self.interruptions.borrow();
        let _alone = self.prefetching.lock().await;
        let now = self.clock.now();
        let wanted = self.store.cache().read(move |connection| wanted(connection, &priorities, room, now)).await?;
        let mut waiting = wanted.missing.into_iter();
        let mut tally = FetchTally::default();
        let mut host_failures: HashMap<String, u32> = HashMap::new();
        let mut running = JoinSet::new();
        let mut stopped = false;
        loop {
            while running.len() < CONCURRENT_DOWNLOADS && !stopped {
                stopped = *self.interruptions.borrow() != interruptions
                    || tally.bytes >= limit.bytes
                    || self.clock.steady() >= limit.until
                    || self.net.ensure_allowed().is_err()
                    || self.net.network() != NetworkClass::Unmetered;
                if stopped {
                    break;
                }
                let Some(picture) = waiting.next() else { break };
                if host_failures.get(&host(&picture.address)).is_some_and(|failures| *failures >= MAX_HOST_FAILURES) {
                    tally.left += 1;
                    continue;
                }
                let fetcher = Arc::clone(self);
                running.spawn(lifecycle::inherit(async move {
                    let address = picture.address.clone();
                    let fetched = runtime::run(async move { fetcher.fetch_picture(picture, false).await }).await;
                    (host(&address), fetched)
                }));
            }
            let Some(done) = running.join_next().await else { break };
            let (host, fetched) = done.map_err(|error| Fault::Panic(error.into()))?;
            match fetched {
                Ok(Download::Done(bytes)) => {
                    tally.fetched += 1;
                    tally.bytes += bytes;
                }
                Ok(Download::Refused { bytes, .. }) => {
                    tally.failed += 1;
                    tally.bytes += bytes;
                }
                Ok(Download::NetworkFailed(error)) => {
                    log::info!("a picture was not fetched: {error:?}");
                    *host_failures.entry(host).or_default() += 1;
                    tally.left += 1;
                }
                Ok(Download::Stopped) => {
                    stopped = true;
                    tally.left += 1;
                }
                // The app left the foreground while it was stored.
                Err(Fault::Stopped) => {
                    stopped = true;
                    tally.left += 1;
                }
                // A full disk fails every picture.
                Err(error) => {
                    running.shutdown().await;
                    return Err(error);
                }
            }
        }
        tally.left += u32::try_from(waiting.count()).unwrap_or(u32::MAX);
        Ok(tally)
    }

    /// Fetches the missing pictures of an item, or the one at an address, on any network: the person asked.
    ///
    /// Errors, if nothing was fetched: [`Fault::BadPicture`] and those of the network, whichever came first.
    pub(crate) async fn load(self: &Arc<Self>, id: String, address: Option<String>) -> Result<FetchTally> {
        self.net.ensure_allowed()?;
        let missing = self
            .store
            .cache()
            .read(move |connection| pictures::missing_pictures(connection, &id, address.as_deref()))
            .await?;
        let mut tally = FetchTally::default();
        let mut first_error = None;
        let mut waiting = missing.into_iter();
        let mut running = JoinSet::new();
        loop {
            while running.len() < CONCURRENT_DOWNLOADS {
                let Some(picture) = waiting.next() else { break };
                let fetcher = Arc::clone(self);
                let fetched = runtime::run(async move { fetcher.fetch_picture(picture, true).await });
                running.spawn(lifecycle::inherit(fetched));
            }
            let Some(done) = running.join_next().await else { break };
            match done.map_err(|error| Fault::Panic(error.into()))? {
                Ok(Download::Done(bytes)) => {
                    tally.fetched += 1;
                    tally.bytes += bytes;
                }
                Ok(Download::Refused { bytes, .. }) => {
                    tally.failed += 1;
                    tally.bytes += bytes;
                    first_error.get_or_insert(Fault::BadPicture);
                }
                Ok(Download::NetworkFailed(error)) | Err(error) => {
                    tally.failed += 1;
                    first_error.get_or_insert(error);
                }
                Ok(Download::Stopped) => tally.left += 1,
            }
        }
        match first_error {
            Some(error) if tally.fetched == 0 => Err(error),
            _ => Ok(tally),
        }
    }

    /// Fetches and stores a picture; the result is the bytes received. A refusal is recorded with the next try's time.
    async fn fetch_picture(self: &Arc<Self>, picture: MissingPicture, requested: bool) -> Result<Download<u64>> {
        let fetched = self.try_fetch_picture(&picture, requested).await?;
        if let Download::Refused { reason, wait, .. } = &fetched {
            let retry_at = self.clock.now().saturating_add(backoff::wait(picture.tries, *wait));
            let reason = *reason;
            self.store.cache().write(move |write| pictures::record_failure(write, &picture, reason, retry_at)).await?;
        }
        Ok(fetched)
    }

    async fn try_fetch_picture(self: &Arc<Self>, picture: &MissingPicture, requested: bool) -> Result<Download<u64>> {
        let Some(address) = allowed_address(&picture.address, &picture.origins) else {
            return Ok(Download::refused_for_long("address", 0));
        };
        let body = match self.download(&address, ACCEPT, requested).await? {
            Download::Done(body) => body,
            Download::Refused { reason, wait, bytes } => return Ok(Download::Refused { reason, wait, bytes }),
            Download::NetworkFailed(error) => return Ok(Download::NetworkFailed(error)),
            Download::Stopped => return Ok(Download::Stopped),
        };
        let received = body.bytes.len() as u64;
        let _turn = self.decoding.acquire().await.map_err(|_| Fault::Closed)?;
        let (fetcher, picture) = (Arc::clone(self), picture.clone());
        runtime::blocking(move || fetcher.store_picture(&picture, &body.bytes, received)).await
    }

    /// Downloads a file: on any network if the person requested it, otherwise until the network becomes metered.
    pub(super) async fn download(&self, address: &Url, accept: &str, requested: bool) -> Result<Download<FetchedBody>> {
        let validators = Validators::default();
        let reply = tokio::select! {
            biased;
            () = self.net.no_longer_unmetered(), if !requested => return Ok(Download::Stopped),
            reply = self.net.get(address, accept, &validators) => reply,
        };
        Ok(match reply {
            Ok(Reply::Body(body)) => Download::Done(body),
            Ok(Reply::Gone | Reply::NotModified { .. }) => Download::refused("missing", 0),
            Err(error) => match error {
                Fault::NoConsent | Fault::NoNetwork | Fault::Stopped => Download::Stopped,
                Fault::Status(status) if status < 500 => Download::refused("missing", 0),
                Fault::SignedOut | Fault::BadAddress | Fault::BadRedirect | Fault::WrongEncoding(_) => {
                    Download::refused("missing", 0)
                }
                Fault::TooLarge(limit) => Download::refused_for_long("too-large", limit),
                _ => Download::NetworkFailed(error),
            },
        })
    }

    /// Checks the digest, decodes, writes the files, then the rows and the names. Blocks.
    fn store_picture(&self, picture: &MissingPicture, bytes: &[u8], received: u64) -> Result<Download<u64>> {
        if let Some(announced) = &picture.sha256
            && !announced.eq_ignore_ascii_case(&hex::encode(&Sha256::digest(bytes)))
        {
            return Ok(Download::refused("digest", received));
        }
        // Recorded before decoding: if the process is killed for its memory, the picture is not tried again at once.
        let retry_at = self.clock.now().saturating_add(backoff::FIRST_WAIT);
        self.store.cache().write_now(|write| pictures::record_failure(write, picture, "decoding", retry_at))?;
        let rendered = match picture::render(bytes, &[self.sizes.list, self.sizes.page]) {
            Ok(rendered) => rendered,
            Err(refusal) => {
                return Ok(match refusal {
                    RenderError::NotAPicture => Download::refused_for_long("not-a-picture", received),
                    RenderError::TooLarge => Download::refused_for_long("too-large", received),
                    RenderError::Damaged => Download::refused("damaged", received),
                });
            }
        };
        let files = rendered.renditions.iter().map(|rendition| self.files.write(&rendition.bytes, rendition.extension));
        let files = files.collect::<Result<Vec<_>>>()?;
        let now = self.clock.now();
        let cache: &Database = self.store.cache();
        let stored =
            cache.write_now(|write| pictures::store_files(write, &self.files, picture, &rendered, &files, now))?;
        Ok(if stored { Download::Done(received) } else { Download::refused("gone", received) })
    }
}

fn host(address: &str) -> String {
    Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// The address from which a file is requested: over https, as browsers upgrade pictures that a page names with http, and
/// only where the origins of its items may lead, so that no feed makes a phone request services of its own network.
/// `None` if neither the named address nor the https one is allowed.
pub(super) fn allowed_address(address: &str, origins: &[String]) -> Option<Url> {
    let named = Url::parse(address).ok()?;
    let mut secure = named.clone();
    if named.scheme() == "http" {
        secure.set_scheme("https").ok()?;
        let _ = secure.set_port(named.port().filter(|port| *port != 80));
    }
    let allowed = |to: &Url| {
        // The origin's row is missing: a favourite whose feed was removed, or that was just restored.
        if origins.is_empty() {
            return to.scheme() == "https" && !is_local(to);
        }
        origins.iter().filter_map(|origin| Url::parse(origin).ok()).any(|origin| may_follow(&origin, to))
    };
    // The named address first: http is allowed on the loopback interface.
    [named, secure].into_iter().find(allowed)
}
