use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};

use super::limits::MAX_PIXELS;
use super::*;

fn gradient(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| image::Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 90]))
}

fn encode(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn near(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(a, b)| a.abs_diff(b) < 24)
}

#[test]
fn every_format_is_rendered_in_the_requested_widths() {
    let picture = DynamicImage::from(gradient(1_600, 900));
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let rendered = render(&encode(&picture, format), &[360, 1_080]).unwrap();
        assert_eq!((rendered.width, rendered.height), (1_600, 900), "{format:?}");
        let sizes: Vec<_> = rendered.renditions.iter().map(|one| (one.width, one.height, one.extension)).collect();
        assert_eq!(sizes, [(360, 203, "jpg"), (1_080, 608, "jpg")], "{format:?}");
        for rendition in &rendered.renditions {
            let back = image::load_from_memory(&rendition.bytes).unwrap().into_rgb8();
            assert_eq!(back.dimensions(), (rendition.width, rendition.height));
            let corner = back.get_pixel(rendition.width - 4, rendition.height - 4).0;
            assert!(near(corner, [250, 250, 90]), "{format:?}: {corner:?}");
        }
        let (width, height, rgba) = placeholder_pixels(&rendered.placeholder).unwrap();
        assert_eq!(rgba.len(), (width * height * 4) as usize);
        assert_eq!(
            render(&encode(&picture, format), &[360, 1_080]).unwrap(),
            rendered,
            "the same bytes give the same files"
        );
    }
}

#[test]
fn small_picture_is_not_enlarged() {
    let rendered = render(&encode(&gradient(100, 40).into(), ImageFormat::Png), &[360, 1_080]).unwrap();
    let sizes: Vec<_> = rendered.renditions.iter().map(|one| (one.width, one.height)).collect();
    assert_eq!(sizes, [(100, 40)]);
    let one = render(&encode(&gradient(1, 1).into(), ImageFormat::Png), &[360]).unwrap();
    assert_eq!((one.width, one.renditions[0].height), (1, 1));
}

#[test]
fn only_a_picture_with_transparent_pixels_becomes_a_png() {
    let clear = RgbaImage::from_fn(60, 60, |x, _| image::Rgba([200, 10, 10, if x < 30 { 0 } else { 255 }]));
    let rendered = render(&encode(&clear.into(), ImageFormat::Png), &[30]).unwrap();
    assert_eq!(rendered.renditions[0].extension, "png");
    let back = image::load_from_memory(&rendered.renditions[0].bytes).unwrap().into_rgba8();
    assert_eq!((back.get_pixel(2, 9).0[3], back.get_pixel(27, 9).0[3]), (0, 255));
    let opaque = RgbaImage::from_pixel(60, 60, image::Rgba([200, 10, 10, 255]));
    let rendered = render(&encode(&opaque.into(), ImageFormat::Png), &[30]).unwrap();
    assert_eq!(rendered.renditions[0].extension, "jpg");
}

#[test]
fn smallest_rendition_of_a_long_picture_is_cropped_to_its_top() {
    let long = DynamicImage::from(gradient(900, 9_000));
    let rendered = render(&encode(&long, ImageFormat::Jpeg), &[300, 900]).unwrap();
    let sizes: Vec<_> = rendered.renditions.iter().map(|one| (one.width, one.height)).collect();
    assert_eq!(sizes, [(300, 600), (900, 9_000)]);
    let top = image::load_from_memory(&rendered.renditions[0].bytes).unwrap().into_rgb8();
    assert!(near(top.get_pixel(150, 590).0, [127, 50, 90]), "cropped, not squeezed");
}

/// A JPEG with this EXIF orientation.
fn oriented_jpeg(orientation: u8) -> Vec<u8> {
    let plain = encode(&gradient(64, 32).into(), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xff, 0xe1]);
    bytes.extend(((exif.len() + 2) as u16).to_be_bytes());
    bytes.extend(exif);
    bytes.extend(&plain[2..]);
    bytes
}

#[test]
fn orientation_is_applied_and_metadata_removed() {
    // Where the corner that was at the top left comes to lie: right of it red grows, below it green.
    for (orientation, size, dark) in [
        (1, (64, 32), (0, 0)),
        (2, (64, 32), (1, 0)),
        (3, (64, 32), (1, 1)),
        (4, (64, 32), (0, 1)),
        (5, (32, 64), (0, 0)),
        (6, (32, 64), (1, 0)),
        (7, (32, 64), (1, 1)),
        (8, (32, 64), (0, 1)),
    ] {
        let rendered = render(&oriented_jpeg(orientation), &[640]).unwrap();
        assert_eq!((rendered.width, rendered.height), size, "{orientation}");
        let back = image::load_from_memory(&rendered.renditions[0].bytes).unwrap().into_rgb8();
        let corner = back.get_pixel(dark.0 * (size.0 - 1), dark.1 * (size.1 - 1)).0;
        assert!(near(corner, [2, 4, 90]), "{orientation}: {corner:?}");
        assert!(!rendered.renditions[0].bytes.windows(4).any(|four| four == b"Exif"));
    }
}

/// A PNG of one pixel whose header states this size.
fn decompression_bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = encode(&gradient(1, 1).into(), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    bytes
}

#[test]
fn decompression_bombs_and_other_formats_are_refused() {
    assert_eq!(render(&decompression_bomb(50_000, 50_000), &[360]), Err(RenderError::TooLarge));
    assert_eq!(render(&decompression_bomb(6_000, 6_000), &[360]), Err(RenderError::TooLarge));
    assert_eq!(render(&decompression_bomb(100_000, 1), &[360]), Err(RenderError::TooLarge));
    assert_eq!(render(&decompression_bomb(400, 400), &[360]), Err(RenderError::Damaged));
    let mut huge = encode(&gradient(16, 16).into(), ImageFormat::Jpeg);
    let frame = huge.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    huge[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(render(&huge, &[360]), Err(RenderError::TooLarge));
    for none in [&b""[..], b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", b"<html>", b"BM\0\0\0\0", b"GIF", &[0; 64]] {
        assert_eq!(render(none, &[360]), Err(RenderError::NotAPicture), "{none:?}");
    }
    assert_eq!(placeholder_pixels(b"x"), None);
    assert_eq!(placeholder_pixels(&[7; 300]), None);
}

#[test]
fn damaged_bytes_do_not_panic() {
    let mut rng = fastrand::Rng::with_seed(11);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let whole = encode(&gradient(48, 32).into(), format);
        for part in 0..16 {
            let _ = render(&whole[..whole.len() * part / 16], &[20]);
        }
        for _ in 0..300 {
            let mut damaged = whole.clone();
            for _ in 0..rng.usize(1..8) {
                let at = rng.usize(..damaged.len());
                damaged[at] = rng.u8(..);
            }
            if let Ok(rendered) = render(&damaged, &[20]) {
                assert!(u64::from(rendered.width) * u64::from(rendered.height) <= MAX_PIXELS);
            }
        }
    }
}

/// A lossy WebP whose container states one size and its frame another.
fn webp_with_frame(canvas: (u32, u32), frame: (u16, u16), animated: bool) -> Vec<u8> {
    let chunk = |name: &[u8], content: &[u8]| {
        let mut chunk = name.to_vec();
        chunk.extend((content.len() as u32).to_le_bytes());
        chunk.extend_from_slice(content);
        chunk
    };
    let three = |value: u32| value.to_le_bytes()[..3].to_vec();
    let mut lossy = vec![0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a];
    lossy.extend(frame.0.to_le_bytes());
    lossy.extend(frame.1.to_le_bytes());
    lossy.extend([0; 64]);
    let mut content = b"WEBP".to_vec();
    let mut header = vec![if animated { 2 } else { 0 }, 0, 0, 0];
    header.extend(three(canvas.0 - 1));
    header.extend(three(canvas.1 - 1));
    content.extend(chunk(b"VP8X", &header));
    if animated {
        content.extend(chunk(b"ANIM", &[0; 6]));
        let mut part = vec![0; 6];
        part.extend(three(canvas.0 - 1));
        part.extend(three(canvas.1 - 1));
        part.extend([0; 4]);
        part.extend(chunk(b"VP8 ", &lossy));
        content.extend(chunk(b"ANMF", &part));
    } else {
        content.extend(chunk(b"VP8 ", &lossy));
    }
    chunk(b"RIFF", &content)
}

#[test]
fn a_frame_that_is_larger_than_its_webp_is_refused_before_it_is_decoded() {
    for animated in [false, true] {
        let bomb = webp_with_frame((10, 10), (16_383, 16_383), animated);
        assert_eq!(open::open(&bomb, &[10]).err(), Some(RenderError::Damaged));
    }
    assert_eq!(render(&webp_with_frame((6_000, 6_000), (6_000, 6_000), false), &[10]), Err(RenderError::TooLarge));
}

fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus/pictures");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pictures =
        files.filter(|path| path.extension().is_some_and(|extension| extension != "py" && extension != "md"));
    let read = |path: std::path::PathBuf| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())
    };
    pictures.map(read).collect()
}

/// What a decoder that holds the whole picture, and a filter over the whole picture, give.
fn whole(bytes: &[u8], width: u32, height: u32) -> RgbaImage {
    let picture = image::load_from_memory(bytes).unwrap().into_rgba8();
    imageops::resize(&picture, width, height, imageops::FilterType::CatmullRom)
}

#[test]
fn pictures_that_go_by_row_look_like_those_that_are_held_whole() {
    for (name, bytes) in corpus() {
        let rendered = render(&bytes, &[40, 120]).unwrap();
        for one in &rendered.renditions {
            let found = image::load_from_memory(&one.bytes).unwrap().into_rgba8();
            let scaled = (u64::from(rendered.height) * u64::from(one.width)).div_ceil(u64::from(rendered.width)) as u32;
            let expected = whole(&bytes, one.width, scaled);
            let samples = found.as_raw().len();
            let sum: u64 =
                found.as_raw().iter().zip(expected.as_raw()).map(|(one, other)| u64::from(one.abs_diff(*other))).sum();
            // The rendition is a JPEG of a picture of few pixels; a transparent one is not.
            let mean = sum as f64 / samples as f64;
            assert!(mean < if one.extension == "png" { 2.0 } else { 7.0 }, "{name} {}: {mean}", one.width);
        }
    }
}

#[test]
fn damaged_files_of_every_kind_do_not_panic() {
    let mut rng = fastrand::Rng::with_seed(23);
    for (_, whole) in corpus() {
        for _ in 0..40 {
            let mut damaged = whole.clone();
            damaged.truncate(rng.usize(1..=whole.len()));
            for _ in 0..rng.usize(0..5) {
                let at = rng.usize(..damaged.len());
                damaged[at] = rng.u8(..);
            }
            // Without the net of `render`.
            if let Ok(source) = open::open(&damaged, &[20, 60]) {
                let _ = render_rows(source, &[20, 60]);
            }
        }
    }
}

#[test]
fn a_photo_is_scaled_to_the_longer_side_and_never_enlarged() {
    for (size, edge, expected) in [
        ((64, 32), 16, (16, 8)),
        ((32, 64), 16, (8, 16)),
        ((64, 32), 64, (64, 32)),
        ((64, 32), 4096, (64, 32)),
        ((300, 1), 30, (30, 1)),
    ] {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let scaled = scale_down(&encode(&gradient(size.0, size.1).into(), format), edge).unwrap();
            assert_eq!((scaled.width, scaled.height, scaled.extension), (expected.0, expected.1, "jpg"), "{format:?}");
            let back = image::load_from_memory(&scaled.bytes).unwrap();
            assert_eq!((back.width(), back.height()), expected, "{format:?}");
        }
    }
    assert_eq!(scale_down(b"no picture", 10), Err(RenderError::NotAPicture));
}

#[test]
fn the_rows_of_a_scaled_jpeg_stay_in_the_order_of_the_file() {
    for orientation in 1..=8 {
        let scaled = scale_down(&oriented_jpeg(orientation), 32).unwrap();
        assert_eq!((scaled.width, scaled.height), (32, 16), "{orientation}");
        let back = image::load_from_memory(&scaled.bytes).unwrap().into_rgb8();
        assert!(near(back.get_pixel(0, 0).0, [2, 4, 90]), "{orientation}: {:?}", back.get_pixel(0, 0));
    }
}
