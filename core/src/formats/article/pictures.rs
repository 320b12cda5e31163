//! Which of its many attributes holds a picture's address, and whether it is a picture at all.

use html5ever::tokenizer::Tag;
use url::Url;

use super::elements::{attribute, declared};
use super::{MAX_ALT, line, links};

/// What an `img` is to a reader.
pub(super) enum Picture {
    /// A block of its own.
    Block { src: String, alt: String, width: Option<u32>, height: Option<u32> },
    /// A small sign in the text: what it says.
    Sign(String),
    /// A counter, a place holder, or nothing that can be fetched.
    Nothing,
}

/// Where scripts look for the address that is to replace a place holder. `file` and `zoomfile` are Discuz!'s.
const LAZY: [&str; 9] = [
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazyload",
    "data-lazy",
    "data-actualsrc",
    "data-echo",
    "zoomfile",
    "file",
];

/// The same for `srcset`.
const LAZY_SETS: [&str; 2] = ["data-srcset", "data-lazy-srcset"];

/// Believed only when nothing better is there.
const DOUBTFUL: [&str; 3] = ["data-url", "data-original-src", "_src"];

/// The width wanted of a candidate in a `srcset`, in pixels: that of most phones held upright.
const WANTED_WIDTH: u32 = 1_080;

/// Pictures whose sides are known and not longer than this many pixels are signs in the text.
const SIGN: u32 = 32;

pub(super) fn picture(tag: &Tag, source: Option<&str>, base: Option<&Url>) -> Picture {
    let (width, height) = size(tag);
    if width.is_some_and(|width| width <= 2) || height.is_some_and(|height| height <= 2) {
        return Picture::Nothing;
    }
    let alt = alt(tag);
    if is_sign(tag, width, height) || is_word(&alt) {
        return if alt.is_empty() || alt.chars().count() > 12 { Picture::Nothing } else { Picture::Sign(alt) };
    }
    match address(tag, source, base) {
        Some(src) => Picture::Block { src, alt, width, height },
        None => Picture::Nothing,
    }
}

/// The address that the `source` of a `picture` offers, if it is one this app can decode.
pub(super) fn source(tag: &Tag, base: Option<&Url>) -> Option<String> {
    let mime_type = attribute(tag, "type").unwrap_or_default().to_ascii_lowercase();
    if mime_type.contains("avif")
        || mime_type.contains("jxl")
        || mime_type.contains("svg")
        || mime_type.contains("heic")
    {
        return None;
    }
    LAZY_SETS.iter().chain(&["srcset"]).find_map(|name| from_set(attribute(tag, name)?, base))
}

fn address(tag: &Tag, source: Option<&str>, base: Option<&Url>) -> Option<String> {
    let usable = |name: &&str| links::media(attribute(tag, name)?, base).filter(|src| !links::is_blank(src));
    let from_set = |name: &&str| from_set(attribute(tag, name)?, base);
    LAZY.iter()
        .find_map(usable)
        .or_else(|| LAZY_SETS.iter().find_map(from_set))
        .or_else(|| from_set(&"srcset"))
        .or_else(|| usable(&"src"))
        .or_else(|| source.map(str::to_owned))
        .or_else(|| DOUBTFUL.iter().find_map(usable))
}

/// The best candidate of a `srcset`: the narrowest that is wide enough, or the widest of those that are not.
fn from_set(set: &str, base: Option<&Url>) -> Option<String> {
    let mut best: Option<(u32, &str)> = None;
    let mut rest = set;
    // An address may hold commas: it ends at white space, and only the commas at its end separate.
    while let Some(start) = rest.find(|c: char| !c.is_ascii_whitespace() && c != ',') {
        rest = &rest[start..];
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let src = word.trim_end_matches(',');
        let descriptor = if src.len() < word.len() {
            rest = after;
            ""
        } else {
            let end = after.find(',').unwrap_or(after.len());
            rest = &after[end..];
            after[..end].trim()
        };
        let width = if let Some(width) = descriptor.strip_suffix('w') {
            width.trim().parse().unwrap_or(0)
        } else {
            // Pixel densities: as if the picture were meant for half the wanted width.
            let density: f32 = descriptor.strip_suffix('x').and_then(|density| density.parse().ok()).unwrap_or(1.0);
            (density.clamp(0.1, 10.0) * 540.0) as u32
        };
        let better = match best {
            None => true,
            Some((known, _)) if known >= WANTED_WIDTH => width >= WANTED_WIDTH && width < known,
            Some((known, _)) => width > known,
        };
        if better && !src.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
            best = Some((width, src));
        }
    }
    links::media(best?.1, base).filter(|src| !links::is_blank(src))
}

fn size(tag: &Tag) -> (Option<u32>, Option<u32>) {
    // WeChat states the picture's own size here, and in `style` only the size of its column.
    if let Some(width) = attribute(tag, "data-w").and_then(pixels).filter(|width| *width > 0) {
        let ratio: Option<f64> = attribute(tag, "data-ratio").and_then(|ratio| ratio.parse().ok());
        let height =
            ratio.filter(|ratio| (0.0..=100.0).contains(ratio)).map(|ratio| (f64::from(width) * ratio).round() as u32);
        return (Some(width), height);
    }
    let style = attribute(tag, "style").unwrap_or_default();
    let side = |name| {
        attribute(tag, name)
            .and_then(pixels)
            .or_else(|| declared(style, name).filter(|v| v.ends_with("px")).and_then(pixels))
    };
    (side("width"), side("height"))
}

/// `640`, `640px`; never a share of something (`100%`, `50vw`, `2em`).
fn pixels(value: &str) -> Option<u32> {
    let value = value.trim().trim_end_matches("px").trim();
    let number: f64 = value.parse().ok()?;
    (0.0..=100_000.0).contains(&number).then_some(number.round() as u32)
}

/// Whether the picture is set as small as a letter, or says itself that it is an emotion.
fn is_sign(tag: &Tag, width: Option<u32>, height: Option<u32>) -> bool {
    let class = attribute(tag, "class").unwrap_or_default().to_ascii_lowercase();
    let src = attribute(tag, "src").unwrap_or_default();
    if ["emoji", "emotion", "emoticon", "smiley", "smilie", "qqface"].iter().any(|sign| class.contains(sign))
        || ["/emoticon/", "/emoticons/", "/emoji/", "/smilies/", "/smiley/"].iter().any(|folder| src.contains(folder))
    {
        return true;
    }
    let style = attribute(tag, "style").unwrap_or_default();
    let letters = |name| {
        let value = declared(style, name)?;
        let number: f32 = value.strip_suffix("rem").or_else(|| value.strip_suffix("em"))?.trim().parse().ok()?;
        Some(number <= 2.0)
    };
    if letters("height").or_else(|| letters("width")) == Some(true) {
        return true;
    }
    match (width, height) {
        (None, None) => false,
        (width, height) => width.unwrap_or(0) <= SIGN && height.unwrap_or(0) <= SIGN,
    }
}

/// `[鲜花]`, or signs alone: what stands for the picture in a line of text.
fn is_word(alt: &str) -> bool {
    let count = alt.chars().count();
    let bracketed = alt.starts_with('[') && alt.ends_with(']') && (3..=8).contains(&count);
    let signs = (1..=8).contains(&count)
        && alt.chars().all(|c| matches!(c as u32, 0x200d | 0x2190..=0x2bff | 0xfe0f | 0x1f000..=0x1faff));
    bracketed || signs
}

/// What the picture shows. An editor's file name or filler says nothing to a listener.
fn alt(tag: &Tag) -> String {
    let alt: String = line::clean(attribute(tag, "alt").unwrap_or_default()).chars().take(MAX_ALT).collect();
    let alt = alt.trim();
    let lower = alt.to_ascii_lowercase();
    let file = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp"].iter().any(|extension| lower.ends_with(extension));
    let filler = matches!(lower.as_str(), "图片" | "图像" | "image" | "img" | "picture" | "photo" | "pic");
    if file || filler || lower.starts_with("微信图片_") || lower.starts_with("img_") {
        String::new()
    } else {
        alt.to_owned()
    }
}
