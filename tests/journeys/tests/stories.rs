//! 一事一卡, 更正到端, 听新闻.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;

use serde_json::json;
use songming_core::{MarkAction, MarkRequest, NetworkClass, Scope, StoryStage};
use songming_journeys::phone::{all, favourite, fill};
use songming_journeys::{FileServer, Phone, TestPublisher};

async fn publish(publisher: &TestPublisher, id: &str, channel: &str, stage_of: &str, title: &str) {
    let item = json!({
        "id": id, "title": title, "content_html": format!("<p>{title}。详见后续报道。</p>"), "module": "news",
        "channel": channel, "story": "bridge", "stage": stage_of,
    });
    publisher.control("/publish", item).await;
}

#[tokio::test]
async fn versions_and_channels_of_a_story_are_one_card() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let before = all(&client, Scope::All, 50).await.len();
    publish(&publisher, "bridge-1", "weibo", "flash", "大桥今日通车").await;
    client.sync(None).await.unwrap();
    let top = all(&client, Scope::All, 50).await;
    assert_eq!((top[0].id.as_str(), top[0].flash, top[0].versions), ("bridge-1", true, 1));
    client.items().mark(vec![MarkRequest { id: "bridge-1".into(), action: MarkAction::Open }]).await.unwrap();
    publish(&publisher, "bridge-2", "website", "full", "大桥通车，两岸车程缩短一半").await;
    publish(&publisher, "bridge-3", "wechat", "full", "大桥通车了").await;
    client.sync(None).await.unwrap();
    let rows = all(&client, Scope::All, 50).await;
    assert_eq!(rows.len(), before + 1, "one card");
    let card = &rows[0];
    assert_eq!((card.id.as_str(), card.versions, card.read), ("bridge-2", 3, true), "read once is read everywhere");
    assert_eq!(card.also_in, ["嵩明发布", "悦读嵩明"]);
    // In a channel's list the channel's own version represents the card.
    let weibo = all(&client, Scope::Channel { code: "weibo".into() }, 50).await;
    assert_eq!(weibo[0].id, "bridge-1");
    assert!(weibo[0].read);
    publisher
        .control(
            "/revise",
            json!({"id": "bridge-2", "content_html": "<p>大桥通车。车程缩短三分之一。</p>",
                                 "correction": {"reason": "车程数据有误"}}),
        )
        .await;
    client.sync(None).await.unwrap();
    let story = client.items().story("bridge-3".into()).await.unwrap();
    assert_eq!(story.front.id, "bridge-2");
    assert_eq!(story.sources, ["嵩明发布", "嵩明县人民政府网", "悦读嵩明"]);
    let steps: Vec<_> = story.timeline.iter().map(|event| (event.stage, event.row.id.as_str())).collect();
    assert_eq!(steps.len(), 4);
    assert_eq!(steps[..2], [(StoryStage::Flash, "bridge-1"), (StoryStage::Full, "bridge-2")]);
    assert!(steps.contains(&(StoryStage::Full, "bridge-3")) && story.timeline.is_sorted_by_key(|event| event.time));
    let correction = story.timeline.iter().find(|event| event.stage == StoryStage::Correction).unwrap();
    assert_eq!((correction.row.id.as_str(), correction.reason.as_str()), ("bridge-2", "车程数据有误"));
    // Clearing the mark clears it on every version.
    client
        .items()
        .mark(vec![MarkRequest { id: "bridge-2".into(), action: MarkAction::Read { on: false } }])
        .await
        .unwrap();
    assert!(!all(&client, Scope::All, 50).await[0].read);
    // Hiding hides the card; after the representative is withdrawn the next version represents it.
    client
        .items()
        .mark(vec![MarkRequest { id: "bridge-2".into(), action: MarkAction::Hide { on: true } }])
        .await
        .unwrap();
    assert_eq!(all(&client, Scope::All, 50).await.len(), before);
    assert_eq!(all(&client, Scope::Hidden, 50).await.len(), 1);
    client
        .items()
        .mark(vec![MarkRequest { id: "bridge-2".into(), action: MarkAction::Hide { on: false } }])
        .await
        .unwrap();
    publisher.withdraw("bridge-2").await;
    client.sync(None).await.unwrap();
    assert_eq!(all(&client, Scope::All, 50).await[0].id, "bridge-3");
}

#[tokio::test]
async fn correction_says_when_why_and_what_and_does_not_count_as_new() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let id = publisher.publish("集市本周六举行", "<p>集市定于周六举行。地点在文化广场。</p>").await;
    client.sync(None).await.unwrap();
    client.items().mark(vec![MarkRequest { id: id.clone(), action: MarkAction::Open }]).await.unwrap();
    publisher.publish("后来的一条", "<p>后来。</p>").await;
    publisher
        .control(
            "/revise",
            json!({"id": id, "title": "集市改到周日举行", "content_html":
            "<p>集市定于周日举行。地点在文化广场。</p>", "correction": {"reason": "日期有误"}}),
        )
        .await;
    client.sync(None).await.unwrap();
    let rows = all(&client, Scope::All, 50).await;
    assert_eq!(rows[0].title, "后来的一条", "an edited item does not move up");
    assert_eq!((rows[1].id.as_str(), rows[1].read, rows[1].corrected), (id.as_str(), true, true));
    let correction = client.items().get(id.clone()).await.unwrap().article.correction.unwrap();
    assert_eq!(correction.reason, "日期有误");
    assert!(!correction.time_text.is_empty());
    let changes: Vec<_> = correction.changes.iter().map(|one| (one.before.as_str(), one.after.as_str())).collect();
    assert_eq!(changes, [("集市本周六举行", "集市改到周日举行"), ("集市定于周六举行。", "集市定于周日举行。")]);
    // A later edit without a correction keeps the earlier correction.
    publisher.control("/revise", json!({"id": id, "summary": "新的摘要"})).await;
    client.sync(None).await.unwrap();
    assert_eq!(client.items().get(id).await.unwrap().article.correction.unwrap().changes.len(), 2);
}

#[tokio::test]
async fn withdrawal_reaches_favourites_marks_and_the_queue() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let secret = "绝无仅有的一段话";
    let id = publisher.publish("将被撤回", &format!("<p>{secret}。</p>")).await;
    let kept = publisher.publish("留下来的", "<p>留下。第二句。</p>").await;
    client.sync(None).await.unwrap();
    client.items().mark(vec![favourite(&id, true), favourite(&kept, true)]).await.unwrap();
    client.listening().set(vec![id.clone(), kept.clone()]).await.unwrap();
    client.listening().set_position(id.clone(), 1).await.unwrap();
    assert!(!phone.files_with(secret).is_empty(), "a saved_copy is in the outbox too");
    publisher.withdraw(&id).await;
    client.sync(None).await.unwrap();
    let favourites = all(&client, Scope::Favourites, 10).await;
    assert_eq!(favourites.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [kept.as_str()]);
    let listening = client.listening().queue().await.unwrap();
    assert_eq!(listening.items.len(), 1);
    assert_eq!((listening.current, listening.sentence), (None, 0));
    assert_eq!(client.listening().speech(id.clone()).await.unwrap_err().code(), "withdrawn");
    client.shut_down().await.unwrap();
    assert_eq!(phone.files_with(secret), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn listening_resumes_at_the_sentence_offline_and_in_an_edited_text() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let id = publisher.publish("听一听", "<p>第一句话。第二句话有12.5%。</p><p>第三句话。</p>").await;
    let next = publisher.publish("下一条", "<p>别的。</p>").await;
    client.sync(None).await.unwrap();
    client.listening().set(vec![id.clone(), next.clone(), id.clone()]).await.unwrap();
    let speech = client.listening().speech(id.clone()).await.unwrap();
    let said: Vec<_> = speech.iter().map(|sentence| (sentence.block, sentence.spoken.as_str())).collect();
    assert_eq!(
        said,
        [(None, "听一听"), (Some(0), "第一句话。"), (Some(0), "第二句话有百分之十二点五。"), (Some(1), "第三句话。")]
    );
    client.listening().set_position(id.clone(), 2).await.unwrap();
    // The client ends without a shutdown.
    drop(client);
    let client = phone.open().await;
    client.set_network(NetworkClass::Offline);
    let listening = client.listening().queue().await.unwrap();
    assert_eq!(listening.items.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [id.as_str(), next.as_str()]);
    assert_eq!((listening.current.as_deref(), listening.sentence), (Some(id.as_str()), 2));
    client.set_network(NetworkClass::Unmetered);
    publisher
        .control(
            "/revise",
            json!({"id": id, "content_html":
            "<p>新的开头。又是一句。第一句话。第二句话有12.5%。</p><p>第三句话。</p>"}),
        )
        .await;
    client.sync(None).await.unwrap();
    assert_eq!(client.listening().queue().await.unwrap().sentence, 4);
    client.listening().set(vec![next]).await.unwrap();
    assert_eq!(client.listening().queue().await.unwrap().current, None);
}

fn rss(title: &str, items: &[(&str, &str, &str)]) -> String {
    let items: String = items
        .iter()
        .map(|(id, title, text)| {
            format!(
                "<item><guid>{id}</guid><title>{title}</title><description>{text}</description>\
                 <pubDate>Thu, 05 Mar 2026 08:30:00 +0800</pubDate></item>"
            )
        })
        .collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{title}</title>{items}</channel></rss>")
}

#[tokio::test]
async fn external_feeds_with_the_same_story_share_a_card() {
    let files = FileServer::serve();
    let text = "3月4日，杨林镇大营村的草莓大棚迎来首批采摘游客，合作社今年种植草莓120亩，预计带动86户农户增收。";
    let other = "3月4日，小街镇的草莓大棚迎来首批采摘游客，合作社今年种植草莓95亩，预计带动43户农户增收。";
    let one =
        rss("甲站", &[("a1", "杨林镇草莓大棚迎来首批采摘游客", text), ("a2", "小街镇草莓大棚迎来首批采摘游客", other)]);
    let two = rss("乙站", &[("b1", "【乡村】杨林镇草莓大棚迎来首批采摘游客", text)]);
    fs::write(files.folder().join("one.xml"), one).unwrap();
    fs::write(files.folder().join("two.xml"), &two).unwrap();
    let phone = Phone::configured(None);
    let client = phone.open().await;
    client.privacy().accept("2026-11".into()).await.unwrap();
    client.sources().add(files.address("one.xml")).await.unwrap();
    let second = client.sources().add(files.address("two.xml")).await.unwrap();
    let rows = all(&client, Scope::All, 10).await;
    assert_eq!(rows.len(), 2, "two stories");
    let card = rows.iter().find(|row| row.title.contains("杨林")).unwrap();
    assert_eq!((card.versions, card.also_in.as_slice()), (2, &["乙站".to_owned()][..]));
    assert_eq!(client.items().story(card.id.clone()).await.unwrap().sources, ["甲站", "乙站"]);
    // Each source shows its own version.
    assert_eq!(all(&client, Scope::Source { id: second.id.clone() }, 10).await.len(), 1);
    // After an edit into another story it leaves the card.
    fs::write(files.folder().join("two.xml"), two.replace("120亩", "310亩").replace("86户", "12户")).unwrap();
    client.sync(None).await.unwrap();
    let rows = all(&client, Scope::All, 10).await;
    assert_eq!((rows.len(), rows.iter().all(|row| row.versions == 1)), (3, true));
    // A favourite stays after its source is removed.
    let id = all(&client, Scope::Source { id: second.id.clone() }, 10).await[0].id.clone();
    client.items().mark(vec![favourite(&id, true)]).await.unwrap();
    client.sources().remove(second.id).await.unwrap();
    let favourites = all(&client, Scope::Favourites, 10).await;
    assert_eq!((favourites[0].id.as_str(), favourites[0].source.as_str()), (id.as_str(), "乙站"));
    client.items().mark(vec![favourite(&id, false)]).await.unwrap();
    client.sync(None).await.unwrap();
    assert_eq!(client.items().get(id).await.unwrap_err().code(), "not-found");
    fill(&client).await;
}

#[tokio::test]
async fn marks_of_a_removed_version_move_to_its_successor() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    publish(&publisher, "bridge-1", "weibo", "flash", "大桥今日通车").await;
    client.sync(None).await.unwrap();
    client.items().mark(vec![favourite("bridge-1", true)]).await.unwrap();
    client.items().mark(vec![MarkRequest { id: "bridge-1".into(), action: MarkAction::Open }]).await.unwrap();
    publish(&publisher, "bridge-2", "website", "full", "大桥通车，两岸车程缩短一半").await;
    client.sync(None).await.unwrap();
    publisher.withdraw("bridge-1").await;
    client.sync(None).await.unwrap();
    let row = &all(&client, Scope::All, 5).await[0];
    assert_eq!((row.id.as_str(), row.read, row.favourite, row.versions), ("bridge-2", true, true, 1));
    assert_eq!(all(&client, Scope::Favourites, 5).await[0].id, "bridge-2");
    // Within one batch the last action wins, too.
    publish(&publisher, "bridge-3", "wechat", "full", "大桥通车了").await;
    client.sync(None).await.unwrap();
    let hide = |id: &str, on| MarkRequest { id: id.into(), action: MarkAction::Hide { on } };
    client.items().mark(vec![hide("bridge-2", true), hide("bridge-3", false)]).await.unwrap();
    assert!(all(&client, Scope::Hidden, 5).await.is_empty());
}

#[tokio::test]
async fn queue_keeps_items_that_are_not_on_the_phone() {
    let publisher = TestPublisher::synthetic(20, 20);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let id = |number: u32| format!("synthetic-{number:06}");
    client.listening().add(vec![id(1), id(2)]).await.unwrap();
    client.shut_down().await.unwrap();
    drop(client);
    fs::remove_file(phone.folder().join("cache.sqlite3")).unwrap();
    let client = phone.open().await;
    assert!(client.listening().queue().await.unwrap().items.is_empty());
    client.listening().add(vec![id(3), id(1)]).await.unwrap();
    client.listening().set(vec![id(3)]).await.unwrap();
    client.sync(None).await.unwrap();
    let ids: Vec<_> = client.listening().queue().await.unwrap().items.into_iter().map(|row| row.id).collect();
    assert_eq!(ids, [id(3), id(1), id(2)]);
    client.listening().remove(vec![id(1)]).await.unwrap();
    assert_eq!(client.listening().queue().await.unwrap().items.len(), 2);
    assert_eq!(client.listening().set_position(id(2), 9_999).await.unwrap_err().code(), "bad-request");
    assert_eq!(client.items().load_pictures("nobody".into(), None).await.unwrap_err().code(), "not-found");
    let elsewhere = Some("https://elsewhere.example/x.png".to_owned());
    assert_eq!(client.items().load_pictures(id(2), elsewhere).await.unwrap_err().code(), "bad-request");
}
