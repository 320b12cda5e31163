//! Without consent the program sends nothing.

use songming_core::{Client, OpenRequest};

use crate::cli::Cli;
use crate::file_server::{FileServer, rss};

#[test]
fn nothing_is_sent_before_consent_and_after_its_withdrawal() {
    let server = FileServer::start();
    server.put("/rss.xml", &rss("静态站", &[("一", "<p>一</p>")]));
    let cli = Cli::new();
    let address = server.url("/rss.xml");
    let refused = ("rejected".to_owned(), "no-consent".to_owned());

    let undecided = cli.json(&["consent"]);
    assert_eq!(undecided["given"], false);
    assert!(undecided["decided"].is_null());
    assert_eq!(cli.error(&["sources", "add", &address]), refused);
    assert_eq!(cli.error(&["sync"]), refused);
    assert_eq!(server.requests(), 0);
    let output = cli.run(&["sync"]);
    assert_eq!((output.code, &*output.stdout), (1, ""));
    assert!(output.stderr.contains("songming consent --accept"), "{}", output.stderr);

    let given = cli.json(&["consent", "--accept"]);
    assert_eq!(given["given"], true);
    assert!(given["decided"].as_str().unwrap().ends_with('Z'), "{given}");
    cli.json(&["sources", "add", &address]);
    assert_eq!(server.requests(), 1);

    assert_eq!(cli.json(&["consent", "--withdraw"])["given"], false);
    assert_eq!(cli.error(&["sync"]), refused);
    assert_eq!(server.requests(), 1);
    let list = cli.json(&["list"]);
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "stored items stay readable");
}

#[test]
fn the_statement_is_shown_with_the_decision() {
    let cli = Cli::new();
    let shown = cli.text(&["consent"]);
    assert!(shown.contains("隐私说明") && shown.contains("您还没有决定"), "{shown}");
    assert!(cli.text(&["consent", "--accept"]).contains("同意（terminal-6）"));
    assert!(cli.text(&["consent", "--withdraw"]).contains("撤回同意，"));
}

#[test]
fn consent_to_an_earlier_statement_does_not_count() {
    let server = FileServer::start();
    server.put("/rss.xml", &rss("静态站", &[("一", "<p>一</p>")]));
    let cli = Cli::new();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let request = OpenRequest { folder: data.to_owned(), ..OpenRequest::default() };
        let client = Client::open(request).await.unwrap();
        client.privacy().accept("terminal-1".to_owned()).await.unwrap();
        client.shut_down().await.unwrap();
    });
    let address = server.url("/rss.xml");
    let refused = ("rejected".to_owned(), "no-consent".to_owned());
    for words in [&["sync"][..], &["sources", "add", &address]] {
        assert_eq!(cli.error(&[&["--data", data], words].concat()), refused, "{words:?}");
    }
    assert_eq!(server.requests(), 0);
    assert!(cli.text(&["--data", data, "consent"]).contains("新的版本"));
    assert!(!cli.text(&["--data", data, "consent", "--accept"]).contains("新的版本"));
    cli.json(&["--data", data, "sources", "add", &address]);
}
