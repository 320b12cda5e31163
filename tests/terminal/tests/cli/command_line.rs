//! Help, invalid command lines, completions, environment variables, the log, closed pipes and the width of the output.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::json;
use songming_publisher::{Options, start};

use crate::cli::Cli;

#[test]
fn help_is_chinese_for_every_command() {
    let cli = Cli::new();
    let commands: [&[&str]; 31] = [
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
        &["draft"],
        &["draft", "new"],
        &["draft", "set"],
        &["draft", "photo"],
        &["submit"],
        &["outbox"],
        &["outbox", "refresh"],
        &["outbox", "unmetered"],
        &["outbox", "ledger"],
    ];
    for command in commands {
        for flag in ["--help", "-h"] {
            let help = cli.text(&[command, &[flag]].concat());
            assert!(help.contains("用法：songming") && help.contains("选项："), "{help}");
            for english in ["Usage", "Options", "Commands", "Print help"] {
                assert!(!help.contains(english), "{help}");
            }
        }
    }
    let overview = cli.text(&["--help"]);
    for word in commands.iter().filter_map(|words| words.first()) {
        assert!(overview.contains(&format!("\n  {word} ")), "{overview}");
    }
    assert!(cli.text(&["--version"]).starts_with("songming "));
    assert!(cli.json(&["--version"])["version"].is_string());
    assert!(cli.json(&["list", "--help"])["help"].as_str().unwrap().contains("用法"));
}

#[test]
fn an_invalid_command_line_is_explained_in_chinese_and_in_json() {
    let cli = Cli::new();
    let cases: [(&[&str], &str); 36] = [
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
        (&["draft", "new", "title"], "“title”"),
        (&["draft", "new", "=x"], "“=x”"),
        (&["draft", "a", "new", "title=x"], "不能和"),
        (&["draft", "photo", "a", "b"], "还缺："),
        (&["draft", "photo", "a", "b", "--remove", "--place", "1"], "不能和"),
        (&["draft", "photo", "a", "b", "--place", "0"], "“0”"),
        (&["outbox", "unmetered", "--on", "--off"], "不能和"),
        (&["submit"], "还缺：<编号>"),
    ];
    for (words, expected) in cases {
        let output = cli.run(words);
        assert_eq!((output.code, &*output.stdout), (2, ""), "{words:?}");
        assert!(
            output.stderr.starts_with("错误：") && output.stderr.contains(expected),
            "{words:?}: {}",
            output.stderr
        );
        for english in ["error", "Usage", "argument", "value"] {
            assert!(!output.stderr.contains(english), "{}", output.stderr);
        }
        let output = cli.run(&[words, &["--json"]].concat());
        assert_eq!((output.code, output.error()), (2, ("rejected".into(), "usage".into())), "{words:?}");
    }
    let output = cli.run(&[]);
    assert_eq!((output.code, &*output.stdout), (2, ""));
    assert!(output.stderr.contains("用法：songming"), "{}", output.stderr);
    assert_eq!(cli.run(&["--json"]).error().1, "usage");
}

#[test]
fn completions_are_generated_for_every_shell() {
    let cli = Cli::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = cli.text(&["completions", shell]);
        assert!(script.contains("songming") && script.contains("catalogue"), "{shell}");
        assert_eq!(cli.json(&["completions", shell])["script"], script);
    }
}

#[test]
fn environment_variables_set_folder_and_publisher() {
    let publisher = start(Options { synthetic: Some(2), ..Options::default() }).unwrap();
    let cli = Cli::new();
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let mut command = cli.command(words);
        command.env("SONGMING_DATA", folder.path()).env("SONGMING_PUBLISHER", publisher.public_url());
        assert!(command.stdout(Stdio::null()).status().unwrap().success());
    };
    run(&["consent", "--accept"]);
    run(&["sync"]);
    assert!(folder.path().join("cache.sqlite3").exists());
    let data = folder.path().to_str().unwrap();
    assert_eq!(cli.json(&["--data", data, "list"])["items"].as_array().unwrap().len(), 2);
    assert_eq!(cli.json(&["list"])["items"], json!([]), "another folder");
}

#[test]
fn the_log_is_off_by_default_and_goes_to_standard_error() {
    let cli = Cli::new();
    let output = cli.run(&["--json", "sync"]);
    assert_eq!(output.stderr, "");
    let output = cli.command(&["--json", "sync"]).env("SONGMING_LOG", "warn").output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains("WARN") && log.contains("no consent"), "{log}");
    serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("one JSON value, also with a log");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let publisher = start(Options { synthetic: Some(500), page_size: 500, ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    cli.json(&["sync"]);
    // The output is larger than the buffer of a pipe, so the program is still writing when the pipe closes.
    let mut child = cli.command(&["--json", "list", "--limit", "200"]);
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut reader = BufReader::with_capacity(1, child.stdout.take().unwrap());
    assert!(!reader.fill_buf().unwrap().is_empty());
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success(), "{:?}", output.status);
}

#[test]
fn the_output_fits_the_width_of_the_terminal() {
    let publisher = start(Options { synthetic: Some(20), ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    cli.json(&["sync"]);
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
            let output = cli.command(words).env("COLUMNS", columns.to_string()).output().unwrap();
            let shown = String::from_utf8(output.stdout).unwrap();
            // Chinese characters are two columns, all others one. An address is not wrapped.
            let width = |line: &str| line.chars().map(|c| if c > '\u{2e7f}' { 2 } else { 1 }).sum::<usize>();
            let too_wide = shown.lines().filter(|line| !line.contains("://")).find(|line| width(line) > columns);
            assert_eq!(too_wide, None, "{words:?} in {columns}");
        }
    }
}
