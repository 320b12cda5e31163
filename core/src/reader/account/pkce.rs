//! Proof Key for Code Exchange (RFC 7636): only the program that began a login can use the code that the browser brings.

use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

use crate::base::error::{Fault, Result};

/// The alphabet of base64url (RFC 4648, 5).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// 32 bytes that nobody can guess, as a text of 43 characters: a verifier, or a `state`.
pub(super) fn random_text() -> Result<String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Fault::Panic("no random bytes".into()))?;
    Ok(base64url(&bytes))
}

/// What is sent of a verifier before the code (method `S256`).
pub(super) fn challenge(verifier: &str) -> String {
    base64url(&Sha256::digest(verifier))
}

/// Base64url without padding.
pub(super) fn base64url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}

/// Whether two texts are equal, in a time that does not tell where they differ.
pub(super) fn is_equal(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}

#[cfg(test)]
mod tests;
