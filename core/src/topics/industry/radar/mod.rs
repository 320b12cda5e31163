//! 产业雷达: the rules of a person, the items that they match, and what to remind of. Matching happens on this phone, and
//! no request says anything about a rule. What holds:
//!
//! - A hit is new once. The outbox has it by the item's id, so neither a revision nor a lost cache makes it new again,
//!   and a revision that a rule no longer matches removes the hit.
//! - Matching can be interrupted at any point: it is repeated from the queue of the cache, with the same result.

mod hit;
mod match_text;
mod matcher;
mod overview;
mod rule;
mod rule_store;
mod scan;
#[cfg(test)]
mod tests;

pub(crate) use hit::{Hit, delete_expired, delete_withdrawn, ending_policies, hits, mark_seen, unseen_count};
pub use overview::{RadarHit, RadarOverview, RadarPage, RadarState};
pub(crate) use overview::{overview, page, reminders};
pub use rule::{MAX_RADAR_RULES, RadarRule};
pub(crate) use rule_store::{delete, export, import, rules, save};
pub(crate) use scan::{scan, update_queue};
