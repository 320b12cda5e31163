//! Addresses and ids in the two forms that matter: the address as it is kept (absolute, http or https, without tracking
//! parameters), and the identity, by which the same item is known again when a site changes the case, a slash, the scheme or
//! the tracking parameters of what it calls the item.

use std::borrow::Cow;

use url::Url;

/// Longer addresses are dropped: no page needs them, and every list row carries one.
pub const MAX_URL_BYTES: usize = 4_096;

/// Parameters that say how a reader came, never what is read.
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

/// The same for the pages of one host only, where other sites may mean something by them.
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

/// Fragments that WeChat adds when a link is passed on.
const TRACKING_FRAGMENTS: [&str; 3] = ["rd", "wechat_redirect", "wechat_webview_type=1"];

/// The form of an id or address that stays the same when case, scheme, slashes, the order of parameters or tracking parameters
/// change. For comparing only: it is not an address.
pub fn identity_of(address_or_id: &str) -> String {
    let text = address_or_id.trim();
    let Some(url) = web_address(text) else {
        let mut folded = String::with_capacity(text.len());
        // An id of nothing but slashes is one still.
        let bare = Some(text.trim_end_matches('/')).filter(|bare| !bare.is_empty()).unwrap_or(text);
        for word in bare.split_whitespace() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        return lower(folded);
    };
    let mut identity = String::with_capacity(text.len());
    identity.push_str(url.host_str().unwrap_or_default());
    if let Some(port) = url.port() {
        identity.push_str(&format!(":{port}"));
    }
    for segment in url.path().split('/').filter(|segment| !segment.is_empty()) {
        identity.push('/');
        identity.push_str(segment);
    }
    if let Some(query) = url.query() {
        let mut kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
        kept.sort_unstable();
        kept.dedup();
        for (at, pair) in kept.into_iter().enumerate() {
            identity.push(if at == 0 { '?' } else { '&' });
            identity.push_str(pair);
        }
    }
    if let Some(fragment) = url.fragment().filter(|fragment| !fragment.is_empty()) {
        identity.push('#');
        identity.push_str(fragment);
    }
    lower(identity)
}

fn lower(mut text: String) -> String {
    if text.is_ascii() {
        text.make_ascii_lowercase();
        return text;
    }
    text.to_lowercase()
}

/// An http or https address as it is kept. `None` for everything else: other schemes, a relative address without a base.
pub(super) fn address(text: &str, base: Option<&Url>) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_URL_BYTES || text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return None;
    }
    // Twice escaped in the feed.
    let once = if text.contains("&amp;") { Cow::Owned(text.replace("&amp;", "&")) } else { Cow::Borrowed(text) };
    let once = &*once;
    let url = web_address(once).or_else(|| {
        if once.starts_with("//") {
            web_address(&format!("{}:{once}", base.map_or("https", Url::scheme)))
        } else if once.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
            web_address(&format!("http://{once}"))
        } else if has_scheme(once) {
            None
        } else {
            base.and_then(|base| base.join(once).ok()).and_then(clean)
        }
    })?;
    let url = String::from(url);
    (url.len() <= MAX_URL_BYTES).then_some(url)
}

/// The address when it is absolute and of the web, cleaned.
fn web_address(text: &str) -> Option<Url> {
    let of_web = text.get(..4)?.eq_ignore_ascii_case("http");
    if !of_web || text.len() > MAX_URL_BYTES {
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

fn clean(mut url: Url) -> Option<Url> {
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    if let Some(query) = url.query() {
        let host = url.host_str().unwrap_or_default();
        // Only whole pairs are taken out: what is kept keeps its own escapes.
        let kept: Vec<&str> = query.split('&').filter(|pair| !tracking(host, pair)).collect();
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

fn tracking(host: &str, pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    if name.starts_with("utm_") || TRACKING.contains(&name.as_str()) {
        return true;
    }
    // `from` is tracking with the values that WeChat and feed services give it, and a real parameter elsewhere.
    if name == "from" {
        return matches!(
            value,
            "timeline" | "singlemessage" | "groupmessage" | "appmsg" | "appmessage" | "rss" | "feed" | "industrynews"
        );
    }
    TRACKING_BY_HOST.iter().any(|(site, names)| {
        let below = host.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        below && names.contains(&name.as_str())
    })
}

#[cfg(test)]
mod tests;
