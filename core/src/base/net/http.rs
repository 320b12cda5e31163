//! The transport of a phone: reqwest over rustls with ring (aws-lc would add a megabyte).
//!
//! Redirects, cookies, proxies of the environment and decompression are all off: each would do something that the rules
//! of [`super::Net`] could not see.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

use super::transport::{Answer, Arrival, Exchange, Headers, Pieces, Question, Transport, TransportFault};

/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(30);

/// reqwest, made when the first question is asked: before that not even a socket exists.
#[derive(Default)]
pub struct HttpTransport {
    client: Mutex<Option<Client>>,
}

impl HttpTransport {
    fn client(&self, connect: Duration) -> Result<Client, TransportFault> {
        let mut client = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = &*client {
            return Ok(client.clone());
        }
        // Fails only if another provider was installed first, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let made = trust(Client::builder())
            .user_agent(concat!("songming/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(connect)
            .pool_idle_timeout(IDLE)
            .build()
            .map_err(|error| TransportFault::Unreachable(error.into()))?;
        *client = Some(made.clone());
        Ok(made)
    }
}

impl Transport for HttpTransport {
    fn exchange(&self, question: Question) -> Exchange {
        let client = self.client(question.connect);
        Box::pin(async move {
            let client = client?;
            let mut request = match question.body {
                None => client.get(question.address),
                Some(body) => client.put(question.address).body(body),
            };
            for (name, value) in question.headers {
                request = request.header(name, value);
            }
            let response = request.send().await.map_err(sort)?;
            let headers = response
                .headers()
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                .collect();
            Ok(Answer {
                status: response.status().as_u16(),
                headers: Headers(headers),
                pieces: Box::new(Arriving(response)),
            })
        })
    }

    fn hang_up(&self) {
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// On Apple, Windows and desktop Linux the platform's own verifier decides, which is reqwest's default. On Android that
/// verifier wants a JVM handle that a library loaded by JNA never gets: there the system's certificates are read from its
/// folder.
#[cfg(not(target_os = "android"))]
fn trust(builder: ClientBuilder) -> ClientBuilder {
    builder
}

#[cfg(target_os = "android")]
fn trust(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_certs_only(roots(&STORES))
}

/// Where Android has its certificates: updated by itself since version 14, part of the system before. The crate looks where
/// a desktop has them, and would find none.
#[cfg(target_os = "android")]
const STORES: [&str; 2] = ["/apex/com.android.conscrypt/cacerts", "/system/etc/security/cacerts"];

/// The certificates of the first folder that has any.
#[cfg(any(target_os = "android", test))]
fn roots<P: AsRef<std::path::Path>>(stores: &[P]) -> Vec<reqwest::Certificate> {
    for store in stores {
        let found = rustls_native_certs::load_certs_from_paths(None, Some(store.as_ref()));
        for error in &found.errors {
            log::info!("a certificate of the system could not be read: {error}");
        }
        // One that reqwest cannot parse is one that nobody can be trusted by.
        let certificates: Vec<_> =
            found.certs.iter().filter_map(|one| reqwest::Certificate::from_der(one).ok()).collect();
        if !certificates.is_empty() {
            return certificates;
        }
    }
    log::error!("the system has no certificates: nobody can be trusted");
    Vec::new()
}

struct Arriving(reqwest::Response);

impl Pieces for Arriving {
    fn next(&mut self) -> Arrival<'_> {
        Box::pin(async { Ok(self.0.chunk().await.map_err(sort)?.map(Vec::from)) })
    }
}

/// reqwest's errors carry the address: it is taken out before anything can log it.
fn sort(error: reqwest::Error) -> TransportFault {
    let error = error.without_url();
    if error.is_timeout() {
        TransportFault::Slow(error.into())
    } else if error.is_connect() || error.is_builder() {
        TransportFault::Unreachable(error.into())
    } else {
        TransportFault::Cut(error.into())
    }
}

#[cfg(test)]
mod tests;
