//! What ends an alert, and when. By CAP 1.2 an update replaces the messages that it references, and a cancellation cancels
//! them. Beyond its text, in doubt an alert stays in force:
//!
//! - A message ends another one when it takes effect itself, not before. Of a replaced update that never took effect, the
//!   update that replaced it takes over what it references; a cancelled one ends nothing.
//! - A cancellation that is cancelled ends nothing from then on.
//! - Only a message of the same status ends another: an exercise never ends a real alert.

use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::Connection;

use super::cap::AlertMessage;
use crate::base::error::Result;

/// Messages of one chain that are looked at.
const MAX_MESSAGES: usize = 500;

/// One message that ends an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    /// The id of the message's item.
    pub(super) by: String,
    pub(super) message: AlertMessage,
    /// When it ends the alert, in milliseconds by the publisher's clock.
    pub(super) at: i64,
    /// From when on it ends the alert no longer.
    until: Option<i64>,
}

impl End {
    pub(super) fn holds(&self, now: i64) -> bool {
        self.at <= now && self.until.is_none_or(|until| now < until)
    }
}

/// Finds what ends alerts, each message once.
pub(super) struct Succession<'c> {
    connection: &'c Connection,
    known: HashMap<i64, Rc<[End]>>,
}

/// A message that references another.
struct Successor {
    key: i64,
    id: String,
    message: AlertMessage,
    effective: i64,
}

impl<'c> Succession<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, known: HashMap::new() }
    }

    /// What ends the alert of an item.
    pub(super) fn ends(&mut self, key: i64) -> Result<Rc<[End]>> {
        if let Some(known) = self.known.get(&key) {
            return Ok(Rc::clone(known));
        }
        // Messages that reference each other end nothing through each other.
        self.known.insert(key, Rc::default());
        if self.known.len() > MAX_MESSAGES {
            return Ok(Rc::default());
        }
        let mut ends = Vec::new();
        for successor in self.successors(key)? {
            let theirs = self.ends(successor.key)?;
            ends.extend(end_by(successor, &theirs));
        }
        ends.sort_by_key(|end| end.at);
        let ends: Rc<[End]> = ends.into();
        self.known.insert(key, Rc::clone(&ends));
        Ok(ends)
    }

    /// The message that has ended the alert at a moment: a cancellation before an update, then the latest.
    pub(super) fn ended(&mut self, key: i64, now: i64) -> Result<Option<End>> {
        let ends = self.ends(key)?;
        let holding = ends.iter().filter(|end| end.holds(now));
        Ok(holding.max_by_key(|end| (end.message == AlertMessage::Cancel, end.at)).cloned())
    }

    /// The first moment after `now` at which something ends the alert.
    pub(super) fn next_end(&mut self, key: i64, now: i64) -> Result<Option<i64>> {
        Ok(self.ends(key)?.iter().map(|end| end.at).filter(|&at| at > now).min())
    }

    fn successors(&self, key: i64) -> Result<Vec<Successor>> {
        let mut query = self.connection.prepare_cached(SUCCESSORS)?;
        let found = query.query_map([key], |row| {
            let message = AlertMessage::of(row.get_ref(2)?.as_str()?);
            Ok(Successor { key: row.get(0)?, id: row.get(1)?, message, effective: row.get(3)? })
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }
}

/// The updates and cancellations that reference the alert of an item: `?1` its key.
pub(super) const SUCCESSORS: &str = "SELECT other.item, item.id, other.message, other.effective
   FROM alert CROSS JOIN alert_reference ON alert_reference.identifier = alert.identifier
   CROSS JOIN alert other ON other.item = alert_reference.item
   CROSS JOIN item ON item.key = other.item
  WHERE alert.item = ?1 AND other.status = alert.status AND other.identifier <> alert.identifier
    -- Of two messages that reference each other only the later ends the earlier.
    AND NOT ((alert.effective, alert.identifier) > (other.effective, other.identifier)
             AND EXISTS (SELECT 1 FROM alert_reference back
                          WHERE back.identifier = other.identifier AND back.item = alert.item))";

/// How a message ends what it references. `theirs`: what ends the message itself.
fn end_by(successor: Successor, theirs: &[End]) -> Option<End> {
    let Successor { id, message, effective, .. } = successor;
    let stopping = || theirs.iter().filter(|end| end.holds(effective));
    let replaced = stopping().find(|end| end.message == AlertMessage::Update);
    match (replaced.or_else(|| stopping().next()), message) {
        (Some(end), _) if end.message == AlertMessage::Update => Some(end.clone()),
        (Some(_), _) => None,
        (None, AlertMessage::Cancel) => {
            let cancelled = theirs.iter().find(|end| end.message == AlertMessage::Cancel);
            Some(End { by: id, message, at: effective, until: cancelled.map(|end| end.at) })
        }
        (None, _) => Some(End { by: id, message, at: effective, until: None }),
    }
}
