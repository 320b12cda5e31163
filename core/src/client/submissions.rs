//! 联络站: what was sent, on its way to the newsroom.

use std::sync::Arc;

use super::core::Core;
use crate::base::error::Result;

impl Core {
    /// Sends what is queued.
    pub(super) async fn send_submissions(self: &Arc<Self>) -> Result<()> {
        Ok(())
    }
}
