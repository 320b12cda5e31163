//! What carries a question and its answer. The one for phones is [`super::HttpTransport`]; tests bring their own.
//! A transport carries and does nothing else: the gate, the redirects, the caps and the limits in time are above it.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use url::Url;

use crate::base::error::{Error, Fault};

/// One question: a GET, or a PUT when it has a body.
#[derive(Debug, Clone)]
pub struct Question {
    /// Where to; already checked.
    pub address: Url,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// How long connecting may take.
    pub connect: Duration,
    /// What is put there; none to ask.
    pub body: Option<Vec<u8>>,
}

impl Question {
    /// The bytes of the request, near enough.
    pub(crate) fn size(&self) -> u64 {
        let lines: usize = self.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        (self.address.as_str().len() + lines + 20 + self.body.as_ref().map_or(0, Vec::len)) as u64
    }
}

/// The head of an answer, names in lower case.
#[derive(Debug, Clone, Default)]
pub struct Headers(pub Vec<(String, String)>);

impl Headers {
    /// The first value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// An answer whose body is still arriving.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: Headers,
    /// Its body, still encoded.
    pub pieces: Box<dyn Pieces>,
}

impl Answer {
    pub(crate) fn head_size(&self) -> u64 {
        let lines: usize = self.headers.0.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        (lines + 19) as u64
    }
}

/// A body, piece by piece.
pub trait Pieces: Send {
    /// The next piece; none at the proper end.
    fn next(&mut self) -> Arrival<'_>;
}

/// A piece under way.
pub type Arrival<'a> = Pin<Box<dyn Future<Output = Result<Option<Vec<u8>>, TransportFault>> + Send + 'a>>;

/// Why a question was not answered.
#[derive(Debug)]
pub enum TransportFault {
    /// No connection came about.
    Unreachable(Box<dyn std::error::Error + Send + Sync>),
    /// The connection broke.
    Cut(Box<dyn std::error::Error + Send + Sync>),
    /// The transport itself gave up waiting.
    Slow(Box<dyn std::error::Error + Send + Sync>),
}

impl From<TransportFault> for Error {
    fn from(fault: TransportFault) -> Self {
        match fault {
            TransportFault::Unreachable(source) => Self::with(Fault::Unreachable, source),
            TransportFault::Cut(source) => Self::with(Fault::Cut, source),
            TransportFault::Slow(source) => Self::with(Fault::Slow, source),
        }
    }
}

/// An exchange under way.
pub type Exchange = Pin<Box<dyn Future<Output = Result<Answer, TransportFault>> + Send>>;

/// Carries questions.
pub trait Transport: Send + Sync + 'static {
    /// Sends the question; ready with the head of the answer.
    fn exchange(&self, question: Question) -> Exchange;

    /// Closes idle connections.
    fn hang_up(&self) {}
}
