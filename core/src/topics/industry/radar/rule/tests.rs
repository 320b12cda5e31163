use super::*;

fn rule(name: &str, words: &[&str], excluded: &[&str]) -> RadarRule {
    let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    RadarRule { name: name.into(), words: all(words), excluded: all(excluded), ..RadarRule::default() }
}

#[test]
fn rule_without_a_selection_or_beyond_a_limit_is_refused() {
    let refused = |rule: RadarRule| rule.validated().is_err();
    assert!(refused(rule("a", &[], &[])));
    assert!(refused(rule("a", &[], &["药品"])), "exclusions alone would match everything");
    assert!(refused(rule("a", &["  "], &[])));
    assert!(refused(rule("a", &["\u{200b}"], &[])));
    assert!(refused(rule("  ", &["车"], &[])));
    assert!(refused(rule("a", &["车".repeat(61).as_str()], &[])));
    assert!(refused(RadarRule { remind: Some(61), ..rule("a", &["车"], &[]) }));
    let many: Vec<String> = (0..51).map(|index| format!("词{index}")).collect();
    assert!(refused(RadarRule { words: many, ..rule("a", &[], &[]) }));
    let stored = rule(" a ", &["车 ", "车", "", "船"], &[]).validated().unwrap();
    assert_eq!((stored.name.as_str(), stored.words), ("a", vec!["车".to_owned(), "船".to_owned()]));
}
