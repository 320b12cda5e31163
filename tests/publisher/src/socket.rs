//! A listener whose connections count every byte, can be closed at any byte of a response, and end with the server.

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use std::collections::HashMap;
use std::io::{self, ErrorKind, IoSlice};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpStream as Socket};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// The open connections of one port, and their byte counts.
#[derive(Clone, Default)]
pub(crate) struct Connections(Arc<ConnectionsInner>);

#[derive(Default)]
struct ConnectionsInner {
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    closed: AtomicBool,
    next: AtomicU64,
    open: Mutex<HashMap<u64, Socket>>,
}

impl Connections {
    /// Bytes received and sent since the last reset.
    pub(crate) fn bytes(&self) -> (u64, u64) {
        (self.0.bytes_in.load(SeqCst), self.0.bytes_out.load(SeqCst))
    }

    /// Sets both counts to zero.
    pub(crate) fn reset(&self) {
        self.0.bytes_in.store(0, SeqCst);
        self.0.bytes_out.store(0, SeqCst);
    }

    /// Closes every connection that is open.
    pub(crate) fn close_all(&self) {
        for socket in self.open().values() {
            // An error means that the client closed it first.
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    /// Closes every open connection, and each new one as soon as it is accepted.
    pub(crate) fn shut_down(&self) {
        self.0.closed.store(true, SeqCst);
        self.close_all();
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, Socket>> {
        self.0.open.lock().expect("nothing panics while it holds the connections")
    }
}

/// A connection as a request handler controls it.
#[derive(Clone)]
pub(crate) struct ConnectionHandle(Arc<HandleInner>);

struct HandleInner {
    connections: Connections,
    number: u64,
    peer: IpAddr,
    /// Bytes that may still be written; `u64::MAX` for any number.
    remaining: AtomicU64,
}

impl ConnectionHandle {
    /// Makes the connection close after `bytes` more bytes are written; `None` removes the limit.
    pub(crate) fn close_after(&self, bytes: Option<u64>) {
        self.0.remaining.store(bytes.unwrap_or(u64::MAX), SeqCst);
    }

    /// Where the connection comes from.
    pub(crate) fn peer(&self) -> IpAddr {
        self.0.peer
    }

    /// Closes the connection now.
    pub(crate) fn close(&self) {
        if let Some(socket) = self.0.connections.open().get(&self.0.number) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for HandleInner {
    fn drop(&mut self) {
        self.connections.open().remove(&self.number);
    }
}

/// Accepts connections for axum. Closes a new connection at once if `refuse` returns true.
pub(crate) struct CountingListener {
    pub(crate) listener: TcpListener,
    pub(crate) connections: Connections,
    pub(crate) refuse: Box<dyn Fn() -> bool + Send>,
}

impl CountingListener {
    async fn next(&mut self) -> io::Result<CountingStream> {
        loop {
            let (stream, peer) = self.listener.accept().await?;
            if (self.refuse)() {
                continue;
            }
            stream.set_nodelay(true)?;
            // Tokio's socket cannot be shut down while it is being read, a second handle to it can.
            let stream = stream.into_std()?;
            let other = stream.try_clone()?;
            let stream = TcpStream::from_std(stream)?;
            let number = self.connections.0.next.fetch_add(1, SeqCst);
            self.connections.open().insert(number, other);
            let handle = ConnectionHandle(Arc::new(HandleInner {
                connections: self.connections.clone(),
                number,
                peer: peer.ip(),
                remaining: AtomicU64::new(u64::MAX),
            }));
            if self.connections.0.closed.load(SeqCst) {
                handle.close();
            }
            return Ok(CountingStream { stream, handle });
        }
    }
}

impl Listener for CountingListener {
    type Io = CountingStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (CountingStream, SocketAddr) {
        loop {
            if let Ok(connection) = self.next().await {
                let address = connection.stream.peer_addr().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into());
                return (connection, address);
            }
            // Most likely the process is out of file handles: others have to close first.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, CountingListener>> for ConnectionHandle {
    fn connect_info(stream: IncomingStream<'_, CountingListener>) -> Self {
        stream.io().handle.clone()
    }
}

/// A TCP stream that counts the bytes.
pub(crate) struct CountingStream {
    stream: TcpStream,
    handle: ConnectionHandle,
}

impl CountingStream {
    /// Writes at most `wanted` bytes with `write`, and not more than remain before the connection is to close. The
    /// bytes are counted before they are sent, so that a client that has received them finds them in the count.
    fn write(
        &mut self,
        wanted: usize,
        write: impl FnOnce(Pin<&mut TcpStream>, usize) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let inner = &self.handle.0;
        let remaining = inner.remaining.load(SeqCst);
        if remaining == 0 {
            self.handle.close();
            return Poll::Ready(Err(ErrorKind::ConnectionAborted.into()));
        }
        let allowed = wanted.min(usize::try_from(remaining).unwrap_or(usize::MAX));
        let sent = &inner.connections.0.bytes_out;
        sent.fetch_add(allowed as u64, SeqCst);
        let result = write(Pin::new(&mut self.stream), allowed);
        let written = if let Poll::Ready(Ok(written)) = result { written } else { 0 };
        sent.fetch_sub((allowed - written) as u64, SeqCst);
        if remaining != u64::MAX {
            inner.remaining.store(remaining - written as u64, SeqCst);
            if remaining == written as u64 {
                self.handle.close();
            }
        }
        result
    }
}

impl AsyncRead for CountingStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.handle.0.connections.0.bytes_in.fetch_add((buffer.filled().len() - before) as u64, SeqCst);
        result
    }
}

impl AsyncWrite for CountingStream {
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
