//! One reader's morning: news, search, affairs, study, the radar, and a tunnel without a network.

use std::sync::Arc;

use serde_json::{Value, json};
use songming_core::{
    ActivityRequest, AppealDraft, AppealKind, AppealState, Client, Guide, ItemDetails, ItemKind, NetworkClass,
    OfflineTarget, RadarRule, ReminderKind, Scope, SearchHit, SearchRequest, SyncOutcome, SyncReport, inspect,
};

use crate::{Outcome, Walk, check, holds, open, say};

/// Everything that happens before noon.
pub(super) async fn walk(walk: &mut Walk) {
    arrive(walk).await;
    find(walk).await;
    news(walk).await;
    affairs(walk).await;
    study(walk).await;
    noon(walk).await;
    tunnel(walk).await;
}

fn counts(report: &SyncReport) -> (u32, u32, u32) {
    match report.sources.first().map(|source| &source.outcome) {
        Some(SyncOutcome::Changed { added, revised, withdrawn }) => (*added, *revised, *withdrawn),
        _ => (0, 0, 0),
    }
}

async fn arrive(walk: &mut Walk) {
    walk.step("consent-refused", async |m| {
        let refused = m.client.sync(None).await.err().ok_or("a sync without consent")?;
        check(refused.code() == "no-consent", refused.code())?;
        let (requests, bytes) = m.publisher.record().await?;
        check(requests == 0 && bytes == 0, "something was sent")?;
        Ok(String::new())
    })
    .await;
    walk.step("consent", async |m| {
        check(m.client.privacy().accept("2026-11".into()).await?.given, "not given")?;
        Ok(String::new())
    })
    .await;
    walk.step("first-sync", async |m| {
        let (added, ..) = counts(&m.client.sync(None).await?);
        check(added > 0, "nothing came")?;
        Ok(added.to_string())
    })
    .await;
    walk.step("home", async |m| {
        let home = m.client.home().await?;
        for row in &home.latest {
            say(&format!("        {}　{}　{}", row.published_text, row.title, row.source));
        }
        check(!home.sections.is_empty(), "no sections")?;
        Ok(home.latest.len().to_string())
    })
    .await;
    walk.step("article", async |m| {
        let row = m.client.home().await?.latest.into_iter().find(|row| row.image.is_some()).ok_or("no picture")?;
        let article = m.client.items().get(row.id).await?.article;
        check(article.blocks.len() > 2, "hardly any text")?;
        Ok(format!("《{}》 {} 段，约 {} 分钟", article.row.title, article.blocks.len(), article.reading_minutes))
    })
    .await;
    walk.step("older", async |m| {
        while m.client.items().load_older().await? {}
        let mut held = 0;
        let mut before = None;
        loop {
            let page = m.client.items().list(Scope::All, before, 50).await?;
            held += page.items.len();
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        check(held >= 80, "too few")?;
        // A sync fetches the pictures of the items that were scrolled to.
        m.client.sync(None).await?;
        Ok(held.to_string())
    })
    .await;
}

async fn find(walk: &mut Walk) {
    walk.step("search", async |m| {
        let words = "园区";
        let question = SearchRequest { words: words.to_owned(), limit: 100, ..SearchRequest::default() };
        m.client.search().warm_up().await?;
        let page = m.client.search().find(question).await?;
        check(page.complete, "the index is not complete")?;
        let mut scanned = 0;
        for row in m.client.items().list(Scope::All, None, 200).await?.items {
            // A story is found by any of its versions.
            let mut versions = m.client.items().get(row.id.clone()).await?.article.versions;
            versions.push(row);
            let mut found = false;
            for version in versions {
                let text = inspect::plain_text(&m.client.items().get(version.id).await?.article.blocks);
                found |= [version.title, version.summary, text].iter().any(|text| text.contains(words));
            }
            scanned += usize::from(found);
        }
        // Besides, what the topics say in words is found: issuers, places, materials.
        let is_lit = |hit: &SearchHit| hit.title_highlights.len() + hit.snippet_highlights.len() > 0;
        let found = scanned > 0 && page.items.len() >= scanned && page.items.iter().all(is_lit);
        check(found, "not what a scan of every text finds")?;
        Ok(format!("“{words}”找到 {scanned} 篇，与逐篇查看全文的结果一致"))
    })
    .await;
}

async fn news(walk: &mut Walk) {
    walk.step("no-news", async |m| {
        let report = m.client.sync(None).await?;
        check(report.traffic.requests == 1, "more than one request")?;
        check(report.sources[0].outcome == SyncOutcome::Unchanged, "something changed")?;
        Ok(String::new())
    })
    .await;
    walk.step("new-item", async |m| {
            let item = json!({"title": "早高峰后嵩阳街道恢复通行", "content_html": "<p>道路养护已经结束，车辆可以正常通行。</p>",
                "module": "news", "channel": "weibo"});
            m.publisher.control("/publish", item).await?;
            check(counts(&m.client.sync(None).await?) == (1, 0, 0), "not one new item")?;
            Ok(m.client.home().await?.latest.first().map(|row| row.title.clone()).unwrap_or_default())
        })
        .await;
    walk.step("correction", async |m| {
        let id = m.client.home().await?.latest[0].id.clone();
        let order = json!({"id": id, "correction": {"reason": "恢复通行的路段应为两条，原文漏写一条"}});
        m.publisher.control("/revise", order).await?;
        check(counts(&m.client.sync(None).await?) == (0, 1, 0), "not one revision")?;
        Ok(m.client.items().get(id).await?.article.correction.ok_or("no correction")?.reason)
    })
    .await;
    walk.step("withdrawal", async |m| {
        let row = m.client.home().await?.latest[0].clone();
        check(holds(m.folder.path(), &row.title)?, "it was never there")?;
        m.publisher.control("/withdraw", json!({"id": row.id, "reason": "信息来源未经核实"})).await?;
        check(counts(&m.client.sync(None).await?) == (0, 0, 1), "not one withdrawal")?;
        let code = m.client.items().get(row.id).await.err().map(|error| error.code().to_owned());
        check(code.as_deref() == Some("withdrawn"), "still readable")?;
        check(!holds(m.folder.path(), &row.title)?, "its text is still in a file")?;
        Ok(String::new())
    })
    .await;
}

/// A warning and its cancellation, a guide, and an appeal with its answer.
async fn affairs(walk: &mut Walk) {
    let message = |id: &str, kind: &str, references: Value| {
        json!({"id": id, "title": "暴雨橙色预警（样例）", "content_html": "<p>请减少外出。</p>", "kind": "alert", "module": "alert",
            "alert": {"identifier": id, "status": "Actual", "msg_type": kind, "scope": "Public", "event": "暴雨",
                "category": "Met", "urgency": "Immediate", "severity": "Severe", "certainty": "Observed",
                "areas": ["嵩阳街道"], "references": references}})
    };
    walk.step("alert", async |m| {
        m.publisher.control("/publish", message("run-alert", "Alert", json!([]))).await?;
        m.client.sync(None).await?;
        let alert = m.client.alerts().page().await?.current.into_iter().next().ok_or("no alert")?;
        check(m.client.reminders().await?.first().is_some_and(|plan| plan.urgent), "no urgent plan")?;
        Ok(format!("{}，{}", alert.headline, alert.words))
    })
    .await;
    walk.step("alert-cancelled", async |m| {
        let named = json!(["alert@example.org,run-alert,2026-11-24T08:00:00+08:00"]);
        m.publisher.control("/publish", message("run-cancel", "Cancel", named)).await?;
        m.client.sync(None).await?;
        check(
            m.client.alerts().page().await?.current.is_empty() && m.client.reminders().await?.is_empty(),
            "still there",
        )?;
        Ok(String::new())
    })
    .await;
    walk.step("guide", async |m| {
        let row = m.client.government().guides(None, None, 1).await?.items.into_iter().next().ok_or("no guide")?;
        for material in guide(m, &row.id).await?.materials {
            m.client.government().tick_material(row.id.clone(), material.text, true).await?;
        }
        check(guide(m, &row.id).await?.ready, "not ready")?;
        Ok(row.title)
    })
    .await;
    walk.step("appeal-queued", async |m| {
        m.client.set_network(NetworkClass::Offline);
        let (title, text) = ("三号路灯不亮".to_owned(), "样例路26号门口的路灯三天没有亮。".to_owned());
        let draft = AppealDraft { kind: AppealKind::Complaint, title, text, ..AppealDraft::default() };
        let draft = m.client.appeals().save(draft).await?;
        check(m.client.appeals().send(draft.id).await?.state == AppealState::Queued, "not queued")?;
        Ok(String::new())
    })
    .await;
    walk.step("appeal-sent", async |m| {
        m.client.set_network(NetworkClass::Unmetered);
        m.client.sync(None).await?;
        m.client
            .government()
            .overview()
            .await?
            .appeals
            .into_iter()
            .find_map(|appeal| appeal.number)
            .ok_or("no number".into())
    })
    .await;
    walk.step("appeal-answered", async |m| {
        let number = m
            .client
            .government()
            .overview()
            .await?
            .appeals
            .into_iter()
            .find_map(|appeal| appeal.number)
            .ok_or("no number")?;
        let answer =
            json!({"number": number, "stage": "answered", "office": "样例街道办事处", "text": "路灯已经修好。"});
        m.publisher.control("/appeal", answer).await?;
        let appeal = m.client.appeals().refresh().await?.into_iter().next().ok_or("no appeal")?;
        check(appeal.state == AppealState::Answered, "not answered")?;
        let event = appeal.events.into_iter().next_back().ok_or("no answer")?;
        Ok(format!("{}：{}", event.office.unwrap_or_default(), event.text))
    })
    .await;
}

async fn guide(walk: &Walk, id: &str) -> Outcome<Guide> {
    match walk.client.items().get(id.to_owned()).await?.details {
        ItemDetails::Guide { guide } => Ok(guide),
        _ => Err("no guide".into()),
    }
}

/// A party member keeps a series offline.
async fn study(walk: &mut Walk) {
    walk.step("series", async |m| {
        let mut told = Vec::new();
        for series in m.client.party().overview().await?.series {
            let target = OfflineTarget::Series { name: series.name.clone() };
            m.client.storage().keep_offline(target.clone(), true).await?;
            m.client.storage().load_offline(target).await?;
            let offline = m.client.party().study(series.name.clone()).await?.offline;
            check(offline.items > 1 && offline.held == offline.files, "not all of it")?;
            told.push(format!("《{}》{} 讲、图片 {} 张", series.name, offline.items, offline.files));
        }
        check(!told.is_empty(), "no series")?;
        Ok(told.join("，"))
    })
    .await;
    walk.step("activity", async |m| {
        let request = ActivityRequest { module: "party".to_owned(), past: true, limit: 1, before: None };
        let mut all = m.client.party().activities(request.clone()).await?.items;
        all.extend(m.client.party().activities(ActivityRequest { past: false, ..request }).await?.items);
        let activity = all.pop().ok_or("no activity")?;
        check(activity.calendar.ends > activity.calendar.starts, "nothing for a calendar")?;
        Ok(format!("{}，{}", activity.row.title, activity.time_text))
    })
    .await;
}

/// An enterprise: its radar finds a policy, the deadline becomes a reminder, and no request contains the rule.
async fn noon(walk: &mut Walk) {
    walk.step("radar", async |m| {
        let rule = RadarRule {
            name: "智能改造".to_owned(),
            sectors: vec!["auto".to_owned()],
            kinds: vec![ItemKind::Policy],
            words: vec!["智能化改造".to_owned()],
            remind: Some(3),
            ..RadarRule::default()
        };
        m.client.radar().save(rule).await?;
        check(m.client.radar().overview().await?.unseen == 0, "what was there is no news")?;
        Ok(String::new())
    })
    .await;
    walk.step("radar-found", async |m| {
            let policy = json!({"title": "中小汽车零部件企业智能化改造补助（样例）", "module": "industry", "channel": "website",
                "content_html": "<p>对生产线智能化改造的设备投入给予补助。</p>", "kind": "policy", "sectors": ["auto"],
                "parks": ["etdz"], "policy": {"issuer": "经济技术开发区（样例）", "applies_to": "汽车零部件企业",
                    "deadline": "2099-11-30", "contact": "汽车产业中心联络站，0871-0000-0016"}});
            m.publisher.control("/publish", policy).await?;
            m.client.sync(None).await?;
            check(m.client.home().await?.radar_unseen == 1, "not one hit")?;
            let hit = m.client.radar().hits(None, None, 1).await?.items.into_iter().next().ok_or("no hit")?;
            let day = hit.deadline.ok_or("no deadline")?.due_text;
            Ok(format!("{}，{day}截止", hit.row.title))
        })
        .await;
    walk.step("radar-plan", async |m| {
        let plans = m.client.reminders().await?;
        let plan =
            plans.into_iter().find(|plan| plan.kind == ReminderKind::Deadline && plan.title.contains("智能化改造"));
        m.client.radar().mark_seen(None).await?;
        check(m.client.radar().overview().await?.unseen == 0, "still new")?;
        Ok(plan.ok_or("no plan")?.title)
    })
    .await;
}

async fn tunnel(walk: &mut Walk) {
    walk.step("offline", async |m| {
        m.publisher.control("/fault", json!({"mode": "down"})).await?;
        Ok(m.client.sync(None).await.err().ok_or("a sync without a network")?.to_string())
    })
    .await;
    walk.step("read-offline", async |m| read_all(&m.client).await).await;
    let reopened = async |m: &Walk| -> Outcome<Arc<Client>> {
        m.client.shut_down().await?;
        open(&m.folder, m.publisher.public()).await
    };
    match reopened(walk).await {
        Ok(client) => walk.client = client,
        Err(error) => say(&walk.text("failed", &error.to_string())),
    }
    walk.step("restart", async |m| {
        m.client.set_network(NetworkClass::Offline);
        read_all(&m.client).await
    })
    .await;
    walk.step("back", async |m| {
        m.publisher.control("/fault", json!({"mode": "none"})).await?;
        m.client.set_network(NetworkClass::Unmetered);
        check(m.client.sync(None).await?.complete, "not complete")?;
        Ok(String::new())
    })
    .await;
}

async fn read_all(client: &Client) -> Outcome {
    let page = client.items().list(Scope::All, None, 200).await?;
    check(!page.items.is_empty(), "nothing to read")?;
    for row in &page.items {
        check(!client.items().get(row.id.clone()).await?.article.blocks.is_empty(), "an article without text")?;
    }
    Ok(page.items.len().to_string())
}
