//! A stage for journeys: a real publisher on loopback, a folder that stands for a phone, and a client in it.

pub mod clock;
pub mod files;
pub mod phone;
pub mod process;
pub mod stage;

pub use clock::HurriedClock;
pub use files::Files;
pub use phone::Phone;
pub use process::PublisherProcess;
pub use stage::{Stage, desk};
