//! The publisher, seen from outside: over HTTP, as a reader and as an editor.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod appeals;
mod changes;
mod conditional;
mod contract;
mod faults;
mod loader;
mod pages;
mod pictures;
mod plain;
mod press;
mod process;
mod samples;
mod traffic;
