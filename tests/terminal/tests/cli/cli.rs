//! Runs the built program as a process.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use songming_publisher::Handle;
use tempfile::TempDir;

/// The program with its own home folder, which holds the default data folder.
pub(crate) struct Cli {
    home: TempDir,
    publisher: Option<String>,
}

/// The result of one run.
pub(crate) struct CliOutput {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Cli {
    /// Without a publisher: only added sources are read.
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), publisher: None }
    }

    pub(crate) fn with_publisher(publisher: &Handle) -> Self {
        Self { publisher: Some(publisher.public_url()), ..Self::new() }
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// A process of the program, without the environment variables that the program reads.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_songming"));
        for name in [
            "SONGMING_DATA",
            "SONGMING_PUBLISHER",
            "SONGMING_LOG",
            "XDG_DATA_HOME",
            "XDG_STATE_HOME",
            "COLUMNS",
            "NO_COLOR",
        ] {
            command.env_remove(name);
        }
        command.env("HOME", self.home.path());
        if let Some(publisher) = &self.publisher {
            command.args(["--publisher", publisher]);
        }
        command.args(words);
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> CliOutput {
        self.run_with_input(words, b"")
    }

    /// Runs a command with `input` on its standard input.
    pub(crate) fn run_with_input(&self, words: &[&str], input: &[u8]) -> CliOutput {
        let mut command = self.command(words);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that does not read its input may have ended already.
        let _ = child.stdin.take().unwrap().write_all(input);
        let Output { stdout, stderr, status } = child.wait_with_output().unwrap();
        CliOutput {
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
            code: status.code().expect("the program was killed"),
        }
    }

    /// The text output of a command that must succeed.
    pub(crate) fn text(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.code, 0, "{words:?}: {}{}", output.stdout, output.stderr);
        assert!(!output.stdout.contains('\u{1b}'), "styles in a pipe: {}", output.stdout);
        output.stdout
    }

    /// The JSON output of a command that must succeed.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        self.json_with_input(words, b"")
    }

    /// The same with `input` on standard input.
    pub(crate) fn json_with_input(&self, words: &[&str], input: &[u8]) -> Value {
        let output = self.run_with_input(&[&["--json"], words].concat(), input);
        assert_eq!(output.code, 0, "{words:?}: {}{}", output.stdout, output.stderr);
        assert_eq!(output.stderr, "", "{words:?}");
        output.value()
    }

    /// Kind and code of the JSON error of a command that must fail.
    pub(crate) fn error(&self, words: &[&str]) -> (String, String) {
        self.error_with_input(words, b"")
    }

    /// The same with `input` on standard input.
    pub(crate) fn error_with_input(&self, words: &[&str], input: &[u8]) -> (String, String) {
        let output = self.run_with_input(&[&["--json"], words].concat(), input);
        assert_eq!(output.code, 1, "{words:?}: {}{}", output.stdout, output.stderr);
        output.error()
    }

    /// Accepts the privacy statement.
    pub(crate) fn accept_consent(&self) {
        assert_eq!(self.json(&["consent", "--accept"])["given"], true);
    }
}

impl CliOutput {
    /// The only JSON value on standard output.
    pub(crate) fn value(&self) -> Value {
        let mut values = serde_json::Deserializer::from_str(&self.stdout).into_iter();
        let value = values.next().unwrap_or_else(|| panic!("no output; {}", self.stderr)).unwrap();
        assert!(values.next().is_none(), "more than one value: {}", self.stdout);
        value
    }

    /// Kind and code of the JSON error on standard output.
    pub(crate) fn error(&self) -> (String, String) {
        let value = self.value();
        let member = |name: &str| value["error"][name].as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
        assert!(member("message").ends_with(['。', '？']), "{value}");
        (member("kind"), member("code"))
    }
}
