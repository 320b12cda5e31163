//! The liaison stations of a catalogue.

use serde_json::Value;

/// The code of a station's park.
pub(crate) fn park_of(catalogue: &Value, station: &str) -> Option<String> {
    let stations = catalogue["stations"].as_array().into_iter().flatten();
    let mut own = stations.filter(|entry| entry["code"] == station);
    own.next().and_then(|entry| entry["park"].as_str()).map(str::to_owned)
}

/// The name of a station; its code if the catalogue does not have it.
pub(crate) fn name_of<'a>(catalogue: &'a Value, station: &'a str) -> &'a str {
    let stations = catalogue["stations"].as_array().into_iter().flatten();
    let mut own = stations.filter(|entry| entry["code"] == station);
    own.next().and_then(|entry| entry["name"].as_str()).unwrap_or(station)
}
