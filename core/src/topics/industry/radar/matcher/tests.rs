use super::*;
use crate::formats::article;
use crate::reader::feed::ItemKind;

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

fn matching(rules: &[RadarRule], item: &RadarItem) -> Vec<String> {
    let rules = rules.iter().map(|rule| RadarRule { id: rule.id.clone(), ..rule.clone().validated().unwrap() });
    let matcher = Matcher::new(rules.collect()).unwrap();
    let full_text = || Ok(article::plain_text(&article::parse_html(&item.body, None).blocks));
    matcher.matching_rules(item, full_text).unwrap().into_iter().map(str::to_owned).collect()
}

#[test]
fn words_match_title_and_text_in_any_width_and_script() {
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
        assert_eq!(matching(&rules, &item(title, html)), expected, "{title} {html}");
    }
}

#[test]
fn item_meets_every_list_of_a_rule_by_one_entry() {
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
    assert_eq!(matching(&rules, &policy(&["auto"], &["etdz"], &[])), ["sector", "both", "kind", "size", "words"]);
    assert_eq!(matching(&rules, &policy(&["health"], &["etdz"], &["large"])), ["sector", "kind"]);
    assert_eq!(matching(&rules, &policy(&["culture"], &[], &["small", "micro"])), ["kind", "size"]);
    assert_eq!(matching(&rules, &item("补贴办法", "")), [""; 0]);
}

#[test]
fn word_of_letters_or_digits_begins_a_word_of_the_text() {
    let rules = [rule("ai", &["AI"], &[]), rule("5g", &["5G"], &[]), rule("two", &["smart city"], &[])];
    for (text, expected) in [
        ("AI赋能", vec!["ai"]),
        ("联系邮箱：a@mail.com", vec![]),
        ("用 AI 看病", vec!["ai"]),
        ("open AI day", vec!["ai"]),
        ("OpenAI", vec![]),
        ("建设5G基站", vec!["5g"]),
        ("15Gbps宽带", vec![]),
        ("5Gbps宽带", vec!["5g"]),
        ("“ＡＩ+”行动", vec!["ai"]),
        ("a Smart  City plan", vec!["two"]),
        ("Smart-City", vec!["two"]),
    ] {
        assert_eq!(matching(&rules, &item(text, "")), expected, "{text}");
        assert_eq!(matching(&rules, &item("", &format!("<p>{text}</p>"))), expected, "{text}");
    }
}

#[test]
fn marks_in_a_text_or_a_word_make_no_difference() {
    let rules = [rule("a", &["十五五规划"], &[]), rule("b", &["《青溪志》"], &[])];
    for (text, expected) in [("“十五五”规划", vec!["a"]), ("走进青溪志", vec!["b"])] {
        assert_eq!(matching(&rules, &item(text, "")), expected, "{text}");
    }
}

#[test]
fn number_in_a_form_of_its_own_is_no_part_of_its_neighbour() {
    let rules = [rule("year", &["2026年"], &[]), rule("other", &["12026年"], &[]), rule("ai", &["AI质检"], &[])];
    for (text, expected) in [("①2026年招商", vec!["year"]), ("ⒶAI质检", vec!["ai"]), ("12026年", vec!["other"])]
    {
        assert_eq!(matching(&rules, &item(text, "")), expected, "{text}");
        assert_eq!(matching(&rules, &item("", &format!("<li>{text}</li>"))), expected, "{text}");
    }
}

#[test]
fn telephone_number_is_found_however_it_is_grouped() {
    let rules = [
        rule("whole", &["087167916666"], &[]),
        rule("parted", &["0871-6791 6666"], &[]),
        rule("local", &["67916666"], &[]),
        rule("halves", &["6791-6666"], &[]),
    ];
    let all = vec!["whole", "parted", "local", "halves"];
    for (text, expected) in [
        ("电话0871-67916666", all.clone()),
        ("拨0871 6791 6666", all.clone()),
        ("（0871）67916666", all.clone()),
        ("087167916666", all),
        ("拨6791 6666", vec!["local", "halves"]),
        ("0871-67916667", vec![]),
        ("967916666", vec![]),
    ] {
        assert_eq!(matching(&rules, &item(text, "")), expected, "{text}");
        assert_eq!(matching(&rules, &item("", &format!("<p>{text}</p>"))), expected, "{text}");
    }
}

#[test]
fn summary_made_of_the_body_does_not_join_its_paragraphs() {
    let rules = [rule("car", &["新能源车"], &[]), rule("sun", &["光伏"], &[]), rule("own", &["补贴"], &[])];
    for (body, summary, expected) in [
        ("<p>新能</p><p>源车企</p>", "新能源车企", vec![]),
        ("<p>（记者 甲）</p><p>新能</p><p>源车企开工。</p>", "新能源车企开工。", vec![]),
        ("<p>新能</p><p>源车企开工，后天</p>", "新能源车企开…", vec![]),
        ("<p>新能</p>&nbsp;<p>源车企</p>", "新能源车企", vec![]),
        ("<p>光<br>伏</p>", "光 伏", vec![]),
        ("<p>光伏</p>", "光伏", vec!["sun"]),
        ("<p>正文</p>", "光伏补贴", vec!["sun", "own"]),
        ("", "光伏补贴", vec!["sun", "own"]),
    ] {
        let item = RadarItem { summary: summary.into(), ..item("标题", body) };
        assert_eq!(matching(&rules, &item), expected, "{body} {summary}");
    }
}
