//! What the platform is to remind the person of.

use super::{Client, alerts, appeals};
use crate::base::error::ClientError;
use crate::reader::reminder::Reminder;
use crate::topics::alert;
use crate::topics::government::{appeal_page, appeal_store};
use crate::topics::home;
use crate::topics::industry::radar;

#[uniffi::export]
impl Client {
    /// All local notifications that there should be now, of every topic, but of what the person muted. Ask again after a
    /// [`crate::Change`], and show the difference: a plan that is no longer listed is to be taken away.
    pub async fn reminders(&self) -> Result<Vec<Reminder>, ClientError> {
        let own = self.read_outbox(|outbox| {
            let (person, stored) = (alerts::person(outbox)?, appeal_store::list(outbox)?);
            Ok((person, stored, radar::rules(outbox)?, radar::hits(outbox)?, home::choices(outbox)?))
        });
        let (person, stored, rules, hits, choices) = own.await?;
        self.read(move |view| {
            // The platform goes by the phone's clock.
            let skew = view.there.saturating_sub(view.now);
            let mut reminders = alert::reminders(&alert::current(view, &person)?, skew);
            reminders.extend(appeal_page::reminders(&appeals::shown(view, stored)?, view.now, skew));
            reminders.extend(radar::reminders(view, &rules, &hits)?);
            home::without_muted(view.connection, &choices, reminders)
        })
        .await
    }
}
