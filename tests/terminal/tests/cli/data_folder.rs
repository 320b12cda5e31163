//! The data folder: its place, and what is reported when it cannot be used.

use std::fs;

use crate::cli::Cli;

#[test]
fn an_unusable_folder_is_a_storage_error() {
    let cli = Cli::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "in the way").unwrap();
    assert_eq!(cli.error(&["--data", file.to_str().unwrap(), "list"]).0, "storage");
}

#[test]
fn what_a_damaged_outbox_lost_is_reported_on_standard_error() {
    let cli = Cli::new();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    cli.json(&["--data", data, "consent", "--accept"]);
    let outbox = folder.path().join("outbox.sqlite3");
    fs::write(&outbox, "this is no database ".repeat(500)).unwrap();
    for suffix in ["-wal", "-shm"] {
        // These files need not exist.
        let _ = fs::remove_file(folder.path().join(format!("outbox.sqlite3{suffix}")));
    }
    let output = cli.run(&["--data", data, "--json", "consent"]);
    assert_eq!((output.code, &output.value()["given"]), (0, &false.into()));
    assert!(output.stderr.contains("注意：") && output.stderr.contains("同意记录"), "{}", output.stderr);
    assert!(!cli.run(&["--data", data, "consent"]).stderr.contains("注意："), "told once");
    let mut files = fs::read_dir(folder.path()).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    assert!(files.any(|bytes| bytes.starts_with(b"this is no database")), "the damaged file is kept");
}

#[test]
fn the_default_folder_follows_the_platform() {
    let cli = Cli::new();
    let data_home = tempfile::tempdir().unwrap();
    let run_with = |name: &str, value: &str| {
        let mut command = cli.command(&["--json", "consent", "--accept"]);
        assert!(command.env(name, value).output().unwrap().status.success());
    };
    if cfg!(not(target_os = "macos")) {
        run_with("XDG_DATA_HOME", data_home.path().to_str().unwrap());
        assert!(data_home.path().join("songming/outbox.sqlite3").exists());
    }
    let home = tempfile::tempdir().unwrap();
    run_with("HOME", home.path().to_str().unwrap());
    let data_folder = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" };
    assert!(home.path().join(data_folder).join("songming/outbox.sqlite3").exists());
}
