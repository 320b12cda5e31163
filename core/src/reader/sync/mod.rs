//! Sync: one conditional request for each origin, and one commit for each response.
//!
//! What holds here: a body is read and checked completely before the first row is written; a response is applied in one
//! transaction together with the cursor it leads to, so that a kill at any time leaves either the old state or the new
//! one; an origin that fails changes nothing and does not stop the others; an older response never replaces a newer one.
//!
//! Items are stored by [`crate::reader::feed`]; the topics ingest what concerns them through [`engine::IngestTopics`],
//! in the same transaction.

mod commit;
mod engine;
mod external_feed;
mod publisher;
mod report;
mod wire;
mod withdrawals;

pub(crate) use engine::{Hooks, SyncEngine};
pub(crate) use external_feed::source_id;
pub use report::{PictureReport, SourceReport, SyncBudget, SyncOutcome, SyncReport};
pub use wire::entries;
