use super::*;

fn rule(id: &str, words: &[&str], excluded: &[&str]) -> RadarRule {
    let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    RadarRule {
        id: Some(id.into()),
        name: id.into(),
        words: all(words),
        excluded: all(excluded),
        ..RadarRule::default()
    }
}

fn item(title: &str, html: &str) -> RadarItem {
    RadarItem { title: title.into(), body: html.into(), html: true, ..RadarItem::default() }
}

fn found(rules: &[RadarRule], item: &RadarItem) -> Vec<String> {
    let checked: Vec<RadarRule> = rules.iter().map(|rule| rule.clone().checked().unwrap()).collect();
    let rules = checked.into_iter().zip(rules).map(|(rule, own)| RadarRule { id: own.id.clone(), ..rule });
    let matcher = Matcher::new(rules.collect()).unwrap();
    let whole = || {
        let blocks = crate::formats::article::parse_html(&item.body, None).blocks;
        Ok(crate::formats::article::plain_text(&blocks))
    };
    matcher.found(item, whole).unwrap().into_iter().map(str::to_owned).collect()
}

#[test]
fn words_are_found_in_title_and_text_whatever_their_form() {
    let rules = [rule("a", &["新能源汽车", "5G工厂"], &[]), rule("b", &["检测"], &["药品"]), rule("c", &["车"], &[])];
    for (title, html, expected) in [
        ("新能源汽车补贴", "<p>无。</p>", vec!["a", "c"]),
        ("通知", "<p>新能源<b>汽车</b>补贴</p>", vec!["a", "c"]),
        ("通知", "<p>建设５Ｇ 工廠</p>", vec!["a"]),
        ("通知", "<p>新能源</p><p>汽车</p>", vec!["c"]),
        ("通知", "<p>检测设备</p>", vec!["b"]),
        ("药品检测", "<p>设备</p>", vec![]),
        ("检测", "<p>含药品</p>", vec![]),
        ("检测", "<p title=\"药品\">设备</p>", vec!["b"]),
        ("检测", "<p>A&amp;B</p>", vec!["b"]),
        ("通知", "<p>检&#27979;</p>", vec!["b"]),
        ("通知", "<p>A&amp;B</p>", vec![]),
        ("检测", "<p>&#33647;品</p>", vec![]),
        ("", "", vec![]),
    ] {
        assert_eq!(found(&rules, &item(title, html)), expected, "{title} {html}");
    }
}

/// A quick look that says anything says what a reader of HTML says; what a caption holds may stand elsewhere.
#[test]
fn a_quick_look_is_right_or_says_nothing() {
    let mut dice = fastrand::Rng::with_seed(7);
    let full = |text: &str| {
        let mut lines: Vec<_> = text.split('\n').filter(|line| !line.is_empty()).map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let mut said = 0;
    for _ in 0..200_000 {
        let html: String = (0..dice.usize(..14)).map(|_| PIECES[dice.usize(..PIECES.len())]).collect();
        let Some(read) = quick(&html) else { continue };
        let whole = crate::formats::article::plain_text(&crate::formats::article::parse_html(&html, None).blocks);
        assert_eq!(full(&read), full(&lines(&whole)), "{html}");
        said += usize::from(!read.trim().is_empty());
    }
    assert!(said > 5_000, "{said}");
}

const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<strong>",
    "</strong>",
    "<span>",
    "</span>",
    "<h2>",
    "</h2>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<br>",
    "<br/>",
    "<blockquote>",
    "</blockquote>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</tr>",
    "</table>",
    "汽车",
    "新 能源",
    "\n",
    "车",
    "<figure><img src=\"/a.png\" alt=\"图\"><figcaption>",
    "</figcaption></figure>",
    "<div>",
    "</div>",
    "<p class=\"a\">",
    "&nbsp;",
    "<!-- x -->",
    "<td colspan=\"2\">",
    "<script>",
    "</script>",
    "< ",
    ">",
    "<x-y>",
    "<th>",
    "<i title=\"a>b\">",
];

#[test]
fn a_plain_body_is_read_quickly() {
    for html in ["", "<p>一</p>\n<ul>\n<li>二<b>三</b></li></ul>", "<figure><img src=\"/a.png\"></figure><p>四"] {
        assert!(quick(html).is_some(), "{html}");
    }
    for html in [
        "&amp;",
        "<p style=\"display:none\">",
        "<p hidden>",
        "<!-- -->",
        "<script>",
        "<p",
        "<i title=\"a>b\">",
        "<img",
        "a<img src=\"b\">",
    ] {
        assert!(quick(html).is_none(), "{html}");
    }
}

#[test]
fn every_list_of_a_rule_has_to_be_met_and_of_a_list_one_entry() {
    let some = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let rules = [
        RadarRule { sectors: some(&["auto", "health"]), ..rule("sector", &[], &[]) },
        RadarRule { parks: some(&["etdz"]), sectors: some(&["auto"]), ..rule("both", &[], &[]) },
        RadarRule { kinds: vec![ItemKind::Policy], ..rule("kind", &[], &[]) },
        RadarRule { size: Some("micro".into()), kinds: vec![ItemKind::Policy], ..rule("size", &[], &[]) },
        RadarRule { sectors: some(&["auto"]), ..rule("words", &["补贴"], &[]) },
    ];
    let policy = |sectors: &[&str], parks: &[&str], sizes: &[&str]| RadarItem {
        kind: ItemKind::Policy,
        sectors: some(sectors),
        parks: some(parks),
        sizes: some(sizes),
        ..item("补贴办法", "<p>略</p>")
    };
    assert_eq!(found(&rules, &policy(&["auto"], &["etdz"], &[])), ["sector", "both", "kind", "size", "words"]);
    assert_eq!(found(&rules, &policy(&["health"], &["etdz"], &["large"])), ["sector", "kind"]);
    assert_eq!(found(&rules, &policy(&["culture"], &[], &["small", "micro"])), ["kind", "size"]);
    assert_eq!(found(&rules, &item("补贴办法", "")), [""; 0]);
}

#[test]
fn a_rule_that_looks_for_nothing_is_refused() {
    let refused = |rule: RadarRule| rule.checked().is_err();
    assert!(refused(rule("a", &[], &[])));
    assert!(refused(rule("a", &[], &["药品"])), "leaving out alone finds everything");
    assert!(refused(rule("a", &["  "], &[])));
    assert!(refused(rule("a", &["\u{200b}"], &[])));
    assert!(refused(rule("  ", &["车"], &[])));
    assert!(refused(rule("a", &["车".repeat(61).as_str()], &[])));
    assert!(refused(RadarRule { remind: Some(61), ..rule("a", &["车"], &[]) }));
    let many: Vec<String> = (0..51).map(|number| format!("词{number}")).collect();
    assert!(refused(RadarRule { words: many, ..rule("a", &[], &[]) }));
    let kept = rule(" a ", &["车 ", "车", "", "船"], &[]).checked().unwrap();
    assert_eq!((kept.name.as_str(), kept.words), ("a", vec!["车".to_owned(), "船".to_owned()]));
}
