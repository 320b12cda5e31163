//! Removing files of which something else may have taken the place, and locking them.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

/// Whether something that is no file (a folder, a link) is in the place of a file.
pub(crate) fn is_blocked(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| !found.is_file())
}

/// The file beside another one whose name has this suffix.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Deletes a file, or whatever is in its place. If nothing is there, there is nothing to do.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    match if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) } {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Renames a file, also if a folder is where it goes.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to).or_else(|error| {
        if !is_blocked(to) {
            return Err(error);
        }
        remove(to)?;
        fs::rename(from, to)
    })
}

/// Opens a file that is there to be locked, and makes it if it is missing, or if something that is no file is in its place.
pub(crate) fn open_lock(path: &Path) -> io::Result<File> {
    if is_blocked(path) {
        remove(path)?;
    }
    File::options().create(true).append(true).open(path)
}

/// Locks a file for its handle alone, without waiting; false if another handle has it locked. Closing the file gives the lock
/// back, also when the process dies. The standard library cannot lock on Android.
pub(crate) fn try_lock(file: &File) -> io::Result<bool> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
