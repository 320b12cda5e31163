use super::*;

fn normalized(text: &str) -> String {
    let normalized = Normalized::of(text.chars());
    // Lines are folded alike.
    let mut line = String::new();
    let mut writer = LineWriter::new(&mut line);
    text.chars().for_each(|c| writer.push(c));
    let chars: String = normalized.chars.iter().collect();
    assert_eq!(chars, line);
    chars
}

#[test]
fn number_or_letter_in_a_form_of_its_own_is_divided_from_its_neighbours() {
    for (text, expected) in [
        ("①2026年", "1 2026年"),
        ("2026①", "2026 1"),
        ("⑩⑪", "10 11"),
        ("③5G", "3 5g"),
        ("④AI", "4ai"),
        ("ⒶAI课程", "a ai课程"),
        ("ⅡA区", "ii a区"),
        ("云岭™APP", "云岭tm app"),
        ("²35号", "2 35号"),
        ("10³2026年", "10 3 2026年"),
        ("3㎡2座", "3m2 2座"),
        ("1\u{fe0f}\u{20e3}2026年", "1 2026年"),
        ("1½小时", "1 1⁄2小时"),
        ("①\u{200b}2026年", "1 2026年"),
        ("⒈2026年", "1.2026年"),
        ("第①②批", "第1 2批"),
        // What several characters write stays one.
        ("CO₂", "co2"),
        ("C₁₀H₂₂", "c10h22"),
        ("PM₂.₅", "pm2.5"),
        ("ⅩⅤ", "xv"),
        ("㎾h", "kwh"),
        ("第①批", "第1批"),
        ("２０26", "2026"),
        ("oﬃce", "office"),
        ("Ａé𝐁", "aeb"),
    ] {
        assert_eq!(normalized(text), expected, "{text}");
    }
}

#[test]
fn dot_behind_a_chinese_character_is_one_of_a_name() {
    for (text, expected) in [
        ("阿卜杜.拉", "阿卜杜拉"),
        ("阿卜杜．拉", "阿卜杜拉"),
        ("3．5，２.５", "3.5,2.5"),
        ("a.b", "a.b"),
        ("1．报名", "1.报名"),
    ] {
        assert_eq!(normalized(text), expected, "{text}");
    }
}
