//! A client in a separate process that shares its folder with others: marks, lists, syncs, and goes to the background and
//! back. Prints the id of each item that it liked, once the like is stored; ends after a number of steps.

use std::io::Write;

use songming_core::{Client, MarkAction, MarkRequest, OpenRequest, Scope, SyncBudget};

/// What may fail while other processes use the folder, withdraw consent and replace files.
const ALLOWED: [&str; 6] = ["no-consent", "in-use", "stopped", "slow", "cut", "unreachable"];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().expect("folder, publisher, seed, steps, first and last item");
    let (folder, publisher) = (next(), next());
    let mut number = || next().parse::<u64>().expect("a number");
    let (seed, steps, first, last) = (number(), number(), number(), number());
    let mut dice = fastrand::Rng::with_seed(seed);
    let request = OpenRequest { folder, publisher: Some(publisher), ..OpenRequest::default() };
    let client = Client::open(request).await.expect("opens");
    let items = client.items();
    for step in 0..steps {
        let done = match dice.u8(..10) {
            0..=3 => {
                let id = format!("synthetic-{:06}", dice.u64(first..=last));
                let like = MarkRequest { id: id.clone(), action: MarkAction::Like { on: true } };
                items.mark(vec![like]).await.map(|()| {
                    let mut out = std::io::stdout();
                    writeln!(out, "{id}").and_then(|()| out.flush()).expect("the output is open");
                })
            }
            4 | 5 => items.list(Scope::All, None, 50).await.map(drop),
            6 | 7 => client.sync(Some(SyncBudget { seconds: 5, ..SyncBudget::default() })).await.map(drop),
            8 => {
                client.set_foreground(false).await;
                Ok(())
            }
            _ => {
                client.set_foreground(true).await;
                Ok(())
            }
        };
        if let Err(error) = done {
            assert!(ALLOWED.contains(&error.code()), "seed {seed}, step {step}: {}", error.code());
        }
    }
    client.shut_down().await.expect("closes");
}
