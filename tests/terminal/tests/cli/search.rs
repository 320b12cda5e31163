//! The `search` command: results, filters, suggestions and the history.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use songming_publisher::{Handle, Options, sample_content, start};

use crate::cli::Cli;
use crate::file_server::{FileServer, rss};
use crate::harness::control;

/// A publisher with three generated items and those of the test, and a client that has synced them.
fn synced_cli(items: &[Value]) -> (Handle, Cli) {
    let publisher = start(Options { synthetic: Some(3), ..Options::default() }).unwrap();
    for item in items {
        control(&publisher, "/publish", item);
    }
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    cli.json(&["sync"]);
    (publisher, cli)
}

fn item(id: &str, title: &str, text: &str) -> Value {
    json!({"id": id, "title": title, "content_html": format!("<p>{text}</p>"), "published": "2026-11-02T09:30:00+08:00"})
}

fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn finds(cli: &Cli, words: &[&str]) -> Vec<String> {
    let page = cli.json(&[&["search"], words].concat());
    assert_eq!(page["complete"], true, "{page}");
    ids(&page).into_iter().map(str::to_owned).collect()
}

/// The part of a text in a range of UTF-16 units, as Kotlin and Swift slice it.
fn slice(text: &Value, range: &Value) -> String {
    let units: Vec<u16> = text.as_str().unwrap().encode_utf16().collect();
    let unit = |name: &str| usize::try_from(range[name].as_u64().unwrap()).unwrap();
    String::from_utf16(&units[unit("start")..unit("end")]).unwrap()
}

fn slices(text: &Value, ranges: &Value) -> Vec<String> {
    ranges.as_array().unwrap().iter().map(|range| slice(text, range)).collect()
}

#[test]
fn items_are_found_in_any_script_width_and_case() {
    let (publisher, cli) = synced_cli(&[
        item("berry", "冬季草莓发展成片", "大棚里装了 AI 相机，ＯＰＥＮＡＩ 没有来。"),
        item("lamp", "路灯换新", "关于草莓园门口的路灯，发展股答复如下。"),
    ]);
    publisher.stop();
    for words in ["草莓", "草 莓", "發展 草莓", "草莓　发展", "莓"] {
        assert_eq!(finds(&cli, &[words]), ["berry", "lamp"], "{words}");
    }
    assert_eq!(finds(&cli, &["草莓", "路灯"]), ["lamp"], "all words must match");
    for words in ["AI", "ai", "ａｉ", "AI相机", "openai"] {
        assert_eq!(finds(&cli, &[words]), ["berry"], "{words}");
    }
    for words in ["penai", "莓草", "草莓 没有这个词", ""] {
        assert_eq!(finds(&cli, &[words]), [""; 0], "{words}");
    }
    let shown = cli.text(&["search", "没有这个词"]);
    assert!(shown.starts_with("没有找到"), "{shown}");
}

#[test]
fn the_sample_content_is_found_in_both_scripts() {
    let publisher = start(Options { content: Some(sample_content()), ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    cli.json(&["sync", "--network", "metered"]);
    let found = cli.json(&["search", "农业", "--limit", "100"]);
    assert_eq!(finds(&cli, &["農業", "--limit", "100"]), ids(&found));
    assert!(ids(&found).len() > 1, "{found}");
    for one in found["items"].as_array().unwrap() {
        let of_title = slices(&one["title"], &one["highlights"]["title"]);
        let of_text = slices(&one["snippet"], &one["highlights"]["snippet"]);
        assert!(!of_title.is_empty() || !of_text.is_empty(), "{one}");
        assert!(of_title.iter().chain(&of_text).all(|word| word == "农业"), "{one}");
    }
    // A story is one result, whichever of its versions matches.
    let found = cli.json(&["search", "产线 试产", "--limit", "100"]);
    let stories: Vec<&Value> = found["items"].as_array().unwrap().iter().map(|row| &row["story"]).collect();
    assert_eq!(stories.iter().filter(|story| **story == "story-auto-line").count(), 1, "{found}");
}

#[test]
fn a_json_result_has_the_row_and_the_highlights() {
    let (_publisher, cli) = synced_cli(&[item("berry", "😀𠮷草莓，AI草莓", "第一句。第二句说到😀草莓。")]);
    let page = cli.json(&["search", "草莓"]);
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&page), ["action", "complete", "items", "next"].map(str::to_owned).into());
    assert_eq!((&page["next"], &page["action"], &page["complete"]), (&json!(null), &json!(null), &json!(true)));
    let result = &page["items"][0];
    let list = cli.json(&["list", "--limit", "200"]);
    let row = list["items"].as_array().unwrap().iter().find(|row| row["id"] == "berry").unwrap();
    let own = ["highlights".to_owned(), "snippet".to_owned()];
    assert_eq!(names(result), names(row).into_iter().chain(own).collect());
    let differing = ["published_text"];
    for (name, member) in row.as_object().unwrap().iter().filter(|(name, _)| !differing.contains(&name.as_str())) {
        assert_eq!(&result[name], member, "{name}");
    }
    assert_eq!(result["published"], "2026-11-02T01:30:00Z");
    let title = &result["highlights"]["title"];
    assert_eq!(*title, json!([{"start": 4, "end": 6}, {"start": 9, "end": 11}]), "in units of UTF-16");
    assert_eq!(slices(&result["title"], title), ["草莓", "草莓"]);
    assert_eq!(slices(&result["snippet"], &result["highlights"]["snippet"]), ["草莓"]);

    let shown = cli.text(&["search", "草莓"]);
    let (title, text) = (shown.find("AI草莓").unwrap(), shown.find("第二句").expect("the snippet"));
    assert!(title < text && text < shown.rfind("berry").unwrap(), "{shown}");
}

#[test]
fn pages_by_key_show_everything_exactly_once() {
    let publisher = start(Options { synthetic: Some(60), page_size: 60, ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    cli.json(&["sync"]);
    let paged = |words: &[&str], limit: &str| {
        let (mut seen, mut after) = (Vec::new(), None::<String>);
        loop {
            let mut line = [&["search"], words, &["--limit", limit]].concat();
            line.extend(after.iter().flat_map(|key| ["--after", key]));
            let page = cli.json(&line);
            seen.extend(ids(&page).into_iter().map(str::to_owned));
            after = page["next"].as_str().map(str::to_owned);
            if after.is_none() {
                return seen;
            }
        }
    };
    // The text of every item contains the word.
    let newest: Vec<String> = (1..=60).rev().map(|number| format!("synthetic-{number:06}")).collect();
    assert_eq!(paged(&["负责", "--newest"], "17"), newest);
    for words in [&["秋收"][..], &["秋收", "--newest"], &["嵩阳", "招聘"], &["老"]] {
        let all = finds(&cli, &[words, &["--limit", "100"]].concat());
        assert!(all.len() > 2, "{words:?}");
        assert_eq!(paged(words, "2"), all, "{words:?}");
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{words:?}");
    }
    let found = cli.json(&["search", "秋收", "--limit", "100"]);
    let in_title = |row: &Value| row["title"].as_str().unwrap().contains("秋收");
    let titles: Vec<bool> = found["items"].as_array().unwrap().iter().map(in_title).collect();
    assert!(titles.is_sorted_by(|one, next| one >= next), "{titles:?}");

    let shown = cli.text(&["search", "负责", "--limit", "2"]);
    let key = cli.json(&["search", "负责", "--limit", "2"])["next"].as_str().unwrap().to_owned();
    assert!(shown.contains(&format!("下一页：加上 --after {key}\n")), "{shown}");
    for words in [&["--limit", "0"][..], &["--limit", "101"], &["--after", "no-key"]] {
        let refused = cli.error(&[&["search", "负责"], words].concat());
        assert_eq!(refused, ("rejected".into(), "bad-request".into()), "{words:?}");
    }
    let output = cli.run(&["search", "负责", "--limit", "0"]);
    assert_eq!((output.code, output.stdout.as_str()), (1, ""));
    assert!(output.stderr.starts_with("错误：一页的条数应为 1 到 100。"), "{}", output.stderr);
}

#[test]
fn filters_limit_the_results() {
    let item_with = |id: &str, extra: Value| {
        let mut item = item(id, &format!("草莓{id}"), "正文");
        item.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        item
    };
    let (_publisher, cli) = synced_cli(&[
        item_with("a", json!({"module": "party", "channel": "tv", "published": "2026-10-31T23:59:59+08:00"})),
        item_with("b", json!({"channel": "weibo", "sectors": ["auto"], "published": "2026-11-01T00:00:00+08:00"})),
        item_with("c", json!({"parks": ["agri"], "sectors": ["auto"], "published": "2026-11-01T23:59:59+08:00"})),
        item_with("d", json!({"kind": "guide", "published": "2026-11-02T00:00:00+08:00"})),
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
        assert_eq!(finds(&cli, &[&["草莓"], filter].concat()), expected, "{filter:?}");
    }
    cli.json(&["mark", "a", "b", "--read"]);
    cli.json(&["mark", "a", "d", "--favourite"]);
    assert_eq!(finds(&cli, &["--unread", "草莓"]), ["d", "c"]);
    assert_eq!(finds(&cli, &["草莓", "--favourites"]), ["d", "a"]);
    assert_eq!(finds(&cli, &["草莓", "--favourites", "--unread"]), ["d"]);
    cli.json(&["mark", "d", "--hide"]);
    assert_eq!(finds(&cli, &["草莓"]), ["c", "b", "a"]);
}

#[test]
fn items_of_added_sources_are_found() {
    let server = FileServer::start();
    let cli = Cli::new();
    cli.accept_consent();
    server.put("/rss.xml", &rss("静态站", &[("秋收过半", "<p>稻谷<b>入库</b>。</p>"), ("通车", "<p>今日通车。</p>")]));
    let source = cli.json(&["sources", "add", &server.url("/rss.xml")])["id"].as_str().unwrap().to_owned();
    let requests = server.requests();
    let found = cli.json(&["search", "入库"]);
    assert_eq!(found["items"][0]["title"], "秋收过半");
    assert_eq!(found["items"][0]["snippet"], "稻谷入库。");
    assert_eq!(server.requests(), requests, "a search needs no request");
    server.put("/rss.xml", &rss("静态站", &[("秋收过半", "<p>稻谷<b>晒干</b>。</p>"), ("通车", "<p>今日通车。</p>")]));
    cli.json(&["sync"]);
    assert_eq!((finds(&cli, &["入库"]).len(), finds(&cli, &["晒干"]).len()), (0, 1));
    cli.json(&["sources", "remove", &source]);
    assert_eq!(finds(&cli, &["晒干"]), [""; 0]);
}

/// Whether a file in a folder contains a word in UTF-8 or UTF-16.
fn folder_contains(folder: &Path, word: &str) -> bool {
    let units: Vec<u16> = word.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    let encodings = [word.as_bytes(), &little, &big];
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return folder_contains(&path, word);
        }
        let bytes = fs::read(&path).unwrap();
        encodings.iter().any(|encoded| bytes.windows(encoded.len()).any(|window| window == *encoded))
    })
}

#[test]
fn a_withdrawn_item_is_erased_from_the_index() {
    let (publisher, cli) = synced_cli(&[item("beast", "鼎上的饕餮", "博物馆说，魑魅 quokka 也在鼎上。")]);
    let folder = tempfile::tempdir().unwrap();
    let data = |words: &[&str]| cli.json(&[&["--data", folder.path().to_str().unwrap()], words].concat());
    data(&["consent", "--accept"]);
    data(&["sync"]);
    // The search history keeps the searched words, so this is not one of the words that must be erased.
    assert_eq!(ids(&data(&["search", "博物馆"])), ["beast"]);
    let erased = ["饕餮", "魑魅", "quokka", "uokka"];
    for word in erased {
        assert!(folder_contains(folder.path(), word), "{word}");
    }
    control(&publisher, "/withdraw", &json!({"id": "beast", "reason": "有误"}));
    data(&["sync"]);
    for word in erased {
        assert!(!folder_contains(folder.path(), word), "{word}");
    }
    for words in ["博物馆", "饕餮"] {
        assert_eq!(data(&["search", words])["items"], json!([]), "{words}");
    }
}

#[test]
fn searches_are_remembered_until_they_are_deleted() {
    let (_publisher, cli) = synced_cli(&[item("berry", "草莓", "草莓熟了。"), item("more", "草莓园", "开门。")]);
    assert_eq!(cli.json(&["search", "--recent"]), json!({"recent": []}));
    assert!(cli.text(&["search", "--recent"]).contains("还没有"));
    let key = cli.json(&["search", "草莓", "--limit", "1"])["next"].as_str().unwrap().to_owned();
    cli.json(&["search", "秋收", "  饕餮"]);
    cli.json(&["search", "草莓", "--limit", "1", "--after", &key]);
    cli.json(&["search", "--suggest", "公交"]);
    cli.text(&["search", "没有这个词"]);
    assert_eq!(cli.json(&["search", "--recent"]), json!({"recent": ["没有这个词", "秋收 饕餮", "草莓"]}));
    assert_eq!(cli.text(&["search", "--recent"]), "没有这个词\n秋收 饕餮\n草莓\n");
    assert!(folder_contains(cli.home(), "饕餮"));
    cli.json(&["search", "草莓"]);
    assert_eq!(cli.json(&["search", "--forget", "秋收", "饕餮"]), json!({"forgotten": true}));
    assert_eq!(cli.json(&["search", "--recent"]), json!({"recent": ["草莓", "没有这个词"]}));
    assert_eq!(cli.text(&["search", "--forget", "草莓"]), "已忘记“草莓”。\n");
    assert_eq!(cli.text(&["search", "--forget"]), "已忘记搜过的全部。\n");
    assert_eq!(cli.json(&["search", "--recent"]), json!({"recent": []}));
    assert!(!folder_contains(cli.home(), "饕餮"), "the deleted search is erased");
}

#[test]
fn suggestions_are_recent_searches_names_and_titles() {
    let (_publisher, cli) = synced_cli(&[item("berry", "嵩明电视塔", "正文")]);
    cli.json(&["search", "电视 草莓"]);
    let suggestions = cli.json(&["search", "--suggest", "电视"]);
    let texts: Vec<&Value> =
        suggestions["suggestions"].as_array().unwrap().iter().map(|entry| &entry["text"]).collect();
    assert_eq!(texts, ["电视 草莓", "嵩明电视台", "嵩明电视塔"]);
    let suggestion = |number: usize| suggestions["suggestions"][number].clone();
    let highlights = json!([{"start": 2, "end": 4}]);
    assert_eq!(
        suggestion(0),
        json!({
            "text": "电视 草莓", "highlights": [{"start": 0, "end": 2}], "target": {"kind": "search"},
        })
    );
    let target = json!({"kind": "term", "family": "channel", "code": "tv"});
    assert_eq!(suggestion(1), json!({"text": "嵩明电视台", "highlights": highlights, "target": target}));
    let target = json!({"kind": "item", "id": "berry"});
    assert_eq!(suggestion(2), json!({"text": "嵩明电视塔", "highlights": highlights, "target": target}));
    let shown = cli.text(&["search", "--suggest", "电视"]);
    let expected = "搜过  电视 草莓\n渠道  嵩明电视台\n      tv\n内容  嵩明电视塔\n      berry\n";
    assert_eq!(shown, expected);
    assert_eq!(cli.json(&["search", "--suggest", "电视", "--limit", "1"])["suggestions"], json!([suggestion(0)]));
    assert_eq!(cli.json(&["search", "--suggest", "没有这个词"]), json!({"suggestions": []}));
    assert_eq!(cli.error(&["search", "--suggest", "电视", "--limit", "0"]).1, "bad-request");
}

#[test]
fn the_elder_mode_is_suggested_by_its_names() {
    let (_publisher, cli) = synced_cli(&[]);
    for words in ["长辈版", "長輩版", "打开 关怀版"] {
        assert_eq!(cli.json(&["search", words])["action"], "open-elder-mode", "{words}");
        assert!(cli.text(&["search", words]).starts_with("找长辈版？"), "{words}");
    }
    let suggestions = cli.json(&["search", "--suggest", "长辈"]);
    assert_eq!(suggestions["suggestions"][0]["target"], json!({"kind": "act", "action": "open-elder-mode"}));
    assert!(cli.text(&["search", "--suggest", "长辈"]).starts_with("功能  打开长辈版\n"));
}

#[test]
fn query_syntax_and_options_in_the_words_are_plain_text() {
    let (_publisher, cli) = synced_cli(&[
        item("odd", "写法：a\"b OR c* 与 NEAR(中国 人民)", "命令 --limit 5 怎么写，-x 又是什么。"),
        item("near", "中国 人民", "near 与 or 都不在一起。"),
    ]);
    for words in ["a\"b OR c*", "NEAR(中国", "-x", "--limit", "a\"b", "命令 --limit"] {
        assert_eq!(finds(&cli, &["--", words]), ["odd"], "{words}");
    }
    assert_eq!(finds(&cli, &["a\"b OR c*", "--limit", "5"]), ["odd"]);
    assert_eq!(finds(&cli, &["NEAR(中国 人民)"]), ["odd"]);
    // An unknown option is a word even before `--`.
    assert_eq!(finds(&cli, &["-x", "--newest"]), ["odd"]);
    assert_eq!(finds(&cli, &["中国", "OR", "--newest", "人民"]).len(), 2);
    for words in ["--", "-", "\"", "*", "'; DROP TABLE doc; --", "{title}", "title:", "^", "\u{202e}", "😀", "%"] {
        let found = finds(&cli, &["--", words]);
        assert_eq!(found, [""; 0], "{words}");
    }
    assert_eq!(finds(&cli, &["--", "中国 AND NOT 人民"]), [""; 0]);
    let long = "草莓 ".repeat(2_000);
    assert_eq!(finds(&cli, &[&long]), [""; 0]);
    assert_eq!(cli.run(&["search", "--"]).code, 2, "no words at all");
}

#[test]
fn the_size_of_the_index_is_reported() {
    let (_publisher, cli) = synced_cli(&[]);
    cli.json(&["search", "秋收"]);
    assert!(cli.json(&["storage"])["search_bytes"].as_u64().unwrap() > 0);
    assert!(cli.text(&["storage"]).contains("搜索索引"));
}
