//! The commands that change what the user keeps: marks, the listening queue, pictures, retention, followed channels.

use std::collections::HashSet;
use std::io::Write;

use songming_core::{
    Article, Block, Client, ListeningQueue, MarkAction, MarkRequest, Picture, PictureReport, Retention, Term,
};

use crate::answer::Answer;
use crate::command::{ListenCommand, RetentionChange};
use crate::consent;
use crate::failure::Failure;
use crate::input;
use crate::text;

/// Reads an item and marks it as opened unless `peek` is set. The answer has the marks from before.
pub(crate) async fn read(client: &Client, id: String, peek: bool) -> Result<Answer, Failure> {
    let article = client.items().get(id.clone()).await?.article;
    if !peek {
        let opened = client.items().mark(vec![MarkRequest { id, action: MarkAction::Open }]).await;
        // A failed write does not prevent reading, so it is only a warning.
        if let Err(error) = opened {
            let warning = text::fill("read.not-marked", &[("why", error.explanation())]);
            let _ = writeln!(std::io::stderr(), "{warning}");
        }
    }
    Ok(Answer::Article(Box::new(article)))
}

/// Applies every action to every item, all of them or none.
pub(crate) async fn mark(client: &Client, ids: Vec<String>, actions: Vec<MarkAction>) -> Result<Answer, Failure> {
    let ids = input::expand_ids(ids)?;
    let requests = |id: &String| {
        let id = id.clone();
        actions.iter().map(move |&action| MarkRequest { id: id.clone(), action })
    };
    client.items().mark(ids.iter().flat_map(requests).collect()).await?;
    let marked: HashSet<&String> = ids.iter().collect();
    Ok(Answer::Marked { count: marked.len(), actions })
}

/// Changes the listening queue if the command says so, and shows it.
pub(crate) async fn listen(client: &Client, command: ListenCommand) -> Result<Answer, Failure> {
    let queued_ids = async || -> Result<Vec<String>, Failure> {
        let ListeningQueue { items, .. } = client.listening().queue().await?;
        Ok(items.into_iter().map(|row| row.id).collect())
    };
    match command {
        ListenCommand::Show => {}
        ListenCommand::Add(ids) => client.listening().add(input::expand_ids(ids)?).await?,
        ListenCommand::Remove(ids) => client.listening().remove(input::expand_ids(ids)?).await?,
        ListenCommand::Clear => client.listening().set(Vec::new()).await?,
        ListenCommand::SetPosition { id, sentence } => {
            let last = client.listening().speech(id.clone()).await?.len().saturating_sub(1);
            if !queued_ids().await?.contains(&id) {
                return Err(Failure::rejected("not-queued", text::get("failure.not-queued").to_owned()));
            }
            if sentence as usize > last {
                let message = text::fill("failure.sentence", &[("last", &last.to_string())]);
                return Err(Failure::rejected("bad-request", message));
            }
            client.listening().set_position(id, sentence).await?;
        }
    }
    let queue = client.listening().queue().await?;
    let speech = match &queue.current {
        Some(id) => client.listening().speech(id.clone()).await?,
        None => Vec::new(),
    };
    Ok(Answer::Listening { queue, speech })
}

/// Fetches the missing pictures of an item, or only the one at `address`, and lists all pictures of the item.
pub(crate) async fn pictures(client: &Client, id: String, address: Option<String>) -> Result<Answer, Failure> {
    let requested = |picture: &&Picture| address.as_ref().is_none_or(|address| *address == picture.url);
    let before = pictures_of(client.items().get(id.clone()).await?.article);
    if address.is_some() && !before.iter().any(|picture| requested(&picture)) {
        return Err(Failure::rejected("no-such-picture", text::get("failure.no-such-picture").to_owned()));
    }
    // Without a request there is no need for consent or a network.
    if before.iter().filter(requested).all(|picture| picture.file.is_some()) {
        return Ok(Answer::Pictures { report: PictureReport::default(), pictures: before });
    }
    consent::require_current(client).await?;
    let report = client.items().load_pictures(id.clone(), address).await?;
    Ok(Answer::Pictures { report, pictures: pictures_of(client.items().get(id).await?.article) })
}

/// The pictures of an item without duplicates: those of the text in their order, then the one of the list row. The text
/// comes first because its pictures have the size for a page.
fn pictures_of(article: Article) -> Vec<Picture> {
    let mut pictures: Vec<Picture> = Vec::new();
    let in_text = article.blocks.into_iter().filter_map(|block| match block {
        Block::Image { src: url, alt, width, height, file, placeholder, .. } => {
            Some(Picture { url, width, height, alt, file, placeholder })
        }
        Block::Video { poster: Some(url), poster_file: file, .. } => Some(Picture { url, file, ..Picture::default() }),
        _ => None,
    });
    for picture in in_text.chain(article.row.image) {
        if pictures.iter().all(|known| known.url != picture.url) {
            pictures.push(picture);
        }
    }
    pictures
}

/// Changes the retention if the command says so, and shows the used storage.
pub(crate) async fn storage(client: &Client, change: RetentionChange) -> Result<Answer, Failure> {
    let mut storage = client.storage().usage().await?;
    if change != RetentionChange::default() {
        let Retention { days, text_megabytes, picture_megabytes } = storage.retention;
        let retention = Retention {
            days: change.days.unwrap_or(days),
            text_megabytes: change.text_megabytes.unwrap_or(text_megabytes),
            picture_megabytes: change.picture_megabytes.unwrap_or(picture_megabytes),
        };
        client.storage().set_retention(retention).await?;
        storage = client.storage().usage().await?;
    }
    Ok(Answer::Storage { storage, cleared: false })
}

/// Sets the followed channels unless `codes` is `None`, and lists them with their names.
pub(crate) async fn follow(client: &Client, codes: Option<Vec<String>>) -> Result<Answer, Failure> {
    if let Some(codes) = codes {
        client.settings().set_followed(codes).await?;
    }
    let channels = client.items().catalogue().await?.channels;
    let with_name = |code: String| {
        let name = channels.iter().find(|term| term.code == code).map(|term| term.name.clone()).unwrap_or_default();
        Term { code, name }
    };
    Ok(Answer::FollowedChannels(client.settings().followed().await?.into_iter().map(with_name).collect()))
}
