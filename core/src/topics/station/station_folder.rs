//! The folder of the photos and videos of submissions. A file's name is the id of its row; a thumbnail has that name and an
//! extension. Which files are needed is not known here.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::files;
use crate::formats::hex;

/// The folder beside the databases.
const FOLDER: &str = "station";
/// The prefix of a file that is not complete.
const UNFINISHED: &str = "new-";
/// The extensions of thumbnails.
const THUMBNAILS: [&str; 2] = ["jpg", "png"];
/// Nothing that was changed within this time is deleted for having no row: an import may be about to make it.
const UNTOUCHED_FOR: Duration = Duration::from_secs(60 * 60);

/// Bytes that are read at a time.
const CHUNK: usize = 256 << 10;

/// The folder.
#[derive(Debug, Clone)]
pub(crate) struct StationFolder {
    folder: PathBuf,
}

/// A file under a temporary name; removed when dropped, unless it was given its name.
pub(crate) struct UnnamedFile {
    path: PathBuf,
    pub(crate) file: File,
}

impl Drop for UnnamedFile {
    fn drop(&mut self) {
        // Fails if the file was given its name.
        let _ = fs::remove_file(&self.path);
    }
}

/// A file of the folder.
pub(crate) struct FoundFile {
    name: String,
    /// When it was changed, in milliseconds since 1970; `None` if that is not known.
    pub(crate) changed: Option<i64>,
    recent: bool,
}

impl FoundFile {
    /// The id of the row that it belongs to; `None` for one that is not complete.
    pub(crate) fn id(&self) -> Option<&str> {
        let id = self.name.split_once('.').map_or(self.name.as_str(), |(id, _)| id);
        (!self.name.starts_with(UNFINISHED)).then_some(id)
    }

    /// Whether an import may be working with it.
    pub(crate) fn is_recent(&self) -> bool {
        self.recent
    }
}

impl StationFolder {
    /// The folder below a client's folder. It is created with its first file.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.join(FOLDER) }
    }

    /// Where the file of a row is.
    pub(crate) fn path(&self, id: &str) -> PathBuf {
        self.folder.join(id)
    }

    /// Begins a file under a temporary name. Blocks, as everything here.
    pub(crate) fn create(&self) -> io::Result<UnnamedFile> {
        if !self.folder.is_dir() {
            files::remove(&self.folder)?;
            fs::create_dir_all(&self.folder)?;
            // So that the folder itself is there after a loss of power.
            if let Some(parent) = self.folder.parent() {
                File::open(parent)?.sync_all()?;
            }
        }
        let path = self.folder.join(format!("{UNFINISHED}{}", Uuid::now_v7()));
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        Ok(UnnamedFile { path, file })
    }

    /// Gives a file, whose content is on the disk, the name of its row.
    pub(crate) fn rename(&self, file: &UnnamedFile, name: &str) -> io::Result<()> {
        files::rename(&file.path, &self.folder.join(name))
    }

    /// Puts the file of one name in the place of another, whatever is there.
    pub(crate) fn replace(&self, from: &str, to: &str) -> io::Result<()> {
        files::rename(&self.path(from), &self.path(to))
    }

    /// Makes the names of the folder durable.
    pub(crate) fn sync(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }

    /// Removes a file and its thumbnail; no effect if there is none.
    pub(crate) fn remove(&self, id: &str) -> io::Result<()> {
        let thumbnails = THUMBNAILS.iter().map(|extension| files::remove(&self.thumbnail(id, extension)));
        thumbnails.chain([files::remove(&self.path(id))]).collect()
    }

    /// Removes a file that was found.
    pub(crate) fn remove_found(&self, file: &FoundFile) -> io::Result<()> {
        files::remove(&self.folder.join(&file.name))
    }

    /// Whether the file of a row is certainly not there, or not with all its bytes. A folder that is locked for now says
    /// nothing.
    pub(crate) fn is_missing(&self, id: &str, size: u64) -> bool {
        match fs::metadata(self.path(id)) {
            Ok(found) => !found.is_file() || found.len() != size,
            Err(error) => error.kind() == ErrorKind::NotFound,
        }
    }

    /// Whether the file of a row is there with this content. Reads all of it.
    pub(crate) fn is_whole(&self, id: &str, size: u64, sha256: &str) -> bool {
        !self.is_missing(id, size)
            && File::open(self.path(id)).and_then(|mut file| digest(&mut file)).is_ok_and(|(_, found)| found == sha256)
    }

    /// Where a thumbnail with this extension is.
    pub(crate) fn thumbnail(&self, id: &str, extension: &str) -> PathBuf {
        self.folder.join(format!("{id}.{extension}"))
    }

    /// The thumbnail that was made of a file.
    pub(crate) fn stored_thumbnail(&self, id: &str) -> Option<PathBuf> {
        THUMBNAILS.iter().map(|extension| self.thumbnail(id, extension)).find(|path| path.is_file())
    }

    /// Everything in the folder.
    pub(crate) fn files(&self) -> io::Result<Vec<FoundFile>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry?;
            // One that vanishes meanwhile was somebody's temporary file.
            let Ok(modified) = entry.metadata().and_then(|meta| meta.modified()) else { continue };
            found.push(FoundFile {
                name: entry.file_name().to_string_lossy().into_owned(),
                changed: millis(modified),
                // A moment in the future comes from a clock that jumped: such a file waits until the clock has passed it.
                recent: SystemTime::now().duration_since(modified).map_or(true, |age| age < UNTOUCHED_FOR),
            });
        }
        Ok(found)
    }
}

/// When a file was last changed, in milliseconds since 1970; `None` if that is not known.
pub(crate) fn modified(found: &Metadata) -> Option<i64> {
    found.modified().ok().and_then(millis)
}

fn millis(time: SystemTime) -> Option<i64> {
    i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}

/// The size of a file, from where it is read, and its SHA-256 in hexadecimal digits.
pub(crate) fn digest(file: &mut File) -> io::Result<(u64, String)> {
    let (mut hash, mut size, mut chunk) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let read = match file.read(&mut chunk) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            return Ok((size, hex::encode(&hash.finalize())));
        }
        hash.update(&chunk[..read]);
        size += read as u64;
    }
}
