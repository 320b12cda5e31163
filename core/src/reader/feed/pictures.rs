//! Which pictures an item shows, and the files of the pictures in its blocks.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::base::error::Result;
use crate::formats::article::{self, Block};
use crate::reader::item::{IncomingItem, Picture};
use crate::reader::media::{self, FileStore, ItemPicture, StoredPicture};

/// The pictures of an item: that of its list row first, then those of its text, each once. An item without a picture for
/// its list row gets the first of its text.
///
/// `blocks`: those of the HTML, if it was parsed. Announced digests, sizes and placeholders are used only if the item is the publisher's (`publisher`): another feed
/// could announce wrong digests for the publisher's pictures.
pub(super) fn item_pictures(item: &mut IncomingItem, blocks: Option<&[Block]>, publisher: bool) -> Vec<ItemPicture> {
    let mut addresses: Vec<String> = Vec::new();
    let parsed;
    let blocks = match (blocks, &item.html) {
        (Some(blocks), _) => blocks,
        (None, Some(html)) if mentions_pictures(html) => {
            parsed = article::parse_html(html, item.detail.base_address().as_ref()).blocks;
            &parsed
        }
        _ => &[],
    };
    for block in blocks {
        match block {
            Block::Image { src, alt, width, height, .. } => {
                if item.image.is_none() {
                    let (url, alt) = (src.clone(), alt.clone());
                    item.image = Some(Picture { url, width: *width, height: *height, alt, ..Picture::default() });
                }
                addresses.push(src.clone());
            }
            Block::Video { poster: Some(poster), .. } => addresses.push(poster.clone()),
            _ => {}
        }
    }
    if let Some(image) = &item.image {
        addresses.insert(0, image.url.clone());
    }
    let mut seen = std::collections::HashSet::new();
    addresses.retain(|address| seen.insert(address.clone()));
    let attachments = &item.detail.attachments;
    let shown = addresses.into_iter().map(|address| {
        let known = attachments.iter().find(|media| publisher && media.url == address);
        ItemPicture {
            sha256: known.and_then(|media| media.sha256.clone()),
            bytes: known.and_then(|media| media.bytes),
            placeholder: known.and_then(|media| media.placeholder.clone()),
            address,
        }
    });
    shown.collect()
}

/// A quick check before the HTML is parsed, which is expensive: most bodies have no picture.
fn mentions_pictures(html: &str) -> bool {
    const TAGS: [&[u8]; 5] = [b"img", b"picture", b"video", b"amp-img", b"figure"];
    let begins_tag = |rest: &str| {
        let named = |tag: &&[u8]| rest.as_bytes().get(..tag.len()).is_some_and(|word| word.eq_ignore_ascii_case(tag));
        TAGS.iter().any(named)
    };
    // `;` for `&lt;img`, in a body that was escaped twice.
    html.split('<').skip(1).any(begins_tag) || html.split(';').skip(1).any(begins_tag)
}

/// The picture of an item's list row in page size; `None` if the text shows it.
pub(super) fn lead(
    connection: &Connection,
    files: &FileStore,
    key: i64,
    image: Option<&Picture>,
    blocks: &[Block],
) -> Result<Option<Picture>> {
    let Some(image) = image else { return Ok(None) };
    let shown = |block: &Block| match block {
        Block::Image { src, .. } => *src == image.url,
        Block::Video { poster, .. } => poster.as_ref() == Some(&image.url),
        _ => false,
    };
    if blocks.iter().any(shown) {
        return Ok(None);
    }
    let StoredPicture { file, width, height, placeholder } = media::stored_picture(connection, files, key, &image.url)?;
    let (width, height) = if file.is_some() { (width, height) } else { (image.width, image.height) };
    let placeholder = placeholder.or_else(|| image.placeholder.clone());
    Ok(Some(Picture { file, width, height, placeholder, ..image.clone() }))
}

/// Sets the file, size and placeholder of each picture that has them on this phone.
pub(super) fn add_files(connection: &Connection, files: &FileStore, key: i64, blocks: &mut [Block]) -> Result<()> {
    if !blocks.iter().any(|block| matches!(block, Block::Image { .. } | Block::Video { poster: Some(_), .. })) {
        return Ok(());
    }
    let stored: HashMap<String, StoredPicture> = media::stored_pictures(connection, files, key)?.into_iter().collect();
    for block in blocks {
        match block {
            Block::Image { src, width, height, file, placeholder, .. } => {
                if let Some(stored) = stored.get(src) {
                    *file = stored.file.clone();
                    *placeholder = stored.placeholder.clone();
                    // The size of the decoded picture replaces the stated one, which may be wrong.
                    if stored.width.is_some() {
                        (*width, *height) = (stored.width, stored.height);
                    }
                }
            }
            Block::Video { poster: Some(poster), poster_file, .. } => {
                *poster_file = stored.get(poster).and_then(|stored| stored.file.clone());
            }
            _ => {}
        }
    }
    Ok(())
}
