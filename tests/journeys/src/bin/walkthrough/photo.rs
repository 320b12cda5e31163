//! Photos as a phone takes them: sample pictures with a device, a place, and in one of them the label of AI-made content.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;

/// What must not leave the phone: the device, and the seconds of the place.
pub(super) const PERSONAL: [&[u8]; 2] = [b"SampleCamera 7", &SECONDS.to_be_bytes()];
/// What has to stay as it is.
pub(super) const LABEL: &str = "{&quot;Label&quot;:&quot;2&quot;,&quot;ContentProducer&quot;:&quot;001191530127MA6SAMPLE0001&quot;,\
    &quot;ProduceID&quot;:&quot;sample-1&quot;}";
const SECONDS: u32 = 0x0180_41e5;
const PICTURES: [&str; 6] =
    ["auto-line.jpg", "wind-blade.jpg", "ev-battery.jpg", "logistics-hub.jpg", "cold-chain.jpg", "railway-station.jpg"];

/// Writes six photos. Two of them have one name.
pub(super) fn take_photos(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let taken = PICTURES.iter().enumerate().map(|(number, picture)| -> Outcome<PathBuf> {
        let folder = folder.join(if number < 5 { "DCIM" } else { "Download" });
        fs::create_dir_all(&folder)?;
        let mut segments = exif()?;
        if number == 1 {
            segments.extend(xmp()?);
        }
        let picture = fs::read(songming_publisher::sample_content().join("media").join(picture))?;
        let (start, rest) = picture.split_at_checked(2).ok_or("a picture without a beginning")?;
        let file = folder.join(format!("IMG_{}.jpg", 2001 + number % 5));
        fs::write(&file, [start, &segments, rest].concat())?;
        Ok(file)
    });
    taken.collect()
}

/// A segment for applications.
fn segment(content: &[u8]) -> Outcome<Vec<u8>> {
    let length = u16::try_from(content.len() + 2)?;
    Ok([&[0xff, 0xe1][..], &length.to_be_bytes(), content].concat())
}

/// EXIF with a make and a place.
fn exif() -> Outcome<Vec<u8>> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value.to_be_bytes()].concat()
    };
    let (make, north) = (PERSONAL[0], u32::from_be_bytes(*b"N\0\0\0"));
    // The offsets: a directory takes 6 bytes and 12 for each entry; the make is padded to 16.
    let (make_at, place_at, degrees_at) = (38, 54, 84);
    let degrees = [25, 1, 18, 1, SECONDS, 1_000_000].map(u32::to_be_bytes).concat();
    let parts = [
        b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec(),
        entry(0x010f, 2, make.len() as u32 + 1, make_at),
        entry(0x8825, 4, 1, place_at),
        vec![0; 4],
        [make, &[0; 2]].concat(),
        vec![0, 2],
        entry(1, 2, 2, north),
        entry(2, 5, 3, degrees_at),
        vec![0; 4],
        degrees,
    ];
    segment(&parts.concat())
}

/// XMP with a label.
fn xmp() -> Outcome<Vec<u8>> {
    let packet = format!(
        "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\"><TC260:AIGC>{LABEL}</TC260:AIGC></rdf:Description>\
         </rdf:RDF></x:xmpmeta>"
    );
    segment(packet.as_bytes())
}
