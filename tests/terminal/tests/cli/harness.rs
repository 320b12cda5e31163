//! Publishers for the tests and a client that reads them.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;
use songming_publisher::{Handle, Options, sample_content, start};

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
