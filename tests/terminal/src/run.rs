//! The commands: each asks the public client, or the public pure functions, and answers.

use std::env;
use std::future::Future;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use songming_core::{Client, ErrorKind, MAX_PAGE, OpenRequest, Scope, SyncBudget, inspect};
use url::Url;

use crate::answer::{Answer, FeedItem, Older};
use crate::arguments;
use crate::command::{Invocation, Order};
use crate::failure::Failure;
use crate::home;
use crate::industry;
use crate::input::contents;
use crate::marks;
use crate::moment;
use crate::party::{self, Keep};
use crate::progress;
use crate::search;
use crate::statement::{STATEMENT, agreed};
use crate::text;
use crate::topics::{self, Appeals};

/// The folder's name where nobody names one.
const FOLDER: &str = "songming";

/// Does what was asked.
pub(crate) async fn run(invocation: Invocation) -> Result<Answer, Failure> {
    match invocation.order {
        Order::InspectFeed { file, content_type, base } => feed(&file, content_type.as_deref(), base.as_ref()),
        Order::InspectArticle { file, base } => article(&file, base.as_ref()),
        Order::InspectPicture { file } => picture(&file),
        Order::Completions(shell) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut arguments::command(), arguments::PROGRAM, &mut script);
            Ok(Answer::Script(String::from_utf8_lossy(&script).into_owned()))
        }
        order => {
            let folder = folder(invocation.data)?;
            let publisher = invocation.publisher.or_else(|| env::var("SONGMING_PUBLISHER").ok());
            let publisher = publisher.filter(|address| !address.is_empty());
            let client = Client::open(OpenRequest { folder, publisher, ..OpenRequest::default() }).await?;
            if let Some(network) = invocation.network {
                client.set_network(network);
            }
            let answer = ask(&client, order, invocation.json).await;
            incidents(&client).await;
            // The answer is there; what cannot be put in order now is put in order at the next start.
            if let Err(error) = client.shut_down().await {
                log::warn!("closing: {error}");
            }
            answer
        }
    }
}

/// Where the data lies: as said, as the environment says, or where the platform keeps such things.
fn folder(said: Option<PathBuf>) -> Result<String, Failure> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let usual = || {
        if cfg!(target_os = "macos") {
            return absolute("HOME").map(|home| home.join("Library/Application Support").join(FOLDER));
        }
        let shared = absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")));
        shared.map(|shared| shared.join(FOLDER))
    };
    let named = || env::var_os("SONGMING_DATA").filter(|path| !path.is_empty()).map(PathBuf::from);
    let path = said.or_else(named).or_else(usual);
    path.and_then(|path| path.into_os_string().into_string().ok())
        .ok_or_else(|| Failure::rejected("no-folder", text::get("failure.no-folder").to_owned()))
}

async fn ask(client: &Arc<Client>, order: Order, quiet: bool) -> Result<Answer, Failure> {
    Ok(match order {
        Order::Consent(None) => Answer::Consent(client.privacy().consent().await?),
        Order::Consent(Some(true)) => Answer::Consent(client.privacy().accept(STATEMENT.to_owned()).await?),
        Order::Consent(Some(false)) => Answer::Consent(client.privacy().withdraw(STATEMENT.to_owned()).await?),
        Order::Sources => Answer::Sources(client.sources().list().await?),
        Order::AddSource(address) => {
            agreed(client).await?;
            Answer::Added(watched(client, "progress.add", quiet, client.sources().add(address)).await?)
        }
        Order::RemoveSource(id) => {
            client.sources().remove(id.clone()).await?;
            Answer::Removed(id)
        }
        Order::Sync { afresh, older, budget } => {
            agreed(client).await?;
            if afresh {
                client.sources().reset_publisher().await?;
            }
            watched(client, "progress.sync", quiet, sync(client, older, budget)).await?
        }
        Order::Home => Answer::Home(Box::new(client.home().await?)),
        Order::Arrange(wanted) => home::arrange(client, wanted).await?,
        Order::Plans => Answer::Plans(client.reminders().await?),
        Order::List { scope, limit, before } => {
            if !(1..=MAX_PAGE).contains(&limit) {
                let message = text::fill("failure.limit", &[("most", &MAX_PAGE.to_string())]);
                return Err(Failure::rejected("bad-request", message));
            }
            let own = matches!(scope, Scope::Favourites | Scope::History | Scope::Hidden);
            Answer::List { list: client.items().list(scope, before, limit).await?, own }
        }
        Order::Search(what) => search::search(client, what).await?,
        Order::Read { id, peek } => marks::read(client, id, peek).await?,
        Order::Story(id) => Answer::Story(Box::new(client.items().story(id).await?)),
        Order::Mark { ids, actions } => marks::mark(client, ids, actions).await?,
        Order::MarkAllRead(scope) => Answer::AllRead(client.items().mark_all_read(scope).await?),
        Order::Speech { id, spoken } => Answer::Speech { sentences: client.listening().speech(id).await?, spoken },
        Order::Listen(listen) => marks::listen(client, listen).await?,
        Order::Pictures { id, address } => {
            watched(client, "progress.pictures", quiet, marks::pictures(client, id, address)).await?
        }
        Order::ClearPictures => {
            client.storage().clear_pictures().await?;
            Answer::Storage { storage: client.storage().usage().await?, cleared: true }
        }
        Order::Storage(grant) => marks::storage(client, grant).await?,
        Order::Follow(codes) => marks::follow(client, codes).await?,
        Order::Catalogue => Answer::Catalogue(client.items().catalogue().await?),
        Order::Alert(what) => topics::alerts(client, what).await?,
        Order::Service(request) => topics::services(client, request).await?,
        Order::Government(what) => topics::government(client, what).await?,
        Order::Party(what) => party::party(client, what).await?,
        Order::Offline(what) => {
            if matches!(what, Keep::Fetch(_)) {
                agreed(client).await?;
            }
            watched(client, "progress.offline", quiet, party::keep(client, what)).await?
        }
        Order::Industry(what) => industry::industry(client, what).await?,
        Order::Radar(what) => industry::radar(client, what).await?,
        Order::Appeal(what) => {
            if matches!(what, Appeals::Refresh) {
                agreed(client).await?;
            }
            topics::appeals(client, what).await?
        }
        Order::InspectFeed { .. }
        | Order::InspectArticle { .. }
        | Order::InspectPicture { .. }
        | Order::Completions(_) => {
            unreachable!("these need no client and were answered before one was opened")
        }
    })
}

/// Waits while a person on a terminal sees that something happens.
async fn watched<T>(client: &Client, what: &str, quiet: bool, work: impl Future<Output = T>) -> T {
    if quiet { work.await } else { progress::shown(client, text::get(what), work).await }
}

async fn sync(client: &Client, pages: u32, budget: SyncBudget) -> Result<Answer, Failure> {
    let report = client.sync(Some(budget)).await?;
    if pages == 0 {
        return Ok(Answer::Sync { report, older: None });
    }
    let mut older = Older { pages: 0, more: true };
    while older.more && older.pages < pages {
        let asked = client.storage().traffic().requests;
        older.more = client.items().load_older().await?;
        // Where there is no older page, nothing was asked.
        if client.storage().traffic().requests == asked {
            break;
        }
        older.pages += 1;
    }
    Ok(Answer::Sync { report, older: Some(older) })
}

/// What happened to the storage is told whatever was asked. A storage that cannot even tell has failed the command
/// already, or was not needed for it.
async fn incidents(client: &Client) {
    match client.status().await {
        Ok(status) if status.incidents.is_empty() => {}
        Ok(status) => {
            for incident in status.incidents {
                let time = moment::china(incident.time);
                let key = format!("incident.{}", incident.kind);
                let key = if text::find(&key).is_some() { key } else { "incident.other".to_owned() };
                let values = [("time", &*time), ("kind", &*incident.kind), ("detail", &*incident.detail)];
                let _ = writeln!(std::io::stderr(), "{}", text::fill(&key, &values));
            }
            if let Err(error) = client.storage().acknowledge_incidents().await {
                log::warn!("incidents: {error}");
            }
        }
        Err(error) => log::warn!("incidents: {error}"),
    }
}

fn feed(file: &Path, content_type: Option<&str>, base: Option<&Url>) -> Result<Answer, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
    let context = inspect::Context { content_type, address: base, now };
    let document = inspect::feed(&contents(file)?, &context).map_err(fault)?;
    let items = document.entries.into_iter().map(|entry| FeedItem {
        id: entry.id,
        title: entry.title,
        published: entry.published.and_then(moment::rfc3339),
        url: entry.url,
        authors: entry.authors,
        moment: entry.published,
    });
    Ok(Answer::Feed { title: document.title, items: items.collect() })
}

fn fault(fault: inspect::Fault) -> Failure {
    let (kind, code) = match &fault {
        inspect::Fault::NotAFeed => (ErrorKind::Rejected, "not-a-feed"),
        inspect::Fault::Empty => (ErrorKind::Rejected, "empty-feed"),
        inspect::Fault::Malformed(_) => (ErrorKind::Unexpected, "malformed"),
        inspect::Fault::TooManyEntries => (ErrorKind::Unexpected, "too-many-items"),
        inspect::Fault::TooLarge => (ErrorKind::Unexpected, "too-large"),
    };
    if let inspect::Fault::Malformed(detail) = &fault {
        log::warn!("{detail}");
    }
    Failure::new(kind, code, text::get(&format!("inspect.fault.{code}")).to_owned())
}

fn picture(file: &Path) -> Result<Answer, Failure> {
    let portrait = inspect::picture(&contents(file)?);
    portrait
        .map(Answer::Portrait)
        .ok_or_else(|| Failure::rejected("not-a-picture", text::get("inspect.fault.not-a-picture").to_owned()))
}

fn article(file: &Path, base: Option<&Url>) -> Result<Answer, Failure> {
    let bytes = contents(file)?;
    let html = String::from_utf8_lossy(&bytes);
    let reading = inspect::parse_html(html.trim_start_matches('\u{feff}'), base);
    Ok(Answer::Blocks { blocks: reading.blocks, capped: reading.capped })
}
