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
        ("产量达10<sup>8</sup>斤，绿地5km<SUP>2</SUP>", "产量达10⁸斤，绿地5km²"),
        ("H<sub>2</sub>O与CO<sub>&#50;</sub>", "H₂O与CO₂"),
        ("10<sup>2a</sup>与10<sup>８</sup>", "10^(2a)与10⁸"),
        ("通知<sup>[1]</sup><sup>新</sup>", "通知[1]新"),
        ("面积5<sup>2", "面积52"),
        ("定于<span style=\"text-decoration: line-through\">周一</span>周二停水", "定于周二停水"),
        ("定于<span style=\"text-decoration:line-through\">周<span>一</span>早</span>周二", "定于周二"),
        ("定于<del>周一<del>上午</del>九点</del>周二停水", "定于周二停水"),
        ("<s>未完<del>周一</del>周二", "未完周二"),
        ("<s>全部<s>划去</s></s>", "全部划去"),
        ("县<wbr>融媒<time datetime=\"x\">3月</time><nobr>停水</nobr><label>通知</label>", "县融媒3月停水通知"),
        ("<ruby>嵩<rp>(</rp><rt>sōng</rt><rp>)</rp></ruby>明<ruby>杨<rt>yáng</ruby>林", "嵩明杨林"),
        ("县长：<q>开镰</q>与<q>“丰收”</q>", "县长：“开镰”与“丰收”"),
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
    let html = "<s><q><sup>".repeat(100_000) + &"</q></s>".repeat(100_000);
    assert!(from_html(&html, usize::MAX).starts_with('“'));
}
