//! A phone whose cache has a given size: a first sync, then articles that are written as a sync writes them. The person has
//! granted room for all of it.

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OpenFlags, params};
use songming_core::{Client, OpenRequest, Retention};
use songming_journeys::phone::STATEMENT;

use crate::Outcome;
use crate::search::articles::Writer;

/// Characters of an article: some 5.5 KB of UTF-8.
const LENGTH: usize = 1_900;
/// Before every item of the publisher, so that its lists begin as those of a phone in use.
const PUBLISHED: i64 = 1_600_000_000_000;
/// Later than any horizon of the retention.
const ARRIVED: i64 = 4_000_000_000_000;

/// Opens the client of a folder.
pub(crate) async fn open(folder: &Path, publisher: &str) -> Outcome<Arc<Client>> {
    let folder = folder.to_str().ok_or("a folder without a plain name")?.to_owned();
    let request = OpenRequest { folder, publisher: Some(publisher.to_owned()), ..OpenRequest::default() };
    Ok(Client::open(request).await?)
}

/// Syncs a new phone once and fills its cache up to `megabytes`, closed afterwards. `indexed`: the search file has the
/// articles too.
pub(crate) async fn fill(folder: &Path, publisher: &str, megabytes: u64, indexed: bool) -> Outcome {
    let client = open(folder, publisher).await?;
    client.privacy().accept(STATEMENT.into()).await?;
    client.storage().set_retention(Retention { days: 3_650, text_megabytes: 5_000, picture_megabytes: 0 }).await?;
    client.sync(None).await?;
    client.search().warm_up().await?;
    client.shut_down().await?;
    drop(client);
    write(folder, megabytes * 1_000_000, indexed)?;
    if indexed {
        let client = open(folder, publisher).await?;
        client.search().warm_up().await?;
        client.shut_down().await?;
    }
    Ok(())
}

fn write(folder: &Path, bytes: u64, indexed: bool) -> Outcome {
    let mut cache = Connection::open_with_flags(folder.join("cache.sqlite3"), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    cache.execute_batch("PRAGMA foreign_keys=ON; PRAGMA synchronous=OFF; PRAGMA busy_timeout=5000;")?;
    let mut writer = Writer::new(9);
    let mut number = 0_i64;
    loop {
        let pages: i64 = cache.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        if pages.unsigned_abs() * 8192 >= bytes {
            break;
        }
        let transaction = cache.transaction()?;
        for _ in 0..500 {
            number += 1;
            let article = writer.article(LENGTH);
            transaction
                .prepare_cached(
                    "INSERT INTO item (id, origin, sequence, revision, kind, module, channel, title, summary, published, card, arrived)
                     VALUES (?1, 'publisher', 1, 1, 'article', 'news', ?2, ?3, ?4, ?5, ?1, ?6)",
                )?
                .execute(params![
                    format!("filled-{number}"),
                    format!("c{}", number % 8),
                    article.title,
                    article.text.chars().take(60).collect::<String>(),
                    PUBLISHED + number * 60_000,
                    ARRIVED,
                ])?;
            let key = transaction.last_insert_rowid();
            transaction
                .prepare_cached("INSERT INTO body (key, html, detail) VALUES (?1, ?2, '{}')")?
                .execute(params![key, format!("<p>{}</p>", article.text)])?;
            if indexed {
                transaction.prepare_cached("INSERT INTO unindexed (item) VALUES (?1)")?.execute([key])?;
            }
        }
        transaction.commit()?;
    }
    cache.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Megabytes of a file of the folder.
pub(crate) fn megabytes(folder: &Path, file: &str) -> f64 {
    std::fs::metadata(folder.join(file)).map_or(0.0, |meta| meta.len() as f64 / 1e6)
}

/// Withdraws an item at the control port of a publisher.
pub(crate) async fn withdraw(control: &str, id: &str) -> Outcome {
    let command = serde_json::json!({"id": id, "reason": "内容有误"});
    let answer = songming_journeys::control_client()
        .post(format!("{control}/withdraw"))
        .header("content-type", "application/json")
        .body(command.to_string())
        .send()
        .await?;
    answer.error_for_status()?;
    Ok(())
}

/// Whether a file still has a request to remove what was withdrawn.
pub(crate) fn is_scrubbing(folder: &Path, file: &str) -> Outcome<bool> {
    let database = Connection::open_with_flags(folder.join(file), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    database.busy_timeout(std::time::Duration::from_secs(5))?;
    Ok(database.query_row("SELECT EXISTS (SELECT 1 FROM scrub)", [], |row| row.get(0))?)
}

/// The work of a child process: measures with the folder of a filled phone and the publisher's two addresses.
pub(crate) fn alone(
    name: &str,
    arguments: &[String],
    measure: impl AsyncFnOnce(&Path, &str, &str) -> Outcome,
) -> Outcome {
    let [folder, public, control] = arguments else {
        return Err(format!("--alone {name} FOLDER PUBLIC CONTROL").into());
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(measure(Path::new(folder), public, control))
}
