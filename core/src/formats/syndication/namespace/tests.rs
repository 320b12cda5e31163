use super::*;

#[test]
fn prefixes_resolve_to_their_declared_or_usual_namespace() {
    let mut namespaces = Namespaces::default();
    let default = namespaces.declare(
        " xmlns='http://www.w3.org/2005/Atom' xmlns:d=\"https://purl.org/dc/elements/1.1\" xmlns:media='urn:odd' xmlns:dc='http://search.yahoo.com/mrss/'",
    );
    assert_eq!(default, Some(Namespace::Atom));
    assert_eq!(namespaces.resolve("d:Creator", Namespace::Rss), (Namespace::DublinCore, "creator".into()));
    assert_eq!(namespaces.resolve("media:content", Namespace::Rss).0, Namespace::Media);
    assert_eq!(namespaces.resolve("dc:content", Namespace::Rss).0, Namespace::Media);
    assert_eq!(namespaces.resolve("content:encoded", Namespace::Rss).0, Namespace::Content);
    assert_eq!(namespaces.resolve("x:y", Namespace::Rss).0, Namespace::Other);
    assert_eq!(namespaces.resolve("pubDate", Namespace::Rss), (Namespace::Rss, "pubdate".into()));
}
