//! The wire: a listener whose connections count every byte, break when told to, and end with the server.

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use std::collections::HashMap;
use std::io::{self, ErrorKind, IoSlice};
use std::net::{Shutdown, SocketAddr, TcpStream as Socket};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// All connections of one port.
#[derive(Clone, Default)]
pub(crate) struct Wire(Arc<Shared>);

#[derive(Default)]
struct Shared {
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    closed: AtomicBool,
    next: AtomicU64,
    open: Mutex<HashMap<u64, Socket>>,
}

impl Wire {
    /// Bytes of HTTP received and sent since the last reset.
    pub(crate) fn bytes(&self) -> (u64, u64) {
        (self.0.bytes_in.load(SeqCst), self.0.bytes_out.load(SeqCst))
    }

    /// Counts from zero again.
    pub(crate) fn reset(&self) {
        self.0.bytes_in.store(0, SeqCst);
        self.0.bytes_out.store(0, SeqCst);
    }

    /// Closes every connection that is open.
    pub(crate) fn hang_up(&self) {
        for socket in self.open().values() {
            // An error means that the other side was first.
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    /// Closes every connection, and each new one as soon as it is accepted.
    pub(crate) fn close(&self) {
        self.0.closed.store(true, SeqCst);
        self.hang_up();
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, Socket>> {
        self.0.open.lock().expect("nothing panics while it holds the connections")
    }
}

/// One connection, as a request handler sees it.
#[derive(Clone)]
pub(crate) struct Line(Arc<Fuse>);

struct Fuse {
    wire: Wire,
    number: u64,
    /// Bytes that may still be written; `u64::MAX` for any number.
    left: AtomicU64,
}

impl Line {
    /// The connection closes after `bytes` more bytes of the response; `None` lifts that again.
    pub(crate) fn cut_after(&self, bytes: Option<u64>) {
        self.0.left.store(bytes.unwrap_or(u64::MAX), SeqCst);
    }

    /// Closes the connection now.
    pub(crate) fn hang_up(&self) {
        if let Some(socket) = self.0.wire.open().get(&self.0.number) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Fuse {
    fn drop(&mut self) {
        self.wire.open().remove(&self.number);
    }
}

/// Accepts connections for axum, unless `refuse` says to close one at once.
pub(crate) struct Port {
    pub(crate) listener: TcpListener,
    pub(crate) wire: Wire,
    pub(crate) refuse: Box<dyn Fn() -> bool + Send>,
}

impl Port {
    async fn next(&mut self) -> io::Result<Connection> {
        loop {
            let (stream, _) = self.listener.accept().await?;
            if (self.refuse)() {
                continue;
            }
            stream.set_nodelay(true)?;
            // A second handle to the same socket: tokio's own cannot be shut down while it is being read.
            let stream = stream.into_std()?;
            let other = stream.try_clone()?;
            let stream = TcpStream::from_std(stream)?;
            let number = self.wire.0.next.fetch_add(1, SeqCst);
            self.wire.open().insert(number, other);
            let line = Line(Arc::new(Fuse { wire: self.wire.clone(), number, left: AtomicU64::new(u64::MAX) }));
            if self.wire.0.closed.load(SeqCst) {
                line.hang_up();
            }
            return Ok(Connection { stream, line });
        }
    }
}

impl Listener for Port {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            if let Ok(connection) = self.next().await {
                let address = connection.stream.peer_addr().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into());
                return (connection, address);
            }
            // Out of file handles, most likely: let others finish first.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, Port>> for Line {
    fn connect_info(stream: IncomingStream<'_, Port>) -> Self {
        stream.io().line.clone()
    }
}

/// A TCP stream that counts.
pub(crate) struct Connection {
    stream: TcpStream,
    line: Line,
}

impl Connection {
    /// Writes at most `wanted` bytes with `write`, fewer where the fuse says so. Counted before they leave: whoever has
    /// received them finds them counted.
    fn write(
        &mut self,
        wanted: usize,
        write: impl FnOnce(Pin<&mut TcpStream>, usize) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let fuse = &self.line.0;
        let left = fuse.left.load(SeqCst);
        if left == 0 {
            self.line.hang_up();
            return Poll::Ready(Err(ErrorKind::ConnectionAborted.into()));
        }
        let allowed = wanted.min(usize::try_from(left).unwrap_or(usize::MAX));
        let sent = &fuse.wire.0.bytes_out;
        sent.fetch_add(allowed as u64, SeqCst);
        let result = write(Pin::new(&mut self.stream), allowed);
        let written = if let Poll::Ready(Ok(written)) = result { written } else { 0 };
        sent.fetch_sub((allowed - written) as u64, SeqCst);
        if left != u64::MAX {
            fuse.left.store(left - written as u64, SeqCst);
            if left == written as u64 {
                self.line.hang_up();
            }
        }
        result
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.line.0.wire.0.bytes_in.fetch_add((buffer.filled().len() - before) as u64, SeqCst);
        result
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.write(bytes.len(), |stream, allowed| stream.poll_write(context, &bytes[..allowed]))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wanted = parts.iter().map(|part| part.len()).sum();
        self.write(wanted, |stream, allowed| {
            if allowed == wanted {
                return stream.poll_write_vectored(context, parts);
            }
            let first = parts.iter().find(|part| !part.is_empty()).map_or(&[][..], |part| part);
            stream.poll_write(context, &first[..allowed.min(first.len())])
        })
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
