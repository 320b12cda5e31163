//! 党建 and 离线: the `party` and `offline` commands.

use songming_core::{
    Activity, ActivityPage, ActivityRequest, Client, ItemDetails, OfflineEntry, OfflineTarget, Study, StudySeries,
};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::fields::{field, fields, next_page};
use crate::layout::Run;
use crate::text;
use crate::text_page::{SIDE_COLUMN, TextPage};

/// What `party` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartyCommand {
    /// Lists the study series.
    Series,
    /// Shows the series of a name.
    Study(String),
    /// Shows a page of activities.
    Activities(ActivityRequest),
    /// Shows the activity of an id.
    Activity(String),
}

/// What `offline` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OfflineCommand {
    /// Lists what is kept offline.
    List,
    /// Keeps an item or a series offline.
    Keep(OfflineTarget),
    /// Stops keeping it.
    Drop(OfflineTarget),
    /// Fetches its missing items and files.
    Fetch(OfflineTarget),
}

pub(crate) async fn party(client: &Client, command: PartyCommand) -> Result<Answer, Failure> {
    Ok(match command {
        PartyCommand::Series => Answer::StudySeries(client.party().overview().await?.series),
        PartyCommand::Study(name) => Answer::Study(client.party().study(name).await?.study),
        PartyCommand::Activities(request) => Answer::Activities(client.party().activities(request).await?),
        PartyCommand::Activity(id) => match client.items().get(id).await?.details {
            ItemDetails::Activity { activity } => Answer::Activity(Box::new(activity)),
            _ => return Err(Failure::wrong_kind()),
        },
    })
}

pub(crate) async fn offline(client: &Client, command: OfflineCommand) -> Result<Answer, Failure> {
    match command {
        OfflineCommand::List => {}
        OfflineCommand::Keep(target) => client.storage().keep_offline(target, true).await?,
        OfflineCommand::Drop(target) => client.storage().keep_offline(target, false).await?,
        OfflineCommand::Fetch(target) => drop(client.storage().load_offline(target).await?),
    }
    Ok(Answer::Offline(client.storage().list_offline().await?))
}

/// Lists study series.
pub(crate) fn series_list(page: &mut TextPage, all: &[StudySeries]) {
    if all.is_empty() {
        return page.message("party.none");
    }
    for series in all {
        page.blank_line();
        page.paragraph(&[Run::bold(&series.name)]);
        let (chapters, unread) = (series.chapters.to_string(), series.unread.to_string());
        page.message_with("party.chapters", &[("n", &chapters), ("unread", &unread), ("when", &series.updated_text)]);
    }
}

/// Renders one series with its chapters.
pub(crate) fn study(page: &mut TextPage, study: &Study) {
    page.heading(&[Run::plain(&study.name)], '=');
    for chapter in &study.chapters {
        let next_chapter = study.go_on.as_ref() == Some(&chapter.row.id);
        let pointer = if next_chapter { text::get("party.here") } else { "" };
        let title = if chapter.row.read { Run::plain(&chapter.row.title) } else { Run::bold(&chapter.row.title) };
        page.paragraph(&[Run::dim(format!("{}. ", chapter.number)), title, Run::plain(pointer)]);
        page.line(&[Run::dim(format!("   {}", chapter.row.id))]);
    }
}

/// Renders one activity.
pub(crate) fn activity(page: &mut TextPage, activity: &Activity) {
    page.blank_line();
    page.paragraph(&[Run::bold(&activity.row.title)]);
    let time = match activity.over {
        true => text::fill("party.over", &[("time", &activity.time_text)]),
        false => activity.time_text.clone(),
    };
    fields(
        page,
        [
            field("party.time", &time),
            field("party.place", &activity.place),
            field("party.contact", activity.contact.as_deref().unwrap_or_default()),
            field("party.sign-up", activity.sign_up.as_deref().unwrap_or_default()),
            field("topic.id", &activity.row.id),
        ],
    );
}

/// Renders a page of activities.
pub(crate) fn activity_list(page: &mut TextPage, list: &ActivityPage) {
    if list.items.is_empty() {
        return page.message("party.no-activity");
    }
    list.items.iter().for_each(|entry| activity(page, entry));
    next_page(page, list.next.as_ref());
}

/// Lists what is kept offline.
pub(crate) fn offline_list(page: &mut TextPage, all: &[OfflineEntry]) {
    if all.is_empty() {
        return page.message("offline.none");
    }
    let row = |entry: &OfflineEntry| {
        let name = match (&entry.what, entry.title.as_str()) {
            (OfflineTarget::Item { id }, "") => id,
            (OfflineTarget::Series { name }, "") => name,
            (_, title) => title,
        };
        let (held, files) = (entry.held.to_string(), entry.files.to_string());
        let state = if entry.items == 0 { "offline.awaited" } else { "offline.state" };
        let items = entry.items.to_string();
        let words = text::fill(state, &[("items", &items), ("held", &held), ("files", &files)]);
        vec![vec![Run::plain(name)], vec![Run::dim(words)]]
    };
    page.columns(&all.iter().map(row).collect::<Vec<_>>(), SIDE_COLUMN);
}
