use super::*;

#[test]
fn prefixes() {
    let mut spaces = Spaces::default();
    let own = spaces.declare(
        " xmlns='http://www.w3.org/2005/Atom' xmlns:d=\"https://purl.org/dc/elements/1.1\" xmlns:media='urn:odd' xmlns:dc='http://search.yahoo.com/mrss/'",
    );
    assert_eq!(own, Some(Space::Atom));
    assert_eq!(spaces.resolve("d:Creator", Space::Rss), (Space::Dublin, "creator".into()));
    assert_eq!(spaces.resolve("media:content", Space::Rss).0, Space::Media);
    assert_eq!(spaces.resolve("dc:content", Space::Rss).0, Space::Media);
    assert_eq!(spaces.resolve("content:encoded", Space::Rss).0, Space::Content);
    assert_eq!(spaces.resolve("x:y", Space::Rss).0, Space::Other);
    assert_eq!(spaces.resolve("pubDate", Space::Rss), (Space::Rss, "pubdate".into()));
}
