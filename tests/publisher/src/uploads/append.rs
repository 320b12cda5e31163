//! The body of a `PATCH` on its way into the file. Each piece is written as it arrives, so that a connection that breaks
//! loses nothing that arrived before; only a chunk that is wrong as a whole is taken back.

use super::header::OFFSET;
use super::store::{Count, Lock, StoreError, Upload, digest_of, gone};
use crate::response::{self, Problem};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Write};
use std::time::Duration;

/// A body of which nothing arrives for this long has broken off: its connection may be dead without a sign, and it would
/// hold the lock for ever.
const IDLE: Duration = Duration::from_secs(60);

/// How a body ended.
enum End {
    Whole,
    Broken,
    /// It is longer than the rest of the file.
    Beyond,
    /// The upload is about to be removed.
    Cancelled,
    Disk(io::Error),
}

struct Received {
    end: End,
    offset: u64,
    bytes: u64,
    digest: [u8; 32],
}

/// What a `PATCH` came to.
pub(super) struct Appended {
    pub(super) offset: u64,
    pub(super) expires: Option<i64>,
}

/// Appends a body at `start`, which is the end of the file.
pub(super) async fn append(
    mut lock: Lock,
    upload: Upload,
    start: u64,
    checksum: Option<[u8; 32]>,
    mut body: Body,
) -> Result<Appended, StoreError> {
    let store = lock.store.clone();
    let media = &upload.metadata.media;
    store.count(media, Count::Patches, 1)?;
    let file = File::options().append(true).open(&upload.path)?;
    let received = receive(&mut lock, &file, &upload, start, &mut body).await;
    store.count(media, Count::Received, received.bytes)?;
    let wrong_chunk =
        matches!(received.end, End::Whole) && checksum.is_some_and(|checksum| checksum != received.digest);
    if wrong_chunk || matches!(received.end, End::Beyond) {
        file.set_len(start)?;
    }
    tokio::task::spawn_blocking(move || file.sync_all()).await.map_err(io::Error::other)??;
    if wrong_chunk {
        return Err(mismatch("这一段的摘要不符，没有保存。", start).into());
    }
    match received.end {
        End::Whole | End::Broken => {}
        End::Beyond => {
            drop(lock);
            response::discard(body).await;
            return Err(beyond(start).into());
        }
        End::Cancelled => {
            drop(lock);
            response::discard(body).await;
            return Err(gone().into());
        }
        End::Disk(error) => return Err(error.into()),
    }
    let expires = store.record(&upload, received.offset)?;
    if received.offset == upload.length {
        return if check_whole(&lock, &upload).await? {
            Ok(Appended { offset: received.offset, expires: None })
        } else {
            Err(mismatch("整个文件的摘要不符，请从头再传。", 0).into())
        };
    }
    if matches!(received.end, End::Broken) {
        return Err(Problem::bad_request("内容没有收全。").header(OFFSET, HeaderValue::from(received.offset)).into());
    }
    Ok(Appended { offset: received.offset, expires: Some(expires) })
}

async fn receive(lock: &mut Lock, mut file: &File, upload: &Upload, start: u64, body: &mut Body) -> Received {
    let (mut offset, mut bytes, mut hasher) = (start, 0, Sha256::new());
    let end = loop {
        let piece = tokio::select! {
            biased;
            () = lock.cancelled() => break End::Cancelled,
            piece = tokio::time::timeout(IDLE, response::next_frame(body)) => piece,
        };
        let frame = match piece {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => break End::Whole,
            Ok(Some(Err(_))) | Err(_) => break End::Broken,
        };
        let Some(data) = frame.data_ref() else { continue };
        bytes += data.len() as u64;
        if data.len() as u64 > upload.length - offset {
            break End::Beyond;
        }
        if let Err(error) = file.write_all(data) {
            break End::Disk(error);
        }
        hasher.update(data);
        offset += data.len() as u64;
    };
    Received { end, offset, bytes, digest: hasher.finalize().into() }
}

/// Compares the digest of a file that is all there with the one that was announced. If they differ, the upload begins
/// again at 0.
pub(super) async fn check_whole(lock: &Lock, upload: &Upload) -> Result<bool, StoreError> {
    let path = upload.path.clone();
    let digest = tokio::task::spawn_blocking(move || digest_of(&path)).await.map_err(io::Error::other)??;
    let right = digest == upload.metadata.sha256;
    if !right {
        let file = File::options().write(true).open(&upload.path)?;
        file.set_len(0)?;
        file.sync_all()?;
    }
    lock.store.record_whole(upload, right)?;
    Ok(right)
}

/// Status 460 of the extension checksum. `offset` is where the upload goes on.
pub(super) fn mismatch(detail: &str, offset: u64) -> Problem {
    let status = StatusCode::from_u16(460).expect("a status has three digits");
    Problem::new(status, "摘要不符", detail).header(OFFSET, HeaderValue::from(offset))
}

/// A body that is longer than the rest of the file.
pub(super) fn beyond(offset: u64) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "内容过长", "内容超出了登记的长度，没有保存。")
        .header(OFFSET, HeaderValue::from(offset))
}
