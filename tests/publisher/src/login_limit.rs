//! How often a password may be guessed. What holds:
//!
//! - The first wrong passwords cost nothing: people mistype. After them each further one has to wait, twice as long as the
//!   one before, and [`LONGEST`] at most.
//! - Three things are counted: an account from one address, an address for whatever account, and an account from all
//!   addresses. The last one would let anybody keep a clerk out, so it does not apply to an address from which that account
//!   logged in before, and its wait is a minute at most.
//! - A try counts before the password is looked at, so that many at once are no more than one after the other. A try that is
//!   refused here is not looked at, and does not make the wait longer.
//! - An account that does not exist is counted like any other: nothing says which there are.
//! - The memory is bounded, and nothing is stored: a restart forgets all of it.

use crate::digest;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The longest wait: nobody is kept out for more than minutes.
const LONGEST: Duration = Duration::from_secs(5 * 60);
/// The longest wait of an account for all addresses together.
const LONGEST_OF_ACCOUNT: Duration = Duration::from_secs(60);
/// Wrong passwords without a wait: of an account from one address, of an address, of an account.
const FREE: u32 = 5;
const FREE_OF_ADDRESS: u32 = 20;
const FREE_OF_ACCOUNT: u32 = 50;
/// What was counted is forgotten after so long without a wrong password.
const FORGOTTEN: Duration = Duration::from_secs(30 * 60);
/// How long an address counts as one of an account.
const KNOWN: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Entries of each table. Of more the one that was used longest ago is forgotten.
const MAX_ENTRIES: usize = 2048;

/// A name as it was typed, in a few bytes whatever was typed.
type Account = [u8; 32];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Pair(Account, IpAddr),
    Address(IpAddr),
    Account(Account),
}

impl Key {
    fn free(self) -> u32 {
        match self {
            Self::Pair(..) => FREE,
            Self::Address(_) => FREE_OF_ADDRESS,
            Self::Account(_) => FREE_OF_ACCOUNT,
        }
    }

    fn longest(self) -> Duration {
        if let Self::Account(_) = self { LONGEST_OF_ACCOUNT } else { LONGEST }
    }
}

#[derive(Debug, Clone, Copy)]
struct Count {
    wrong: u32,
    last: Instant,
}

impl Count {
    /// What is left of the wait.
    fn wait(self, key: Key, now: Instant) -> Duration {
        let Some(beyond) = self.wrong.checked_sub(key.free()) else { return Duration::ZERO };
        let wait = Duration::from_secs(2 << beyond.min(16)).min(key.longest());
        wait.saturating_sub(now.saturating_duration_since(self.last))
    }
}

#[derive(Debug, Default)]
struct Tables {
    counts: HashMap<Key, Count>,
    /// When an account last logged in from an address.
    known: HashMap<(Account, IpAddr), Instant>,
}

/// The counts of wrong passwords.
#[derive(Debug, Default)]
pub(crate) struct LoginLimit(Mutex<Tables>);

/// A try that was let through, and counts as wrong until it is known to be right.
#[derive(Debug)]
pub(crate) struct Try {
    account: Account,
    address: IpAddr,
    counted: Vec<Key>,
}

impl LoginLimit {
    /// Lets a try through, or says how long to wait.
    pub(crate) fn begin(&self, account: &str, address: IpAddr, now: Instant) -> Result<Try, Duration> {
        let (account, address) = (digest::sha256(&[account.trim().as_bytes()]), network(address));
        let mut tables = self.tables();
        let is_known =
            tables.known.get(&(account, address)).is_some_and(|last| now.saturating_duration_since(*last) < KNOWN);
        let all = [Key::Pair(account, address), Key::Address(address), Key::Account(account)];
        let counted: Vec<Key> = all.into_iter().filter(|key| !(is_known && matches!(key, Key::Account(_)))).collect();
        let wait = counted.iter().filter_map(|key| Some(tables.live(*key, now)?.wait(*key, now))).max();
        if let Some(wait) = wait.filter(|wait| !wait.is_zero()) {
            return Err(wait);
        }
        for key in &counted {
            let wrong = tables.live(*key, now).map_or(0, |count| count.wrong).saturating_add(1);
            put(&mut tables.counts, *key, Count { wrong, last: now }, |count| count.last);
        }
        Ok(Try { account, address, counted })
    }

    /// The password was right: this try was none, and neither were those before it from this address.
    pub(crate) fn succeeded(&self, right: &Try, now: Instant) {
        let mut tables = self.tables();
        for key in &right.counted {
            if let Key::Pair(..) = key {
                tables.counts.remove(key);
            } else if let Some(count) = tables.counts.get_mut(key) {
                count.wrong = count.wrong.saturating_sub(1);
            }
        }
        put(&mut tables.known, (right.account, right.address), now, |last| *last);
    }

    fn tables(&self) -> std::sync::MutexGuard<'_, Tables> {
        self.0.lock().expect("nothing panics while it holds the counts")
    }
}

impl Tables {
    /// A count that is not forgotten yet.
    fn live(&self, key: Key, now: Instant) -> Option<Count> {
        self.counts.get(&key).copied().filter(|count| now.saturating_duration_since(count.last) < FORGOTTEN)
    }
}

/// An IPv6 subscriber has a network of 2^64 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address => address,
    }
}

fn put<K: Copy + Eq + std::hash::Hash, V>(table: &mut HashMap<K, V>, key: K, value: V, used: fn(&V) -> Instant) {
    if table.len() >= MAX_ENTRIES
        && !table.contains_key(&key)
        && let Some(oldest) = table.iter().min_by_key(|(_, value)| used(value)).map(|(key, _)| *key)
    {
        table.remove(&oldest);
    }
    table.insert(key, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    /// Guesses without pause; how many were looked at, and the wait after them.
    fn guess(limit: &LoginLimit, account: &str, from: IpAddr, now: Instant) -> (u32, Duration) {
        let mut looked_at = 0;
        loop {
            match limit.begin(account, from, now) {
                Ok(_) => looked_at += 1,
                Err(wait) => return (looked_at, wait),
            }
        }
    }

    #[test]
    fn wait_grows_to_minutes_and_is_not_made_longer_by_asking() {
        let (limit, mut now) = (LoginLimit::default(), Instant::now());
        let (free, mut wait) = guess(&limit, "zhang", address(1), now);
        assert_eq!((free, wait.as_secs()), (FREE, 2));
        let mut waits = Vec::new();
        for _ in 0..14 {
            now += wait - Duration::from_millis(1);
            for _ in 0..100 {
                assert_eq!(limit.begin("zhang", address(1), now).unwrap_err(), Duration::from_millis(1));
            }
            now += Duration::from_millis(1);
            let (one, next) = guess(&limit, " zhang ", address(1), now);
            assert_eq!(one, 1);
            wait = next;
            waits.push(wait.as_secs());
        }
        assert!(waits.is_sorted() && waits[..4] == [4, 8, 16, 32], "{waits:?}");
        assert_eq!(waits.last(), Some(&LONGEST.as_secs()));
        // It is forgotten, whatever it was.
        assert_eq!(guess(&limit, "zhang", address(1), now + FORGOTTEN), (FREE, Duration::from_secs(2)));
    }

    #[test]
    fn right_password_ends_the_count_of_the_person_and_of_nobody_else() {
        let (limit, now) = (LoginLimit::default(), Instant::now());
        for _ in 0..3 {
            for _ in 0..FREE - 1 {
                limit.begin("zhang", address(1), now).unwrap();
            }
            let right = limit.begin("zhang", address(1), now).unwrap();
            limit.succeeded(&right, now);
        }
        // One who logs in with an own account between guesses goes on counting for the address.
        let limit = LoginLimit::default();
        let mut looked_at = 0;
        for account in 0..1000 {
            let own = limit.begin("own", address(2), now);
            let Ok(own) = own else { break };
            limit.succeeded(&own, now);
            looked_at += u32::from(limit.begin(&account.to_string(), address(2), now).is_ok());
        }
        assert_eq!(looked_at, FREE_OF_ADDRESS);
    }

    #[test]
    fn one_who_guesses_from_everywhere_does_not_keep_the_person_out() {
        let (limit, now) = (LoginLimit::default(), Instant::now());
        let home = address(1);
        limit.succeeded(&limit.begin("zhang", home, now).unwrap(), now);
        let mut looked_at = 0;
        for number in 0..2_000_u32 {
            let from = IpAddr::from((number + (10 << 24)).to_be_bytes());
            looked_at += u32::from(limit.begin("zhang", from, now).is_ok());
        }
        assert_eq!(looked_at, FREE_OF_ACCOUNT);
        assert!(limit.begin("zhang", home, now).is_ok(), "where the person logged in before");
        let elsewhere = limit.begin("zhang", address(3), now).unwrap_err();
        assert!(elsewhere <= LONGEST_OF_ACCOUNT, "{elsewhere:?}");
        assert!(limit.begin("li", address(3), now).is_ok());
    }

    #[test]
    fn memory_is_bounded_and_an_ipv6_network_is_one_address() {
        let (limit, mut now) = (LoginLimit::default(), Instant::now());
        for number in 0..MAX_ENTRIES as u32 + 200 {
            now += Duration::from_micros(1);
            let from = IpAddr::from((number + (10 << 24)).to_be_bytes());
            let name = "名".repeat(number as usize % 900);
            if let Ok(one) = limit.begin(&format!("{name}{number}"), from, now) {
                limit.succeeded(&one, now);
            }
            let _ = limit.begin(&format!("{name}{number}"), from, now);
        }
        let (counts, known) = {
            let tables = limit.tables();
            (tables.counts.len(), tables.known.len())
        };
        assert_eq!((counts, known), (MAX_ENTRIES, MAX_ENTRIES));
        let of = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 9, 9, 9, last]);
        let free = (0..1000).filter(|last| limit.begin("zhang", of(*last), now).is_ok()).count();
        assert_eq!(free, FREE as usize);
    }
}
