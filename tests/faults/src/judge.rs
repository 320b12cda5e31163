//! Judges what is left of a phone: it opens, lists something within one sync, keeps every row that could still be read,
//! says once what was lost, and shows no error at a later start.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use songming_core::{
    AccountPhase, Client, ClientError, OfflineTarget, Scope, SearchFilter, SearchOrder, SearchRequest, SubmissionPhase,
    SyncBudget, SyncOutcome,
};
use songming_journeys::browser::log_in;
use songming_journeys::phone::STATEMENT;

use crate::Outcome;
use crate::belongings::{self, Belongings, Kind};
use crate::clerk_work::CLERK;
use crate::damage::{Case, Way};
use crate::disk::LockedDisk;
use crate::filled_phone::{FilledPhone, PhoneCopy};
use crate::readable_rows::{self, Columns, Rows};
use crate::station_belongings;
use crate::station_files;
use crate::vfs;

/// A case that takes longer has stopped for good.
const STUCK: Duration = Duration::from_secs(120);
/// Without pictures, which are decoded slowly.
const TEXTS: SyncBudget = SyncBudget { seconds: 60, bytes: 50_000_000, picture_bytes: 0 };
/// Seconds in which everything that is queued is sent.
const SENDING: u32 = 20;
/// A few pictures.
const PICTURES: SyncBudget = SyncBudget { picture_bytes: 300_000, ..TEXTS };

/// What a filled phone has when it is whole.
pub struct Judge {
    phone: FilledPhone,
    columns: Columns,
    rows: Rows,
    belongings: Belongings,
    listed: usize,
}

/// What became of one case.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What is not as it has to be.
    pub failures: Vec<String>,
    /// Whether the client opened.
    pub opened: bool,
    /// Whether the list was whole after one sync.
    pub complete: bool,
    /// What the person had and could still be read.
    pub readable: usize,
    /// How much of it is there.
    pub kept: usize,
    /// What the person had and is gone, by kind.
    pub lost: BTreeMap<Kind, Vec<String>>,
    /// What the person was told.
    pub told: Vec<String>,
}

impl Judge {
    /// Fills a phone, and sees what is on it.
    pub async fn new() -> Outcome<Self> {
        vfs::install();
        let phone = FilledPhone::fill().await?;
        let columns = readable_rows::columns(&phone.closed().join("outbox.sqlite3"))?;
        let rows = readable_rows::read(phone.closed(), &columns, &Rows::new());
        let whole = phone.phone(phone.closed())?;
        let client = whole.try_open().await?;
        client.sync(Some(TEXTS)).await?;
        client.submissions().send(SENDING).await?;
        let mut belongings = belongings::read(&client, whole.folder()).await?;
        // What was sent just now has a first step of the review that the files do not know.
        belongings.retain(|(kind, name), _| {
            *kind != Kind::Review || readable_rows::needs(*kind, name).iter().all(|need| rows.contains_key(need))
        });
        let listed = list(&client).await?;
        client.shut_down().await?;
        for (kind, name) in belongings.keys() {
            for need in readable_rows::needs(*kind, name) {
                let set = *kind == Kind::Setting || rows.contains_key(&need);
                if !set {
                    return Err(format!("no row of {need:?}, which {kind:?} needs").into());
                }
            }
        }
        Ok(Self { phone, columns, rows, belongings, listed })
    }

    /// The number of rows and belongings of the phone.
    pub fn describe(&self) -> String {
        let mut text = format!("a phone with {} listed items, {} rows of the outbox", self.listed, self.rows.len());
        for (kind, count) in count(self.belongings.keys()) {
            let _ = write!(text, ", {kind:?} {count}");
        }
        text
    }

    /// The files of the phone, closed.
    pub fn files(&self) -> &Path {
        self.phone.closed()
    }

    /// Damages a phone and judges what is left.
    pub async fn judge(&self, case: &Case) -> Verdict {
        let mut verdict = Verdict::default();
        match tokio::time::timeout(STUCK, self.try_case(case, &mut verdict)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => verdict.failures.push(error.to_string()),
            Err(_) => verdict.failures.push(format!("stuck for {} s", STUCK.as_secs())),
        }
        verdict
    }

    /// Damages the outbox of a phone whose person has withdrawn consent: no loss may give it back.
    pub async fn judge_withdrawn(&self, case: &Case) -> Outcome {
        let phone = self.phone.phone(self.phone.closed())?;
        let client = phone.try_open().await?;
        client.privacy().withdraw(STATEMENT.into()).await?;
        closed(client).await?;
        case.apply(phone.folder(), self.phone.other())?;
        for _ in 0..2 {
            let client = phone.try_open().await.map_err(|error| named("opening", &error))?;
            let given = client.privacy().consent().await.is_ok_and(|consent| consent.given);
            let synced = client.sync(Some(TEXTS)).await;
            if given || synced.is_ok() {
                return Err("consent that was withdrawn is given again".into());
            }
            closed(client).await?;
        }
        Ok(())
    }

    /// Uses the app while its file is damaged under it, then ends it. What fails meanwhile is only a typed error.
    async fn damaged_in_use(&self, case: &Case, phone: &PhoneCopy) -> Outcome {
        let client = phone.try_open().await.map_err(|error| named("opening", &error))?;
        list(&client).await.map_err(|error| named("the list before", &error))?;
        case.apply(phone.folder(), self.phone.other())?;
        for _ in 0..2 {
            let _ = list(&client).await;
            let _ = client.sync(Some(TEXTS)).await;
            let _ = client.search().find(request()).await;
            let _ = belongings::read(&client, phone.folder()).await;
        }
        closed(client).await
    }

    async fn try_case(&self, case: &Case, verdict: &mut Verdict) -> Outcome {
        let files = if case.way.of_running() { self.phone.running() } else { self.phone.closed() };
        let phone = self.phone.phone(files)?;
        if case.in_use {
            self.damaged_in_use(case, &phone).await?;
        } else {
            case.apply(phone.folder(), self.phone.other())?;
        }
        let readable = match &*case.file {
            "outbox.sqlite3" => readable_rows::read(phone.folder(), &self.columns, &self.rows),
            _ => self.rows.clone(),
        };
        if matches!(case.way, Way::ReadOnly | Way::NoRoom) {
            self.locked(case, &phone, verdict).await?;
        }
        let client = opened(&phone, verdict).await?;
        // The first look finds the damage, so it may fail once.
        let first = client.items().list(Scope::All, None, 50).await;
        if let Err(error) = &first
            && error.kind() != songming_core::ErrorKind::Storage
        {
            verdict.failures.push(format!("the first list: {}", error.code()));
        }
        self.first_sync(case, &client, verdict).await?;
        self.logged_in(case, &client, &readable, verdict).await?;
        let now =
            belongings::read(&client, phone.folder()).await.map_err(|error| named("what the person has", &error))?;
        self.compare(case, &readable, &now, verdict);
        let incidents = client.status().await.map_err(|error| named("the status", &error))?.incidents;
        verdict.told = incidents.into_iter().map(|one| one.words).collect();
        verdict.failures.extend(
            verdict.told.iter().filter(|words| !is_chinese(words)).map(|words| format!("no sentence: {words:?}")),
        );
        station_files::judge(case, &phone, self.files(), &client, verdict).await?;
        if !verdict.lost.is_empty() && verdict.told.is_empty() {
            verdict.failures.push(format!("nobody was told of the loss of {:?}", verdict.lost));
        }
        client.storage().acknowledge_incidents().await.map_err(|error| named("acknowledging", &error))?;
        closed(client).await?;
        for start in ["second", "third"] {
            let client = phone.try_open().await.map_err(|error| named(&format!("the {start} opening"), &error))?;
            let told = client.status().await.map_err(|error| named(&format!("the {start} status"), &error))?.incidents;
            if !told.is_empty() {
                verdict.failures.push(format!("told again at the {start} start: {told:?}"));
            }
            let before = list(&client).await.map_err(|error| named(&format!("the {start} list"), &error))?;
            if before == 0 {
                verdict.failures.push(format!("nothing is listed at the {start} start"));
            }
            synced(&client, TEXTS).await.map_err(|error| format!("the {start} start: {error}"))?;
            let later = belongings::read(&client, phone.folder())
                .await
                .map_err(|error| named("what the person has later", &error))?;
            for (key, _) in now.iter().filter(|(key, _)| !later.contains_key(key)) {
                verdict.failures.push(format!("gone at the {start} start: {key:?}"));
            }
            closed(client).await?;
        }
        Ok(())
    }

    /// Whether the clerk is logged in still. If the phone has lost that, the clerk logs in again, and finds everything else.
    async fn logged_in(&self, case: &Case, client: &Client, readable: &Rows, verdict: &mut Verdict) -> Outcome {
        let phase = client.account().current().await.map_err(|error| named("the account", &error))?.phase;
        if phase != AccountPhase::LoggedIn {
            let row = ("account".to_owned(), CLERK.0.to_owned());
            if readable.get(&row) == self.rows.get(&row) {
                verdict.failures.push(format!("the account could be read and is {phase:?}: {}", case.file));
            }
            verdict.lost.entry(Kind::Account).or_default().push(CLERK.0.to_owned());
            log_in(client, CLERK.0, CLERK.1).await;
        }
        client.submissions().send(SENDING).await.map_err(|error| named("sending", &error))?;
        for one in client.submissions().list().await.map_err(|error| named("the submissions", &error))? {
            let words = one.problem.map(|problem| problem.text).unwrap_or_default();
            if one.phase == SubmissionPhase::Parked && !is_chinese(&words) {
                verdict.failures.push(format!("{} is parked for no reason: {words:?}", one.id));
            }
        }
        Ok(())
    }

    /// A start while files cannot be written. Reading goes on, or fails with a typed error; nothing panics.
    async fn locked(&self, case: &Case, phone: &PhoneCopy, verdict: &mut Verdict) -> Outcome {
        let disk = match case.way {
            Way::NoRoom => LockedDisk::Full,
            _ => LockedDisk::ReadOnly(case.file.clone()),
        };
        let _watch = vfs::watch(phone.folder(), Arc::new(disk));
        let client = opened(phone, verdict).await?;
        match list(&client).await {
            Ok(0) => verdict.failures.push("nothing is listed while files cannot be written".to_owned()),
            Ok(_) => {}
            Err(error) => verdict.failures.push(format!("while files cannot be written: {error}")),
        }
        let _ = client.sync(Some(TEXTS)).await;
        if let Ok(now) = belongings::read(&client, phone.folder()).await
            && case.file == "cache.sqlite3"
            && case.way == Way::ReadOnly
        {
            let gone = self.belongings.keys().filter(|key| !now.contains_key(key)).count();
            if gone > 0 {
                verdict.failures.push(format!("{gone} of the person's things are hidden while the cache is read-only"));
            }
        }
        closed(client).await
    }

    async fn first_sync(&self, case: &Case, client: &Client, verdict: &mut Verdict) -> Outcome {
        let consent = client.privacy().consent().await.map_err(|error| named("consent", &error))?;
        if !consent.given {
            let last = self.rows.keys().filter(|(table, _)| table == "consent").count().to_string();
            let lost = case.file == "outbox.sqlite3";
            if !lost {
                verdict.failures.push(format!("consent {last} is gone though its file is whole"));
            }
            client.privacy().accept(STATEMENT.into()).await.map_err(|error| named("consenting", &error))?;
        }
        let is_database = case.file.ends_with(".sqlite3");
        synced(client, if is_database { TEXTS } else { PICTURES }).await?;
        if !is_database {
            self.documents(client, verdict).await?;
        }
        let listed = list(client).await.map_err(|error| named("the list after one sync", &error))?;
        if listed == 0 {
            verdict.failures.push("nothing is listed after one sync".to_owned());
        }
        verdict.complete = listed >= self.listed;
        client.home().await.map_err(|error| named("the front page", &error))?;
        let page = client.items().list(Scope::All, None, 20).await.map_err(|error| named("a page", &error))?;
        for row in page.items {
            client.items().get(row.id).await.map_err(|error| named("an article", &error))?;
        }
        client.search().warm_up().await.map_err(|error| named("indexing", &error))?;
        let found = client.search().find(request()).await.map_err(|error| named("the search", &error))?;
        if found.items.is_empty() {
            verdict.failures.push("the search finds nothing after one sync".to_owned());
        }
        Ok(())
    }

    /// What is kept offline can be fetched again, and a document that is handed out is the one that its publisher announced.
    async fn documents(&self, client: &Client, verdict: &mut Verdict) -> Outcome {
        for entry in client.storage().list_offline().await? {
            let name = format!("{:?}", entry.what);
            if let Err(error) = client.storage().load_offline(entry.what.clone()).await {
                verdict.failures.push(format!("fetching {name} again: {}", error.code()));
            }
            if let OfflineTarget::Item { id } = entry.what {
                for document in client.items().get(id).await?.article.documents {
                    let path = document.file.unwrap_or_default();
                    let file = Path::new(&path).file_name().unwrap_or_default().to_owned();
                    let whole = std::fs::read(self.files().join("media").join(file)).ok();
                    if whole.is_none() || std::fs::read(&path).ok() != whole {
                        verdict.failures.push(format!("a document of {name} is not what was announced: {path:?}"));
                    }
                }
            }
        }
        Ok(())
    }

    /// Compares what is there with what could be read.
    fn compare(&self, case: &Case, readable: &Rows, now: &Belongings, verdict: &mut Verdict) {
        let cache_is_whole = case.file != "cache.sqlite3";
        let photo = case.file.strip_prefix(station_belongings::FOLDER).unwrap_or_default().trim_start_matches('/');
        let photos =
            self.belongings.keys().filter(|(kind, name)| *kind == Kind::Photo && readable_rows::first(name) == photo);
        let with_photo: BTreeSet<&str> = photos.map(|(_, name)| readable_rows::last(name)).collect();
        for ((kind, name), content) in &self.belongings {
            let owner = readable_rows::owner(*kind, name);
            let found =
                owner.is_none_or(|row| readable.get(&row).is_none_or(|found| Some(found) == self.rows.get(&row)));
            let whole =
                found && readable_rows::needs(*kind, name).iter().all(|need| readable.get(need) == self.rows.get(need));
            let kept = now.get(&(*kind, name.clone()));
            // What becomes of a damaged photo, and of the submission that waits for it, is judged by `station_files`.
            let of_damaged_photo = match kind {
                Kind::Photo => readable_rows::first(name) == photo,
                Kind::Submission => with_photo.contains(&readable_rows::first(name)),
                _ => false,
            };
            if of_damaged_photo && kept.is_some() {
                continue;
            }
            if whole || (cache_is_whole && readable_rows::is_in_cache(*kind)) {
                verdict.readable += 1;
                match kept {
                    Some(kept) if kept == content => verdict.kept += 1,
                    Some(kept) => verdict.failures.push(format!("{kind:?} {name}: {}", difference(content, kept))),
                    None => verdict.failures.push(format!("{kind:?} {name} could be read and is lost")),
                }
            }
            // A choice that is lost is the usual one again, which is a value too.
            if kept.is_none_or(|kept| *kind == Kind::Setting && kept != content) {
                verdict.lost.entry(*kind).or_default().push(name.clone());
            }
        }
    }
}

async fn opened(phone: &PhoneCopy, verdict: &mut Verdict) -> Outcome<Arc<Client>> {
    let client = phone.try_open().await.map_err(|error| named("opening", &error))?;
    verdict.opened = true;
    Ok(client)
}

async fn closed(client: Arc<Client>) -> Outcome {
    client.shut_down().await.map_err(|error| named("shutting down", &error))?;
    Ok(())
}

async fn synced(client: &Client, budget: SyncBudget) -> Outcome {
    let report = client.sync(Some(budget)).await.map_err(|error| named("a sync", &error))?;
    match report.sources.iter().find_map(|source| match &source.outcome {
        SyncOutcome::Failed { code, .. } => Some((&source.id, code)),
        _ => None,
    }) {
        Some((id, code)) => Err(format!("a sync of {id}: {code}").into()),
        None => Ok(()),
    }
}

async fn list(client: &Client) -> Result<usize, ClientError> {
    let (mut count, mut before) = (0, None);
    loop {
        let page = client.items().list(Scope::All, before, 200).await?;
        count += page.items.len();
        before = page.next;
        if before.is_none() {
            return Ok(count);
        }
    }
}

fn request() -> SearchRequest {
    let (filter, order) = (SearchFilter::default(), SearchOrder::default());
    SearchRequest { words: "嵩明".into(), filter, order, after: None, limit: 20 }
}

fn named(what: &str, error: &ClientError) -> String {
    format!("{what}: {} ({:?})", error.code(), error.kind())
}

fn is_chinese(words: &str) -> bool {
    words.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

fn difference(before: &str, after: &str) -> String {
    let same = before.chars().zip(after.chars()).take_while(|(one, two)| one == two).count();
    let part = |text: &str| text.chars().skip(same).take(40).collect::<String>();
    format!("differs: {:?} became {:?}", part(before), part(after))
}

/// How many there are of each kind.
pub fn count<'a>(keys: impl Iterator<Item = &'a (Kind, String)>) -> BTreeMap<Kind, usize> {
    let mut counts = BTreeMap::new();
    for (kind, _) in keys {
        *counts.entry(*kind).or_default() += 1;
    }
    counts
}
