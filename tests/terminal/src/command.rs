//! The commands of the terminal client. [`crate::arguments`] defines their command line, [`crate::parse`] reads it.

use std::path::PathBuf;

use clap_complete::Shell;
use songming_core::{MarkAction, NetworkClass, Scope, ServiceRequest, SyncBudget};
use url::Url;

use crate::account::AccountCommand;
use crate::alerts::AlertCommand;
use crate::appeals::AppealCommand;
use crate::drafts::DraftCommand;
use crate::government::GovernmentCommand;
use crate::home::SectionChanges;
use crate::industry::{IndustryCommand, RadarCommand};
use crate::outbox::OutboxCommand;
use crate::party::{OfflineCommand, PartyCommand};
use crate::search::SearchCommand;

/// A valid command line.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) data: Option<PathBuf>,
    /// The file of the tokens.
    pub(crate) secrets: Option<PathBuf>,
    pub(crate) publisher: Option<String>,
    pub(crate) network: Option<NetworkClass>,
    pub(crate) json: bool,
    pub(crate) command: Command,
}

/// A command with its arguments.
#[derive(Debug)]
pub(crate) enum Command {
    /// Accepts (`true`) or withdraws consent, or shows it if it is `None`.
    Consent(Option<bool>),
    Sources,
    AddSource(String),
    RemoveSource(String),
    Sync {
        /// Forget the sync position first, for a publisher that has renumbered its changes.
        reset: bool,
        /// The number of older pages to fetch after the sync.
        older_pages: u32,
        budget: SyncBudget,
    },
    Home,
    HomeSections(SectionChanges),
    Reminders,
    List {
        scope: Scope,
        limit: u32,
        before: Option<String>,
    },
    Search(SearchCommand),
    Read {
        id: String,
        /// Do not mark the item as opened.
        peek: bool,
    },
    Story(String),
    /// `-` in the ids stands for the ids on standard input.
    Mark {
        ids: Vec<String>,
        actions: Vec<MarkAction>,
    },
    MarkAllRead(Scope),
    Speech {
        id: String,
        /// Show the text for a speech synthesizer.
        spoken: bool,
    },
    Listen(ListenCommand),
    Pictures {
        id: String,
        /// The only picture to fetch. `None`: all pictures of the item.
        address: Option<String>,
    },
    ClearPictures,
    Storage(RetentionChange),
    /// Replaces the followed channels, or lists them if it is `None`.
    Follow(Option<Vec<String>>),
    Catalogue,
    Alert(AlertCommand),
    /// `None` lists the categories.
    Service(Option<ServiceRequest>),
    Government(GovernmentCommand),
    Party(PartyCommand),
    Offline(OfflineCommand),
    Industry(IndustryCommand),
    Radar(RadarCommand),
    Appeal(AppealCommand),
    Account(AccountCommand),
    Draft(DraftCommand),
    Outbox(OutboxCommand),
    InspectFeed {
        file: PathBuf,
        content_type: Option<String>,
        base: Option<Url>,
    },
    InspectArticle {
        file: PathBuf,
        base: Option<Url>,
    },
    InspectPicture {
        file: PathBuf,
    },
    Completions(Shell),
}

/// What `listen` does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ListenCommand {
    Show,
    Add(Vec<String>),
    Remove(Vec<String>),
    Clear,
    SetPosition { id: String, sentence: u32 },
}

/// A change of the retention. A limit that is `None` stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RetentionChange {
    pub(crate) days: Option<u32>,
    pub(crate) text_megabytes: Option<u32>,
    pub(crate) picture_megabytes: Option<u32>,
}
