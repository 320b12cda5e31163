//! Favourites that a reconciliation with the publisher's pages did not find. A publisher may remove old items from its
//! pages, and a withdrawal may be missed while the cursor was lost: a request for the item's own web page tells which.

use super::engine::{BudgetMeter, SyncEngine};
use crate::base::error::{Fault, Result};
use crate::base::net::{Reply, Validators};
use crate::reader::feed;

const ACCEPT: &str = "text/html, */*;q=0.5";
/// Web pages that are requested in one sync.
const MAX_PAGES: usize = 50;

impl SyncEngine {
    /// Requests the web pages and removes the items whose page is gone; returns how many. An item whose page cannot be
    /// requested now is left to the next sync.
    pub(super) async fn resolve_unconfirmed(&self, meter: &BudgetMeter) -> Result<u32> {
        let unconfirmed = self.store.cache().read(feed::unconfirmed).await?;
        let mut removed = 0;
        for (id, page) in unconfirmed.into_iter().take(MAX_PAGES) {
            if meter.spent() {
                break;
            }
            let exists = match self.net.get(&page, ACCEPT, &Validators::default()).await {
                Ok(Reply::Body(_)) => true,
                Ok(Reply::Gone) => false,
                Err(Fault::Status(404)) => false,
                // A page that is too large to read exists.
                Err(Fault::TooLarge(_)) => true,
                Ok(Reply::NotModified { .. }) | Err(_) => continue,
            };
            removed += u32::from(
                self.store.cache().write(move |write| feed::resolve_unconfirmed_item(write, &id, exists)).await?,
            );
        }
        Ok(removed)
    }
}
