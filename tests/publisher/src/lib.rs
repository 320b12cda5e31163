//! The publisher's side of the protocol, an HTTP server on SQLite, for running and testing the clients.
//!
//! One process serves two ports: the public one, which `openapi.json` in this crate describes, and a control port, by
//! which a test publishes, revises and withdraws items, injects faults and reads a record of the requests.
//!
//! ```
//! use songming_publisher::{Options, start};
//!
//! let publisher = start(Options { synthetic: Some(3), ..Options::default() })?;
//! assert!(publisher.public_url().starts_with("http://127.0.0.1:"));
//! publisher.stop();
//! # Ok::<(), songming_publisher::StartError>(())
//! ```

mod account;
mod appeals;
pub mod archive;
mod clerk;
pub mod content;
mod control;
mod desk;
mod desk_session;
mod digest;
pub mod draft;
mod drawing;
mod fault;
mod feed;
pub mod item;
mod login;
mod login_limit;
mod login_page;
mod markup;
pub mod media;
mod media_state;
pub mod moment;
pub mod payload;
mod public;
mod publication;
mod response;
mod review;
mod server;
mod socket;
mod station_form;
mod stations;
mod submissions;
mod syndication;
pub mod synthetic;
mod tokens;
mod uploads;
mod uuid;
mod withdrawals;

pub use server::{Handle, Options, StartError, start, start_on};

/// The OpenAPI 3.1 document of the public port.
pub const OPENAPI: &str = include_str!("../openapi.json");

/// The folder of the sample content in this checkout.
pub fn sample_content() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content")
}
