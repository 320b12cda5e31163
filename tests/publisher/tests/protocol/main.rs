//! Tests of the publisher over HTTP, on its public and its control port.

#![allow(clippy::unwrap_used, reason = "a test fails at the line that panics")]

mod account;
mod appeals;
mod attacks;
mod changes;
mod conditional;
mod content;
mod contract;
mod desk;
mod desk_browser;
mod faults;
mod harness;
mod media;
mod pages;
mod process;
mod sample_content;
mod station;
mod submissions;
mod traffic;
mod upload_faults;
mod upload_files;
mod uploads;
mod xml_and_html;
