//! Requests of the station in the name of the account on the phone, and what counts as an answer of the publisher.
//!
//! A portal of a hotel or a train, a firewall or a gateway answers in the publisher's place, with any status and a page for a
//! person. None of that is a verdict: it is [`Fault::Portal`], and what was asked is asked again.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rusqlite::Connection;
use serde_json::Value;
use url::Url;

use super::send_store;
use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::{Message, Net, StatusReply};
use crate::base::runtime;
use crate::base::store::{Store, Write};
use crate::reader::account::{self, AccountOnPhone, AccountSession};

/// An answer that is awaited.
pub(crate) type ReplyFuture<'a> = Pin<Box<dyn Future<Output = Result<StatusReply>> + Send + 'a>>;

/// Who sends.
pub(crate) trait Authorized: Send + Sync + 'static {
    /// Whose submissions are sent; `None` if nobody is logged in.
    fn current(&self, outbox: &Connection) -> Result<Option<AccountOnPhone>>;

    /// One request with this account's access token; [`Fault::SignedOut`] if another one is logged in by now.
    fn exchange<'a>(&'a self, account: &'a str, address: &'a Url, message: &'a Message) -> ReplyFuture<'a>;
}

impl Authorized for AccountSession {
    fn current(&self, outbox: &Connection) -> Result<Option<AccountOnPhone>> {
        account::current(outbox)
    }

    fn exchange<'a>(&'a self, account: &'a str, address: &'a Url, message: &'a Message) -> ReplyFuture<'a> {
        Box::pin(self.exchange_as(account, address, message))
    }
}

/// An address of the station's protocol. `last`: without a slash at its beginning.
pub(super) fn address_of(publisher: &Url, last: &str) -> Url {
    let mut address = publisher.clone();
    address.set_query(None);
    address.set_path(&format!("{}/v1/station/{last}", publisher.path().trim_end_matches('/')));
    address
}

/// Whether two addresses have one origin: only then may one get the token of the other.
pub(super) fn same_origin(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
}

fn content_type(reply: &StatusReply) -> &str {
    reply.body.content_type.as_deref().unwrap_or_default()
}

/// Whether the body is a page for a person.
fn is_page(reply: &StatusReply) -> bool {
    content_type(reply).contains("html") || reply.body.bytes.trim_ascii_start().starts_with(b"<")
}

fn is_problem(reply: &StatusReply) -> bool {
    content_type(reply).starts_with("application/problem+json") && !is_page(reply)
}

/// Whether a reply is one of the upload protocol.
pub(super) fn is_of_upload(reply: &StatusReply) -> bool {
    !is_page(reply) && (reply.headers.get("tus-resumable").is_some() || is_problem(reply))
}

/// The JSON object of a reply. An empty one for a 204.
///
/// Errors: `Portal` for a page, and for a refusal that is none of the publisher's.
pub(super) fn json_of(reply: &StatusReply) -> Result<Value> {
    if is_page(reply) {
        return Err(Fault::Portal);
    }
    if reply.status == 204 {
        return Ok(Value::Null);
    }
    match serde_json::from_slice::<Value>(&reply.body.bytes) {
        Ok(value) if value.is_object() => Ok(value),
        _ if reply.status >= 400 => Err(Fault::Portal),
        Ok(_) => Err(Fault::WrongSchema),
        Err(error) => Err(error.into()),
    }
}

/// Whom a request goes to, and in whose name.
#[derive(Clone, Copy)]
pub(super) struct Party<'a> {
    pub(super) publisher: &'a Url,
    pub(super) account: &'a str,
}

/// The way to the publisher for everything that is sent and asked here.
pub(super) struct Link {
    pub(super) account: Arc<dyn Authorized>,
    pub(super) store: Arc<Store>,
    pub(super) net: Arc<Net>,
    pub(super) clock: Arc<dyn Clock>,
    /// How often something got further: a text or a part of a file arrived.
    advanced: AtomicU64,
    /// Whether the outbox holds a wait because of a connection.
    waiting: AtomicBool,
}

impl Link {
    pub(super) fn new(account: Arc<dyn Authorized>, store: Arc<Store>, net: Arc<Net>, clock: Arc<dyn Clock>) -> Self {
        Self { account, store, net, clock, advanced: AtomicU64::new(0), waiting: AtomicBool::new(true) }
    }

    /// One request. A page is no reply, except with 413: a gateway says with it that it lets no such body through.
    pub(super) async fn request(&self, party: Party<'_>, address: &Url, message: &Message) -> Result<StatusReply> {
        let reply = self.account.exchange(party.account, address, message).await?;
        if is_page(&reply) && reply.status != 413 {
            return Err(Fault::Portal);
        }
        // The publisher can be reached.
        if self.waiting.swap(false, Ordering::SeqCst) {
            let publisher = party.publisher.to_string();
            self.write(move |write| send_store::clear_connection_failures(write, &publisher)).await?;
        }
        Ok(reply)
    }

    /// Something got further.
    pub(super) fn advance(&self) {
        self.advanced.fetch_add(1, Ordering::SeqCst);
    }

    /// How often something got further.
    pub(super) fn advanced(&self) -> u64 {
        self.advanced.load(Ordering::SeqCst)
    }

    /// Stores that the connection failed, and returns the milliseconds to wait.
    pub(super) async fn record_failure(&self, publisher: &Url) -> Result<i64> {
        self.waiting.store(true, Ordering::SeqCst);
        let (publisher, now) = (publisher.to_string(), self.clock.now());
        let wait = self.write(move |write| send_store::record_connection_failure(write, &publisher, now)).await?;
        Ok(wait.left(now))
    }

    pub(super) async fn read<T, F>(&self, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let store = Arc::clone(&self.store);
        runtime::blocking(move || store.outbox()?.read_now(query)).await
    }

    pub(super) async fn write<T, F>(&self, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Write<'_>) -> Result<T> + Send + 'static,
    {
        let store = Arc::clone(&self.store);
        runtime::blocking(move || store.outbox()?.write_now(change)).await
    }
}
