//! What every target does with an input: the core reads it against the clock, then what it read is checked.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The most processor time that reading one input may take.
const LIMIT: Duration = Duration::from_millis(100);
/// One mutation in so many repeats a piece of the input instead: only long inputs tell linear from quadratic, and the
/// fuzzer's own steps are small.
const STRETCH_EVERY: u32 = 1_024;
const LONGEST_PIECE: u64 = 64;

/// Nanoseconds of the slowest input so far.
static SLOWEST: AtomicU64 = AtomicU64::new(0);

/// Processor time of this thread: what other programs do in the meantime does not count.
fn processor_time() -> Duration {
    let used = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(used.tv_sec.unsigned_abs(), used.tv_nsec.unsigned_abs() as u32)
}

/// Reads and checks one input. Panics over [`LIMIT`].
pub(crate) fn run<T>(data: &[u8], read: impl Fn(&[u8]) -> T, check: impl FnOnce(&[u8], &T)) {
    let timed = || {
        let began = processor_time();
        let made = read(data);
        (made, processor_time() - began)
    };
    let (made, mut took) = timed();
    // Even processor time has outliers (cold pages, a shared cache): an input is as slow as the fastest of three readings.
    for _ in 0..2 {
        if took.as_nanos() > u128::from(SLOWEST.load(Ordering::Relaxed)) {
            took = took.min(timed().1);
        }
    }
    let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
    if SLOWEST.fetch_max(nanos, Ordering::Relaxed) < nanos {
        eprintln!("slowest: {:.2} ms, {} bytes", took.as_secs_f64() * 1e3, data.len());
    }
    assert!(took <= LIMIT, "{took:?} for {} bytes, more than {LIMIT:?}", data.len());
    check(data, &made);
}

/// The fuzzer's own mutation, or a piece of the input repeated.
pub(crate) fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    if size == 0 || size >= max_size || seed % STRETCH_EVERY != 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    let mut state = u64::from(seed);
    let mut below = |end: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % end
    };
    let start = below(size as u64) as usize;
    let piece = 1 + below(LONGEST_PIECE.min((size - start) as u64)) as usize;
    // Every power of two is as likely: a corpus of nothing but the longest would be read once a second.
    let most = (1 << below(u64::from(usize::BITS - max_size.leading_zeros()) + 1)).min(max_size - size);
    let room = below(most as u64 + 1) as usize / piece * piece;
    // What stands before the piece and behind it stays.
    data.copy_within(start..size, start + room);
    for at in (start..start + room).step_by(piece) {
        data.copy_within(start + room..start + room + piece, at);
    }
    size + room
}
