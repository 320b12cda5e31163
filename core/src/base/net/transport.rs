//! What carries a request and its response. Phones use [`super::HttpTransport`]; tests bring their own.
//! A transport does nothing but carry: consent, redirects, size limits and time limits are checked by [`super::Net`].

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use url::Url;

use crate::base::error::Fault;

/// The methods that the core uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Method {
    /// Asks for a document.
    #[default]
    Get,
    /// Asks for the head of a document.
    Head,
    /// Stores a document at an address that the client chose.
    Put,
    /// Creates something whose address the server chooses, or sends a form.
    Post,
    /// Appends to what the server has.
    Patch,
    /// Removes what the server has.
    Delete,
}

impl Method {
    /// As it stands in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One request.
#[derive(Clone)]
pub struct Request {
    /// What is asked for.
    pub method: Method,
    /// Where to; already checked.
    pub address: Url,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// What is sent.
    pub body: Option<Vec<u8>>,
}

/// Without headers and body, which may hold what only the server may know.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body.as_ref().map_or(0, Vec::len);
        write!(f, "{} {}, {} headers, {body} bytes", self.method.as_str(), self.address, self.headers.len())
    }
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
