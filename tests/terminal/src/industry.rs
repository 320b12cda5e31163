//! 产业: the `industry` and `radar` commands.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use songming_core::{
    Client, IndustryOverview, IndustryPage, IndustryTerm, PolicyDay, PolicyPage, PolicyRequest, PolicyRow,
    RadarOverview, RadarPage, RadarRule, Scope, Station, Term,
};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::fields::{deadline_text, field, fields, next_page};
use crate::input::read_file;
use crate::layout::Run;
use crate::text_page::{SIDE_COLUMN, TextPage};
use crate::{item_list, text, timestamp};

/// What `industry` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IndustryCommand {
    /// Lists sectors, parks and liaison stations.
    Overview,
    /// Shows a sector or a park.
    Section(Scope),
    /// Shows a page of policies.
    Policies(PolicyRequest),
    /// Lists the policies whose deadlines are within a number of days.
    Calendar(PolicyRequest, u32),
}

/// What `radar` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RadarCommand {
    /// Lists the rules.
    Rules,
    /// Shows a page of the items that the rules match.
    Hits { rule: Option<String>, before: Option<String>, limit: u32 },
    /// Creates or changes a rule.
    Save(RadarRule),
    /// Deletes the rule of an id.
    Delete(String),
    /// Marks the hits of a rule as seen, or those of all rules if it is `None`.
    MarkSeen(Option<String>),
    /// Prints the rules as JSON.
    Export,
    /// Adds the rules of an exported file.
    Import(PathBuf),
}

pub(crate) async fn industry(client: &Client, command: IndustryCommand) -> Result<Answer, Failure> {
    Ok(match command {
        IndustryCommand::Overview => Answer::Industry(client.industry().overview().await?),
        IndustryCommand::Section(scope) => Answer::IndustryPage(Box::new(client.industry().page(scope).await?)),
        IndustryCommand::Policies(request) => Answer::Policies(client.industry().policies(request).await?),
        IndustryCommand::Calendar(request, days) => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
            Answer::PolicyCalendar(
                client.industry().calendar_between(request, now, now + i64::from(days) * timestamp::DAY).await?,
            )
        }
    })
}

pub(crate) async fn radar(client: &Client, command: RadarCommand) -> Result<Answer, Failure> {
    match command {
        RadarCommand::Rules => {}
        RadarCommand::Hits { rule, before, limit } => {
            return Ok(Answer::RadarHits(client.radar().hits(rule, before, limit).await?));
        }
        RadarCommand::Export => return Ok(Answer::Script(client.radar().export().await?)),
        RadarCommand::Save(rule) => drop(client.radar().save(rule).await?),
        RadarCommand::Delete(id) => client.radar().delete(id).await?,
        RadarCommand::MarkSeen(rule) => client.radar().mark_seen(rule).await?,
        RadarCommand::Import(file) => {
            let bytes = read_file(&file)?;
            client.radar().import(String::from_utf8_lossy(&bytes).into_owned()).await?;
        }
    }
    Ok(Answer::Radar(client.radar().overview().await?))
}

fn names(terms: &[Term]) -> String {
    terms.iter().map(|term| term.name.as_str()).collect::<Vec<_>>().join(text::get("comma"))
}

fn policy(page: &mut TextPage, policy: &PolicyRow) {
    page.blank_line();
    page.paragraph(&[Run::bold(&policy.row.title)]);
    let deadline = match (&policy.deadline, policy.closed) {
        (Some(deadline), true) => text::fill("policy.closed", &[("day", &deadline.due_text)]),
        (deadline, _) => deadline_text(deadline.as_ref()),
    };
    fields(
        page,
        [
            field("policy.until", &deadline),
            field("policy.for", policy.applies_to.as_deref().unwrap_or_default()),
            field("policy.sizes", &names(&policy.sizes)),
            field("policy.sectors", &names(&policy.sectors)),
            field("policy.parks", &names(&policy.parks)),
            field("policy.issuer", &policy.issuer),
            field("policy.contact", policy.contact.as_deref().unwrap_or_default()),
            field("topic.id", &policy.row.id),
        ],
    );
}

/// Renders a page of policies.
pub(crate) fn policy_list(page: &mut TextPage, list: &PolicyPage) {
    if list.items.is_empty() {
        return page.message("policy.none");
    }
    list.items.iter().for_each(|row| policy(page, row));
    next_page(page, list.next.as_ref());
}

/// Renders policies by the day of their deadline.
pub(crate) fn calendar(page: &mut TextPage, days: &[PolicyDay]) {
    if days.is_empty() {
        return page.message("policy.nothing-ends");
    }
    for day in days {
        page.blank_line();
        page.heading(&[Run::plain(&day.day_text)], '-');
        day.policies.iter().for_each(|row| policy(page, row));
    }
}

fn stations(page: &mut TextPage, stations: &[Station]) {
    if stations.is_empty() {
        return;
    }
    page.blank_line();
    page.heading(&[Run::plain(text::get("catalogue.stations"))], '-');
    for station in stations {
        page.paragraph(&[Run::bold(&station.name)]);
        fields(
            page,
            [
                field("service.phone", station.phone.as_deref().unwrap_or_default()),
                field("service.address", station.address.as_deref().unwrap_or_default()),
            ],
        );
    }
}

/// Lists sectors, parks and liaison stations.
pub(crate) fn overview(page: &mut TextPage, industry: &IndustryOverview) {
    if industry.sectors.is_empty() && industry.parks.is_empty() {
        return page.message("catalogue.none");
    }
    let mut group = |name: &str, terms: &[IndustryTerm]| {
        page.blank_line();
        page.heading(&[Run::plain(text::get(name))], '-');
        let row = |entry: &IndustryTerm| {
            let count = entry.open_policies.to_string();
            let words = text::fill("industry.open", &[("name", &entry.term.name), ("n", &count)]);
            vec![vec![Run::dim(&entry.term.code)], vec![Run::plain(words)]]
        };
        page.columns(&terms.iter().map(row).collect::<Vec<_>>(), SIDE_COLUMN);
    };
    group("catalogue.sectors", &industry.sectors);
    group("catalogue.parks", &industry.parks);
    stations(page, &industry.stations);
}

/// Renders the page of a sector or a park.
pub(crate) fn industry_page(page: &mut TextPage, content: &IndustryPage) {
    page.heading(&[Run::plain(&content.term.name)], '=');
    if !content.ending.is_empty() {
        page.blank_line();
        page.heading(&[Run::plain(text::get("industry.ending"))], '-');
        content.ending.iter().for_each(|row| policy(page, row));
    }
    for (name, items) in [("industry.latest", &content.latest), ("industry.guides", &content.guides)] {
        if !items.is_empty() {
            page.blank_line();
            page.heading(&[Run::plain(text::get(name))], '-');
            item_list::items(page, items);
        }
    }
    stations(page, &content.stations);
}

/// Lists the radar rules.
pub(crate) fn rule_list(page: &mut TextPage, radar: &RadarOverview) {
    if radar.rules.is_empty() {
        return page.message("radar.none");
    }
    page.message_with("radar.unseen", &[("n", &radar.unseen.to_string())]);
    for state in &radar.rules {
        let rule = &state.rule;
        page.blank_line();
        page.paragraph(&[Run::bold(&rule.name)]);
        let joined = |words: &[String]| words.join(text::get("comma"));
        let kinds: Vec<String> =
            rule.kinds.iter().filter_map(|kind| serde_json::to_value(kind).ok()?.as_str().map(str::to_owned)).collect();
        let remind = rule.remind.map_or_else(String::new, |days| text::fill("radar.days", &[("n", &days.to_string())]));
        let counts =
            text::fill("radar.counted", &[("hits", &state.hits.to_string()), ("unseen", &state.unseen.to_string())]);
        fields(
            page,
            [
                field("radar.found", &counts),
                field("radar.sectors", &joined(&rule.sectors)),
                field("radar.parks", &joined(&rule.parks)),
                field("radar.kinds", &kinds.join(text::get("comma"))),
                field("radar.words", &joined(&rule.words)),
                field("radar.excluded", &joined(&rule.excluded)),
                field("radar.size", rule.size.as_deref().unwrap_or_default()),
                field("radar.remind", &remind),
                field("topic.id", &state.id),
            ],
        );
    }
}

/// Renders a page of radar hits.
pub(crate) fn hit_list(page: &mut TextPage, list: &RadarPage) {
    if list.items.is_empty() {
        return page.message("radar.nothing");
    }
    for hit in &list.items {
        page.blank_line();
        let title = if hit.unseen { Run::bold(&hit.row.title) } else { Run::plain(&hit.row.title) };
        page.paragraph(&[title]);
        fields(
            page,
            [
                field("radar.by", &hit.rules.join(text::get("comma"))),
                field("policy.until", &deadline_text(hit.deadline.as_ref())),
                field("topic.id", &hit.row.id),
            ],
        );
    }
    next_page(page, list.next.as_ref());
}
