//! What a person does in a day, one action at a time: how it is done, and how often its result is on the phone.

use songming_core::{
    AccountPhase, AppealDraft, AppealState, Client, ClientError, DraftFile, FieldValue, FileSource, MarkAction,
    MarkRequest, NewFile, OfflineTarget, RadarRule, ReadingPosition, Retention, Scope, Submission, SubmissionPhase,
};
use songming_journeys::noise;
use songming_journeys::phone::STATEMENT;

use crate::network::{FEED, GUIDE, MATERIAL, PUBLISHER};
use crate::station_network;

/// An action of a person. The texts are titles, names or ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Agrees to the privacy statement.
    Consent,
    /// Marks an item as a favourite.
    Favourite(&'static str),
    /// Likes an item.
    Like(&'static str),
    /// Hides an item.
    Hide(&'static str),
    /// Opens an item.
    Open(&'static str),
    /// Stores how far an item was read.
    Place(&'static str),
    /// Begins an appeal.
    Draft(&'static str),
    /// Goes on writing it.
    Edit(&'static str),
    /// Sends it.
    Send(&'static str),
    /// Deletes it.
    Delete(&'static str),
    /// Makes a rule of the radar.
    Rule(&'static str),
    /// Adds a feed.
    Source,
    /// Keeps an item offline.
    Keep(&'static str),
    /// Queues an item for listening.
    Queue(&'static str),
    /// Ticks a material of a guide.
    Tick,
    /// Follows a channel.
    Follow,
    /// Grants storage.
    Retention,
    /// Logs in as a clerk.
    LogIn,
    /// Begins a draft of a station.
    Begin(&'static str),
    /// Goes on writing it.
    Write(&'static str),
    /// Adds a photo to it.
    Photo(&'static str),
    /// Sends it.
    Submit(&'static str),
}

const EDITED: &str = "又写了一段，这是最后的文字。";
const DAYS: u32 = 200;

impl Deed {
    /// Does it.
    pub async fn attempt(self, client: &Client) -> Result<(), ClientError> {
        let mark = async |id: &str, action| client.items().mark(vec![MarkRequest { id: id.into(), action }]).await;
        match self {
            Self::Consent => client.privacy().accept(STATEMENT.into()).await.map(drop),
            Self::Favourite(id) => mark(id, MarkAction::Favourite { on: true }).await,
            Self::Like(id) => mark(id, MarkAction::Like { on: true }).await,
            Self::Hide(id) => mark(id, MarkAction::Hide { on: true }).await,
            Self::Open(id) => mark(id, MarkAction::Open).await,
            Self::Place(id) => mark(id, MarkAction::Place { place: PLACE }).await,
            Self::Draft(title) => client.appeals().save(draft(title)).await.map(drop),
            Self::Edit(title) => {
                let id = id_of(client, title).await?;
                let edited = AppealDraft { id: Some(id), text: EDITED.into(), ..draft(title) };
                client.appeals().save(edited).await.map(drop)
            }
            Self::Send(title) => {
                let id = id_of(client, title).await?;
                client.appeals().send(id).await.map(drop)
            }
            Self::Delete(title) => {
                let id = id_of(client, title).await?;
                client.appeals().delete(id, true).await
            }
            Self::Rule(name) => {
                let words = vec!["补贴".to_owned()];
                client.radar().save(RadarRule { name: name.into(), words, ..RadarRule::default() }).await.map(drop)
            }
            Self::Source => client.sources().add(FEED.into()).await.map(drop),
            Self::Keep(id) => client.storage().keep_offline(OfflineTarget::Item { id: id.into() }, true).await,
            Self::Queue(id) => client.listening().add(vec![id.into()]).await,
            Self::Tick => client.government().tick_material(GUIDE.into(), MATERIAL.into(), true).await,
            Self::Follow => client.settings().set_followed(vec!["website".into()]).await,
            Self::Retention => client.storage().set_retention(Retention { days: DAYS, ..Retention::default() }).await,
            Self::LogIn => log_in(client).await,
            Self::Begin(title) => client.drafts().save(None, fields(title, "新生产线投产。")).await.map(drop),
            Self::Write(title) => {
                let id = submission(client, title).await?;
                client.drafts().save(Some(id), fields(title, EDITED)).await.map(drop)
            }
            Self::Photo(title) => {
                let id = submission(client, title).await?;
                let bytes = noise::photo(title.len() as u64, 18);
                let photo = NewFile { name: "IMG_0001.png".into(), source: FileSource::Bytes { bytes } };
                let added = client.drafts().add_files(id, vec![photo]).await?;
                if added[0].id.is_some() { Ok(()) } else { Err(rejected("photo-refused")) }
            }
            Self::Submit(title) => {
                let id = submission(client, title).await?;
                // Nobody sends it before the photo is in it.
                if client.submissions().get(id.clone()).await?.files.is_empty() {
                    return Err(rejected("not-written"));
                }
                client.drafts().send(id, false).await
            }
        }
    }

    /// How often its result is there.
    pub async fn count(self, client: &Client) -> Result<usize, ClientError> {
        let listed = async |scope: Scope, id: &str| {
            let page = client.items().list(scope, None, 200).await?;
            Ok::<_, ClientError>(page.items.iter().filter(|row| row.id == id).count())
        };
        Ok(match self {
            Self::Consent => usize::from(client.privacy().consent().await?.given),
            Self::Favourite(id) => listed(Scope::Favourites, id).await?,
            Self::Like(id) => usize::from(client.items().get(id.into()).await?.article.row.liked),
            Self::Hide(id) => listed(Scope::Hidden, id).await?,
            Self::Open(id) => listed(Scope::History, id).await?,
            Self::Place(id) => usize::from(client.items().get(id.into()).await?.article.place == Some(PLACE)),
            Self::Draft(title) => appeals(client, |one| one.title == title).await?,
            Self::Edit(title) => appeals(client, |one| one.title == title && one.text == EDITED).await?,
            Self::Send(title) => appeals(client, |one| one.title == title && one.state != AppealState::Draft).await?,
            Self::Delete(title) => usize::from(appeals(client, |one| one.title == title).await? == 0),
            Self::Rule(name) => {
                client.radar().overview().await?.rules.iter().filter(|one| one.rule.name == name).count()
            }
            Self::Source => client.sources().list().await?.iter().filter(|one| one.address == FEED).count(),
            Self::Keep(id) => {
                let what = OfflineTarget::Item { id: id.into() };
                client.storage().list_offline().await?.iter().filter(|one| one.what == what).count()
            }
            Self::Queue(id) => client.listening().queue().await?.items.iter().filter(|row| row.id == id).count(),
            Self::Tick => match client.items().get(GUIDE.into()).await?.details {
                songming_core::ItemDetails::Guide { guide } => {
                    guide.materials.iter().filter(|one| one.text == MATERIAL && one.ticked).count()
                }
                _ => 0,
            },
            Self::Follow => client.settings().followed().await?.iter().filter(|code| *code == "website").count(),
            Self::Retention => usize::from(client.storage().usage().await?.retention.days == DAYS),
            Self::LogIn => usize::from(client.account().current().await?.phase != AccountPhase::LoggedOut),
            Self::Begin(title) => submissions(client, |one| one.title == title).await?,
            Self::Write(title) => {
                let form = client.drafts().form(Some(submission(client, title).await?)).await?;
                form.values.iter().filter(|one| one.code == "text" && one.value == EDITED).count()
            }
            Self::Photo(title) => {
                let id = submission(client, title).await?;
                match client.drafts().form(Some(id.clone())).await {
                    Ok(form) => form.files.iter().filter(|file| is_whole(file)).count(),
                    // It was sent.
                    Err(_) => client.submissions().get(id).await?.files.len(),
                }
            }
            Self::Submit(title) => {
                submissions(client, |one| one.title == title && one.phase != SubmissionPhase::Draft).await?
            }
        })
    }

    /// Whether a later action of the day takes the result of this one away.
    pub fn is_undone_by(self, later: Self) -> bool {
        matches!(
            (self, later),
            (Self::Draft(one) | Self::Edit(one) | Self::Send(one), Self::Delete(two)) if one == two
        )
    }
}

const PLACE: ReadingPosition = ReadingPosition { block: 0, permille: 250 };

fn draft(title: &str) -> AppealDraft {
    AppealDraft { title: title.into(), text: "请修路灯。".repeat(30), ..AppealDraft::default() }
}

fn fields(title: &str, text: &str) -> Vec<FieldValue> {
    let value = |(code, value): (&str, &str)| FieldValue { code: code.into(), value: value.into() };
    [("title", title), ("text", text)].into_iter().chain(station_network::FIELDS).map(value).collect()
}

/// A photo that a draft has, with all bytes of its file.
fn is_whole(file: &DraftFile) -> bool {
    std::fs::metadata(&file.path).is_ok_and(|found| found.len() == file.size) && !file.missing
}

/// The browser, whose publisher lets everybody in.
async fn log_in(client: &Client) -> Result<(), ClientError> {
    let request = client.account().begin_login(station_network::REDIRECT.into(), false).await?;
    let state = request.address.split('&').find_map(|pair| pair.strip_prefix("state=")).unwrap_or_default();
    let address = format!("{}?code=code&state={state}&iss={PUBLISHER}", station_network::REDIRECT);
    client.account().finish_login(address).await.map(drop)
}

async fn submissions(client: &Client, wanted: impl Fn(&Submission) -> bool) -> Result<usize, ClientError> {
    Ok(client.submissions().list().await?.iter().filter(|one| wanted(one)).count())
}

async fn submission(client: &Client, title: &str) -> Result<String, ClientError> {
    let all = client.submissions().list().await?;
    all.into_iter().find(|one| one.title == title).map(|one| one.id).ok_or_else(|| rejected("not-written"))
}

fn rejected(code: &str) -> ClientError {
    ClientError::Rejected { explanation: String::new(), code: code.into() }
}

async fn appeals(client: &Client, wanted: impl Fn(&songming_core::Appeal) -> bool) -> Result<usize, ClientError> {
    Ok(client.government().overview().await?.appeals.iter().filter(|one| wanted(one)).count())
}

async fn id_of(client: &Client, title: &str) -> Result<String, ClientError> {
    let appeals = client.government().overview().await?.appeals;
    match appeals.into_iter().find(|one| one.title == title) {
        Some(one) => Ok(one.id),
        None => Err(rejected("not-written")),
    }
}
