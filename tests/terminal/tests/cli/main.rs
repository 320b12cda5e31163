//! End-to-end tests: the built program runs as a process against the publisher and against a server of static files.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, also in shared functions")]

mod account;
mod alerts;
mod appeals;
mod cli;
mod command_line;
mod consent;
mod data_folder;
mod file_server;
mod government;
mod harness;
mod home;
mod industry;
mod inspect;
mod listening;
mod marks;
mod offline;
mod party;
mod pictures;
mod search;
mod services;
mod sources;
mod station;
mod stories;
mod sync;
