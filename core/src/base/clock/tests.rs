use super::{day_and_time, relative};

/// 2026-11-22 10:00 in China.
const NOW: i64 = 1_795_312_800_000;

#[test]
fn relative_names_moments_in_words() {
    for (ago_minutes, expected) in [
        (0, "刚刚"),
        (-2, "今天 10:02"),
        (5, "5分钟前"),
        (90, "今天 08:30"),
        (60 * 11, "昨天 23:00"),
        (60 * 24 * 20, "11月2日"),
        (60 * 24 * 400, "2025年10月18日"),
        (-60 * 16, "明天 02:00"),
        (-60 * 24 * 3, "11月25日"),
    ] {
        assert_eq!(relative(NOW + 59_999, NOW), "刚刚");
        assert_eq!(relative(NOW - ago_minutes * 60_000, NOW), expected);
    }
    assert_eq!(relative(i64::MAX, NOW), "");
}

#[test]
fn moments_ahead_are_named_with_their_time() {
    for (seconds, expected) in [
        (30, "今天 10:00"),
        (-30, "今天 09:59"),
        (60 * 60 * 16, "明天 02:00"),
        (-60 * 60 * 11, "昨天 23:00"),
        (60 * 60 * 24 * 5, "11月27日 10:00"),
        (60 * 60 * 24 * 60, "2027年1月21日 10:00"),
    ] {
        assert_eq!(day_and_time(NOW + seconds * 1000, NOW), expected);
    }
    assert_eq!(day_and_time(i64::MAX, NOW), "");
}
