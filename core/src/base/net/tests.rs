use super::*;

#[test]
fn only_https_and_this_machine_may_be_asked() {
    let verdict = |address: &str| allowed(&Url::parse(address).unwrap()).is_ok();
    for good in ["https://news.example/feed", "http://127.0.0.1:8080/x", "http://[::1]/", "http://localhost:1/"] {
        assert!(verdict(good), "{good}");
    }
    for bad in [
        "http://news.example/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://user:pass@news.example/",
        "http://127.0.0.1.example/",
        "http://10.0.0.1/",
        "data:text/plain,x",
    ] {
        assert!(!verdict(bad), "{bad}");
    }
}
