use std::sync::Arc;

use rusqlite::Connection;

use super::list::statement;
use super::*;
use crate::base::change::Announcer;
use crate::base::store::Store;
use crate::reader::item::{Effect, IncomingItem, PUBLISHER, Withdrawal};
use crate::reader::media::FileStore;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Arc::new(Announcer::default())).unwrap();
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
fn the_higher_sequence_wins_in_any_order_of_arrival() {
    let steps: [(i64, bool); 4] = [(10, false), (12, false), (14, true), (16, false)];
    // Every order of a publication, a revision, a withdrawal and a second publication ends the same.
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
fn an_origin_cannot_take_over_what_another_holds() {
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
fn items_of_one_moment_are_paged_without_loss() {
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
fn a_key_that_is_not_ours_is_refused() {
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
fn what_a_source_left_out_is_filled() {
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
fn a_sectors_list_shows_a_card_once_and_by_a_version_that_belongs_there() {
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
                // The one in front belongs to no sector, two others do.
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
            // A revision that belongs elsewhere, and a story that the person hid.
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
fn what_was_here_before_is_sorted_like_what_comes() {
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
            // As an earlier version of this program left it.
            write.execute_batch(
                "DELETE FROM about; INSERT INTO unsorted SELECT key FROM item; INSERT INTO unsorted VALUES (99);",
            )?;
            let taken = take_pending(write)?;
            assert!(!any_pending(write)?);
            Ok(taken)
        })
        .unwrap();
    assert_eq!(taken.len(), 1, "an added source knows none of this");
    assert_eq!(taken[0].payload::<serde_json::Value>().unwrap()["issuer"], "样例");
    let page = store.cache().read_now(|c| list(&view(c, &files()), &Scope::Sector { code: "auto".into() }, None, 10));
    assert_eq!(page.unwrap().items.len(), 1);
}
