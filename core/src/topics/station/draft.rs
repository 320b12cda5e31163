//! What a screen sees of a draft, in types.

use std::fmt;

use serde::Serialize;

use super::form::{FieldProblem, FormField, MediaLimits};
use crate::formats::article::DifferenceSpan;

/// A value of a field, as the person typed it.
#[derive(Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct FieldValue {
    /// The code of the field.
    pub code: String,
    /// The text; the code of a choice; a day as `2026-11-24`; `true` for what was confirmed.
    pub value: String,
}

/// Without what the person typed: names and telephone numbers among it.
impl fmt::Debug for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("FieldValue");
        shown.field("code", &self.code).field("characters", &self.value.chars().count()).finish_non_exhaustive()
    }
}

/// A draft while it is written: the centre's form, and everything entered so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct DraftForm {
    /// The id of the draft; `None` before the first save.
    pub id: Option<String>,
    /// 1, or more after 退改: the version that is written.
    pub version: u32,
    /// The fields of the centre's form.
    pub fields: Vec<FormField>,
    /// What is entered, and what is proposed for fields that the person never touched, in the order of the form.
    pub values: Vec<FieldValue>,
    /// What has to be put right before it can be sent.
    pub problems: Vec<FieldProblem>,
    /// Why nothing can be sent at this moment, whatever is entered; empty if it can.
    pub obstacle: String,
    /// What the publisher refused when it was sent before.
    pub refused: Vec<FieldProblem>,
    /// The photos and videos, in their order.
    pub files: Vec<DraftFile>,
    /// What the centre takes in photos and videos.
    pub media: MediaLimits,
    /// How many saved states there are to go back to.
    pub history: u32,
    /// Of a draft that follows a version that was returned: what the reviewer said.
    pub returned: Option<ReturnNote>,
    /// When it was last changed, in milliseconds, by the phone's clock; `None` before the first save.
    pub changed: Option<i64>,
    /// [`Self::changed`] in words; empty before the first save.
    pub changed_text: String,
}

/// A draft in the list of drafts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct DraftRow {
    /// Its id.
    pub id: String,
    /// 1, or more after 退改.
    pub version: u32,
    /// Its title; a sentence if it has none.
    pub title: String,
    /// How its text begins.
    pub excerpt: String,
    /// How many photos and videos it has.
    pub files: u32,
    /// True if it answers a 退改.
    pub returned: bool,
    /// When it was last changed, in milliseconds, by the phone's clock.
    pub changed: i64,
    /// [`Self::changed`] in words.
    pub changed_text: String,
}

/// A photo or video of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct DraftFile {
    /// Its id.
    pub id: String,
    /// The name that it was added under.
    pub name: String,
    /// Its media type, by its content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// What the person wrote under it.
    pub caption: String,
    /// What was removed from it or kept in it when it was added, in sentences.
    pub notes: Vec<String>,
    /// The absolute path of the file.
    pub path: String,
    /// True if the file is no longer on the phone, or not all of it: it has to be added again, or removed.
    pub missing: bool,
}

/// What became of a file that was to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct AddedFile {
    /// The name that was given.
    pub name: String,
    /// The id under which it is in the draft; `None` if it was refused.
    pub id: Option<String>,
    /// True if the draft had the same photo or video already: it is there once. False if it had lost it: it has it again.
    pub repeated: bool,
    /// Why it was refused, one sentence; empty if it was not.
    pub reason: String,
}

/// A saved state of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct SavedState {
    /// The number by which it is restored.
    pub number: i64,
    /// When it was saved, in milliseconds, by the phone's clock.
    pub saved: i64,
    /// [`Self::saved`] in words.
    pub saved_text: String,
    /// Its title.
    pub title: String,
    /// The characters of its text.
    pub characters: u32,
    /// True if the draft is in this state.
    pub current: bool,
}

/// A field that differs between two versions.
#[derive(Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct FieldDifference {
    /// The code of the field.
    pub code: String,
    /// Its name.
    pub name: String,
    /// All of both versions: what stayed, what went and what came.
    pub spans: Vec<DifferenceSpan>,
}

/// Without what the person typed.
impl fmt::Debug for FieldDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("FieldDifference");
        shown.field("code", &self.code).field("spans", &self.spans.len()).finish_non_exhaustive()
    }
}

/// What a reviewer said of a version that was returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct ReturnNote {
    /// When, in milliseconds, by the publisher's clock.
    pub time: i64,
    /// [`Self::time`] in words.
    pub time_text: String,
    /// The step of the review.
    pub role: Option<String>,
    /// The name of the reviewer.
    pub reviewer: Option<String>,
    /// The reason, in the reviewer's words.
    pub reason: String,
    /// The passages that the reviewer marked.
    pub marks: Vec<MarkedPassage>,
}

/// A passage that a reviewer marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct MarkedPassage {
    /// The code of the field.
    pub field: String,
    /// Where it begins, in Unicode code points of the field as it was sent.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The passage itself; empty if it is not in that field.
    pub passage: String,
    /// What the reviewer wrote at it.
    pub note: String,
}
