use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::base::change::Announcer;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::store::Store;
use crate::reader::item::{IncomingItem, PUBLISHER};
use crate::reader::media::FileStore;
use crate::reader::story;
use crate::tests::fixture::{NOW, TopicFixture};

const MODULES: [&str; 3] = ["news", "party", "alert"];
const CHANNELS: [&str; 2] = ["tv", "weibo"];

/// A store with a catalogue of the modules and channels above.
fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
    let document = serde_json::json!({
        "modules": MODULES.map(|code| serde_json::json!({"code": code, "name": format!("模块 {code}")})),
        "channels": CHANNELS.map(|code| serde_json::json!({"code": code, "name": format!("渠道 {code}")})),
    });
    set_catalogue(&store, &document);
    (folder, store)
}

fn set_catalogue(store: &Store, document: &serde_json::Value) {
    let write = |write: &Write<'_>| crate::reader::catalogue::apply(write, PUBLISHER, &document.to_string());
    store.cache().write_now(write).unwrap();
}

fn item(id: &str, sequence: i64, module: Option<&str>, channel: Option<&str>, story: Option<String>) -> IncomingItem {
    IncomingItem {
        id: id.into(),
        sequence,
        revision: 1,
        kind: "article".into(),
        module: module.map(str::to_owned),
        channel: channel.map(str::to_owned),
        story,
        title: format!("报道 {id}"),
        html: Some("<p>正文。</p>".into()),
        published: Some(sequence * 1_000),
        ..IncomingItem::default()
    }
}

fn read<T>(store: &Store, query: impl FnOnce(&View<'_>) -> Result<T>) -> T {
    let files = FileStore::new(Path::new("phone"));
    store
        .cache()
        .read_now(|connection| query(&View { connection, files: &files, device_now: 0, publisher_now: 0 }))
        .unwrap()
}

fn page(store: &Store, choices: &[HomeChoice]) -> Home {
    let inputs = HomeInputs { choices: choices.to_vec(), ..HomeInputs::default() };
    read(store, |view| load(view, &inputs))
}

fn choice(family: HomeFamily, code: &str, shown: bool, muted: bool) -> HomeChoice {
    HomeChoice { family, code: code.into(), shown, muted }
}

/// Every module and channel shown, none muted.
fn all_shown() -> Vec<HomeChoice> {
    let modules = MODULES.map(|code| choice(HomeFamily::Module, code, true, false));
    let channels = CHANNELS.map(|code| choice(HomeFamily::Channel, code, true, false));
    modules.into_iter().chain(channels).collect()
}

/// The unread rows of a whole list.
fn unread_rows(store: &Store, scope: &Scope) -> Vec<ItemRow> {
    let (mut unread, mut before) = (Vec::new(), None);
    loop {
        let page = read(store, |view| feed::list(view, scope, before.as_deref(), 7));
        unread.extend(page.items.into_iter().filter(|row| !row.read));
        before = page.next;
        if before.is_none() {
            return unread;
        }
    }
}

/// One random step: an item is published, revised or withdrawn, or a mark is set or removed.
fn random_step(write: &Write<'_>, random: &mut fastrand::Rng, step: i64) -> Result<()> {
    let number = random.u32(0..40);
    let id = format!("i{number}");
    match random.u8(0..10) {
        0..5 => {
            // They depend on the id alone: a revision does not move an item.
            let module = MODULES.get(number as usize % 4).copied();
            let channel = CHANNELS.get(number as usize % 3).copied();
            let story = (number < 24).then(|| format!("story {}", number % 8));
            let mut item = item(&id, step, module, channel, story);
            item.stage = number.is_multiple_of(5).then(|| "flash".into());
            feed::ingest_item(write, PUBLISHER, item, 0)?;
        }
        5 => {
            let gone = crate::reader::item::Withdrawal { id, sequence: step, time: None, reason: String::new() };
            feed::withdraw(write, PUBLISHER, &gone)?;
        }
        which => {
            let column = if which < 8 { "read" } else { "hidden" };
            let stamp = random.bool().then_some(step);
            write.execute(
                &format!(
                    "INSERT INTO mark (id, stamp, {column}) VALUES (?1, ?2, ?3)
                     ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp, {column} = excluded.{column}"
                ),
                (&id, step, stamp),
            )?;
            if let Some(card) = story::card_of_item(write, &id)? {
                story::recompute(write, &card)?;
            }
        }
    }
    Ok(())
}

#[test]
fn unread_counts_equal_the_unread_rows_of_the_lists() {
    let (mut counted, mut muted_total) = (0, 0);
    for seed in 0..8 {
        let (_folder, store) = store();
        let mut random = fastrand::Rng::with_seed(seed);
        for round in 0..12_i64 {
            let steps = |write: &Write<'_>| (1..=25).try_for_each(|n| random_step(write, &mut random, round * 25 + n));
            store.cache().write_now(steps).unwrap();
            let home = page(&store, &all_shown());
            for section in &home.sections {
                let rows = unread_rows(&store, &section.family.scope(&section.module.code));
                assert_eq!(section.unread as usize, rows.len(), "{seed} {round} {:?}", section.module);
                counted += section.unread;
            }
            let all = unread_rows(&store, &Scope::All);
            assert_eq!(home.unread_total as usize, all.len(), "{seed} {round}");
            let mut choices = all_shown();
            (choices[1].muted, choices[3].muted) = (true, true);
            let muted = page(&store, &choices);
            let loud = |row: &&ItemRow| row.module.as_deref() != Some("party") && row.channel.as_deref() != Some("tv");
            assert_eq!(muted.unread_total as usize, all.iter().filter(loud).count(), "{seed} {round}");
            muted_total += muted.unread_total;
            assert!(muted.sections.iter().all(|section| !section.muted || section.unread == 0));
        }
    }
    assert!(counted > 500 && muted_total > 100, "enough unread items were counted: {counted}, {muted_total}");
}

#[test]
fn counts_and_newest_stories_are_read_from_indexes() {
    let fixture = TopicFixture::new("news", |_, _| Ok(()));
    for (statement, index) in [(UNREAD, "COVERING INDEX item_unread (read=?)"), (NEWEST, "item_by_time")] {
        let plan = fixture.query_plan(statement);
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{plan}");
    }
    fixture.check_plan(UNREAD);
}

#[test]
fn top_stories_are_those_in_the_most_channels() {
    let fixture = TopicFixture::new("news", |_, _| Ok(()));
    const DAY: i64 = MILLIS_PER_DAY;
    let publish = |story: &str, channels: i64, at: i64| {
        for number in 0..channels {
            let item = fixture.item("article", serde_json::json!({}));
            let story = Some(story.to_owned());
            fixture.ingest(IncomingItem {
                title: format!("{story:?} {number}"),
                story,
                published: Some(at + number),
                ..item
            });
        }
    };
    publish("old", 5, NOW - 4 * DAY);
    publish("three", 3, NOW - 2 * DAY);
    publish("two", 2, NOW - DAY);
    publish("two more", 2, NOW - DAY / 2);
    publish("four", 4, NOW - DAY);
    for number in 0..12 {
        fixture
            .ingest(IncomingItem { published: Some(NOW - number), ..fixture.item("article", serde_json::json!({})) });
    }
    let home = fixture.read(|view| load(view, &HomeInputs::default())).unwrap();
    let stories: Vec<_> = home.top.iter().map(|row| row.story.clone().unwrap()).collect();
    assert_eq!(stories, ["four", "three", "two more"]);
    assert_eq!(home.latest.len(), 10);
    assert!(home.latest.iter().all(|row| home.top.iter().all(|top| top.id != row.id)));
}

#[test]
fn sections_follow_the_persons_order_and_new_ones_come_last() {
    let (_folder, store) = store();
    let publish = |write: &Write<'_>| {
        let items = [
            item("a", 1, Some("news"), Some("tv"), None),
            item("b", 2, Some("party"), Some("weibo"), None),
            item("c", 3, Some("later"), None, None),
        ];
        items.into_iter().try_for_each(|item| feed::ingest_item(write, PUBLISHER, item, 0).map(drop))
    };
    store.cache().write_now(publish).unwrap();
    let outbox = store.outbox().unwrap();
    let shown = || -> Vec<(String, u32)> {
        let home = page(&store, &outbox.read_now(choices).unwrap());
        home.sections.into_iter().map(|section| (section.module.code, section.unread)).collect()
    };
    let expected = |codes: &[(&str, u32)]| codes.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect::<Vec<_>>();
    assert_eq!(
        shown(),
        expected(&[("news", 1), ("party", 1)]),
        "before the first choice every module that has items, and no channel"
    );

    let given = vec![
        choice(HomeFamily::Channel, "weibo", true, false),
        choice(HomeFamily::Module, "party", true, true),
        choice(HomeFamily::Module, "news", false, false),
        choice(HomeFamily::Module, "party", false, false),
    ];
    outbox.write_now(|write| set_choices(write, given)).unwrap();
    assert_eq!(shown(), expected(&[("weibo", 1), ("party", 0)]), "a muted section is shown without a count");

    // A module that the catalogue lost is not listed; its choice is kept and used again when the module is back.
    let modules = |codes: &[&str]| {
        let terms: Vec<_> = codes.iter().map(|code| serde_json::json!({"code": code, "name": code})).collect();
        set_catalogue(&store, &serde_json::json!({"modules": terms, "channels": [{"code": "weibo", "name": "微博"}]}));
    };
    modules(&["news", "later"]);
    assert_eq!(shown(), expected(&[("weibo", 1), ("later", 1)]), "a new module comes last, and is shown");
    let listed = read(&store, |view| entries(view.connection, &outbox.read_now(choices)?));
    assert_eq!(listed.iter().map(|entry| entry.code.as_str()).collect::<Vec<_>>(), ["weibo", "news", "later"]);
    let again = listed.into_iter().rev().map(|entry| choice(entry.family, &entry.code, true, false)).collect();
    outbox.write_now(|write| set_choices(write, again)).unwrap();
    modules(&["news", "party", "later"]);
    assert_eq!(shown(), expected(&[("later", 1), ("news", 1), ("weibo", 1), ("party", 0)]));
}

#[test]
fn invalid_choices_are_refused_and_unreadable_ones_count_as_none() {
    let (_folder, store) = store();
    let outbox = store.outbox().unwrap();
    for given in [
        vec![choice(HomeFamily::Module, "", true, false)],
        vec![choice(HomeFamily::Module, &"长".repeat(100), true, false)],
        vec![choice(HomeFamily::Module, "news", true, false); MAX_CHOICES + 1],
    ] {
        let refused = outbox.write_now(|write| set_choices(write, given)).unwrap_err();
        assert_eq!(refused.code(), "bad-request");
    }
    outbox.write_now(|write| setting::set(write, SETTING, &"nonsense")).unwrap();
    assert_eq!(outbox.read_now(choices).unwrap(), []);
}

#[test]
fn muted_modules_and_channels_have_no_reminders_but_a_muted_channel_keeps_alerts() {
    let (_folder, store) = store();
    let publish = |write: &Write<'_>| {
        feed::ingest_item(write, PUBLISHER, item("a", 1, Some("alert"), Some("weibo"), None), 0)?;
        feed::ingest_item(write, PUBLISHER, item("b", 2, Some("party"), Some("weibo"), None), 0)
    };
    store.cache().write_now(publish).unwrap();
    let reminder = |id: &str, kind: ReminderKind, item: Option<&str>| Reminder {
        id: id.into(),
        kind,
        at: 0,
        until: None,
        title: String::new(),
        body: String::new(),
        item: item.map(str::to_owned),
        appeal: None,
        urgent: false,
        submission: None,
    };
    let left = |muted: &[HomeChoice]| -> Vec<String> {
        let reminders = vec![
            reminder("alert", ReminderKind::Alert, Some("a")),
            reminder("party", ReminderKind::Deadline, Some("b")),
            reminder("own", ReminderKind::Appeal, None),
            reminder("gone", ReminderKind::Deadline, Some("x")),
        ];
        read(&store, |view| without_muted(view.connection, muted, reminders))
            .into_iter()
            .map(|reminder| reminder.id)
            .collect()
    };
    assert_eq!(left(&[]), ["alert", "party", "own", "gone"]);
    assert_eq!(left(&[choice(HomeFamily::Module, "party", true, true)]), ["alert", "own", "gone"]);
    assert_eq!(left(&[choice(HomeFamily::Channel, "weibo", false, true)]), ["alert", "own", "gone"]);
    assert_eq!(left(&[choice(HomeFamily::Module, "alert", true, true)]), ["party", "own", "gone"]);
    assert_eq!(
        left(&[choice(HomeFamily::Channel, "party", true, true)]).len(),
        4,
        "a channel with the code of a module mutes no module"
    );
}
