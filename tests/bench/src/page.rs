//! A page of 20 rows from a phone's folder through the public Rust interface: the floor of the same page in an app, which calls
//! from another language. `android/check bench` runs it in a separate process on the folder that the app has filled.

use std::io::Write;
use std::time::Instant;

use songming_core::{Client, OpenRequest, Scope};

use crate::Outcome;

const ROWS: u32 = 20;
const WARM: usize = 500;
const TURNS: usize = 2_000;

/// Prints the median and the 99th percentile, microseconds.
pub(crate) fn alone(folder: &str) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let request = OpenRequest { folder: folder.to_owned(), ..OpenRequest::default() };
    let client = runtime.block_on(Client::open(request))?;
    let mut times = Vec::with_capacity(TURNS);
    for turn in 0..WARM + TURNS {
        let began = Instant::now();
        let page = runtime.block_on(client.items().list(Scope::All, None, ROWS))?;
        if page.items.len() != ROWS as usize {
            return Err("this is not the page that was expected".into());
        }
        if turn >= WARM {
            times.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    runtime.block_on(client.shut_down())?;
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or(f64::NAN);
    writeln!(std::io::stdout(), "{:.1} {:.1}", at(50), at(99))?;
    Ok(())
}
