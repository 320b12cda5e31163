//! The sample content has what the tests and the demonstration need.

use songming_publisher::archive::Event;
use songming_publisher::content;
use songming_publisher::item::Item;
use songming_publisher::payload::{Opening, Payload};
use songming_publisher::sample_content;
use std::collections::{BTreeMap, BTreeSet};

fn visible(html: &str) -> usize {
    let mut inside = false;
    let visible = html.chars().filter(|c| {
        inside = (inside || *c == '<') && *c != '>';
        !inside && *c != '>' && !c.is_whitespace()
    });
    visible.count()
}

#[test]
fn samples_cover_all_codes_kinds_and_elements() {
    let content = content::load(&sample_content()).unwrap_or_else(|errors| panic!("{errors}"));
    let codes = |list: &str| -> BTreeSet<String> {
        let entries = content.catalogue[list].as_array().unwrap().iter();
        entries.map(|entry| entry["code"].as_str().unwrap().to_owned()).collect()
    };
    let items: Vec<&Item> = content
        .events
        .iter()
        .filter_map(|event| if let Event::Publish(item) = event { Some(&**item) } else { None })
        .collect();
    let withdrawals = content.events.len() - items.len();

    let used = |of: fn(&Item) -> Vec<String>| -> BTreeSet<String> { items.iter().flat_map(|item| of(item)).collect() };
    assert_eq!(used(|item| item.extension.channel.clone().into_iter().collect()), codes("channels"));
    assert!(used(|item| item.extension.module.clone().into_iter().collect()).len() >= 6);
    assert_eq!(used(|item| item.extension.sectors.clone()), codes("sectors"));
    assert_eq!(used(|item| item.extension.parks.clone()), codes("parks"));
    let kinds = used(|item| vec![item.extension.kind.clone()]);
    assert_eq!(
        kinds.iter().map(String::as_str).collect::<Vec<_>>(),
        ["activity", "alert", "article", "entry", "guide", "notice", "policy", "study"]
    );
    assert_eq!((codes("channels").len(), codes("sectors").len(), codes("parks").len()), (7, 5, 5));
    assert!(withdrawals >= 2, "{withdrawals} withdrawals");
    assert!(items.iter().any(|item| item.extension.correction.is_some() && item.extension.revision > 1));

    // Directory entries, alerts and flashes are short; at least eighty other items are not.
    let length = |item: &Item| visible(item.content_html.as_deref().unwrap_or_default());
    let long = items.iter().filter(|item| (300..=1500).contains(&length(item))).count();
    assert!(long >= 80, "{long} items of 300 to 1,500 characters");
    let count = |what: &str| {
        items.iter().filter(|item| item.content_html.as_deref().is_some_and(|html| html.contains(what))).count()
    };
    for (what, least) in [("<h2", 40), ("<ul", 20), ("<ol", 10), ("<table", 3), ("<figure", 20), ("<video", 1)] {
        assert!(count(what) >= least, "{} with {what}", count(what));
    }
    let titles: BTreeSet<_> =
        items.iter().map(|item| (&item.title, &item.extension.channel, &item.extension.stage)).collect();
    assert_eq!(titles.len(), items.len(), "two items share title, channel and stage");
}

#[test]
fn samples_have_what_the_topics_need() {
    let content = content::load(&sample_content()).unwrap_or_else(|errors| panic!("{errors}"));
    let codes = |list: &str| -> BTreeSet<String> {
        let entries = content.catalogue[list].as_array().unwrap().iter();
        entries.map(|entry| entry["code"].as_str().unwrap().to_owned()).collect()
    };
    let (mut categories, mut topics, mut targets, mut days) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut replaces, mut replaced, mut series) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
    let (mut deadlines, mut papers, mut acknowledged) = (BTreeMap::new(), BTreeSet::new(), 0);
    let mut begins = Vec::new();
    for event in &content.events {
        let Event::Publish(item) = event else { continue };
        let papers_here = item.attachments.iter().map(|file| file.mime_type.as_str());
        papers.extend(papers_here.filter(|kind| !kind.starts_with("image/") && !kind.starts_with("video/")));
        match item.extension.payload.as_ref() {
            Some(Payload::Notice(notice)) => {
                topics.extend(notice.topic.clone());
                replaces.extend(notice.replaces.iter().map(|older| (older.clone(), item.id.clone())));
                replaced.extend(notice.replaced_by.clone().map(|newer| (item.id.clone(), newer)));
            }
            Some(Payload::Guide(guide)) => topics.extend(guide.topic.clone()),
            Some(Payload::Policy(policy)) => {
                assert!(policy.contact.is_some(), "{} has no contact", item.id);
                let deadline = serde_json::to_value(&policy.deadline).unwrap().as_str().unwrap().to_owned();
                for code in item.extension.sectors.iter().chain(&item.extension.parks) {
                    deadlines.entry(code.clone()).or_insert_with(BTreeSet::new).insert(deadline.clone());
                }
            }
            Some(Payload::Entry(entry)) => {
                categories.insert(entry.category.clone());
                targets.insert(entry.target.clone().unwrap_or_else(|| "page".to_owned()));
                days.extend(entry.opening.iter().flat_map(|opening| opening.days.clone()));
            }
            Some(Payload::Study(study)) => {
                series.entry(study.series.clone()).or_insert_with(BTreeSet::new).insert(study.chapter);
            }
            Some(Payload::Alert(alert)) => {
                acknowledged += usize::from(alert.acknowledge && alert.status == "Actual");
            }
            Some(Payload::Activity(activity)) => begins.push(activity.starts.to_string()),
            None => {}
        }
    }
    assert_eq!(categories, codes("service_categories"));
    assert_eq!(topics, codes("topics"));
    assert_eq!(targets.iter().collect::<Vec<_>>(), ["address", "mini-programme", "page", "phone", "screen"]);
    assert!(Opening::DAYS.iter().all(|day| days.contains(*day)), "{days:?}");
    assert!(replaces.len() >= 2 && replaces == replaced, "{replaces:?} {replaced:?}");
    assert!(series.len() >= 2 && series.values().all(|chapters| chapters.len() >= 3), "{series:?}");
    let concerned: BTreeSet<_> = deadlines.keys().cloned().collect();
    assert_eq!(concerned, codes("sectors").union(&codes("parks")).cloned().collect());
    let deadlines: BTreeSet<_> = deadlines.into_values().flatten().collect();
    assert!(deadlines.first().unwrap().as_str() >= "2026-11-25", "{deadlines:?}");
    assert!(deadlines.len() >= 8 && deadlines.last().unwrap().as_str() >= "2027-03-01", "{deadlines:?}");
    assert_eq!(papers.into_iter().collect::<Vec<_>>(), ["application/pdf", "text/csv"]);
    assert_eq!(acknowledged, 1);
    assert!(begins.len() >= 3 && begins.iter().any(|time| time.as_str() < "2026-11-24"), "{begins:?}");
}

#[test]
fn some_stories_are_in_several_channels_with_the_flash_first() {
    let content = content::load(&sample_content()).unwrap_or_else(|errors| panic!("{errors}"));
    let mut stories: BTreeMap<String, Vec<(String, Option<String>)>> = BTreeMap::new();
    for event in &content.events {
        if let Event::Publish(item) = event
            && let (Some(story), Some(channel)) = (&item.extension.story, &item.extension.channel)
        {
            stories.entry(story.clone()).or_default().push((channel.clone(), item.extension.stage.clone()));
        }
    }
    let flash_first = |versions: &&Vec<(String, Option<String>)>| {
        let channels: BTreeSet<_> = versions.iter().map(|(channel, _)| channel).collect();
        let stages: Vec<_> = versions.iter().filter_map(|(_, stage)| stage.as_deref()).collect();
        (2..=4).contains(&channels.len()) && stages.first() == Some(&"flash") && stages.last() == Some(&"full")
    };
    assert!(stories.values().filter(flash_first).count() >= 3, "{stories:#?}");
}

#[test]
fn samples_have_pictures_of_all_formats_and_one_video() {
    let content = content::load(&sample_content()).unwrap_or_else(|errors| panic!("{errors}"));
    let mut files = BTreeMap::new();
    for event in &content.events {
        if let Event::Publish(item) = event {
            files.extend(item.attachments.iter().map(|file| (file.url.clone(), file.clone())));
        }
    }
    let of = |mime_type: &str| files.values().filter(|file| file.mime_type == mime_type).count();
    let pictures: Vec<_> = files.values().filter(|file| file.mime_type.starts_with("image/")).collect();
    assert!(pictures.len() >= 24, "{} pictures", pictures.len());
    for mime_type in ["image/jpeg", "image/png", "image/webp"] {
        assert!(of(mime_type) >= 3, "{} {mime_type}", of(mime_type));
    }
    for picture in pictures {
        let longer = picture.extension.width.max(picture.extension.height).unwrap();
        assert!((640..=1600).contains(&longer), "{} is {longer} pixels", picture.url);
        assert!(picture.extension.alt.is_some(), "{} has no alt", picture.url);
    }
    assert_eq!(of("video/mp4"), 1);
}
