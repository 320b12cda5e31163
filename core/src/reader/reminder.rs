//! Local notifications as data: the core says which there should be, and the platform shows them. Each call returns the
//! whole list. A reminder keeps its id for as long as it means the same, so the platform removes the notifications that are
//! no longer listed and leaves those that it has already scheduled.

/// A local notification that should be shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Reminder {
    /// The same for as long as it means the same.
    pub id: String,
    /// What it reminds of.
    pub kind: ReminderKind,
    /// When to show it, milliseconds by the phone's clock. A moment in the past means now.
    pub at: i64,
    /// When it expires, milliseconds by the phone's clock; `None` if it does not.
    pub until: Option<i64>,
    /// The title: one line.
    pub title: String,
    /// The text: one or two sentences.
    pub body: String,
    /// The id of the item that it opens, if any.
    pub item: Option<String>,
    /// The id of the appeal that it opens, if any.
    pub appeal: Option<String>,
    /// Whether it is shown with sound at once and may override a silent mode. True for alerts alone.
    pub urgent: bool,
    /// The id of the submission that it opens, if any.
    #[uniffi(default = None)]
    pub submission: Option<String>,
}

/// What a reminder is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum ReminderKind {
    /// 应急: an alert.
    Alert,
    /// 联络站: a submission was returned, adopted, published or rejected, or waits for the person.
    Submission,
    /// 投诉建议: an appeal was answered, or its answer is overdue.
    Appeal,
    /// 产业雷达: the last day to apply for something is near.
    Deadline,
    /// 产业雷达: items match a rule, and the person has not seen them.
    Radar,
}
