//! Addresses: which ones a block may hold, what is removed from them, and media types.

use url::Url;

use super::limits::MAX_ADDRESS;

/// The absolute address of a link (`http`, `https`, `mailto` or `tel`) without tracking parameters. `None` for any other
/// address.
pub(super) fn link_address(raw: &str, base: Option<&Url>) -> Option<String> {
    // A fragment of the page has no target among the blocks.
    if raw.is_empty() || raw.starts_with('#') {
        return None;
    }
    let mut url = resolve(raw, base)?;
    match url.scheme() {
        "http" | "https" => {
            strip_tracking(&mut url);
            without_credentials(url)
        }
        "mailto" | "tel" if url.path().chars().any(char::is_alphanumeric) => within_limit(url),
        _ => None,
    }
}

/// The absolute address (`http` or `https`) of a picture, video or recording. The query stays as it is: it may be signed.
pub(super) fn media_address(raw: &str, base: Option<&Url>) -> Option<String> {
    // A script that had no address writes the word.
    if raw.starts_with('#') || matches!(raw, "" | "null" | "undefined") {
        return None;
    }
    let url = resolve(raw, base)?;
    if matches!(url.scheme(), "http" | "https") { without_credentials(url) } else { None }
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

/// Removes user name and password, which serve to disguise the host (`https://bank.example@evil.example`).
fn without_credentials(mut url: Url) -> Option<String> {
    if !url.username().is_empty() || url.password().is_some() {
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
    }
    within_limit(url)
}

/// Checks the length again: percent-encoding turns one Chinese character of three bytes into nine.
fn within_limit(url: Url) -> Option<String> {
    let url = String::from(url);
    (url.len() <= MAX_ADDRESS).then_some(url)
}

/// Query parameters that identify who shared the link. Sorted, for the binary search.
const TRACKING_PARAMETERS: [&str; 55] = [
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

/// Values of `from` that name the app in which the link was shared. Other values may be a date or a place of departure.
const SHARING_APPS: [&str; 12] = [
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

fn strip_tracking(url: &mut Url) {
    let wechat = url.host_str() == Some("mp.weixin.qq.com");
    if wechat && url.fragment() == Some("rd") {
        url.set_fragment(None);
    }
    let Some(query) = url.query() else { return };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(pair, wechat)).collect();
    let kept = kept.join("&");
    if kept.len() == query.len() {
        return;
    }
    url.set_query(if kept.is_empty() { None } else { Some(&kept) });
}

fn is_tracking(pair: &str, wechat: bool) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "from" => SHARING_APPS.contains(&value.to_ascii_lowercase().as_str()),
        // A number is the place in an app where the link was opened; anything else may be a real scene.
        "scene" | "subscene" | "ascene" => wechat || value.bytes().all(|byte| byte.is_ascii_digit()),
        "clicktime" | "enterid" | "devicetype" | "version" | "nettype" | "lang" | "key" | "uin" | "poc_token" => wechat,
        "spm" => true,
        _ => {
            name.starts_with("utm_")
                || name.starts_with("spm_id")
                || TRACKING_PARAMETERS.binary_search(&name.as_str()).is_ok()
        }
    }
}

/// Hosts of tracking pixels.
const TRACKER_HOSTS: [&str; 14] = [
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

/// File names of tracking pixels, and of placeholders for what a script loads later.
const PLACEHOLDER_FILES: [&str; 20] = [
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

/// Whether the picture is a tracking pixel, a placeholder or an attachment icon.
pub(super) fn is_tracker_or_placeholder(src: &str) -> bool {
    let Ok(url) = Url::parse(src) else { return true };
    let host = url.host_str().unwrap_or_default();
    if TRACKER_HOSTS
        .iter()
        .any(|tracker| host.strip_suffix(tracker).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
    {
        return true;
    }
    let file = url.path().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    PLACEHOLDER_FILES.contains(&file.as_str())
        || (host.ends_with("feedburner.com") && url.path().starts_with("/~"))
        // The icon that UEditor inserts before an attachment.
        || url.path().contains("/fileTypeImages/icon_")
}

/// A media type in lower case without parameters (`video/mp4`). `None` if the value is not of that form.
pub(super) fn mime_type(value: &str) -> Option<String> {
    let value = value.split(';').next()?.trim().to_ascii_lowercase();
    let (kind, format) = value.split_once('/')?;
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-+.".contains(&b));
    (plain(kind) && plain(format) && value.len() <= 64).then_some(value)
}
