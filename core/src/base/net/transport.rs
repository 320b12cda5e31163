//! What carries a request and its response. Phones use [`super::HttpTransport`]; tests bring their own.
//! A transport does nothing but carry: consent, redirects, size limits and time limits are checked by [`super::Net`].

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use url::Url;

use crate::base::error::Fault;

/// One request: a GET, or a PUT if it has a body.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where to; already checked.
    pub address: Url,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// What is PUT; `None` for a GET.
    pub body: Option<Vec<u8>>,
}

impl Request {
    /// The bytes of the request on the wire, approximately.
    pub(crate) fn size(&self) -> u64 {
        let lines: usize = self.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        (self.address.as_str().len() + lines + 20 + self.body.as_ref().map_or(0, Vec::len)) as u64
    }
}

/// The headers of a response, names in lower case.
#[derive(Debug, Clone, Default)]
pub struct Headers(pub Vec<(String, String)>);

impl Headers {
    /// The first value of a header. `name` is in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A response whose body is still arriving.
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: Headers,
    /// Its body, still encoded.
    pub body: Box<dyn Body>,
}

impl Response {
    pub(crate) fn head_size(&self) -> u64 {
        let lines: usize = self.headers.0.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        (lines + 19) as u64
    }
}

/// A body that arrives in chunks.
pub trait Body: Send {
    /// The next chunk; `None` once the body is complete.
    fn next_chunk(&mut self) -> BodyFuture<'_>;
}

/// A chunk of a body, or `None` at its end.
pub type BodyFuture<'a> = Pin<Box<dyn Future<Output = Result<Option<Vec<u8>>, TransportFault>> + Send + 'a>>;

/// Why there was no response.
#[derive(Debug, thiserror::Error)]
pub enum TransportFault {
    /// No connection was made.
    #[error("the server cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The connection broke.
    #[error("the connection was lost")]
    ConnectionLost(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The transport's own time limit passed.
    #[error("timed out")]
    TimedOut(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<TransportFault> for Fault {
    fn from(fault: TransportFault) -> Self {
        match fault {
            TransportFault::Unreachable(source) => Self::Unreachable(source),
            TransportFault::ConnectionLost(source) => Self::ConnectionLost(source),
            TransportFault::TimedOut(source) => Self::TimedOut(source),
        }
    }
}

/// A response whose head has arrived.
pub type ResponseFuture = Pin<Box<dyn Future<Output = Result<Response, TransportFault>> + Send>>;

/// Carries requests.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request. Ready once the head of the response has arrived.
    fn exchange(&self, request: Request) -> ResponseFuture;

    /// Closes idle connections.
    fn close_idle(&self) {}
}
