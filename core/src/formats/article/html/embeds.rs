//! Players of other sites (`iframe`, `embed`, `object`, WeChat's elements) as cards: a video, a recording or a document with an
//! address that a person can open. A frame that is none of these (a map, a vote, an advertisement) is left out.

use html5ever::tokenizer::Tag;
use url::{Url, form_urlencoded};

use super::elements::attribute;
use super::platforms::{Card, card, is_id};
use crate::formats::article::block::{Block, Span};
use crate::formats::article::characters::collapse;
use crate::formats::article::limits::MAX_ALT;
use crate::formats::article::links::{media_address, mime_type};

/// Attributes that hold the address of a frame. Scripts take the first ones.
const ADDRESSES: [&str; 6] = ["_url", "data-src", "src", "data", "data-url", "data-original"];

/// The card of a frame, an `embed`, an `object` or an element of WeChat. `None` if it shows nothing that can be opened.
pub(super) fn embed(tag: &Tag, base: Option<&Url>) -> Option<Block> {
    match &*tag.name {
        "mpvoice" | "mp-common-mpaudio" => voice(tag),
        "qqmusic" | "mp-common-qqmusic" => music(tag, base),
        "mp-common-videosnap" | "mpvideosnap" => channel_video(tag, base),
        "mp-miniprogram" | "mp-common-miniprogram" => {
            told(tag, ["data-miniprogram-nickname", "data-miniprogram-title"])
        }
        "mp-common-poi" => told(tag, ["data-name", "data-address"]),
        _ if attribute(tag, "class").is_some_and(|class| class.contains("qqmusic")) => music(tag, base),
        _ => frame(tag, base, ""),
    }
}

/// The card of an `object` from its `param` elements: the address of the film, and what the player is told.
pub(super) fn object(tag: &Tag, film: Option<&str>, flash_variables: &str, base: Option<&Url>) -> Option<Block> {
    frame(tag, base, flash_variables).or_else(|| {
        let address = Url::parse(&media_address(film?, base)?).ok()?;
        let card = card(&address, flash_variables).or_else(|| by_file(&address, ""))?;
        block(card, None, title(tag), base)
    })
}

fn frame(tag: &Tag, base: Option<&Url>, flash_variables: &str) -> Option<Block> {
    let tiny =
        |side| attribute(tag, side).is_some_and(|pixels| matches!(pixels.trim_end_matches("px"), "0" | "1" | "2"));
    if tiny("width") || tiny("height") {
        return None;
    }
    let flash_variables = attribute(tag, "flashvars").unwrap_or(flash_variables);
    let given_type = attribute(tag, "type").unwrap_or_default();
    let addresses =
        || ADDRESSES.iter().filter_map(|name| Url::parse(&media_address(attribute(tag, name)?, base)?).ok());
    let found = addresses()
        .find_map(|address| card(&address, flash_variables).or_else(|| by_file(&address, given_type)))
        .or_else(|| wechat_video(tag))
        .or_else(|| told_file(flash_variables, base))
        .or_else(|| addresses().find(|address| is_player(tag, address)).map(|address| Card::Video(address.into())))?;
    block(found, cover(tag, base), title(tag), base)
}

fn block(card: Card, poster: Option<String>, title: Option<String>, base: Option<&Url>) -> Option<Block> {
    let caption = |title: Option<String>| title.map(|text| Span { text, ..Span::default() }).into_iter().collect();
    // The page of a platform is built from a checked id, but every address passes the same gate.
    let address = |address: &str| media_address(address, base);
    Some(match card {
        Card::Video(src) => {
            let (src, mime_type) = (address(&src)?, None);
            Block::Video { src, poster, poster_file: None, mime_type, caption: caption(title) }
        }
        Card::Audio(src) => Block::Audio { src: address(&src)?, mime_type: None, caption: caption(title) },
        Card::VideoFile(src, mime_type) => {
            let src = address(&src)?;
            Block::Video { src, poster, poster_file: None, mime_type: Some(mime_type), caption: caption(title) }
        }
        Card::AudioFile(src, mime_type) => {
            Block::Audio { src: address(&src)?, mime_type: Some(mime_type), caption: caption(title) }
        }
        Card::Document(src) => {
            let href = address(&src)?;
            let text = title.or_else(|| file_name(&href))?;
            Block::Paragraph { spans: vec![Span { text, href: Some(href), ..Span::default() }] }
        }
    })
}

/// What the file at an address is, by the type that the page states or by its extension; also of a file that the address of a
/// viewer names (`viewer.html?file=/a.pdf`).
fn by_file(address: &Url, given_type: &str) -> Option<Card> {
    let whole = || address.to_string();
    if let Some(given) = mime_type(given_type) {
        match given.split_once('/')? {
            ("video", _) => return Some(Card::VideoFile(whole(), given)),
            ("audio", _) => return Some(Card::AudioFile(whole(), given)),
            ("application", "pdf") => return Some(Card::Document(whole())),
            _ => {}
        }
    }
    if let Some(card) = by_extension(address) {
        return Some(card);
    }
    address.query_pairs().filter(|(name, _)| matches!(&**name, "file" | "src" | "url" | "video" | "v")).find_map(
        |(_, value)| {
            let inner = address.join(&value).ok().filter(|inner| matches!(inner.scheme(), "http" | "https"))?;
            by_extension(&inner)
        },
    )
}

/// The film or recording that a Flash player of the site's own is told to play.
fn told_file(flash_variables: &str, base: Option<&Url>) -> Option<Card> {
    form_urlencoded::parse(flash_variables.as_bytes())
        .filter(|(name, _)| matches!(&**name, "file" | "src" | "url" | "video" | "f" | "vcastr_file"))
        .find_map(|(_, value)| by_extension(&Url::parse(&media_address(&value, base)?).ok()?))
}

fn by_extension(address: &Url) -> Option<Card> {
    let file = address.path().rsplit('/').next()?;
    let extension = file.rsplit_once('.')?.1.to_ascii_lowercase();
    let whole = address.to_string();
    Some(match extension.as_str() {
        "mp4" | "m4v" => Card::VideoFile(whole, "video/mp4".to_owned()),
        "webm" => Card::VideoFile(whole, "video/webm".to_owned()),
        "mov" | "flv" | "m3u8" | "avi" | "wmv" => Card::Video(whole),
        "mp3" => Card::AudioFile(whole, "audio/mpeg".to_owned()),
        "m4a" | "aac" | "wav" | "ogg" | "amr" | "wma" => Card::Audio(whole),
        "pdf" | "doc" | "docx" | "xls" | "xlsx" | "ppt" | "pptx" | "wps" | "et" | "ofd" | "zip" | "rar" => {
            Card::Document(whole)
        }
        _ => return None,
    })
}

fn file_name(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let file = url.path().rsplit('/').next()?.replace('+', "%2B");
    let decoded = form_urlencoded::parse(file.as_bytes()).next()?.0.into_owned();
    text(&decoded)
}

/// Whether a frame of an unknown site is a player: the page marks it as a video, lets it fill the screen, or its address says so.
fn is_player(tag: &Tag, address: &Url) -> bool {
    const WORDS: [&str; 8] = ["player", "video", "embed", "vod", "play", "live", "audio", "tv"];
    let path = address.path().to_ascii_lowercase();
    let host = address.host_str().unwrap_or_default();
    // Flash cannot be opened any more, and maps are embedded in the same way.
    if path.ends_with(".swf") || path.contains("map") || host.contains("map.") || host.contains("maps.") {
        return false;
    }
    let is_word = |word: &str| WORDS.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()));
    attribute(tag, "class").is_some_and(|class| class.to_ascii_lowercase().contains("video"))
        || attribute(tag, "allowfullscreen").is_some()
        || path.split(|c: char| !c.is_ascii_alphanumeric()).any(is_word)
        || host.split('.').any(is_word)
}

/// A video of a WeChat frame that only states its id.
fn wechat_video(tag: &Tag) -> Option<Card> {
    let id = ["data-mpvid", "data-vid", "vid"].iter().find_map(|name| attribute(tag, name).filter(|id| is_id(id)))?;
    Some(Card::Video(match id.starts_with("wxv_") {
        true => format!("https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&action=mpvideo&vid={id}"),
        false => format!("https://v.qq.com/x/page/{id}.html"),
    }))
}

/// 语音: a recording of WeChat.
fn voice(tag: &Tag) -> Option<Block> {
    let id = attribute(tag, "voice_encode_fileid").filter(|id| is_id(id))?;
    block(Card::Audio(format!("https://res.wx.qq.com/voice/getvoice?mediaid={id}")), None, title(tag), None)
}

/// A song that WeChat embeds. The address of its page: that of its file expires.
fn music(tag: &Tag, base: Option<&Url>) -> Option<Block> {
    let of = |name: &str| attribute(tag, name).filter(|id| is_id(id) && *id != "0");
    let song = of("mid").map(|id| format!("https://y.qq.com/n/ryqq/songDetail/{id}"));
    let song = song.or_else(|| of("musicid").map(|id| format!("https://i.y.qq.com/v8/playsong.html?songid={id}")));
    let address = song.or_else(|| media_address(attribute(tag, "audiourl").or(attribute(tag, "play_url"))?, base))?;
    let name = attribute(tag, "music_name").and_then(text).or_else(|| title(tag));
    let singer = attribute(tag, "singer").and_then(text);
    let title = match (name, singer) {
        (Some(name), Some(singer)) => Some(format!("{name} - {singer}")),
        (name, singer) => name.or(singer),
    };
    block(Card::Audio(address), None, title, base)
}

/// 视频号: a video that only WeChat plays. Without an address of its own the page of the article is where it can be opened.
fn channel_video(tag: &Tag, base: Option<&Url>) -> Option<Block> {
    let of = |name| media_address(attribute(tag, name).filter(|address| !address.is_empty())?, base);
    let address = of("data-url").or_else(|| of("data-src")).or_else(|| base.map(Url::to_string))?;
    let poster = of("data-cover").or_else(|| of("data-coverurl"));
    let nickname = attribute(tag, "data-nickname").and_then(text);
    let description = attribute(tag, "data-desc").or(attribute(tag, "data-title")).and_then(text);
    let title = match (nickname, description) {
        (Some(nickname), Some(description)) => Some(format!("{nickname}：{description}")),
        (nickname, description) => description.or(nickname),
    };
    block(Card::Video(address), poster, title, base)
}

/// What only WeChat opens (a mini programme, a place on its map), in words.
fn told(tag: &Tag, names: [&str; 2]) -> Option<Block> {
    let texts: Vec<String> = names.iter().filter_map(|name| text(attribute(tag, name)?)).collect();
    let spans = vec![Span { text: texts.join("，"), ..Span::default() }];
    (!texts.is_empty()).then_some(Block::Paragraph { spans })
}

/// The name of the file that a link leads to.
pub(super) fn linked_file(address: &str) -> Option<String> {
    by_extension(&Url::parse(address).ok()?)?;
    file_name(address)
}

/// The picture shown before a video of WeChat plays. Its address is percent-encoded as a whole.
fn cover(tag: &Tag, base: Option<&Url>) -> Option<String> {
    let raw = ["data-cover", "poster"].iter().find_map(|name| attribute(tag, name).filter(|raw| !raw.is_empty()))?;
    let decoded = match raw.get(..7) {
        Some(start) if start.eq_ignore_ascii_case("http%3A") || start.eq_ignore_ascii_case("https%3") => {
            form_urlencoded::parse(raw.as_bytes()).next().map(|(address, _)| address.into_owned())
        }
        _ => None,
    };
    media_address(decoded.as_deref().unwrap_or(raw), base)
}

/// The title that the page gives to the player. One that only says what a player is says nothing.
fn title(tag: &Tag) -> Option<String> {
    let titled = ["data-title", "title", "name"].iter().find_map(|name| attribute(tag, name).and_then(text))?;
    let lower = titled.to_ascii_lowercase();
    // `name` is the name of a frame for scripts, and of a recording of WeChat for people.
    let says_something = !titled.is_ascii() || (attribute(tag, "name").is_none() && !lower.contains("player"));
    says_something.then_some(titled)
}

fn text(raw: &str) -> Option<String> {
    let text: String = collapse(raw).chars().take(MAX_ALT).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
