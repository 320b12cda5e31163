//! What a clerk entrusts to the phone is where it belongs: tokens in the store of secrets, the password nowhere, names and
//! telephone numbers in the outbox alone, and nothing of it after it is deleted. Looked for in every log line, error, `Debug`
//! text and file, in every form.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::fs;
use std::os::unix::fs::symlink;
use std::sync::Arc;

use serde_json::{Value, json};
use songming_core::{Client, FileSource, NetworkClass, NewFile, SubmissionPhase};
use songming_journeys::browser::{FormAnswer, REDIRECT, log_in, submit};
use songming_journeys::clerk::{FIELDS, values};
use songming_journeys::leak_search::{LeakSearch, RecordedLog, forms};
use songming_journeys::noise::photo;
use songming_journeys::{Clerk, Phone, RecordedChanges, TestPublisher};
use songming_publisher::{Options, sample_content};

const ACCOUNT: &str = "jinsique";
const PASSWORD: &str = "Kanarie~2026~geheim";
/// The name of the account, and what the clerk writes into the form: author, telephone number, who signs it off.
const NAME: &str = "欧阳金雀";
const AUTHOR: &str = "司徒丝雀";
const CONTACT: &str = "13987650123";
const SIGNED: &str = "夏侯站长";
/// The owner of the camera, as a photo says it.
const OWNER: &str = "Canary Owner 7Q2x";

/// The sample content with one more account.
fn content() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(sample_content()).unwrap() {
        let entry = entry.unwrap();
        symlink(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let accounts = folder.path().join("accounts.json");
    let mut all: Vec<Value> = serde_json::from_slice(&fs::read(&accounts).unwrap()).unwrap();
    all.push(
        json!({ "account": ACCOUNT, "name": NAME, "password": PASSWORD, "role": "clerk", "station": "station-etdz" }),
    );
    fs::remove_file(&accounts).unwrap();
    fs::write(accounts, serde_json::to_vec(&all).unwrap()).unwrap();
    folder
}

/// A PNG that says who owns the camera, in each place where it can.
fn owned_photo(seed: u64) -> Vec<u8> {
    let plain = photo(seed, 80);
    let xmp = format!(
        "XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
         xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description \
         xmlns:dc='http://purl.org/dc/elements/1.1/' dc:creator='{OWNER}'/></rdf:RDF></x:xmpmeta>"
    );
    // Little-endian; one entry: Artist, text, its length, its place behind the directory.
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x3b\x01\x02\0".to_vec();
    exif.extend((OWNER.len() as u32 + 1).to_le_bytes());
    exif.extend(26_u32.to_le_bytes());
    exif.extend([0; 4]);
    exif.extend(OWNER.as_bytes());
    exif.push(0);
    let said = [(b"tEXt", format!("Author\0{OWNER}").into_bytes()), (b"iTXt", xmp.into_bytes()), (b"eXIf", exif)];
    let chunks = said.iter().flat_map(|(kind, content)| {
        let tagged = [kind.as_slice(), content].concat();
        [(content.len() as u32).to_be_bytes().to_vec(), tagged.clone(), crc(&tagged).to_be_bytes().to_vec()].concat()
    });
    // Behind the signature and the first chunk.
    let mut bytes = plain[..33].to_vec();
    bytes.extend(chunks);
    bytes.extend(&plain[33..]);
    bytes
}

/// The checksum of a PNG's chunk.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

/// The secrets of the session that were seen until now: in the platform's store, and in what reached the publisher.
#[derive(Default)]
struct Secrets(BTreeSet<String>);

impl Secrets {
    async fn note(&mut self, clerk: &Clerk) {
        for stored in clerk.secrets.values().values() {
            self.note_members(&serde_json::from_str(stored).unwrap());
        }
        let traffic = clerk.publisher.ask("/traffic").await;
        for request in traffic["requests"].as_array().unwrap() {
            let bearer = request["headers"]["authorization"].as_str().and_then(|value| value.strip_prefix("Bearer "));
            self.0.extend(bearer.map(str::to_owned));
            let path = request["path"].as_str().unwrap();
            if path.starts_with("/v1/account/token") || path.starts_with("/v1/account/revoke") {
                let form = reqwest::Url::parse(&format!("form:?{}", request["body"].as_str().unwrap())).unwrap();
                let secret = ["code", "code_verifier", "refresh_token", "token"];
                self.0.extend(
                    form.query_pairs()
                        .filter(|(name, _)| secret.contains(&&**name))
                        .map(|(_, value)| value.into_owned()),
                );
            }
        }
    }

    fn note_members(&mut self, value: &Value) {
        match value {
            Value::Array(all) => all.iter().for_each(|one| self.note_members(one)),
            Value::Object(members) => {
                for name in ["access", "refresh", "verifier", "token"] {
                    self.0.extend(members.get(name).and_then(Value::as_str).map(str::to_owned));
                }
            }
            _ => {}
        }
    }
}

/// Everything that was shown to an app as an error or by `Debug`.
#[derive(Default)]
struct Shown(Vec<String>);

impl Shown {
    fn keep<T: Debug>(&mut self, shown: T) -> T {
        self.note(&shown);
        shown
    }

    fn note(&mut self, shown: &impl Debug) {
        self.0.push(format!("{shown:?} {shown:#?}"));
    }

    fn keep_result<T: Debug, E: Debug + Display>(&mut self, shown: Result<T, E>) -> Result<T, E> {
        if let Err(error) = &shown {
            self.0.push(error.to_string());
        }
        self.keep(shown)
    }

    /// What an app can ask for.
    async fn look(&mut self, client: &Client, id: &str) {
        self.note(&client.account().current().await);
        self.note(&client.status().await);
        self.note(&client.drafts().list().await);
        self.note(&client.drafts().form(None).await);
        self.note(&client.drafts().form(Some(id.to_owned())).await);
        self.note(&client.drafts().history(id.to_owned()).await);
        self.note(&client.drafts().differences(id.to_owned(), 1, 2).await);
        self.note(&client.submissions().list().await);
        self.note(&client.submissions().ledger(12).await);
    }
}

#[test]
fn the_search_finds_every_form() {
    for text in [PASSWORD, AUTHOR, CONTACT] {
        let search = LeakSearch::new([text, "something else"]);
        for form in forms(text) {
            let around = [b"...".as_slice(), &form, b"..."].concat();
            assert_eq!(Vec::from_iter(search.found_in(&around)), [text], "{form:?}");
        }
    }
    // In the middle of what is encoded, wherever that begins.
    let search = LeakSearch::new(["secret"]);
    for encoded in ["eHNlY3JldHg=", "eHhzZWNyZXR4", "c2VjcmV0", "c%65cret", "secre"] {
        assert_eq!(search.found_in(encoded.as_bytes()).is_empty(), encoded.starts_with("c%") || encoded == "secre");
    }
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("inner")).unwrap();
    fs::write(folder.path().join("inner/file"), format!("a {AUTHOR} b")).unwrap();
    let search = LeakSearch::new([AUTHOR, OWNER]);
    assert_eq!(search.found_below(folder.path()), [(AUTHOR, vec!["inner/file".to_owned()])].into());
    assert_eq!(Vec::from_iter(search.found_in(&owned_photo(1))), [OWNER]);
}

#[tokio::test]
async fn what_is_entrusted_to_the_phone_is_where_it_belongs() {
    let log = RecordedLog::start();
    let content = content();
    let options = Options { content: Some(content.path().to_owned()), ..Options::default() };
    let publisher = TestPublisher::with(options);
    let clerk = Clerk { phone: Phone::new(&publisher), publisher, secrets: Arc::default() };
    let (mut secrets, mut shown) = (Secrets::default(), Shown::default());
    let client = clerk.open().await;
    let heard = Arc::new(RecordedChanges::default());
    let _subscription = client.subscribe(heard.clone());
    client.set_network(NetworkClass::Metered);
    shown.keep(client.sync(None).await).unwrap();

    // A login with what can go wrong on its way.
    let account = client.account();
    let page = shown.keep(account.begin_login(REDIRECT.into(), false).await).unwrap().address;
    secrets.note(&clerk).await;
    assert!(matches!(submit(&page, ACCOUNT, "wrong").await, FormAnswer::Page(_)));
    let FormAnswer::Redirect(back) = submit(&page, ACCOUNT, PASSWORD).await else { panic!("the password is right") };
    let code = reqwest::Url::parse(&back).unwrap();
    let code = code.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    shown.keep_result(account.finish_login(back.replace("state=", "state=x")).await).unwrap_err();
    let quoting = |text: String, kind: &str| json!({ "mode": "body", "content_type": kind, "body": text, "times": 1 });
    clerk.publisher.fault(quoting(format!("{{\"{code} {NAME}\""), "application/json")).await;
    shown.keep_result(account.finish_login(back.clone()).await).unwrap_err();
    clerk.publisher.clear_fault().await;
    shown.keep_result(account.finish_login(back.clone()).await).unwrap();
    shown.keep_result(account.finish_login(back).await).unwrap_err();
    secrets.note(&clerk).await;
    assert!(secrets.0.contains(&code) && secrets.0.len() >= 4, "access, refresh, verifier, code");

    // A draft, photos of a camera with an owner, and a queue that does not move.
    let written: Vec<(&str, &str)> = FIELDS
        .into_iter()
        .map(|(field, value)| match field {
            "author" => (field, AUTHOR),
            "contact" => (field, CONTACT),
            "sign_off" => (field, SIGNED),
            _ => (field, value),
        })
        .collect();
    let drafts = client.drafts();
    let id = drafts.save(None, values(&written)).await.unwrap();
    let photos = (1..=3).map(|seed| {
        let source = FileSource::Bytes { bytes: owned_photo(seed) };
        NewFile { name: "IMG_1.png".into(), source }
    });
    let added = shown.keep_result(drafts.add_files(id.clone(), photos.collect()).await).unwrap();
    assert!(added.iter().all(|file| file.id.is_some()), "{added:?}");
    for file in added.iter().filter_map(|file| file.id.clone()) {
        assert!(drafts.thumbnail(file).await.unwrap().is_some());
    }
    shown.look(&client, &id).await;
    client.set_network(NetworkClass::Offline);
    drafts.send(id.clone(), false).await.unwrap();
    shown.keep_result(client.submissions().send(1).await).unwrap_err();

    // A gateway that quotes what it was sent, tokens that expire, answers that are lost.
    let token = secrets.0.iter().next_back().unwrap().clone();
    let quoted = format!("{token} {AUTHOR} {CONTACT} {SIGNED} {NAME}");
    let mut faults = Vec::new();
    for (text, kind) in [
        (format!("<html>{quoted}</html>"), "text/html"),
        (format!("{{\"{quoted}\""), "application/json"),
        (json!({ "detail": "x", "submission": "other", "body": quoted }).to_string(), "application/json"),
    ] {
        let mut fault = quoting(text, kind);
        fault["method"] = "PUT".into();
        fault["path"] = "/v1/station".into();
        faults.push(fault);
    }
    for (method, mode) in [("PUT", "drop"), ("POST", "drop"), ("PATCH", "drop")] {
        faults.push(json!({ "mode": mode, "method": method, "path": "/v1/station", "times": 1 }));
    }
    clerk.publisher.control("/fault", json!({ "faults": faults })).await;
    clerk.publisher.control("/account/expire", json!({ "account": ACCOUNT })).await;
    client.set_network(NetworkClass::Metered);
    let report = shown.keep_result(client.submissions().send(120).await).unwrap();
    assert_eq!(report.left, 0, "{report:?}");
    secrets.note(&clerk).await;
    clerk.publisher.clear_fault().await;

    // 退改, and the second version, which is first refused.
    clerk.review(&id, "first-review", json!({})).await;
    let marks = json!([{ "field": "text", "start": 0, "end": 2, "note": "写明园区" }]);
    clerk.review(&id, "returned", json!({ "reason": "请写明投产时间", "marks": marks })).await;
    shown.keep_result(client.submissions().refresh().await).unwrap();
    drafts.edit(id.clone()).await.unwrap();
    drafts
        .save(Some(id.clone()), values(&[("text", "园区一家企业的新生产线今天投产，试运行三个班次。")]))
        .await
        .unwrap();
    shown.look(&client, &id).await;
    let refusal = json!({ "mode": "status", "status": 422, "method": "PUT", "path": "/v1/station", "times": 1 });
    clerk.publisher.fault(refusal).await;
    drafts.send(id.clone(), false).await.unwrap();
    shown.keep_result(client.submissions().send(60).await).unwrap();
    let parked = shown.keep(client.submissions().get(id.clone()).await).unwrap();
    assert_eq!(parked.phase, SubmissionPhase::Parked);
    client.submissions().retry(id.clone()).await.unwrap();
    assert_eq!(shown.keep_result(client.submissions().send(60).await).unwrap().left, 0);
    shown.look(&client, &id).await;
    shown.keep(client.sync(None).await).unwrap();

    // Logged out without a network, then revoked.
    secrets.note(&clerk).await;
    client.set_network(NetworkClass::Offline);
    shown.keep_result(client.account().log_out().await).unwrap();
    shown.look(&client, &id).await;
    client.set_network(NetworkClass::Metered);
    shown.keep(client.sync(None).await).unwrap();
    assert!(clerk.secrets.values().is_empty());
    client.shut_down().await.unwrap();
    drop(client);
    secrets.note(&clerk).await;

    let folder = clerk.phone.folder();
    let everything = |secrets: &Secrets| {
        let written = [PASSWORD, OWNER, NAME, AUTHOR, CONTACT, SIGNED].map(str::to_owned);
        LeakSearch::new(secrets.0.iter().cloned().chain(written))
    };
    let search = everything(&secrets);
    let found = search.found_below(folder);
    // What the clerk sent is the clerk's and stays; who was logged in does not.
    assert_eq!(
        Vec::from_iter(found.keys().copied()),
        BTreeSet::from([AUTHOR, CONTACT, SIGNED]).into_iter().collect::<Vec<_>>()
    );
    for (text, files) in &found {
        assert!(files.iter().all(|file| file.starts_with("outbox.sqlite3")), "{text}: {files:?}");
    }

    // The same clerk deletes it.
    let client = clerk.open().await;
    log_in(&client, ACCOUNT, PASSWORD).await;
    client.submissions().delete(id.clone(), true).await.unwrap();
    shown.keep_result(client.submissions().get(id.clone()).await).unwrap_err();
    shown.look(&client, &id).await;
    secrets.note(&clerk).await;
    client.account().log_out().await.unwrap();
    client.shut_down().await.unwrap();
    drop(client);
    let search = everything(&secrets);
    assert_eq!(search.found_below(folder), [].into());

    shown.keep(heard.0.lock().unwrap().clone());
    let lines = log.text();
    assert!(lines.contains("a submission is postponed") && lines.contains("DEBUG"), "the lines are recorded: {lines}");
    for text in shown.0.iter().chain([&lines]) {
        assert_eq!(Vec::from_iter(search.found_in(text.as_bytes())), [""; 0], "{text}");
    }
}
