//! Which pictures an item shows, and the files of the pictures in its blocks.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use crate::base::error::Result;
use crate::formats::article::{self, Block, Span};
use crate::formats::picture_address;
use crate::formats::syndication::Attachment;
use crate::reader::item::{Detail, IncomingItem, Picture};
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
            Block::Image { src, .. } => addresses.push(src.clone()),
            Block::Video { poster: Some(poster), .. } => addresses.push(poster.clone()),
            _ => {}
        }
    }
    match &mut item.image {
        None => item.image = first_picture(blocks),
        // The text shows it in another size: one file is enough.
        Some(image) if !publisher => {
            if let Some(shown) = addresses.iter().find(|address| picture_address::same_picture(address, &image.url)) {
                image.url.clone_from(shown);
            }
        }
        Some(_) => {}
    }
    if let Some(image) = &item.image {
        addresses.insert(0, image.url.clone());
    }
    if !publisher {
        let attached = attached(&item.detail, item.image.as_ref(), blocks);
        addresses.extend(attached.into_iter().filter_map(|block| match block {
            Block::Image { src, .. } => Some(src),
            _ => None,
        }));
    }
    let mut seen = HashSet::new();
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

/// Pixels: a picture with no side of this length is an icon.
const MIN_SIDE: u32 = 100;

/// The picture of the text that represents its item: the first that is not as small as an icon, or else the first small one that
/// is not square, as portraits and icons are.
fn first_picture(blocks: &[Block]) -> Option<Picture> {
    let is_small = |picture: &Picture| picture.width.max(picture.height).is_some_and(|side| side < MIN_SIDE);
    let pictures = || {
        blocks.iter().filter_map(|block| match block {
            Block::Image { src, .. } if picture_address::is_avatar(src) => None,
            Block::Image { src, alt, width, height, .. } => Some(Picture {
                url: src.clone(),
                width: *width,
                height: *height,
                alt: alt.clone(),
                ..Picture::default()
            }),
            _ => None,
        })
    };
    pictures().find(|picture| !is_small(picture)).or_else(|| pictures().find(|picture| picture.width != picture.height))
}

/// The pictures that a feed attaches to an item and its text does not show, as blocks to follow the text. The one of the list row
/// is not among them: it is shown above.
pub(super) fn attached(detail: &Detail, image: Option<&Picture>, blocks: &[Block]) -> Vec<Block> {
    let attached = || {
        let is_picture = |file: &&Attachment| file.mime_type.starts_with("image/");
        detail.attachments.iter().filter(is_picture).filter(|file| !picture_address::is_avatar(&file.url))
    };
    if attached().next().is_none() {
        return Vec::new();
    }
    let in_text = blocks.iter().filter_map(|block| match block {
        Block::Image { src, .. } => Some(src),
        Block::Video { poster, .. } => poster.as_ref(),
        _ => None,
    });
    let shown: HashSet<String> =
        in_text.chain(image.map(|image| &image.url)).map(|address| picture_address::key(address)).collect();
    attached()
        .filter(|file| !shown.contains(&picture_address::key(&file.url)))
        .map(|file| Block::Image {
            src: file.url.clone(),
            alt: String::new(),
            caption: file
                .alt
                .clone()
                .or(file.title.clone())
                .map(|text| Span { text, ..Span::default() })
                .into_iter()
                .collect(),
            width: file.width,
            height: file.height,
            file: None,
            placeholder: None,
            href: None,
        })
        .collect()
}

/// A quick check before the HTML is parsed, which is expensive: most bodies have no picture.
fn mentions_pictures(html: &str) -> bool {
    const TAGS: [&[u8]; 7] = [b"img", b"picture", b"video", b"amp-img", b"figure", b"image", b"iframe"];
    let begins_tag = |rest: &str| {
        let named = |tag: &&[u8]| rest.as_bytes().get(..tag.len()).is_some_and(|word| word.eq_ignore_ascii_case(tag));
        TAGS.iter().any(named)
    };
    // `;` for `&lt;img`, in a body that was escaped twice.
    html.split('<').skip(1).any(begins_tag) || html.split(';').skip(1).any(begins_tag) || html.contains("url(")
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
        Block::Image { src, .. } => picture_address::same_picture(src, &image.url),
        Block::Video { poster, .. } => {
            poster.as_ref().is_some_and(|poster| picture_address::same_picture(poster, &image.url))
        }
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
