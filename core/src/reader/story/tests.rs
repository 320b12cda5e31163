use std::sync::Arc;

use super::*;
use crate::base::change::Announcer;
use crate::base::store::Store;

#[test]
fn full_version_represents_its_card_in_each_list() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
    let rows = store
        .cache()
        .write_now(|write| {
            for (id, channel, stage, published) in [
                ("flash", "weibo", Some("flash"), 100),
                ("web", "website", Some("full"), 200),
                ("weibo", "weibo", Some("full"), 300),
                ("tv", "tv", None, 400),
            ] {
                write.execute(
                    "INSERT INTO item (id, origin, sequence, revision, kind, module, channel, stage, title, summary,
                                       published, card)
                     VALUES (?1, 'publisher', 1, 1, 'article', 'news', ?2, ?3, '', '', ?4, 'story')",
                    (id, channel, stage, published),
                )?;
            }
            write.execute("INSERT INTO mark (id, stamp, read) VALUES ('tv', 1, 1)", [])?;
            recompute(write, "story")?;
            let mut query = write.prepare(
                "SELECT id, front, module_front, channel_front, source_front, versions, read FROM item ORDER BY key",
            )?;
            let rows = query.query_map([], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    [row.get::<_, i64>(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?],
                ))
            })?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        })
        .unwrap();
    let expected = [
        ("flash", [0, 0, 0, 0, 4, 1]),
        ("web", [1, 1, 1, 1, 4, 1]),
        ("weibo", [0, 0, 1, 0, 4, 1]),
        ("tv", [0, 0, 1, 0, 4, 1]),
    ];
    assert_eq!(rows, expected.map(|(id, state)| (id.to_owned(), state)));
}

#[test]
fn version_that_says_much_more_comes_to_the_front_and_one_that_says_as_much_does_not() {
    for (extents, front) in [([200, 210, 205], 0), ([200, 900, 880], 1), ([700, 900, 300], 0), ([0, 0, 0], 0)] {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
        let fronts: Vec<i64> = store
            .cache()
            .write_now(|write| {
                for (key, extent) in extents.into_iter().enumerate() {
                    write.execute(
                        "INSERT INTO item (key, id, origin, sequence, revision, kind, title, summary, published, card)
                         VALUES (?1, ?1, 's' || ?1, 1, 1, 'article', '', '', ?1, 'story')",
                        [key as i64],
                    )?;
                    write.execute(
                        "INSERT INTO likeness (item, print) VALUES (?1, zeroblob(?2))",
                        (key as i64, extent),
                    )?;
                    recompute(write, "story")?;
                }
                collect_rows(write, "SELECT key FROM item WHERE front = 1", [], |row| row.get(0))
            })
            .unwrap();
        assert_eq!(fronts, [front], "{extents:?}");
    }
}
