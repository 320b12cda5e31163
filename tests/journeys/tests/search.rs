//! 中文即搜: search against a real publisher, offline, after kills and damage, with marks and stories.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use serde_json::json;
use songming_core::{
    Change, ChangeListener, Client, Clock, ListenerError, MarkAction, MarkRequest, NetworkClass, OpenRequest, Scope,
    SearchAction, SearchFilter, SearchOrder, SearchPage, SearchRequest, Suggestion, SuggestionTarget, SystemClock,
    World,
};
use songming_journeys::phone::{STATEMENT, all, favourite};
use songming_journeys::{FileServer, Phone, TestPublisher};

fn request(words: &str) -> SearchRequest {
    SearchRequest { words: words.into(), limit: 50, ..SearchRequest::default() }
}

async fn page(client: &Client, words: &str) -> SearchPage {
    client.search().find(request(words)).await.unwrap()
}

async fn ids(client: &Client, words: &str) -> Vec<String> {
    page(client, words).await.items.into_iter().map(|found| found.row.id).collect()
}

async fn publish(publisher: &TestPublisher, id: &str, title: &str, text: &str, extra: serde_json::Value) {
    let mut item = json!({"id": id, "title": title, "content_html": format!("<p>{text}</p>"), "module": "news", "channel": "weibo"});
    for (name, value) in extra.as_object().unwrap() {
        item[name] = value.clone();
    }
    publisher.control("/publish", item).await;
}

#[tokio::test]
async fn every_word_of_every_article_is_found_offline() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    while client.items().load_older().await.unwrap() {}
    client.set_network(NetworkClass::Offline);
    client.search().warm_up().await.unwrap();
    for row in all(&client, Scope::All, 100).await {
        let title: Vec<char> = row.title.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
        let words: String = title.iter().take(2).collect();
        let blocks = client.items().get(row.id.clone()).await.unwrap().article.blocks;
        let text = songming_core::inspect::plain_text(&blocks);
        let Some(run) =
            text.split(|c: char| !('\u{4e00}'..='\u{9fff}').contains(&c)).find(|run| run.chars().count() > 5)
        else {
            continue;
        };
        let last: String = run.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        for words in [last, row.title.clone()].iter().chain(title.windows(2).next().map(|_| &words)) {
            let mut found = false;
            let mut after = None;
            while !found {
                let page = client.search().find(SearchRequest { after, ..request(words) }).await.unwrap();
                assert!(page.complete);
                // Another version of the same story may represent it.
                found = page
                    .items
                    .iter()
                    .any(|found| found.row.id == row.id || found.row.story == row.story && row.story.is_some());
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert!(found, "{words:?} of {}", row.id);
        }
    }
}

#[tokio::test]
async fn story_is_one_result_and_marks_are_respected() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    for (id, channel, text) in [
        ("v1", "weibo", "龙潭古寨开街"),
        ("v2", "website", "龙潭古寨开街了，游客三千"),
        ("v3", "wechat", "寨子里的热闹"),
    ] {
        publish(&publisher, id, "古寨", text, json!({"story": "village", "channel": channel})).await;
    }
    publish(&publisher, "alone", "另一件事", "与龙潭无关的古寨", json!({})).await;
    client.sync(None).await.unwrap();
    client.search().warm_up().await.unwrap();
    let front = client.items().story("v1".into()).await.unwrap().front.id;
    assert_eq!(ids(&client, "古寨").await, [front.clone(), "alone".into()], "one of the story, the title first");
    assert_eq!(ids(&client, "热闹").await, ["v3"], "a version that alone has the words");
    let on_wechat = SearchFilter { channel: Some("wechat".into()), ..SearchFilter::default() };
    let found = client.search().find(SearchRequest { filter: on_wechat, ..request("古寨") }).await.unwrap();
    assert_eq!(found.items[0].row.id, "v3");
    let mark = |id: &str, action| MarkRequest { id: id.into(), action };
    client.items().mark(vec![mark("v2", MarkAction::Read { on: true }), favourite("alone", true)]).await.unwrap();
    let filtered = async |filter| {
        let page = client.search().find(SearchRequest { filter, ..request("古寨") }).await.unwrap();
        page.items.into_iter().map(|found| found.row.id).collect::<Vec<_>>()
    };
    assert_eq!(filtered(SearchFilter { unread: true, ..SearchFilter::default() }).await, ["alone"]);
    assert_eq!(filtered(SearchFilter { favourite: true, ..SearchFilter::default() }).await, ["alone"]);
    client.items().mark(vec![mark("v1", MarkAction::Hide { on: true })]).await.unwrap();
    assert_eq!(ids(&client, "古寨").await, ["alone"]);
    let newest = SearchRequest { order: SearchOrder::Newest, limit: 1, ..request("龙潭") };
    let first = client.search().find(newest.clone()).await.unwrap();
    assert_eq!((first.items.len(), first.next), (1, None));
}

#[tokio::test]
async fn withdrawn_words_are_in_no_file() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    publish(&publisher, "rumour", "Zyzzyva传闻", "Qwertzuiop在嵩明出现，纯属捏造", json!({})).await;
    client.sync(None).await.unwrap();
    client.search().warm_up().await.unwrap();
    assert_eq!(ids(&client, "qwertz").await, ["rumour"]);
    assert!(!phone.files_with("qwertzuiop").is_empty(), "the index has it");
    publisher.withdraw("rumour").await;
    client.sync(None).await.unwrap();
    assert_eq!(ids(&client, "qwertz").await, [""; 0]);
    for needle in ["qwertzuiop", "zyzzyva", "Qwertzuiop", "Q\0w\0e\0r\0t\0z\0", "Z\0y\0z\0z\0"] {
        assert_eq!(phone.files_with(needle), Vec::<std::path::PathBuf>::new(), "{needle:?}");
    }
}

#[tokio::test]
async fn lost_or_damaged_index_is_rebuilt() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    client.search().warm_up().await.unwrap();
    let expected = ids(&client, "嵩明").await;
    assert!(expected.len() > 2, "{expected:?}");
    client.shut_down().await.unwrap();
    drop(client);
    let index = phone.folder().join("search.sqlite3");
    for damage in ["lost", "cut", "nonsense", "another cache"] {
        let bytes = fs::read(&index).unwrap();
        match damage {
            "lost" => fs::remove_file(&index).unwrap(),
            "cut" => fs::write(&index, &bytes[..bytes.len() / 2]).unwrap(),
            "nonsense" => fs::write(&index, vec![42; bytes.len()]).unwrap(),
            _ => fs::remove_file(phone.folder().join("cache.sqlite3")).unwrap(),
        }
        let client = phone.open().await;
        if damage == "another cache" {
            client.sync(None).await.unwrap();
        }
        // Never an error; an incomplete result says so.
        let page = page(&client, "嵩明").await;
        assert!(page.complete == (page.items.len() == expected.len()) || !page.complete, "{damage}");
        client.search().warm_up().await.unwrap();
        assert_eq!(ids(&client, "嵩明").await, expected, "{damage}");
        client.shut_down().await.unwrap();
    }
}

#[derive(Default)]
struct RecordingListener {
    heard: Mutex<bool>,
    rang: Condvar,
}

impl ChangeListener for RecordingListener {
    fn changed(&self, change: Change) -> Result<(), ListenerError> {
        if change == Change::Search {
            *self.heard.lock().unwrap() = true;
            self.rang.notify_all();
        }
        Ok(())
    }
}

#[tokio::test]
async fn search_before_indexing_is_incomplete_and_announces_completion() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let listener = Arc::new(RecordingListener::default());
    let _subscription = client.subscribe(listener.clone());
    let page = page(&client, "嵩明").await;
    if !page.complete {
        let heard = listener.heard.lock().unwrap();
        let (_heard, late) = listener.rang.wait_timeout_while(heard, Duration::from_secs(20), |heard| !*heard).unwrap();
        assert!(!late.timed_out(), "never told");
    }
    assert!(!ids(&client, "嵩明").await.is_empty());
}

#[tokio::test]
async fn last_search_supersedes_earlier_ones() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    client.search().warm_up().await.unwrap();
    let expected = ids(&client, "嵩明").await;
    for _ in 0..20 {
        let mut typed = Vec::new();
        for words in ["嵩", "s", "嵩明 的", "嵩明"] {
            let client = Arc::clone(&client);
            typed.push(async move { client.search().find(request(words)).await });
        }
        let last = typed.pop().unwrap();
        let earlier: Vec<_> = typed.into_iter().map(tokio::spawn).collect();
        tokio::task::yield_now().await;
        let found: Vec<String> = last.await.unwrap().items.into_iter().map(|found| found.row.id).collect();
        assert_eq!(found, expected);
        for one in earlier {
            if let Err(error) = one.await.unwrap() {
                assert_eq!(error.code(), "superseded");
            }
        }
    }
}

#[tokio::test]
async fn items_of_added_feeds_are_found_until_the_feed_is_removed() {
    let files = FileServer::serve();
    let rss = r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>邻县</title>
      <item><title>梯田灌水</title><link>https://a.example.cn/1</link><description>&lt;p&gt;春耕時節，梯田裡的水滿了。&lt;/p&gt;</description></item>
      </channel></rss>"#;
    fs::write(files.folder().join("feed.xml"), rss).unwrap();
    let phone = Phone::configured(None);
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    let source = client.sources().add(files.address("feed.xml")).await.unwrap();
    client.search().warm_up().await.unwrap();
    let found = page(&client, "梯田里的水满").await;
    let [one] = found.items.as_slice() else { panic!("{found:?}") };
    let units: Vec<u16> = one.snippet.encode_utf16().collect();
    let range = one.snippet_highlights[0];
    assert_eq!(String::from_utf16(&units[range.start as usize..range.end as usize]).unwrap(), "梯田裡的水滿");
    client.sources().remove(source.id).await.unwrap();
    assert_eq!(ids(&client, "梯田").await, [""; 0]);
}

/// A clock on which no quiet while ever passes.
#[derive(Default)]
struct NeverQuiet(SystemClock);

impl Clock for NeverQuiet {
    fn now(&self) -> i64 {
        self.0.now()
    }

    fn steady(&self) -> Duration {
        self.0.steady()
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn typing_makes_the_index_without_a_quiet_while() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let world = World { clock: Arc::new(NeverQuiet::default()), ..World::default() };
    let (folder, publisher) = (phone.folder().to_str().unwrap().to_owned(), Some(publisher.address()));
    let client = Client::open_in(world, OpenRequest { folder, publisher, ..OpenRequest::default() }).await.unwrap();
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    tokio::time::timeout(Duration::from_secs(60), async {
        let is_item = |one: &Suggestion| matches!(one.target, SuggestionTarget::Item { .. });
        while !client.search().suggest("停水".into(), 20).await.unwrap().iter().any(is_item) {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the index is never made");
}

#[tokio::test]
async fn suggestions_come_from_actions_history_catalogue_and_titles() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    client.search().warm_up().await.unwrap();
    client.search().remember("杨林 园区".into()).await.unwrap();
    assert_eq!(client.search().suggest(String::new(), 5).await.unwrap()[0].text, "杨林 园区");
    let all = client.search().suggest("杨林".into(), 20).await.unwrap();
    assert_eq!((all[0].text.as_str(), &all[0].target), ("杨林 园区", &SuggestionTarget::Search));
    assert!(all.iter().any(|one| matches!(one.target, SuggestionTarget::Term { .. })), "{all:?}");
    let titles = client.search().suggest("通知".into(), 20).await.unwrap();
    assert!(titles.iter().any(|one| matches!(one.target, SuggestionTarget::Item { .. })), "{titles:?}");
    assert!(all.iter().all(|one| !one.highlights.is_empty()));
    let elder = client.search().suggest("关爱".into(), 5).await.unwrap();
    assert_eq!(elder[0].target, SuggestionTarget::Act { action: SearchAction::OpenElderMode });
    assert_eq!(page(&client, "亲情版").await.action, Some(SearchAction::OpenElderMode));
    client.search().clear_history(None).await.unwrap();
    assert_eq!(client.search().recent().await.unwrap(), [""; 0]);
    client.shut_down().await.unwrap();
    assert_eq!(phone.files_with("杨林 园区"), Vec::<std::path::PathBuf>::new(), "forgotten means gone");
}

#[tokio::test]
async fn invalid_search_request_is_refused() {
    let phone = Phone::configured(None);
    let client = phone.open().await;
    for wrong in [
        SearchRequest { limit: 0, ..request("a") },
        SearchRequest { limit: 101, ..request("a") },
        SearchRequest { after: Some("7".into()), ..request("a") },
        SearchRequest { after: Some("2.1.1".into()), ..request("a") },
    ] {
        assert_eq!(client.search().find(wrong).await.unwrap_err().code(), "bad-request");
    }
    assert_eq!(page(&client, "没有").await.items, []);
}
