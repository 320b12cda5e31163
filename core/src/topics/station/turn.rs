//! One sender at a time for a folder, in whatever process: a lock on a file, which the system takes back from a process that
//! dies. It is held while something is sent and at no other time: a phone ends an app that is suspended with a lock.

use std::fs::File;
use std::path::Path;

use crate::base::error::Result;
use crate::base::files;

/// The right to send; it ends when this is dropped.
pub(super) struct Turn(#[expect(dead_code, reason = "closing the file gives the lock back")] File);

impl Turn {
    /// `None` if another sender has it. Blocks for no longer than opening a file takes.
    pub(super) fn take(folder: &Path) -> Result<Option<Self>> {
        let file = files::open_lock(&folder.join("station-lock"))?;
        Ok(files::try_lock(&file)?.then_some(Self(file)))
    }
}

#[cfg(test)]
mod tests;
