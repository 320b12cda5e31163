use super::*;

#[test]
fn clock_that_jumped_makes_no_file_wait_longer_than_its_tries() {
    let day = 24 * FIRST_WAIT;
    for (tries, longest) in [(1, FIRST_WAIT), (2, 2 * FIRST_WAIT), (6, 32 * FIRST_WAIT), (40, MAX_WAIT)] {
        assert_eq!(wait(tries - 1, None), longest, "{tries} tries");
        assert!(is_waiting(Some(longest), 0, tries, false) && !is_waiting(Some(0), 0, tries, false));
        // The clock was ahead by a year, or by twenty days, when the file was refused.
        for ahead in [365 * day, 40 * day] {
            assert!(!is_waiting(Some(ahead + longest), 0, tries, false), "{tries} tries");
        }
    }
    assert!(!is_waiting(Some(20 * day + FIRST_WAIT), 0, 1, false));
    assert!(is_waiting(Some(20 * day), 0, 1, true) && !is_waiting(None, 0, 1, true));
}
