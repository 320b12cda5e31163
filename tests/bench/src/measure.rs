//! Processor time, peak memory, medians.

use std::fmt;
use std::fs;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// A result and its limit.
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

/// A result of paired turns.
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

/// Processor time of this process so far, of all threads including ended ones.
pub(crate) fn processor_time() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(used.tv_sec.unsigned_abs(), used.tv_nsec.unsigned_abs() as u32)
}

/// Peak memory of this process, in megabytes.
pub(crate) fn peak_memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
}

/// Begins the peak of [`peak_memory`] anew.
pub(crate) fn reset_peak_memory() {
    // A system without the file measures the peak since the start.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Bytes that this process has passed to the system to write, in megabytes.
pub(crate) fn written() -> f64 {
    let io = fs::read_to_string("/proc/self/io").unwrap_or_default();
    let line = io.lines().find(|line| line.starts_with("wchar:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|bytes| bytes.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e6
}

/// p50, p99 and the longest of some times, in milliseconds.
pub(crate) fn percentiles(times: &[Duration]) -> [f64; 3] {
    let mut sorted: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e3).collect();
    sorted.sort_by(f64::total_cmp);
    let at = |part: f64| {
        let last = sorted.len().saturating_sub(1);
        sorted.get((last as f64 * part).round() as usize).copied().unwrap_or(f64::NAN)
    };
    [at(0.5), at(0.99), at(1.0)]
}
