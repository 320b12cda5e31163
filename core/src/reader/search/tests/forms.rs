//! What is found in whatever form it is written, and what the topics say in words.

use super::*;

/// Searches; every hit shows where the words are.
fn assert_found(library: &Library, words: &str, expected: &[&str]) {
    assert_eq!(library.ids_of(words), expected, "{words}");
    let page = library.page(words, SearchFilter::default(), SearchOrder::TitleFirst, None);
    let lit = page.items.iter().all(|hit| hit.title_highlights.len() + hit.snippet_highlights.len() > 0);
    assert!(lit, "{words}");
}

#[test]
fn marks_forms_and_groups_of_digits_make_no_difference() {
    let library = Library::new();
    library.put(vec![
        item("plan", 10, "“十五五”规划解读", "2026—2030年，嵩样财〔2026〕5号"),
        item("book", 20, "走进《青溪志》编辑部", "阿卜杜·拉介绍⼯业园，第①批名单，王𬙋"),
        item("phone", 30, "联系方式", "窗口0871-67911234，张师傅138 0000 1234，热线400-123-4567，传真087167915678"),
        item("hidden", 40, "青溪\u{200b}花海", "Cafe\u{301} 与 don’t"),
    ]);
    library.update_index();
    for (words, expected) in [
        ("十五五规划", &["plan"][..]),
        ("\"十五五\"规划", &["plan"]),
        ("2026-2030", &["plan"]),
        ("嵩样财[2026]5号", &["plan"]),
        ("嵩样财（2026）5号", &["plan"]),
        ("走进青溪志", &["book"]),
        ("阿卜杜拉", &["book"]),
        ("阿卜杜•拉", &["book"]),
        ("工业园", &["book"]),
        ("第1批", &["book"]),
        ("王纕", &["book"]),
        ("王𬙋", &["book"]),
        ("67911234", &["phone"]),
        ("0871-67911234", &["phone"]),
        ("0871 67911234", &["phone"]),
        ("087167911234", &["phone"]),
        ("（0871）67911234", &["phone"]),
        ("13800001234", &["phone"]),
        ("138-0000-1234", &["phone"]),
        ("138 0000 1234", &["phone"]),
        ("4001234567", &["phone"]),
        ("0871-67915678", &["phone"]),
        ("13800001235", &[]),
        ("青溪花海", &["hidden"]),
        ("青溪\u{200b}花海", &["hidden"]),
        ("\u{feff}花海", &["hidden"]),
        ("café", &["hidden"]),
        ("don't", &["hidden"]),
    ] {
        assert_found(&library, words, expected);
    }
}

#[test]
fn number_or_letter_in_a_form_of_its_own_is_a_word() {
    let library = Library::new();
    library.put(vec![
        item("list", 10, "①2026年计划", "②13800001234，③5G基站；ⒶAI课程、ⅡA区。③2人死亡"),
        item(
            "mark",
            20,
            "云岭™APP",
            "²35号，①10人，⑩⑪，第①批，CO₂与PM₂.₅，5㎡2座，⒉初审，❻归档，1\u{fe0f}\u{20e3}2030年",
        ),
    ]);
    library.update_index();
    for (words, expected) in [
        ("2026年", &["list"][..]),
        ("①2026年", &["list"]),
        ("13800001234", &["list"]),
        ("5G基站", &["list"]),
        ("AI课程", &["list"]),
        ("A区", &["list"]),
        ("32人", &[]),
        ("12026年", &[]),
        ("APP", &["mark"]),
        ("35号", &["mark"]),
        ("10人", &["mark"]),
        ("110人", &[]),
        ("10 11", &["mark"]),
        ("⑩⑪", &["mark"]),
        ("第1批", &["mark"]),
        ("CO2", &["mark"]),
        ("pm2.5", &["mark"]),
        ("2座", &["mark"]),
        ("5m2", &["mark"]),
        ("2.初审", &["mark"]),
        ("6归档", &["mark"]),
        ("2030年", &["mark"]),
    ] {
        assert_found(&library, words, expected);
    }
}

#[test]
fn dashes_ratios_zeros_and_dots_make_no_difference() {
    let library = Library::new();
    library.put(vec![
        item("dash", 10, "工期2026—2028年", "8：30～11：00，14:00~17:00，嵩明➖昆明，比分3∶1"),
        item("zero", 20, "县政府二○二六年", "《县志》由阿卜杜．拉主编"),
        IncomingItem {
            html: Some("<p>名单</p><table><tr><td>王大</td><td>明星村</td></tr></table>".to_owned()),
            ..item("table", 30, "表", "")
        },
    ]);
    library.update_index();
    for (words, expected) in [
        ("2026~2028年", &["dash"][..]),
        ("2026∼2028", &["dash"]),
        ("8:30~11:00", &["dash"]),
        ("14:00-17:00", &["dash"]),
        ("嵩明-昆明", &["dash"]),
        ("3:1", &["dash"]),
        ("3︰1", &["dash"]),
        ("二〇二六年", &["zero"]),
        ("二◯二六年", &["zero"]),
        ("<县志>", &["zero"]),
        ("＜县志＞由", &["zero"]),
        ("阿卜杜·拉", &["zero"]),
        ("阿卜杜●拉", &["zero"]),
        ("阿卜杜.拉", &["zero"]),
        ("大明星", &[]),
        ("明星村", &["table"]),
    ] {
        assert_found(&library, words, expected);
    }
}

#[test]
fn local_numbers_are_found_in_any_groups() {
    let library = Library::new();
    library.put(vec![
        item("area", 10, "电话", "0871—6796 2345，(0871)6796-8899"),
        item("local", 20, "固话67916789", "传真6791-6790"),
        item("whole", 30, "热线", "087167915678"),
        item("zeros", 40, "服务点", "0871-0000-0063"),
        item("years", 50, "规划", "2026年、2030年，1203室"),
    ]);
    library.update_index();
    for (words, expected) in [
        ("67962345", &["area"][..]),
        ("6796 2345", &["area"]),
        ("087167962345", &["area"]),
        ("0871679", &["whole", "area"]),
        ("67968899", &["area"]),
        ("67962346", &[]),
        ("6791 6789", &["local"]),
        ("6791-6789", &["local"]),
        ("67916790", &["local"]),
        ("67915678", &["whole"]),
        ("6791 5678", &["whole"]),
        ("00000063", &["zeros"]),
        ("0000-0063", &["zeros"]),
        ("2030 2026", &["years"]),
        ("2026 1203", &["years"]),
    ] {
        assert_found(&library, words, expected);
    }
}

#[test]
fn words_of_the_topics_are_found() {
    let library = Library::new();
    let with = |id: &str, kind: &str, payload: serde_json::Value| {
        let mut item = item(id, 10, "标题", "正文");
        item.kind = kind.to_owned();
        item.detail.extension = Some(serde_json::json!({"kind": kind, kind: payload}).to_string());
        item
    };
    library.put(vec![
        with(
            "notice",
            "notice",
            serde_json::json!({"issuer": "县财政局（样例）", "document_number": "嵩样财〔2026〕5号",
             "issued_on": "2026-11-24", "topic": "finance"}),
        ),
        with(
            "entry",
            "entry",
            serde_json::json!({"phone": "0871-67911234", "address": "玉明路1号", "link": "https://example.org/page"}),
        ),
        with("guide", "guide", serde_json::json!({"materials": ["户口簿", {"name": "结婚证"}], "place": "政务大厅"})),
        with("activity", "activity", serde_json::json!({"place": "文化馆报告厅"})),
        with("alert", "alert", serde_json::json!({"instruction": "请转移到高处"})),
    ]);
    library.update_index();
    for (words, expected) in [
        ("财政局", &["notice"][..]),
        ("嵩样财2026 5号", &["notice"]),
        ("finance", &[]),
        ("2026-11-24", &[]),
        ("67911234", &["entry"]),
        ("玉明路", &["entry"]),
        ("example", &[]),
        ("户口簿", &["guide"]),
        ("结婚证", &["guide"]),
        ("政务大厅", &["guide"]),
        ("报告厅", &["activity"]),
        ("高处", &["alert"]),
    ] {
        assert_eq!(library.ids_of(words), expected, "{words}");
    }
}
