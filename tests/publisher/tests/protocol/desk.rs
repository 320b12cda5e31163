//! The review desk: who may use it, what may follow what, and what is published.

use crate::harness::{PNG, Response, TestPublisher};
use crate::station::{Folder, TestClerk, UUID, file, form, sha256, submission};
use serde_json::{Value, json};

const FILE: &str = "01936f2e-aaaa-7abc-8def-000000000000";

/// An editor who is logged in.
struct TestEditor<'a> {
    publisher: &'a TestPublisher,
    cookie: String,
    csrf: String,
}

async fn log_in(publisher: &TestPublisher, account: &str, headers: &[(&str, &str)]) -> Response {
    let body = form(&[("name", account), ("password", &format!("{account}-2026"))]);
    publisher.send("POST", "/desk/login", headers, body).await.unwrap()
}

impl<'a> TestEditor<'a> {
    async fn log_in(publisher: &'a TestPublisher, account: &str) -> Self {
        let response = log_in(publisher, account, &[]).await;
        assert_eq!((response.status, response.header("location")), (303, "/desk"), "{}", response.text());
        let cookie = response.header("set-cookie").split(';').next().unwrap().to_owned();
        let session = publisher.request("GET", "/desk/api/session", &[("cookie", &cookie)]).await.json();
        Self { publisher, cookie, csrf: session["csrf"].as_str().unwrap().to_owned() }
    }

    async fn get(&self, path: &str) -> Response {
        self.publisher.request("GET", path, &[("cookie", &self.cookie)]).await
    }

    async fn post(&self, path: &str, body: &Value) -> Response {
        let headers = [("cookie", self.cookie.as_str()), ("x-csrf-token", self.csrf.as_str())];
        self.publisher.send("POST", path, &headers, body.to_string()).await.unwrap()
    }

    async fn decide(&self, decision: Value) -> Response {
        self.post(&format!("/desk/api/submissions/{UUID}/decisions"), &decision).await
    }

    async fn read(&self) -> Value {
        self.get(&format!("/desk/api/submissions/{UUID}")).await.json()
    }
}

#[tokio::test]
async fn desk_is_for_editors() {
    let publisher = TestPublisher::start();
    let away = publisher.get("/desk").await;
    assert_eq!((away.status, away.header("location")), (303, "/desk/login"));
    let page = publisher.get("/desk/login").await;
    assert!(page.status == 200 && page.text().contains("登录审稿台"));
    for (account, word) in [("zhang", "不是中心编辑的账号"), ("nobody", "账号或密码不对")] {
        let refused = log_in(&publisher, account, &[]).await;
        assert_eq!((refused.status, refused.header("set-cookie")), (200, ""));
        assert!(refused.text().contains(word), "{}", refused.text());
    }
    for path in ["/desk/api/session", "/desk/api/submissions", &format!("/desk/api/submissions/{UUID}")] {
        for cookie in ["", "songming_desk=x", "songming_desk="] {
            let refused = publisher.request("GET", path, &[("cookie", cookie)]).await;
            assert_eq!((refused.status, refused.header("content-type")), (401, "application/problem+json"), "{path}");
        }
    }
    let response = log_in(&publisher, "bianji", &[]).await;
    let cookie = response.header("set-cookie");
    for word in ["HttpOnly", "SameSite=Strict", "Path=/desk", "Max-Age=43200"] {
        assert!(cookie.split("; ").any(|part| part == word), "{cookie}");
    }
    let editor = TestEditor::log_in(&publisher, "bianji").await;
    let page = editor.get("/desk").await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{policy}");
    let text = page.text();
    assert!(!text.contains(" onclick") && !text.contains(" style=") && text.matches("<script").count() == 1, "{text}");
    for (path, content_type) in [("/desk/desk.js", "text/javascript"), ("/desk/desk.css", "text/css")] {
        let asset = publisher.get(path).await;
        assert!(asset.status == 200 && asset.header("content-type").starts_with(content_type));
        assert_eq!(asset.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(editor.get("/desk/api/session").await.json()["name"], "样例编辑");
    assert_eq!(editor.post("/desk/api/logout", &json!({})).await.status, 204);
    assert_eq!(editor.get("/desk/api/session").await.status, 401);
}

#[tokio::test]
async fn another_page_can_neither_log_in_nor_decide() {
    let publisher = TestPublisher::start();
    TestClerk::log_in(&publisher, "zhang").await.put(UUID, 1, &submission()).await;
    let own = publisher.handle.public_url();
    for (headers, status) in [
        ([("origin", "https://evil.example"), ("x", "")], 403),
        ([("origin", "null"), ("x", "")], 403),
        ([("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")], 403),
        ([("origin", own.as_str()), ("x", "")], 303),
        ([("origin", own.as_str()), ("sec-fetch-site", "same-origin")], 303),
        ([("origin", own.as_str()), ("sec-fetch-site", "same-site")], 403),
    ] {
        assert_eq!(log_in(&publisher, "bianji", &headers).await.status, status, "{headers:?}");
    }
    let editor = TestEditor::log_in(&publisher, "bianji").await;
    let other = TestEditor::log_in(&publisher, "zhubian").await;
    let decision = json!({ "state": "first-review" }).to_string();
    let path = format!("/desk/api/submissions/{UUID}/decisions");
    for word in ["", "x", &other.csrf, &editor.csrf[1..]] {
        let headers = [("cookie", editor.cookie.as_str()), ("x-csrf-token", word)];
        let refused = publisher.send("POST", &path, &headers, decision.clone()).await.unwrap();
        assert_eq!(refused.status, 403, "{word}");
        let refused = publisher.send("POST", "/desk/api/logout", &headers, "{}").await.unwrap();
        assert_eq!(refused.status, 403, "{word}");
    }
    assert_eq!(publisher.send("POST", &path, &[("x-csrf-token", &editor.csrf)], decision).await.unwrap().status, 401);
    assert_eq!(editor.read().await["state"], "delivered");
}

#[tokio::test]
async fn illegal_decisions_are_refused() {
    let publisher = TestPublisher::start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    clerk.put(UUID, 1, &submission()).await;
    let editor = TestEditor::log_in(&publisher, "bianji").await;
    let all = [
        "delivered",
        "first-review",
        "second-review",
        "final-review",
        "standby",
        "adopted",
        "published",
        "returned",
        "rejected",
        "withdrawn",
    ];
    let line: [(&str, &[&str]); 6] = [
        ("first-review", &["first-review", "returned", "rejected"]),
        ("second-review", &["second-review", "returned", "rejected"]),
        ("final-review", &["final-review", "returned", "rejected"]),
        ("standby", &["standby", "adopted", "returned", "rejected"]),
        ("adopted", &["adopted", "published"]),
        ("published", &["published"]),
    ];
    for (next, legal) in line {
        let offered = editor.read().await["decisions"].clone();
        let offered: Vec<_> = offered.as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
        assert_eq!(offered, legal);
        for state in all.iter().filter(|state| !legal.contains(state)) {
            let refused = editor.decide(json!({ "state": state, "reason": "因为" })).await;
            assert_eq!((refused.status, refused.header("content-type")), (409, "application/problem+json"), "{state}");
        }
        let stale = editor.decide(json!({ "state": next, "version": 2 })).await;
        assert_eq!(stale.status, 409, "a version that was not read");
        let done = editor.decide(json!({ "state": next, "version": 1 })).await;
        assert_eq!((done.status, &done.json()["state"]), (200, &json!(next)), "{}", done.text());
    }
    for state in all {
        assert_eq!(editor.decide(json!({ "state": state, "reason": "因为" })).await.status, 409, "{state}");
    }
    assert_eq!(editor.decide(json!({ "state": "asleep" })).await.status, 400);
    let roles: Vec<Value> =
        clerk.changes(1).await["changes"].as_array().unwrap().iter().map(|change| change["role"].clone()).collect();
    assert_eq!(roles[..4], [json!("初审"), json!("复审"), json!("终审"), Value::Null]);
    let nowhere = "/desk/api/submissions/01936f2e-9999-7abc-8def-0123456789ab/decisions";
    assert_eq!(editor.post(nowhere, &json!({ "state": "first-review" })).await.status, 404);
}

#[tokio::test]
async fn return_needs_a_reason_and_marks_within_the_text() {
    let publisher = TestPublisher::start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let mut body = submission();
    body["fields"]["title"] = json!("𠮷祥生产线");
    clerk.put(UUID, 1, &body).await;
    let editor = TestEditor::log_in(&publisher, "bianji").await;
    let mark = |field: &str, start: i64, end: i64, note: &str| json!({ "state": "returned", "reason": "请改", "marks": [{ "field": field, "start": start, "end": end, "note": note }] });
    for wrong in [
        json!({ "state": "returned" }),
        json!({ "state": "returned", "reason": " " }),
        json!({ "state": "rejected" }),
        json!({ "state": "rejected", "reason": "长".repeat(1001) }),
        mark("title", 0, 6, "超出"),
        mark("title", 2, 2, "空"),
        mark("title", 0, 2, " "),
        mark("mood", 0, 1, "没有"),
        mark("consent", 0, 1, "不是文字"),
    ] {
        assert_eq!(editor.decide(wrong.clone()).await.status, 422, "{wrong}");
    }
    assert_eq!(editor.decide(mark("title", -1, 2, "负数")).await.status, 400);
    let mut passing = mark("title", 0, 2, "写全名");
    passing["state"] = json!("first-review");
    assert_eq!(editor.decide(passing).await.status, 422);
    assert_eq!(editor.decide(mark("title", 0, 5, "写全名")).await.status, 200);
    assert_eq!(clerk.changes(1).await["changes"][0]["marks"][0]["end"], 5, "in code points");
}

#[tokio::test]
async fn editor_reads_versions_with_their_differences() {
    let publisher = TestPublisher::start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    clerk.put(UUID, 1, &submission()).await;
    let editor = TestEditor::log_in(&publisher, "bianji").await;
    editor.decide(json!({ "state": "returned", "reason": "请改" })).await;
    let list = editor.get("/desk/api/submissions").await.json();
    let counts: Vec<_> = list["filters"].as_array().unwrap().iter().map(|one| one["count"].as_i64().unwrap()).collect();
    assert_eq!((counts, &list["submissions"][0]["filter"]), (vec![0, 0, 0, 0, 1, 0, 0], &json!("returned")));
    let mut next = submission();
    next["fields"]["title"] = json!("两条新生产线投产");
    next["fields"]["sector"] = json!("");
    clerk.put(UUID, 2, &next).await;

    let read = editor.read().await;
    assert_eq!((&read["version"], &read["state_name"]), (&json!(2), &json!("已送达")));
    assert_eq!(read["station"]["name"], "经济技术开发区联络站");
    let field = |version: usize, code: &str| -> Value {
        let fields = read["versions"][version]["fields"].as_array().unwrap();
        fields.iter().find(|field| field["code"] == code).unwrap().clone()
    };
    assert_eq!(
        (read["versions"][0]["sender"].as_str(), field(0, "sector")["shown"].as_str()),
        (Some("张三"), Some("汽车"))
    );
    assert_eq!(field(1, "title")["differences"], json!([["added", "两条"], ["same", "新生产线投产"]]));
    assert_eq!(field(1, "sector")["differences"], json!([["removed", "汽车"]]));
    assert_eq!((field(1, "text").get("differences"), field(0, "title").get("differences")), (None, None));
    let list = editor.get("/desk/api/submissions").await.json();
    let row = &list["submissions"][0];
    assert_eq!(
        (&row["filter"], &row["title"], &row["version"]),
        (&json!("open"), &json!("两条新生产线投产"), &json!(2))
    );
}

async fn adopt(editor: &TestEditor<'_>) {
    for state in ["first-review", "second-review", "final-review", "adopted"] {
        assert_eq!(editor.decide(json!({ "state": state })).await.status, 200, "{state}");
    }
}

#[tokio::test]
async fn published_submission_is_an_item_with_its_pictures() {
    let folder = Folder::new();
    let publisher = folder.start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let mut body = submission();
    body["fields"]["title"] = json!("<script>alert(1)</script>");
    body["fields"]["text"] = json!("第一段 <img src=x onerror=alert(1)>\n\n第二段 & \"引号\"");
    body["media"] = json!([file(FILE, PNG, "<b>图</b>")]);
    clerk.put(UUID, 1, &body).await;
    let editor = TestEditor::log_in(&publisher, "bianji").await;
    adopt(&editor).await;
    let media = format!("/desk/api/media/{FILE}");
    assert_eq!(editor.get(&media).await.status, 404);
    let early = editor.decide(json!({ "state": "published" })).await;
    assert_eq!((early.status, &early.json()["detail"]), (409, &json!("有照片或视频还没有传完。")));

    folder.arrive_png("station-etdz", FILE);
    let picture = editor.get(&media).await;
    assert_eq!((picture.status, picture.header("content-type"), &picture.body[..]), (200, "image/png", PNG));
    assert!(picture.header("content-security-policy").contains("sandbox"));
    assert_eq!(publisher.get(&media).await.status, 401);
    let shown = editor.read().await["versions"][0]["media"][0].clone();
    assert_eq!((&shown["complete"], &shown["caption"]), (&json!(true), &json!("<b>图</b>")));
    let before = publisher.get("/v1/feed.json").await.json()["_songming"]["cursor"].as_u64().unwrap();
    let done = editor.decide(json!({ "state": "published" })).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(editor.decide(json!({ "state": "published" })).await.status, 409);

    let changes = publisher.get(&format!("/v1/feed.json?after={before}")).await;
    crate::contract::Contract::read().check("/v1/feed.json", &changes);
    let changes = changes.json();
    assert_eq!(changes["items"].as_array().unwrap().len(), 1);
    let item = &changes["items"][0];
    let event = &clerk.changes(5).await["changes"][0];
    assert_eq!((&event["state"], &event["item"]), (&json!("published"), &item["id"]));
    assert_eq!(item["title"], "<script>alert(1)</script>");
    let html = item["content_html"].as_str().unwrap();
    assert!(
        html.starts_with("<p>第一段 &lt;img src=x onerror=alert(1)&gt;</p>\n<p>第二段 &amp; &quot;引号&quot;</p>"),
        "{html}"
    );
    assert!(html.contains("<figcaption>&lt;b&gt;图&lt;/b&gt;</figcaption>"), "{html}");
    assert_eq!((&item["_songming"]["sectors"], &item["_songming"]["parks"]), (&json!(["auto"]), &json!(["etdz"])));
    assert_eq!(item["authors"], json!([{ "name": "经济技术开发区联络站" }]));
    for private in ["张三", "钱七", "0871-0000-0000"] {
        assert!(!item.to_string().contains(private), "{private}");
    }
    let page = publisher.get(&format!("/items/{}", item["id"].as_str().unwrap())).await.text();
    assert!(!page.contains("<script>") && !page.contains("<img src=x"), "{page}");
    let attachment = &item["attachments"][0];
    let digest = sha256(PNG);
    assert_eq!((&attachment["_songming"]["sha256"], &attachment["size_in_bytes"]), (&json!(digest), &json!(PNG.len())));
    let url = attachment["url"].as_str().unwrap().to_owned();
    assert_eq!((item["image"].as_str(), publisher.get(&url).await.body), (Some(url.as_str()), PNG.to_vec()));

    // The upload ends, the item stays.
    std::fs::remove_file(folder.path().join(format!("upload-{FILE}"))).unwrap();
    let path = url.strip_prefix(&publisher.handle.public_url()).unwrap().to_owned();
    drop(publisher);
    let publisher = folder.start();
    assert_eq!(publisher.get(&path).await.body, PNG);
    assert_eq!(publisher.get("/v1/feed.json").await.json()["items"][0]["title"], "<script>alert(1)</script>");
}

#[tokio::test]
async fn other_bytes_than_announced_are_not_published() {
    let folder = Folder::new();
    let publisher = folder.start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let mut body = submission();
    body["media"] = json!([file(FILE, PNG, "")]);
    clerk.put(UUID, 1, &body).await;
    folder.arrive_png("station-etdz", FILE);
    std::fs::write(folder.path().join(format!("upload-{FILE}")), b"damaged").unwrap();
    let editor = TestEditor::log_in(&publisher, "bianji").await;
    adopt(&editor).await;
    let before = publisher.get("/v1/feed.json").await.body;
    assert_eq!(editor.decide(json!({ "state": "published" })).await.status, 409);
    assert_eq!(
        (editor.read().await["state"].as_str(), publisher.get("/v1/feed.json").await.body),
        (Some("adopted"), before)
    );
}

#[tokio::test]
async fn hostile_text_reaches_the_desk_as_json() {
    let publisher = TestPublisher::start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let mut body = submission();
    body["fields"]["title"] = json!("<script>alert(1)</script>");
    clerk.put(UUID, 1, &body).await;
    let editor = TestEditor::log_in(&publisher, "bianji").await;
    for path in ["/desk/api/submissions".to_owned(), format!("/desk/api/submissions/{UUID}")] {
        let response = editor.get(&path).await;
        assert_eq!(response.header("content-type"), "application/json");
        assert_eq!(response.header("x-content-type-options"), "nosniff");
        assert!(response.text().contains("<script>alert(1)</script>"));
    }
    assert!(!editor.get("/desk").await.text().contains("alert(1)"));
}

#[tokio::test]
async fn concurrent_publications_are_one_item() {
    let folder = Folder::new();
    let publisher = folder.start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    // A large picture keeps the first publication busy while the others begin.
    let picture = [PNG, &[0; 16 << 20]].concat();
    let mut body = submission();
    body["media"] = json!([file(FILE, &picture, "")]);
    clerk.put(UUID, 1, &body).await;
    folder.arrive("station-etdz", FILE, &picture, true);
    let editor = TestEditor::log_in(&publisher, "bianji").await;
    adopt(&editor).await;
    let url = format!("{}/desk/api/submissions/{UUID}/decisions", publisher.handle.public_url());
    let request = || {
        let request = publisher.http.post(&url).header("cookie", &editor.cookie).header("x-csrf-token", &editor.csrf);
        tokio::spawn(request.body(json!({ "state": "published" }).to_string()).send())
    };
    let before = publisher.get("/v1/feed.json").await.json()["_songming"]["cursor"].as_u64().unwrap();
    let tasks: Vec<_> = (0..8).map(|_| request()).collect();
    let mut published = 0;
    for task in tasks {
        let status = task.await.unwrap().unwrap().status().as_u16();
        assert!(matches!(status, 200 | 409), "{status}");
        published += u32::from(status == 200);
    }
    let after = publisher.get("/v1/feed.json").await.json()["_songming"]["cursor"].as_u64().unwrap();
    assert_eq!((published, after - before), (1, 1));
    assert_eq!(clerk.changes(5).await["changes"].as_array().unwrap().len(), 1);
}
