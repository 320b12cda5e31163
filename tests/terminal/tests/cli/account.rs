//! The `login`, `logout` and `account` commands, as far as they need no account at the publisher.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Stdio};

use serde_json::Value;
use url::Url;

use crate::cli::Cli;

const PUBLISHER: &str = "http://127.0.0.1:9";

fn cli() -> Cli {
    let cli = Cli::new();
    cli.accept_consent();
    cli
}

fn parameter(address: &str, name: &str) -> String {
    let address = Url::parse(address).unwrap();
    let found = address.query_pairs().find(|(key, _)| key == name);
    found.unwrap_or_else(|| panic!("no {name} in {address}")).1.into_owned()
}

fn answer(page: &str, more: &str) -> String {
    format!("{}?state={}&iss={PUBLISHER}&{more}", parameter(page, "redirect_uri"), parameter(page, "state"))
}

#[test]
fn nobody_is_logged_in_at_first() {
    let cli = cli();
    assert_eq!(cli.json(&["account"])["phase"], "logged-out");
    assert!(cli.text(&["account"]).contains("songming login"));
    assert_eq!(cli.json(&["logout"])["phase"], "logged-out");
    assert_eq!(cli.error(&["login", "--print"]), ("rejected".into(), "no-publisher".into()));
    let unasked = "cn.songming.app:/login?code=a&state=b";
    let finish = ["--publisher", PUBLISHER, "login", "--redirect", unasked];
    assert_eq!(cli.error(&finish), ("rejected".into(), "login-unknown".into()));
}

#[test]
fn a_login_waits_in_a_file_outside_the_data_folder_that_only_its_owner_reads() {
    let cli = cli();
    let begin = ["--publisher", PUBLISHER, "login", "--print"];
    let page = cli.json(&begin)["address"].as_str().unwrap().to_owned();
    assert!(page.starts_with("http://127.0.0.1:9/v1/account/authorize?"), "{page}");
    let file = cli.home().join(".local/state/songming/secrets.json");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let stored = fs::read_to_string(&file).unwrap();
    assert!(stored.contains("songming.login"), "the login waits");

    // The next process answers it: with another state it stays, with an error it ends.
    let finish = |address: &str| cli.error(&["--publisher", PUBLISHER, "login", "--redirect", address]).1;
    assert_eq!(finish("cn.songming.app:/login?error=access_denied&state=x"), "login-state");
    let denied = answer(&page, "error=access_denied");
    assert_eq!(finish(&denied), "login-denied");
    assert_eq!(finish(&denied), "login-unknown");
    assert_eq!(fs::read_to_string(&file).unwrap(), "{}");
    assert_eq!(cli.text(&begin).lines().count(), 1);
}

#[test]
fn the_file_of_the_tokens_cannot_be_in_the_data_folder() {
    let cli = cli();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let link = folder.path().join("link");
    fs::create_dir(&data).unwrap();
    std::os::unix::fs::symlink(&data, &link).unwrap();
    for inside in [data.join("secrets.json"), link.join("deeper/secrets.json"), data.join("../data/secrets.json")] {
        let words = ["--data", data.to_str().unwrap(), "--secrets", inside.to_str().unwrap(), "account"];
        assert_eq!(cli.error(&words), ("rejected".into(), "secrets-inside".into()), "{inside:?}");
    }
    let outside = folder.path().join("other/secrets.json");
    let words = ["--data", data.to_str().unwrap(), "--secrets", outside.to_str().unwrap(), "account"];
    assert_eq!(cli.json(&words)["phase"], "logged-out");
}

/// A `login` that waits for the browser.
struct Waiting {
    child: Child,
    page: String,
}

fn wait(cli: &Cli) -> Waiting {
    let mut command = cli.command(&["--publisher", PUBLISHER, "--json", "login"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let page = lines.find_map(|line| line.ok().filter(|line| line.starts_with("http"))).unwrap();
    Waiting { child, page }
}

impl Waiting {
    /// What the browser gets.
    fn visit(&self, address: &str) -> String {
        let address = Url::parse(address).unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", address.port().unwrap())).unwrap();
        let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
        write!(stream, "GET {}{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", address.path()).unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).unwrap();
        page
    }

    fn end(self) -> (bool, Value) {
        let output = self.child.wait_with_output().unwrap();
        (output.status.success(), serde_json::from_slice(&output.stdout).unwrap())
    }
}

#[test]
fn the_browser_that_comes_back_ends_the_wait_and_nothing_else_does() {
    let cli = cli();
    let waiting = wait(&cli);
    let redirect = parameter(&waiting.page, "redirect_uri");
    assert!(redirect.starts_with("http://127.0.0.1:") && redirect.ends_with("/login"), "{redirect}");
    assert!(waiting.visit(&redirect.replace("/login", "/favicon.ico")).starts_with("HTTP/1.1 404"));
    assert!(waiting.visit(&format!("{redirect}?code=a&state=b")).contains("不属于本机"));
    let shown = waiting.visit(&answer(&waiting.page, "error=access_denied"));
    assert!(shown.contains("Cache-Control: no-store") && shown.contains("登录被取消"), "{shown}");
    let (succeeded, value) = waiting.end();
    assert_eq!((succeeded, &value["error"]["code"]), (false, &"login-denied".into()));
}
