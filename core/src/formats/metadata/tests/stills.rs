//! What only one container of pictures has.

use std::fs;
use std::path::Path;

use image::ImageFormat;

use super::super::{MediaType, Note, Refusal, clean_image, sniff, with_label};
use super::boxed;
use super::inputs::{self, LABEL, Tiff, segment};
use super::table::find;

fn refusal(bytes: &[u8]) -> Option<Refusal> {
    clean_image(bytes).err()
}

fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus/pictures");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let wanted = |path: &Path| path.extension().is_some_and(|end| end == "jpg" || end == "png" || end == "webp");
    files.filter(|path| wanted(path)).map(|path| (path.display().to_string(), fs::read(path).unwrap())).collect()
}

/// Progressive, with restarts, CMYK, palettes, animations: what decoders meet.
#[test]
fn the_pixels_of_every_picture_of_the_corpus_stay() {
    let corpus = corpus();
    assert!(corpus.len() > 20, "{}", corpus.len());
    let mut decoded = 0;
    for (name, bytes) in corpus {
        let Ok(before) = image::load_from_memory(&bytes) else { continue };
        let cleaned = clean_image(&bytes).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        let after = image::load_from_memory(&cleaned.bytes).unwrap();
        assert!(before == after, "{name}");
        let (stored, size) = ((before.width(), before.height()), (cleaned.width, cleaned.height));
        assert_eq!(size, if cleaned.orientation >= 5 { (stored.1, stored.0) } else { stored }, "{name}");
        assert!(clean_image(&cleaned.bytes).unwrap().bytes == cleaned.bytes, "{name}");
        decoded += 1;
    }
    assert!(decoded > 20, "{decoded}");
}

#[test]
fn a_type_is_recognised_by_its_content() {
    let brands = |major: &str, more: &str| boxed::boxed(b"ftyp", format!("{major}\0\0\0\0{more}").as_bytes());
    for (head, kind) in [
        (inputs::encoded(ImageFormat::Jpeg), Some(MediaType::Jpeg)),
        (inputs::encoded(ImageFormat::Png), Some(MediaType::Png)),
        (inputs::encoded(ImageFormat::WebP), Some(MediaType::WebP)),
        (brands("heic", "mif1heic"), Some(MediaType::Heic)),
        (brands("mif1", "mif1heic"), Some(MediaType::Heic)),
        (brands("msf1", "hevc"), Some(MediaType::Heic)),
        (brands("mif1", "avifmif1"), None),
        (brands("avif", "mif1"), None),
        (brands("isom", "iso2avc1mp41"), Some(MediaType::Mp4)),
        (brands("3gp5", ""), Some(MediaType::Mp4)),
        (brands("XXXX", "mp42"), Some(MediaType::Mp4)),
        (brands("qt  ", "qt  "), Some(MediaType::Mov)),
        (brands("jxl ", "jxl "), None),
        (boxed::boxed(b"wide", b""), Some(MediaType::Mov)),
        (b"GIF89a".to_vec(), None),
        (b"RIFF\x10\0\0\0WAVE".to_vec(), None),
        (Vec::new(), None),
    ] {
        assert_eq!(sniff(&head), kind, "{}", String::from_utf8_lossy(&head[..head.len().min(20)]));
    }
    assert_eq!(refusal(b"GIF89a"), Some(Refusal::UnknownType));
    assert_eq!(refusal(&brands("isom", "mp42")), Some(Refusal::UnknownType));
}

/// Frames, tables and scans in the order of a progressive, arithmetically coded picture with restarts and fill bytes.
#[test]
fn scans_are_copied_whatever_their_coding() {
    let frame = segment(0xca, &[8, 0, 16, 0, 32, 1, 1, 0x11, 0]);
    let scan = [segment(0xda, &[1, 1, 0, 0, 63, 0]), vec![1, 0xff, 0, 2, 0xff, 0xd0, 3, 0xff, 0xff, 0xd1, 4]].concat();
    let tables = [segment(0xdb, &[0; 65]), segment(0xcc, &[0, 1]), segment(0xdd, &[0, 4])].concat();
    let parts = |fill: &[u8], between: &[u8]| {
        [&[0xff, 0xd8], fill, &tables, fill, &frame, &scan, between, fill, &scan, fill, &[0xff, 0xd9]].concat()
    };
    let cleaned = clean_image(&parts(&[0xff, 0xff], &segment(0xfe, b"Dashcam"))).unwrap();
    assert_eq!((cleaned.width, cleaned.height), (32, 16));
    // The fill bytes behind the data of a scan count as its own.
    let wanted = [&[0xff, 0xd8], &*tables, &frame, &scan, &[], &scan, &[0xff, 0xff, 0xff, 0xd9]].concat();
    assert_eq!(cleaned.bytes.len(), wanted.len());
    assert_eq!(clean_image(&parts(&[], &[])).unwrap().bytes, parts(&[], &[]));

    // The number of lines behind the first scan.
    let frame = segment(0xc0, &[8, 0, 0, 0, 32, 1, 1, 0x11, 0]);
    let late = [&[0xff, 0xd8], &*frame, &scan, &segment(0xdc, &[0, 9]), &[0xff, 0xd9]].concat();
    let cleaned = clean_image(&late).unwrap();
    assert_eq!((cleaned.width, cleaned.height), (32, 9));
    assert!(cleaned.bytes == late && cleaned.notes.is_empty());
}

#[test]
fn a_picture_that_is_cut_or_wrong_is_refused() {
    let damaged = |kind| Some(Refusal::Damaged(kind));
    let jpeg = inputs::encoded(ImageFormat::Jpeg);
    assert_eq!(refusal(&jpeg[..jpeg.len() - 2]), damaged(MediaType::Jpeg));
    assert_eq!(refusal(&[0xff, 0xd8, 0xff, 0xd9]), damaged(MediaType::Jpeg));
    assert_eq!(refusal(&inputs::jpeg(&[vec![0xff, 0xe1, 0, 1]], b"")), damaged(MediaType::Jpeg));

    let png = inputs::encoded(ImageFormat::Png);
    assert_eq!(refusal(&png[..png.len() - 12]), damaged(MediaType::Png));
    let mut wrong = png.clone();
    wrong[50] ^= 1;
    assert_eq!(refusal(&wrong), damaged(MediaType::Png), "a checksum of the pixels");
    // What goes anyway may be damaged, what is kept may not.
    let mut text = inputs::png_chunk(b"tEXt", b"Author\0Li Moumou");
    *text.last_mut().unwrap() ^= 1;
    assert!(clean_image(&inputs::png(&[text], &[], b"")).unwrap().bytes == png);
    let mut label = inputs::png_chunk(b"tEXt", &[b"AIGC\0", LABEL.as_bytes()].concat());
    *label.last_mut().unwrap() ^= 1;
    assert_eq!(refusal(&inputs::png(&[label], &[], b"")), damaged(MediaType::Png));
    assert_eq!(refusal(&inputs::png(&[inputs::png_chunk(b"CgBI", b"")], &[], b"")), damaged(MediaType::Png));

    let webp = inputs::encoded(ImageFormat::WebP);
    assert_eq!(refusal(&webp[..webp.len() - 2]), damaged(MediaType::WebP));
    assert_eq!(refusal(&inputs::riff(&[], b"")), damaged(MediaType::WebP));
    assert_eq!(refusal(&boxed::boxed(b"ftyp", b"heic\0\0\0\0mif1")), damaged(MediaType::Heic));
}

#[test]
fn a_label_that_cannot_be_carried_over_refuses_the_file() {
    let unreadable = Some(Refusal::LabelUnreadable);
    let whole = inputs::escaped_whole();
    for packet in [
        // Not well-formed; cut; elements of another vocabulary inside.
        inputs::xmp(false, "", &format!("<b><TC260:AIGC>{whole}</TC260:AIGC>")),
        inputs::xmp(false, "", &format!("<TC260:AIGC>{whole}")),
        inputs::xmp(false, "", &format!("<TC260:AIGC><dc:x>{whole}</dc:x></TC260:AIGC>")),
    ] {
        assert_eq!(refusal(&inputs::jpeg(&[inputs::xmp_segment(&packet)], b"")), unreadable, "{packet}");
    }
    let broken = inputs::xmp_segment("<x:xmpmeta><broken");
    assert!(clean_image(&inputs::jpeg(&[broken], b"")).unwrap().notes == [Note::DetailsRemoved], "without a label");

    let mut tiff = Tiff { user_comment: Some(LABEL.as_bytes().to_vec()), ..Tiff::default() }.build();
    tiff.truncate(tiff.len() - 4);
    tiff.extend(b"AIGC");
    tiff.truncate(tiff.len() - 1);
    assert_eq!(refusal(&inputs::jpeg(&[inputs::exif_segment(&[&tiff[..40], b"\"AIGC\""].concat())], b"")), unreadable);

    // No byte of a HEIC may move: the shortest packet has to have the room of the old one.
    let packet = format!("<a TC260:AIGC=\"{whole}\"/>");
    assert_eq!(refusal(&boxed::heic(boxed::TABLE, None, Some(&packet), &[])), unreadable);
    let text = inputs::png_chunk(b"zTXt", b"AIGC\0\0not compressed");
    assert_eq!(refusal(&inputs::png(&[text], &[], b"")), unreadable);
}

#[test]
fn a_label_in_a_profile_in_digits_is_carried_over_or_refuses_the_file() {
    let comment = Some(format!("{{\"AIGC\":{LABEL}}}").into_bytes());
    let tiff = Tiff { user_comment: comment, ..Tiff::default() }.build();
    let exif = [b"Exif\0\0", &*tiff].concat();
    let damaged = inputs::xmp(false, "", &format!("<b><TC260:AIGC>{}</TC260:AIGC>", inputs::escaped_whole()));
    let mut not_compressed = b"Raw profile type exif\0\0".to_vec();
    not_compressed.extend(b"not compressed");
    for chunk in [
        inputs::raw_profile("exif", &exif[..exif.len() - 10], true),
        inputs::raw_profile("xmp", damaged.as_bytes(), false),
        inputs::raw_profile("something", b"of another program: AIGC", false),
        inputs::png_chunk(b"zTXt", &not_compressed),
    ] {
        assert_eq!(refusal(&inputs::png(&[chunk], &[], b"")), Some(Refusal::LabelUnreadable));
    }
    // The length that the text says is wrong, the digits are in capitals, and something stands behind them.
    let digits: String = exif.iter().map(|byte| format!("{byte:02X} ")).collect();
    let text = format!("RAW PROFILE TYPE Li Moumou\0\nLi Moumou\n 7\n{digits}\n; Li Moumou");
    let cleaned = clean_image(&inputs::png(&[], &[inputs::png_chunk(b"tEXt", text.as_bytes())], b"")).unwrap();
    assert!(find(&inputs::with_raw_profiles(&cleaned.bytes), LABEL.as_bytes()).is_some());
    assert!(find(&cleaned.bytes, b"Moumou").is_none() && cleaned.notes.contains(&Note::LabelKept));
    // A checksum says that the label is not what it was.
    let mut wrong = inputs::raw_profile("exif", &exif, false);
    *wrong.last_mut().unwrap() ^= 1;
    assert_eq!(refusal(&inputs::png(&[wrong], &[], b"")), Some(Refusal::Damaged(MediaType::Png)));
}

#[test]
fn colours_and_orientation_of_a_profile_in_digits_stay_there() {
    let tiff = Tiff { orientation: 6, personal: true, ..Tiff::default() }.build();
    let colours = [&[7; 36], b"acsp".as_slice(), &[9; 100]].concat();
    let chunks = [inputs::raw_profile("exif", &tiff, true), inputs::raw_profile("icm", &colours, true)];
    let cleaned = clean_image(&inputs::png(&chunks, &[], b"")).unwrap();
    assert_eq!((cleaned.width, cleaned.height, cleaned.orientation), (33, 17, 1));
    assert_eq!(cleaned.notes, [Note::LocationRemoved, Note::DetailsRemoved]);
    let bytes = inputs::with_raw_profiles(&cleaned.bytes);
    assert!(find(&bytes, &colours).is_some() && find(&bytes, b"HUAWEI").is_none());
    let orientation = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06";
    assert!(find(&bytes, orientation).is_some());
}

#[test]
fn a_label_in_extended_xmp_comes_into_the_first_packet() {
    let (packet, value) = inputs::labelled_packets(true).swap_remove(0);
    let piece = |from: usize, to: usize| {
        let start =
            [b"http://ns.adobe.com/xmp/extension/\0", &[b'A'; 32][..], &(packet.len() as u32).to_be_bytes()].concat();
        segment(0xe1, &[&start, &(from as u32).to_be_bytes()[..], &packet.as_bytes()[from..to]].concat())
    };
    // Out of order, and cut in the label.
    let cut = packet.find("ProduceID").unwrap();
    let main = inputs::xmp_segment(&inputs::xmp(true, "", ""));
    let cleaned = clean_image(&inputs::jpeg(&[main, piece(cut, packet.len()), piece(0, cut)], b"")).unwrap();
    assert!(find(&cleaned.bytes, value.as_bytes()).is_some());
    assert!(find(&cleaned.bytes, b"extension").is_none() && find(&cleaned.bytes, b"HUAWEI").is_none());
}

fn manifest(segments: usize, extra: &str) -> Vec<Vec<u8>> {
    let content = format!("jumdc2pa.assertions c2pa.actions {extra} c2pa.signature");
    let length = content.len().div_ceil(segments);
    let pieces = content.as_bytes().chunks(length).zip(1_u32..);
    let piece = |(piece, number): (&[u8], u32)| {
        segment(0xeb, &[b"JP\0\x01", &number.to_be_bytes()[..], b"\0\0\x01\0jumb", piece].concat())
    };
    pieces.map(piece).collect()
}

#[test]
fn a_credential_stays_unless_it_is_about_a_person() {
    let harmless = manifest(2, "c2pa.created").concat();
    let comment = segment(0xfe, b"Dashcam");
    let cleaned = clean_image(&inputs::jpeg(&[harmless.clone(), comment.clone()], b"")).unwrap();
    assert!(find(&cleaned.bytes, &harmless).is_some());
    assert_eq!(cleaned.notes, [Note::DetailsRemoved, Note::CredentialNoLongerMatches]);
    // It matches a file that did not change.
    assert_eq!(clean_image(&cleaned.bytes).unwrap().notes, []);

    for words in ["stds.exif", "exif:GPSLatitude", "stds.schema-org.CreativeWork", "Exif\0\0"] {
        for segments in 1..6 {
            // The word may stand across two segments.
            let cleaned = clean_image(&inputs::jpeg(&manifest(segments, words), b"")).unwrap();
            assert_eq!(cleaned.notes, [Note::CredentialRemoved], "{words}");
            assert!(find(&cleaned.bytes, b"c2pa").is_none(), "{words}");
        }
        let chunk = |name: &[u8; 4], words: &str| inputs::png_chunk(name, format!("c2pa {words}").as_bytes());
        let png =
            |words| clean_image(&inputs::png(&[chunk(b"caBX", words), chunk(b"tEXt", "")], &[], b"")).unwrap().notes;
        assert_eq!(png(words), [Note::DetailsRemoved, Note::CredentialRemoved]);
        assert_eq!(png(""), [Note::DetailsRemoved, Note::CredentialNoLongerMatches]);
        let chunk = |words: &str| inputs::riff_chunk(b"C2PA", format!("c2pa {words}").as_bytes());
        let webp = |words| clean_image(&inputs::webp(Some(0), &[], &[chunk(words)], b"HUAWEI")).unwrap().notes;
        assert_eq!(webp(words), [Note::TrailerRemoved, Note::CredentialRemoved]);
        assert_eq!(webp(""), [Note::TrailerRemoved, Note::CredentialNoLongerMatches]);
        let uuid =
            |words: &str| boxed::uuid("d8fec3d6-1b0e-483c-9297-5828877ec481", format!("c2pa {words}").as_bytes());
        let heic = |words| clean_image(&boxed::heic(boxed::TABLE, None, None, &[uuid(words)])).unwrap();
        assert!(heic(words).notes.contains(&Note::CredentialRemoved) && find(&heic(words).bytes, b"c2pa").is_none());
        assert!(heic("").notes.contains(&Note::CredentialNoLongerMatches) && find(&heic("").bytes, b"c2pa").is_some());
    }
}

#[test]
fn a_webp_without_an_extended_header_gets_one_for_its_label() {
    let packet = inputs::labelled_packets(true).swap_remove(0).0;
    let cleaned =
        clean_image(&inputs::webp(None, &[], &[inputs::riff_chunk(b"XMP ", packet.as_bytes())], b"")).unwrap();
    assert_eq!(&cleaned.bytes[12..21], b"VP8X\x0a\0\0\0\x14", "XMP and alpha");
    assert!(image::load_from_memory(&cleaned.bytes).unwrap().to_rgba8() == inputs::gradient(true));
    // And one without metadata stays as it is.
    let plain = inputs::encoded(ImageFormat::WebP);
    assert!(clean_image(&plain).unwrap().bytes == plain);
}

#[test]
fn the_thumbnail_of_a_header_goes() {
    let header = [b"JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x01", &[7; 3][..]].concat();
    let cleaned = clean_image(&inputs::jpeg(&[segment(0xe0, &header)], b"")).unwrap();
    assert!(find(&cleaned.bytes, b"JFIF\0\x01\x02\x01\0\x48\0\x48\0\0\xff").is_some());
}

#[test]
fn a_label_is_put_into_a_new_jpeg() {
    let scaled = inputs::jpeg(&[segment(0xfe, b"Dashcam")], b"");
    let comment = inputs::user_comments(true).swap_remove(0);
    let tiff = Tiff { personal: true, user_comment: Some(comment.clone()), ..Tiff::default() }.build();
    let (packet, value) = inputs::labelled_packets(true).swap_remove(1);
    let original = clean_image(&boxed::heic(boxed::TABLE, Some(&tiff), Some(&packet), &[])).unwrap();
    let with = with_label(&scaled, original.label.as_ref().unwrap(), 6).unwrap();
    let read = clean_image(&with).unwrap();
    assert!(read.bytes == with && read.orientation == 6 && read.label == original.label);
    assert!(
        find(&with, value.as_bytes()).is_some() && find(&with, &comment).is_some() && find(&with, b"Dashcam").is_none()
    );

    // JPEG has no text of its own: it comes into XMP, escaped.
    let text = inputs::png_chunk(b"tEXt", &[b"AIGC\0", LABEL.as_bytes()].concat());
    let original = clean_image(&inputs::png(&[text], &[], b"")).unwrap();
    let with = with_label(&scaled, original.label.as_ref().unwrap(), 1).unwrap();
    let escaped = LABEL.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    assert!(find(&with, format!("<TC260:AIGC>{escaped}</TC260:AIGC>").as_bytes()).is_some());
    assert!(clean_image(&with).unwrap().bytes == with);
}

#[test]
fn the_same_label_in_two_places_stays_in_both() {
    let packet = inputs::labelled_packets(false).swap_remove(0).0;
    let twice = packet.replace("</rdf:Description>", "</rdf:Description><rdf:Description rdf:about=\"\" xmlns:n1=\"https://www.tc260.org.cn/ns/AIGC/1.0\" n1:AIGC=\"{other}\" n1:Other='2'/>");
    let cleaned = clean_image(&inputs::jpeg(&[inputs::xmp_segment(&twice)], b"")).unwrap();
    for value in
        [format!("<TC260:AIGC>{}</TC260:AIGC>", inputs::escaped()), "n1:AIGC=\"{other}\"".into(), "n1:Other=".into()]
    {
        assert!(find(&cleaned.bytes, value.as_bytes()).is_some(), "{value}");
    }
    assert!(clean_image(&cleaned.bytes).unwrap().bytes == cleaned.bytes);
}
