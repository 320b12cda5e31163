//! What the platform is to remind the person of.

use super::Client;
use crate::alert;
use crate::error::ClientError;
use crate::government::appeal;
use crate::home;
use crate::industry::radar;
use crate::plan::Plan;

#[uniffi::export]
impl Client {
    /// All local notifications that there should be now, of every topic, but of what the person muted. Ask again after a
    /// [`crate::Change`], and show the difference: a plan that is no longer listed is to be taken away.
    pub async fn plans(&self) -> Result<Vec<Plan>, ClientError> {
        let now = self.core.clock.now();
        let skew = self.there().await?.saturating_sub(now);
        let mut plans = alert::plans(&self.alerts().await?, skew);
        plans.extend(appeal::plans(&self.appeals().await?, now));
        let (rules, hits) = self.radar_rows().await?;
        plans.extend(self.read(move |view| radar::plans(view, &rules, &hits)).await?);
        let choices = self.home_choices().await?;
        self.read(move |view| home::hush(view.connection, &choices, plans)).await
    }
}
