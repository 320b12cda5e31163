//! 首页.

use super::{Client, alerts};
use crate::base::error::ClientError;
use crate::topics::government::appeal_store;
use crate::topics::home::{self, Home, HomeChoice, HomeEntry, HomeInputs};
use crate::topics::industry::radar;

#[uniffi::export]
impl Client {
    /// The front page: one state of everything on this phone.
    pub async fn home(&self) -> Result<Home, ClientError> {
        let own = self.read_outbox(|outbox| {
            let (person, choices) = (alerts::person(outbox)?, home::choices(outbox)?);
            let (appeals_unseen, hits) = (appeal_store::unseen_count(outbox)?, radar::hits(outbox)?);
            Ok(HomeInputs { recipient: person, choices, appeals_unseen, hits })
        });
        // Whoever is closed hears it from the cache.
        let own = own.await.unwrap_or_else(|error| {
            log::warn!("the front page is without the person's order: {error}");
            HomeInputs::default()
        });
        self.read(move |view| home::load(view, &own)).await
    }

    /// What the front page may have sections of: the catalogue's modules and channels, in the person's order. At first, and
    /// for those that are new, modules are shown and channels are not.
    pub async fn sections(&self) -> Result<Vec<HomeEntry>, ClientError> {
        let choices = self.home_choices().await?;
        self.read(move |view| home::entries(view.connection, &choices)).await
    }

    /// The person's order, and what is subscribed and muted. What is not named comes after it, as it was. It stays on this
    /// phone.
    ///
    /// Errors: `Rejected` (`bad-request`) for a code that is none, or more than 300.
    pub async fn set_sections(&self, choices: Vec<HomeChoice>) -> Result<(), ClientError> {
        self.write_outbox(move |write| home::set_choices(write, choices)).await
    }
}

impl Client {
    pub(super) async fn home_choices(&self) -> Result<Vec<HomeChoice>, ClientError> {
        self.read_outbox(home::choices).await
    }
}
