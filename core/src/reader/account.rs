//! The account of a liaison station's clerk on this phone.

use std::sync::Arc;

use rusqlite::Connection;
use url::Url;

use crate::base::error::{Fault, Result};
use crate::base::net::{Message, Net, StatusReply};

/// Whose account is on the phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountOnPhone {
    /// The publisher's id of the account.
    pub(crate) id: String,
    /// The clerk's name.
    pub(crate) name: String,
    /// Codes of the catalogue.
    pub(crate) station: String,
    pub(crate) park: Option<String>,
}

/// The account that is logged in, or was when it had to log in again; `None` if nobody is.
pub(crate) fn current(_outbox: &Connection) -> Result<Option<AccountOnPhone>> {
    Ok(None)
}

/// Requests of a person who is logged in.
pub(crate) struct AccountSession {
    net: Arc<Net>,
}

impl AccountSession {
    pub(crate) fn new(net: Arc<Net>) -> Self {
        Self { net }
    }

    /// [`Net::exchange`] with the account's access token. A token that is no longer valid is refreshed once, for any number of
    /// requests at once. Fails with [`Fault::SignedOut`] if the person has to log in again.
    pub(crate) async fn exchange(&self, _address: &Url, _message: &Message) -> Result<StatusReply> {
        self.net.ensure_allowed()?;
        Err(Fault::SignedOut)
    }
}
