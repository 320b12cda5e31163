//! 投诉建议/问政, as a guest: no account, and no contact that must be given. What holds:
//!
//! - What a person writes is in the outbox before a call returns, and only the person deletes it.
//! - An appeal is frozen when it is sent: its body and the id that was chosen here no longer change. A repeated attempt
//!   sends the same request, and the publisher answers with the same case number. A kill between any two steps leaves
//!   one of the states of [`AppealState`].
//! - Case number and query code are stored in the transaction that changes the state. The code is sent in a header, and
//!   is in no address, no log line and no error.
//! - Progress never goes back, in whatever order responses arrive.
//!
//! Deadlines are counted here, in working days after the day of receipt: acceptance within 1; an answer to 咨询 within 2,
//! to 投诉 and 建议 within 5, to complex matters within 15 (the rules of the county's platform, `docs/product.md`).

use serde::{Deserialize, Serialize};

use crate::base::text;
use crate::formats::workday::Deadline;
use crate::reader::catalogue::Term;

/// The most characters of a title that can be sent; the publisher refuses more.
pub const MAX_APPEAL_TITLE: usize = 100;
/// The most characters of a text that can be sent; the publisher refuses more.
pub const MAX_APPEAL_TEXT: usize = 5_000;

/// The kind of an appeal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AppealKind {
    /// 咨询: answered within 2 working days.
    #[default]
    Consultation,
    /// 投诉: answered within 5 working days.
    Complaint,
    /// 建议: answered within 5 working days.
    Suggestion,
    /// 复杂事项: answered within 15 working days.
    Complex,
}

impl AppealKind {
    /// All kinds, in the order in which a form offers them.
    pub(crate) const ALL: [Self; 4] = [Self::Consultation, Self::Complaint, Self::Suggestion, Self::Complex];

    /// Its name in words.
    pub(crate) fn name(self) -> String {
        text::get(&format!("appeal.kind.{}", self.code())).to_owned()
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Consultation => "consultation",
            Self::Complaint => "complaint",
            Self::Suggestion => "suggestion",
            Self::Complex => "complex",
        }
    }

    pub(super) fn of(code: &str) -> Self {
        match code {
            "complaint" => Self::Complaint,
            "suggestion" => Self::Suggestion,
            "complex" => Self::Complex,
            _ => Self::Consultation,
        }
    }

    /// Working days after the day of receipt within which it is answered.
    pub(super) fn answer_days(self) -> u32 {
        match self {
            Self::Consultation => 2,
            Self::Complaint | Self::Suggestion => 5,
            Self::Complex => 15,
        }
    }
}

/// The state of an appeal. A later variant is further on, but [`Self::Answered`] and [`Self::Refused`] are both final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AppealState {
    /// 草稿: on this phone only.
    Draft,
    /// 待发: it is sent as soon as the network allows.
    Queued,
    /// 被退回: the publisher rejected it; [`Appeal::reason`] says why. The person can change it and send it again.
    Parked,
    /// 已收到.
    Received,
    /// 已受理.
    Accepted,
    /// 已答复.
    Answered,
    /// 不予受理.
    Refused,
}

impl AppealState {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Queued => "queued",
            Self::Parked => "parked",
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Answered => "answered",
            Self::Refused => "refused",
        }
    }

    pub(super) fn of(code: &str) -> Self {
        match code {
            "queued" => Self::Queued,
            "parked" => Self::Parked,
            "received" => Self::Received,
            "accepted" => Self::Accepted,
            "answered" => Self::Answered,
            "refused" => Self::Refused,
            _ => Self::Draft,
        }
    }

    /// Whether the person can change it.
    pub(super) fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Parked)
    }

    /// Whether it is answered or refused.
    pub(super) fn is_final(self) -> bool {
        matches!(self, Self::Answered | Self::Refused)
    }
}

/// An appeal as a person writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct AppealDraft {
    /// The id of the draft to overwrite; `None` for a new one.
    #[uniffi(default = None)]
    pub id: Option<String>,
    /// Its kind.
    pub kind: AppealKind,
    /// One line; at most 100 characters can be sent.
    #[uniffi(default = "")]
    pub title: String,
    /// At most 5,000 characters can be sent.
    #[uniffi(default = "")]
    pub text: String,
    /// The code of the town that it concerns.
    #[uniffi(default = None)]
    pub town: Option<String>,
    /// The person's name; never required.
    #[uniffi(default = None)]
    pub name: Option<String>,
    /// The person's telephone number; never required.
    #[uniffi(default = None)]
    pub phone: Option<String>,
}

/// An appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Appeal {
    /// Its id on this phone.
    pub id: String,
    /// Its kind.
    pub kind: AppealKind,
    /// [`Self::kind`] in words.
    pub kind_text: String,
    /// The title as the person wrote it.
    pub title: String,
    /// The text as the person wrote it.
    pub text: String,
    /// The town that it concerns.
    pub town: Option<Term>,
    /// The person's name, if given.
    pub name: Option<String>,
    /// The person's telephone number, if given.
    pub phone: Option<String>,
    /// Its state.
    pub state: AppealState,
    /// [`Self::state`] in words.
    pub state_text: String,
    /// Why the publisher rejected it, in one sentence; empty unless it is [`AppealState::Parked`].
    pub reason: String,
    /// When it was last changed here, in milliseconds, by the phone's clock.
    pub changed: i64,
    /// [`Self::changed`] in words.
    pub changed_text: String,
    /// 受理编号: with the query code it leads to the answer, on any phone. `None` until the publisher received it.
    pub number: Option<String>,
    /// 查询码. `None` until the publisher received it.
    pub code: Option<String>,
    /// When the publisher received it, in milliseconds, by the publisher's clock.
    pub received: Option<i64>,
    /// When acceptance is due; `None` until the publisher received it.
    pub accept_by: Option<Deadline>,
    /// When an answer is due; `None` until the publisher received it.
    pub answer_by: Option<Deadline>,
    /// What happened to it, the oldest first.
    pub events: Vec<AppealEvent>,
    /// True if something happened that the person has not seen.
    pub unseen: bool,
    /// True if the person can change it.
    pub editable: bool,
}

/// A step in the handling of an appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct AppealEvent {
    /// When, in milliseconds, by the publisher's clock; `None` if it did not say.
    pub time: Option<i64>,
    /// [`Self::time`] in words; empty if it is not known.
    pub time_text: String,
    /// The step in words: 已受理, 已转办.
    pub stage_text: String,
    /// The office that handles it.
    pub office: Option<String>,
    /// What the office says.
    pub text: String,
}
