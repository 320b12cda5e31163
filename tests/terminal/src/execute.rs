//! Executes a command: opens the client, calls it and closes it.

use std::env;
use std::future::Future;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use songming_core::{Client, MAX_PAGE, OpenRequest, Scope, SyncBudget};

use crate::account::AccountCommand;
use crate::answer::{Answer, Older};
use crate::appeals::AppealCommand;
use crate::command::{Command, Invocation};
use crate::consent::{self, STATEMENT_VERSION};
use crate::failure::Failure;
use crate::party::OfflineCommand;
use crate::secrets::FileSecrets;
use crate::{
    account, alerts, appeals, arguments, drafts, government, home, industry, inspect, marks, outbox, party, progress,
    search, services, text, timestamp,
};

/// The name of the default data folder.
const DEFAULT_FOLDER: &str = "songming";

/// Executes a command.
pub(crate) async fn execute(invocation: Invocation) -> Result<Answer, Failure> {
    match invocation.command {
        Command::InspectFeed { file, content_type, base } => {
            inspect::feed(&file, content_type.as_deref(), base.as_ref())
        }
        Command::InspectArticle { file, base } => inspect::article(&file, base.as_ref()),
        Command::InspectPicture { file } => inspect::picture(&file),
        Command::Completions(shell) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut arguments::command(), arguments::PROGRAM, &mut script);
            Ok(Answer::Script(String::from_utf8_lossy(&script).into_owned()))
        }
        command => {
            let folder = data_folder(invocation.data)?;
            let publisher = invocation.publisher.or_else(|| env::var("SONGMING_PUBLISHER").ok());
            let publisher = publisher.filter(|address| !address.is_empty());
            let is_chosen = invocation.secrets.is_some();
            let secrets = match FileSecrets::open(invocation.secrets, &folder) {
                Ok(secrets) => Some(secrets),
                Err(failure) if is_chosen || needs_secrets(&command) => return Err(failure),
                // No other command needs the secrets.
                Err(_) => None,
            };
            let client = Client::open(OpenRequest { folder, publisher, ..OpenRequest::default() }).await?;
            if let Some(secrets) = secrets {
                client.account().use_platform(Arc::new(secrets), None);
            }
            if let Some(network) = invocation.network {
                client.set_network(network);
            }
            let answer = call(&client, command, invocation.json).await;
            report_incidents(&client).await;
            // The answer is complete. The next start recovers from a failed shutdown.
            if let Err(error) = client.shut_down().await {
                log::warn!("shutting down: {error}");
            }
            answer
        }
    }
}

/// Whether a command needs the tokens of a login.
fn needs_secrets(command: &Command) -> bool {
    match command {
        Command::Account(_) => true,
        Command::Outbox(command) => command.uses_network(),
        _ => false,
    }
}

/// The data folder: the argument, `SONGMING_DATA` or the default of the platform.
fn data_folder(argument: Option<PathBuf>) -> Result<String, Failure> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let platform_default = || {
        if cfg!(target_os = "macos") {
            return absolute("HOME").map(|home| home.join("Library/Application Support").join(DEFAULT_FOLDER));
        }
        let data_home = absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")));
        data_home.map(|data_home| data_home.join(DEFAULT_FOLDER))
    };
    let from_environment = || env::var_os("SONGMING_DATA").filter(|path| !path.is_empty()).map(PathBuf::from);
    let path = argument.or_else(from_environment).or_else(platform_default);
    path.and_then(|path| path.into_os_string().into_string().ok())
        .ok_or_else(|| Failure::rejected("no-folder", text::get("failure.no-folder").to_owned()))
}

async fn call(client: &Arc<Client>, command: Command, quiet: bool) -> Result<Answer, Failure> {
    Ok(match command {
        Command::Consent(None) => Answer::Consent(client.privacy().consent().await?),
        Command::Consent(Some(true)) => Answer::Consent(client.privacy().accept(STATEMENT_VERSION.to_owned()).await?),
        Command::Consent(Some(false)) => {
            Answer::Consent(client.privacy().withdraw(STATEMENT_VERSION.to_owned()).await?)
        }
        Command::Sources => Answer::Sources(client.sources().list().await?),
        Command::AddSource(address) => {
            consent::require_current(client).await?;
            Answer::SourceAdded(with_progress(client, "progress.add", quiet, client.sources().add(address)).await?)
        }
        Command::RemoveSource(id) => {
            client.sources().remove(id.clone()).await?;
            Answer::SourceRemoved(id)
        }
        Command::Sync { reset, older_pages, budget } => {
            consent::require_current(client).await?;
            if reset {
                client.sources().reset_publisher().await?;
            }
            with_progress(client, "progress.sync", quiet, sync(client, older_pages, budget)).await?
        }
        Command::Home => Answer::Home(Box::new(client.home().await?)),
        Command::HomeSections(changes) => home::arrange(client, changes).await?,
        Command::Reminders => Answer::Reminders(client.reminders().await?),
        Command::List { scope, limit, before } => {
            if !(1..=MAX_PAGE).contains(&limit) {
                let message = text::fill("failure.limit", &[("most", &MAX_PAGE.to_string())]);
                return Err(Failure::rejected("bad-request", message));
            }
            let user_list = matches!(scope, Scope::Favourites | Scope::History | Scope::Hidden);
            Answer::List { list: client.items().list(scope, before, limit).await?, user_list }
        }
        Command::Search(command) => search::search(client, command).await?,
        Command::Read { id, peek } => marks::read(client, id, peek).await?,
        Command::Story(id) => Answer::Story(Box::new(client.items().story(id).await?)),
        Command::Mark { ids, actions } => marks::mark(client, ids, actions).await?,
        Command::MarkAllRead(scope) => Answer::MarkedAllRead(client.items().mark_all_read(scope).await?),
        Command::Speech { id, spoken } => Answer::Speech { sentences: client.listening().speech(id).await?, spoken },
        Command::Listen(command) => marks::listen(client, command).await?,
        Command::Pictures { id, address } => {
            with_progress(client, "progress.pictures", quiet, marks::pictures(client, id, address)).await?
        }
        Command::ClearPictures => {
            client.storage().clear_pictures().await?;
            Answer::Storage { storage: client.storage().usage().await?, cleared: true }
        }
        Command::Storage(change) => marks::storage(client, change).await?,
        Command::Follow(codes) => marks::follow(client, codes).await?,
        Command::Catalogue => Answer::Catalogue(client.items().catalogue().await?),
        Command::Alert(command) => alerts::alerts(client, command).await?,
        Command::Service(request) => services::services(client, request).await?,
        Command::Government(command) => government::government(client, command).await?,
        Command::Party(command) => party::party(client, command).await?,
        Command::Offline(command) => {
            if matches!(command, OfflineCommand::Fetch(_)) {
                consent::require_current(client).await?;
            }
            with_progress(client, "progress.offline", quiet, party::offline(client, command)).await?
        }
        Command::Industry(command) => industry::industry(client, command).await?,
        Command::Radar(command) => industry::radar(client, command).await?,
        Command::Appeal(command) => {
            if matches!(command, AppealCommand::Refresh) {
                consent::require_current(client).await?;
            }
            appeals::appeals(client, command).await?
        }
        Command::Account(command) => {
            if !matches!(command, AccountCommand::Show | AccountCommand::LogOut) {
                consent::require_current(client).await?;
            }
            account::account(client, command).await?
        }
        Command::Draft(command) => drafts::drafts(client, command).await?,
        Command::Outbox(command) => {
            if command.uses_network() {
                consent::require_current(client).await?;
            }
            outbox::outbox(client, command, quiet).await?
        }
        Command::InspectFeed { .. }
        | Command::InspectArticle { .. }
        | Command::InspectPicture { .. }
        | Command::Completions(_) => {
            unreachable!("`execute` answers the commands that need no client")
        }
    })
}

/// Waits for a request and shows its progress unless `quiet` is set. `label` is a text key.
async fn with_progress<T>(client: &Client, label: &str, quiet: bool, work: impl Future<Output = T>) -> T {
    if quiet { work.await } else { progress::with_progress(client, text::get(label), work).await }
}

/// Syncs, then fetches at most `older_pages` older pages.
async fn sync(client: &Client, older_pages: u32, budget: SyncBudget) -> Result<Answer, Failure> {
    let report = client.sync(Some(budget)).await?;
    if older_pages == 0 {
        return Ok(Answer::Sync { report, older: None });
    }
    let mut older = Older { pages: 0, more: true };
    while older.more && older.pages < older_pages {
        let requests = client.storage().traffic().requests;
        older.more = client.items().load_older().await?;
        // Without an older page the core makes no request, and the page does not count.
        if client.storage().traffic().requests == requests {
            break;
        }
        older.pages += 1;
    }
    Ok(Answer::Sync { report, older: Some(older) })
}

/// Prints the storage incidents to standard error after every command. If they cannot be read, the command has failed with
/// the same error or does not need the storage.
async fn report_incidents(client: &Client) {
    match client.status().await {
        Ok(status) if status.incidents.is_empty() => {}
        Ok(status) => {
            for incident in status.incidents {
                let time = timestamp::beijing_time(incident.time);
                let key = format!("incident.{}", incident.kind);
                let key = if text::find(&key).is_some() { key } else { "incident.other".to_owned() };
                let values = [
                    ("time", &*time),
                    ("kind", &*incident.kind),
                    ("detail", &*incident.detail),
                    ("words", &*incident.words),
                ];
                let _ = writeln!(std::io::stderr(), "{}", text::fill(&key, &values));
            }
            if let Err(error) = client.storage().acknowledge_incidents().await {
                log::warn!("incidents: {error}");
            }
        }
        Err(error) => log::warn!("incidents: {error}"),
    }
}
