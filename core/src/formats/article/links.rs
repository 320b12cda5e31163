//! Addresses: which ones may leave this module, and what is cut from them.

use url::Url;

use super::MAX_ADDRESS;

/// The address of a link: `http`, `https`, `mailto` or `tel`, absolute, without what only tells who shared it.
pub(super) fn link(raw: &str, base: Option<&Url>) -> Option<String> {
    // A place inside the page: there is no such place inside blocks.
    if raw.is_empty() || raw.starts_with('#') {
        return None;
    }
    let mut url = resolve(raw, base)?;
    match url.scheme() {
        "http" | "https" => {
            strip(&mut url);
            whole(url)
        }
        "mailto" | "tel" if url.path().chars().any(char::is_alphanumeric) => short(url),
        _ => None,
    }
}

/// The address of a picture, video or recording: `http` or `https`, absolute. Nothing is cut from its query: it may be
/// signed.
pub(super) fn media(raw: &str, base: Option<&Url>) -> Option<String> {
    if raw.is_empty() || raw.starts_with('#') {
        return None;
    }
    let url = resolve(raw, base)?;
    if matches!(url.scheme(), "http" | "https") { whole(url) } else { None }
}

fn resolve(raw: &str, base: Option<&Url>) -> Option<Url> {
    if raw.len() > MAX_ADDRESS {
        return None;
    }
    match base {
        Some(base) => base.join(raw).ok(),
        None if raw.starts_with("//") => Url::parse(&format!("https:{raw}")).ok(),
        None => Url::parse(raw).ok(),
    }
}

/// A name before the host only serves to look like another host.
fn whole(mut url: Url) -> Option<String> {
    if !url.username().is_empty() || url.password().is_some() {
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
    }
    short(url)
}

/// An address grows while it is resolved: one Chinese character becomes nine bytes.
fn short(url: Url) -> Option<String> {
    let url = String::from(url);
    (url.len() <= MAX_ADDRESS).then_some(url)
}

/// Parameters that tell who shared, not what is shared.
const TRACKING: [&str; 55] = [
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "bd_vid",
    "buvid",
    "chksm",
    "dclid",
    "exportkey",
    "fbclid",
    "from_source",
    "from_spmid",
    "from_wecom",
    "gbraid",
    "gclid",
    "hmci",
    "hmcu",
    "hmkw",
    "hmpl",
    "hmsr",
    "igshid",
    "is_story_h5",
    "isappinstalled",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "mpshare",
    "msclkid",
    "nsukey",
    "pass_ticket",
    "plat_id",
    "ref_src",
    "refer_flag",
    "sessionid",
    "share_from",
    "share_medium",
    "share_plat",
    "share_session_id",
    "share_source",
    "share_tag",
    "share_times",
    "share_token",
    "sharer_shareid",
    "sharer_sharetime",
    "sharer_shareinfo",
    "srcid",
    "tt_from",
    "ttclid",
    "twclid",
    "unique_k",
    "vd_source",
    "wbraid",
    "weibo_id",
    "wx_header",
    "yclid",
];

/// Values of `from` that name the app it was shared in; others may be a date or a place of departure.
const SHARED_FROM: [&str; 12] = [
    "groupmessage",
    "singlemessage",
    "timeline",
    "message",
    "weixin",
    "wechat",
    "weibo",
    "qq",
    "qzone",
    "appmsg",
    "share",
    "favorites",
];

fn strip(url: &mut Url) {
    let wechat = url.host_str() == Some("mp.weixin.qq.com");
    if wechat && url.fragment() == Some("rd") {
        url.set_fragment(None);
    }
    let Some(query) = url.query() else { return };
    let kept: Vec<&str> = query.split('&').filter(|pair| !tracks(pair, wechat)).collect();
    let kept = kept.join("&");
    if kept.len() == query.len() {
        return;
    }
    url.set_query(if kept.is_empty() { None } else { Some(&kept) });
}

fn tracks(pair: &str, wechat: bool) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "from" => SHARED_FROM.contains(&value.to_ascii_lowercase().as_str()),
        // A number here is where in an app the link was touched; anything else may be a place to see.
        "scene" | "subscene" | "ascene" => wechat || value.bytes().all(|byte| byte.is_ascii_digit()),
        "clicktime" | "enterid" | "devicetype" | "version" | "nettype" | "lang" | "key" | "uin" | "poc_token" => wechat,
        "spm" => true,
        _ => name.starts_with("utm_") || name.starts_with("spm_id") || TRACKING.binary_search(&name.as_str()).is_ok(),
    }
}

/// Hosts that only count readers.
const COUNTERS: [&str; 14] = [
    "hm.baidu.com",
    "cnzz.com",
    "51.la",
    "google-analytics.com",
    "googletagmanager.com",
    "doubleclick.net",
    "pixel.wp.com",
    "stats.wp.com",
    "stats.wordpress.com",
    "scorecardresearch.com",
    "feedsportal.com",
    "quantserve.com",
    "irs01.com",
    "mmstat.com",
];

/// File names of pictures that show nothing: counters, and place holders for what a script loads later.
const BLANKS: [&str; 20] = [
    "1x1.gif",
    "1x1.png",
    "blank.gif",
    "blank.png",
    "clear.gif",
    "dot.gif",
    "empty.gif",
    "grey.gif",
    "hm.gif",
    "lazy.gif",
    "lazyload.gif",
    "loading.gif",
    "pixel.gif",
    "pixel.png",
    "placeholder.gif",
    "placeholder.png",
    "spacer.gif",
    "t.gif",
    "transparent.gif",
    "transparent.png",
];

/// Whether this picture counts readers or shows nothing.
pub(super) fn is_blank(src: &str) -> bool {
    let Ok(url) = Url::parse(src) else { return true };
    let host = url.host_str().unwrap_or_default();
    if COUNTERS
        .iter()
        .any(|counter| host.strip_suffix(counter).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
    {
        return true;
    }
    let file = url.path().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    BLANKS.contains(&file.as_str())
        || (host.ends_with("feedburner.com") && url.path().starts_with("/~"))
        // The icon before an attachment, as UEditor inserts it.
        || url.path().contains("/fileTypeImages/icon_")
}
