use super::*;

#[test]
fn two_halves_are_one_character() {
    for pair in ["&#55356;&#57150;", "&#xD83C;&#xDF3E;", "&#xd83c;&#57150;", "&#XD83C&#xDF3E;", "&#55356&#57150;"] {
        assert_eq!(join_surrogate_references(&format!("a{pair}b{pair}")), "a🌾b🌾", "{pair}");
    }
}

#[test]
fn nothing_else_is_changed() {
    for text in ["", "&#", "&#;", "&#55356;", "&#55356;&#57150", "&#57150;&#55356;", "&#55356; &#57150;", "&#128512;"] {
        let expected = if text == "&#55356;&#57150" { "🌾" } else { text };
        assert_eq!(join_surrogate_references(text), expected, "{text}");
    }
    assert!(matches!(join_surrogate_references("<p>文&amp;&#20;</p>"), Cow::Borrowed(_)));
}
