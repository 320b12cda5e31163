use super::extension;

#[test]
fn extension_is_that_of_the_address_if_it_is_a_documents() {
    for (address, expected) in [
        ("https://a.example/f/form.pdf", "pdf"),
        ("https://a.example/f/form.pdf?v=1.2#p", "pdf"),
        ("https://a.example/download.php/FORM.PDF", "pdf"),
        ("https://a.example/f/update.apk", "bin"),
        ("https://a.example/f/form", "bin"),
        ("https://a.example/f/form.", "bin"),
        ("https://a.example/f/a.verylong", "bin"),
        ("https://a.example/f/表.表格", "bin"),
    ] {
        assert_eq!(extension(address), expected, "{address}");
    }
}
