//! What the corpus does not cover: bodies, attachments, limits and running time.

mod corpus;
mod properties;

use std::time::{Duration, Instant};

use url::Url;

use super::*;

/// 2026-03-06 12:00 in China.
const NOW: i64 = 1_772_769_600_000;

fn parse(text: &str) -> Result<Document, Fault> {
    let address = Url::parse("https://www.songming.example/rss/feed.xml").unwrap();
    read(text.as_bytes(), &Context { content_type: None, address: Some(&address), now: NOW })
}

#[track_caller]
fn rss(items: &str) -> Document {
    parse(&format!("<rss version=\"2.0\"><channel><title>嵩明</title>{items}</channel></rss>")).unwrap()
}

#[track_caller]
fn item(inside: &str) -> Entry {
    let mut entries = rss(&format!("<item><title>标题</title>{inside}</item>")).entries;
    assert_eq!(entries.len(), 1);
    entries.remove(0)
}

#[track_caller]
fn atom_entry(inside: &str) -> Entry {
    let text = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>嵩明</title><entry><title>标题</title><id>1</id>{inside}</entry></feed>"
    );
    let mut entries = parse(&text).unwrap().entries;
    assert_eq!(entries.len(), 1);
    entries.remove(0)
}

fn html(text: &str) -> Body {
    Body::Html(text.to_owned())
}

fn text(text: &str) -> Body {
    Body::Text(text.to_owned())
}

#[test]
fn body_of_an_rss_item() {
    assert_eq!(item("<description>一段&#10;二段</description>").body, text("一段\n二段"));
    assert_eq!(item("<description>&lt;p&gt;一段&lt;/p&gt;</description>").body, html("<p>一段</p>"));
    assert_eq!(item("<description><![CDATA[<p>一段</p>]]></description>").body, html("<p>一段</p>"));
    assert_eq!(item("<description><p>一&amp;二<br/></p></description>").body, html("<p>一&amp;二<br/></p>"));
    assert_eq!(item("<description><p>一<![CDATA[<b>二</b>]]></p></description>").body, html("<p>一<b>二</b></p>"));
    assert_eq!(item("<description>A&amp;amp;B</description>").body, html("A&amp;B"));
    assert_eq!(item("<description>A &amp; B</description>").body, text("A & B"));
    assert_eq!(item("<description>  </description>").body, Body::Absent);
    let both = item("<description>摘要</description><content:encoded><![CDATA[<p>全文</p>]]></content:encoded>");
    assert_eq!((both.summary, both.body), (Some(text("摘要")), html("<p>全文</p>")));
    let other_order = item("<content:encoded><![CDATA[<p>全文</p>]]></content:encoded><description>摘要</description>");
    assert_eq!((other_order.summary, other_order.body), (Some(text("摘要")), html("<p>全文</p>")));
    let same = item(
        "<description>&lt;p&gt;全文&lt;/p&gt;</description><content:encoded><![CDATA[<p>全文</p>]]></content:encoded>",
    );
    assert_eq!((same.summary, same.body), (None, html("<p>全文</p>")));
    let empty = item("<description>全文</description><content:encoded></content:encoded>");
    assert_eq!((empty.summary, empty.body), (None, text("全文")));
    let split = item("<description><![CDATA[<p>a ]]]]><![CDATA[> b</p>]]></description>");
    assert_eq!(split.body, html("<p>a ]]> b</p>"));
    let nested = item("<description><![CDATA[一<![CDATA[二]]>三]]></description>");
    assert_eq!(nested.body, text("一二三"));
}

#[test]
fn body_of_an_atom_entry() {
    let markup =
        "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p/>一&lt;二<br/></div></content>";
    assert_eq!(atom_entry(markup).body, html("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p></p>一&lt;二<br></div>"));
    let prefixed =
        "<content type=\"xhtml\"><h:div xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:p>一</h:p></h:div></content>";
    assert_eq!(atom_entry(prefixed).body, html("<div xmlns:h=\"http://www.w3.org/1999/xhtml\"><p>一</p></div>"));
    assert_eq!(atom_entry("<content type=\"html\">&lt;p&gt;一&lt;/p&gt;</content>").body, html("<p>一</p>"));
    assert_eq!(atom_entry("<content type=\"text\">一&lt;二</content>").body, text("一<二"));
    assert_eq!(atom_entry("<content>一</content>").body, text("一"));
    assert_eq!(
        atom_entry("<content type=\"text/html\" mode=\"base64\">PHA+5LiAPC9wPg==</content>").body,
        html("<p>一</p>")
    );
    assert_eq!(atom_entry("<content type=\"text/html\" mode=\"escaped\">&lt;p&gt;一</content>").body, html("<p>一"));
    assert_eq!(atom_entry("<content type=\"image/png\">iVBORw0KGgo=</content>").body, Body::Absent);
    let short = atom_entry("<summary>摘要</summary>");
    assert_eq!((short.summary, short.body), (Some(text("摘要")), Body::Absent));
    let outside = atom_entry("<content type=\"video/mp4\" src=\"/a.mp4\"/>");
    assert_eq!(outside.attachments[0].url, "https://www.songming.example/a.mp4");
}

#[test]
fn attachments_are_read() {
    let entry = item(
        "<enclosure url=\"/a.mp3\" length=\"1024\" type=\"audio/mpeg\"/><itunes:duration>1:35</itunes:duration>\
         <enclosure url='/a.mp3' length='1024' type='audio/mpeg'/><enclosure url=\"javascript:x\" type=\"audio/mpeg\"/>",
    );
    assert_eq!(entry.attachments.len(), 1);
    let one = &entry.attachments[0];
    assert_eq!((one.url.as_str(), one.mime_type.as_str()), ("https://www.songming.example/a.mp3", "audio/mpeg"));
    assert_eq!((one.bytes, one.seconds), (Some(1024), Some(95)));

    let entry = item(
        "<media:group><media:content url=\"/v.mp4\" medium=\"video\" fileSize=\"9\" duration=\"7\" width=\"640\" height=\"360\">\
         <media:title>花海</media:title><media:description>一片花</media:description><media:thumbnail url=\"/t.jpg\"/></media:content>\
         <media:content url=\"/p.png\" type=\"image/png\"/></media:group><media:title>别的</media:title>",
    );
    assert_eq!(entry.title, "标题");
    assert_eq!(entry.image.as_deref(), Some("https://www.songming.example/p.png"));
    let video = &entry.attachments[0];
    assert_eq!((video.title.as_deref(), video.alt.as_deref()), (Some("花海"), Some("一片花")));
    assert_eq!((video.bytes, video.seconds, video.width, video.height), (Some(9), Some(7), Some(640), Some(360)));
    assert_eq!(entry.attachments[1].mime_type, "image/png");

    let portrait = "<media:content url=\"https://0.gravatar.com/avatar/x\" medium=\"image\"><media:title>作者</media:title></media:content>";
    let entry = item(portrait);
    assert_eq!((entry.image, entry.attachments.len(), entry.title.as_str()), (None, 0, "标题"));
    assert_eq!(item("<image>/i.jpg</image>").image.as_deref(), Some("https://www.songming.example/i.jpg"));
    assert_eq!(
        item("<image><url>/i.jpg</url><title>x</title></image>").image.as_deref(),
        Some("https://www.songming.example/i.jpg")
    );
    assert_eq!(item("<itunes:image href=\"/i.jpg\"/>").image.as_deref(), Some("https://www.songming.example/i.jpg"));
    let entry = atom_entry("<link rel=\"enclosure\" href=\"/a.pdf\" title=\"附件\" length=\"5\"/>");
    assert_eq!(
        (entry.attachments[0].mime_type.as_str(), entry.attachments[0].title.as_deref()),
        ("application/pdf", Some("附件"))
    );
}

#[test]
fn json_items_are_read() {
    let document = parse(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"嵩明","home_page_url":"https://www.songming.example/","language":"zh-CN",
        "next_url":"/feed.json?before=9","_songming":{"cursor":9},"authors":[{"name":"编辑部"}],"items":[{"id":7,"url":"/items/7",
        "title":"标题","summary":"摘要","content_html":"<p>全文</p>","image":"/a.jpg","tags":["秋收"],"date_published":"2026-03-05T08:30:00+08:00",
        "attachments":[{"url":"/v.mp4","mime_type":"video/mp4","title":"视频","size_in_bytes":5.0,"duration_in_seconds":8.4,
        "_songming":{"sha256":"AB00000000000000000000000000000000000000000000000000000000000000","width":640,"height":360,"alt":"花"}}],
        "_songming":{"sequence":9, "revision":1}}]}"#,
    )
    .unwrap();
    assert_eq!(document.next.as_deref(), Some("https://www.songming.example/feed.json?before=9"));
    assert_eq!(document.language.as_deref(), Some("zh-CN"));
    let entry = &document.entries[0];
    assert_eq!((entry.id.as_str(), entry.url.as_deref()), ("7", Some("https://www.songming.example/items/7")));
    assert_eq!(entry.extension.as_deref(), Some(r#"{"sequence":9, "revision":1}"#));
    assert_eq!((&entry.summary, &entry.body), (&Some(text("摘要")), &html("<p>全文</p>")));
    assert_eq!(
        (entry.authors.as_slice(), entry.tags.as_slice()),
        (&["编辑部".to_owned()][..], &["秋收".to_owned()][..])
    );
    assert_eq!(entry.published, Some(1_772_670_600_000));
    let one = &entry.attachments[0];
    assert_eq!((one.bytes, one.seconds, one.width, one.alt.as_deref()), (Some(5), Some(8), Some(640), Some("花")));
    assert!(one.sha256.as_deref().is_some_and(|hash| hash.starts_with("ab00") && hash.len() == 64));
}

#[test]
fn relative_addresses_are_resolved_against_the_nearest_base() {
    let text = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://a.example/x/\"><title>t</title>\
        <link href=\"home\"/><link rel=\"next\" href=\"?page=2\"/>\
        <entry xml:base=\"y/\"><id>1</id><title>1</title><link href=\"1.html\"/></entry>\
        <entry><id>2</id><title>2</title><link xml:base=\"https://b.example/\" href=\"2.html\"/></entry>\
        <entry><id>3</id><title>3</title><link href=\"//c.example/3.html?utm_source=x\"/></entry></feed>";
    let document = parse(text).unwrap();
    assert_eq!(document.home.as_deref(), Some("https://a.example/x/home"));
    assert_eq!(document.next.as_deref(), Some("https://a.example/x/?page=2"));
    let urls: Vec<_> = document.entries.iter().map(|entry| entry.url.as_deref().unwrap()).collect();
    assert_eq!(urls, ["https://a.example/x/y/1.html", "https://b.example/2.html", "https://c.example/3.html"]);

    let nowhere = Context::default();
    let text = "<rss><channel><link>https://d.example/</link><item><title>1</title><link>/1.html</link></item></channel></rss>";
    assert_eq!(read(text.as_bytes(), &nowhere).unwrap().entries[0].url.as_deref(), Some("https://d.example/1.html"));
    let text = "<rss><channel><link>https://d.example/</link><atom:link rel='self' href='https://e.example/rss/1.xml'/>\
        <item><title>1</title><link>1.html</link></item></channel></rss>";
    assert_eq!(
        read(text.as_bytes(), &nowhere).unwrap().entries[0].url.as_deref(),
        Some("https://e.example/rss/1.html")
    );
    let text = "<rss><channel><title>x</title><item><title>1</title><link>/1.html</link></item></channel></rss>";
    assert_eq!(read(text.as_bytes(), &nowhere).unwrap().entries[0].url, None);
}

#[test]
fn duplicate_items_are_removed() {
    let document = rss("<item><title>旧</title><guid>https://a.example/1</guid><pubDate>2026-03-01</pubDate></item>\
         <item><title>别的</title><guid>https://a.example/2</guid></item>\
         <item><title>新</title><guid>http://A.example/1/?utm_source=rss</guid><pubDate>2026-03-02</pubDate></item>");
    let titles: Vec<_> = document.entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["新", "别的"]);
    // All items have the same id, so the page is the id.
    let document = rss("<item><title>一</title><guid>x</guid><link>https://a.example/1</link></item>\
         <item><title>二</title><guid>x</guid><link>https://a.example/2</link></item>");
    let ids: Vec<_> = document.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["https://a.example/1", "https://a.example/2"]);
}

#[test]
fn substituted_id_is_stable() {
    let one = |tail: &str| {
        item(&format!("<pubDate>2026-03-05</pubDate><description>{}{tail}</description>", "正文".repeat(200)))
    };
    let first = one("。");
    assert!(first.id.starts_with("urn:sha256:"), "{}", first.id);
    assert_eq!(first.id, one("。更正").id);
    assert_ne!(first.id, item("<pubDate>2026-03-06</pubDate>").id);
    let later = Context { now: NOW + 3_600_000, ..Context::default() };
    for date in ["5分钟前", "昨天 10:20", "2026年3月5日"] {
        let feed = format!("<rss><channel><item><title>标题</title><pubDate>{date}</pubDate></item></channel></rss>");
        let now = parse(&feed).unwrap().entries.remove(0);
        assert_eq!(now.id, read(feed.as_bytes(), &later).unwrap().entries[0].id, "{date}");
        assert!(now.published.is_some());
    }
    let long = "x".repeat(MAX_ID_CHARS + 1);
    let hashed = item(&format!("<guid>{long}</guid>")).id;
    assert!(hashed.starts_with("urn:sha256:"));
    assert_ne!(hashed, item(&format!("<guid>{long}y</guid>")).id);
    let linked = item(&format!("<link>https://a.example/{long}</link>")).id;
    assert!(linked.starts_with("urn:sha256:"));
    assert_eq!(linked, item(&format!("<link>http://a.example/{long}?utm_source=x</link>")).id);
    let shared =
        |n: u32| format!("<item><guid>1</guid><title>{n}</title><link>https://a.example/{long}{n}</link></item>");
    for entry in rss(&(shared(1) + &shared(2))).entries {
        assert!(entry.id.starts_with("urn:sha256:"), "{}", entry.id);
    }
}

#[test]
fn limits_are_applied() {
    let many = "<item><title>x</title></item>".repeat(MAX_ENTRIES + 1);
    assert_eq!(parse(&format!("<rss><channel><title>x</title>{many}</channel></rss>")), Err(Fault::TooManyEntries));
    let many = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}]}}",
        vec!["{\"id\":1}"; MAX_ENTRIES + 1].join(",")
    );
    assert_eq!(parse(&many), Err(Fault::TooManyEntries));
    assert_eq!(parse(&" ".repeat(MAX_BYTES + 1)), Err(Fault::TooLarge));
    let parts = |part: &str, count: usize| (0..count).map(|n| part.replace('N', &n.to_string())).collect::<String>();
    let entry = item(&format!(
        "{}{}{}",
        parts("<category>N</category>", 100),
        parts("<dc:creator>N</dc:creator>", 100),
        parts("<enclosure url='/N.mp3'/>", 100)
    ));
    assert_eq!(
        (entry.tags.len(), entry.authors.len(), entry.attachments.len()),
        (MAX_TAGS, MAX_AUTHORS, MAX_ATTACHMENTS)
    );
    let long = rss(&format!("<item><title>{}</title></item>", "长".repeat(1_000)));
    assert_eq!(long.entries[0].title.chars().count(), MAX_TITLE_CHARS);
    assert!(long.entries[0].title.ends_with('…'));
}

#[test]
fn entities_are_not_expanded() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>\
        <rss><channel><title>&b;</title><item><title>&f;&b;</title></item></channel></rss>";
    let document = parse(bomb).unwrap();
    assert_eq!(document.title, "&b;");
    assert_eq!(document.entries[0].title, "&f;&b;");
}

/// Each document is made so that a naive parser takes quadratic time.
#[test]
fn hostile_documents_take_linear_time() {
    let rss = |inside: String| format!("<rss><channel><title>x</title><item><title>y</title>{inside}");
    let hostile = [
        "<a>".repeat(300_000),
        rss("<a>".repeat(300_000)),
        rss("<description>".repeat(100_000)),
        rss("<title>".repeat(100_000)),
        rss("<media:group>".repeat(100_000)),
        rss("<author>".repeat(100_000)),
        rss(format!("<description>{}", "<div>".repeat(200_000))),
        rss(format!("<description>{}", "<description><p>".repeat(80_000))),
        rss(format!("<content:encoded>{}", "<![CDATA[".repeat(100_000))),
        rss(format!("<content:encoded>{}", "<![CDATA[</item".repeat(60_000))),
        rss(format!("<title>{}", "&amp;".repeat(200_000))),
        rss(format!("<title>{}", "&".repeat(300_000))),
        rss(format!("<title>{}", "&#".repeat(500_000))),
        rss(format!("<x {}>", "a='b' ".repeat(150_000))),
        rss(format!("<enclosure {}/>", "a=b ".repeat(250_000))),
        rss(format!("<x {}>", "xmlns:a='b' ".repeat(80_000))),
        rss((0..60_000).map(|n| format!("<a{n} xmlns:p{n}='u'>")).collect()),
        rss("<a '>' ".repeat(150_000)),
        rss("<".repeat(1_000_000)),
        rss("<!--".repeat(250_000)),
        rss("<!-->".repeat(200_000)),
        rss("<?x".repeat(300_000)),
        rss("<!DOCTYPE ".repeat(100_000)),
        rss("]]>".repeat(300_000)),
        rss(format!("<title>{}", "\u{fffd}".repeat(300_000))),
        format!("<rss><channel>{}", "<item><title>x</title>".repeat(9_000)),
        "[".repeat(1_000_000),
        "{\"a\":".repeat(200_000),
        format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}", "{\"id\":1,".repeat(100_000)),
        format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}", "[".repeat(500_000)),
        format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}]}}", "1,".repeat(400_000)),
        format!("{{\"version\":\"https://jsonfeed.org/version/1\",{}", "\"id\":1,".repeat(140_000)),
        format!("{{\"items\":[{{\"x\":{{{}", "\"id\":1,".repeat(140_000)),
        format!("{{\"title\":\"{}", "\\ud83d".repeat(150_000)),
        "/*".repeat(300_000),
        "{/*".repeat(300_000),
    ];
    for text in hostile {
        let start = Instant::now();
        let _ = parse(&text);
        let taken = start.elapsed();
        assert!(taken < Duration::from_secs(10), "{taken:?}: {}", text.chars().take(80).collect::<String>());
    }
}
