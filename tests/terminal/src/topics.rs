//! 应急, 服务, 政务 and 投诉建议: what is asked, what the client answers, and how people read it.

use songming_core::{
    AlertRow, Appeal, AppealDraft, Client, Deadline, DeadlineStatus, Guide, GuidePage, Issuer, ItemDetails, NoticePage,
    NoticeRequest, NoticeRow, ServiceCategory, ServiceEntry, ServicePage, ServiceRequest, ServiceTarget,
};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::page::{BESIDE, Page};
use crate::rows;
use crate::text;
use crate::width::{Look, Run};

const WARNING: Look = Look { bold: true, italic: false, dim: false, underline: false, warning: true };

/// What is to be done about alerts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Alerts {
    /// To show those that hold.
    Current,
    /// To show one, by its item.
    One(String),
    /// To confirm having seen one, by its identifier.
    Confirm(String),
    /// To choose towns; none for the whole county.
    Towns(Vec<String>),
}

/// What is to be done about government affairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Government {
    /// A page of notices.
    Notices(NoticeRequest),
    /// Who issued notices of a module.
    Issuers(String),
    /// A page of guides.
    Guides { topic: Option<String>, before: Option<String>, limit: u32 },
    /// One guide.
    Guide(String),
    /// To tick a material of a guide, or no longer.
    Tick { id: String, material: String, on: bool },
    /// To take back all ticks.
    Clear(String),
}

/// What is to be done about appeals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Appeals {
    /// All of them.
    All,
    /// One, which is looked at thereby.
    One(String),
    /// To keep what was written.
    Write(AppealDraft),
    /// To send one.
    Send(String),
    /// To send what is queued and ask about the rest.
    Refresh,
    /// To delete one here.
    Delete { id: String, insist: bool },
}

pub(crate) async fn alerts(client: &Client, alerts: Alerts) -> Result<Answer, Failure> {
    Ok(match alerts {
        Alerts::Current => Answer::Alerts(client.alerts().page().await?.current),
        Alerts::One(id) => match client.items().get(id).await?.details {
            ItemDetails::Alert { alert } => Answer::Alerts(alert.chain),
            _ => return Err(Failure::not_found()),
        },
        Alerts::Confirm(identifier) => {
            client.alerts().acknowledge(identifier).await?;
            Answer::Alerts(client.alerts().page().await?.current)
        }
        Alerts::Towns(codes) => {
            client.alerts().set_towns(codes).await?;
            Answer::Alerts(client.alerts().page().await?.current)
        }
    })
}

/// A page of the directory, or its categories.
pub(crate) async fn services(client: &Client, request: Option<ServiceRequest>) -> Result<Answer, Failure> {
    Ok(match request {
        Some(request) => Answer::Services(client.services().list(request).await?),
        None => Answer::ServiceCategories(client.services().categories().await?),
    })
}

pub(crate) async fn government(client: &Client, government: Government) -> Result<Answer, Failure> {
    let guide = match government {
        Government::Notices(request) => return Ok(Answer::Notices(client.government().notices(request).await?)),
        Government::Issuers(module) => return Ok(Answer::Issuers(client.government().issuers(module).await?)),
        Government::Guides { topic, before, limit } => {
            return Ok(Answer::Guides(client.government().guides(topic, before, limit).await?));
        }
        Government::Guide(id) => id,
        Government::Tick { id, material, on } => {
            client.government().tick_material(id.clone(), material, on).await?;
            id
        }
        Government::Clear(id) => {
            client.government().clear_ticks(id.clone()).await?;
            id
        }
    };
    match client.items().get(guide).await?.details {
        ItemDetails::Guide { guide } => Ok(Answer::Guide(Box::new(guide))),
        _ => Err(Failure::not_found()),
    }
}

pub(crate) async fn appeals(client: &Client, appeals: Appeals) -> Result<Answer, Failure> {
    let one = |appeal| Answer::Appeal(Box::new(appeal));
    Ok(match appeals {
        Appeals::All => Answer::Appeals(client.government().overview().await?.appeals),
        Appeals::One(id) => {
            let appeal = client.appeals().get(id.clone()).await?;
            client.appeals().mark_seen(id).await?;
            one(appeal)
        }
        Appeals::Write(draft) => one(client.appeals().save(draft).await?),
        Appeals::Send(id) => one(client.appeals().send(id).await?),
        Appeals::Refresh => Answer::Appeals(client.appeals().refresh().await?),
        Appeals::Delete { id, insist } => {
            client.appeals().delete(id, insist).await?;
            Answer::Appeals(client.government().overview().await?.appeals)
        }
    })
}

/// A name and a value, where there is one.
pub(crate) fn fact(name: &str, value: &str) -> Option<Vec<Vec<Run>>> {
    (!value.is_empty()).then(|| vec![vec![Run::dim(text::get(name))], vec![Run::plain(value)]])
}

pub(crate) fn facts<const N: usize>(page: &mut Page, facts: [Option<Vec<Vec<Run>>>; N]) {
    let rows: Vec<Vec<Vec<Run>>> = facts.into_iter().flatten().collect();
    page.columns(&rows, BESIDE);
}

pub(crate) fn next(page: &mut Page, next: Option<&String>) {
    if let Some(key) = next {
        page.gap();
        page.said("list.next", &[("key", key)]);
    }
}

pub(crate) fn alert_list(page: &mut Page, alerts: &[AlertRow]) {
    if alerts.is_empty() {
        return page.told("alert.none");
    }
    for alert in alerts {
        page.gap();
        page.text(&[Run { text: alert.headline.clone(), look: if alert.real { WARNING } else { Look::default() } }]);
        let span = format!("{} – {}", alert.effective_text, alert.expires_text);
        let asked = match (alert.acknowledge, alert.acknowledged) {
            (true, false) => text::get("alert.confirm"),
            (true, true) => text::get("alert.confirmed"),
            (false, _) => "",
        };
        facts(
            page,
            [
                fact("alert.words", &alert.words),
                fact("alert.time", &span),
                fact("alert.do", &alert.instruction),
                fact("alert.asked", asked),
                fact("alert.identifier", &alert.identifier),
                fact("topic.id", &alert.row.id),
            ],
        );
    }
}

fn target(target: &ServiceTarget) -> String {
    match target {
        ServiceTarget::Phone { number } => number.clone(),
        ServiceTarget::Address { address } => address.clone(),
        ServiceTarget::Page { url } => url.clone(),
        ServiceTarget::MiniProgramme { name } => text::fill("service.mini-programme", &[("name", name)]),
        ServiceTarget::Screen { name } => text::fill("service.screen", &[("name", name)]),
        ServiceTarget::Article => String::new(),
    }
}

fn service(page: &mut Page, entry: &ServiceEntry) {
    page.gap();
    page.text(&[Run::bold(&entry.row.title)]);
    let opening = entry.opening.as_ref().map(|opening| opening.words.as_str()).unwrap_or_default();
    facts(
        page,
        [
            fact("service.category", &entry.category.name),
            fact("service.opening", opening),
            fact("service.hours", entry.hours.as_deref().unwrap_or_default()),
            fact("service.phone", entry.phone.as_deref().unwrap_or_default()),
            fact("service.address", entry.address.as_deref().unwrap_or_default()),
            fact("service.distance", &entry.distance_text),
            fact("service.opens", &target(&entry.target)),
            fact("topic.id", &entry.row.id),
        ],
    );
}

pub(crate) fn service_list(page: &mut Page, services: &ServicePage) {
    if services.items.is_empty() {
        return page.told("service.none");
    }
    services.items.iter().for_each(|entry| service(page, entry));
    next(page, services.next.as_ref());
}

pub(crate) fn service_categories(page: &mut Page, categories: &[ServiceCategory]) {
    if categories.is_empty() {
        return page.told("service.none");
    }
    let row = |one: &ServiceCategory| {
        let count = text::fill("service.count", &[("name", &one.term.name), ("n", &one.entries.to_string())]);
        vec![vec![Run::dim(&one.term.code)], vec![Run::plain(count)]]
    };
    page.columns(&categories.iter().map(row).collect::<Vec<_>>(), BESIDE);
}

fn notice(page: &mut Page, notice: &NoticeRow) {
    page.gap();
    page.text(&[Run::bold(&notice.row.title)]);
    facts(
        page,
        [
            fact("notice.issuer", &notice.issuer),
            fact("notice.number", notice.document_number.as_deref().unwrap_or_default()),
            fact("notice.issued", &notice.issued_text),
            fact("notice.valid", &notice.validity),
            fact("notice.replaced-by", &notice.replaced_by.join(text::get("comma"))),
            fact("notice.replaces", &notice.replaces.join(text::get("comma"))),
            fact("notice.topic", notice.topic.as_ref().map(|topic| topic.name.as_str()).unwrap_or_default()),
            fact("topic.id", &notice.row.id),
        ],
    );
}

pub(crate) fn notices(page: &mut Page, list: &NoticePage) {
    if list.items.is_empty() {
        return page.told("notice.none");
    }
    list.items.iter().for_each(|one| notice(page, one));
    next(page, list.next.as_ref());
}

pub(crate) fn issuers(page: &mut Page, issuers: &[Issuer]) {
    if issuers.is_empty() {
        return page.told("notice.none");
    }
    let row = |one: &Issuer| vec![vec![Run::dim(one.notices.to_string())], vec![Run::plain(&one.name)]];
    page.columns(&issuers.iter().map(row).collect::<Vec<_>>(), BESIDE);
}

pub(crate) fn guides(page: &mut Page, list: &GuidePage) {
    if list.items.is_empty() {
        return page.told("guide.none");
    }
    rows::rows(page, &list.items);
    next(page, list.next.as_ref());
}

pub(crate) fn guide(page: &mut Page, guide: &Guide) {
    page.heading(&[Run::plain(&guide.row.title)], '=');
    facts(
        page,
        [
            fact("guide.conditions", guide.conditions.as_deref().unwrap_or_default()),
            fact("guide.time", guide.time_limit.as_deref().unwrap_or_default()),
            fact("guide.place", guide.place.as_deref().unwrap_or_default()),
            fact("guide.phone", guide.phone.as_deref().unwrap_or_default()),
            fact("guide.fee", guide.fee.as_deref().unwrap_or_default()),
            fact("guide.online", guide.online.as_deref().unwrap_or_default()),
        ],
    );
    if !guide.materials.is_empty() {
        page.gap();
        page.heading(&[Run::plain(text::get("guide.materials"))], '-');
        for material in &guide.materials {
            let sign = if material.ticked { "[x] " } else { "[ ] " };
            page.text(&[Run::dim(sign), Run::plain(&material.text)]);
        }
        page.told(if guide.ready { "guide.ready" } else { "guide.not-ready" });
    }
    if !guide.steps.is_empty() {
        page.gap();
        page.heading(&[Run::plain(text::get("guide.steps"))], '-');
        for (number, step) in (1..).zip(&guide.steps) {
            page.text(&[Run::dim(format!("{number}. ")), Run::plain(step)]);
        }
    }
}

/// The day and the light, both in words.
pub(crate) fn due(deadline: Option<&Deadline>) -> String {
    let Some(deadline) = deadline else { return String::new() };
    let light = match deadline.light {
        DeadlineStatus::None => "",
        DeadlineStatus::Near => text::get("light.near"),
        DeadlineStatus::Behind => text::get("light.behind"),
        DeadlineStatus::Overdue => text::get("light.overdue"),
    };
    [&deadline.due_text, light, &deadline.words]
        .iter()
        .filter(|word| !word.is_empty())
        .map(|word| word.to_string())
        .collect::<Vec<_>>()
        .join(text::get("between"))
}

pub(crate) fn appeal(page: &mut Page, appeal: &Appeal) {
    page.gap();
    let untitled = text::get("appeal.untitled");
    page.text(&[Run::bold(if appeal.title.is_empty() { untitled } else { &appeal.title })]);
    let state = format!("{}{}{}", appeal.kind_text, text::get("between"), appeal.state_text);
    facts(
        page,
        [
            fact("appeal.state", &state),
            fact("appeal.reason", &appeal.reason),
            fact("appeal.number", appeal.number.as_deref().unwrap_or_default()),
            fact("appeal.code", appeal.code.as_deref().unwrap_or_default()),
            fact("appeal.accept", &due(appeal.accept_by.as_ref())),
            fact("appeal.answer", &due(appeal.answer_by.as_ref())),
            fact("topic.id", &appeal.id),
        ],
    );
    if !appeal.text.is_empty() {
        page.text(&[Run::plain(&appeal.text)]);
    }
    for event in &appeal.events {
        let office = event.office.clone().unwrap_or_default();
        let head = [event.time_text.clone(), event.stage_text.clone(), office];
        let head: Vec<String> = head.into_iter().filter(|word| !word.is_empty()).collect();
        page.text(&[Run::dim(head.join(text::get("between")))]);
        page.text(&[Run::plain(&event.text)]);
    }
}

pub(crate) fn appeal_list(page: &mut Page, appeals: &[Appeal]) {
    if appeals.is_empty() {
        return page.told("appeal.none");
    }
    appeals.iter().for_each(|one| appeal(page, one));
}
