//! Somebody at a terminal.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use songming_publisher::Handle;
use tempfile::TempDir;

/// A person with a data folder of their own.
pub(crate) struct Person {
    home: TempDir,
    publisher: Option<String>,
}

/// What the program said.
pub(crate) struct StatusReply {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
}

impl Person {
    /// Somebody who reads added sources only.
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), publisher: None }
    }

    /// Somebody who reads a publisher.
    pub(crate) fn reading(publisher: &Handle) -> Self {
        Self { publisher: Some(publisher.public_url()), ..Self::new() }
    }

    /// What everything of theirs is below.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The program, ready to be started: nothing of this machine's environment but what it needs to run.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_songming"));
        for name in ["SONGMING_DATA", "SONGMING_PUBLISHER", "SONGMING_LOG", "XDG_DATA_HOME", "COLUMNS", "NO_COLOR"] {
            command.env_remove(name);
        }
        command.env("HOME", self.home.path());
        if let Some(publisher) = &self.publisher {
            command.args(["--publisher", publisher]);
        }
        command.args(words);
        command
    }

    /// Runs a command.
    pub(crate) fn says(&self, words: &[&str]) -> StatusReply {
        self.says_with(words, b"")
    }

    /// Runs a command with something on its standard input.
    pub(crate) fn says_with(&self, words: &[&str], input: &[u8]) -> StatusReply {
        let mut command = self.command(words);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that does not read its input may have ended already.
        let _ = child.stdin.take().unwrap().write_all(input);
        let Output { stdout, stderr, status } = child.wait_with_output().unwrap();
        StatusReply {
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
            code: status.code().expect("it was not killed"),
        }
    }

    /// Runs a command that must succeed, for a person.
    pub(crate) fn reads(&self, words: &[&str]) -> String {
        let said = self.says(words);
        assert_eq!(said.code, 0, "{words:?}: {}{}", said.out, said.err);
        assert!(!said.out.contains('\u{1b}'), "styles in a pipe: {}", said.out);
        said.out
    }

    /// Runs a command that must succeed, for a program.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        self.json_with(words, b"")
    }

    /// The same with something on standard input.
    pub(crate) fn json_with(&self, words: &[&str], input: &[u8]) -> Value {
        let said = self.says_with(&[&["--json"], words].concat(), input);
        assert_eq!(said.code, 0, "{words:?}: {}{}", said.out, said.err);
        assert_eq!(said.err, "", "{words:?}");
        said.value()
    }

    /// Runs a command that must fail, for a program: kind and code.
    pub(crate) fn fails(&self, words: &[&str]) -> (String, String) {
        self.fails_with(words, b"")
    }

    /// The same with something on standard input.
    pub(crate) fn fails_with(&self, words: &[&str], input: &[u8]) -> (String, String) {
        let said = self.says_with(&[&["--json"], words].concat(), input);
        assert_eq!(said.code, 1, "{words:?}: {}{}", said.out, said.err);
        said.error()
    }

    /// Agrees.
    pub(crate) fn consents(&self) {
        assert_eq!(self.json(&["consent", "--accept"])["given"], true);
    }
}

impl StatusReply {
    /// Its one JSON value.
    pub(crate) fn value(&self) -> Value {
        let mut values = serde_json::Deserializer::from_str(&self.out).into_iter();
        let value = values.next().unwrap_or_else(|| panic!("nothing was said; {}", self.err)).unwrap();
        assert!(values.next().is_none(), "more than one value: {}", self.out);
        value
    }

    /// Its one JSON value, an error: kind and code. The message is for people.
    pub(crate) fn error(&self) -> (String, String) {
        let value = self.value();
        let word = |name: &str| value["error"][name].as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
        assert!(word("message").ends_with(['。', '？']), "{value}");
        (word("kind"), word("code"))
    }
}

/// Gives the publisher an order on its control port.
pub(crate) fn order(publisher: &Handle, path: &str, body: &Value) -> Value {
    let address = publisher.control_url();
    let authority = address.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    let body = body.to_string();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    serde_json::from_str(body).unwrap()
}
