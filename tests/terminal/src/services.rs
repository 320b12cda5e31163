//! 服务: the `service` command.

use songming_core::{Client, ServiceCategory, ServiceEntry, ServicePage, ServiceRequest, ServiceTarget};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::fields::{field, fields, next_page};
use crate::layout::Run;
use crate::text;
use crate::text_page::{SIDE_COLUMN, TextPage};

/// Lists the service directory, or its categories if there is no request.
pub(crate) async fn services(client: &Client, request: Option<ServiceRequest>) -> Result<Answer, Failure> {
    Ok(match request {
        Some(request) => Answer::Services(client.services().list(request).await?),
        None => Answer::ServiceCategories(client.services().categories().await?),
    })
}

/// What a service opens. Empty if it opens its article.
fn target_text(target: &ServiceTarget) -> String {
    match target {
        ServiceTarget::Phone { number } => number.clone(),
        ServiceTarget::Address { address } => address.clone(),
        ServiceTarget::Page { url } => url.clone(),
        ServiceTarget::MiniProgramme { name } => text::fill("service.mini-programme", &[("name", name)]),
        ServiceTarget::Screen { name } => text::fill("service.screen", &[("name", name)]),
        ServiceTarget::Article => String::new(),
    }
}

fn service(page: &mut TextPage, entry: &ServiceEntry) {
    page.blank_line();
    page.paragraph(&[Run::bold(&entry.row.title)]);
    let opening = entry.opening.as_ref().map(|opening| opening.words.as_str()).unwrap_or_default();
    fields(
        page,
        [
            field("service.category", &entry.category.name),
            field("service.opening", opening),
            field("service.hours", entry.hours.as_deref().unwrap_or_default()),
            field("service.phone", entry.phone.as_deref().unwrap_or_default()),
            field("service.address", entry.address.as_deref().unwrap_or_default()),
            field("service.distance", &entry.distance_text),
            field("service.opens", &target_text(&entry.target)),
            field("topic.id", &entry.row.id),
        ],
    );
}

/// Renders a page of the directory.
pub(crate) fn service_list(page: &mut TextPage, services: &ServicePage) {
    if services.items.is_empty() {
        return page.message("service.none");
    }
    services.items.iter().for_each(|entry| service(page, entry));
    next_page(page, services.next.as_ref());
}

/// Lists the categories with the number of their entries.
pub(crate) fn category_list(page: &mut TextPage, categories: &[ServiceCategory]) {
    if categories.is_empty() {
        return page.message("service.none");
    }
    let row = |category: &ServiceCategory| {
        let count = text::fill("service.count", &[("name", &category.term.name), ("n", &category.entries.to_string())]);
        vec![vec![Run::dim(&category.term.code)], vec![Run::plain(count)]]
    };
    page.columns(&categories.iter().map(row).collect::<Vec<_>>(), SIDE_COLUMN);
}
