//! The account of a liaison station's clerk on this phone: logging in through the system's browser (RFC 6749, 7636, 8252,
//! 9207), requests as the person who is logged in, logging out (RFC 7009).
//!
//! What holds:
//! - Tokens are in memory and in the platform's store of secrets, never in a file, a log line, an error or a `Debug`.
//! - They are sent to the publisher that gave them, and to nobody else.
//! - A session ends by the publisher's word or the person's, never by a network ([`session`]).
//! - What the person wrote belongs to their account: no end of a session touches it.

mod account_store;
mod login;
mod pkce;
mod process_lock;
mod session;
#[cfg(test)]
mod tests;
mod token;
mod vault;

use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::Connection;
use url::Url;

pub(crate) use account_store::{AccountOnPhone, StoredAccount, read, unsent};
use login::issuer;
use session::Session;
use token::{Answer, Grant};
use vault::{PendingLogin, Revocation, Vault};

use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::{Message, Net, StatusReply};
use crate::base::runtime;
use crate::base::secret::{self, SecretStore, Secrets, Signer};
use crate::base::store::{Database, Store};

/// How often one request is sent again with new tokens: those of another process may be old as well.
const MAX_RENEWALS: usize = 2;
/// What the device's key signs after a login, to see whether it can.
const PROBE: &[u8] = b"songming: does the key of this device sign?";

/// The account that is logged in, or was when it had to log in again; `None` if nobody is.
pub(crate) fn current(outbox: &Connection) -> Result<Option<AccountOnPhone>> {
    Ok(read(outbox)?.map(|stored| stored.account))
}

/// The account whose work this phone shows; one that has to log in again is enough.
///
/// Errors: `SignedOut` if nobody ever logged in, or the last one logged out.
pub(crate) fn owner(outbox: &Connection) -> Result<AccountOnPhone> {
    current(outbox)?.ok_or(Fault::SignedOut)
}

/// Logging in and out, and requests of a person who is logged in.
pub(crate) struct AccountSession {
    session: Arc<Session>,
    signer: RwLock<Option<Arc<dyn Signer>>>,
}

impl AccountSession {
    pub(crate) fn new(store: Arc<Store>, net: Arc<Net>, clock: Arc<dyn Clock>, publisher: Option<Url>) -> Self {
        Self { session: Arc::new(Session::new(store, net, clock, publisher)), signer: RwLock::default() }
    }

    /// Sets where the platform keeps secrets, and the key of the device. Until then nothing here works.
    pub(crate) fn use_platform(&self, secrets: Arc<dyn SecretStore>, signer: Option<Arc<dyn Signer>>) {
        self.session.set_vault(Vault::new(Secrets::new(secrets)));
        *self.signer.write().unwrap_or_else(PoisonError::into_inner) = signer;
    }

    /// [`Net::exchange`] with the account's access token. A token that is no longer valid is refreshed once, for any number of
    /// requests at once. Fails with [`Fault::SignedOut`] if the person has to log in again.
    #[cfg(test)]
    pub(crate) async fn exchange(&self, address: &Url, message: &Message) -> Result<StatusReply> {
        self.exchange_of(None, address, message).await
    }

    /// The same for the work of one account: [`Fault::SignedOut`] if another one is logged in by now.
    pub(crate) async fn exchange_as(&self, account: &str, address: &Url, message: &Message) -> Result<StatusReply> {
        self.exchange_of(Some(account), address, message).await
    }

    async fn exchange_of(&self, account: Option<&str>, address: &Url, message: &Message) -> Result<StatusReply> {
        let session = &self.session;
        session.net.ensure_allowed()?;
        // Whatever address a response named: a token goes to the publisher.
        if address.origin() != session.publisher()?.origin() {
            return Err(Fault::BadAddress);
        }
        let mut access = session.access(account).await?;
        for _ in 0..MAX_RENEWALS {
            match self.send(address, message, &access).await {
                Err(Fault::SignedOut) => access = session.renew(account, Some(access)).await?,
                reply => return reply,
            }
        }
        self.send(address, message, &access).await
    }

    async fn send(&self, address: &Url, message: &Message, access: &str) -> Result<StatusReply> {
        let mut message = message.clone();
        message.headers.push(("authorization", format!("Bearer {access}")));
        self.session.net.exchange(address, &message).await
    }

    /// Begins a login, and returns the address that the platform opens in the system's browser. A login that was begun before
    /// is over.
    pub(crate) async fn begin_login(&self, redirect: &str, switch_account: bool) -> Result<Url> {
        let session = &self.session;
        session.net.ensure_allowed()?;
        let publisher = session.publisher()?;
        let login = login::begin(publisher, redirect, switch_account, session.clock.now())?;
        let address = login::page_address(publisher, &login);
        session.secrets(move |vault| vault.set_login(&login)).await?;
        Ok(address)
    }

    /// Completes the login with the address that the browser came back with.
    ///
    /// Errors: those of [`login::code_of`]; [`Fault::OtherAccount`]; those of the network, after which the same address may be
    /// tried again.
    pub(crate) async fn finish_login(&self, address: &str) -> Result<()> {
        let session = &self.session;
        let _turn = session.take_turn().await?;
        let publisher = session.publisher()?;
        let waiting = session.secrets(|vault| vault.login()).await?;
        let code = match login::code_of(waiting.as_ref(), publisher, address, session.clock.now()) {
            Ok(code) => code,
            Err(refusal) => {
                if refusal.ends_login {
                    self.forget_login().await;
                }
                return Err(refusal.fault);
            }
        };
        let Some(waiting) = waiting else { return Err(Fault::LoginUnknown) };
        let answer = token::redeem(&session.net, publisher, &waiting, &code).await?;
        self.forget_login().await;
        match answer {
            Answer::Granted(grant) => self.log_in(&waiting, *grant).await?,
            Answer::InvalidGrant | Answer::Refused(_) => return Err(Fault::LoginFailed),
        }
        self.probe_signer().await;
        Ok(())
    }

    /// A login that is over must not be answered later; one that cannot be removed ends by its age.
    async fn forget_login(&self) {
        if let Err(error) = self.session.secrets(|vault| vault.delete_login()).await {
            log::warn!("a login that is over stays stored: {error:?}");
        }
    }

    async fn log_in(&self, waiting: &PendingLogin, grant: Grant) -> Result<()> {
        let session = &self.session;
        let id = grant.account.id.clone();
        let leaves_work_behind = move |outbox: &Connection| {
            let stored = read(outbox)?.filter(|stored| stored.account.id != id);
            stored.map_or(Ok(false), |stored| Ok(unsent(outbox, &stored.account.id)? > 0))
        };
        let leaves_work_behind = session.outbox(move |outbox| outbox.read_now(leaves_work_behind)).await?;
        let tokens = session.tokens_of(&grant)?;
        let own = Revocation { publisher: tokens.publisher.clone(), token: tokens.refresh.clone() };
        if leaves_work_behind && !waiting.switch_account {
            self.queue_revocation(own).await;
            return Err(Fault::OtherAccount);
        }
        if let Some(former) = session.secrets(|vault| vault.session()).await? {
            self.queue_revocation(Revocation { publisher: former.publisher, token: former.refresh }).await;
        }
        session.set_memory(None);
        let (stored, now) = (tokens.clone(), session.clock.now());
        session.secrets(move |vault| vault.set_session(&stored)).await?;
        let record =
            move |outbox: &Database| outbox.write_now(|write| account_store::log_in(write, &grant.account, now));
        if let Err(error) = session.outbox(record).await {
            self.queue_revocation(own).await;
            if let Err(error) = session.secrets(|vault| vault.delete_session()).await {
                log::warn!("tokens of a login that failed stay stored: {error:?}");
            }
            return Err(error);
        }
        session.hold(tokens);
        Ok(())
    }

    /// A key that does not sign is found out now, and not when its first signature is refused. A login does not fail for it.
    async fn probe_signer(&self) {
        let Some(signer) = self.signer.read().unwrap_or_else(PoisonError::into_inner).clone() else { return };
        if let Err(error) = runtime::blocking(move || secret::sign(&*signer, PROBE)).await {
            log::warn!("the key of the device does not sign: {error:?}");
        }
    }

    /// Ends the session on this phone at once, and at the publisher with the next [`Self::revoke_queued`]. What the person
    /// wrote stays. No effect if nobody is logged in.
    pub(crate) async fn log_out(&self) -> Result<()> {
        let session = &self.session;
        session.stop_renewal();
        let _turn = session.take_turn().await?;
        let held = session.memory().map(|held| held.tokens);
        // Newer than what is stored, if the store did not take it: each of them leads to the end of the session.
        let tokens = session.secrets(|vault| vault.session()).await?.or(held);
        if let Some(tokens) = tokens {
            self.queue_revocation(Revocation { publisher: tokens.publisher, token: tokens.refresh }).await;
        }
        self.forget_login().await;
        session.secrets(|vault| vault.delete_session()).await?;
        session.set_memory(None);
        session.outbox(|outbox| outbox.write_now(account_store::log_out)).await
    }

    /// A token that cannot be kept until it is revoked ends by its age: nobody has it any more.
    async fn queue_revocation(&self, revocation: Revocation) {
        if let Err(error) = self.session.secrets(move |vault| vault.add_revocation(revocation)).await {
            log::warn!("a token will not be revoked: {error:?}");
        }
    }

    /// Ends at the publisher what ended on this phone.
    ///
    /// Errors: those of the network; what was not revoked waits for the next call.
    pub(crate) async fn revoke_queued(&self) -> Result<()> {
        let session = &self.session;
        let Ok(publisher) = session.publisher() else { return Ok(()) };
        let waiting = session.secrets(|vault| vault.revocations()).await?;
        let own = issuer(publisher);
        for revocation in waiting.into_iter().filter(|revocation| revocation.publisher == own) {
            token::revoke(&session.net, publisher, &revocation.token).await?;
            let _turn = session.take_turn().await?;
            session.secrets(move |vault| vault.delete_revocation(&revocation)).await?;
        }
        Ok(())
    }

    /// What a sync does for the account: a refresh whose answer was lost is asked for again while the publisher still answers it,
    /// and ended sessions are revoked.
    pub(crate) async fn maintain(&self) -> Result<()> {
        if self.session.stored().await?.is_some_and(|stored| stored.refresh_started) {
            self.session.access(None).await?;
        }
        self.revoke_queued().await
    }
}
