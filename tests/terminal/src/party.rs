//! 党建 and 离线: what is asked, what the client answers, and how people read it.

use songming_core::{
    Activity, ActivityPage, ActivityRequest, Client, ItemDetails, OfflineEntry, OfflineTarget, Study, StudySeries,
};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::page::{BESIDE, Page};
use crate::text;
use crate::topics::{fact, facts, next};
use crate::width::Run;

/// What is to be done about party affairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Party {
    /// The series.
    Series,
    /// One series, by its name.
    Study(String),
    /// A page of activities.
    Activities(ActivityRequest),
    /// One activity.
    Activity(String),
}

/// What is to be done about what is kept offline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Keep {
    /// All of it.
    All,
    /// To keep something, or no longer.
    Set(OfflineTarget, bool),
    /// To fetch what is missing of it.
    Fetch(OfflineTarget),
}

pub(crate) async fn party(client: &Client, what: Party) -> Result<Answer, Failure> {
    Ok(match what {
        Party::Series => Answer::Series(client.party().overview().await?.series),
        Party::Study(name) => Answer::Study(client.party().study(name).await?.study),
        Party::Activities(request) => Answer::Activities(client.party().activities(request).await?),
        Party::Activity(id) => match client.items().get(id).await?.details {
            ItemDetails::Activity { activity } => Answer::Activity(Box::new(activity)),
            _ => return Err(Failure::not_found()),
        },
    })
}

pub(crate) async fn keep(client: &Client, what: Keep) -> Result<Answer, Failure> {
    match what {
        Keep::All => {}
        Keep::Set(what, on) => client.storage().keep_offline(what, on).await?,
        Keep::Fetch(what) => drop(client.storage().load_offline(what).await?),
    }
    Ok(Answer::Offline(client.storage().list_offline().await?))
}

pub(crate) fn series(page: &mut Page, all: &[StudySeries]) {
    if all.is_empty() {
        return page.told("party.none");
    }
    for one in all {
        page.gap();
        page.text(&[Run::bold(&one.name)]);
        let (chapters, unread) = (one.chapters.to_string(), one.unread.to_string());
        page.said("party.chapters", &[("n", &chapters), ("unread", &unread), ("when", &one.updated_text)]);
    }
}

pub(crate) fn study(page: &mut Page, study: &Study) {
    page.heading(&[Run::plain(&study.name)], '=');
    for chapter in &study.chapters {
        let here = study.go_on.as_ref() == Some(&chapter.row.id);
        let sign = if here { text::get("party.here") } else { "" };
        let title = Run {
            look: if chapter.row.read { Run::plain("").look } else { Run::bold("").look },
            ..Run::plain(&chapter.row.title)
        };
        page.text(&[Run::dim(format!("{}. ", chapter.number)), title, Run::plain(sign)]);
        page.line(&[Run::dim(format!("   {}", chapter.row.id))]);
    }
}

pub(crate) fn activity(page: &mut Page, activity: &Activity) {
    page.gap();
    page.text(&[Run::bold(&activity.row.title)]);
    let time = match activity.over {
        true => text::fill("party.over", &[("time", &activity.time_text)]),
        false => activity.time_text.clone(),
    };
    facts(
        page,
        [
            fact("party.time", &time),
            fact("party.place", &activity.place),
            fact("party.contact", activity.contact.as_deref().unwrap_or_default()),
            fact("party.sign-up", activity.sign_up.as_deref().unwrap_or_default()),
            fact("topic.id", &activity.row.id),
        ],
    );
}

pub(crate) fn activities(page: &mut Page, list: &ActivityPage) {
    if list.items.is_empty() {
        return page.told("party.no-activity");
    }
    list.items.iter().for_each(|one| activity(page, one));
    next(page, list.next.as_ref());
}

pub(crate) fn offline(page: &mut Page, all: &[OfflineEntry]) {
    if all.is_empty() {
        return page.told("offline.none");
    }
    let row = |one: &OfflineEntry| {
        let name = match (&one.what, one.title.as_str()) {
            (OfflineTarget::Item { id }, "") => id,
            (OfflineTarget::Series { name }, "") => name,
            (_, title) => title,
        };
        let (held, files) = (one.held.to_string(), one.files.to_string());
        let state = if one.items == 0 { "offline.awaited" } else { "offline.state" };
        let items = one.items.to_string();
        let words = text::fill(state, &[("items", &items), ("held", &held), ("files", &files)]);
        vec![vec![Run::plain(name)], vec![Run::dim(words)]]
    };
    page.columns(&all.iter().map(row).collect::<Vec<_>>(), BESIDE);
}
