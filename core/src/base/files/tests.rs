use super::*;

#[test]
fn what_is_in_the_place_of_a_file_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let new = folder.path().join("new");
    remove(&path).unwrap();
    fs::create_dir_all(path.join("below")).unwrap();
    assert!(is_blocked(&path));
    fs::write(&new, "x").unwrap();
    rename(&new, &path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "x");
    assert!(!is_blocked(&path));
    assert!(rename(&new, &path).is_err(), "there is nothing to rename");
    remove(&path).unwrap();
    std::os::unix::fs::symlink(folder.path().join("nowhere"), &path).unwrap();
    assert!(is_blocked(&path));
    remove(&path).unwrap();
    assert!(fs::symlink_metadata(&path).is_err());
}
