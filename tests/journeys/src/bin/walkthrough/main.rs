//! `./run`: one reader's morning and one clerk's afternoon, against the publisher with the sample content as a separate process:
//! the reader through the public interface, the clerk through `songming`, each command a process of its own. Prints what happens,
//! with times, requests and bytes as the publisher's socket counted them.

mod afternoon;
mod morning;
mod photo;

use std::error::Error;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};
use songming_core::{Client, OpenRequest};
use songming_journeys::PublisherProcess;
use tempfile::TempDir;

type Outcome<T = String> = Result<T, Box<dyn Error>>;

/// The publisher, the reader's phone, and what was counted.
struct Walk {
    texts: Value,
    publisher: Publisher,
    folder: TempDir,
    client: Arc<Client>,
    steps: u32,
    passed: u32,
}

/// The publisher with its control port.
struct Publisher {
    process: PublisherProcess,
    http: reqwest::Client,
}

impl Publisher {
    fn start(program: &Path) -> Outcome<Self> {
        let content = songming_publisher::sample_content();
        let process = PublisherProcess::start(program, [OsStr::new("--content"), content.as_os_str()])?;
        Ok(Self { process, http: songming_journeys::control_client() })
    }

    fn public(&self) -> &str {
        &self.process.public
    }

    async fn control(&self, path: &str, command: Value) -> Outcome<Value> {
        let request =
            self.http.post(format!("{}{path}", self.process.control)).header("content-type", "application/json");
        let text = request.body(command.to_string()).send().await?.error_for_status()?.text().await?;
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Reads from the control port.
    async fn ask(&self, path: &str) -> Outcome<Value> {
        let text = self.http.get(format!("{}{path}", self.process.control)).send().await?.text().await?;
        Ok(serde_json::from_str(&text)?)
    }

    /// Requests and bytes since the last call.
    async fn record(&self) -> Outcome<(usize, u64)> {
        let traffic = self.ask("/traffic").await?;
        self.control("/traffic/reset", json!({})).await?;
        let bytes = traffic["bytes_in"].as_u64().unwrap_or(0) + traffic["bytes_out"].as_u64().unwrap_or(0);
        Ok((traffic["requests"].as_array().map_or(0, Vec::len), bytes))
    }
}

fn say(line: &str) {
    // The output may be closed.
    let _ = writeln!(std::io::stdout(), "{line}");
}

impl Walk {
    fn text(&self, key: &str, n: &str) -> String {
        self.texts[key].as_str().unwrap_or(key).replace("{n}", n)
    }

    /// Runs one step and prints what its work returns.
    async fn step(&mut self, key: &str, work: impl AsyncFnOnce(&Self) -> Outcome) {
        self.steps += 1;
        let began = Instant::now();
        let outcome = work(self).await;
        let ms = began.elapsed().as_secs_f64() * 1000.0;
        let (requests, bytes) = self.publisher.record().await.unwrap_or_default();
        match outcome {
            Ok(told) => {
                let told = if key == "no-news" { bytes.to_string() } else { told };
                say(&format!("  ✓ {}", self.text(key, &told)));
                self.passed += 1;
            }
            Err(error) => say(&format!("  ✗ {}：{}", self.text(key, ""), self.text("failed", &error.to_string()))),
        }
        let cost = self.text("cost", "").replace("{ms}", &format!("{ms:.1}"));
        say(&format!(
            "      {}",
            cost.replace("{requests}", &requests.to_string()).replace("{bytes}", &bytes.to_string())
        ));
    }
}

fn check(fine: bool, what: &str) -> Outcome<()> {
    if fine { Ok(()) } else { Err(what.to_owned().into()) }
}

async fn open(folder: &TempDir, publisher: &str) -> Outcome<Arc<Client>> {
    let folder = folder.path().to_str().ok_or("the folder's name is not text")?.to_owned();
    Ok(Client::open(OpenRequest { folder, publisher: Some(publisher.to_owned()), ..OpenRequest::default() }).await?)
}

fn holds(folder: &Path, needle: &str) -> Outcome<bool> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if holds(&path, needle)? {
                return Ok(true);
            }
            continue;
        }
        if contains(&std::fs::read(path)?, needle.as_bytes()) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<ExitCode> {
    let mut programs = std::env::args_os().skip(1).map(PathBuf::from);
    let mut program = || programs.next().ok_or("usage: walkthrough PUBLISHER-PROGRAM TERMINAL-PROGRAM");
    let (publisher, terminal) = (program()?, program()?);
    let texts = serde_json::from_str(include_str!("../../../text/walkthrough.zh-Hans.json"))?;
    let publisher = Publisher::start(&publisher)?;
    let folder = tempfile::tempdir()?;
    let client = open(&folder, publisher.public()).await?;
    let mut walk = Walk { texts, publisher, folder, client, steps: 0, passed: 0 };
    say(&walk.text("publisher", walk.publisher.public()));
    say(&walk.text("morning", ""));
    morning::walk(&mut walk).await;
    say(&walk.text("afternoon", ""));
    afternoon::walk(&mut walk, terminal).await?;
    say(&format!("run: {} steps, {} passed", walk.steps, walk.passed));
    Ok(if walk.steps == walk.passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
