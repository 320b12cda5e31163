//! UUIDs that a client chooses.

/// A UUID in lower case; `None` if it is none.
pub(crate) fn uuid(text: &str) -> Option<String> {
    let digits: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = digits.iter().map(|digits| digits.len()).collect();
    let hexadecimal = digits.iter().all(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    (lengths == [8, 4, 4, 4, 12] && hexadecimal).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuid_is_accepted_in_either_case() {
        let small = "01936f2e-1111-7abc-8def-0123456789ab";
        assert_eq!(uuid(small).as_deref(), Some(small));
        assert_eq!(uuid(&small.to_uppercase()).as_deref(), Some(small));
        for nonsense in ["", "1", "01936f2e11117abc8def0123456789ab", "01936f2e-1111-7abc-8def-0123456789ag", "----"] {
            assert_eq!(uuid(nonsense), None, "{nonsense}");
        }
    }
}
