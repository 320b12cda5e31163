//! `songming`: the county's news in a terminal, for engineers and for the newsroom's duty desk. Like an app, it uses only
//! the public API of the core.
//!
//! Standard output carries only the answer. With `--json` that is exactly one JSON value, for an error too. Hints,
//! progress and the log go to standard error. Exit codes: 0 success, 1 failure, 2 invalid command line; 3 and 4 tell that a
//! submission is still here.

mod account;
mod alerts;
mod answer;
mod appeals;
mod arguments;
mod article;
mod blocks;
mod command;
mod consent;
mod draft_page;
mod drafts;
mod execute;
mod failure;
mod fields;
mod government;
mod help;
mod home;
mod industry;
mod input;
mod inspect;
mod item_list;
mod layout;
mod logging;
mod marks;
mod outbox;
mod outbox_page;
mod parse;
mod parse_error;
mod party;
mod progress;
mod redirect;
mod render;
mod report;
mod search;
mod search_results;
mod search_words;
mod secrets;
mod services;
mod table;
mod text;
mod text_page;
mod timestamp;

use std::env;
use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::parse_error::ParseError;
use crate::text_page::Terminal;

fn main() -> ExitCode {
    logging::init();
    let words: Vec<OsString> = env::args_os().collect();
    let invocation = match parse::parse(&words) {
        Ok(invocation) => invocation,
        Err(error) => return print_parse_error(error.into(), parse::wants_json(&words)),
    };
    let as_json = invocation.json;
    // The core has its own threads; this one only waits for it.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime without I/O needs only memory");
    match runtime.block_on(execute::execute(invocation)) {
        Ok(answer) if as_json => print(&json_line(&answer.json()), answer.exit_code()),
        Ok(answer) => print(&render::render(&answer, Terminal::stdout()), answer.exit_code()),
        Err(failure) => print_failure(&failure, as_json),
    }
}

fn print_parse_error(error: ParseError, as_json: bool) -> ExitCode {
    match error {
        ParseError::Help(help) if as_json => print(&json_line(&json!({ "help": help })), ExitCode::SUCCESS),
        ParseError::Version(version) if as_json => {
            print(&json_line(&json!({ "version": version.trim() })), ExitCode::SUCCESS)
        }
        ParseError::Help(text) | ParseError::Version(text) => print(&text, ExitCode::SUCCESS),
        ParseError::MissingCommand(help) => {
            print_error(&help);
            ExitCode::from(2)
        }
        ParseError::Invalid(failure) => print_failure(&failure, as_json),
    }
}

fn print_failure(failure: &Failure, as_json: bool) -> ExitCode {
    if as_json {
        return print(&json_line(&failure.json()), failure.exit_code());
    }
    print_error(&failure.text());
    failure.exit_code()
}

fn json_line(value: &Value) -> String {
    format!("{value}\n")
}

fn print_error(text: &str) {
    // A closed standard error does not fail the command.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Writes to standard output and returns `code`. A closed pipe (`| head`) is no failure.
fn print(answer: &str, code: ExitCode) -> ExitCode {
    let mut output = std::io::stdout().lock();
    match output.write_all(answer.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            print_error(&text::fill("failure.output", &[("why", &error.to_string())]));
            ExitCode::FAILURE
        }
        _ => code,
    }
}
