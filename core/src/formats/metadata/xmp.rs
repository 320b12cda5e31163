//! XMP: a label is read out of a packet as it stands there, and written into a packet that has nothing else.

use super::label::{Form, Label, Namespace, Property, contains, may_hold_label, merge};
use super::outcome::{Findings, Refusal};

/// Elements inside each other. A packet has about eight.
const MAX_NESTING: usize = 64;
/// Namespaces and labels in one packet.
const MAX_NAMES: usize = 256;

/// Names of properties about a place.
const PLACES: [&str; 5] = ["GPSL", "photoshop:City", "LocationCreated", "LocationShown", "Iptc4xmpCore:Location"];

const META_OPEN: &str = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">";
const META_CLOSE: &str = "</x:xmpmeta>";
const PACKET_OPEN: &str = "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>";
const PACKET_CLOSE: &str = "<?xpacket end=\"w\"?>";

/// The labels of a packet, which are added to the findings. A damaged packet is as good as none, unless a label is in it.
pub(super) fn read(packet: &[u8], findings: &mut Findings) -> Result<Vec<Property>, Refusal> {
    findings.location |= PLACES.iter().any(|name| contains(packet, name.as_bytes()));
    let text = std::str::from_utf8(packet).ok().map(|text| text.trim_end_matches('\0'));
    let properties = match text.and_then(properties) {
        Some(properties) => properties,
        None if may_hold_label(packet) => return Err(Refusal::LabelUnreadable),
        None => Vec::new(),
    };
    merge(&mut findings.label.properties, properties.clone());
    // Not if it is what a cleaning wrote.
    findings.details |= fit(&properties, packet.len()).as_deref() != Some(packet);
    Ok(properties)
}

/// The properties of a label for a picture that has no other place for its JSON.
pub(super) fn with_texts(label: &Label) -> Result<Vec<Property>, Refusal> {
    let mut properties = label.properties.clone();
    if properties.iter().all(|property| property.namespace != Namespace::Tc260) {
        for text in &label.texts {
            let text = std::str::from_utf8(text).map_err(|_| Refusal::LabelUnreadable)?;
            let value = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let prefix = Namespace::Tc260.prefix();
            properties.push(property(prefix, Namespace::Tc260, "AIGC", Form::Element(Vec::new()), &value));
        }
    }
    Ok(properties)
}

/// A packet with these properties alone.
pub(super) fn write(properties: &[Property]) -> String {
    [PACKET_OPEN, META_OPEN, &descriptions(properties), META_CLOSE, PACKET_CLOSE].concat()
}

/// A packet with these properties alone that is exactly so many bytes long. `None` if there is no room for them.
pub(super) fn fit(properties: &[Property], room: usize) -> Option<Vec<u8>> {
    let body = descriptions(properties);
    let forms = [
        ([PACKET_OPEN, META_OPEN, &body, META_CLOSE].concat(), PACKET_CLOSE),
        ([META_OPEN, &body, META_CLOSE].concat(), ""),
        (body, ""),
    ];
    for (start, end) in forms {
        if let Some(padding) = room.checked_sub(start.len() + end.len()) {
            return Some([start.as_bytes(), &vec![b' '; padding], end.as_bytes()].concat());
        }
    }
    properties.is_empty().then(|| vec![b' '; room])
}

/// One description for all properties, and another one for each that the ones before already have: a name may stand in a
/// description once.
fn descriptions(properties: &[Property]) -> String {
    let mut groups: Vec<Vec<&Property>> = Vec::new();
    for property in properties {
        let clashes = |other: &&Property| {
            (other.prefix == property.prefix) != (other.namespace == property.namespace)
                || (other.namespace == property.namespace && other.name == property.name)
        };
        match groups.last_mut() {
            Some(group) if !group.iter().any(clashes) => group.push(property),
            _ => groups.push(vec![property]),
        }
    }
    let mut text = String::from("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">");
    for group in groups {
        text += "<rdf:Description rdf:about=\"\"";
        for namespace in Namespace::ALL {
            if let Some(Property { prefix, .. }) = group.iter().find(|property| property.namespace == namespace) {
                text += &format!(" xmlns:{prefix}=\"{}\"", namespace.address());
            }
        }
        for Property { prefix, name, form, value, .. } in &group {
            if let Form::Attribute(quote) = form {
                text += &format!(" {prefix}:{name}={quote}{value}{quote}");
            }
        }
        text.push('>');
        for Property { prefix, name, form, value, .. } in &group {
            if let Form::Element(attributes) = form {
                let attributes: String = attributes.iter().map(|attribute| format!(" {attribute}")).collect();
                text += &format!("<{prefix}:{name}{attributes}>{value}</{prefix}:{name}>");
            }
        }
        text += "</rdf:Description>";
    }
    text + "</rdf:RDF>"
}

/// The labels of a packet. `None` if it is not well-formed, or a label holds what cannot be carried over.
fn properties(text: &str) -> Option<Vec<Property>> {
    let mut found: Vec<Property> = Vec::new();
    let mut prefixes: Vec<(&str, Option<Namespace>)> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut tokens = Tokens { text, at: 0 };
    while let Some(token) = tokens.next()? {
        let (name, attributes, empty) = match token {
            Token::Start { name, attributes, empty } => (name, attributes, empty),
            Token::End(name) => {
                if open.pop()? != name {
                    return None;
                }
                continue;
            }
            Token::Other { .. } => continue,
        };
        for Attribute { name, value, .. } in attributes.clone() {
            if let Some(prefix) = name.strip_prefix("xmlns:") {
                let address = |namespace: &Namespace| is_address(value, *namespace);
                prefixes.push((prefix, Namespace::ALL.into_iter().find(address)));
            }
        }
        if prefixes.len() > MAX_NAMES || found.len() > MAX_NAMES || open.len() > MAX_NESTING {
            return None;
        }
        let local = |name: &&str| name.split_once(':').map_or(*name, |(_, local)| local) == "RDF";
        let in_rdf = open.last().is_some_and(local);
        let in_description = open.len() >= 2 && open.get(open.len() - 2).is_some_and(local);
        if let Some((prefix, namespace, local)) = labelled(name, &prefixes, in_description)? {
            let value = if empty { "" } else { tokens.content(name, prefix)? };
            let kept =
                attributes.filter(|attribute| attribute.is_part_of(prefix)).map(|attribute| attribute.raw.to_owned());
            found.push(property(prefix, namespace, local, Form::Element(kept.collect()), value));
            continue;
        }
        for Attribute { name, value, quote, .. } in attributes {
            if let Some((prefix, namespace, local)) = labelled(name, &prefixes, in_rdf)? {
                found.push(property(prefix, namespace, local, Form::Attribute(quote), value));
                if found.len() > MAX_NAMES {
                    return None;
                }
            }
        }
        if !empty {
            open.push(name);
        }
    }
    // Attributes first, as `descriptions` writes them: a second cleaning finds the same order.
    open.is_empty().then_some(found)
}

fn property(prefix: &str, namespace: Namespace, name: &str, form: Form, value: &str) -> Property {
    Property { namespace, prefix: prefix.to_owned(), name: name.to_owned(), form, value: value.to_owned() }
}

/// Prefix, vocabulary and name, if a name is that of a label. `direct`: whether it stands in a description of the file
/// itself; IPTC's names may also describe something that the file shows. `None`: no name that can be written again.
#[allow(clippy::type_complexity)]
fn labelled<'a>(
    name: &'a str,
    prefixes: &[(&str, Option<Namespace>)],
    direct: bool,
) -> Option<Option<(&'a str, Namespace, &'a str)>> {
    let Some((prefix, local)) = name.split_once(':') else { return Some(None) };
    let declared = prefixes.iter().rev().find(|(declared, _)| *declared == prefix);
    let namespace = match declared {
        Some((_, Some(namespace))) => Some(*namespace),
        // A label whose writer misspelt the address is a label.
        _ if prefix.eq_ignore_ascii_case(Namespace::Tc260.prefix()) => Some(Namespace::Tc260),
        Some((_, None)) => None,
        None => Namespace::ALL.into_iter().find(|namespace| namespace.prefix() == prefix),
    };
    let Some(namespace) = namespace.filter(|namespace| namespace.labels(local)) else { return Some(None) };
    if namespace == Namespace::Iptc && !direct {
        return Some(None);
    }
    let plain = |text: &str| {
        (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    (plain(prefix) && plain(local) && prefix != "rdf" && prefix != "x").then_some(Some((prefix, namespace, local)))
}

/// Whether an address names a vocabulary; writers disagree about the scheme and the last stroke.
fn is_address(value: &str, namespace: Namespace) -> bool {
    let bare = |address: &str| {
        let address = address.trim().trim_end_matches(['/', '#']);
        address.strip_prefix("https://").or(address.strip_prefix("http://")).unwrap_or(address).to_ascii_lowercase()
    };
    bare(value) == bare(namespace.address())
}

/// A part of XML.
enum Token<'a> {
    Start {
        name: &'a str,
        attributes: Attributes<'a>,
        empty: bool,
    },
    End(&'a str),
    /// Text, a comment, an instruction.
    Other {
        text: bool,
    },
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    /// The next part; `None` if it is not XML.
    fn next(&mut self) -> Option<Option<Token<'a>>> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return Some(None);
        }
        let Some(markup) = rest.strip_prefix('<') else {
            self.at += rest.find('<').unwrap_or(rest.len());
            return Some(Some(Token::Other { text: true }));
        };
        for (open, close, text) in
            [("!--", "-->", false), ("![CDATA[", "]]>", true), ("?", "?>", false), ("!", ">", false)]
        {
            if let Some(inside) = markup.strip_prefix(open) {
                self.at += 1 + open.len() + inside.find(close)? + close.len();
                return Some(Some(Token::Other { text }));
            }
        }
        let length = tag_length(markup)?;
        self.at += length + 2;
        let tag = &markup[..length];
        if let Some(name) = tag.strip_prefix('/') {
            return Some(Some(Token::End(name.trim_end())));
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let end = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
        let attributes = Attributes { rest: &tag[end..] };
        // Every attribute has to be read to the end: what is behind one that is not would be lost.
        let mut check = attributes.clone();
        check.by_ref().for_each(drop);
        let valid = end > 0 && check.rest.trim_ascii().is_empty();
        valid.then_some(Some(Token::Start { name: &tag[..end], attributes, empty }))
    }

    /// What stands before the end tag of an element that was just opened. `None` if an element in it is of another
    /// vocabulary than the element itself, or something in it is no content.
    fn content(&mut self, name: &str, prefix: &str) -> Option<&'a str> {
        let start = self.at;
        let mut open = vec![name];
        loop {
            let end = self.at;
            match self.next()?? {
                Token::Start { name, attributes, empty } => {
                    let known = name.split_once(':').is_some_and(|(other, _)| other == prefix || other == "rdf");
                    if !known || open.len() > MAX_NESTING || !attributes.clone().all(|it| it.is_part_of(prefix)) {
                        return None;
                    }
                    if !empty {
                        open.push(name);
                    }
                }
                Token::End(name) => {
                    if open.pop()? != name {
                        return None;
                    }
                    if open.is_empty() {
                        return Some(&self.text[start..end]);
                    }
                }
                Token::Other { text: true } => {}
                Token::Other { text: false } => return None,
            }
        }
    }
}

/// The length of a tag up to its end, which may stand in no quotes.
fn tag_length(markup: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in markup.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[derive(Clone)]
struct Attributes<'a> {
    rest: &'a str,
}

struct Attribute<'a> {
    name: &'a str,
    value: &'a str,
    quote: char,
    /// All of it, as it stands in the packet.
    raw: &'a str,
}

impl Attribute<'_> {
    /// Whether it belongs to the value of a property with this prefix.
    fn is_part_of(&self, own: &str) -> bool {
        let Some((prefix, local)) = self.name.split_once(':') else { return false };
        let rdf = prefix == "rdf" && matches!(local, "parseType" | "resource" | "datatype");
        rdf || self.name == "xml:lang" || prefix == own
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let text = self.rest.trim_ascii_start();
        let (name, after) = text.split_once('=')?;
        let value = after.trim_ascii_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let length = value[1..].find(quote)?;
        let name = name.trim_ascii_end();
        if name.is_empty() || name.contains(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'')) {
            return None;
        }
        let end = text.len() - value.len() + length + 2;
        self.rest = &text[end..];
        Some(Attribute { name, value: &value[1..=length], quote, raw: &text[..end] })
    }
}
