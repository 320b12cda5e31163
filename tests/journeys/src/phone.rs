//! A folder that represents a phone, and the client in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use songming_core::{
    Client, ClientError, ItemRow, MarkAction, MarkRequest, OpenRequest, Scope, SyncOutcome, SyncReport, TimeLimits,
    Transport, World,
};
use tempfile::TempDir;

use crate::{FakeTransport, TestClock, TestPublisher};

/// The version of the privacy statement that tests accept.
pub const STATEMENT: &str = "2026-11";

/// A phone.
pub struct Phone {
    folder: TempDir,
    publisher: Option<String>,
    /// Time limits of every client that is opened after this is set.
    pub limits: Option<TimeLimits>,
}

impl Phone {
    /// An empty phone that is configured with a publisher.
    pub fn new(publisher: &TestPublisher) -> Self {
        Self::configured(Some(publisher.address()))
    }

    /// An empty phone that is configured with this address, or with none.
    pub fn configured(publisher: Option<String>) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), publisher, limits: None }
    }

    /// The same phone, configured with another publisher.
    pub fn moved_to(self, publisher: &TestPublisher) -> Self {
        self.at(publisher.address())
    }

    /// The same phone, configured with this address.
    pub fn at(self, publisher: String) -> Self {
        Self { publisher: Some(publisher), ..self }
    }

    /// A phone with a copy of another's files.
    pub fn inherit(self, other: &Path) -> Self {
        copy_folder(other, self.folder());
        self
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Opens the client; panics if that fails.
    pub async fn open(&self) -> Arc<Client> {
        self.try_open().await.expect("the folder can be opened")
    }

    /// Opens the client with a clock of the test's.
    pub async fn open_with(&self, clock: Arc<TestClock>) -> Arc<Client> {
        let world = World { clock, ..World::default() };
        Client::open_in(world, self.request()).await.expect("the folder can be opened")
    }

    /// Opens the client with a network and a clock of the test's.
    pub async fn open_on(&self, network: &Arc<impl Transport>, clock: &Arc<TestClock>) -> Arc<Client> {
        let world = World { clock: Arc::clone(clock) as _, transport: Arc::clone(network) as _ };
        Client::open_in(world, self.request()).await.expect("the folder can be opened")
    }

    /// Opens the client with a network of the test's.
    pub async fn open_through(&self, transport: Arc<FakeTransport>) -> Arc<Client> {
        let world = World { transport, ..World::default() };
        Client::open_in(world, self.request()).await.expect("the folder can be opened")
    }

    /// The files of this phone that this process has open.
    pub fn open_files(&self) -> Vec<PathBuf> {
        let open = fs::read_dir("/proc/self/fd").expect("a Linux machine").flatten();
        open.filter_map(|entry| fs::read_link(entry.path()).ok())
            .filter(|path| path.starts_with(self.folder()) && path.file_name().is_some_and(|name| name != "lock"))
            .collect()
    }

    /// Whether another process could lock the folder for itself.
    pub fn is_unlocked(&self) -> bool {
        let file = fs::File::open(self.folder().join("lock")).expect("the lock file");
        file.try_lock().is_ok()
    }

    /// Opens the client.
    pub async fn try_open(&self) -> Result<Arc<Client>, ClientError> {
        Client::open(self.request()).await
    }

    fn request(&self) -> OpenRequest {
        OpenRequest {
            folder: self.folder().to_str().expect("a plain path").to_owned(),
            publisher: self.publisher.clone(),
            time_limits: self.limits,
            picture_sizes: None,
        }
    }

    /// Opens the client, accepts the privacy statement and syncs.
    pub async fn open_synced(&self) -> Arc<Client> {
        let client = self.open().await;
        client.privacy().accept(STATEMENT.into()).await.expect("consent is stored");
        client.sync(None).await.expect("the first sync");
        client
    }

    /// The files that hold these bytes.
    pub fn files_with(&self, needle: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else if contains(&fs::read(&entry).expect("a file"), needle.as_bytes()) {
                    found.push(entry);
                }
            }
        }
        found
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let copy = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&copy).expect("a folder");
            copy_folder(&entry.path(), &copy);
        } else {
            fs::copy(entry.path(), copy).expect("a copy");
        }
    }
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// A request that sets or clears 收藏.
pub fn favourite(id: &str, on: bool) -> MarkRequest {
    MarkRequest { id: id.to_owned(), action: MarkAction::Favourite { on } }
}

/// Every row of a list, read page by page.
pub async fn all(client: &Client, scope: Scope, page: u32) -> Vec<ItemRow> {
    let mut rows = Vec::new();
    let mut before = None;
    loop {
        let got = client.items().list(scope.clone(), before, page).await.expect("a page");
        rows.extend(got.items);
        before = got.next;
        if before.is_none() {
            return rows;
        }
    }
}

/// Fetches every older page of the publisher.
pub async fn fill(client: &Client) {
    while client.items().load_older().await.expect("an older page") {}
}

/// The publisher's counts of a report: added, revised, withdrawn.
pub fn counts(report: &SyncReport) -> (u32, u32, u32) {
    match &report.sources[0].outcome {
        SyncOutcome::Unchanged => (0, 0, 0),
        SyncOutcome::Changed { added, revised, withdrawn } => (*added, *revised, *withdrawn),
        SyncOutcome::Failed { code, .. } => panic!("the sync failed: {code}"),
    }
}
