//! The `party` command.

use crate::harness::{items, sample_publisher, synced_cli};

#[test]
fn a_series_continues_at_the_last_read_chapter() {
    let publisher = sample_publisher();
    let cli = synced_cli(&publisher);
    let series = cli.json(&["party"]);
    let name = items(&series)[0]["name"].as_str().unwrap();
    let study = cli.json(&["party", "study", name]);
    let chapters = study["chapters"].as_array().unwrap();
    assert_eq!(study["go_on"], chapters[0]["row"]["id"]);
    let second = chapters[1]["row"]["id"].as_str().unwrap();
    cli.json(&["read", second]);
    cli.json(&["mark", second, "--place", "2:300"]);
    assert_eq!(cli.json(&["party", "study", name])["go_on"], second);
    let shown = cli.text(&["party", "study", name]);
    assert!(shown.contains("← 接着看") && shown.contains("1. "), "{shown}");
    assert_eq!(cli.error(&["party", "study", "没有"]), ("rejected".into(), "not-found".into()));

    let pages = [cli.json(&["party", "activities"]), cli.json(&["party", "activities", "--past"])];
    let id = pages.iter().flat_map(items).next().unwrap()["row"]["id"].as_str().unwrap().to_owned();
    let shown = cli.text(&["party", "activity", &id]);
    assert!(shown.contains("地点") && shown.contains("联系"), "{shown}");
}
