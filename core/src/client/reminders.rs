//! What the platform is to remind the person of.

use super::{Client, alerts, appeals};
use crate::base::error::ClientError;
use crate::reader::reminder::Plan;
use crate::topics::alert;
use crate::topics::government::{appeal, appeal_page};
use crate::topics::home;
use crate::topics::industry::radar;

#[uniffi::export]
impl Client {
    /// All local notifications that there should be now, of every topic, but of what the person muted. Ask again after a
    /// [`crate::Change`], and show the difference: a plan that is no longer listed is to be taken away.
    pub async fn plans(&self) -> Result<Vec<Plan>, ClientError> {
        let own = self.read_outbox(|outbox| {
            let (person, stored) = (alerts::person(outbox)?, appeal::all(outbox)?);
            Ok((person, stored, radar::rules(outbox)?, radar::hits(outbox)?, home::choices(outbox)?))
        });
        let (person, stored, rules, hits, choices) = own.await?;
        self.read(move |view| {
            // The platform goes by the phone's clock.
            let skew = view.there.saturating_sub(view.now);
            let mut plans = alert::plans(&alert::current(view, &person)?, skew);
            plans.extend(appeal_page::plans(&appeals::shown(view, stored)?, view.now, skew));
            plans.extend(radar::plans(view, &rules, &hits)?);
            home::hush(view.connection, &choices, plans)
        })
        .await
    }
}
