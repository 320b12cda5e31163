//! What the core keeps in the platform's store of secrets, each under its key as a JSON document. Nothing here has a `Debug`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::base::secret::Secrets;

const SESSION: &str = "songming.session";
const LOGIN: &str = "songming.login";
const REVOKE: &str = "songming.revoke";
/// Tokens that wait to be revoked. Of more the oldest are forgotten: they expire by themselves.
const MAX_REVOKE: usize = 6;

/// The tokens of a person who is logged in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tokens {
    /// The publisher's address: no other one is ever sent them.
    pub(super) publisher: String,
    /// The id of the account.
    pub(super) account: String,
    pub(super) access: String,
    pub(super) refresh: String,
    /// When the access token expires, milliseconds of the publisher's clock, and how long it was valid when it was given.
    pub(super) expires: i64,
    pub(super) lifetime: i64,
}

/// A login that was begun and waits for the browser.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PendingLogin {
    pub(super) publisher: String,
    pub(super) redirect: String,
    pub(super) state: String,
    pub(super) verifier: String,
    /// By the phone's clock, milliseconds.
    pub(super) started: i64,
    /// Whether the person agreed that unsent work of another account stays behind.
    pub(super) switch_account: bool,
}

/// A token of a session that ended on this phone and not yet at the publisher.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Revocation {
    pub(super) publisher: String,
    pub(super) token: String,
}

/// The core's secrets. Every call may block.
#[derive(Clone)]
pub(super) struct Vault(Secrets);

impl Vault {
    pub(super) fn new(secrets: Secrets) -> Self {
        Self(secrets)
    }

    pub(super) fn session(&self) -> Result<Option<Tokens>> {
        self.load(SESSION)
    }

    pub(super) fn set_session(&self, tokens: &Tokens) -> Result<()> {
        self.store(SESSION, tokens)
    }

    pub(super) fn delete_session(&self) -> Result<()> {
        self.0.delete(SESSION)
    }

    pub(super) fn login(&self) -> Result<Option<PendingLogin>> {
        self.load(LOGIN)
    }

    pub(super) fn set_login(&self, login: &PendingLogin) -> Result<()> {
        self.store(LOGIN, login)
    }

    pub(super) fn delete_login(&self) -> Result<()> {
        self.0.delete(LOGIN)
    }

    pub(super) fn revocations(&self) -> Result<Vec<Revocation>> {
        Ok(self.load(REVOKE)?.unwrap_or_default())
    }

    pub(super) fn add_revocation(&self, revocation: Revocation) -> Result<()> {
        let mut waiting = self.revocations()?;
        waiting.retain(|one| *one != revocation);
        waiting.push(revocation);
        let surplus = waiting.len().saturating_sub(MAX_REVOKE);
        self.store(REVOKE, &waiting[surplus..])
    }

    pub(super) fn delete_revocation(&self, revocation: &Revocation) -> Result<()> {
        let mut waiting = self.revocations()?;
        waiting.retain(|one| one != revocation);
        if waiting.is_empty() { self.0.delete(REVOKE) } else { self.store(REVOKE, &waiting) }
    }

    /// A document that this version cannot read counts as absent.
    fn load<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let Some(text) = self.0.get(key)? else { return Ok(None) };
        let read = serde_json::from_str(&text);
        if read.is_err() {
            log::warn!("{key} cannot be read");
        }
        Ok(read.ok())
    }

    fn store<T: Serialize + ?Sized>(&self, key: &str, value: &T) -> Result<()> {
        self.0.set(key, serde_json::to_string(value)?)
    }
}
