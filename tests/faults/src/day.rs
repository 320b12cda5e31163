//! A scripted day of one person on one phone, and what has to hold of it after the disk failed somewhere in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use songming_core::{Client, ClientError, ErrorKind, OfflineTarget, OpenRequest, Scope, World};
use songming_journeys::{MemorySecrets, TestClock};

use crate::Outcome;
use crate::deed::Deed;
use crate::network::{MemoryNetwork, PUBLISHER, WITH_DOCUMENT, WITHDRAWN_TEXT};

/// What the person does before and after the phone is in the background.
const MORNING: [Deed; 23] = [
    Deed::Favourite("i1"),
    Deed::Like("i2"),
    Deed::Hide("i4"),
    Deed::Open("i5"),
    Deed::Place("i5"),
    Deed::Draft("路灯"),
    Deed::Edit("路灯"),
    Deed::Draft("修路"),
    Deed::Send("修路"),
    Deed::Rule("补贴"),
    Deed::Source,
    Deed::Keep(WITH_DOCUMENT),
    Deed::Queue("i6"),
    Deed::Tick,
    Deed::Follow,
    Deed::Retention,
    Deed::LogIn,
    Deed::Begin("投产"),
    Deed::Photo("投产"),
    Deed::Submit("投产"),
    Deed::Begin("开工仪式"),
    Deed::Write("开工仪式"),
    Deed::Photo("开工仪式"),
];
const EVENING: [Deed; 5] =
    [Deed::Draft("井盖"), Deed::Like("i7"), Deed::Delete("路灯"), Deed::Favourite("i10"), Deed::Begin("剪彩")];
const NIGHT: [Deed; 3] = [Deed::Draft("夜里"), Deed::Favourite("i11"), Deed::Photo("剪彩")];

/// The result of an action that was not refused, in an announcement.
const ACKNOWLEDGED: &str = "acknowledged";

/// How long a copy of a mark may take to be seen in a list.
const SOON: Duration = Duration::from_secs(5);

/// One action: when it began and ended, in calls of the disk.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The action.
    pub deed: Deed,
    /// The calls of the disk before it.
    pub began: usize,
    /// The calls when it returned.
    pub ended: usize,
    /// Why it was refused; `None`: it was acknowledged.
    pub refused: Option<String>,
}

impl Entry {
    /// The diary of a process that announced it, up to where it was ended. An action that did not return is not
    /// acknowledged. Calls are counted in lines.
    pub fn parse(output: &str) -> Vec<Self> {
        let (script, mut diary) = (script(), Vec::<Self>::new());
        for (line, text) in output.lines().enumerate() {
            let mut words = text.split(' ');
            let (word, number) = (words.next(), words.next().and_then(|number| number.parse::<usize>().ok()));
            match (word, number) {
                (Some("began"), Some(number)) if number < script.len() => {
                    let refused = Some("did not return".to_owned());
                    diary.push(Self { deed: script[number], began: line, ended: usize::MAX, refused });
                }
                (Some("ended"), Some(_)) => {
                    if let Some(entry) = diary.last_mut() {
                        entry.ended = line;
                        entry.refused = words.next().filter(|word| *word != ACKNOWLEDGED).map(str::to_owned);
                    }
                }
                _ => {}
            }
        }
        diary
    }
}

/// Every action of a day, in order.
pub fn script() -> Vec<Deed> {
    [Deed::Consent].into_iter().chain(MORNING).chain(EVENING).chain(NIGHT).collect()
}

/// A day, as it is lived.
pub struct Day {
    folder: PathBuf,
    /// The platform's store, which fails by itself and not with the disk.
    secrets: Arc<MemorySecrets>,
    /// The publisher of the day.
    pub network: Arc<MemoryNetwork>,
    /// What the person did.
    pub diary: Vec<Entry>,
    /// What is not as it has to be.
    pub failures: Vec<String>,
    calls: Box<dyn Fn() -> usize + Send + Sync>,
    announce: fn(&str),
    /// Whether the device fails for good, so that no program can know whether a commit whose flush failed is on it: the frame may
    /// have arrived, and the next start finds it.
    device_is_lost: bool,
}

impl Day {
    /// A day on the phone in `folder`; `calls` counts those of its disk.
    pub fn new(folder: &Path, calls: impl Fn() -> usize + Send + Sync + 'static) -> Self {
        let (network, calls) = (Arc::default(), Box::new(calls));
        let (diary, failures) = (Vec::new(), Vec::new());
        Self {
            folder: folder.to_owned(),
            secrets: Arc::default(),
            network,
            diary,
            failures,
            calls,
            announce: |_| {},
            device_is_lost: false,
        }
    }

    /// Tells of each action before it begins, `began NUMBER`, and once it returned, `ended NUMBER RESULT`; see
    /// [`Entry::parse`].
    pub fn announced(mut self, announce: fn(&str)) -> Self {
        self.announce = announce;
        self
    }

    /// Says that the device fails for good.
    pub fn on_lost_device(mut self, device_is_lost: bool) -> Self {
        self.device_is_lost = device_is_lost;
        self
    }

    /// Opens the client of this day.
    pub async fn open(&self) -> Result<Arc<Client>, ClientError> {
        open_with(&self.folder, &self.network, &self.secrets).await
    }

    /// Lives it. Returns the client that is open at the end; `None` if none could be opened.
    pub async fn live(&mut self) -> Option<Arc<Client>> {
        let client = match self.open().await {
            Ok(client) => client,
            Err(error) => {
                self.check(&error);
                // The person tries it once more.
                self.open().await.ok()?
            }
        };
        self.attempt(&client, Deed::Consent).await;
        self.sync(&client).await;
        for deed in MORNING {
            self.attempt(&client, deed).await;
        }
        let what = OfflineTarget::Item { id: WITH_DOCUMENT.into() };
        if let Err(error) = client.storage().load_offline(what).await {
            self.check(&error);
        }
        self.sync(&client).await;
        client.set_foreground(false).await;
        for deed in EVENING {
            self.attempt(&client, deed).await;
        }
        if let Err(error) = client.shut_down().await {
            self.check(&error);
        }
        drop(client);
        let client = match self.open().await {
            Ok(client) => client,
            Err(error) => {
                self.check(&error);
                self.open().await.ok()?
            }
        };
        for deed in NIGHT {
            self.attempt(&client, deed).await;
        }
        Some(client)
    }

    async fn sync(&mut self, client: &Client) {
        if let Err(error) = client.sync(None).await {
            self.check(&error);
        }
    }

    async fn attempt(&mut self, client: &Client, deed: Deed) {
        // Deleting what was never written is done without doing anything.
        let was_there = deed.count(client).await.is_ok_and(|count| count > 0);
        let began = (self.calls)();
        (self.announce)(&format!("began {}", self.diary.len()));
        let done = deed.attempt(client).await;
        let ended = (self.calls)();
        let result = done.as_ref().map_or_else(ClientError::code, |()| ACKNOWLEDGED);
        (self.announce)(&format!("ended {} {result}", self.diary.len()));
        if let Err(error) = &done {
            self.check(error);
            // The count reads other files too, so it may fail where the action did.
            if !was_there && !self.device_is_lost && matches!(deed.count(client).await, Ok(1..)) {
                self.failures.push(format!("{deed:?} is reported as failed ({}) and is done", error.code()));
            }
        }
        self.diary.push(Entry { deed, began, ended, refused: done.err().map(|error| error.code().to_owned()) });
    }

    /// A failing disk is a storage error; anything else is a defect. What needs an earlier action is refused without it.
    fn check(&mut self, error: &ClientError) {
        let known = ["not-written", "not-found", "no-consent", "bad-request", "signed-out", "no-station-form"];
        if error.kind() != ErrorKind::Storage && !known.contains(&error.code()) {
            self.failures.push(format!("{} is no error of the storage", error.code()));
        }
    }

    /// There is room again: what was refused can be done, once; what was acknowledged is there, once; a sync succeeds.
    /// `client`: the one that saw the failures.
    pub async fn recover(&mut self, client: Option<Arc<Client>>) -> Outcome {
        let client = match client {
            Some(client) => client,
            None => self.open().await.map_err(|error| format!("opening with room again: {}", error.code()))?,
        };
        if !self.diary.iter().any(|entry| entry.deed == Deed::Consent && entry.refused.is_none()) {
            Deed::Consent
                .attempt(&client)
                .await
                .map_err(|error| format!("consent with room again: {}", error.code()))?;
        }
        // The first may be the first of all; the second brings the withdrawal.
        for _ in 0..2 {
            if let Err(error) = client.sync(None).await {
                self.failures.push(format!("a sync with room again: {}", error.code()));
            }
        }
        let acknowledged: Vec<Deed> =
            self.diary.iter().filter(|entry| entry.refused.is_none()).map(|entry| entry.deed).collect();
        for deed in script() {
            let settled = acknowledged.iter().any(|done| *done == deed || deed.is_undone_by(*done));
            if settled || !matches!(deed.count(&client).await, Ok(0)) {
                continue;
            }
            if let Err(error) = deed.attempt(&client).await {
                self.failures.push(format!("{deed:?} with room again: {}", error.code()));
            }
        }
        self.everything_once(&client, "with room again").await;
        let listed = client.items().list(Scope::All, None, 50).await;
        match listed {
            Ok(page) if page.items.is_empty() => self.failures.push("nothing is listed".to_owned()),
            Ok(_) => {}
            Err(error) => self.failures.push(format!("a list with room again: {}", error.code())),
        }
        if let Err(error) = client.shut_down().await {
            self.failures.push(format!("shutting down with room again: {}", error.code()));
        }
        drop(client);
        let client = self.open().await.map_err(|error| format!("opening again: {}", error.code()))?;
        self.everything_once(&client, "after a restart").await;
        let told = client.status().await.map_err(|error| format!("the status: {}", error.code()))?.incidents;
        if !told.is_empty() {
            self.failures.push(format!("a loss is told though nothing is damaged: {told:?}"));
        }
        self.failures.extend(with_withdrawn_text(&self.folder).map(|file| format!("withdrawn text is in {file}")));
        if self.network.received() > 1 {
            self.failures.push(format!("{} appeals arrived of one", self.network.received()));
        }
        self.failures.extend(self.network.wrong_of_station());
        client.shut_down().await.map_err(|error| format!("shutting down: {}", error.code()))?;
        Ok(())
    }

    async fn everything_once(&mut self, client: &Client, when: &str) {
        let all = script();
        for (at, deed) in all.iter().enumerate() {
            if all[at + 1..].iter().any(|later| deed.is_undone_by(*later)) {
                continue;
            }
            self.failures.extend(expect_once(*deed, client).await.map(|wrong| format!("{wrong} {when}")));
        }
    }
}

/// What is wrong if the result of an action is not there exactly once.
pub async fn expect_once(deed: Deed, client: &Client) -> Option<String> {
    let began = Instant::now();
    loop {
        match deed.count(client).await {
            Ok(1) => return None,
            // A copy of marks may still be on its way into the lists.
            Ok(0) if began.elapsed() < SOON => tokio::time::sleep(Duration::from_millis(20)).await,
            Ok(count) => return Some(format!("{deed:?} is there {count} times")),
            Err(error) => return Some(format!("{deed:?} cannot be looked for ({})", error.code())),
        }
    }
}

/// Checks what has to be there after a day that ended after so many calls, without a word to anybody: the number of
/// acknowledged actions, and what is wrong.
pub async fn aftermath(folder: &Path, diary: &[Entry], calls: usize) -> (usize, Vec<String>) {
    let mut failures = Vec::new();
    let client = match open(folder, &Arc::default()).await {
        Ok(client) => client,
        Err(error) => return (0, vec![format!("opening: {}", error.code())]),
    };
    let told = client.status().await.map(|status| status.incidents);
    if !told.as_ref().is_ok_and(Vec::is_empty) {
        failures.push(format!("a loss is told though nothing is damaged: {told:?}"));
    }
    let is_done = |entry: &&Entry| entry.ended <= calls && entry.refused.is_none();
    let mut checked = 0;
    if diary.iter().filter(is_done).any(|entry| entry.deed == Deed::Consent) {
        failures.extend(expect_once(Deed::Consent, &client).await);
    } else if let Err(error) = Deed::Consent.attempt(&client).await {
        failures.push(format!("consent: {}", error.code()));
    }
    // Lists show an action with its item, which the cache may have to fetch again.
    if let Err(error) = client.sync(None).await {
        failures.push(format!("a sync: {}", error.code()));
    }
    for entry in diary.iter().filter(is_done) {
        let undone = diary.iter().any(|later| later.began <= calls && entry.deed.is_undone_by(later.deed));
        if !undone {
            failures.extend(expect_once(entry.deed, &client).await);
            checked += 1;
        }
    }
    if let Err(error) = client.shut_down().await {
        failures.push(format!("shutting down: {}", error.code()));
    }
    (checked, failures)
}

/// The files that still hold the text of the withdrawn item, in either encoding.
fn with_withdrawn_text(folder: &Path) -> impl Iterator<Item = String> {
    let narrow = WITHDRAWN_TEXT.as_bytes().to_vec();
    let wide: Vec<u8> = WITHDRAWN_TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let holds = move |bytes: &[u8]| {
        [&narrow, &wide].iter().any(|needle| bytes.windows(needle.len()).any(|part| part == needle.as_slice()))
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(move |entry| std::fs::read(entry.path()).is_ok_and(|bytes| holds(&bytes)))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
}

/// Opens a client in `folder` with a network, on a phone whose platform has no secrets.
pub async fn open(folder: &Path, network: &Arc<MemoryNetwork>) -> Result<Arc<Client>, ClientError> {
    open_with(folder, network, &Arc::default()).await
}

async fn open_with(
    folder: &Path,
    network: &Arc<MemoryNetwork>,
    secrets: &Arc<MemorySecrets>,
) -> Result<Arc<Client>, ClientError> {
    let world = World { transport: Arc::clone(network) as _, clock: Arc::new(TestClock::default()) };
    let request = OpenRequest {
        folder: folder.to_string_lossy().into_owned(),
        publisher: Some(PUBLISHER.into()),
        ..OpenRequest::default()
    };
    let client = Client::open_in(world, request).await?;
    client.account().use_platform(Arc::clone(secrets) as _, None);
    Ok(client)
}
