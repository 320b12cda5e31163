//! Nothing is sent before it was agreed to, nor after it was taken back.

use songming_core::{Client, OpenRequest};

use crate::person::Person;
use crate::shelf::{FileStore, rss};

#[test]
fn nothing_is_sent_before_consent_and_after_its_withdrawal() {
    let shelf = FileStore::open();
    shelf.put("/rss.xml", &rss("静态站", &[("一", "<p>一</p>")]));
    let person = Person::new();
    let address = shelf.url("/rss.xml");
    let refused = ("rejected".to_owned(), "no-consent".to_owned());

    let undecided = person.json(&["consent"]);
    assert_eq!(undecided["given"], false);
    assert!(undecided["decided"].is_null());
    assert_eq!(person.fails(&["sources", "add", &address]), refused);
    assert_eq!(person.fails(&["sync"]), refused);
    assert_eq!(shelf.asked(), 0);
    let told = person.says(&["sync"]);
    assert_eq!((told.code, &*told.out), (1, ""));
    assert!(told.err.contains("songming consent --accept"), "{}", told.err);

    let given = person.json(&["consent", "--accept"]);
    assert_eq!(given["given"], true);
    assert!(given["decided"].as_str().unwrap().ends_with('Z'), "{given}");
    person.json(&["sources", "add", &address]);
    assert_eq!(shelf.asked(), 1);

    assert_eq!(person.json(&["consent", "--withdraw"])["given"], false);
    assert_eq!(person.fails(&["sync"]), refused);
    assert_eq!(shelf.asked(), 1);
    let kept = person.json(&["list"]);
    assert_eq!(kept["items"].as_array().unwrap().len(), 1, "what is here stays readable");
}

#[test]
fn the_statement_is_shown_with_the_decision() {
    let person = Person::new();
    let asked = person.reads(&["consent"]);
    assert!(asked.contains("隐私说明") && asked.contains("您还没有决定"), "{asked}");
    assert!(person.reads(&["consent", "--accept"]).contains("同意（terminal-4）"));
    assert!(person.reads(&["consent", "--withdraw"]).contains("撤回同意，"));
}

#[test]
fn consent_to_an_earlier_statement_is_not_consent_to_this_one() {
    let shelf = FileStore::open();
    shelf.put("/rss.xml", &rss("静态站", &[("一", "<p>一</p>")]));
    let person = Person::new();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let request = OpenRequest { folder: data.to_owned(), ..OpenRequest::default() };
        let client = Client::open(request).await.unwrap();
        client.privacy().accept("terminal-1".to_owned()).await.unwrap();
        client.shut_down().await.unwrap();
    });
    let address = shelf.url("/rss.xml");
    let refused = ("rejected".to_owned(), "no-consent".to_owned());
    for words in [&["sync"][..], &["sources", "add", &address]] {
        assert_eq!(person.fails(&[&["--data", data], words].concat()), refused, "{words:?}");
    }
    assert_eq!(shelf.asked(), 0);
    assert!(person.reads(&["--data", data, "consent"]).contains("新的版本"));
    assert!(!person.reads(&["--data", data, "consent", "--accept"]).contains("新的版本"));
    person.json(&["--data", data, "sources", "add", &address]);
}
