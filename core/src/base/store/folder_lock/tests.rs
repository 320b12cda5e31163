use super::*;

/// Two handles of the same lock file are to each other as two processes.
fn two_processes() -> (tempfile::TempDir, Arc<FolderLock>, Arc<FolderLock>) {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (FolderLock::open(folder.path()).unwrap(), FolderLock::open(folder.path()).unwrap());
    (folder, one, other)
}

#[test]
fn the_folder_is_locked_as_long_as_anything_is_open() {
    let (_folder, one, other) = two_processes();
    let (first, second) = (one.share().unwrap(), one.share().unwrap());
    let _beside = other.share().unwrap();
    drop(_beside);
    drop(first);
    assert!(matches!(other.exclusively(|| Ok(())), Err(Fault::InUse)));
    drop(second);
    other.exclusively(|| Ok(())).unwrap();
}

#[test]
fn what_is_opened_while_a_file_is_replaced_does_not_end_the_exclusive_lock() {
    let (_folder, one, other) = two_processes();
    let kept = one
        .exclusively(|| {
            drop(one.share()?);
            let kept = one.share()?;
            assert!(!other.try_exclusive()?);
            assert!(flock(&other.file, FlockOperation::NonBlockingLockShared).is_err());
            Ok(kept)
        })
        .unwrap();
    // Shared from now on.
    flock(&other.file, FlockOperation::NonBlockingLockShared).unwrap();
    flock(&other.file, FlockOperation::Unlock).unwrap();
    assert!(!other.try_exclusive().unwrap());
    drop(kept);
    assert!(other.try_exclusive().unwrap());
}

#[test]
fn a_process_that_is_about_to_close_its_files_is_waited_for() {
    let (_folder, one, other) = two_processes();
    let shared = one.share().unwrap();
    let closing = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        drop(shared);
    });
    other.exclusively(|| Ok(())).unwrap();
    closing.join().unwrap();
}
