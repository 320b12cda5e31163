//! One line that says that something happens, for a person on a terminal; it is gone when it is over.

use std::future::Future;
use std::io::{IsTerminal, Write};
use std::pin::pin;
use std::time::{Duration, Instant};

use songming_core::Client;

use crate::text;

/// Often enough to look alive.
const BEAT: Duration = Duration::from_millis(200);
/// Back to the beginning of the line, and empty it.
const AFRESH: &str = "\r\u{1b}[K";

/// Bytes as a person reads them.
pub(crate) fn bytes(count: u64) -> String {
    match count {
        0..1024 => format!("{count} B"),
        1024..1_048_576 => format!("{:.1} KB", count as f64 / 1024.0),
        _ => format!("{:.1} MB", count as f64 / 1_048_576.0),
    }
}

/// Waits for work, with a line on standard error while it lasts.
pub(crate) async fn shown<T>(client: &Client, what: &str, work: impl Future<Output = T>) -> T {
    if !std::io::stderr().is_terminal() {
        return work.await;
    }
    let mut work = pin!(work);
    let began = Instant::now();
    // What is done at once needs no line.
    let mut beat = tokio::time::interval_at((began + BEAT).into(), BEAT);
    loop {
        tokio::select! {
            biased;
            done = &mut work => {
                let _ = write!(std::io::stderr(), "{AFRESH}");
                return done;
            }
            _ = beat.tick() => {
                let traffic = client.storage().traffic();
                let line = text::fill("progress.line", &[
                    ("what", what),
                    ("requests", &traffic.requests.to_string()),
                    ("received", &bytes(traffic.received)),
                    ("seconds", &began.elapsed().as_secs().to_string()),
                ]);
                let _ = write!(std::io::stderr(), "{AFRESH}{line}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_in_the_unit_that_fits() {
        assert_eq!([0, 1023, 1536, 3 << 20].map(super::bytes), ["0 B", "1023 B", "1.5 KB", "3.0 MB"]);
    }
}
