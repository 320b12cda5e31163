use super::fold;

#[test]
fn widths_cases_and_forms_fold_to_one_character() {
    let folded = |text: &str| text.chars().map(fold).collect::<String>();
    assert_eq!(folded("ＡＩ產業園　５Ｇ"), "ai产业园 5g");
    assert_eq!(folded("嵩明縣發展"), "嵩明县发展");
    assert_eq!(folded("Ünï İ"), "ünï İ");
}

#[test]
fn folding_is_idempotent() {
    for c in '\0'..=char::MAX {
        assert_eq!(fold(fold(c)), fold(c), "{c:?}");
    }
}
