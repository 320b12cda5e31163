//! The transport of a phone: reqwest over rustls with ring (aws-lc would add a megabyte).
//!
//! Redirects, cookies, proxies of the environment and decompression are all off: [`super::Net`] could not check what
//! reqwest did by itself.

use std::net::ToSocketAddrs;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

use crate::base::runtime::{self, Lane};

use super::transport::{Body, BodyFuture, Headers, Request, Response, ResponseFuture, Transport, TransportFault};

/// How long an idle connection is kept.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// reqwest's client, built for the first request: before that not even a socket exists.
#[derive(Default)]
pub struct HttpTransport {
    client: Mutex<Option<Client>>,
}

impl HttpTransport {
    fn client(&self, connect_timeout: Duration) -> Result<Client, TransportFault> {
        let mut client = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = &*client {
            return Ok(client.clone());
        }
        // Fails only if another provider was installed before, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let built = with_roots(Client::builder())
            .user_agent(concat!("songming/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .dns_resolver(SystemResolver)
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
        let client = self.client(request.connect_timeout);
        Box::pin(async move {
            let client = client?;
            let mut builder = match request.body {
                None => client.get(request.address),
                Some(body) => client.put(request.address).body(body),
            };
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
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The platform's resolver, on threads of its own; see [`Lane::Resolve`]. reqwest's own way to call it takes any blocking thread
/// of the runtime, and a name that does not resolve can hold one for minutes.
struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = runtime::blocking_in(Lane::Resolve, move || {
                // The port is the request's; the resolver needs one to be called.
                Ok((name.as_str(), 0).to_socket_addrs()?.collect::<Vec<_>>())
            });
            Ok(Box::new(found.await?.into_iter()) as Addrs)
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
