//! What the person chose: display, sections of the front page, followed channels.

use std::collections::HashSet;
use std::sync::Arc;

use super::core::CoreHandle;
use crate::base::change::Change;
use crate::base::error::{ClientError, Fault};
use crate::base::setting;
use crate::reader::display::{self, DisplayChoice, DisplayPolicy};
use crate::reader::{catalogue, marks};
use crate::topics::home::{self, HomeChoice, HomeEntry};

pub(super) const DISPLAY: &str = "display";
pub(super) const FOLLOWED: &str = "followed";
const MAX_FOLLOWED: usize = 100;

/// What the person chose. It stays on this phone.
#[derive(uniffi::Object)]
pub struct Settings {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Settings {
    /// 显示: sizes, targets and contrast that screens follow, from the law, the catalogue and the person's choice. A choice that
    /// cannot be read counts as the usual one.
    pub async fn display(&self) -> Result<DisplayPolicy, ClientError> {
        let choice = self.display_choice().await?;
        self.core.read(move |view| Ok(display::policy(&catalogue::document(view.connection)?, choice))).await
    }

    /// What the person chose: 长辈版, the size of text, light or dark.
    pub async fn display_choice(&self) -> Result<DisplayChoice, ClientError> {
        self.core.read_outbox(move |outbox| setting::get(outbox, DISPLAY)).await
    }

    /// Replaces the person's choice of display.
    pub async fn set_display(&self, choice: DisplayChoice) -> Result<(), ClientError> {
        self.core
            .write_outbox(move |write| {
                write.announce(Change::Settings);
                setting::set(write, DISPLAY, &choice)
            })
            .await
    }

    /// 订阅: the catalogue's modules and channels as sections of the front page, in the person's order. Until the person
    /// chooses, and for those that are new, modules are shown and channels are not.
    pub async fn sections(&self) -> Result<Vec<HomeEntry>, ClientError> {
        let choices = self.core.read_outbox(home::choices).await?;
        self.core.read(move |view| home::entries(view.connection, &choices)).await
    }

    /// Replaces the person's order of sections, and which are subscribed and muted. A section that is not named follows after
    /// the named ones, as it was.
    ///
    /// Errors: `Rejected` (`bad-request`) if a code is empty or too long, or for more than 300 choices.
    pub async fn set_sections(&self, choices: Vec<HomeChoice>) -> Result<(), ClientError> {
        self.core.write_outbox(move |write| home::set_choices(write, choices)).await
    }

    /// The codes of the channels whose pictures are fetched before those of others.
    pub async fn followed(&self) -> Result<Vec<String>, ClientError> {
        self.core.read_outbox(|outbox| setting::get(outbox, FOLLOWED)).await
    }

    /// Replaces the followed channels. A repeated code counts once.
    ///
    /// Errors: `Rejected` (`bad-request`) if a code is empty or too long, or for more than 100 codes.
    pub async fn set_followed(&self, channels: Vec<String>) -> Result<(), ClientError> {
        let mut seen = HashSet::new();
        let channels: Vec<String> = channels.into_iter().filter(|code| seen.insert(code.clone())).collect();
        if channels.len() > MAX_FOLLOWED || channels.iter().any(|code| code.is_empty() || code.len() > marks::MAX_ID) {
            return Err(Fault::BadRequest.into());
        }
        self.core
            .write_outbox(move |write| {
                write.announce(Change::Settings);
                setting::set(write, FOLLOWED, &channels)
            })
            .await
    }
}
