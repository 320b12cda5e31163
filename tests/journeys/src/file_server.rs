//! A plain static file server: enough HTTP to serve a folder, with `ETag`. A file that is missing is gone for good if there is an
//! empty one of its name with `.gone`.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use tempfile::TempDir;

/// A folder that is served on loopback until the process ends.
pub struct FileServer {
    folder: TempDir,
    address: SocketAddr,
}

impl FileServer {
    /// Serves a new, empty folder.
    pub fn serve() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound");
        let root = folder.path().to_owned();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let root = root.clone();
                thread::spawn(move || answer(stream, root));
            }
        });
        Self { folder, address }
    }

    /// What is served.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of a file.
    pub fn address(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }
}

fn answer(mut stream: TcpStream, root: PathBuf) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let seen: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let path = first.split(' ').nth(1).unwrap_or("/").trim_start_matches('/').split('?').next().unwrap_or_default();
    let (status, tag, body) = match fs::read(root.join(path)) {
        Ok(body) => {
            let mut hasher = DefaultHasher::new();
            body.hash(&mut hasher);
            let tag = format!("\"{:x}\"", hasher.finish());
            let known = seen.iter().any(|line| line.to_ascii_lowercase() == format!("if-none-match: {tag}"));
            if known { ("304 Not Modified", tag, Vec::new()) } else { ("200 OK", tag, body) }
        }
        Err(_) if root.join(format!("{path}.gone")).exists() => ("410 Gone", "\"\"".to_owned(), Vec::new()),
        Err(_) => ("404 Not Found", "\"\"".to_owned(), Vec::new()),
    };
    let kind = if path.ends_with(".json") { "application/json" } else { "application/octet-stream" };
    let head = format!(
        "HTTP/1.1 {status}\r\nETag: {tag}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // The client may have closed the connection.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}
