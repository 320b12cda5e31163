//! Favourites that a walk of the publisher's pages did not show. A publisher lets old items go from its pages, and a
//! withdrawal may have been missed while the place was lost: the item's own page tells one from the other.

use std::sync::Arc;

use super::{Engine, Meter};
use crate::base::error::{Fault, Result};
use crate::base::net::{Reply, Validators};

const ACCEPT: &str = "text/html, */*;q=0.5";
/// Pages that are asked after one sync.
const AT_MOST: usize = 50;

impl Engine {
    /// Asks the pages; how many items went. A page that cannot be asked now is asked after the next sync.
    pub(super) async fn resolve_unconfirmed(&self, meter: &Meter) -> Result<u32> {
        let apply = Arc::clone(&self.apply);
        let unconfirmed = self.store.cache().read(move |cache| apply.unconfirmed(cache)).await?;
        let mut went = 0;
        for (id, page) in unconfirmed.into_iter().take(AT_MOST) {
            if meter.spent() {
                break;
            }
            let there = match self.net.get(&page, ACCEPT, &Validators::default()).await {
                Ok(Reply::Body(_)) => true,
                Ok(Reply::Gone) => false,
                Err(Fault::Status(404)) => false,
                // A page that is there and cannot be taken is there.
                Err(Fault::TooLarge(_)) => true,
                Ok(Reply::NotModified { .. }) | Err(_) => continue,
            };
            let apply = Arc::clone(&self.apply);
            went += u32::from(
                self.store.cache().write(move |write| apply.resolve_unconfirmed_item(write, &id, there)).await?,
            );
        }
        Ok(went)
    }
}
