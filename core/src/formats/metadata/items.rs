//! Items of a video's `meta` box, as `QuickTime` (keys and values) and iTunes write them: those that are the label stay.

use std::io::{Read, Seek};

use super::boxes::{BoxHeader, Boxes, Patch};
use super::input::Input;
use super::label::{contains, is_label};
use super::outcome::{Findings, Refusal, VideoError};

type Result<T> = std::result::Result<T, VideoError>;

/// Bytes of an item that may be a label. A larger one is a cover.
const MAX_ITEM: u64 = 64 << 10;

/// Plans a `meta` box with the label's items alone. Without a label all of it becomes free space.
pub(super) fn filter<F: Read + Seek>(boxes: &mut Boxes<F>, meta: &BoxHeader, findings: &mut Findings) -> Result<()> {
    // In ISO's form a version comes first, in QuickTime's it does not.
    let start = boxes.read(meta.content, meta.end.min(meta.content + 8))?;
    let quicktime = start.get(4..8).is_some_and(|kind| kind == b"hdlr");
    let from = if quicktime { meta.content } else { meta.end.min(meta.content + 4) };
    let children = boxes.children(from, meta.end)?;
    let find = |kind: &[u8; 4]| children.iter().find(|child| child.kind == *kind).copied();
    let keys = match find(b"keys") {
        Some(keys) => {
            let content = boxes.content(&keys)?;
            Some((keys, boxes.sound(parse_keys(&content))?))
        }
        None => None,
    };
    let list = find(b"ilst");
    let items = match &list {
        Some(list) => boxes.children(list.content, list.end)?,
        None => Vec::new(),
    };
    let mut kept_items = Vec::new();
    let mut kept_keys: Vec<u8> = Vec::new();
    let mut count = 0_u32;
    for item in items {
        let key = keys.as_ref().and_then(|(_, keys)| {
            let index = usize::try_from(u32::from_be_bytes(item.kind)).ok()?.checked_sub(1)?;
            keys.get(index)
        });
        let name = key.and_then(|key| key.get(8..)).unwrap_or_default();
        findings.location |= contains(name, b"location") || item.kind == *b"\xa9xyz";
        let small = item.end - item.start <= MAX_ITEM;
        if !small && names_label(name) {
            return Err(Refusal::LabelUnreadable.into());
        }
        let mut bytes = if small { boxes.read(item.start, item.end)? } else { Vec::new() };
        let (own, value) = value(bytes.get((item.content - item.start) as usize..).unwrap_or_default());
        if !(own || names_label(name) || is_label(value)) {
            findings.details = true;
            continue;
        }
        findings.label.texts.push(value.to_vec());
        if let Some(key) = key {
            kept_keys.extend(key);
            count += 1;
            bytes[4..8].copy_from_slice(&count.to_be_bytes());
        }
        kept_items.extend(bytes);
    }
    if kept_items.is_empty() {
        boxes.free(meta);
        return Ok(());
    }
    for child in &children {
        match &child.kind {
            b"hdlr" => boxes.patches.push(Patch::Zeros(child.end.min(child.content + 24), child.end)),
            b"free" | b"skip" => boxes.patches.push(Patch::Zeros(child.content, child.end)),
            b"keys" if keys.as_ref().is_some_and(|(keys, _)| keys.start == child.start) => {
                boxes.shrink(child, &[&[0; 4], &count.to_be_bytes()[..], &kept_keys].concat())?;
            }
            b"ilst" if list.is_some_and(|list| list.start == child.start) => boxes.shrink(child, &kept_items)?,
            _ => {
                findings.details = true;
                boxes.free(child);
            }
        }
    }
    Ok(())
}

/// The entries of a `keys` box, each with its length and kind.
fn parse_keys(content: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut input = Input(content);
    input.take(4)?;
    let count = input.u32()?;
    let mut keys = Vec::new();
    for _ in 0..count {
        let mut entry = input;
        let length = usize::try_from(entry.u32()?).ok().filter(|length| *length >= 8)?;
        keys.push(input.take(length)?.to_vec());
    }
    input.0.is_empty().then_some(keys)
}

fn names_label(name: &[u8]) -> bool {
    name.rsplit(|byte| *byte == b'.').next().is_some_and(|last| last.eq_ignore_ascii_case(b"AIGC"))
}

/// The value in an item, and whether the item itself says that it is a label: iTunes has keys of one's own inside.
fn value(mut content: &[u8]) -> (bool, &[u8]) {
    let mut own = false;
    let mut value: &[u8] = &[];
    while let Some((header, rest)) = content.split_at_checked(8) {
        let size = u32::from_be_bytes([header[0], header[1], header[2], header[3]]) as usize;
        let Some((inside, next)) = size.checked_sub(8).and_then(|size| rest.split_at_checked(size)) else { break };
        match &header[4..] {
            b"name" => own |= inside.get(4..).is_some_and(names_label),
            // Behind the type and the language.
            b"data" => value = inside.get(8..).unwrap_or_default(),
            _ => {}
        }
        content = next;
    }
    (own, value)
}
