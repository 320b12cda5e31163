use super::*;

fn numbers(text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    telephones(&chars, |number, _| numbers.push(number.iter().collect()));
    numbers
}

#[test]
fn numbers_in_groups_are_whole_and_without_their_area_code() {
    for (text, expected) in [
        ("0871 6796 2345", &["087167962345", "67962345"][..]),
        ("0871 67962345", &["087167962345", "67962345"]),
        ("08716796 2345", &["087167962345", "67962345"]),
        ("087167962345", &["67962345"]),
        ("010 6796 2345", &["01067962345", "67962345"]),
        ("0874 679 2345", &["08746792345", "6792345"]),
        ("138 0000 1234", &["13800001234"]),
        ("400 888 6666", &["4008886666"]),
        ("6796 2345", &["67962345"]),
        ("13800001234", &[]),
        ("67962345", &[]),
        ("2026 2030", &[]),
        ("1998 2026", &[]),
        ("2026 11 24", &[]),
        ("67 96 2345", &[]),
        ("6796  2345", &[]),
        ("6796.2345", &[]),
        ("a 6796", &[]),
        ("", &[]),
    ] {
        assert_eq!(numbers(text), expected, "{text}");
    }
}

#[test]
fn digits_are_found_where_they_stand_in_groups() {
    let chars: Vec<char> = "电0871 6796 2345".chars().collect();
    for (digits, expected) in [
        ("087167962345", Some(1..15)),
        ("67962345", Some(6..15)),
        ("0871679", Some(1..9)),
        ("67962346", None),
        ("2345", None),
    ] {
        let digits: Vec<char> = digits.chars().collect();
        assert_eq!(find_in_groups(&chars, 1, &digits), expected, "{digits:?}");
    }
}
