use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::*;
use crate::base::change::Announcer;
use crate::base::store::Store;
use crate::reader::origin::Origin;

const YEAR: i64 = 365 * MILLIS_PER_DAY;
/// Moments at which the clocks are right: shortly after the first release, and when a year before is plausible, too.
const RIGHT: [i64; 2] = [FIRST_RELEASE + 23 * MILLIS_PER_DAY, FIRST_RELEASE + 5 * YEAR];
const ERRORS: [i64; 7] = [0, YEAR, -YEAR, 3 * YEAR, -3 * YEAR, 40 * YEAR, -80 * YEAR];

#[derive(Default)]
struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    fn steady(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::ready(()))
    }
}

struct Phone {
    _folder: tempfile::TempDir,
    store: Store,
    clock: SetClock,
}

impl Phone {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
        Self { _folder: folder, store, clock: SetClock::default() }
    }

    /// A sync in which the phone and the publisher say these moments.
    fn sync(&self, phone: i64, publisher: i64) -> Option<SettledTime> {
        self.clock.0.store(phone, Ordering::SeqCst);
        self.store
            .cache()
            .write_now(|write| {
                Origin::claim(write, PUBLISHER, "https://news.example/")?;
                Origin::record_success(write, PUBLISHER, phone, Some(publisher - phone))?;
                settle(write, &self.clock)
            })
            .unwrap()
    }

    fn now(&self, phone: i64) -> i64 {
        self.clock.0.store(phone, Ordering::SeqCst);
        self.store.cache().read_now(|cache| publisher_now(cache, &self.clock)).unwrap()
    }

    fn stamp(&self) -> i64 {
        self.store.cache().read_now(|cache| stamp_now(cache, &self.clock)).unwrap()
    }

    fn publish(&self, moments: &[i64]) {
        self.store
            .cache()
            .write_now(|write| {
                for (number, moment) in moments.iter().enumerate() {
                    write.execute(
                        "INSERT INTO item (id, origin, sequence, revision, kind, title, summary, published)
                         VALUES (?1, 'publisher', 1, 1, 'article', '', '', ?2)",
                        (number.to_string(), moment),
                    )?;
                }
                Ok(())
            })
            .unwrap();
    }
}

fn near(one: i64, other: i64) -> bool {
    one.abs_diff(other) < 60_000
}

#[test]
fn one_wrong_clock_changes_nothing_and_two_delete_nothing() {
    for right in RIGHT {
        for phone_error in ERRORS {
            for publisher_error in ERRORS {
                let case = format!("at {right}, phone {phone_error}, publisher {publisher_error}");
                let phone = Phone::new();
                assert_eq!(phone.sync(right, right), None, "the first sync deletes nothing");
                let settled = phone.sync(right + phone_error, right + publisher_error);
                let earliest = settled.map_or(i64::MIN, |settled| settled.earliest);
                assert!(earliest <= right, "{case}: {earliest}");
                if phone_error == 0 || publisher_error == 0 {
                    assert!(near(phone.now(right + phone_error), right), "{case}: {}", phone.now(right + phone_error));
                }
                assert!(phone.stamp() >= right, "{case}: what comes now is not old");
                // The phone's clock is right again, and nothing was heard yet.
                if phone_error == 0 || publisher_error == 0 || phone_error == publisher_error {
                    assert!(near(phone.now(right), right), "{case}: {}", phone.now(right));
                }
                // Then both are.
                let settled = phone.sync(right, right).unwrap();
                assert_eq!(settled, SettledTime { earliest: right, latest: Some(right) }, "{case}");
                assert!(near(phone.now(right), right) && near(phone.stamp(), right), "{case}");
            }
        }
    }
}

#[test]
fn phone_put_back_without_a_network_goes_on_from_the_last_sync() {
    for right in RIGHT {
        for error in [-YEAR, -3 * YEAR, -80 * YEAR] {
            let phone = Phone::new();
            phone.sync(right, right);
            assert!(near(phone.now(right + error), right), "{error}");
        }
    }
}

#[test]
fn first_sync_believes_the_clock_that_the_items_agree_with() {
    for right in RIGHT {
        for (phone_error, publisher_error) in [(YEAR, 0), (-YEAR, 0), (0, YEAR), (0, -YEAR), (0, 3 * YEAR)] {
            let phone = Phone::new();
            // One date is a mistake.
            phone.publish(&[right - MILLIS_PER_DAY, right - 3 * MILLIS_PER_DAY, right - YEAR / 20, right + 2 * YEAR]);
            phone.sync(right + phone_error, right + publisher_error);
            let now = phone.now(right + phone_error);
            assert!(near(now, right), "phone {phone_error}, publisher {publisher_error}: {now}");
        }
    }
}

#[test]
fn jump_that_lasts_is_believed_after_a_day() {
    let right = RIGHT[1];
    let phone = Phone::new();
    phone.sync(right, right);
    // The phone was off for a year.
    let later = right + YEAR;
    assert_eq!(phone.sync(later, later), Some(SettledTime { earliest: right, latest: None }));
    assert_eq!(phone.sync(later + 60_000, later + 60_000), Some(SettledTime { earliest: right, latest: None }));
    assert!(near(phone.now(later), later), "and shown at once");
    let next = later + MILLIS_PER_DAY;
    assert_eq!(phone.sync(next, next), Some(SettledTime { earliest: next, latest: Some(next) }));
    // Jumps that do not last are never believed, however often they come.
    for error in [YEAR, 3 * YEAR, YEAR + 1_000, -YEAR, YEAR, 3 * YEAR] {
        let settled = phone.sync(next + error, next + error).unwrap();
        assert!(settled.earliest <= next && settled.latest.is_none(), "{error}");
    }
    assert_eq!(phone.sync(next, next), Some(SettledTime { earliest: next, latest: Some(next) }));
}

#[test]
fn phone_that_is_always_wrong_has_the_right_time_and_deletes_late() {
    let right = RIGHT[1];
    for error in [YEAR, -YEAR] {
        let phone = Phone::new();
        phone.publish(&[right - MILLIS_PER_DAY; 3]);
        for day in 0..100 {
            let now = right + day * MILLIS_PER_DAY;
            let settled = phone.sync(now + error, now);
            assert!(near(phone.now(now + error), now) && near(phone.stamp(), now), "{error}, day {day}");
            assert!(settled.is_none_or(|settled| settled.earliest <= now && settled.latest >= Some(now)));
        }
    }
}
