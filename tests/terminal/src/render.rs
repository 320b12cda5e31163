//! Renders answers as text for people.

use songming_core::{Catalogue, Consent, Source, Term};

use crate::answer::{Answer, FeedItem};
use crate::blocks::{self, Links};
use crate::consent::STATEMENT_VERSION;
use crate::layout::Run;
use crate::text_page::{SIDE_COLUMN, Terminal, TextPage};
use crate::{
    account, alerts, appeals, article, draft_page, government, home, industry, item_list, outbox_page, party, report,
    search_results, services, text, timestamp,
};

/// Renders an answer for a terminal.
pub(crate) fn render(answer: &Answer, terminal: Terminal) -> String {
    if let Answer::Script(script) = answer {
        return script.clone();
    }
    let mut page = TextPage::new(terminal);
    match answer {
        Answer::Consent(state) => consent(&mut page, state),
        Answer::Sources(all) => sources(&mut page, all),
        Answer::SourceAdded(source) => {
            page.message_with("sources.added", &[("title", &source.title), ("id", &source.id)])
        }
        Answer::SourceRemoved(id) => page.message_with("sources.removed", &[("id", id)]),
        Answer::Sync { report, older } => report::sync(&mut page, report, *older),
        Answer::Home(content) => home::home(&mut page, content),
        Answer::HomeSections(entries) => home::sections(&mut page, entries),
        Answer::Reminders(reminders) => home::reminders(&mut page, reminders),
        Answer::List { list, user_list } => item_list::list(&mut page, list, *user_list),
        Answer::SearchResults(results) => search_results::results(&mut page, results),
        Answer::Suggestions(suggestions) => search_results::suggestions(&mut page, suggestions),
        Answer::RecentSearches(searches) => search_results::recent(&mut page, searches),
        Answer::SearchForgotten(words) => search_results::forgotten(&mut page, words.as_deref()),
        Answer::Article(content) => article::render(&mut page, content),
        Answer::Story(story) => item_list::story(&mut page, story),
        Answer::Marked { count, .. } => page.message_with("mark.done", &[("n", &count.to_string())]),
        Answer::MarkedAllRead(count) => page.message_with("mark.all-read", &[("n", &count.to_string())]),
        Answer::Speech { sentences, spoken } => article::speech(&mut page, sentences, *spoken),
        Answer::Listening { queue, speech } => item_list::listening(&mut page, queue, speech),
        Answer::Pictures { report, pictures } => report::pictures(&mut page, *report, pictures),
        Answer::Storage { storage, cleared } => report::storage(&mut page, storage, *cleared),
        Answer::FollowedChannels(channels) => report::followed(&mut page, channels),
        Answer::Catalogue(content) => catalogue(&mut page, content),
        Answer::Alerts(alerts) => alerts::alert_list(&mut page, alerts),
        Answer::Services(services) => services::service_list(&mut page, services),
        Answer::ServiceCategories(categories) => services::category_list(&mut page, categories),
        Answer::Notices(notices) => government::notice_list(&mut page, notices),
        Answer::Issuers(issuers) => government::issuer_list(&mut page, issuers),
        Answer::Guides(guides) => government::guide_list(&mut page, guides),
        Answer::Guide(guide) => government::guide(&mut page, guide),
        Answer::StudySeries(all) => party::series_list(&mut page, all),
        Answer::Study(study) => party::study(&mut page, study),
        Answer::Activities(list) => party::activity_list(&mut page, list),
        Answer::Activity(activity) => party::activity(&mut page, activity),
        Answer::Offline(all) => party::offline_list(&mut page, all),
        Answer::Industry(overview) => industry::overview(&mut page, overview),
        Answer::IndustryPage(content) => industry::industry_page(&mut page, content),
        Answer::Policies(list) => industry::policy_list(&mut page, list),
        Answer::PolicyCalendar(days) => industry::calendar(&mut page, days),
        Answer::Radar(radar) => industry::rule_list(&mut page, radar),
        Answer::RadarHits(list) => industry::hit_list(&mut page, list),
        Answer::Appeals(appeals) => appeals::appeal_list(&mut page, appeals),
        Answer::Appeal(appeal) => appeals::appeal(&mut page, appeal),
        Answer::Account(state) => account::state(&mut page, state),
        // Not wrapped, so that it can be copied.
        Answer::LoginAddress(address) => return format!("{address}\n"),
        Answer::Drafts(drafts) => draft_page::draft_list(&mut page, drafts),
        Answer::Draft(draft) => draft_page::draft(&mut page, draft),
        Answer::Submissions(submissions) => outbox_page::submission_list(&mut page, submissions),
        Answer::Submission(submission) => outbox_page::submission(&mut page, submission),
        Answer::Delivery(delivery) => outbox_page::delivery(&mut page, delivery),
        Answer::UnmeteredOnly(true) => page.message("outbox.unmetered-on"),
        Answer::UnmeteredOnly(false) => page.message("outbox.unmetered-off"),
        Answer::Ledger(months) => outbox_page::ledger(&mut page, months),
        Answer::Feed { title, items } => feed(&mut page, title, items),
        Answer::Blocks { blocks, capped } => {
            let mut links = Links::default();
            blocks::render(&mut page, blocks, &mut links, None);
            article::truncation_notice(&mut page, *capped);
            links.render(&mut page);
        }
        Answer::Portrait(portrait) => {
            let size = format!("{}×{}  {}", portrait.width, portrait.height, portrait.placeholder);
            page.line(&[Run::plain(size)]);
        }
        Answer::Script(_) => {}
    }
    page.finish()
}

fn consent(page: &mut TextPage, consent: &Consent) {
    page.message("consent.statement");
    page.blank_line();
    let decided = consent.decided.map(timestamp::beijing_time);
    let statement = consent.statement.as_deref().unwrap_or_default();
    match (decided, consent.given) {
        (Some(when), true) => page.message_with("consent.given", &[("when", &when), ("statement", statement)]),
        (Some(when), false) => page.message_with("consent.withdrawn", &[("when", &when)]),
        (None, _) => page.message("consent.never"),
    }
    if consent.given && statement != STATEMENT_VERSION {
        page.message("consent.earlier");
    }
}

fn sources(page: &mut TextPage, all: &[Source]) {
    if all.is_empty() {
        return page.message("sources.none");
    }
    for source in all {
        page.blank_line();
        let untitled = text::get("sources.untitled");
        page.paragraph(&[Run::bold(if source.title.is_empty() { untitled } else { &source.title })]);
        let succeeded = source.succeeded.map_or_else(|| text::get("sources.never").to_owned(), timestamp::beijing_time);
        let row = |name: &str, value: &str| vec![Run::dim(format!("  {name}")), Run::plain(value)];
        page.line(&row(text::get("sources.id"), &source.id));
        page.line(&row(text::get("sources.address"), &source.address));
        page.line(&row(text::get("sources.asked"), &succeeded));
        if source.closed {
            page.line(&row(text::get("sources.state"), text::get("sources.closed")));
        }
    }
}

fn catalogue(page: &mut TextPage, catalogue: &Catalogue) {
    if catalogue.version.is_empty() && catalogue.modules.is_empty() {
        return page.message("catalogue.none");
    }
    page.heading(&[Run::plain(&catalogue.title)], '=');
    term_list(page, text::get("catalogue.modules"), &catalogue.modules);
    term_list(page, text::get("catalogue.channels"), &catalogue.channels);
    term_list(page, text::get("catalogue.sectors"), &catalogue.sectors);
    term_list(page, text::get("catalogue.parks"), &catalogue.parks);
    term_list(page, text::get("catalogue.towns"), &catalogue.towns);
    if !catalogue.stations.is_empty() {
        page.blank_line();
        page.heading(&[Run::plain(text::get("catalogue.stations"))], '-');
        let text_or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
        let rows: Vec<Vec<Vec<Run>>> = catalogue
            .stations
            .iter()
            .map(|station| {
                let facts = [station.name.clone(), text_or_empty(&station.phone), text_or_empty(&station.address)];
                let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
                vec![vec![Run::dim(&station.code)], vec![Run::plain(facts.join(text::get("between")))]]
            })
            .collect();
        page.columns(&rows, SIDE_COLUMN);
    }
}

fn term_list(page: &mut TextPage, name: &str, terms: &[Term]) {
    if terms.is_empty() {
        return;
    }
    page.blank_line();
    page.heading(&[Run::plain(name)], '-');
    let rows: Vec<Vec<Vec<Run>>> =
        terms.iter().map(|term| vec![vec![Run::dim(&term.code)], vec![Run::plain(&term.name)]]).collect();
    page.columns(&rows, SIDE_COLUMN);
}

fn feed(page: &mut TextPage, title: &str, items: &[FeedItem]) {
    page.heading(&[Run::plain(title)], '=');
    for item in items {
        page.blank_line();
        page.paragraph(&[Run::bold(&item.title)]);
        let when = item.published_at.map_or_else(|| text::get("feed.undated").to_owned(), timestamp::beijing_time);
        let mut facts = vec![when];
        facts.extend((!item.authors.is_empty()).then(|| item.authors.join(text::get("and"))));
        page.paragraph(&[Run::dim(facts.join(text::get("between")))]);
        page.line(&[Run::dim(&item.id)]);
        if let Some(url) = item.url.as_ref().filter(|&url| *url != item.id) {
            page.line(&[Run::plain(url)]);
        }
    }
    page.blank_line();
    page.message_with("feed.count", &[("n", &items.len().to_string())]);
}
