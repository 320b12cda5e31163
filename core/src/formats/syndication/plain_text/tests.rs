use super::*;

#[test]
fn markup_elements_are_sorted() {
    assert!(MARKUP.is_sorted());
}

#[test]
fn markup_and_white_space_are_removed() {
    for (html, expected) in [
        ("  嵩明\u{3000}花海 \n 开放 ", "嵩明 花海 开放"),
        ("<b>嵩明</b>花海<br/>开放", "嵩明花海 开放"),
        ("&lt;vector&gt; 怎么用", "<vector> 怎么用"),
        ("a < b > c <vector> <", "a < b > c <vector> <"),
        ("A&amp;B&nbsp;C&hellip;", "A&B C…"),
        ("<!-- x -->标题<!-- ", "标题<!--"),
        ("<a href='x'>链接</a><font color=red>红</font>", "链接红"),
        ("\u{feff}零\u{200b}宽\u{202e}字", "零宽字"),
        ("<p", "<p"),
        ("", ""),
    ] {
        assert_eq!(from_html(html, 100), expected, "{html}");
    }
    assert_eq!(from_html("一二三四五六", 4), "一二三…");
    assert_eq!(from_html("一二三四", 4), "一二三四");
    assert_eq!(line("一 二 三", 3), "一 …");
}

#[test]
fn many_open_brackets_take_linear_time() {
    let html = "<b ".repeat(200_000);
    assert!(from_html(&html, usize::MAX).starts_with("<b <b"));
}
