//! What a person keeps: marks, the listening queue, pictures, room, followed channels.

use std::collections::HashSet;
use std::io::Write;

use songming_core::{
    Article, Block, Client, ListeningQueue, MarkAction, MarkRequest, Picture, PictureReport, Retention, Term,
};

use crate::answer::Answer;
use crate::command::{Grant, Listen};
use crate::failure::Failure;
use crate::input;
use crate::statement::agreed;
use crate::text;

/// An item in full, which is thereby opened, unless somebody only wants to see what is in it. Marks are shown as they
/// were before.
pub(crate) async fn read(client: &Client, id: String, peek: bool) -> Result<Answer, Failure> {
    let article = client.items().get(id.clone()).await?.article;
    if !peek {
        let opened = client.items().mark(vec![MarkRequest { id, action: MarkAction::Open }]).await;
        // What can be read is read, also where nothing can be written; but it is told.
        if let Err(error) = opened {
            let _ = writeln!(std::io::stderr(), "{}", text::fill("read.not-marked", &[("why", error.explanation())]));
        }
    }
    Ok(Answer::Article(Box::new(article)))
}

/// Every action on every item, all of them or none.
pub(crate) async fn mark(client: &Client, ids: Vec<String>, actions: Vec<MarkAction>) -> Result<Answer, Failure> {
    let ids = input::ids(ids)?;
    let of = |id: &String| {
        let id = id.clone();
        actions.iter().map(move |&action| MarkRequest { id: id.clone(), action })
    };
    client.items().mark(ids.iter().flat_map(of).collect()).await?;
    let marked: HashSet<&String> = ids.iter().collect();
    Ok(Answer::Marked { count: marked.len(), actions })
}

/// Changes the listening queue, or not, and shows it.
pub(crate) async fn listen(client: &Client, listen: Listen) -> Result<Answer, Failure> {
    let queue = async || -> Result<Vec<String>, Failure> {
        let ListeningQueue { items, .. } = client.listening().queue().await?;
        Ok(items.into_iter().map(|row| row.id).collect())
    };
    match listen {
        Listen::Show => {}
        Listen::Add(ids) => client.listening().add(input::ids(ids)?).await?,
        Listen::Remove(ids) => client.listening().remove(input::ids(ids)?).await?,
        Listen::Clear => client.listening().set(Vec::new()).await?,
        Listen::At { id, sentence } => {
            let last = client.listening().speech(id.clone()).await?.len().saturating_sub(1);
            if !queue().await?.contains(&id) {
                return Err(Failure::rejected("not-queued", text::get("failure.not-queued").to_owned()));
            }
            if sentence as usize > last {
                let message = text::fill("failure.sentence", &[("last", &last.to_string())]);
                return Err(Failure::rejected("bad-request", message));
            }
            client.listening().set_position(id, sentence).await?;
        }
    }
    let listening = client.listening().queue().await?;
    let speech = match &listening.current {
        Some(id) => client.listening().speech(id.clone()).await?,
        None => Vec::new(),
    };
    Ok(Answer::Listening { listening, speech })
}

/// Fetches an item's pictures, or the one at an address, where they are not here yet, and lists what the item has.
pub(crate) async fn pictures(client: &Client, id: String, address: Option<String>) -> Result<Answer, Failure> {
    let asked = |picture: &&Picture| address.as_ref().is_none_or(|address| *address == picture.url);
    let before = pictures_of(client.items().get(id.clone()).await?.article);
    if address.is_some() && !before.iter().any(|picture| asked(&picture)) {
        return Err(Failure::rejected("no-such-picture", text::get("failure.no-such-picture").to_owned()));
    }
    // What is here needs no network, and no consent to use it.
    if before.iter().filter(asked).all(|picture| picture.file.is_some()) {
        return Ok(Answer::Pictures { report: PictureReport::default(), pictures: before });
    }
    agreed(client).await?;
    let report = client.items().load_pictures(id.clone(), address).await?;
    Ok(Answer::Pictures { report, pictures: pictures_of(client.items().get(id).await?.article) })
}

/// The pictures of an item, each once: those of its text, in the size of a page, and that of its list row where the text
/// does not show it.
fn pictures_of(article: Article) -> Vec<Picture> {
    let mut pictures: Vec<Picture> = Vec::new();
    let of_text = article.blocks.into_iter().filter_map(|block| match block {
        Block::Image { src: url, alt, width, height, file, placeholder, .. } => {
            Some(Picture { url, width, height, alt, file, placeholder })
        }
        Block::Video { poster: Some(url), poster_file: file, .. } => Some(Picture { url, file, ..Picture::default() }),
        _ => None,
    });
    for picture in of_text.chain(article.row.image) {
        if pictures.iter().all(|known| known.url != picture.url) {
            pictures.push(picture);
        }
    }
    pictures
}

/// Sets what is granted, as far as it was said, and shows what is here.
pub(crate) async fn storage(client: &Client, grant: Grant) -> Result<Answer, Failure> {
    let mut storage = client.storage().usage().await?;
    if grant != Grant::default() {
        let Retention { days, text_megabytes, picture_megabytes } = storage.retention;
        let retention = Retention {
            days: grant.days.unwrap_or(days),
            text_megabytes: grant.text_megabytes.unwrap_or(text_megabytes),
            picture_megabytes: grant.picture_megabytes.unwrap_or(picture_megabytes),
        };
        client.storage().set_retention(retention).await?;
        storage = client.storage().usage().await?;
    }
    Ok(Answer::Storage { storage, cleared: false })
}

/// Sets the followed channels, or not, and shows them with their names.
pub(crate) async fn follow(client: &Client, codes: Option<Vec<String>>) -> Result<Answer, Failure> {
    if let Some(codes) = codes {
        client.settings().set_followed(codes).await?;
    }
    let known = client.items().catalogue().await?.channels;
    let named = |code: String| {
        let name = known.iter().find(|term| term.code == code).map(|term| term.name.clone()).unwrap_or_default();
        Term { code, name }
    };
    Ok(Answer::Followed(client.settings().followed().await?.into_iter().map(named).collect()))
}
