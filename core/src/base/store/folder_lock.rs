//! The lock file of a folder. It is held shared for as long as the folder is open, so that other processes see that the
//! folder is in use, and exclusively while a damaged file is replaced.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use crate::base::error::{Fault, Result};
use crate::base::files;

/// Opens the lock file and locks it shared. Blocks while another process replaces a file.
pub(super) fn open(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    if files::is_blocked(&path) {
        files::remove(&path)?;
    }
    // A folder that cannot be written can be read, and locked itself.
    let lock = File::options().create(true).append(true).open(path).or_else(|error| match error.kind() {
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied | ErrorKind::StorageFull => File::open(folder),
        _ => Err(error),
    })?;
    flock(&lock, FlockOperation::LockShared).map_err(std::io::Error::from)?;
    Ok(lock)
}

/// Runs the work under the exclusive lock. Fails with [`Fault::InUse`] if another process uses the folder.
pub(super) fn exclusively<T>(lock: &File, work: impl FnOnce() -> Result<T>) -> Result<T> {
    // An exclusive lock on the same handle converts the shared one.
    let result = match flock(lock, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => work(),
        Err(Errno::WOULDBLOCK) => Err(Fault::InUse),
        Err(error) => Err(std::io::Error::from(error).into()),
    };
    flock(lock, FlockOperation::LockShared).map_err(std::io::Error::from)?;
    result
}
