//! SHA-256, hexadecimal digits, and comparing secrets.

use sha2::{Digest, Sha256};
use std::hint::black_box;

/// The digest of the concatenated parts.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}

/// Compares in a time that does not depend on where the texts differ.
pub(crate) fn constant_time_eq(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).fold(0, |found, (one, other)| black_box(found | (one ^ other)));
    one.len() == other.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_equal_only_as_a_whole() {
        assert!(constant_time_eq(b"ABC", b"ABC"));
        for other in [&b""[..], b"AB", b"ABCD", b"ABD", b"XBC"] {
            assert!(!constant_time_eq(b"ABC", other), "{other:?}");
        }
    }
}
