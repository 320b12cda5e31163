//! The only way out of the phone. [`Net::get`] asks one address and gives back a whole, decoded, capped body, or a fault.
//!
//! What holds here, whatever the caller does: **nothing leaves before the person consented** (the gate is looked at in
//! this module, for every request and every redirect; taking consent back drops what is under way); https only, plain http for loopback alone; at most
//! [`MAX_REDIRECTS`] redirects, never from https to http; a body is capped as it arrives and again as it is decompressed;
//! connecting, the first byte, every pause and the whole answer have a limit in time.

mod coding;
mod http;
mod transport;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use url::{Host, Url};

use crate::base::clock::Clock;
use crate::base::error::{Error, Fault, Result};
use crate::base::runtime;

pub use http::HttpTransport;
pub use transport::{Answer, Arrival, Exchange, Headers, Pieces, Question, Transport, TransportFault};

/// Redirects that are followed for one question.
pub const MAX_REDIRECTS: usize = 5;
/// Bytes of one body as they arrive.
pub const MAX_WIRE: u64 = 8 * 1024 * 1024;
/// Bytes of one body after decompression.
pub const MAX_DECODED: u64 = 32 * 1024 * 1024;
/// Bytes of an entity tag or date that is kept for the next question.
const MAX_VALIDATOR: usize = 256;
/// A publisher that says "later" is believed up to this long; a longer wait is most likely a mistake.
pub(crate) const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);
/// The wait after a 429 or 503 that does not say how long.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(30);
/// A connection that broke is tried once more, after a random pause up to this long.
const SECOND_TRY: Duration = Duration::from_millis(400);

/// What the platform knows of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkClass {
    /// Wi-Fi and the like.
    Unmetered,
    /// The person pays by the byte.
    Metered,
    /// None.
    Offline,
}

/// Limits in time of one question, in milliseconds. [`Default`] is for a phone on a weak network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct TimeLimits {
    /// Making the connection, TLS included.
    pub connect_ms: u64,
    /// From the question to the head of the answer.
    pub first_byte_ms: u64,
    /// Between two pieces of the body.
    pub pause_ms: u64,
    /// The whole answer.
    pub whole_ms: u64,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self { connect_ms: 10_000, first_byte_ms: 20_000, pause_ms: 15_000, whole_ms: 120_000 }
    }
}

/// What a stored copy is known by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) enum Reply {
    /// The stored copy is still right.
    NotModified {
        /// As in [`Body`].
        skew: Option<i64>,
    },
    /// The publisher no longer keeps what was asked for (410).
    Gone,
    /// A whole body.
    Body(Body),
}

/// A whole body, decoded.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: Option<String>,
    pub(crate) validators: Validators,
    /// Where it came from in the end, after redirects.
    pub(crate) address: Url,
    /// The publisher's clock minus the phone's, in milliseconds, when the answer says its time.
    pub(crate) skew: Option<i64>,
}

/// What is said to a publisher beside asking for a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    /// Names in lower case.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) validators: Validators,
    /// JSON to be put there; none to ask.
    pub(crate) body: Option<Vec<u8>>,
}

/// What was said back: 2xx, 304, or 4xx.
#[derive(Debug)]
pub(crate) struct StatusReply {
    pub(crate) status: u16,
    pub(crate) body: Body,
}

/// Requests and bytes since the start. Bytes are counted from heads and bodies as they were sent and received, before
/// decompression and without TLS: what a person pays for, within a few per cent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, uniffi::Record, serde::Serialize)]
pub struct Traffic {
    /// Questions asked, redirects and second tries included.
    pub requests: u64,
    /// Bytes sent.
    pub sent: u64,
    /// Bytes received.
    pub received: u64,
}

impl Traffic {
    /// What came since an earlier count.
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

/// The way out.
pub(crate) struct Net {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    limits: TimeLimits,
    consented: watch::Sender<bool>,
    network: watch::Sender<NetworkClass>,
    meter: Meter,
}

impl Net {
    /// A way out that is shut until [`Self::set_consent`] opens it.
    pub(crate) fn new(transport: Arc<dyn Transport>, clock: Arc<dyn Clock>, limits: TimeLimits) -> Self {
        Self {
            transport,
            clock,
            limits,
            consented: watch::Sender::new(false),
            network: watch::Sender::new(NetworkClass::Unmetered),
            meter: Meter::default(),
        }
    }

    /// Opens or shuts the gate. Shutting it ends the answers that are under way and closes idle connections.
    pub(crate) fn set_consent(&self, given: bool) {
        self.consented.send_replace(given);
        if !given {
            self.transport.hang_up();
        }
    }

    /// What the platform says of the network.
    pub(crate) fn set_network(&self, class: NetworkClass) {
        self.network.send_replace(class);
    }

    /// What the platform last said of it.
    pub(crate) fn network(&self) -> NetworkClass {
        *self.network.borrow()
    }

    /// Ready when the network is not, or no longer, one that costs nothing.
    pub(crate) async fn no_longer_unmetered(&self) {
        let mut network = self.network.subscribe();
        // An error would mean that the sender is gone, and it is this.
        let _ = network.wait_for(|class| *class != NetworkClass::Unmetered).await;
    }

    /// Closes idle connections.
    pub(crate) fn hang_up(&self) {
        self.transport.hang_up();
    }

    /// Requests and bytes since the start.
    pub(crate) fn traffic(&self) -> Traffic {
        Traffic {
            requests: self.meter.requests.load(Ordering::Relaxed),
            sent: self.meter.sent.load(Ordering::Relaxed),
            received: self.meter.received.load(Ordering::Relaxed),
        }
    }

    /// Whether a request may leave at all.
    pub(crate) fn ensure_allowed(&self) -> Result<()> {
        if !*self.consented.borrow() {
            return Err(Fault::NoConsent.into());
        }
        if self.network() == NetworkClass::Offline {
            return Err(Fault::NoNetwork.into());
        }
        Ok(())
    }

    /// Asks one address. Unless the answer is a whole body, a 304 to validators that were sent, or a 410, it is a fault.
    pub(crate) async fn get(&self, address: &Url, accept: &str, validators: &Validators) -> Result<Reply> {
        let mut address = address.clone();
        let whole = Duration::from_millis(self.limits.whole_ms);
        let asked = async {
            for _ in 0..=MAX_REDIRECTS {
                match self.ask_twice(&address, accept, validators).await? {
                    Step::Reply(reply) => return Ok(reply),
                    Step::Redirect(next) => address = next,
                }
            }
            Err(Fault::BadRedirect.into())
        };
        tokio::select! {
            biased;
            () = self.shut() => Err(Fault::NoConsent.into()),
            answer = asked => answer,
            () = self.clock.sleep(whole) => Err(Fault::Slow.into()),
        }
    }

    /// One exchange with an answer of any status that the protocol may foresee: a body that is put somewhere, or a question
    /// with headers of its own. No redirect is followed: what a person wrote goes where it was addressed, or nowhere. A
    /// connection that breaks is tried once more, so what is put must be the same put twice.
    pub(crate) async fn exchange(&self, address: &Url, message: &Message) -> Result<StatusReply> {
        let whole = Duration::from_millis(self.limits.whole_ms);
        let asked = async {
            match self.say(address, message).await {
                Err(error) if *error.fault() == Fault::Cut => {
                    self.clock.sleep(SECOND_TRY.mul_f64(fastrand::f64())).await;
                    self.say(address, message).await
                }
                said => said,
            }
        };
        tokio::select! {
            biased;
            () = self.shut() => Err(Fault::NoConsent.into()),
            said = asked => said,
            () = self.clock.sleep(whole) => Err(Fault::Slow.into()),
        }
    }

    async fn say(&self, address: &Url, message: &Message) -> Result<StatusReply> {
        let mut headers = question_headers("application/json", &message.validators);
        headers.extend(message.headers.iter().cloned());
        if message.body.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        let answer = self.send(address, headers, message.body.clone()).await?;
        match answer.status {
            301 | 302 | 303 | 307 | 308 => Err(Fault::BadRedirect.into()),
            401 => Err(Fault::SignedOut.into()),
            408 | 504 => Err(Fault::Slow.into()),
            429 | 503 => Err(Fault::Busy(self.retry_after(&answer)).into()),
            status @ 500.. => Err(Fault::Status(status).into()),
            status => Ok(StatusReply { status, body: self.whole(address, answer).await? }),
        }
    }

    /// Ready when consent is taken back: what is under way is dropped then, connection and all.
    async fn shut(&self) {
        let mut consented = self.consented.subscribe();
        // An error would mean that the sender is gone, and it is this.
        let _ = consented.wait_for(|open| !open).await;
    }

    /// A connection that breaks is the ordinary case on a weak network: one more try, after a pause of random length so
    /// that a county's phones do not all come back at once.
    async fn ask_twice(&self, address: &Url, accept: &str, validators: &Validators) -> Result<Step> {
        match self.ask(address, accept, validators).await {
            Err(error) if *error.fault() == Fault::Cut => {
                self.clock.sleep(SECOND_TRY.mul_f64(fastrand::f64())).await;
                self.ask(address, accept, validators).await
            }
            answer => answer,
        }
    }

    async fn ask(&self, address: &Url, accept: &str, validators: &Validators) -> Result<Step> {
        let answer = self.send(address, question_headers(accept, validators), None).await?;
        let status = answer.status;
        match status {
            200 => self.whole(address, answer).await.map(|body| Step::Reply(Reply::Body(body))),
            304 if *validators != Validators::default() => {
                Ok(Step::Reply(Reply::NotModified { skew: self.skew(&answer) }))
            }
            301 | 302 | 303 | 307 | 308 => redirected(address, &answer).map(Step::Redirect),
            401 => Err(Fault::SignedOut.into()),
            408 | 504 => Err(Fault::Slow.into()),
            410 => Ok(Step::Reply(Reply::Gone)),
            429 | 503 => Err(Fault::Busy(self.retry_after(&answer)).into()),
            _ => Err(Fault::Status(status).into()),
        }
    }

    /// The head of the answer; the one place where anything leaves.
    async fn send(&self, address: &Url, headers: Vec<(&'static str, String)>, body: Option<Vec<u8>>) -> Result<Answer> {
        self.ensure_allowed()?;
        allowed(address)?;
        let connect = Duration::from_millis(self.limits.connect_ms);
        let question = Question { address: address.clone(), headers, connect, body };
        self.meter.requests.fetch_add(1, Ordering::Relaxed);
        self.meter.sent.fetch_add(question.size(), Ordering::Relaxed);
        let answer = tokio::select! {
            answer = self.transport.exchange(question) => answer.map_err(Error::from)?,
            () = self.clock.sleep(Duration::from_millis(self.limits.first_byte_ms)) => return Err(Fault::Slow.into()),
        };
        self.meter.received.fetch_add(answer.head_size(), Ordering::Relaxed);
        Ok(answer)
    }

    async fn whole(&self, address: &Url, mut answer: Answer) -> Result<Body> {
        let skew = self.skew(&answer);
        if answer
            .headers
            .get("content-length")
            .and_then(|length| length.parse().ok())
            .is_some_and(|n: u64| n > MAX_WIRE)
        {
            return Err(Fault::TooLarge(MAX_WIRE).into());
        }
        let mut wire = Vec::new();
        loop {
            let piece = tokio::select! {
                piece = answer.pieces.next() => piece.map_err(Error::from)?,
                () = self.clock.sleep(Duration::from_millis(self.limits.pause_ms)) => return Err(Fault::Slow.into()),
            };
            let Some(piece) = piece else { break };
            self.meter.received.fetch_add(piece.len() as u64, Ordering::Relaxed);
            if wire.len() as u64 + piece.len() as u64 > MAX_WIRE {
                return Err(Fault::TooLarge(MAX_WIRE).into());
            }
            wire.extend_from_slice(&piece);
        }
        let coding = answer.headers.get("content-encoding").map(str::to_owned);
        let bytes = runtime::blocking(move || coding::decode(coding.as_deref(), wire, MAX_DECODED)).await?;
        Ok(Body {
            bytes,
            content_type: answer.headers.get("content-type").map(str::to_owned),
            validators: Validators {
                etag: answer.headers.get("etag").and_then(validator),
                last_modified: answer.headers.get("last-modified").and_then(validator),
            },
            address: address.clone(),
            skew,
        })
    }

    fn skew(&self, answer: &Answer) -> Option<i64> {
        let date = httpdate::parse_http_date(answer.headers.get("date")?).ok()?;
        let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(since.as_millis() as i64 - self.clock.now())
    }

    /// Both forms of `Retry-After`: seconds, or a date, which is compared with the answer's own date so that a wrong
    /// clock here does not matter.
    fn retry_after(&self, answer: &Answer) -> Duration {
        let Some(value) = answer.headers.get("retry-after") else { return DEFAULT_RETRY_AFTER };
        let value = value.trim();
        let wait = value.parse().map(Duration::from_secs).ok().or_else(|| {
            let until = httpdate::parse_http_date(value).ok()?;
            let now = answer.headers.get("date").and_then(|date| httpdate::parse_http_date(date).ok())?;
            Some(until.duration_since(now).unwrap_or_default())
        });
        wait.unwrap_or(DEFAULT_RETRY_AFTER).clamp(Duration::from_secs(1), MAX_RETRY_AFTER)
    }
}

enum Step {
    Reply(Reply),
    Redirect(Url),
}

/// https, or plain http to this machine itself; no name or password in the address.
pub(crate) fn allowed(address: &Url) -> Result<()> {
    let fine = match address.scheme() {
        "https" => address.host().is_some(),
        "http" => loopback(address),
        _ => false,
    };
    if fine && address.username().is_empty() && address.password().is_none() {
        Ok(())
    } else {
        Err(Fault::BadAddress.into())
    }
}

fn loopback(address: &Url) -> bool {
    match address.host() {
        Some(Host::Ipv4(host)) => host.is_loopback(),
        Some(Host::Ipv6(host)) => host.is_loopback(),
        Some(Host::Domain(host)) => host == "localhost",
        None => false,
    }
}

/// Whether an address is this phone itself, in whatever spelling.
pub(crate) fn inward(address: &Url) -> bool {
    match address.host() {
        Some(Host::Ipv4(host)) => host.is_loopback() || host.is_unspecified(),
        Some(Host::Ipv6(host)) => {
            let mapped = host.to_ipv4_mapped().is_some_and(|host| host.is_loopback() || host.is_unspecified());
            host.is_loopback() || host.is_unspecified() || mapped
        }
        Some(Host::Domain(host)) => {
            let host = host.trim_end_matches('.');
            host == "localhost" || host.ends_with(".localhost")
        }
        None => false,
    }
}

fn redirected(from: &Url, answer: &Answer) -> Result<Url> {
    let bad = || Error::from(Fault::BadRedirect);
    let next = from.join(answer.headers.get("location").ok_or_else(bad)?).map_err(|_| bad())?;
    if !may_lead(from, &next) {
        return Err(bad());
    }
    Ok(next)
}

/// Whether an answer may send us on: never from https to http, and a site on the net must not make a phone ask its own
/// services.
pub(crate) fn may_lead(from: &Url, next: &Url) -> bool {
    let downgrade = from.scheme() == "https" && next.scheme() != "https";
    !downgrade && (loopback(from) || !inward(next)) && allowed(next).is_ok()
}

/// A validator is sent back as it came, so it has to be one that a header can hold.
pub(crate) fn validator(text: &str) -> Option<String> {
    let sound =
        !text.is_empty() && text.len() <= MAX_VALIDATOR && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    sound.then(|| text.to_owned())
}

fn question_headers(accept: &str, validators: &Validators) -> Vec<(&'static str, String)> {
    let mut headers = vec![("accept", accept.to_owned()), ("accept-encoding", coding::ACCEPTED.to_owned())];
    if let Some(etag) = &validators.etag {
        headers.push(("if-none-match", etag.clone()));
    }
    if let Some(date) = &validators.last_modified {
        headers.push(("if-modified-since", date.clone()));
    }
    headers
}

#[cfg(test)]
mod fakes;

#[cfg(test)]
mod tests;
