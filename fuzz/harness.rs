//! The harness of every target: measures the time in which the core parses an input, then checks the output.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Processor time in which one input has to be parsed.
const LIMIT: Duration = Duration::from_millis(100);
/// One mutation in so many repeats a piece of the input. Only long inputs show quadratic time, and libFuzzer's own mutations
/// change few bytes.
const REPEAT_EVERY: u32 = 1_024;
/// Bytes of the longest piece that is repeated.
const MAX_PIECE: u64 = 64;

/// Nanoseconds of the slowest input so far.
static SLOWEST: AtomicU64 = AtomicU64::new(0);

/// Processor time of this thread, independent of the load of the machine.
fn processor_time() -> Duration {
    let used = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(used.tv_sec.unsigned_abs(), used.tv_nsec.unsigned_abs() as u32)
}

/// Parses and checks one input. Panics if parsing takes longer than [`LIMIT`].
pub(crate) fn run<T>(data: &[u8], read: impl Fn(&[u8]) -> T, check: impl FnOnce(&[u8], &T)) {
    let timed = || {
        let began = processor_time();
        let output = read(data);
        (output, processor_time() - began)
    };
    let (output, mut took) = timed();
    // Processor time has outliers too (cold pages, a shared cache): the fastest of three runs counts.
    for _ in 0..2 {
        if took.as_nanos() > u128::from(SLOWEST.load(Ordering::Relaxed)) {
            took = took.min(timed().1);
        }
    }
    let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
    if SLOWEST.fetch_max(nanos, Ordering::Relaxed) < nanos {
        eprintln!("slowest: {:.2} ms, {} bytes", took.as_secs_f64() * 1e3, data.len());
    }
    assert!(took <= LIMIT, "{took:?} for {} bytes is more than {LIMIT:?}", data.len());
    check(data, &output);
}

/// Mutates the input with libFuzzer's own mutation, or repeats a piece of it.
pub(crate) fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    if size == 0 || size >= max_size || seed % REPEAT_EVERY != 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    let mut state = u64::from(seed);
    let mut below = |end: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % end
    };
    let start = below(size as u64) as usize;
    let piece = 1 + below(MAX_PIECE.min((size - start) as u64)) as usize;
    // Every power of two is equally likely: with only the longest, the corpus would run once a second.
    let most = (1 << below(u64::from(usize::BITS - max_size.leading_zeros()) + 1)).min(max_size - size);
    let room = below(most as u64 + 1) as usize / piece * piece;
    // The bytes before and after the piece stay.
    data.copy_within(start..size, start + room);
    for at in (start..start + room).step_by(piece) {
        data.copy_within(start + room..start + room + piece, at);
    }
    size + room
}
