//! What is on this machine is found by its words, without a network; what was looked for is nobody else's business.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use songming_publisher::{Handle, Options, sample_content, start};

use crate::person::{Person, order};
use crate::shelf::{FileStore, rss};

/// A publisher with a few generated items and those of a test, and somebody who has them all.
fn reader(items: &[Value]) -> (Handle, Person) {
    let publisher = start(Options { synthetic: Some(3), ..Options::default() }).unwrap();
    for item in items {
        order(&publisher, "/publish", item);
    }
    let person = Person::reading(&publisher);
    person.consents();
    person.json(&["sync"]);
    (publisher, person)
}

fn item(id: &str, title: &str, text: &str) -> Value {
    json!({"id": id, "title": title, "content_html": format!("<p>{text}</p>"), "published": "2026-11-02T09:30:00+08:00"})
}

fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn finds(person: &Person, words: &[&str]) -> Vec<String> {
    let page = person.json(&[&["search"], words].concat());
    assert_eq!(page["complete"], true, "{page}");
    ids(&page).into_iter().map(str::to_owned).collect()
}

/// A part of a text, as a client in Kotlin or Swift cuts it.
fn slice(text: &Value, range: &Value) -> String {
    let units: Vec<u16> = text.as_str().unwrap().encode_utf16().collect();
    let unit = |name: &str| usize::try_from(range[name].as_u64().unwrap()).unwrap();
    String::from_utf16(&units[unit("start")..unit("end")]).unwrap()
}

fn slices(text: &Value, ranges: &Value) -> Vec<String> {
    ranges.as_array().unwrap().iter().map(|range| slice(text, range)).collect()
}

#[test]
fn however_it_is_written_it_is_found() {
    let (publisher, person) = reader(&[
        item("berry", "冬季草莓发展成片", "大棚里装了 AI 相机，ＯＰＥＮＡＩ 没有来。"),
        item("lamp", "路灯换新", "关于草莓园门口的路灯，发展股答复如下。"),
    ]);
    publisher.stop();
    for words in ["草莓", "草 莓", "發展 草莓", "草莓　发展", "莓"] {
        assert_eq!(finds(&person, &[words]), ["berry", "lamp"], "{words}");
    }
    assert_eq!(finds(&person, &["草莓", "路灯"]), ["lamp"], "words are all looked for");
    for words in ["AI", "ai", "ａｉ", "AI相机", "openai"] {
        assert_eq!(finds(&person, &[words]), ["berry"], "{words}");
    }
    for words in ["penai", "莓草", "草莓 没有这个词", ""] {
        assert_eq!(finds(&person, &[words]), [""; 0], "{words}");
    }
    let shown = person.reads(&["search", "没有这个词"]);
    assert!(shown.starts_with("没有找到"), "{shown}");
}

#[test]
fn the_sample_content_is_found_in_both_scripts() {
    let publisher = start(Options { content: Some(sample_content()), ..Options::default() }).unwrap();
    let person = Person::reading(&publisher);
    person.consents();
    person.json(&["sync", "--network", "metered"]);
    let found = person.json(&["search", "农业", "--limit", "100"]);
    assert_eq!(finds(&person, &["農業", "--limit", "100"]), ids(&found));
    assert!(ids(&found).len() > 1, "{found}");
    for one in found["items"].as_array().unwrap() {
        let of_title = slices(&one["title"], &one["highlights"]["title"]);
        let of_text = slices(&one["snippet"], &one["highlights"]["snippet"]);
        assert!(!of_title.is_empty() || !of_text.is_empty(), "{one}");
        assert!(of_title.iter().chain(&of_text).all(|word| word == "农业"), "{one}");
    }
    // One story is one result, whichever of its versions has the word.
    let found = person.json(&["search", "产线 试产", "--limit", "100"]);
    let stories: Vec<&Value> = found["items"].as_array().unwrap().iter().map(|row| &row["story"]).collect();
    assert_eq!(stories.iter().filter(|story| **story == "story-auto-line").count(), 1, "{found}");
}

#[test]
fn a_program_gets_the_row_and_what_was_found_in_it() {
    let (_publisher, person) = reader(&[item("berry", "😀𠮷草莓，AI草莓", "第一句。第二句说到😀草莓。")]);
    let page = person.json(&["search", "草莓"]);
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&page), ["action", "complete", "items", "next"].map(str::to_owned).into());
    assert_eq!((&page["next"], &page["action"], &page["complete"]), (&json!(null), &json!(null), &json!(true)));
    let one = &page["items"][0];
    let list = person.json(&["list", "--limit", "200"]);
    let row = list["items"].as_array().unwrap().iter().find(|row| row["id"] == "berry").unwrap();
    let own = ["highlights".to_owned(), "snippet".to_owned()];
    assert_eq!(names(one), names(row).into_iter().chain(own).collect());
    let differing = ["published_text"];
    for (name, member) in row.as_object().unwrap().iter().filter(|(name, _)| !differing.contains(&name.as_str())) {
        assert_eq!(&one[name], member, "{name}");
    }
    assert_eq!(one["published"], "2026-11-02T01:30:00Z");
    let title = &one["highlights"]["title"];
    assert_eq!(*title, json!([{"start": 4, "end": 6}, {"start": 9, "end": 11}]), "in units of UTF-16");
    assert_eq!(slices(&one["title"], title), ["草莓", "草莓"]);
    assert_eq!(slices(&one["snippet"], &one["highlights"]["snippet"]), ["草莓"]);

    let shown = person.reads(&["search", "草莓"]);
    let (title, text) = (shown.find("AI草莓").unwrap(), shown.find("第二句").expect("a piece of the text"));
    assert!(title < text && text < shown.rfind("berry").unwrap(), "{shown}");
}

#[test]
fn pages_by_key_show_everything_exactly_once() {
    let publisher = start(Options { synthetic: Some(60), page_size: 60, ..Options::default() }).unwrap();
    let person = Person::reading(&publisher);
    person.consents();
    person.json(&["sync"]);
    let paged = |words: &[&str], limit: &str| {
        let (mut seen, mut after) = (Vec::new(), None::<String>);
        loop {
            let mut line = [&["search"], words, &["--limit", limit]].concat();
            line.extend(after.iter().flat_map(|key| ["--after", key]));
            let page = person.json(&line);
            seen.extend(ids(&page).into_iter().map(str::to_owned));
            after = page["next"].as_str().map(str::to_owned);
            if after.is_none() {
                return seen;
            }
        }
    };
    // Every item has it in its text.
    let newest: Vec<String> = (1..=60).rev().map(|number| format!("synthetic-{number:06}")).collect();
    assert_eq!(paged(&["负责", "--newest"], "17"), newest);
    for words in [&["秋收"][..], &["秋收", "--newest"], &["嵩阳", "招聘"], &["老"]] {
        let whole = finds(&person, &[words, &["--limit", "100"]].concat());
        assert!(whole.len() > 2, "{words:?}");
        assert_eq!(paged(words, "2"), whole, "{words:?}");
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), whole.len(), "{words:?}");
    }
    let found = person.json(&["search", "秋收", "--limit", "100"]);
    let in_title = |row: &Value| row["title"].as_str().unwrap().contains("秋收");
    let titles: Vec<bool> = found["items"].as_array().unwrap().iter().map(in_title).collect();
    assert!(titles.is_sorted_by(|one, next| one >= next), "{titles:?}");

    let shown = person.reads(&["search", "负责", "--limit", "2"]);
    let key = person.json(&["search", "负责", "--limit", "2"])["next"].as_str().unwrap().to_owned();
    assert!(shown.contains(&format!("下一页：加上 --after {key}\n")), "{shown}");
    for words in [&["--limit", "0"][..], &["--limit", "101"], &["--after", "no-key"]] {
        let refused = person.fails(&[&["search", "负责"], words].concat());
        assert_eq!(refused, ("rejected".into(), "bad-request".into()), "{words:?}");
    }
    let said = person.says(&["search", "负责", "--limit", "0"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(said.err.starts_with("错误：一页的条数应为 1 到 100。"), "{}", said.err);
}

#[test]
fn a_filter_leaves_what_it_asks_for() {
    let of = |id: &str, extra: Value| {
        let mut one = item(id, &format!("草莓{id}"), "正文");
        one.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        one
    };
    let (_publisher, person) = reader(&[
        of("a", json!({"module": "party", "channel": "tv", "published": "2026-10-31T23:59:59+08:00"})),
        of("b", json!({"channel": "weibo", "sectors": ["auto"], "published": "2026-11-01T00:00:00+08:00"})),
        of("c", json!({"parks": ["agri"], "sectors": ["auto"], "published": "2026-11-01T23:59:59+08:00"})),
        of("d", json!({"kind": "guide", "published": "2026-11-02T00:00:00+08:00"})),
    ]);
    let cases: [(&[&str], &[&str]); 12] = [
        (&[], &["d", "c", "b", "a"]),
        (&["--module", "party"], &["a"]),
        (&["--channel", "weibo"], &["b"]),
        (&["--sector", "auto"], &["c", "b"]),
        (&["--sector", "auto", "--park", "agri"], &["c"]),
        (&["--kind", "guide"], &["d"]),
        (&["--kind", "notice"], &[]),
        (&["--since", "2026-11-01"], &["d", "c", "b"]),
        (&["--until", "2026-11-01"], &["c", "b", "a"]),
        (&["--since", "2026-11-01", "--until", "2026-11-01"], &["c", "b"]),
        (&["--since", "2026-11-01T15:59:59Z", "--until", "2026-11-01T15:59:59Z"], &["c"]),
        (&["--channel", "nowhere"], &[]),
    ];
    for (filter, expected) in cases {
        assert_eq!(finds(&person, &[&["草莓"], filter].concat()), expected, "{filter:?}");
    }
    person.json(&["mark", "a", "b", "--read"]);
    person.json(&["mark", "a", "d", "--favourite"]);
    assert_eq!(finds(&person, &["--unread", "草莓"]), ["d", "c"]);
    assert_eq!(finds(&person, &["草莓", "--favourites"]), ["d", "a"]);
    assert_eq!(finds(&person, &["草莓", "--favourites", "--unread"]), ["d"]);
    person.json(&["mark", "d", "--hide"]);
    assert_eq!(finds(&person, &["草莓"]), ["c", "b", "a"]);
}

#[test]
fn what_an_added_source_brought_is_found_too() {
    let shelf = FileStore::open();
    let person = Person::new();
    person.consents();
    shelf.put("/rss.xml", &rss("静态站", &[("秋收过半", "<p>稻谷<b>入库</b>。</p>"), ("通车", "<p>今日通车。</p>")]));
    let source = person.json(&["sources", "add", &shelf.url("/rss.xml")])["id"].as_str().unwrap().to_owned();
    let asked = shelf.asked();
    let found = person.json(&["search", "入库"]);
    assert_eq!(found["items"][0]["title"], "秋收过半");
    assert_eq!(found["items"][0]["snippet"], "稻谷入库。");
    assert_eq!(shelf.asked(), asked, "a search asks nobody");
    shelf.put("/rss.xml", &rss("静态站", &[("秋收过半", "<p>稻谷<b>晒干</b>。</p>"), ("通车", "<p>今日通车。</p>")]));
    person.json(&["sync"]);
    assert_eq!((finds(&person, &["入库"]).len(), finds(&person, &["晒干"]).len()), (0, 1));
    person.json(&["sources", "remove", &source]);
    assert_eq!(finds(&person, &["晒干"]), [""; 0]);
}

/// Whether a word stands in any file below a folder, however its letters are written.
fn stands_in(folder: &Path, word: &str) -> bool {
    let units: Vec<u16> = word.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    let spellings = [word.as_bytes(), &little, &big];
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return stands_in(&path, word);
        }
        let bytes = fs::read(&path).unwrap();
        spellings.iter().any(|spelling| bytes.windows(spelling.len()).any(|window| window == *spelling))
    })
}

#[test]
fn what_was_withdrawn_is_not_found_and_leaves_nothing_behind() {
    let (publisher, person) = reader(&[item("beast", "鼎上的饕餮", "博物馆说，魑魅 quokka 也在鼎上。")]);
    let folder = tempfile::tempdir().unwrap();
    let data = |words: &[&str]| person.json(&[&["--data", folder.path().to_str().unwrap()], words].concat());
    data(&["consent", "--accept"]);
    data(&["sync"]);
    // What a person looked for is the person's own, and stays: so not for the words that must go.
    assert_eq!(ids(&data(&["search", "博物馆"])), ["beast"]);
    let gone = ["饕餮", "魑魅", "quokka", "uokka"];
    for word in gone {
        assert!(stands_in(folder.path(), word), "{word}");
    }
    order(&publisher, "/withdraw", &json!({"id": "beast", "reason": "有误"}));
    data(&["sync"]);
    for word in gone {
        assert!(!stands_in(folder.path(), word), "{word}");
    }
    for words in ["博物馆", "饕餮"] {
        assert_eq!(data(&["search", words])["items"], json!([]), "{words}");
    }
}

#[test]
fn what_was_looked_for_is_remembered_until_it_is_forgotten() {
    let (_publisher, person) = reader(&[item("berry", "草莓", "草莓熟了。"), item("more", "草莓园", "开门。")]);
    assert_eq!(person.json(&["search", "--recent"]), json!({"recent": []}));
    assert!(person.reads(&["search", "--recent"]).contains("还没有"));
    let key = person.json(&["search", "草莓", "--limit", "1"])["next"].as_str().unwrap().to_owned();
    person.json(&["search", "秋收", "  饕餮"]);
    person.json(&["search", "草莓", "--limit", "1", "--after", &key]);
    person.json(&["search", "--suggest", "公交"]);
    person.reads(&["search", "没有这个词"]);
    assert_eq!(person.json(&["search", "--recent"]), json!({"recent": ["没有这个词", "秋收 饕餮", "草莓"]}));
    assert_eq!(person.reads(&["search", "--recent"]), "没有这个词\n秋收 饕餮\n草莓\n");
    assert!(stands_in(person.home(), "饕餮"));
    person.json(&["search", "草莓"]);
    assert_eq!(person.json(&["search", "--forget", "秋收", "饕餮"]), json!({"forgotten": true}));
    assert_eq!(person.json(&["search", "--recent"]), json!({"recent": ["草莓", "没有这个词"]}));
    assert_eq!(person.reads(&["search", "--forget", "草莓"]), "已忘记“草莓”。\n");
    assert_eq!(person.reads(&["search", "--forget"]), "已忘记搜过的全部。\n");
    assert_eq!(person.json(&["search", "--recent"]), json!({"recent": []}));
    assert!(!stands_in(person.home(), "饕餮"), "forgotten is gone");
}

#[test]
fn words_lead_to_names_titles_and_what_was_looked_for() {
    let (_publisher, person) = reader(&[item("berry", "嵩明电视塔", "正文")]);
    person.json(&["search", "电视 草莓"]);
    let offered = person.json(&["search", "--suggest", "电视"]);
    let texts: Vec<&Value> = offered["suggestions"].as_array().unwrap().iter().map(|one| &one["text"]).collect();
    assert_eq!(texts, ["电视 草莓", "嵩明电视台", "嵩明电视塔"]);
    let of = |number: usize| offered["suggestions"][number].clone();
    let marked = json!([{"start": 2, "end": 4}]);
    assert_eq!(
        of(0),
        json!({
            "text": "电视 草莓", "highlights": [{"start": 0, "end": 2}], "target": {"kind": "search"},
        })
    );
    let target = json!({"kind": "term", "family": "channel", "code": "tv"});
    assert_eq!(of(1), json!({"text": "嵩明电视台", "highlights": marked, "target": target}));
    let target = json!({"kind": "item", "id": "berry"});
    assert_eq!(of(2), json!({"text": "嵩明电视塔", "highlights": marked, "target": target}));
    let shown = person.reads(&["search", "--suggest", "电视"]);
    let expected = "搜过  电视 草莓\n渠道  嵩明电视台\n      tv\n内容  嵩明电视塔\n      berry\n";
    assert_eq!(shown, expected);
    assert_eq!(person.json(&["search", "--suggest", "电视", "--limit", "1"])["suggestions"], json!([of(0)]));
    assert_eq!(person.json(&["search", "--suggest", "没有这个词"]), json!({"suggestions": []}));
    assert_eq!(person.fails(&["search", "--suggest", "电视", "--limit", "0"]).1, "bad-request");
}

#[test]
fn the_elder_mode_is_offered_by_its_names() {
    let (_publisher, person) = reader(&[]);
    for words in ["长辈版", "長輩版", "打开 关怀版"] {
        assert_eq!(person.json(&["search", words])["action"], "open-elder-mode", "{words}");
        assert!(person.reads(&["search", words]).starts_with("找长辈版？"), "{words}");
    }
    let offered = person.json(&["search", "--suggest", "长辈"]);
    assert_eq!(offered["suggestions"][0]["target"], json!({"kind": "act", "action": "open-elder-mode"}));
    assert!(person.reads(&["search", "--suggest", "长辈"]).starts_with("功能  打开长辈版\n"));
}

#[test]
fn whatever_is_typed_is_text() {
    let (_publisher, person) = reader(&[
        item("odd", "写法：a\"b OR c* 与 NEAR(中国 人民)", "命令 --limit 5 怎么写，-x 又是什么。"),
        item("near", "中国 人民", "near 与 or 都不在一起。"),
    ]);
    for words in ["a\"b OR c*", "NEAR(中国", "-x", "--limit", "a\"b", "命令 --limit"] {
        assert_eq!(finds(&person, &["--", words]), ["odd"], "{words}");
    }
    assert_eq!(finds(&person, &["a\"b OR c*", "--limit", "5"]), ["odd"]);
    assert_eq!(finds(&person, &["NEAR(中国 人民)"]), ["odd"]);
    // What is no option of ours is a word before `--` too.
    assert_eq!(finds(&person, &["-x", "--newest"]), ["odd"]);
    assert_eq!(finds(&person, &["中国", "OR", "--newest", "人民"]).len(), 2);
    for words in ["--", "-", "\"", "*", "'; DROP TABLE doc; --", "{title}", "title:", "^", "\u{202e}", "😀", "%"] {
        let found = finds(&person, &["--", words]);
        assert_eq!(found, [""; 0], "{words}");
    }
    assert_eq!(finds(&person, &["--", "中国 AND NOT 人民"]), [""; 0]);
    let long = "草莓 ".repeat(2_000);
    assert_eq!(finds(&person, &[&long]), [""; 0]);
    assert_eq!(person.says(&["search", "--"]).code, 2, "no words at all");
}

#[test]
fn the_room_of_the_index_is_told() {
    let (_publisher, person) = reader(&[]);
    person.json(&["search", "秋收"]);
    assert!(person.json(&["storage"])["search_bytes"].as_u64().unwrap() > 0);
    assert!(person.reads(&["storage"]).contains("搜索索引"));
}
