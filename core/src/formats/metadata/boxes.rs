//! Boxes of the ISO base media file format (MP4, `QuickTime`, HEIF), read by seeking, and what is to be overwritten in them.
//!
//! What holds:
//!
//! - No byte moves: offsets in tables stay right, and a file keeps its length. What goes becomes a box `free` of zeros.
//! - All is checked before anything is written: a file that is refused is not changed.
//! - Memory is bounded by the caps, whatever a length claims.

use std::io::{Read, Seek, SeekFrom, Write};

use super::outcome::{MediaType, Refusal, VideoError};

type Result<T> = std::result::Result<T, VideoError>;

/// Boxes that are looked at in one file.
const MAX_BOXES: usize = 200_000;
/// Bytes that are held at once: what a table, a packet or a list of items may have.
pub(super) const MAX_READ: u64 = 4 << 20;
/// Bytes that are compared or written at once.
const STEP: usize = 64 << 10;

#[derive(Clone, Copy)]
pub(super) struct BoxHeader {
    pub(super) kind: [u8; 4],
    pub(super) start: u64,
    /// Where its content begins.
    pub(super) content: u64,
    pub(super) end: u64,
}

/// Bytes that are to be overwritten.
pub(super) enum Patch {
    Bytes(u64, Vec<u8>),
    /// From and to.
    Zeros(u64, u64),
}

/// A file that is read by its boxes, and what is to become of it.
pub(super) struct Boxes<F> {
    file: F,
    pub(super) kind: MediaType,
    pub(super) length: u64,
    pub(super) patches: Vec<Patch>,
    seen: usize,
}

impl<F: Read + Seek> Boxes<F> {
    pub(super) fn new(mut file: F, kind: MediaType) -> Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        Ok(Self { file, kind, length, patches: Vec::new(), seen: 0 })
    }

    pub(super) fn damaged<T>(&self) -> Result<T> {
        Err(Refusal::Damaged(self.kind).into())
    }

    pub(super) fn unsupported<T>(&self) -> Result<T> {
        Err(Refusal::Unsupported(self.kind).into())
    }

    /// What a parser gives back, or that the file is damaged.
    pub(super) fn sound<T>(&self, parsed: Option<T>) -> Result<T> {
        parsed.ok_or(Refusal::Damaged(self.kind).into())
    }

    /// The bytes of a range, which has at most [`MAX_READ`].
    pub(super) fn read(&mut self, from: u64, to: u64) -> Result<Vec<u8>> {
        let length = to.checked_sub(from).filter(|_| to <= self.length);
        let length = self.sound(length)?;
        if length > MAX_READ {
            return Err(Refusal::TooLarge.into());
        }
        let mut bytes = vec![0; length as usize];
        self.file.seek(SeekFrom::Start(from))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// The content of a box.
    pub(super) fn content(&mut self, of: &BoxHeader) -> Result<Vec<u8>> {
        self.read(of.content, of.end)
    }

    /// The box that begins at `at`, inside of what ends at `end`.
    pub(super) fn next(&mut self, at: u64, end: u64) -> Result<BoxHeader> {
        self.seen += 1;
        if self.seen > MAX_BOXES {
            return Err(Refusal::TooLarge.into());
        }
        let header = self.read(at, end.min(at.saturating_add(16)))?;
        let number = |from: usize, to: usize| {
            Some(header.get(from..to)?.iter().fold(0, |number: u64, byte| number << 8 | u64::from(*byte)))
        };
        let kind = header.get(4..8).and_then(|kind| kind.try_into().ok());
        let parsed = (|| {
            let (size, long) = match number(0, 4)? {
                // Only the last box of a file is as long as what is left.
                0 if end == self.length => (end - at, 8),
                0 => return None,
                1 => (number(8, 16)?, 16),
                size => (size, 8),
            };
            let box_end = at.checked_add(size).filter(|box_end| size >= long && *box_end <= end)?;
            Some(BoxHeader { kind: kind?, start: at, content: at + long, end: box_end })
        })();
        self.sound(parsed)
    }

    /// The boxes between two places. Fewer than eight bytes behind the last one are no box: `QuickTime` ends a list with
    /// a zero. They are overwritten.
    pub(super) fn children(&mut self, from: u64, end: u64) -> Result<Vec<BoxHeader>> {
        let mut found = Vec::new();
        let mut at = from;
        while end.saturating_sub(at) >= 8 {
            let header = self.next(at, end)?;
            at = header.end;
            found.push(header);
        }
        if at < end {
            self.patches.push(Patch::Zeros(at, end));
        }
        Ok(found)
    }

    /// Makes free space of a box.
    pub(super) fn free(&mut self, header: &BoxHeader) {
        self.patches.push(Patch::Bytes(header.start + 4, b"free".to_vec()));
        self.patches.push(Patch::Zeros(header.content, header.end));
    }

    /// Writes `content` over a whole box, as a box of the same kind; the rest becomes free space. `content` is that of the
    /// box without some boxes or entries, so that there is room for a header. Without content all of it is free.
    pub(super) fn shrink(&mut self, header: &BoxHeader, content: &[u8]) -> Result<()> {
        let size = content.len() as u64 + 8;
        let rest = (header.end - header.start).checked_sub(size).filter(|rest| *rest == 0 || *rest >= 8);
        let (size, rest) = self.sound(u32::try_from(size).ok().zip(rest.and_then(|rest| u32::try_from(rest).ok())))?;
        let mut bytes = [&size.to_be_bytes()[..], &header.kind, content].concat();
        if rest > 0 {
            bytes.extend(rest.to_be_bytes());
            bytes.extend(b"free");
        }
        let end = header.start + bytes.len() as u64;
        self.patches.push(Patch::Bytes(header.start, bytes));
        self.patches.push(Patch::Zeros(end, header.end));
        Ok(())
    }
}

/// Overwrites what is to be overwritten. Returns whether a byte became another one; bytes that are right are not written.
pub(super) fn apply(file: &mut (impl Read + Write + Seek), patches: &[Patch]) -> std::io::Result<bool> {
    let mut changed = false;
    for patch in patches {
        match patch {
            Patch::Bytes(at, bytes) => changed |= overwrite(file, *at, bytes)?,
            Patch::Zeros(from, to) => {
                let mut at = *from;
                while at < *to {
                    let length = (*to - at).min(STEP as u64);
                    changed |= overwrite(file, at, &[0; STEP][..length as usize])?;
                    at += length;
                }
            }
        }
    }
    Ok(changed)
}

fn overwrite(file: &mut (impl Read + Write + Seek), at: u64, bytes: &[u8]) -> std::io::Result<bool> {
    let mut current = vec![0; bytes.len()];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut current)?;
    if current == bytes {
        return Ok(false);
    }
    file.seek(SeekFrom::Start(at))?;
    file.write_all(bytes)?;
    Ok(true)
}
