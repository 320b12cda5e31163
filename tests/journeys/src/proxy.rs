//! A proxy between a phone and what it sends to, at which a test looks at every request and breaks connections at any byte.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Bytes of a body that are passed on at a time.
const PIECE: usize = 16 * 1024;
/// Bytes of the head of a request or an answer.
const MAX_HEAD: u64 = 64 * 1024;

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Its head came, and nothing was passed on.
    Asked,
    /// More of its body came, and is passed on after this.
    Body {
        /// Bytes that came until now.
        arrived: u64,
        /// Bytes that came last.
        piece: u64,
    },
    /// All of it was passed on.
    Sent,
    /// The answer has this status, and nothing of it was passed on.
    Answered(u16),
    /// The answer was passed on.
    Ended,
}

/// A request, and how far it is.
#[derive(Debug, Clone, Copy)]
pub struct Passing<'a> {
    /// The number of its connection, which has no other request.
    pub connection: usize,
    /// Its method.
    pub method: &'a str,
    /// Its path and query.
    pub path: &'a str,
    /// Bytes of its body, as it was announced.
    pub length: u64,
    /// How far it is.
    pub moment: Moment,
}

/// What becomes of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Pass,
    /// Both its ends are closed at once.
    Cut,
}

/// Where a request goes: a server, and the path there.
pub struct Route {
    /// Address and port.
    pub server: String,
    /// Path and query.
    pub path: String,
}

type Watch = dyn Fn(&Passing<'_>) -> Verdict + Send + Sync;

struct Inner {
    route: Box<dyn Fn(&str) -> Route + Send + Sync>,
    watch: Box<Watch>,
}

/// A proxy on loopback, until the process ends. It answers one request on each connection.
pub struct Proxy {
    address: SocketAddr,
}

impl Proxy {
    /// `route` gets the path of a request; `watch` is called at each of its moments, from several threads.
    pub fn start(
        route: impl Fn(&str) -> Route + Send + Sync + 'static,
        watch: impl Fn(&Passing<'_>) -> Verdict + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound");
        let inner = Arc::new(Inner { route: Box::new(route), watch: Box::new(watch) });
        thread::spawn(move || {
            for (connection, phone) in listener.incoming().flatten().enumerate() {
                let inner = Arc::clone(&inner);
                thread::spawn(move || {
                    // A broken connection is what this is for.
                    let _ = inner.pass(connection, &phone);
                    let _ = phone.shutdown(Shutdown::Both);
                });
            }
        });
        Self { address }
    }

    /// A proxy before one server.
    pub fn before(address: &str, watch: impl Fn(&Passing<'_>) -> Verdict + Send + Sync + 'static) -> Self {
        let server = authority(address);
        Self::start(move |path| Route { server: server.clone(), path: path.to_owned() }, watch)
    }

    /// The address that a phone is configured with.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Address and port of an `http` address.
pub fn authority(address: &str) -> String {
    let rest = address.strip_prefix("http://").unwrap_or(address);
    rest.split('/').next().unwrap_or(rest).to_owned()
}

/// The first line and the header lines.
fn head(from: &mut impl BufRead) -> Result<(String, Vec<String>)> {
    let mut lines = from.take(MAX_HEAD).lines();
    let first = lines.next().ok_or(ErrorKind::UnexpectedEof)??;
    let mut headers = Vec::new();
    for line in lines {
        let line = line?;
        if line.is_empty() {
            return Ok((first, headers));
        }
        headers.push(line);
    }
    Err(ErrorKind::UnexpectedEof.into())
}

fn value<'a>(headers: &'a [String], name: &str) -> Option<&'a str> {
    let mut pairs = headers.iter().filter_map(|line| line.split_once(':'));
    pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn joined(first: &str, headers: &[String]) -> String {
    let others = headers.iter().filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let lines: String = others.map(|line| format!("{line}\r\n")).collect();
    format!("{first}\r\n{lines}connection: close\r\n\r\n")
}

impl Inner {
    fn pass(&self, connection: usize, phone: &TcpStream) -> Result<()> {
        let mut from_phone = BufReader::with_capacity(PIECE, phone);
        let (first, headers) = head(&mut from_phone)?;
        let mut words = first.split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        assert!(value(&headers, "transfer-encoding").is_none(), "a body has its length");
        let length: u64 = value(&headers, "content-length").map_or(0, |length| length.parse().expect("a number"));
        let look = |moment| match (self.watch)(&Passing { connection, method, path, length, moment }) {
            Verdict::Pass => Ok(()),
            Verdict::Cut => Err(Error::from(ErrorKind::ConnectionAborted)),
        };
        look(Moment::Asked)?;
        let route = (self.route)(path);
        let server = TcpStream::connect(route.server)?;
        let passed = (|| {
            (&server).write_all(joined(&format!("{method} {} HTTP/1.1", route.path), &headers).as_bytes())?;
            let mut arrived = 0;
            let mut piece = vec![0; PIECE];
            while arrived < length {
                let most = usize::try_from(length - arrived).map_or(PIECE, |left| left.min(PIECE));
                let read = from_phone.read(&mut piece[..most])?;
                if read == 0 {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                arrived += read as u64;
                look(Moment::Body { arrived, piece: read as u64 })?;
                // A server may answer without reading all of it; then the rest goes nowhere.
                if (&server).write_all(&piece[..read]).is_err() {
                    std::io::copy(&mut (&mut from_phone).take(length - arrived), &mut std::io::sink())?;
                    break;
                }
            }
            look(Moment::Sent)?;
            let mut from_server = BufReader::new(&server);
            let (first, headers) = head(&mut from_server)?;
            let status = first.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
            look(Moment::Answered(status))?;
            let mut to_phone = phone;
            to_phone.write_all(joined(&first, &headers).as_bytes())?;
            std::io::copy(&mut from_server, &mut to_phone)?;
            look(Moment::Ended)
        })();
        let _ = server.shutdown(Shutdown::Both);
        passed
    }
}
