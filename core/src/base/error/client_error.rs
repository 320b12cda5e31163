//! What a caller outside the core gets: one of seven kinds, one for each way in which a screen can react, with one
//! sentence that can be shown.

use crate::base::text;

use super::fault::Fault;

/// The seven kinds, one for each reaction of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// Go on with what is cached; try again when the network is back.
    Offline,
    /// Offer to try again.
    Timeout,
    /// Offer to log in.
    SignedOut,
    /// Wait, then try again.
    RateLimited,
    /// Say why; trying again changes nothing.
    Rejected,
    /// The phone's storage needs attention.
    Storage,
    /// Apologise, and offer to report it.
    Unexpected,
}

/// Why a call failed. `explanation` is one sentence in Simplified Chinese that can be shown as it is; `code` names the
/// fault for tests and reports, and is stable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ClientError {
    /// There is no network, or it broke. What is cached stays readable.
    #[error("{explanation}")]
    Offline {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
    /// No response in time, or the app left the foreground before there was one.
    #[error("{explanation}")]
    Timeout {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
    /// The session is over.
    #[error("{explanation}")]
    SignedOut {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
    /// Too many requests.
    #[error("{explanation}")]
    RateLimited {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
        /// Seconds until it makes sense to try again, 1 to 3600.
        retry_after_seconds: u32,
    },
    /// Refused for a reason that trying again does not change.
    #[error("{explanation}")]
    Rejected {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
    /// The phone's storage failed.
    #[error("{explanation}")]
    Storage {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
    /// A defect, here or at the publisher's.
    #[error("{explanation}")]
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

impl From<Fault> for ClientError {
    fn from(fault: Fault) -> Self {
        fault.to_client_error()
    }
}

impl Fault {
    /// The one place where a fault leaves the core: it is logged with its sources, then reduced to what a screen needs.
    pub(crate) fn to_client_error(&self) -> ClientError {
        let (kind, code) = self.entry();
        log::warn!("{self:?} ({kind:?})");
        let explanation = text::fill(&format!("fault.{code}"), &self.number());
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

    /// The kind and the stable code: the one table from the core's faults to a screen's reactions.
    fn entry(&self) -> (ErrorKind, &'static str) {
        use ErrorKind::{Offline, RateLimited, Rejected, SignedOut, Storage, Timeout, Unexpected};
        match self {
            Self::NoNetwork => (Offline, "no-network"),
            Self::Unreachable(_) => (Offline, "unreachable"),
            Self::ConnectionLost(_) => (Offline, "cut"),
            Self::TimedOut(_) => (Timeout, "slow"),
            Self::Stopped => (Timeout, "stopped"),
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
            Self::FeedClosed => (Rejected, "feed-closed"),
            Self::EmptyFeed => (Rejected, "empty-feed"),
            Self::Malformed(_) => (Unexpected, "malformed"),
            Self::UnexpectedJson(_) | Self::WrongSchema => (Unexpected, "wrong-schema"),
            Self::WrongType => (Unexpected, "wrong-type"),
            Self::WrongEncoding(_) => (Unexpected, "wrong-coding"),
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
            Self::Database(_) | Self::Damaged(_) => (Storage, "database"),
            Self::DiskFull(_) => (Storage, "disk-full"),
            Self::NewerSchema => (Storage, "from-the-future"),
            Self::InUse => (Storage, "in-use"),
            Self::AppealTitle => (Rejected, "appeal-title"),
            Self::AppealText => (Rejected, "appeal-text"),
            Self::AppealSent => (Rejected, "appeal-sent"),
            Self::AppealOpen => (Rejected, "appeal-open"),
            Self::NoPublisher => (Rejected, "no-publisher"),
            Self::SecretStore => (Storage, "secret-store"),
            Self::LoginUnknown => (Rejected, "login-unknown"),
            Self::LoginLate => (Rejected, "login-late"),
            Self::LoginState => (Rejected, "login-state"),
            Self::LoginIssuer => (Rejected, "login-issuer"),
            Self::LoginDenied => (Rejected, "login-denied"),
            Self::LoginFailed => (Rejected, "login-failed"),
            Self::OtherAccount => (Rejected, "other-account"),
            Self::SubmissionSent => (Rejected, "submission-sent"),
            Self::DraftIncomplete => (Rejected, "draft-incomplete"),
            Self::NoStationForm => (Rejected, "no-station-form"),
            Self::SubmissionPublished => (Rejected, "submission-published"),
            Self::SubmissionOpen => (Rejected, "submission-open"),
            Self::Portal => (Offline, "portal"),
            Self::Superseded => (Rejected, "superseded"),
            Self::Closed => (Rejected, "closed"),
            Self::Panic(_) => (Unexpected, "panic"),
        }
    }

    /// The stable name of the fault.
    #[cfg(test)]
    pub(crate) fn code(&self) -> &'static str {
        self.entry().1
    }

    /// The number in the sentence, or an empty text: seconds, megabytes or a status.
    fn number(&self) -> String {
        match self {
            Self::Busy(wait) => wait.as_secs().max(1).to_string(),
            Self::TooLarge(limit) => (limit / (1024 * 1024)).to_string(),
            Self::Status(status) => status.to_string(),
            _ => String::new(),
        }
    }
}
