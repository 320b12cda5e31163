//! The types of the documents that are stored as JSON, for the check of a file that something else than this program may have
//! changed.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::alerts::TOWNS;
use super::maintenance::RETENTION;
use super::search::RECENT;
use super::settings::{DISPLAY, FOLLOWED};
use crate::base::store::{StoredDocument, stored_json};
use crate::formats::article::TextChange;
use crate::reader::display::DisplayChoice;
use crate::reader::item::{Detail, IncomingItem, Picture};
use crate::reader::listening::{self, PlaybackPosition};
use crate::reader::retention::Retention;
use crate::reader::search::RecentSearches;
use crate::topics::home::{self, HomeChoice};
use crate::topics::industry::RadarRule;
use crate::topics::station::submission_store::UNMETERED_ONLY;

/// Whether a stored document can be read as what it is. A setting of a name that this version does not know may hold anything.
pub(super) fn is_stored_form(document: &StoredDocument<'_>) -> bool {
    let json = document.json;
    match (document.table, document.column) {
        ("item", "image") => is::<Picture>(json),
        ("body", "detail") => is::<Detail>(json),
        ("body", "changes") => is::<Vec<TextChange>>(json),
        ("keepsake", "document") => is::<IncomingItem>(json),
        ("catalogue", "document") | ("appeal", "body") => is::<Map<String, Value>>(json),
        ("submission_version" | "submission_save", _) => is::<Map<String, Value>>(json),
        ("appeal", "events") | ("review_event", "marks") => is::<Vec<Map<String, Value>>>(json),
        ("submission_file", "notes") => is::<Vec<String>>(json),
        ("radar", "rule") => is::<RadarRule>(json),
        ("setting", "value") => is_setting(document.key, json),
        _ => true,
    }
}

fn is_setting(name: &str, json: &str) -> bool {
    match name {
        DISPLAY => is::<DisplayChoice>(json),
        RETENTION => is::<Retention>(json),
        RECENT => is::<RecentSearches>(json),
        UNMETERED_ONLY => is::<bool>(json),
        TOWNS | FOLLOWED => is::<Vec<String>>(json),
        home::SETTING => is::<Vec<HomeChoice>>(json),
        listening::POSITION => is::<PlaybackPosition>(json),
        _ => true,
    }
}

fn is<T: DeserializeOwned>(json: &str) -> bool {
    // A document that may be absent is absent in its column: `null` is none of these forms.
    json.trim() != "null" && stored_json::<T>(json).is_ok()
}
