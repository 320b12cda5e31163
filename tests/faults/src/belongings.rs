//! What a person has on the phone, read through the public interface.

use std::collections::BTreeMap;
use std::path::Path;

use songming_core::{Client, ClientError, ItemDetails, Scope};

use crate::station_belongings;

/// What the person did or wrote. The order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 投诉建议, drafts and sent ones.
    Appeal,
    /// An added feed.
    Source,
    /// A rule of the radar.
    Rule,
    /// What a rule found.
    Hit,
    /// A ticked material of a guide.
    Tick,
    /// A favourite with its text.
    Favourite,
    /// A like.
    Like,
    /// A hidden item.
    Hidden,
    /// An opened item.
    Opened,
    /// Where the person stopped reading.
    Place,
    /// An item of the listening queue.
    Queued,
    /// An item or series that is kept offline.
    Kept,
    /// A choice.
    Setting,
    /// Who is logged in.
    Account,
    /// 报送: the text of the newest version of a draft or submission.
    Text,
    /// What became of it.
    Submission,
    /// A photo or video of it, with its file.
    Photo,
    /// What the person wrote under a photo.
    Caption,
    /// A saved state of a draft.
    DraftState,
    /// A step of the review.
    Review,
    /// A value that the next draft begins with.
    Remembered,
}

/// One thing, and its content as the person sees it.
pub type Belongings = BTreeMap<(Kind, String), String>;

/// Everything, read in any order of screens. `folder`: the phone's, whose photos are looked at.
pub async fn read(client: &Client, folder: &Path) -> Result<Belongings, ClientError> {
    let mut all = Belongings::new();
    for one in client.government().overview().await?.appeals {
        let content = format!(
            "{}|{}|{:?}|{:?}|{:?}|{:?}|{:?}",
            one.title, one.text, one.kind, one.town, one.name, one.number, one.code
        );
        all.insert((Kind::Appeal, one.id), content);
    }
    for one in client.sources().list().await?.into_iter().filter(|one| one.removable) {
        all.insert((Kind::Source, one.id), one.address);
    }
    let overview = client.radar().overview().await?;
    for one in overview.rules {
        all.insert((Kind::Rule, one.id.clone()), format!("{:?}", one.rule));
        for hit in client.radar().hits(Some(one.id.clone()), None, 200).await?.items {
            all.insert((Kind::Hit, format!("{}\n{}", one.id, hit.row.id)), String::new());
        }
    }
    for guide in client.government().guides(None, None, 200).await?.items {
        if let ItemDetails::Guide { guide } = client.items().get(guide.id).await?.details {
            for material in guide.materials.into_iter().filter(|material| material.ticked) {
                all.insert((Kind::Tick, format!("{}\n{}", guide.row.id, material.text)), String::new());
            }
        }
    }
    for row in rows(client, Scope::Favourites).await? {
        // The text as it is read aloud: without the paths of pictures.
        let speech = client.listening().speech(row.id.clone()).await?;
        let text: Vec<String> = speech.into_iter().map(|sentence| sentence.text).collect();
        all.insert((Kind::Favourite, row.id), text.join(""));
    }
    for row in rows(client, Scope::All).await?.into_iter().filter(|row| row.liked) {
        all.insert((Kind::Like, row.id), String::new());
    }
    for row in rows(client, Scope::Hidden).await? {
        all.insert((Kind::Hidden, row.id), String::new());
    }
    for row in rows(client, Scope::History).await? {
        if let Some(place) = client.items().get(row.id.clone()).await?.article.place {
            all.insert((Kind::Place, row.id.clone()), format!("{place:?}"));
        }
        all.insert((Kind::Opened, row.id), String::new());
    }
    let queue = client.listening().queue().await?;
    for row in queue.items {
        all.insert((Kind::Queued, row.id), String::new());
    }
    for entry in client.storage().list_offline().await? {
        all.insert((Kind::Kept, format!("{:?}", entry.what)), String::new());
    }
    let settings = client.settings();
    let mut setting = |name: &str, value: String| all.insert((Kind::Setting, name.to_owned()), value);
    setting("listening", format!("{:?} {}", queue.current, queue.sentence));
    setting("display", format!("{:?}", settings.display_choice().await?));
    setting("followed", format!("{:?}", settings.followed().await?));
    setting("retention", format!("{:?}", client.storage().usage().await?.retention));
    setting("recent-searches", format!("{:?}", client.search().recent().await?));
    let sections = settings.sections().await?.into_iter().map(|one| (one.code, one.shown, one.muted));
    setting("home", format!("{:?}", sections.collect::<Vec<_>>()));
    let towns = client.alerts().towns().await?;
    setting("towns", format!("{:?}", towns.iter().filter(|town| town.chosen).count()));
    setting("station-unmetered-only", format!("{:?}", client.submissions().unmetered_only().await?));
    station_belongings::read(client, folder, &mut all).await?;
    Ok(all)
}

async fn rows(client: &Client, scope: Scope) -> Result<Vec<songming_core::ItemRow>, ClientError> {
    let (mut rows, mut before) = (Vec::new(), None);
    loop {
        let page = client.items().list(scope.clone(), before, 200).await?;
        rows.extend(page.items);
        before = page.next;
        if before.is_none() {
            return Ok(rows);
        }
    }
}
