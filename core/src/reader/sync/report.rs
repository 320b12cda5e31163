//! What a sync may use, and what it did.

use crate::base::net::Traffic;
use crate::reader::item::Effect;

/// How much a sync may use. The platform knows how long it lets the core run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct SyncBudget {
    /// Seconds after which a request that is under way ends and no new one is sent.
    pub seconds: u32,
    /// Bytes received after which no new request is sent; pictures are not counted.
    pub bytes: u64,
    /// Bytes of pictures after which no new picture is requested. Pictures are fetched after the texts, on an unmetered
    /// network.
    pub picture_bytes: u64,
}

impl Default for SyncBudget {
    fn default() -> Self {
        Self { seconds: 120, bytes: 64 * 1024 * 1024, picture_bytes: 32 * 1024 * 1024 }
    }
}

/// What a sync did.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record, serde::Serialize)]
pub struct SyncReport {
    /// One for each origin that was requested; empty if it was ended before the first request, or joined
    /// another sync, which was not done in time.
    pub sources: Vec<SourceReport>,
    /// What was done about missing pictures and documents.
    pub pictures: PictureReport,
    /// Requests and bytes of this sync.
    pub traffic: Traffic,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// False if the budget ended it, or the app left the foreground: another sync continues.
    pub complete: bool,
}

/// What fetching pictures did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, uniffi::Record, serde::Serialize)]
pub struct PictureReport {
    /// Pictures that were fetched and stored.
    pub fetched: u32,
    /// Pictures that cannot be shown: not found, damaged, too large, or not a picture.
    pub failed: u32,
    /// Pictures that were not fetched because the budget or the network ended it.
    pub left: u32,
    /// Bytes received.
    pub bytes: u64,
}

/// What a sync did with one origin.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record, serde::Serialize)]
pub struct SourceReport {
    /// `publisher`, or the id of an added source.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The result.
    pub outcome: SyncOutcome,
}

/// The result of a sync with one origin.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum, serde::Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SyncOutcome {
    /// Nothing changed at the origin.
    Unchanged,
    /// Items changed.
    Changed {
        /// Items that were not on this phone before.
        added: u32,
        /// Items that were on this phone and changed.
        revised: u32,
        /// Items that were withdrawn or removed.
        withdrawn: u32,
    },
    /// The sync with this origin failed. What was stored stays, including pages received before the failure.
    Failed {
        /// One sentence to show.
        explanation: String,
        /// The stable name of the fault.
        code: String,
    },
}

/// Counts effects.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) added: u32,
    pub(super) revised: u32,
    pub(super) withdrawn: u32,
}

impl Tally {
    pub(super) fn count(&mut self, effect: Effect) {
        match effect {
            Effect::New => self.added += 1,
            Effect::Revised => self.revised += 1,
            Effect::Withdrawn => self.withdrawn += 1,
            Effect::None => {}
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.added += other.added;
        self.revised += other.revised;
        self.withdrawn += other.withdrawn;
    }

    pub(super) fn any(self) -> bool {
        self.added + self.revised + self.withdrawn > 0
    }

    pub(super) fn outcome(self) -> SyncOutcome {
        if self.any() {
            SyncOutcome::Changed { added: self.added, revised: self.revised, withdrawn: self.withdrawn }
        } else {
            SyncOutcome::Unchanged
        }
    }
}
