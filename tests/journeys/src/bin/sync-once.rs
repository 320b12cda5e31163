//! A client in a separate process, to be killed: accepts, syncs, fetches every older page, ends.

use songming_core::{Client, OpenRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let (folder, publisher) = (arguments.next().expect("a folder"), arguments.next());
    let client = Client::open(OpenRequest { folder, publisher, ..OpenRequest::default() }).await.expect("opens");
    client.privacy().accept("2026-11".into()).await.expect("agrees");
    client.sync(None).await.expect("syncs");
    while client.items().load_older().await.expect("an older page") {}
}
