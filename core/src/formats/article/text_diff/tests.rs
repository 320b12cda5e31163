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
