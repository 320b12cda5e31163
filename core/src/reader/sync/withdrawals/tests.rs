use super::*;

#[test]
fn list_that_breaks_a_rule_is_refused_as_a_whole() {
    let read = |text: &str| parse(text.as_bytes(), 5).map(|list| (list.cursor, list.more, list.withdrawals.len()));
    assert_eq!(read(r#"{"cursor": 9, "withdrawals": []}"#).unwrap(), (9, false, 0));
    assert_eq!(read(r#"{"cursor": 9, "more": null, "withdrawals": [{"id": "a", "sequence": 9}]}"#).unwrap().2, 1);
    assert_eq!(read(r#"{"cursor": 9, "withdrawals": [{"id": "a", "sequence": 1}]}"#).unwrap().2, 1);
    // From a cache on the way, and older than the cursor that was lost.
    assert_eq!(read(r#"{"cursor": 2, "withdrawals": []}"#).unwrap(), (2, false, 0));
    for wrong in [
        r#"{"withdrawals": []}"#,
        r#"{"cursor": 9}"#,
        r#"{"cursor": 5, "more": true, "withdrawals": []}"#,
        r#"{"cursor": 9, "withdrawals": [{"id": "a", "sequence": -1}]}"#,
        r#"{"cursor": 9, "withdrawals": [{"id": "a", "sequence": 10}]}"#,
        r#"{"cursor": 9, "withdrawals": [{"id": "", "sequence": 6}]}"#,
        r#"{"cursor": 9, "withdrawals": [{"id": "a\u0000", "sequence": 6}]}"#,
        r#"{"cursor": 9, "withdrawals": [{"id": "a", "sequence": 7}, {"id": "b", "sequence": 6}]}"#,
        r#"{"cursor": 9, "withdrawals": [{"id": "a", "sequence": 6, "time": "gestern"}]}"#,
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}
