//! Loading a content folder: errors have file and line.

use crate::harness::write_content;
use songming_publisher::archive::Event;
use songming_publisher::content::{self, ContentError};
use std::fs;
use tempfile::TempDir;

/// The errors of the small content after `find` was replaced by `put` in one of its items.
fn errors_after(item: &str, find: &str, put: &str) -> Vec<ContentError> {
    let folder = TempDir::new().unwrap();
    write_content(folder.path());
    let file = folder.path().join(format!("items/{item}.md"));
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(find), "{find}");
    fs::write(&file, text.replacen(find, put, 1)).unwrap();
    match content::load(folder.path()) {
        Ok(_) => panic!("“{put}” was accepted"),
        Err(errors) => errors.0,
    }
}

#[test]
fn valid_content_is_loaded_in_the_order_of_its_times() {
    let folder = TempDir::new().unwrap();
    write_content(folder.path());
    let content = content::load(folder.path()).unwrap();
    let order: Vec<String> = content
        .events
        .iter()
        .map(|event| match event {
            Event::Publish(item) => item.id.clone(),
            Event::Withdraw(id, _) => format!("-{id}"),
        })
        .collect();
    assert_eq!(order, ["one", "two", "five", "three", "four", "seven", "six", "-five", "eight"]);
}

#[test]
fn errors_have_file_and_line() {
    for (item, find, put, line, message) in [
        ("one", "id = \"one\"", "id = \"ten\"", 2, "name of the file"),
        ("one", "channel = \"tv\"", "channel = \"radio\"", 7, "“radio” is not in the catalogue's channels"),
        ("one", "module = \"news\"", "module = \"old\"", 6, "“old” is not in the catalogue's modules"),
        ("one", "[\"auto\"]", "[\"auto\", \"x\"]", 10, "“x” is not in the catalogue's sectors"),
        ("one", "[\"etdz\"]", "[\"x\"]", 11, "parks"),
        ("one", "stage = \"flash\"", "stage = \"late\"", 9, "flash"),
        ("one", "kind = \"article\"", "kind = \"story\"", 5, "no kind"),
        ("one", "kind = \"article\"", "kind = \"notice\"", 5, "[notice]"),
        ("one", "title = ", "titel = ", 3, "titel"),
        ("one", "title = \"第一条", "title = \"\"第一条", 3, ""),
        ("one", "08:00:00+08:00", "08:00:00", 12, "offset"),
        ("one", "image = \"dot.png\"", "image = \"none.png\"", 14, "“none.png”"),
        ("one", "src=\"/media/dot.png\"", "src=\"/media/none.png\"", 17, "“none.png”"),
        ("one", "+++\nid", "id", 1, "+++"),
        ("one", "+++\n<p>", "<p>", 1, "+++"),
        ("two", "revision = 2", "revision = 1", 9, "first revision"),
        ("two", "revision = 2", "revision = 0", 10, "counted from 1"),
        ("two", "modified = 2026-01-02T09", "modified = 2026-01-01T09", 9, "not after published"),
        ("two", "file = \"film.mp4\"", "file = \"none.mp4\"", 14, "“none.mp4”"),
        ("three", "issued_on = 2026-01-03", "issued_on = \"soon\"", 9, "soon"),
        ("three", "issuer = ", "sender = ", 9, "sender"),
        ("three", "kind = \"notice\"", "kind = \"article\"", 9, "[notice] on an item"),
        ("five", "time = 2026-01-06", "time = 2026-01-01", 10, "not after published"),
    ] {
        let found = errors_after(item, find, put);
        let [error] = &found[..] else { panic!("{put}: {found:?}") };
        assert_eq!(error.file, std::path::Path::new("items").join(format!("{item}.md")), "{put}");
        assert_eq!(error.line, line, "{put}: {error}");
        assert!(error.message.contains(message), "{put}: {error}");
    }
}

/// The error of an item with a payload, with a catalogue that has all lists; `None` if the payload is valid.
fn payload_error(kind: &str, object: &str) -> Option<ContentError> {
    let folder = TempDir::new().unwrap();
    write_content(folder.path());
    let file = folder.path().join("catalogue.json");
    let mut catalogue: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    catalogue["topics"] = serde_json::json!([{ "code": "finance", "name": "财政" }]);
    catalogue["sizes"] = serde_json::json!([{ "code": "micro", "name": "微型" }]);
    catalogue["service_categories"] = serde_json::json!([{ "code": "medical", "name": "医疗" }]);
    fs::write(&file, catalogue.to_string()).unwrap();
    let front = "id = \"nine\"\ntitle = \"九\"\nsummary = \"摘要\"\nmodule = \"news\"\nchannel = \"tv\"\n\
        published = 2026-01-08T08:00:00+08:00";
    let text = format!("+++\n{front}\nkind = \"{kind}\"\n[{kind}]\n{object}\n+++\n<p>正文</p>\n");
    fs::write(folder.path().join("items/nine.md"), text).unwrap();
    content::load(folder.path()).err().map(|mut errors| errors.0.remove(0))
}

#[test]
fn payload_of_each_kind_is_checked() {
    let valid = [
        ("notice", "issuer = \"县办\"\ntopic = \"finance\"\nreplaces = [\"one\"]"),
        ("guide", "topic = \"finance\"\nonline = \"https://example.org\""),
        ("policy", "issuer = \"县办\"\nsizes = [\"micro\"]"),
        ("entry", "category = \"medical\""),
        ("entry", "category = \"medical\"\nphone = \"0\"\ntarget = \"phone\"\nlatitude = 25.34\nlongitude = 103.04"),
        ("entry", "category = \"medical\"\nopening = [{ days = [\"mon\", \"holiday\"], spans = [\"20:00-08:00\"] }]"),
        ("activity", "starts = 2026-11-28T09:00:00+08:00\nends = 2026-11-28T10:00:00+08:00\nplace = \"活动室\""),
    ];
    for (kind, object) in valid {
        assert_eq!(payload_error(kind, object), None, "{object}");
    }
    for (kind, object, message) in [
        ("notice", "issuer = \"县办\"\ntopic = \"x\"", "“x” is not in the catalogue's topics"),
        ("guide", "topic = \"x\"", "“x” is not in the catalogue's topics"),
        ("guide", "online = \"http://example.org\"", "“http://example.org” is not an https address"),
        ("policy", "issuer = \"县办\"\nsizes = [\"micro\", \"x\"]", "“x” is not in the catalogue's sizes"),
        ("entry", "category = \"医疗\"", "“医疗” is not in the catalogue's service_categories"),
        ("entry", "category = \"medical\"\nlatitude = 25.34", "need each other"),
        ("entry", "category = \"medical\"\nlatitude = 125.34\nlongitude = 1.0", "not on this earth"),
        ("entry", "category = \"medical\"\ntarget = \"fax\"", "“fax” is none of"),
        ("entry", "category = \"medical\"\ntarget = \"screen\"", "does not have"),
        ("entry", "category = \"medical\"\nopening = [{ days = [], spans = [] }]", "needs days"),
        ("entry", "category = \"medical\"\nopening = [{ days = [\"monday\"], spans = [] }]", "“monday” is none of"),
        (
            "entry",
            "category = \"medical\"\nopening = [{ days = [\"mon\"], spans = [\"9-12\"] }]",
            "“9-12” is not a span",
        ),
        ("entry", "category = \"medical\"\nopening = [{ days = [\"mon\"] }]", "spans"),
        ("activity", "place = \"活动室\"", "starts"),
        ("activity", "starts = 2026-11-28T09:00:00+08:00", "place"),
        (
            "activity",
            "starts = 2026-11-28T09:00:00+08:00\nends = 2026-11-28T09:00:00+08:00\nplace = \"活动室\"",
            "ends before it begins",
        ),
    ] {
        let error = payload_error(kind, object).unwrap_or_else(|| panic!("“{object}” was accepted"));
        assert_eq!((error.file.to_str().unwrap(), error.line), ("items/nine.md", 9), "{object}: {error}");
        assert!(error.message.contains(message), "{object}: {error}");
    }
}

#[test]
fn errors_of_all_files_are_reported_at_once() {
    let folder = TempDir::new().unwrap();
    write_content(folder.path());
    fs::write(folder.path().join("items/nine.md"), "nothing").unwrap();
    fs::write(folder.path().join("items/ten.md"), "+++\nnothing\n+++\n").unwrap();
    let error = content::load(folder.path()).unwrap_err();
    assert_eq!(error.0.len(), 2);
    assert!(error.to_string().contains("nine.md:1: "), "{error}");
}

#[test]
fn catalogue_error_has_a_line() {
    let folder = TempDir::new().unwrap();
    write_content(folder.path());
    fs::write(folder.path().join("catalogue.json"), "{\n\"version\": 1,\n}").unwrap();
    let error = &content::load(folder.path()).unwrap_err().0[0];
    assert_eq!((error.file.to_str().unwrap(), error.line), ("catalogue.json", 3));
}
