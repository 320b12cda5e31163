//! Proof Key for Code Exchange (RFC 7636): only the program that began a login can use the code that the browser brings.

use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

use crate::base::error::{Fault, Result};
use crate::formats::base64;

/// 32 bytes that nobody can guess, as a text of 43 characters: a verifier, or a `state`.
pub(super) fn random_text() -> Result<String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Fault::Panic("no random bytes".into()))?;
    Ok(base64::encode_for_address(&bytes))
}

/// What is sent of a verifier before the code (method `S256`).
pub(super) fn challenge(verifier: &str) -> String {
    base64::encode_for_address(&Sha256::digest(verifier))
}

/// Whether two texts are equal, in a time that does not tell where they differ.
pub(super) fn is_equal(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}

#[cfg(test)]
mod tests;
