//! The index finds whatever the comparison finds: items that are the same have an anchor in common.

use super::{Random, fingerprint, pairs};
use crate::formats::similarity::Fingerprint;

/// Pairs of generated items.
const GENERATED: usize = 12_000;

fn share_an_anchor(one: &Fingerprint, other: &Fingerprint) -> bool {
    let others = other.anchors();
    one.anchors().iter().any(|anchor| others.binary_search(anchor).is_ok())
}

/// Every item of the corpus with every other one, not only with its partner.
#[test]
fn same_items_of_the_corpus_share_an_anchor() {
    let items: Vec<Fingerprint> =
        pairs().iter().flat_map(|pair| [fingerprint(&pair.a), fingerprint(&pair.b)]).collect();
    let mut same = 0;
    for (at, one) in items.iter().enumerate() {
        for other in items.iter().skip(at + 1).filter(|other| one.same(other)) {
            assert!(share_an_anchor(one, other), "{one:?}\n{other:?}");
            same += 1;
        }
    }
    assert!(same >= 70, "{same} pairs are the same");
}

/// Texts of one to eight corpus texts, and their copies: shortened at either end, with sentences dropped, added and moved, with
/// changed characters, under another headline, part of a headline or none.
#[test]
fn same_items_share_an_anchor_however_they_were_changed() {
    let corpus: Vec<(String, String)> =
        pairs().into_iter().flat_map(|pair| [pair.a, pair.b]).filter(|item| !item.1.is_empty()).collect();
    let mut random = Random(16);
    let (mut same, mut missed) = (0, 0);
    for round in 0..GENERATED {
        let (title, first) = &corpus[random.below(corpus.len())];
        let mut sentences = split(first);
        for _ in 1..[1, 1, 1, 2, 3, 5, 8][random.below(7)] {
            sentences.extend(split(&corpus[random.below(corpus.len())].1));
        }
        let other = &corpus[random.below(corpus.len())];
        let whole = (title.clone(), sentences.concat());
        let one = if round % 2 == 0 { whole } else { changed(&mut random, title, &sentences, other) };
        let two = changed(&mut random, title, &sentences, other);
        let (a, b) = (fingerprint(&one), fingerprint(&two));
        if a.same(&b) {
            missed += usize::from(!share_an_anchor(&a, &b));
            same += 1;
        }
    }
    assert!(missed * 1_000 <= same, "{missed} of {same} pairs have no anchor in common");
    assert!(same * 6 > GENERATED, "{same} pairs are the same");
}

/// A comparison with a stored fingerprint derives less, and decides the same.
#[test]
fn a_stored_fingerprint_is_compared_like_any_other() {
    let items: Vec<Fingerprint> =
        pairs().iter().flat_map(|pair| [fingerprint(&pair.a), fingerprint(&pair.b)]).collect();
    for (at, one) in items.iter().enumerate() {
        for other in items.iter().skip(at).take(40) {
            assert_eq!(one.is_same_as_stored(&other.to_bytes(), true), one.same(other));
        }
        assert!(!one.is_same_as_stored(&one.to_bytes()[1..], true));
    }
}

/// An index is of use only if it leaves most items out.
#[test]
fn different_items_rarely_share_an_anchor() {
    let items: Vec<Fingerprint> = pairs().iter().map(|pair| fingerprint(&pair.a)).collect();
    let (mut compared, mut shared) = (0, 0);
    for (at, one) in items.iter().enumerate() {
        assert!(one.anchors().len() <= 40, "{} anchors", one.anchors().len());
        for other in items.iter().skip(at + 1).filter(|other| !one.same(other)) {
            compared += 1;
            shared += usize::from(share_an_anchor(one, other));
        }
    }
    assert!(shared * 20 < compared, "{shared} of {compared} pairs share an anchor");
}

fn split(text: &str) -> Vec<String> {
    text.split_inclusive(['。', '；', '！']).map(str::to_owned).collect()
}

/// Another site's version of an item; `other` is an item that has nothing to do with it.
fn changed(random: &mut Random, title: &str, sentences: &[String], other: &(String, String)) -> (String, String) {
    let title_chars: Vec<char> = title.chars().collect();
    let cut = random.below(title_chars.len() + 1);
    let title = match random.below(8) {
        0 => format!("快讯｜{title}"),
        1 => format!("{title}_嵩明网"),
        2 => title_chars[cut..].iter().collect(),
        3 => title_chars[..cut].iter().collect(),
        4 => String::new(),
        5 => sentences[0].chars().take(random.below(26)).collect(),
        6 => other.0.clone(),
        _ => title.to_owned(),
    };
    let mut sentences = sentences.to_vec();
    let at = random.below(sentences.len());
    match random.below(9) {
        0 => sentences = vec![passage(random, &sentences, true)],
        1 => sentences = vec![passage(random, &sentences, false)],
        2 => sentences = sentences[at..].to_vec(),
        3 => sentences = vec![sentences[at].clone()],
        4 => {
            for _ in 0..random.below(3) + 1 {
                if sentences.len() > 1 {
                    sentences.remove(random.below(sentences.len()));
                }
            }
        }
        5 => {
            let added = split(&other.1);
            sentences.insert(at, added[random.below(added.len())].clone());
        }
        6 => {
            let moved = sentences.remove(at);
            sentences.insert(random.below(sentences.len() + 1), moved);
        }
        7 => sentences.insert(0, format!("{}记者在采访中看到，", other.0)),
        _ => {
            let mut chars: Vec<char> = sentences.concat().chars().collect();
            for _ in 0..random.below(6) + 1 {
                let at = random.below(chars.len());
                match random.below(2) {
                    0 if chars.len() > 1 => drop(chars.remove(at)),
                    _ => chars.insert(at, ['好', '都', '呢', '再', '更'][random.below(5)]),
                }
            }
            sentences = vec![chars.into_iter().collect()];
        }
    }
    (title, sentences.concat())
}

/// A part of a text that breaks off.
fn passage(random: &mut Random, sentences: &[String], from_start: bool) -> String {
    let chars: Vec<char> = sentences.concat().chars().collect();
    let from = if from_start { 0 } else { random.below(chars.len()) };
    let length = 15 + random.below(chars.len());
    chars.iter().skip(from).take(length).chain(&['…']).collect()
}
