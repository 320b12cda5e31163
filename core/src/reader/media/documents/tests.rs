use super::extension;

#[test]
fn a_file_is_called_what_its_address_calls_it() {
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
