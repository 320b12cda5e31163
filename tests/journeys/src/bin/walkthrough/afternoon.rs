//! One clerk's afternoon: a draft in a basement, an upload that a kill ends, 退改, and the published item on the reader's phone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use songming_journeys::browser::{FormAnswer, submit};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::photo::{self, LABEL, PERSONAL};
use crate::{Outcome, Publisher, Walk, check, contains, holds};

/// What the clerk enters, by the codes of the centre's form.
const FIELDS: [(&str, &str); 9] = [
    ("title", "联络站样稿：新生产线投产"),
    ("text", "园区一家企业的新生产线今天投产，厂房里试运行了三个班次。"),
    ("category", "enterprise"),
    ("author", "周样例"),
    ("contact", "13900000042"),
    ("sign_off", "李样例"),
    ("sign_off_date", "2026-11-20"),
    ("ai", "assisted"),
    ("consent", "true"),
];
/// What stays with the centre.
const CONFIDENTIAL: [&str; 3] = [FIELDS[3].1, FIELDS[4].1, FIELDS[5].1];
const SECOND_TEXT: &str = "园区一家企业的新生产线11月20日投产，厂房里试运行了三个班次。";
/// The bytes of the third photo that arrive before the kill.
const BEFORE_KILL: u64 = 60_000;
/// The exit code of a submission that waits on the phone.
const WAITS: i32 = 3;
/// How often, and how many times, the publisher is asked before something counts as not happening.
const LOOK_INTERVAL: Duration = Duration::from_millis(20);
const LOOKS: u32 = 3_000;

/// The clerk's phone: a folder, a store of secrets and `songming`.
struct Clerk {
    program: PathBuf,
    folder: TempDir,
    publisher: String,
}

/// What `songming` printed.
struct Printed {
    value: Value,
    code: i32,
}

impl Clerk {
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        for name in ["SONGMING_DATA", "SONGMING_PUBLISHER", "SONGMING_LOG"] {
            command.env_remove(name);
        }
        command
            .arg("--data")
            .arg(self.folder.path().join("data"))
            .arg("--secrets")
            .arg(self.folder.path().join("secrets.json"));
        command.args(["--publisher", &self.publisher, "--json"]).args(words).kill_on_drop(true);
        command
    }

    async fn run(&self, words: &[&str]) -> Outcome<Printed> {
        let output = self.command(words).stdin(Stdio::null()).output().await?;
        let value: Value = serde_json::from_slice(&output.stdout)?;
        match value["error"]["message"].as_str() {
            Some(message) => Err(message.into()),
            None => Ok(Printed { value, code: output.status.code().ok_or("it was killed")? }),
        }
    }

    /// The answer of a command that succeeds.
    async fn json(&self, words: &[&str]) -> Outcome<Value> {
        let Printed { value, code } = self.run(words).await?;
        check(code == 0, &format!("exit code {code}: {value}"))?;
        Ok(value)
    }

    /// Begins a command.
    fn begin(&self, words: &[&str]) -> Outcome<Child> {
        Ok(self.command(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
    }
}

/// Records what the newsroom decides.
async fn review(publisher: &Publisher, submission: &str, state: &str, more: Value) -> Outcome<()> {
    let mut order = json!({ "submission": submission, "state": state });
    order.as_object_mut().ok_or("no object")?.extend(more.as_object().ok_or("no object")?.clone());
    publisher.control("/review", order).await.map(drop)
}

async fn uploads(publisher: &Publisher) -> Outcome<Vec<Value>> {
    Ok(list(&publisher.ask("/uploads").await?, "uploads")?.clone())
}

fn list<'a>(value: &'a Value, name: &str) -> Outcome<&'a Vec<Value>> {
    value[name].as_array().ok_or_else(|| format!("no {name}: {value}").into())
}

fn word<'a>(value: &'a Value, name: &str) -> Outcome<&'a str> {
    value[name].as_str().ok_or_else(|| format!("no {name}: {value}").into())
}

fn sum(values: &[Value], member: &str) -> u64 {
    values.iter().filter_map(|value| value[member].as_u64()).sum()
}

/// Everything that happens after noon.
pub(super) async fn walk(walk: &mut Walk, program: PathBuf) -> Outcome<()> {
    let clerk = Clerk { program, folder: tempfile::tempdir()?, publisher: walk.publisher.public().to_owned() };
    let photos = photo::take_photos(clerk.folder.path())?;
    log_in(walk, &clerk).await;
    let draft = write(walk, &clerk, &photos).await;
    let id = draft["id"].as_str().unwrap_or_default();
    send(walk, &clerk, id, &draft).await;
    correct(walk, &clerk, id).await;
    let item = publish(walk, &clerk, id).await;
    read(walk, &item).await;
    Ok(())
}

async fn log_in(walk: &mut Walk, clerk: &Clerk) {
    walk.step("clerk-login", async |_| {
        clerk.json(&["consent", "--accept"]).await?;
        clerk.json(&["sync", "--network", "metered"]).await?;
        let page = clerk.json(&["login", "--print"]).await?;
        let FormAnswer::Redirect(address) = submit(word(&page, "address")?, "zhang", "zhang-2026").await else {
            return Err("the password is right".into());
        };
        let account = clerk.json(&["login", "--redirect", &address]).await?;
        word(&account["station"], "name").map(str::to_owned)
    })
    .await;
}

/// In a basement. Returns the draft.
async fn write(walk: &mut Walk, clerk: &Clerk, photos: &[PathBuf]) -> Value {
    let mut draft = Value::Null;
    walk.step("clerk-draft", async |w| {
        w.publisher.record().await?;
        let mut words: Vec<String> = ["draft", "new", "--network", "offline"].map(str::to_owned).into();
        words.extend(FIELDS.iter().map(|(code, value)| format!("{code}={value}")));
        words.push("--photo".to_owned());
        words.extend(photos.iter().map(|photo| photo.to_string_lossy().into_owned()));
        draft = clerk.json(&words.iter().map(String::as_str).collect::<Vec<_>>()).await?;
        check(draft["problems"] == json!([]), &draft["problems"].to_string())?;
        check(list(&draft, "files")?.len() == photos.len(), "not every photo")?;
        check(w.publisher.record().await?.0 == 0, "something was sent")?;
        Ok(photos.len().to_string())
    })
    .await;
    walk.step("clerk-photos", async |_| {
        for (photo, file) in photos.iter().zip(list(&draft, "files")?) {
            let (before, after) = (fs::read(photo)?, fs::read(word(file, "path")?)?);
            check(PERSONAL.iter().all(|part| contains(&before, part)), "the photo never had it")?;
            check(!PERSONAL.iter().any(|part| contains(&after, part)), "it is still in the photo")?;
            let labelled = [&before, &after].map(|bytes| contains(bytes, LABEL.as_bytes()));
            check(labelled[0] == labelled[1], "the label is gone")?;
        }
        Ok(String::new())
    })
    .await;
    draft
}

/// The network comes back, and the phone goes down.
async fn send(walk: &mut Walk, clerk: &Clerk, id: &str, draft: &Value) {
    walk.step("clerk-queued", async |w| {
        let queued = clerk.run(&["submit", id, "--network", "offline"]).await?;
        check(queued.code == WAITS && queued.value["phase"] == "queued", "not queued")?;
        check(w.publisher.record().await?.0 == 0, "something was sent")?;
        Ok(String::new())
    })
    .await;
    walk.step("clerk-killed", async |w| {
        let lost = json!({ "mode": "drop", "method": "PUT", "path": "/v1/station/submissions", "times": 1 });
        let stuck = json!({ "mode": "hole", "after_bytes": BEFORE_KILL, "method": "PATCH", "path": "/v1/station/media",
            "skip": 2, "times": 1 });
        w.publisher.control("/fault", json!({ "faults": [lost, stuck] })).await?;
        let mut sending = clerk.begin(&["outbox", "refresh"])?;
        let mut partial = None;
        for _ in 0..LOOKS {
            partial = uploads(&w.publisher).await?.iter().find_map(|upload| {
                let offset = upload["offset"].as_u64()?;
                (upload["complete"] == false && offset >= BEFORE_KILL).then_some(offset)
            });
            if partial.is_some() {
                break;
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
        let running = sending.try_wait()?.is_none();
        sending.kill().await?;
        w.publisher.control("/fault", json!({ "mode": "none" })).await?;
        check(running, "it had ended already")?;
        Ok(partial.ok_or("no photo was under way")?.to_string())
    })
    .await;
    walk.step("clerk-delivered", async |w| {
        clerk.json(&["outbox", "refresh"]).await?;
        let sent = clerk.json(&["outbox", id]).await?;
        check(sent["phase"] == "delivered", &sent["problem"].to_string())?;
        let versions = w.publisher.ask("/submissions").await?;
        check(list(&versions, "submissions")?.len() == 1, "not one version")?;
        let uploads = uploads(&w.publisher).await?;
        let files = list(draft, "files")?;
        check(uploads.len() == files.len(), "not every photo, or one twice")?;
        for file in files {
            let upload = uploads.iter().find(|upload| upload["media"] == file["id"]).ok_or("a photo is missing")?;
            check(upload["complete"] == true && upload["creations"] == 1, &upload.to_string())?;
            check(fs::read(word(upload, "path")?)? == fs::read(word(file, "path")?)?, "other bytes")?;
        }
        check(sum(&uploads, "received") == sum(files, "size"), "some bytes were sent twice")?;
        Ok(uploads.len().to_string())
    })
    .await;
}

/// 退改, and the second version.
async fn correct(walk: &mut Walk, clerk: &Clerk, id: &str) {
    walk.step("clerk-returned", async |w| {
        let marks = json!([{ "field": "text", "start": 11, "end": 13, "note": "写明日期" }]);
        review(&w.publisher, id, "first-review", json!({})).await?;
        review(&w.publisher, id, "returned", json!({ "reason": "请写明投产时间", "marks": marks })).await?;
        clerk.json(&["outbox", "refresh"]).await?;
        let plans = clerk.json(&["plans"]).await?;
        let plan = list(&plans, "items")?.iter().find(|plan| plan["submission"] == id).ok_or("no reminder")?;
        let told = word(plan, "body")?.to_owned();
        let shown = clerk.json(&["outbox", id]).await?;
        let step = list(&shown, "events")?.last().ok_or("no review")?;
        check(step["state"] == "returned" && told.contains(word(step, "reason")?), "not the reason")?;
        let mark = &step["marks"][0];
        Ok(format!("{told}（“{}”：{}）", word(mark, "passage")?, word(mark, "note")?))
    })
    .await;
    walk.step("clerk-second", async |_| {
        clerk.json(&["draft", "edit", id]).await?;
        let draft = clerk.json(&["draft", "set", id, &format!("text={SECOND_TEXT}")]).await?;
        check(draft["version"] == 2 && draft["returned"]["reason"].is_string(), "not the second version")?;
        let [difference] = &list(&draft, "differences")?[..] else { return Err("not one field".into()) };
        let of = |kind: &str| -> Outcome {
            let spans = list(difference, "spans")?.iter().filter(|span| span["kind"] == kind);
            spans.map(|span| word(span, "text")).collect()
        };
        let (same, removed, added) = (of("same")?, of("removed")?, of("added")?);
        check(!same.is_empty() && FIELDS[1].1.contains(&removed) && SECOND_TEXT.contains(&added), "other texts")?;
        Ok(format!("“{removed}” → “{added}”"))
    })
    .await;
    walk.step("clerk-resent", async |w| {
        let before = sum(&uploads(&w.publisher).await?, "received");
        let sent = clerk.json(&["submit", id]).await?;
        check(sent["phase"] == "delivered", "not delivered")?;
        let versions = w.publisher.ask("/submissions").await?;
        check(list(&versions, "submissions")?.len() == 2, "not two versions")?;
        check(sum(&uploads(&w.publisher).await?, "received") == before, "photos were sent again")?;
        Ok(String::new())
    })
    .await;
}

/// 采用 and 发布. Returns the id of the item.
async fn publish(walk: &mut Walk, clerk: &Clerk, id: &str) -> String {
    let mut item = String::new();
    walk.step("clerk-published", async |w| {
        for state in ["first-review", "second-review", "final-review", "adopted", "published"] {
            review(&w.publisher, id, state, json!({})).await?;
        }
        clerk.json(&["outbox", "refresh"]).await?;
        let shown = clerk.json(&["outbox", id]).await?;
        check(shown["state"] == "published" && shown["version"] == 2, &shown["state"].to_string())?;
        item = word(&shown, "item")?.to_owned();
        let steps: Result<Vec<&str>, _> = list(&shown, "events")?.iter().map(|step| word(step, "state_name")).collect();
        Ok(steps?.join("、"))
    })
    .await;
    walk.step("clerk-ledger", async |_| {
        let months = clerk.json(&["outbox", "ledger", "--months", "2"]).await?;
        let months = list(&months, "items")?;
        let counts = ["sent", "adopted", "published", "returned"].map(|name| sum(months, name));
        check(counts == [1; 4] && sum(months, "rejected") == 0, &format!("{counts:?}"))?;
        Ok(counts[0].to_string())
    })
    .await;
    item
}

/// The reader of the morning.
async fn read(walk: &mut Walk, item: &str) {
    walk.step("resident-reads", async |w| {
        w.client.sync(None).await?;
        let article = w.client.items().get(item.to_owned()).await?.article;
        let words = songming_core::inspect::plain_text(&article.blocks);
        check(article.row.title == FIELDS[0].1 && words.contains(SECOND_TEXT), "another text")?;
        check(article.row.image.is_some(), "no picture")?;
        Ok(format!("《{}》，{}", article.row.title, article.row.source))
    })
    .await;
    walk.step("resident-finds-no-name", async |w| {
        let folder: &Path = w.folder.path();
        check(holds(folder, FIELDS[0].1)?, "nor the title")?;
        for part in CONFIDENTIAL {
            check(!holds(folder, part)?, part)?;
        }
        Ok(String::new())
    })
    .await;
}
