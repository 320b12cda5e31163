//! The folder of files: pictures, and documents that are kept offline. A file's name is the SHA-256 of its content, and
//! its extension. Which files are needed is not known here; see `orphans.rs` and `repair.rs`.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::base::error::Result;
use crate::base::files;
use crate::formats::hex;

/// The folder beside the databases.
const FOLDER: &str = "media";
/// The prefix of a file that is not complete.
const UNFINISHED: &str = "new-";
/// An unfinished file that is older than this is abandoned: writing a file takes less time.
const UNFINISHED_FOR: Duration = Duration::from_secs(600);

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// The folder of files.
#[derive(Debug, Clone)]
pub(crate) struct FileStore {
    folder: PathBuf,
}

/// A complete file under a temporary name; removed when dropped, unless it was given its name before.
pub(super) struct UnnamedFile {
    path: PathBuf,
    pub(super) name: String,
    pub(super) bytes: u64,
}

impl Drop for UnnamedFile {
    fn drop(&mut self) {
        // Fails if the file was given its name.
        let _ = fs::remove_file(&self.path);
    }
}

impl FileStore {
    /// The file store below a client's folder. The folder is created when the first file is written.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.join(FOLDER) }
    }

    /// The absolute path of a file.
    pub(crate) fn path(&self, file: &str) -> String {
        self.folder.join(file).to_string_lossy().into_owned()
    }

    /// Writes a file and flushes it to the disk, under a temporary name. Blocks.
    pub(super) fn write(&self, bytes: &[u8], extension: &str) -> Result<UnnamedFile> {
        if !self.folder.is_dir() {
            files::remove(&self.folder)?;
            fs::create_dir_all(&self.folder)?;
        }
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!("{UNFINISHED}{}-{number}", std::process::id()));
        let name = format!("{}.{extension}", hex::encode(&Sha256::digest(bytes)));
        let unnamed = UnnamedFile { path, name, bytes: bytes.len() as u64 };
        let mut file = File::create(&unnamed.path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(unnamed)
    }

    /// Gives a file its name. To be called through [`super::orphans::adopt`], inside the transaction of its row.
    pub(super) fn rename(&self, file: &UnnamedFile) -> Result<()> {
        Ok(files::rename(&file.path, &self.folder.join(&file.name))?)
    }

    /// Removes a file; no effect if there is none.
    pub(super) fn remove(&self, file: &str) -> Result<()> {
        Ok(files::remove(&self.folder.join(file))?)
    }

    /// Whether there is a file with this name and size.
    pub(super) fn contains(&self, file: &str, bytes: u64) -> bool {
        fs::metadata(self.folder.join(file)).is_ok_and(|meta| meta.is_file() && meta.len() == bytes)
    }

    /// Whether a file is missing or its content is not the one that its name states. False if it cannot be read for
    /// another reason: a folder that is locked for now is not damaged.
    pub(super) fn is_damaged(&self, file: &str) -> bool {
        match fs::read(self.folder.join(file)) {
            Ok(bytes) => !file.starts_with(&hex::encode(&Sha256::digest(bytes))),
            Err(error) => error.kind() == ErrorKind::NotFound || files::is_blocked(&self.folder.join(file)),
        }
    }

    /// The names of all files, except for unfinished ones that another process may still be writing.
    pub(super) fn names(&self) -> Result<impl Iterator<Item = Result<String>>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            entries => Some(entries?),
        };
        let name = |entry: std::io::Result<fs::DirEntry>| match entry {
            Ok(entry) => {
                let name = entry.file_name().to_string_lossy().into_owned();
                let being_written = name.starts_with(UNFINISHED) && entry.metadata().is_ok_and(|meta| is_recent(&meta));
                (!being_written).then_some(Ok(name))
            }
            Err(error) => Some(Err(error.into())),
        };
        Ok(entries.into_iter().flatten().filter_map(name))
    }
}

/// Whether a file was modified within [`UNFINISHED_FOR`]. A moment in the future comes from a clock that jumped and is
/// not recent.
fn is_recent(meta: &fs::Metadata) -> bool {
    meta.modified().is_ok_and(|moment| moment.elapsed().is_ok_and(|age| age < UNFINISHED_FOR))
}
