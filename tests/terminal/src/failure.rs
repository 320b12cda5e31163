//! The error of a command, as text for people and as JSON for programs.

use std::process::ExitCode;

use serde_json::{Value, json};
use songming_core::{ClientError, ErrorKind, FieldProblem};

use crate::text;

/// A failed command or an invalid command line.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: ErrorKind,
    pub(crate) code: String,
    pub(crate) message: String,
    retry_after_seconds: Option<u32>,
    /// What has to be put right, by field.
    problems: Vec<FieldProblem>,
    usage: bool,
}

impl Failure {
    /// A failure of the terminal client itself.
    pub(crate) fn new(kind: ErrorKind, code: &str, message: String) -> Self {
        Self { kind, code: code.to_owned(), message, retry_after_seconds: None, problems: Vec::new(), usage: false }
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

    /// The same failure with what has to be put right.
    pub(crate) fn with_problems(self, problems: Vec<FieldProblem>) -> Self {
        Self { problems, ..self }
    }

    /// Whether waiting for a network or a login does not help: the storage or the client itself failed.
    pub(crate) fn is_of_client(&self) -> bool {
        matches!(self.kind, ErrorKind::Storage | ErrorKind::Unexpected)
    }

    /// The JSON value for programs.
    pub(crate) fn json(&self) -> Value {
        let mut error = json!({ "kind": self.kind, "code": self.code, "message": self.message });
        if let Some(seconds) = self.retry_after_seconds {
            error["retry_after_seconds"] = seconds.into();
        }
        if !self.problems.is_empty() {
            error["problems"] = json!(self.problems);
        }
        json!({ "error": error })
    }

    /// The text for people, with a hint if the resource has one for the code.
    pub(crate) fn text(&self) -> String {
        let mut message = text::fill("error", &[("message", &self.message)]);
        for problem in &self.problems {
            let values = [("field", &*problem.field), ("reason", &*problem.reason)];
            message.push_str(&format!("\n  {}", text::fill("failure.problem", &values)));
        }
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
