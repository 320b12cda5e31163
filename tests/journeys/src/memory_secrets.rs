//! A platform's store of secrets, in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use songming_core::{SecretStore, SecretStoreError};

/// The secrets of a phone; they outlive a client.
#[derive(Default)]
pub struct MemorySecrets {
    values: Mutex<BTreeMap<String, String>>,
    is_locked: AtomicBool,
}

impl MemorySecrets {
    /// Lets every call fail, as the store of a device that was not unlocked since it started.
    pub fn lock(&self, is_locked: bool) {
        self.is_locked.store(is_locked, Ordering::SeqCst);
    }

    /// The same secrets for a copy of the phone.
    pub fn copy(&self) -> Self {
        Self { values: Mutex::new(self.values()), is_locked: AtomicBool::default() }
    }

    /// What is stored, by key.
    pub fn values(&self) -> BTreeMap<String, String> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<String, String>) -> T) -> Result<T, SecretStoreError> {
        if self.is_locked.load(Ordering::SeqCst) {
            return Err(SecretStoreError::Failed);
        }
        Ok(work(&mut self.values.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl SecretStore for MemorySecrets {
    fn get(&self, key: String) -> Result<Option<String>, SecretStoreError> {
        self.with(|values| values.get(&key).cloned())
    }

    fn set(&self, key: String, value: String) -> Result<(), SecretStoreError> {
        self.with(|values| drop(values.insert(key, value)))
    }

    fn delete(&self, key: String) -> Result<(), SecretStoreError> {
        self.with(|values| drop(values.remove(&key)))
    }
}
