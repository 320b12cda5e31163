//! Pairs of items in `tests/corpus/stories/pairs.json`, each with the judgement of a reader. Most of them are hard to decide.

use std::path::PathBuf;

use serde_json::Value;

use super::Fingerprint;

mod anchors;

/// Relative to the manifest of this crate.
const PAIRS: &str = "../tests/corpus/stories/pairs.json";

struct Pair {
    id: String,
    why: String,
    same: bool,
    a: (String, String),
    b: (String, String),
}

fn pairs() -> Vec<Pair> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(PAIRS);
    let text = std::fs::read_to_string(path).expect("the corpus is in the tree");
    let list: Vec<Value> = serde_json::from_str(&text).expect("valid JSON");
    let word = |value: &Value| value.as_str().expect("text").to_owned();
    let item = |value: &Value| (word(&value["title"]), word(&value["text"]));
    list.iter()
        .map(|pair| Pair {
            id: word(&pair["id"]),
            why: word(&pair["why"]),
            same: pair["same"].as_bool().expect("a boolean"),
            a: item(&pair["a"]),
            b: item(&pair["b"]),
        })
        .collect()
}

fn fingerprint(item: &(String, String)) -> Fingerprint {
    Fingerprint::of(&item.0, &item.1)
}

/// The first letter of an id is its set: the rules were tuned on `t`; `h`, `u` and `v` were written afterwards. `w` has what an
/// insertion changes: cancelled, dead, not to be drunk, corrected. `x` has the same by kind: one of several listed names, stages,
/// days, qualifiers, updates, endings, signs, roles, boilerplate, long lists.
#[test]
fn different_stories_are_never_merged_and_most_copies_are_found() {
    let pairs = pairs();
    assert!(pairs.len() >= 480, "{} pairs", pairs.len());
    let (mut merged, mut missed) = (Vec::new(), Vec::new());
    for set in ["t", "h", "u", "v", "w", "x"] {
        let (mut found, mut copies, mut others) = (0, 0, 0);
        for pair in pairs.iter().filter(|pair| pair.id.starts_with(set)) {
            let found_same = fingerprint(&pair.a).same(&fingerprint(&pair.b));
            copies += usize::from(pair.same);
            others += usize::from(!pair.same);
            found += usize::from(pair.same && found_same);
            match (pair.same, found_same) {
                (false, true) => merged.push(format!("{} {}", pair.id, pair.why)),
                (true, false) => missed.push(format!("{} {}", pair.id, pair.why)),
                _ => {}
            }
        }
        eprintln!("set {set}: {found} of {copies} copies found, {others} pairs of two stories");
    }
    let copies = pairs.iter().filter(|pair| pair.same).count();
    let missing = missed.join("\n  ");
    eprintln!("missed:\n  {missing}");
    assert!(merged.is_empty(), "merged, but two stories:\n  {}", merged.join("\n  "));
    assert!(missed.len() * 100 <= copies * 20, "{} of {copies} copies missed:\n  {missing}", missed.len());
}

#[test]
fn comparison_is_symmetric() {
    let fingerprints: Vec<Fingerprint> =
        pairs().iter().flat_map(|pair| [fingerprint(&pair.a), fingerprint(&pair.b)]).collect();
    for (at, one) in fingerprints.iter().enumerate() {
        for other in fingerprints.iter().skip(at).take(30) {
            assert_eq!(one.same(other), other.same(one));
        }
    }
}

/// Changes each digit of each text.
#[test]
fn a_changed_digit_is_another_story() {
    for pair in pairs() {
        for (title, text) in [&pair.a, &pair.b] {
            // A number at the end of a teaser may be incomplete and is not compared.
            let sure_end = if text.ends_with(['.', '…', ']']) { text.len().saturating_sub(30) } else { text.len() };
            let whole = Fingerprint::of(title, text);
            for (at, c) in text.char_indices().filter(|(at, c)| *at < sure_end && c.is_ascii_digit()) {
                let digit = if c == '9' { '2' } else { char::from(c as u8 + 1) };
                let changed = format!("{}{digit}{}", &text[..at], &text[at + 1..]);
                assert!(!whole.same(&Fingerprint::of(title, &changed)), "{} {changed}", pair.id);
            }
        }
    }
}

#[test]
fn fingerprint_is_small_and_survives_serialisation() {
    for pair in pairs() {
        let long = pair.a.1.repeat(30);
        for fingerprint in
            [fingerprint(&pair.a), fingerprint(&pair.b), Fingerprint::of(&long, &long), Fingerprint::of("", "")]
        {
            let bytes = fingerprint.to_bytes();
            assert!(bytes.len() <= 1_500, "{} bytes", bytes.len());
            assert_eq!(Fingerprint::from_bytes(&bytes).as_ref(), Some(&fingerprint));
            assert_eq!(Fingerprint::from_bytes(&bytes[..bytes.len() - 1]), None);
            assert_eq!(Fingerprint::from_bytes(&[bytes.as_slice(), &[0]].concat()), None);
        }
    }
    assert_eq!(Fingerprint::from_bytes(&[]), None);
    let mut newer = Fingerprint::of("嵩明龙舟赛端午开赛", "").to_bytes();
    newer[0] = newer[0].wrapping_add(1);
    assert_eq!(Fingerprint::from_bytes(&newer), None);
}

/// A linear congruential generator with Knuth's constants for MMIX.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn text(&mut self, max_fragments: usize) -> String {
        const FRAGMENTS: &[&str] = &[
            "第",
            "一",
            "十",
            "百",
            "万",
            "亿",
            "百分之",
            "点",
            "3",
            "9",
            ".",
            ",",
            ":",
            "-",
            "/",
            "2025-1",
            "年",
            "月",
            "日",
            "号",
            "时",
            "周",
            "某",
            "张",
            "镇",
            "县",
            "村委会",
            "街道",
            "嵩明",
            "杨林",
            "(",
            ")",
            "【",
            "】",
            "［",
            "|",
            "_",
            "…",
            "...",
            "来源：",
            "记者",
            "讯",
            "首",
            "届",
            "未",
            "副",
            "上涨",
            "开工",
            "K2",
            "a",
            "Ａ",
            "５",
            "％",
            "é",
            "\u{1f600}",
            "\u{0}",
            "\u{3000}",
            "\n",
            "の",
            "०",
            "Ⅲ",
            "㎡",
            "零",
            "中",
            "小",
            "99999999999999999999999999999999999999999",
            "的",
            "下午",
            "公里",
            "km",
            "[详细]",
            "零下",
            "负",
            "比",
            "↑",
            "记者从",
            "获悉",
            "今天",
            "将",
            "。",
            "快讯",
            "嵩明发布",
            "!",
            "余",
        ];
        (0..self.below(max_fragments)).map(|_| FRAGMENTS[self.below(FRAGMENTS.len())]).collect()
    }
}

#[test]
fn arbitrary_texts_and_bytes_do_not_panic() {
    let mut random = Random(20_251_123);
    for _ in 0..3_000 {
        let one = Fingerprint::of(&random.text(30), &random.text(120));
        let other = Fingerprint::of(&random.text(30), &random.text(120));
        assert_eq!(one.same(&other), other.same(&one));
        assert_eq!(Fingerprint::from_bytes(&one.to_bytes()), Some(one));
        let bytes: Vec<u8> = (0..random.below(80)).map(|at| if at == 0 { 3 } else { random.below(6) as u8 }).collect();
        if let Some(odd) = Fingerprint::from_bytes(&bytes) {
            odd.same(&other);
        }
    }
}
