//! The exchange with the publisher's token endpoint (RFC 6749, 4.1.3, 5 and 6; RFC 7009).
//!
//! What holds: only an OAuth error document is the publisher's word about a token. Everything else (a status of 500, a page of
//! HTML, a document that cannot be read) is a failure of the network or of the publisher, and proves nothing.

use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::account_store::AccountOnPhone;
use super::login::{CLIENT_ID, endpoint};
use super::vault::PendingLogin;
use crate::base::error::{Fault, Result};
use crate::base::net::{Message, Method, Net, StatusReply};

const FORM: &str = "application/x-www-form-urlencoded";
/// Bytes of an answer, of a token, and of a code or name in it.
const MAX_ANSWER: usize = 16 * 1024;
const MAX_TOKEN: usize = 2_048;
const MAX_NAME: usize = 300;
/// How long an access token is believed to be valid, in seconds.
const MAX_LIFETIME: i64 = 30 * 24 * 3600;

/// What the publisher gave.
pub(super) struct Grant {
    pub(super) access: String,
    pub(super) refresh: String,
    /// How long the access token is valid, in milliseconds.
    pub(super) lifetime: i64,
    /// The publisher's clock minus the phone's, in milliseconds.
    pub(super) skew: i64,
    pub(super) account: AccountOnPhone,
}

/// The publisher's word about what was asked.
pub(super) enum Answer {
    Granted(Box<Grant>),
    /// The code or the token is not valid, or no longer.
    InvalidGrant,
    /// Any other OAuth error, with its status.
    Refused(u16),
}

/// Exchanges a code for tokens.
pub(super) async fn redeem(net: &Net, publisher: &Url, login: &PendingLogin, code: &str) -> Result<Answer> {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &login.redirect),
        ("client_id", CLIENT_ID),
        ("code_verifier", &login.verifier),
    ];
    read_answer(&post(net, &endpoint(publisher, "token"), &form).await?)
}

/// Exchanges a refresh token for its successors. A broken connection is the ordinary case on a weak network, so there is one
/// retry: the same token leads to the same successors for a while.
pub(super) async fn refresh(net: &Net, publisher: &Url, token: &str) -> Result<Answer> {
    let address = endpoint(publisher, "token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", CLIENT_ID)];
    let mut reply = post(net, &address, &form).await;
    if matches!(reply, Err(Fault::ConnectionLost(_))) {
        net.pause_before_retry().await;
        reply = post(net, &address, &form).await;
    }
    read_answer(&reply?)
}

/// Ends the session of a token. The publisher has nothing to say about it, so its word is not asked for twice.
pub(super) async fn revoke(net: &Net, publisher: &Url, token: &str) -> Result<()> {
    let reply = post(net, &endpoint(publisher, "revoke"), &[("token", token), ("client_id", CLIENT_ID)]).await?;
    match reply.status {
        200 => Ok(()),
        status if oauth_error(&reply).is_some() => {
            log::warn!("the publisher does not revoke a token: {status}");
            Ok(())
        }
        status => Err(Fault::Status(status)),
    }
}

async fn post(net: &Net, address: &Url, form: &[(&str, &str)]) -> Result<StatusReply> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish().into_bytes();
    let message = Message { method: Method::Post, body: Some((FORM, body.into())), ..Message::default() };
    net.exchange(address, &message).await.map_err(|fault| match fault {
        // Said by something on the way: the publisher answers with an OAuth error.
        Fault::SignedOut => Fault::Status(401),
        fault => fault,
    })
}

fn read_answer(reply: &StatusReply) -> Result<Answer> {
    if reply.status == 200 && is_json(reply) {
        return read_grant(reply).map(|grant| Answer::Granted(Box::new(grant)));
    }
    match oauth_error(reply).as_deref() {
        Some("invalid_grant") => Ok(Answer::InvalidGrant),
        Some(_) => Ok(Answer::Refused(reply.status)),
        // The page of a network's portal, or of a gateway: the publisher itself was not reached.
        None => Err(Fault::Unreachable("an answer that is not the publisher's".into())),
    }
}

/// The code of an OAuth error document.
fn oauth_error(reply: &StatusReply) -> Option<String> {
    #[derive(Deserialize)]
    struct Document {
        error: String,
    }
    let is_error = matches!(reply.status, 400..500) && is_json(reply) && reply.body.bytes.len() <= MAX_ANSWER;
    let document = is_error.then(|| serde_json::from_slice::<Document>(&reply.body.bytes).ok()).flatten();
    document.map(|document| document.error).filter(|error| !error.is_empty())
}

fn is_json(reply: &StatusReply) -> bool {
    let content_type = reply.body.content_type.as_deref().unwrap_or_default();
    let name = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    name == "application/json" || name.ends_with("+json")
}

fn read_grant(reply: &StatusReply) -> Result<Grant> {
    #[derive(Deserialize)]
    struct Document {
        access_token: String,
        token_type: String,
        expires_in: i64,
        refresh_token: String,
        scope: String,
        #[serde(rename = "_songming")]
        person: Person,
    }
    #[derive(Deserialize)]
    struct Person {
        account: String,
        name: String,
        station: String,
        #[serde(default)]
        park: Option<String>,
    }
    if reply.body.bytes.len() > MAX_ANSWER {
        return Err(Fault::WrongSchema);
    }
    let document: Document = serde_json::from_slice(&reply.body.bytes)?;
    let Person { account, name, station, park } = document.person;
    let is_token =
        |token: &str| (1..=MAX_TOKEN).contains(&token.len()) && token.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
    let is_name = |name: &str| !name.trim().is_empty() && name.len() <= MAX_NAME && !name.contains(char::is_control);
    let is_sound = is_token(&document.access_token)
        && is_token(&document.refresh_token)
        && document.token_type.eq_ignore_ascii_case("bearer")
        && document.scope.split(' ').any(|scope| scope == "station")
        && [&account, &name, &station].into_iter().chain(&park).all(|name| is_name(name));
    if !is_sound {
        return Err(Fault::WrongSchema);
    }
    Ok(Grant {
        access: document.access_token,
        refresh: document.refresh_token,
        // An answer that is repeated may come when its access token has expired: the refresh token is as good as before.
        lifetime: document.expires_in.clamp(0, MAX_LIFETIME) * 1000,
        skew: reply.body.skew.unwrap_or(0),
        account: AccountOnPhone { id: account, name, station, park },
    })
}

#[cfg(test)]
mod tests;
