//! The form of a submission, which is catalogue data, and the check of a body against it.
//!
//! A length is counted in Unicode code points of the value as it was sent; a text of white space alone counts as empty.
//! Fields that the form does not name are stored and not checked: they are those of another version of the form.

use crate::moment::{Day, Moment};
use crate::uuid::uuid;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The member `station_form` of the catalogue.
#[derive(Debug, Deserialize)]
pub(crate) struct StationForm {
    pub(crate) fields: Vec<Field>,
    media: MediaRules,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) kind: FieldKind,
    required: bool,
    min: Option<usize>,
    max: Option<usize>,
    /// A list of the catalogue whose codes are the options.
    pub(crate) list: Option<String>,
    #[serde(default)]
    options: Vec<FieldOption>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FieldKind {
    Text,
    LongText,
    Choice,
    Date,
    Confirm,
}

#[derive(Debug, Deserialize)]
struct FieldOption {
    code: String,
    name: String,
}

#[derive(Debug, Deserialize)]
struct MediaRules {
    max_files: usize,
    max_photo_bytes: u64,
    max_video_bytes: u64,
    types: Vec<String>,
}

/// A rule that a body breaks: the code of the field, and a sentence for the clerk.
pub(crate) type FieldError = (String, String);

impl StationForm {
    /// The form of a catalogue; `None` if the catalogue has none.
    pub(crate) fn of(catalogue: &Value) -> Option<Self> {
        Self::deserialize(catalogue.get("station_form")?).ok()
    }

    /// Checks the form of a catalogue, if it has one.
    pub(crate) fn check_catalogue(catalogue: &Value) -> Result<(), String> {
        let Some(form) = catalogue.get("station_form") else { return Ok(()) };
        let form = Self::deserialize(form).map_err(|error| format!("station_form: {error}"))?;
        let mut codes = BTreeSet::new();
        for field in &form.fields {
            let code = &field.code;
            if !codes.insert(code) {
                return Err(format!("station_form: the field “{code}” appears twice"));
            }
            match &field.list {
                Some(list) if !catalogue[list].is_array() => {
                    return Err(format!("station_form: {code}: there is no list “{list}”"));
                }
                None if field.kind == FieldKind::Choice && field.options.is_empty() => {
                    return Err(format!("station_form: {code}: a choice needs options or a list"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether files of a media type are accepted.
    pub(crate) fn accepts(&self, mime_type: &str) -> bool {
        self.media.types.iter().any(|known| known == mime_type)
    }

    /// Every rule that a body breaks, in the order of the form.
    pub(crate) fn check(&self, body: &Value, catalogue: &Value) -> Vec<FieldError> {
        let mut errors = Vec::new();
        match body["fields"].as_object() {
            Some(fields) => {
                let found = self.fields.iter().filter_map(|field| Some((field, field.fault(fields, catalogue)?)));
                errors.extend(found.map(|(field, reason)| (field.code.clone(), reason)));
            }
            None => errors.push(("fields".to_owned(), "稿件没有内容。".to_owned())),
        }
        if let Some(reason) = self.media.fault(&body["media"]) {
            errors.push(("media".to_owned(), reason));
        }
        if body["written"].as_str().is_none_or(|written| Moment::parse(written).is_err()) {
            errors.push(("written".to_owned(), "书写时间应是带时区的时间（RFC 3339）。".to_owned()));
        }
        errors
    }
}

impl Field {
    fn fault(&self, fields: &Map<String, Value>, catalogue: &Value) -> Option<String> {
        let name = &self.name;
        let value = fields.get(&self.code).unwrap_or(&Value::Null);
        if self.kind == FieldKind::Confirm {
            return match value {
                Value::Bool(true) => None,
                Value::Bool(false) | Value::Null if !self.required => None,
                Value::Bool(false) | Value::Null => Some(format!("请确认“{name}”。")),
                _ => Some(format!("“{name}”只能是确认或不确认。")),
            };
        }
        let text = match value {
            Value::Null => "",
            Value::String(text) => text,
            _ => return Some(format!("“{name}”应是文字。")),
        };
        if text.trim().is_empty() {
            return self.required.then(|| format!("请填写“{name}”。"));
        }
        match self.kind {
            FieldKind::Text | FieldKind::LongText => {
                let length = text.chars().count();
                match (self.min, self.max) {
                    (Some(min), _) if length < min => Some(format!("“{name}”至少 {min} 个字，现在是 {length} 个。")),
                    (_, Some(max)) if length > max => Some(format!("“{name}”最多 {max} 个字，现在是 {length} 个。")),
                    _ => None,
                }
            }
            FieldKind::Choice => {
                self.option_name(text, catalogue).is_none().then(|| format!("“{name}”里没有这个选项。"))
            }
            FieldKind::Date => Day::deserialize(value).is_err().then(|| format!("“{name}”应是日期，例如 2026-11-30。")),
            FieldKind::Confirm => None,
        }
    }

    /// The name of an option.
    fn option_name<'a>(&'a self, code: &str, catalogue: &'a Value) -> Option<&'a str> {
        match &self.list {
            Some(list) => {
                let mut entries = catalogue[list].as_array().into_iter().flatten();
                entries.find(|entry| entry["code"] == code).map(|entry| entry["name"].as_str().unwrap_or_default())
            }
            None => self.options.iter().find(|option| option.code == code).map(|option| option.name.as_str()),
        }
    }

    /// A value as a person reads it.
    pub(crate) fn shown(&self, value: &Value, catalogue: &Value) -> String {
        match value {
            Value::String(text) if self.kind == FieldKind::Choice => {
                self.option_name(text, catalogue).unwrap_or(text).to_owned()
            }
            Value::String(text) => text.clone(),
            Value::Bool(true) => "已确认".to_owned(),
            Value::Bool(false) => "未确认".to_owned(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }
}

impl MediaRules {
    fn fault(&self, media: &Value) -> Option<String> {
        let media = match media {
            Value::Null => return None,
            Value::Array(media) => media,
            _ => return Some("照片和视频应是一个列表。".to_owned()),
        };
        if media.len() > self.max_files {
            return Some(format!("照片和视频最多 {} 个，现在是 {} 个。", self.max_files, media.len()));
        }
        let mut ids = BTreeSet::new();
        media.iter().find_map(|file| self.file_fault(file, &mut ids))
    }

    fn file_fault(&self, file: &Value, ids: &mut BTreeSet<String>) -> Option<String> {
        let id = file["id"].as_str().and_then(uuid);
        let digest = file["sha256"].as_str().is_some_and(|digest| {
            digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        });
        let caption = file["caption"].is_null() || file["caption"].is_string();
        let (Some(id), Some(size), Some(mime_type), true, true) =
            (id, file["size"].as_u64().filter(|size| *size > 0), file["type"].as_str(), digest, caption)
        else {
            return Some("有一个文件的说明不完整。".to_owned());
        };
        let most = if mime_type.starts_with("video/") { self.max_video_bytes } else { self.max_photo_bytes };
        if !ids.insert(id) {
            Some("同一个文件出现了两次。".to_owned())
        } else if !self.types.iter().any(|known| known == mime_type) {
            Some(format!("不接受这种文件：{mime_type}。"))
        } else if size > most {
            Some(format!("有一个文件超过 {} MB。", most / (1024 * 1024)))
        } else {
            None
        }
    }
}

/// The errors as they are sent.
pub(crate) fn errors_json(errors: Vec<FieldError>) -> Value {
    errors.into_iter().map(|(field, reason)| json!({ "field": field, "reason": reason })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Value {
        let text = std::fs::read_to_string(crate::sample_content().join("catalogue.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    fn body() -> Value {
        json!({
            "fields": {
                "title": "新生产线投产", "text": "今天上午，开发区一条新的生产线投产。", "category": "news", "sector": "auto",
                "park": "etdz", "author": "张三", "contact": "0871-0000-0000", "sign_off": "李四",
                "sign_off_date": "2026-11-30", "ai": "none", "consent": true,
            },
            "media": [{ "id": "01936f2e-1111-7abc-8def-0123456789ab", "sha256": "0".repeat(64), "size": 5,
                "type": "image/jpeg" }],
            "written": "2026-11-30T09:00:00+08:00",
        })
    }

    fn faults(pointer: &str, value: Value) -> Vec<String> {
        let catalogue = catalogue();
        let mut body = body();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        StationForm::of(&catalogue).unwrap().check(&body, &catalogue).into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn every_rule_names_its_field() {
        assert_eq!(faults("/written", body()["written"].clone()), [""; 0]);
        for (pointer, value, field) in [
            ("/fields/title", json!(" \n"), "title"),
            ("/fields/title", Value::Null, "title"),
            ("/fields/title", json!(3), "title"),
            ("/fields/title", json!("长".repeat(61)), "title"),
            ("/fields/text", json!("短"), "text"),
            ("/fields/category", json!("新闻"), "category"),
            ("/fields/sector", json!("steel"), "sector"),
            ("/fields/park", json!("moon"), "park"),
            ("/fields/sign_off_date", json!("2026-11-31"), "sign_off_date"),
            ("/fields/ai", json!("some"), "ai"),
            ("/fields/consent", json!(false), "consent"),
            ("/fields/consent", json!("yes"), "consent"),
            ("/media", json!({}), "media"),
            ("/media", json!(vec![body()["media"][0].clone(); 2]), "media"),
            ("/written", json!("2026-11-30T09:00:00"), "written"),
        ] {
            assert_eq!(faults(pointer, value.clone()), [field], "{pointer} {value}");
        }
        for (member, value) in [
            ("id", json!("1")),
            ("sha256", json!("A".repeat(64))),
            ("size", json!(0)),
            ("size", json!(20_971_521)),
            ("type", json!("image/gif")),
            ("caption", json!(1)),
        ] {
            let mut file = body()["media"][0].clone();
            file[member] = value.clone();
            assert_eq!(faults("/media", json!([file])), ["media"], "{member} {value}");
        }
    }

    #[test]
    fn wrong_form_is_an_error_of_the_catalogue() {
        let with = |pointer: &str, value: Value| {
            let mut catalogue = catalogue();
            *catalogue.pointer_mut(pointer).unwrap() = value;
            StationForm::check_catalogue(&catalogue)
        };
        assert_eq!(with("/title", json!("另一个")), Ok(()));
        assert_eq!(StationForm::check_catalogue(&json!({})), Ok(()));
        for (pointer, value) in [
            ("/station_form", json!({})),
            ("/station_form/media", json!({})),
            ("/station_form/fields/0/kind", json!("colour")),
            ("/station_form/fields/1/code", json!("title")),
            ("/station_form/fields/2/options", json!([])),
            ("/station_form/fields/3/list", json!("moons")),
        ] {
            assert!(with(pointer, value).is_err(), "{pointer}");
        }
    }

    #[test]
    fn optional_and_unknown_fields_and_longest_values_are_accepted() {
        for (pointer, value) in [
            ("/fields/sector", Value::Null),
            ("/fields/sector", json!("")),
            ("/fields/mood", json!([1])),
            ("/fields/title", json!("𠮷".repeat(60))),
            ("/media", Value::Null),
            ("/media", json!([])),
        ] {
            assert_eq!(faults(pointer, value.clone()), [""; 0], "{pointer} {value}");
        }
    }
}
