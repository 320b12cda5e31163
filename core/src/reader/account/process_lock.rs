//! The lock that one process of the folder holds while it changes who is logged in: the app and its extensions share one
//! session, and two of them must not ask for new tokens at once.

use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

use crate::base::error::{Fault, Result};
use crate::base::{files, runtime};

const FILE: &str = "account.lock";
/// The pause between two tries, and how many there are: longer than a request takes on a weak network.
const PAUSE: Duration = Duration::from_millis(25);
const TRIES: usize = 1_200;

/// The folder's account is locked as long as this exists. Closing the file unlocks it, also when the process dies.
pub(super) struct ProcessLock(Option<File>);

impl ProcessLock {
    /// Waits for the lock.
    ///
    /// Errors: [`Fault::InUse`] if another process holds it for longer than any exchange takes.
    pub(super) async fn take(folder: PathBuf) -> Result<Self> {
        let file = runtime::blocking(move || {
            // Without a file, for example on a full disk, two processes may ask for new tokens at once: the publisher then
            // gives both the same ones.
            let opened = files::open_lock(&folder.join(FILE));
            Ok::<_, Fault>(
                opened.inspect_err(|error| log::warn!("the account has no lock file: {}", error.kind())).ok(),
            )
        });
        let lock = Self(file.await?);
        for _ in 0..TRIES {
            if lock.try_lock()? {
                return Ok(lock);
            }
            // Not by the injected clock: what another process does has its own time.
            tokio::time::sleep(PAUSE).await;
        }
        Err(Fault::InUse)
    }

    /// False if another process holds the lock.
    fn try_lock(&self) -> Result<bool> {
        let Some(file) = &self.0 else { return Ok(true) };
        Ok(files::try_lock(file)?)
    }
}

#[cfg(test)]
mod tests;
