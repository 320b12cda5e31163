//! XML namespaces. An element is identified by its namespace and its local name, with any prefix. A prefix that is not
//! declared, or that is declared with an unknown address, has its usual meaning.

use std::borrow::Cow;

use super::tokenizer;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespace {
    /// RSS, whose elements have no namespace or one of several unofficial ones.
    Rss,
    Atom,
    Rdf,
    /// Dublin Core, elements and terms.
    DublinCore,
    Content,
    Media,
    Itunes,
    Xhtml,
    Other,
}

/// Further prefixes are ignored.
const MAX_PREFIXES: usize = 64;

/// The declared prefixes. They are not scoped to elements: no feed binds one prefix to two namespaces that are read here.
#[derive(Default)]
pub(super) struct Namespaces<'a> {
    prefixes: Vec<(&'a str, Namespace)>,
}

impl<'a> Namespaces<'a> {
    /// Records the declarations of a tag. Returns the default namespace that the tag declares.
    pub(super) fn declare(&mut self, attributes: &'a str) -> Option<Namespace> {
        if attributes.is_empty() || !attributes.contains("xmlns") {
            return None;
        }
        let mut default = None;
        for (name, value) in tokenizer::attributes(attributes) {
            let Some(prefix) = name.strip_prefix("xmlns") else { continue };
            let namespace = by_address(value);
            match prefix.strip_prefix(':') {
                None if prefix.is_empty() => default = namespace,
                Some(prefix) => {
                    let namespace = namespace.unwrap_or_else(|| by_usual_prefix(prefix));
                    if let Some(known) = self.prefixes.iter_mut().find(|(known, _)| *known == prefix) {
                        known.1 = namespace;
                    } else if self.prefixes.len() < MAX_PREFIXES {
                        self.prefixes.push((prefix, namespace));
                    }
                }
                None => {}
            }
        }
        default
    }

    /// The namespace of a name, and its local name in lower case. A name without a prefix is in the `default` namespace.
    pub(super) fn resolve(&self, name: &'a str, default: Namespace) -> (Namespace, Cow<'a, str>) {
        let (namespace, local) = match name.split_once(':') {
            None => (default, name),
            Some((prefix, local)) => {
                let declared =
                    self.prefixes.iter().find(|(known, _)| *known == prefix).map(|(_, namespace)| *namespace);
                (declared.unwrap_or_else(|| by_usual_prefix(prefix)), local)
            }
        };
        let local = if local.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(local.to_ascii_lowercase())
        } else {
            Cow::Borrowed(local)
        };
        (namespace, local)
    }
}

/// The usual meaning of a prefix.
fn by_usual_prefix(prefix: &str) -> Namespace {
    match prefix.to_ascii_lowercase().as_str() {
        "rss" | "rss1" | "rss10" | "rss09" => Namespace::Rss,
        "atom" | "atom10" | "atom03" | "a10" => Namespace::Atom,
        "rdf" => Namespace::Rdf,
        "dc" | "dcterms" | "dct" => Namespace::DublinCore,
        "content" => Namespace::Content,
        "media" | "mrss" => Namespace::Media,
        "itunes" => Namespace::Itunes,
        "xhtml" | "html" => Namespace::Xhtml,
        _ => Namespace::Other,
    }
}

/// The namespace of an address. Case, scheme and a trailing slash are ignored, because sites get them wrong.
fn by_address(address: &str) -> Option<Namespace> {
    let address = address.trim().to_ascii_lowercase();
    let address = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://")).unwrap_or(&address);
    Some(match address.trim_end_matches(['/', '#']) {
        "purl.org/rss/1.0"
        | "my.netscape.com/rdf/simple/0.9"
        | "channel.netscape.com/rdf/simple/0.9"
        | "backend.userland.com/rss2"
        | "backend.userland.com/rss"
        | "blogs.law.harvard.edu/tech/rss"
        | "cyber.law.harvard.edu/rss/rss.html" => Namespace::Rss,
        "www.w3.org/2005/atom" | "purl.org/atom/ns" => Namespace::Atom,
        "www.w3.org/1999/02/22-rdf-syntax-ns" => Namespace::Rdf,
        "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" | "purl.org/dc/terms" => Namespace::DublinCore,
        "purl.org/rss/1.0/modules/content" => Namespace::Content,
        "search.yahoo.com/mrss" | "search.yahoo.com/searchmonkey-datatype/media" | "www.rssboard.org/media-rss" => {
            Namespace::Media
        }
        "www.itunes.com/dtds/podcast-1.0.dtd" | "www.itunes.com/dtds/podcast" => Namespace::Itunes,
        "www.w3.org/1999/xhtml" => Namespace::Xhtml,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
