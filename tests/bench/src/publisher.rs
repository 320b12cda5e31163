//! The publisher as a process of its own, with generated items, so that its work is not counted.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::Outcome;

pub(crate) struct Publisher {
    process: Child,
    _leash: ChildStdin,
    pub(crate) address: String,
}

impl Publisher {
    pub(crate) fn start(items: usize, page_size: usize) -> Outcome<Self> {
        let program: PathBuf = std::env::current_exe()?.with_file_name("songming-publisher");
        let mut process = Command::new(program)
            .args(["--synthetic", &items.to_string(), "--page-size", &page_size.to_string(), "--until-stdin-closes"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let leash = process.stdin.take().ok_or("no pipe")?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().ok_or("no pipe")?).read_line(&mut line)?;
        let ready: serde_json::Value = serde_json::from_str(&line)?;
        let address = ready["public"].as_str().ok_or("no address")?.to_owned();
        Ok(Self { process, _leash: leash, address })
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
