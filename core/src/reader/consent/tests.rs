use super::*;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_file_exists_from_a_withdrawal_to_the_next_consent() {
    let folder = tempfile::tempdir().unwrap();
    let (file, other) = (WithdrawalFile::new(folder.path()), WithdrawalFile::new(folder.path()));
    assert!(!file.exists());
    file.create().unwrap();
    file.create().unwrap();
    assert!(other.exists());
    other.remove().unwrap();
    other.remove().unwrap();
    assert!(!file.exists());
}

#[test]
fn a_withdrawal_needs_no_new_file_once_consent_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let file = WithdrawalFile::new(folder.path());
    file.reserve();
    assert_eq!(names(folder.path()), ["consent.given"]);
    file.create().unwrap();
    assert_eq!(names(folder.path()), ["consent.withdrawn"]);
    file.remove().unwrap();
    assert_eq!(names(folder.path()), ["consent.given"]);
}

#[test]
fn a_folder_that_cannot_be_looked_at_counts_as_a_withdrawal() {
    let folder = tempfile::tempdir().unwrap();
    let plain_file = folder.path().join("plain");
    fs::write(&plain_file, "").unwrap();
    assert!(WithdrawalFile::new(&plain_file).exists());
}
