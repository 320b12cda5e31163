//! What holds for any input: no panic, the invariants of an entry, and that damage is confined to its item.

use std::collections::HashSet;

use proptest::prelude::*;
use url::Url;

use super::super::{Context, Document, Entry, Fault, MAX_TITLE_CHARS, identity, identity_of, read};

const NOW: i64 = 1_772_769_600_000;

fn parse(bytes: &[u8]) -> Result<Document, Fault> {
    let address = Url::parse("https://www.songming.example/rss.xml").unwrap();
    let result = read(bytes, &Context { content_type: None, address: Some(&address), now: NOW });
    if let Err(Fault::Malformed(detail)) = &result {
        assert_ne!(detail, "the parser panicked", "{}", String::from_utf8_lossy(bytes));
    }
    if let Ok(document) = &result {
        let mut identities = HashSet::new();
        for entry in &document.entries {
            assert!(identities.insert(&entry.identity), "{} occurs twice", entry.identity);
            assert!(!entry.id.is_empty());
            assert_eq!(entry.identity, identity_of(&entry.id));
            assert!(entry.title.chars().count() <= MAX_TITLE_CHARS && !entry.title.contains(['\n', '\t']));
            let addresses = entry.url.iter().chain(&entry.image).chain(entry.attachments.iter().map(|file| &file.url));
            for address in addresses {
                assert!(matches!(Url::parse(address).unwrap().scheme(), "http" | "https"), "{address}");
            }
        }
    }
    result
}

/// The markup of some items of an RSS or Atom feed.
fn items(atom: bool, count: usize) -> Vec<String> {
    let one = |n: usize| match atom {
        false => format!(
            "<item><title>第{n}条</title><link>https://www.songming.example/{n}.html</link><guid isPermaLink=\"false\">sm-{n}</guid>\
             <pubDate>Thu, 05 Mar 2026 08:30:00 +0800</pubDate><dc:creator>张三</dc:creator><category>新闻</category>\
             <description><![CDATA[<p>摘要{n}</p>]]></description><content:encoded>&lt;p&gt;全文{n}&lt;/p&gt;</content:encoded></item>\n"
        ),
        true => format!(
            "<entry><title>第{n}条</title><link href=\"https://www.songming.example/{n}.html\"/><id>sm-{n}</id>\
             <updated>2026-03-05T08:30:00+08:00</updated><author><name>张三</name></author><category term=\"新闻\"/>\
             <summary><![CDATA[摘要{n}]]></summary><content type=\"html\">&lt;p&gt;全文{n}&lt;/p&gt;</content></entry>\n"
        ),
    };
    (0..count).map(one).collect()
}

fn feed(atom: bool, items: &[String]) -> String {
    match atom {
        false => format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>嵩明</title>{}</channel></rss>",
            items.concat()
        ),
        true => format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>嵩明</title>{}</feed>", items.concat()),
    }
}

fn entries(text: &str) -> Vec<Entry> {
    parse(text.as_bytes()).map(|document| document.entries).unwrap_or_default()
}

/// Damage that an editor, a template or a bad connection may do to one item. Without comments, because an unclosed one hides
/// what follows by definition.
fn damage() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "<",
        ">",
        "&",
        "\"",
        "'",
        "/",
        "<b>",
        "</b>",
        "</",
        "<?",
        "<!",
        "<x",
        "<title>",
        "</title>",
        "<description>",
        "</guid>",
        "&amp",
        "&#",
        "]]>",
        "<![CDATA[",
        "<br>",
        "\u{0}",
        "\u{fffd}",
        "=",
        "<p class=\"",
        "</item",
        "</entry",
        "<author>",
        "<a href='x>",
        "\\",
        "\u{feff}",
    ])
    .prop_map(str::to_owned)
}

fn settings() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn markup_does_not_panic(parts in prop::collection::vec(prop::sample::select(vec![
        "<rss>", "<channel>", "<feed>", "<rdf:RDF>", "<item>", "<entry>", "</item>", "</entry>", "</channel>", "<title>", "</title>", "<link ",
        "href=\"", "\"/>", "'", ">", "<", "<![CDATA[", "]]>", "<!--", "-->", "<?xml ", "?>", "&lt;", "&", ";", "<media:content url='", "<author>",
        "<name>", "</author>", "<content type=\"xhtml\">", "<description>", "</description>", "xmlns:dc='", "xml:base=\"", "2026年3月5日", "嵩明",
        "<!DOCTYPE x [", "]>", "<guid>", "/1.html", "https://a.example/", "\u{feff}", "\u{0}", "{\"items\":[", "]}", "\"id\":1", ",",
    ]), 0..40)) {
        let _ = parse(parts.concat().as_bytes());
        let _ = parse(format!("<rss><channel><title>x</title><item>{}", parts.concat()).as_bytes());
        let _ = parse(format!("<feed><title>x</title><entry>{}</feed>", parts.concat()).as_bytes());
    }

    #[test]
    fn json_does_not_panic(parts in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "[", "]", ",", ":", "\"", "\"id\"", "\"items\"", "\"title\"", "\"version\"", "\"https://jsonfeed.org/version/1\"", "1", "null",
        "true", "-1.5e9", "\\", "\\u", "\\ud83d", "d800", "/*", "*/", "//", "\n", "嵩明", "\"authors\"", "\"attachments\"", "\"_songming\"", "\u{1}",
    ]), 0..40)) {
        let _ = parse(parts.concat().as_bytes());
        let inside = parts.concat();
        let _ = parse(format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{{\"id\":\"1\",{inside}").as_bytes());
    }

    #[test]
    fn truncated_feed_keeps_complete_items(atom in any::<bool>(), count in 1usize..6, at in 0.0f64..1.0) {
        let text = feed(atom, &items(atom, count));
        let whole = parse(text.as_bytes()).unwrap().entries;
        prop_assert_eq!(whole.len(), count);
        let cut = (text.len() as f64 * at) as usize;
        let end = if atom { "</entry>" } else { "</item>" };
        let expected = text.as_bytes()[..cut].windows(end.len()).filter(|window| *window == end.as_bytes()).count();
        match parse(&text.as_bytes()[..cut]) {
            Ok(document) => prop_assert_eq!(&document.entries[..], &whole[..expected]),
            Err(_) => prop_assert_eq!(expected, 0),
        }
    }

    #[test]
    fn damage_is_confined_to_its_item(
        atom in any::<bool>(),
        edits in prop::collection::vec((0.0f64..1.0, 0usize..4, damage()), 1..4),
    ) {
        let mut parts = items(atom, 4);
        let whole = parse(feed(atom, &parts).as_bytes()).unwrap().entries;
        let mut item: Vec<char> = parts[1].chars().collect();
        // The tags of the item itself stay: without its start tag it is no item.
        let (first, last) = if atom { (7, 9) } else { (6, 8) };
        for (at, length, put) in edits {
            let span = item.len() - first - last;
            let start = first + (span as f64 * at) as usize;
            let end = (start + length).min(item.len() - last);
            item.splice(start..end, put.chars());
        }
        parts[1] = item.into_iter().collect();
        let text = feed(atom, &parts);
        let found = entries(&text);
        let kept = |n: usize| found.iter().any(|entry| *entry == whole[n]);
        prop_assert!(kept(0), "the item before: {}", text);
        prop_assert!(kept(3), "the last item: {}", text);
        prop_assert!(kept(2), "the item behind: {}", text);
    }

    #[test]
    fn identity_ignores_scheme_case_of_the_host_slashes_and_tracking(path in "[A-Za-z0-9]{1,8}(/[A-Za-z0-9]{1,8}){0,3}", id in 0u32..1000) {
        let plain = format!("https://www.songming.example/{path}?id={id}");
        let identity = identity_of(&plain);
        for other in [
            plain.replacen("https://www.songming.example", "HTTPS://WWW.Songming.Example", 1),
            format!("http://www.songming.example//{path}/?utm_source=x&id={id}#"),
            format!("  {plain}&fbclid=1\n"),
        ] {
            prop_assert_eq!(&identity_of(&other), &identity, "{}", other);
        }
        prop_assert_ne!(identity_of(&format!("https://www.songming.example/{path}?id={}", id + 1)), identity);
    }

    #[test]
    fn only_web_addresses_are_returned(text in "\\PC{0,40}", start in prop::sample::select(vec!["", "http://", "//", "/", "javascript:", "www."])) {
        let base = Url::parse("https://www.songming.example/a/").unwrap();
        let text = format!("{start}{text}");
        if let Some(address) = identity::absolute_url(&text, Some(&base)) {
            prop_assert!(address.starts_with("http://") || address.starts_with("https://"));
            // Cleaning is idempotent.
            let again = identity::absolute_url(&address, None);
            prop_assert_eq!(again.as_deref(), Some(address.as_str()));
        }
        let _ = identity_of(&text);
    }
}
