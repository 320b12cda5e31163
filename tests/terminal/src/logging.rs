//! The log: to standard error, at the level in `SONGMING_LOG`. Silent unless asked for: what a person has to know is in
//! the answer or in the error.

use std::env;
use std::io::Write;

use log::{LevelFilter, Log, Metadata, Record};

struct Journal;

impl Log for Journal {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            // Nobody may be reading; that is no reason to fail.
            let _ = writeln!(std::io::stderr(), "{} {}: {}", record.level(), record.target(), record.args());
        }
    }

    fn flush(&self) {}
}

/// Starts the log. A level that is none is the default: off.
pub(crate) fn start() {
    let level = env::var("SONGMING_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::Off);
    if log::set_logger(&Journal).is_ok() {
        log::set_max_level(level);
    }
}
