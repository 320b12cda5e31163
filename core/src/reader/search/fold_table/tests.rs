use super::*;

fn fold(text: &str) -> String {
    text.chars().map(simplified).collect()
}

#[test]
fn traditional_text_becomes_simplified() {
    assert_eq!(fold("嵩明縣"), "嵩明县");
    assert_eq!(fold("發展"), "发展");
    assert_eq!(fold("頭髮"), "头发");
    assert_eq!(fold("雲南省昆明市嵩明縣楊林鎮"), "云南省昆明市嵩明县杨林镇");
    assert_eq!(fold("縣委書記調研鄉村振興與產業園區"), "县委书记调研乡村振兴与产业园区");
    assert_eq!(fold("颱風、臺灣、台灣"), "台风、台湾、台湾");
}

#[test]
fn variant_spellings_become_equal() {
    for (one, other) in [
        ("裡面", "裏面"),
        ("群眾", "羣衆"),
        ("衞生", "衛生"),
        ("污水", "汙水"),
        ("為了", "爲了"),
        ("關係", "関係"),
        ("櫻花", "桜花"),
        ("牠們", "它们"),
        ("看著", "看着"),
        ("瞭解", "了解"),
        ("憑藉", "凭借"),
        ("答覆", "答复"),
        ("彷彿", "仿佛"),
        ("經濟復甦", "经济复苏"),
        ("乾燥", "干燥"),
        ("\u{f9dd}益", "利益"),
        ("靑山淸水", "青山清水"),
        ("飮水栁树", "饮水柳树"),
        ("髙山逹囬珎", "高山达回珍"),
    ] {
        assert_eq!(fold(one), fold(other), "{one} {other}");
    }
}

#[test]
fn different_simplified_words_stay_different() {
    for pair in ["像象", "沈沉", "芸艺", "浜滨", "弁辩", "坏坯", "里哩", "画划"] {
        let folded: Vec<char> = pair.chars().map(simplified).collect();
        assert_ne!(folded[0], folded[1], "{pair}");
    }
}

#[test]
fn simplified_text_is_unchanged() {
    let text = "嵩明县融媒体中心讯：7月1日，县委、县政府召开乡村振兴现场推进会，党员干部和群众代表130余人参加。\
        会议指出，要坚持以人民为中心的发展思想，把项目建设作为“一号工程”，像爱护眼睛一样爱护牛栏江水质。\
        ABC xyz 0123 ！？～　ｶﾅ カナ かな éß";
    assert_eq!(fold(text), text);
    let edges = "明县党建A1。\u{0}\u{33ff}\u{3400}\u{a000}\u{fb00}\u{ffff}\u{20000}\u{10ffff}";
    assert_eq!(fold(edges), edges);
}

#[test]
fn simplifying_is_idempotent() {
    let mut pairs = 0;
    let mut rare = 0;
    for c in '\0'..=char::MAX {
        let once = simplified(c);
        assert_eq!(simplified(once), once, "{c}");
        // Never to punctuation, a private character or a surrogate.
        assert!(once == c || ('\u{3400}'..='\u{9fff}').contains(&once) || once >= '\u{20000}', "{c} {once}");
        let is_common = (FIRST..=LAST).contains(&u16::try_from(u32::from(c)).unwrap_or_default());
        pairs += usize::from(is_common && once != c);
        rare += usize::from(!is_common && once != c);
    }
    // As `tools/fold-table` printed it.
    assert_eq!(pairs, 3707);
    assert_eq!(PACKED.len(), 9558);
    assert_eq!((rare, RARE.len()), (387, 387 * PAIR));
}

#[test]
fn damaged_table_does_not_panic() {
    for end in 0..PACKED.len() {
        let table = unpack(&PACKED[..end]);
        assert_eq!(table.len(), usize::from(LAST - FIRST) + 1);
    }
    for byte in [0, 1, 127, 128, 255] {
        unpack(&[byte; 100_000]);
    }
}
