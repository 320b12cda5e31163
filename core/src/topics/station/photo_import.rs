//! Adding a photo or video to a draft: recognised by its content, cleaned, within the centre's limits, and on the disk before the
//! draft has it. What holds:
//!
//! - Cleaned under a temporary name, synced, renamed, the folder synced, then the row: a kill at any step leaves the draft and its
//!   text as they were, and at most a file without a row, which the repair deletes.
//! - What cannot be taken is refused with its reason; the others are added all the same.
//! - The same bytes are in a draft once: an import that is repeated after a kill adds nothing twice. Two photos of one name are
//!   two photos.
//! - A photo whose file was lost or damaged is whole again once the person adds it again, also in what was sent already.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, Write as _};
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::draft::AddedFile;
use super::draft_file::{self, Inserted, NewRow, Room};
use super::file_notes::{note_key, refusal_key};
use super::form::MediaLimits;
use super::scaling::{self, TooLarge};
use super::station_folder::{self, StationFolder, UnnamedFile};
use super::submission_file::FRESH;
use crate::base::error::{Fault, Result};
use crate::base::store::Database;
use crate::base::text;
use crate::formats::hex;
use crate::formats::metadata::{self, MediaType, SNIFFED, VideoError};
use crate::formats::picture;

/// Bytes of a photo as a person hands it over: those of the largest sensors with room to spare.
const MAX_PHOTO_SOURCE: u64 = 128 << 20;
/// Bytes that are copied at a time.
const CHUNK: usize = 256 << 10;
/// Characters of a name.
const MAX_NAME: usize = 200;
/// Pixels of the width of a thumbnail.
const THUMBNAIL_WIDTH: u32 = 360;

/// Where a photo or video comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum FileSource {
    /// A file, which is copied and stays.
    Path {
        /// Its absolute path.
        path: String,
    },
    /// A photo in memory. A video is handed over as a file.
    Bytes {
        /// The content.
        bytes: Vec<u8>,
    },
}

/// A photo or video to be added to a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct NewFile {
    /// The name that the person knows it by.
    pub name: String,
    /// Its content.
    pub source: FileSource,
}

/// A step of an import after which a kill leaves something else on the disk than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The temporary file exists.
    Created,
    /// It has its content.
    Written,
    /// Its content is on the disk.
    Synced,
    /// It has the name of its row.
    Named,
    /// The name is on the disk.
    NameSynced,
    /// The row is there.
    Stored,
    /// It is in the place of one that was lost; the row does not know yet.
    Restored,
}

/// An import into a draft.
pub(crate) struct Import<'a> {
    pub(crate) outbox: &'a Database,
    pub(crate) folder: &'a StationFolder,
    pub(crate) account: &'a str,
    pub(crate) draft: &'a str,
    pub(crate) limits: &'a MediaLimits,
    pub(crate) now: i64,
    /// Called after each step; an error ends the import there.
    pub(crate) after: &'a dyn Fn(Step) -> Result<()>,
}

/// Why a file was not added.
enum Failure {
    /// For a reason of its own: a key of the text resource, and the number in it.
    Refused(&'static str, String),
    /// The phone's storage failed, or the draft is none any more.
    Fault(Fault),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Fault(error.into())
    }
}

fn refused(key: &'static str) -> Failure {
    Failure::Refused(key, String::new())
}

/// What a temporary file holds.
struct Copied {
    kind: MediaType,
    size: u64,
    sha256: String,
    notes: Vec<String>,
}

impl Import<'_> {
    /// Adds one file. Blocks.
    ///
    /// Errors: `NotFound` and `SubmissionSent` if the draft is none, `DiskFull` and `Database` if the phone's storage failed. The
    /// draft is as it was then. Everything else is in the result.
    pub(crate) fn add(&self, file: &NewFile) -> Result<AddedFile> {
        let name: String = file.name.trim().chars().take(MAX_NAME).collect();
        let result = |id, repeated, reason| Ok(AddedFile { name: file.name.clone(), id, repeated, reason });
        match self.add_named(&name, &file.source) {
            Ok((id, repeated)) => result(Some(id), repeated, String::new()),
            Err(Failure::Refused(key, number)) => result(None, false, text::fill(key, &number)),
            Err(Failure::Fault(fault)) => Err(fault),
        }
    }

    fn add_named(&self, name: &str, source: &FileSource) -> Result<(String, bool), Failure> {
        let too_many = || Failure::Refused("station.file.too-many", self.limits.max_files.to_string());
        // Before a large file is copied in vain.
        let most = self.limits.max_files;
        let room = self.outbox.read_now(|outbox| draft_file::room(outbox, self.account, self.draft, most))?;
        if room == Room::None {
            return Err(too_many());
        }
        let (unnamed, copied) = self.copy(source)?;
        unnamed.file.sync_all()?;
        (self.after)(Step::Synced)?;
        let id = Uuid::now_v7().to_string();
        let inserted = self.name_and_insert(&unnamed, &id, name, &copied);
        if let Ok(Inserted::Repeated(known)) = &inserted
            && !self.folder.is_whole(known, copied.size, &copied.sha256)
        {
            let known = known.clone();
            self.restore(&unnamed, &id, &known)?;
            return Ok((known, false));
        }
        if matches!(
            inserted,
            Ok(Inserted::Repeated(_) | Inserted::TooMany) | Err(Fault::NotFound | Fault::SubmissionSent)
        ) {
            // A file that cannot be removed now is removed by the repair. After a fault of the storage the row may be there
            // all the same once the file is opened again, so that the file stays for the repair to decide.
            let _ = self.folder.remove(&id);
        }
        if room == Room::ForLost && matches!(inserted, Ok(Inserted::Repeated(_)) | Err(Fault::SubmissionSent)) {
            return Err(refused("station.file.not-lost"));
        }
        match inserted? {
            Inserted::New => {
                (self.after)(Step::Stored)?;
                Ok((id, false))
            }
            Inserted::Repeated(id) => Ok((id, true)),
            Inserted::TooMany => Err(too_many()),
        }
    }

    fn name_and_insert(&self, unnamed: &UnnamedFile, id: &str, name: &str, copied: &Copied) -> Result<Inserted> {
        self.folder.rename(unnamed, id)?;
        (self.after)(Step::Named)?;
        self.folder.sync()?;
        (self.after)(Step::NameSynced)?;
        let row = NewRow {
            id,
            name,
            media_type: copied.kind.mime(),
            size: copied.size,
            sha256: &copied.sha256,
            caption: "",
            notes: &copied.notes,
            state: FRESH,
            modified: unnamed.file.metadata().ok().and_then(|found| station_folder::modified(&found)),
        };
        let (account, draft, most, now) = (self.account, self.draft, self.limits.max_files, self.now);
        self.outbox.write_now(|write| draft_file::insert(write, account, draft, &row, most, now))
    }

    /// Puts the file, which has the name of `id`, in the place of the lost one of `known`. The row follows: after a kill in
    /// between the repair finds the file there.
    fn restore(&self, unnamed: &UnnamedFile, id: &str, known: &str) -> Result<()> {
        self.folder.replace(id, known)?;
        self.folder.sync()?;
        (self.after)(Step::Restored)?;
        let modified = unnamed.file.metadata().ok().and_then(|found| station_folder::modified(&found));
        let (account, now) = (self.account, self.now);
        self.outbox.write_now(|write| draft_file::record_restored(write, account, known, modified, now))
    }

    /// The cleaned content under a temporary name.
    fn copy(&self, source: &FileSource) -> Result<(UnnamedFile, Copied), Failure> {
        // An error of what a person hands over says nothing about the phone's storage.
        let unreadable = |_: io::Error| refused("station.file.unreadable");
        let (kind, file) = match source {
            FileSource::Bytes { bytes } => (metadata::sniff(bytes), None),
            FileSource::Path { path } => {
                let mut file = open(Path::new(path)).map_err(unreadable)?;
                let mut head = Vec::new();
                (&mut file).take(SNIFFED as u64).read_to_end(&mut head).map_err(unreadable)?;
                file.rewind().map_err(unreadable)?;
                (metadata::sniff(&head), Some(file))
            }
        };
        let kind = kind.ok_or_else(|| refused("station.file.unknown"))?;
        self.check_taken(kind)?;
        match (kind, source, file) {
            (kind, _, Some(file)) if kind.is_video() => self.copy_video(file),
            (kind, FileSource::Bytes { bytes }, _) if kind.is_video() => self.copy_video(bytes.as_slice()),
            (_, FileSource::Bytes { bytes }, _) => self.copy_photo(bytes),
            (_, _, Some(file)) => {
                let mut bytes = Vec::new();
                file.take(MAX_PHOTO_SOURCE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
                self.copy_photo(&bytes)
            }
            (_, FileSource::Path { .. }, None) => Err(refused("station.file.unreadable")),
        }
    }

    fn check_taken(&self, kind: MediaType) -> Result<(), Failure> {
        let taken = self.limits.types.iter().any(|taken| taken == kind.mime());
        if taken { Ok(()) } else { Err(refused("station.file.wrong-type")) }
    }

    fn copy_photo(&self, bytes: &[u8]) -> Result<(UnnamedFile, Copied), Failure> {
        let too_large = || Failure::Refused("station.file.photo-too-large", megabytes(self.limits.max_photo_bytes));
        if bytes.len() as u64 > MAX_PHOTO_SOURCE {
            return Err(too_large());
        }
        let cleaned = metadata::clean_image(bytes).map_err(|reason| refused(refusal_key(reason)))?;
        let fitted = scaling::fit(cleaned, self.limits).map_err(|error| match error {
            TooLarge::Photo => too_large(),
            TooLarge::Labelled => refused("station.file.labelled-too-large"),
        })?;
        self.check_taken(fitted.kind)?;
        let mut unnamed = self.folder.create()?;
        (self.after)(Step::Created)?;
        unnamed.file.write_all(&fitted.bytes)?;
        (self.after)(Step::Written)?;
        let (size, sha256) = (fitted.bytes.len() as u64, hex::encode(&Sha256::digest(&fitted.bytes)));
        let notes = sentences(fitted.notes);
        Ok((unnamed, Copied { kind: fitted.kind, size, sha256, notes }))
    }

    /// A video is never in memory: it is copied, and cleaned in the copy.
    fn copy_video(&self, mut source: impl Read) -> Result<(UnnamedFile, Copied), Failure> {
        let limit = self.limits.max_video_bytes;
        let mut unnamed = self.folder.create()?;
        (self.after)(Step::Created)?;
        let (mut chunk, mut size) = (vec![0; CHUNK], 0);
        loop {
            let read = match source.read(&mut chunk) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                read => read.map_err(|_| refused("station.file.unreadable"))?,
            };
            if read == 0 {
                break;
            }
            size += read as u64;
            if size > limit {
                return Err(Failure::Refused("station.file.video-too-large", megabytes(limit)));
            }
            unnamed.file.write_all(&chunk[..read])?;
        }
        let cleaned = metadata::clean_video(&mut unnamed.file).map_err(|error| match error {
            VideoError::Refused(reason) => refused(refusal_key(reason)),
            VideoError::Io(error) => error.into(),
        })?;
        (self.after)(Step::Written)?;
        unnamed.file.rewind()?;
        let (size, sha256) = station_folder::digest(&mut unnamed.file)?;
        let notes = sentences(cleaned.notes.into_iter().map(note_key).collect());
        Ok((unnamed, Copied { kind: cleaned.kind, size, sha256, notes }))
    }
}

fn sentences(keys: Vec<&'static str>) -> Vec<String> {
    keys.into_iter().map(|key| text::get(key).to_owned()).collect()
}

/// Opens a file of the person's. A folder can be opened too, and not read.
fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(ErrorKind::InvalidInput.into()) }
}

fn megabytes(bytes: u64) -> String {
    (bytes >> 20).max(1).to_string()
}

/// The thumbnail of a photo, made if there is none yet; `None` for what cannot be decoded here. Blocks.
pub(crate) fn thumbnail(folder: &StationFolder, id: &str) -> Result<Option<String>> {
    let shown = |path: &Path| Some(path.to_string_lossy().into_owned());
    if let Some(path) = folder.stored_thumbnail(id) {
        return Ok(shown(&path));
    }
    let bytes = match fs::read(folder.path(id)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let decodable = matches!(metadata::sniff(&bytes), Some(MediaType::Jpeg | MediaType::Png | MediaType::WebP));
    let rendered = if decodable { picture::render(&bytes, &[THUMBNAIL_WIDTH]).ok() } else { None };
    let Some(rendition) = rendered.and_then(|rendered| rendered.renditions.into_iter().next()) else {
        return Ok(None);
    };
    let mut unnamed = folder.create()?;
    unnamed.file.write_all(&rendition.bytes)?;
    unnamed.file.sync_all()?;
    let path = folder.thumbnail(id, rendition.extension);
    folder.rename(&unnamed, &format!("{id}.{}", rendition.extension))?;
    Ok(shown(&path))
}

#[cfg(test)]
mod tests;
