//! Uploads by tus: every status of the contract, nothing that arrived is lost, and one upload for each file.

use crate::contract::Contract;
use crate::harness::{Response, TestPublisher, client};
use crate::station::{REDIRECT, VERIFIER, authorize_path, authorize_query, form};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

pub(crate) const PATH: &str = "/v1/station/media";
const ONE: &str = "/v1/station/media/{id}";
pub(crate) const MEDIA: &str = "01936f2e-1111-7abc-8def-0123456789ab";
const SUBMISSION: &str = "01936f2e-2222-7abc-8def-0123456789ab";

/// Bytes that differ from piece to piece.
pub(crate) fn photo(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n * n / 7 % 251) as u8).collect()
}

pub(crate) fn hex_digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn metadata(media: &str, sha256: &str, content_type: &str) -> String {
    let encode = |text: &str| BASE64_STANDARD.encode(text);
    format!(
        "submission {},media {},sha256 {},type {}",
        encode(SUBMISSION),
        encode(media),
        encode(sha256),
        encode(content_type)
    )
}

/// What a clerk with this account sends as `Authorization`.
async fn authorization(base: &str, account: &str) -> String {
    let http = client();
    let send = async |path: &str, body: String| {
        let request = http.post(format!("{base}{path}")).body(body);
        request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap()
    };
    let password = format!("{account}-2026");
    let page = authorize_path(&authorize_query());
    let answer = send(&page, form(&[("name", account), ("password", &password)])).await;
    let location = answer.headers()["location"].to_str().unwrap();
    let (_, query) = location.split_once('?').unwrap();
    let members: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let code = &members.iter().find(|(name, _)| name == "code").unwrap().1;
    let tokens = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("client_id", "songming"),
        ("code_verifier", VERIFIER),
    ];
    let tokens = send("/v1/account/token", form(&tokens)).await.bytes().await.unwrap();
    let tokens: Value = serde_json::from_slice(&tokens).unwrap();
    format!("Bearer {}", tokens["access_token"].as_str().unwrap())
}

/// A client of one station.
pub(crate) struct Station {
    http: Client,
    base: String,
    token: String,
}

impl Station {
    pub(crate) async fn new(base: &str) -> Self {
        Self::with_account(base, "zhang").await
    }

    async fn with_account(base: &str, account: &str) -> Self {
        Self { http: client(), base: base.to_owned(), token: authorization(base, account).await }
    }

    pub(crate) async fn of(publisher: &TestPublisher) -> Self {
        Self::new(&publisher.handle.public_url()).await
    }

    async fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Response, reqwest::Error> {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut all = reqwest::header::HeaderMap::new();
        let own = [("tus-resumable", "1.0.0"), ("authorization", self.token.as_str())];
        for (name, value) in own.iter().chain(headers) {
            let name = reqwest::header::HeaderName::from_bytes(name.as_bytes()).unwrap();
            // An empty value leaves the header out.
            match *value {
                "" => drop(all.remove(name)),
                value => drop(all.insert(name, value.parse().unwrap())),
            }
        }
        let request = self.http.request(method, format!("{}{path}", self.base)).headers(all).body(body);
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Response { status, headers, body: response.bytes().await?.to_vec() })
    }

    /// Sends a request, and checks the response by the contract.
    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Response {
        let response = self.try_send(method, path, headers, body).await.unwrap();
        let documented = if path == PATH { PATH } else { ONE };
        Contract::read().check_method(&method.to_lowercase(), documented, &response);
        assert_eq!(response.header("tus-resumable"), "1.0.0", "{method} {path}");
        response
    }

    pub(crate) async fn create_with(&self, length: &str, metadata: &str) -> Response {
        self.send("POST", PATH, &[("upload-length", length), ("upload-metadata", metadata)], Vec::new()).await
    }

    /// Creates an upload, and returns its address.
    pub(crate) async fn create(&self, media: &str, bytes: &[u8]) -> String {
        let metadata = metadata(media, &hex_digest(bytes), "image/jpeg");
        let response = self.create_with(&bytes.len().to_string(), &metadata).await;
        assert!(matches!(response.status, 200 | 201), "{}", response.text());
        response.header("location").to_owned()
    }

    /// A creation whose response may be lost.
    pub(crate) async fn try_create(&self, media: &str, bytes: &[u8]) -> Result<u16, reqwest::Error> {
        let (length, metadata) = (bytes.len().to_string(), metadata(media, &hex_digest(bytes), "image/jpeg"));
        let headers = [("upload-length", &*length), ("upload-metadata", &*metadata)];
        Ok(self.try_send("POST", PATH, &headers, Vec::new()).await?.status)
    }

    pub(crate) async fn head(&self, location: &str) -> Response {
        self.send("HEAD", location, &[], Vec::new()).await
    }

    pub(crate) async fn offset(&self, location: &str) -> u64 {
        let response = self.head(location).await;
        assert_eq!(response.status, 200);
        response.header("upload-offset").parse().unwrap()
    }

    pub(crate) async fn patch(&self, location: &str, offset: usize, bytes: &[u8]) -> Response {
        self.patch_with(location, offset, bytes, &[]).await
    }

    async fn patch_with(&self, location: &str, offset: usize, bytes: &[u8], more: &[(&str, &str)]) -> Response {
        let offset = offset.to_string();
        let mut headers = vec![("content-type", "application/offset+octet-stream"), ("upload-offset", &offset)];
        headers.extend(more);
        self.send("PATCH", location, &headers, bytes.to_vec()).await
    }

    /// A `PATCH` whose connection may break.
    pub(crate) async fn try_patch(&self, location: &str, offset: usize, bytes: &[u8]) -> Result<u16, reqwest::Error> {
        let offset = offset.to_string();
        let headers = [("content-type", "application/offset+octet-stream"), ("upload-offset", &*offset)];
        Ok(self.try_send("PATCH", location, &headers, bytes.to_vec()).await?.status)
    }

    /// Begins a `PATCH` of `announced` bytes and sends some of them. The connection stays open.
    pub(crate) fn begin_patch(&self, location: &str, offset: usize, announced: usize, bytes: &[u8]) -> TcpStream {
        let authority = self.base.trim_start_matches("http://");
        let mut connection = TcpStream::connect(authority).unwrap();
        let token = &self.token;
        let head = format!(
            "PATCH {location} HTTP/1.1\r\nhost: {authority}\r\nauthorization: {token}\r\ntus-resumable: 1.0.0\r\n\
             content-type: application/offset+octet-stream\r\nupload-offset: {offset}\r\ncontent-length: {announced}\r\n\r\n"
        );
        connection.write_all(head.as_bytes()).unwrap();
        connection.write_all(bytes).unwrap();
        connection
    }

    /// Asks until the offset is the one that is expected.
    pub(crate) async fn wait_for_offset(&self, location: &str, expected: u64) {
        let begun = Instant::now();
        let mut offset = self.offset(location).await;
        while offset != expected {
            assert!(begun.elapsed() < Duration::from_secs(60), "{offset}, not {expected}");
            offset = self.offset(location).await;
        }
    }
}

pub(crate) async fn listed(publisher: &TestPublisher) -> Value {
    let response = publisher.http.get(publisher.handle.control_url() + "/uploads").send().await.unwrap();
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

/// Asks until an upload is not locked, and returns the response to a `PATCH` of nothing.
pub(crate) async fn wait_until_unlocked(station: &Station, location: &str, offset: usize) -> Response {
    let begun = Instant::now();
    loop {
        let response = station.patch(location, offset, &[]).await;
        if response.status != 423 {
            return response;
        }
        assert!(begun.elapsed() < Duration::from_secs(60));
    }
}

#[tokio::test]
async fn file_arrives_in_pieces_and_is_complete_once_it_is_whole() {
    let publisher = TestPublisher::start();
    let station = Station::of(&publisher).await;
    let bytes = photo(300_000);
    let metadata = metadata(MEDIA, &hex_digest(&bytes), "image/jpeg");
    let created = station.create_with("300000", &metadata).await;
    assert_eq!((created.status, created.header("upload-offset")), (201, "0"));
    assert!(httpdate::parse_http_date(created.header("upload-expires")).unwrap() > std::time::SystemTime::now());
    let location = created.header("location").to_owned();
    let mut offset = 0;
    for piece in bytes.chunks(110_000) {
        let checksum = format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(piece)));
        let response = station.patch_with(&location, offset, piece, &[("upload-checksum", &checksum)]).await;
        offset += piece.len();
        assert_eq!((response.status, response.header("upload-offset")), (204, &*offset.to_string()));
        let head = station.head(&location).await;
        assert_eq!((head.header("upload-offset"), head.header("upload-length")), (&*offset.to_string(), "300000"));
        assert_eq!(head.header("upload-metadata"), metadata);
        assert_eq!(head.header("upload-expires").is_empty(), offset == bytes.len());
    }
    let state = listed(&publisher).await["uploads"][0].clone();
    assert_eq!(fs::read(state["path"].as_str().unwrap()).unwrap(), bytes);
    assert_eq!(location, format!("{PATH}/{}", state["id"].as_str().unwrap()));
    let expected = json!({ "media": MEDIA, "submission": SUBMISSION, "station": "station-etdz", "length": 300_000,
        "offset": 300_000, "synced": 300_000, "complete": true, "type": "image/jpeg", "creations": 1,
        "repetitions": 0, "patches": 3, "received": 300_000, "resets": 0, "locked": 0,
        "id": state["id"], "path": state["path"] });
    assert_eq!(state, expected);

    // A complete upload stays, and takes nothing more.
    publisher.control("/uploads/expire", json!({})).await;
    assert_eq!(station.patch(&location, bytes.len(), &[]).await.status, 204);
    let response = station.patch(&location, bytes.len(), b"x").await;
    assert_eq!((response.status, response.header("upload-offset")), (413, "300000"));
    let again = station.create_with("300000", &metadata).await;
    assert_eq!((again.status, again.header("upload-offset")), (200, "300000"));
}

#[tokio::test]
async fn publisher_announces_what_it_supports() {
    let publisher = TestPublisher::start();
    let station = Station::of(&publisher).await;
    for path in [PATH, &format!("{PATH}/0")] {
        let headers = [("authorization", ""), ("tus-resumable", "")];
        let response = station.send("OPTIONS", path, &headers, Vec::new()).await;
        assert_eq!((response.status, response.header("tus-max-size")), (204, "209715200"), "{path}");
    }
}

#[tokio::test]
async fn version_and_account_come_before_everything_else() {
    let publisher = TestPublisher::start();
    let station = Station::of(&publisher).await;
    let location = station.create(MEDIA, &photo(10)).await;
    for (method, path) in [("POST", PATH), ("HEAD", &location), ("PATCH", &location), ("DELETE", &location)] {
        for version in ["", "0.2.2", "1.0.0, 0.2.2"] {
            let response = station.send(method, path, &[("tus-resumable", version)], Vec::new()).await;
            assert_eq!((response.status, response.header("tus-version")), (412, "1.0.0"), "{method} {version}");
        }
        for token in ["", "Bearer", "Bearer other", "Basic dGVzdA=="] {
            let response = station.send(method, path, &[("authorization", token)], Vec::new()).await;
            assert_eq!(response.status, 401, "{method} {token}");
            assert_eq!(response.header("www-authenticate"), r#"Bearer error="invalid_token""#);
        }
    }
    for (method, path, allowed) in [("GET", PATH, "POST"), ("PUT", &location, "PATCH"), ("GET", &location, "HEAD")] {
        let response = station.try_send(method, path, &[], Vec::new()).await.unwrap();
        assert_eq!(response.status, 405);
        assert!(response.header("allow").contains(allowed), "{method} {path}");
    }
    // A client that cannot send the method sends it in a header.
    let response =
        station.try_send("POST", &location, &[("x-http-method-override", "DELETE")], Vec::new()).await.unwrap();
    assert_eq!(response.status, 204);
}

#[tokio::test]
async fn creation_checks_length_metadata_type_and_size() {
    let publisher = TestPublisher::start();
    let station = Station::of(&publisher).await;
    let digest = hex_digest(b"x");
    let good = metadata(MEDIA, &digest, "image/jpeg");
    for length in ["", "-1", "+1", "1.0", "x", "1 1"] {
        assert_eq!(station.create_with(length, &good).await.status, 400, "{length}");
    }
    for length in ["20971521", "9223372036854775808", "18446744073709551616", &"9".repeat(200)] {
        assert_eq!(station.create_with(length, &good).await.status, 413, "{length}");
    }
    let encode = |text: &str| BASE64_STANDARD.encode(text);
    for metadata in [
        "".to_owned(),
        ",".to_owned(),
        good.replace("media ", "other "),
        good.replace("media ", "media  "),
        format!("{good},media {}", encode(MEDIA)),
        format!("{good},"),
        format!("{good},other !"),
        format!("{good},other AAA"),
        good.replace(&encode(MEDIA), ""),
        good.replace(&encode(MEDIA), &encode("../../etc/passwd")),
        good.replace(&encode(MEDIA), &BASE64_STANDARD.encode([0xff, 0xfe])),
        good.replace(&encode(SUBMISSION), &encode("1")),
        good.replace(&encode(&digest), &encode(&digest[1..])),
        good.replace(&encode(&digest), &encode(&digest.replace(|c: char| c.is_ascii_digit(), "g"))),
    ] {
        assert_eq!(station.create_with("1", &metadata).await.status, 400, "{metadata}");
    }
    for content_type in ["text/html", "image", "", "application/pdf"] {
        let response = station.create_with("1", &metadata(MEDIA, &digest, content_type)).await;
        assert_eq!(response.status, 415, "{content_type}");
    }
    let empty = station.create_with("0", &good).await;
    assert_eq!((empty.status, empty.header("upload-offset")), (460, "0"));
    assert_eq!(listed(&publisher).await, json!({ "uploads": [], "ended": [] }));

    // The catalogue says what is allowed.
    let media = json!({ "max_photo_bytes": 10, "max_video_bytes": 20, "types": ["image/heic", "video/mp4"] });
    publisher.control("/catalogue", json!({ "station_form": { "media": media } })).await;
    for (content_type, length, status) in
        [("image/heic", "11", 413), ("video/mp4", "21", 413), ("image/jpeg", "1", 415), ("image/HEIC", "10", 201)]
    {
        let response = station.create_with(length, &metadata(MEDIA, &digest, content_type)).await;
        assert_eq!(response.status, status, "{content_type} {length}");
    }
    let response = station.send("OPTIONS", PATH, &[], Vec::new()).await;
    assert_eq!(response.header("tus-max-size"), "20");
    let nothing = metadata(&MEDIA.replace("ab", "cd"), &hex_digest(b""), "video/mp4");
    let empty = station.create_with("0", &nothing).await;
    assert_eq!((empty.status, empty.header("upload-expires")), (201, ""));
    assert_eq!(listed(&publisher).await["uploads"][1]["complete"], true);
}

#[tokio::test]
async fn concurrent_creations_of_one_file_are_one_upload() {
    let publisher = TestPublisher::start();
    let station = std::sync::Arc::new(Station::of(&publisher).await);
    let bytes = photo(1000);
    let metadata_of = |bytes: &[u8]| metadata(MEDIA, &hex_digest(bytes), "image/jpeg");
    let requests: Vec<_> = (0..20)
        .map(|_| {
            let (station, metadata) = (station.clone(), metadata_of(&bytes));
            tokio::spawn(async move { station.create_with("1000", &metadata).await })
        })
        .collect();
    let mut locations = Vec::new();
    let mut statuses = Vec::new();
    for request in requests {
        let response = request.await.unwrap();
        statuses.push(response.status);
        locations.push(response.header("location").to_owned());
    }
    statuses.sort();
    assert_eq!((statuses[18], statuses[19]), (200, 201));
    locations.dedup();
    assert_eq!(locations.len(), 1);
    let state = listed(&publisher).await;
    assert_eq!((&state["uploads"][0]["creations"], &state["uploads"][0]["repetitions"]), (&json!(1), &json!(19)));
    let folder = std::path::Path::new(state["uploads"][0]["path"].as_str().unwrap()).parent().unwrap().to_owned();
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1);

    // Another file, or the same one of another station, under this UUID.
    for (length, bytes) in [("999", &bytes[..999]), ("999", &bytes), ("1000", b"other")] {
        assert_eq!(station.create_with(length, &metadata_of(bytes)).await.status, 409, "{length}");
    }
    let other = Station::with_account(&station.base, "li").await;
    assert_eq!(other.create_with("1000", &metadata_of(&bytes)).await.status, 409);
    assert_eq!(other.head(&locations[0]).await.status, 404);
    assert_eq!(other.patch(&locations[0], 0, &bytes).await.status, 404);
    assert_eq!(other.send("DELETE", &locations[0], &[], Vec::new()).await.status, 404);
    assert_eq!(station.patch(&locations[0], 0, &bytes).await.status, 204);
}

#[tokio::test]
async fn patch_is_refused_by_offset_type_length_and_address() {
    let publisher = TestPublisher::start();
    let station = Station::of(&publisher).await;
    let bytes = photo(1000);
    let location = station.create(MEDIA, &bytes).await;
    assert_eq!(station.patch(&location, 0, &bytes[..400]).await.status, 204);
    for offset in [0, 399, 401, 1000, usize::MAX] {
        let response = station.patch(&location, offset, &bytes[400..]).await;
        assert_eq!((response.status, response.header("upload-offset")), (409, "400"), "{offset}");
    }
    for offset in ["", "-1", "x"] {
        let response = station.patch_with(&location, 400, &bytes[400..], &[("upload-offset", offset)]).await;
        assert_eq!(response.status, 400, "{offset}");
    }
    for content_type in ["", "application/octet-stream", "text/plain"] {
        let response = station.patch_with(&location, 400, &bytes[400..], &[("content-type", content_type)]).await;
        assert_eq!(response.status, 415, "{content_type}");
    }
    let longer = [&bytes[400..], b"x"].concat();
    let response = station.patch(&location, 400, &longer).await;
    assert_eq!((response.status, response.header("upload-offset")), (413, "400"));
    // The same in chunks, so that the length is not known before.
    let mut connection = TcpStream::connect(station.base.trim_start_matches("http://")).unwrap();
    let token = &station.token;
    let head = format!(
        "PATCH {location} HTTP/1.1\r\nhost: x\r\nauthorization: {token}\r\ntus-resumable: 1.0.0\r\nconnection: close\r\n\
         content-type: application/offset+octet-stream\r\nupload-offset: 400\r\ntransfer-encoding: chunked\r\n\r\n12c\r\n"
    );
    connection.write_all(head.as_bytes()).unwrap();
    connection.write_all(&bytes[400..700]).unwrap();
    station.wait_for_offset(&location, 700).await;
    connection.write_all(b"\r\n12d\r\n").unwrap();
    connection.write_all(&longer[300..]).unwrap();
    connection.write_all(b"\r\n0\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("upload-offset: 400\r\n"), "{answer}");
    assert_eq!(station.offset(&location).await, 400);

    for id in ["0", "..", "%2e%2e%2fdata.sqlite3", "..%5c..", "%00", "%ff", &"a".repeat(32), "' OR 1=1 --"] {
        let path = format!("{PATH}/{}", id.replace(' ', "%20"));
        // The client removes a dot segment, and asks for another address.
        let expected = if id == ".." { 405 } else { 404 };
        for method in ["HEAD", "PATCH", "DELETE"] {
            let headers = [("content-type", "application/offset+octet-stream"), ("upload-offset", "0")];
            let response = station.try_send(method, &path, &headers, Vec::new()).await.unwrap();
            assert!(response.status == expected || id == "..", "{method} {id}: {}", response.status);
            assert_ne!(response.status / 100, 2, "{method} {id}");
        }
    }
    assert_eq!(station.patch(&location, 400, &bytes[400..]).await.status, 204);
}

#[tokio::test]
async fn wrong_checksum_of_a_chunk_takes_the_chunk_back() {
    let publisher = TestPublisher::start();
    let station = Station::of(&publisher).await;
    let bytes = photo(1000);
    let location = station.create(MEDIA, &bytes).await;
    station.patch(&location, 0, &bytes[..400]).await;
    let checksum = |bytes: &[u8]| format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(bytes)));
    for rest in [&bytes[400..700], &bytes[400..]] {
        let headers = [("upload-checksum", &*checksum(b"other"))];
        let response = station.patch_with(&location, 400, rest, &headers).await;
        assert_eq!((response.status, response.header("upload-offset")), (460, "400"));
        assert_eq!(station.offset(&location).await, 400);
    }
    for nonsense in ["sha1 AAAA", "md5", "sha256 AAAA", "sha256 !!"] {
        let response = station.patch_with(&location, 400, &bytes[400..], &[("upload-checksum", nonsense)]).await;
        assert_eq!(response.status, 400, "{nonsense}");
    }
    let headers = [("upload-checksum", &*checksum(&bytes[400..]))];
    assert_eq!(station.patch_with(&location, 400, &bytes[400..], &headers).await.status, 204);
    assert_eq!(listed(&publisher).await["uploads"][0]["complete"], true);
}

#[tokio::test]
async fn wrong_digest_of_the_whole_begins_again() {
    let publisher = TestPublisher::start();
    let station = Station::of(&publisher).await;
    let bytes = photo(1000);
    let location = station.create(MEDIA, &bytes).await;
    let mut wrong = bytes.clone();
    wrong[10] ^= 1;
    station.patch(&location, 0, &wrong[..600]).await;
    let response = station.patch(&location, 600, &wrong[600..]).await;
    assert_eq!((response.status, response.header("upload-offset")), (460, "0"));
    let state = listed(&publisher).await["uploads"][0].clone();
    assert_eq!((&state["complete"], &state["offset"], &state["resets"]), (&json!(false), &json!(0), &json!(1)));
    assert_eq!(station.patch(&location, 0, &bytes).await.status, 204);
    assert_eq!(listed(&publisher).await["uploads"][0]["complete"], true);
}

#[tokio::test]
async fn second_patch_of_an_upload_is_locked_out_and_a_broken_one_keeps_its_bytes() {
    let publisher = TestPublisher::start();
    let station = Station::of(&publisher).await;
    let bytes = photo(100_000);
    let location = station.create(MEDIA, &bytes).await;
    let connection = station.begin_patch(&location, 0, 100_000, &bytes[..30_000]);
    station.wait_for_offset(&location, 30_000).await;
    for offset in [0, 30_000] {
        let response = station.patch(&location, offset, &bytes[offset..]).await;
        assert_eq!((response.status, response.header("retry-after")), (423, "1"), "{offset}");
    }
    drop(connection);
    let response = wait_until_unlocked(&station, &location, 30_000).await;
    assert_eq!((response.status, response.header("upload-offset")), (204, "30000"));
    let state = listed(&publisher).await["uploads"][0].clone();
    assert_eq!((&state["synced"], &state["complete"]), (&json!(30_000), &json!(false)));
    assert!(state["locked"].as_u64().unwrap() >= 2);
    assert_eq!(station.patch(&location, 30_000, &bytes[30_000..]).await.status, 204);

    // The last byte arrives, and the connection breaks before the response.
    let other = MEDIA.replace("ab", "cd");
    let location = station.create(&other, &bytes).await;
    drop(station.begin_patch(&location, 0, 100_000, &bytes));
    station.wait_for_offset(&location, 100_000).await;
    assert_eq!(listed(&publisher).await["uploads"][1]["complete"], true);
}

#[tokio::test]
async fn termination_removes_the_file_and_stops_a_patch() {
    let publisher = TestPublisher::start();
    let station = Station::of(&publisher).await;
    let bytes = photo(1000);
    let location = station.create(MEDIA, &bytes).await;
    let path = listed(&publisher).await["uploads"][0]["path"].as_str().unwrap().to_owned();
    let mut connection = station.begin_patch(&location, 0, 1000, &bytes[..500]);
    station.wait_for_offset(&location, 500).await;
    assert_eq!(station.send("DELETE", &location, &[], Vec::new()).await.status, 204);
    assert!(!fs::exists(path).unwrap());
    connection.write_all(&bytes[500..]).unwrap();
    let mut answer = [0; 13];
    connection.read_exact(&mut answer).unwrap();
    assert_eq!(std::str::from_utf8(&answer).unwrap(), "HTTP/1.1 410 ");
    assert_eq!(station.head(&location).await.status, 410);
    assert_eq!(station.patch(&location, 0, &bytes).await.status, 410);
    assert_eq!(station.send("DELETE", &location, &[], Vec::new()).await.status, 410);
    let state = listed(&publisher).await;
    assert_eq!((&state["uploads"], &state["ended"][0]["media"]), (&json!([]), &json!(MEDIA)));

    // The same file may begin again, elsewhere.
    let again = station.create(MEDIA, &bytes).await;
    assert_ne!(again, location);
    assert_eq!(station.patch(&again, 0, &bytes).await.status, 204);
    assert_eq!(listed(&publisher).await["uploads"][0]["creations"], 2);
    assert_eq!(station.send("DELETE", &again, &[], Vec::new()).await.status, 204);
}

#[tokio::test]
async fn upload_expires_unless_it_is_complete_or_under_way() {
    let publisher = TestPublisher::start();
    let station = Station::of(&publisher).await;
    let bytes = photo(1000);
    let location = station.create(MEDIA, &bytes).await;
    let other = station.create(&MEDIA.replace("ab", "cd"), &bytes).await;
    let connection = station.begin_patch(&location, 0, 1000, &bytes[..500]);
    station.wait_for_offset(&location, 500).await;
    publisher.control("/uploads/expire", json!({})).await;
    assert_eq!(station.head(&other).await.status, 410);
    assert_eq!(station.offset(&location).await, 500);
    // What was continued lives on.
    drop(connection);
    assert_eq!(wait_until_unlocked(&station, &location, 500).await.status, 204);
    publisher.control("/uploads/expire", json!({ "media": MEDIA.replace("ab", "ef") })).await;
    assert_eq!(station.offset(&location).await, 500);
    publisher.control("/uploads/expire", json!({ "media": MEDIA })).await;
    assert_eq!(station.patch(&location, 500, &bytes[500..]).await.status, 410);
    assert_eq!(station.send("DELETE", &location, &[], Vec::new()).await.status, 410);
    // An upload without a lifetime is gone at the next request.
    publisher.control("/uploads/lifetime", json!({ "seconds": 0 })).await;
    let created = station.create_with("1000", &metadata(MEDIA, &hex_digest(&bytes), "image/jpeg")).await;
    assert_eq!(created.status, 201);
    assert_eq!(station.head(created.header("location")).await.status, 410);
}
