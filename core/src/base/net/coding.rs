//! Content codings: zstd and gzip, each alone; br is not asked for: its decoder would be 3 % of the library, and whoever
//! has it has gzip. Decompression stops at the cap, so a few kilobytes cannot become a gigabyte, and a coding on top of a
//! coding (the usual bomb) is refused.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::base::error::{Error, Fault, Result};

/// What is asked for.
pub(super) const ACCEPTED: &str = "zstd, gzip";
/// RFC 9659: a zstd stream for the web needs a window of at most 8 MiB.
const ZSTD_WINDOW_LOG: u32 = 23;

/// The bytes behind a `Content-Encoding`, at most `cap` of them.
pub(super) fn decode(coding: Option<&str>, wire: Vec<u8>, cap: u64) -> Result<Vec<u8>> {
    let wrong = |error: std::io::Error| Error::with(Fault::WrongCoding, error);
    match coding.map(|coding| coding.trim().to_ascii_lowercase()).as_deref() {
        None | Some("" | "identity") => Ok(wire),
        Some("gzip" | "x-gzip") => read(MultiGzDecoder::new(&*wire), cap),
        Some("zstd") => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(&*wire).map_err(wrong)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG).map_err(wrong)?;
            read(decoder, cap)
        }
        Some(_) => Err(Fault::WrongCoding.into()),
    }
}

fn read(decoder: impl Read, cap: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    decoder.take(cap + 1).read_to_end(&mut bytes).map_err(|error| match error.kind() {
        // The transport delivered all that was announced, yet the stream is not at its end.
        std::io::ErrorKind::UnexpectedEof => Error::with(Fault::Cut, error),
        _ => Error::with(Fault::WrongCoding, error),
    })?;
    if bytes.len() as u64 > cap {
        return Err(Fault::TooLarge(cap).into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
