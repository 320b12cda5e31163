//! 搜索: 100,000 generated articles of about 800 characters, written to a cache as a sync writes them, then indexed, searched
//! and replaced by the core through its public interface; compared with a scan with `LIKE` and with FTS5 with two of SQLite's own
//! tokenizers over the same texts.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use rusqlite::{Connection, OpenFlags, params};
use songming_core::{Client, OpenRequest, SearchFilter, SearchOrder, SearchRequest};

use crate::Outcome;
use crate::measure::{median, peak_memory, processor_time};

#[path = "../../corpus/search/articles.rs"]
#[allow(unreachable_pub, reason = "a test of the core uses it too")]
pub(crate) mod articles;

use articles::{Random, Writer, elsewhere};

const ARTICLES: usize = 100_000;
const LENGTH: usize = 800;
/// Articles that are replaced at once.
const BATCH: usize = 50;
/// Turns of replacement: a little more than a quarter of all articles, which makes a merge of the index due.
const TURNS: usize = 530;
/// Queries of each class; fewer for the peers, because a scan is slow.
const QUESTIONS: usize = 30;
const FOR_PEERS: usize = 8;

pub(crate) fn run() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut out = std::io::stdout();
    let count = std::env::var("SONGMING_ARTICLES").ok().and_then(|count| count.parse().ok()).unwrap_or(ARTICLES);
    writeln!(out, "search: {count} articles")?;
    open(folder.path())?;
    let Written { bytes: text, questions, pairs, known } = write(folder.path(), count)?;
    let list: Vec<String> = questions.iter().map(|(class, words)| format!("{class}\t{words}")).collect();
    let asked = folder.path().join("questions");
    std::fs::write(&asked, list.join("\n"))?;
    writeln!(
        out,
        "  text {:.1} MB; different pairs of characters {pairs:.3} for each character of an article, {:.0} thousand in 2,000 \
         articles (newspaper text of 1998: 0.684 and 246)",
        text as f64 / 1e6,
        known as f64 / 1e3
    )?;
    for role in ["index", "ask", "turn"] {
        child(role, folder.path(), count)?;
        if role == "index" {
            let (index, copy) = sizes(folder.path())?;
            let share = |bytes: u64| bytes as f64 / text as f64 * 100.0;
            writeln!(
                out,
                "  index {:.1} MB, {:.0} % of the text (wanted: at most 50); its copy of the text {:.1} MB, {:.0} %",
                index as f64 / 1e6,
                share(index),
                copy as f64 / 1e6,
                share(copy)
            )?;
        }
    }
    peers(folder.path(), &questions, text)
}

/// Runs in a separate process for its memory, and prints what it measured.
fn child(role: &str, folder: &Path, count: usize) -> Outcome {
    let status = Command::new(std::env::current_exe()?)
        .args(["--alone", "search", role, folder.to_str().ok_or("a folder without a plain name")?, &count.to_string()])
        .status()?;
    if status.success() { Ok(()) } else { Err(format!("search {role} failed").into()) }
}

/// The work of the child process.
pub(crate) fn alone(arguments: &[String]) -> Outcome {
    let [role, folder, count] = arguments else { return Err("--alone search index|ask|turn FOLDER COUNT".into()) };
    let (folder, count) = (Path::new(folder), count.parse()?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match role.as_str() {
        "index" => runtime.block_on(index(folder, count)),
        "ask" => runtime.block_on(ask(folder)),
        _ => runtime.block_on(turn(folder, count)),
    }
}

fn open(folder: &Path) -> Outcome<Arc<Client>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(client(folder))
}

async fn client(folder: &Path) -> Outcome<Arc<Client>> {
    let folder = folder.to_str().ok_or("a folder without a plain name")?.to_owned();
    Ok(Client::open(OpenRequest { folder, ..OpenRequest::default() }).await?)
}

fn cache(folder: &Path) -> Outcome<Connection> {
    let cache = Connection::open_with_flags(folder.join("cache.sqlite3"), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    cache.execute_batch("PRAGMA foreign_keys=ON; PRAGMA synchronous=OFF; PRAGMA busy_timeout=5000;")?;
    Ok(cache)
}

fn insert(cache: &Connection, number: usize, article: &articles::Article) -> Outcome {
    let id = format!("a{number}");
    cache
        .prepare_cached(
            "INSERT INTO item (id, origin, sequence, revision, kind, module, channel, title, summary, published, card, arrived)
             VALUES (?1, 'publisher', 1, 1, 'article', 'news', ?2, ?3, '', ?4, ?1, ?4)",
        )?
        .execute(params![id, format!("c{}", number % 8), article.title, 1_600_000_000_000 + number as i64 * 600_000])?;
    let key = cache.last_insert_rowid();
    cache
        .prepare_cached("INSERT INTO body (key, plain, detail) VALUES (?1, ?2, '{}')")?
        .execute(params![key, article.text])?;
    cache.prepare_cached("INSERT INTO unindexed (item) VALUES (?1)")?.execute([key])?;
    Ok(())
}

type Questions = Vec<(&'static str, String)>;

struct Written {
    bytes: u64,
    questions: Questions,
    pairs: f64,
    known: usize,
}

/// The articles, the bytes of their titles and texts, queries drawn from them, and how close they are to a newspaper's text.
fn write(folder: &Path, count: usize) -> Outcome<Written> {
    let mut cache = cache(folder)?;
    let peers = Connection::open(folder.join("plain.sqlite3"))?;
    peers.execute_batch(
        "PRAGMA synchronous=OFF; PRAGMA page_size=8192; CREATE TABLE plain (id INTEGER PRIMARY KEY, title TEXT, text TEXT); BEGIN;",
    )?;
    let transaction = cache.transaction()?;
    let (mut writer, mut random) = (Writer::new(1), Random(2));
    let (mut bytes, mut questions) = (0, Vec::new());
    let (mut known, mut pairs, mut characters) = (HashSet::new(), 0, 0);
    for number in 0..count {
        let article = writer.article(LENGTH);
        bytes += (article.title.len() + article.text.len()) as u64;
        if number % (count / (QUESTIONS * 2)) == 0 {
            draw(&article, &mut random, &mut questions);
        }
        if number < 2_000 {
            let chars: Vec<char> = article.text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
            let own: HashSet<[char; 2]> = chars.windows(2).map(|pair| [pair[0], pair[1]]).collect();
            (pairs, characters) = (pairs + own.len(), characters + chars.len());
            known.extend(own);
        }
        insert(&transaction, number, &article)?;
        peers
            .prepare_cached("INSERT INTO plain (title, text) VALUES (?1, ?2)")?
            .execute(params![article.title, article.text])?;
    }
    transaction.commit()?;
    peers.execute_batch("COMMIT")?;
    Ok(Written { bytes, questions, pairs: pairs as f64 / characters as f64, known: known.len() })
}

fn draw(article: &articles::Article, random: &mut Random, questions: &mut Questions) {
    let runs: Vec<Vec<char>> = article
        .text
        .split(|c: char| !('\u{4e00}'..='\u{9fff}').contains(&c))
        .map(|run| run.chars().collect::<Vec<char>>())
        .filter(|run| run.len() > 8)
        .collect();
    if runs.is_empty() {
        return;
    }
    let mut piece = |length: usize| -> String {
        let run = &runs[random.below(runs.len())];
        let start = random.below(run.len() - length);
        run[start..start + length].iter().collect()
    };
    let mixed = ["AI产业园", "5G基站", "e家园", "3D打印", "ai", "5g", "iphone", "c919"];
    let asked = questions.len() / 9;
    for (class, words) in [
        ("1 character", if asked.is_multiple_of(6) { "在".to_owned() } else { piece(1) }),
        ("2 characters", piece(2)),
        ("3 characters", piece(3)),
        ("4 characters", piece(4)),
        ("8 characters", piece(8)),
        ("Latin, mixed", mixed[asked % mixed.len()].to_owned()),
        ("two words", format!("{} {}", piece(2), piece(2))),
        ("traditional", elsewhere(["园区", "发展", "县委", "医疗", "预警"][asked % 5])),
        ("absent", format!("{}{}", piece(2), piece(2))),
    ] {
        questions.push((class, words));
    }
}

async fn index(folder: &Path, count: usize) -> Outcome {
    let client = client(folder).await?;
    let (began, used) = (Instant::now(), processor_time());
    client.search().warm_up().await?;
    let (wall, used) = (began.elapsed().as_secs_f64(), (processor_time() - used).as_secs_f64());
    let mut out = std::io::stdout();
    let thousands = count as f64 / 1e3;
    writeln!(
        out,
        "  indexing 1,000 in batches of {BATCH}: {:.0} ms of processor time, {:.0} ms on the clock; peak memory {:.1} MB",
        used / thousands * 1e3,
        wall / thousands * 1e3,
        peak_memory()
    )?;
    client.shut_down().await?;
    Ok(())
}

fn percentile(sorted: &[f64], part: f64) -> f64 {
    let at = ((sorted.len() as f64 * part).ceil() as usize).clamp(1, sorted.len());
    sorted.get(at - 1).copied().unwrap_or(f64::NAN)
}

fn table(out: &mut impl Write, name: &str, times: &BTreeMap<String, Vec<f64>>) -> Outcome {
    let mut all: Vec<f64> = times.values().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    for (class, times) in times {
        let mut times = times.clone();
        times.sort_by(f64::total_cmp);
        writeln!(
            out,
            "  {name}, {class}: p50 {:.2} ms, p99 {:.2} ms, max {:.2} ms",
            percentile(&times, 0.5),
            percentile(&times, 0.99),
            percentile(&times, 1.0)
        )?;
    }
    writeln!(
        out,
        "  {name}, all {}: p50 {:.2} ms, p99 {:.2} ms, max {:.2} ms",
        all.len(),
        percentile(&all, 0.5),
        percentile(&all, 0.99),
        percentile(&all, 1.0)
    )?;
    Ok(())
}

async fn ask(folder: &Path) -> Outcome {
    let client = client(folder).await?;
    let list = std::fs::read_to_string(folder.join("questions"))?;
    let request = |words: &str, order| SearchRequest {
        words: words.to_owned(),
        filter: SearchFilter::default(),
        order,
        after: None,
        limit: 20,
    };
    let mut out = std::io::stdout();
    for (name, order) in [("title first", SearchOrder::TitleFirst), ("newest", SearchOrder::Newest)] {
        let mut times: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for (class, words) in list.lines().filter_map(|line| line.split_once('\t')) {
            let mut turns = Vec::new();
            for _ in 0..5 {
                let used = processor_time();
                let page = client.search().find(request(words, order)).await?;
                turns.push((processor_time() - used).as_secs_f64() * 1e3);
                if !page.complete {
                    return Err("the index is not complete".into());
                }
            }
            times.entry(class.to_owned()).or_default().push(median(&turns));
        }
        table(&mut out, name, &times)?;
    }
    writeln!(out, "  wanted of all: p99 at most 5 ms, max at most 15 ms; peak memory {:.1} MB", peak_memory())?;
    client.shut_down().await?;
    Ok(())
}

/// The duration of each transaction of the index, from the core's log.
struct Steps(Mutex<Vec<f64>>);

static STEPS: Steps = Steps(Mutex::new(Vec::new()));

impl log::Log for Steps {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target().ends_with("::search")
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = record.args().to_string();
        let micros = line.strip_prefix("index batch: ").and_then(|rest| rest.strip_suffix(" µs"));
        if let (true, Some(micros), Ok(mut steps)) =
            (self.enabled(record.metadata()), micros.and_then(|micros| micros.parse::<f64>().ok()), self.0.lock())
        {
            steps.push(micros / 1e3);
        }
    }

    fn flush(&self) {}
}

/// Replaces the oldest articles by new ones, in turns.
async fn turn(folder: &Path, count: usize) -> Outcome {
    log::set_logger(&STEPS).map_err(|error| error.to_string())?;
    log::set_max_level(log::LevelFilter::Debug);
    let client = client(folder).await?;
    let mut cache = cache(folder)?;
    let mut writer = Writer::new(3);
    let turns = TURNS.min(count / BATCH / 2);
    let used = processor_time();
    for turn in 0..turns {
        let transaction = cache.transaction()?;
        transaction
            .prepare_cached("DELETE FROM item WHERE key IN (SELECT key FROM item ORDER BY published LIMIT ?1)")?
            .execute([BATCH as i64])?;
        for number in 0..BATCH {
            insert(&transaction, count + turn * BATCH + number, &writer.article(LENGTH))?;
        }
        transaction.commit()?;
        client.search().warm_up().await?;
    }
    let used = (processor_time() - used).as_secs_f64() * 1e3 / (turns * BATCH) as f64 * 1e3;
    let mut steps = STEPS.0.lock().map_err(|_| "a panic while logging")?.clone();
    steps.sort_by(f64::total_cmp);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "  {turns} turns of {BATCH} out and {BATCH} in: batch p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms on the clock (wanted: at \
         most 150); {used:.0} ms of processor time for 1,000, writing them and the merge included; index and text {:.1} MB",
        percentile(&steps, 0.5),
        percentile(&steps, 0.99),
        percentile(&steps, 1.0),
        std::fs::metadata(folder.join("search.sqlite3"))?.len() as f64 / 1e6
    )?;
    client.shut_down().await?;
    Ok(())
}

/// The bytes of the index and of the copy of the text beside it.
fn sizes(folder: &Path) -> Outcome<(u64, u64)> {
    let copy = folder.join("copy.sqlite3");
    let from = Connection::open(folder.join("search.sqlite3"))?;
    from.execute("VACUUM INTO ?1", [copy.to_str().ok_or("a folder without a plain name")?])?;
    let whole = std::fs::metadata(&copy)?.len();
    Connection::open(&copy)?.execute_batch("DROP TABLE text; VACUUM;")?;
    let index = std::fs::metadata(&copy)?.len();
    std::fs::remove_file(copy)?;
    Ok((index, whole - index))
}

/// The same queries with SQLite's own means.
fn peers(folder: &Path, questions: &Questions, text: u64) -> Outcome {
    let plain = Connection::open(folder.join("plain.sqlite3"))?;
    let before = std::fs::metadata(folder.join("plain.sqlite3"))?.len();
    let mut out = std::io::stdout();
    let few: Questions =
        questions.iter().enumerate().filter(|(at, _)| at / 9 < FOR_PEERS).map(|(_, one)| one.clone()).collect();
    compare(&mut out, "LIKE", &plain, &few, |words| {
        let filter: Vec<String> = words
            .split(' ')
            .map(|word| format!("(title LIKE '%{0}%' OR text LIKE '%{0}%')", word.replace('\'', "''")))
            .collect();
        format!("SELECT id FROM plain WHERE {} ORDER BY id DESC LIMIT 20", filter.join(" AND "))
    })?;
    for tokenizer in ["trigram", "unicode61"] {
        let used = processor_time();
        plain.execute_batch(&format!(
            "PRAGMA cache_size=-8192;
             CREATE VIRTUAL TABLE {tokenizer} USING fts5(title, text, tokenize='{tokenizer}', content='plain', content_rowid='id');
             INSERT INTO {tokenizer} ({tokenizer}) VALUES ('rebuild');"
        ))?;
        let built = (processor_time() - used).as_secs_f64();
        let size = std::fs::metadata(folder.join("plain.sqlite3"))?.len() - before;
        writeln!(
            out,
            "  FTS5 {tokenizer}: {:.1} MB, {:.0} % of the text; {:.0} ms for 1,000",
            size as f64 / 1e6,
            size as f64 / text as f64 * 100.0,
            built * 1e6 / plain.query_row("SELECT count(*) FROM plain", [], |row| row.get::<_, f64>(0))?
        )?;
        compare(&mut out, &format!("FTS5 {tokenizer}"), &plain, &few, |words| {
            let quoted: Vec<String> = words.split(' ').map(|word| format!("\"{}\"", word.replace('"', ""))).collect();
            format!(
                "SELECT rowid FROM {tokenizer} WHERE {tokenizer} MATCH '{}' ORDER BY rowid DESC LIMIT 20",
                quoted.join(" AND ").replace('\'', "''")
            )
        })?;
        plain.execute_batch(&format!("DROP TABLE {tokenizer}; VACUUM;"))?;
    }
    Ok(())
}

fn compare(
    out: &mut impl Write,
    name: &str,
    plain: &Connection,
    questions: &Questions,
    sql: impl Fn(&str) -> String,
) -> Outcome {
    let mut times: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut found = 0;
    for (class, words) in questions {
        let used = processor_time();
        let mut query = plain.prepare(&sql(words))?;
        let rows = query.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
        times.entry((*class).to_owned()).or_default().push((processor_time() - used).as_secs_f64() * 1e3);
        found += usize::from(!rows.is_empty());
    }
    writeln!(out, "  {name}: something found for {found} of {} questions", questions.len())?;
    table(out, name, &times)
}
