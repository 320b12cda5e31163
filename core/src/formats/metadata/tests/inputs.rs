//! Builders of metadata and of the containers that are chunks and segments.

use std::io::{Cursor, Write};

use flate2::write::ZlibEncoder;
use image::{ImageFormat, Rgba, RgbaImage};

/// What none of these files may have when it was cleaned.
pub(super) const PERSONAL: [&[u8]; 14] = [
    b"HUAWEI",
    b"SN-20481234",
    b"Li Moumou",
    b"MAKER-NOTE",
    b"25,18.2533N",
    b"+25.3042+103.0421",
    b"2026:11:29",
    b"2026-11-29",
    b"Yanglin Town",
    b"BEHIND THE PICTURE",
    b"THUMBNAIL",
    b"Dashcam",
    // Seconds of a latitude, in both byte orders.
    &[0x01, 0x80, 0x41, 0xe5],
    &[0xe5, 0x41, 0x80, 0x01],
];
const SECONDS: u32 = 0x0180_41e5;

/// A label with a misspelt member, an escape and uneven spaces: nothing that parses and writes JSON keeps it.
pub(super) const LABEL: &str =
    r#"{"Label":"1", "ContentProducer":"001191530127MA6KABCDE100001","ProduceID":"p\u0031&<7>","ReserveCode1":""}"#;

/// The same for XML, with three ways to escape.
pub(super) fn escaped() -> String {
    LABEL.replace('&', "&amp;").replace('<', "&lt;").replacen('"', "&#34;", 4).replacen('"', "&quot;", 2)
}

/// The label as an attribute can have it. exiftool does not read one with a bare `>`, which XML allows.
pub(super) fn escaped_whole() -> String {
    LABEL.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[derive(Clone, Default)]
pub(super) struct Tiff {
    pub(super) little_endian: bool,
    pub(super) orientation: u16,
    /// Device, owner, dates, maker note, place, and a second directory with a thumbnail.
    pub(super) personal: bool,
    pub(super) user_comment: Option<Vec<u8>>,
    pub(super) description: Option<Vec<u8>>,
}

type Entry = (u16, u16, u32, Vec<u8>);

impl Tiff {
    fn number(&self, number: u32, bytes: usize) -> Vec<u8> {
        if self.little_endian {
            number.to_le_bytes()[..bytes].to_vec()
        } else {
            number.to_be_bytes()[4 - bytes..].to_vec()
        }
    }

    fn text(tag: u16, text: &[u8]) -> Entry {
        (tag, 2, text.len() as u32 + 1, [text, b"\0"].concat())
    }

    fn directory(&self, start: usize, entries: &[Entry], next: u32) -> Vec<u8> {
        let mut out = self.number(entries.len() as u32, 2);
        let mut values = Vec::<u8>::new();
        for (tag, kind, count, value) in entries {
            out.extend(
                [self.number((*tag).into(), 2), self.number((*kind).into(), 2), self.number(*count, 4)].concat(),
            );
            if value.len() > 4 {
                out.extend(self.number((start + 6 + entries.len() * 12 + values.len()) as u32, 4));
                values.extend(value);
            } else {
                let mut field = value.clone();
                field.resize(4, 0);
                out.extend(field);
            }
        }
        out.extend(self.number(next, 4));
        out.extend(values);
        out
    }

    pub(super) fn build(&self) -> Vec<u8> {
        let mut first = vec![(0x0112, 3, 1, self.number(self.orientation.max(1).into(), 2))];
        first.extend(self.description.iter().map(|text| Self::text(0x010e, text)));
        let mut nested = Vec::new();
        nested.extend(self.user_comment.iter().map(|text| (0x9286, 7, text.len() as u32, text.clone())));
        let mut place = Vec::new();
        if self.personal {
            first.extend([
                Self::text(0x010f, b"HUAWEI"),
                Self::text(0x013b, b"Li Moumou"),
                Self::text(0x0132, b"2026:11:29 08:00:00"),
            ]);
            nested.extend([Self::text(0xa431, b"SN-20481234"), (0x927c, 7, 20, b"MAKER-NOTE MAKER-NOT".to_vec())]);
            let parts = [25, 1, 18, 1, SECONDS, 1_000_000].map(|part| self.number(part, 4)).concat();
            place.extend([Self::text(1, b"N"), (2, 5, 3, parts.clone()), Self::text(3, b"E"), (4, 5, 3, parts)]);
        }
        first.push((0x8769, 4, 1, vec![0; 4]));
        first.push((0x8825, 4, 1, vec![0; 4]));
        first.sort_by_key(|entry| entry.0);
        nested.sort_by_key(|entry: &Entry| entry.0);
        let nested_at = 8 + self.directory(8, &first, 0).len();
        let place_at = nested_at + self.directory(nested_at, &nested, 0).len();
        let last_at = place_at + self.directory(place_at, &place, 0).len();
        for (tag, at) in [(0x8769, nested_at), (0x8825, place_at)] {
            first.iter_mut().find(|entry| entry.0 == tag).unwrap().3 = self.number(at as u32, 4);
        }
        let thumbnail = [(0x0201, 4, 1, self.number(last_at as u32 + 30, 4)), (0x0202, 4, 1, self.number(9, 4))];
        let mut out = if self.little_endian { b"II*\0\x08\0\0\0".to_vec() } else { b"MM\0*\0\0\0\x08".to_vec() };
        out.extend(self.directory(8, &first, if self.personal { last_at as u32 } else { 0 }));
        out.extend(self.directory(nested_at, &nested, 0));
        out.extend(self.directory(place_at, &place, 0));
        if self.personal {
            out.extend(self.directory(last_at, &thumbnail, 0));
            out.extend(b"THUMBNAIL");
        }
        out
    }
}

/// The ways in which a user comment says how it is encoded.
pub(super) fn user_comments(little_endian: bool) -> Vec<Vec<u8>> {
    let wrapped = format!("{{\"AIGC\":{LABEL}}}");
    let wide: Vec<u8> = wrapped
        .encode_utf16()
        .flat_map(|unit| if little_endian { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect();
    vec![
        [b"ASCII\0\0\0", wrapped.as_bytes()].concat(),
        [&[0; 8], wrapped.as_bytes()].concat(),
        wrapped.into_bytes(),
        [b"UNICODE\0".as_slice(), &wide].concat(),
    ]
}

/// A packet of XMP: personal data, if wanted, and properties of its description as attributes and as elements.
pub(super) fn xmp(personal: bool, attributes: &str, elements: &str) -> String {
    let own = if personal {
        "<exif:GPSLatitude>25,18.2533N</exif:GPSLatitude><tiff:Make>HUAWEI</tiff:Make><dc:creator><rdf:Seq><rdf:li>Li \
         Moumou</rdf:li></rdf:Seq></dc:creator><xmp:CreateDate>2026-11-29T08:00:00</xmp:CreateDate>\
         <photoshop:City>Yanglin Town</photoshop:City>"
    } else {
        ""
    };
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" \
         x:xmptk=\"XMP Core 6.0\">\n <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n  \
         <rdf:Description rdf:about=\"\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" \
         xmlns:tiff='http://ns.adobe.com/tiff/1.0/' xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\" \
         xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" \
         xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\"{attributes}>{own}{elements}</rdf:Description>\n \
         </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>"
    )
}

/// The forms in which XMP has a label, each with what has to be in the cleaned file.
pub(super) fn labelled_packets(personal: bool) -> Vec<(String, String)> {
    let (text, whole) = (escaped(), escaped_whole());
    let source = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
    let structure = format!(
        "<TC260:AIGC rdf:parseType=\"Resource\"><TC260:Label>1</TC260:Label><TC260:Raw>{whole}</TC260:Raw></TC260:AIGC>"
    );
    vec![
        (xmp(personal, "", &format!("<TC260:AIGC>{text}</TC260:AIGC>")), format!("<TC260:AIGC>{text}</TC260:AIGC>")),
        (xmp(personal, &format!(" TC260:AIGC=\"{whole}\""), ""), format!("TC260:AIGC=\"{whole}\"")),
        (xmp(personal, &format!(" TC260:AIGC='{}'", whole.replace("&quot;", "\"")), ""), whole.replace("&quot;", "\"")),
        (xmp(personal, "", &format!("<TC260:AIGC><![CDATA[{LABEL}]]></TC260:AIGC>")), format!("<![CDATA[{LABEL}]]>")),
        (xmp(personal, "", &structure), structure),
        (xmp(personal, &format!(" Iptc4xmpExt:DigitalSourceType=\"{source}\""), ""), source.to_owned()),
        (
            xmp(
                personal,
                "",
                &format!("<Iptc4xmpExt:DigitalSourceType rdf:resource=\"{source}\"/><TC260:AIGC>{text}</TC260:AIGC>"),
            ),
            format!("rdf:resource=\"{source}\""),
        ),
    ]
}

pub(super) fn gradient(alpha: bool) -> RgbaImage {
    RgbaImage::from_fn(33, 17, |x, y| {
        Rgba([x as u8 * 7, y as u8 * 11, (x * y) as u8, if alpha { 100 + x as u8 } else { 255 }])
    })
}

pub(super) fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = gradient(format != ImageFormat::Jpeg);
    if format == ImageFormat::Jpeg {
        image::DynamicImage::from(picture).to_rgb8().write_to(&mut bytes, format).unwrap();
    } else {
        picture.write_to(&mut bytes, format).unwrap();
    }
    bytes.into_inner()
}

pub(super) fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, marker], &(content.len() as u16 + 2).to_be_bytes()[..], content].concat()
}

pub(super) fn exif_segment(tiff: &[u8]) -> Vec<u8> {
    segment(0xe1, &[b"Exif\0\0", tiff].concat())
}

pub(super) fn xmp_segment(packet: &str) -> Vec<u8> {
    segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat())
}

/// A JPEG with segments behind its first marker and bytes behind its last one.
pub(super) fn jpeg(segments: &[Vec<u8>], trailer: &[u8]) -> Vec<u8> {
    let plain = encoded(ImageFormat::Jpeg);
    [&plain[..2], &segments.concat(), &plain[2..], trailer].concat()
}

/// Segments with personal data that have no place for a label.
pub(super) fn personal_segments() -> Vec<Vec<u8>> {
    vec![
        segment(0xfe, b"Dashcam 2026-11-29"),
        segment(0xed, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x11\x1c\x02\x5a\0\x0cYanglin Town"),
        segment(0xe2, b"MPF\0MAKER-NOTE"),
        segment(0xe0, b"JFXX\0\x10THUMBNAIL"),
        segment(0xe7, b"HUAWEI"),
    ]
}

/// A profile in two segments, as large ones are.
pub(super) fn profile_segments() -> Vec<Vec<u8>> {
    [1, 2].map(|number| segment(0xe2, &[b"ICC_PROFILE\0", &[number, 2][..], &[number; 40]].concat())).to_vec()
}

pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn png_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut checksum = flate2::Crc::new();
    checksum.update(name);
    checksum.update(content);
    [&(content.len() as u32).to_be_bytes(), &name[..], content, &checksum.sum().to_be_bytes()].concat()
}

/// A profile as ImageMagick puts it into a text.
pub(super) fn raw_profile(keyword: &str, profile: &[u8], compressed: bool) -> Vec<u8> {
    let mut text = format!("\n{}\n{:8}\n", keyword.to_lowercase(), profile.len());
    for line in profile.chunks(36) {
        text.extend(line.iter().map(|byte| format!("{byte:02x}")));
        text.push('\n');
    }
    let keyword = format!("Raw profile type {keyword}\0");
    match compressed {
        true => png_chunk(b"zTXt", &[keyword.as_bytes(), b"\0", &deflated(text.as_bytes())].concat()),
        false => png_chunk(b"tEXt", &[keyword.as_bytes(), text.as_bytes()].concat()),
    }
}

/// The profiles in the texts of a PNG, behind the file itself: what is in digits has to be looked for too.
pub(super) fn with_raw_profiles(bytes: &[u8]) -> Vec<u8> {
    let mut all = bytes.to_vec();
    let mut rest = bytes;
    while let Some(at) = rest.windows(17).position(|window| window == b"Raw profile type ") {
        rest = &rest[at + 17..];
        // The keyword, the line break, the name, the length.
        let digits = rest.splitn(4, |byte| *byte == b'\n').nth(3).unwrap_or_default();
        let digits: Vec<u32> =
            digits.iter().filter(|byte| **byte != b'\n').map_while(|byte| char::from(*byte).to_digit(16)).collect();
        all.extend(digits.chunks_exact(2).map(|pair| (pair[0] * 16 + pair[1]) as u8));
    }
    all
}

/// A PNG with chunks before and behind its pixels, and bytes behind its end.
pub(super) fn png(before: &[Vec<u8>], behind: &[Vec<u8>], trailer: &[u8]) -> Vec<u8> {
    let plain = encoded(ImageFormat::Png);
    let end = plain.len() - 12;
    [&plain[..33], &before.concat(), &plain[33..end], &behind.concat(), &plain[end..], trailer].concat()
}

pub(super) fn riff_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = [&name[..], &(content.len() as u32).to_le_bytes(), content].concat();
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

pub(super) fn riff(chunks: &[Vec<u8>], trailer: &[u8]) -> Vec<u8> {
    let content = chunks.concat();
    [b"RIFF", &(content.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &content, trailer].concat()
}

/// A WebP with an extended header of these flags, or with none, and chunks before and behind its pixels.
pub(super) fn webp(flags: Option<u8>, before: &[Vec<u8>], behind: &[Vec<u8>], trailer: &[u8]) -> Vec<u8> {
    let header = flags.map(|flags| riff_chunk(b"VP8X", &[flags, 0, 0, 0, 32, 0, 0, 16, 0, 0]));
    let pixels = encoded(ImageFormat::WebP)[12..].to_vec();
    riff(&[header.into_iter().collect(), before.to_vec(), vec![pixels], behind.to_vec()].concat(), trailer)
}
