//! 首页: the `home` and `plans` commands.

use songming_core::{Client, Home, HomeChoice, HomeEntry, HomeFamily, PolicyRow, Reminder};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::fields::deadline_text;
use crate::layout::{Run, Style};
use crate::text_page::{SIDE_COLUMN, TextPage};
use crate::{alerts, item_list, text, timestamp};

/// Changes of the home sections, which are named by family and code. All of them empty: nothing changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SectionChanges {
    /// The sections to move to the front, in this order.
    pub(crate) order: Vec<(HomeFamily, String)>,
    pub(crate) show: Vec<(HomeFamily, String)>,
    pub(crate) hide: Vec<(HomeFamily, String)>,
    pub(crate) mute: Vec<(HomeFamily, String)>,
    pub(crate) unmute: Vec<(HomeFamily, String)>,
}

/// Applies changes to the home sections and lists all of them.
pub(crate) async fn arrange(client: &Client, changes: SectionChanges) -> Result<Answer, Failure> {
    if changes != SectionChanges::default() {
        let mut entries = client.settings().sections().await?;
        let position =
            |entry: &HomeEntry| changes.order.iter().position(|section| names(section, entry)).unwrap_or(usize::MAX);
        entries.sort_by_key(position);
        let contains =
            |sections: &[(HomeFamily, String)], entry: &HomeEntry| sections.iter().any(|section| names(section, entry));
        let choices = entries.iter().map(|entry| HomeChoice {
            family: entry.family,
            code: entry.code.clone(),
            shown: (entry.shown || contains(&changes.show, entry)) && !contains(&changes.hide, entry),
            muted: (entry.muted || contains(&changes.mute, entry)) && !contains(&changes.unmute, entry),
        });
        client.settings().set_sections(choices.collect()).await?;
    }
    Ok(Answer::HomeSections(client.settings().sections().await?))
}

fn names((family, code): &(HomeFamily, String), entry: &HomeEntry) -> bool {
    entry.family == *family && entry.code == *code
}

/// Renders the home page.
pub(crate) fn home(page: &mut TextPage, home: &Home) {
    if !home.alerts.is_empty() {
        alerts::alert_list(page, &home.alerts);
        page.blank_line();
    }
    if home.latest.is_empty() {
        return page.message("list.empty");
    }
    let unread = home.unread_total.to_string();
    page.message_with("home.updated", &[("when", &home.updated_text), ("unread", &unread)]);
    for (count, key) in [(home.appeals_unseen, "home.appeals"), (home.radar_unseen, "home.radar")] {
        if count > 0 {
            page.message_with(key, &[("n", &count.to_string())]);
        }
    }
    if !home.deadlines.is_empty() {
        page.blank_line();
        page.heading(&[Run::plain(text::get("home.deadlines"))], '-');
        let row = |policy: &PolicyRow| {
            vec![vec![Run::dim(deadline_text(policy.deadline.as_ref()))], vec![Run::plain(&policy.row.title)]]
        };
        page.columns(&home.deadlines.iter().map(row).collect::<Vec<_>>(), SIDE_COLUMN);
    }
    for (name, items) in [("home.top", &home.top), ("home.latest", &home.latest)] {
        if !items.is_empty() {
            page.blank_line();
            page.heading(&[Run::plain(text::get(name))], '=');
            item_list::items(page, items);
        }
    }
    for section in &home.sections {
        page.blank_line();
        let count = match (section.muted, section.unread) {
            (true, _) => text::get("home.muted").to_owned(),
            (false, 0) => String::new(),
            (false, unread) => text::fill("home.unread", &[("n", &unread.to_string())]),
        };
        page.heading(&[Run::plain(format!("{}{count}", section.module.name))], '-');
        item_list::items(page, &section.items);
    }
}

/// Lists the home sections with their settings.
pub(crate) fn sections(page: &mut TextPage, entries: &[HomeEntry]) {
    if entries.is_empty() {
        return page.message("catalogue.none");
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
        let name = Run { style: Style { dim: !entry.shown, ..Style::default() }, ..Run::plain(&entry.name) };
        vec![vec![Run::dim(format!("{family}:{}", entry.code))], vec![name], vec![Run::dim(text::get(state))]]
    };
    page.columns(&entries.iter().map(row).collect::<Vec<_>>(), SIDE_COLUMN);
}

/// Lists the reminders.
pub(crate) fn reminders(page: &mut TextPage, reminders: &[Reminder]) {
    if reminders.is_empty() {
        return page.message("plan.none");
    }
    for reminder in reminders {
        page.blank_line();
        page.paragraph(&[Run::bold(&reminder.title)]);
        page.paragraph(&[Run::dim(timestamp::beijing_time(reminder.at))]);
        page.paragraph(&[Run::plain(&reminder.body)]);
    }
}
