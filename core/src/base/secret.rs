//! What the platform keeps for the core: secrets that no file of the app may hold, and a key that never leaves the device.
//!
//! An implementation may fail and may panic; both are [`Fault::SecretStore`]. Neither its error nor a value is ever logged.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};

use crate::base::error::{Fault, Result};

/// What precedes the point of a P-256 key in its SPKI form (RFC 5480).
const SPKI_P256: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The error of a platform's [`SecretStore`] or [`Signer`].
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum SecretStoreError {
    /// The platform could not do it now: the store is locked, or it threw. A value that is not there is no error.
    #[error("the secret store failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for SecretStoreError {
    /// Drops what the platform says about it: it may quote the value.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Implemented by the platform over its own store of secrets: the Keychain, a key of the Android Keystore.
///
/// What is stored must survive a restart of the app and of the device, stay on this device alone (no backup, no
/// synchronisation), and be readable while the device is locked, as long as it was unlocked once since it started. If several
/// processes use one folder, they use one store. Values are texts of at most 16 KiB; the core's keys begin with `songming.`.
///
/// Calls come from the core's threads and may block.
#[uniffi::export(with_foreign)]
pub trait SecretStore: Send + Sync {
    /// The value of a key; `None` if there is none. A store that cannot be read now throws: `None` means that the value is gone
    /// for good.
    fn get(&self, key: String) -> Result<Option<String>, SecretStoreError>;

    /// Stores the value of a key in place of the one that it had. It has to be on the disk when this returns.
    fn set(&self, key: String, value: String) -> Result<(), SecretStoreError>;

    /// Removes a key with its value. No effect if there is none.
    fn delete(&self, key: String) -> Result<(), SecretStoreError>;
}

/// Implemented by the platform with a P-256 key of its hardware: the Secure Enclave, the Android Keystore. The key survives a
/// restart and never leaves the device.
///
/// Calls come from the core's threads and may block. They must not ask the person for anything.
#[uniffi::export(with_foreign)]
pub trait Signer: Send + Sync {
    /// The public key: SPKI in DER.
    fn public_key(&self) -> Result<Vec<u8>, SecretStoreError>;

    /// Signs bytes by ECDSA with SHA-256, which the platform applies: a signature in DER.
    fn sign(&self, bytes: Vec<u8>) -> Result<Vec<u8>, SecretStoreError>;
}

/// The platform's store, whose failures are faults. Every call may block.
#[derive(Clone)]
pub(crate) struct Secrets(Arc<dyn SecretStore>);

impl Secrets {
    pub(crate) fn new(store: Arc<dyn SecretStore>) -> Self {
        Self(store)
    }

    pub(crate) fn get(&self, key: &str) -> Result<Option<String>> {
        guarded(|| self.0.get(key.to_owned()))
    }

    pub(crate) fn set(&self, key: &str, value: String) -> Result<()> {
        guarded(|| self.0.set(key.to_owned(), value))
    }

    pub(crate) fn delete(&self, key: &str) -> Result<()> {
        guarded(|| self.0.delete(key.to_owned()))
    }
}

/// Signs bytes with the device's key, and fails unless the signature is one of its public key. Blocks.
pub(crate) fn sign(signer: &dyn Signer, bytes: &[u8]) -> Result<Vec<u8>> {
    let (key, signature) = guarded(|| Ok((signer.public_key()?, signer.sign(bytes.to_vec())?)))?;
    let point = key.strip_prefix(&SPKI_P256).ok_or(Fault::SecretStore)?;
    let verified = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(bytes, &signature);
    verified.map(|()| signature).map_err(|_| Fault::SecretStore)
}

/// Calls the platform. What it says about a failure is dropped, because it may quote the value.
fn guarded<T>(call: impl FnOnce() -> Result<T, SecretStoreError>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(SecretStoreError::Failed)) | Err(_) => Err(Fault::SecretStore),
    }
}

#[cfg(test)]
mod tests;
