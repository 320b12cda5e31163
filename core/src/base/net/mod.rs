//! The only module that sends anything. [`Net::get`] requests one address and returns a whole, decoded body of limited
//! size, or a fault; [`Net::exchange`] does the same for a request with headers or a body of its own.
//!
//! What holds here, whatever the caller does:
//! - **Nothing is sent before the person consented.** Consent is checked for every request, every redirect and every chunk;
//!   withdrawing it, in this client or in another one of the folder, drops what is under way.
//! - https only, plain http for loopback alone; at most [`MAX_REDIRECTS`] redirects, never from https to http.
//! - The size of a body is limited as it arrives and again as it is decompressed.
//! - Connecting, the first byte, every pause and the whole response have a time limit.
//! - A request ends when its operation has to end or the operation's deadline passes ([`crate::base::lifecycle`]).

mod address;
mod content_encoding;
mod http;
#[cfg(test)]
mod tests;
mod transport;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use url::Url;

use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::{lifecycle, runtime};

pub(crate) use address::{check_address, is_local, may_follow};
pub use http::HttpTransport;
pub use transport::{Body, BodyFuture, Headers, Method, Request, Response, ResponseFuture, Transport, TransportFault};

/// Redirects that are followed for one request.
pub const MAX_REDIRECTS: usize = 5;
/// Bytes of one body as it arrives.
pub const MAX_WIRE: u64 = 8 * 1024 * 1024;
/// Bytes of one body after decompression.
pub const MAX_DECODED: u64 = 32 * 1024 * 1024;
/// Bytes of an entity tag or date that is stored for the next request.
const MAX_VALIDATOR: usize = 256;
/// The longest `Retry-After` that is obeyed; a longer one is most likely a mistake.
pub(crate) const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);
/// The wait after a 429 or 503 without a usable `Retry-After`.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(30);
/// How often a request that is under way looks whether another client of the folder withdrew consent.
const CONSENT_INTERVAL: Duration = Duration::from_millis(250);
/// An `Age` that is believed: what a cache stores is fresh for a year at most.
const MAX_AGE: Duration = Duration::from_secs(366 * 24 * 3600);
/// A request whose connection broke is sent once more, after a random pause of up to this long.
const MAX_RETRY_PAUSE: Duration = Duration::from_millis(400);

/// What the platform knows of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkClass {
    /// Traffic is free, as on Wi-Fi.
    Unmetered,
    /// The person pays by the byte.
    Metered,
    /// There is no network.
    Offline,
}

/// Time limits of one request, in milliseconds. [`Default`] suits a phone on a weak network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct TimeLimits {
    /// Making the connection, TLS included.
    pub connect_ms: u64,
    /// From the request to the head of the response.
    pub first_byte_ms: u64,
    /// Between two chunks of the body.
    pub pause_ms: u64,
    /// The whole response, redirects and a retry included.
    pub whole_ms: u64,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self { connect_ms: 10_000, first_byte_ms: 20_000, pause_ms: 15_000, whole_ms: 120_000 }
    }
}

/// What a conditional request sends: the entity tag and the date of the stored copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

/// What [`Net::get`] returns.
#[derive(Debug)]
pub(crate) enum Reply {
    /// The stored copy is current (304).
    NotModified {
        /// As in [`FetchedBody`].
        skew: Option<i64>,
    },
    /// The publisher no longer keeps what was requested (410).
    Gone,
    /// A whole body.
    Body(FetchedBody),
}

/// A whole body, decoded.
#[derive(Debug)]
pub(crate) struct FetchedBody {
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: Option<String>,
    pub(crate) validators: Validators,
    /// The address that sent it, after redirects.
    pub(crate) address: Url,
    /// The publisher's clock minus the phone's, in milliseconds; `None` if the response has no date.
    pub(crate) skew: Option<i64>,
}

/// What [`Net::exchange`] sends.
#[derive(Clone, Default)]
pub(crate) struct Message {
    pub(crate) method: Method,
    /// Names in lower case.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) validators: Validators,
    /// The content type of what is sent, and its bytes, which a copy of the message shares.
    pub(crate) body: Option<(&'static str, Arc<Vec<u8>>)>,
    /// How long sending and the first byte of the response may take; `None` for [`TimeLimits::first_byte_ms`].
    pub(crate) first_byte: Option<Duration>,
}

/// What [`Net::exchange`] returns: a response with status 2xx, 304 or 4xx.
#[derive(Debug)]
pub(crate) struct StatusReply {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: FetchedBody,
}

/// Requests and bytes since the client was opened. Bytes are those of heads and bodies as they were sent and received,
/// before decompression and without TLS: what a person pays for, within a few per cent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, uniffi::Record, serde::Serialize)]
pub struct Traffic {
    /// Requests, redirects and retries included.
    pub requests: u64,
    /// Bytes sent.
    pub sent: u64,
    /// Bytes received.
    pub received: u64,
}

impl Traffic {
    /// The difference to an earlier count.
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self {
            requests: self.requests - earlier.requests,
            sent: self.sent - earlier.sent,
            received: self.received - earlier.received,
        }
    }
}

#[derive(Default)]
struct Meter {
    requests: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
}

/// Sends requests; see the module's documentation for what it enforces.
pub(crate) struct Net {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    limits: TimeLimits,
    consented: watch::Sender<bool>,
    /// Whether consent was withdrawn by any client of the folder.
    withdrawn_in_folder: Box<dyn Fn() -> bool + Send + Sync>,
    network: watch::Sender<NetworkClass>,
    meter: Meter,
}

impl Net {
    /// Refuses every request until [`Self::set_consent`] is called with `true`.
    pub(crate) fn new(transport: Arc<dyn Transport>, clock: Arc<dyn Clock>, limits: TimeLimits) -> Self {
        Self {
            transport,
            clock,
            limits,
            consented: watch::Sender::new(false),
            withdrawn_in_folder: Box::new(|| false),
            network: watch::Sender::new(NetworkClass::Unmetered),
            meter: Meter::default(),
        }
    }

    /// Adds a check of every request: whether consent was withdrawn by any client of the folder. It must not block.
    pub(crate) fn refuse_if(self, withdrawn_in_folder: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { withdrawn_in_folder: Box::new(withdrawn_in_folder), ..self }
    }

    /// Allows or refuses requests. `false` also drops the requests that are under way and closes idle connections.
    pub(crate) fn set_consent(&self, given: bool) {
        self.consented.send_replace(given);
        if !given {
            self.transport.close_idle();
        }
    }

    /// Sets what the platform reports about the network.
    pub(crate) fn set_network(&self, class: NetworkClass) {
        self.network.send_replace(class);
    }

    /// What the platform last reported; [`NetworkClass::Unmetered`] before the first report.
    pub(crate) fn network(&self) -> NetworkClass {
        *self.network.borrow()
    }

    /// Ready once the network is metered or offline.
    pub(crate) async fn no_longer_unmetered(&self) {
        let mut network = self.network.subscribe();
        // An error would mean that the sender is gone, and `self` owns it.
        let _ = network.wait_for(|class| *class != NetworkClass::Unmetered).await;
    }

    /// Closes idle connections.
    pub(crate) fn close_idle(&self) {
        self.transport.close_idle();
    }

    /// Requests and bytes so far.
    pub(crate) fn traffic(&self) -> Traffic {
        Traffic {
            requests: self.meter.requests.load(Ordering::Relaxed),
            sent: self.meter.sent.load(Ordering::Relaxed),
            received: self.meter.received.load(Ordering::Relaxed),
        }
    }

    /// Fails with [`Fault::NoConsent`], [`Fault::NoNetwork`] or [`Fault::Stopped`] if no request may be sent at all.
    pub(crate) fn ensure_allowed(&self) -> Result<()> {
        self.ensure_consent()?;
        if self.network() == NetworkClass::Offline {
            return Err(Fault::NoNetwork);
        }
        if lifecycle::has_ended(&*self.clock) { Err(Fault::Stopped) } else { Ok(()) }
    }

    fn ensure_consent(&self) -> Result<()> {
        if *self.consented.borrow() && !(self.withdrawn_in_folder)() { Ok(()) } else { Err(Fault::NoConsent) }
    }

    /// Gets one address. A response other than a whole body, a 304 to validators that were sent, or a 410 is a fault.
    pub(crate) async fn get(&self, address: &Url, accept: &str, validators: &Validators) -> Result<Reply> {
        let mut address = address.clone();
        let reply = async {
            for _ in 0..=MAX_REDIRECTS {
                match self.get_with_retry(&address, accept, validators).await? {
                    Hop::Reply(reply) => return Ok(reply),
                    Hop::Redirect(next) => address = next,
                }
            }
            Err(Fault::BadRedirect)
        };
        tokio::select! {
            biased;
            () = self.consent_withdrawn() => Err(Fault::NoConsent),
            reply = reply => reply,
            () = lifecycle::ended(&*self.clock) => Err(Fault::Stopped),
            fault = self.time_out(self.limits.whole_ms, "the whole response") => Err(fault),
        }
    }

    /// One request whose response may have any status that the protocol foresees. No redirect is followed: what a person
    /// wrote is sent to its address or nowhere. If the connection breaks, what asks is sent once more; what changes something is
    /// not, so that its caller knows of every try.
    pub(crate) async fn exchange(&self, address: &Url, message: &Message) -> Result<StatusReply> {
        let reply = async {
            match self.exchange_once(address, message).await {
                Err(Fault::ConnectionLost(_)) if matches!(message.method, Method::Get | Method::Head) => {
                    self.pause_before_retry().await;
                    self.exchange_once(address, message).await
                }
                reply => reply,
            }
        };
        tokio::select! {
            biased;
            () = self.consent_withdrawn() => Err(Fault::NoConsent),
            reply = reply => reply,
            () = lifecycle::ended(&*self.clock) => Err(Fault::Stopped),
            fault = self.time_out(self.limits.whole_ms, "the whole response") => Err(fault),
        }
    }

    async fn exchange_once(&self, address: &Url, message: &Message) -> Result<StatusReply> {
        let mut headers = request_headers("application/json", &message.validators);
        headers.extend(message.headers.iter().cloned());
        let body = message.body.as_ref().map(|(content_type, bytes)| {
            headers.push(("content-type", (*content_type).to_owned()));
            Vec::clone(bytes)
        });
        let first_byte = message.first_byte.unwrap_or(Duration::from_millis(self.limits.first_byte_ms));
        let mut response = self.send(message.method, address, headers, body, first_byte).await?;
        match response.status {
            301 | 302 | 303 | 307 | 308 => Err(Fault::BadRedirect),
            401 => Err(Fault::SignedOut),
            408 | 504 => Err(gateway_timeout()),
            429 | 503 => Err(Fault::Busy(retry_after(&response.headers))),
            status @ 500.. => Err(Fault::Status(status)),
            status => {
                let headers = std::mem::take(&mut response.headers);
                // What follows the head of a response to HEAD is empty, whatever the head says of its length and coding.
                if message.method != Method::Head {
                    response.headers.clone_from(&headers);
                }
                Ok(StatusReply { status, headers, body: self.read_body(address, response).await? })
            }
        }
    }

    /// Ready once consent is withdrawn; what is under way is dropped then, connection and all.
    async fn consent_withdrawn(&self) {
        let mut consented = self.consented.subscribe();
        let withdrawn_here = async {
            // An error would mean that the sender is gone, and `self` owns it.
            let _ = consented.wait_for(|given| !given).await;
        };
        let withdrawn_in_folder = async {
            // Not by the injected clock: what another process does has its own time.
            while !(self.withdrawn_in_folder)() {
                tokio::time::sleep(CONSENT_INTERVAL).await;
            }
        };
        tokio::select! {
            () = withdrawn_here => {}
            () = withdrawn_in_folder => {}
        }
    }

    /// Ready with [`Fault::TimedOut`] once a time limit has passed.
    async fn time_out(&self, limit_ms: u64, what: &'static str) -> Fault {
        self.clock.sleep(Duration::from_millis(limit_ms)).await;
        Fault::TimedOut(what.into())
    }

    /// The pause has a random length, so that a county's phones do not all retry at once.
    pub(crate) async fn pause_before_retry(&self) {
        self.clock.sleep(MAX_RETRY_PAUSE.mul_f64(fastrand::f64())).await;
    }

    /// A broken connection is the ordinary case on a weak network, so there is one retry.
    async fn get_with_retry(&self, address: &Url, accept: &str, validators: &Validators) -> Result<Hop> {
        match self.get_once(address, accept, validators).await {
            Err(Fault::ConnectionLost(_)) => {
                self.pause_before_retry().await;
                self.get_once(address, accept, validators).await
            }
            hop => hop,
        }
    }

    async fn get_once(&self, address: &Url, accept: &str, validators: &Validators) -> Result<Hop> {
        let first_byte = Duration::from_millis(self.limits.first_byte_ms);
        let headers = request_headers(accept, validators);
        let response = self.send(Method::Get, address, headers, None, first_byte).await?;
        let status = response.status;
        match status {
            200 => self.read_body(address, response).await.map(|body| Hop::Reply(Reply::Body(body))),
            304 if *validators != Validators::default() => {
                Ok(Hop::Reply(Reply::NotModified { skew: self.skew(&response.headers) }))
            }
            301 | 302 | 303 | 307 | 308 => redirect_target(address, &response.headers).map(Hop::Redirect),
            401 => Err(Fault::SignedOut),
            408 | 504 => Err(gateway_timeout()),
            410 => Ok(Hop::Reply(Reply::Gone)),
            429 | 503 => Err(Fault::Busy(retry_after(&response.headers))),
            _ => Err(Fault::Status(status)),
        }
    }

    /// Sends a request and waits for the head of the response. Nothing else in the core sends.
    async fn send(
        &self,
        method: Method,
        address: &Url,
        headers: Vec<(&'static str, String)>,
        body: Option<Vec<u8>>,
        first_byte: Duration,
    ) -> Result<Response> {
        self.ensure_allowed()?;
        check_address(address)?;
        let connect_timeout = Duration::from_millis(self.limits.connect_ms);
        let request = Request { method, address: address.clone(), headers, connect_timeout, body };
        self.meter.requests.fetch_add(1, Ordering::Relaxed);
        self.meter.sent.fetch_add(request.size(), Ordering::Relaxed);
        let response = tokio::select! {
            response = self.transport.exchange(request) => response?,
            fault = self.time_out(first_byte.as_millis() as u64, "the first byte") => return Err(fault),
        };
        self.meter.received.fetch_add(response.head_size(), Ordering::Relaxed);
        Ok(response)
    }

    async fn read_body(&self, address: &Url, mut response: Response) -> Result<FetchedBody> {
        let skew = self.skew(&response.headers);
        let length = response.headers.get("content-length").and_then(|length| length.parse::<u64>().ok());
        if length.is_some_and(|length| length > MAX_WIRE) {
            return Err(Fault::TooLarge(MAX_WIRE));
        }
        let mut wire = Vec::new();
        loop {
            let chunk = tokio::select! {
                chunk = response.body.next_chunk() => chunk?,
                fault = self.time_out(self.limits.pause_ms, "the next chunk") => return Err(fault),
            };
            self.ensure_consent()?;
            let Some(chunk) = chunk else { break };
            self.meter.received.fetch_add(chunk.len() as u64, Ordering::Relaxed);
            if wire.len() as u64 + chunk.len() as u64 > MAX_WIRE {
                return Err(Fault::TooLarge(MAX_WIRE));
            }
            wire.extend_from_slice(&chunk);
        }
        let encoding = response.headers.get("content-encoding").map(str::to_owned);
        let bytes = runtime::blocking(move || content_encoding::decode(encoding.as_deref(), wire, MAX_DECODED)).await?;
        Ok(FetchedBody {
            bytes,
            content_type: response.headers.get("content-type").map(str::to_owned),
            validators: Validators {
                etag: response.headers.get("etag").and_then(validator),
                last_modified: response.headers.get("last-modified").and_then(validator),
            },
            address: address.clone(),
            skew,
        })
    }

    fn skew(&self, headers: &Headers) -> Option<i64> {
        let since = origin_time(headers)?.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(since.as_millis() as i64 - self.clock.now())
    }
}

/// The result of one request of [`Net::get`].
enum Hop {
    Reply(Reply),
    Redirect(Url),
}

fn gateway_timeout() -> Fault {
    Fault::TimedOut("a gateway's time limit".into())
}

/// The time at the origin when it answered a request: `Date`, or later by the `Age` of a response that a cache on the way
/// had stored (RFC 9111, 4.2.3). `None` without a date, or with an age that no cache has.
fn origin_time(headers: &Headers) -> Option<SystemTime> {
    let date = httpdate::parse_http_date(headers.get("date")?).ok()?;
    let age = headers.get("age").map_or(Some(0), |age| age.trim().parse().ok())?;
    if age > MAX_AGE.as_secs() { None } else { date.checked_add(Duration::from_secs(age)) }
}

fn retry_after(headers: &Headers) -> Duration {
    asked_wait(headers).unwrap_or(DEFAULT_RETRY_AFTER)
}

/// Reads both forms of `Retry-After`: seconds, or a date, which is compared with the response's own time so that a wrong
/// clock on the phone does not matter.
pub(crate) fn asked_wait(headers: &Headers) -> Option<Duration> {
    let value = headers.get("retry-after")?.trim();
    let wait = value.parse().map(Duration::from_secs).ok().or_else(|| {
        let until = httpdate::parse_http_date(value).ok()?;
        Some(until.duration_since(origin_time(headers)?).unwrap_or_default())
    });
    Some(wait?.clamp(Duration::from_secs(1), MAX_RETRY_AFTER))
}

fn redirect_target(from: &Url, headers: &Headers) -> Result<Url> {
    let location = headers.get("location").ok_or(Fault::BadRedirect)?;
    let next = from.join(location).map_err(|_| Fault::BadRedirect)?;
    if may_follow(from, &next) { Ok(next) } else { Err(Fault::BadRedirect) }
}

/// A validator as it can be sent back: `None` if it is empty, too long, or not printable ASCII.
pub(crate) fn validator(text: &str) -> Option<String> {
    let usable =
        !text.is_empty() && text.len() <= MAX_VALIDATOR && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    usable.then(|| text.to_owned())
}

fn request_headers(accept: &str, validators: &Validators) -> Vec<(&'static str, String)> {
    let mut headers = vec![("accept", accept.to_owned()), ("accept-encoding", content_encoding::ACCEPTED.to_owned())];
    if let Some(etag) = &validators.etag {
        headers.push(("if-none-match", etag.clone()));
    }
    if let Some(date) = &validators.last_modified {
        headers.push(("if-modified-since", date.clone()));
    }
    headers
}
