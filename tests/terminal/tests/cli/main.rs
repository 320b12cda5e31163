//! `songming` as the newsroom's desk uses it: the built program, run as a process of its own, against the publisher and
//! against a folder of static files.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, also in what its functions share")]

mod consent;
mod industry;
mod inspect;
mod line;
mod listening;
mod marks;
mod party;
mod person;
mod pictures;
mod reading;
mod searching;
mod shelf;
mod sources;
mod storage;
mod stories;
mod topics;
