//! 联络站: a clerk's submissions, from the draft to what the newsroom made of it.
//!
//! What holds: what a clerk wrote or added is on the disk before a screen says so; a submission has its identifier before the
//! first try to send it, so that sending it again is sending it once; what the publisher refuses is parked alone.
//!
//! `form` is the centre's form and what it says of a draft. `draft_store` has the texts, `draft_file` the rows of photos and
//! videos, `station_folder` their files; `photo_import` brings the two together, `file_repair` keeps them together. `enqueue`
//! freezes a version to be sent, `revision` opens one again. `draft_page` is what a screen sees of all that, in the types of
//! `draft`.

pub(crate) mod draft;
pub(crate) mod draft_file;
pub(crate) mod draft_page;
pub(crate) mod draft_store;
pub(crate) mod enqueue;
pub(crate) mod file_notes;
pub(crate) mod file_repair;
pub(crate) mod form;
pub(crate) mod photo_import;
pub(crate) mod revision;
pub(crate) mod scaling;
pub(crate) mod station_folder;
#[cfg(test)]
mod tests;
