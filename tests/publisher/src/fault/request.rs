//! Faults of request bodies.

use crate::socket::ConnectionHandle;
use axum::body::{Body, Bytes};
use http_body::Frame;
use std::io::ErrorKind;
use std::num::NonZero;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::sync::watch;

/// What is wrong with the body.
pub(super) enum Trouble {
    /// The connection closes when the handler wants more than `after_bytes`.
    Cut {
        after_bytes: u64,
        handle: ConnectionHandle,
    },
    /// Nothing more comes after `after_bytes`, until `released` changes.
    Hole {
        after_bytes: u64,
        released: watch::Receiver<()>,
    },
    Slow {
        bytes_per_second: NonZero<u64>,
    },
}

/// The body as the handler sees it.
pub(super) struct FaultyBody {
    body: Body,
    trouble: Trouble,
    /// Bytes that the trouble lets through; `None` for all.
    allowed: Option<u64>,
    /// Bytes that came with others and were not let through yet.
    held: Option<Bytes>,
    pause: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl FaultyBody {
    pub(super) fn new(body: Body, trouble: Trouble) -> Self {
        let allowed = match &trouble {
            Trouble::Cut { after_bytes, .. } | Trouble::Hole { after_bytes, .. } => Some(*after_bytes),
            Trouble::Slow { .. } => None,
        };
        Self { body, trouble, allowed, held: None, pause: None }
    }

    /// The next bytes, not more than are let through at once; the rest is held.
    fn piece(&mut self, mut data: Bytes) -> Bytes {
        let most = match &self.trouble {
            // Ten pieces a second, so that the handler sees the body grow.
            Trouble::Slow { bytes_per_second } => (bytes_per_second.get() / 10).max(1),
            Trouble::Cut { .. } | Trouble::Hole { .. } => self.allowed.unwrap_or(u64::MAX),
        };
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        if data.len() > most {
            self.held = Some(data.split_off(most));
        }
        let length = data.len() as u64;
        if let Some(allowed) = &mut self.allowed {
            *allowed -= length;
        }
        if let Trouble::Slow { bytes_per_second } = &self.trouble {
            let time = Duration::from_micros(length.saturating_mul(1_000_000) / *bytes_per_second);
            self.pause = Some(Box::pin(tokio::time::sleep(time)));
        }
        data
    }
}

impl http_body::Body for FaultyBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(context));
                self.pause = None;
            }
            if self.allowed == Some(0) {
                match &self.trouble {
                    Trouble::Cut { handle, .. } => {
                        handle.close();
                        let error = axum::Error::new(std::io::Error::from(ErrorKind::ConnectionAborted));
                        return Poll::Ready(Some(Err(error)));
                    }
                    Trouble::Hole { released, .. } => {
                        let mut released = released.clone();
                        self.allowed = None;
                        self.pause = Some(Box::pin(async move {
                            // The sender lives as long as the publisher.
                            let _ = released.changed().await;
                        }));
                        continue;
                    }
                    Trouble::Slow { .. } => {}
                }
            }
            if let Some(held) = self.held.take() {
                let piece = self.piece(held);
                return Poll::Ready(Some(Ok(Frame::data(piece))));
            }
            return match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => {
                        let piece = self.piece(data);
                        Poll::Ready(Some(Ok(Frame::data(piece))))
                    }
                    Err(frame) => Poll::Ready(Some(Ok(frame))),
                },
                other => Poll::Ready(other),
            };
        }
    }

    fn size_hint(&self) -> http_body::SizeHint {
        let mut hint = http_body::Body::size_hint(&self.body);
        let held = self.held.as_ref().map_or(0, Bytes::len) as u64;
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper + held);
        }
        hint.set_lower(hint.lower() + held);
        hint
    }
}
