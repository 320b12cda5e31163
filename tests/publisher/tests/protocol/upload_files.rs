//! The files of uploads outlive the process, and its memory does not grow with them.

use crate::harness::{TestPublisher, write_content};
use crate::process::Process;
use crate::uploads::{MEDIA, Station, hex_digest, listed, metadata, photo};
use songming_publisher::Options;
use std::fs;
use tempfile::TempDir;

#[tokio::test]
async fn upload_goes_on_after_the_publisher_was_killed() {
    let folder = TempDir::new().unwrap();
    write_content(folder.path());
    let data = folder.path().join("data.sqlite3");
    let arguments = |clock| ["--data", data.to_str().unwrap(), "--clock", clock];
    let mut process = Process::start(folder.path(), &arguments("2031-03-01T08:00:00+08:00"));
    let station = Station::new(&process.public).await;
    let bytes = photo(200_000);
    let (finished, location) =
        (station.create(&MEDIA.replace("ab", "cd"), &bytes).await, station.create(MEDIA, &bytes).await);
    assert!(station.head(&location).await.header("upload-expires").starts_with("Sat, 08 Mar 2031 00:0"));
    assert_eq!(station.patch(&finished, 0, &bytes).await.status, 204);
    let _connection = station.begin_patch(&location, 0, 200_000, &bytes[..70_001]);
    station.wait_for_offset(&location, 70_001).await;
    process.child.kill().unwrap();
    process.child.wait().unwrap();
    let media = folder.path().join("data.sqlite3.media");
    fs::write(media.join("0".repeat(32)), "a file whose row was not written").unwrap();

    let mut process = Process::start(folder.path(), &arguments("2031-03-02T08:00:00+08:00"));
    let station = Station::new(&process.public).await;
    assert_eq!(station.offset(&location).await, 70_001);
    assert_eq!(station.create(MEDIA, &bytes).await, location);
    assert_eq!(station.patch(&location, 70_001, &bytes[70_001..150_000]).await.status, 204);
    assert_eq!(fs::read_dir(&media).unwrap().count(), 2);
    process.child.kill().unwrap();
    process.child.wait().unwrap();
    // Every byte was written, and the process ended before it was checked.
    let id = location.rsplit('/').next().unwrap();
    fs::write(media.join(id), &bytes).unwrap();

    let mut process = Process::start(folder.path(), &arguments("2031-03-03T08:00:00+08:00"));
    let station = Station::new(&process.public).await;
    let head = station.head(&location).await;
    assert_eq!((head.header("upload-offset"), head.header("upload-expires")), ("200000", ""));
    let third = station.create(&MEDIA.replace("ab", "ef"), &bytes).await;
    assert_eq!(station.patch(&third, 0, &bytes[..5]).await.status, 204);
    process.child.kill().unwrap();
    process.child.wait().unwrap();
    let mut wrong = bytes.clone();
    wrong[0] ^= 1;
    fs::write(media.join(third.rsplit('/').next().unwrap()), &wrong).unwrap();

    let process = Process::start(folder.path(), &arguments("2031-03-09T08:00:00+08:00"));
    let station = Station::new(&process.public).await;
    assert_eq!(station.offset(&third).await, 0);
    process.finish();
    let process = Process::start(folder.path(), &arguments("2031-03-11T08:00:00+08:00"));
    let station = Station::new(&process.public).await;
    // Expired by the publisher's clock, and what is complete is not.
    assert_eq!(station.head(&third).await.status, 410);
    assert_eq!((station.offset(&location).await, station.offset(&finished).await), (200_000, 200_000));
    process.finish();
}

#[tokio::test]
async fn temporary_files_go_with_the_publisher() {
    let publisher = TestPublisher::start();
    let station = Station::of(&publisher).await;
    station.create(MEDIA, &photo(10)).await;
    let path = listed(&publisher).await["uploads"][0]["path"].as_str().unwrap().to_owned();
    assert!(fs::exists(&path).unwrap());
    drop(publisher);
    assert!(!fs::exists(&path).unwrap());
}

#[tokio::test]
async fn folder_of_the_data_may_be_moved() {
    let folder = TempDir::new().unwrap();
    write_content(folder.path());
    let options = |name: &str| Options { data: Some(folder.path().join(name).join("data")), ..Options::default() };
    fs::create_dir(folder.path().join("one")).unwrap();
    let publisher = TestPublisher::with_options(options("one"));
    let bytes = photo(1000);
    let location = Station::of(&publisher).await.create(MEDIA, &bytes).await;
    Station::of(&publisher).await.patch(&location, 0, &bytes[..400]).await;
    drop(publisher);
    fs::rename(folder.path().join("one"), folder.path().join("two")).unwrap();
    let publisher = TestPublisher::with_options(options("two"));
    assert_eq!(Station::of(&publisher).await.offset(&location).await, 400);
    assert_eq!(Station::of(&publisher).await.patch(&location, 400, &bytes[400..]).await.status, 204);
}

/// The memory of the publisher does not grow with the file.
#[tokio::test]
#[ignore = "the long form: 200 MB"]
async fn file_of_200_mb_takes_a_bounded_memory() {
    let folder = TempDir::new().unwrap();
    write_content(folder.path());
    let process = Process::start(folder.path(), &["--data", folder.path().join("data").to_str().unwrap()]);
    let memory = || -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", process.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    };
    let station = Station::new(&process.public).await;
    let bytes = photo(200 << 20);
    let small = photo(100_000);
    let location = station.create(MEDIA, &small).await;
    assert_eq!(station.patch(&location, 0, &small).await.status, 204);
    let before = memory();
    let metadata = metadata(&MEDIA.replace("ab", "cd"), &hex_digest(&bytes), "video/mp4");
    let created = station.create_with(&bytes.len().to_string(), &metadata).await;
    assert_eq!(station.patch(created.header("location"), 0, &bytes).await.status, 204);
    let growth = memory().saturating_sub(before);
    assert!(growth < 8 << 10, "{growth} KiB");
    process.finish();
}
