//! What happens to the data folder is told.

use std::fs;

use crate::person::Person;

#[test]
fn a_folder_that_cannot_be_used_is_an_error_of_the_storage() {
    let person = Person::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "in the way").unwrap();
    assert_eq!(person.fails(&["--data", file.to_str().unwrap(), "list"]).0, "storage");
}

#[test]
fn a_damaged_outbox_is_told_on_standard_error_and_nothing_is_lost_silently() {
    let person = Person::new();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    person.json(&["--data", data, "consent", "--accept"]);
    let outbox = folder.path().join("outbox.sqlite3");
    fs::write(&outbox, "this is no database ".repeat(500)).unwrap();
    for side in ["-wal", "-shm"] {
        // They may be there or not.
        let _ = fs::remove_file(folder.path().join(format!("outbox.sqlite3{side}")));
    }
    let said = person.says(&["--data", data, "--json", "consent"]);
    assert_eq!((said.code, &said.value()["given"]), (0, &false.into()));
    assert!(said.err.contains("注意：") && said.err.contains("没有删除"), "{}", said.err);
    let aside = fs::read_dir(folder.path()).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    assert!(aside.into_iter().any(|bytes| bytes.starts_with(b"this is no database")), "it was kept");
}

#[test]
fn the_usual_folder_is_where_the_platform_keeps_such_things() {
    let person = Person::new();
    let shared = tempfile::tempdir().unwrap();
    let kept = |name: &str, value: &str| {
        let mut command = person.command(&["--json", "consent", "--accept"]);
        assert!(command.env(name, value).output().unwrap().status.success());
    };
    if cfg!(not(target_os = "macos")) {
        kept("XDG_DATA_HOME", shared.path().to_str().unwrap());
        assert!(shared.path().join("songming/outbox.sqlite3").exists());
    }
    let home = tempfile::tempdir().unwrap();
    kept("HOME", home.path().to_str().unwrap());
    let below = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" };
    assert!(home.path().join(below).join("songming/outbox.sqlite3").exists());
}
