#[test]
fn name_is_found_beside_a_mail_address() {
    for (text, expected) in [
        ("editor@songming.example (张三)", Some("张三")),
        ("editor@songming.example（张三）", Some("张三")),
        ("editor@songming.example(张三)", Some("张三")),
        ("张三 <editor@songming.example>", Some("张三")),
        ("张三（editor@songming.example）", Some("张三")),
        ("\"张三\" <editor@songming.example>", Some("张三")),
        ("editor@songming.example", Some("editor@songming.example")),
        ("editor@songming.example ()", Some("editor@songming.example")),
        ("<editor@songming.example>", Some("editor@songming.example")),
        ("张三（记者）", Some("张三（记者）")),
        ("张三（", Some("张三（")),
        ("（@", Some("（@")),
        ("嵩明县融媒体中心", Some("嵩明县融媒体中心")),
        (" 张三\n李四 ", Some("张三 李四")),
        ("<b>张三</b>", Some("张三")),
        ("()", Some("()")),
        ("", None),
        ("  ", None),
    ] {
        assert_eq!(super::name(text).as_deref(), expected, "{text}");
    }
}
