//! Disks that fail at a chosen call, and a disk that remembers what was written, so that it can be shown as it would be
//! after a loss of power.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::vfs::{Disk, Verdict};

/// How a disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// There is no room for a write.
    Full,
    /// Half of a write finds room.
    Shortened,
    /// The device fails: writes, flushes, cuts, deletions.
    Broken,
    /// Half of a write arrives, then the device fails.
    Torn,
    /// The device fails to read.
    Unreadable,
    /// A file cannot be opened, as when the process has too many.
    Unopenable,
}

/// A call of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Open,
    Read,
    Write(usize),
    /// A flush, a cut or a deletion, which need no room.
    Other,
}

impl Failure {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Full, Self::Shortened, Self::Broken, Self::Torn, Self::Unreadable, Self::Unopenable];

    /// Whether a call is one of those that are counted for this way of failing.
    fn concerns(self, call: Call) -> bool {
        match self {
            Self::Unreadable => call == Call::Read,
            Self::Unopenable => call == Call::Open,
            _ => !matches!(call, Call::Read | Call::Open),
        }
    }
}

/// A disk that fails at its `at`-th call, counted from 1, once or from then on.
pub struct FailingDisk {
    failure: Failure,
    at: u64,
    stays: bool,
    calls: AtomicU64,
    failed: AtomicU64,
}

impl FailingDisk {
    /// A disk that fails at this call; with `stays`, at every later one too.
    pub fn new(failure: Failure, at: u64, stays: bool) -> Self {
        Self { failure, at, stays, calls: AtomicU64::new(0), failed: AtomicU64::new(0) }
    }

    /// A disk that only counts the calls of a way of failing.
    pub fn counting(failure: Failure) -> Self {
        Self::new(failure, u64::MAX, false)
    }

    /// The calls so far.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }

    /// How many of them failed.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::SeqCst)
    }

    fn decide(&self, call: Call) -> Verdict {
        if !self.failure.concerns(call) {
            return Verdict::Pass;
        }
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if number < self.at || (number > self.at && !self.stays) {
            return Verdict::Pass;
        }
        let verdict = match (self.failure, call) {
            (Failure::Full | Failure::Shortened, Call::Other) => return Verdict::Pass,
            (Failure::Full, _) => Verdict::Full,
            (Failure::Shortened, Call::Write(bytes)) => Verdict::Shortened(bytes / 2),
            (Failure::Torn, Call::Write(bytes)) => Verdict::Torn(bytes / 2),
            _ => Verdict::Broken,
        };
        self.failed.fetch_add(1, Ordering::SeqCst);
        verdict
    }
}

impl Disk for FailingDisk {
    fn open(&self, _path: &Path) -> Verdict {
        self.decide(Call::Open)
    }

    fn read(&self, _path: &Path) -> Verdict {
        self.decide(Call::Read)
    }

    fn write(&self, _path: &Path, _offset: u64, bytes: &[u8]) -> Verdict {
        self.decide(Call::Write(bytes.len()))
    }

    fn sync(&self, _path: &Path) -> Verdict {
        self.decide(Call::Other)
    }

    fn truncate(&self, _path: &Path, _size: u64) -> Verdict {
        self.decide(Call::Other)
    }

    fn delete(&self, _path: &Path) -> Verdict {
        self.decide(Call::Other)
    }
}

/// A disk without room, or one whose files whose names begin with a word cannot be written.
pub enum LockedDisk {
    /// No room for anything.
    Full,
    /// Files whose names begin so are read-only.
    ReadOnly(String),
}

impl LockedDisk {
    fn decide(&self, path: &Path) -> Verdict {
        match self {
            Self::Full => Verdict::Full,
            Self::ReadOnly(prefix) => {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                if name.starts_with(prefix.as_str()) { Verdict::ReadOnly } else { Verdict::Pass }
            }
        }
    }
}

impl Disk for LockedDisk {
    fn open(&self, path: &Path) -> Verdict {
        match self.decide(path) {
            Verdict::Full => Verdict::Pass,
            verdict => verdict,
        }
    }

    fn write(&self, path: &Path, _offset: u64, _bytes: &[u8]) -> Verdict {
        self.decide(path)
    }
}

/// What reached the disk's cache, in order.
#[derive(Debug, Clone)]
enum Event {
    Write { path: PathBuf, offset: u64, bytes: Vec<u8> },
    Truncate { path: PathBuf, size: u64 },
    Sync { path: PathBuf },
    Delete { path: PathBuf },
}

/// A disk that remembers every call.
#[derive(Default)]
pub struct RecordingDisk {
    events: Mutex<Vec<Event>>,
}

/// What a loss of power does to writes that were not flushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unflushed {
    /// None of them is there.
    Lost,
    /// Any of them is there, in sectors of 512 bytes, by this seed.
    Random(u64),
}

/// A file after a loss of power, and what was not flushed.
#[derive(Default, Clone)]
struct Recovered {
    flushed: Vec<u8>,
    pending: Vec<Event>,
}

impl RecordingDisk {
    /// The number of calls so far.
    pub fn len(&self) -> usize {
        self.events().len()
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn events(&self) -> std::sync::MutexGuard<'_, Vec<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, event: Event) -> Verdict {
        self.events().push(event);
        Verdict::Pass
    }

    /// Writes the files into `folder` as they are if the power is lost after the first `calls` calls. A deletion is
    /// durable at once, and so is the name of a file that was flushed.
    pub fn after_power_loss(&self, calls: usize, unflushed: Unflushed, folder: &Path) -> std::io::Result<()> {
        let mut files: BTreeMap<PathBuf, Recovered> = BTreeMap::new();
        for event in self.events().iter().take(calls) {
            match event {
                Event::Write { path, .. } | Event::Truncate { path, .. } => {
                    files.entry(path.clone()).or_default().pending.push(event.clone());
                }
                Event::Sync { path } => {
                    let file = files.entry(path.clone()).or_default();
                    for pending in std::mem::take(&mut file.pending) {
                        apply(&mut file.flushed, &pending, &mut |_| true);
                    }
                }
                Event::Delete { path } => {
                    files.remove(path);
                }
            }
        }
        let mut dice = match unflushed {
            Unflushed::Lost => None,
            Unflushed::Random(seed) => Some(fastrand::Rng::with_seed(seed)),
        };
        for (path, mut file) in files {
            if let Some(dice) = &mut dice {
                for pending in std::mem::take(&mut file.pending) {
                    apply(&mut file.flushed, &pending, &mut |_| dice.bool());
                }
            }
            fs::write(folder.join(path.file_name().unwrap_or_default()), &file.flushed)?;
        }
        Ok(())
    }
}

const SECTOR: usize = 512;

/// Applies the sectors of a write that `arrives` lets through; a truncation is one sector.
fn apply(content: &mut Vec<u8>, event: &Event, arrives: &mut dyn FnMut(usize) -> bool) {
    match event {
        Event::Truncate { size, .. } => {
            if arrives(0) {
                content.resize(*size as usize, 0);
            }
        }
        Event::Write { offset, bytes, .. } => {
            for (number, part) in bytes.chunks(SECTOR).enumerate() {
                let at = *offset as usize + number * SECTOR;
                if arrives(number) {
                    content.resize(content.len().max(at + part.len()), 0);
                    content[at..at + part.len()].copy_from_slice(part);
                }
            }
        }
        Event::Sync { .. } | Event::Delete { .. } => {}
    }
}

impl Disk for RecordingDisk {
    fn write(&self, path: &Path, offset: u64, bytes: &[u8]) -> Verdict {
        self.record(Event::Write { path: path.to_owned(), offset, bytes: bytes.to_owned() })
    }

    fn sync(&self, path: &Path) -> Verdict {
        self.record(Event::Sync { path: path.to_owned() })
    }

    fn truncate(&self, path: &Path, size: u64) -> Verdict {
        self.record(Event::Truncate { path: path.to_owned(), size })
    }

    fn delete(&self, path: &Path) -> Verdict {
        self.record(Event::Delete { path: path.to_owned() })
    }
}
