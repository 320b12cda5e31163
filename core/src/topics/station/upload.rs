//! Sends one file by tus 1.0.
//!
//! What holds: the outbox says that an upload is created before the request leaves, and the publisher answers a repeated request
//! with the same address; how far an upload is says only the publisher, asked before the first byte of every run; what it has is
//! stored after every chunk, and if that fails nothing more is sent. The access token goes to the publisher's own origin alone.
//! One chunk is in memory at a time, and nothing else of a file.
//!
//! A file is parked by a final answer alone. Whatever an interruption can cause (a lost connection, 400, 409, 423, 460, 500)
//! leads to the question how far the upload is.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use sha2::{Digest, Sha256};
use url::Url;

use super::authorized::{Link, Party, address_of, is_of_upload, json_of, same_origin};
use super::reason::{FILE_CHANGED, FILE_MISSING, Reason};
use super::send_store;
use super::station_folder;
use super::submission_file::StoredFile;
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::net::{Message, Method, NetworkClass, StatusReply, asked_wait};
use crate::base::runtime;
use crate::base::store::Write;
use crate::formats::base64;

const VERSION: &str = "1.0.0";
/// Bytes of the first chunk, of the largest and of the smallest. A chunk is in memory twice, and the system's allocator gives what
/// was freed back late.
const FIRST_CHUNK: u64 = 256 * 1024;
const MAX_CHUNK: u64 = 1024 * 1024;
pub(super) const MIN_CHUNK: u64 = 64 * 1024;
/// A chunk that took less is followed by one of twice its size.
const QUICK: Duration = Duration::from_secs(5);
/// How long a chunk may take: a connection that swallows everything ends after it.
const CHUNK_TIME: Duration = Duration::from_secs(30);
/// How often in a row the publisher is asked how far an upload is although it did not get further.
const MAX_LOOKS: u32 = 3;
/// How often what arrived may have another digest than what was sent.
const MAX_MISMATCHES: u32 = 3;
/// A locked upload is waited for as long as the publisher says, or so many milliseconds.
const LOCKED: std::ops::RangeInclusive<i64> = 2_000..=5_000;
/// Between two announcements of progress.
const ANNOUNCE_INTERVAL: Duration = Duration::from_millis(500);

/// What the uploads of one sender learn about the link, and when they last told of progress.
pub(super) struct Pace {
    chunk: AtomicU64,
    /// Milliseconds of the steady clock, plus one.
    announced: AtomicU64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { chunk: AtomicU64::new(FIRST_CHUNK), announced: AtomicU64::new(0) }
    }
}

impl Pace {
    fn chunk(&self) -> u64 {
        self.chunk.load(Ordering::Relaxed)
    }

    fn shrink(&self) {
        self.chunk.store((self.chunk() / 2).max(MIN_CHUNK), Ordering::Relaxed);
    }

    fn grow(&self, took: Duration) {
        if took < QUICK {
            self.chunk.store((self.chunk() * 2).min(MAX_CHUNK), Ordering::Relaxed);
        }
    }

    /// Whether progress is to be announced now.
    fn announces(&self, now: Duration) -> bool {
        let now = now.as_millis() as u64 + 1;
        let last = self.announced.load(Ordering::Relaxed);
        let due = last == 0 || now.saturating_sub(last) >= ANNOUNCE_INTERVAL.as_millis() as u64;
        if due {
            self.announced.store(now, Ordering::Relaxed);
        }
        due
    }
}

/// The upload of one file.
pub(super) struct Upload<'a> {
    pub(super) link: &'a Link,
    pub(super) party: Party<'a>,
    pub(super) pace: &'a Pace,
    pub(super) file: &'a StoredFile,
    pub(super) path: PathBuf,
}

/// What a step leads to.
enum Next<T> {
    Go(T),
    /// What became of the file is stored; nothing is left to do now.
    Done,
}

/// What became of a chunk.
enum Sent {
    /// The publisher has so many bytes.
    At(u64),
    /// It has to be asked.
    Look,
    /// It does not know the upload.
    Gone,
    Done,
}

/// The file as it was when the run began.
#[derive(Clone, Copy)]
struct Source {
    modified: i64,
}

impl Upload<'_> {
    /// Sends the file, or what the publisher lacks of it.
    ///
    /// Errors: those of the connection and of the outbox. What became of the file otherwise is stored.
    pub(super) async fn run(&self) -> Result<()> {
        let Next::Go(source) = self.check_source().await? else { return Ok(()) };
        let own = |url: &String| Url::parse(url).ok().filter(|url| same_origin(url, self.party.publisher));
        let mut address = self.file.url.as_ref().and_then(own);
        let mut restarted = false;
        loop {
            let upload = match address.take() {
                Some(address) => address,
                None => match self.create().await? {
                    Next::Go(address) => address,
                    Next::Done => return Ok(()),
                },
            };
            let Next::Go(()) = self.send_to(&upload, source).await? else { return Ok(()) };
            // The publisher has no such upload any more: it is created again, once in a run.
            self.record(send_store::forget_upload).await?;
            if restarted {
                return self.postpone(None).await;
            }
            restarted = true;
        }
    }

    /// Sends to an upload until all of the file is there. `Go` if the publisher does not have the upload.
    async fn send_to(&self, upload: &Url, source: Source) -> Result<Next<()>> {
        // What was sent before the publisher lost it is no progress either.
        let (mut looks, mut best) = (0, self.file.shown);
        loop {
            let mut offset = match self.look(upload).await? {
                Sent::At(offset) if offset <= self.file.size => offset,
                Sent::Gone => return Ok(Next::Go(())),
                Sent::Done => return Ok(Next::Done),
                // It is another file there.
                Sent::At(_) | Sent::Look => {
                    self.terminate(upload).await?;
                    return Ok(Next::Go(()));
                }
            };
            if offset > best {
                (looks, best) = (0, offset);
                self.link.advance();
            }
            looks += 1;
            if looks > MAX_LOOKS + 1 {
                self.postpone(None).await?;
                return Ok(Next::Done);
            }
            // What the first look finds is no progress of this run.
            let mut wanted = self.record_offset(offset, false).await?;
            while wanted && offset < self.file.size {
                match self.send_chunk(upload, source, offset).await? {
                    Sent::At(now) => {
                        (offset, best, looks) = (now, best.max(now), 0);
                        self.link.advance();
                        wanted = self.record_offset(offset, true).await?;
                    }
                    Sent::Look => break,
                    Sent::Gone => return Ok(Next::Go(())),
                    Sent::Done => return Ok(Next::Done),
                }
            }
            if !wanted || offset == self.file.size {
                return Ok(Next::Done);
            }
        }
    }

    /// Creates the upload.
    async fn create(&self) -> Result<Next<Url>> {
        self.record(send_store::begin_upload).await?;
        let address = address_of(self.party.publisher, "media");
        let file = self.file;
        let pairs = [
            ("submission", &file.submission),
            ("media", &file.id),
            ("sha256", &file.sha256),
            ("type", &file.media_type),
        ];
        let metadata: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name} {}", base64::encode(value.as_bytes()))).collect();
        let headers = vec![
            ("upload-length", file.size.to_string()),
            ("upload-metadata", metadata.join(",")),
            // Some gateways refuse a POST without it.
            ("content-length", "0".to_owned()),
        ];
        let reply = self.request(Method::Post, &address, headers, None).await?;
        let code = match reply.status {
            200 | 201 => {
                let location = reply.headers.get("location").and_then(|location| address.join(location).ok());
                // The token goes to the publisher alone, whatever it answers.
                let upload = location.filter(|url| same_origin(url, self.party.publisher)).ok_or(Fault::WrongSchema)?;
                let expires = reply.headers.get("upload-expires").and_then(http_date);
                let (id, url) = (file.id.clone(), upload.to_string());
                self.link.write(move |write| send_store::record_upload(write, &id, &url, expires)).await?;
                return Ok(Next::Go(upload));
            }
            409 => "upload-conflict",
            412 => "upload-version",
            413 => "file-too-large",
            415 => "file-type",
            403 => "foreign-station",
            404 | 405 | 410 => "upload-unsupported",
            400 | 422 => "file-refused",
            423 => {
                self.postpone(Some(locked_wait(&reply))).await?;
                return Ok(Next::Done);
            }
            status => return Err(Fault::Status(status)),
        };
        self.park(code, &reply).await?;
        Ok(Next::Done)
    }

    /// Asks how far the upload is. [`Sent::Look`] if it is one of another length.
    async fn look(&self, upload: &Url) -> Result<Sent> {
        let reply = self.request(Method::Head, upload, Vec::new(), None).await?;
        match reply.status {
            200 | 204 => {
                let number = |name| reply.headers.get(name).and_then(|value| value.trim().parse::<u64>().ok());
                let offset = number("upload-offset").ok_or(Fault::WrongSchema)?;
                let same_length = number("upload-length").is_none_or(|length| length == self.file.size);
                Ok(if same_length { Sent::At(offset) } else { Sent::Look })
            }
            403 | 404 | 410 => Ok(Sent::Gone),
            412 => self.park("upload-version", &reply).await.map(|()| Sent::Done),
            423 => self.postpone(Some(locked_wait(&reply))).await.map(|()| Sent::Done),
            status => Err(Fault::Status(status)),
        }
    }

    /// Sends the next chunk.
    async fn send_chunk(&self, upload: &Url, source: Source, offset: u64) -> Result<Sent> {
        let length = self.pace.chunk().min(self.file.size - offset);
        let Next::Go((bytes, digest)) = self.read_chunk(source, offset, length).await? else { return Ok(Sent::Done) };
        let headers = vec![
            ("upload-offset", offset.to_string()),
            ("upload-checksum", format!("sha256 {}", base64::encode(&digest))),
        ];
        let began = self.link.clock.steady();
        let body = Some(("application/offset+octet-stream", bytes.into()));
        let reply = match self.request(Method::Patch, upload, headers, body).await {
            Ok(reply) => reply,
            Err(fault @ (Fault::TimedOut(_) | Fault::ConnectionLost(_))) => {
                self.pace.shrink();
                return Err(fault);
            }
            // So say some servers when the connection broke on their side.
            Err(Fault::Status(_)) => return Ok(Sent::Look),
            Err(fault) => return Err(fault),
        };
        let took = self.link.clock.steady().saturating_sub(began);
        match reply.status {
            200 | 204 => {
                self.pace.grow(took);
                let now = reply.headers.get("upload-offset").and_then(|now| now.trim().parse::<u64>().ok());
                Ok(if now == Some(offset + length) { Sent::At(offset + length) } else { Sent::Look })
            }
            // Said by a gateway: it lets smaller bodies through.
            413 if !is_of_upload(&reply) => {
                let was = self.pace.chunk();
                self.pace.shrink();
                if was > MIN_CHUNK { Ok(Sent::Look) } else { Err(Fault::Portal) }
            }
            404 | 410 => Ok(Sent::Gone),
            412 => self.park("upload-version", &reply).await.map(|()| Sent::Done),
            413 => self.park("file-too-large", &reply).await.map(|()| Sent::Done),
            415 => self.park("file-type", &reply).await.map(|()| Sent::Done),
            423 => self.postpone(Some(locked_wait(&reply))).await.map(|()| Sent::Done),
            460 => {
                let mismatches = self.record(send_store::count_mismatch).await?;
                if mismatches < MAX_MISMATCHES {
                    return Ok(Sent::Look);
                }
                self.park("file-altered", &reply).await.map(|()| Sent::Done)
            }
            _ => Ok(Sent::Look),
        }
    }

    /// Removes an upload that is not one of this file. A refusal does not matter: the next one is created anyway.
    async fn terminate(&self, upload: &Url) -> Result<()> {
        match self.request(Method::Delete, upload, Vec::new(), None).await {
            Ok(_) | Err(Fault::Status(_)) => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    async fn request(
        &self,
        method: Method,
        address: &Url,
        headers: Vec<(&'static str, String)>,
        body: Option<(&'static str, Arc<Vec<u8>>)>,
    ) -> Result<StatusReply> {
        let mut message = Message { method, headers, body, ..Message::default() };
        message.headers.push(("tus-resumable", VERSION.to_owned()));
        if method == Method::Patch {
            message.first_byte = Some(CHUNK_TIME);
        }
        let reply = self.link.request(self.party, address, &message).await?;
        if is_of_upload(&reply) || reply.status == 413 && method == Method::Patch {
            Ok(reply)
        } else {
            Err(Fault::Portal)
        }
    }

    /// Compares the file with its row; its content too, unless it has not changed since that was done last. Parks it if it is
    /// missing or another one.
    async fn check_source(&self) -> Result<Next<Source>> {
        let (path, size) = (self.path.clone(), self.file.size);
        let (known, sha256) = (self.file.modified, self.file.sha256.clone());
        let checked = runtime::blocking(move || {
            let Some(modified) = state_of(&path, size)? else { return Ok(Err(missing_or_changed(&path))) };
            if known == Some(modified) {
                return Ok(Ok((modified, false)));
            }
            let (_, found) = station_folder::digest(&mut File::open(&path)?)?;
            Ok(if found.eq_ignore_ascii_case(&sha256) { Ok((modified, true)) } else { Err(FILE_CHANGED) })
        });
        match checked.await? {
            Ok((modified, compared)) => {
                if compared {
                    let id = self.file.id.clone();
                    self.link.write(move |write| send_store::record_modified(write, &id, modified)).await?;
                }
                Ok(Next::Go(Source { modified }))
            }
            Err(code) => self.park_with(Reason::of(code)).await.map(|()| Next::Done),
        }
    }

    /// Reads a chunk, and computes its digest.
    async fn read_chunk(&self, source: Source, offset: u64, length: u64) -> Result<Next<(Vec<u8>, Vec<u8>)>> {
        let (path, size) = (self.path.clone(), self.file.size);
        // Made here: an allocator keeps what was freed for each thread that made it, and many threads read files.
        let mut bytes = vec![0; length as usize];
        let read = runtime::blocking(move || {
            if state_of(&path, size)? != Some(source.modified) {
                return Ok(None);
            }
            let mut file = File::open(&path)?;
            file.seek(SeekFrom::Start(offset))?;
            match file.read_exact(&mut bytes) {
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
                read => read?,
            }
            let digest = Sha256::digest(&bytes).to_vec();
            Ok(Some((bytes, digest)))
        });
        match read.await? {
            Some(chunk) => Ok(Next::Go(chunk)),
            None => {
                // It changed while it was sent: the next run looks at all of it.
                self.postpone(None).await?;
                Ok(Next::Done)
            }
        }
    }

    async fn record_offset(&self, offset: u64, advanced: bool) -> Result<bool> {
        let announce = self.pace.announces(self.link.clock.steady());
        let metered = self.link.net.network() == NetworkClass::Metered;
        let file = self.file.clone();
        let recorded = move |write: &Write<'_>| {
            if announce {
                write.announce(Change::Submissions);
            }
            send_store::record_offset(write, &file, offset, advanced, metered)
        };
        self.link.write(recorded).await
    }

    async fn record<T: Send + 'static>(&self, change: fn(&Write<'_>, &str) -> Result<T>) -> Result<T> {
        let id = self.file.id.clone();
        self.link.write(move |write| change(write, &id)).await
    }

    async fn postpone(&self, wait: Option<i64>) -> Result<()> {
        let (id, now) = (self.file.id.clone(), self.link.clock.now());
        self.link.write(move |write| send_store::postpone_file(write, &id, now, wait)).await
    }

    /// Parks the file with the publisher's words.
    async fn park(&self, code: &str, reply: &StatusReply) -> Result<()> {
        let problem = json_of(reply).unwrap_or_default();
        self.park_with(Reason::with_words(code, &problem)).await
    }

    async fn park_with(&self, reason: Reason) -> Result<()> {
        let file = self.file.clone();
        self.link.write(move |write| send_store::park_file(write, &file, reason)).await
    }
}

/// Milliseconds to wait for a locked upload.
fn locked_wait(reply: &StatusReply) -> i64 {
    asked_wait(&reply.headers).map_or_else(|| fastrand::i64(LOCKED), |wait| wait.as_millis() as i64)
}

/// An HTTP date, in milliseconds.
fn http_date(value: &str) -> Option<i64> {
    let since = httpdate::parse_http_date(value).ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

/// When a file last changed, in milliseconds; `None` unless it is a file of this size.
fn state_of(path: &Path, size: u64) -> Result<Option<i64>> {
    let found = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        found => found?,
    };
    // A file system without times is trusted.
    let modified = station_folder::modified(&found).unwrap_or(0);
    Ok((found.is_file() && found.len() == size).then_some(modified))
}

fn missing_or_changed(path: &Path) -> &'static str {
    if path.is_file() { FILE_CHANGED } else { FILE_MISSING }
}
