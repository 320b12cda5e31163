//! Bytes in Base64 (RFC 4648).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// With padding (section 4), as tus writes the values of `Upload-Metadata` and `Upload-Checksum`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// For addresses, without padding (section 5), as RFC 7636 writes a verifier and a challenge.
pub(crate) fn encode_for_address(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests;
