use super::*;

fn speech(texts: &[&str]) -> Vec<Sentence> {
    texts.iter().map(|text| Sentence { block: None, text: (*text).into(), spoken: (*text).into() }).collect()
}

fn position(sentence: u32, text: &str) -> PlaybackPosition {
    PlaybackPosition { id: Some("a".into()), sentence, words: hash_of(&speech(&[text])[0]) }
}

#[test]
fn position_is_found_again_in_an_edited_text() {
    let edited = speech(&["一。", "新的一句。", "二。", "三。", "二。"]);
    assert_eq!(resume_at(&position(1, "二。"), &edited), 2);
    assert_eq!(resume_at(&position(4, "二。"), &edited), 4);
    assert_eq!(resume_at(&position(9, "不在了。"), &edited), 4);
    assert_eq!(resume_at(&position(3, "不在了。"), &[]), 0);
}
