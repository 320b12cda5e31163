//! A phone on which a person has done something of everything, as files that cases copy and damage.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;
use songming_core::{
    AppealDraft, AppealKind, Client, ClientError, DisplayChoice, HomeChoice, HomeFamily, ItemDetails, ItemKind,
    MarkAction, MarkRequest, NoticeRequest, OfflineTarget, RadarRule, ReadingPosition, Retention, Scope,
};
use songming_journeys::browser::log_in;
use songming_journeys::clerk::filled;
use songming_journeys::phone::{STATEMENT, all, favourite};
use songming_journeys::{FileServer, MemorySecrets, Phone, TestPublisher};
use tempfile::TempDir;

use crate::Outcome;
use crate::clerk_work;

/// Kept items and series of the sample content.
const SERIES: &str = "从挂牌到上线：一个县级融媒体中心的来路";

/// The publisher, and the files of phones that were filled from it.
pub struct FilledPhone {
    /// Where the phone syncs.
    pub publisher: TestPublisher,
    _feed: FileServer,
    secrets: MemorySecrets,
    closed: TempDir,
    running: TempDir,
    other: TempDir,
}

/// A copy of the phone, with its own copy of the secrets that the platform keeps.
pub struct PhoneCopy {
    phone: Phone,
    secrets: Arc<MemorySecrets>,
}

impl PhoneCopy {
    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        self.phone.folder()
    }

    /// Opens the client and registers the platform's store of secrets.
    pub async fn try_open(&self) -> Result<Arc<Client>, ClientError> {
        let client = self.phone.try_open().await?;
        client.account().use_platform(self.secrets.clone(), None);
        Ok(client)
    }
}

impl FilledPhone {
    /// Fills a phone by its public interface.
    pub async fn fill() -> Outcome<Self> {
        let publisher = TestPublisher::sample();
        let feed = FileServer::serve();
        write_feed(feed.folder(), &["外来一", "外来二", "外来三"])?;
        let (phone, secrets) = (Phone::new(&publisher), Arc::new(MemorySecrets::default()));
        let client = phone.open_synced().await;
        client.account().use_platform(secrets.clone(), None);
        use_everything(&client, &publisher, &feed).await?;
        client.sync(None).await?;
        // The favourite of the added feed is no longer offered there: its saved copy is all that is left of it.
        write_feed(feed.folder(), &["外来四", "外来五"])?;
        client.sync(None).await?;
        clerk_work::do_everything(&client, &publisher).await?;
        client.search().warm_up().await?;
        let running = copy_of(phone.folder())?;
        client.shut_down().await?;
        let closed = copy_of(phone.folder())?;
        let (other, secrets) = (other_phone(&publisher).await?, secrets.copy());
        // All copies have one session. One that logs in again because it lost the account must not end it for the others.
        let revocation = json!({ "mode": "status", "status": 200, "method": "POST", "path": "/v1/account/revoke" });
        publisher.control("/fault", json!({ "faults": [revocation] })).await;
        Ok(Self { other, publisher, _feed: feed, secrets, closed, running })
    }

    /// The files after the app was ended properly.
    pub fn closed(&self) -> &Path {
        self.closed.path()
    }

    /// The files as a kill leaves them, with the logs of the databases.
    pub fn running(&self) -> &Path {
        self.running.path()
    }

    /// The files of another person's phone, with logs.
    pub fn other(&self) -> &Path {
        self.other.path()
    }

    /// A new phone with these files.
    pub fn phone(&self, files: &Path) -> Outcome<PhoneCopy> {
        let phone = Phone::new(&self.publisher);
        copy(files, phone.folder())?;
        Ok(PhoneCopy { phone, secrets: Arc::new(self.secrets.copy()) })
    }
}

/// Another person's phone: other marks, another source, other drafts.
async fn other_phone(publisher: &TestPublisher) -> Outcome<TempDir> {
    let phone = Phone::new(publisher);
    let client = phone.open_synced().await;
    let rows = all(&client, Scope::All, 50).await;
    client.items().mark(rows.iter().skip(20).take(10).map(|row| favourite(&row.id, true)).collect()).await?;
    client.appeals().save(draft("别人的草稿", "别人的话")).await?;
    client.sources().add(format!("{}/atom.xml", publisher.address())).await?;
    client.account().use_platform(Arc::new(MemorySecrets::default()), None);
    log_in(&client, "li", "li-2026").await;
    client.drafts().save(None, filled("别人的稿件", "别人的话")).await?;
    client.search().warm_up().await?;
    let files = copy_of(phone.folder())?;
    client.shut_down().await?;
    Ok(files)
}

fn draft(title: &str, text: &str) -> AppealDraft {
    AppealDraft { kind: AppealKind::Suggestion, title: title.into(), text: text.into(), ..AppealDraft::default() }
}

fn write_feed(folder: &Path, titles: &[&str]) -> Outcome {
    let items: String = titles
        .iter()
        .map(|title| format!("<item><guid>{title}</guid><title>{title}</title><description>{title}的全文。</description><pubDate>Tue, 24 Nov 2026 08:00:00 GMT</pubDate></item>"))
        .collect();
    let feed = format!("<rss version=\"2.0\"><channel><title>外来的消息</title>{items}</channel></rss>");
    Ok(fs::write(folder.join("feed.xml"), feed)?)
}

async fn use_everything(client: &Client, publisher: &TestPublisher, feed: &FileServer) -> Outcome {
    let rows = all(client, Scope::All, 50).await;
    let id = |at: usize| rows[at].id.clone();
    let mark = |at: usize, action| MarkRequest { id: id(at), action };
    client.sources().add(feed.address("feed.xml")).await?;
    client.sources().add(format!("{}/atom.xml", publisher.address())).await?;
    let added = client.sources().list().await?;
    let source = added.iter().find(|one| one.address.ends_with("feed.xml")).ok_or("the added feed is listed")?;
    let foreign = all(client, Scope::Source { id: source.id.clone() }, 50).await;
    let mut marks: Vec<MarkRequest> = vec![favourite(&foreign[0].id, true)];
    marks.extend((3..9).map(|at| favourite(&id(at), true)));
    marks.extend((9..15).map(|at| mark(at, MarkAction::Like { on: true })));
    marks.extend((15..18).map(|at| mark(at, MarkAction::Hide { on: true })));
    marks.extend((18..24).map(|at| mark(at, MarkAction::Open)));
    let place = ReadingPosition { block: 2, permille: 300 };
    marks.extend((18..21).map(|at| mark(at, MarkAction::Place { place })));
    client.items().mark(marks).await?;

    client.listening().set((24..34).map(id).collect()).await?;
    client.listening().set_position(id(25), 1).await?;
    for guide in client.government().guides(None, None, 3).await?.items {
        if let ItemDetails::Guide { guide } = client.items().get(guide.id).await?.details {
            for material in guide.materials.iter().take(2) {
                client.government().tick_material(guide.row.id.clone(), material.text.clone(), true).await?;
            }
        }
    }
    for number in 0..12 {
        let text = format!("村口的路灯坏了，第{number}盏。").repeat(40);
        client.appeals().save(draft(&format!("路灯{number}"), &text)).await?;
    }
    for number in 0..2 {
        let sent = client.appeals().save(draft(&format!("已寄出{number}"), "请修路。")).await?;
        let sent = client.appeals().send(sent.id).await?;
        if sent.number.is_none() {
            return Err("the appeal was not received".into());
        }
    }
    for (name, word) in [("补贴", "补贴"), ("招聘", "招聘"), ("活动", "活动")] {
        let words = vec![word.to_owned()];
        let rule = RadarRule { name: name.into(), words, remind: Some(3), ..RadarRule::default() };
        client.radar().save(rule).await?;
    }
    let kinds = vec![ItemKind::Policy];
    client.radar().save(RadarRule { name: "政策".into(), kinds, ..RadarRule::default() }).await?;
    publisher.publish("新的补贴办法", "<p>补贴的说明，也有招聘活动。</p>").await;
    client.sync(None).await?;

    let notices = NoticeRequest { module: "government".into(), limit: 200, ..NoticeRequest::default() };
    for notice in client.government().notices(notices).await?.items {
        let article = client.items().get(notice.row.id.clone()).await?.article;
        if article.documents.iter().any(|paper| paper.mime_type == "application/pdf") {
            keep(client, OfflineTarget::Item { id: notice.row.id }).await?;
        }
    }
    keep(client, OfflineTarget::Series { name: SERIES.into() }).await?;

    client.settings().set_followed(vec!["tv".into(), "website".into()]).await?;
    client.settings().set_display(DisplayChoice { elder: true, ..DisplayChoice::default() }).await?;
    let shown = HomeChoice { family: HomeFamily::Channel, code: "tv".into(), shown: true, muted: true };
    client.settings().set_sections(vec![shown]).await?;
    client.storage().set_retention(Retention { days: 365, text_megabytes: 200, picture_megabytes: 100 }).await?;
    client.search().remember("医保".into()).await?;
    for town in client.alerts().towns().await?.into_iter().take(1) {
        client.alerts().set_towns(vec![town.term.code]).await?;
    }
    client.privacy().accept(STATEMENT.into()).await?;
    Ok(())
}

async fn keep(client: &Client, target: OfflineTarget) -> Outcome {
    client.storage().keep_offline(target.clone(), true).await?;
    client.storage().load_offline(target).await?;
    Ok(())
}

fn copy_of(folder: &Path) -> Outcome<TempDir> {
    let copied = tempfile::tempdir()?;
    copy(folder, copied.path())?;
    Ok(copied)
}

/// Copies the files of a phone, without the shared memory of its databases, which no end of a process leaves usable.
pub fn copy(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else if !entry.file_name().to_string_lossy().ends_with("-shm") {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The files of a folder and below, relative to it, in the order of their names.
pub fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { found.push(path.strip_prefix(folder)?.to_owned()) }
        }
    }
    found.sort();
    Ok(found)
}
