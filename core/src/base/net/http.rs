//! The transport of a phone: reqwest over rustls with ring (aws-lc would add a megabyte).
//!
//! Redirects, cookies, proxies of the environment and decompression are all off: [`super::Net`] could not check what
//! reqwest did by itself.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

use crate::base::runtime::{self, Lane};

use super::transport::{
    Body, BodyFuture, Headers, Method, Request, Response, ResponseFuture, Transport, TransportFault,
};

/// How long an idle connection is kept.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// reqwest's clients, each built for the first request that needs it: before that not even a socket exists. Plain http,
/// which is for loopback alone, has one of its own, because loading the system's certificates takes longer than a sync.
pub struct HttpTransport {
    clients: Mutex<Clients>,
    resolver: Resolver,
}

#[derive(Default)]
struct Clients {
    secure: Option<Client>,
    plain: Option<Client>,
}

impl Default for HttpTransport {
    /// Names are looked up by the platform.
    fn default() -> Self {
        // The port is the request's; the platform's function needs one to be called.
        Self::with_lookup(|name| Ok((name, 0).to_socket_addrs()?.collect()))
    }
}

impl HttpTransport {
    /// Names are looked up by this function, which may block. The ports of what it returns mean nothing.
    pub fn with_lookup(lookup: impl Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync + 'static) -> Self {
        Self { clients: Mutex::default(), resolver: Resolver(Arc::new(lookup)) }
    }

    fn client(&self, secure: bool, connect_timeout: Duration) -> Result<Client, TransportFault> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let client = if secure { &mut clients.secure } else { &mut clients.plain };
        if let Some(client) = client {
            return Ok(client.clone());
        }
        // Fails only if another provider was installed before, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = if secure { with_roots(Client::builder()) } else { Client::builder().tls_certs_only([]) };
        let built = builder
            .user_agent(concat!("songming/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .dns_resolver(self.resolver.clone())
            .connect_timeout(connect_timeout)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build()
            .map_err(|error| TransportFault::Unreachable(error.into()))?;
        *client = Some(built.clone());
        Ok(built)
    }
}

impl Transport for HttpTransport {
    fn exchange(&self, request: Request) -> ResponseFuture {
        let client = self.client(request.address.scheme() == "https", request.connect_timeout);
        Box::pin(async move {
            let client = client?;
            let mut builder = client.request(method(request.method), request.address);
            if let Some(body) = request.body {
                builder = builder.body(body);
            }
            for (name, value) in request.headers {
                builder = builder.header(name, value);
            }
            let response = builder.send().await.map_err(classify)?;
            let headers = response
                .headers()
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                .collect();
            Ok(Response {
                status: response.status().as_u16(),
                headers: Headers(headers),
                body: Box::new(HttpBody(response)),
            })
        })
    }

    fn close_idle(&self) {
        *self.clients.lock().unwrap_or_else(PoisonError::into_inner) = Clients::default();
    }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Head => reqwest::Method::HEAD,
        Method::Put => reqwest::Method::PUT,
        Method::Post => reqwest::Method::POST,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// Looks names up on threads of its own; see [`Lane::Resolve`]. reqwest's own way takes any blocking thread of the runtime, and
/// a name that does not resolve can hold one for minutes.
#[derive(Clone)]
struct Resolver(Arc<Lookup>);

type Lookup = dyn Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = Arc::clone(&self.0);
        Box::pin(async move {
            let found = runtime::blocking_in(Lane::Resolve, move || Ok(lookup(name.as_str())?)).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// On Apple, Windows and desktop Linux the platform's own verifier decides, which is reqwest's default. On Android that
/// verifier wants a JVM handle that a library loaded by JNA never gets: there the system's certificates are read from
/// their folder.
#[cfg(not(target_os = "android"))]
fn with_roots(builder: ClientBuilder) -> ClientBuilder {
    builder
}

#[cfg(target_os = "android")]
fn with_roots(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_certs_only(roots(&ROOT_FOLDERS))
}

/// Where Android keeps its certificates: updated by itself since version 14, part of the system image before. The crate
/// `rustls-native-certs` looks where desktops keep them, and would find none.
#[cfg(target_os = "android")]
const ROOT_FOLDERS: [&str; 2] = ["/apex/com.android.conscrypt/cacerts", "/system/etc/security/cacerts"];

/// The certificates of the first folder that has any.
#[cfg(any(target_os = "android", test))]
fn roots<P: AsRef<std::path::Path>>(folders: &[P]) -> Vec<reqwest::Certificate> {
    for folder in folders {
        let found = rustls_native_certs::load_certs_from_paths(None, Some(folder.as_ref()));
        for error in &found.errors {
            log::info!("a certificate of the system could not be read: {error}");
        }
        // A certificate that reqwest cannot parse is left out: it could verify no server.
        let certificates: Vec<_> =
            found.certs.iter().filter_map(|one| reqwest::Certificate::from_der(one).ok()).collect();
        if !certificates.is_empty() {
            return certificates;
        }
    }
    log::error!("the system has no certificates: no server can be verified");
    Vec::new()
}

struct HttpBody(reqwest::Response);

impl Body for HttpBody {
    fn next_chunk(&mut self) -> BodyFuture<'_> {
        Box::pin(async { Ok(self.0.chunk().await.map_err(classify)?.map(Vec::from)) })
    }
}

/// reqwest's errors carry the address: it is removed here, before any code can log it.
fn classify(error: reqwest::Error) -> TransportFault {
    let error = error.without_url();
    if error.is_timeout() {
        TransportFault::TimedOut(error.into())
    } else if error.is_connect() || error.is_builder() {
        TransportFault::Unreachable(error.into())
    } else {
        TransportFault::ConnectionLost(error.into())
    }
}

#[cfg(test)]
mod tests;
