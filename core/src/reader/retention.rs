//! How long items stay on the phone, and how much storage they may use. `docs/decisions/0005-retention.md` has the reasons;
//! [`crate::reader::feed`] and [`crate::reader::media`] evict in small steps.

use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::{Fault, Result};
use crate::base::net::Traffic;

/// The choices of a screen. 0 megabytes of pictures: a picture is fetched only on request.
const DAYS: [u32; 4] = [7, 30, 90, 365];
const PICTURE_MEGABYTES: [u32; 5] = [0, 50, 200, 300, 500];

/// The storage that the person grants. The default suits a phone of 32 GB on which this is one app among many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
#[serde(default)]
pub struct Retention {
    /// Days that an item stays after it arrived. The newest 200 stay in any case, and favourites.
    pub days: u32,
    /// Megabytes (of 1,000,000 bytes) of texts.
    pub text_megabytes: u32,
    /// Megabytes (of 1,000,000 bytes) of pictures. 0: pictures are fetched only on request.
    pub picture_megabytes: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { days: 90, text_megabytes: 150, picture_megabytes: 300 }
    }
}

impl Retention {
    /// Fails with [`Fault::BadRequest`] if a value is outside of what a screen may offer.
    pub(crate) fn checked(self) -> Result<Self> {
        let fine = (1..=3_650).contains(&self.days)
            && (5..=100_000).contains(&self.text_megabytes)
            && self.picture_megabytes <= 100_000;
        if fine { Ok(self) } else { Err(Fault::BadRequest) }
    }

    /// The days to choose from, ascending; the current value is among them.
    pub(crate) fn day_steps(self) -> Vec<u32> {
        steps(&DAYS, self.days)
    }

    /// The megabytes of pictures to choose from, ascending; the current value is among them.
    pub(crate) fn picture_steps(self) -> Vec<u32> {
        steps(&PICTURE_MEGABYTES, self.picture_megabytes)
    }

    /// The moment before which an item must have arrived to be evicted, milliseconds.
    pub(crate) fn horizon(self, now: i64) -> i64 {
        now.saturating_sub(i64::from(self.days) * MILLIS_PER_DAY)
    }

    pub(crate) fn text_bytes(self) -> i64 {
        i64::from(self.text_megabytes) * 1_000_000
    }

    pub(crate) fn picture_bytes(self) -> i64 {
        i64::from(self.picture_megabytes) * 1_000_000
    }
}

fn steps(offered: &[u32], current: u32) -> Vec<u32> {
    let mut steps = offered.to_vec();
    steps.push(current);
    steps.sort_unstable();
    steps.dedup();
    steps
}

/// The storage in use, and the traffic.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct StorageUsage {
    /// The number of items.
    pub items: u32,
    /// Bytes of texts and lists.
    pub text_bytes: u64,
    /// The number of pictures that can be shown offline.
    pub pictures: u32,
    /// Their bytes.
    pub picture_bytes: u64,
    /// The number of documents that are kept offline.
    pub documents: u32,
    /// Their bytes.
    pub document_bytes: u64,
    /// Bytes of the search index.
    pub search_bytes: u64,
    /// Bytes of what cannot be fetched again: marks, favourites, the listening queue.
    pub own_bytes: u64,
    /// The storage that is granted.
    pub retention: Retention,
    /// The days to choose from, ascending; the granted value is among them.
    pub day_steps: Vec<u32>,
    /// The megabytes of pictures to choose from, in the same way.
    pub picture_steps: Vec<u32>,
    /// Requests and bytes since this client was opened.
    pub traffic: Traffic,
}
