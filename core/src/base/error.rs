//! The error funnel. Inside the core an [`Error`] is rich: a [`Fault`] that names what happened, and the error below it.
//! At the edge it becomes a [`ClientError`]: one of seven kinds, one for each way in which a screen can react, with one
//! sentence in plain words. The conversion, and the log line, are in [`Error::surface`] alone.
//!
//! No message carries what a person typed or read: not a title, not an address, not a path.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use serde_json::error::Category;

use crate::base::text;

/// What every fallible call inside the core returns.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// What happened, in the words of the core. Each fault belongs to exactly one public kind and has one sentence in the
/// text resource (`fault.<code>`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The platform says there is no network.
    NoNetwork,
    /// The connection could not be made.
    Unreachable,
    /// The connection broke before the answer was complete.
    Cut,
    /// No answer in time.
    Slow,
    /// The publisher wants a sign-in (401).
    SignedOut,
    /// Asked too often, or the publisher is overloaded (429, 503).
    Busy(Duration),
    /// The person has not consented to anything being sent.
    NoConsent,
    /// No such thing on this phone.
    NotFound,
    /// No such source among those that the person added.
    UnknownSource,
    /// The person has added as many sources as fit.
    TooManySources,
    /// The item was withdrawn by its publisher.
    Withdrawn,
    /// The address is not one that may be asked: not https, or not an address at all.
    BadAddress,
    /// A parameter that no screen should send (a page key that is not ours, a limit of zero).
    BadRequest,
    /// The body is not a feed at all.
    NotAFeed,
    /// The body looks like a feed, but nothing could be read from it.
    EmptyFeed,
    /// The body breaks its own format.
    Malformed,
    /// The body is well formed but is not what the protocol says.
    WrongSchema,
    /// The body has a content type that cannot be a feed.
    WrongType,
    /// The content coding is unknown or damaged.
    WrongCoding,
    /// The body, before or after decompression, passes the limit (bytes).
    TooLarge(u64),
    /// More items than one page may hold.
    TooManyItems,
    /// Too many redirects, or one that leaves https.
    BadRedirect,
    /// The picture cannot be had: it is gone, damaged, too large, or no picture.
    BadPicture,
    /// A paper could not be had, or is not the one that was announced.
    BadDocument,
    /// The radar's rule looks for nothing, or is too large.
    BadRule,
    /// There are as many rules as there may be.
    TooManyRules,
    /// The file holds no rules.
    BadRules,
    /// An older answer than one already seen.
    Replay,
    /// The publisher answered with this status, which the protocol does not foresee.
    Status(u16),
    /// The database could not be used.
    Database,
    /// The disk is full.
    DiskFull,
    /// A database was written by a newer version of this program.
    NewerSchema,
    /// The folder is in use by another process in a way that excludes this one.
    InUse,
    /// The title of an appeal is missing or too long.
    AppealTitle,
    /// The text of an appeal is missing or too long.
    AppealText,
    /// An appeal that was sent cannot be changed any more.
    AppealSent,
    /// An appeal waits for its answer: deleting it would lose the code that leads there.
    AppealOpen,
    /// A later search took the place of this one.
    Superseded,
    /// The client was closed.
    Closed,
    /// A panic was caught.
    Panic,
}

/// An error with its fault and, where there is one, the error that caused it.
pub struct Error {
    fault: Fault,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error with the error that caused it.
    pub fn with(fault: Fault, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { fault, source: Some(source.into()) }
    }

    /// What happened.
    pub fn fault(&self) -> &Fault {
        &self.fault
    }

    /// The one place where an error leaves the core: logged with its chain, then reduced to what a screen needs.
    pub(crate) fn surface(self) -> ClientError {
        let kind = self.fault.kind();
        log::warn!("{self:?} ({kind:?})");
        self.fault.public()
    }
}

/// `SQLITE_IOERR_SHMSIZE`.
const IOERR_SHMSIZE: i32 = 10 | (19 << 8);

/// serde quotes what it did not expect, and that is somebody's text: only where and what sort of fault is kept.
pub(crate) fn json(error: serde_json::Error) -> Error {
    let fault = match error.classify() {
        Category::Data => Fault::WrongSchema,
        Category::Io | Category::Syntax | Category::Eof => Fault::Malformed,
    };
    Error::with(fault, format!("JSON, line {}, column {}", error.line(), error.column()))
}

/// Addresses and paths are a person's data: whatever looks like one is cut out of a log line.
fn scrub(line: &str) -> String {
    line.split_inclusive(char::is_whitespace)
        .map(|word| if word.contains("://") || word.matches('/').count() > 1 { "… " } else { word })
        .collect()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.fault)
    }
}

/// For logs: the fault and the chain below it, without addresses and paths.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.fault)?;
        let mut next = self.source();
        while let Some(error) = next {
            write!(f, " <- {}", scrub(&error.to_string()))?;
            next = error.source();
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self { fault, source: None }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let fault = match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Fault::DiskFull,
            Some(ErrorCode::OperationInterrupted) => Fault::Superseded,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Fault::InUse,
            // There is no room for the memory that readers and the writer share.
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_error().is_some_and(|e| e.extended_code == IOERR_SHMSIZE) =>
            {
                Fault::DiskFull
            }
            _ => Fault::Database,
        };
        Self::with(fault, error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        let fault = match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Fault::DiskFull,
            _ => Fault::Database,
        };
        Self::with(fault, error)
    }
}

/// The seven kinds, one for each reaction of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// Go on with what is here; try again when the network is back.
    Offline,
    /// Offer to try again.
    Timeout,
    /// Offer to sign in.
    SignedOut,
    /// Wait, then try again.
    RateLimited,
    /// Say why; trying again changes nothing.
    Rejected,
    /// The phone's storage needs attention.
    Storage,
    /// Say sorry, offer to report.
    Unexpected,
}

/// What a screen is told when a call fails. `explanation` is one sentence in Simplified Chinese that may be shown as it
/// is; `code` names the fault for tests and reports and is stable.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Error)]
pub enum ClientError {
    /// No network, or it broke: what is cached goes on being readable.
    Offline {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
    /// No answer in time.
    Timeout {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
    /// The session is over.
    SignedOut {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
    /// Asked too often.
    RateLimited {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
        /// Seconds until it makes sense to try again.
        retry_after_seconds: u32,
    },
    /// Refused for a reason that trying again does not change.
    Rejected {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
    /// The phone's storage failed.
    Storage {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
    /// A defect, here or at the publisher's.
    Unexpected {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
}

impl ClientError {
    /// Which of the seven it is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Offline { .. } => ErrorKind::Offline,
            Self::Timeout { .. } => ErrorKind::Timeout,
            Self::SignedOut { .. } => ErrorKind::SignedOut,
            Self::RateLimited { .. } => ErrorKind::RateLimited,
            Self::Rejected { .. } => ErrorKind::Rejected,
            Self::Storage { .. } => ErrorKind::Storage,
            Self::Unexpected { .. } => ErrorKind::Unexpected,
        }
    }

    /// One sentence in Simplified Chinese.
    pub fn explanation(&self) -> &str {
        match self {
            Self::Offline { explanation, .. }
            | Self::Timeout { explanation, .. }
            | Self::SignedOut { explanation, .. }
            | Self::RateLimited { explanation, .. }
            | Self::Rejected { explanation, .. }
            | Self::Storage { explanation, .. }
            | Self::Unexpected { explanation, .. } => explanation,
        }
    }

    /// The stable name of the fault, for example `not-a-feed`.
    pub fn code(&self) -> &str {
        match self {
            Self::Offline { code, .. }
            | Self::Timeout { code, .. }
            | Self::SignedOut { code, .. }
            | Self::RateLimited { code, .. }
            | Self::Rejected { code, .. }
            | Self::Storage { code, .. }
            | Self::Unexpected { code, .. } => code,
        }
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.explanation())
    }
}

impl StdError for ClientError {}

impl From<Error> for ClientError {
    fn from(error: Error) -> Self {
        error.surface()
    }
}

impl Fault {
    /// The kind and the stable name; the one table from the core's faults to a screen's reactions.
    fn entry(&self) -> (ErrorKind, &'static str) {
        use ErrorKind::{Offline, RateLimited, Rejected, SignedOut, Storage, Timeout, Unexpected};
        match self {
            Self::NoNetwork => (Offline, "no-network"),
            Self::Unreachable => (Offline, "unreachable"),
            Self::Cut => (Offline, "cut"),
            Self::Slow => (Timeout, "slow"),
            Self::SignedOut => (SignedOut, "signed-out"),
            Self::Busy(_) => (RateLimited, "busy"),
            Self::NoConsent => (Rejected, "no-consent"),
            Self::NotFound => (Rejected, "not-found"),
            Self::UnknownSource => (Rejected, "unknown-source"),
            Self::TooManySources => (Rejected, "too-many-sources"),
            Self::Withdrawn => (Rejected, "withdrawn"),
            Self::BadAddress => (Rejected, "bad-address"),
            Self::BadRequest => (Rejected, "bad-request"),
            Self::NotAFeed => (Rejected, "not-a-feed"),
            Self::EmptyFeed => (Rejected, "empty-feed"),
            Self::Malformed => (Unexpected, "malformed"),
            Self::WrongSchema => (Unexpected, "wrong-schema"),
            Self::WrongType => (Unexpected, "wrong-type"),
            Self::WrongCoding => (Unexpected, "wrong-coding"),
            Self::TooLarge(_) => (Unexpected, "too-large"),
            Self::TooManyItems => (Unexpected, "too-many-items"),
            Self::BadRedirect => (Unexpected, "bad-redirect"),
            Self::BadPicture => (Rejected, "bad-picture"),
            Self::BadDocument => (Rejected, "bad-document"),
            Self::BadRule => (Rejected, "bad-rule"),
            Self::TooManyRules => (Rejected, "too-many-rules"),
            Self::BadRules => (Rejected, "bad-rules"),
            Self::Replay => (Unexpected, "replay"),
            Self::Status(400..=499) => (Rejected, "refused"),
            Self::Status(_) => (Unexpected, "server-fault"),
            Self::Database => (Storage, "database"),
            Self::DiskFull => (Storage, "disk-full"),
            Self::NewerSchema => (Storage, "from-the-future"),
            Self::InUse => (Storage, "in-use"),
            Self::AppealTitle => (Rejected, "appeal-title"),
            Self::AppealText => (Rejected, "appeal-text"),
            Self::AppealSent => (Rejected, "appeal-sent"),
            Self::AppealOpen => (Rejected, "appeal-open"),
            Self::Superseded => (Rejected, "superseded"),
            Self::Closed => (Rejected, "closed"),
            Self::Panic => (Unexpected, "panic"),
        }
    }

    fn kind(&self) -> ErrorKind {
        self.entry().0
    }

    /// The stable name of the fault.
    pub fn code(&self) -> &'static str {
        self.entry().1
    }

    fn number(&self) -> Option<String> {
        match self {
            Self::Busy(wait) => Some(wait.as_secs().max(1).to_string()),
            Self::TooLarge(limit) => Some((limit / (1024 * 1024)).to_string()),
            Self::Status(status) => Some(status.to_string()),
            _ => None,
        }
    }

    fn public(&self) -> ClientError {
        let (kind, code) = self.entry();
        let explanation = text::fill(&format!("fault.{code}"), self.number().as_deref().unwrap_or_default());
        let code = code.to_owned();
        match kind {
            ErrorKind::Offline => ClientError::Offline { explanation, code },
            ErrorKind::Timeout => ClientError::Timeout { explanation, code },
            ErrorKind::SignedOut => ClientError::SignedOut { explanation, code },
            ErrorKind::RateLimited => {
                let seconds = if let Self::Busy(wait) = self { wait.as_secs().clamp(1, 3600) } else { 1 };
                ClientError::RateLimited { explanation, code, retry_after_seconds: seconds as u32 }
            }
            ErrorKind::Rejected => ClientError::Rejected { explanation, code },
            ErrorKind::Storage => ClientError::Storage { explanation, code },
            ErrorKind::Unexpected => ClientError::Unexpected { explanation, code },
        }
    }
}

#[cfg(test)]
mod tests;
