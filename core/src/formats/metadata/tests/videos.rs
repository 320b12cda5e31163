//! What only videos and HEIC have.

use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use super::super::{MediaType, Note, Refusal, VideoError, clean_image, clean_video};
use super::boxed::{self, Video, boxed, keyed, uuid, video};
use super::inputs::{self, LABEL, Tiff};
use super::table::find;

fn refusal(bytes: &[u8]) -> Option<Refusal> {
    let mut copy = bytes.to_vec();
    let refusal = match clean_video(&mut Cursor::new(&mut copy)) {
        Err(VideoError::Refused(refusal)) => Some(refusal),
        Err(VideoError::Io(error)) => panic!("{error}"),
        Ok(_) => None,
    };
    assert!(refusal.is_none() || copy == bytes, "a file that is refused is not changed");
    refusal
}

/// A file that counts what is read and how much of it at once.
struct Counted<'a> {
    file: Cursor<&'a mut Vec<u8>>,
    read: usize,
    written: usize,
    largest: usize,
}

impl Read for Counted<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        self.largest = self.largest.max(bytes.len());
        let length = self.file.read(bytes)?;
        self.read += length;
        Ok(length)
    }
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.written += bytes.len();
        self.file.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

#[test]
fn a_long_video_is_neither_read_whole_nor_written_where_nothing_changes() {
    let spec = Video { late: true, user_data: vec![boxed(b"\xa9xyz", b"+25.3042+103.0421")], ..Video::default() };
    let (short, _) = video(&spec);
    // Samples that no table names, as if there were more of them.
    let at = find(&short, b"mdat").unwrap() + 12;
    let more = vec![0xab; 8 << 20];
    let mut bytes = [&short[..at], boxed::PIXELS, &more, &short[at + boxed::PIXELS.len()..]].concat();
    let size = at - 8;
    let length = u64::from_be_bytes(bytes[size..at].try_into().unwrap()) + more.len() as u64;
    bytes[size..at].copy_from_slice(&length.to_be_bytes());
    let mut file = Counted { file: Cursor::new(&mut bytes), read: 0, written: 0, largest: 0 };
    clean_video(&mut file).unwrap();
    assert!(file.read < 64 << 10 && file.largest <= 64 << 10 && file.written > 0, "{} {}", file.read, file.largest);
    file.written = 0;
    clean_video(&mut file).unwrap();
    assert_eq!(file.written, 0);
    assert!(find(&bytes, b"+25.3042").is_none());
}

#[test]
fn keys_and_values_of_the_label_alone_are_numbered_anew() {
    let items = [("com.apple.quicktime.make", "HUAWEI"), ("AIGC", LABEL), ("com.apple.quicktime.software", "Dashcam")];
    for quicktime in [false, true] {
        let (mut bytes, _) = video(&Video { quicktime, user_data: vec![keyed(quicktime, &items)], ..Video::default() });
        let cleaned = clean_video(&mut Cursor::new(&mut bytes)).unwrap();
        assert!(cleaned.notes.contains(&Note::LabelKept) && cleaned.notes.contains(&Note::DetailsRemoved));
        let wanted = keyed(quicktime, &[("AIGC", LABEL)]);
        // The same boxes, but for the size around them and the free space in between.
        let (keys, list) = (find(&wanted, b"keys").unwrap(), find(&wanted, b"ilst").unwrap());
        assert!(find(&bytes, &wanted[keys - 4..list - 4]).is_some() && find(&bytes, &wanted[list - 4..]).is_some());
        assert!(find(&bytes, b"quicktime.make").is_none());
    }
}

#[test]
fn telemetry_outside_of_the_data_refuses_the_file() {
    let (bytes, _) = video(&Video { telemetry: true, ..Video::default() });
    assert_eq!(refusal(&bytes), None);
    let tables: Vec<usize> = (0..bytes.len() - 4).filter(|at| &bytes[*at..*at + 4] == b"stco").collect();
    let [_, telemetry] = tables[..] else { panic!("two tracks") };
    let mut hostile = bytes.clone();
    hostile[telemetry + 12..telemetry + 16].copy_from_slice(&[0, 0, 0, 40]);
    assert_eq!(refusal(&hostile), Some(Refusal::Damaged(MediaType::Mp4)));
    // The samples of fragments are in other tables.
    let fragmented = [bytes, boxed(b"moof", &boxed::full_boxed(b"mfhd", 0, &[0; 4]))].concat();
    assert_eq!(refusal(&fragmented), Some(Refusal::Unsupported(MediaType::Mp4)));
    let plain = [video(&Video::default()).0, boxed(b"moof", &boxed::full_boxed(b"mfhd", 0, &[0; 4]))].concat();
    assert_eq!(refusal(&plain), None);
}

#[test]
fn a_video_that_is_cut_or_wrong_is_refused_as_it_is() {
    let damaged = Some(Refusal::Damaged(MediaType::Mp4));
    let (bytes, _) = video(&Video { user_data: vec![boxed(b"\xa9xyz", b"+25.3042+103.0421")], ..Video::default() });
    assert_eq!(refusal(&bytes[..bytes.len() - 5]), damaged);
    assert_eq!(refusal(&bytes[..60]), damaged);
    assert_eq!(refusal(&boxed(b"ftyp", b"isom\0\0\0\0mp42")), damaged);
    assert_eq!(refusal(&inputs::encoded(image::ImageFormat::Png)), Some(Refusal::UnknownType));
    // Samples in another file: a path, and no video.
    let at = find(&bytes, b"url \0\0\0\x01").unwrap() + 7;
    let mut elsewhere = bytes.clone();
    elsewhere[at] = 0;
    assert_eq!(refusal(&elsewhere), Some(Refusal::Unsupported(MediaType::Mp4)));
    let broken = boxed::xmp_uuid("<TC260:AIGC>");
    assert_eq!(refusal(&[bytes, broken].concat()), Some(Refusal::LabelUnreadable));
}

#[test]
fn a_credential_of_a_video_stays_unless_it_is_about_a_person() {
    for (words, note) in [("stds.exif", Note::CredentialRemoved), ("c2pa.actions", Note::CredentialNoLongerMatches)] {
        let credential = uuid("d8fec3d6-1b0e-483c-9297-5828877ec481", format!("c2pa {words}").as_bytes());
        let (mut bytes, _) = video(&Video { file: vec![credential.clone()], ..Video::default() });
        let cleaned = clean_video(&mut Cursor::new(&mut bytes)).unwrap();
        assert_eq!(cleaned.notes, [Note::DetailsRemoved, note]);
        assert_eq!(find(&bytes, &credential).is_some(), note == Note::CredentialNoLongerMatches);
    }
}

#[test]
fn metadata_that_is_said_to_be_where_the_picture_is_refuses_the_file() {
    let tiff = Tiff { personal: true, ..Tiff::default() }.build();
    let bytes = boxed::heic(boxed::TABLE, Some(&tiff), None, &[]);
    let table = find(&bytes, b"iloc").unwrap() + 4;
    // Version and flags, sizes, count; of each item: identity, reference, count, offset, length.
    let offset = |item: usize| table + 8 + item * 14 + 6;
    let mut hostile = bytes.clone();
    let picture: [u8; 4] = bytes[offset(0)..offset(0) + 4].try_into().unwrap();
    hostile[offset(1)..offset(1) + 4].copy_from_slice(&picture);
    assert_eq!(clean_image(&hostile).err(), Some(Refusal::Damaged(MediaType::Heic)));
    hostile[offset(1)..offset(1) + 4].copy_from_slice(&[0, 0, 0, 60]);
    assert_eq!(clean_image(&hostile).err(), Some(Refusal::Damaged(MediaType::Heic)), "in the tables");
}

#[test]
fn an_item_of_an_unknown_type_becomes_zeros() {
    let bytes = boxed::heic(boxed::TABLE, None, Some("Li Moumou"), &[]);
    let at = find(&bytes, b"mime\0application").unwrap();
    let mut other = bytes.clone();
    other[at..at + 4].copy_from_slice(b"blob");
    let cleaned = clean_image(&other).unwrap();
    assert!(find(&cleaned.bytes, b"Moumou").is_none() && cleaned.bytes.len() == bytes.len());
}
