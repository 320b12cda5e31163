use super::*;

fn folded(text: &str) -> String {
    text.chars().flat_map(fold).collect()
}

#[test]
fn widths_cases_and_forms_fold_to_one_character() {
    assert_eq!(folded("ＡＩ產業園　５Ｇ"), "ai产业园 5g");
    assert_eq!(folded("嵩明縣發展"), "嵩明县发展");
    assert_eq!(folded("Ünï İ"), "uni i");
}

#[test]
fn compatibility_forms_are_what_they_stand_for() {
    for (form, plain) in [
        ("⼯业", "工业"),
        ("⼈⺠政府", "人民政府"),
        ("⻢⻔", "马门"),
        ("第①批", "第1批"),
        ("⑩㊿", "1050"),
        ("㈠㈡", " 一  二 "),
        ("⑴", " 1 "),
        ("Ⅳ期", "iv期"),
        ("100㎡", "100m2"),
        ("5㎏", "5kg"),
        ("e\u{301}", "é"),
        ("ｶﾞ", "カ"),
        ("王𬙋", "王纕"),
        ("\u{2f800}", "\u{4e3d}"),
        ("\u{f9dd}益", "利益"),
        ("x²", "x2"),
        ("⒈申请⒛", "1.申请20."),
        ("❶➀➊⓵⓿", "11110"),
        ("❿➉➓⓾⓫⓴", "101010101120"),
        ("🅰座🅩座🅉座", "A座z座z座"),
        ("平方㍍", "平方米"),
        ("二○二六年，二◯二六年", "二〇二六年，二〇二六年"),
        ("3∶1，8︰30", "3:1，8:30"),
    ] {
        assert_eq!(folded(form), folded(plain), "{form}");
    }
}

#[test]
fn marks_between_words_are_blanks_and_invisible_characters_are_nothing() {
    assert_eq!(folded("“十五五”规划《青溪志》〔2026〕12号"), " 十五五 规划 青溪志  2026 12号");
    assert_eq!(folded("阿卜杜·拉 2021—2025 2021-2025"), "阿卜杜 拉 2021 2025 2021 2025");
    assert_eq!(folded("青溪\u{200b}花\u{feff}海\u{ad}\u{fe0f}"), "青溪花海");
    assert_eq!(folded("14~15∼16⁓17〰18╌19➖20˗21"), "14 15 16 17 18 19 20 21");
    assert_eq!(folded("徐●霞⸱客ꞏ游ㆍ记<嵩明>＜县志＞"), "徐 霞 客 游 记 嵩明  县志 ");
    assert_eq!(folded("1\u{fe0f}\u{20e3}杨\u{2800}林\u{fffd}镇"), "1 杨 林 镇");
    // Other marks divide words, and a tab does: it is between the cells of a table.
    assert_eq!(folded("王大\t明星村"), "王大\t明星村");
    assert_eq!(folded("一、二，3.5/4"), "一、二,3.5/4");
}

#[test]
fn folding_is_idempotent() {
    for c in '\0'..=char::MAX {
        let once: String = fold(c).collect();
        assert_eq!(folded(&once), once, "{c:?}");
    }
}
