//! Cold start: opening a client and reading the first page of 20 out of 10,000 cached items. The floor opens the same file with
//! rusqlite and runs the same statement, reading every column.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use rusqlite::{Connection, OpenFlags};
use songming_core::{Client, OpenRequest, Scope};

use crate::Outcome;
use crate::first_sync;
use crate::measure::{Line, paired, processor_time};

const ITEMS: usize = 10_000;
const TURNS: usize = 101;

/// The statement of `core/src/reader/feed/query.rs`; a test of the core checks its query plan.
pub(crate) const ROW: &str =
    "SELECT item.key, item.id, item.kind, item.title, item.summary, coalesce(term.name, origin.title, ''),
        item.module, item.channel, item.published, item.stage, item.corrected, item.image, item.card, item.versions,
        item.read, item.favourite, item.liked, picture.placeholder, rendition.file, item.story,
        rendition.width, rendition.height, item.published
   FROM item LEFT JOIN term ON term.family = 'channel' AND term.code = item.channel
             LEFT JOIN origin ON origin.id = item.origin
             LEFT JOIN illustration ON illustration.item = item.key AND illustration.place = 0
             LEFT JOIN picture ON picture.key = illustration.picture
             LEFT JOIN rendition ON rendition.picture = picture.key AND rendition.size = 0";
const PAGE: &str = "WHERE item.front = 1 AND (item.published, item.key) < (?1, ?2) ORDER BY item.published DESC, item.key DESC LIMIT ?3";

pub(crate) fn run() -> Outcome<Vec<Line>> {
    let (folder, runtime) = first_sync::filled(ITEMS)?;
    let (mut core_time, mut floor_time, mut core_wall, mut floor_wall) = (vec![], vec![], vec![], vec![]);
    for turn in 0..TURNS {
        let measured = |core: bool| -> Outcome<(f64, f64)> {
            let (began, used) = (Instant::now(), processor_time());
            let cost = || ((processor_time() - used).as_secs_f64() * 1e3, began.elapsed().as_secs_f64() * 1e3);
            // Measured until the page is read; closing is not counted on either side.
            let (rows, cost) = if core {
                let (client, rows) = runtime.block_on(with_core(folder.path()))?;
                let cost = cost();
                runtime.block_on(client.shut_down())?;
                (rows, cost)
            } else {
                let (_database, rows) = with_floor(folder.path())?;
                (rows, cost())
            };
            if rows == 20 { Ok(cost) } else { Err(format!("{rows} rows").into()) }
        };
        // The order of the two sides alternates.
        let (core, floor) = if turn % 2 == 0 {
            let core = measured(true)?;
            (core, measured(false)?)
        } else {
            let floor = measured(false)?;
            (measured(true)?, floor)
        };
        // The first turns warm the caches of both sides and are not counted.
        if turn >= 5 {
            core_time.push(core.0);
            core_wall.push(core.1);
            floor_time.push(floor.0);
            floor_wall.push(floor.1);
        }
    }
    Ok(vec![
        paired("cold start to 20 of 10,000, processor time", "ms", &core_time, &floor_time, Some(2.0)),
        paired("cold start to 20 of 10,000, wall time", "ms", &core_wall, &floor_wall, Some(2.0)),
    ])
}

async fn with_core(folder: &Path) -> Outcome<(Arc<Client>, usize)> {
    let folder = folder.to_str().ok_or("a folder without a plain name")?.to_owned();
    let client = Client::open(OpenRequest { folder, ..OpenRequest::default() }).await?;
    let page = client.items().list(Scope::All, None, 20).await?;
    Ok((client, page.items.len()))
}

fn with_floor(folder: &Path) -> Outcome<(Connection, usize)> {
    let database = Connection::open_with_flags(folder.join("cache.sqlite3"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut query = database.prepare(&format!("{ROW} {PAGE}"))?;
    let columns = query.column_count();
    let mut rows = query.query((i64::MAX, i64::MAX, 20))?;
    let mut page = Vec::new();
    while let Some(row) = rows.next()? {
        let values: Vec<rusqlite::types::Value> = (0..columns).map(|at| row.get(at)).collect::<Result<_, _>>()?;
        page.push(values);
    }
    drop(rows);
    drop(query);
    Ok((database, page.len()))
}
