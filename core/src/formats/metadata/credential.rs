//! Content credentials (C2PA). A manifest is signed: nothing can be taken out of it, so it stays whole or goes whole.

use daachorse::DoubleArrayAhoCorasick;

use super::label::contains;
use super::outcome::Findings;

/// Text of a manifest about places, people and devices. Long enough never to occur in a signature by chance.
const PERSONAL: &[&str] = &[
    "stds.exif",
    "stds.iptc",
    "stds.schema-org",
    "CreativeWork",
    "c2pa.metadata",
    "cawg.metadata",
    "cawg.identity",
    "exif:GPS",
    "GPSLatitude",
    "GPSLongitude",
    "Exif\0\0",
    "tiff:Make",
    "tiff:Model",
    "tiff:Artist",
    "exifEX:",
    "dc:creator",
    "dc:rights",
    "photoshop:",
    "Iptc4xmpCore:",
    "LocationCreated",
    "LocationShown",
    "SerialNumber",
    "\"author\"",
    "geolocation",
];

/// Whether a manifest stays. Other boxes of JUMBF do not: nothing is known about what they hold.
pub(super) fn stays(manifest: &[u8], findings: &mut Findings) -> bool {
    if manifest.is_empty() {
        return false;
    }
    let stays = contains(manifest, b"c2pa") && !holds_personal_data(manifest);
    findings.credential_kept |= stays;
    findings.credential_removed |= !stays;
    stays
}

/// Whether a manifest has assertions about a place, a person or a device.
fn holds_personal_data(manifest: &[u8]) -> bool {
    let words = PERSONAL.iter().map(|word| word.to_ascii_lowercase());
    let found = DoubleArrayAhoCorasick::<u32>::new(words)
        .map(|words| words.find_iter(manifest.to_ascii_lowercase()).next().is_some());
    found.unwrap_or(true)
}
