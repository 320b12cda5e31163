//! 产业 with the radar: what is asked, what the client answers, and how people read it.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use songming_core::{
    Client, IndustryOverview, IndustryPage, IndustryTerm, PolicyDay, PolicyPage, PolicyRequest, PolicyRow,
    RadarOverview, RadarPage, RadarRule, Scope, Station, Term,
};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::input::contents;
use crate::page::{BESIDE, Page};
use crate::rows;
use crate::text;
use crate::topics::{due, fact, facts, next};
use crate::width::Run;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What is to be done about industry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Market {
    /// Sectors, parks, stations.
    Overview,
    /// The page of a sector or a park.
    Page(Scope),
    /// A page of policies.
    Policies(PolicyRequest),
    /// What ends within so many days.
    Calendar(PolicyRequest, u32),
}

/// What is to be done about the radar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Watch {
    /// The rules.
    Rules,
    /// What they found.
    Hits { rule: Option<String>, before: Option<String>, limit: u32 },
    /// To keep a rule.
    Save(RadarRule),
    /// To delete one.
    Delete(String),
    /// The person has seen it.
    Seen(Option<String>),
    /// The rules as a file.
    Export,
    /// To add those of a file.
    Import(PathBuf),
}

pub(crate) async fn industry(client: &Client, what: Market) -> Result<Answer, Failure> {
    Ok(match what {
        Market::Overview => Answer::Industry(client.industry().overview().await?),
        Market::Page(scope) => Answer::IndustryPage(Box::new(client.industry().page(scope).await?)),
        Market::Policies(request) => Answer::Policies(client.industry().policies(request).await?),
        Market::Calendar(request, days) => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
            Answer::PolicyCalendar(client.industry().calendar_between(request, now, now + i64::from(days) * DAY).await?)
        }
    })
}

pub(crate) async fn radar(client: &Client, what: Watch) -> Result<Answer, Failure> {
    match what {
        Watch::Rules => {}
        Watch::Hits { rule, before, limit } => {
            return Ok(Answer::RadarHits(client.radar().hits(rule, before, limit).await?));
        }
        Watch::Export => return Ok(Answer::Script(client.radar().export().await?)),
        Watch::Save(rule) => drop(client.radar().save(rule).await?),
        Watch::Delete(id) => client.radar().delete(id).await?,
        Watch::Seen(rule) => client.radar().mark_seen(rule).await?,
        Watch::Import(file) => {
            let file = contents(&file)?;
            client.radar().import(String::from_utf8_lossy(&file).into_owned()).await?;
        }
    }
    Ok(Answer::Radar(client.radar().overview().await?))
}

fn names(terms: &[Term]) -> String {
    terms.iter().map(|term| term.name.as_str()).collect::<Vec<_>>().join(text::get("comma"))
}

fn policy(page: &mut Page, policy: &PolicyRow) {
    page.gap();
    page.text(&[Run::bold(&policy.row.title)]);
    let until = match (&policy.deadline, policy.closed) {
        (Some(deadline), true) => text::fill("policy.closed", &[("day", &deadline.due_text)]),
        (deadline, _) => due(deadline.as_ref()),
    };
    facts(
        page,
        [
            fact("policy.until", &until),
            fact("policy.for", policy.applies_to.as_deref().unwrap_or_default()),
            fact("policy.sizes", &names(&policy.sizes)),
            fact("policy.sectors", &names(&policy.sectors)),
            fact("policy.parks", &names(&policy.parks)),
            fact("policy.issuer", &policy.issuer),
            fact("policy.contact", policy.contact.as_deref().unwrap_or_default()),
            fact("topic.id", &policy.row.id),
        ],
    );
}

pub(crate) fn policies(page: &mut Page, list: &PolicyPage) {
    if list.items.is_empty() {
        return page.told("policy.none");
    }
    list.items.iter().for_each(|one| policy(page, one));
    next(page, list.next.as_ref());
}

pub(crate) fn calendar(page: &mut Page, days: &[PolicyDay]) {
    if days.is_empty() {
        return page.told("policy.nothing-ends");
    }
    for day in days {
        page.gap();
        page.heading(&[Run::plain(&day.day_text)], '-');
        day.policies.iter().for_each(|one| policy(page, one));
    }
}

fn stations(page: &mut Page, stations: &[Station]) {
    if stations.is_empty() {
        return;
    }
    page.gap();
    page.heading(&[Run::plain(text::get("catalogue.stations"))], '-');
    for station in stations {
        page.text(&[Run::bold(&station.name)]);
        facts(
            page,
            [
                fact("service.phone", station.phone.as_deref().unwrap_or_default()),
                fact("service.address", station.address.as_deref().unwrap_or_default()),
            ],
        );
    }
}

pub(crate) fn overview(page: &mut Page, industry: &IndustryOverview) {
    if industry.sectors.is_empty() && industry.parks.is_empty() {
        return page.told("catalogue.none");
    }
    let mut group = |name: &str, terms: &[IndustryTerm]| {
        page.gap();
        page.heading(&[Run::plain(text::get(name))], '-');
        let row = |one: &IndustryTerm| {
            let count = one.open_policies.to_string();
            let words = text::fill("industry.open", &[("name", &one.term.name), ("n", &count)]);
            vec![vec![Run::dim(&one.term.code)], vec![Run::plain(words)]]
        };
        page.columns(&terms.iter().map(row).collect::<Vec<_>>(), BESIDE);
    };
    group("catalogue.sectors", &industry.sectors);
    group("catalogue.parks", &industry.parks);
    stations(page, &industry.stations);
}

pub(crate) fn industry_page(page: &mut Page, whole: &IndustryPage) {
    page.heading(&[Run::plain(&whole.term.name)], '=');
    if !whole.ending.is_empty() {
        page.gap();
        page.heading(&[Run::plain(text::get("industry.ending"))], '-');
        whole.ending.iter().for_each(|one| policy(page, one));
    }
    for (name, items) in [("industry.latest", &whole.latest), ("industry.guides", &whole.guides)] {
        if !items.is_empty() {
            page.gap();
            page.heading(&[Run::plain(text::get(name))], '-');
            rows::rows(page, items);
        }
    }
    stations(page, &whole.stations);
}

pub(crate) fn rules(page: &mut Page, radar: &RadarOverview) {
    if radar.rules.is_empty() {
        return page.told("radar.none");
    }
    page.said("radar.unseen", &[("n", &radar.unseen.to_string())]);
    for state in &radar.rules {
        let rule = &state.rule;
        page.gap();
        page.text(&[Run::bold(&rule.name)]);
        let list = |words: &[String]| words.join(text::get("comma"));
        let kinds: Vec<String> =
            rule.kinds.iter().filter_map(|kind| serde_json::to_value(kind).ok()?.as_str().map(str::to_owned)).collect();
        let remind = rule.remind.map_or_else(String::new, |days| text::fill("radar.days", &[("n", &days.to_string())]));
        let found =
            text::fill("radar.counted", &[("hits", &state.hits.to_string()), ("unseen", &state.unseen.to_string())]);
        facts(
            page,
            [
                fact("radar.found", &found),
                fact("radar.sectors", &list(&rule.sectors)),
                fact("radar.parks", &list(&rule.parks)),
                fact("radar.kinds", &kinds.join(text::get("comma"))),
                fact("radar.words", &list(&rule.words)),
                fact("radar.excluded", &list(&rule.excluded)),
                fact("radar.size", rule.size.as_deref().unwrap_or_default()),
                fact("radar.remind", &remind),
                fact("topic.id", &state.id),
            ],
        );
    }
}

pub(crate) fn hits(page: &mut Page, list: &RadarPage) {
    if list.items.is_empty() {
        return page.told("radar.nothing");
    }
    for hit in &list.items {
        page.gap();
        let title = if hit.unseen { Run::bold(&hit.row.title) } else { Run::plain(&hit.row.title) };
        page.text(&[title]);
        facts(
            page,
            [
                fact("radar.by", &hit.rules.join(text::get("comma"))),
                fact("policy.until", &due(hit.deadline.as_ref())),
                fact("topic.id", &hit.row.id),
            ],
        );
    }
    next(page, list.next.as_ref());
}
