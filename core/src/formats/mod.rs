//! Formats: pure functions from bytes or text to values, without store, network or clock. They know nothing of the reader
//! and its topics.
//!
//! - [`article`]: HTML of an item to typed blocks, and text, speech and differences of these.
//! - [`base64`], [`hex`]: bytes as text.
//! - [`characters`]: classes and forms of characters.
//! - [`han_numerals`]: Chinese numerals, read and written.
//! - [`metadata`]: what leaves a photo or a video before it is sent, and what stays.
//! - [`opening_hours`], [`workday`]: opening hours, and China's calendar of holidays and shifted workdays.
//! - [`picture`]: pictures in the widths of screens, and placeholders.
//! - [`picture_address`]: what the address of a picture says about it.
//! - [`similarity`]: whether two items report the same event.
//! - [`syndication`]: RSS, Atom and JSON Feed documents.
//! - [`telephone`]: telephone numbers as offices write them.

pub(crate) mod article;
pub(crate) mod base64;
pub(crate) mod characters;
pub(crate) mod han_numerals;
pub(crate) mod hex;
pub(crate) mod metadata;
pub(crate) mod opening_hours;
pub(crate) mod picture;
pub(crate) mod picture_address;
pub(crate) mod similarity;
pub(crate) mod syndication;
pub(crate) mod telephone;
pub(crate) mod workday;
