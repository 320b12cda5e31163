//! Uploads to tusd, a tus server of others, in the place of the publisher's: `tools/tusd` builds it. Skipped, with a word,
//! where Go is missing.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};

use songming_journeys::noise::photo;
use songming_journeys::proxy::{Moment, Passing, Route, Verdict, authority};
use songming_journeys::{Proxy, SendingPhone, SendingProcess, TestPublisher};
use tempfile::TempDir;

const APP: &str = env!("CARGO_BIN_EXE_submit");
const UPLOADS: &str = "/v1/station/media";
/// How often the app is killed at most.
const KILLS: usize = 12;
/// Bytes of the first chunk.
const CHUNK: u64 = 256 * 1024;

/// A running tusd; it ends when this is dropped.
struct Tusd {
    process: Child,
    /// The process ends when this is closed.
    _stdin: ChildStdin,
    server: String,
    folder: TempDir,
}

impl Tusd {
    /// `None` where it cannot be built because Go is missing.
    fn start() -> Option<Self> {
        let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/tusd");
        let built = Command::new(tool).stderr(Stdio::inherit()).output().unwrap();
        if built.status.code() == Some(3) {
            println!("SKIPPED: nothing is tested against tusd, because Go is missing");
            return None;
        }
        assert!(built.status.success(), "tools/tusd failed");
        let program = PathBuf::from(String::from_utf8(built.stdout).unwrap().trim());
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(program)
            .args(["--path", &format!("{UPLOADS}/"), "--folder"])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = process.stdin.take().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Self { process, _stdin: stdin, server: authority(line.trim()), folder })
    }

    /// The content of every upload, whether whole or not.
    fn uploads(&self) -> Vec<Vec<u8>> {
        let paths = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let infos = paths.filter(|path| path.extension().is_some_and(|ending| ending == "info"));
        infos.map(|info| fs::read(info.with_extension("")).unwrap()).collect()
    }

    /// Forgets every upload.
    fn forget(&self) {
        for entry in fs::read_dir(self.folder.path()).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
    }
}

impl Drop for Tusd {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What happens at a moment of a request.
type Script = Box<dyn FnMut(&Passing<'_>, &SendingProcess) -> Verdict + Send>;

/// What was asked of tusd, and what happens to it.
struct Traffic {
    /// Methods and statuses, in the order of the answers.
    answers: Vec<(String, u16)>,
    /// Bytes of bodies.
    sent: u64,
    script: Script,
    app: Option<SendingProcess>,
}

impl Traffic {
    fn count(&self, method: &str) -> usize {
        self.answers.iter().filter(|(asked, _)| asked == method).count()
    }
}

/// A clerk's phone, a publisher for the texts and tusd for the files.
struct Place {
    tusd: Tusd,
    _publisher: TestPublisher,
    phone: SendingPhone,
    traffic: Arc<Mutex<Traffic>>,
}

impl Place {
    async fn open() -> Option<Self> {
        let tusd = Tusd::start()?;
        let publisher = TestPublisher::sample();
        let pass: Script = Box::new(|_, _| Verdict::Pass);
        let traffic = Arc::new(Mutex::new(Traffic { answers: Vec::new(), sent: 0, script: pass, app: None }));
        let (files, texts, seen) = (tusd.server.clone(), authority(&publisher.address()), Arc::clone(&traffic));
        let route = move |path: &str| match path.strip_prefix(UPLOADS) {
            // Where uploads are created ends with a slash there.
            Some("") => Route { server: files.clone(), path: format!("{UPLOADS}/") },
            Some(_) => Route { server: files.clone(), path: path.to_owned() },
            None => Route { server: texts.clone(), path: path.to_owned() },
        };
        let proxy = Proxy::start(route, move |passing| {
            if !passing.path.starts_with(UPLOADS) {
                return Verdict::Pass;
            }
            let mut traffic = seen.lock().unwrap();
            match passing.moment {
                Moment::Body { piece, .. } => traffic.sent += piece,
                Moment::Answered(status) => traffic.answers.push((passing.method.to_owned(), status)),
                _ => {}
            }
            let app = traffic.app.clone().expect("what asks");
            (traffic.script)(passing, &app)
        });
        let phone = SendingPhone::logged_in(proxy.address()).await;
        Some(Self { tusd, _publisher: publisher, phone, traffic })
    }

    fn follow(&self, script: impl FnMut(&Passing<'_>, &SendingProcess) -> Verdict + Send + 'static) {
        self.traffic.lock().unwrap().script = Box::new(script);
    }

    /// The clerk has photos with these sides.
    fn take_photos(&self, sides: &[u32]) -> BTreeSet<Vec<u8>> {
        let folder = self.phone.submission("tusd");
        let photos: BTreeSet<_> = sides.iter().zip(1..).map(|(side, seed)| photo(seed, *side)).collect();
        for (number, bytes) in photos.iter().enumerate() {
            fs::write(folder.join(format!("{number}.png")), bytes).unwrap();
        }
        photos
    }

    /// Runs the app until it ends or is killed; whether everything arrived by its own word.
    fn run(&self) -> bool {
        let (app, lines) = self.phone.start(APP);
        self.traffic.lock().unwrap().app = Some(app.clone());
        let lines: Vec<String> = lines.map(Result::unwrap).collect();
        app.wait();
        let wrong = lines.iter().find(|line| line.starts_with("wrong"));
        assert_eq!(wrong, None);
        lines.iter().any(|line| line.starts_with("over"))
    }

    /// How many uploads are none of a photo. Panics unless each photo is there whole.
    fn orphans(&self, photos: &BTreeSet<Vec<u8>>) -> usize {
        let uploads = self.tusd.uploads();
        let whole: BTreeSet<_> = uploads.iter().filter(|bytes| photos.contains(*bytes)).cloned().collect();
        assert!(whole == *photos, "{} of {} photos are there", whole.len(), photos.len());
        uploads.len() - photos.len()
    }
}

#[tokio::test]
async fn photos_arrive_whole() {
    let Some(place) = Place::open().await else { return };
    let photos = place.take_photos(&[40, 200, 500]);
    assert!(place.run());
    assert_eq!(place.orphans(&photos), 0);
    let traffic = place.traffic.lock().unwrap();
    let size: usize = photos.iter().map(Vec::len).sum();
    assert_eq!((traffic.count("POST"), traffic.sent), (3, size as u64));
    assert!(traffic.answers.iter().all(|(_, status)| *status < 300), "{:?}", traffic.answers);
}

#[tokio::test]
async fn an_upload_that_was_cut_goes_on_where_it_ended() {
    let Some(place) = Place::open().await else { return };
    let photos = place.take_photos(&[600]);
    let mut cuts = 0;
    // Once in the middle of a chunk, once before an answer.
    place.follow(move |passing, _| match passing.moment {
        Moment::Body { arrived, .. } if passing.method == "PATCH" && cuts == 0 && arrived > CHUNK / 2 => {
            cuts = 1;
            Verdict::Cut
        }
        Moment::Answered(204) if passing.method == "PATCH" && cuts == 1 => {
            cuts = 2;
            Verdict::Cut
        }
        _ => Verdict::Pass,
    });
    assert!(place.run());
    assert_eq!(place.orphans(&photos), 0);
    let traffic = place.traffic.lock().unwrap();
    let size: usize = photos.iter().map(Vec::len).sum();
    assert_eq!(traffic.count("POST"), 1);
    assert!(traffic.count("HEAD") >= 3 && traffic.sent <= size as u64 + CHUNK, "{:?}", traffic.answers);
}

#[tokio::test]
async fn an_upload_that_it_no_longer_has_is_created_again() {
    let Some(place) = Place::open().await else { return };
    let photos = place.take_photos(&[600]);
    place.follow(|passing, app| {
        if passing.method == "PATCH" && passing.moment == Moment::Ended {
            app.kill();
        }
        Verdict::Pass
    });
    assert!(!place.run());
    assert_eq!(place.tusd.uploads().len(), 1);
    place.tusd.forget();
    place.follow(|_, _| Verdict::Pass);
    assert!(place.run());
    assert_eq!(place.orphans(&photos), 0);
    let traffic = place.traffic.lock().unwrap();
    assert!(traffic.answers.contains(&("HEAD".to_owned(), 404)), "{:?}", traffic.answers);
    assert_eq!(traffic.count("POST"), 2);
}

#[tokio::test]
async fn a_kill_at_any_request_leaves_one_upload_of_nothing_at_most() {
    let Some(place) = Place::open().await else { return };
    let photos = place.take_photos(&[40, 300, 450]);
    let mut random = fastrand::Rng::with_seed(18);
    let mut kills = 0;
    loop {
        let (mut left, moment, share) = (random.usize(0..4), random.usize(0..4), random.f64());
        place.follow(move |passing, app| {
            let now = match passing.moment {
                Moment::Asked => moment == 0,
                Moment::Body { arrived, .. } => moment == 1 && arrived as f64 > share * passing.length as f64,
                Moment::Answered(_) => moment == 2,
                Moment::Ended => moment == 3,
                Moment::Sent => false,
            };
            if now && kills < KILLS && left == 0 {
                app.kill();
            }
            left -= usize::from(now && left > 0);
            Verdict::Pass
        });
        if place.run() {
            break;
        }
        kills += 1;
        assert!(kills <= KILLS, "an app ended that nobody killed");
    }
    let orphans = place.orphans(&photos);
    println!("{kills} kills, {orphans} uploads of nothing");
    assert!(kills > 0 && orphans <= kills);
}

#[tokio::test]
async fn a_link_that_breaks_at_every_third_chunk_loses_nothing() {
    let Some(place) = Place::open().await else { return };
    let photos = place.take_photos(&[500, 501, 502]);
    let mut random = fastrand::Rng::with_seed(18);
    let (mut chunks, mut broken) = (0_u32, 0);
    let lost = Arc::new(Mutex::new(0));
    let sum = Arc::clone(&lost);
    place.follow(move |passing, _| {
        if passing.method != "PATCH" {
            return Verdict::Pass;
        }
        match passing.moment {
            Moment::Asked => {
                chunks += 1;
                broken = if chunks.is_multiple_of(3) { random.u64(1..=passing.length) } else { 0 };
            }
            Moment::Body { arrived, .. } if broken > 0 && arrived >= broken => {
                *sum.lock().unwrap() += passing.length;
                return Verdict::Cut;
            }
            _ => {}
        }
        Verdict::Pass
    });
    assert!(place.run());
    assert_eq!(place.orphans(&photos), 0);
    let (traffic, lost) = (place.traffic.lock().unwrap(), *lost.lock().unwrap());
    let size = photos.iter().map(Vec::len).sum::<usize>() as u64;
    assert!(
        lost > 0 && traffic.sent <= size * 105 / 100 + lost,
        "{} for {size}, {lost} in chunks that broke",
        traffic.sent
    );
    assert_eq!(traffic.count("POST"), 3);
}
