//! Files with personal data and with a label in every place, made here; what is left of them, judged by their bytes, by the
//! decoders, and by exiftool.

mod boxed;
mod exiftool;
mod hostile;
mod inputs;
mod stills;
mod table;
mod videos;

/// A video of this many bytes, at least 2,000: the importer's tests need one that is whole.
pub(crate) fn video_of(length: usize) -> Vec<u8> {
    let (mut bytes, _) = boxed::video(&boxed::Video::default());
    let rest = length - bytes.len() - 8;
    bytes.extend(boxed::boxed(b"free", &vec![0; rest]));
    bytes
}
