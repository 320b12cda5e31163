//! A clerk of a liaison station: a publisher, a phone, and the store of secrets that the platform gives it.

use std::sync::Arc;

use serde_json::{Value, json};
use songming_core::{Client, FieldValue};

use crate::browser::log_in;
use crate::phone::STATEMENT;
use crate::{MemorySecrets, Phone, TestPublisher};

/// What a clerk enters into the sample content's form.
pub const FIELDS: [(&str, &str); 9] = [
    ("title", "联络站样稿：新生产线投产"),
    ("text", "园区一家企业的新生产线今天投产，厂房里试运行了三个班次。"),
    ("category", "enterprise"),
    ("author", "张三"),
    ("contact", "13800000000"),
    ("sign_off", "李站长"),
    ("sign_off_date", "2026-11-20"),
    ("ai", "none"),
    ("consent", "true"),
];

/// Values of a form by the codes of its fields.
pub fn values(members: &[(&str, &str)]) -> Vec<FieldValue> {
    members.iter().map(|(code, value)| FieldValue { code: (*code).into(), value: (*value).into() }).collect()
}

/// A whole form with this title and text.
pub fn filled(title: &str, text: &str) -> Vec<FieldValue> {
    let mut all = FIELDS;
    (all[0].1, all[1].1) = (title, text);
    values(&all)
}

/// Sends a draft to a server that takes its text and so many bytes of its first photo, and then fails. The server goes on
/// failing.
pub async fn send_in_part(client: &Client, publisher: &TestPublisher, draft: &str, bytes: u32) {
    let path = "/v1/station/media";
    let cut = json!({ "mode": "cut-request", "after_bytes": bytes, "method": "PATCH", "path": path, "times": 1 });
    let down = json!({ "mode": "status", "status": 500, "method": "PATCH", "path": path });
    publisher.control("/fault", json!({ "faults": [cut, down] })).await;
    publisher.reset().await;
    client.drafts().send(draft.into(), false).await.expect("a whole draft");
    let refusal = async {
        let is_refusal = |(method, _, status): &(String, String, u64)| method == "PATCH" && *status == 500;
        while !publisher.record().await.requests.iter().any(is_refusal) {}
    };
    let submissions = client.submissions();
    // Sending would go on until its time is over.
    tokio::select! {
        sent = submissions.send(600) => panic!("sending ended before the server failed: {sent:?}"),
        () = refusal => {}
    }
}

/// A clerk.
pub struct Clerk {
    /// With the sample content, whose accounts it has.
    pub publisher: TestPublisher,
    /// The clerk's phone.
    pub phone: Phone,
    /// The platform's store, which outlives a client.
    pub secrets: Arc<MemorySecrets>,
}

impl Default for Clerk {
    fn default() -> Self {
        let publisher = TestPublisher::sample();
        Self { phone: Phone::new(&publisher), publisher, secrets: Arc::default() }
    }
}

impl Clerk {
    /// Opens the client, registers the store and accepts the privacy statement.
    pub async fn open(&self) -> Arc<Client> {
        let client = self.phone.open().await;
        client.account().use_platform(self.secrets.clone(), None);
        client.privacy().accept(STATEMENT.into()).await.expect("consent is stored");
        client
    }

    /// A client whose clerk is logged in, with the catalogue.
    pub async fn open_logged_in(&self) -> Arc<Client> {
        let client = self.open().await;
        client.sync(None).await.expect("the first sync");
        log_in(&client, "zhang", "zhang-2026").await;
        client
    }

    /// The refresh token on the phone.
    pub fn token(&self) -> String {
        let session: Value = serde_json::from_str(&self.secrets.values()["songming.session"]).expect("a session");
        session["refresh"].as_str().expect("a token").to_owned()
    }

    /// How many requests to end a session arrived.
    pub async fn revocations(&self) -> usize {
        let requests = self.publisher.record().await.requests;
        requests.iter().filter(|(_, path, status)| path.starts_with("/v1/account/revoke") && *status == 200).count()
    }

    /// Records what the newsroom decides. `more`: further members of the order, an object.
    pub async fn review(&self, submission: &str, state: &str, more: Value) {
        let mut order = json!({ "submission": submission, "state": state });
        order.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        self.publisher.control("/review", order).await;
    }

    /// The versions that arrived, with their body and which files are complete.
    pub async fn arrived(&self) -> Vec<Value> {
        let all = self.publisher.ask("/submissions").await;
        all["submissions"].as_array().unwrap_or_else(|| panic!("{all}")).clone()
    }
}
