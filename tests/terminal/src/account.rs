//! 联络站: the `login`, `logout` and `account` commands.

use std::io::Write;
use std::time::{Duration, Instant};

use songming_core::{AccountPhase, AccountState, Client, ClientError, ErrorKind, Term};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::fields::{field, fields};
use crate::redirect::RedirectListener;
use crate::text;
use crate::text_page::TextPage;
use crate::timestamp;

/// How long the core waits for the browser.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// The address of the app: a browser that is sent there shows it, and it can be pasted.
const APP_REDIRECT: &str = "cn.songming.app:/login";
/// The faults of an address that the login does not wait for, which anything on this machine can send.
const STRAY: [&str; 2] = ["login-unknown", "login-state"];

/// What is done with the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AccountCommand {
    Show,
    /// Begins a login and waits for the browser. `switch`: unsent work of another account may stay behind.
    LogIn {
        switch: bool,
    },
    /// Begins a login that [`Self::FinishLogin`] completes.
    BeginLogin {
        switch: bool,
    },
    /// Completes a login with the address that the browser was sent to.
    FinishLogin(String),
    LogOut,
}

pub(crate) async fn account(client: &Client, command: AccountCommand) -> Result<Answer, Failure> {
    let account = client.account();
    Ok(match command {
        AccountCommand::Show => Answer::Account(account.current().await?),
        AccountCommand::LogIn { switch } => Answer::Account(log_in(client, switch).await?),
        AccountCommand::BeginLogin { switch } => {
            Answer::LoginAddress(account.begin_login(APP_REDIRECT.to_owned(), switch).await?.address)
        }
        AccountCommand::FinishLogin(address) => Answer::Account(account.finish_login(address).await?),
        AccountCommand::LogOut => {
            account.log_out().await?;
            Answer::Account(account.current().await?)
        }
    })
}

/// Shows the address, waits for the browser, and tells it how the login ended.
async fn log_in(client: &Client, switch: bool) -> Result<AccountState, Failure> {
    let unusable = |error: std::io::Error| {
        Failure::rejected("no-listener", text::fill("failure.no-listener", &[("why", &error.to_string())]))
    };
    let mut listener = RedirectListener::open().map_err(unusable)?;
    let request = client.account().begin_login(listener.address(), switch).await?;
    // Not a part of the answer: the login is.
    let _ = writeln!(std::io::stderr(), "{}", text::fill("login.open", &[("address", &request.address)]));
    let deadline = Instant::now() + PATIENCE;
    loop {
        let waiting = tokio::task::spawn_blocking(move || {
            let visit = listener.wait(deadline);
            (listener, visit)
        });
        let (back, visit) = waiting.await.map_err(|error| unusable(error.into()))?;
        listener = back;
        let Some(visit) = visit.map_err(unusable)? else {
            return Err(Failure::new(ErrorKind::Timeout, "login-late", text::get("failure.login-late").to_owned()));
        };
        match client.account().finish_login(visit.address.clone()).await {
            Ok(state) => {
                visit.show(text::get("login.page-done"));
                return Ok(state);
            }
            Err(error) => {
                visit.show(error.explanation());
                if !is_stray(&error) {
                    return Err(error.into());
                }
            }
        }
    }
}

fn is_stray(error: &ClientError) -> bool {
    STRAY.contains(&error.code())
}

/// Renders who is logged in.
pub(crate) fn state(page: &mut TextPage, state: &AccountState) {
    let phase = match state.phase {
        AccountPhase::LoggedOut => return page.message("account.logged-out"),
        AccountPhase::LoggedIn => text::get("account.logged-in"),
        AccountPhase::Expired => text::get("account.expired"),
    };
    let name = |term: &Option<Term>| term.as_ref().map(|term| term.name.clone()).unwrap_or_default();
    let unsent = if state.unsent > 0 { state.unsent.to_string() } else { String::new() };
    fields(
        page,
        [
            field("account.phase", phase),
            field("account.name", &state.name),
            field("account.id", &state.id),
            field("account.station", &name(&state.station)),
            field("account.park", &name(&state.park)),
            field("account.since", &state.since.map(timestamp::beijing_time).unwrap_or_default()),
            field("account.unsent", &unsent),
        ],
    );
}
