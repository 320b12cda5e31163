//! What the platform is to remind a person of, as data: it owns the notifications, the core says which there should be. The
//! whole list is made anew at each question; a plan has the same id for as long as it means the same, so a platform takes
//! away what is no longer listed and leaves alone what it has already.

/// A local notification that should be shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Reminder {
    /// The same for as long as it means the same.
    pub id: String,
    /// What sort of reminder.
    pub kind: ReminderKind,
    /// When, milliseconds by the phone's clock; a moment that has passed means now.
    pub at: i64,
    /// After this moment it is worth nothing; none when it stays right.
    pub until: Option<i64>,
    /// One line.
    pub title: String,
    /// One or two sentences.
    pub body: String,
    /// What to open: an item's id.
    pub item: Option<String>,
    /// What to open: an appeal's id.
    pub appeal: Option<String>,
    /// Whether it should be heard at once and may pass over what the person silenced: an alert, nothing else.
    pub urgent: bool,
}

/// What sort of reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum ReminderKind {
    /// 应急.
    Alert,
    /// Something happened to an appeal, or should have.
    Appeal,
    /// 产业雷达: something can be applied for until a day that comes near.
    Deadline,
    /// 产业雷达: rules found what the person has not seen.
    Radar,
}
