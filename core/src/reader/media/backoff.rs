//! How long a file that could not be fetched is left alone.

/// The wait after the first failure, in milliseconds: an hour.
pub(super) const FIRST_WAIT: i64 = 60 * 60 * 1000;
/// The longest wait, in milliseconds: thirty days.
pub(super) const MAX_WAIT: i64 = 30 * 24 * FIRST_WAIT;

/// The wait after a failure, in milliseconds: the required one, otherwise twice as long after each of the `tries`.
pub(super) fn wait(tries: u32, required: Option<i64>) -> i64 {
    let doubled = FIRST_WAIT.saturating_mul(1_i64.checked_shl(tries.min(20)).unwrap_or(i64::MAX));
    required.unwrap_or(doubled.min(MAX_WAIT))
}

/// Whether a file is left alone at `now` that could not be fetched `tries` times. A wait longer than any that is required
/// after so many tries means that the phone's clock jumped. `for_long`: whether the longest wait may have been required.
pub(super) fn is_waiting(retry_at: Option<i64>, now: i64, tries: u32, for_long: bool) -> bool {
    let longest = if for_long { MAX_WAIT } else { wait(tries.saturating_sub(1), None) };
    retry_at.is_some_and(|retry_at| retry_at > now && retry_at <= now.saturating_add(longest))
}

#[cfg(test)]
mod tests;
