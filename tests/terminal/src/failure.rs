//! Why a command failed, as it is told to a person or to a program.

use std::process::ExitCode;

use serde_json::{Value, json};
use songming_core::{ClientError, ErrorKind};

use crate::text;

/// A command that failed, or that could not be understood.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: ErrorKind,
    code: String,
    message: String,
    retry_after_seconds: Option<u32>,
    usage: bool,
}

impl Failure {
    /// A failure that this program found itself.
    pub(crate) fn new(kind: ErrorKind, code: &str, message: String) -> Self {
        Self { kind, code: code.to_owned(), message, retry_after_seconds: None, usage: false }
    }

    /// A request that will not become right by trying again.
    pub(crate) fn rejected(code: &str, message: String) -> Self {
        Self::new(ErrorKind::Rejected, code, message)
    }

    /// An item that is on the phone, but not of the kind that the command is about.
    pub(crate) fn not_found() -> Self {
        Self::rejected("not-found", text::get("not-found").to_owned())
    }

    /// A command line that could not be understood.
    pub(crate) fn usage(message: String) -> Self {
        Self { usage: true, ..Self::rejected("usage", message) }
    }

    /// For a program.
    pub(crate) fn json(&self) -> Value {
        let mut error = json!({ "kind": self.kind, "code": self.code, "message": self.message });
        if let Some(seconds) = self.retry_after_seconds {
            error["retry_after_seconds"] = seconds.into();
        }
        json!({ "error": error })
    }

    /// For a person, with what to do about it where there is something.
    pub(crate) fn words(&self) -> String {
        let said = text::fill("error", &[("message", &self.message)]);
        match text::find(&format!("hint.{}", self.code)) {
            Some(hint) => format!("{said}\n{hint}\n"),
            None => format!("{said}\n"),
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(if self.usage { 2 } else { 1 })
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let retry_after_seconds = match &error {
            ClientError::RateLimited { retry_after_seconds, .. } => Some(*retry_after_seconds),
            _ => None,
        };
        let failure = Self::new(error.kind(), error.code(), error.explanation().to_owned());
        Self { retry_after_seconds, ..failure }
    }
}
