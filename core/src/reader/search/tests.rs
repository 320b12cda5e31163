#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::fold::fold;
use super::indexer::{Progress, advance_index};
use super::normalize::{CharClass, Normalized, class_of};
use super::token;
use super::*;
use crate::base::change::Announcer;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::Fault;
use crate::base::store::Store;
use crate::reader::feed::ItemKind;
use crate::reader::item::{Detail, IncomingItem, PUBLISHER, Withdrawal};
use crate::reader::media::FileStore;
use crate::reader::retention::Retention;

#[allow(unreachable_pub, reason = "the bench uses it too")]
#[path = "../../../../tests/corpus/search/articles.rs"]
mod articles;

use articles::{Random, Writer, elsewhere};

mod forms;
mod power_loss;
mod scan;

struct Library {
    folder: tempfile::TempDir,
    store: Store,
}

impl Library {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
        Self { folder, store }
    }

    fn put(&self, items: Vec<IncomingItem>) {
        self.store
            .cache()
            .write_now(|write| {
                items.into_iter().try_for_each(|item| feed::ingest_item(write, PUBLISHER, item, 0).map(drop))
            })
            .unwrap();
    }

    fn withdraw(&self, id: &str) {
        let withdrawn = Withdrawal { id: id.to_owned(), sequence: 1_000, time: None, reason: String::new() };
        self.store.cache().write_now(|write| feed::withdraw(write, PUBLISHER, &withdrawn)).unwrap();
    }

    fn update_index(&self) {
        while advance_index(self.store.cache(), self.store.search().unwrap()).unwrap() == Progress::More {}
    }

    fn ask(&self, request: &SearchRequest) -> Result<SearchPage> {
        let files = FileStore::new(self.folder.path());
        self.store.search().unwrap().read_now(|index| {
            self.store.cache().read_now(|cache| {
                search(
                    index,
                    &View { connection: cache, files: &files, device_now: 0, publisher_now: 0 },
                    request,
                    &|| false,
                )
            })
        })
    }

    fn page(&self, words: &str, filter: SearchFilter, order: SearchOrder, after: Option<String>) -> SearchPage {
        self.ask(&SearchRequest { words: words.to_owned(), filter, order, after, limit: 50 }).unwrap()
    }

    /// The ids of the first hits, page by page.
    fn ids(&self, words: &str, filter: &SearchFilter, order: SearchOrder, most: usize) -> Vec<String> {
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let page = self.page(words, filter.clone(), order, after);
            ids.extend(page.items.into_iter().map(|found| found.row.id));
            after = page.next;
            if after.is_none() || ids.len() >= most {
                ids.truncate(most);
                return ids;
            }
        }
    }

    /// Whether the file of the index has a token, or a text with it.
    fn has_in_file(&self, token: &str) -> bool {
        let text: Vec<u8> = token.encode_utf16().flat_map(u16::to_le_bytes).collect();
        ["search.sqlite3", "search.sqlite3-wal"].iter().any(|name| {
            let bytes = std::fs::read(self.folder.path().join(name)).unwrap_or_default();
            [token.as_bytes(), &text].iter().any(|needle| bytes.windows(needle.len()).any(|window| window == *needle))
        })
    }

    fn ids_of(&self, words: &str) -> Vec<String> {
        self.ids(words, &SearchFilter::default(), SearchOrder::TitleFirst, 1_000)
    }
}

fn item(id: &str, published: i64, title: &str, text: &str) -> IncomingItem {
    IncomingItem {
        id: id.to_owned(),
        sequence: 1,
        revision: 1,
        kind: "article".to_owned(),
        title: title.to_owned(),
        plain: Some(text.to_owned()),
        published: Some(published),
        ..IncomingItem::default()
    }
}

fn random_articles(count: usize) -> Vec<IncomingItem> {
    let mut writer = Writer::new(42);
    let mut random = Random(9);
    (0..count)
        .map(|number| {
            let article = writer.article(400);
            // Some have the same date, and some arrive long after they were published.
            let published = 1_700_000_000_000 + (number as i64 - number as i64 % 3) * 600_000;
            let published = if random.happens(5) { published - 40 * MILLIS_PER_DAY } else { published };
            item(&format!("i{number:05}"), published * 1_000 + number as i64, &article.title, &article.text)
        })
        .collect()
}

#[test]
fn reference_words_are_found() {
    let library = Library::new();
    library.put(vec![
        item("park", 10, "AI 产业园开工", "嵩明縣委在楊林開會，部署5G基站。"),
        item("phone", 20, "新机", "我的iPhone15很快。关 于此事，OpenAI 未回应"),
        item("width", 30, "ＰＭ２．５下降", "空气好"),
        item("summary", 40, "简讯", "正文没有那个词"),
    ]);
    let mut told = item("told", 50, "摘要", "正文");
    told.summary = Some("摘要里说到杨柳坪".into());
    library.put(vec![told]);
    library.update_index();
    for (words, expected) in [
        ("AI产业园", &["park"][..]),
        ("ai", &["park"]),
        ("產業園", &["park"]),
        ("县委", &["park"]),
        ("杨林开会", &["park"]),
        ("5G基站", &["park"]),
        ("５ｇ", &["park"]),
        ("iphone", &["phone"]),
        ("15", &["phone"]),
        ("phone", &[]),
        ("openai", &["phone"]),
        ("关于", &["phone"]),
        ("pm2.5", &["width"]),
        ("杨柳坪", &["told"]),
        ("嵩", &["park"]),
        ("产业 基站", &["park"]),
        ("产业 空气", &[]),
        ("", &[]),
        ("！！", &[]),
    ] {
        assert_eq!(library.ids_of(words), expected, "{words}");
    }
}

#[test]
fn typed_words_are_never_query_syntax() {
    let library = Library::new();
    library.put(vec![item("a", 10, "中国人民", "title or near and not 三体 c++")]);
    library.update_index();
    for words in [
        "\"",
        "a\"b OR c*",
        "NEAR(中国 人民)",
        "title:中国",
        "-中国 ^人",
        "AND OR NOT",
        "'; DROP TABLE doc;--",
        "*",
        "😀",
        "（",
        "¦中国",
        "§",
        "\0",
        "中国\0人民",
        "()",
        "{a b}:c",
        "+",
        "中国*",
        "\u{202e}中国",
    ] {
        library.ids_of(words);
    }
    assert_eq!(library.ids_of("《三体》"), ["a"]);
    assert_eq!(library.ids_of("中国*"), ["a"]);
    assert_eq!(library.ids_of("AND OR NOT"), ["a"], "these are ordinary words");
    assert_eq!(library.ids_of(&"中国人民".repeat(5_000)), [""; 0]);
}

#[test]
fn highlights_are_utf16_ranges_of_what_is_shown() {
    let library = Library::new();
    let text = format!("{}。😀这里是ＡＩ 產業園的入口，{}", "前".repeat(200), "后".repeat(200));
    library.put(vec![item("a", 10, "😀AI产业园与ai", &text)]);
    library.update_index();
    let page = library.page("ai产业园", SearchFilter::default(), SearchOrder::TitleFirst, None);
    let found = &page.items[0];
    let part = |text: &str, range: &TextRange| {
        let units: Vec<u16> = text.encode_utf16().collect();
        String::from_utf16(&units[range.start as usize..range.end as usize]).unwrap()
    };
    let parts: Vec<String> = found.title_highlights.iter().map(|range| part(&found.row.title, range)).collect();
    assert_eq!(parts, ["AI产业园"]);
    let parts: Vec<String> = found.snippet_highlights.iter().map(|range| part(&found.snippet, range)).collect();
    assert_eq!(parts, ["ＡＩ 產業園"], "{}", found.snippet);
    assert!(found.snippet.starts_with("😀这里是") && found.snippet.ends_with('…'), "{}", found.snippet);
    assert!(page.complete);
}

#[test]
fn filters_restrict_the_hits() {
    let library = Library::new();
    let mut items = Vec::new();
    for number in 0..200_i64 {
        let mut one = item(&format!("i{number:03}"), number * MILLIS_PER_DAY, "产业新闻", "内容");
        one.module = Some(if number % 2 == 0 { "news" } else { "party" }.to_owned());
        one.channel = Some(format!("c{}", number % 5));
        one.kind = if number % 10 == 0 { "policy" } else { "article" }.to_owned();
        one.detail = Detail {
            sectors: vec![format!("s{}", number % 4)],
            parks: if number % 50 == 0 { vec!["杨林 \"园\"".to_owned()] } else { Vec::new() },
            ..Detail::default()
        };
        items.push(one);
    }
    library.put(items);
    library.update_index();
    let day = |number: i64| Some(number * MILLIS_PER_DAY);
    let text = |text: &str| Some(text.to_owned());
    for (filter, expected) in [
        (SearchFilter { module: text("party"), ..Default::default() }, 100),
        (SearchFilter { channel: text("c3"), module: text("news"), ..Default::default() }, 20),
        (SearchFilter { sector: text("s1"), ..Default::default() }, 50),
        (SearchFilter { park: text("杨林 \"园\""), ..Default::default() }, 4),
        (SearchFilter { kind: Some(ItemKind::Policy), ..Default::default() }, 20),
        (SearchFilter { since: day(190), ..Default::default() }, 10),
        (SearchFilter { until: day(9), ..Default::default() }, 10),
        (SearchFilter { since: day(50), until: day(59), kind: Some(ItemKind::Policy), ..Default::default() }, 1),
        (SearchFilter { module: text("nothing"), ..Default::default() }, 0),
        (SearchFilter { favourite: true, ..Default::default() }, 0),
        (SearchFilter { unread: true, ..Default::default() }, 200),
    ] {
        for words in ["产业", "产", "产业新闻"] {
            let found = library.ids(words, &filter, SearchOrder::TitleFirst, 1_000);
            assert_eq!(found.len(), expected, "{words} {filter:?}");
            assert!(found.is_sorted_by(|one, other| one > other), "{found:?}");
        }
    }
}

#[test]
fn index_follows_inserted_changed_and_deleted_items() {
    let library = Library::new();
    library.put(vec![item("a", 10, "第一条", "旧的词语"), item("b", 20, "第二条", "另一段")]);
    library.update_index();
    let mut revised = item("a", 10, "第一条", "新的说法");
    revised.sequence = 2;
    library.put(vec![revised]);
    assert!(!library.page("旧的", SearchFilter::default(), SearchOrder::TitleFirst, None).complete);
    library.update_index();
    assert_eq!((library.ids_of("旧的词语"), library.ids_of("新的说法")), (vec![], vec!["a".to_owned()]));
    library.withdraw("a");
    assert_eq!(library.ids_of("新的说法"), [""; 0], "before the index is updated");
    library.update_index();
    assert!(!library.has_in_file("新的") && !library.has_in_file("说法"));
    let evict = |write: &crate::base::store::Write<'_>| {
        write.execute("DELETE FROM item", [])?;
        feed::evict(write, Retention::default(), 0, &Default::default())
    };
    library.store.cache().write_now(evict).unwrap();
    library.update_index();
    let left: i64 = library
        .store
        .search()
        .unwrap()
        .read_now(|index| Ok(index.query_row("SELECT count(*) FROM doc", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!((left, library.ids_of("另一段")), (0, vec![]));
}

#[test]
fn lost_damaged_or_outdated_index_is_rebuilt() {
    let library = Library::new();
    library.put(random_articles(300));
    library.update_index();
    let expected = library.ids_of("嵩明");
    assert!(!expected.is_empty());
    let search = || library.store.search().unwrap();
    search().write_now(|write| Ok(write.execute("UPDATE state SET rules = 0", [])?)).unwrap();
    library.update_index();
    assert_eq!(library.ids_of("嵩明"), expected);
    // An interrupted fill goes on where it stopped.
    search().write_now(|write| Ok(write.execute("UPDATE state SET epoch = 'another'", [])?)).unwrap();
    for _ in 0..4 {
        advance_index(library.store.cache(), search()).unwrap();
    }
    assert!(!library.page("嵩明", SearchFilter::default(), SearchOrder::TitleFirst, None).complete);
    library.update_index();
    assert_eq!(library.ids_of("嵩明"), expected);
    let path = library.folder.path().join("search.sqlite3");
    let folder = library.folder;
    drop(library.store);
    std::fs::write(&path, vec![7; 100_000]).unwrap();
    let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
    // As maintenance does after the first call.
    store.search().unwrap().check().unwrap();
    let library = Library { folder, store };
    library.update_index();
    assert_eq!(library.ids_of("嵩明"), expected);
}

#[test]
fn cancelled_search_ends() {
    let library = Library::new();
    library.put(random_articles(500));
    library.update_index();
    let files = FileStore::new(library.folder.path());
    let request = SearchRequest { words: "的 在 龘龘".into(), limit: 20, ..SearchRequest::default() };
    let ended = library.store.search().unwrap().read_now(|index| {
        library.store.cache().read_now(|cache| {
            search(
                index,
                &View { connection: cache, files: &files, device_now: 0, publisher_now: 0 },
                &request,
                &|| true,
            )
        })
    });
    assert!(matches!(ended, Err(Fault::Superseded)));
}

#[test]
fn official_names_of_elder_mode_open_it() {
    for words in ["长辈版", "亲情版", "关爱版", "关怀版", "長輩版", " 打开长辈版 ", "长 辈 版"] {
        assert_eq!(action::action_by_name(words), Some(SearchAction::OpenElderMode), "{words}");
    }
    assert_eq!(action::action_by_name("长辈"), None);
}

#[test]
fn recent_searches_are_unique_and_limited() {
    let mut recent = RecentSearches::default();
    for words in ["产业", " 园区\n开工 ", "产业", ""] {
        recent.add(words);
    }
    assert_eq!(recent.0, ["产业", "园区 开工"]);
    recent.remove("产业 ");
    assert_eq!(recent.0, ["园区 开工"]);
    (0..50).for_each(|number| recent.add(&number.to_string()));
    assert_eq!((recent.0.len(), recent.0[0].as_str()), (20, "49"));
}

#[test]
fn query_plans_use_indexes_and_do_not_sort() {
    let library = Library::new();
    library.put(random_articles(10));
    library.update_index();
    let plan = |sql: &str| -> Vec<String> {
        library
            .store
            .search()
            .unwrap()
            .read_now(|index| {
                let mut query = index.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let rows = query
                    .query_map(rusqlite::params_from_iter(sql.contains("?1").then_some("\"a\"")), |row| {
                        row.get::<_, String>(3)
                    })?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .unwrap()
    };
    let tokens = plan(query::BY_TOKENS);
    assert_eq!(tokens.len(), 2, "{tokens:?}");
    assert!(
        tokens[0].starts_with("SCAN tokens VIRTUAL TABLE INDEX") && tokens[1].contains("PRIMARY KEY"),
        "{tokens:?}"
    );
    assert_eq!(plan(query::NEWEST), ["SCAN doc USING COVERING INDEX doc_by_time"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn offsets_of_a_normalized_text_point_into_the_text(text in ".{0,60}") {
        let normalized = Normalized::of(text.chars());
        let units: Vec<u16> = text.encode_utf16().collect();
        for (at, &c) in normalized.chars.iter().enumerate() {
            let range = normalized.units(&(at..at + 1));
            let original = String::from_utf16(&units[range.start as usize..range.end as usize]).unwrap();
            // A blank may divide the character from the one before it.
            prop_assert!(original.chars().count() == 1 && (c == ' ' || original.chars().flat_map(fold).any(|folded| folded == c)));
        }
        token::parse_terms(&text);
    }
}

#[test]
fn changes_that_came_while_another_process_finished_stay_pending() {
    let library = Library::new();
    library.put(vec![item("a", 10, "杨林", "先来的")]);
    let cache = library.store.cache();
    let epoch = cache.read_now(feed::epoch).unwrap();
    // One process read the changes and stopped; another one takes them, and their numbers are used again.
    let step = cache.write_now(feed::begin_index_step).unwrap();
    let pending = cache.read_now(|cache| feed::pending_changes(cache, 100)).unwrap().unwrap();
    library.update_index();
    library.put(vec![item("b", 20, "小街", "后到的")]);
    cache.write_now(|write| feed::mark_indexed(write, &epoch, step, pending.up_to)).unwrap();
    library.update_index();
    assert_eq!(library.ids_of("后到"), ["b"]);
}
