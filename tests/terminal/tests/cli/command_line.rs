//! The command line itself: help, mistakes, completions, environment, and a reader who has seen enough.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::json;
use songming_publisher::{Options, start};

use crate::person::Person;

#[test]
fn help_is_chinese_for_every_command() {
    let person = Person::new();
    let commands: [&[&str]; 22] = [
        &[],
        &["consent"],
        &["sources"],
        &["sources", "add"],
        &["sources", "remove"],
        &["sync"],
        &["home"],
        &["list"],
        &["search"],
        &["read"],
        &["story"],
        &["mark"],
        &["speech"],
        &["listen"],
        &["pictures"],
        &["storage"],
        &["follow"],
        &["catalogue"],
        &["inspect"],
        &["inspect", "feed"],
        &["inspect", "article"],
        &["completions"],
    ];
    for command in commands {
        for flag in ["--help", "-h"] {
            let help = person.reads(&[command, &[flag]].concat());
            assert!(help.contains("用法：songming") && help.contains("选项："), "{help}");
            for english in ["Usage", "Options", "Commands", "Fingerprint help"] {
                assert!(!help.contains(english), "{help}");
            }
        }
    }
    let whole = person.reads(&["--help"]);
    for word in commands.iter().filter_map(|words| words.first()) {
        assert!(whole.contains(&format!("\n  {word} ")), "{whole}");
    }
    assert!(person.reads(&["--version"]).starts_with("songming "));
    assert!(person.json(&["--version"])["version"].is_string());
    assert!(person.json(&["list", "--help"])["help"].as_str().unwrap().contains("用法"));
}

#[test]
fn a_mistake_is_told_in_chinese_and_in_json() {
    let person = Person::new();
    let cases: [(&[&str], &str); 28] = [
        (&["lsit"], "“lsit”"),
        (&["list", "--chanel", "tv"], "--channel"),
        (&["list", "--limit", "many"], "“many”"),
        (&["list", "--limit"], "还缺一个值"),
        (&["list", "--channel", "tv", "--module", "news"], "不能和"),
        (&["list", "--limit", "1", "--limit", "2"], "只能写一次"),
        (&["search"], "还缺："),
        (&["search", "--limit", "5"], "还缺："),
        (&["search", "草莓", "--since", "昨天"], "“昨天”"),
        (&["search", "草莓", "--kind", "news"], "可以是：article、"),
        (&["search", "--recent", "草莓"], "不能和"),
        (&["search", "--forget", "--unread"], "不能和"),
        (&["read"], "还缺：<编号>"),
        (&["home", "--network", "slow"], "可以是：unmetered、metered、offline"),
        (&["list", "--favourites", "--hidden"], "不能和"),
        (&["mark", "a"], "还缺："),
        (&["mark", "--read"], "还缺："),
        (&["mark", "a", "--like", "--unlike"], "不能和"),
        (&["mark", "a", "--read", "--channel", "tv"], "不能和"),
        (&["mark", "a", "--place", "top"], "“top”"),
        (&["listen", "--at", "a"], "还缺一个值"),
        (&["listen", "--clear", "--add", "a"], "不能和"),
        (&["pictures", "--clear", "a"], "不能和"),
        (&["storage", "--days", "-1"], "“-1”"),
        (&["consent", "--accept", "--withdraw"], "不能和"),
        (&["completions", "cmd"], "bash、"),
        (&["inspect", "article", "-", "--base", "not an address"], "“not an address”"),
        (&["home", "now"], "“now”"),
    ];
    for (words, expected) in cases {
        let said = person.says(words);
        assert_eq!((said.code, &*said.out), (2, ""), "{words:?}");
        assert!(said.err.starts_with("错误：") && said.err.contains(expected), "{words:?}: {}", said.err);
        for english in ["error", "Usage", "argument", "value"] {
            assert!(!said.err.contains(english), "{}", said.err);
        }
        let said = person.says(&[words, &["--json"]].concat());
        assert_eq!((said.code, said.error()), (2, ("rejected".into(), "usage".into())), "{words:?}");
    }
    let silent = person.says(&[]);
    assert_eq!((silent.code, &*silent.out), (2, ""));
    assert!(silent.err.contains("用法：songming"), "{}", silent.err);
    assert_eq!(person.says(&["--json"]).error().1, "usage");
}

#[test]
fn completions_for_the_usual_shells() {
    let person = Person::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = person.reads(&["completions", shell]);
        assert!(script.contains("songming") && script.contains("catalogue"), "{shell}");
        assert_eq!(person.json(&["completions", shell])["script"], script);
    }
}

#[test]
fn the_environment_names_folder_and_publisher() {
    let publisher = start(Options { synthetic: Some(2), ..Options::default() }).unwrap();
    let person = Person::new();
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let mut command = person.command(words);
        command.env("SONGMING_DATA", folder.path()).env("SONGMING_PUBLISHER", publisher.public_url());
        assert!(command.stdout(Stdio::null()).status().unwrap().success());
    };
    run(&["consent", "--accept"]);
    run(&["sync"]);
    assert!(folder.path().join("cache.sqlite3").exists());
    let data = folder.path().to_str().unwrap();
    assert_eq!(person.json(&["--data", data, "list"])["items"].as_array().unwrap().len(), 2);
    assert_eq!(person.json(&["list"])["items"], json!([]), "another folder");
}

#[test]
fn the_log_is_silent_unless_asked_for_and_never_on_standard_output() {
    let person = Person::new();
    let said = person.says(&["--json", "sync"]);
    assert_eq!(said.err, "");
    let output = person.command(&["--json", "sync"]).env("SONGMING_LOG", "warn").output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains("WARN") && log.contains("NoConsent"), "{log}");
    serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("one value, whatever is logged");
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let publisher = start(Options { synthetic: Some(500), page_size: 500, ..Options::default() }).unwrap();
    let person = Person::reading(&publisher);
    person.consents();
    person.json(&["sync"]);
    // More than a pipe holds, so that the program is still writing when its reader goes.
    let mut child = person.command(&["--json", "list", "--limit", "200"]);
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut reader = BufReader::with_capacity(1, child.stdout.take().unwrap());
    assert!(!reader.fill_buf().unwrap().is_empty());
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success(), "{:?}", output.status);
}

#[test]
fn what_is_shown_fits_the_columns_that_are_there() {
    let publisher = start(Options { synthetic: Some(20), ..Options::default() }).unwrap();
    let person = Person::reading(&publisher);
    person.consents();
    person.json(&["sync"]);
    for columns in [30, 64, 80] {
        let words: [&[&str]; 12] = [
            &["home"],
            &["list"],
            &["search", "秋收"],
            &["search", "--suggest", "嵩明"],
            &["read", "synthetic-000003"],
            &["story", "synthetic-000003"],
            &["speech", "synthetic-000003"],
            &["listen", "--add", "synthetic-000003"],
            &["storage"],
            &["follow", "tv", "weibo"],
            &["catalogue"],
            &["consent"],
        ];
        for words in words {
            let output = person.command(words).env("COLUMNS", columns.to_string()).output().unwrap();
            let shown = String::from_utf8(output.stdout).unwrap();
            // Chinese is two columns, everything else here one; an address is never broken.
            let of = |line: &str| line.chars().map(|c| if c > '\u{2e7f}' { 2 } else { 1 }).sum::<usize>();
            let wide = shown.lines().filter(|line| !line.contains("://")).find(|line| of(line) > columns);
            assert_eq!(wide, None, "{words:?} in {columns}");
        }
    }
}
