//! 应急: alert messages and the towns that they concern.

use std::sync::Arc;

use super::core::CoreHandle;
use crate::base::change::Change;
use crate::base::error::{ClientError, Fault, Result};
use crate::base::setting;
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{self, ItemKind, ItemRow, Scope};
use crate::topics::alert::{self, AlertRecipient, AlertRow};

pub(super) const TOWNS: &str = "towns";
const MAX_TOWNS: usize = 50;
/// Rows of [`AlertPage::all`].
const PAGE_ROWS: u32 = 50;

/// A town, and whether the person chose it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Town {
    /// Its code and name.
    pub term: Term,
    /// Whether the person chose it.
    pub chosen: bool,
}

/// 应急: the messages in force and those before.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct AlertPage {
    /// The messages in force by the publisher's clock: actual ones before exercises, the most severe first.
    pub current: Vec<AlertRow>,
    /// All messages on this phone, the newest first, at most 50; [`super::Items::list`] has the rest.
    pub all: Vec<ItemRow>,
}

/// 应急: alert messages and the towns that they concern.
#[derive(uniffi::Object)]
pub struct Alerts {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Alerts {
    /// The messages in force and those before. One message in full is [`super::Items::get`].
    pub async fn page(&self) -> Result<AlertPage, ClientError> {
        let person = self.core.read_outbox(person).await?;
        self.core
            .read(move |view| {
                let all = Scope::Kind { module: "alert".into(), kind: ItemKind::Alert };
                Ok(AlertPage {
                    current: alert::current(view, &person)?,
                    all: feed::list(view, &all, None, PAGE_ROWS)?.items,
                })
            })
            .await
    }

    /// The person confirms having seen a message as severe as it is. Stored on this phone; nothing is sent.
    ///
    /// `identifier`: the message's own identifier by CAP 1.2, not the item's id.
    ///
    /// Errors: `Rejected` (`bad-request`) if the identifier is empty or too long.
    pub async fn acknowledge(&self, identifier: String) -> Result<(), ClientError> {
        let now = self.core.clock.now();
        let seen = identifier.clone();
        // What the person did is stored even if the cache cannot be read: then a reminder may come again.
        let severity = self.core.read(move |view| alert::severity_of(view.connection, &seen)).await.unwrap_or_default();
        self.core.write_outbox(move |write| alert::acknowledge(write, &identifier, severity, now)).await
    }

    /// The catalogue's towns, and which of them the person chose; if none is chosen, the whole county counts.
    pub async fn towns(&self) -> Result<Vec<Town>, ClientError> {
        let chosen: Vec<String> = self.core.read_outbox(move |outbox| setting::get(outbox, TOWNS)).await?;
        self.core
            .read(move |view| {
                let towns = catalogue::terms(view.connection, "town")?;
                Ok(towns.into_iter().map(|term| Town { chosen: chosen.contains(&term.code), term }).collect())
            })
            .await
    }

    /// Replaces the towns that the person chose. Stored on this phone; nothing is sent.
    ///
    /// Errors: `Rejected` (`bad-request`) if a code is empty or longer than 100 bytes, or for more than 50 codes.
    pub async fn set_towns(&self, codes: Vec<String>) -> Result<(), ClientError> {
        if codes.len() > MAX_TOWNS || codes.iter().any(|code| code.is_empty() || code.len() > 100) {
            return Err(Fault::BadRequest.into());
        }
        self.core
            .write_outbox(move |write| {
                write.announce(Change::Settings);
                setting::set(write, TOWNS, &codes)
            })
            .await
    }
}

pub(super) fn person(outbox: &rusqlite::Connection) -> Result<AlertRecipient> {
    Ok(AlertRecipient { acknowledged: alert::acknowledged(outbox)?, towns: setting::get(outbox, TOWNS)? })
}
