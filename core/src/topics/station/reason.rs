//! Why a submission does not go on: what the sender, the repair of files and the salvage of a damaged outbox store in its row, and
//! what every screen reads there.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::form::FieldProblem;
use crate::base::error::Result;
use crate::reader::feed::PayloadValue;

/// Characters of the publisher's words.
const MAX_DETAIL: usize = 1_000;
/// Wrong fields that are stored of one response.
const MAX_FIELDS: usize = 50;

/// Why a submission is parked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reason {
    /// A stable code; its sentence is in the text resource.
    pub(super) code: String,
    /// The publisher's own sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) detail: Option<String>,
    /// Fields and what is wrong with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) fields: Vec<(String, String)>,
    /// The id of the file that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
    /// The fields of the content that the publisher has instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) other: Option<Map<String, Value>>,
    /// The digests of the files of that content.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) other_files: Vec<String>,
    /// When the publisher received it, milliseconds by its clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) other_received: Option<i64>,
}

/// The code of a submission under whose id and version the publisher has another content.
const CONFLICT: &str = "conflict";
/// The code of a file that is no longer on the phone, and of one that has another content than it was added with.
pub(super) const FILE_MISSING: &str = "file-missing";
pub(super) const FILE_CHANGED: &str = "file-changed";
/// Files of a content that are compared.
const MAX_FILES: usize = 200;

impl Reason {
    /// The reason as it is stored in a row; `None` if it is none.
    pub(super) fn read(stored: &str) -> Option<Self> {
        serde_json::from_str(stored).ok()
    }

    /// As it is stored.
    pub(super) fn stored(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }

    /// What is wrong, at its fields.
    pub(super) fn problems(self) -> Vec<FieldProblem> {
        self.fields.into_iter().map(|(field, reason)| FieldProblem { field, reason }).collect()
    }

    /// The reason of a submission under whose id the publisher has another content. `document`: its version of it.
    pub(super) fn conflict(document: &Value) -> Self {
        let media = document["body"]["media"].as_array().into_iter().flatten().take(MAX_FILES);
        Self {
            other: document["body"]["fields"].as_object().cloned(),
            other_files: media.filter_map(|file| file["sha256"].short_text()).collect(),
            other_received: document["received"].moment(),
            ..Self::of(CONFLICT)
        }
    }

    pub(super) fn is_conflict(&self) -> bool {
        self.code == CONFLICT
    }

    /// Whether a file is no longer on the phone as it was added.
    pub(super) fn is_lost_file(&self) -> bool {
        matches!(self.code.as_str(), FILE_MISSING | FILE_CHANGED)
    }

    pub(super) fn of(code: &str) -> Self {
        Self { code: code.to_owned(), ..Self::default() }
    }

    /// The reason of a refusal with the words of its problem document.
    pub(super) fn with_words(code: &str, problem: &Value) -> Self {
        let errors = problem["errors"].as_array().into_iter().flatten().take(MAX_FIELDS);
        let field = |error: &Value| Some((error["field"].short_text()?, error["reason"].short_text()?));
        let detail = problem["detail"].text(MAX_DETAIL).or_else(|| problem["title"].short_text());
        Self { detail, fields: errors.filter_map(field).collect(), ..Self::of(code) }
    }
}
