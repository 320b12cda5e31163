//! What becomes of the items of another site's feed when the feed is written anew: which item is which, and which edits are
//! noticed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::sync::Arc;

use songming_core::{Client, ItemRow, MarkAction, MarkRequest, Scope};
use songming_journeys::phone::{STATEMENT, all};
use songming_journeys::{FileServer, Phone};

const DATE: &str = "<pubDate>Mon, 02 Nov 2026 09:00:00 +0800</pubDate>";

struct Feed {
    files: FileServer,
    phone: Phone,
}

impl Feed {
    fn new() -> Self {
        Self { files: FileServer::serve(), phone: Phone::configured(None) }
    }

    /// Serves a feed of these items.
    fn show(&self, items: &str) {
        let feed = format!(
            "<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><title>样例</title>\
             <link>https://qingxi.example/</link>{items}</channel></rss>"
        );
        fs::write(self.files.folder().join("feed.xml"), feed).unwrap();
    }

    async fn added(&self) -> Arc<Client> {
        let client = self.phone.open().await;
        client.privacy().accept(STATEMENT.into()).await.unwrap();
        client.sources().add(self.files.address("feed.xml")).await.unwrap();
        client
    }
}

/// Rows after the first document and after the second.
async fn rows_of(first: &str, second: &str) -> (Vec<ItemRow>, Vec<ItemRow>) {
    let feed = Feed::new();
    feed.show(first);
    let client = feed.added().await;
    let before = all(&client, Scope::All, 50).await;
    let read = before.iter().map(|row| MarkRequest { id: row.id.clone(), action: MarkAction::Open }).collect();
    client.items().mark(read).await.unwrap();
    feed.show(second);
    client.sync(None).await.unwrap();
    // A third reading of the same items brings nothing new.
    feed.show(&format!("{second} "));
    client.sync(None).await.unwrap();
    let after = all(&client, Scope::All, 50).await;
    (before, after)
}

fn titles(rows: &[ItemRow]) -> Vec<&str> {
    let mut titles: Vec<&str> = rows.iter().map(|row| row.title.as_str()).collect();
    titles.sort_unstable();
    titles
}

fn item(guid: &str, title: &str, link: &str, more: &str) -> String {
    let guid = if guid.is_empty() { String::new() } else { format!("<guid isPermaLink=\"false\">{guid}</guid>") };
    let link = if link.is_empty() { String::new() } else { format!("<link>{}</link>", link.replace('&', "&amp;")) };
    format!("<item>{guid}<title>{title}</title>{link}<description>{title}的全文。</description>{more}</item>")
}

#[tokio::test]
async fn item_is_the_same_if_only_its_id_or_the_token_in_its_address_changes() {
    let page = "https://qingxi.example/n/1.html";
    let token = |name: &str, value: &str| format!("https://j.example/kns?f={name}&v={value}");
    let two = |one: &str, other: &str| {
        item("", "第一篇", &token("A", one), DATE) + &item("", "第二篇", &token("B", other), DATE)
    };
    for (why, first, second, expected) in [
        ("another guid", item("g-1", "一", page, DATE), item("g-2", "一", page, DATE), vec!["一"]),
        ("a guid at last", item("", "一", page, DATE), item("g-2", "一", page, DATE), vec!["一"]),
        ("a token of the moment", two("1", "2"), two("3", "4"), vec!["第一篇", "第二篇"]),
        (
            "the same without dates",
            item("", "一", &token("A", "1"), ""),
            item("", "一", &token("A", "2"), ""),
            vec!["一"],
        ),
        ("no id and the same address", item("", "一", page, DATE), item("", "一", page, DATE), vec!["一"]),
        (
            "a title put right",
            item("g-1", "停水通之", page, DATE),
            item("g-1", "停水通知", page, DATE),
            vec!["停水通知"],
        ),
        (
            "the same without an id",
            item("", "停水通之", page, DATE),
            item("", "停水通知", page, DATE),
            vec!["停水通知"],
        ),
        (
            "a session in the path",
            item("", "一", "https://qingxi.example/n/1.html;jsessionid=AAA111", DATE),
            item("", "一", "https://qingxi.example/n/1.html;jsessionid=BBB222", DATE),
            vec!["一"],
        ),
        (
            "a session in the path of an id",
            item("https://qingxi.example/n/1.jsp;sid=1?id=1", "一", "https://qingxi.example/n/1.jsp;sid=1?id=1", DATE),
            item("https://qingxi.example/n/1.jsp;sid=2?id=1", "二", "https://qingxi.example/n/1.jsp;sid=2?id=1", DATE),
            vec!["二"],
        ),
        (
            "a session that is a folder",
            item("", "一", "https://qingxi.example/(S(abc123))/n/1.aspx", DATE),
            item("", "一", "https://qingxi.example/(S(def456))/n/1.aspx", DATE),
            vec!["一"],
        ),
        (
            "escapes in capitals",
            item("", "一", "https://qingxi.example/%e6%98%a5.html", DATE),
            item("", "二", "https://qingxi.example/%E6%98%A5.html", DATE),
            vec!["二"],
        ),
        (
            "a site that moved away from www.",
            item("", "一", "http://www.qingxi.example/n/1.html", DATE),
            item("", "二", page, DATE),
            vec!["二"],
        ),
        (
            "ids by position that moved up",
            item("0", "甲讯", "https://qingxi.example/1", "") + &item("1", "乙讯", "https://qingxi.example/2", ""),
            item("0", "乙讯", "https://qingxi.example/2", ""),
            vec!["乙讯", "甲讯"],
        ),
    ] {
        let (before, after) = rows_of(&first, &second).await;
        assert_eq!(titles(&after), expected, "{why}");
        assert_eq!(before.len(), after.len(), "{why}");
        assert!(after.iter().all(|row| row.read), "{why}: the mark is kept");
    }
}

#[tokio::test]
async fn items_that_differ_are_not_merged() {
    let short = |code: &str| format!("https://s.example/{code}");
    let front = "https://qingxi.example/";
    let dated = |day: u32| format!("<pubDate>{day:02} Nov 2026 09:00:00 +0800</pubDate>");
    for (why, first, second, expected) in [
        (
            "addresses that differ in case",
            item(&short("aa1bB"), "甲", &short("aa1bB"), DATE) + &item(&short("aa1bb"), "乙", &short("aa1bb"), DATE),
            item(&short("AA1bb"), "丙", &short("AA1bb"), DATE),
            vec!["丙", "乙", "甲"],
        ),
        (
            "the front page as every id",
            (1..5).map(|n| item(front, &format!("条{n}"), &format!("{front}{n}.html"), DATE)).collect(),
            item(front, "条5", &format!("{front}5.html"), DATE),
            vec!["条1", "条2", "条3", "条4", "条5"],
        ),
        (
            "the front page as every id and every link",
            (1..4).map(|n| item(front, &format!("条{n}"), front, DATE)).collect(),
            (1..4).map(|n| item(front, &format!("条{n}"), front, DATE)).collect(),
            vec!["条1", "条2", "条3"],
        ),
        (
            "an id that is given again the next day",
            item("1", "县城停水", "https://qingxi.example/1101/a.html", &dated(1)),
            item("1", "花灯展演", "https://qingxi.example/1102/b.html", &dated(2)),
            vec!["县城停水", "花灯展演"],
        ),
        (
            "ids by position",
            item("0", "甲讯", "https://qingxi.example/1", "") + &item("1", "乙讯", "https://qingxi.example/2", ""),
            item("0", "丙讯", "https://qingxi.example/3", "") + &item("1", "甲讯", "https://qingxi.example/1", ""),
            vec!["丙讯", "乙讯", "甲讯"],
        ),
        (
            "the front page as the id of the only item",
            item(front, "甲讯", "https://qingxi.example/1", ""),
            item(front, "乙讯", "https://qingxi.example/2", ""),
            vec!["乙讯", "甲讯"],
        ),
        (
            "the front page as the link of the only item",
            item("", "甲讯", front, ""),
            item("", "乙讯", front, ""),
            vec!["乙讯", "甲讯"],
        ),
        (
            "the front page as the id, and no link",
            item(front, "甲讯", "", ""),
            item(front, "乙讯", "", ""),
            vec!["乙讯", "甲讯"],
        ),
        (
            "a headline that comes every day",
            item("d-1", "每日菜价", "https://qingxi.example/price", &dated(2)),
            item("d-2", "每日菜价", "https://qingxi.example/price", &dated(3)),
            vec!["每日菜价", "每日菜价"],
        ),
        (
            "two notices of one headline and page",
            item("", "招聘公告", "https://qingxi.example/show?id=5", DATE),
            item("", "招聘公告", "https://qingxi.example/show?id=6", &dated(4)),
            vec!["招聘公告", "招聘公告"],
        ),
    ] {
        let (_, after) = rows_of(&first, &second).await;
        assert_eq!(titles(&after), expected, "{why}");
    }
}

#[tokio::test]
async fn favourite_is_not_overwritten_by_another_item_of_its_id() {
    let feed = Feed::new();
    feed.show(&item("1", "县城停水", "https://qingxi.example/1101/a.html", DATE));
    let client = feed.added().await;
    let id = all(&client, Scope::All, 50).await[0].id.clone();
    let favourite = MarkRequest { id: id.clone(), action: MarkAction::Favourite { on: true } };
    client.items().mark(vec![favourite]).await.unwrap();
    for day in 2..5 {
        let page = format!("https://qingxi.example/110{day}/b.html");
        feed.show(&item("1", &format!("花灯展演{day}"), &page, DATE));
        client.sync(None).await.unwrap();
    }
    assert_eq!(titles(&all(&client, Scope::All, 50).await), ["县城停水", "花灯展演2", "花灯展演3", "花灯展演4"]);
    let article = client.items().get(id).await.unwrap().article;
    assert!(format!("{:?}", article.blocks).contains("县城停水的全文"));
    assert!(article.row.favourite);
    // The next edit of the other item finds it.
    feed.show(&item("1", "花灯展演延期", "https://qingxi.example/1104/b.html", DATE));
    client.sync(None).await.unwrap();
    assert_eq!(titles(&all(&client, Scope::All, 50).await), ["县城停水", "花灯展演2", "花灯展演3", "花灯展演延期"]);
}

#[tokio::test]
async fn deleted_entry_goes_unless_it_is_a_favourite_or_still_shown() {
    let feed = Feed::new();
    let show = |head: &str, names: &[&str]| {
        let entry = |name: &&str| {
            format!(
                "<entry><title>{name}</title><id>urn:{name}</id><link href=\"https://qingxi.example/{name}\"/>\
                 <updated>2026-11-02T01:00:00Z</updated><summary>文{name}</summary></entry>"
            )
        };
        let entries: String = names.iter().map(entry).collect();
        let text = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\">\
             <title>样例</title><id>urn:f</id>{head}{entries}</feed>"
        );
        fs::write(feed.files.folder().join("feed.xml"), text).unwrap();
    };
    show("", &["甲", "乙", "丙"]);
    let client = feed.added().await;
    let rows = all(&client, Scope::All, 50).await;
    let kept = rows.iter().find(|row| row.title == "乙").unwrap().id.clone();
    client.items().mark(vec![MarkRequest { id: kept, action: MarkAction::Favourite { on: true } }]).await.unwrap();
    let deleted: String = ["甲", "乙", "丙", "丁"]
        .iter()
        .map(|name| format!("<at:deleted-entry ref=\"urn:{name}\" when=\"2026-11-03T00:00:00Z\"><at:comment>撤稿</at:comment></at:deleted-entry>"))
        .collect();
    show(&deleted, &["丙"]);
    client.sync(None).await.unwrap();
    assert_eq!(titles(&all(&client, Scope::All, 50).await), ["丙", "乙"]);
    show("", &["甲", "丙"]);
    client.sync(None).await.unwrap();
    assert_eq!(titles(&all(&client, Scope::All, 50).await), ["丙", "乙", "甲"], "the site shows it again");
}

#[tokio::test]
async fn edit_of_any_part_is_noticed() {
    let page = "https://qingxi.example/n/1.html";
    let feed = Feed::new();
    let show = |link: &str, more: &str| feed.show(&item("g-1", "一", link, &format!("{DATE}{more}")));
    show(page, "");
    let client = feed.added().await;
    let id = all(&client, Scope::All, 50).await[0].id.clone();
    let sound =
        |name: &str| format!("<enclosure url=\"https://q.example/{name}.mp3\" type=\"audio/mpeg\" length=\"1\"/>");
    let picture = |name: &str| format!("<media:thumbnail url=\"https://q.example/{name}.jpg\"/>");
    for (link, more, expected) in [
        ("https://qingxi.example/n/2.html", String::new(), "https://qingxi.example/n/2.html"),
        (page, sound("wrong"), "wrong.mp3"),
        (page, sound("right"), "right.mp3"),
        (page, picture("wrong"), "wrong.jpg"),
        (page, picture("right"), "right.jpg"),
        (page, "<author>张三</author>".to_owned(), "张三"),
        (page, "<author>李四</author>".to_owned(), "李四"),
    ] {
        show(link, &more);
        client.sync(None).await.unwrap();
        let article = client.items().get(id.clone()).await.unwrap().article;
        let shown = format!("{article:?}");
        assert!(shown.contains(expected), "{expected} in {shown}");
        assert_eq!(all(&client, Scope::All, 50).await.len(), 1);
    }
}

#[tokio::test]
async fn closed_feed_is_told_kept_and_asked_no_more() {
    let feed = Feed::new();
    feed.show(&item("g-1", "一", "", DATE));
    let client = feed.added().await;
    fs::remove_file(feed.files.folder().join("feed.xml")).unwrap();
    fs::write(feed.files.folder().join("feed.xml.gone"), "").unwrap();
    assert_eq!(client.sync(None).await.unwrap_err().code(), "feed-closed");
    let report = client.sync(None).await.unwrap();
    assert_eq!((report.traffic.requests, report.sources.len()), (0, 0));
    assert_eq!(all(&client, Scope::All, 50).await.len(), 1);
    let sources = client.sources().list().await.unwrap();
    assert!(sources[0].closed);
    let error = client.sources().add(feed.files.address("other.xml")).await.unwrap_err();
    assert_eq!(error.code(), "refused");
    fs::write(feed.files.folder().join("other.xml.gone"), "").unwrap();
    let error = client.sources().add(feed.files.address("other.xml")).await.unwrap_err();
    assert_eq!(error.code(), "feed-closed");
}
