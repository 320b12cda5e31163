//! The process of a clerk's app that a test kills: see `bin/submit.rs`.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use songming_core::{Clock, NetworkClass, SystemClock};
use tempfile::TempDir;

use crate::browser::log_in;
use crate::phone::STATEMENT;
use crate::{FileSecrets, Phone};

/// Kilobytes of a process by a line of its status, `VmRSS` or `VmHWM`; `None` if it has ended.
pub fn memory(process: u32, line: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|one| one.strip_prefix(line)?.strip_prefix(':'))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// The phone of a clerk whose app is a process of its own.
pub struct SendingPhone {
    phone: Phone,
    publisher: String,
    work: TempDir,
    secrets: PathBuf,
    _outside: TempDir,
    since: i64,
    /// How fast the clock of its app goes.
    pub speed: u32,
}

impl SendingPhone {
    /// A phone whose clerk agreed and logged in, and has the centre's form.
    pub async fn logged_in(publisher: String) -> Self {
        Self::prepared(publisher, None).await
    }

    /// Another clerk's phone, which begins with this one's content of the publisher: a first sync takes long.
    pub async fn another(&self) -> Self {
        Self::prepared(self.publisher.clone(), Some(self.folder())).await
    }

    async fn prepared(publisher: String, synced: Option<&Path>) -> Self {
        let outside = tempfile::tempdir().expect("a folder");
        let secrets = outside.path().join("secrets.json");
        let phone = Phone::configured(Some(publisher.clone()));
        if let Some(synced) = synced {
            fs::copy(synced.join("cache.sqlite3"), phone.folder().join("cache.sqlite3")).expect("a closed cache");
        }
        let client = phone.open().await;
        client.account().use_platform(Arc::new(FileSecrets::new(secrets.clone())), None);
        client.privacy().accept(STATEMENT.into()).await.expect("consent is stored");
        // Without pictures, which take long.
        client.set_network(NetworkClass::Metered);
        if synced.is_none() {
            client.sync(None).await.expect("the first sync");
        }
        log_in(&client, "zhang", "zhang-2026").await;
        client.shut_down().await.expect("closes");
        let work = tempfile::tempdir().expect("a folder");
        Self { phone, publisher, work, secrets, _outside: outside, since: SystemClock::default().now(), speed: 20 }
    }

    /// The folder of a submission that the clerk is going to write.
    pub fn submission(&self, title: &str) -> PathBuf {
        let folder = self.work.path().join(title);
        fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    /// The folder of the phone's files.
    pub fn folder(&self) -> &Path {
        self.phone.folder()
    }

    /// Starts the app, a program built from `bin/submit.rs`.
    pub fn start(&self, program: &str) -> (SendingProcess, Lines<BufReader<ChildStdout>>) {
        let mut child = Command::new(program)
            .args([self.phone.folder().as_os_str(), self.publisher.as_ref(), self.secrets.as_os_str()])
            .args([self.work.path().as_os_str(), self.since.to_string().as_ref(), self.speed.to_string().as_ref()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        (SendingProcess(Arc::new(Mutex::new(Running(child)))), lines)
    }
}

/// A running app; it is killed when the last of its handles goes.
#[derive(Clone)]
pub struct SendingProcess(Arc<Mutex<Running>>);

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl SendingProcess {
    fn child(&self) -> MutexGuard<'_, Running> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The peak of its memory since it was idle, in kilobytes; `None` if it has ended.
    pub fn peak(&self) -> Option<u64> {
        memory(self.child().0.id(), "VmHWM")
    }

    /// Ends it with SIGKILL, at once. False if it had ended.
    pub fn kill(&self) -> bool {
        let child = &mut self.child().0;
        let runs = child.try_wait().expect("a child").is_none();
        child.kill().expect("a child");
        child.wait().expect("a child");
        runs
    }

    /// Waits for its end, and returns whether it ended well.
    pub fn wait(&self) -> bool {
        self.child().0.wait().expect("a child").success()
    }
}
