use super::*;

#[track_caller]
fn assert_same_identity(forms: &[&str]) {
    for form in forms {
        assert_eq!(identity_of(form), identity_of(forms[0]), "{form}");
    }
}

#[test]
fn identity_ignores_scheme_case_of_the_host_slashes_and_tracking() {
    assert_same_identity(&[
        "https://www.songming.example/news/1.html",
        "http://www.songming.example/news/1.html",
        "HTTPS://WWW.Songming.Example/news/1.html",
        " https://www.songming.example/news//1.html/ ",
        "https://www.songming.example:443/news/1.html?utm_source=rss&utm_medium=feed",
        "https://www.songming.example/news/1.html?from=timeline&isappinstalled=0#wechat_redirect",
        "https://www.songming.example/news/1.html?",
        "https://www.songming.example/news/1.html#",
    ]);
    assert_same_identity(&[
        "https://a.example/n/%E6%98%A5.jsp?id=1",
        "http://www.a.example/n/%e6%98%a5.jsp;jsessionid=A1?id=1",
        "https://a.example/(S(abc123))/n/%E6%98%a5.jsp;sid=1?id=1",
        "https://a.example/n/%E6%98%A5.jsp?id=1&jsessionid=B2&PHPSESSID=c3",
    ]);
    assert_same_identity(&[
        "https://a.example/?id=1&c=2",
        "http://a.example/?c=2&utm_campaign=x&id=1",
        "https://a.example?id=1&c=2",
    ]);
    assert_same_identity(&[
        "tag:songming.example,2026:1",
        "tag:songming.example,2026:1/",
        "  tag:songming.example,2026:1\n",
    ]);
    assert_same_identity(&[
        "https://mp.weixin.qq.com/s?__biz=Mz&mid=1&idx=1&sn=ab&chksm=cd&scene=27#wechat_redirect",
        "http://mp.weixin.qq.com/s?__biz=Mz&mid=1&idx=1&sn=ab",
    ]);
}

#[test]
fn different_items_have_different_identities() {
    for (a, b) in [
        ("https://a.example/?id=1", "https://a.example/?id=2"),
        ("https://s.example/aa1bB", "https://s.example/aa1bb"),
        ("https://a.example/?id=Ab", "https://a.example/?id=AB"),
        ("post-A", "post-a"),
        ("https://a.example/list#1", "https://a.example/list#2"),
        ("https://a.example/1", "https://b.example/1"),
        ("https://a.example/1", "https://a.example:8080/1"),
        ("https://a.example/?mid=1", "https://a.example/?mid=2"),
        ("https://a.example/?from=kunming", "https://a.example/?from=songming"),
        ("https://a.example/?sid=1", "https://a.example/?sid=2"),
        ("https://a.example/n/1;v=1", "https://a.example/n/1;v=2"),
        ("https://a.example/(S)/1", "https://a.example/(T)/1"),
        ("https://www.example/1", "https://example/1"),
        ("www.a", "a"),
        ("1", "2"),
        ("", "1"),
    ] {
        assert_ne!(identity_of(a), identity_of(b), "{a} {b}");
    }
    assert_eq!(identity_of("//"), "//");
}

#[test]
fn only_absolute_web_addresses_are_kept() {
    let base = Url::parse("https://www.songming.example/rss/feed.xml").unwrap();
    for (text, expected) in [
        ("https://a.example/1?utm_source=x", Some("https://a.example/1")),
        ("/news/1.html", Some("https://www.songming.example/news/1.html")),
        ("../news/1.html", Some("https://www.songming.example/news/1.html")),
        ("1.html", Some("https://www.songming.example/rss/1.html")),
        ("?id=1", Some("https://www.songming.example/rss/feed.xml?id=1")),
        ("//b.example/1", Some("https://b.example/1")),
        ("www.b.example/1", Some("http://www.b.example/1")),
        (" \n https://a.example/1 \n", Some("https://a.example/1")),
        ("https://a.example/a\n  b", Some("https://a.example/a%20%20b")),
        ("https://a.example/?a=1&amp;b=2", Some("https://a.example/?a=1&b=2")),
        ("https://a.example/?a=%2F&utm_id=1&b=%e4", Some("https://a.example/?a=%2F&b=%e4")),
        ("https://a.example/新闻", Some("https://a.example/%E6%96%B0%E9%97%BB")),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:a@b.example", None),
        ("ftp://a.example/1", None),
        ("http://", None),
        ("https:///", None),
        ("", None),
    ] {
        assert_eq!(absolute_url(text, Some(&base)).as_deref(), expected, "{text}");
    }
    assert_eq!(absolute_url("/news/1.html", None), None);
    assert_eq!(absolute_url("//b.example/1", None).as_deref(), Some("https://b.example/1"));
    assert_eq!(absolute_url(&format!("https://a.example/{}", "a".repeat(MAX_URL_BYTES)), None), None);
}

#[test]
fn rows_are_found_under_the_identities_of_earlier_versions() {
    let earlier = |address: &str| earlier_identities(address);
    for (now, stored) in [
        ("https://a.example/n/1.html", "http://www.a.example/n/1.html"),
        ("https://www.a.example/n/1.html", "https://www.a.example/n/1.html"),
        ("https://a.example/%E6%98%A5", "https://a.example/%e6%98%a5"),
        ("https://a.example/%E6%98%A5", "https://www.a.example/%e6%98%a5"),
        ("https://a.example/1;jsessionid=A", "https://a.example/1;jsessionid=A"),
    ] {
        assert!(earlier(now).contains(&first_identity_of(stored)), "{now} {stored}");
        assert_eq!(identity_of(now), identity_of(stored));
    }
    assert!(earlier("tag:a.example,2026:1").is_empty());
    assert_eq!(earlier("https://a.example/1"), ["www.a.example/1"]);
}
