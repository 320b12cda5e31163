//! 产业雷达: 200 rules over 1,000 items. The floor reads the same items with their bodies from the same file with rusqlite and
//! compares nothing.
//!
//! A turn imports a file of rules, which compares them with every item on the phone, as a sync does with new items, and writes
//! the hits. One rule in two has a sector; one word of each is a place with an activity, as an enterprise would look for,
//! which about one item in twenty contains; two words are in no item.

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use songming_core::{Client, OpenRequest};

use crate::Outcome;
use crate::first_sync;
use crate::measure::{Line, median, paired, processor_time};

const ITEMS: usize = 1_000;
const RULES: usize = 200;
const TURNS: usize = 15;
/// Milliseconds.
const WANTED: f64 = 50.0;

const SECTORS: [&str; 5] = ["auto", "equipment", "health", "logistics", "culture"];

/// Pairs of words from titles, which begin with a place and an activity.
fn words(titles: &[String]) -> Vec<String> {
    let mut words: Vec<String> = titles.iter().map(|title| title.chars().take(6).collect()).collect();
    words.sort();
    words.dedup();
    words
}

fn rules(words: &[String]) -> String {
    let rule = |number: usize| -> Value {
        let word = &words[number * 7 % words.len()];
        let sectors: &[&str] = if number.is_multiple_of(2) { &SECTORS[number % 5..=number % 5] } else { &[] };
        json!({"name": format!("规则{number}"), "sectors": sectors, "remind": 3, "excluded": ["招聘启事", "人才公寓"],
            "words": [word, format!("专精特新第{number}批"), format!("首台套{number}")]})
    };
    json!({"radar": 1, "rules": (0..RULES).map(rule).collect::<Vec<_>>()}).to_string()
}

pub(crate) fn run() -> Outcome<Vec<Line>> {
    let (folder, runtime) = first_sync::filled(ITEMS)?;
    let name = folder.path().to_str().ok_or("a folder without a plain name")?.to_owned();
    let client = runtime.block_on(Client::open(OpenRequest { folder: name, ..OpenRequest::default() }))?;
    let titles = floor(folder.path())?;
    let file = rules(&words(&titles));
    let (mut core_time, mut floor_time, mut found) = (Vec::new(), Vec::new(), 0);
    for turn in 0..TURNS {
        let used = processor_time();
        runtime.block_on(client.radar().import(file.clone()))?;
        let core = (processor_time() - used).as_secs_f64() * 1e3;
        found = runtime.block_on(emptied(&client))?;
        let used = processor_time();
        floor(folder.path())?;
        // The first turns warm the caches of both sides and are not counted.
        if turn >= 3 {
            core_time.push(core);
            floor_time.push((processor_time() - used).as_secs_f64() * 1e3);
        }
    }
    runtime.block_on(client.shut_down())?;
    let what = format!("radar of {RULES} rules over {ITEMS} items, {found} hits, processor time");
    let line = paired(&what, "ms", &core_time, &floor_time, None);
    let (took, verdict) = (median(&core_time), if median(&core_time) <= WANTED { "" } else { ", MISSED" });
    use std::io::Write;
    writeln!(std::io::stdout(), "radar: {took:.1} ms (wanted: at most {WANTED} ms{verdict})")?;
    Ok(vec![line])
}

/// Deletes every rule and returns how many hits they had.
async fn emptied(client: &Arc<Client>) -> Outcome<u32> {
    let mut hits = 0;
    for state in client.radar().overview().await?.rules {
        hits += state.hits;
        client.radar().delete(state.id).await?;
    }
    Ok(hits)
}

fn floor(folder: &Path) -> Outcome<Vec<String>> {
    let database = Connection::open_with_flags(folder.join("cache.sqlite3"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut query = database.prepare(
        "SELECT item.title, item.id, item.kind, item.summary, body.html, body.plain, body.detail
           FROM item JOIN body ON body.key = item.key ORDER BY item.key",
    )?;
    let mut rows = query.query([])?;
    let (mut titles, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        titles.push(row.get(0)?);
        for column in 1..7 {
            bytes += row.get::<_, Option<String>>(column)?.map_or(0, |text| text.len());
        }
    }
    if bytes < 1_000_000 { Err("hardly any text".into()) } else { Ok(titles) }
}
