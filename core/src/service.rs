//! 服务: the directory.

use crate::error::Result;
use crate::feed::Facts;
use crate::store::Write;

/// Takes in what an item says of this topic.
pub(crate) fn apply(_write: &Write<'_>, _facts: &Facts) -> Result<()> {
    Ok(())
}
