//! A client in a separate process, to be killed while it marks: prints the number of each action once it is stored.

use std::io::Write;

use songming_core::{Client, MarkAction, MarkRequest, OpenRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder");
    let from: u64 = arguments.next().and_then(|number| number.parse().ok()).expect("a number");
    let client = Client::open(OpenRequest { folder, ..OpenRequest::default() }).await.expect("opens");
    for number in from.. {
        let id = format!("synthetic-{:06}", number % 20 + 1);
        let action = MarkAction::Favourite { on: (number / 20).is_multiple_of(2) };
        client.items().mark(vec![MarkRequest { id, action }]).await.expect("is kept");
        let mut out = std::io::stdout();
        writeln!(out, "{number}").and_then(|()| out.flush()).expect("somebody reads");
    }
}
