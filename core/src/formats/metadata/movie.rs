//! MP4 and `QuickTime`: the boxes that a player needs stay, by an allow-list for each place; the others become free space.
//!
//! What holds:
//!
//! - Picture and sound in `mdat` are neither read nor changed. Tracks of another kind (positions, telemetry of cameras and
//!   drones, which write it as subtitles too) go, and their samples are overwritten with zeros.
//! - Of the items in `meta`, those that are the label stay: a key `AIGC`, or a value that is the label's JSON.
//! - Dates, names of handlers and of encoders are emptied: they tell the device.

use std::io::{Read, Seek};

use super::boxes::{BoxHeader, Boxes, Patch};
use super::credential;
use super::input::Input;
use super::items;
use super::outcome::{Findings, MediaType, Refusal, VideoError};
use super::samples;
use super::xmp;

type Result<T> = std::result::Result<T, VideoError>;

const XMP: [u8; 16] = 0xbe7a_cfcb_97a9_42e8_9c71_9994_91e3_afac_u128.to_be_bytes();
const CREDENTIAL: [u8; 16] = 0xd8fe_c3d6_1b0e_483c_9297_5828_877e_c481_u128.to_be_bytes();

/// Boxes inside each other.
const MAX_NESTING: usize = 8;

/// A box whose boxes are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    File,
    Movie,
    Track,
    Media,
    Information,
    Samples,
    Fragment,
    TrackFragment,
}

/// What becomes of a box.
enum Fate {
    Keep,
    Enter(Place),
    /// Kept without its dates.
    Undate,
    Track,
    UserData,
    Meta,
    Uuid,
    Handler,
    Descriptions,
    References,
    Blank,
    Free,
}

/// The allow-list.
fn fate(place: Place, kind: &[u8; 4]) -> Fate {
    use Place::{File, Fragment, Information, Media, Movie, Samples, Track, TrackFragment};
    match (place, kind) {
        (_, b"free" | b"skip" | b"wide") => Fate::Blank,
        (_, b"uuid") => Fate::Uuid,
        (File | Movie | Track | Media, b"meta") => Fate::Meta,
        (File | Movie | Track | Media, b"udta") => Fate::UserData,
        (File, b"moov") => Fate::Enter(Movie),
        (File, b"moof") => Fate::Enter(Fragment),
        (Movie, b"trak") => Fate::Track,
        (Track, b"mdia") => Fate::Enter(Media),
        (Media, b"minf") => Fate::Enter(Information),
        (Information, b"stbl") => Fate::Enter(Samples),
        (Information, b"dinf") => Fate::References,
        (Fragment, b"traf") => Fate::Enter(TrackFragment),
        (Movie, b"mvhd") | (Track, b"tkhd") | (Media, b"mdhd") => Fate::Undate,
        (Media | Information, b"hdlr") => Fate::Handler,
        (Samples, b"stsd") => Fate::Descriptions,
        (File, b"ftyp" | b"styp" | b"mdat" | b"sidx" | b"ssix" | b"mfra" | b"pdin")
        | (Movie, b"mvex" | b"iods")
        | (Track, b"edts" | b"tref" | b"trgr" | b"tapt" | b"clip" | b"matt" | b"load")
        | (Media, b"elng")
        | (Information, b"vmhd" | b"smhd" | b"hmhd" | b"sthd" | b"nmhd" | b"gmhd")
        | (
            Samples,
            b"stts" | b"ctts" | b"cslg" | b"stsc" | b"stsz" | b"stz2" | b"stco" | b"co64" | b"stss" | b"stsh" | b"stps"
            | b"padb" | b"stdp" | b"sdtp" | b"sbgp" | b"sgpd" | b"subs" | b"saiz" | b"saio",
        )
        | (Fragment, b"mfhd")
        | (TrackFragment, b"tfhd" | b"tfdt" | b"trun" | b"sbgp" | b"sgpd" | b"subs" | b"saiz" | b"saio" | b"sdtp") => {
            Fate::Keep
        }
        _ => Fate::Free,
    }
}

/// Looks at a file and plans what is overwritten.
pub(super) struct Cleaner<F> {
    pub(super) boxes: Boxes<F>,
    pub(super) findings: Findings,
    /// Width and height of the first track with pictures, upright.
    pub(super) size: Option<(u32, u32)>,
    /// The descriptions of items, which HEIF has. They are not looked at here.
    pub(super) item_descriptions: Vec<BoxHeader>,
    /// Where samples are, ascending.
    pub(super) data: Vec<(u64, u64)>,
    other_tracks: Vec<BoxHeader>,
    has_fragments: bool,
    /// The handler of the track that is looked at.
    handler: [u8; 4],
}

impl<F: Read + Seek> Cleaner<F> {
    pub(super) fn new(file: F, kind: MediaType) -> Result<Self> {
        Ok(Self {
            boxes: Boxes::new(file, kind)?,
            findings: Findings::default(),
            size: None,
            item_descriptions: Vec::new(),
            data: Vec::new(),
            other_tracks: Vec::new(),
            has_fragments: false,
            handler: [0; 4],
        })
    }

    /// Looks at the whole file.
    pub(super) fn file(&mut self) -> Result<()> {
        self.enter(Place::File, 0, self.boxes.length, 0)?;
        if !self.other_tracks.is_empty() && self.has_fragments {
            return self.boxes.unsupported();
        }
        for track in std::mem::take(&mut self.other_tracks) {
            self.findings.tracks = true;
            samples::erase(&mut self.boxes, &track, &self.data)?;
            self.boxes.free(&track);
        }
        Ok(())
    }

    fn enter(&mut self, place: Place, from: u64, end: u64, depth: usize) -> Result<()> {
        if depth > MAX_NESTING {
            return self.boxes.damaged();
        }
        for child in self.boxes.children(from, end)? {
            self.child(place, &child, depth)?;
        }
        Ok(())
    }

    fn child(&mut self, place: Place, child: &BoxHeader, depth: usize) -> Result<()> {
        match fate(place, &child.kind) {
            Fate::Keep if child.kind == *b"mdat" => self.data.push((child.content, child.end)),
            Fate::Keep => {}
            Fate::Enter(place) => {
                self.has_fragments |= place == Place::Fragment;
                self.enter(place, child.content, child.end, depth + 1)?;
            }
            Fate::Undate => self.undate(child)?,
            Fate::Track => self.track(child, depth)?,
            Fate::UserData => self.user_data(child)?,
            Fate::Meta if place == Place::File && self.boxes.kind == MediaType::Heic => {
                self.item_descriptions.push(*child);
            }
            Fate::Meta => items::filter(&mut self.boxes, child, &mut self.findings)?,
            Fate::Uuid => self.uuid(child)?,
            Fate::Handler => self.boxes.patches.push(Patch::Zeros(child.end.min(child.content + 12), child.end)),
            Fate::Descriptions => self.descriptions(child)?,
            Fate::References => self.references(child)?,
            // Space that was freed may hold what stood there before.
            Fate::Blank => self.boxes.patches.push(Patch::Zeros(child.content, child.end)),
            Fate::Free => self.drop(child, place == Place::File),
        }
        Ok(())
    }

    fn drop(&mut self, header: &BoxHeader, behind: bool) {
        if behind {
            self.findings.trailer = true;
        } else {
            self.findings.details = true;
        }
        self.findings.location |= matches!(&header.kind, b"\xa9xyz" | b"loci" | b"gps " | b"GPS ");
        self.boxes.free(header);
    }

    /// Creation and modification, and of a track the size of its pictures.
    fn undate(&mut self, header: &BoxHeader) -> Result<()> {
        let content = self.boxes.content(header)?;
        let mut input = Input(&content);
        let long = input.u8() == Some(1);
        let dates = if long { 16 } else { 8 };
        let valid = content.get(4..4 + dates);
        self.findings.details |= self.boxes.sound(valid)?.iter().any(|byte| *byte != 0);
        self.boxes.patches.push(Patch::Zeros(header.content + 4, header.content + 4 + dates as u64));
        if header.kind == *b"tkhd" && self.size.is_none() && self.handler == *b"vide" {
            // Behind identity, duration, layer and volume: a matrix whose first and fifth number are zero turns by 90°.
            let matrix = if long { 52 } else { 40 };
            let mut numbers = Input(content.get(matrix..).unwrap_or_default());
            let parsed = (|| {
                let first = numbers.u32()?;
                numbers.take(12)?;
                let fifth = numbers.u32()?;
                numbers.take(16)?;
                let (width, height) = (numbers.u32()? >> 16, numbers.u32()? >> 16);
                Some(if first == 0 && fifth == 0 { (height, width) } else { (width, height) })
            })();
            self.size = Some(self.boxes.sound(parsed)?).filter(|(width, height)| *width > 0 && *height > 0);
        }
        Ok(())
    }

    /// Keeps a track with pictures, sound or time codes. Others are erased when it is known where all samples are.
    fn track(&mut self, track: &BoxHeader, depth: usize) -> Result<()> {
        let handler = samples::handler(&mut self.boxes, track)?;
        if matches!(&handler, b"vide" | b"soun" | b"pict" | b"auxv" | b"tmcd") {
            self.handler = handler;
            return self.enter(Place::Track, track.content, track.end, depth + 1);
        }
        self.other_tracks.push(*track);
        Ok(())
    }

    fn user_data(&mut self, header: &BoxHeader) -> Result<()> {
        for child in self.boxes.children(header.content, header.end)? {
            match &child.kind {
                b"meta" => items::filter(&mut self.boxes, &child, &mut self.findings)?,
                b"XMP_" => self.packet(&child, child.content)?,
                b"uuid" => self.uuid(&child)?,
                b"free" | b"skip" => self.boxes.patches.push(Patch::Zeros(child.content, child.end)),
                b"AIGC" => {
                    let value = self.boxes.content(&child)?;
                    self.findings.label.texts.push(value);
                }
                _ => self.drop(&child, false),
            }
        }
        Ok(())
    }

    fn uuid(&mut self, header: &BoxHeader) -> Result<()> {
        let identity = self.boxes.read(header.content, header.end.min(header.content + 16))?;
        let content = header.content + identity.len() as u64;
        if identity == XMP {
            return self.packet(header, content);
        }
        if identity != CREDENTIAL {
            self.drop(header, false);
            return Ok(());
        }
        let manifest = match self.boxes.read(content, header.end) {
            Ok(manifest) => manifest,
            // Too large to be looked through.
            Err(VideoError::Refused(Refusal::TooLarge)) => vec![0],
            Err(error) => return Err(error),
        };
        if !credential::stays(&manifest, &mut self.findings) {
            self.boxes.free(header);
        }
        Ok(())
    }

    /// Overwrites XMP, which begins at `content` in its box, with the label that it has.
    fn packet(&mut self, header: &BoxHeader, content: u64) -> Result<()> {
        let packet = self.boxes.read(content, header.end)?;
        let properties = xmp::read(&packet, &mut self.findings)?;
        if properties.is_empty() {
            self.boxes.free(header);
            return Ok(());
        }
        let own = xmp::fit(&properties, packet.len()).ok_or(Refusal::LabelUnreadable)?;
        self.boxes.patches.push(Patch::Bytes(content, own));
        Ok(())
    }

    /// The names of the encoder in descriptions of pictures.
    fn descriptions(&mut self, header: &BoxHeader) -> Result<()> {
        if !matches!(&self.handler, b"vide" | b"pict" | b"auxv") {
            return Ok(());
        }
        for entry in self.boxes.children((header.content + 8).min(header.end), header.end)? {
            // Vendor and compressor.
            for (from, to) in [(12, 16), (42, 74)] {
                if entry.content + to <= entry.end {
                    self.boxes.patches.push(Patch::Zeros(entry.content + from, entry.content + to));
                }
            }
        }
        Ok(())
    }

    /// Where samples are: in this file. A path to another one names folders and volumes, and says that samples are missing.
    pub(super) fn references(&mut self, header: &BoxHeader) -> Result<()> {
        for table in self.boxes.children(header.content, header.end)? {
            if table.kind != *b"dref" {
                self.drop(&table, false);
                continue;
            }
            for entry in self.boxes.children((table.content + 8).min(table.end), table.end)? {
                let flags = self.boxes.read(entry.content, entry.end.min(entry.content + 4))?;
                if flags.last().is_none_or(|flags| flags & 1 == 0) {
                    return self.boxes.unsupported();
                }
                self.boxes.patches.push(Patch::Zeros(entry.end.min(entry.content + 4), entry.end));
            }
        }
        Ok(())
    }
}
