//! Answers for people.

use songming_core::{Catalogue, Consent, Source, Term};

use crate::answer::{Answer, FeedItem};
use crate::blocks::{self, Links};
use crate::moment;
use crate::page::{BESIDE, Page, Screen};
use crate::statement::STATEMENT;
use crate::text;
use crate::width::Run;
use crate::{article, home, industry, party, report, rows, search_results, topics};

/// The answer as a page.
pub(crate) fn render(answer: &Answer, screen: Screen) -> String {
    if let Answer::Script(script) = answer {
        return script.clone();
    }
    let mut page = Page::new(screen);
    match answer {
        Answer::Consent(decided) => consent(&mut page, decided),
        Answer::Sources(all) => sources(&mut page, all),
        Answer::Added(source) => page.said("sources.added", &[("title", &source.title), ("id", &source.id)]),
        Answer::Removed(id) => page.said("sources.removed", &[("id", id)]),
        Answer::Sync { report, older } => report::sync(&mut page, report, *older),
        Answer::Home(whole) => home::home(&mut page, whole),
        Answer::Arrangement(entries) => home::sections(&mut page, entries),
        Answer::Plans(plans) => home::plans(&mut page, plans),
        Answer::List { list, own } => rows::list(&mut page, list, *own),
        Answer::Found(results) => search_results::results(&mut page, results),
        Answer::Suggested(offered) => search_results::suggestions(&mut page, offered),
        Answer::Recent(searches) => search_results::recent(&mut page, searches),
        Answer::Forgotten(words) => search_results::forgotten(&mut page, words.as_deref()),
        Answer::Article(whole) => article::paint(&mut page, whole),
        Answer::Story(story) => rows::story(&mut page, story),
        Answer::Marked { count, .. } => page.said("mark.done", &[("n", &count.to_string())]),
        Answer::AllRead(count) => page.said("mark.all-read", &[("n", &count.to_string())]),
        Answer::Speech { sentences, spoken } => article::speech(&mut page, sentences, *spoken),
        Answer::Listening { listening, speech } => rows::listening(&mut page, listening, speech),
        Answer::Pictures { report, pictures } => report::pictures(&mut page, *report, pictures),
        Answer::Storage { storage, cleared } => report::storage(&mut page, storage, *cleared),
        Answer::Followed(channels) => report::followed(&mut page, channels),
        Answer::Catalogue(known) => catalogue(&mut page, known),
        Answer::Alerts(alerts) => topics::alert_list(&mut page, alerts),
        Answer::Services(services) => topics::service_list(&mut page, services),
        Answer::ServiceCategories(categories) => topics::service_categories(&mut page, categories),
        Answer::Notices(notices) => topics::notices(&mut page, notices),
        Answer::Issuers(issuers) => topics::issuers(&mut page, issuers),
        Answer::Guides(guides) => topics::guides(&mut page, guides),
        Answer::Guide(guide) => topics::guide(&mut page, guide),
        Answer::Series(all) => party::series(&mut page, all),
        Answer::Study(one) => party::study(&mut page, one),
        Answer::Activities(list) => party::activities(&mut page, list),
        Answer::Activity(one) => party::activity(&mut page, one),
        Answer::Offline(all) => party::offline(&mut page, all),
        Answer::Industry(all) => industry::overview(&mut page, all),
        Answer::IndustryPage(whole) => industry::industry_page(&mut page, whole),
        Answer::Policies(list) => industry::policies(&mut page, list),
        Answer::PolicyCalendar(days) => industry::calendar(&mut page, days),
        Answer::Radar(radar) => industry::rules(&mut page, radar),
        Answer::RadarHits(list) => industry::hits(&mut page, list),
        Answer::Appeals(appeals) => topics::appeal_list(&mut page, appeals),
        Answer::Appeal(appeal) => topics::appeal(&mut page, appeal),
        Answer::Feed { title, items } => feed(&mut page, title, items),
        Answer::Blocks { blocks, capped } => {
            let mut links = Links::default();
            blocks::paint(&mut page, blocks, &mut links, None);
            article::cut_short(&mut page, *capped);
            links.paint(&mut page);
        }
        Answer::Portrait(portrait) => {
            let size = format!("{}×{}  {}", portrait.width, portrait.height, portrait.placeholder);
            page.line(&[Run::plain(size)]);
        }
        Answer::Script(_) => {}
    }
    page.finish()
}

fn consent(page: &mut Page, consent: &Consent) {
    page.told("consent.statement");
    page.gap();
    let when = consent.decided.map(moment::china);
    let statement = consent.statement.as_deref().unwrap_or_default();
    match (when, consent.given) {
        (Some(when), true) => page.said("consent.given", &[("when", &when), ("statement", statement)]),
        (Some(when), false) => page.said("consent.withdrawn", &[("when", &when)]),
        (None, _) => page.told("consent.never"),
    }
    if consent.given && statement != STATEMENT {
        page.told("consent.earlier");
    }
}

fn sources(page: &mut Page, all: &[Source]) {
    if all.is_empty() {
        return page.told("sources.none");
    }
    for source in all {
        page.gap();
        let untitled = text::get("sources.untitled");
        page.text(&[Run::bold(if source.title.is_empty() { untitled } else { &source.title })]);
        let asked = source.succeeded.map_or_else(|| text::get("sources.never").to_owned(), moment::china);
        let row = |name: &str, value: &str| vec![Run::dim(format!("  {name}")), Run::plain(value)];
        page.line(&row(text::get("sources.id"), &source.id));
        page.line(&row(text::get("sources.address"), &source.address));
        page.line(&row(text::get("sources.asked"), &asked));
    }
}

fn catalogue(page: &mut Page, catalogue: &Catalogue) {
    if catalogue.version.is_empty() && catalogue.modules.is_empty() {
        return page.told("catalogue.none");
    }
    page.heading(&[Run::plain(&catalogue.title)], '=');
    group(page, text::get("catalogue.modules"), &catalogue.modules);
    group(page, text::get("catalogue.channels"), &catalogue.channels);
    group(page, text::get("catalogue.sectors"), &catalogue.sectors);
    group(page, text::get("catalogue.parks"), &catalogue.parks);
    group(page, text::get("catalogue.towns"), &catalogue.towns);
    if !catalogue.stations.is_empty() {
        page.gap();
        page.heading(&[Run::plain(text::get("catalogue.stations"))], '-');
        let beside = |value: &Option<String>| value.clone().unwrap_or_default();
        let rows: Vec<Vec<Vec<Run>>> = catalogue
            .stations
            .iter()
            .map(|station| {
                let facts = [station.name.clone(), beside(&station.phone), beside(&station.address)];
                let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
                vec![vec![Run::dim(&station.code)], vec![Run::plain(facts.join(text::get("between")))]]
            })
            .collect();
        page.columns(&rows, BESIDE);
    }
}

fn group(page: &mut Page, name: &str, terms: &[Term]) {
    if terms.is_empty() {
        return;
    }
    page.gap();
    page.heading(&[Run::plain(name)], '-');
    let rows: Vec<Vec<Vec<Run>>> =
        terms.iter().map(|term| vec![vec![Run::dim(&term.code)], vec![Run::plain(&term.name)]]).collect();
    page.columns(&rows, BESIDE);
}

fn feed(page: &mut Page, title: &str, items: &[FeedItem]) {
    page.heading(&[Run::plain(title)], '=');
    for item in items {
        page.gap();
        page.text(&[Run::bold(&item.title)]);
        let when = item.moment.map_or_else(|| text::get("feed.undated").to_owned(), moment::china);
        let mut facts = vec![when];
        facts.extend((!item.authors.is_empty()).then(|| item.authors.join(text::get("and"))));
        page.text(&[Run::dim(facts.join(text::get("between")))]);
        page.line(&[Run::dim(&item.id)]);
        if let Some(url) = item.url.as_ref().filter(|&url| *url != item.id) {
            page.line(&[Run::plain(url)]);
        }
    }
    page.gap();
    page.said("feed.count", &[("n", &items.len().to_string())]);
}
