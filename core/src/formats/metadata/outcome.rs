//! What cleaning gives back: the cleaned file, what the person should know about it, or the reason for a refusal.

use std::io;

use super::label::Label;

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// HEIC.
    Heic,
    /// MP4.
    Mp4,
    /// `QuickTime`, the form in which an iPhone records.
    Mov,
}

impl MediaType {
    /// The media type of RFC 6838.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Heic => "image/heic",
            Self::Mp4 => "video/mp4",
            Self::Mov => "video/quicktime",
        }
    }

    /// Whether it is a video.
    pub fn is_video(self) -> bool {
        matches!(self, Self::Mp4 | Self::Mov)
    }
}

/// Why a file is not cleaned. What is refused is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// None of the types that are read, or a video where a picture is expected and the other way round.
    UnknownType,
    /// Incomplete or invalid.
    Damaged(MediaType),
    /// A picture, or the description of a video, over a cap.
    TooLarge,
    /// Valid, but its metadata stands where it cannot be removed without moving the picture.
    Unsupported(MediaType),
    /// It has an AI-content label that cannot be carried over unchanged, which nobody may delete.
    LabelUnreadable,
}

/// What a person should know about a cleaned file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Note {
    /// It said where it was taken.
    LocationRemoved,
    /// It had other metadata: the device, dates, names.
    DetailsRemoved,
    /// Something stood behind the picture: a motion photo, a second picture, a depth map.
    TrailerRemoved,
    /// A video had tracks besides picture and sound: positions, telemetry, subtitles.
    TracksRemoved,
    /// The AI-content label is still there.
    LabelKept,
    /// Its content credential (C2PA) is still there, and does not match the cleaned file.
    CredentialNoLongerMatches,
    /// Its content credential held personal data.
    CredentialRemoved,
}

/// A cleaned picture. It has no `Debug`: its bytes are a person's.
pub(crate) struct Cleaned {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: MediaType,
    /// Pixels of the upright picture.
    pub(crate) width: u32,
    /// Pixels of the upright picture.
    pub(crate) height: u32,
    /// What a viewer does with the stored pixels, as EXIF counts it: 1 to 8.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    pub(crate) orientation: u8,
    pub(crate) label: Option<Label>,
    /// Each at most once, ascending.
    pub(crate) notes: Vec<Note>,
}

/// A video that was cleaned in place.
pub(crate) struct CleanedVideo {
    pub(crate) kind: MediaType,
    /// Pixels of the upright picture.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    pub(crate) width: u32,
    /// Pixels of the upright picture.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    pub(crate) height: u32,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    pub(crate) label: Option<Label>,
    /// Each at most once, ascending.
    pub(crate) notes: Vec<Note>,
}

/// Why a video is not cleaned.
#[derive(Debug)]
pub(crate) enum VideoError {
    /// The file is as it was.
    Refused(Refusal),
    /// Reading or writing failed: the file may be cleaned in part.
    Io(io::Error),
}

impl From<Refusal> for VideoError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<io::Error> for VideoError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What was met while a file was read.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) label: Label,
    pub(super) location: bool,
    pub(super) details: bool,
    pub(super) trailer: bool,
    pub(super) tracks: bool,
    pub(super) credential_kept: bool,
    pub(super) credential_removed: bool,
}

impl Findings {
    /// The label and the notes. `changed`: whether the cleaned file differs. A credential matches one that does not.
    pub(super) fn finish(self, changed: bool) -> (Option<Label>, Vec<Note>) {
        let labelled = !self.label.is_empty();
        let all = [
            (self.location, Note::LocationRemoved),
            (self.details, Note::DetailsRemoved),
            (self.trailer, Note::TrailerRemoved),
            (self.tracks, Note::TracksRemoved),
            (labelled, Note::LabelKept),
            (self.credential_kept && changed, Note::CredentialNoLongerMatches),
            (self.credential_removed, Note::CredentialRemoved),
        ];
        let notes = all.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect();
        (labelled.then_some(self.label), notes)
    }
}

/// Width and height as the picture is seen in this orientation.
pub(super) fn upright(width: u32, height: u32, orientation: u8) -> (u32, u32) {
    if orientation >= 5 { (height, width) } else { (width, height) }
}
