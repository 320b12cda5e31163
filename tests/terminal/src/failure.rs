//! The error of a command, as text for people and as JSON for programs.

use std::process::ExitCode;

use serde_json::{Value, json};
use songming_core::{ClientError, ErrorKind};

use crate::text;

/// A failed command or an invalid command line.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: ErrorKind,
    code: String,
    message: String,
    retry_after_seconds: Option<u32>,
    usage: bool,
}

impl Failure {
    /// A failure of the terminal client itself.
    pub(crate) fn new(kind: ErrorKind, code: &str, message: String) -> Self {
        Self { kind, code: code.to_owned(), message, retry_after_seconds: None, usage: false }
    }

    /// A request that fails again if it is repeated.
    pub(crate) fn rejected(code: &str, message: String) -> Self {
        Self::new(ErrorKind::Rejected, code, message)
    }

    /// The item exists, but its kind is not the one that the command shows.
    pub(crate) fn wrong_kind() -> Self {
        Self::rejected("not-found", text::get("not-found").to_owned())
    }

    /// An invalid command line.
    pub(crate) fn usage(message: String) -> Self {
        Self { usage: true, ..Self::rejected("usage", message) }
    }

    /// The JSON value for programs.
    pub(crate) fn json(&self) -> Value {
        let mut error = json!({ "kind": self.kind, "code": self.code, "message": self.message });
        if let Some(seconds) = self.retry_after_seconds {
            error["retry_after_seconds"] = seconds.into();
        }
        json!({ "error": error })
    }

    /// The text for people, with a hint if the resource has one for the code.
    pub(crate) fn text(&self) -> String {
        let message = text::fill("error", &[("message", &self.message)]);
        match text::find(&format!("hint.{}", self.code)) {
            Some(hint) => format!("{message}\n{hint}\n"),
            None => format!("{message}\n"),
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
