use std::fs;
use std::path::Path;

use image::{ImageEncoder, RgbImage};

use super::super::rows::Source;
use super::*;

fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jpg"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    assert!(files.len() >= 10, "{}", files.len());
    files
}

fn pixels(mut source: Source<'_>) -> RgbImage {
    let mut samples = vec![0; source.row_width as usize * source.row_count as usize * 3];
    for row in samples.chunks_exact_mut(source.row_width as usize * 3) {
        source.rows.next_row(row).unwrap();
    }
    RgbImage::from_raw(source.row_width, source.row_count, samples).unwrap()
}

/// The mean difference of two pictures' samples, and the largest.
fn difference(one: &RgbImage, other: &RgbImage) -> (f64, u8) {
    assert_eq!(one.dimensions(), other.dimensions());
    let differences = one.as_raw().iter().zip(other.as_raw()).map(|(one, other)| one.abs_diff(*other));
    let sum: u64 = differences.clone().map(u64::from).sum();
    (sum as f64 / one.as_raw().len() as f64, differences.max().unwrap())
}

#[test]
fn every_kind_of_file_has_the_pixels_that_another_decoder_gives() {
    for (name, bytes) in files("tests/corpus/pictures").into_iter().chain(files("tests/publisher/content/media")) {
        let expected = image::load_from_memory(&bytes).unwrap().into_rgb8();
        let (mean, most) = difference(&pixels(open(&bytes, u32::MAX).unwrap()), &expected);
        // Decoders differ in how they round, and how they mix colours at the edges of blocks.
        assert!(mean < 0.75 && most <= 16, "{name}: {mean} {most}");
    }
}

#[test]
fn reduced_pictures_look_like_the_averaged_original() {
    for (name, bytes) in files("tests/corpus/pictures") {
        let whole = image::load_from_memory(&bytes).unwrap().into_rgb8();
        for size in [1, 2, 4] {
            let width = reduced(whole.width(), size);
            let source = open(&bytes, width).unwrap();
            if whole.width() < 150 || source.row_width != width {
                // Too small for the placeholder.
                continue;
            }
            let reduced_picture = pixels(source);
            let (width, height) = reduced_picture.dimensions();
            let filter = image::imageops::FilterType::Lanczos3;
            let (mean, _) = difference(&reduced_picture, &image::imageops::resize(&whole, width, height, filter));
            assert!(mean < 10.0, "{name} {size}: {mean}");
            // Apart from how sharp they are, they are the same.
            let coarse = |picture: &RgbImage| image::imageops::thumbnail(picture, 10, 6);
            let (mean, most) = difference(&coarse(&reduced_picture), &coarse(&whole));
            assert!(mean < 2.5 && most < 16, "{name} {size}: {mean} {most}");
        }
    }
}

#[test]
fn a_picture_is_reduced_as_far_as_its_widest_rendition_allows() {
    let wide = encode(3_000, 60);
    for (wanted, expected) in
        [(3_000, 3_000), (1_501, 3_000), (1_500, 1_500), (751, 1_500), (750, 750), (375, 375), (1, 375)]
    {
        let source = open(&wide, wanted).unwrap();
        assert_eq!((source.width, source.row_width), (3_000, expected), "{wanted}");
    }
}

fn encode(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, (x / 7) as u8]));
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 80);
    encoder.write_image(picture.as_raw(), width, height, image::ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// The parts of a JPEG: what stands before the size, the segments after it, and the bits of its scan.
fn parts(bytes: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let find = |marker: u8| bytes.windows(2).position(|two| two == [0xff, marker]).unwrap();
    let end = |at: usize| at + 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    let (frame, scan) = (find(0xc0), find(0xda));
    (bytes[..frame].to_vec(), bytes[end(frame)..scan].to_vec(), bytes[end(scan)..bytes.len() - 2].to_vec())
}

#[test]
fn components_may_have_scans_of_their_own() {
    let planes =
        [3, 5, 11].map(|step| image::GrayImage::from_fn(50, 37, |x, y| image::Luma([(x * step + y * 2) as u8])));
    let files = planes.clone().map(|plane| {
        let mut bytes = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90)
            .write_image(plane.as_raw(), 50, 37, image::ExtendedColorType::L8)
            .unwrap();
        bytes
    });
    let (mut bytes, tables, _) = parts(&files[0]);
    bytes.extend([0xff, 0xc0, 0, 17, 8, 0, 37, 0, 50, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    bytes.extend(tables);
    for (id, file) in (1..).zip(&files) {
        bytes.extend([0xff, 0xda, 0, 8, 1, id, 0, 0, 63, 0]);
        bytes.extend(parts(file).2);
    }
    bytes.extend([0xff, 0xd9]);
    let expected = files.map(|file| image::load_from_memory(&file).unwrap().into_luma8());
    let found = pixels(open(&bytes, u32::MAX).unwrap());
    for (x, y, pixel) in found.enumerate_pixels() {
        let [luma, blue, red] = [0, 1, 2].map(|plane| expected[plane].get_pixel(x, y).0[0]);
        let wanted = ColourSpace::YCbCr.rgb([luma, blue, red, 0]);
        assert!(
            pixel.0.iter().zip(wanted).all(|(one, other)| one.abs_diff(other) <= 5),
            "{x} {y}: {pixel:?} {wanted:?}"
        );
    }
}

#[test]
fn a_progressive_picture_over_the_budget_is_reduced_further() {
    let (_, bytes) =
        files("tests/corpus/pictures").into_iter().find(|(name, _)| name == "progressive-444.jpg").unwrap();
    let at = bytes.windows(2).position(|two| two == [0xff, 0xc2]).unwrap() + 5;
    let with_size = |width: u16, height: u16| {
        let mut bytes = bytes.clone();
        bytes[at..at + 2].copy_from_slice(&height.to_be_bytes());
        bytes[at + 2..at + 4].copy_from_slice(&width.to_be_bytes());
        bytes
    };
    for (width, height, row_width) in [(1_080, 6_000, 1_080), (1_080, 23_000, 540), (5_000, 5_000, 2_500)] {
        let large = with_size(width, height);
        let source = open(&large, u32::from(width)).unwrap();
        assert_eq!((source.row_width, source.width), (row_width, u32::from(width)));
        let header = markers::read_header(&large).unwrap();
        let size = (row_width as usize * BLOCK).div_ceil(usize::from(width));
        assert!(Coefficients::memory(&header.frame, size) <= MAX_DECODER_MEMORY);
    }
}

#[test]
fn damaged_and_cut_files_neither_panic_nor_fail_to_end() {
    let mut rng = fastrand::Rng::with_seed(5);
    for (name, whole) in files("tests/corpus/pictures") {
        let drain = |bytes: &[u8], width: u32| {
            if let Ok(mut source) = open(bytes, width) {
                let mut row = vec![0; source.row_width as usize * 3];
                for _ in 0..source.row_count {
                    source.rows.next_row(&mut row).unwrap();
                }
            }
        };
        for part in 0..24 {
            drain(&whole[..whole.len() * part / 24], 80);
        }
        for round in 0..200 {
            let mut damaged = whole.clone();
            for _ in 0..rng.usize(1..6) {
                let at = rng.usize(2..damaged.len());
                damaged[at] = rng.u8(..);
            }
            // A size that became large only takes long.
            if markers::read_header(&damaged).is_ok_and(|header| header.frame.width.max(header.frame.height) > 1_000) {
                continue;
            }
            drain(&damaged, [1, 40, 80, 157][round % 4]);
        }
        assert!(open(&whole[..whole.len() - 2], 157).is_ok(), "{name}");
    }
}

#[test]
fn scans_without_end_are_cut_off() {
    let (_, bytes) =
        files("tests/corpus/pictures").into_iter().find(|(name, _)| name == "progressive-grey.jpg").unwrap();
    let scan = bytes.windows(2).rposition(|two| two == [0xff, 0xda]).unwrap();
    let last = bytes[scan..bytes.len() - 2].to_vec();
    let mut endless = bytes[..scan].to_vec();
    (0..50_000).for_each(|_| endless.extend_from_slice(&last[..10.min(last.len())]));
    let began = std::time::Instant::now();
    assert_eq!(pixels(open(&endless, 157).unwrap()).dimensions(), (157, 93));
    assert!(began.elapsed().as_secs() < 5);
}
