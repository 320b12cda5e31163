//! Processor time, peak memory, medians.

use std::fmt;
use std::fs;
use std::time::Duration;

/// A result and what is wanted of it.
pub(crate) struct Line {
    pub(crate) what: String,
    pub(crate) core: f64,
    pub(crate) floor: f64,
    pub(crate) unit: &'static str,
    pub(crate) ratio: f64,
    pub(crate) wanted: Option<f64>,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: core {:.2} {}, floor {:.2} {}, ratio {:.2}",
            self.what, self.core, self.unit, self.floor, self.unit, self.ratio
        )?;
        match self.wanted {
            Some(wanted) => {
                write!(f, " (wanted: at most {wanted}{})", if self.ratio <= wanted { "" } else { ", MISSED" })
            }
            None => Ok(()),
        }
    }
}

/// A line from paired turns.
pub(crate) fn paired(what: &str, unit: &'static str, core: &[f64], floor: &[f64], wanted: Option<f64>) -> Line {
    let ratios: Vec<f64> = core.iter().zip(floor).map(|(core, floor)| core / floor).collect();
    Line { what: what.to_owned(), core: median(core), floor: median(floor), unit, ratio: median(&ratios), wanted }
}

/// The median.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Processor time of this process so far, all threads. From `/proc`, in nanoseconds' precision; elsewhere the bench names
/// what it lacks.
pub(crate) fn processor_time() -> Duration {
    let mut total = Duration::ZERO;
    let tasks = fs::read_dir("/proc/self/task").expect("processor time is read from /proc, which only Linux has");
    for task in tasks.flatten() {
        // A thread may have ended between the listing and the reading.
        let Ok(line) = fs::read_to_string(task.path().join("schedstat")) else { continue };
        let nanoseconds = line.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0);
        total += Duration::from_nanos(nanoseconds);
    }
    total
}

/// Peak memory of this process, in megabytes.
pub(crate) fn peak_memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
}
