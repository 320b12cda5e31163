//! Content encodings: zstd and gzip, each alone. Brotli is not offered: its decoder would be 3 % of the library, and every
//! server that has brotli has gzip. Decompression stops at the limit, so a few kilobytes cannot become a gigabyte, and an
//! encoding on top of an encoding (the usual decompression bomb) is refused.

use std::io::{ErrorKind, Read};

use flate2::read::MultiGzDecoder;

use crate::base::error::{Fault, Result};

/// The value of `Accept-Encoding`.
pub(super) const ACCEPTED: &str = "zstd, gzip";
/// RFC 9659: a zstd stream for the web needs a window of at most 8 MiB.
const ZSTD_WINDOW_LOG: u32 = 23;

/// Decodes a body by its `Content-Encoding`. Fails with [`Fault::TooLarge`] if it decodes to more than `limit` bytes.
pub(super) fn decode(encoding: Option<&str>, wire: Vec<u8>, limit: u64) -> Result<Vec<u8>> {
    let wrong = |error: std::io::Error| Fault::WrongEncoding(error.into());
    match encoding.map(|encoding| encoding.trim().to_ascii_lowercase()).as_deref() {
        None | Some("" | "identity") => Ok(wire),
        Some("gzip" | "x-gzip") => read(MultiGzDecoder::new(&*wire), limit),
        Some("zstd") => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(&*wire).map_err(wrong)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG).map_err(wrong)?;
            read(decoder, limit)
        }
        Some(_) => Err(Fault::WrongEncoding("not an encoding that was accepted".into())),
    }
}

fn read(decoder: impl Read, limit: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    decoder.take(limit + 1).read_to_end(&mut bytes).map_err(|error| match error.kind() {
        // The transport delivered all that was announced, yet the stream is not at its end.
        ErrorKind::UnexpectedEof => Fault::ConnectionLost(error.into()),
        _ => Fault::WrongEncoding(error.into()),
    })?;
    if bytes.len() as u64 > limit {
        return Err(Fault::TooLarge(limit));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
