//! `img` elements: which attribute holds the address, and whether the element is a picture, a symbol in the text or nothing.

use html5ever::tokenizer::Tag;
use url::Url;

use super::backgrounds::background_address;
use super::elements::{attribute, css_value};
use crate::formats::article::characters::{collapse, is_wide};
use crate::formats::article::limits::MAX_ALT;
use crate::formats::article::links::{is_tracker_or_placeholder, media_address};
use crate::formats::picture_address;

pub(super) enum Image {
    /// A picture, as a block of its own.
    Block { src: String, alt: String, width: Option<u32>, height: Option<u32> },
    /// A small symbol inside text (an emoji, an icon): its alternative text.
    Text(String),
    /// A picture without an address that can be fetched, with its alternative text.
    Missing(String),
    /// A tracking pixel, an icon that says nothing, or the portrait of an author.
    Dropped,
}

/// Attributes from which scripts take the address that replaces a placeholder. `file` and `zoomfile` are Discuz!'s.
const LAZY_ATTRIBUTES: [&str; 9] = [
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
const LAZY_SRCSETS: [&str; 2] = ["data-srcset", "data-lazy-srcset"];

/// Attributes that often hold something else: used only if no other holds an address.
const FALLBACK_ATTRIBUTES: [&str; 3] = ["data-url", "data-original-src", "_src"];

/// Pixels: the preferred width of a candidate in a `srcset`, that of most phones held upright.
const WANTED_WIDTH: u32 = 1_080;

/// Pixels: a picture with no side longer than this is a symbol in the text.
const MAX_SYMBOL_SIDE: u32 = 32;

/// Pixels: the portrait of an author is no larger; a larger picture of that name is one of the article.
const MAX_PORTRAIT_SIDE: u32 = 200;

pub(super) fn image(tag: &Tag, source: Option<&str>, base: Option<&Url>) -> Image {
    let (width, height) = size(tag);
    if width.is_some_and(|width| width <= 2) || height.is_some_and(|height| height <= 2) {
        return Image::Dropped;
    }
    let alt = alt(tag);
    if is_symbol(tag, width, height) || stands_for_sign(tag, &alt, width.max(height)) {
        return if alt.is_empty() || alt.chars().count() > 12 { Image::Dropped } else { Image::Text(alt) };
    }
    match address(tag, source, base) {
        Some(src) if is_portrait(tag, &src, &alt, (width, height)) => Image::Dropped,
        Some(src) => Image::Block { src, alt, width, height },
        None if says_what_is_missing(tag, &alt) => Image::Text(alt),
        None => Image::Missing(alt),
    }
}

/// The address of a picture inside a drawing, unless it is an ornament. Its size is in units of the drawing.
pub(super) fn drawn_picture(tag: &Tag, raw: &str, base: Option<&Url>) -> Option<String> {
    let is_small = |side| attribute(tag, side).and_then(pixels).is_some_and(|side| side < 100);
    if is_small("width") || is_small("height") {
        return None;
    }
    media_address(raw, base).filter(|src| !is_tracker_or_placeholder(src))
}

/// The address of a `source` inside `picture`. `None` if it states a format that the core does not decode.
pub(super) fn source_address(tag: &Tag, base: Option<&Url>) -> Option<String> {
    let mime_type = attribute(tag, "type").unwrap_or_default().to_ascii_lowercase();
    if mime_type.contains("avif")
        || mime_type.contains("jxl")
        || mime_type.contains("svg")
        || mime_type.contains("heic")
    {
        return None;
    }
    LAZY_SRCSETS.iter().chain(&["srcset"]).find_map(|name| srcset_address(attribute(tag, name)?, base))
}

fn address(tag: &Tag, source: Option<&str>, base: Option<&Url>) -> Option<String> {
    let usable = |name: &&str| {
        // `data-lazy="true"` is a flag for a script.
        let raw = attribute(tag, name).filter(|raw| *name == "src" || raw.contains(['/', '.', '?']))?;
        media_address(raw, base).filter(|src| !is_tracker_or_placeholder(src))
    };
    let from_srcset = |name: &&str| srcset_address(attribute(tag, name)?, base);
    // Some sites have the small picture there, for a preview, and the whole one in `src`.
    let unless_smaller = |lazy: String| match usable(&"src") {
        Some(src) if picture_address::is_smaller(&lazy, &src) => src,
        _ => lazy,
    };
    LAZY_ATTRIBUTES
        .iter()
        .find_map(usable)
        .map(unless_smaller)
        .or_else(|| LAZY_SRCSETS.iter().find_map(from_srcset))
        .or_else(|| from_srcset(&"srcset"))
        .or_else(|| usable(&"src"))
        .or_else(|| source.map(str::to_owned))
        .or_else(|| FALLBACK_ATTRIBUTES.iter().find_map(usable))
        .or_else(|| background_address(attribute(tag, "style")?, base))
}

/// The best candidate of a `srcset`: the narrowest that is wide enough, or the widest of those that are not.
fn srcset_address(srcset: &str, base: Option<&Url>) -> Option<String> {
    let mut best: Option<(u32, &str)> = None;
    let mut rest = srcset;
    // An address ends at white space and may hold commas; only commas at its end separate candidates.
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
            // A pixel density is converted as if `1x` were half the preferred width.
            let density: f32 = descriptor.strip_suffix('x').and_then(|density| density.parse().ok()).unwrap_or(1.0);
            (density.clamp(0.1, 10.0) * (WANTED_WIDTH / 2) as f32) as u32
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
    media_address(best?.1, base).filter(|src| !is_tracker_or_placeholder(src))
}

fn size(tag: &Tag) -> (Option<u32>, Option<u32>) {
    // WeChat states the size of the picture here, and in `style` only that of its column.
    if let Some(width) = attribute(tag, "data-w").and_then(pixels).filter(|width| *width > 0) {
        let ratio: Option<f64> = attribute(tag, "data-ratio").and_then(|ratio| ratio.parse().ok());
        let height =
            ratio.filter(|ratio| (0.0..=100.0).contains(ratio)).map(|ratio| (f64::from(width) * ratio).round() as u32);
        return (Some(width), height);
    }
    let style = attribute(tag, "style").unwrap_or_default();
    let side = |name| {
        let styled = css_value(style, name);
        // A picture without a size of its own that is as wide as the page is no tracker.
        let is_stated = |side: &u32| *side > 2 || styled.and_then(pixels).is_some() || styled.is_none();
        let in_pixels = || styled.filter(|value| value.ends_with("px")).and_then(pixels);
        attribute(tag, name).and_then(pixels).filter(is_stated).or_else(in_pixels)
    };
    (side("width"), side("height"))
}

/// `640` and `640px`. `None` for relative lengths (`100%`, `50vw`, `2em`).
fn pixels(value: &str) -> Option<u32> {
    let value = value.trim().trim_end_matches("px").trim();
    let number: f64 = value.parse().ok()?;
    (0.0..=100_000.0).contains(&number).then_some(number.round() as u32)
}

/// Whether the picture is as small as a letter, or named as an emoticon by its class or address.
fn is_symbol(tag: &Tag, width: Option<u32>, height: Option<u32>) -> bool {
    let class = attribute(tag, "class").unwrap_or_default().to_ascii_lowercase();
    let src = attribute(tag, "src").unwrap_or_default();
    if ["emoji", "emotion", "emoticon", "smiley", "smilie", "qqface"].iter().any(|word| class.contains(word))
        || ["/emoticon/", "/emoticons/", "/emoji/", "/smilies/", "/smiley/"].iter().any(|folder| src.contains(folder))
    {
        return true;
    }
    let style = attribute(tag, "style").unwrap_or_default();
    let letter_sized = |name| {
        let value = css_value(style, name)?;
        let number: f32 = value.strip_suffix("rem").or_else(|| value.strip_suffix("em"))?.trim().parse().ok()?;
        Some(number <= 2.0)
    };
    if letter_sized("height").or_else(|| letter_sized("width")) == Some(true) {
        return true;
    }
    match (width, height) {
        (None, None) => false,
        (width, height) => width.unwrap_or(0) <= MAX_SYMBOL_SIDE && height.unwrap_or(0) <= MAX_SYMBOL_SIDE,
    }
}

/// Whether the picture stands for the sign that its alternative text is: `[鲜花]`, or an emoji. The text alone does not decide,
/// because editors also write `[图1]` and ★ for pictures: the address of a sign says so too, it is not a photo, and no one states
/// a size for it that is larger than text. A sign that is shown as a picture is still seen; a picture that is left out is not.
fn stands_for_sign(tag: &Tag, alt: &str, longest_side: Option<u32>) -> bool {
    let count = alt.chars().count();
    let bracketed = alt.starts_with('[') && alt.ends_with(']') && (3..=8).contains(&count);
    let emoji = (1..=8).contains(&count) && alt.chars().all(is_emoji_part) && alt.chars().any(is_emoji);
    if !(bracketed || emoji) || longest_side.is_some_and(|side| side > 2 * MAX_SYMBOL_SIDE) {
        return false;
    }
    const FOLDERS: [&str; 19] = [
        "biaoqing",
        "bq",
        "emo",
        "emoji",
        "emojis",
        "emot",
        "emoticon",
        "emoticons",
        "emotion",
        "emotions",
        "expression",
        "expressions",
        "face",
        "faces",
        "qqface",
        "smiley",
        "smilies",
        "sticker",
        "twemoji",
    ];
    let address = attribute(tag, "data-src").or(attribute(tag, "src")).unwrap_or_default().to_ascii_lowercase();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    if matches!(extension, "jpg" | "jpeg") {
        return false;
    }
    let is_among_signs = path.split(|c: char| !c.is_ascii_alphabetic()).any(|word| FOLDERS.contains(&word));
    let code_point = alt.chars().next().map(|c| format!("{:x}", c as u32)).unwrap_or_default();
    is_among_signs || (emoji && (extension == "svg" || stem.trim_start_matches('u').starts_with(&code_point)))
}

/// Emoji and the signs that are drawn as emoji. Stars, arrows and geometric shapes are text.
fn is_emoji(c: char) -> bool {
    matches!(c as u32, 0x1f000..=0x1faff | 0x231a..=0x23ff | 0x2600..=0x2604 | 0x2607..=0x2725 | 0x2728 | 0x2753..=0x27bf | 0x2b50 | 0x2b55)
}

fn is_emoji_part(c: char) -> bool {
    is_emoji(c) || matches!(c as u32, 0x200d | 0xfe0f | 0x20e3)
}

/// Whether the picture shows the author of the text, or is the icon of the account: no picture of the article.
fn is_portrait(tag: &Tag, src: &str, alt: &str, (width, height): (Option<u32>, Option<u32>)) -> bool {
    const WORDS: [&str; 7] = ["avatar", "gravatar", "headimg", "headimage", "userpic", "author-photo", "author-img"];
    let class = attribute(tag, "class").unwrap_or_default().to_ascii_lowercase();
    // A candidate or a deceased: the photo of a person is named, or has the shape of one, and that of an account is square.
    let is_photo = || {
        let named = alt.contains(is_wide) && !alt.contains("头像");
        named || width.zip(height).is_some_and(|(width, height)| u64::from(height) * 5 >= u64::from(width) * 6)
    };
    let of_account = || src.contains("avatar") || src.contains("qlogo.cn") || !is_photo();
    width.max(height).is_none_or(|side| side <= MAX_PORTRAIT_SIDE)
        && (WORDS.iter().any(|word| class.contains(word)) || (picture_address::is_avatar(src) && of_account()))
}

/// Whether the alternative text stands for a picture that the page has nowhere else: it is inside its own address, or has
/// none. Drawings and pictures of one pixel only keep the place of what a script loads.
fn says_what_is_missing(tag: &Tag, alt: &str) -> bool {
    let src = attribute(tag, "src").unwrap_or_default();
    let is_picture = match src.strip_prefix("data:image/") {
        Some(data) => !data.starts_with("gif") && !data.starts_with("svg") && !data.contains("UgAAAAEAAAAB"),
        None => src.is_empty(),
    };
    let is_filler =
        || ["[", "图片", "点击", "加载"].iter().any(|word| alt.starts_with(word)) || alt.contains("自动生成");
    is_picture && alt.chars().nth(3).is_some() && alt.contains(is_wide) && !is_filler()
}

/// The alternative text; empty if it is a file name or a filler that an editor inserted.
fn alt(tag: &Tag) -> String {
    let alt: String = collapse(attribute(tag, "alt").unwrap_or_default()).chars().take(MAX_ALT).collect();
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
