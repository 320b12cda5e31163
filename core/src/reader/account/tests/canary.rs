//! A canary: no token leaves memory, the store of secrets and the requests to the publisher, in whatever form.

use std::fs;
use std::path::Path;

use log::{LevelFilter, Log, Metadata, Record};

use super::super::secret;
use super::*;
use crate::formats::base64;

/// Every log line of this process.
struct Recorder(Mutex<Vec<String>>);

static LINES: Recorder = Recorder(Mutex::new(Vec::new()));

impl Log for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        self.0.lock().unwrap().push(format!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

fn record_lines() {
    // A logger that another test has installed would hide the lines.
    log::set_logger(&LINES).unwrap();
    log::set_max_level(LevelFilter::Trace);
}

/// A text in all the forms in which it could be stored.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let percent = |byte: &u8| format!("%{byte:02X}");
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let mut forms = vec![
        text.as_bytes().to_vec(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().into_bytes(),
        text.as_bytes().iter().map(percent).collect::<String>().into_bytes(),
        text.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes(),
    ];
    // Of base64 the digits of six bits that are in the text alone, for each of the three places where it may begin.
    for place in 0..3 {
        let padded = [&b"xx"[..place], text.as_bytes()].concat();
        let encoded = base64::encode_for_address(&padded);
        let middle = &encoded[(8 * place).div_ceil(6)..8 * padded.len() / 6];
        forms.push(middle.as_bytes().to_vec());
        forms.push(middle.replace('-', "+").replace('_', "/").into_bytes());
    }
    forms
}

fn contains(bytes: &[u8], text: &str) -> bool {
    forms(text).iter().any(|form| bytes.windows(form.len()).any(|window| window == form))
}

/// The files of a folder that contain a text.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else if contains(&fs::read(&path).unwrap(), text) {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found.sort();
    found
}

const CANARY: &str = "Canary~Token~8f3kQ";
const NAME: &str = "张三";

#[test]
fn the_search_finds_every_form() {
    for form in forms(CANARY).into_iter().chain(forms(NAME)) {
        let around = [b"...".as_slice(), &form, b"...".as_slice()].concat();
        assert!(contains(&around, CANARY) || contains(&around, NAME));
    }
    assert!(contains(base64::encode_for_address(format!("Basic x{CANARY}y").as_bytes()).as_bytes(), CANARY));
    assert!(!contains(b"Canary~Token", CANARY));
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("inner")).unwrap();
    fs::write(folder.path().join("inner/file"), format!("a {CANARY} b")).unwrap();
    assert_eq!(files_with(folder.path(), CANARY), ["file"]);
}

#[tokio::test]
async fn no_file_no_log_line_and_no_error_has_a_token() {
    record_lines();
    let phone = Phone::new();
    phone.publisher.name_tokens(CANARY);
    let process = phone.start();
    let mut shown = Vec::new();

    // A login with everything that can go wrong on its way.
    let page = process.account.begin_login(REDIRECT, false).await.unwrap();
    let login: serde_json::Value = serde_json::from_str(&phone.secrets.value("songming.login")).unwrap();
    let verifier = login["verifier"].as_str().unwrap().to_owned();
    let back = phone.publisher.browse(&page, "zhang");
    assert!(contains(back.as_bytes(), CANARY));
    let echo = |request: &crate::base::net::Request| {
        let body = request.body.clone().unwrap_or_default();
        let sent = request.headers.iter().map(|(_, value)| &**value).collect::<String>();
        format!("{sent} {}", String::from_utf8_lossy(&body))
    };
    // A gateway that quotes what it was sent.
    phone.publisher.follow(move |request| Fate::Answer(502, "text/html", echo(request)));
    shown.push(format!("{:?}", process.account.finish_login(&back).await));
    phone.publisher.follow(move |request| Fate::Answer(400, "application/json", format!("{{\"{}\"", echo(request))));
    shown.push(format!("{:?}", process.account.finish_login(&back).await));
    shown.push(format!("{:?}", process.account.finish_login(&back.replace("state=", "state=x")).await));
    phone.publisher.follow(deliver);
    process.account.finish_login(&back).await.unwrap();
    shown.push(format!("{:?}", process.exchange().await));

    // Renewals that fail, and one that the store of secrets does not take.
    for (status, content_type) in
        [(200, "application/json"), (200, "text/html"), (400, "text/html"), (500, "text/html")]
    {
        phone.clock.advance(61 * MINUTE);
        phone.publisher.follow(move |request| Fate::Answer(status, content_type, format!("\"{}\"", echo(request))));
        let failed = process.exchange().await;
        shown.push(format!("{failed:?}"));
        shown.push(format!("{:?}", crate::base::error::ClientError::from(failed.unwrap_err())));
        phone.publisher.follow(deliver);
        process.exchange().await.unwrap();
    }
    phone.secrets.refuse(false, true);
    phone.clock.advance(61 * MINUTE);
    shown.push(format!("{:?}", process.exchange().await));
    shown.push(format!("{:?}", process.account.log_out().await));
    phone.secrets.refuse(false, false);
    shown.push(format!("{:?}", process.exchange().await));
    let stored = process.store.outbox().unwrap().read_now(current).unwrap();
    shown.push(format!("{stored:?}"));

    // The name is in the outbox as long as the person is logged in, and nowhere else.
    assert_eq!(files_with(phone.folder.path(), CANARY), [""; 0]);
    assert_eq!(files_with(phone.folder.path(), &verifier), [""; 0]);
    let with_name = files_with(phone.folder.path(), NAME);
    assert!(!with_name.is_empty() && with_name.iter().all(|file| file.starts_with("outbox.sqlite3")), "{with_name:?}");

    process.account.log_out().await.unwrap();
    process.account.revoke_queued().await.unwrap();
    process.store.outbox().unwrap().scrub_now().unwrap();
    process.store.close_idle();
    assert_eq!(files_with(phone.folder.path(), CANARY), [""; 0]);
    assert_eq!(files_with(phone.folder.path(), NAME), [""; 0]);
    shown.push(format!("{:?}", secret::sign(&NoSigner, CANARY.as_bytes())));

    let lines = LINES.0.lock().unwrap().join("\n");
    assert!(lines.contains("new tokens stay in memory"), "the lines are recorded");
    for text in shown.iter().chain([&lines]) {
        assert!([CANARY, NAME, &verifier].iter().all(|secret| !contains(text.as_bytes(), secret)), "{text}");
    }
}

/// A key that fails and says too much.
struct NoSigner;

impl Signer for NoSigner {
    fn public_key(&self) -> Result<Vec<u8>, SecretStoreError> {
        Err(uniffi::UnexpectedUniFFICallbackError::new(CANARY).into())
    }

    fn sign(&self, _: Vec<u8>) -> Result<Vec<u8>, SecretStoreError> {
        unreachable!("without a public key nothing is signed")
    }
}
