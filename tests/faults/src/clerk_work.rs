//! What a clerk of a station has on the filled phone: drafts with their saved states and photos, and submissions that came
//! differently far.

use serde_json::json;
use songming_core::{Client, FieldValue, FileSource, NetworkClass, NewFile, SubmissionPhase};
use songming_journeys::browser::log_in;
use songming_journeys::clerk::{filled, send_in_part};
use songming_journeys::{TestPublisher, noise, sample_station_form};

use crate::Outcome;

/// Name and password of the clerk, as the sample content has them.
pub const CLERK: (&str, &str) = ("zhang", "zhang-2026");

/// Seconds of an access token: longer than all tests, because copies of a phone share a refresh token, which works once.
const ACCESS_SECONDS: u32 = 7 * 24 * 3600;

/// A photo under the name that every phone gives its first one.
pub(crate) fn photo(seed: u64, side: u32) -> NewFile {
    NewFile { name: "IMG_0001.png".into(), source: FileSource::Bytes { bytes: noise::photo(seed, side) } }
}

/// Logs in, and does everything that leaves rows. The client has the catalogue.
pub(crate) async fn do_everything(client: &Client, publisher: &TestPublisher) -> Outcome {
    publisher.control("/account/lifetimes", json!({ "access": ACCESS_SECONDS })).await;
    log_in(client, CLERK.0, CLERK.1).await;
    client.submissions().set_unmetered_only(true).await?;
    let reviews: [(&str, &[&str]); 3] = [
        ("已刊出", &["first-review", "second-review", "final-review", "adopted", "published"]),
        ("要修改", &["first-review", "returned"]),
        ("已送达", &[]),
    ];
    for (number, (title, states)) in (0..).zip(reviews) {
        let id = begin(client, title, number * 10, 70).await?;
        client.drafts().send(id.clone(), false).await?;
        arrive(client, &id).await?;
        for state in states {
            let marks = json!([{ "field": "text", "start": 0, "end": 2, "note": "写明园区" }]);
            let order = json!({ "submission": id, "state": state });
            let returned = json!({ "submission": id, "state": state, "reason": "请写明时间", "marks": marks });
            publisher.control("/review", if *state == "returned" { returned } else { order }).await;
        }
        client.submissions().refresh().await?;
        if states.last() == Some(&"returned") {
            client.drafts().edit(id.clone()).await?;
            let text = "园区一家企业的新生产线11月20日投产。";
            client
                .drafts()
                .save(Some(id.clone()), vec![FieldValue { code: "text".into(), value: text.into() }])
                .await?;
            client.drafts().add_files(id, vec![photo(500, 60)]).await?;
        }
    }
    refuse(client, publisher).await?;
    pause_in_the_middle(client, publisher).await?;

    for (number, title) in (0..).zip(["正在写", "也在写"]) {
        let id = begin(client, title, 100 + number * 10, 50).await?;
        for state in 0..6 {
            let text = format!("第{state}次写下的话。").repeat(60);
            client.drafts().save(Some(id.clone()), vec![FieldValue { code: "text".into(), value: text }]).await?;
        }
        if number == 0 {
            let files = client.drafts().form(Some(id)).await?.files;
            client.drafts().set_caption(files[1].id.clone(), "剪彩的人".into()).await?;
            client.drafts().thumbnail(files[0].id.clone()).await?;
        }
    }
    client.set_network(NetworkClass::Offline);
    let id = begin(client, "等着网络", 200, 60).await?;
    client.drafts().send(id, false).await?;
    Ok(())
}

/// A draft with two photos.
async fn begin(client: &Client, title: &str, seed: u64, side: u32) -> Outcome<String> {
    let text = format!("{title}：园区一家企业的新生产线今天投产，厂房里试运行了三个班次。");
    let id = client.drafts().save(None, filled(title, &text)).await?;
    let added = client.drafts().add_files(id.clone(), vec![photo(seed, side), photo(seed + 1, side + 7)]).await?;
    if added.iter().any(|file| file.id.is_none()) {
        return Err(format!("photos were refused: {added:?}").into());
    }
    Ok(id)
}

async fn arrive(client: &Client, id: &str) -> Outcome {
    client.submissions().send(60).await?;
    let phase = client.submissions().get(id.into()).await?.phase;
    if phase == SubmissionPhase::Delivered { Ok(()) } else { Err(format!("it did not arrive: {phase:?}").into()) }
}

/// One that the publisher refuses, because its form changed after the phone had it.
async fn refuse(client: &Client, publisher: &TestPublisher) -> Outcome {
    let form = sample_station_form();
    let mut strict = form.clone();
    strict["fields"][0]["max"] = 3.into();
    let id = begin(client, "标题比新的规定长", 40, 46).await?;
    publisher.control("/catalogue", json!({ "station_form": strict })).await;
    client.drafts().send(id.clone(), false).await?;
    client.submissions().send(60).await?;
    publisher.control("/catalogue", json!({ "station_form": form })).await;
    match client.submissions().get(id).await?.phase {
        SubmissionPhase::Parked => Ok(()),
        phase => Err(format!("it was not refused: {phase:?}").into()),
    }
}

/// One that the person put off when its text and a part of its first photo had arrived.
async fn pause_in_the_middle(client: &Client, publisher: &TestPublisher) -> Outcome {
    let id = begin(client, "传到一半", 60, 145).await?;
    send_in_part(client, publisher, &id, 20_000).await;
    client.submissions().pause(id.clone()).await?;
    publisher.clear_fault().await;
    let paused = client.submissions().get(id).await?;
    match (paused.phase, paused.received) {
        (SubmissionPhase::Paused, Some(_)) if paused.sent < paused.size => Ok(()),
        _ => Err(format!("it is not in the middle: {paused:?}").into()),
    }
}
