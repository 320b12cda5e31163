use super::*;

/// The tokens in a short notation: `+name`, `+name/` if empty, `-name`, `[cdata]`, and text as it is.
fn notation(source: &str) -> String {
    let mut tokens = Tokenizer::new(source);
    let mut out = Vec::new();
    loop {
        match tokens.next() {
            Token::Open(tag) => out.push(format!("+{}{}", tag.name, if tag.empty { "/" } else { "" })),
            Token::Close(name) => out.push(format!("-{name}")),
            Token::Text(text) => out.push(text.to_owned()),
            Token::Cdata(text) => out.push(format!("[{text}]")),
            Token::End => return out.join(" "),
        }
    }
}

#[test]
fn well_formed_markup_is_tokenized() {
    assert_eq!(
        notation("<?xml version='1.0'?><a x='>'>b&amp;c<![CDATA[<d>]]><!-- e --><f/></a >"),
        "+a b&amp;c [<d>] +f/ -a"
    );
    assert_eq!(notation("<!DOCTYPE a [<!ENTITY b \"c>\">]><a>&b;</a>"), "+a &b; -a");
    assert_eq!(notation("<a href=\"x<y\">b</a>"), "+a b -a");
}

#[test]
fn malformed_markup_is_recovered() {
    assert_eq!(notation("<a>1 & 2 &x</a>"), "+a 1 & 2 &x -a");
    assert_eq!(notation("<a>1 < 2 <3</a>"), "+a 1  < 2  <3 -a");
    assert_eq!(notation("<a><</a>"), "+a < -a");
    assert_eq!(notation("<a href=\"x>b</a><c d=\"e\"/>"), "+a b -a +c/");
    assert_eq!(notation("<a href=x\">b</a><c d=\"e\"/>"), "+a b -a +c/");
    assert_eq!(notation("<a<b>c</b</a>"), "+a +b c -b -a");
    assert_eq!(notation("<?xml version=\"1.0\"><a>b</a><?x?>"), "+a b -a");
    assert_eq!(notation("<!foo><a>b</a>"), "+a b -a");
    assert_eq!(notation("<![cdata[x]]>y"), "[x] y");
    assert_eq!(notation("<a><!-->b</a>"), "+a b -a");
    assert_eq!(notation("<a>b<!-- c"), "+a b");
    assert_eq!(notation("<a>b<c"), "+a b");
    assert_eq!(notation("<a>b<![CDATA[c"), "+a b");
    assert_eq!(notation("\u{feff}<a>\u{feff}</a>"), "\u{feff} +a \u{feff} -a");
}

#[test]
fn cdata_section_without_end_ends_with_its_field() {
    let source = "<item><d><![CDATA[one</d></item><item><d><![CDATA[two]]></d></item>";
    assert_eq!(notation(source), "+item +d [one] -d -item +item +d [two] -d -item");
    let source = "<item><d><![CDATA[one</d></item></channel>";
    assert_eq!(notation(source), "+item +d [one] -d -item -channel");
    let source = "<d><![CDATA[one <![CDATA[two]]> three</d>";
    assert_eq!(notation(source), "+d [one <![CDATA[two]  three -d");
}

#[test]
fn attributes_are_read_with_any_quotes() {
    let found: Vec<_> = attributes(" a=\"1\" b='2' c=3 d e = \"4\" f=\"5 g='").collect();
    assert_eq!(found, [("a", "1"), ("b", "2"), ("c", "3"), ("d", ""), ("e", "4"), ("f", "5 g='")]);
    assert_eq!(attributes(&" x='1'".repeat(1_000)).count(), MAX_ATTRIBUTES);
}

#[test]
fn document_that_forces_rescans_ends_early() {
    for unit in [
        "<a '>' ",
        "<",
        "<a",
        "<a \"",
        "</",
        "<!",
        "<!--",
        "<![CDATA[",
        "<?",
        "&",
        "&a",
        "<a b='",
        "< '\"",
        "<![CDATA[</item",
        "<a><!-->",
    ] {
        let source = unit.repeat(60_000);
        let start = std::time::Instant::now();
        notation(&source);
        assert!(start.elapsed().as_secs() < 5, "{unit}");
    }
}
