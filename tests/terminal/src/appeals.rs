//! 投诉建议: the `appeal` command.

use songming_core::{Appeal, AppealDraft, Client};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::fields::{deadline_text, field, fields};
use crate::layout::Run;
use crate::text;
use crate::text_page::TextPage;

/// What `appeal` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AppealCommand {
    /// Lists the appeals.
    List,
    /// Shows the appeal of an id and marks it as seen.
    Show(String),
    /// Creates or changes a draft.
    Save(AppealDraft),
    /// Sends the appeal of an id.
    Send(String),
    /// Sends the queued appeals and fetches the state of the others.
    Refresh,
    /// Deletes the appeal of an id from this client. `force`: even if it waits for its answer.
    Delete { id: String, force: bool },
}

pub(crate) async fn appeals(client: &Client, command: AppealCommand) -> Result<Answer, Failure> {
    let single = |appeal| Answer::Appeal(Box::new(appeal));
    Ok(match command {
        AppealCommand::List => Answer::Appeals(client.government().overview().await?.appeals),
        AppealCommand::Show(id) => {
            let appeal = client.appeals().get(id.clone()).await?;
            client.appeals().mark_seen(id).await?;
            single(appeal)
        }
        AppealCommand::Save(draft) => single(client.appeals().save(draft).await?),
        AppealCommand::Send(id) => single(client.appeals().send(id).await?),
        AppealCommand::Refresh => Answer::Appeals(client.appeals().refresh().await?),
        AppealCommand::Delete { id, force } => {
            client.appeals().delete(id, force).await?;
            Answer::Appeals(client.government().overview().await?.appeals)
        }
    })
}

/// Renders one appeal with its events.
pub(crate) fn appeal(page: &mut TextPage, appeal: &Appeal) {
    page.blank_line();
    let untitled = text::get("appeal.untitled");
    page.paragraph(&[Run::bold(if appeal.title.is_empty() { untitled } else { &appeal.title })]);
    let state = format!("{}{}{}", appeal.kind_text, text::get("between"), appeal.state_text);
    fields(
        page,
        [
            field("appeal.state", &state),
            field("appeal.reason", &appeal.reason),
            field("appeal.number", appeal.number.as_deref().unwrap_or_default()),
            field("appeal.code", appeal.code.as_deref().unwrap_or_default()),
            field("appeal.accept", &deadline_text(appeal.accept_by.as_ref())),
            field("appeal.answer", &deadline_text(appeal.answer_by.as_ref())),
            field("topic.id", &appeal.id),
        ],
    );
    if !appeal.text.is_empty() {
        page.paragraph(&[Run::plain(&appeal.text)]);
    }
    for event in &appeal.events {
        let office = event.office.clone().unwrap_or_default();
        let head = [event.time_text.clone(), event.stage_text.clone(), office];
        let head: Vec<String> = head.into_iter().filter(|part| !part.is_empty()).collect();
        page.paragraph(&[Run::dim(head.join(text::get("between")))]);
        page.paragraph(&[Run::plain(&event.text)]);
    }
}

/// Lists appeals.
pub(crate) fn appeal_list(page: &mut TextPage, appeals: &[Appeal]) {
    if appeals.is_empty() {
        return page.message("appeal.none");
    }
    appeals.iter().for_each(|entry| appeal(page, entry));
}
