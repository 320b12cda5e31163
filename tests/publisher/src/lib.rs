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

mod appeals;
pub mod archive;
pub mod content;
mod control;
mod digest;
pub mod draft;
mod drawing;
mod fault;
mod feed;
pub mod item;
mod markup;
pub mod media;
pub mod moment;
pub mod payload;
mod public;
mod response;
mod server;
mod socket;
mod syndication;
pub mod synthetic;
mod withdrawals;

pub use server::{Handle, Options, StartError, start, start_on};

/// The OpenAPI 3.1 document of the public port.
pub const OPENAPI: &str = include_str!("../openapi.json");

/// The folder of the sample content in this checkout.
pub fn sample_content() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content")
}
