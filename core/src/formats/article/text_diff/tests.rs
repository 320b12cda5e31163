use super::*;

#[test]
fn unchanged_sentences_are_left_out() {
    let found = text_diff(
        "集市定于周六举行。地点在文化广场。欢迎参加。",
        "集市定于周日举行。地点在文化广场。请自备购物袋。欢迎参加。",
    );
    let expected = [("集市定于周六举行。", "集市定于周日举行。"), ("", "请自备购物袋。")];
    let expected = expected.map(|(before, after)| TextChange { before: before.into(), after: after.into() });
    assert_eq!(found, expected);
    assert_eq!(text_diff("一样。", "一样。"), []);
    assert_eq!(text_diff("", "新的。")[0].before, "");
}

/// The spans as one line: [-removed-], {+added+}.
fn marked(before: &str, after: &str) -> String {
    let spans = difference_spans(before, after);
    let mark = |span: &DifferenceSpan| match span.kind {
        DifferenceKind::Same => span.text.clone(),
        DifferenceKind::Removed => format!("[-{}-]", span.text),
        DifferenceKind::Added => format!("{{+{}+}}", span.text),
    };
    spans.iter().map(mark).collect()
}

#[test]
fn spans_show_what_stayed_what_went_and_what_came() {
    for (before, after, expected) in [
        ("", "", ""),
        ("一样。", "一样。", "一样。"),
        ("", "新的。", "{+新的。+}"),
        ("旧的。", "", "[-旧的。-]"),
        ("集市定于周六举行。地点不变。", "集市定于周日举行。地点不变。", "集市定于周[-六-]{+日+}举行。地点不变。"),
        ("甲句。\n丙句。\n", "甲句。\n乙句。\n丙句。\n", "甲句。\n{+乙句。\n+}丙句。\n"),
        // Two sentences without anything in common are shown whole.
        ("春季招工。", "道路封闭三天。", "[-春季招工。-]{+道路封闭三天。+}"),
        ("标题", "标题二", "标题{+二+}"),
        ("  前面有空格。 后面也有。 ", "  前面有空格。 后面也有！ ", "  前面有空格。 后面也有[-。-]{+！+} "),
    ] {
        assert_eq!(marked(before, after), expected, "{before} → {after}");
    }
}

#[test]
fn a_text_of_too_many_sentences_is_replaced_whole() {
    let long = "一句。".repeat(MAX_COMPARED + 1);
    assert_eq!(marked(&long, "一句。"), format!("[-{long}-]{{+一句。+}}"));
}

proptest::proptest! {
    #[test]
    fn the_spans_of_a_version_are_the_whole_version(before in "[甲乙丙。！“”（）\\. \n]{0,60}", after in "[甲乙丙。！“”（）\\. \n]{0,60}") {
        let spans = difference_spans(&before, &after);
        let without = |kind| spans.iter().filter(|span| span.kind != kind).map(|span| span.text.as_str()).collect::<String>();
        assert_eq!(without(DifferenceKind::Added), before);
        assert_eq!(without(DifferenceKind::Removed), after);
        assert!(spans.windows(2).all(|pair| pair[0].kind != pair[1].kind), "{spans:?}");
        assert!(spans.iter().all(|span| !span.text.is_empty()), "{spans:?}");
    }
}
