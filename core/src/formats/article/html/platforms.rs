//! The platforms on which county accounts publish: the page of a video or recording from the address of its player, which
//! alone shows an empty frame, or nothing at all if it was made for Flash.

use url::Url;

/// What a player plays.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Card {
    /// With the address of its page.
    Video(String),
    Audio(String),
    /// With the address of the file and its media type.
    VideoFile(String, String),
    AudioFile(String, String),
    Document(String),
}

/// Sites whose players and pages have the same address.
const VIDEO_SITES: [&str; 22] = [
    "acfun.cn",
    "cctv.com",
    "douyin.com",
    "haokan.baidu.com",
    "huya.com",
    "iesdouyin.com",
    "iqiyi.com",
    "ixigua.com",
    "kuaishou.com",
    "le.com",
    "mgtv.com",
    "pearvideo.com",
    "tv.sohu.com",
    "toutiao.com",
    "v.qq.com",
    "video.qq.com",
    "video.weibo.com",
    "vimeo.com",
    "yangshipin.cn",
    "youku.com",
    "youtube-nocookie.com",
    "youtube.com",
];

const AUDIO_SITES: [&str; 7] =
    ["kugou.com", "kuwo.cn", "lizhi.fm", "music.163.com", "qingting.fm", "ximalaya.com", "y.qq.com"];

/// What the player at an address plays, with the page of its platform. `flash_variables` is what a page tells a Flash player.
/// `None` if the platform is unknown, or a Flash player does not say what it plays.
pub(super) fn card(address: &Url, flash_variables: &str) -> Option<Card> {
    let host = address.host_str()?;
    let on = |site: &str| host.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let value = |names: &[&str]| value(address, flash_variables, names);
    let segments: Vec<&str> = address.path_segments().map(Iterator::collect).unwrap_or_default();
    let after = |word: &str| {
        let at = segments.iter().position(|segment| segment.eq_ignore_ascii_case(word))?;
        segments.get(at + 1).copied().filter(|id| is_id(id)).map(str::to_owned)
    };
    let is_flash = address.path().to_ascii_lowercase().ends_with(".swf");
    let page = if on("qq.com") && !on("y.qq.com") {
        tencent(address, host, &value)
    } else if on("bilibili.com") || on("hdslb.com") {
        bilibili(&value, &segments).map(Card::Video)
    } else if on("youku.com") {
        let id = after("embed").or_else(|| after("sid"));
        id.map(|id| Card::Video(format!("https://v.youku.com/v_show/id_{id}.html")))
    } else if on("open.douyin.com") {
        value(&["vid"]).map(|id| Card::Video(format!("https://www.douyin.com/video/{id}")))
    } else if on("ixigua.com") {
        let id = after("iframe").or_else(|| value(&["group_id"]));
        id.map(|id| Card::Video(format!("https://www.ixigua.com/{id}")))
    } else if on("cntv.cn") || on("cctv.com") {
        // Old embeds have the same short id for every video.
        let id = value(&["videoId"]).filter(|id| id.starts_with("VIDE") && id.len() >= 20);
        id.map(|id| Card::Video(format!("https://tv.cctv.com/v/v1/{id}.html")))
    } else if on("ximalaya.com") {
        let kind = ["sound", "album"].into_iter().find(|kind| segments.contains(kind));
        let id = value(&["id"]);
        kind.zip(id).map(|(kind, id)| Card::Audio(format!("https://www.ximalaya.com/{kind}/{id}")))
    } else if on("music.163.com") {
        netease(&value).map(Card::Audio)
    } else if on("y.qq.com") {
        let by_mid = value(&["songmid"]).map(|id| format!("https://y.qq.com/n/ryqq/songDetail/{id}"));
        let by_id = || value(&["songid"]).map(|id| format!("https://i.y.qq.com/v8/playsong.html?songid={id}"));
        by_mid.or_else(by_id).map(Card::Audio)
    } else {
        None
    };
    let itself = || {
        if is_flash || address.path().len() <= 1 {
            return None;
        }
        let whole = address.to_string();
        if VIDEO_SITES.into_iter().any(on) || on("player.bilibili.com") {
            Some(Card::Video(whole))
        } else if AUDIO_SITES.into_iter().any(on) {
            Some(Card::Audio(whole))
        } else {
            None
        }
    };
    page.or_else(itself)
}

/// 腾讯视频, and videos that WeChat keeps itself.
fn tencent(address: &Url, host: &str, value: &dyn Fn(&[&str]) -> Option<String>) -> Option<Card> {
    let id = value(&["vid"])?;
    match host {
        "mp.weixin.qq.com" if id.starts_with("wxv_") => Some(Card::Video(address.to_string())),
        "mp.weixin.qq.com" | "v.qq.com" | "m.v.qq.com" => {
            Some(Card::Video(format!("https://v.qq.com/x/page/{id}.html")))
        }
        // Flash players of earlier years.
        "static.video.qq.com" | "imgcache.qq.com" | "video.qq.com" | "cache.tv.qq.com" => {
            Some(Card::Video(format!("https://v.qq.com/x/page/{id}.html")))
        }
        _ => None,
    }
}

fn bilibili(value: &dyn Fn(&[&str]) -> Option<String>, segments: &[&str]) -> Option<String> {
    if let Some(room) = value(&["roomid", "roomId", "room_id"]) {
        return Some(format!("https://live.bilibili.com/{room}"));
    }
    let video = value(&["bvid", "bvId"]).or_else(|| value(&["aid"]).map(|id| format!("av{id}"))).or_else(|| {
        segments.windows(2).find(|pair| pair[0] == "video" && is_id(pair[1])).map(|pair| pair[1].to_owned())
    })?;
    let part = value(&["p", "page"]).and_then(|part| part.parse::<u16>().ok()).filter(|part| *part > 1);
    let part = part.map(|part| format!("?p={part}")).unwrap_or_default();
    Some(format!("https://www.bilibili.com/video/{video}{part}"))
}

/// 网易云音乐 numbers what it plays.
fn netease(value: &dyn Fn(&[&str]) -> Option<String>) -> Option<String> {
    let kind = match value(&["type"]).as_deref() {
        Some("0") => "playlist",
        Some("1") => "album",
        Some("3") => "program",
        Some("4") => "djradio",
        _ => "song",
    };
    value(&["id", "sid"]).map(|id| format!("https://music.163.com/{kind}?id={id}"))
}

/// The first of the parameters that holds an id, in the address or in what a Flash player is told.
fn value(address: &Url, flash_variables: &str, names: &[&str]) -> Option<String> {
    let told = url::form_urlencoded::parse(flash_variables.as_bytes());
    let pairs: Vec<_> = address.query_pairs().chain(told).collect();
    names.iter().find_map(|name| {
        pairs
            .iter()
            .find(|(found, value)| found.eq_ignore_ascii_case(name) && is_id(value))
            .map(|(_, value)| value.to_string())
    })
}

/// Whether a value is an id, which cannot change the address that it becomes a part of.
pub(super) fn is_id(value: &str) -> bool {
    (1..=128).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'='))
}
