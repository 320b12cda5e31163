//! 首页, what is subscribed there, and what is to be reminded of.

use songming_core::{Client, Home, HomeChoice, HomeEntry, HomeFamily, Reminder};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::moment;
use crate::page::{BESIDE, Page};
use crate::text;
use crate::topics::{alert_list, due};
use crate::width::Run;
use crate::{rows, width::Look};

/// What of the sections is to be changed; each by `module:CODE` or `channel:CODE`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Arrange {
    /// These first, in this order.
    pub(crate) order: Vec<(HomeFamily, String)>,
    pub(crate) show: Vec<(HomeFamily, String)>,
    pub(crate) hide: Vec<(HomeFamily, String)>,
    pub(crate) mute: Vec<(HomeFamily, String)>,
    pub(crate) unmute: Vec<(HomeFamily, String)>,
}

pub(crate) async fn arrange(client: &Client, wanted: Arrange) -> Result<Answer, Failure> {
    if wanted != Arrange::default() {
        let known = client.settings().sections().await?;
        let place = |entry: &HomeEntry| wanted.order.iter().position(|one| is(entry, one)).unwrap_or(usize::MAX);
        let mut entries: Vec<HomeEntry> = known;
        entries.sort_by_key(place);
        let named = |list: &[(HomeFamily, String)], entry: &HomeEntry| list.iter().any(|one| is(entry, one));
        let choices = entries.iter().map(|entry| HomeChoice {
            family: entry.family,
            code: entry.code.clone(),
            shown: (entry.shown || named(&wanted.show, entry)) && !named(&wanted.hide, entry),
            muted: (entry.muted || named(&wanted.mute, entry)) && !named(&wanted.unmute, entry),
        });
        client.settings().set_sections(choices.collect()).await?;
    }
    Ok(Answer::Arrangement(client.settings().sections().await?))
}

fn is(entry: &HomeEntry, (family, code): &(HomeFamily, String)) -> bool {
    entry.family == *family && entry.code == *code
}

/// The front page.
pub(crate) fn home(page: &mut Page, home: &Home) {
    if !home.alerts.is_empty() {
        alert_list(page, &home.alerts);
        page.gap();
    }
    if home.latest.is_empty() {
        return page.told("list.empty");
    }
    let unread = home.unread_total.to_string();
    page.said("home.updated", &[("when", &home.updated_text), ("unread", &unread)]);
    for (count, key) in [(home.appeals_unseen, "home.appeals"), (home.radar_unseen, "home.radar")] {
        if count > 0 {
            page.said(key, &[("n", &count.to_string())]);
        }
    }
    if !home.deadlines.is_empty() {
        page.gap();
        page.heading(&[Run::plain(text::get("home.deadlines"))], '-');
        let row = |policy: &songming_core::PolicyRow| {
            vec![vec![Run::dim(due(policy.deadline.as_ref()))], vec![Run::plain(&policy.row.title)]]
        };
        page.columns(&home.deadlines.iter().map(row).collect::<Vec<_>>(), BESIDE);
    }
    for (name, items) in [("home.top", &home.top), ("home.latest", &home.latest)] {
        if !items.is_empty() {
            page.gap();
            page.heading(&[Run::plain(text::get(name))], '=');
            rows::rows(page, items);
        }
    }
    for section in &home.sections {
        page.gap();
        let count = match (section.muted, section.unread) {
            (true, _) => text::get("home.muted").to_owned(),
            (false, 0) => String::new(),
            (false, unread) => text::fill("home.unread", &[("n", &unread.to_string())]),
        };
        page.heading(&[Run::plain(format!("{}{count}", section.module.name))], '-');
        rows::rows(page, &section.items);
    }
}

pub(crate) fn sections(page: &mut Page, entries: &[HomeEntry]) {
    if entries.is_empty() {
        return page.told("catalogue.none");
    }
    let row = |entry: &HomeEntry| {
        let family = match entry.family {
            HomeFamily::Module => "module",
            HomeFamily::Channel => "channel",
        };
        let state = match (entry.shown, entry.muted) {
            (true, false) => "home.shown",
            (true, true) => "home.shown-muted",
            (false, false) => "home.hidden",
            (false, true) => "home.hidden-muted",
        };
        let name = Run { look: Look { dim: !entry.shown, ..Look::default() }, ..Run::plain(&entry.name) };
        vec![vec![Run::dim(format!("{family}:{}", entry.code))], vec![name], vec![Run::dim(text::get(state))]]
    };
    page.columns(&entries.iter().map(row).collect::<Vec<_>>(), BESIDE);
}

pub(crate) fn plans(page: &mut Page, plans: &[Reminder]) {
    if plans.is_empty() {
        return page.told("plan.none");
    }
    for plan in plans {
        page.gap();
        page.text(&[Run::bold(&plan.title)]);
        page.text(&[Run::dim(moment::china(plan.at))]);
        page.text(&[Run::plain(&plan.body)]);
    }
}
