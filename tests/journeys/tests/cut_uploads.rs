//! A long video goes over a link whose connections are cut again and again, from an app that is killed meanwhile: at most a
//! twentieth is sent twice beside the chunks that were cut, and the app needs no memory for it.
//!
//! The long form sends 200 MB: `cargo test --locked -p songming-journeys --test cut_uploads -- --ignored --nocapture`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, Mutex};

use serde_json::json;
use songming_journeys::noise::write_video;
use songming_journeys::proxy::{Moment, Passing, Verdict};
use songming_journeys::{Proxy, SendingPhone, SendingProcess, TestPublisher};

const APP: &str = env!("CARGO_BIN_EXE_submit");
/// Kilobytes that sending may need beyond those of the idle app.
const MOST_MEMORY: u64 = 16 * 1024;
/// The head and the sample at the beginning of the video, of which the dates go.
const BEGINNING: usize = 400_000;

/// What goes wrong, in bytes of the video that were sent until then.
struct Plan {
    /// The shortest and longest way to the next cut.
    cut: std::ops::Range<u64>,
    /// The app is killed here, and once more just before the end.
    kills: Vec<u64>,
}

/// The link, as it is known.
struct Link {
    random: fastrand::Rng,
    plan: Plan,
    /// Bytes of the video that left the phone.
    sent: u64,
    next_cut: u64,
    cuts: u32,
    kills: u32,
    /// The chunks on their way: their connection and length.
    chunks: BTreeMap<usize, u64>,
    app: Option<SendingProcess>,
    /// The peaks of the apps that were killed, in kilobytes.
    peaks: Vec<u64>,
}

impl Link {
    fn look(&mut self, passing: &Passing<'_>) -> Verdict {
        if passing.method != "PATCH" {
            return Verdict::Pass;
        }
        match passing.moment {
            Moment::Asked => drop(self.chunks.insert(passing.connection, passing.length)),
            Moment::Ended => drop(self.chunks.remove(&passing.connection)),
            Moment::Body { piece, .. } => {
                self.sent += piece;
                if self.plan.kills.first().is_some_and(|kill| self.sent >= *kill) {
                    self.plan.kills.remove(0);
                    let app = self.app.clone().expect("what sends");
                    self.peaks.extend(app.peak());
                    self.kills += u32::from(app.kill());
                    return Verdict::Cut;
                }
                if self.sent >= self.next_cut {
                    self.next_cut = self.sent + self.random.u64(self.plan.cut.clone());
                    self.cuts += 1;
                    return Verdict::Cut;
                }
            }
            Moment::Sent | Moment::Answered(_) => {}
        }
        Verdict::Pass
    }
}

async fn send(size: u64, plan: Plan) {
    let seed = std::env::var("SONGMING_SEED").map_or(18, |seed| seed.parse().unwrap());
    println!("seed {seed}");
    let planned = plan.kills.len();
    let mut random = fastrand::Rng::with_seed(seed);
    let next_cut = random.u64(plan.cut.clone());
    let (chunks, peaks) = (BTreeMap::new(), Vec::new());
    let link = Link { random, plan, sent: 0, next_cut, cuts: 0, kills: 0, chunks, app: None, peaks };
    let link = Arc::new(Mutex::new(link));
    let publisher = TestPublisher::sample();
    let seen = Arc::clone(&link);
    let proxy = Proxy::before(&publisher.address(), move |passing| seen.lock().unwrap().look(passing));
    let mut phone = SendingPhone::logged_in(proxy.address()).await;
    // A chunk may take 30 seconds by the phone's clock.
    phone.speed = 4;
    let source = phone.submission("video").join("VID_0001.mp4");
    write_video(&source, seed, size).unwrap();

    let mut idle = Vec::new();
    let mut over = false;
    while !over {
        let (app, lines) = phone.start(APP);
        link.lock().unwrap().app = Some(app.clone());
        for line in lines {
            let line = line.unwrap();
            let (word, rest) = line.split_once(' ').unwrap();
            match word {
                "opened" => idle.push(rest.parse::<u64>().unwrap()),
                "over" => {
                    over = true;
                    link.lock().unwrap().peaks.push(rest.parse().unwrap());
                }
                "wrong" => panic!("{line}"),
                _ => {}
            }
        }
        assert_eq!(app.wait(), over);
    }

    let uploads = publisher.ask("/uploads").await;
    assert_eq!((uploads["uploads"].as_array().unwrap().len(), &uploads["ended"]), (1, &json!([])), "{uploads}");
    let upload = &uploads["uploads"][0];
    assert_eq!((&upload["complete"], &upload["creations"]), (&json!(true), &json!(1)), "{upload}");
    let there = fs::read(upload["path"].as_str().unwrap()).unwrap();
    let here = fs::read(phone.folder().join("station").join(upload["media"].as_str().unwrap())).unwrap();
    assert!(there == here, "what arrived is not what was saved");
    let picked = fs::read(&source).unwrap();
    assert!(there.len() == picked.len() && there[BEGINNING..] == picked[BEGINNING..], "it is another video");

    let link = link.lock().unwrap();
    let broken: u64 = link.chunks.values().sum();
    let more: Vec<u64> = idle.iter().zip(&link.peaks).map(|(idle, peak)| peak.saturating_sub(*idle)).collect();
    println!(
        "{size} bytes, {} cuts, {} kills: {} bytes sent, {:.4} of the size; {broken} in {} chunks that were cut",
        link.cuts,
        link.kills,
        link.sent,
        link.sent as f64 / size as f64,
        link.chunks.len(),
    );
    println!("kilobytes of the idle apps: {idle:?}, more while sending: {more:?}");
    assert_eq!((link.kills as usize, link.peaks.len()), (planned, planned + 1));
    assert!(link.cuts as usize > planned);
    assert!(link.sent <= size * 105 / 100 + broken, "{} bytes sent", link.sent);
    assert!(more.iter().all(|more| *more <= MOST_MEMORY), "{more:?} kB");
}

#[tokio::test]
async fn my_video_came_over_a_link_that_dies_all_the_time_and_hardly_a_byte_went_twice() {
    let size = 8_000_000;
    send(size, Plan { cut: 300_000..900_000, kills: vec![1_500_000, 4_000_000, size * 99 / 100] }).await;
}

#[tokio::test]
#[ignore = "the long form: 200 MB"]
async fn two_hundred_megabytes_came_over_a_link_that_dies_all_the_time() {
    let size = 200_000_000;
    let mut kills: Vec<u64> = (1..8).map(|part| size / 8 * part).collect();
    kills.push(size * 99 / 100);
    send(size, Plan { cut: 2_000_000..8_000_000, kills }).await;
}
