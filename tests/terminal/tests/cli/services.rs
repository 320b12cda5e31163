//! The `service` command.

use crate::harness::{items, sample_publisher, synced_cli};

#[test]
fn the_directory_is_listed_by_category_and_by_distance() {
    let publisher = sample_publisher();
    let cli = synced_cli(&publisher);
    let categories = cli.json(&["service", "--categories"]);
    let code = items(&categories)[0]["term"]["code"].as_str().unwrap();
    let entries = cli.json(&["service", code]);
    assert!(items(&entries).iter().all(|entry| entry["category"]["code"] == code));
    let near = cli.json(&["service", "--near", "25.34,103.04"]);
    let distances: Vec<u64> = items(&near).iter().filter_map(|entry| entry["distance"].as_u64()).collect();
    assert!(distances.len() > 3 && distances.is_sorted(), "{distances:?}");
    assert_eq!(cli.error(&["service", "--near", "91,0"]), ("rejected".into(), "bad-request".into()));
    assert!(cli.text(&["service", code]).contains("电话"));
}
