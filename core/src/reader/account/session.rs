//! The tokens of the person who is logged in: in memory, in the platform's store of secrets, and renewed.
//!
//! What holds:
//! - Tokens are renewed by one task of one process at a time, and whoever waited for it uses what it got.
//! - That new tokens are asked for is in the outbox before the request leaves. As long as no answer is stored the same refresh
//!   token is sent again, and before anything else: the publisher answers it with the same successors for a while.
//! - Only the publisher's `invalid_grant` about the token that is stored as the newest ends the session, or a store that has no
//!   token any more. A network or a publisher that fails never does.
//! - Tokens that the platform's store does not take are used from memory, and stored as soon as it does.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Notify;
use url::Url;

use super::account_store::{self, StoredAccount};
use super::login::issuer;
use super::process_lock::ProcessLock;
use super::token::{self, Answer, Grant};
use super::vault::{Tokens, Vault};
use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::Net;
use crate::base::runtime;
use crate::base::store::{Database, Store};
use crate::reader::origin;

/// How long before it expires an access token is renewed, milliseconds; at most a quarter of the time that it is valid.
const RENEWED_BEFORE: i64 = 60_000;
/// Refresh tokens that one renewal tries: without the lock file another process may replace them meanwhile.
const MAX_TRIES: usize = 3;

/// The tokens in memory.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) tokens: Tokens,
    /// Until when the access token is used, by the steady clock.
    fresh_until: Duration,
    /// The refresh token that the store of secrets still has, if it did not take these tokens.
    stored_instead: Option<String>,
}

pub(super) struct Session {
    pub(super) store: Arc<Store>,
    pub(super) net: Arc<Net>,
    pub(super) clock: Arc<dyn Clock>,
    publisher: Option<Url>,
    vault: RwLock<Option<Vault>>,
    held: Mutex<Option<Held>>,
    /// Held while tokens are renewed, or the account changes.
    turn: tokio::sync::Mutex<()>,
    /// Wakes a renewal that is under way when the person logs out.
    leaving: Notify,
}

/// No other task and no other process changes the session as long as this exists.
pub(super) struct Turn<'a> {
    _process: ProcessLock,
    _task: tokio::sync::MutexGuard<'a, ()>,
}

impl Session {
    pub(super) fn new(store: Arc<Store>, net: Arc<Net>, clock: Arc<dyn Clock>, publisher: Option<Url>) -> Self {
        let (vault, held, turn) = (RwLock::default(), Mutex::default(), tokio::sync::Mutex::default());
        Self { store, net, clock, publisher, vault, held, turn, leaving: Notify::new() }
    }

    pub(super) fn set_vault(&self, vault: Vault) {
        *self.vault.write().unwrap_or_else(PoisonError::into_inner) = Some(vault);
    }

    pub(super) fn publisher(&self) -> Result<&Url> {
        self.publisher.as_ref().ok_or(Fault::NoPublisher)
    }

    pub(super) async fn take_turn(&self) -> Result<Turn<'_>> {
        let task = self.turn.lock().await;
        Ok(Turn { _process: ProcessLock::take(self.store.folder().to_owned()).await?, _task: task })
    }

    /// Ends a renewal that is under way: the person logs out, and must not wait for a network.
    pub(super) fn stop_renewal(&self) {
        self.leaving.notify_waiters();
    }

    /// The access token of the account that is logged in; with `account` only if it is that one.
    ///
    /// Errors: [`Fault::SignedOut`] if it is not, or has to log in again; those of the network if new tokens have to be asked
    /// for.
    pub(super) async fn access(self: &Arc<Self>, account: Option<&str>) -> Result<String> {
        let stored = self.logged_in(account).await?;
        let held = self.memory().filter(|held| {
            held.tokens.account == stored.account.id && held.stored_instead.is_none() && !stored.refresh_started
        });
        match held {
            Some(held) if self.is_fresh(&held) => Ok(held.tokens.access),
            _ => self.renew(account, None).await,
        }
    }

    /// An access token in place of one that the publisher no longer takes, or, without one, of one that expired. Runs to its
    /// end even if its caller no longer waits: an answer that nobody stores costs the next request a round.
    pub(super) async fn renew(self: &Arc<Self>, account: Option<&str>, refused: Option<String>) -> Result<String> {
        let (session, account) = (Arc::clone(self), account.map(str::to_owned));
        runtime::run(async move { session.renew_in_turn(account.as_deref(), refused.as_deref()).await }).await
    }

    async fn renew_in_turn(&self, account: Option<&str>, refused: Option<&str>) -> Result<String> {
        let _turn = self.take_turn().await?;
        let stored = self.logged_in(account).await?;
        let id = stored.account.id.clone();
        let is_unstored = self.memory().is_some_and(|held| held.stored_instead.is_some());
        let mut is_interrupted = stored.refresh_started && !is_unstored;
        let mut held = self.reload(&stored).await?;
        for _ in 0..MAX_TRIES {
            let Some(current) = held else { return self.expire(id).await };
            if self.is_fresh(&current) && !is_interrupted && refused != Some(&*current.tokens.access) {
                return Ok(current.tokens.access);
            }
            match self.ask(&stored, &current).await? {
                Answer::Granted(grant) => return self.keep(&current, *grant).await,
                Answer::Refused(status) => return Err(Fault::Status(status)),
                Answer::InvalidGrant => {
                    is_interrupted = false;
                    held = self.reload(&stored).await?;
                    if held.as_ref().is_some_and(|newest| newest.tokens.refresh == current.tokens.refresh) {
                        return self.expire(id).await;
                    }
                }
            }
        }
        Err(Fault::InUse)
    }

    /// Asks for the successors of a refresh token.
    async fn ask(&self, stored: &StoredAccount, current: &Held) -> Result<Answer> {
        let publisher = self.publisher()?;
        self.net.ensure_allowed()?;
        let (id, now) = (stored.account.id.clone(), self.clock.now());
        self.outbox(move |outbox| outbox.write_now(|write| account_store::begin_refresh(write, &id, now))).await?;
        let answer = tokio::select! {
            answer = token::refresh(&self.net, publisher, &current.tokens.refresh) => answer?,
            () = self.leaving.notified() => return Err(Fault::SignedOut),
        };
        match answer {
            // Whatever it is, it is not the session of this person.
            Answer::Granted(grant) if grant.account.id != stored.account.id => Err(Fault::WrongSchema),
            answer => Ok(answer),
        }
    }

    /// Stores new tokens in place of those that were sent, and returns the access token.
    async fn keep(&self, replaced: &Held, grant: Grant) -> Result<String> {
        let tokens = self.tokens_of(&grant)?;
        let kept = tokens.clone();
        let is_stored = match self.secrets(move |vault| vault.set_session(&kept)).await {
            Ok(()) => true,
            Err(error) => {
                log::warn!("new tokens stay in memory: {error:?}");
                false
            }
        };
        let in_store = replaced.stored_instead.as_ref().unwrap_or(&replaced.tokens.refresh);
        let stored_instead = (!is_stored).then(|| in_store.clone());
        let access = tokens.access.clone();
        let fresh_until = self.fresh_until(tokens.lifetime, tokens.lifetime);
        self.set_memory(Some(Held { tokens, fresh_until, stored_instead }));
        if is_stored {
            let finish =
                move |outbox: &Database| outbox.write_now(|write| account_store::finish_refresh(write, &grant.account));
            if let Err(error) = self.outbox(finish).await {
                log::warn!("a refresh is not recorded as finished: {error:?}");
            }
        }
        Ok(access)
    }

    pub(super) fn tokens_of(&self, grant: &Grant) -> Result<Tokens> {
        Ok(Tokens {
            publisher: issuer(self.publisher()?),
            account: grant.account.id.clone(),
            access: grant.access.clone(),
            refresh: grant.refresh.clone(),
            expires: self.clock.now().saturating_add(grant.skew).saturating_add(grant.lifetime),
            lifetime: grant.lifetime,
        })
    }

    /// The newest tokens of an account: another process may have stored some since. Those that the store has not taken yet are
    /// stored now, if it takes them. To be called in turn.
    async fn reload(&self, stored: &StoredAccount) -> Result<Option<Held>> {
        let memory = self.memory();
        let in_store = match self.secrets(|vault| vault.session()).await {
            // What is in memory is as good, until the store can be read again.
            Err(error) if memory.is_none() => return Err(error),
            Err(error) => {
                log::warn!("the stored tokens were not read: {error:?}");
                return Ok(memory.filter(|held| held.tokens.account == stored.account.id));
            }
            Ok(in_store) => in_store,
        };
        let held = match (memory, in_store) {
            (Some(held), Some(tokens)) if held.stored_instead.as_ref() == Some(&tokens.refresh) => {
                Some(self.store_again(held).await)
            }
            (Some(held), Some(tokens)) if held.tokens == tokens => Some(held),
            (_, Some(tokens)) => Some(self.restored(tokens).await),
            (_, None) => None,
        };
        let publisher = issuer(self.publisher()?);
        let is_of_account =
            |held: &Held| held.tokens.account == stored.account.id && held.tokens.publisher == publisher;
        let held = held.filter(is_of_account);
        self.set_memory(held.clone());
        Ok(held)
    }

    async fn store_again(&self, held: Held) -> Held {
        let tokens = held.tokens.clone();
        if let Err(error) = self.secrets(move |vault| vault.set_session(&tokens)).await {
            log::warn!("new tokens stay in memory: {error:?}");
            return held;
        }
        let id = held.tokens.account.clone();
        let settle = move |outbox: &Database| outbox.write_now(|write| account_store::settle_refresh(write, &id));
        if let Err(error) = self.outbox(settle).await {
            log::warn!("a refresh is not recorded as finished: {error:?}");
        }
        Held { stored_instead: None, ..held }
    }

    /// Tokens of an earlier start, or of another process. How long they are fresh depends on what is known of the publisher's
    /// clock: if it is wrong, a request is refused once.
    async fn restored(&self, tokens: Tokens) -> Held {
        let (store, clock) = (Arc::clone(&self.store), Arc::clone(&self.clock));
        let now =
            runtime::blocking(move || store.cache().read_now(|cache| origin::publisher_now(cache, &*clock))).await;
        let left = tokens.expires.saturating_sub(now.unwrap_or_else(|_| self.clock.now()));
        let fresh_until = self.fresh_until(left, tokens.lifetime);
        Held { tokens, fresh_until, stored_instead: None }
    }

    /// `left`: how long the access token is still valid, and `lifetime` how long it was when it was given, milliseconds.
    fn fresh_until(&self, left: i64, lifetime: i64) -> Duration {
        let fresh = left.min(lifetime).saturating_sub(RENEWED_BEFORE.min(lifetime / 4)).max(0);
        self.clock.steady().saturating_add(Duration::from_millis(fresh.unsigned_abs()))
    }

    fn is_fresh(&self, held: &Held) -> bool {
        self.clock.steady() < held.fresh_until
    }

    /// The person has to log in again.
    async fn expire(&self, id: String) -> Result<String> {
        let now = self.clock.now();
        self.outbox(move |outbox| outbox.write_now(|write| account_store::expire(write, &id, now))).await?;
        self.set_memory(None);
        if let Err(error) = self.secrets(|vault| vault.delete_session()).await {
            log::warn!("tokens that are no longer valid stay stored: {error:?}");
        }
        Err(Fault::SignedOut)
    }

    async fn logged_in(&self, account: Option<&str>) -> Result<StoredAccount> {
        let stored = self.stored().await?.filter(|stored| !stored.expired);
        let stored = stored.filter(|stored| account.is_none_or(|account| account == stored.account.id));
        stored.ok_or(Fault::SignedOut)
    }

    pub(super) async fn stored(&self) -> Result<Option<StoredAccount>> {
        self.outbox(|outbox| outbox.read_now(account_store::read)).await
    }

    /// The tokens of a login.
    pub(super) fn hold(&self, tokens: Tokens) {
        let fresh_until = self.fresh_until(tokens.lifetime, tokens.lifetime);
        self.set_memory(Some(Held { tokens, fresh_until, stored_instead: None }));
    }

    pub(super) fn memory(&self) -> Option<Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_memory(&self, held: Option<Held>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = held;
    }

    /// Works with the store of secrets outside the worker threads.
    ///
    /// Errors: [`Fault::SecretStore`] if the platform has registered none, or it fails.
    pub(super) async fn secrets<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Vault) -> Result<T> + Send + 'static,
    {
        let vault = self.vault.read().unwrap_or_else(PoisonError::into_inner).clone();
        let vault = vault.ok_or(Fault::SecretStore)?;
        runtime::blocking(move || work(&vault)).await
    }

    pub(super) async fn outbox<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Database) -> Result<T> + Send + 'static,
    {
        let store = Arc::clone(&self.store);
        runtime::blocking(move || work(store.outbox()?)).await
    }
}
