//! A folder of static files behind a plain server: no publisher, no validators, nothing but bytes.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// A server of static files. Dropping it closes it.
pub(crate) struct FileStore {
    address: SocketAddr,
    files: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    asked: Arc<AtomicUsize>,
    closed: Arc<AtomicBool>,
    server: Option<JoinHandle<()>>,
}

impl FileStore {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let files: Arc<Mutex<HashMap<String, Vec<u8>>>> = Arc::default();
        let asked: Arc<AtomicUsize> = Arc::default();
        let closed: Arc<AtomicBool> = Arc::default();
        let (shelved, count, over) = (Arc::clone(&files), Arc::clone(&asked), Arc::clone(&closed));
        let server = thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                count.fetch_add(1, Ordering::SeqCst);
                // Whoever asks may hang up at any time.
                let _ = stream.and_then(|stream| answer(&stream, &shelved.lock().unwrap()));
            }
        });
        Self { address, files, asked, closed, server: Some(server) }
    }

    pub(crate) fn put(&self, path: &str, content: &str) {
        self.files.lock().unwrap().insert(path.to_owned(), content.as_bytes().to_vec());
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Connections so far.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for FileStore {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        // Wakes it, so that it sees that it is over.
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

/// An RSS file: title and text of each item.
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
