//! Publishers for the tests and a client that reads them.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;
use songming_publisher::{Handle, Options, sample_content, start};
use url::{Position, Url};

use crate::cli::Cli;

/// A publisher of the sample content, in one page.
pub(crate) fn sample_publisher() -> Handle {
    start(Options { content: Some(sample_content()), page_size: 500, ..Options::default() }).unwrap()
}

/// A client that has consented and synced, without pictures.
pub(crate) fn synced_cli(publisher: &Handle) -> Cli {
    let cli = Cli::with_publisher(publisher);
    cli.accept_consent();
    cli.json(&["sync", "--network", "metered"]);
    cli
}

/// The items of a list.
pub(crate) fn items(list: &Value) -> &Vec<Value> {
    list["items"].as_array().unwrap()
}

/// Posts a command to the control port of the publisher and returns the response.
pub(crate) fn control(publisher: &Handle, path: &str, body: &Value) -> Value {
    let (head, body) = exchange("POST", &format!("{}{path}", publisher.control_url()), &body.to_string());
    assert!(head.starts_with("HTTP/1.1 200"), "{head} {body}");
    serde_json::from_str(&body).unwrap()
}

/// Reads from the control port.
pub(crate) fn ask(publisher: &Handle, path: &str) -> Value {
    let (head, body) = exchange("GET", &format!("{}{path}", publisher.control_url()), "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head} {body}");
    serde_json::from_str(&body).unwrap()
}

/// Logs a clerk in as a browser does.
pub(crate) fn log_in(cli: &Cli, account: &str, password: &str) {
    let page = cli.json(&["login", "--print"])["address"].as_str().unwrap().to_owned();
    let (head, body) = exchange("POST", &page, &format!("name={account}&password={password}"));
    let location = head.lines().find_map(|line| line.split_once(": ").filter(|(name, _)| *name == "location"));
    let (_, location) = location.unwrap_or_else(|| panic!("{head} {body}"));
    assert_eq!(cli.json(&["login", "--redirect", location])["phase"], "logged-in");
}

/// Head and body of the response to a request.
fn exchange(method: &str, address: &str, body: &str) -> (String, String) {
    let address = Url::parse(address).unwrap();
    let authority = format!("{}:{}", address.host_str().unwrap(), address.port().unwrap());
    let mut stream = TcpStream::connect(&authority).unwrap();
    let path = &address[Position::BeforePath..];
    let form = if body.starts_with('{') { "application/json" } else { "application/x-www-form-urlencoded" };
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nContent-Type: {form}\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}
