//! 联络站: a clerk's afternoon, from a draft in a basement to the published card on a resident's phone.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use serde_json::{Value, json};
use songming_core::{Client, FileSource, NetworkClass, NewFile, Submission, SubmissionPhase};
use songming_journeys::browser::{FormAnswer, REDIRECT, log_in, submit};
use songming_journeys::clerk::{FIELDS, values};
use songming_journeys::noise::photo;
use songming_journeys::{Clerk, Phone, TestPublisher, sample_station_form};

fn file(name: &str, bytes: Vec<u8>) -> NewFile {
    NewFile { name: name.into(), source: FileSource::Bytes { bytes } }
}

async fn get(client: &Client, id: &str) -> Submission {
    client.submissions().get(id.into()).await.unwrap()
}

#[tokio::test]
async fn a_clerk_s_afternoon() {
    let clerk = Clerk::default();
    let client = clerk.open_logged_in().await;

    // In the basement: no network.
    client.set_network(NetworkClass::Offline);
    let drafts = client.drafts();
    let form = drafts.form(None).await.unwrap();
    assert!(form.fields.iter().any(|field| field.code == "sign_off") && form.obstacle.is_empty(), "{form:?}");
    let id = drafts.save(None, values(&FIELDS)).await.unwrap();
    let photos = vec![file("IMG_1.png", photo(1, 400)), file("IMG_1.png", photo(2, 700))];
    let added = drafts.add_files(id.clone(), photos).await.unwrap();
    assert!(added.iter().all(|file| file.id.is_some()), "{added:?}");
    drafts.send(id.clone(), false).await.unwrap();
    assert_eq!(get(&client, &id).await.phase, SubmissionPhase::Queued);
    let pending = client.submissions().pending().await.unwrap();
    assert!(pending.left == 1 && pending.retry_after_seconds.is_some(), "{pending:?}");
    assert!(clerk.arrived().await.is_empty());
    client.shut_down().await.unwrap();

    // The phone was off. The first upload is cut, and the answer to the text is lost.
    let drop_text = json!({ "mode": "drop", "method": "PUT", "path": "/v1/station/submissions", "times": 1 });
    let cut = json!({ "mode": "cut-request", "after_bytes": 100_000, "method": "PATCH", "path": "/v1/station/media", "times": 1 });
    clerk.publisher.control("/fault", json!({ "faults": [drop_text, cut] })).await;
    let client = clerk.open().await;
    let report = client.submissions().send(120).await.unwrap();
    assert_eq!((report.left, report.waits_for_unmetered), (0, false));
    assert_eq!(client.submissions().pending().await.unwrap(), report);
    let sent = get(&client, &id).await;
    assert_eq!((sent.phase, sent.sent), (SubmissionPhase::Delivered, sent.size));
    let arrived = clerk.arrived().await;
    assert_eq!(arrived.len(), 1, "{arrived:?}");
    assert_eq!(arrived[0]["body"]["fields"]["title"], FIELDS[0].1);
    let uploads = clerk.publisher.ask("/uploads").await;
    let uploads = uploads["uploads"].as_array().unwrap();
    assert_eq!(uploads.len(), 2);
    for (upload, bytes) in uploads.iter().zip([photo(1, 400), photo(2, 700)]) {
        assert_eq!((&upload["complete"], &upload["creations"]), (&json!(true), &json!(1)), "{upload}");
        let whole = std::fs::read(upload["path"].as_str().unwrap()).unwrap();
        assert_eq!(image::load_from_memory(&whole).unwrap(), image::load_from_memory(&bytes).unwrap());
    }

    // 退改, with a passage and a reason; the second version goes through.
    let marks = json!([{ "field": "text", "start": 0, "end": 2, "note": "写明园区" }]);
    clerk.review(&id, "first-review", json!({})).await;
    clerk.review(&id, "returned", json!({ "reason": "请写明投产时间", "marks": marks })).await;
    client.submissions().refresh().await.unwrap();
    let returned = get(&client, &id).await;
    assert_eq!((&*returned.state, &*returned.state_name, returned.unseen), ("returned", "退改", true));
    assert_eq!(client.home().await.unwrap().submissions_unseen, 1);
    client.submissions().mark_seen(id.clone()).await.unwrap();
    assert_eq!(client.home().await.unwrap().submissions_unseen, 0);
    drafts_reopened(&client, &id).await;
    assert_eq!(client.submissions().send(120).await.unwrap().left, 0);
    let arrived = clerk.arrived().await;
    assert_eq!(arrived.len(), 2, "{arrived:?}");
    for state in ["first-review", "second-review", "final-review", "adopted", "published"] {
        clerk.review(&id, state, json!({})).await;
    }
    client.submissions().refresh().await.unwrap();
    let published = get(&client, &id).await;
    assert_eq!((&*published.state, published.version), ("published", 2));
    let item = published.item.unwrap();

    // A resident reads it.
    let resident = Phone::new(&clerk.publisher);
    let reader = resident.open_synced().await;
    let page = reader.items().get(item.clone()).await;
    assert!(page.is_ok(), "{page:?}");
    assert!(resident.files_with("李站长").is_empty() && resident.files_with("13800000000").is_empty());
    let months = client.submissions().ledger(12).await.unwrap();
    assert_eq!(months.iter().map(|month| month.published).sum::<u32>(), 1, "{months:?}");
}

/// The second version: what the reviewer said is there, the text is changed, and it is sent.
async fn drafts_reopened(client: &Client, id: &str) {
    let drafts = client.drafts();
    assert_eq!(drafts.edit(id.into()).await.unwrap(), id);
    let form = drafts.form(Some(id.into())).await.unwrap();
    let note = form.returned.unwrap();
    assert_eq!((form.version, &*note.reason, &*note.marks[0].passage), (2, "请写明投产时间", "园区"));
    assert_eq!(form.files.len(), 2);
    let text = "园区一家企业的新生产线11月20日投产，厂房里试运行了三个班次。";
    drafts.save(Some(id.into()), values(&[("text", text)])).await.unwrap();
    let changed = drafts.differences(id.into(), 1, 2).await.unwrap();
    assert_eq!(changed.iter().map(|field| &*field.code).collect::<Vec<_>>(), ["text"]);
    drafts.send(id.into(), false).await.unwrap();
}

/// The form changed after the phone had fetched it.
#[tokio::test]
async fn what_the_publisher_refused_is_said_at_its_field_and_the_same_version_goes_again() {
    let clerk = Clerk::default();
    let client = clerk.open_logged_in().await;
    client.set_network(NetworkClass::Offline);
    let id = client.drafts().save(None, values(&FIELDS)).await.unwrap();
    client.drafts().send(id.clone(), false).await.unwrap();
    let mut form = sample_station_form();
    assert_eq!(form["fields"][0]["code"], "title");
    form["fields"][0]["max"] = 3.into();
    clerk.publisher.control("/catalogue", json!({ "station_form": form })).await;
    client.set_network(NetworkClass::Unmetered);
    let _ = client.submissions().send(60).await;
    let parked = get(&client, &id).await;
    assert_eq!(parked.phase, SubmissionPhase::Parked);
    let problem = parked.problem.unwrap();
    assert_eq!((&*problem.code, &*problem.fields[0].field), ("invalid", "title"));
    assert_eq!(client.drafts().edit(id.clone()).await.unwrap(), id);
    let form = client.drafts().form(Some(id.clone())).await.unwrap();
    assert_eq!((form.version, &form.refused), (1, &problem.fields));
    client.drafts().save(Some(id.clone()), values(&[("title", "投产")])).await.unwrap();
    client.drafts().send(id.clone(), false).await.unwrap();
    assert_eq!(client.submissions().send(60).await.unwrap().left, 0);
    assert_eq!((get(&client, &id).await.phase, clerk.arrived().await.len()), (SubmissionPhase::Delivered, 1));
}

/// The clerk's old phone sent the draft with another text after its backup had been put on the new one: the newsroom has
/// another content under the same number.
#[tokio::test]
async fn the_newsroom_has_another_text_under_its_number_and_both_buttons_work() {
    let clerk = Clerk::default();
    let client = clerk.open_logged_in().await;
    client.set_network(NetworkClass::Offline);
    let id = client.drafts().save(None, values(&FIELDS)).await.unwrap();
    let photos = vec![file("IMG_1.png", photo(1, 40)), file("IMG_1.png", photo(2, 60))];
    let added = client.drafts().add_files(id.clone(), photos).await.unwrap();
    for (file, caption) in added.iter().zip(["车间", "产品"]) {
        client.drafts().set_caption(file.id.clone().unwrap(), caption.into()).await.unwrap();
    }
    client.drafts().move_file(added[1].id.clone().unwrap(), 0).await.unwrap();
    client.shut_down().await.unwrap();
    let old = Phone::new(&clerk.publisher).inherit(clerk.phone.folder());
    let elsewhere = old.open().await;
    elsewhere.account().use_platform(clerk.secrets.clone(), None);
    let theirs = "厂房里试运行了两个班次。";
    elsewhere.drafts().save(Some(id.clone()), values(&[("text", theirs)])).await.unwrap();
    elsewhere.drafts().remove_file(added[0].id.clone().unwrap()).await.unwrap();
    elsewhere.drafts().send(id.clone(), false).await.unwrap();
    assert_eq!(elsewhere.submissions().send(60).await.unwrap().left, 0);
    elsewhere.shut_down().await.unwrap();

    let client = clerk.open().await;
    client.drafts().send(id.clone(), false).await.unwrap();
    let _ = client.submissions().send(60).await;
    for _ in 0..2 {
        let parked = get(&client, &id).await;
        assert_eq!((parked.phase, &*parked.title), (SubmissionPhase::Parked, FIELDS[0].1));
        let problem = parked.problem.unwrap();
        assert_eq!((&*problem.code, problem.other_text.as_deref()), ("conflict", Some(theirs)));
        let conflict = client.submissions().conflict(id.clone()).await.unwrap().unwrap();
        assert_eq!(conflict.fields.iter().map(|field| &*field.code).collect::<Vec<_>>(), ["text"]);
        assert_eq!((conflict.files_only_here, conflict.files_only_there), (1, 0));
        assert!(conflict.received.is_some());
        // The first button: it is asked again, and the newsroom says the same.
        client.submissions().retry(id.clone()).await.unwrap();
        let _ = client.submissions().send(60).await;
    }

    // The second one: a draft of its own. The phone may be off in between.
    let copy = client.drafts().edit(id.clone()).await.unwrap();
    assert_ne!(copy, id);
    client.shut_down().await.unwrap();
    let client = clerk.open().await;
    assert_eq!(client.drafts().edit(id.clone()).await.unwrap(), copy);
    let form = client.drafts().form(Some(copy.clone())).await.unwrap();
    let captions: Vec<&str> = form.files.iter().map(|file| &*file.caption).collect();
    assert_eq!((captions, form.problems.len(), form.version), (vec!["产品", "车间"], 0, 1));
    client.drafts().send(copy.clone(), false).await.unwrap();
    assert_eq!(client.submissions().send(60).await.unwrap().left, 0);
    assert_eq!(get(&client, &copy).await.phase, SubmissionPhase::Delivered);
    let arrived = clerk.arrived().await;
    assert_eq!(arrived.len(), 2, "{arrived:?}");
    let texts: Vec<&Value> = arrived.iter().map(|one| &one["body"]["fields"]["text"]).collect();
    assert!(texts.contains(&&json!(theirs)) && texts.contains(&&json!(FIELDS[1].1)), "{texts:?}");
    let uploads = clerk.publisher.ask("/uploads").await;
    let uploads = uploads["uploads"].as_array().unwrap();
    assert!(uploads.len() == 3 && uploads.iter().all(|upload| upload["complete"] == true), "{uploads:?}");

    // The old line stays until the clerk deletes it, and the new one stays then.
    assert_eq!(get(&client, &id).await.phase, SubmissionPhase::Parked);
    assert_eq!(client.drafts().edit(id.clone()).await.unwrap_err().code(), "submission-sent");
    client.submissions().delete(id, true).await.unwrap();
    let left = client.submissions().list().await.unwrap();
    assert_eq!(left.iter().map(|one| &*one.id).collect::<Vec<_>>(), [&*copy]);
}

#[tokio::test]
async fn who_never_logged_in_has_no_drafts() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let drafts = client.drafts();
    let errors = [
        drafts.list().await.unwrap_err(),
        drafts.form(None).await.unwrap_err(),
        drafts.save(None, values(&[("title", "一次都没有登录")])).await.unwrap_err(),
        drafts.send("x".into(), false).await.unwrap_err(),
        drafts.delete("x".into()).await.unwrap_err(),
        client.submissions().list().await.unwrap_err(),
    ];
    assert!(errors.iter().all(|error| error.code() == "signed-out"), "{errors:?}");
    assert!(phone.files_with("一次都没有登录").is_empty());
}

#[tokio::test]
async fn what_one_account_wrote_is_neither_shown_to_another_nor_sent_as_it() {
    let clerk = Clerk::default();
    let client = clerk.open_logged_in().await;
    client.set_network(NetworkClass::Offline);
    let id = client.drafts().save(None, values(&FIELDS)).await.unwrap();
    client.drafts().send(id.clone(), false).await.unwrap();
    let busy = json!({ "mode": "status", "status": 503, "retry_after": 1, "method": "PUT", "path": "/v1/station" });
    clerk.publisher.fault(busy).await;
    client.set_network(NetworkClass::Metered);
    let page = client.account().begin_login(REDIRECT.into(), true).await.unwrap().address;
    let FormAnswer::Redirect(address) = submit(&page, "li", "li-2026").await else { panic!("the password is right") };
    client.account().finish_login(address).await.unwrap();
    clerk.publisher.clear_fault().await;
    assert!(client.submissions().list().await.unwrap().is_empty() && client.drafts().list().await.unwrap().is_empty());
    assert_eq!(client.submissions().get(id.clone()).await.unwrap_err().code(), "not-found");
    assert_eq!(client.submissions().send(30).await.unwrap().left, 0);
    assert!(clerk.arrived().await.is_empty());
    log_in(&client, "zhang", "zhang-2026").await;
    assert_eq!(client.submissions().send(60).await.unwrap().left, 0);
    assert_eq!(get(&client, &id).await.phase, SubmissionPhase::Delivered);
}
