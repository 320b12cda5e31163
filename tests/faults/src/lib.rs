//! Damaged files, failing disks, lost power: what the tests of this package do to a phone, and how they judge what is left.
//!
//! The unsafe code of the project is in [`vfs`] and nowhere else.

#![deny(unsafe_code)]

pub mod belongings;
pub mod clerk_work;
pub mod damage;
pub mod day;
pub mod deed;
pub mod disk;
pub mod filled_phone;
pub mod judge;
pub mod network;
pub mod readable_rows;
mod schema_damage;
pub mod station_belongings;
mod station_files;
mod station_network;
#[allow(unsafe_code, reason = "SQLite calls a file system through pointers")]
pub mod vfs;

/// A result whose error is only shown.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
