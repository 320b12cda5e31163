use std::fs;

use super::*;

/// Two handles of the same lock file are to each other as two processes.
#[tokio::test]
async fn one_process_waits_for_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let held = ProcessLock::take(folder.path().into()).await.unwrap();
    let other = File::open(folder.path().join(FILE)).unwrap();
    assert!(!ProcessLock(Some(other)).try_lock().unwrap());
    let waiting = tokio::spawn(ProcessLock::take(folder.path().into()));
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    drop(held);
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_folder_in_the_place_of_the_file_is_no_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(FILE)).unwrap();
    let _held = ProcessLock::take(folder.path().into()).await.unwrap();
    assert!(folder.path().join(FILE).is_file());
}
