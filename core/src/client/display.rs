//! 显示: how large and how clear, as data.

use super::Client;
use crate::base::change::Change;
use crate::base::error::ClientError;
use crate::base::setting;
use crate::reader::catalogue;
use crate::reader::display::{self, DisplayChoice, DisplayPolicy};

const DISPLAY: &str = "display";

#[uniffi::export]
impl Client {
    /// What screens go by: the law, the catalogue and the person's choice. Never fails for a choice that cannot be read: then
    /// it is the usual one.
    pub async fn display(&self) -> Result<DisplayPolicy, ClientError> {
        let choice = self.display_choice().await?;
        self.read(move |view| Ok(display::policy(&catalogue::document(view.connection)?, choice))).await
    }

    /// What the person chose.
    pub async fn display_choice(&self) -> Result<DisplayChoice, ClientError> {
        self.read_outbox(move |outbox| setting::get(outbox, DISPLAY)).await
    }

    /// The person's choice: 长辈版, the size of text, light or dark.
    pub async fn set_display(&self, choice: DisplayChoice) -> Result<(), ClientError> {
        self.write_outbox(move |write| {
            write.announce(Change::Settings);
            setting::set(write, DISPLAY, &choice)
        })
        .await
    }
}
