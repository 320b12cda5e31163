//! Photos and videos: whatever the bytes are, they are refused, or cleaned into a file that a second cleaning leaves as it is.

use songming_core::inspect::{MediaType, cleaned, media_type};

/// The type by the first bytes, and the cleaned file; `None` if it was refused.
pub(crate) struct Output {
    kind: Option<MediaType>,
    cleaned: Option<Vec<u8>>,
}

pub(crate) fn read(data: &[u8]) -> Output {
    Output { kind: media_type(data), cleaned: cleaned(data) }
}

pub(crate) fn check(data: &[u8], output: &Output) {
    let Some(once) = &output.cleaned else { return };
    assert!(output.kind.is_some(), "a file of no type was cleaned");
    assert_eq!(media_type(once), output.kind, "a cleaned file has its type");
    if matches!(output.kind, Some(MediaType::Heic | MediaType::Mp4 | MediaType::Mov)) {
        assert_eq!(once.len(), data.len(), "no byte of this container moves");
    }
    let twice = cleaned(once).expect("what was cleaned is not refused");
    let at = twice.iter().zip(once).position(|(one, other)| one != other);
    assert!(twice == *once, "a second cleaning changes byte {at:?} of {}", once.len());
}
