//! The store of secrets for development: one file that only its owner may read, outside the data folder. An app uses the store
//! of its platform.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use songming_core::{SecretStore, SecretStoreError};

use crate::failure::Failure;
use crate::text;

/// The secrets of each data folder.
type Folders = BTreeMap<String, BTreeMap<String, String>>;

/// The secrets of one data folder.
pub(crate) struct FileSecrets {
    file: PathBuf,
    folder: String,
}

impl FileSecrets {
    /// The store of a data folder in a file: the argument, or `songming/secrets.json` where the system has the state of programs.
    ///
    /// Errors: `rejected` if there is no such place, or it is in the data folder.
    pub(crate) fn open(argument: Option<PathBuf>, folder: &str) -> Result<Self, Failure> {
        let file = argument.or_else(default_file).and_then(|file| std::path::absolute(file).ok());
        let file = file.ok_or_else(|| Failure::rejected("no-secrets", text::get("failure.no-secrets").to_owned()))?;
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.into());
        if resolved(&file).starts_with(resolved(&folder)) {
            return Err(Failure::rejected("secrets-inside", text::get("failure.secrets-inside").to_owned()));
        }
        Ok(Self { file, folder: folder.to_string_lossy().into_owned() })
    }

    /// Reads the file, and writes it again if `change` returns true. One process at a time.
    fn with<T>(&self, change: impl FnOnce(&mut BTreeMap<String, String>) -> (T, bool)) -> io::Result<T> {
        if let Some(parent) = self.file.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
        }
        let own = |beside: &str| {
            let mut name = self.file.clone().into_os_string();
            name.push(beside);
            PathBuf::from(name)
        };
        let lock = OpenOptions::new().create(true).append(true).mode(0o600).open(own(".lock"))?;
        lock.lock()?;
        let mut folders: Folders = match fs::read(&self.file) {
            Ok(bytes) => serde_json::from_slice(&bytes)?,
            Err(error) if error.kind() == ErrorKind::NotFound => Folders::new(),
            Err(error) => return Err(error),
        };
        let secrets = folders.entry(self.folder.clone()).or_default();
        let (result, changed) = change(secrets);
        if changed {
            folders.retain(|_, secrets| !secrets.is_empty());
            let new = own(".new");
            // One that a kill left may have other permissions.
            let _ = fs::remove_file(&new);
            let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&new)?;
            file.write_all(&serde_json::to_vec(&folders)?)?;
            file.sync_all()?;
            fs::rename(&new, &self.file)?;
            if let Some(parent) = self.file.parent() {
                File::open(parent)?.sync_all()?;
            }
        }
        Ok(result)
    }
}

fn default_file() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/state")));
    state.map(|state| state.join("songming/secrets.json"))
}

/// A path with its links followed, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(path), ..) => path,
        (Err(_), Some(parent), Some(name)) => resolved(parent).join(name),
        _ => path.to_owned(),
    }
}

/// Without a value and without a path: what failed is enough.
fn failed(error: &io::Error) -> SecretStoreError {
    log::warn!("secrets: {}", error.kind());
    SecretStoreError::Failed
}

impl SecretStore for FileSecrets {
    fn get(&self, key: String) -> Result<Option<String>, SecretStoreError> {
        self.with(|secrets| (secrets.get(&key).cloned(), false)).map_err(|error| failed(&error))
    }

    fn set(&self, key: String, value: String) -> Result<(), SecretStoreError> {
        self.with(|secrets| (drop(secrets.insert(key, value)), true)).map_err(|error| failed(&error))
    }

    fn delete(&self, key: String) -> Result<(), SecretStoreError> {
        self.with(|secrets| {
            let removed = secrets.remove(&key).is_some();
            ((), removed)
        })
        .map_err(|error| failed(&error))
    }
}
