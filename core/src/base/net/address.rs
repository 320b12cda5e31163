//! Which addresses may be requested, and where a response may lead.

use url::{Host, Url};

use crate::base::error::{Fault, Result};

/// Fails with [`Fault::BadAddress`] unless the address is https, or plain http to this device itself, and holds neither a
/// user name nor a password.
pub(crate) fn check_address(address: &Url) -> Result<()> {
    let allowed = match address.scheme() {
        "https" => address.host().is_some(),
        "http" => is_loopback(address),
        _ => false,
    };
    if allowed && address.username().is_empty() && address.password().is_none() {
        Ok(())
    } else {
        Err(Fault::BadAddress)
    }
}

fn is_loopback(address: &Url) -> bool {
    match address.host() {
        Some(Host::Ipv4(host)) => host.is_loopback(),
        Some(Host::Ipv6(host)) => host.is_loopback(),
        Some(Host::Domain(host)) => host == "localhost",
        None => false,
    }
}

/// Whether an address names this device itself in any spelling, unspecified and mapped addresses included. Wider than
/// [`is_loopback`]: that one grants plain http, this one refuses.
pub(crate) fn is_local(address: &Url) -> bool {
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

/// Whether an address that a response names, as a redirect or as a link, may be requested: never from https to http, and
/// never from the net to this device's own services.
pub(crate) fn may_follow(from: &Url, next: &Url) -> bool {
    let downgrade = from.scheme() == "https" && next.scheme() != "https";
    !downgrade && (is_loopback(from) || !is_local(next)) && check_address(next).is_ok()
}
