use super::{Two, cardinal, digit_value};

#[test]
fn whole_numbers_are_read_as_mandarin_counts() {
    for (number, words) in [
        ("0", "零"),
        ("007", "七"),
        ("10", "十"),
        ("12", "十二"),
        ("20", "二十"),
        ("100", "一百"),
        ("101", "一百零一"),
        ("110", "一百一十"),
        ("200", "二百"),
        ("1000", "一千"),
        ("1010", "一千零一十"),
        ("2000", "两千"),
        ("2026", "两千零二十六"),
        ("10000", "一万"),
        ("10010", "一万零一十"),
        ("12000", "一万二千"),
        ("20000", "两万"),
        ("100000", "十万"),
        ("105000", "十万五千"),
        ("100500", "十万零五百"),
        ("1000000", "一百万"),
        ("1050", "一千零五十"),
        ("120000000", "一亿二千万"),
        ("100000001", "一亿零一"),
        ("1000010000", "十亿零一万"),
        ("200000000", "两亿"),
        ("1000000000000", "一万亿"),
    ] {
        assert_eq!(cardinal(number, Two::Er), words, "{number}");
    }
    assert_eq!(cardinal("2", Two::Liang), "两");
    assert_eq!(cardinal("2", Two::Er), "二");
    assert_eq!(cardinal("12345678901234567", Two::Er), "一二三四五六七八九零一二三四五六七");
}

#[test]
fn digits_have_their_values_and_multipliers_have_none() {
    for (value, digit) in "零一二三四五六七八九".chars().enumerate() {
        assert_eq!(digit_value(digit).map(usize::from), Some(value), "{digit}");
    }
    for (digit, value) in [('〇', 0), ('○', 0), ('两', 2)] {
        assert_eq!(digit_value(digit), Some(value), "{digit}");
    }
    for other in ['十', '廿', '百', '千', '万', '亿', '1', '１', '日'] {
        assert_eq!(digit_value(other), None, "{other}");
    }
}
