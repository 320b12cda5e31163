//! What a person is told about a photo or video that was cleaned, and why one is not taken.

use crate::formats::metadata::{Note, Refusal};

/// The key of a note's sentence in the text resource.
pub(crate) fn note_key(note: Note) -> &'static str {
    match note {
        Note::LocationRemoved => "station.note.location-removed",
        Note::DetailsRemoved => "station.note.details-removed",
        Note::TrailerRemoved => "station.note.trailer-removed",
        Note::TracksRemoved => "station.note.tracks-removed",
        Note::LabelKept => "station.note.label-kept",
        Note::CredentialNoLongerMatches => "station.note.credential-no-longer-matches",
        Note::CredentialRemoved => "station.note.credential-removed",
    }
}

/// The key of a reason's sentence in the text resource.
pub(crate) fn refusal_key(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::UnknownType => "station.file.unknown",
        Refusal::Damaged(_) => "station.file.damaged",
        Refusal::TooLarge => "station.file.too-large",
        Refusal::Unsupported(_) => "station.file.unsupported",
        Refusal::LabelUnreadable => "station.file.label-unreadable",
    }
}
