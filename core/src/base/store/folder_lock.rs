//! The lock file of a folder. It is held shared while this process has any of the folder's databases open, so that other
//! processes see that they are in use, and exclusively while a damaged file is replaced. A process that closed its files
//! holds no lock: a phone ends an app that is suspended with one.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use crate::base::error::{Fault, Result};
use crate::base::files;

/// How often the exclusive lock is tried, and the pause between two tries.
const TRIES: usize = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// The lock of one folder.
pub(super) struct FolderLock {
    file: File,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// How many [`SharedLock`]s there are.
    shared: usize,
    /// Whether a damaged file is being replaced.
    exclusive: bool,
}

impl FolderLock {
    /// Opens the lock file, and creates it if it is missing. Takes no lock.
    pub(super) fn open(folder: &Path) -> Result<Arc<Self>> {
        // A folder that cannot be written can be read, and locked itself.
        let file = files::open_lock(&folder.join("lock")).or_else(|error| match error.kind() {
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied | ErrorKind::StorageFull => File::open(folder),
            _ => Err(error),
        })?;
        Ok(Arc::new(Self { file, state: Mutex::default() }))
    }

    /// Locks the folder shared. Blocks while another process replaces a file.
    pub(super) fn share(self: &Arc<Self>) -> Result<SharedLock> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.shared == 0 && !state.exclusive {
            flock(&self.file, FlockOperation::LockShared).map_err(std::io::Error::from)?;
        }
        state.shared += 1;
        Ok(SharedLock(Arc::clone(self)))
    }

    /// Runs the work under the exclusive lock, which it waits for a while: another process may be about to close its files, or
    /// to replace the same file.
    ///
    /// Errors: [`Fault::InUse`] if another process uses the folder.
    pub(super) fn exclusively<T>(&self, mut work: impl FnMut() -> Result<T>) -> Result<T> {
        let mut tries = 1;
        loop {
            match self.exclusively_now(&mut work) {
                Err(Fault::InUse) if tries < TRIES => std::thread::sleep(PAUSE),
                done => return done,
            }
            tries += 1;
        }
    }

    /// The same without waiting.
    pub(super) fn exclusively_now<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if !self.try_exclusive()? {
            return Err(Fault::InUse);
        }
        let result = work();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.exclusive = false;
        self.restore(&state)?;
        result
    }

    /// False if another process holds the lock.
    fn try_exclusive(&self) -> Result<bool> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // An exclusive lock on the same handle converts the shared one.
        if files::try_lock(&self.file)? {
            state.exclusive = true;
        } else {
            // A conversion that fails may have given the shared lock up.
            self.restore(&state)?;
        }
        Ok(state.exclusive)
    }

    /// Takes the lock that is held while no file is replaced.
    fn restore(&self, state: &State) -> Result<()> {
        let operation = if state.shared > 0 { FlockOperation::LockShared } else { FlockOperation::Unlock };
        Ok(flock(&self.file, operation).map_err(std::io::Error::from)?)
    }
}

/// The folder is locked shared as long as one of these exists.
pub(super) struct SharedLock(Arc<FolderLock>);

impl Drop for SharedLock {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.shared -= 1;
        // A destructor cannot return that unlocking failed; closing the file unlocks it in any case.
        if state.shared == 0 && !state.exclusive && flock(&self.0.file, FlockOperation::Unlock).is_err() {
            log::warn!("the folder stays locked");
        }
    }
}

#[cfg(test)]
mod tests;
