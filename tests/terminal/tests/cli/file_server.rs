//! An HTTP server of static files, without cache headers or any other feature of a publisher.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// A server of files in memory. Dropping it stops the server.
pub(crate) struct FileServer {
    address: SocketAddr,
    files: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    requests: Arc<AtomicUsize>,
    stopped: Arc<AtomicBool>,
    server: Option<JoinHandle<()>>,
}

impl FileServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let files: Arc<Mutex<HashMap<String, Vec<u8>>>> = Arc::default();
        let requests: Arc<AtomicUsize> = Arc::default();
        let stopped: Arc<AtomicBool> = Arc::default();
        let (served, count, stop) = (Arc::clone(&files), Arc::clone(&requests), Arc::clone(&stopped));
        let server = thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                count.fetch_add(1, Ordering::SeqCst);
                // The client may close the connection at any time.
                let _ = stream.and_then(|stream| answer(&stream, &served.lock().unwrap()));
            }
        });
        Self { address, files, requests, stopped, server: Some(server) }
    }

    pub(crate) fn put(&self, path: &str, content: &str) {
        self.files.lock().unwrap().insert(path.to_owned(), content.as_bytes().to_vec());
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The number of connections.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Drop for FileServer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread, which waits for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(server) = self.server.take() {
            let _ = server.join();
        }
    }
}

fn answer(stream: &TcpStream, files: &HashMap<String, Vec<u8>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let file = first.split(' ').nth(1).and_then(|path| files.get(path));
    let (status, body) = file.map_or(("404 Not Found", &b""[..]), |file| ("200 OK", file));
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    (&mut &*stream).write_all(head.as_bytes())?;
    (&mut &*stream).write_all(body)
}

/// An RSS feed of items with a title and an HTML text.
pub(crate) fn rss(title: &str, items: &[(&str, &str)]) -> String {
    let items: String = items
        .iter()
        .enumerate()
        .map(|(number, (title, text))| {
            format!(
                "<item><guid isPermaLink='false'>item-{number}</guid><title>{title}</title>\
                 <link>https://news.example/{number}.html</link><description><![CDATA[{text}]]></description>\
                 <author>desk@news.example (值班编辑)</author>\
                 <pubDate>Mon, 02 Nov 2026 09:{:02}:00 +0800</pubDate></item>",
                59 - number
            )
        })
        .collect();
    format!(
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{title}</title>\
         <link>https://news.example/</link><description/>{items}</channel></rss>"
    )
}
