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

/// The card of feeds' items whose texts are given in the order in which they arrive, each with its moment of publication: the
/// moment of the version in front.
fn front_of(arrivals: &[(i64, &str)]) -> Vec<i64> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
    let insert = |write: &Write<'_>| {
        for (key, (published, text)) in arrivals.iter().enumerate() {
            write.execute(
                "INSERT INTO item (key, id, origin, sequence, revision, kind, title, summary, published, card)
                 VALUES (?1, 'item ' || ?2, 's' || ?2, 1, 1, 'article', '', '', ?2, 'story')",
                (key as i64, published),
            )?;
            write.execute(
                "INSERT INTO likeness (item, print) VALUES (?1, ?2)",
                (key as i64, Fingerprint::of("", text).to_bytes()),
            )?;
            recompute(write, "story")?;
        }
        collect_rows(write, "SELECT published FROM item WHERE front = 1", [], |row| row.get(0))
    };
    store.cache().write_now(insert).unwrap()
}

#[test]
fn the_version_that_says_most_is_in_front_whichever_feed_was_asked_first() {
    let report = "11月29日，小街镇一家具厂厂房起火，县消防救援大队到场扑救，明火被扑灭，起火原因正在调查。";
    let more = format!("{report}厂区负责人已被控制。");
    let teaser = format!("{report}厂区负责人已被控制，县里要求各镇对木材加工企业逐户检查，发现隐患马上整改，并……");
    let long = |length: usize| report.repeat(length);
    for (versions, front) in [
        ([(1, report), (2, report), (3, report)], 1),
        ([(1, report), (2, &more), (3, report)], 2),
        ([(1, &teaser), (2, report), (3, report)], 2),
        ([(1, &long(60)), (2, &long(70)), (3, "")], 2),
    ] {
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            assert_eq!(front_of(&order.map(|at| versions[at])), [front], "{order:?}");
        }
    }
}
