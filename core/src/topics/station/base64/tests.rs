use super::encode;

#[test]
fn vectors_of_the_rfc() {
    let vectors =
        [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
    for (text, encoded) in vectors {
        assert_eq!(encode(text.as_bytes()), encoded);
    }
    assert_eq!(encode(&[0xfb, 0xff, 0xfe]), "+//+");
}
