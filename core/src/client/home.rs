//! 首页, and the reminders of every topic.

use super::{Client, alerts, appeals};
use crate::base::error::ClientError;
use crate::reader::account;
use crate::reader::reminder::Reminder;
use crate::topics::alert;
use crate::topics::government::{appeal_page, appeal_store};
use crate::topics::home::{self, Home, HomeInputs};
use crate::topics::industry::radar;
use crate::topics::station::submission_store;

#[uniffi::export]
impl Client {
    /// 首页: the front page, from one snapshot of the cache.
    pub async fn home(&self) -> Result<Home, ClientError> {
        let own = self.core.read_outbox(|outbox| {
            let (person, choices) = (alerts::person(outbox)?, home::choices(outbox)?);
            let (appeals_unseen, hits) = (appeal_store::unseen_count(outbox)?, radar::hits(outbox)?);
            let account = account::current(outbox)?;
            let submissions_unseen =
                account.map_or(Ok(0), |account| submission_store::unseen_count(outbox, &account.id))?;
            Ok(HomeInputs { recipient: person, choices, appeals_unseen, submissions_unseen, hits })
        });
        // A damaged outbox must not keep the person from reading. A closed client gets its error from the read below.
        let own = own.await.unwrap_or_else(|error| {
            log::warn!("the front page is without the person's choices: {error}");
            HomeInputs::default()
        });
        self.core.read(move |view| home::load(view, &own)).await
    }

    /// The local notifications that the platform should have scheduled now, of every topic, without what the person muted. Ask
    /// again after a [`crate::Change`] and apply the difference: a reminder that is no longer listed has to be removed.
    pub async fn reminders(&self) -> Result<Vec<Reminder>, ClientError> {
        let own = self.core.read_outbox(|outbox| {
            let (person, stored) = (alerts::person(outbox)?, appeal_store::list(outbox)?);
            Ok((person, stored, radar::rules(outbox)?, radar::hits(outbox)?, home::choices(outbox)?))
        });
        let (person, stored, rules, hits, choices) = own.await?;
        let submissions = self.core.work(|core| async move { core.submission_reminders().await }).await?;
        self.core
            .read(move |view| {
                // The platform schedules by the phone's clock.
                let skew = view.publisher_now.saturating_sub(view.device_now);
                let mut reminders = alert::reminders(view, &person, skew)?;
                reminders.extend(appeal_page::reminders(&appeals::shown(view, stored)?, view.device_now, skew));
                reminders.extend(radar::reminders(view, &rules, &hits)?);
                reminders.extend(submissions);
                home::without_muted(view.connection, &choices, reminders)
            })
            .await
    }
}
