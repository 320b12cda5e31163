//! No room and failing system calls for everything that is not a database: pictures, documents, renames, folders. A small
//! file system in memory needs the right to mount one, failing system calls need `strace`; without them a test says so and
//! passes. Long form: `cargo test --locked -p songming-faults --test full_files -- --ignored --nocapture`.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::path::Path;
use std::process::{Command, Stdio};

use songming_faults::day::{self, Day, Entry};
use tempfile::TempDir;

/// A file system in memory of a given size.
struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// `None` if this process may not mount.
    fn mount(kilobytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={kilobytes}k");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        mounted.then_some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn grow(&self) {
        let status = Command::new("mount").args(["-o", "remount,size=64m"]).arg(self.path()).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily, because a file may still be open.
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

async fn fill(sizes: impl Iterator<Item = u32>) {
    let (mut days, mut refused, mut failures) = (0, 0, Vec::new());
    for kilobytes in sizes {
        let Some(disk) = SmallDisk::mount(kilobytes) else {
            println!("skipped: this process may not mount a file system");
            return;
        };
        let mut day = Day::new(disk.path(), || 0);
        let client = day.live().await;
        disk.grow();
        let recovered = day.recover(client).await;
        failures.extend(recovered.err().map(|error| format!("{kilobytes} KB: {error}")));
        failures.extend(day.failures.iter().map(|failure| format!("{kilobytes} KB: {failure}")));
        refused += day.diary.iter().filter(|entry| entry.refused.is_some()).count();
        days += 1;
    }
    println!("{days} days on a small disk, {refused} actions refused, {} findings", failures.len());
    failures.iter().for_each(|failure| println!("FAILED {failure}"));
    assert!(failures.is_empty());
}

/// System calls of files that are no databases, and of databases, which share some of them. Not `write`, by which the
/// threads of a process wake each other; the small disk refuses those of files.
const CALLS: [&str; 7] = ["rename", "renameat2", "mkdir", "unlink", "fsync", "fdatasync", "ftruncate"];
/// Seconds after which a day has stopped for good.
const STUCK: &str = "60";

/// Lives days in which the n-th of a system call fails; `every`: how many of them are skipped.
async fn inject(every: usize) {
    let version = Command::new("strace").arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !version.is_ok_and(|status| status.success()) {
        println!("skipped: strace is not installed");
        return;
    }
    let (mut days, mut hit, mut checked, mut failures) = (0, 0, 0, Vec::new());
    for call in CALLS {
        for error in ["ENOSPC", "EIO"] {
            let mut number = 1;
            loop {
                let folder = tempfile::tempdir().unwrap();
                let (text, trace, ok) = traced(folder.path(), call, error, number);
                if !ok && !text.contains("began") && trace.is_empty() {
                    println!("skipped: this process may not trace another");
                    return;
                }
                let failed = trace.contains("INJECTED");
                days += 1;
                hit += usize::from(failed);
                let name = format!("{call} {error} {number}");
                if !text.ends_with("over\n") {
                    failures.push(format!("{name}: the process ended early"));
                }
                failures.extend(
                    text.lines().filter(|line| line.starts_with("failure")).map(|line| format!("{name}: {line}")),
                );
                let (some, wrong) = day::aftermath(folder.path(), &Entry::parse(&text), usize::MAX - 1).await;
                checked += some;
                failures.extend(wrong.into_iter().map(|one| format!("{name}: {one}")));
                if !failed {
                    break;
                }
                number += every;
            }
        }
    }
    println!(
        "{days} days, {hit} with a failed call, {checked} acknowledged actions looked for, {} findings",
        failures.len()
    );
    failures.iter().take(60).for_each(|failure| println!("FAILED {failure}"));
    assert!(failures.is_empty());
}

/// A day under strace: what it announced, the trace of the call, and whether strace succeeded.
fn traced(folder: &Path, call: &str, error: &str, number: usize) -> (String, String, bool) {
    let traces = tempfile::tempdir().unwrap();
    let log = traces.path().join("trace");
    let output = Command::new("timeout")
        .args([STUCK, "strace", "-f", "-qq", "--seccomp-bpf", "-o"])
        .arg(&log)
        .args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:error={error}:when={number}")])
        .arg(env!("CARGO_BIN_EXE_live-a-day"))
        .arg(folder)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (text, std::fs::read_to_string(log).unwrap_or_default(), output.status.success())
}

#[tokio::test]
async fn day_on_a_small_disk_goes_on_when_there_is_room() {
    fill((200..2_400).step_by(200)).await;
}

#[tokio::test]
#[ignore = "the long form: every 16 KB"]
async fn day_on_every_small_disk_goes_on_when_there_is_room() {
    fill((64..3_000).step_by(16)).await;
}

#[tokio::test]
async fn failing_system_call_loses_nothing() {
    inject(12).await;
}

#[tokio::test]
#[ignore = "the long form: every call"]
async fn every_failing_system_call_loses_nothing() {
    inject(1).await;
}
