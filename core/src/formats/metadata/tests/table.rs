//! The table: each container × personal data in each place × a label in each place × orientation × profile.

use std::io::Cursor;

use super::super::{Cleaned, MediaType, Note, clean_image, clean_video, sniff};
use super::boxed::{self, Video, keyed, video, xmp_uuid};
use super::inputs::{self, LABEL, PERSONAL, Tiff};

/// A file, and what a cleaned one has to have.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// The label's value and what stands around it.
    pub(super) labels: Vec<Vec<u8>>,
    pub(super) orientation: u8,
    /// Bytes of the profile.
    pub(super) profile: Option<Vec<u8>>,
}

impl Case {
    fn new(name: String, bytes: Vec<u8>, labels: &[&[u8]]) -> Self {
        let labels = labels.iter().map(|label| label.to_vec()).collect();
        Self { name, bytes, labels, orientation: 1, profile: None }
    }
}

/// A label in EXIF or in a packet.
#[derive(Clone)]
struct Labelled {
    name: String,
    tiff: Tiff,
    packet: Option<String>,
    values: Vec<Vec<u8>>,
}

/// Labels in each place that JPEG, PNG, WebP and HEIC share; with personal data beside it or without.
fn labelled(personal_exif: bool, personal_xmp: bool) -> Vec<Labelled> {
    let mut all = Vec::new();
    for little_endian in [false, true] {
        let tiff = Tiff { little_endian, personal: personal_exif, ..Tiff::default() };
        let packet = personal_xmp.then(|| inputs::xmp(true, "", ""));
        let name = |place: &str| format!("{place}, {}", if little_endian { "little endian" } else { "big endian" });
        let none = Labelled { name: name("none"), tiff: tiff.clone(), packet, values: Vec::new() };
        for (number, comment) in inputs::user_comments(little_endian).into_iter().enumerate() {
            all.push(Labelled {
                name: name(&format!("user comment {number}")),
                tiff: Tiff { user_comment: Some(comment.clone()), ..tiff.clone() },
                values: vec![comment],
                ..none.clone()
            });
        }
        all.push(Labelled {
            name: name("description"),
            tiff: Tiff { description: Some(LABEL.as_bytes().to_vec()), ..tiff.clone() },
            values: vec![LABEL.as_bytes().to_vec()],
            ..none.clone()
        });
        all.push(none);
    }
    for (number, (packet, value)) in inputs::labelled_packets(personal_xmp).into_iter().enumerate() {
        let tiff = Tiff { personal: personal_exif, ..Tiff::default() };
        let values = vec![value.into_bytes()];
        all.push(Labelled { name: format!("packet {number}"), tiff, packet: Some(packet), values });
    }
    all
}

fn pictures() -> Vec<Case> {
    let profile = inputs::profile_segments().concat();
    let mut cases = Vec::new();
    for (personal_exif, personal_xmp, trailer) in
        [(true, true, true), (true, false, false), (false, true, false), (false, false, true)]
    {
        for Labelled { name, mut tiff, packet, values } in labelled(personal_exif, personal_xmp) {
            for (orientation, with_profile) in [(1, true), (6, false), (6, true)] {
                tiff.orientation = orientation;
                let exif = tiff.build();
                let trailer: &[u8] = if trailer { b"BEHIND THE PICTURE" } else { b"" };
                let mut files = Vec::new();
                let mut segments = vec![inputs::exif_segment(&exif)];
                segments.extend(packet.as_deref().map(inputs::xmp_segment));
                segments.extend(if with_profile { inputs::profile_segments() } else { Vec::new() });
                segments.extend(if personal_exif { inputs::personal_segments() } else { Vec::new() });
                files.push((MediaType::Jpeg, inputs::jpeg(&segments, trailer), Some(profile.clone())));

                let own = inputs::png_chunk(b"iCCP", &[b"own\0\0".as_slice(), &inputs::deflated(&[7; 40])].concat());
                let mut before = if with_profile { vec![own.clone()] } else { Vec::new() };
                before.push(inputs::png_chunk(b"eXIf", &exif));
                let packet_chunk = packet.as_ref().map(|packet| {
                    inputs::png_chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", packet.as_bytes()].concat())
                });
                if personal_exif {
                    before.push(inputs::png_chunk(b"tEXt", b"Author\0Li Moumou"));
                    before.push(inputs::png_chunk(b"tIME", b"\x07\xea\x0b\x1d\x08\0\0"));
                    before.extend(packet_chunk.clone());
                }
                let behind = if personal_exif { Vec::new() } else { packet_chunk.into_iter().collect() };
                files.push((MediaType::Png, inputs::png(&before, &behind, trailer), Some(own)));

                let own = inputs::riff_chunk(b"ICCP", &[9; 41]);
                let before = if with_profile { vec![own.clone()] } else { Vec::new() };
                let mut behind = vec![inputs::riff_chunk(b"EXIF", &exif)];
                behind.extend(packet.as_ref().map(|packet| inputs::riff_chunk(b"XMP ", packet.as_bytes())));
                behind.extend(personal_exif.then(|| inputs::riff_chunk(b"HUAW", b"HUAWEI")));
                let flags = if with_profile { 0x20 } else { 0 } | if packet.is_some() { 0x0c } else { 0x08 };
                files.push((MediaType::WebP, inputs::webp(Some(flags), &before, &behind, trailer), Some(own)));

                let behind = if trailer.is_empty() { vec![] } else { vec![boxed::boxed(b"mpvd", trailer)] };
                let heic = boxed::heic(boxed::TABLE, Some(&exif), packet.as_deref(), &behind);
                files.push((MediaType::Heic, heic, Some(b"prof<colour profile>".to_vec())));

                for (kind, bytes, own) in files {
                    let personal = (personal_exif, personal_xmp, !trailer.is_empty());
                    cases.push(Case {
                        name: format!(
                            "{kind:?}, {name}, {personal:?}, orientation {orientation}, profile {with_profile}"
                        ),
                        bytes,
                        labels: values.clone(),
                        orientation: orientation as u8,
                        profile: own.filter(|_| with_profile || kind == MediaType::Heic),
                    });
                }
            }
        }
    }
    cases
}

fn texts() -> Vec<Case> {
    let compressed = inputs::deflated(LABEL.as_bytes());
    let (packet, value) = inputs::labelled_packets(true).swap_remove(0);
    let chunks = [
        inputs::png_chunk(b"tEXt", &[b"AIGC\0", LABEL.as_bytes()].concat()),
        inputs::png_chunk(b"zTXt", &[b"AIGC\0\0", &*compressed].concat()),
        inputs::png_chunk(b"iTXt", &[b"AIGC\0\0\0\0\0", LABEL.as_bytes()].concat()),
        inputs::png_chunk(b"iTXt", &[b"AIGC\0\x01\0\0\0", &*compressed].concat()),
        inputs::png_chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\x01\0\0\0", &*inputs::deflated(packet.as_bytes())].concat()),
    ];
    let mut cases = Vec::new();
    for (number, chunk) in chunks.into_iter().enumerate() {
        let wanted = if number == 4 { value.as_bytes() } else { &*chunk };
        for behind in [false, true] {
            let (before, after) = if behind { (vec![], vec![chunk.clone()]) } else { (vec![chunk.clone()], vec![]) };
            let bytes = inputs::png(&before, &after, b"BEHIND THE PICTURE");
            cases.push(Case::new(format!("Png, text {number}, behind {behind}"), bytes, &[wanted]));
        }
    }
    cases
}

/// EXIF, XMP and IPTC as digits in texts.
fn raw_profiles() -> Vec<Case> {
    let iptc = b"8BIM\x04\x04\0\0\0\0\0\x11\x1c\x02\x5a\0\x0cYanglin Town\0";
    let mut cases = Vec::new();
    for (number, Labelled { name, tiff, packet, values }) in labelled(true, true).into_iter().enumerate() {
        for (header, keyword) in [(true, "exif"), (true, "APP1"), (false, "exif"), (false, "EXIF")] {
            let exif = [if header { b"Exif\0\0".as_slice() } else { b"" }, &tiff.build()].concat();
            let marked = keyword == "APP1";
            let packet = packet.iter().map(|packet| {
                let header: &[u8] = if marked { b"http://ns.adobe.com/xap/1.0/\0" } else { b"" };
                let packet = [header, packet.as_bytes()].concat();
                inputs::raw_profile(if marked { keyword } else { "xmp" }, &packet, number % 2 == 0)
            });
            let mut chunks = vec![inputs::raw_profile(keyword, &exif, number % 2 == 1)];
            chunks.extend(packet);
            chunks.push(inputs::raw_profile("iptc", iptc, number % 2 == 0));
            let behind = header && number % 3 == 0;
            let (before, after) = if behind { (vec![], chunks) } else { (chunks, vec![]) };
            let bytes = inputs::png(&before, &after, b"BEHIND THE PICTURE");
            let values: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
            let name = format!("Png, raw profile {keyword} with header {header}, {name}, behind {behind}");
            cases.push(Case::new(name, bytes, &values));
        }
    }
    cases
}

/// All pictures.
pub(super) fn all_pictures() -> Vec<Case> {
    [pictures(), texts(), raw_profiles()].into_iter().flatten().collect()
}

/// Boxes, or values of labels.
type Parts = Vec<Vec<u8>>;

/// All videos, each with the range of its picture.
pub(super) fn all_videos() -> Vec<(Case, std::ops::Range<usize>)> {
    let label = LABEL.as_bytes();
    let mut cases = Vec::new();
    for (quicktime, late, telemetry) in
        [(false, false, false), (false, true, true), (true, false, true), (true, true, false)]
    {
        let personal_items = [
            ("com.apple.quicktime.location.ISO6709", "+25.3042+103.0421"),
            ("com.apple.quicktime.make", "HUAWEI"),
            ("com.apple.quicktime.creationdate", "2026-11-29T08:00:00"),
        ];
        let mut places: Vec<(&str, Parts, Parts, Parts)> = vec![
            ("none", vec![keyed(quicktime, &personal_items)], vec![], vec![]),
            (
                "keys",
                vec![keyed(quicktime, &[&personal_items[..], &[("AIGC", LABEL)]].concat())],
                vec![],
                vec![label.to_vec()],
            ),
            (
                "two keys",
                vec![keyed(quicktime, &[("AIGC", LABEL), personal_items[0], ("comment", LABEL), personal_items[1]])],
                vec![],
                vec![label.to_vec()],
            ),
            (
                "listed",
                vec![boxed::listed(&[
                    boxed::text_item(b"\xa9too", "HUAWEI"),
                    boxed::own_item("AIGC", LABEL),
                    boxed::own_item("owner", "Li Moumou"),
                    boxed::text_item(b"\xa9cmt", &format!("{{\"AIGC\":{LABEL}}}")),
                ])],
                vec![],
                vec![label.to_vec()],
            ),
        ];
        for (number, (packet, value)) in inputs::labelled_packets(true).into_iter().enumerate() {
            let value = vec![value.into_bytes()];
            if number % 2 == 0 {
                places.push(("packet", vec![], vec![xmp_uuid(&packet)], value));
            } else {
                places.push(("packet in user data", vec![boxed::boxed(b"XMP_", packet.as_bytes())], vec![], value));
            }
        }
        for (name, mut user_data, mut file, labels) in places {
            user_data.push(boxed::boxed(b"\xa9xyz", b"\0\x11\x15\xc7+25.3042+103.0421"));
            user_data.push(boxed::full_boxed(b"loci", 0, b"\x55\xc4Yanglin Town\0\0"));
            file.push(boxed::boxed(b"free", b"HUAWEI 2026:11:29"));
            file.push(boxed::uuid("00112233-4455-6677-8899-aabbccddeeff", b"SN-20481234"));
            file.push(boxed::boxed(b"sefd", b"BEHIND THE PICTURE"));
            let track_data = vec![boxed::boxed(b"\xa9mod", b"\0\x06\x15\xc7HUAWEI"), keyed(quicktime, &personal_items)];
            let spec = Video { quicktime, late, user_data, track_data, file, telemetry };
            let (bytes, pixels) = video(&spec);
            let name = format!("{}, {name}, late {late}, telemetry {telemetry}", if quicktime { "Mov" } else { "Mp4" });
            cases.push((Case { labels, ..Case::new(name, bytes, &[]) }, pixels));
        }
    }
    cases
}

pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn check_bytes(name: &str, bytes: &[u8], labels: &[Vec<u8>]) {
    let bytes = &inputs::with_raw_profiles(bytes);
    for personal in PERSONAL {
        let at = find(bytes, personal);
        assert!(at.is_none(), "{name}: {:?} is left at {at:?}", String::from_utf8_lossy(personal));
    }
    for label in labels {
        assert!(find(bytes, label).is_some(), "{name}: no {}", String::from_utf8_lossy(label));
    }
}

fn clean(case: &Case) -> Cleaned {
    clean_image(&case.bytes).unwrap_or_else(|refusal| panic!("{}: {refusal:?}", case.name))
}

fn pixels(bytes: &[u8]) -> Vec<u8> {
    image::load_from_memory(bytes).unwrap().to_rgba8().into_raw()
}

#[test]
fn nothing_personal_is_left_of_a_picture_and_all_of_its_label() {
    let cases = all_pictures();
    assert!(cases.len() > 500, "{}", cases.len());
    for case in &cases {
        let name = &case.name;
        let cleaned = clean(case);
        check_bytes(name, &cleaned.bytes, &case.labels);
        assert_eq!(cleaned.label.is_some(), !case.labels.is_empty(), "{name}");
        assert_eq!(cleaned.notes.contains(&Note::LabelKept), !case.labels.is_empty(), "{name}");
        assert_eq!(sniff(&cleaned.bytes), Some(cleaned.kind), "{name}");
        if let Some(profile) = &case.profile {
            assert!(find(&cleaned.bytes, profile).is_some(), "{name}: no profile");
        }
        if cleaned.kind == MediaType::Heic {
            assert_eq!((cleaned.width, cleaned.height, cleaned.orientation), (48, 64, 6), "{name}");
            assert_eq!(cleaned.bytes.len(), case.bytes.len(), "{name}");
            assert_eq!(find(&cleaned.bytes, boxed::PIXELS), find(&case.bytes, boxed::PIXELS), "{name}");
        } else {
            assert_eq!(cleaned.orientation, case.orientation, "{name}");
            let size = if case.orientation == 6 { (17, 33) } else { (33, 17) };
            assert_eq!((cleaned.width, cleaned.height), size, "{name}");
            assert_eq!(pixels(&cleaned.bytes), pixels(&case.bytes), "{name}");
        }
        let again = clean_image(&cleaned.bytes).unwrap();
        assert!(again.bytes == cleaned.bytes, "{name}: a second cleaning changes it");
        assert!(again.label == cleaned.label, "{name}: a second cleaning reads another label");
        let kept: &[Note] = if case.labels.is_empty() { &[] } else { &[Note::LabelKept] };
        assert_eq!(again.notes, kept, "{name}");
        let by_reader = image_orientation(&cleaned);
        assert!(by_reader.is_none_or(|orientation| orientation == case.orientation), "{name}: {by_reader:?}");
    }
}

/// The orientation that the image library reads.
fn image_orientation(cleaned: &Cleaned) -> Option<u8> {
    use image::ImageDecoder;
    let cursor = Cursor::new(&cleaned.bytes);
    let orientation = match cleaned.kind {
        MediaType::Jpeg => image::codecs::jpeg::JpegDecoder::new(cursor).unwrap().orientation(),
        MediaType::Png => image::codecs::png::PngDecoder::new(cursor).unwrap().orientation(),
        MediaType::WebP => image::codecs::webp::WebPDecoder::new(cursor).unwrap().orientation(),
        _ => return None,
    };
    Some(orientation.unwrap().to_exif())
}

#[test]
fn nothing_personal_is_left_of_a_video_and_all_of_its_label() {
    let cases = all_videos();
    assert!(cases.len() > 40, "{}", cases.len());
    for (case, picture) in &cases {
        let name = &case.name;
        let mut bytes = case.bytes.clone();
        let cleaned = clean_video(&mut Cursor::new(&mut bytes)).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        check_bytes(name, &bytes, &case.labels);
        assert_eq!(cleaned.label.is_some(), !case.labels.is_empty(), "{name}");
        assert_eq!((cleaned.width, cleaned.height), (360, 640), "{name}");
        assert_eq!(Some(cleaned.kind), sniff(&bytes), "{name}");
        assert_eq!(bytes.len(), case.bytes.len(), "{name}");
        assert_eq!(&bytes[picture.clone()], boxed::PIXELS, "{name}");
        assert!(cleaned.notes.contains(&Note::LocationRemoved) && cleaned.notes.contains(&Note::TrailerRemoved));
        assert_eq!(cleaned.notes.contains(&Note::TracksRemoved), name.contains("telemetry true"), "{name}");
        let once = bytes.clone();
        let again = clean_video(&mut Cursor::new(&mut bytes)).unwrap();
        assert!(bytes == once, "{name}: a second cleaning changes it");
        assert!(again.label == cleaned.label, "{name}: a second cleaning reads another label");
    }
}

#[test]
fn every_form_of_the_table_of_places_is_read() {
    let (packet, value) = inputs::labelled_packets(true).swap_remove(0);
    let comment = inputs::user_comments(true).swap_remove(0);
    let tiff = Tiff { little_endian: true, personal: true, user_comment: Some(comment.clone()), ..Tiff::default() };
    for table in boxed::tables() {
        let bytes = boxed::heic(table, Some(&tiff.build()), Some(&packet), &[]);
        let cleaned = clean_image(&bytes).unwrap_or_else(|refusal| panic!("{table:?}: {refusal:?}"));
        check_bytes(&format!("{table:?}"), &cleaned.bytes, &[comment.clone(), value.clone().into_bytes()]);
        assert!(clean_image(&cleaned.bytes).unwrap().bytes == cleaned.bytes, "{table:?}");
    }
}
