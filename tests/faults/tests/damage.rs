//! Damaged files of a filled phone. The short form runs a part of every way of damage; the long form, which is ignored,
//! runs all: `cargo test --locked -p songming-faults --test damage -- --ignored --nocapture`. `SONGMING_CASE=WAY:SEED`
//! runs one case of a test.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeMap;

use songming_faults::damage::{Case, Way};
use songming_faults::filled_phone;
use songming_faults::judge::{Judge, Verdict};
use songming_faults::station_belongings::FOLDER;
use tokio::sync::OnceCell;
use tokio::task::JoinSet;

/// Cases at a time: the core's threads serve all of them.
const TOGETHER: usize = 4;
/// Failures that are printed of a test.
const SHOWN: usize = 60;

/// One case in so many belongs to the short form, and at least one of each way.
const SHORT: u64 = 8;

fn database_cases(file: &str, long: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for (way, count) in [(Way::Untouched, 1)].into_iter().chain(Way::DATABASE) {
        let step = if long { 1 } else { SHORT };
        let seeds =
            (0..count).step_by(step as usize).map(|seed| if long { seed } else { seed + count % SHORT % count });
        let case = |seed| Case { file: file.to_owned(), way, seed, in_use: false };
        cases.extend(seeds.filter(|seed| *seed < count).map(case));
    }
    cases
}

fn cases_in_use(long: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for file in ["cache.sqlite3", "outbox.sqlite3", "search.sqlite3"] {
        for (way, count) in Way::IN_USE {
            let seeds = (0..count).step_by(if long { 1 } else { SHORT as usize });
            cases.extend(seeds.map(|seed| Case { file: file.to_owned(), way, seed, in_use: true }));
        }
    }
    cases
}

/// The cases of the clerk's photos, spread over the files that there are.
fn station_cases(judge: &Judge, long: bool) -> Vec<Case> {
    let files = filled_phone::files(judge.files()).unwrap().into_iter().map(|path| path.to_string_lossy().into_owned());
    let files: Vec<String> = files.filter(|name| name.starts_with(FOLDER)).collect();
    assert!(files.len() > 10, "{files:?}");
    let mut cases = Vec::new();
    for (way, count) in Way::PLAIN {
        for seed in (0..count.max(16)).step_by(if long { 1 } else { SHORT as usize }) {
            let file = files[(seed as usize * 5 + way as usize) % files.len()].clone();
            cases.push(Case { file, way, seed, in_use: false });
        }
    }
    cases
}

/// The cases of pictures, documents and small files, spread over the files that there are.
fn plain_cases(judge: &Judge, long: bool) -> Vec<Case> {
    // What stands beside a database under a name of its own is a small file too.
    let is_database = |name: &str| [".sqlite3", "-wal", "-shm"].iter().any(|suffix| name.ends_with(suffix));
    let is_plain = |name: &str| !is_database(name) && !name.starts_with(FOLDER);
    let files: Vec<String> = filled_phone::files(judge.files())
        .unwrap()
        .into_iter()
        .map(|path| path.to_string_lossy().into_owned())
        .filter(|name| is_plain(name))
        .collect();
    let (media, small): (Vec<_>, Vec<_>) = files.iter().partition(|name| name.starts_with("media"));
    assert!(media.len() > 20 && !small.is_empty(), "{files:?}");
    let mut cases = Vec::new();
    for (way, count) in Way::PLAIN {
        let step = if long { 1 } else { 2 * SHORT as usize };
        for seed in (0..count).step_by(step) {
            let file = media[(seed as usize * 7 + way as usize) % media.len()].clone();
            cases.push(Case { file, way, seed, in_use: false });
        }
        for file in small.iter().take(if long { usize::MAX } else { 2 }) {
            cases.extend((0..if long { 4 } else { 1 }).map(|seed| Case {
                file: (*file).clone(),
                way,
                seed,
                in_use: false,
            }));
        }
    }
    cases
}

/// Runs all cases, prints the table and fails with what was wrong.
async fn run(judge: &'static Judge, cases: Vec<Case>) {
    println!("{}", judge.describe());
    let only = std::env::var("SONGMING_CASE").ok();
    let chosen = |case: &Case| only.as_ref().is_none_or(|only| *only == format!("{:?}:{}", case.way, case.seed));
    let mut waiting = cases.into_iter().filter(chosen);
    let mut running = JoinSet::new();
    let mut done: Vec<(Case, Verdict)> = Vec::new();
    loop {
        while running.len() < TOGETHER
            && let Some(case) = waiting.next()
        {
            running.spawn(async move {
                let verdict = judge.judge(&case).await;
                (case, verdict)
            });
        }
        match running.join_next().await {
            Some(one) => done.push(one.unwrap()),
            None => break,
        }
    }
    report(&mut done);
}

fn report(done: &mut [(Case, Verdict)]) {
    done.sort_by_key(|(case, _)| (case.way, case.seed));
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    println!("way                 tried opened whole  readable     kept  lost told failed");
    let mut rows: BTreeMap<String, [usize; 8]> = BTreeMap::new();
    for (case, verdict) in done.iter() {
        let lost: usize = verdict.lost.values().map(Vec::len).sum();
        let counts = [
            1,
            usize::from(verdict.opened),
            usize::from(verdict.complete),
            verdict.readable,
            verdict.kept,
            lost,
            usize::from(!verdict.told.is_empty()),
            usize::from(!verdict.failures.is_empty()),
        ];
        for name in [format!("{:?}", case.way), "~ all".to_owned()] {
            let row = rows.entry(name).or_default();
            row.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        for words in &verdict.told {
            *told.entry(words.chars().filter(|character| !character.is_ascii_digit()).collect()).or_default() += 1;
        }
    }
    for (name, [tried, opened, whole, readable, kept, lost, told, failed]) in rows {
        println!(
            "{name:<18} {tried:>6} {opened:>6} {whole:>5} {readable:>9} {kept:>8} {lost:>5} {told:>4} {failed:>6}"
        );
    }
    for (words, times) in told.iter().take(20) {
        println!("told {times} times: {words}");
    }
    let failed: Vec<String> = done
        .iter()
        .filter(|(_, verdict)| !verdict.failures.is_empty())
        .map(|(case, verdict)| {
            let more = verdict.failures.len().saturating_sub(3);
            let shown = verdict.failures.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
            format!(
                "{} {:?}:{} {shown}{}",
                case.file,
                case.way,
                case.seed,
                if more > 0 { format!("; {more} more") } else { String::new() }
            )
        })
        .collect();
    failed.iter().take(SHOWN).for_each(|line| println!("FAILED {line}"));
    assert!(failed.is_empty(), "{} of {} cases failed; SONGMING_CASE=WAY:SEED repeats one", failed.len(), done.len());
}

/// One phone serves all tests of this process.
async fn judge() -> &'static Judge {
    static JUDGE: OnceCell<Judge> = OnceCell::const_new();
    JUDGE.get_or_init(async || Judge::new().await.unwrap()).await
}

async fn database(file: &str, long: bool) {
    run(judge().await, database_cases(file, long)).await;
}

async fn plain(long: bool) {
    let judge = judge().await;
    run(judge, plain_cases(judge, long)).await;
}

#[tokio::test]
async fn damaged_cache_is_fetched_again_and_nothing_of_the_person_is_lost() {
    database("cache.sqlite3", false).await;
}

#[tokio::test]
async fn damaged_outbox_keeps_every_row_that_can_be_read() {
    database("outbox.sqlite3", false).await;
}

#[tokio::test]
async fn damaged_search_index_is_made_again() {
    database("search.sqlite3", false).await;
}

#[tokio::test]
async fn damage_of_a_database_in_use_is_over_at_the_next_start() {
    run(judge().await, cases_in_use(false)).await;
}

async fn withdrawn_consent(long: bool) {
    let judge = judge().await;
    let mut failures = Vec::new();
    let cases = database_cases("outbox.sqlite3", long);
    let count = cases.len();
    for case in cases.into_iter().filter(|case| !matches!(case.way, Way::ReadOnly | Way::NoRoom)) {
        if let Err(error) = judge.judge_withdrawn(&case).await {
            failures.push(format!("{:?}:{} {error}", case.way, case.seed));
        }
    }
    println!("{count} damaged outboxes of a person who has withdrawn consent");
    failures.iter().take(SHOWN).for_each(|failure| println!("FAILED {failure}"));
    assert!(failures.is_empty());
}

#[tokio::test]
async fn withdrawn_consent_stays_withdrawn_if_the_outbox_is_damaged() {
    withdrawn_consent(false).await;
}

#[tokio::test]
#[ignore = "the long form: every case"]
async fn withdrawn_consent_stays_withdrawn_whatever_is_damaged() {
    withdrawn_consent(true).await;
}

#[tokio::test]
async fn damaged_picture_document_or_small_file_stops_nothing() {
    plain(false).await;
}

#[tokio::test]
async fn damaged_photo_of_the_clerk_is_never_sent_as_another_and_can_be_added_again() {
    let judge = judge().await;
    run(judge, station_cases(judge, false)).await;
}

#[tokio::test]
#[ignore = "the long form: every case"]
async fn every_damaged_photo_of_the_clerk() {
    let judge = judge().await;
    run(judge, station_cases(judge, true)).await;
}

#[tokio::test]
#[ignore = "the long form: every case"]
async fn every_damaged_cache() {
    database("cache.sqlite3", true).await;
}

#[tokio::test]
#[ignore = "the long form: every case"]
async fn every_damaged_outbox() {
    database("outbox.sqlite3", true).await;
}

#[tokio::test]
#[ignore = "the long form: every case"]
async fn every_damaged_search_index() {
    database("search.sqlite3", true).await;
}

#[tokio::test]
#[ignore = "the long form: every case"]
async fn every_damage_of_a_database_in_use() {
    run(judge().await, cases_in_use(true)).await;
}

#[tokio::test]
#[ignore = "the long form: every case"]
async fn every_damaged_picture_document_or_small_file() {
    plain(true).await;
}
