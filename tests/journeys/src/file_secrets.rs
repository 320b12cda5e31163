//! A platform's store of secrets in one file, which outlives a process that is killed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::path::PathBuf;
use std::sync::Mutex;

use songming_core::{SecretStore, SecretStoreError};

/// The secrets of a phone. One process at a time writes them.
pub struct FileSecrets {
    file: PathBuf,
    turn: Mutex<()>,
}

impl FileSecrets {
    /// The store in this file, which need not exist yet.
    pub fn new(file: PathBuf) -> Self {
        Self { file, turn: Mutex::default() }
    }

    fn read(&self) -> Result<BTreeMap<String, String>> {
        match fs::read(&self.file) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
            bytes => Ok(serde_json::from_slice(&bytes?)?),
        }
    }

    fn with<T>(&self, change: impl FnOnce(&mut BTreeMap<String, String>) -> T) -> Result<T> {
        let _turn = self.turn.lock().map_err(|_| Error::other("a panic in here"))?;
        let mut values = self.read()?;
        let before = values.clone();
        let result = change(&mut values);
        if values != before {
            // A kill leaves the file as it was or as it will be.
            let new = self.file.with_extension("new");
            fs::write(&new, serde_json::to_vec(&values)?)?;
            fs::rename(&new, &self.file)?;
        }
        Ok(result)
    }
}

fn known<T>(result: Result<T>) -> std::result::Result<T, SecretStoreError> {
    result.map_err(|_| SecretStoreError::Failed)
}

impl SecretStore for FileSecrets {
    fn get(&self, key: String) -> std::result::Result<Option<String>, SecretStoreError> {
        known(self.with(|values| values.get(&key).cloned()))
    }

    fn set(&self, key: String, value: String) -> std::result::Result<(), SecretStoreError> {
        known(self.with(|values| drop(values.insert(key, value))))
    }

    fn delete(&self, key: String) -> std::result::Result<(), SecretStoreError> {
        known(self.with(|values| drop(values.remove(&key))))
    }
}
