use std::sync::Arc;

use super::*;
use crate::base::change::Announcer;
use crate::base::clock::SystemClock;
use crate::base::store::Write;
use crate::reader::item::{IncomingItem, PUBLISHER, Withdrawal};
use crate::reader::marks::{MarkAction, ReadingPosition};
use crate::reader::retention::Retention;
use crate::reader::story;

/// The origin of the marked version, a feed; the other version is the publisher's.
const FEED: &str = "feed";
const PLACE: ReadingPosition = ReadingPosition { block: 3, permille: 500 };

fn incoming(id: &str, published: i64) -> IncomingItem {
    IncomingItem {
        id: id.into(),
        sequence: published,
        revision: 1,
        kind: "article".into(),
        title: format!("标题{id}"),
        html: Some("<p>正文。</p>".into()),
        published: Some(published),
        ..IncomingItem::default()
    }
}

/// A story of two versions: `a` of a feed, and `b` of the publisher.
fn story_of_two(folder: &std::path::Path) -> (Arc<Store>, MarkMirror) {
    let store = Arc::new(Store::open(folder, Arc::new(Announcer::default()), |_| true).unwrap());
    store
        .cache()
        .write_now(|write| {
            feed::ingest_item(write, FEED, incoming("a", 1), 1)?;
            feed::ingest_item(write, PUBLISHER, incoming("b", 2), 2)?;
            let key = feed::item_key(write, "a")?.unwrap();
            story::move_to_card(write, key, "b")?;
            story::recompute(write, "b")?;
            // The newest 200 items are not evicted.
            (10..250).try_for_each(|n| feed::ingest_item(write, PUBLISHER, incoming(&format!("{n}"), n), n).map(drop))
        })
        .unwrap();
    let mirror = MarkMirror::new(Arc::clone(&store), Arc::new(SystemClock::default()), Arc::default());
    (store, mirror)
}

fn record(mirror: &MarkMirror, id: &str, action: MarkAction) {
    mirror.record_now(&[MarkRequest { id: id.into(), action }]).unwrap();
    mirror.copy().unwrap();
}

type Removal = fn(&Write<'_>) -> Result<()>;

const REMOVALS: [(&str, Removal); 5] = [
    ("its source was removed", |write| feed::remove_origin(write, FEED)),
    ("it was withdrawn", |write| {
        let withdrawal = Withdrawal { id: "a".into(), sequence: 9, time: None, reason: String::new() };
        feed::withdraw(write, FEED, &withdrawal).map(drop)
    }),
    ("its origin no longer has it", |write| feed::remove_unseen(write, "a").map(drop)),
    ("it was evicted", |write| {
        let keep = (0..250).filter(|n| *n != 1).map(|n| format!("{n}")).chain(["b".into()]).collect();
        feed::evict(write, Retention::default(), 5, &keep).map(drop)
    }),
    ("it tells another story now", |write| {
        let revised = IncomingItem { sequence: 8, title: "另一件事".into(), ..incoming("a", 1) };
        feed::ingest_item(write, FEED, revised, 3).map(drop)
    }),
];

/// What the person did with a version is done with its story: it stays when the version goes.
#[test]
fn marks_follow_to_the_versions_that_are_left() {
    for (reason, remove) in REMOVALS {
        for action in [
            MarkAction::Open,
            MarkAction::Read { on: true },
            MarkAction::Favourite { on: true },
            MarkAction::Like { on: true },
            MarkAction::Hide { on: true },
            MarkAction::Place { place: PLACE },
        ] {
            let folder = tempfile::tempdir().unwrap();
            let (store, mirror) = story_of_two(folder.path());
            record(&mirror, "a", action);
            let state = || {
                let columns = "SELECT front, read, favourite, liked FROM item WHERE id = 'b'";
                let card = |cache: &Connection| {
                    let read = |row: &rusqlite::Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]);
                    let mut state: [bool; 4] = cache.query_row(columns, [], read)?;
                    // Either version may have stood for the story.
                    let front = "SELECT EXISTS (SELECT 1 FROM item WHERE card = 'b' AND front = 1)";
                    state[0] = cache.query_row(front, [], |row| row.get(0))?;
                    Ok(state)
                };
                store.cache().read_now(card).unwrap()
            };
            let before = state();
            let left = store.outbox().unwrap().read_now(|outbox| marks::find(outbox, "a")).unwrap().unwrap();
            store.cache().write_now(remove).unwrap();
            mirror.follow_successors().unwrap();
            assert_eq!(state(), before, "{action:?}: {reason}");
            if matches!(action, MarkAction::Favourite { .. }) {
                continue; // Its version may have stayed for that.
            }
            let inherited = store.outbox().unwrap().read_now(|outbox| marks::find(outbox, "b")).unwrap().unwrap();
            assert_eq!((inherited.place, inherited.opened), (left.place, left.opened), "{action:?}: {reason}");
            assert_eq!(store.cache().read_now(|cache| marks::find(cache, "b")).unwrap(), Some(inherited));
            assert_eq!(store.cache().read_now(feed::successors).unwrap(), []);
        }
    }
}

/// The order of the history and of the favourites does not change, and what the other version has of its own stays.
#[test]
fn inherited_marks_keep_their_moments() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mirror) = story_of_two(folder.path());
    let mark = |id: &str, action| record(&mirror, id, action);
    mark("a", MarkAction::Open);
    mark("a", MarkAction::Place { place: PLACE });
    let own = ReadingPosition { block: 1, permille: 0 };
    mark("b", MarkAction::Place { place: own });
    let find = |id: &str| store.outbox().unwrap().read_now(|outbox| marks::find(outbox, id)).unwrap().unwrap();
    let opened = find("a").opened;
    store.cache().write_now(|write| feed::remove_origin(write, FEED)).unwrap();
    mirror.follow_successors().unwrap();
    assert_eq!((find("b").opened, find("b").place), (opened, Some((1, 0))));
    let stamp = find("b").stamp;
    mirror.follow_successors().unwrap();
    assert_eq!(find("b").stamp, stamp, "once");
}
