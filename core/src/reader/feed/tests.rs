use std::sync::Arc;

use rusqlite::Connection;

use super::list::statement;
use super::*;
use crate::base::change::Announcer;
use crate::base::store::Store;
use crate::reader::item::{Effect, IncomingItem, PUBLISHER, Withdrawal};
use crate::reader::media::{self, FileStore};

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
    (folder, store)
}

fn incoming(id: &str, sequence: i64, published: i64) -> IncomingItem {
    IncomingItem {
        id: id.into(),
        sequence,
        revision: 1,
        kind: "article".into(),
        title: format!("标题 {id}"),
        html: Some("<p>正文。</p>".into()),
        published: Some(published),
        ..IncomingItem::default()
    }
}

fn view<'a>(connection: &'a Connection, files: &'a FileStore) -> View<'a> {
    View { connection, files, device_now: 0, publisher_now: 0 }
}

fn files() -> FileStore {
    FileStore::new(std::path::Path::new("phone"))
}

fn plan(connection: &Connection, statement: &str) -> String {
    let mut query = connection.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
    let values = vec![rusqlite::types::Value::Null; query.parameter_count()];
    let lines = query.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
    lines.map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_list_is_read_in_the_order_of_an_index() {
    let (_folder, store) = store();
    let code = String::new;
    for (scope, index) in [
        (Scope::All, "item_by_time"),
        (Scope::Channel { code: code() }, "item_by_channel"),
        (Scope::Module { code: code() }, "item_by_module"),
        (Scope::Kind { module: code(), kind: ItemKind::Notice }, "item_by_kind"),
        (Scope::Kind { module: code(), kind: ItemKind::Article }, "item_by_module"),
        (Scope::Sector { code: code() }, "about USING PRIMARY KEY"),
        (Scope::Park { code: code() }, "about USING PRIMARY KEY"),
        (Scope::Source { id: code() }, "item_by_origin"),
        (Scope::Story { id: code() }, "item_by_card"),
        (Scope::Favourites, "mark_by_favourite"),
        (Scope::History, "mark_by_opened"),
        (Scope::Hidden, "mark_by_hidden"),
    ] {
        let plan = store.cache().read_now(|connection| Ok(plan(connection, &statement(&scope)))).unwrap();
        assert!(plan.contains(index), "{scope:?}: {plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{scope:?}: {plan}");
        assert!(
            [
                "(published<?)",
                "AND published<?)",
                "AND (published,item)<(?,?))",
                "favourite<?)",
                "opened<?)",
                "hidden<?)"
            ]
            .iter()
            .any(|key| plan.contains(key)),
            "a page starts at its key: {plan}"
        );
    }
}

#[test]
fn higher_sequence_wins_in_any_order_of_arrival() {
    let steps: [(i64, bool); 4] = [(10, false), (12, false), (14, true), (16, false)];
    // Every order of a publication, a revision, a withdrawal and a second publication has the same result.
    for order in permutations(4) {
        let (_folder, store) = store();
        store
            .cache()
            .write_now(|write| {
                for &step in &order {
                    let (sequence, withdrawal) = steps[step];
                    if withdrawal {
                        let gone = Withdrawal { id: "a".into(), sequence, time: None, reason: String::new() };
                        withdraw(write, PUBLISHER, &gone)?;
                    } else {
                        let mut item = incoming("a", sequence, 1_000);
                        item.title = format!("第{sequence}版");
                        ingest_item(write, PUBLISHER, item, 0)?;
                    }
                }
                Ok(())
            })
            .unwrap();
        let article = store.cache().read_now(|connection| article(&view(connection, &files()), "a")).unwrap();
        assert_eq!(article.row.title, "第16版", "{order:?}");
    }
}

fn permutations(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    permutations(n - 1)
        .into_iter()
        .flat_map(|shorter| {
            (0..n).map(move |at| {
                let mut longer = shorter.clone();
                longer.insert(at, n - 1);
                longer
            })
        })
        .collect()
}

#[test]
fn item_with_the_id_of_another_origins_item_is_ignored() {
    let (_folder, store) = store();
    let effects = store
        .cache()
        .write_now(|write| {
            let mut forged = incoming("a", 99, 2_000);
            forged.title = "冒名".into();
            Ok([
                ingest_item(write, PUBLISHER, incoming("a", 10, 1_000), 0)?,
                ingest_item(write, "s1", forged, 0)?,
                withdraw(write, "s1", &Withdrawal { id: "a".into(), sequence: 99, time: None, reason: String::new() })?,
            ])
        })
        .unwrap();
    assert_eq!(effects, [Effect::New, Effect::None, Effect::None]);
    assert_eq!(
        store.cache().read_now(|connection| article(&view(connection, &files()), "a")).unwrap().row.title,
        "标题 a"
    );
}

#[test]
fn items_published_at_the_same_moment_are_paged_without_loss() {
    let (_folder, store) = store();
    store
        .cache()
        .write_now(|write| {
            for number in 0..25 {
                ingest_item(write, PUBLISHER, incoming(&format!("i{number}"), number, 5_000), 0)?;
            }
            Ok(())
        })
        .unwrap();
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = store.cache().read_now(|c| list(&view(c, &files()), &Scope::All, before.as_deref(), 4)).unwrap();
        seen.extend(page.items.into_iter().map(|row| row.id));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let expected: Vec<_> = (0..25).rev().map(|number| format!("i{number}")).collect();
    assert_eq!(seen, expected);
}

#[test]
fn invalid_page_keys_and_limits_are_rejected() {
    let (_folder, store) = store();
    for key in ["", "1", "a.b", "1.2.3", "'; DROP TABLE item; --", "9223372036854775808.1"] {
        let refused = store.cache().read_now(|c| list(&view(c, &files()), &Scope::All, Some(key), 4)).unwrap_err();
        assert_eq!(refused.code(), "bad-request", "{key}");
    }
    for limit in [0, MAX_PAGE + 1] {
        assert!(store.cache().read_now(|c| list(&view(c, &files()), &Scope::All, None, limit)).is_err());
    }
}

#[test]
fn missing_title_and_date_are_filled_in() {
    let (_folder, store) = store();
    let mut bare = incoming("bare", 1, 0);
    bare.title = " \u{202e}\u{1b} \n".into();
    bare.html = Some("<p>没有标题的一条消息，只有正文。</p>".into());
    bare.published = None;
    let mut future = incoming("future", 2, 0);
    future.published = Some(i64::MAX / 2);
    let mut empty = incoming("empty", 3, 0);
    empty.title = String::new();
    empty.html = None;
    let rows = store
        .cache()
        .write_now(|write| {
            for item in [bare, future, empty] {
                ingest_item(write, "s1", item, 7_000_000)?;
            }
            list(&view(write, &files()), &Scope::All, None, 10)
        })
        .unwrap();
    let row = |id: &str| rows.items.iter().find(|row| row.id == id).unwrap();
    assert!(row("bare").title.starts_with("没有标题的一条消息"));
    assert_eq!((row("bare").published, row("future").published), (7_000_000, 7_000_000));
    assert_eq!(row("empty").title, "（无标题）");
}

#[test]
fn sector_list_shows_each_card_once_by_a_version_of_the_sector() {
    let (_folder, store) = store();
    let belonging = |id: &str, sequence: i64, sectors: &[&str]| {
        let mut item = incoming(id, sequence, sequence * 1_000);
        item.detail.sectors = sectors.iter().map(|code| (*code).to_owned()).collect();
        item
    };
    let of_story = |mut item: IncomingItem, story: &str| {
        item.story = Some(story.into());
        item
    };
    let shown = |sector: &str| -> Vec<String> {
        let scope = Scope::Sector { code: sector.into() };
        let page = store.cache().read_now(|c| list(&view(c, &files()), &scope, None, 10)).unwrap();
        page.items.into_iter().map(|row| row.id).collect()
    };
    store
        .cache()
        .write_now(|write| {
            for item in [
                belonging("alone", 1, &["auto", "auto"]),
                // The representative has no sector, two other versions have one.
                of_story(belonging("front", 2, &[]), "one"),
                of_story(belonging("second", 3, &["auto"]), "one"),
                of_story(belonging("third", 4, &["auto"]), "one"),
                of_story(belonging("both", 5, &["auto", "health"]), "two"),
                of_story(belonging("rest", 6, &["auto"]), "two"),
            ] {
                ingest_item(write, PUBLISHER, item, 0)?;
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(shown("auto"), ["both", "second", "alone"]);
    assert_eq!(shown("health"), ["both"]);
    store
        .cache()
        .write_now(|write| {
            // A revision with another sector, and a hidden story.
            ingest_item(write, PUBLISHER, belonging("alone", 9, &["health"]), 0)?;
            write.execute("INSERT INTO mark (id, stamp, hidden) VALUES ('front', 1, 1)", [])?;
            crate::reader::story::recompute(write, "one")
        })
        .unwrap();
    assert_eq!(shown("auto"), ["both"]);
    assert_eq!(shown("health"), ["both", "alone"]);
    store
        .cache()
        .write_now(|write| {
            withdraw(
                write,
                PUBLISHER,
                &Withdrawal { id: "both".into(), sequence: 10, time: None, reason: String::new() },
            )
        })
        .unwrap();
    assert_eq!(shown("auto"), ["rest"]);
    assert_eq!(shown("health"), ["alone"]);
}

#[test]
fn pending_items_of_the_publisher_are_taken_once_and_listed_by_sector() {
    let (_folder, store) = store();
    let taken = store
        .cache()
        .write_now(|write| {
            let mut item = incoming("a", 1, 1_000);
            item.kind = "notice".into();
            item.detail.sectors = vec!["auto".into()];
            item.detail.extension = Some(r#"{"kind":"notice","notice":{"issuer":"样例"}}"#.into());
            ingest_item(write, PUBLISHER, item, 0)?;
            ingest_item(write, "s1", incoming("b", 1, 1_000), 0)?;
            // The state that an earlier version of this program leaves.
            write.execute_batch(
                "DELETE FROM about; INSERT INTO unsorted SELECT key FROM item; INSERT INTO unsorted VALUES (99);",
            )?;
            let taken = take_pending(write)?;
            assert!(!any_pending(write)?);
            Ok(taken)
        })
        .unwrap();
    assert_eq!(taken.len(), 1, "an item of an external feed is not for the topics");
    assert_eq!(taken[0].payload::<serde_json::Value>().unwrap()["issuer"], "样例");
    let page = store.cache().read_now(|c| list(&view(c, &files()), &Scope::Sector { code: "auto".into() }, None, 10));
    assert_eq!(page.unwrap().items.len(), 1);
}

/// Loads a list; the ids of its rows, its position, whether there is more below, and whether older pages are wanted.
fn load(
    store: &Store,
    scope: &Scope,
    position: Option<&str>,
    rows: u32,
    more: bool,
) -> (Vec<String>, Option<String>, bool, bool) {
    let part = store.cache().read_now(|cache| load_list(&view(cache, &files()), scope, position, rows, more)).unwrap();
    let ids = part.list.items.into_iter().map(|row| row.id).collect();
    (ids, part.list.position, part.list.more, part.wants_older)
}

/// Stores an item for each number, published at that many seconds.
fn publish(store: &Store, numbers: std::ops::RangeInclusive<i64>) {
    let add = |write: &crate::base::store::Write<'_>| {
        for number in numbers {
            ingest_item(write, PUBLISHER, incoming(&number.to_string(), number, number * 1_000), 0)?;
        }
        Ok(())
    };
    store.cache().write_now(add).unwrap();
}

fn withdraw_one(store: &Store, number: i64, sequence: i64) {
    let withdrawn = Withdrawal { id: number.to_string(), sequence, time: None, reason: String::new() };
    store.cache().write_now(|write| withdraw(write, PUBLISHER, &withdrawn)).unwrap();
}

fn down(from: i64, to: i64) -> Vec<String> {
    (to..=from).rev().map(|number| number.to_string()).collect()
}

#[test]
fn a_loaded_list_keeps_its_position_when_rows_come_in_above() {
    let (_folder, store) = store();
    publish(&store, 1..=8);
    let (ids, position, more, _) = load(&store, &Scope::All, None, 3, false);
    assert_eq!((ids, more), (down(8, 6), true));
    publish(&store, 9..=500);
    let (ids, position, more, _) = load(&store, &Scope::All, position.as_deref(), 3, false);
    assert_eq!((ids, more), (down(500, 6), true));
    let (ids, position, more, _) = load(&store, &Scope::All, position.as_deref(), 3, true);
    assert_eq!((ids, more), (down(500, 3), true));
    let (ids, position, more, older) = load(&store, &Scope::All, position.as_deref(), 3, true);
    assert_eq!((ids, more, older), (down(500, 1), false, false));
    let (ids, _, more, older) = load(&store, &Scope::All, position.as_deref(), 3, true);
    assert_eq!((ids, more, older), (down(500, 1), false, false));
}

#[test]
fn a_loaded_list_ends_between_rows_of_the_same_moment() {
    let (_folder, store) = store();
    for (sequence, (id, published)) in [("a", 1), ("b", 5), ("c", 5), ("d", 5), ("e", 9)].into_iter().enumerate() {
        let one = incoming(id, sequence.try_into().unwrap(), published);
        store.cache().write_now(|write| ingest_item(write, PUBLISHER, one, 0)).unwrap();
    }
    let (ids, position, ..) = load(&store, &Scope::All, None, 3, false);
    assert_eq!(ids, ["e", "d", "c"]);
    store.cache().write_now(|write| ingest_item(write, PUBLISHER, incoming("f", 9, 10), 0)).unwrap();
    let (ids, position, ..) = load(&store, &Scope::All, position.as_deref(), 3, false);
    assert_eq!(ids, ["f", "e", "d", "c"]);
    let (ids, ..) = load(&store, &Scope::All, position.as_deref(), 3, true);
    assert_eq!(ids, ["f", "e", "d", "c", "b", "a"]);
}

#[test]
fn a_loaded_list_keeps_its_position_when_its_last_rows_are_withdrawn() {
    let (_folder, store) = store();
    publish(&store, 1..=8);
    let (_, position, ..) = load(&store, &Scope::All, None, 3, false);
    withdraw_one(&store, 6, 20);
    publish(&store, 9..=9);
    let (ids, position, ..) = load(&store, &Scope::All, position.as_deref(), 3, false);
    assert_eq!(ids, ["9", "8", "7"]);
    for number in 7..=9 {
        withdraw_one(&store, number, 21 + number);
    }
    let (ids, position, ..) = load(&store, &Scope::All, position.as_deref(), 3, false);
    assert_eq!(ids, down(5, 3), "a list that lost all its rows begins with a page again");
    for number in 1..=5 {
        withdraw_one(&store, number, 31 + number);
    }
    let (ids, position, more, _) = load(&store, &Scope::All, position.as_deref(), 3, false);
    assert_eq!((ids, position, more), (vec![], None, false));
}

#[test]
fn a_loaded_list_in_the_order_of_marks_keeps_its_position_when_rows_move_up() {
    let (_folder, store) = store();
    publish(&store, 1..=30);
    let stamp = std::cell::Cell::new(0);
    let open = |numbers: &[i64]| {
        for number in numbers {
            stamp.set(stamp.get() + 1);
            let values = (number.to_string(), stamp.get());
            let sql = "INSERT OR REPLACE INTO mark (id, stamp, opened) VALUES (?1, ?2, ?2)";
            store.cache().write_now(|write| Ok(write.execute(sql, values)?)).unwrap();
        }
    };
    open(&[1, 2, 3, 4, 5]);
    let (ids, position, ..) = load(&store, &Scope::History, None, 2, false);
    assert_eq!(ids, ["5", "4"]);
    let (ids, position, ..) = load(&store, &Scope::History, position.as_deref(), 2, true);
    assert_eq!(ids, ["5", "4", "3", "2"]);
    open(&[10, 11, 2]);
    let (ids, position, ..) = load(&store, &Scope::History, position.as_deref(), 2, false);
    assert_eq!(ids, ["2", "11", "10", "5", "4", "3"]);
    let (ids, _, more, _) = load(&store, &Scope::History, position.as_deref(), 2, true);
    assert_eq!((ids, more), (["2", "11", "10", "5", "4", "3", "1"].map(String::from).to_vec(), false));
}

#[test]
fn older_pages_are_wanted_only_if_the_phone_has_no_row_below() {
    let (_folder, store) = store();
    let sql = "INSERT INTO origin (id, address, older) VALUES ('publisher', 'http://127.0.0.1/', 'http://127.0.0.1/2')
               ON CONFLICT (id) DO UPDATE SET older = excluded.older";
    store.cache().write_now(|write| Ok(write.execute(sql, [])?)).unwrap();
    let wanted = |scope: &Scope, position: Option<&str>, rows, more| load(&store, scope, position, rows, more).3;
    assert!(!wanted(&Scope::All, None, 3, false));
    assert!(wanted(&Scope::All, None, 3, true), "an empty list grows too");
    publish(&store, 1..=4);
    let (_, position, more, _) = load(&store, &Scope::All, None, 3, false);
    assert!(more);
    let (ids, last, more, older) = load(&store, &Scope::All, position.as_deref(), 3, true);
    assert_eq!((ids, more, older), (down(4, 1), true, false));
    assert!(wanted(&Scope::All, last.as_deref(), 3, true));
    assert!(!wanted(&Scope::All, last.as_deref(), 3, false));
    for scope in [Scope::Favourites, Scope::Source { id: "s1".into() }] {
        assert!(!wanted(&scope, None, 3, true), "no older page brings a row of {scope:?}");
    }
}

#[test]
fn a_position_or_a_number_of_rows_that_is_out_of_range_is_refused() {
    let (_folder, store) = store();
    let refused = |position: Option<&str>, rows: u32| {
        let loaded = store
            .cache()
            .read_now(|cache| load_list(&view(cache, &files()), &Scope::All, position, rows, false).map(|_| ()));
        loaded.err().map(|error| error.code())
    };
    for position in ["", "1", "1.2", "a.b.c", "1.2.-3", "1.2.3.4", "9223372036854775808.1.1"] {
        assert_eq!(refused(Some(position), 3), Some("bad-request"), "{position}");
    }
    assert_eq!(refused(None, 0), Some("bad-request"));
    assert_eq!(refused(None, 10_001), Some("bad-request"));
    assert_eq!(refused(None, 10_000), None);
}

/// Random publications, withdrawals and documents: no row gets a key that a row of its table had before.
#[test]
fn key_of_a_deleted_row_is_never_given_again() {
    let (_folder, store) = store();
    let mut dice = fastrand::Rng::with_seed(20_261_130);
    let mut owners: std::collections::HashMap<(&str, i64), String> = std::collections::HashMap::new();
    let mut living: Vec<String> = Vec::new();
    for round in 1..400_i64 {
        store
            .cache()
            .write_now(|write| {
                if living.is_empty() || dice.bool() {
                    let id = format!("i{round}");
                    let html = format!("<p>文</p><img src=\"https://example.org/{round}.jpg\">");
                    let item = IncomingItem { html: Some(html), ..incoming(&id, round, round) };
                    ingest_item(write, PUBLISHER, item, round)?;
                    living.push(id);
                } else {
                    // Mostly the newest, whose keys are the highest.
                    let at = if dice.u8(..4) > 0 { living.len() - 1 } else { dice.usize(..living.len()) };
                    let id = living.remove(at);
                    let withdrawal = Withdrawal { id, sequence: round, time: None, reason: String::new() };
                    withdraw(write, PUBLISHER, &withdrawal)?;
                }
                let mut wanted = Vec::new();
                for id in living.iter().filter(|_| dice.bool()) {
                    let document =
                        media::ItemDocument { address: format!("https://example.org/{id}.pdf"), sha256: None };
                    wanted.push((item_key(write, id)?.unwrap(), vec![document]));
                }
                media::set_wanted_documents(write, &wanted)
            })
            .unwrap();
        let rows = |cache: &Connection| {
            let sql = "SELECT 'item', key, id FROM item UNION ALL SELECT 'picture', key, address FROM picture
                       UNION ALL SELECT 'document', key, address FROM document";
            let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?));
            crate::base::store::collect_rows(cache, sql, [], read)
        };
        for (table, key, name) in store.cache().read_now(rows).unwrap() {
            let table = ["item", "picture", "document"].into_iter().find(|one| *one == table).unwrap();
            let owner = owners.entry((table, key)).or_insert_with(|| name.clone());
            assert_eq!(*owner, name, "key {key} of {table} in round {round}");
        }
    }
}
