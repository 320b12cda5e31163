//! A login in the system's browser: where it begins, and whether the address that the browser comes back with answers it.
//!
//! What holds: an address that this phone does not wait for, of whatever origin, changes nothing. One that has the `state` of
//! the login that waits ends it, unless it brings the code.

use url::Url;

use super::pkce;
use super::vault::PendingLogin;
use crate::base::error::{Fault, Result};
use crate::base::net::check_address;

/// How the app names itself to the publisher, and what it asks for.
pub(super) const CLIENT_ID: &str = "songming";
const SCOPE: &str = "station";
/// How long a login waits for the browser, in milliseconds.
pub(super) const MAX_WAIT: i64 = 10 * 60 * 1000;
/// Bytes of an address that the browser brings, and of an address that it is sent to afterwards.
const MAX_ADDRESS: usize = 8 * 1024;
const MAX_REDIRECT: usize = 500;
/// Bytes of a code.
const MAX_CODE: usize = 2_048;

/// Begins a login. `redirect`: where the browser is sent afterwards.
///
/// Errors: [`Fault::BadAddress`] if the address cannot come back to this device alone.
pub(super) fn begin(publisher: &Url, redirect: &str, switch_account: bool, now: i64) -> Result<PendingLogin> {
    let address = Url::parse(redirect).map_err(|_| Fault::BadAddress)?;
    // An app's own scheme, a claimed https link, or a listener on this device. A script or a file is nowhere to come back to.
    let allowed = match address.scheme() {
        "https" | "http" => check_address(&address).is_ok(),
        scheme => scheme.contains('.'),
    };
    if !allowed || redirect.len() > MAX_REDIRECT || address.query().is_some() || address.fragment().is_some() {
        return Err(Fault::BadAddress);
    }
    Ok(PendingLogin {
        publisher: issuer(publisher),
        redirect: redirect.to_owned(),
        state: pkce::random_text()?,
        verifier: pkce::random_text()?,
        started: now,
        switch_account,
    })
}

/// The address that the browser opens.
pub(super) fn page_address(publisher: &Url, login: &PendingLogin) -> Url {
    let mut address = endpoint(publisher, "authorize");
    address
        .query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", CLIENT_ID)
        .append_pair("redirect_uri", &login.redirect)
        .append_pair("state", &login.state)
        .append_pair("code_challenge", &pkce::challenge(&login.verifier))
        .append_pair("code_challenge_method", "S256")
        .append_pair("scope", SCOPE);
    address
}

/// The publisher's address as it names itself in `iss`: without a slash at its end.
pub(super) fn issuer(publisher: &Url) -> String {
    let mut address = publisher.clone();
    address.set_query(None);
    address.set_fragment(None);
    address.as_str().trim_end_matches('/').to_owned()
}

/// The address of an endpoint of accounts.
pub(super) fn endpoint(publisher: &Url, name: &str) -> Url {
    let mut address = publisher.clone();
    address.set_query(None);
    address.set_fragment(None);
    address.set_path(&format!("{}/v1/account/{name}", publisher.path().trim_end_matches('/')));
    address
}

/// Why an address was refused.
pub(super) struct Refusal {
    pub(super) fault: Fault,
    /// Whether the login that waits is over.
    pub(super) ends_login: bool,
}

/// The code that the browser brings, if its address answers the login that waits.
pub(super) fn code_of(
    waiting: Option<&PendingLogin>,
    publisher: &Url,
    address: &str,
    now: i64,
) -> Result<String, Refusal> {
    let stays = |fault| Refusal { fault, ends_login: false };
    let ends = |fault| Refusal { fault, ends_login: true };
    let login = waiting.ok_or_else(|| stays(Fault::LoginUnknown))?;
    let address = Some(address).filter(|address| address.len() <= MAX_ADDRESS).and_then(|text| Url::parse(text).ok());
    let address = address.filter(|address| leads_to(address, &login.redirect));
    let address = address.ok_or_else(|| stays(Fault::LoginUnknown))?;
    let parameter = |name: &str| {
        let mut found = address.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        // A parameter that comes twice is none (RFC 6749, 3.1).
        found.next().filter(|_| found.next().is_none())
    };
    if !parameter("state").is_some_and(|state| pkce::is_equal(&state, &login.state)) {
        return Err(stays(Fault::LoginState));
    }
    // The phone's clock may have been corrected meanwhile, in either direction.
    if now.abs_diff(login.started) > MAX_WAIT.unsigned_abs() {
        return Err(ends(Fault::LoginLate));
    }
    let issuer = issuer(publisher);
    if login.publisher != issuer || parameter("iss") != Some(issuer) {
        return Err(ends(Fault::LoginIssuer));
    }
    if let Some(error) = parameter("error") {
        return Err(ends(if error == "access_denied" { Fault::LoginDenied } else { Fault::LoginFailed }));
    }
    let code = parameter("code").filter(|code| !code.is_empty() && code.len() <= MAX_CODE);
    code.ok_or_else(|| ends(Fault::LoginFailed))
}

/// Whether an address is the one that the browser was to be sent to, with a query of its own.
fn leads_to(address: &Url, redirect: &str) -> bool {
    let mut bare = address.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    Url::parse(redirect).is_ok_and(|expected| expected == bare)
}

#[cfg(test)]
mod tests;
