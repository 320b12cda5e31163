//! 报送: the `submit` and `outbox` commands. [`crate::outbox_page`] renders their answers.

use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;

use serde::Serialize;
use songming_core::{AddedFile, Client, ClientError, ErrorKind, Submission, SubmissionPhase};

use crate::answer::Answer;
use crate::drafts::new_file;
use crate::failure::Failure;
use crate::outbox_page;
use crate::progress::{self, ProgressLine};
use crate::text;

/// The state of a submission whose withdrawal the publisher has not acknowledged.
const WITHDRAWING: &str = "withdrawing";

/// The exit codes of a submission that is still here: it goes by itself the next time, or it waits for the person.
const WAITS: u8 = 3;
const NEEDS_PERSON: u8 = 4;

/// What `submit` and `outbox` do. `seconds`: how long it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OutboxCommand {
    /// Sends the draft of an id. `unmetered`: its files wait for a network without charge.
    Submit {
        id: String,
        unmetered: bool,
        seconds: u32,
    },
    List,
    /// Shows the submission of an id and marks it as seen.
    Show(String),
    /// Sends everything that is queued and asks what the newsroom did.
    Refresh {
        seconds: u32,
    },
    Pause(String),
    Resume {
        id: String,
        seconds: u32,
    },
    Retry {
        id: String,
        seconds: u32,
    },
    Withdraw {
        id: String,
        seconds: u32,
    },
    /// Adds photos or videos again that this client lost after they were sent, and sends them.
    Photo {
        id: String,
        files: Vec<PathBuf>,
        seconds: u32,
    },
    /// `force`: even if the newsroom may have it.
    Delete {
        id: String,
        force: bool,
    },
    /// Whether files are sent without charge only, for every submission; `None` shows it.
    Unmetered(Option<bool>),
    Ledger {
        months: u32,
    },
}

/// What became of a submission that was to be sent.
#[derive(Debug, Serialize)]
pub(crate) struct Delivery {
    #[serde(flatten)]
    pub(crate) submission: Submission,
    /// Why it is still on this client.
    pub(crate) waits: Option<Wait>,
    /// What this command added, and what it could not add.
    pub(crate) added: Vec<AddedFile>,
}

/// Why a submission is still on this client.
#[derive(Debug, Serialize)]
pub(crate) struct Wait {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Wait {
    fn because(code: &str, key: &str) -> Self {
        Self { code: code.to_owned(), message: text::get(key).to_owned() }
    }
}

impl From<Failure> for Wait {
    fn from(failure: Failure) -> Self {
        Self { code: failure.code, message: failure.message }
    }
}

impl Delivery {
    /// The exit code of the program.
    pub(crate) fn exit_code(&self) -> u8 {
        match self.submission.phase {
            SubmissionPhase::Parked => NEEDS_PERSON,
            _ if self.waits.is_some() => WAITS,
            SubmissionPhase::Paused => WAITS,
            _ => 0,
        }
    }
}

impl OutboxCommand {
    /// Whether it sends or asks.
    pub(crate) fn uses_network(&self) -> bool {
        match self {
            Self::Submit { .. }
            | Self::Refresh { .. }
            | Self::Resume { .. }
            | Self::Retry { .. }
            | Self::Withdraw { .. }
            | Self::Photo { .. } => true,
            Self::List
            | Self::Show(_)
            | Self::Pause(_)
            | Self::Delete { .. }
            | Self::Unmetered(_)
            | Self::Ledger { .. } => false,
        }
    }
}

/// `quiet`: without progress.
pub(crate) async fn outbox(client: &Client, command: OutboxCommand, quiet: bool) -> Result<Answer, Failure> {
    let submissions = client.submissions();
    Ok(match command {
        OutboxCommand::Submit { id, unmetered, seconds } => {
            submit(client, &id, unmetered).await?;
            deliver(client, id, Vec::new(), seconds, quiet).await?
        }
        OutboxCommand::List => Answer::Submissions(listed(submissions.list().await?)),
        OutboxCommand::Show(id) => {
            let submission = submissions.get(id.clone()).await?;
            submissions.mark_seen(id).await?;
            Answer::Submission(Box::new(submission))
        }
        OutboxCommand::Refresh { seconds } => {
            let line = ProgressLine::new(quiet);
            let mut sending = pin!(submissions.send(seconds));
            watch(&mut sending, async || {
                line.show(&outbox_page::progress(&submissions.list().await?));
                Ok(false)
            })
            .await?;
            line.clear();
            Answer::Submissions(listed(submissions.refresh().await?))
        }
        OutboxCommand::Pause(id) => Answer::Submission(Box::new(submissions.pause(id).await?)),
        OutboxCommand::Resume { id, seconds } => {
            submissions.resume(id.clone()).await?;
            deliver(client, id, Vec::new(), seconds, quiet).await?
        }
        OutboxCommand::Retry { id, seconds } => {
            submissions.retry(id.clone()).await?;
            deliver(client, id, Vec::new(), seconds, quiet).await?
        }
        OutboxCommand::Withdraw { id, seconds } => {
            submissions.withdraw(id.clone()).await?;
            deliver(client, id, Vec::new(), seconds, quiet).await?
        }
        OutboxCommand::Photo { id, files, seconds } => {
            let added = add_again(client, &id, &files).await?;
            if added.iter().all(|file| file.id.is_none()) {
                let submission = submissions.get(id).await?;
                return Ok(Answer::Delivery(Box::new(Delivery { submission, waits: None, added })));
            }
            submissions.retry(id.clone()).await?;
            deliver(client, id, added, seconds, quiet).await?
        }
        OutboxCommand::Delete { id, force } => {
            submissions.delete(id, force).await?;
            Answer::Submissions(listed(submissions.list().await?))
        }
        OutboxCommand::Unmetered(on) => {
            if let Some(on) = on {
                submissions.set_unmetered_only(on).await?;
            }
            Answer::UnmeteredOnly(submissions.unmetered_only().await?)
        }
        OutboxCommand::Ledger { months } => Answer::Ledger(submissions.ledger(months).await?),
    })
}

/// Queues a draft. What keeps it from being sent is in the failure.
async fn submit(client: &Client, id: &str, unmetered: bool) -> Result<(), Failure> {
    match client.drafts().send(id.to_owned(), unmetered).await {
        Err(error) if error.code() == "draft-incomplete" => {
            let form = client.drafts().form(Some(id.to_owned())).await?;
            Err(Failure::from(error).with_problems(form.problems))
        }
        sent => Ok(sent?),
    }
}

/// Adds photos or videos to what was sent. One that is refused keeps no other from being added.
async fn add_again(client: &Client, id: &str, paths: &[PathBuf]) -> Result<Vec<AddedFile>, Failure> {
    client.submissions().get(id.to_owned()).await?;
    let files = paths.iter().map(|path| new_file(path)).collect::<Result<Vec<_>, _>>()?;
    let mut added = Vec::new();
    for file in files {
        let name = file.name.clone();
        match client.drafts().add_files(id.to_owned(), vec![file]).await {
            Ok(results) => added.extend(results),
            Err(error) if error.kind() == ErrorKind::Rejected => {
                let reason = error.explanation().to_owned();
                added.push(AddedFile { name, id: None, repeated: false, reason });
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(added)
}

/// Waits until a submission is sent, or can be sent only later. `added`: what was added to it before.
async fn deliver(
    client: &Client,
    id: String,
    added: Vec<AddedFile>,
    seconds: u32,
    quiet: bool,
) -> Result<Answer, Failure> {
    let submissions = client.submissions();
    let line = ProgressLine::new(quiet);
    let mut sending = pin!(submissions.send(seconds));
    let sent = watch(&mut sending, async || {
        let submission = submissions.get(id.clone()).await?;
        line.show(&outbox_page::progress(std::slice::from_ref(&submission)));
        // Others may have to wait for longer.
        Ok(!is_under_way(&submission))
    })
    .await;
    line.clear();
    let submission = submissions.get(id).await?;
    let waits = match sent {
        _ if !is_under_way(&submission) => None,
        Err(failure) if failure.is_of_client() => return Err(failure),
        Err(failure) => Some(failure.into()),
        Ok(()) if submission.waits_for_unmetered => Some(Wait::because("unmetered", "outbox.waits-for-unmetered")),
        Ok(()) => Some(Wait::because("time", "outbox.waits-for-time")),
    };
    Ok(Answer::Delivery(Box::new(Delivery { submission, waits, added })))
}

/// Waits for `sending`, and looks in between. Ends early once `look` returns true.
async fn watch<T>(
    sending: &mut (impl Future<Output = Result<T, ClientError>> + Unpin),
    mut look: impl AsyncFnMut() -> Result<bool, ClientError>,
) -> Result<(), Failure> {
    let mut ticks = tokio::time::interval(progress::REFRESH_INTERVAL);
    loop {
        tokio::select! {
            biased;
            sent = &mut *sending => return Ok(sent.map(drop)?),
            _ = ticks.tick() => if look().await? { return Ok(()) },
        }
    }
}

fn is_under_way(submission: &Submission) -> bool {
    submission.phase == SubmissionPhase::Queued || submission.state == WITHDRAWING
}

/// What was sent at some time, and what waits to be.
fn listed(mut submissions: Vec<Submission>) -> Vec<Submission> {
    submissions.retain(|one| one.phase != SubmissionPhase::Draft || !one.events.is_empty());
    submissions
}
