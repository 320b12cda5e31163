//! 联络站: the account of a liaison station's clerk.

use std::fmt;
use std::sync::Arc;

use super::core::{Core, CoreHandle};
use crate::base::error::{ClientError, Fault, Result};
use crate::base::secret::{SecretStore, Signer};
use crate::base::store::Database;
use crate::reader::account::{self, StoredAccount};
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::View;

/// What the platform opens in the system's browser.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct LoginRequest {
    /// The address of the publisher's page.
    pub address: String,
}

/// Without what is for the browser alone.
impl fmt::Debug for LoginRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginRequest").finish_non_exhaustive()
    }
}

/// Whether somebody is logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AccountPhase {
    /// Nobody is.
    LoggedOut,
    /// Somebody is.
    LoggedIn,
    /// The publisher ended the session: the person has to log in again. What they wrote waits for it.
    Expired,
}

/// Who is logged in.
#[derive(Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct AccountState {
    /// Whether somebody is logged in. If nobody is, the rest is empty.
    pub phase: AccountPhase,
    /// The publisher's id of the account.
    pub id: String,
    /// The clerk's name.
    pub name: String,
    /// The liaison station.
    pub station: Option<Term>,
    /// Its park, if it has one.
    pub park: Option<Term>,
    /// When the person logged in on this phone, milliseconds by the phone's clock.
    pub since: Option<i64>,
    /// How many of this account's submissions are on the phone and not delivered, drafts included.
    pub unsent: u32,
}

/// Without what says who the person is.
impl fmt::Debug for AccountState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("AccountState");
        shown.field("phase", &self.phase).field("unsent", &self.unsent).finish_non_exhaustive()
    }
}

/// 联络站: the account of a liaison station's clerk. Nobody else needs one.
///
/// A login goes through the system's browser: the platform opens the address of [`Account::begin_login`] and hands the address
/// that the browser comes back with to [`Account::finish_login`]. The app may have been ended in between.
#[derive(uniffi::Object)]
pub struct Account {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Account {
    /// Sets where the platform keeps secrets, and the key of the device that signs receipts. To be called after each start,
    /// before anything else of this object or of a station is used; requests of an account fail with `Storage`
    /// (`secret-store`) until then.
    #[uniffi::method(default(signer = None))]
    pub fn use_platform(&self, secrets: Arc<dyn SecretStore>, signer: Option<Arc<dyn Signer>>) {
        self.core.account.use_platform(secrets, signer);
    }

    /// Who is logged in. Read on the phone: a session that the publisher ended shows after the next request.
    pub async fn current(&self) -> Result<AccountState, ClientError> {
        let (stored, unsent) = self
            .core
            .read_outbox(|outbox| {
                let stored = account::read(outbox)?;
                let unsent = stored.as_ref().map_or(Ok(0), |stored| account::unsent(outbox, &stored.account.id))?;
                Ok((stored, unsent))
            })
            .await?;
        let Some(stored) = stored else { return Ok(nobody()) };
        let alone = stored.clone();
        // Who is logged in is not in the cache: without it a code stands for its name.
        let described = self.core.read(move |view| describe(view, stored, unsent)).await;
        Ok(described.unwrap_or_else(|_| {
            let (station, park) = (term(alone.account.station.clone()), alone.account.park.clone().map(term));
            state(alone, unsent, station, park)
        }))
    }

    /// Begins a login. A login that was begun before and has not come back is over.
    ///
    /// `redirect`: where the browser is sent afterwards, as the publisher knows it: an address of the app's own scheme, a
    /// claimed https link, or a listener on this device. `switch_account`: whether the person agreed that unsent work of
    /// another account stays behind on the phone, invisible until that account logs in again.
    ///
    /// Errors: `Rejected` (`no-consent`, `no-publisher`, `bad-address`), `Storage` (`secret-store`), `Offline`
    /// (`no-network`).
    #[uniffi::method(default(switch_account = false))]
    pub async fn begin_login(&self, redirect: String, switch_account: bool) -> Result<LoginRequest, ClientError> {
        let address = self
            .core
            .work(|core| async move {
                core.ready().await?;
                core.account.begin_login(&redirect, switch_account).await
            })
            .await?;
        Ok(LoginRequest { address: address.into() })
    }

    /// Completes the login with the address that the browser came back with. An address that nobody waits for changes nothing.
    ///
    /// Errors: `Rejected`: `login-unknown` if no login waits for this address, `login-state` if it answers another one,
    /// `login-late` after ten minutes, `login-issuer` if it comes from another publisher, `login-denied` and `login-failed` if
    /// the publisher refused, `other-account` if unsent work of another account is on the phone and
    /// [`Account::begin_login`] was not told to leave it behind. Those of the network: the same address may be tried again.
    pub async fn finish_login(&self, redirect: String) -> Result<AccountState, ClientError> {
        let done = self
            .core
            .work(|core| async move {
                core.ready().await?;
                core.account.finish_login(&redirect).await
            })
            .await;
        // The session that it replaced, or that was not wanted.
        self.core.follow_up(|core| async move { core.revoke_soon().await }).await;
        done?;
        // What waited for the login goes on.
        if let Err(error) = self.core.work(|core| async move { core.send_submissions().await }).await {
            log::info!("submissions wait for the next sync: {error}");
        }
        self.current().await
    }

    /// Ends the session: its tokens are erased on this phone, and revoked at the publisher now or with a later sync. Drafts and
    /// what waits to be sent stay on the phone, and are there again when the same account logs in.
    ///
    /// Errors: `Storage`; then the session goes on.
    pub async fn log_out(&self) -> Result<(), ClientError> {
        self.core.work(|core| async move { core.account.log_out().await }).await?;
        self.core
            .follow_up(|core| async move {
                core.outbox(Database::scrub_now).await?;
                core.revoke_soon().await
            })
            .await;
        Ok(())
    }
}

fn nobody() -> AccountState {
    AccountState {
        phase: AccountPhase::LoggedOut,
        id: String::new(),
        name: String::new(),
        station: None,
        park: None,
        since: None,
        unsent: 0,
    }
}

fn state(stored: StoredAccount, unsent: u32, station: Term, park: Option<Term>) -> AccountState {
    AccountState {
        phase: if stored.expired { AccountPhase::Expired } else { AccountPhase::LoggedIn },
        id: stored.account.id,
        name: stored.account.name,
        station: Some(station),
        park,
        since: Some(stored.since),
        unsent,
    }
}

/// A code without its name.
fn term(code: String) -> Term {
    Term { name: code.clone(), code }
}

fn describe(view: &View<'_>, stored: StoredAccount, unsent: u32) -> Result<AccountState> {
    let code = stored.account.station.clone();
    let stations = catalogue::read(view.connection)?.stations;
    let found = stations.into_iter().find(|station| station.code == code);
    let station = found.map_or_else(|| term(code), |station| Term { code: station.code, name: station.name });
    let park = stored.account.park.clone();
    let park = park.map(|park| catalogue::term_of(view.connection, "park", park)).transpose()?;
    Ok(state(stored, unsent, station, park))
}

impl Core {
    /// The part of a sync. Its errors are logged only: the texts are what was asked for.
    pub(super) async fn sync_account(self: &Arc<Self>) {
        match self.account.maintain().await {
            // A platform that has no account registers no store of secrets.
            Ok(()) | Err(Fault::SecretStore) => {}
            Err(error) => log::info!("the account waits for the next sync: {error:?}"),
        }
    }

    /// Ends sessions at the publisher, if it can be reached now. A sync does what is left.
    async fn revoke_soon(self: &Arc<Self>) -> Result<()> {
        let revoked = async {
            self.ready().await?;
            self.account.revoke_queued().await
        };
        if let Err(error) = revoked.await {
            log::info!("an ended session is revoked by a later sync: {error:?}");
        }
        Ok(())
    }
}
