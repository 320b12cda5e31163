//! 应急.

use super::Client;
use crate::base::change::Change;
use crate::base::error::{ClientError, Fault, Result};
use crate::base::setting;
use crate::reader::catalogue::{self, Term};
use crate::topics::alert::{self, AlertDetail, AlertRecipient, AlertRow};

const TOWNS: &str = "towns";
const MAX_TOWNS: usize = 50;

/// A town, and whether its alerts are the person's own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Town {
    /// Its code and name.
    pub term: Term,
    /// Whether the person chose it.
    pub chosen: bool,
}

#[uniffi::export]
impl Client {
    /// The messages that hold now: what is meant before exercises, the worst first. By the publisher's clock, as far as this
    /// phone knows it.
    pub async fn alerts(&self) -> Result<Vec<AlertRow>, ClientError> {
        let person = self.alerted().await?;
        self.read(move |view| alert::current(view, &person)).await
    }

    /// One message, also one that no longer holds, with those that it stands in line with.
    ///
    /// Errors: `Rejected` (`not-found`) when there is none of this id.
    pub async fn alert(&self, id: String) -> Result<AlertDetail, ClientError> {
        let person = self.alerted().await?;
        self.read(move |view| alert::detail(view, &person, &id)).await
    }

    /// The person confirms having seen a message, by its identifier. It stays on this phone: nothing is sent.
    ///
    /// Errors: `Rejected` (`bad-request`) for an identifier that is none.
    pub async fn acknowledge_alert(&self, identifier: String) -> Result<(), ClientError> {
        let now = self.core.clock.now();
        self.write_outbox(move |write| alert::acknowledge(write, &identifier, now)).await
    }

    /// The towns of the catalogue, and which the person chose; none chosen: the whole county.
    pub async fn towns(&self) -> Result<Vec<Town>, ClientError> {
        let chosen: Vec<String> = self.read_outbox(move |outbox| setting::get(outbox, TOWNS)).await?;
        self.read(move |view| {
            let towns = catalogue::terms(view.connection, "town")?;
            Ok(towns.into_iter().map(|term| Town { chosen: chosen.contains(&term.code), term }).collect())
        })
        .await
    }

    /// The towns whose alerts are the person's own. They stay on this phone.
    ///
    /// Errors: `Rejected` (`bad-request`) for a code that is none, or more than 50.
    pub async fn set_towns(&self, codes: Vec<String>) -> Result<(), ClientError> {
        if codes.len() > MAX_TOWNS || codes.iter().any(|code| code.is_empty() || code.len() > 100) {
            return Err(crate::base::error::Error::from(Fault::BadRequest).into());
        }
        self.write_outbox(move |write| {
            write.announce(Change::Settings);
            setting::set(write, TOWNS, &codes)
        })
        .await
    }
}

impl Client {
    async fn alerted(&self) -> Result<AlertRecipient, ClientError> {
        self.read_outbox(person).await
    }
}

pub(super) fn person(outbox: &rusqlite::Connection) -> Result<AlertRecipient> {
    Ok(AlertRecipient { acknowledged: alert::acknowledged(outbox)?, towns: setting::get(outbox, TOWNS)? })
}
