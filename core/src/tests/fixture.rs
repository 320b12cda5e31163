//! What the tests of the topics share: a store in a temporary folder, whose items one topic ingests as they are
//! published.

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

/// 2026-11-24 08:00 in China, a Tuesday, in milliseconds.
pub(crate) const NOW: i64 = 1_795_478_400_000;

pub(crate) struct TopicFixture {
    _folder: tempfile::TempDir,
    pub(crate) store: Store,
    module: &'static str,
    ingest: fn(&Write<'_>, &TopicItem) -> Result<()>,
    sequence: Cell<i64>,
}

impl TopicFixture {
    /// `module`: the module of every item; `ingest`: the topic's.
    pub(crate) fn new(module: &'static str, ingest: fn(&Write<'_>, &TopicItem) -> Result<()>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
        Self { _folder: folder, store, module, ingest, sequence: Cell::new(0) }
    }

    /// Publishes an item of a kind with its payload, or a revision if there is one of this id. Each call publishes
    /// later than the one before.
    pub(crate) fn publish(&self, id: &str, kind: &str, payload: Value) {
        self.ingest(IncomingItem { id: id.into(), ..self.item(kind, payload) });
    }

    /// An item of a kind with its payload, under a new id.
    pub(crate) fn item(&self, kind: &str, payload: Value) -> IncomingItem {
        let sequence = self.next_sequence();
        let extension = json!({"kind": kind, kind: payload}).to_string();
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

    /// Publishes an item of a kind as a version of a story.
    pub(crate) fn publish_version(&self, story: &str, id: &str, kind: &str, payload: Value) {
        self.ingest(IncomingItem { id: id.into(), story: Some(story.into()), ..self.item(kind, payload) });
    }

    /// Stores an item, and lets the topic ingest it.
    pub(crate) fn ingest(&self, item: IncomingItem) {
        let id = item.id.clone();
        let ingest = |write: &Write<'_>| {
            let before = feed::ingest_item(write, PUBLISHER, item, NOW)? == Effect::Revised;
            (self.ingest)(write, &TopicItem { before, ..feed::topic_item_by_id(write, &id)?.unwrap() })
        };
        self.store.cache().write_now(ingest).unwrap();
    }

    pub(crate) fn withdraw(&self, id: &str) {
        let withdrawn = Withdrawal { id: id.into(), sequence: self.next_sequence(), time: None, reason: String::new() };
        self.store.cache().write_now(|write| feed::withdraw(write, PUBLISHER, &withdrawn)).unwrap();
    }

    pub(crate) fn set_catalogue(&self, document: &Value) {
        let document = document.to_string();
        self.store.cache().write_now(|write| catalogue::apply(write, PUBLISHER, &document)).unwrap();
    }

    /// Runs a query at [`NOW`].
    pub(crate) fn read<T>(&self, query: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        self.read_at(NOW, query)
    }

    /// Runs a query at a time of both clocks.
    pub(crate) fn read_at<T>(&self, now: i64, query: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        let files = FileStore::new(Path::new("phone"));
        self.store
            .cache()
            .read_now(|connection| query(&View { connection, files: &files, device_now: now, publisher_now: now }))
    }

    /// Fails if the plan of a statement scans a table or sorts.
    pub(crate) fn check_plan(&self, sql: &str) {
        let plan = self.query_plan(sql);
        assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "{sql}\n{plan}");
    }

    /// The plan of a statement on the cache, one step a line.
    pub(crate) fn query_plan(&self, sql: &str) -> String {
        let explain = |connection: &Connection| {
            let mut query = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let (mut steps, mut plan) = (query.raw_query(), String::new());
            while let Some(step) = steps.next()? {
                plan.push_str(&step.get::<_, String>(3)?);
                plan.push('\n');
            }
            Ok(plan)
        };
        self.store.cache().read_now(explain).unwrap()
    }

    fn next_sequence(&self) -> i64 {
        self.sequence.set(self.sequence.get() + 1);
        self.sequence.get()
    }
}
