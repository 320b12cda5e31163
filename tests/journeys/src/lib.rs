//! What journeys share: a real publisher on loopback, a folder that represents a phone, and a client in it.

pub mod browser;
pub mod clerk;
pub mod dated_network;
pub mod fake_transport;
pub mod fast_clock;
pub mod file_secrets;
pub mod file_server;
pub mod leak_search;
pub mod memory_secrets;
pub mod noise;
pub mod phone;
pub mod process;
pub mod proxy;
pub mod recorded_changes;
pub mod scripted_network;
pub mod sending_process;
pub mod test_clock;
pub mod test_publisher;

pub use clerk::Clerk;
pub use dated_network::DatedNetwork;
pub use fake_transport::{FakeTransport, Reply};
pub use fast_clock::FastClock;
pub use file_secrets::FileSecrets;
pub use file_server::FileServer;
pub use memory_secrets::MemorySecrets;
pub use phone::Phone;
pub use process::PublisherProcess;
pub use proxy::Proxy;
pub use recorded_changes::RecordedChanges;
pub use scripted_network::{Outcome, ScriptedNetwork};
pub use sending_process::{SendingPhone, SendingProcess};
pub use test_clock::TestClock;
pub use test_publisher::{TestPublisher, control_client, sample_station_form};
