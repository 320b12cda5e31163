//! Pictures that can be seen without a network.
//!
//! What holds: a file on the shelf is named by its content and was whole before it got its name; a row names only such
//! files. Every picture was decoded here, once, to the sizes that screens ask for, so that no screen ever meets a stranger's
//! bytes. On a metered network nothing is fetched that the person did not ask for; when the network becomes metered, what
//! is under way is dropped. A withdrawn item's pictures lose their rows in the withdrawal's own transaction and their
//! files right after it, or at the next start.
//!
//! What is wanted, in this order: what the person keeps offline, the top stories, the favourites, the followed channels and added sources, then the newest;
//! as much of it as the budget holds (`rows::wanted`). What is beyond it is not fetched, and is the first to go when room is
//! needed, the longest unused first. Favourites' pictures stay.

mod documents;
mod fetch;
mod file_store;
mod rows;
#[cfg(test)]
mod tests;

pub(crate) use documents::{Announced, are_documents, document, document_bytes, want};
pub(crate) use fetch::{Limit, Pictures, Tally};
pub(crate) use file_store::FileStore;
pub(crate) use rows::{
    ItemPicture, Wants, are_orphaned, counted, files_of, held, illustrate, make_room, missing, remove_strays, touch,
    unshow, used_bytes, wanted_keys,
};

/// How large pictures are kept, in pixels of width. A picture that is smaller is kept as it is; one that is asked for in
/// another size later is fetched again only when it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct PictureSizes {
    /// For a list row.
    pub list: u32,
    /// For the width of a page.
    pub page: u32,
}

impl Default for PictureSizes {
    fn default() -> Self {
        Self { list: 360, page: 1_080 }
    }
}

/// A picture that is on the phone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Held {
    /// The whole path; none while it was not fetched.
    pub(crate) file: Option<String>,
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
    pub(crate) placeholder: Option<String>,
}

/// A placeholder, ready to be drawn and stretched to the picture's place.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PlaceholderImage {
    /// Pixels, at most 32.
    pub width: u32,
    /// Pixels, at most 32.
    pub height: u32,
    /// Red, green, blue, alpha of each pixel, row by row, not multiplied.
    pub rgba: Vec<u8>,
}

/// What a placeholder (a thumbhash in hexadecimal digits) looks like; none when it is not one. No file is touched: it may
/// be called on the main thread.
#[uniffi::export]
pub fn placeholder_image(placeholder: String) -> Option<PlaceholderImage> {
    let (width, height, rgba) = crate::formats::picture::placeholder_pixels(&bytes_of(&placeholder)?)?;
    Some(PlaceholderImage { width, height, rgba })
}

/// What a picture file is: its size the right way up, and a placeholder. For the newsroom, which may announce it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portrait {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// A thumbhash in hexadecimal digits.
    pub placeholder: String,
}

/// Looks at a picture file; none when a phone would not show it.
pub fn portrait(bytes: &[u8]) -> Option<Portrait> {
    let rendered = crate::formats::picture::render(bytes, &[]).ok()?;
    Some(Portrait { width: rendered.width, height: rendered.height, placeholder: digits_of(&rendered.placeholder) })
}

/// The bytes that hexadecimal digits stand for.
fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) || digits.len() > 100 || !digits.is_ascii() {
        return None;
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect()
}

fn digits_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
