use super::Turn;

#[test]
fn a_second_sender_gets_no_turn_until_the_first_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let first = Turn::take(folder.path()).unwrap();
    assert!(first.is_some());
    assert!(Turn::take(folder.path()).unwrap().is_none());
    drop(first);
    assert!(Turn::take(folder.path()).unwrap().is_some());
}
