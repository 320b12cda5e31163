//! 联络站: a clerk's submissions, from the draft to what the newsroom made of it.
//!
//! What holds: what a clerk wrote or added is on the disk before a screen says so; a submission has its identifier before the
//! first try to send it, so that sending it again is sending it once; what the publisher refuses is parked alone.
//!
//! `form` is the centre's form and what it says of a draft. `draft_store` has the texts, `submission_file` the rows of photos
//! and videos, which `draft_file` changes, `station_folder` their files; `photo_import` brings the two together, `file_repair`
//! keeps them together. `enqueue` freezes a version to be sent, `revision` opens one again, `draft_copy` makes a new draft of one
//! that conflicts. `draft_page` is what a screen sees of all that, in the types of `draft`.
//!
//! One sender works at a time. It sends the text of a submission before its files, and records every step, so that a kill
//! between any two leaves a state from which the next start goes on. A final answer parks, and a file that the phone has lost; a
//! page of something on the way, a server that is down and a login that is over do not. The review never goes back, in whatever order it comes in.

mod authorized;
pub(crate) mod draft;
pub(crate) mod draft_copy;
pub(crate) mod draft_file;
pub(crate) mod draft_page;
pub(crate) mod draft_store;
pub(crate) mod enqueue;
pub(crate) mod file_notes;
pub(crate) mod file_repair;
pub(crate) mod form;
pub(crate) mod ledger;
pub(crate) mod photo_import;
mod reason;
mod review;
mod review_line;
pub(crate) mod revision;
pub(crate) mod scaling;
pub(crate) mod send_store;
pub(crate) mod sender;
pub(crate) mod station_folder;
pub(crate) mod submission;
pub(crate) mod submission_file;
pub(crate) mod submission_page;
pub(crate) mod submission_store;
#[cfg(test)]
mod tests;
mod turn;
mod upload;
