//! Pictures that a page sets as the background of an element: long posters are laid out so. A background is a picture if
//! nothing else is inside the element; behind text it is decoration.

use url::Url;

use super::elements::{Element, css_value};
use super::open_element::is_block;
use crate::formats::article::links::{is_tracker_or_placeholder, media_address};

#[derive(Debug)]
pub(super) struct Background {
    pub(super) src: String,
    /// What the article had before the element was opened.
    pub(super) content_before: (usize, u32),
}

/// Pixels: a background whose box is lower or narrower is an ornament.
const MIN_SIDE: f64 = 100.0;

/// The background of an element that has a box of its own.
pub(super) fn background(element: Element, style: &str, base: Option<&Url>) -> Option<Background> {
    if !style.contains("url(") {
        return None;
    }
    let has_box = is_block(element)
        || css_value(style, "display").is_some_and(|display| display.contains("block") || display.contains("flex"));
    if !has_box {
        return None;
    }
    background_address(style, base).map(|src| Background { src, content_before: (0, 0) })
}

/// The address of a background picture that is neither repeated nor an ornament.
pub(super) fn background_address(style: &str, base: Option<&Url>) -> Option<String> {
    let value = css_value(style, "background-image")
        .filter(|value| value.contains("url("))
        .or_else(|| css_value(style, "background"))?;
    let is_repeated = |value: &str| value.split_ascii_whitespace().any(|word| word.starts_with("repeat"));
    if is_repeated(value) || css_value(style, "background-repeat").is_some_and(is_repeated) {
        return None;
    }
    let is_small = |side| {
        let pixels = css_value(style, side).and_then(|value| value.strip_suffix("px")?.trim().parse::<f64>().ok());
        pixels.is_some_and(|pixels| pixels < MIN_SIDE)
    };
    if is_small("width") || is_small("height") {
        return None;
    }
    let address = value.split_once("url(")?.1.split_once(')')?.0.trim().trim_matches(['"', '\'']).trim();
    media_address(address, base).filter(|src| !is_tracker_or_placeholder(src))
}
