use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

use super::super::tests::form;
use super::*;
use crate::formats::metadata::clean_image;

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
        let photo = clean_image(&encode(width, height, 255, format)).ok().unwrap();
        let bytes = photo.bytes.clone();
        assert!(fit(photo, &form().media).ok().unwrap().bytes == bytes);
    }
}

#[test]
fn a_scaled_jpeg_keeps_label_profile_and_orientation_and_loses_what_no_longer_matches() {
    const LABEL: &str = r#"{"Label":"1"}"#;
    let packet = format!(
        "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
         xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' \
         xmlns:TC260='http://www.tc260.org.cn/ns/AIGC/1.0/' TC260:AIGC='{LABEL}'/></rdf:RDF></x:xmpmeta>"
    );
    let segments: [(u8, &[u8]); 5] = [
        (APP1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"),
        (APP1, packet.as_bytes()),
        (APP2, b"ICC_PROFILE\0\x01\x01profile"),
        (APP2, b"MPF\0pictures"),
        (0xeb, b"JP\0\x01\0\0\0\x01\0\0\x01\0jumbjumdc2pa.credentials"),
    ];
    let photo = clean_image(&with(&encode(200, 100, 255, ImageFormat::Jpeg), &segments)).ok().unwrap();
    assert_eq!((photo.width, photo.height, photo.orientation), (100, 200, 6));
    let fitted = fit(photo, &form().media).ok().unwrap();
    assert_eq!((fitted.kind, size(&fitted.bytes)), (MediaType::Jpeg, (64, 32)));
    for kept in [LABEL.as_bytes(), b"ICC_PROFILE\0\x01\x01profile"] {
        assert!(contains(&fitted.bytes, kept));
    }
    assert!(!contains(&fitted.bytes, b"credentials") && !contains(&fitted.bytes, b"MPF"));
    let again = clean_image(&fitted.bytes).ok().unwrap();
    assert!(again.orientation == 6 && again.label.is_some());
    assert!(fitted.notes.contains(&"station.note.credential-removed"), "{:?}", fitted.notes);
    assert!(!fitted.notes.contains(&"station.note.credential-no-longer-matches"), "{:?}", fitted.notes);
    assert_eq!(fitted.notes.last(), Some(&"station.note.scaled"));
}

#[test]
fn the_profile_of_a_grey_jpeg_does_not_become_that_of_a_coloured_one() {
    let mut grey = Vec::new();
    let image = DynamicImage::from(RgbaImage::from_pixel(100, 100, Rgba([9, 9, 9, 255]))).into_luma8();
    image.write_to(&mut Cursor::new(&mut grey), ImageFormat::Jpeg).unwrap();
    let photo = clean_image(&with(&grey, &[(APP2, b"ICC_PROFILE\0\x01\x01grey")])).ok().unwrap();
    let fitted = fit(photo, &form().media).ok().unwrap();
    assert!(!contains(&fitted.bytes, b"ICC_PROFILE"));
}

/// A PNG with a text chunk.
fn labelled_png(alpha: u8, label: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 100, 100);
    encoder.set_color(png::ColorType::Rgba);
    encoder.add_text_chunk("AIGC".to_owned(), label.to_owned()).unwrap();
    encoder.write_header().unwrap().write_image_data(&[9, 9, 9, alpha].repeat(10_000)).unwrap();
    bytes
}

#[test]
fn a_label_of_another_format_is_written_into_the_jpeg() {
    let label = r#"{"Label":"1","ContentProducer":"a'c"}"#;
    let photo = clean_image(&labelled_png(255, label)).ok().unwrap();
    assert!(photo.label.is_some());
    let fitted = fit(photo, &form().media).ok().unwrap();
    assert_eq!((fitted.kind, size(&fitted.bytes)), (MediaType::Jpeg, (64, 64)));
    let again = clean_image(&fitted.bytes).ok().unwrap();
    assert!(again.label.is_some() && fitted.notes.contains(&"station.note.label-kept"));
    // A transparent picture has no place for it here.
    let labelled = clean_image(&labelled_png(9, label)).ok().unwrap();
    assert_eq!(fit(labelled, &form().media).err(), Some(TooLarge::Labelled));
    let transparent = encode(100, 100, 9, ImageFormat::Png);
    let fitted = fit(clean_image(&transparent).ok().unwrap(), &form().media).ok().unwrap();
    assert_eq!((fitted.kind, size(&fitted.bytes)), (MediaType::Png, (64, 64)));
}

#[test]
fn what_cannot_be_made_small_enough_is_refused() {
    let limits = MediaLimits { max_photo_bytes: 300, ..form().media };
    let photo = || clean_image(&encode(64, 64, 255, ImageFormat::Png)).ok().unwrap();
    assert_eq!(fit(photo(), &limits).err(), Some(TooLarge::Photo));
    // No picture that is decoded here, as HEIC is none.
    let heic = Cleaned { width: 5_000, height: 10, kind: MediaType::Heic, bytes: b"heic".to_vec(), ..photo() };
    assert_eq!(fit(heic, &form().media).err(), Some(TooLarge::Photo));
}

#[test]
fn damaged_segments_do_not_panic() {
    let whole = with(&encode(100, 100, 255, ImageFormat::Jpeg), &[(APP1, b"Exif\0\0"), (APP2, ICC)]);
    for end in 0..120 {
        let _ = segments_to_keep(&whole[..end]);
        let mut damaged = whole.clone();
        damaged[end] ^= 0xff;
        let _ = (segments_to_keep(&damaged), clean_image(&damaged).map(|photo| fit(photo, &form().media).err()));
    }
}
