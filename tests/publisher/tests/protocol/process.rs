//! The publisher as a process.

use crate::harness::{client, write_content};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) public: String,
    control: String,
}

impl Process {
    pub(crate) fn start(content: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_songming-publisher"))
            .args(["--until-stdin-closes", "--content"])
            .arg(content)
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let address = |name: &str| ready[name].as_str().unwrap().to_owned();
        Self { public: address("public"), control: address("control"), child }
    }

    async fn feed(&self, query: &str, tag: Option<&Value>) -> (u16, Value) {
        let mut request = client().get(format!("{}/v1/feed.json{query}", self.public));
        if let Some(tag) = tag {
            request = request.header("if-none-match", tag.as_str().unwrap());
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or(Value::Null))
    }

    /// Closes standard input, and waits for the process to exit.
    pub(crate) fn finish(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

#[tokio::test]
async fn process_prints_its_addresses_and_exits_with_standard_input() {
    let content = TempDir::new().unwrap();
    write_content(content.path());
    let process = Process::start(content.path(), &["--page-size", "3"]);
    let (status, page) = process.feed("", None).await;
    assert_eq!((status, page["items"].as_array().unwrap().len()), (200, 3));
    let public = process.public.clone();
    process.finish();
    assert!(client().get(public).send().await.is_err());
}

#[tokio::test]
async fn clock_option_sets_the_publishers_clock() {
    let content = TempDir::new().unwrap();
    write_content(content.path());
    let process = Process::start(content.path(), &["--clock", "2031-03-01T08:00:00+08:00"]);
    let response = client().get(format!("{}/v1/feed.json", process.public)).send().await.unwrap();
    let date = response.headers()["date"].to_str().unwrap().to_owned();
    assert!(date.starts_with("Sat, 01 Mar 2031 00:0"), "{date}");
    let body = json!({ "id": "new", "title": "新", "content_html": "<p>新</p>" }).to_string();
    client().post(process.control.clone() + "/publish").body(body).send().await.unwrap();
    let (_, page) = process.feed("", None).await;
    assert!(page["items"][0]["date_published"].as_str().unwrap().starts_with("2031-03-01T08:0"), "{page}");
    process.finish();
}

#[tokio::test]
async fn data_option_keeps_the_data() {
    let content = TempDir::new().unwrap();
    write_content(content.path());
    let data = content.path().join("data.sqlite3");
    let arguments = ["--data", data.to_str().unwrap(), "--base", "http://news.example/"];
    let process = Process::start(content.path(), &arguments);
    let body = json!({ "id": "new", "title": "新", "content_html": "<p>新</p>" }).to_string();
    let reply = client().post(process.control.clone() + "/publish").body(body).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    let body = json!({ "title": "改名" }).to_string();
    client().post(process.control.clone() + "/catalogue").body(body).send().await.unwrap();
    let (_, before) = process.feed("", None).await;
    process.finish();

    let process = Process::start(content.path(), &arguments);
    assert_eq!(process.feed("", None).await.1, before);
    assert_eq!(before["title"], "改名");
    assert_eq!(process.feed("?after=10", Some(&before["_songming"]["unchanged"])).await, (304, Value::Null));
    process.finish();
}

#[test]
fn content_errors_are_printed_to_standard_error() {
    let content = TempDir::new().unwrap();
    write_content(content.path());
    std::fs::write(content.path().join("items/nine.md"), "nothing").unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_songming-publisher")).arg("--content").arg(content.path()).output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("items/nine.md:1: the first line is not +++"), "{message}");
}
