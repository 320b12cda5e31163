//! The desk and the login page in headless Chromium, driven over WebDriver. Skipped where `chromedriver` is missing.

use crate::harness::{PNG, TestPublisher, client};
use crate::station::{CHALLENGE, Folder, TestClerk, UUID, file, form, submission};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use tempfile::TempDir;

const FILE: &str = "01936f2e-aaaa-7abc-8def-000000000000";
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SHIFT: &str = "\u{e008}";
const HOME: &str = "\u{e011}";
const CONTROL: &str = "\u{e009}";
const RIGHT: &str = "\u{e014}";

/// Chromium with a profile of its own. Every search waits until the element is there, for ten seconds at most.
struct Browser {
    driver: Child,
    session: String,
    http: reqwest::Client,
    _profile: TempDir,
    /// Open, because the driver writes on.
    _output: BufReader<ChildStdout>,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // With it the browser ends, which is its child.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Browser {
    /// `None` where `chromedriver` is missing.
    async fn start() -> Option<Self> {
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut driver) = driver else {
            // Not through `eprintln!`, which the test runner keeps to itself.
            let word =
                b"skipped: desk_browser: chromedriver is missing (Debian: apt-get install chromium chromium-driver)\n";
            std::io::stderr().write_all(word).unwrap();
            return None;
        };
        let mut output = BufReader::new(driver.stdout.take().unwrap());
        let mut line = String::new();
        let port = loop {
            line.clear();
            assert!(output.read_line(&mut line).unwrap() > 0, "chromedriver prints its port");
            if let Some(port) = line.trim().strip_prefix("ChromeDriver was started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        let profile = TempDir::new().unwrap();
        let http = client();
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": arguments }, "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "implicit": 10_000 },
        } } });
        let mut browser = Self {
            driver,
            session: format!("http://127.0.0.1:{port}/session"),
            http,
            _profile: profile,
            _output: output,
        };
        let id = browser.order("", capabilities).await["sessionId"].as_str().unwrap().to_owned();
        browser.session = format!("{}/{id}", browser.session);
        Some(browser)
    }

    async fn order(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.session)).body(body.to_string());
        let answer = request.send().await.unwrap().bytes().await.unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert!(answer["value"].get("error").is_none(), "{path} {body}: {}", answer["value"]["message"]);
        answer["value"].clone()
    }

    async fn open(&self, url: &str) {
        self.order("/url", json!({ "url": url })).await;
    }

    async fn run(&self, script: &str) -> Value {
        self.order("/execute/sync", json!({ "script": script, "args": [] })).await
    }

    /// The path of an element, by XPath.
    async fn find(&self, xpath: &str) -> String {
        let found = self.order("/element", json!({ "using": "xpath", "value": xpath })).await;
        format!("/element/{}", found.as_object().unwrap().values().next().unwrap().as_str().unwrap())
    }

    async fn keys(&self, xpath: &str, keys: &str) {
        let element = self.find(xpath).await;
        self.order(&format!("{element}/value"), json!({ "text": keys })).await;
    }

    async fn click(&self, xpath: &str) {
        let element = self.find(xpath).await;
        self.order(&format!("{element}/click"), json!({})).await;
    }

    /// Makes the page so many pixels wide, and checks that nothing is cut off and every control is large enough.
    async fn check_width(&self, width: u32) {
        let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        let order = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": metrics });
        self.order("/goog/cdp/execute", order).await;
        let measured = self
            .run(
                "return { width: innerWidth, wider: document.documentElement.scrollWidth > document.documentElement.clientWidth,
                 low: [...document.querySelectorAll('button')]
                 .filter((one) => one.offsetParent && one.offsetHeight < 44).map((one) => one.textContent) }",
            )
            .await;
        assert_eq!(measured, json!({ "width": width, "wider": false, "low": [] }));
    }
}

async fn log_in(browser: &Browser, account: &str) {
    browser.keys("//input[@id='name']", account).await;
    browser.keys("//input[@id='password']", &format!("{account}-2026{ENTER}")).await;
}

#[tokio::test]
async fn editor_plays_the_newsroom_in_a_browser() {
    let Some(browser) = Browser::start().await else { return };
    let folder = Folder::new();
    let publisher = folder.start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let mut body = submission();
    let title = "<script>window.hostile = 1</script><img src=x onerror=\"window.hostile = 1\">";
    body["fields"]["title"] = json!(title.get(..60).unwrap());
    body["fields"]["text"] = json!(format!("𠮷祥如意，新线投产。\r\n第二段{}", "长".repeat(200)));
    body["fields"]["author"] = json!("<b>张三</b>");
    body["media"] = json!([file(FILE, PNG, "\"><script>window.hostile = 1</script>")]);
    assert_eq!(clerk.put(UUID, 1, &body).await.status, 201);

    browser.open(&format!("{}/desk", publisher.handle.public_url())).await;
    log_in(&browser, "bianji").await;
    browser.keys(&format!("//button[@data-submission='{UUID}']"), ENTER).await;
    browser.find("//li[contains(., '还没有传完')]").await;
    folder.arrive_png("station-etdz", FILE);
    browser.find("//li[contains(., '已传完')]//img").await;
    let shown = browser.run("return document.querySelector('#detail h2').textContent").await;
    assert_eq!(shown, body["fields"]["title"]);
    for width in [1280, 400] {
        browser.check_width(width).await;
    }

    // With the keyboard alone: two characters of the second line, after one that is two units of UTF-16 and a line
    // end that is one unit on the page and two characters in the text.
    let text = "//div[@data-field='text']//textarea";
    browser.keys("//button[@data-decision='returned']", ENTER).await;
    browser.keys(text, "改不了").await;
    let unchanged = browser.run("return document.querySelector('[data-field=text] textarea').value").await;
    assert_eq!(unchanged, body["fields"]["text"].as_str().unwrap().replace('\r', ""));
    browser.keys(text, &format!("{CONTROL}{HOME}{CONTROL}")).await;
    let steps = "𠮷祥如意，新线投产。".chars().count() + 1;
    browser.keys(text, &format!("{}{SHIFT}{RIGHT}{RIGHT}{SHIFT}", RIGHT.repeat(steps))).await;
    browser.keys("//button[@class='add-mark']", ENTER).await;
    browser.find("//ol[@class='marks']//q[. = '第二']").await;
    browser.keys("//input[@class='note']", "写<b>具体</b>").await;
    browser.keys("//textarea[@class='reason']", &format!("请补充数字。{TAB}")).await;
    browser.keys("//button[@class='send']", ENTER).await;
    browser.find("//p[@id='message'][. = '已处理：退改']").await;
    let returned = clerk.changes(1).await["changes"][0].clone();
    assert_eq!((&returned["state"], &returned["reason"]), (&json!("returned"), &json!("请补充数字。")));
    let expected = json!([{ "field": "text", "start": steps + 1, "end": steps + 3, "note": "写<b>具体</b>" }]);
    assert_eq!((&returned["marks"], &returned["reviewer"]), (&expected, &json!("样例编辑")));
    browser.find("//ol[@class='events']//p[contains(., '正文“第二”：写<b>具体</b>')]").await;

    let mut next = body.clone();
    next["fields"]["text"] = json!(format!("𠮷祥如意，两条新线投产。\r\n第二段{}", "长".repeat(200)));
    assert_eq!(clerk.put(UUID, 2, &next).await.status, 201);
    browser.order("/refresh", json!({})).await;
    browser.find("//div[@data-field='text']//ins[contains(., '两条')]").await;
    for (state, word) in [
        ("first-review", "初审"),
        ("second-review", "复审"),
        ("final-review", "终审"),
        ("standby", "待用"),
        ("adopted", "采用"),
        ("published", "已发布"),
    ] {
        browser.click(&format!("//button[@data-decision='{state}']")).await;
        browser.find(&format!("//p[@id='message'][. = '已处理：{word}']")).await;
    }
    let changes = clerk.changes(2).await;
    let item = changes["changes"].as_array().unwrap().last().unwrap()["item"].as_str().unwrap().to_owned();
    browser.click("//button[@data-filter='published']").await;
    browser.find(&format!("//button[@data-submission='{UUID}']")).await;
    assert_eq!(browser.run("return window.hostile ?? null").await, Value::Null);
    browser.click(&format!("//a[@href='/items/{item}']")).await;
    browser.find("//figure/img").await;
    assert_eq!(browser.run("return window.hostile ?? null").await, Value::Null);
    assert_eq!(browser.run("return document.querySelector('figure img').naturalWidth").await, 1);

    let log = browser.order("/se/log", json!({ "type": "browser" })).await;
    let complaints: Vec<&Value> = log
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| !entry["message"].as_str().unwrap().contains("/favicon.ico"))
        .collect();
    assert!(complaints.is_empty(), "{complaints:?}");
}

/// The policy of the login page must let the browser go back to the app: it also holds for redirects after the form.
#[tokio::test]
async fn clerk_is_sent_back_to_the_app_by_a_browser() {
    let Some(browser) = Browser::start().await else { return };
    let publisher = TestPublisher::start();
    // Another publisher stands for the app's listener: another origin, which answers.
    let app = TestPublisher::start();
    let redirect = format!("{}/login", app.handle.public_url());
    let query = form(&[
        ("response_type", "code"),
        ("client_id", "songming"),
        ("redirect_uri", &redirect),
        ("state", "s"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("scope", "station"),
    ]);
    browser.open(&format!("{}/v1/account/authorize?{query}", publisher.handle.public_url())).await;
    browser.check_width(400).await;
    browser.keys("//input[@id='name']", "zhang").await;
    browser.keys("//input[@id='password']", &format!("wrong{ENTER}")).await;
    browser.find("//p[@role='alert'][. = '账号或密码不对。']").await;
    browser.keys("//input[@id='password']", &format!("zhang-2026{ENTER}")).await;
    browser.find("//pre[contains(., '没有找到')]").await;
    let address = browser.run("return location.href").await;
    assert!(address.as_str().unwrap().starts_with(&format!("{redirect}?code=")), "{address}");
}
