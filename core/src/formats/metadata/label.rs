//! The label of AI-made content (GB 45438-2025, annex E), byte for byte, with the place where it stood.

/// The label of one file. Its values are the bytes of the file, never parsed and written again: the standard's members have
/// been misspelt by more than one writer, and nobody may alter a label.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Label {
    /// Properties of XMP.
    pub(super) properties: Vec<Property>,
    pub(super) exif: Option<ExifLabel>,
    /// JSON of PNG text chunks and of keys in a video.
    pub(super) texts: Vec<Vec<u8>>,
}

impl Label {
    pub(super) fn is_empty(&self) -> bool {
        self.properties.is_empty() && self.exif.is_none() && self.texts.is_empty()
    }
}

/// A property of XMP.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) namespace: Namespace,
    /// The prefix of the packet that it was read from: elements inside the value may use it.
    pub(super) prefix: String,
    pub(super) name: String,
    pub(super) form: Form,
    /// As it stands in the packet, with its escapes.
    pub(super) value: String,
}

/// Adds the properties that are not there yet.
pub(super) fn merge(properties: &mut Vec<Property>, found: Vec<Property>) {
    for property in found {
        if !properties.contains(&property) {
            properties.push(property);
        }
    }
}

/// How a property is written.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// An attribute of a description, in this quote.
    Attribute(char),
    /// An element with these attributes, each as it stands in the packet.
    Element(Vec<String>),
}

/// A vocabulary that has labels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespace {
    Tc260,
    Iptc,
}

impl Namespace {
    pub(super) const ALL: [Self; 2] = [Self::Tc260, Self::Iptc];

    pub(super) fn address(self) -> &'static str {
        match self {
            Self::Tc260 => "http://www.tc260.org.cn/ns/AIGC/1.0/",
            Self::Iptc => "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        }
    }

    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Tc260 => "TC260",
            Self::Iptc => "Iptc4xmpExt",
        }
    }

    /// Whether a property of this name is a label.
    pub(super) fn labels(self, name: &str) -> bool {
        match self {
            Self::Tc260 => true,
            Self::Iptc => matches!(name, "DigitalSourceType" | "AISystemUsed" | "AISystemVersionUsed"),
        }
    }
}

/// What EXIF says about AI. A value in UTF-16 is in the byte order of its file, so that stays too.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct ExifLabel {
    pub(super) big_endian: bool,
    pub(super) entries: Vec<ExifEntry>,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) struct ExifEntry {
    /// Whether it stands in the EXIF directory, not in the first one.
    pub(super) nested: bool,
    pub(super) tag: u16,
    pub(super) kind: u16,
    pub(super) value: Vec<u8>,
}

/// The JSON of a label, bare or in a member `AIGC`. Not parsed: a label with a mistake in it is still one.
pub(super) fn is_label(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    if !text.starts_with(b"{") || !text.ends_with(b"}") {
        return false;
    }
    let member = |name: &[u8]| contains(text, name);
    member(b"\"AIGC\"")
        || member(b"\"Label\"") && [b"\"ContentP".as_slice(), b"\"ProduceID\""].iter().any(|name| member(name))
}

/// Whether unreadable metadata may have held a label.
pub(super) fn may_hold_label(bytes: &[u8]) -> bool {
    [b"AIGC".as_slice(), b"DigitalSourceType"].iter().any(|name| contains(bytes, name))
}

/// Whether `needle`, which is not empty, occurs in `bytes`.
pub(super) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}
