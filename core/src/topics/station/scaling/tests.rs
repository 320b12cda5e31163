use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

use super::super::cleaning::clean_image;
use super::super::tests::form;
use super::*;

fn encode(width: u32, height: u32, alpha: u8, format: ImageFormat) -> Vec<u8> {
    let image = RgbaImage::from_fn(width, height, |x, y| Rgba([x as u8, y as u8, 90, alpha]));
    let image: DynamicImage = match format {
        ImageFormat::Jpeg => DynamicImage::from(image).into_rgb8().into(),
        _ => image.into(),
    };
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// A JPEG with segments after its start.
fn with(jpeg: &[u8], segments: &[(u8, &[u8])]) -> Vec<u8> {
    let mut bytes = jpeg[..2].to_vec();
    for (marker, content) in segments {
        bytes.extend([0xff, *marker]);
        bytes.extend((content.len() as u16 + 2).to_be_bytes());
        bytes.extend(*content);
    }
    bytes.extend(&jpeg[2..]);
    bytes
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

fn size(bytes: &[u8]) -> (u32, u32) {
    let image = image::load_from_memory(bytes).unwrap();
    (image.width(), image.height())
}

#[test]
fn a_photo_within_the_limits_is_not_touched() {
    for (width, height, format) in [(64, 10, ImageFormat::Jpeg), (3, 64, ImageFormat::Png)] {
        let photo = clean_image(&encode(width, height, 255, format)).unwrap();
        assert_eq!(fit(photo.clone(), &form().media), Ok(photo));
    }
}

#[test]
fn a_scaled_jpeg_keeps_label_profile_and_orientation_and_loses_what_no_longer_matches() {
    const LABEL: &[u8] = b"http://ns.adobe.com/xap/1.0/\0<x TC260:AIGC='{\"Label\":\"1\"}'/>";
    let segments: [(u8, &[u8]); 5] = [
        (APP1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"),
        (APP1, LABEL),
        (APP2, b"ICC_PROFILE\0\x01\x01profile"),
        (APP2, b"MPF\0pictures"),
        (APP11, b"JP\0\0credentials"),
    ];
    let photo = clean_image(&with(&encode(200, 100, 255, ImageFormat::Jpeg), &segments)).unwrap();
    assert_eq!((photo.width, photo.height), (200, 100));
    let fitted = fit(photo, &form().media).unwrap();
    assert_eq!((fitted.kind, fitted.width, fitted.height), (MediaKind::Jpeg, 64, 32));
    assert_eq!(size(&fitted.bytes), (64, 32));
    for kept in [LABEL, b"ICC_PROFILE\0\x01\x01profile", segments[0].1] {
        assert!(contains(&fitted.bytes, kept));
    }
    assert!(!contains(&fitted.bytes, b"credentials") && !contains(&fitted.bytes, b"MPF"));
    let words = ["照片缩小后，原有的内容凭证不再有效，已经去除。", "照片超过了规定的大小，已经缩小。"];
    assert_eq!(fitted.notes, words);
}

#[test]
fn the_profile_of_a_grey_jpeg_does_not_become_that_of_a_coloured_one() {
    let mut grey = Vec::new();
    let image = DynamicImage::from(RgbaImage::from_pixel(100, 100, Rgba([9, 9, 9, 255]))).into_luma8();
    image.write_to(&mut Cursor::new(&mut grey), ImageFormat::Jpeg).unwrap();
    let photo = clean_image(&with(&grey, &[(APP2, b"ICC_PROFILE\0\x01\x01grey")])).unwrap();
    let fitted = fit(photo, &form().media).unwrap();
    assert!(!contains(&fitted.bytes, b"ICC_PROFILE"));
}

#[test]
fn a_label_of_another_format_is_written_into_the_jpeg_byte_for_byte() {
    let label = "{\"Label\":\"1\",\"ContentProducer\":\"a<b>&'c'\"}";
    let png = encode(100, 100, 255, ImageFormat::Png);
    let photo = Cleaned { label: Some(label.to_owned()), ..clean_image(&png).unwrap() };
    let fitted = fit(photo, &form().media).unwrap();
    assert_eq!((fitted.kind, size(&fitted.bytes)), (MediaKind::Jpeg, (64, 64)));
    let (_, packet) = jpeg_segments(&fitted.bytes).find(|(marker, _)| *marker == APP1).unwrap();
    let packet = std::str::from_utf8(&packet[4 + XMP.len()..]).unwrap();
    let value = packet.split_once("TC260:AIGC=\"").unwrap().1.split_once('"').unwrap().0;
    let parsed = quick_xml::escape::unescape(value).unwrap();
    assert_eq!(parsed, label);
    // A transparent picture has no place for it here.
    let transparent = encode(100, 100, 9, ImageFormat::Png);
    let labelled = Cleaned { label: Some(label.to_owned()), ..clean_image(&transparent).unwrap() };
    assert_eq!(fit(labelled, &form().media), Err(TooLarge::Labelled));
    let fitted = fit(clean_image(&transparent).unwrap(), &form().media).unwrap();
    assert_eq!((fitted.kind, size(&fitted.bytes)), (MediaKind::Png, (64, 64)));
}

#[test]
fn what_cannot_be_made_small_enough_is_refused() {
    let limits = MediaLimits { max_photo_bytes: 300, ..form().media };
    let photo = clean_image(&encode(64, 64, 255, ImageFormat::Png)).unwrap();
    assert_eq!(fit(photo, &limits), Err(TooLarge::Photo));
    let heic = Cleaned { width: 5_000, height: 10, ..clean_image(b"\0\0\0\x18ftypheic\0\0\0\0").unwrap() };
    assert_eq!(fit(heic, &form().media), Err(TooLarge::Photo));
}

#[test]
fn damaged_segments_do_not_panic() {
    let whole = with(&encode(100, 100, 255, ImageFormat::Jpeg), &[(APP1, b"Exif\0\0"), (APP2, ICC)]);
    for end in 0..120 {
        let _ = segments_to_keep(&whole[..end]);
        let mut damaged = whole.clone();
        damaged[end] ^= 0xff;
        let _ = (segments_to_keep(&damaged), clean_image(&damaged).map(|photo| fit(photo, &form().media)));
    }
}
