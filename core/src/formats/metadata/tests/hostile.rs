//! Whatever bytes come: no panic, no endless loop; what is cleaned stays as it is when it is cleaned again.

use std::io::Cursor;

use proptest::prelude::*;

use super::super::{clean_image, clean_video, sniff};
use super::boxed::{self, Video, keyed, video, xmp_uuid};
use super::inputs::{self, LABEL, Tiff};

/// One file of each container, with as much in it as there is.
fn files() -> Vec<Vec<u8>> {
    let comment = inputs::user_comments(false).pop();
    let tiff = Tiff { personal: true, orientation: 6, user_comment: comment, ..Tiff::default() }.build();
    let packet = inputs::labelled_packets(true).swap_remove(6).0;
    let segments =
        [vec![inputs::exif_segment(&tiff), inputs::xmp_segment(&packet)], inputs::personal_segments()].concat();
    let profile = [&[7; 36], b"acsp".as_slice(), &[7; 9]].concat();
    let text = inputs::png_chunk(b"tEXt", &[b"AIGC\0", LABEL.as_bytes()].concat());
    let chunks = [inputs::riff_chunk(b"EXIF", &tiff), inputs::riff_chunk(b"XMP ", packet.as_bytes())];
    let user_data = vec![keyed(false, &[("AIGC", LABEL), ("make", "HUAWEI")]), boxed::boxed(b"\xa9xyz", b"+25")];
    let file = vec![xmp_uuid(&packet)];
    vec![
        inputs::jpeg(&segments, b"BEHIND THE PICTURE"),
        inputs::png(&[inputs::png_chunk(b"eXIf", &tiff)], &[text], b"BEHIND"),
        inputs::png(
            &[inputs::raw_profile("exif", &tiff, false)],
            &[inputs::raw_profile("xmp", packet.as_bytes(), true), inputs::raw_profile("icc", &profile, false)],
            b"",
        ),
        inputs::webp(Some(0x1c), &[], &chunks, b"BEHIND"),
        boxed::heic(
            boxed::Table { version: 2, inline: true, split: true, ..boxed::TABLE },
            Some(&tiff),
            Some(&packet),
            &[],
        ),
        boxed::heic(boxed::TABLE, Some(&tiff), Some(&packet), &[boxed::boxed(b"mpvd", b"BEHIND")]),
        video(&Video { telemetry: true, user_data, file, ..Video::default() }).0,
    ]
}

/// Cleans what may be anything, and cleans the result again.
fn check(bytes: &[u8]) {
    if sniff(bytes).is_some_and(|kind| kind.is_video()) {
        let mut once = bytes.to_vec();
        let cleaned = clean_video(&mut Cursor::new(&mut once));
        assert_eq!(once.len(), bytes.len());
        if cleaned.is_ok() {
            let mut twice = once.clone();
            assert!(clean_video(&mut Cursor::new(&mut twice)).is_ok(), "what was cleaned is refused");
            let at = twice.iter().zip(&once).position(|(one, two)| one != two);
            assert!(at.is_none(), "a second cleaning changes byte {at:?}: {:?}", String::from_utf8_lossy(bytes));
        }
    } else if let Ok(cleaned) = clean_image(bytes) {
        let again =
            clean_image(&cleaned.bytes).unwrap_or_else(|refusal| panic!("what was cleaned is refused: {refusal:?}"));
        let at = again.bytes.iter().zip(&cleaned.bytes).position(|(one, two)| one != two);
        let same = again.bytes == cleaned.bytes;
        assert!(same, "a second cleaning changes byte {at:?}: {:?}", String::from_utf8_lossy(&cleaned.bytes));
    }
}

#[test]
fn every_cut_and_every_wrong_byte_ends() {
    for file in files() {
        check(&file);
        for length in 0..file.len() {
            check(&file[..length]);
        }
        let mut changed = file.clone();
        for at in 0..file.len() {
            let values = [0, 1, 0x7f, 0xff, file[at] ^ 0x20];
            for number in [at, at + 2] {
                changed[at] = values[number % values.len()];
                check(&changed);
            }
            changed[at] = file[at];
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_wrong_pieces_end(
        which in 0..files().len(),
        pieces in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 1..9)), 1..6),
        copied in (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_usize..64),
    ) {
        let mut file = files().swap_remove(which);
        for (at, piece) in pieces {
            let at = at.index(file.len());
            let end = file.len().min(at + piece.len());
            file[at..end].copy_from_slice(&piece[..end - at]);
        }
        check(&file);
        let (from, to, length) = copied;
        let (from, to) = (from.index(file.len()), to.index(file.len()));
        let piece = file[from..file.len().min(from + length)].to_vec();
        file.splice(to..to, piece);
        check(&file);
    }
}
