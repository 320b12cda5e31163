//! A scripted day in a process of its own, to be killed or to meet a failing system call. Prints each action before it
//! begins and once it returned.

use std::io::Write;
use std::path::Path;

use songming_faults::day::Day;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = std::env::args().nth(1).expect("a folder");
    let mut day = Day::new(Path::new(&folder), || 0).announced(announce);
    let client = day.live().await;
    for failure in &day.failures {
        announce(&format!("failure {failure}"));
    }
    if let Some(client) = client {
        // A failing disk may refuse this too.
        let _ = client.shut_down().await;
    }
    announce("over");
}

fn announce(line: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "{line}").and_then(|()| out.flush()).expect("the output is open");
}
