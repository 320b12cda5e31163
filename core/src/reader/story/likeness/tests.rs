use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::base::change::Announcer;
use crate::base::store::Store;

const HOUR: i64 = 3_600_000;
const NOW: i64 = 1_800_000_000_000;

fn with_cache<T>(work: impl FnOnce(&Write<'_>) -> Result<T>) -> T {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
    store.cache().write_now(work).unwrap()
}

/// Inserts an item of a feed on the card that is found for it.
fn insert(write: &Write<'_>, id: &str, published: i64, fingerprint: &Fingerprint) -> Result<(i64, String)> {
    write.execute(
        "INSERT INTO item (id, origin, sequence, revision, kind, title, summary, published, card)
         VALUES (?1, 'feed', 1, 1, 'article', '', '', ?2, ?1)",
        (id, published),
    )?;
    let key = write.last_insert_rowid();
    let card = find_card(write, key, id, published, fingerprint)?;
    write.execute("UPDATE item SET card = ?2 WHERE key = ?1", (key, &card))?;
    Ok((key, card))
}

fn count(write: &Write<'_>, table: &str) -> i64 {
    write.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// A story of its own for each number.
fn story(number: usize) -> Fingerprint {
    let letter = |at: usize| char::from_u32(0x4e00 + (number * 7_919 + at * 104_729 + number * at) as u32 % 0x5000);
    let text: String = (0..300).filter_map(letter).collect();
    Fingerprint::of(&text.chars().take(20).collect::<String>(), &text)
}

/// The items of the corpus of stories: headline and text.
fn corpus() -> Vec<(String, String)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus/stories/pairs.json");
    let pairs: Vec<serde_json::Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    pairs
        .iter()
        .flat_map(|pair| ["a", "b"].map(|side| (text(&pair[side]["title"]), text(&pair[side]["text"]))))
        .collect()
}

#[test]
fn a_copy_is_found_behind_hundreds_of_newer_items() {
    let card = with_cache(|write| {
        insert(write, "first", NOW, &story(0))?;
        for number in 1..400 {
            let (_, card) = insert(write, &format!("other {number}"), NOW + number as i64, &story(number))?;
            assert_eq!(card, format!("other {number}"));
        }
        Ok(insert(write, "copy", NOW + HOUR, &story(0))?.1)
    });
    assert_eq!(card, "first");
}

/// The order of arrival and the days are random; the same is asked again for items that are stored already, as after an edit.
#[test]
fn cards_are_those_of_a_comparison_with_every_item() {
    struct Stored {
        key: i64,
        published: i64,
        card: String,
        fingerprint: Fingerprint,
    }
    let items = corpus();
    let mut random = fastrand::Rng::with_seed(16);
    let mut grouped = 0;
    for _ in 0..3 {
        with_cache(|write| {
            let mut stored: Vec<Stored> = Vec::new();
            let by_full_comparison = |stored: &[Stored], own: i64, published: i64, fingerprint: &Fingerprint| {
                let others = || stored.iter().filter(|other| other.key != own);
                let fits = |other: &Stored| {
                    let is_series = fingerprint.has_recurring_title() || other.fingerprint.has_recurring_title();
                    let near = is_near(other.published, published);
                    near && fingerprint.same(&other.fingerprint)
                        && (!is_series || other.published.abs_diff(published) <= EDITION)
                };
                let mut matches: Vec<&Stored> = others().filter(|other| fits(other)).collect();
                matches.sort_by_key(|other| std::cmp::Reverse((other.published, other.key)));
                let whole = |card: &str| others().filter(|other| other.card == card).all(fits);
                matches.into_iter().find(|other| whole(&other.card)).map(|other| other.card.clone())
            };
            for step in 0..300 {
                let published = NOW + random.i64(0..6 * 24) * HOUR;
                let (title, text) = &items[random.usize(0..items.len())];
                let fingerprint = Fingerprint::of(title, text);
                let edited = (step % 10 == 9).then(|| random.usize(0..stored.len()));
                if let Some(at) = edited {
                    let key = stored[at].key;
                    let own = format!("item {key}");
                    let expected = by_full_comparison(&stored, key, published, &fingerprint).unwrap_or(own.clone());
                    let card = find_card(write, key, &own, published, &fingerprint)?;
                    assert_eq!(card, expected);
                    write
                        .execute("UPDATE item SET card = ?2, published = ?3 WHERE key = ?1", (key, &card, published))?;
                    stored[at] = Stored { key, published, card, fingerprint };
                } else {
                    let own = format!("item {}", stored.len() + 1);
                    let expected = by_full_comparison(&stored, -1, published, &fingerprint).unwrap_or(own.clone());
                    let (key, card) = insert(write, &own, published, &fingerprint)?;
                    assert_eq!(card, expected);
                    grouped += usize::from(card != own);
                    stored.push(Stored { key, published, card, fingerprint });
                }
            }
            Ok(())
        });
    }
    assert!(grouped > 100, "{grouped} items joined a card");
}

#[test]
fn the_next_edition_of_a_notice_is_another_item() {
    let text =
        "今天夜间到明天白天，全县多云间晴，偏南风2到3级，早晚温差较大，外出请适时增减衣物，空气干燥，注意用火安全。";
    let report = "嵩明蔬菜批发市场日均交易量达到历史新高";
    for (title, hours, found) in [("嵩明天气预报", 2, true), ("嵩明天气预报", 24, false), (report, 24, true)]
    {
        let card = with_cache(|write| {
            insert(write, "first", NOW, &Fingerprint::of(title, text))?;
            Ok(insert(write, "next", NOW + hours * HOUR, &Fingerprint::of(title, text))?.1)
        });
        assert_eq!(card == "first", found, "{title} {hours}");
    }
}

#[test]
fn fingerprints_of_an_earlier_version_are_found_too() {
    let card = with_cache(|write| {
        for number in 0..5 {
            insert(write, &format!("old {number}"), NOW, &story(number))?;
        }
        // As an earlier version of this program left them.
        write.execute("UPDATE likeness SET bucket = NULL", [])?;
        write.execute("DELETE FROM likeness_anchor", [])?;
        write.execute("UPDATE likeness SET print = x'00' WHERE item = 2", [])?;
        insert(write, "copy", NOW, &story(3)).map(|(_, card)| card)
    });
    assert_eq!(card, "old 3");
}

#[test]
fn a_forgotten_fingerprint_leaves_nothing_behind() {
    with_cache(|write| {
        let (first, _) = insert(write, "first", NOW, &story(0))?;
        let (second, _) = insert(write, "second", NOW, &story(1))?;
        // An edit replaces the anchors, also those of another day.
        find_card(write, first, "first", NOW - 90 * 24 * HOUR, &story(2))?;
        let expected = story(1).anchors().len() + story(2).anchors().len();
        assert_eq!(count(write, "likeness_anchor"), expected as i64);
        forget_likeness(write, first)?;
        forget_likeness(write, second)?;
        forget_likeness(write, second)?;
        assert_eq!((count(write, "likeness"), count(write, "likeness_anchor")), (0, 0));
        Ok(())
    });
}
