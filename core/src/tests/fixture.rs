//! A phone for the tests of the topics: items come in as a publisher's would, and one topic takes them in.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::base::change::Announcer;
use crate::base::error::Result;
use crate::base::store::{Store, Write};
use crate::reader::catalogue;
use crate::reader::feed::{self, TopicItem, View};
use crate::reader::item::{Detail, Effect, IncomingItem, PUBLISHER, Withdrawal};
use crate::reader::media::FileStore;

/// 2026-11-24 08:00 in China.
pub(crate) const NOW: i64 = 1_795_478_400_000;

pub(crate) struct Phone {
    _folder: tempfile::TempDir,
    pub(crate) store: Store,
    module: &'static str,
    ingest: fn(&Write<'_>, &TopicItem) -> Result<()>,
    sequence: Cell<i64>,
}

impl Phone {
    /// A phone whose items belong to a module and are taken in by a topic.
    pub(crate) fn new(module: &'static str, ingest: fn(&Write<'_>, &TopicItem) -> Result<()>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Arc::new(Announcer::default())).unwrap();
        Self { _folder: folder, store, module, ingest, sequence: Cell::new(0) }
    }

    /// An item of a kind with its object; later ones are published later.
    pub(crate) fn get(&self, id: &str, kind: &str, object: Value) {
        self.take(IncomingItem { id: id.into(), ..self.item(kind, object) });
    }

    pub(crate) fn item(&self, kind: &str, object: Value) -> IncomingItem {
        let sequence = self.next();
        let extension = json!({"kind": kind, kind: object}).to_string();
        IncomingItem {
            id: format!("{kind}-{sequence}"),
            sequence,
            revision: 1,
            kind: kind.into(),
            module: Some(self.module.into()),
            title: format!("{kind} {sequence}"),
            html: Some("<p>正文。</p>".into()),
            published: Some(sequence * 1_000),
            detail: Detail { extension: Some(extension), ..Detail::default() },
            ..IncomingItem::default()
        }
    }

    pub(crate) fn take(&self, item: IncomingItem) {
        let id = item.id.clone();
        let stored = |write: &Write<'_>| {
            let before = feed::ingest_item(write, PUBLISHER, item, NOW)? == Effect::Revised;
            (self.ingest)(write, &TopicItem { before, ..feed::topic_item_by_id(write, &id)?.unwrap() })
        };
        self.store.cache().write_now(stored).unwrap();
    }

    pub(crate) fn withdraw(&self, id: &str) {
        let gone = Withdrawal { id: id.into(), sequence: self.next(), time: None, reason: String::new() };
        self.store.cache().write_now(|write| feed::withdraw(write, PUBLISHER, &gone)).unwrap();
    }

    pub(crate) fn catalogue(&self, document: &Value) {
        let document = document.to_string();
        self.store.cache().write_now(|write| catalogue::apply(write, PUBLISHER, &document)).unwrap();
    }

    /// Asks at [`NOW`].
    pub(crate) fn read<T>(&self, query: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        self.read_at(NOW, query)
    }

    pub(crate) fn read_at<T>(&self, now: i64, query: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        let files = FileStore::new(Path::new("phone"));
        self.store
            .cache()
            .read_now(|connection| query(&View { connection, files: &files, device_now: now, publisher_now: now }))
    }

    /// How a statement is carried out must not be a scan of what grows, nor sort by itself.
    pub(crate) fn check_plan(&self, sql: &str) {
        let plan = self.plan(sql);
        assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "{sql}\n{plan}");
    }

    pub(crate) fn plan(&self, sql: &str) -> String {
        let explain = |connection: &Connection| {
            let mut query = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let (mut steps, mut told) = (query.raw_query(), String::new());
            while let Some(step) = steps.next()? {
                told.push_str(&step.get::<_, String>(3)?);
                told.push('\n');
            }
            Ok(told)
        };
        self.store.cache().read_now(explain).unwrap()
    }

    fn next(&self) -> i64 {
        self.sequence.set(self.sequence.get() + 1);
        self.sequence.get()
    }
}
