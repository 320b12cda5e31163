//! A process that is killed anywhere in a scripted day has lost nothing that it acknowledged. The long form kills 1,000
//! times: `cargo test --locked -p songming-faults --test day_kills -- --ignored --nocapture`.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use songming_faults::day::{self, Entry};

fn started(folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_live-a-day"))
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts")
}

fn output(child: &mut Child) -> String {
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    text
}

async fn kill(times: u64) {
    let whole = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let mut child = started(whole.path());
    let text = output(&mut child);
    assert!(child.wait().unwrap().success() && text.ends_with("over\n"), "{text}");
    let length = began.elapsed();

    let (mut checked, mut stopped, mut failures) = (0, 0, Vec::new());
    for number in 0..times {
        // The same phone for three kills in a row.
        let folder = tempfile::tempdir().unwrap();
        let mut diary = Vec::new();
        for again in 0..=number % 3 {
            let mut dice = fastrand::Rng::with_seed(number * 3 + again);
            let mut child = started(folder.path());
            let until = Instant::now() + length.mul_f64(dice.f64());
            // Waits without sleeping; a late kill is a kill as well.
            while Instant::now() < until && child.try_wait().unwrap().is_none() {
                std::thread::park_timeout(Duration::from_millis(1));
            }
            child.kill().unwrap();
            child.wait().unwrap();
            let text = output(&mut child);
            stopped += usize::from(!text.ends_with("over\n"));
            failures.extend(
                text.lines().filter(|line| line.starts_with("failure")).map(|line| format!("{number}: {line}")),
            );
            diary = Entry::parse(&text);
        }
        // The days before leave second copies of what is written anew each day.
        if number % 3 == 0 {
            let (some, wrong) = day::aftermath(folder.path(), &diary, usize::MAX - 1).await;
            checked += some;
            failures.extend(wrong.into_iter().map(|one| format!("{number}: {one}")));
        } else if let Err(error) = day::open(folder.path(), &std::sync::Arc::default()).await {
            failures.push(format!("{number}: opening: {}", error.code()));
        }
    }
    println!("{times} phones, {stopped} days ended by a kill, {checked} acknowledged actions looked for");
    failures.iter().for_each(|failure| println!("FAILED {failure}"));
    assert!(failures.is_empty());
    assert!(stopped >= times as usize / 2, "kills fell into the day");
}

#[tokio::test]
async fn acknowledged_action_survives_a_kill() {
    kill(30).await;
}

#[tokio::test]
#[ignore = "the long form: 1,000 phones"]
async fn acknowledged_action_survives_a_thousand_kills() {
    kill(1_000).await;
}
