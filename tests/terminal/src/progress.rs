//! A progress line on standard error, shown on a terminal while a request runs and then removed.

use std::future::Future;
use std::io::{IsTerminal, Write};
use std::pin::pin;
use std::time::{Duration, Instant};

use songming_core::Client;

use crate::text;

/// The time between two updates of the line.
pub(crate) const REFRESH_INTERVAL: Duration = Duration::from_millis(200);
/// Returns to the start of the line and clears it.
const CLEAR_LINE: &str = "\r\u{1b}[K";

/// A size in B, KB or MB of 1024.
pub(crate) fn format_bytes(count: u64) -> String {
    match count {
        0..1024 => format!("{count} B"),
        1024..1_048_576 => format!("{:.1} KB", count as f64 / 1024.0),
        _ => format!("{:.1} MB", count as f64 / 1_048_576.0),
    }
}

/// A line on standard error that is written again and again; nothing if that is no terminal.
pub(crate) struct ProgressLine {
    is_shown: bool,
}

impl ProgressLine {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { is_shown: !quiet && std::io::stderr().is_terminal() }
    }

    pub(crate) fn show(&self, line: &str) {
        if self.is_shown {
            let _ = write!(std::io::stderr(), "{CLEAR_LINE}{line}");
        }
    }

    pub(crate) fn clear(&self) {
        self.show("");
    }
}

/// Waits for `work`. If standard error is a terminal, `label` and the traffic are shown there meanwhile.
pub(crate) async fn with_progress<T>(client: &Client, label: &str, work: impl Future<Output = T>) -> T {
    let line = ProgressLine::new(false);
    if !line.is_shown {
        return work.await;
    }
    let mut work = pin!(work);
    let started = Instant::now();
    // The first tick comes after one interval, so quick work shows no line.
    let mut ticks = tokio::time::interval_at((started + REFRESH_INTERVAL).into(), REFRESH_INTERVAL);
    loop {
        tokio::select! {
            biased;
            output = &mut work => {
                line.clear();
                return output;
            }
            _ = ticks.tick() => {
                let traffic = client.storage().traffic();
                line.show(&text::fill("progress.line", &[
                    ("what", label),
                    ("requests", &traffic.requests.to_string()),
                    ("received", &format_bytes(traffic.received)),
                    ("seconds", &started.elapsed().as_secs().to_string()),
                ]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_are_formatted_in_the_largest_fitting_unit() {
        assert_eq!([0, 1023, 1536, 3 << 20].map(super::format_bytes), ["0 B", "1023 B", "1.5 KB", "3.0 MB"]);
    }
}
