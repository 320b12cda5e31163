//! Publishing a submission: it becomes an item of the feed in the transaction that makes it published.
//!
//! The author's name and telephone number stay with the centre; the item is signed by the station. The bytes of its
//! pictures are copied into the database, because an upload ends when it expires.

use crate::archive::ArchiveError;
use crate::digest;
use crate::draft::Draft;
use crate::markup::escape;
use crate::media::{self, Library, MediaReference};
use crate::media_state;
use crate::public::Site;
use crate::response::Problem;
use crate::review::{self, Decision};
use crate::station_form::StationForm;
use crate::stations;
use axum::http::StatusCode;
use rusqlite::{Connection, Row, params};
use serde_json::{Value, json};

pub(crate) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS station_media (name TEXT PRIMARY KEY NOT NULL, bytes BLOB NOT NULL) STRICT;
";

/// A file of a submission that goes out with the item.
struct Picture {
    name: String,
    bytes: Vec<u8>,
    caption: String,
    video: bool,
}

/// Adds the media that were published before to the library.
pub(crate) fn restore(connection: &Connection, library: &mut Library) -> Result<(), ArchiveError> {
    let mut statement = connection.prepare("SELECT name, bytes FROM station_media")?;
    let files = statement.query_map([], |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    for file in files {
        let (name, bytes) = file?;
        library.add(&name, bytes).map_err(ArchiveError::Invalid)?;
    }
    Ok(())
}

/// Publishes a submission, if that is legal, and returns the event.
pub(crate) fn publish(site: &Site, id: &str, decision: &Decision, reviewer: &str) -> Result<Value, Problem> {
    let catalogue = site.archive.state().catalogue;
    let (submission, body, pictures) = site.archive.with_connection(|connection| {
        let submission = review::check(connection, id, decision)?;
        let body = review::body(connection, id, submission.version).map_err(ArchiveError::from)?;
        let pictures = collect(connection, &submission.station, &body)?;
        Ok::<_, Problem>((submission, body, pictures))
    })?;
    let draft = draft(&submission.station, &body, &pictures, &catalogue.value);
    {
        let mut library = site.library_mut();
        for picture in &pictures {
            library.add(&picture.name, picture.bytes.clone()).map_err(unusable)?;
        }
    }
    let library = site.library();
    let (item, sequence) = site.archive.publish_with(
        |defaults| draft.into_item(&defaults.id, defaults.published, &library),
        |transaction, item| {
            // Since it was read, the station may have withdrawn it, or another editor published it.
            let submission = review::check(transaction, id, decision)?;
            for picture in &pictures {
                transaction
                    .prepare_cached("INSERT OR IGNORE INTO station_media (name, bytes) VALUES (?, ?)")
                    .and_then(|mut statement| statement.execute(params![picture.name, picture.bytes]))
                    .map_err(ArchiveError::from)?;
            }
            review::decide(transaction, &submission, decision, reviewer, Some(&item.id))
                .map_err(|error| Problem::from(ArchiveError::from(error)))
        },
    )?;
    Ok(json!({ "submission": id, "state": decision.state.code(), "sequence": sequence, "item": item.id }))
}

fn unusable(message: String) -> Problem {
    Problem::new(StatusCode::CONFLICT, "不能发布", message)
}

/// The files that every client can show. The others stay with the centre, which would convert them first.
fn collect(connection: &Connection, station: &str, body: &Value) -> Result<Vec<Picture>, Problem> {
    let mut pictures = Vec::new();
    for file in body["media"].as_array().into_iter().flatten() {
        let arrived = media_state::arrived(connection, station, file).map_err(ArchiveError::from)?;
        let Some(state) = arrived else {
            return Err(unusable("有照片或视频还没有传完。".to_owned()));
        };
        let extension = match state.mime_type.as_str() {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            "image/webp" => "webp",
            "video/mp4" => "mp4",
            _ => continue,
        };
        let bytes = std::fs::read(&state.path).map_err(|_| unusable("有一个文件不能读取。".to_owned()))?;
        let sha256 = digest::hex(&digest::sha256(&[&bytes]));
        if file["sha256"] != *sha256 {
            return Err(unusable("有一个文件的内容与稿件里写的不同。".to_owned()));
        }
        let caption = file["caption"].as_str().unwrap_or_default().trim().to_owned();
        let name = format!("station-{}.{extension}", &sha256[..32]);
        pictures.push(Picture { name, bytes, caption, video: extension == "mp4" });
    }
    Ok(pictures)
}

fn draft(station: &str, body: &Value, pictures: &[Picture], catalogue: &Value) -> Draft {
    let fields = &body["fields"];
    let text = |code: &str| fields[code].as_str().unwrap_or_default().trim().to_owned();
    let form = StationForm::of(catalogue);
    let codes = |list: &str| -> Vec<String> {
        let of_list = form.iter().flat_map(|form| &form.fields).filter(|field| field.list.as_deref() == Some(list));
        of_list.map(|field| text(&field.code)).filter(|code| !code.is_empty()).collect()
    };
    let paragraphs: Vec<String> = text("text")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| format!("<p>{}</p>", escape(line)))
        .collect();
    let figures = pictures.iter().map(|picture| {
        let (path, caption) = (media::path_of(&picture.name), escape(&picture.caption));
        let element = if picture.video {
            format!("<video src=\"{path}\" controls></video>")
        } else {
            format!("<img src=\"{path}\" alt=\"{caption}\">")
        };
        let words = if caption.is_empty() { String::new() } else { format!("<figcaption>{caption}</figcaption>") };
        format!("<figure>{element}{words}</figure>")
    });
    let lead = pictures.iter().find(|picture| !picture.video);
    let described = |picture: &Picture| MediaReference {
        name: picture.name.clone(),
        title: Some(picture.caption.clone()).filter(|caption| !caption.is_empty()),
        ..MediaReference::default()
    };
    let own_park: Vec<String> = stations::park_of(catalogue, station).into_iter().collect();
    let parks = Some(codes("parks")).filter(|parks| !parks.is_empty()).unwrap_or(own_park);
    Draft {
        title: text("title"),
        summary: paragraphs.first().map(|_| text("text").chars().take(80).collect()),
        content_html: paragraphs.into_iter().chain(figures).collect::<Vec<_>>().join("\n"),
        sectors: codes("sectors"),
        parks,
        authors: vec![stations::name_of(catalogue, station).to_owned()],
        image: lead.map(|picture| picture.name.clone()),
        image_alt: lead.map(|picture| picture.caption.clone()).filter(|caption| !caption.is_empty()),
        attachments: pictures.iter().map(described).collect(),
        ..Draft::default()
    }
}
