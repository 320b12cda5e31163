use super::*;

#[test]
fn repeated_code_counts_once() {
    let catalogue = parse(
        r#"{"version": 1, "title": "甲", "channels": [{"code": "a", "name": "甲"}, {"code": "b", "name": "乙"}, {"code": "a", "name": "丙"}],
            "stations": [{"code": "s", "name": "一"}, {"code": "s", "name": "二"}]}"#,
    )
    .unwrap();
    assert_eq!(catalogue.channels.iter().map(|term| term.name.as_str()).collect::<Vec<_>>(), ["甲", "乙"]);
    assert_eq!(catalogue.stations.len(), 1);
}
