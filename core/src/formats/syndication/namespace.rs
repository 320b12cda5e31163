//! Namespaces. An element is known by its namespace and its local name, whatever prefix a site has chosen; a prefix that is
//! not declared, or declared with an address of its own invention, means what it usually means.

use std::borrow::Cow;

use super::token;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS, whose elements have no namespace, or one of the many that were made up for it.
    Rss,
    Atom,
    Rdf,
    /// Dublin Core, elements and terms.
    Dublin,
    Content,
    Media,
    Itunes,
    Xhtml,
    Other,
}

/// More prefixes than this are not remembered.
const MAX_PREFIXES: usize = 64;

/// Prefixes in force. They are not scoped: no feed binds one prefix to two things that are both read here.
#[derive(Default)]
pub(super) struct Spaces<'a> {
    bound: Vec<(&'a str, Space)>,
}

impl<'a> Spaces<'a> {
    /// Takes in the declarations of a tag; the default namespace of the tag itself is given back.
    pub(super) fn declare(&mut self, attributes: &'a str) -> Option<Space> {
        if attributes.is_empty() || !attributes.contains("xmlns") {
            return None;
        }
        let mut own = None;
        for (name, value) in token::attributes(attributes) {
            let Some(prefix) = name.strip_prefix("xmlns") else { continue };
            let space = of_address(value);
            match prefix.strip_prefix(':') {
                None if prefix.is_empty() => own = space,
                Some(prefix) => {
                    let space = space.unwrap_or_else(|| usual(prefix));
                    if let Some(known) = self.bound.iter_mut().find(|(known, _)| *known == prefix) {
                        known.1 = space;
                    } else if self.bound.len() < MAX_PREFIXES {
                        self.bound.push((prefix, space));
                    }
                }
                None => {}
            }
        }
        own
    }

    /// Namespace and local name, the latter in lower case. `own` is for names without a prefix.
    pub(super) fn resolve(&self, name: &'a str, own: Space) -> (Space, Cow<'a, str>) {
        let (space, local) = match name.split_once(':') {
            None => (own, name),
            Some((prefix, local)) => {
                let bound = self.bound.iter().find(|(known, _)| *known == prefix).map(|(_, space)| *space);
                (bound.unwrap_or_else(|| usual(prefix)), local)
            }
        };
        let local = if local.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(local.to_ascii_lowercase())
        } else {
            Cow::Borrowed(local)
        };
        (space, local)
    }
}

/// What a prefix means when its declaration says nothing.
fn usual(prefix: &str) -> Space {
    match prefix.to_ascii_lowercase().as_str() {
        "rss" | "rss1" | "rss10" | "rss09" => Space::Rss,
        "atom" | "atom10" | "atom03" | "a10" => Space::Atom,
        "rdf" => Space::Rdf,
        "dc" | "dcterms" | "dct" => Space::Dublin,
        "content" => Space::Content,
        "media" | "mrss" => Space::Media,
        "itunes" => Space::Itunes,
        "xhtml" | "html" => Space::Xhtml,
        _ => Space::Other,
    }
}

/// Case, scheme and the last slash are what sites get wrong in these addresses.
fn of_address(address: &str) -> Option<Space> {
    let address = address.trim().to_ascii_lowercase();
    let address = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://")).unwrap_or(&address);
    Some(match address.trim_end_matches(['/', '#']) {
        "purl.org/rss/1.0"
        | "my.netscape.com/rdf/simple/0.9"
        | "channel.netscape.com/rdf/simple/0.9"
        | "backend.userland.com/rss2"
        | "backend.userland.com/rss"
        | "blogs.law.harvard.edu/tech/rss"
        | "cyber.law.harvard.edu/rss/rss.html" => Space::Rss,
        "www.w3.org/2005/atom" | "purl.org/atom/ns" => Space::Atom,
        "www.w3.org/1999/02/22-rdf-syntax-ns" => Space::Rdf,
        "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" | "purl.org/dc/terms" => Space::Dublin,
        "purl.org/rss/1.0/modules/content" => Space::Content,
        "search.yahoo.com/mrss" | "search.yahoo.com/searchmonkey-datatype/media" | "www.rssboard.org/media-rss" => {
            Space::Media
        }
        "www.itunes.com/dtds/podcast-1.0.dtd" | "www.itunes.com/dtds/podcast" => Space::Itunes,
        "www.w3.org/1999/xhtml" => Space::Xhtml,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
