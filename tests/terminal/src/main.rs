//! `songming`: the county's news in a terminal, for engineers and the newsroom's duty desk. It uses the public API of the
//! core alone, as an app does.
//!
//! Standard output carries the answer and nothing else: with `--json` exactly one value, also for an error. Everything
//! else goes to standard error. Exit codes: 0 done, 1 failed, 2 not understood.

mod answer;
mod arguments;
mod article;
mod blocks;
mod command;
mod failure;
mod help;
mod home;
mod industry;
mod input;
mod logging;
mod marks;
mod moment;
mod page;
mod party;
mod progress;
mod render;
mod report;
mod rows;
mod run;
mod search;
mod search_results;
mod statement;
mod table;
mod text;
mod topics;
mod usage;
mod width;
mod wording;

use std::env;
use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::page::Screen;
use crate::usage::Told;

fn main() -> ExitCode {
    logging::start();
    let line: Vec<OsString> = env::args_os().collect();
    let invocation = match command::parse(&line) {
        Ok(invocation) => invocation,
        Err(error) => return reply(usage::told(&error), command::wants_json(&line)),
    };
    let as_json = invocation.json;
    // The core has its own threads; here is only the wait.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a wait needs no more than memory");
    match runtime.block_on(run::run(invocation)) {
        Ok(answer) if as_json => put(&line_of(&answer.json()), ExitCode::SUCCESS),
        Ok(answer) => put(&render::render(&answer, Screen::of_output()), ExitCode::SUCCESS),
        Err(failure) => fail(&failure, as_json),
    }
}

fn reply(told: Told, as_json: bool) -> ExitCode {
    match told {
        Told::Help(help) if as_json => put(&line_of(&json!({ "help": help })), ExitCode::SUCCESS),
        Told::Version(version) if as_json => put(&line_of(&json!({ "version": version.trim() })), ExitCode::SUCCESS),
        Told::Help(said) | Told::Version(said) => put(&said, ExitCode::SUCCESS),
        Told::Silence(help) => {
            say(&help);
            ExitCode::from(2)
        }
        Told::Mistake(failure) => fail(&failure, as_json),
    }
}

fn fail(failure: &Failure, as_json: bool) -> ExitCode {
    if as_json {
        return put(&line_of(&failure.json()), failure.exit_code());
    }
    say(&failure.words());
    failure.exit_code()
}

fn line_of(value: &Value) -> String {
    format!("{value}\n")
}

fn say(words: &str) {
    // Nobody may be reading; that is no reason to fail.
    let _ = std::io::stderr().write_all(words.as_bytes());
}

/// Writes the answer. A reader who has seen enough (`| head`) is no failure.
fn put(answer: &str, done: ExitCode) -> ExitCode {
    let mut output = std::io::stdout().lock();
    match output.write_all(answer.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            say(&text::fill("failure.output", &[("why", &error.to_string())]));
            ExitCode::FAILURE
        }
        _ => done,
    }
}
