//! Normalises addresses and ids. An address is stored absolute, http or https, without tracking parameters. The identity of an
//! address or id is used for comparison: it stays the same if a site changes the scheme, slashes or tracking parameters, or the
//! case of the host. Case counts in a path, a query and an id: short addresses differ in nothing else.

use std::borrow::Cow;

use url::Url;

/// Longer addresses are dropped: no page needs them, and every row of a list holds one.
pub const MAX_URL_BYTES: usize = 4_096;

/// Query parameters that say where a visitor comes from, on any site.
const TRACKING: [&str; 42] = [
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "yclid",
    "twclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_ga",
    "_gl",
    "spm",
    "scm",
    "bd_vid",
    "hmsr",
    "hmpl",
    "hmcu",
    "hmkw",
    "hmci",
    "isappinstalled",
    "nsukey",
    "share_token",
    "share_source",
    "share_medium",
    "share_plat",
    "share_tag",
    "share_from",
    "share_session_id",
    "share_times",
    "sharer_shareid",
    "sharer_sharetime",
    "sharer_shareinfo",
    "srcid",
    "tt_from",
    "wfr",
    "weibo_id",
    "from_source",
    "vd_source",
    "spm_id_from",
    "clicktime",
    "enterid",
    "wechat_redirect",
];

/// Tracking parameters of one host that may be meaningful on other sites.
const TRACKING_BY_HOST: [(&str, &[&str]); 3] = [
    (
        "mp.weixin.qq.com",
        &[
            "scene",
            "ascene",
            "subscene",
            "chksm",
            "key",
            "uin",
            "pass_ticket",
            "exportkey",
            "devicetype",
            "version",
            "nettype",
            "lang",
            "wx_header",
            "sessionid",
            "cur_album_id",
            "poc_token",
            "abtest_cookie",
            "fontscale",
        ],
    ),
    ("toutiao.com", &["timestamp", "app", "req_id", "group_id", "use_new_style", "module_name"]),
    ("bilibili.com", &["ts", "bbid", "buvid", "mid", "unique_k"]),
];

/// Fragments that WeChat adds when a link is shared.
const TRACKING_FRAGMENTS: [&str; 3] = ["rd", "wechat_redirect", "wechat_webview_type=1"];

/// The identity of an id or address: it stays the same if the scheme, the case of the host, a `www.` before it, slashes, the case of
/// escapes, the order of query parameters, tracking parameters or the token of a session change. It is for comparison only and no
/// address.
pub fn identity_of(address_or_id: &str) -> String {
    identity(address_or_id, false)
}

/// The identity as the first versions of this program made it: with `www.`, escapes as written, and tokens in the path. Ids of
/// sources are still made of it, and rows are stored under ids that were.
pub(crate) fn first_identity_of(address_or_id: &str) -> String {
    identity(address_or_id, true)
}

/// The identities that earlier versions of this program gave an address of this identity, as far as they differ from it. The
/// site may have written the address in another way then.
pub(crate) fn earlier_identities(address_or_id: &str) -> Vec<String> {
    if parse_web_url(address_or_id.trim()).is_none() {
        return Vec::new();
    }
    let identity = identity_of(address_or_id);
    let lower = with_escapes(&identity, |hex| hex.to_ascii_lowercase());
    let mut earlier = vec![first_identity_of(address_or_id), format!("www.{identity}"), format!("www.{lower}"), lower];
    earlier.sort_unstable();
    earlier.dedup();
    earlier.retain(|one| *one != identity);
    earlier
}

fn identity(address_or_id: &str, is_first: bool) -> String {
    let text = address_or_id.trim();
    let Some(url) = parse_web_url(text) else {
        let mut folded = String::with_capacity(text.len());
        // An id that consists of slashes is kept.
        let trimmed = Some(text.trim_end_matches('/')).filter(|trimmed| !trimmed.is_empty()).unwrap_or(text);
        for word in trimmed.split_whitespace() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        return folded;
    };
    let mut identity = String::with_capacity(text.len());
    let host = url.host_str().unwrap_or_default();
    let bare = host.strip_prefix("www.").filter(|rest| !is_first && rest.contains('.'));
    identity.push_str(bare.unwrap_or(host));
    if let Some(port) = url.port() {
        identity.push_str(&format!(":{port}"));
    }
    for segment in url.path().split('/').filter(|segment| !segment.is_empty()) {
        if is_first {
            identity.push('/');
            identity.push_str(segment);
        } else if !is_session_segment(segment) {
            identity.push('/');
            let parts = segment.split(';').enumerate().filter(|(at, part)| *at == 0 || !is_session(part));
            for (at, part) in parts {
                identity.push_str(if at == 0 { "" } else { ";" });
                identity.push_str(part);
            }
        }
    }
    if let Some(query) = url.query() {
        // A story may have a `sid` in the query.
        let is_token = |pair: &str| !is_first && is_session(pair) && !pair.starts_with(['s', 'S']);
        let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_token(pair)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        for (index, pair) in pairs.into_iter().enumerate() {
            identity.push(if index == 0 { '?' } else { '&' });
            identity.push_str(pair);
        }
    }
    if let Some(fragment) = url.fragment().filter(|fragment| !fragment.is_empty()) {
        identity.push('#');
        identity.push_str(fragment);
    }
    if is_first || !identity.contains('%') { identity } else { with_escapes(&identity, |hex| hex.to_ascii_uppercase()) }
}

/// Whether a parameter is the token of a session, which differs in every answer.
fn is_session(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    ["jsessionid", "phpsessid", "sessionid", "sid"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether a segment of a path is the token of an ASP.NET session: `(S(abc123))`.
fn is_session_segment(segment: &str) -> bool {
    let inside = segment.strip_prefix('(').and_then(|rest| rest.strip_suffix("))"));
    inside.is_some_and(|inside| ["S(", "A(", "F(", "X("].iter().any(|kind| inside.starts_with(kind)))
}

/// The text with the two digits of each escape (`%e6`) changed.
fn with_escapes(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push('%');
        match part.split_at_checked(2).filter(|(hex, _)| hex.bytes().all(|b| b.is_ascii_hexdigit())) {
            Some((hex, rest)) => {
                out.push_str(&change(hex));
                out.push_str(rest);
            }
            None => out.push_str(part),
        }
    }
    out
}

/// An address as it is stored: absolute, cleaned and not too long. `None` for schemes other than http and https, and for a
/// relative address without a base.
pub(super) fn absolute_url(text: &str, base: Option<&Url>) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_URL_BYTES || text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return None;
    }
    // Some feeds escape addresses twice.
    let text = if text.contains("&amp;") { Cow::Owned(text.replace("&amp;", "&")) } else { Cow::Borrowed(text) };
    let text = &*text;
    let url = parse_web_url(text).or_else(|| {
        if text.starts_with("//") {
            parse_web_url(&format!("{}:{text}", base.map_or("https", Url::scheme)))
        } else if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
            parse_web_url(&format!("http://{text}"))
        } else if has_scheme(text) {
            None
        } else {
            base.and_then(|base| base.join(text).ok()).and_then(clean)
        }
    })?;
    let url = String::from(url);
    (url.len() <= MAX_URL_BYTES).then_some(url)
}

/// An absolute http or https address, cleaned. `None` for any other text.
fn parse_web_url(text: &str) -> Option<Url> {
    let is_http = text.get(..4)?.eq_ignore_ascii_case("http");
    if !is_http || text.len() > MAX_URL_BYTES {
        return None;
    }
    Url::parse(text).ok().and_then(clean)
}

fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// Removes tracking parameters. `None` if the scheme is not http or https, or the host is empty.
fn clean(mut url: Url) -> Option<Url> {
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    if let Some(query) = url.query() {
        let host = url.host_str().unwrap_or_default();
        // Whole pairs are removed, so that the others keep their escapes as written.
        let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(host, pair)).collect();
        if kept.len() != query.split('&').count() || query.is_empty() {
            let kept = kept.join("&");
            url.set_query(Some(&kept).filter(|kept| !kept.is_empty()).map(String::as_str));
        }
    }
    if let Some(fragment) = url.fragment() {
        let name = fragment.split('=').next().unwrap_or_default();
        if fragment.is_empty() || TRACKING_FRAGMENTS.contains(&fragment) || name.starts_with("utm_") {
            url.set_fragment(None);
        }
    }
    Some(url)
}

fn is_tracking(host: &str, pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    if name.starts_with("utm_") || TRACKING.contains(&name.as_str()) {
        return true;
    }
    // `from` is tracking with the values that WeChat and feed services give it, and a meaningful parameter otherwise.
    if name == "from" {
        return matches!(
            value,
            "timeline" | "singlemessage" | "groupmessage" | "appmsg" | "appmessage" | "rss" | "feed" | "industrynews"
        );
    }
    TRACKING_BY_HOST.iter().any(|(site, names)| {
        let on_site = host.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        on_site && names.contains(&name.as_str())
    })
}

#[cfg(test)]
mod tests;
