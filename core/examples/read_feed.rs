//! Adds a feed (RSS, Atom, JSON Feed) by its address and prints the titles of its items, the newest first.
//!
//! ```sh
//! cargo run -p songming-core --example read_feed -- https://example.org/feed.xml [FOLDER]
//! ```
//!
//! Without a folder a temporary one is used, which is deleted at the end.

#![allow(clippy::print_stdout, reason = "the titles are what it prints")]

use std::error::Error;

use songming_core::{Client, OpenRequest, Scope};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().ok_or("usage: read_feed ADDRESS [FOLDER]")?;
    let temporary = tempfile::tempdir()?;
    let folder = arguments.next().unwrap_or_else(|| temporary.path().display().to_string());

    // Without a publisher, the client reads only the feeds that are added to it.
    let client = Client::open(OpenRequest { folder, ..OpenRequest::default() }).await?;
    // No request is sent before consent is stored.
    client.privacy().accept("example".into()).await?;

    let source = client.sources().add(address).await?;
    println!("{}", source.title);
    let page = client.items().list(Scope::Source { id: source.id }, None, 50).await?;
    for row in page.items {
        println!("{}  {}", row.published_text, row.title);
    }

    client.shut_down().await?;
    Ok(())
}
