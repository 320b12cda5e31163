//! What the tests of the station share: a phone with an outbox, two accounts and the centre's form.

mod salvage;
mod sending;

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::draft::FieldValue;
use super::draft_store;
use super::form::{self, Form, Values};
use super::station_folder::StationFolder;
use crate::base::change::Announcer;
use crate::base::error::Result;
use crate::base::store::{Database, Store, Write};
use crate::reader::account::AccountOnPhone;

/// 2026-11-24 08:00 in China, in milliseconds.
pub(super) const NOW: i64 = 1_795_478_400_000;
pub(super) const MINUTE: i64 = 60_000;

pub(super) struct Phone {
    folder: tempfile::TempDir,
    store: Store,
}

impl Phone {
    pub(super) fn new() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap())
    }

    pub(super) fn in_folder(folder: tempfile::TempDir) -> Self {
        let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
        Self { folder, store }
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn files(&self) -> StationFolder {
        StationFolder::new(self.path())
    }

    pub(super) fn outbox(&self) -> &Database {
        self.store.outbox().unwrap()
    }

    pub(super) fn write<T>(&self, change: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        self.outbox().write_now(change)
    }

    /// Begins a draft of an account.
    pub(super) fn begin(&self, account: &str, values: &[(&str, &str)]) -> String {
        self.write(|write| draft_store::create(write, &of(account), &map(values), NOW)).unwrap()
    }

    pub(super) fn save(&self, account: &str, id: &str, values: &[(&str, &str)], now: i64) -> Result<()> {
        let values: Vec<FieldValue> =
            values.iter().map(|(code, value)| FieldValue { code: (*code).into(), value: (*value).into() }).collect();
        self.write(|write| draft_store::save(write, account, id, &values, now))
    }

    pub(super) fn values(&self, account: &str, id: &str) -> Values {
        self.outbox().read_now(|outbox| draft_store::get(outbox, account, id)).unwrap().values
    }

    /// One column of one row of the outbox, as text.
    pub(super) fn ask(&self, sql: &str) -> String {
        let read = |outbox: &rusqlite::Connection| {
            Ok(outbox.query_row(&format!("SELECT coalesce(CAST(({sql}) AS TEXT), '')"), [], |row| row.get(0))?)
        };
        self.outbox().read_now(read).unwrap()
    }

    pub(super) fn set(&self, sql: &str) {
        self.write(|write| Ok(write.execute_batch(sql)?)).unwrap();
    }
}

pub(super) fn of(account: &str) -> AccountOnPhone {
    AccountOnPhone { id: account.into(), name: "样例".into(), station: "station-1".into(), park: None }
}

pub(super) fn map(values: &[(&str, &str)]) -> Values {
    values.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect()
}

/// A catalogue with a form.
pub(super) fn catalogue() -> Value {
    json!({
        "sectors": [{"code": "car", "name": "汽车制造"}, {"code": "logistics", "name": "现代物流"}],
        "parks": [{"code": "economic", "name": "经开区"}, {"code": "farm", "name": "农业园区"}],
        "station_form": {"version": "1", "fields": [
            {"code": "title", "name": "标题", "kind": "text", "required": true, "min": 2, "max": 10, "remember": false},
            {"code": "text", "name": "正文", "kind": "long-text", "required": true, "min": 5, "max": 20},
            {"code": "sector", "name": "产业", "kind": "choice", "required": false, "list": "sectors", "remember": true},
            {"code": "park", "name": "园区", "kind": "choice", "required": true, "list": "parks"},
            {"code": "author", "name": "作者", "kind": "text", "required": true, "remember": true},
            {"code": "day", "name": "签发日期", "kind": "date", "required": true},
            {"code": "ai", "name": "AI 声明", "kind": "choice", "required": true,
             "options": [{"code": "none", "name": "未使用"}, {"code": "assisted", "name": "部分使用"}]},
            {"code": "consent", "name": "画面中人物已同意", "kind": "confirm", "required": true},
        ], "media": {"max_files": 3, "max_photo_edge": 64, "max_photo_bytes": 100_000, "max_video_bytes": 4_000,
                     "types": ["image/jpeg", "image/png", "video/mp4"]}},
    })
}

pub(super) fn form() -> Form {
    form::parse(&catalogue().to_string())
}

/// Values that can be sent.
pub(super) const COMPLETE: [(&str, &str); 7] = [
    ("title", "开园"),
    ("text", "今天开园剪彩。"),
    ("park", "farm"),
    ("author", "李四"),
    ("day", "2026-11-24"),
    ("ai", "none"),
    ("consent", "true"),
];
