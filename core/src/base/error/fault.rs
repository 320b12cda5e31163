//! What can fail inside the core.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use serde_json::error::Category;

/// The error below a fault.
pub(super) type Source = Box<dyn StdError + Send + Sync>;

/// What happened. Each fault has exactly one [`ErrorKind`](super::ErrorKind), one stable code, and one sentence in the
/// text resource under `fault.<code>`.
///
/// `Display` names the fault and never its source. `Debug`, which is for log lines, adds the chain of sources without
/// addresses and paths.
#[derive(thiserror::Error)]
pub(crate) enum Fault {
    /// The platform says there is no network.
    #[error("no network")]
    NoNetwork,
    /// The connection could not be made.
    #[error("the server cannot be reached")]
    Unreachable(#[source] Source),
    /// The connection broke before the response was complete.
    #[error("the connection was lost")]
    ConnectionLost(#[source] Source),
    /// No response within a time limit, ours or a gateway's.
    #[error("timed out")]
    TimedOut(#[source] Source),
    /// The publisher wants the person to log in (401).
    #[error("not signed in")]
    SignedOut,
    /// Too many requests, or the publisher is overloaded (429, 503). How long to wait.
    #[error("the publisher is busy for {0:?}")]
    Busy(Duration),
    /// The person has not consented to anything being sent.
    #[error("no consent")]
    NoConsent,
    /// Not on this phone.
    #[error("not found")]
    NotFound,
    /// Not a source that the person added.
    #[error("unknown source")]
    UnknownSource,
    /// The person has added as many sources as fit.
    #[error("too many sources")]
    TooManySources,
    /// The item was withdrawn by its publisher.
    #[error("withdrawn")]
    Withdrawn,
    /// No request may be sent to the address: it is not https, or not an address at all.
    #[error("the address is not allowed")]
    BadAddress,
    /// A parameter that no screen should send (a page key that was never given out, a limit of zero).
    #[error("bad request")]
    BadRequest,
    /// The body is not a feed at all.
    #[error("not a feed")]
    NotAFeed,
    /// The site says that the feed is closed for good (410).
    #[error("a closed feed")]
    FeedClosed,
    /// The body looks like a feed, but nothing could be read from it.
    #[error("an empty feed")]
    EmptyFeed,
    /// The body breaks the rules of its own format.
    #[error("malformed")]
    Malformed(#[source] Source),
    /// The body is JSON, but not of the shape that is expected.
    #[error("unexpected JSON")]
    UnexpectedJson(#[source] JsonPosition),
    /// The body is well formed, but breaks the protocol.
    #[error("not what the protocol says")]
    WrongSchema,
    /// The body has a content type that cannot be a feed.
    #[error("wrong content type")]
    WrongType,
    /// The content encoding is unknown, or its data are damaged.
    #[error("wrong content encoding")]
    WrongEncoding(#[source] Source),
    /// The body, before or after decompression, is larger than the limit in bytes.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// More items than one page may hold.
    #[error("too many items")]
    TooManyItems,
    /// Too many redirects, or one that leaves https.
    #[error("bad redirect")]
    BadRedirect,
    /// The picture cannot be had: it is gone, damaged, too large, or no picture.
    #[error("bad picture")]
    BadPicture,
    /// A document could not be had, or is not the one that was announced.
    #[error("bad document")]
    BadDocument,
    /// The radar rule matches nothing, or is too large.
    #[error("bad rule")]
    BadRule,
    /// There are as many rules as there may be.
    #[error("too many rules")]
    TooManyRules,
    /// The file holds no rules.
    #[error("not a file of rules")]
    BadRules,
    /// A page older than one that was already stored.
    #[error("an older page than one before")]
    Replay,
    /// The publisher answered with this status, which the protocol does not foresee.
    #[error("status {0}")]
    Status(u16),
    /// The database could not be used.
    #[error("database")]
    Database(#[source] Source),
    /// A database is damaged: it holds something that this program cannot have written.
    #[error("a damaged database")]
    Damaged(#[source] Source),
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull(#[source] Source),
    /// A database was written by a newer version of this program.
    #[error("a database of a newer version")]
    NewerSchema,
    /// Another process uses the file or the folder in a way that excludes this one.
    #[error("in use by another process")]
    InUse,
    /// The title of an appeal is missing or too long.
    #[error("the title of an appeal")]
    AppealTitle,
    /// The text of an appeal is missing or too long.
    #[error("the text of an appeal")]
    AppealText,
    /// An appeal that was sent cannot be changed any more.
    #[error("the appeal was sent")]
    AppealSent,
    /// The appeal waits for its answer: deleting it would lose the code that leads there.
    #[error("the appeal waits for its answer")]
    AppealOpen,
    /// There is no publisher where a person could log in.
    #[error("no publisher")]
    NoPublisher,
    /// The platform's store of secrets, or its key, cannot be used.
    #[error("the secret store failed")]
    SecretStore,
    /// The address does not answer a login that was begun here.
    #[error("no login waits for this address")]
    LoginUnknown,
    /// The login was begun too long ago.
    #[error("the login is too old")]
    LoginLate,
    /// The address answers another login: its `state` is not the one that was sent.
    #[error("the state of the login does not match")]
    LoginState,
    /// The address comes from another publisher: its `iss` is not the one that was asked.
    #[error("the issuer of the login does not match")]
    LoginIssuer,
    /// The person or the publisher refused the login.
    #[error("the login was refused")]
    LoginDenied,
    /// The publisher could not complete the login.
    #[error("the login failed")]
    LoginFailed,
    /// Unsent work of another account is on the phone.
    #[error("unsent work of another account")]
    OtherAccount,
    /// A submission that may be the publisher's already cannot be changed.
    #[error("the submission was sent")]
    SubmissionSent,
    /// A draft does not have what the centre's form asks for.
    #[error("the draft is incomplete")]
    DraftIncomplete,
    /// The catalogue with the centre's form was not received yet.
    #[error("no form of the centre")]
    NoStationForm,
    /// The newsroom published the submission: it can no longer be withdrawn.
    #[error("the submission was published")]
    SubmissionPublished,
    /// The submission may have arrived and is not finished: what becomes of it would not be seen any more.
    #[error("the submission is not finished")]
    SubmissionOpen,
    /// Something on the way answered in the publisher's place: a portal that wants a log-in, a firewall, a gateway.
    #[error("a page of something on the way")]
    Portal,
    /// A later search replaced this one.
    #[error("superseded")]
    Superseded,
    /// The operation had to end before it was done: the app left the foreground, or its time was over.
    #[error("stopped")]
    Stopped,
    /// The client was closed.
    #[error("closed")]
    Closed,
    /// A panic was caught.
    #[error("panic")]
    Panic(#[source] Source),
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut next = self.source();
        while let Some(error) = next {
            write!(f, " <- {}", scrub(&error.to_string()))?;
            next = error.source();
        }
        Ok(())
    }
}

/// Cuts addresses and paths out of a log line: they can tell what a person read.
pub(super) fn scrub(line: &str) -> String {
    line.split_inclusive(char::is_whitespace)
        .map(|word| if word.contains("://") || word.matches('/').count() > 1 { "… " } else { word })
        .collect()
}

/// Where JSON is wrong. serde's own message quotes the text that it did not expect, so it is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("JSON, line {line}, column {column}")]
pub(crate) struct JsonPosition {
    line: usize,
    column: usize,
}

impl From<&serde_json::Error> for JsonPosition {
    fn from(error: &serde_json::Error) -> Self {
        Self { line: error.line(), column: error.column() }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        let position = JsonPosition::from(&error);
        match error.classify() {
            Category::Data => Self::UnexpectedJson(position),
            Category::Io | Category::Syntax | Category::Eof => Self::Malformed(position.into()),
        }
    }
}

/// `SQLITE_IOERR_SHORT_READ`: the file ends in the middle of a page.
const IOERR_SHORT_READ: i32 = 10 | (2 << 8);
/// `SQLITE_IOERR_SHMSIZE`: there is no room for the memory that readers and the writer share.
const IOERR_SHMSIZE: i32 = 10 | (19 << 8);

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
        use rusqlite::ErrorCode;
        // A stored value of another type than the program stores.
        if let FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..) =
            error
        {
            return Self::Damaged(error.into());
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.into()),
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_error().is_some_and(|e| e.extended_code == IOERR_SHORT_READ) =>
            {
                Self::Damaged(error.into())
            }
            Some(ErrorCode::DiskFull) => Self::DiskFull(error.into()),
            Some(ErrorCode::OperationInterrupted) => Self::Superseded,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse,
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_error().is_some_and(|e| e.extended_code == IOERR_SHMSIZE) =>
            {
                Self::DiskFull(error.into())
            }
            _ => Self::Database(error.into()),
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull(error.into()),
            _ => Self::Database(error.into()),
        }
    }
}
