//! 政务: the `government` command.

use songming_core::{Client, Guide, GuidePage, Issuer, ItemDetails, NoticePage, NoticeRequest, NoticeRow};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::fields::{field, fields, next_page};
use crate::item_list;
use crate::layout::Run;
use crate::text;
use crate::text_page::{SIDE_COLUMN, TextPage};

/// What `government` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GovernmentCommand {
    /// Shows a page of notices.
    Notices(NoticeRequest),
    /// Lists the issuers of the notices of a module.
    Issuers(String),
    /// Shows a page of guides.
    Guides { topic: Option<String>, before: Option<String>, limit: u32 },
    /// Shows the guide of an id.
    Guide(String),
    /// Ticks a material of a guide, or removes its tick.
    Tick { id: String, material: String, on: bool },
    /// Removes all ticks of a guide.
    ClearTicks(String),
}

pub(crate) async fn government(client: &Client, command: GovernmentCommand) -> Result<Answer, Failure> {
    let guide = match command {
        GovernmentCommand::Notices(request) => return Ok(Answer::Notices(client.government().notices(request).await?)),
        GovernmentCommand::Issuers(module) => return Ok(Answer::Issuers(client.government().issuers(module).await?)),
        GovernmentCommand::Guides { topic, before, limit } => {
            return Ok(Answer::Guides(client.government().guides(topic, before, limit).await?));
        }
        GovernmentCommand::Guide(id) => id,
        GovernmentCommand::Tick { id, material, on } => {
            client.government().tick_material(id.clone(), material, on).await?;
            id
        }
        GovernmentCommand::ClearTicks(id) => {
            client.government().clear_ticks(id.clone()).await?;
            id
        }
    };
    match client.items().get(guide).await?.details {
        ItemDetails::Guide { guide } => Ok(Answer::Guide(Box::new(guide))),
        _ => Err(Failure::wrong_kind()),
    }
}

fn notice(page: &mut TextPage, notice: &NoticeRow) {
    page.blank_line();
    page.paragraph(&[Run::bold(&notice.row.title)]);
    fields(
        page,
        [
            field("notice.issuer", &notice.issuer),
            field("notice.number", notice.document_number.as_deref().unwrap_or_default()),
            field("notice.issued", &notice.issued_text),
            field("notice.valid", &notice.validity),
            field("notice.replaced-by", &notice.replaced_by.join(text::get("comma"))),
            field("notice.replaces", &notice.replaces.join(text::get("comma"))),
            field("notice.topic", notice.topic.as_ref().map(|topic| topic.name.as_str()).unwrap_or_default()),
            field("topic.id", &notice.row.id),
        ],
    );
}

/// Renders a page of notices.
pub(crate) fn notice_list(page: &mut TextPage, list: &NoticePage) {
    if list.items.is_empty() {
        return page.message("notice.none");
    }
    list.items.iter().for_each(|row| notice(page, row));
    next_page(page, list.next.as_ref());
}

/// Lists issuers with the number of their notices.
pub(crate) fn issuer_list(page: &mut TextPage, issuers: &[Issuer]) {
    if issuers.is_empty() {
        return page.message("notice.none");
    }
    let row = |issuer: &Issuer| vec![vec![Run::dim(issuer.notices.to_string())], vec![Run::plain(&issuer.name)]];
    page.columns(&issuers.iter().map(row).collect::<Vec<_>>(), SIDE_COLUMN);
}

/// Renders a page of guides.
pub(crate) fn guide_list(page: &mut TextPage, list: &GuidePage) {
    if list.items.is_empty() {
        return page.message("guide.none");
    }
    item_list::items(page, &list.items);
    next_page(page, list.next.as_ref());
}

/// Renders one guide.
pub(crate) fn guide(page: &mut TextPage, guide: &Guide) {
    page.heading(&[Run::plain(&guide.row.title)], '=');
    fields(
        page,
        [
            field("guide.conditions", guide.conditions.as_deref().unwrap_or_default()),
            field("guide.time", guide.time_limit.as_deref().unwrap_or_default()),
            field("guide.place", guide.place.as_deref().unwrap_or_default()),
            field("guide.phone", guide.phone.as_deref().unwrap_or_default()),
            field("guide.fee", guide.fee.as_deref().unwrap_or_default()),
            field("guide.online", guide.online.as_deref().unwrap_or_default()),
        ],
    );
    if !guide.materials.is_empty() {
        page.blank_line();
        page.heading(&[Run::plain(text::get("guide.materials"))], '-');
        for material in &guide.materials {
            let checkbox = if material.ticked { "[x] " } else { "[ ] " };
            page.paragraph(&[Run::dim(checkbox), Run::plain(&material.text)]);
        }
        page.message(if guide.ready { "guide.ready" } else { "guide.not-ready" });
    }
    if !guide.steps.is_empty() {
        page.blank_line();
        page.heading(&[Run::plain(text::get("guide.steps"))], '-');
        for (number, step) in (1..).zip(&guide.steps) {
            page.paragraph(&[Run::dim(format!("{number}. ")), Run::plain(step)]);
        }
    }
}
