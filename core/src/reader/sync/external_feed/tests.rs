//! What a reader sees of the items of the feed corpus: each item with `articles` in its expected result is stored and read again.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use url::Url;

use super::*;
use crate::base::change::Announcer;
use crate::base::store::Store;
use crate::reader::feed::{View, article, ingest_item};
use crate::reader::media::FileStore;

/// 2026-03-06 12:00 in China.
const NOW: i64 = 1_772_769_600_000;

/// The articles of a feed as a screen shows them: the summary and picture of the row, the picture above the text and its text
/// alternative, the text, and the addresses of recordings and documents.
fn shown(bytes: &[u8], expected: &Value) -> Vec<Value> {
    let address = expected["address"].as_str().map(|address| Url::parse(address).unwrap());
    let context = Context { content_type: expected["content_type"].as_str(), address: address.as_ref(), now: NOW };
    let document = syndication::read(bytes, &context).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
    let files = FileStore::new(Path::new("phone"));
    let items: Vec<IncomingItem> = document.entries.into_iter().map(|entry| incoming_item("s1", entry)).collect();
    let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
    let stored = store.cache().write_now(|write| {
        for item in items {
            ingest_item(write, "s1", item, NOW)?;
        }
        Ok(())
    });
    stored.unwrap();
    let read = store.cache().read_now(|connection| {
        let view = View { connection, files: &files, device_now: NOW, publisher_now: NOW };
        ids.iter().map(|id| article(&view, id)).collect::<Result<Vec<_>>>()
    });
    read.unwrap()
        .into_iter()
        .map(|article| {
            let is_picture = |file: &&syndication::Attachment| file.mime_type.starts_with("image/");
            let files: Vec<_> =
                article.attachments.iter().filter(|file| !is_picture(file)).map(|file| file.url.clone()).collect();
            json!({
                "summary": article.row.summary,
                "image": article.row.image.map(|image| image.url),
                "alt": article.lead.as_ref().map(|lead| lead.alt.clone()),
                "lead": article.lead.map(|lead| lead.url),
                "files": files,
                "blocks": article.blocks,
            })
        })
        .collect()
}

#[test]
fn items_of_the_corpus_are_shown_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus/feeds");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok()?.strip_suffix(".feed").map(str::to_owned))
        .collect();
    names.sort();
    let (mut tested, mut wrong) = (0, Vec::new());
    for name in names {
        let expected: Value = serde_json::from_slice(&fs::read(folder.join(format!("{name}.json"))).unwrap()).unwrap();
        let Some(articles) = expected["articles"].as_array() else { continue };
        tested += 1;
        let found = shown(&fs::read(folder.join(format!("{name}.feed"))).unwrap(), &expected);
        assert_eq!(found.len(), articles.len(), "{name}");
        for (wanted, found) in articles.iter().zip(&found) {
            // A file names what it is about; a member that it leaves out may be anything.
            for (member, wanted) in wanted.as_object().unwrap() {
                if found[member] != *wanted {
                    wrong.push(format!(
                        "{name} ({}), {member}:\n  want {wanted}\n  got  {}",
                        expected["why"], found[member]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(tested >= 60, "{tested} feeds");
}

/// Identities had a `www.`, escapes as the site writes them, and the front page.
#[test]
fn rows_that_earlier_versions_stored_are_found() {
    let parsed = |title: &str, guid: &str, link: &str| {
        let item = format!("<title>{title}</title>{guid}<link>{link}</link><description>文</description>");
        let feed = format!(
            "<rss><channel><title>青溪</title><link>https://www.q.example/</link><item>{item}</item></channel></rss>"
        );
        syndication::read(feed.as_bytes(), &Context { content_type: None, address: None, now: NOW }).unwrap()
    };
    let page = "https://www.q.example/n/1.html";
    let home = "https://www.q.example/";
    let front = "<guid>https://www.q.example/</guid>";
    for (why, guid, stored_link, stored_identity, title, link, is_found) in [
        ("with www.", "", page, "www.q.example/n/1.html", "停水通知", page, true),
        ("with www. then", "", page, "www.q.example/n/1.html", "停水通知", "https://q.example/n/1.html", true),
        ("small escapes", "", "https://q.example/%e6", "q.example/%e6", "停水通知", "https://q.example/%E6", true),
        ("the front page", front, page, "www.q.example", "停水通知", page, true),
        ("the front page and the title", front, page, "www.q.example", "停水通之", page, true),
        ("the front page as the link", "", home, "www.q.example", "停水通之", home, true),
        ("the front page as the link of another", "", home, "www.q.example", "花灯展演", home, false),
        ("the front page as the id of another", front, page, "www.q.example", "花灯展演", "https://q.example/2", false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
        let stored = parsed("停水通之", guid, stored_link).entries.remove(0);
        let id = id_of_identity("s1", stored_identity);
        let found = store.cache().write_now(|write| {
            ingest_item(write, "s1", IncomingItem { id: id.clone(), ..incoming_item("s1", stored) }, NOW)?;
            let mut document = parsed(title, guid, link);
            let mut items = vec![foreign_item("s1", document.entries.remove(0))];
            let home = document.home.as_deref();
            feed::find_stored_ids(write, "s1", home, &mut items, |identity| id_of_identity("s1", identity))?;
            Ok(items.remove(0).item.id)
        });
        assert_eq!(found.unwrap() == id, is_found, "{why}");
    }
}
