use std::collections::BTreeSet;

use super::*;

#[test]
fn the_challenge_is_that_of_rfc_7636_appendix_b() {
    let octets = [
        116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
        240, 91, 88, 5, 88, 83, 132, 141, 121,
    ];
    let verifier = base64url(&octets);
    assert_eq!(verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

#[test]
fn base64url_is_that_of_rfc_4648() {
    for (bytes, text) in
        [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")]
    {
        assert_eq!(base64url(bytes.as_bytes()), text);
    }
    assert_eq!(base64url(&[0xfb, 0xff, 0xfe]), "-__-");
}

#[test]
fn random_texts_are_verifiers_and_differ() {
    let texts: BTreeSet<String> = (0..100).map(|_| random_text().unwrap()).collect();
    assert_eq!(texts.len(), 100);
    for text in texts {
        assert_eq!(text.len(), 43);
        assert!(text.bytes().all(|byte| ALPHABET.contains(&byte)), "{text}");
    }
}
