//! The log on standard error. `SONGMING_LOG` sets its level; the default is off, because the answer or the error already
//! holds what the user needs.

use std::env;
use std::io::Write;

use log::{LevelFilter, Log, Metadata, Record};

struct StderrLogger;

impl Log for StderrLogger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            // A closed standard error does not fail the command.
            let _ = writeln!(std::io::stderr(), "{} {}: {}", record.level(), record.target(), record.args());
        }
    }

    fn flush(&self) {}
}

/// Installs the logger. An invalid level turns the log off.
pub(crate) fn init() {
    let level = env::var("SONGMING_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::Off);
    if log::set_logger(&StderrLogger).is_ok() {
        log::set_max_level(level);
    }
}
