use std::cell::RefCell;
use std::fs;
use std::io::Cursor;
use std::os::unix::fs::PermissionsExt as _;

use image::{ImageFormat, Rgb, RgbImage};

use super::super::file_repair;
use super::super::submission_file::{self, StoredFile};
use super::super::tests::{COMPLETE, NOW, Phone, form, map};
use super::*;
use crate::base::error::ErrorKind;
use crate::formats::metadata::tests::video_of;

const STEPS: [Step; 6] = [Step::Created, Step::Written, Step::Synced, Step::Named, Step::NameSynced, Step::Stored];

fn jpeg(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, shade]));
    image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).unwrap();
    bytes
}

fn mp4(length: usize) -> Vec<u8> {
    video_of(length)
}

fn photo(name: &str, bytes: Vec<u8>) -> NewFile {
    NewFile { name: name.into(), source: FileSource::Bytes { bytes } }
}

fn add_with(phone: &Phone, draft: &str, file: &NewFile, after: &dyn Fn(Step) -> Result<()>) -> Result<AddedFile> {
    let (folder, limits) = (phone.files(), form().media);
    let outbox = phone.outbox();
    Import { outbox, folder: &folder, account: "a", draft, limits: &limits, now: NOW, after }.add(file)
}

fn add(phone: &Phone, draft: &str, file: &NewFile) -> AddedFile {
    add_with(phone, draft, file, &|_| Ok(())).unwrap()
}

fn files(phone: &Phone, draft: &str) -> Vec<StoredFile> {
    phone.outbox().read_now(|outbox| submission_file::list(outbox, draft, 1)).unwrap()
}

/// The names in the folder, sorted.
fn on_disk(phone: &Phone) -> Vec<String> {
    let Ok(entries) = fs::read_dir(phone.path().join("station")) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Checks what holds at any time: every row has its whole file.
fn check_rows(phone: &Phone, draft: &str) {
    for file in files(phone, draft) {
        let bytes = fs::read(phone.files().path(&file.id)).unwrap();
        assert_eq!(bytes.len() as u64, file.size);
        assert_eq!(hex::encode(&Sha256::digest(&bytes)), file.sha256);
    }
}

#[test]
fn photos_and_videos_are_added_by_their_content() {
    let phone = Phone::new();
    let draft = phone.begin("a", &COMPLETE);
    let picked = tempfile::tempdir().unwrap();
    let path = picked.path().join("VID.jpg");
    fs::write(&path, mp4(3_000)).unwrap();
    let video = NewFile { name: "VID.jpg".into(), source: FileSource::Path { path: path.to_str().unwrap().into() } };
    let added = [add(&phone, &draft, &photo("a.png", jpeg(40, 30, 1))), add(&phone, &draft, &video)];
    assert!(added.iter().all(|one| one.id.is_some() && one.reason.is_empty() && !one.repeated), "{added:?}");
    let found: Vec<(String, String, u64)> =
        files(&phone, &draft).into_iter().map(|file| (file.name, file.media_type, file.size)).collect();
    let size = jpeg(40, 30, 1).len() as u64;
    let expected = [("a.png", "image/jpeg", size), ("VID.jpg", "video/mp4", 3_000)];
    assert_eq!(found, expected.map(|(name, kind, size)| (name.to_owned(), kind.to_owned(), size)));
    check_rows(&phone, &draft);
    assert_eq!(fs::read(&path).unwrap(), mp4(3_000), "the person's own file stays");
    assert_eq!(phone.values("a", &draft), map(&COMPLETE));
}

#[test]
fn what_cannot_be_taken_is_refused_with_its_reason_and_the_rest_stays() {
    let phone = Phone::new();
    let draft = phone.begin("a", &COMPLETE);
    let at = |path: &str| NewFile { name: "x".into(), source: FileSource::Path { path: path.into() } };
    let cut = jpeg(40, 30, 1)[..100].to_vec();
    for (file, reason) in [
        (photo("x", b"%PDF-1.7".to_vec()), "认不出这是什么文件，请选择照片或视频。"),
        (photo("x.jpg", Vec::new()), "认不出这是什么文件，请选择照片或视频。"),
        (photo("x", cut), "这张照片或这段视频已损坏，打不开。"),
        (photo("x", b"\0\0\0\x18ftypheic\0\0\0\0".to_vec()), "县融媒体中心不接收这种格式的照片或视频。"),
        (photo("x", mp4(4_001)), "这段视频太大，请剪短或压缩到1 MB以内。"),
        (at("/nowhere/at/all"), "这个文件读不出来，请重新选择。"),
        (at("/"), "这个文件读不出来，请重新选择。"),
    ] {
        let added = add(&phone, &draft, &file);
        assert_eq!((added.reason.as_str(), added.id), (reason, None));
    }
    assert_eq!(on_disk(&phone), [""; 0]);
    for shade in 0..3 {
        assert!(add(&phone, &draft, &photo("x", jpeg(10, 10, shade * 50))).id.is_some());
    }
    assert_eq!(add(&phone, &draft, &photo("x", jpeg(10, 10, 200))).reason, "照片和视频最多3个。");
    assert_eq!((files(&phone, &draft).len(), on_disk(&phone).len()), (3, 3));
}

#[test]
fn two_photos_of_one_name_are_two_and_the_same_bytes_are_there_once() {
    let phone = Phone::new();
    let draft = phone.begin("a", &COMPLETE);
    let first = add(&phone, &draft, &photo("IMG_1.jpg", jpeg(20, 10, 1)));
    let second = add(&phone, &draft, &photo("IMG_1.jpg", jpeg(20, 10, 99)));
    let again = add(&phone, &draft, &photo("另一个名字.jpg", jpeg(20, 10, 1)));
    assert_ne!(first.id, second.id);
    assert_eq!((again.id, again.repeated), (first.id, true));
    assert_eq!((files(&phone, &draft).len(), on_disk(&phone).len()), (2, 2));
    // Another submission has its own.
    let other = phone.begin("a", &COMPLETE);
    assert!(!add(&phone, &other, &photo("IMG_1.jpg", jpeg(20, 10, 1))).repeated);
}

#[test]
fn a_large_photo_is_scaled_and_says_so() {
    let phone = Phone::new();
    let draft = phone.begin("a", &COMPLETE);
    let id = add(&phone, &draft, &photo("x", jpeg(200, 100, 1))).id.unwrap();
    let bytes = fs::read(phone.files().path(&id)).unwrap();
    let image = image::load_from_memory(&bytes).unwrap();
    assert_eq!((image.width(), image.height()), (64, 32));
    assert_eq!(files(&phone, &draft)[0].notes, ["照片超过了规定的大小，已经缩小。"]);
    check_rows(&phone, &draft);
}

/// A copy of the phone's files at this moment: what a kill leaves.
fn image_of(phone: &Phone) -> tempfile::TempDir {
    let image = tempfile::tempdir().unwrap();
    for folder in ["", "station"] {
        let from = phone.path().join(folder);
        fs::create_dir_all(image.path().join(folder)).unwrap();
        for entry in fs::read_dir(from).into_iter().flatten().flatten().filter(|entry| entry.path().is_file()) {
            fs::copy(entry.path(), image.path().join(folder).join(entry.file_name())).unwrap();
        }
    }
    image
}

#[test]
fn a_kill_at_any_step_leaves_no_row_without_its_file_and_no_lost_text() {
    for file in [photo("x", jpeg(40, 30, 1)), photo("x", mp4(2_500))] {
        let phone = Phone::new();
        let draft = phone.begin("a", &COMPLETE);
        add(&phone, &draft, &photo("earlier", jpeg(12, 12, 1)));
        let (images, seen) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
        add_with(&phone, &draft, &file, &|step| {
            seen.borrow_mut().push(step);
            images.borrow_mut().push(image_of(&phone));
            Ok(())
        })
        .unwrap();
        assert_eq!(seen.into_inner(), STEPS);
        for (step, image) in STEPS.into_iter().zip(images.into_inner()) {
            let phone = Phone::in_folder(image);
            let rows = if step == Step::Stored { 2 } else { 1 };
            let check = |when: &str| {
                assert_eq!(files(&phone, &draft).len(), rows, "{step:?} {when}");
                check_rows(&phone, &draft);
                assert_eq!(phone.values("a", &draft), map(&COMPLETE), "{step:?} {when}");
            };
            check("after the kill");
            // An hour later the repair deletes what has no row, and nothing else.
            for name in on_disk(&phone) {
                let file = File::options().write(true).open(phone.path().join("station").join(name)).unwrap();
                file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(3_700)).unwrap();
            }
            file_repair::repair(phone.outbox(), &phone.files(), NOW).unwrap();
            check("after the repair");
            assert_eq!(on_disk(&phone).len(), rows, "{step:?}");
            // The person adds it again: it is there once.
            assert_eq!(add(&phone, &draft, &file).repeated, step == Step::Stored, "{step:?}");
            assert_eq!(files(&phone, &draft).len(), 2, "{step:?}");
        }
    }
}

#[test]
fn a_failure_at_any_step_leaves_the_draft_as_it_was() {
    for file in [photo("x", jpeg(40, 30, 1)), photo("x", mp4(2_500))] {
        for step in STEPS {
            let phone = Phone::new();
            let draft = phone.begin("a", &COMPLETE);
            let full = || Fault::DiskFull("no room".into());
            let failed = add_with(&phone, &draft, &file, &|reached| if reached == step { Err(full()) } else { Ok(()) });
            assert!(matches!(failed, Err(Fault::DiskFull(_))), "{step:?}: {failed:?}");
            assert_eq!(files(&phone, &draft).len(), usize::from(step == Step::Stored), "{step:?}");
            check_rows(&phone, &draft);
            assert_eq!(phone.values("a", &draft), map(&COMPLETE));
            let unfinished = on_disk(&phone).into_iter().any(|name| name.starts_with("new-"));
            assert!(!unfinished, "{step:?}");
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_a_fault_of_the_storage() {
    let phone = Phone::new();
    let draft = phone.begin("a", &COMPLETE);
    // Something else is where the folder belongs, inside a folder that lets nothing be made.
    let folder = phone.path().join("station");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    let file = photo("x", jpeg(10, 10, 1));
    let result = add_with(&phone, &draft, &file, &|_| Ok(()));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    // An administrator may write everywhere.
    if let Err(fault) = result {
        assert_eq!(fault.to_client_error().kind(), ErrorKind::Storage);
        assert_eq!(files(&phone, &draft).len(), 0);
    }
    // A rename that fails: the folder is gone in between.
    let vanish = |step| {
        if step == Step::Synced {
            fs::remove_dir_all(&folder).unwrap();
        }
        Ok(())
    };
    let other = photo("x", jpeg(10, 10, 77));
    let failed = add_with(&phone, &draft, &other, &vanish).unwrap_err();
    assert_eq!(failed.to_client_error().kind(), ErrorKind::Storage);
    assert_eq!(phone.values("a", &draft), map(&COMPLETE));
    // And the next one makes the folder again.
    assert!(add(&phone, &draft, &other).id.is_some());
}

#[test]
fn a_draft_that_is_sent_or_deleted_meanwhile_gets_no_file() {
    for change in ["UPDATE submission SET phase = 'queued'", "DELETE FROM submission"] {
        let phone = Phone::new();
        let draft = phone.begin("a", &COMPLETE);
        let result = add_with(&phone, &draft, &photo("x", jpeg(10, 10, 1)), &|step| {
            if step == Step::Synced {
                phone.set(change);
            }
            Ok(())
        });
        assert!(matches!(result, Err(Fault::SubmissionSent | Fault::NotFound)), "{change}: {result:?}");
        assert_eq!(on_disk(&phone), [""; 0], "{change}");
        assert_eq!(phone.ask("SELECT count(*) FROM submission_file"), "0");
    }
}

#[test]
fn a_lost_or_damaged_photo_is_whole_again_once_the_person_adds_it_again() {
    type Damage = fn(&Path);
    let damages: [Damage; 4] = [
        |path| fs::remove_file(path).unwrap(),
        |path| fs::write(path, &fs::read(path).unwrap()[..9]).unwrap(),
        // Of the same length.
        |path| fs::write(path, vec![7; fs::read(path).unwrap().len()]).unwrap(),
        |path| {
            fs::remove_file(path).unwrap();
            fs::create_dir(path).unwrap();
        },
    ];
    for phase in ["draft", "parked"] {
        for (number, damage) in damages.iter().enumerate() {
            let phone = Phone::new();
            let draft = phone.begin("a", &COMPLETE);
            let lost = photo("x", jpeg(40, 30, 1));
            let id = add(&phone, &draft, &lost).id.unwrap();
            add(&phone, &draft, &photo("other", jpeg(40, 30, 90)));
            damage(&phone.files().path(&id));
            if phase == "parked" {
                // So leaves it the sender that found it.
                phone.set(&format!(
                    "UPDATE submission SET phase = 'parked', arrived = 1;
                     UPDATE submission_file SET upload_state = 'parked' WHERE id = '{id}'"
                ));
            }
            file_repair::repair(phone.outbox(), &phone.files(), NOW).unwrap();
            // A kill after the file is back and before its row knows.
            let image = RefCell::new(None);
            let keep = |step| {
                if step == Step::Restored {
                    *image.borrow_mut() = Some(image_of(&phone));
                }
                Ok(())
            };
            let again = add_with(&phone, &draft, &lost, &keep).unwrap();
            assert_eq!((again.id.as_ref(), again.repeated), (Some(&id), false), "{phase} {number}");
            for phone in [&Phone::in_folder(image.into_inner().unwrap()), &phone] {
                file_repair::repair(phone.outbox(), &phone.files(), NOW).unwrap();
                check_rows(phone, &draft);
                assert_eq!((files(phone, &draft).len(), on_disk(phone).len()), (2, 2), "{phase} {number}");
                assert!(files(phone, &draft).iter().all(|file| !file.is_missing()), "{phase} {number}");
            }
            // What is not lost is as before: in a draft once, and closed in what was sent.
            let more = |file: &NewFile| add_with(&phone, &draft, file, &|_| Ok(()));
            if phase == "draft" {
                assert!(more(&lost).unwrap().repeated, "{number}");
            } else {
                assert!(matches!(more(&lost), Err(Fault::SubmissionSent)), "{number}");
                assert!(matches!(more(&photo("new", jpeg(40, 30, 200))), Err(Fault::SubmissionSent)), "{number}");
                phone.set("UPDATE submission_file SET upload_state = 'parked' WHERE name = 'x'");
                // One of several that the person picked is the wrong one: the others are looked at all the same.
                for other in [photo("new", jpeg(40, 30, 200)), photo("x", jpeg(40, 30, 90))] {
                    let told = more(&other).unwrap();
                    assert_eq!((told.id, &*told.reason), (None, text::get("station.file.not-lost")), "{number}");
                }
            }
            assert_eq!(on_disk(&phone).len(), 2, "{phase} {number}");
        }
    }
}

#[test]
fn order_caption_and_removal() {
    let phone = Phone::new();
    let draft = phone.begin("a", &COMPLETE);
    let ids: Vec<String> =
        (0..3).map(|n| add(&phone, &draft, &photo(&n.to_string(), jpeg(10, 10, n * 60))).id.unwrap()).collect();
    let names = || files(&phone, &draft).into_iter().map(|file| file.name).collect::<String>();
    for (file, place, expected) in [(2, 0, "201"), (2, 1, "021"), (0, 9, "210"), (0, 2, "210"), (1, 0, "120")] {
        phone.write(|write| draft_file::move_to(write, "a", &ids[file], place, NOW)).unwrap();
        assert_eq!(names(), expected, "{file} to {place}");
    }
    phone.write(|write| draft_file::set_caption(write, "a", &ids[0], "剪彩", NOW)).unwrap();
    assert!(phone.write(|write| draft_file::remove(write, "a", &ids[1], NOW)).is_ok());
    assert_eq!(names(), "20");
    assert_eq!(files(&phone, &draft)[1].caption, "剪彩");
    // Another account, another phase, a caption that is too long.
    let denied = |result: Result<()>| assert!(matches!(result, Err(Fault::NotFound)), "{result:?}");
    denied(phone.write(|write| draft_file::move_to(write, "b", &ids[0], 0, NOW)));
    denied(phone.write(|write| draft_file::set_caption(write, "b", &ids[0], "", NOW)));
    denied(phone.write(|write| draft_file::remove(write, "b", &ids[0], NOW).map(drop)));
    denied(phone.write(|write| draft_file::remove(write, "a", &ids[1], NOW).map(drop)));
    denied(phone.outbox().read_now(|outbox| submission_file::get(outbox, "b", &ids[0]).map(drop)));
    let long = "字".repeat(2_001);
    let refused = phone.write(|write| draft_file::set_caption(write, "a", &ids[0], &long, NOW));
    assert!(matches!(refused, Err(Fault::BadRequest)));
    phone.set("UPDATE submission SET phase = 'queued'");
    let sent = phone.write(|write| draft_file::remove(write, "a", &ids[0], NOW).map(drop));
    assert!(matches!(sent, Err(Fault::SubmissionSent)));
}

#[test]
fn a_thumbnail_is_made_once_and_goes_with_its_photo() {
    let phone = Phone::new();
    let draft = phone.begin("a", &COMPLETE);
    let id = add(&phone, &draft, &photo("x", jpeg(60, 40, 1))).id.unwrap();
    let video = add(&phone, &draft, &photo("x", mp4(2_000))).id.unwrap();
    let folder = phone.files();
    let path = thumbnail(&folder, &id).unwrap().unwrap();
    let made = fs::metadata(&path).unwrap().modified().unwrap();
    image::load_from_memory(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(thumbnail(&folder, &id).unwrap().as_ref(), Some(&path));
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), made);
    assert_eq!(thumbnail(&folder, &video).unwrap(), None);
    assert_eq!(thumbnail(&folder, "nothing").unwrap(), None);
    folder.remove(&id).unwrap();
    assert_eq!(on_disk(&phone), [video]);
}
