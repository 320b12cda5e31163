//! The publisher as a separate process.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Error, Result};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// A running publisher; it ends when this is dropped, or when the test process ends.
pub struct PublisherProcess {
    process: Child,
    /// The process ends when this is closed.
    _stdin: ChildStdin,
    /// The public address.
    pub public: String,
    /// The control port's address.
    pub control: String,
}

impl PublisherProcess {
    /// Starts the program and waits until it is ready.
    pub fn start<A: AsRef<OsStr>>(program: &Path, arguments: impl IntoIterator<Item = A>) -> Result<Self> {
        let mut process = Command::new(program)
            .args(arguments)
            .arg("--until-stdin-closes")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let missing = || Error::other("a pipe that was asked for");
        let stdin = process.stdin.take().ok_or_else(missing)?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().ok_or_else(missing)?).read_line(&mut line)?;
        let ready: serde_json::Value = serde_json::from_str(&line)?;
        let address = |name: &str| ready[name].as_str().unwrap_or_default().to_owned();
        Ok(Self { process, _stdin: stdin, public: address("public"), control: address("control") })
    }
}

impl Drop for PublisherProcess {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
