//! Listens on this machine for the browser that comes back from a login.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// The path that the publisher knows.
const PATH: &str = "/login";
/// Bytes of a request.
const MAX_REQUEST: usize = 16 * 1024;
/// How long a connection may be silent: browsers open some that they do not use.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(50);

pub(crate) struct RedirectListener {
    listener: TcpListener,
    address: String,
}

/// The browser, which waits for a page.
pub(crate) struct Visit {
    /// The whole address that it came to.
    pub(crate) address: String,
    stream: TcpStream,
}

impl RedirectListener {
    pub(crate) fn open() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = format!("http://{}", listener.local_addr()?);
        Ok(Self { listener, address })
    }

    /// Where the browser is sent.
    pub(crate) fn address(&self) -> String {
        format!("{}{PATH}", self.address)
    }

    /// Waits for the browser. `None` after the deadline. Blocks.
    pub(crate) fn wait(&self, deadline: Instant) -> io::Result<Option<Visit>> {
        while Instant::now() < deadline {
            match self.listener.accept() {
                Ok((stream, _)) => match self.visit(stream) {
                    Ok(Some(visit)) => return Ok(Some(visit)),
                    Ok(None) => {}
                    Err(error) => log::info!("a connection to the redirect address: {}", error.kind()),
                },
                Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Reads a request. One for another path, an icon for example, is answered here.
    fn visit(&self, mut stream: TcpStream) -> io::Result<Option<Visit>> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut request = Vec::new();
        let mut chunk = [0; 1024];
        while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < MAX_REQUEST {
            match stream.read(&mut chunk)? {
                0 => return Ok(None),
                length => request.extend_from_slice(&chunk[..length]),
            }
        }
        let request = String::from_utf8_lossy(&request);
        let target = request.strip_prefix("GET ").and_then(|rest| rest.split(' ').next()).unwrap_or_default();
        if target.split('?').next() != Some(PATH) {
            respond(&mut stream, "404 Not Found", "404")?;
            return Ok(None);
        }
        Ok(Some(Visit { address: format!("{}{target}", self.address), stream }))
    }
}

impl Visit {
    /// Shows a sentence in the browser. Nothing is lost if it has gone.
    pub(crate) fn show(mut self, sentence: &str) {
        if let Err(error) = respond(&mut self.stream, "200 OK", sentence) {
            log::info!("the browser has gone: {}", error.kind());
        }
    }
}

fn respond(stream: &mut TcpStream, status: &str, sentence: &str) -> io::Result<()> {
    let page = format!("<!doctype html><meta charset=\"utf-8\"><title>songming</title><p>{sentence}</p>\n");
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n",
        page.len()
    );
    stream.write_all((head + &page).as_bytes())
}
