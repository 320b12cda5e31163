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

#[test]
fn a_folder_or_a_link_in_the_place_of_the_lock_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("station-lock");
    std::os::unix::fs::symlink("nowhere/at/all", &path).unwrap();
    assert!(Turn::take(folder.path()).unwrap().is_some());
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let first = Turn::take(folder.path()).unwrap();
    assert!(first.is_some() && Turn::take(folder.path()).unwrap().is_none());
}
