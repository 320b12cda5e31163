//! A clerk's app in a process of its own, to be killed: each folder in a folder becomes a submission with its name as the title
//! and its files, and all are sent. Started again, it goes on where the clerk sees that it ended.
//!
//! Every line of output is something that the clerk was told: `opened KILOBYTES` with the memory of the idle app, `began TITLE`,
//! `saved TITLE ID`, `added TITLE FILE ID`, `queued TITLE`, and at the end `over KILOBYTES` with the peak since then, or `wrong …`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use songming_core::{Client, ClientError, FieldValue, FileSource, NewFile, OpenRequest, SubmissionPhase, World};
use songming_journeys::clerk::FIELDS;
use songming_journeys::sending_process::memory;
use songming_journeys::{FastClock, FileSecrets};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().expect("data folder, publisher, secrets, work, since, speed");
    let (folder, publisher, secrets, work) = (next(), next(), PathBuf::from(next()), PathBuf::from(next()));
    let (since, speed) = (next().parse().expect("a moment"), next().parse().expect("a number"));
    let world = World { clock: Arc::new(FastClock::new(since, speed)), ..World::default() };
    let request = OpenRequest { folder, publisher: Some(publisher), ..OpenRequest::default() };
    let client = Client::open_in(world, request).await.expect("opens");
    client.account().use_platform(Arc::new(FileSecrets::new(secrets)), None);
    // From here on the peak counts: the largest that the system knows is that of opening.
    fs::write("/proc/self/clear_refs", "5").expect("a Linux machine");
    say(&format!("opened {}", memory(std::process::id(), "VmRSS").expect("a Linux machine")));
    match afternoon(&client, &work).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("wrong {}", error.code()));
            ExitCode::FAILURE
        }
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "{line}").and_then(|()| out.flush()).expect("the output is open");
}

/// What is in a folder, by name.
fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).expect("a plain name").to_owned()
}

async fn afternoon(client: &Client, work: &Path) -> Result<(), ClientError> {
    for folder in sorted(work) {
        write(client, &folder).await?;
    }
    while client.submissions().send(24 * 3600).await?.left > 0 {}
    for submission in client.submissions().list().await? {
        if submission.phase != SubmissionPhase::Delivered {
            say(&format!("wrong {} {:?} {:?}", submission.title, submission.phase, submission.problem));
            return Ok(());
        }
    }
    say(&format!("over {}", memory(std::process::id(), "VmHWM").expect("a Linux machine")));
    Ok(())
}

/// Writes a submission and queues it, or what is left of that.
async fn write(client: &Client, folder: &Path) -> Result<(), ClientError> {
    let (drafts, title) = (client.drafts(), name(folder));
    let known = client.submissions().list().await?.into_iter().find(|known| known.title == title);
    if known.as_ref().is_some_and(|known| known.phase != SubmissionPhase::Draft) {
        return Ok(());
    }
    say(&format!("began {title}"));
    let value = |(code, value): (&str, &str)| FieldValue { code: code.into(), value: value.into() };
    let id = drafts.save(known.map(|known| known.id), vec![value(("title", &title))]).await?;
    say(&format!("saved {title} {id}"));
    let others = FIELDS.into_iter().filter(|(code, _)| *code != "title").map(value).collect();
    drafts.save(Some(id.clone()), others).await?;
    for path in sorted(folder) {
        let source = FileSource::Path { path: path.to_str().expect("a plain path").to_owned() };
        for added in drafts.add_files(id.clone(), vec![NewFile { name: name(&path), source }]).await? {
            let Some(file) = added.id else { panic!("{}", added.reason) };
            say(&format!("added {title} {} {file}", name(&path)));
        }
    }
    drafts.send(id, false).await?;
    say(&format!("queued {title}"));
    Ok(())
}
