//! 报送: a submission as a person sees it, from 待发 to what the newsroom made of it.
//!
//! What holds: what is shown never goes back. The progress of a file is the most that the publisher was ever seen to have; the
//! state is that of the event with the highest sequence.

use serde::Serialize;

use super::draft::{FieldDifference, MarkedPassage};
use super::form::FieldProblem;
use crate::base::text;

/// The states that have a name.
const STATES: [&str; 15] = [
    "draft",
    "queued",
    "paused",
    "parked",
    "withdrawing",
    "delivered",
    "first-review",
    "second-review",
    "final-review",
    "standby",
    "adopted",
    "published",
    "returned",
    "rejected",
    "withdrawn",
];

/// A state in words; one that this version does not know as the publisher calls it.
pub(super) fn state_name(state: &str) -> String {
    if STATES.contains(&state) { text::get(&format!("submission.state.{state}")).to_owned() } else { state.to_owned() }
}

/// What becomes of a submission on this phone; the publisher's word is [`Submission::state`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum SubmissionPhase {
    /// 草稿: the newest version is being written.
    Draft,
    /// 待发: it is sent as soon as the network allows.
    Queued,
    /// 已暂停: the person put it off.
    Paused,
    /// 未能送出: it waits for the person; [`Submission::problem`] says why.
    Parked,
    /// Text and files of the newest version arrived, or it was withdrawn.
    Delivered,
}

impl SubmissionPhase {
    /// As it is stored.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Queued => "queued",
            Self::Paused => "paused",
            Self::Parked => "parked",
            Self::Delivered => "delivered",
        }
    }

    pub(super) fn of(code: &str) -> Self {
        match code {
            "queued" => Self::Queued,
            "paused" => Self::Paused,
            "parked" => Self::Parked,
            "delivered" => Self::Delivered,
            _ => Self::Draft,
        }
    }
}

/// Whether the person withdrew a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Withdrawal {
    None,
    /// The publisher does not know yet.
    Requested,
    Acknowledged,
}

impl Withdrawal {
    /// As it is stored.
    pub(super) fn of(stored: i64) -> Self {
        match stored {
            0 => Self::None,
            1 => Self::Requested,
            _ => Self::Acknowledged,
        }
    }
}

/// A submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Submission {
    /// Its id, which the publisher knows too.
    pub id: String,
    /// The newest version on this phone: 1, and one more for each 退改 that was opened.
    pub version: i64,
    /// The title of the newest version; empty if it has none yet.
    pub title: String,
    /// What becomes of the newest version on this phone.
    pub phase: SubmissionPhase,
    /// The state that is shown, a stable code: `draft`, `queued`, `paused`, `parked`, `withdrawing`, or the publisher's:
    /// `delivered`, `first-review`, `second-review`, `final-review`, `standby`, `adopted`, `published`, `returned`, `rejected`,
    /// `withdrawn`, or one that this version does not know.
    pub state: String,
    /// [`Self::state`] in words.
    pub state_name: String,
    /// Why it is parked, or could not be withdrawn.
    pub problem: Option<SubmissionProblem>,
    /// The files of the newest version.
    pub files: Vec<SubmissionFile>,
    /// Bytes of the files that arrived; never less than before.
    pub sent: u64,
    /// Bytes of all files.
    pub size: u64,
    /// True if its files wait for a network without charge.
    pub waits_for_unmetered: bool,
    /// True if files are sent on a network without charge only.
    pub unmetered_only: bool,
    /// When it was begun, milliseconds by the phone's clock.
    pub created: i64,
    /// When it was last changed here, milliseconds by the phone's clock.
    pub changed: i64,
    /// [`Self::changed`] in words.
    pub changed_text: String,
    /// When the publisher received the newest version, milliseconds by the publisher's clock.
    pub received: Option<i64>,
    /// What the newsroom did, the oldest first, of all versions.
    pub events: Vec<ReviewStep>,
    /// The id of the published item, if it was published.
    pub item: Option<String>,
    /// True if something happened that the person has not seen.
    pub unseen: bool,
    /// The review line 草稿 → 待发 → 已送达 → 初审 → 复审 → 终审 → 采用 → 已发布 of the newest version: what it came through, where it
    /// is, and what is ahead.
    #[uniffi(default = [])]
    pub stages: Vec<SubmissionStage>,
    /// What the person can do with it now, the most helpful first.
    #[uniffi(default = [])]
    pub actions: Vec<SubmissionAction>,
}

/// A stage of the review line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct SubmissionStage {
    /// As in [`Submission::state`].
    pub state: String,
    /// [`Self::state`] in words.
    pub state_name: String,
    /// True if the submission came so far; false if it is ahead.
    pub reached: bool,
    /// True for the stage where it is.
    pub current: bool,
    /// When it came there, in words; empty if that is not known.
    pub time_text: String,
}

/// What a person can do with a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum SubmissionAction {
    /// 重新添加: add a photo or video again that the phone has lost, by [`crate::Drafts::add_files`], and try again then.
    AddFile,
    /// 重试: try it again now.
    Retry,
    /// 修改: open it for writing; of one that was returned the next version, of one that conflicts or was withdrawn a new draft.
    Edit,
    /// 暂停: put sending off.
    Pause,
    /// 继续: send it after a pause.
    Resume,
    /// 撤回: withdraw it; one that did not leave the phone becomes a draft.
    Withdraw,
    /// 删除: delete it from this phone; the newsroom keeps what it has.
    Delete,
}

/// A photo or a video of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct SubmissionFile {
    /// Its id.
    pub id: String,
    /// Its name as the person sees it; two files may have one name.
    pub name: String,
    /// Its media type.
    pub kind: String,
    /// Bytes.
    pub size: u64,
    /// Bytes that arrived; never less than before.
    pub sent: u64,
    /// What becomes of it.
    pub state: UploadState,
    /// [`Self::state`] in words.
    pub state_name: String,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum UploadState {
    /// 等待: its turn comes.
    Waiting,
    /// 上传中: it is being sent at this moment.
    Sending,
    /// 已上传: the publisher has all of it.
    Sent,
    /// 未能上传: it waits for the person.
    Parked,
}

/// Why a submission waits for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct SubmissionProblem {
    /// A stable code, for example `invalid`, `conflict`, `file-missing`.
    pub code: String,
    /// One or two sentences: the publisher's own words if it gave any.
    pub text: String,
    /// The fields that have to be changed.
    pub fields: Vec<FieldProblem>,
    /// The id of the file that it is about.
    pub file: Option<String>,
    /// Of `conflict`: the title of the content that the publisher has.
    pub other_title: Option<String>,
    /// Of `conflict`: the text of the content that the publisher has.
    pub other_text: Option<String>,
}

/// What the publisher has under the id of a submission that conflicts, beside what is on this phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Conflict {
    /// The fields that differ: what this phone alone has counts as removed, what the publisher alone has as added.
    pub fields: Vec<FieldDifference>,
    /// How many photos and videos this phone alone has.
    pub files_only_here: u32,
    /// How many photos and videos the publisher alone has.
    pub files_only_there: u32,
    /// When the publisher received it, milliseconds by the publisher's clock.
    pub received: Option<i64>,
    /// [`Self::received`] in words; empty if it is not known.
    pub received_text: String,
}

/// A step of the review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct ReviewStep {
    /// The publisher's count; a later step has a higher one.
    pub sequence: i64,
    /// The version that it is about.
    pub version: i64,
    /// The state that it led to; as in [`Submission::state`].
    pub state: String,
    /// [`Self::state`] in words.
    pub state_name: String,
    /// When, milliseconds by the publisher's clock.
    pub at: i64,
    /// [`Self::at`] in words.
    pub at_text: String,
    /// The reviewer's role.
    pub role: Option<String>,
    /// The reviewer's name.
    pub reviewer: Option<String>,
    /// The reason.
    pub reason: Option<String>,
    /// The passages that the reviewer marked.
    pub marks: Vec<MarkedPassage>,
}

/// How many submissions of a month came how far: 台账. It is counted from what is on this phone, and compared with nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct LedgerMonth {
    /// The month in words: 2026年11月.
    pub month: String,
    /// 报送: submissions whose first version arrived.
    pub sent: u32,
    /// 采用.
    pub adopted: u32,
    /// 已发布.
    pub published: u32,
    /// 退改.
    pub returned: u32,
    /// 退稿.
    pub rejected: u32,
}

/// What is left after sending.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct SendReport {
    /// Submissions that are queued still, or whose withdrawal is.
    pub left: u32,
    /// True if some of them wait for a network without charge.
    pub waits_for_unmetered: bool,
    /// In how many seconds to try again; `None` if time alone changes nothing.
    pub retry_after_seconds: Option<u32>,
}
