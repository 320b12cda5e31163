//! Ways in which a file is damaged. A case is named by its way and a seed, so that it can be repeated alone.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;

use fastrand::Rng;

use crate::Outcome;
use crate::schema_damage;

/// The page size of the databases.
const PAGE: usize = 8192;

/// A way of damaging a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Nothing is damaged: the judge is judged.
    Untouched,
    /// Some of the first 100 bytes.
    Header,
    /// One member of a database's header.
    HeaderField,
    /// A page of zeros.
    ZeroPage,
    /// A page of noise.
    NoisePage,
    /// Single bits anywhere.
    Bits,
    /// Sixteen bytes somewhere in a page.
    Bytes,
    /// Bytes where a page begins: its kind, its cells.
    PageHead,
    /// It ends early.
    Cut,
    /// It goes on with noise.
    Longer,
    /// It is empty.
    Empty,
    /// It is missing.
    Missing,
    /// It holds something else.
    OtherFile,
    /// The log of a running app is missing.
    LogMissing,
    /// The log is cut.
    LogCut,
    /// Bits of the log.
    LogBits,
    /// The log of another phone.
    LogOfAnother,
    /// An index has entries of rows that are gone, or none of rows that are there.
    IndexAgainstTable,
    /// A value of a type that the column does not allow.
    WrongType,
    /// Nothing where something has to be.
    Null,
    /// Text that is not UTF-8.
    NotUtf8,
    /// A document that is no JSON.
    NotJson,
    /// A row of the schema that is odd.
    Schema,
    /// A folder is in its place.
    Folder,
    /// A link to nothing is in its place.
    Link,
    /// It cannot be written.
    ReadOnly,
    /// There is no room while the app runs.
    NoRoom,
}

impl Way {
    /// The ways for a database, each with its number of cases.
    pub const DATABASE: [(Self, u64); 26] = [
        (Self::Header, 20),
        (Self::HeaderField, 16),
        (Self::ZeroPage, 24),
        (Self::NoisePage, 24),
        (Self::Bits, 32),
        (Self::Bytes, 32),
        (Self::PageHead, 24),
        (Self::Cut, 20),
        (Self::Longer, 3),
        (Self::Empty, 1),
        (Self::Missing, 1),
        (Self::OtherFile, 5),
        (Self::LogMissing, 2),
        (Self::LogCut, 12),
        (Self::LogBits, 12),
        (Self::LogOfAnother, 2),
        (Self::IndexAgainstTable, 14),
        (Self::WrongType, 24),
        (Self::Null, 12),
        (Self::NotUtf8, 20),
        (Self::NotJson, 12),
        (Self::Schema, 20),
        (Self::Folder, 2),
        (Self::Link, 1),
        (Self::ReadOnly, 1),
        (Self::NoRoom, 1),
    ];

    /// The ways that can come over a database that is in use, each with its number of cases.
    pub const IN_USE: [(Self, u64); 6] = [
        (Self::Header, 10),
        (Self::ZeroPage, 24),
        (Self::NoisePage, 24),
        (Self::Bits, 24),
        (Self::PageHead, 16),
        (Self::Cut, 12),
    ];

    /// The ways for a picture, a document or a small file, each with its number of cases.
    pub const PLAIN: [(Self, u64); 11] = [
        (Self::Header, 20),
        (Self::ZeroPage, 30),
        (Self::NoisePage, 30),
        (Self::Bits, 60),
        (Self::Bytes, 40),
        (Self::Cut, 60),
        (Self::Longer, 10),
        (Self::Empty, 20),
        (Self::Missing, 20),
        (Self::Folder, 10),
        (Self::Link, 10),
    ];

    /// Whether the case begins with the files of a running app, which have logs.
    pub fn of_running(self) -> bool {
        matches!(self, Self::LogMissing | Self::LogCut | Self::LogBits | Self::LogOfAnother)
    }
}

/// A damaged file.
#[derive(Debug, Clone)]
pub struct Case {
    /// The file, relative to the phone's folder.
    pub file: String,
    /// How it is damaged.
    pub way: Way,
    /// Where and with what.
    pub seed: u64,
    /// Whether the app has the file open meanwhile.
    pub in_use: bool,
}

impl Case {
    /// Damages the file in `folder`. `other`: the folder of another phone.
    pub fn apply(&self, folder: &Path, other: &Path) -> Outcome {
        let path = folder.join(&self.file);
        let log = folder.join(format!("{}-wal", self.file));
        let mut dice = Rng::with_seed(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ self.way as u64);
        match self.way {
            // The disk is what fails, not the file.
            Way::Untouched | Way::ReadOnly | Way::NoRoom => {}
            Way::Header => change(&path, |bytes| {
                let end = bytes.len().min(100);
                for _ in 0..=dice.usize(..8) {
                    // Not the version of the schema, which has a way of its own.
                    let at = dice.usize(..end.max(1));
                    if end > 0 && !(60..64).contains(&at) {
                        bytes[at] ^= dice.u8(1..);
                    }
                }
            })?,
            Way::HeaderField => change(&path, |bytes| {
                // Page size, format versions, reserved space, fractions, pages, freelist, schema format, encoding, the
                // largest root page, incremental vacuum, the lowest schema version.
                const FIELDS: [(usize, usize); 16] = [
                    (16, 2),
                    (18, 1),
                    (19, 1),
                    (20, 1),
                    (21, 1),
                    (23, 1),
                    (28, 4),
                    (32, 4),
                    (36, 4),
                    (40, 4),
                    (44, 4),
                    (52, 4),
                    (56, 4),
                    (64, 4),
                    (92, 4),
                    (96, 4),
                ];
                let (at, length) = FIELDS[self.seed as usize % FIELDS.len()];
                bytes.iter_mut().skip(at).take(length).for_each(|byte| *byte = dice.u8(..));
            })?,
            Way::ZeroPage => change(&path, |bytes| page(bytes, &mut dice, self.seed).fill(0))?,
            Way::NoisePage => change(&path, |bytes| {
                let page = page(bytes, &mut dice, self.seed);
                page.iter_mut().for_each(|byte| *byte = dice.u8(..));
            })?,
            Way::Bits => change(&path, |bytes| bits(bytes, &mut dice, self.seed))?,
            Way::Bytes => change(&path, |bytes| {
                let at = dice.usize(..bytes.len().max(1));
                bytes.iter_mut().skip(at).take(16).for_each(|byte| *byte = dice.u8(..));
            })?,
            Way::PageHead => change(&path, |bytes| {
                let page = page(bytes, &mut dice, self.seed + 1);
                let at = dice.usize(..64);
                page.iter_mut().skip(at).take(4).for_each(|byte| *byte = dice.u8(..));
            })?,
            Way::Cut => cut(&path, &mut dice, self.seed)?,
            Way::Longer => change(&path, |bytes| bytes.extend((0..dice.usize(1..3 * PAGE)).map(|_| 0xA5)))?,
            Way::Empty => fs::write(&path, [])?,
            Way::Missing => fs::remove_file(&path)?,
            Way::OtherFile => other_file(&path, folder, other, self.seed)?,
            Way::LogMissing => remove(&log)?,
            Way::LogCut if log.exists() => cut(&log, &mut dice, self.seed)?,
            Way::LogBits if log.exists() => change(&log, |bytes| bits(bytes, &mut dice, self.seed))?,
            Way::LogCut | Way::LogBits => {}
            Way::LogOfAnother => {
                let theirs = other.join(format!("{}-wal", self.file));
                if theirs.exists() {
                    fs::copy(theirs, &log)?;
                }
            }
            Way::IndexAgainstTable => schema_damage::index_against_table(&path, &mut dice)?,
            Way::WrongType => schema_damage::wrong_type(&path, &mut dice)?,
            Way::Null => schema_damage::null(&path, &mut dice)?,
            Way::NotUtf8 => schema_damage::not_utf8(&path, &mut dice)?,
            Way::NotJson => schema_damage::not_json(&path, &mut dice)?,
            Way::Schema => schema_damage::odd_schema(&path, self.seed, &mut dice)?,
            Way::Folder => {
                remove(&path)?;
                fs::create_dir(&path)?;
                if self.seed % 2 == 1 {
                    fs::write(path.join("something"), "x")?;
                }
            }
            Way::Link => {
                remove(&path)?;
                symlink(folder.join("nowhere/at/all"), &path)?;
            }
        }
        Ok(())
    }
}

fn remove(path: &Path) -> Outcome {
    if path.exists() {
        fs::remove_file(path)?;
    }
    Ok(())
}

fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) -> Outcome {
    let mut bytes = fs::read(path)?;
    change(&mut bytes);
    Ok(fs::write(path, bytes)?)
}

/// A page; the first for every eighth seed.
fn page<'a>(bytes: &'a mut [u8], dice: &mut Rng, seed: u64) -> &'a mut [u8] {
    let pages = bytes.len().div_ceil(PAGE).max(1);
    let number = if seed.is_multiple_of(8) { 0 } else { dice.usize(..pages) };
    let end = bytes.len().min((number + 1) * PAGE);
    &mut bytes[(number * PAGE).min(end)..end]
}

fn bits(bytes: &mut [u8], dice: &mut Rng, seed: u64) {
    if bytes.is_empty() {
        return;
    }
    for _ in 0..[1, 4, 16, 64][seed as usize % 4] {
        let at = dice.usize(..bytes.len());
        if !(60..64).contains(&at) {
            bytes[at] ^= 1 << dice.u8(..8);
        }
    }
}

fn cut(path: &Path, dice: &mut Rng, seed: u64) -> Outcome {
    let length = fs::metadata(path)?.len();
    let left = match seed % 4 {
        0 => dice.u64(..length.max(1)),
        1 => length.saturating_sub(dice.u64(1..PAGE as u64)),
        2 => dice.u64(..length.div_ceil(PAGE as u64).max(1)) * PAGE as u64,
        _ => dice.u64(..length.clamp(1, 600)),
    };
    Ok(File::options().write(true).open(path)?.set_len(left)?)
}

fn other_file(path: &Path, folder: &Path, other: &Path, seed: u64) -> Outcome {
    let databases = ["cache.sqlite3", "outbox.sqlite3", "search.sqlite3"];
    match seed {
        0..3 if path.file_name().is_some_and(|name| name != databases[seed as usize]) => {
            fs::copy(other.join(databases[seed as usize]), path)?;
        }
        3 => fs::write(path, "<html><body>登录后使用网络</body></html>")?,
        _ => {
            fs::copy(folder.join("lock"), path)?;
        }
    }
    Ok(())
}
