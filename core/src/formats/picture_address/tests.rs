use super::*;

#[test]
fn sizes_in_an_address_do_not_make_another_picture() {
    for (one, other) in [
        ("https://q.example/open.jpg", "https://q.example/open.jpg?w=400"),
        ("https://q.example/open.jpg?w=1024&q=80", "http://q.example/open.jpg?w=400"),
        ("https://q.example/up/open-1024x768.jpg", "https://q.example/up/open-150x150.jpg"),
        ("https://q.example/up/open-1024x768.jpg", "https://q.example/up/open.jpg"),
        ("https://q.example/a.png@640w_400h.webp", "https://q.example/a.png"),
        ("https://q.example/a.png!thumb", "https://q.example/a.png"),
        ("https://q.example/a.jpg?imageView2/2/w/640", "https://q.example/a.jpg"),
        ("https://q.example/a.jpg?x-oss-process=image/resize,w_300", "https://q.example/a.jpg"),
        (
            "https://mmbiz.qpic.cn/mmbiz_jpg/ab/0?wx_fmt=jpeg",
            "https://mmbiz.qpic.cn/mmbiz_jpg/ab/640?wx_fmt=jpeg&from=appmsg",
        ),
        ("https://wx1.sinaimg.cn/large/ab.jpg", "https://wx1.sinaimg.cn/orj360/ab.jpg"),
        ("https://q.example/up/dam-300x200.jpg", "https://q.example/up/dam-scaled.jpg"),
        ("https://q.example/up/dam.jpg", "https://q.example/up/dam-scaled.jpg"),
        ("https://i0.wp.com/q.example/up/dam.jpg?resize=300%2C200&ssl=1", "https://q.example/up/dam.jpg"),
        ("https://q.example/ab!small", "https://q.example/ab"),
        ("https://q.example/tos/ab~tplv-tt-origin.image?sig=1", "https://q.example/tos/ab?sig=1"),
        ("https://q.example/pic.php?id=1&w=300", "https://q.example/pic.php?id=1"),
        ("https://q.example/a.jpg?v=20261101", "https://q.example/a.jpg"),
    ] {
        assert!(same_picture(one, other), "{} {}", key(one), key(other));
    }
}

#[test]
fn other_pictures_are_others() {
    for (one, other) in [
        ("https://q.example/1.jpg", "https://q.example/2.jpg"),
        ("https://q.example/photo-1.jpg", "https://q.example/photo-2.jpg"),
        ("https://q.example/get?id=1", "https://q.example/get?id=2"),
        ("https://q.example/get?s=1", "https://q.example/get?s=2"),
        ("https://q.example/a/1.jpg", "https://q.example/b/1.jpg"),
        ("https://mmbiz.qpic.cn/mmbiz_jpg/ab/640", "https://mmbiz.qpic.cn/mmbiz_jpg/cd/640"),
        ("https://q.example/20261101-1230x.jpg", "https://q.example/20261101.jpg"),
        ("https://q.example/~news/1.jpg", "https://q.example/~news/2.jpg"),
        ("https://q.example/@zhang/a.jpg", "https://q.example/@zhang/b.jpg"),
        ("https://q.example/!2026/a.jpg", "https://q.example/!2026/b.jpg"),
        ("https://q.example/DSC~1.jpg", "https://q.example/DSC~2.jpg"),
        ("https://q.example/@zhang.jpg", "https://q.example/@li.jpg"),
        ("https://q.example/pic.php?s=101", "https://q.example/pic.php?s=102"),
        ("https://q.example/showimg.jsp?v=9001", "https://q.example/showimg.jsp?v=9002"),
        ("https://q.example/pic.ashx?size=a", "https://q.example/pic.ashx?size=b"),
        ("https://q.example/img?from=album1&id=1", "https://q.example/img?from=album2&id=1"),
        ("https://i0.wp.com/q.example/1.jpg", "https://i0.wp.com/q.example/2.jpg"),
    ] {
        assert!(!same_picture(one, other), "{one} {other}");
    }
}

#[test]
fn the_smaller_version_is_told_by_the_addresses() {
    for (small, large) in [
        ("https://q.example/a.jpg?w=120", "https://q.example/a.jpg?w=1200"),
        ("https://q.example/a-150x150.jpg", "https://q.example/a.jpg"),
        ("https://q.example/photo-120.jpg", "https://q.example/photo-1200.jpg"),
        ("https://q.example/thumb/a.jpg", "https://q.example/a.jpg"),
        ("https://q.example/a_small.jpg", "https://q.example/a.jpg"),
        ("https://q.example/a.jpg@100w", "https://q.example/a.jpg@1080w"),
    ] {
        assert!(is_smaller(small, large), "{small} {large}");
        assert!(!is_smaller(large, small), "{large} {small}");
    }
    assert!(!is_smaller("https://q.example/big.jpg", "https://q.example/thumb.jpg"));
    assert!(!is_smaller("https://q.example/2.jpg", "https://q.example/1.jpg"));
    assert!(is_smaller("https://q.example/thumb/2026/a.jpg", "https://q.example/up/2026/a.jpg"));
    assert!(is_smaller("https://q.example/thumb_a.jpg", "https://q.example/a_large.jpg"));
    for (picture, placeholder) in [
        ("https://q.example/upload/micro/2026/a.jpg", "https://q.example/static/img/lazy.png"),
        ("https://q.example/mini/a.jpg", "https://q.example/static/grey.png"),
        ("https://q.example/icon/a.jpg", "https://q.example/static/wait.gif"),
        ("https://q.example/u/1001.jpg", "https://q.example/u/2000.jpg"),
        ("https://q.example/u/1000.jpg", "https://q.example/u/2000.jpg"),
        ("https://q.example/u/img-1001.jpg", "https://q.example/u/img-2000.jpg"),
        ("https://q.example/get?id=100", "https://q.example/get?id=200"),
        ("https://q.example/a.jpg?w=640", "https://q.example/static/grey.png?w=750"),
    ] {
        assert!(!is_smaller(picture, placeholder), "{picture} {placeholder}");
    }
}

#[test]
fn pictures_of_accounts_are_known() {
    for avatar in [
        "https://0.gravatar.com/avatar/x",
        "https://q.example/avatar/zhang.jpg?s=96",
        "https://thirdwx.qlogo.cn/mmopen/x/132",
        "https://q.example/up/user_avatar.png",
    ] {
        assert!(is_avatar(avatar), "{avatar}");
    }
    for picture in
        ["https://q.example/dam-1200.jpg", "https://q.example/avatarfilm.jpg", "https://q.example/a?avatar=1"]
    {
        assert!(!is_avatar(picture), "{picture}");
    }
}

#[test]
fn the_table_of_parameters_is_sorted() {
    assert!(DELIVERY.is_sorted());
}
