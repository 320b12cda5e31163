//! Feeds of other sites, added by address, with and without a publisher.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;

use serde_json::json;
use songming_core::{ErrorKind, Scope, SyncOutcome};
use songming_journeys::phone::{STATEMENT, all};
use songming_journeys::{FileServer, Phone, TestPublisher};

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>杨林镇简报</title><link>http://127.0.0.1/</link><description>d</description>
<item><title>第一条</title><link>/a/1</link><guid>g-1</guid><pubDate>Thu, 05 Mar 2026 08:30:00 +0800</pubDate>
<description>&lt;p&gt;第一条的正文，说的是&lt;b&gt;春耕&lt;/b&gt;。&lt;/p&gt;</description></item>
<item><title>第二条</title><link>/a/2</link><guid>g-2</guid><pubDate>Fri, 06 Mar 2026 09:00:00 +0800</pubDate>
<description>第二条的正文。</description></item>
</channel></rss>"#;

#[tokio::test]
async fn feed_on_a_plain_file_server_is_read() {
    let files = FileServer::serve();
    fs::write(files.folder().join("news.xml"), RSS).unwrap();
    let phone = Phone::configured(None);
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    let source = client.sources().add(files.address("news.xml")).await.unwrap();
    assert_eq!(source.title, "杨林镇简报");
    let rows = all(&client, Scope::All, 10).await;
    assert_eq!(rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["第二条", "第一条"]);
    assert_eq!(rows[0].source, "杨林镇简报");
    assert_eq!(rows[1].published, 1_772_670_600_000);
    assert!(rows[1].summary.starts_with("第一条的正文"));
    let article = client.items().get(rows[1].id.clone()).await.unwrap().article;
    assert_eq!(article.url.as_deref(), Some(&*files.address("a/1")));
    assert!(format!("{:?}", article.blocks).contains("春耕"));

    // Unchanged, then one new and one edited item: no earlier item counts as new.
    let report = client.sync(None).await.unwrap();
    assert_eq!(report.sources[0].outcome, SyncOutcome::Unchanged);
    let more = RSS.replace("<b>", "<i>").replace(
        "</description>\n<item><title>第一条",
        "</description>\n<item><title>第三条</title><guid>g-3</guid><description>x</description></item><item><title>第一条",
    );
    let more = more.replace("d</description>\n", "d</description>\n<item><title>第三条</title><guid>g-3</guid><pubDate>Sat, 07 Mar 2026 09:00:00 +0800</pubDate><description>三</description></item>");
    fs::write(files.folder().join("news.xml"), more.replace("春耕", "春耕备耕")).unwrap();
    let report = client.sync(None).await.unwrap();
    assert_eq!(report.sources[0].outcome, SyncOutcome::Changed { added: 1, revised: 1, withdrawn: 0 });
    let after = all(&client, Scope::All, 10).await;
    assert_eq!(after.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["第三条", "第二条", "第一条"]);
    assert_eq!(after[2].id, rows[1].id);

    // Adding the same feed in another spelling changes nothing.
    assert_eq!(client.sources().add(files.address("news.xml") + "?utm_source=x").await.unwrap().id, source.id);
    assert_eq!(client.sources().list().await.unwrap().len(), 1);

    // A page that is no feed never replaces what is stored.
    fs::write(files.folder().join("news.xml"), "<!doctype html><html><body>维护中</body></html>").unwrap();
    assert_eq!(client.sync(None).await.unwrap_err().code(), "not-a-feed");
    assert_eq!(all(&client, Scope::All, 10).await.len(), 3);

    client.sources().remove(source.id.clone()).await.unwrap();
    assert_eq!(all(&client, Scope::All, 10).await, []);
    assert_eq!(client.sources().remove(source.id).await.unwrap_err().code(), "unknown-source");
}

#[tokio::test]
async fn plain_feeds_of_the_publisher_are_read_like_any_other() {
    let publisher = TestPublisher::sample();
    let phone = Phone::configured(None);
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    let mut titles = Vec::new();
    for path in ["rss.xml", "atom.xml", "v1/feed.json"] {
        let source = client.sources().add(format!("{}/{path}", publisher.address())).await.unwrap();
        let scope = Scope::Source { id: source.id };
        let mut rows = all(&client, scope.clone(), 200).await;
        // On a busy machine they come in soon after.
        while rows.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            rows = all(&client, scope.clone(), 200).await;
        }
        assert_eq!(rows.len(), 50, "{path}");
        titles.push(rows.into_iter().map(|row| (row.published, row.title)).collect::<std::collections::BTreeSet<_>>());
    }
    assert_eq!(titles[0], titles[1]);
    assert_eq!(titles[1], titles[2]);
}

#[tokio::test]
async fn invalid_addresses_are_refused() {
    let files = FileServer::serve();
    fs::write(files.folder().join("page.html"), "<html><body>你好</body></html>").unwrap();
    fs::write(files.folder().join("nothing.xml"), "<rss version='2.0'><channel><item></item></channel></rss>").unwrap();
    fs::write(files.folder().join("empty.xml"), "").unwrap();
    let phone = Phone::configured(None);
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    for (address, code) in [
        ("", "bad-address"),
        ("不是地址", "unreachable"),
        ("http://news.example/feed", "bad-address"),
        ("ftp://127.0.0.1/feed", "bad-address"),
        ("javascript:alert(1)", "bad-address"),
        (&files.address("missing.xml"), "refused"),
        (&files.address("page.html"), "not-a-feed"),
        (&files.address("empty.xml"), "not-a-feed"),
        (&files.address("nothing.xml"), "empty-feed"),
    ] {
        let error = client.sources().add(address.to_owned()).await.unwrap_err();
        assert_eq!(error.code(), code, "{address}");
    }
    assert_eq!(client.sources().list().await.unwrap(), []);
}

#[tokio::test]
async fn failing_source_does_not_affect_others() {
    let (publisher, files) = (TestPublisher::sample(), FileServer::serve());
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    fs::write(files.folder().join("news.xml"), RSS).unwrap();
    let source = client.sources().add(files.address("news.xml")).await.unwrap();
    fs::write(files.folder().join("news.xml"), "{").unwrap();
    publisher.publish("新的一条", "<p>正文</p>").await;
    let report = client.sync(None).await.unwrap();
    assert_eq!(report.sources[0].outcome, SyncOutcome::Changed { added: 1, revised: 0, withdrawn: 0 });
    assert_eq!(report.sources[1].id, source.id);
    assert!(matches!(&report.sources[1].outcome, SyncOutcome::Failed { code, .. } if code == "not-a-feed"));
    publisher.fault(json!({"mode": "down"})).await;
    let error = client.sync(None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Offline, "all fail: the publisher's reason");
}
