//! What ends an alert, and when. By CAP 1.2 an update replaces the messages that it references, and a cancellation cancels
//! them. Beyond its text, in doubt an alert stays in force:
//!
//! - A message ends another one when it takes effect itself, not before. Of a replaced update that never took effect, the
//!   update that replaced it takes over what it references; a cancelled one ends nothing.
//! - A cancellation that is cancelled ends nothing from then on.
//! - Only a message of the same status ends another: an exercise never ends a real alert.
//! - A message ends others although it was evicted. One that was withdrawn, or is no alert any more, ends nothing by itself; what it
//!   had ended is ended by what ended it in turn.

use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::{Connection, OptionalExtension, Row};

use super::cap::AlertMessage;
use crate::base::error::Result;
use crate::base::sort::sort_by_key;

/// Messages of one chain that are looked at.
const MAX_MESSAGES: usize = 500;
/// Messages that are looked at to find rings.
const MAX_STEPS: usize = 20_000;

/// One message that ends an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    /// The id of the message's item, which may have been evicted.
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
    known: HashMap<String, Rc<[End]>>,
    steps: usize,
}

/// What a message is, without its text.
struct Message {
    /// The id of its item.
    id: String,
    identifier: String,
    status: String,
    message: AlertMessage,
    effective: i64,
    gone: bool,
}

impl Message {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let message = AlertMessage::of(row.get_ref(3)?.as_str()?);
        let (id, identifier, status) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Self { id, identifier, status, message, effective: row.get(4)?, gone: row.get(5)? })
    }
}

impl<'c> Succession<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, known: HashMap::new(), steps: 0 }
    }

    /// What ends the alert of an item.
    pub(super) fn ends(&mut self, key: i64) -> Result<Rc<[End]>> {
        let sql = "SELECT item.id, identifier, status, message, effective, 0
                     FROM alert CROSS JOIN item ON item.key = alert.item WHERE alert.item = ?1";
        let found = self.connection.prepare_cached(sql)?.query_row([key], Message::read).optional()?;
        found.map_or_else(|| Ok(Rc::default()), |message| self.ends_of(&message))
    }

    fn ends_of(&mut self, message: &Message) -> Result<Rc<[End]>> {
        if let Some(known) = self.known.get(&message.id) {
            return Ok(Rc::clone(known));
        }
        self.known.insert(message.id.clone(), Rc::default());
        if self.known.len() > MAX_MESSAGES {
            return Ok(Rc::default());
        }
        let mut ends = Vec::new();
        for other in self.successors(message)? {
            // Of messages that reference each other, directly or in a ring, only the later ends the earlier.
            let is_earlier = (other.effective, &other.identifier) < (message.effective, &message.identifier);
            if is_earlier && self.is_behind(message, &other)? {
                continue;
            }
            let theirs = self.ends_of(&other)?;
            ends.extend(ends_by(other, &theirs));
        }
        sort_by_key(&mut ends, |end| end.at);
        let ends: Rc<[End]> = ends.into();
        self.known.insert(message.id.clone(), Rc::clone(&ends));
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

    /// Whether a message ends an earlier one, directly or through others.
    fn is_behind(&mut self, message: &Message, earlier: &Message) -> Result<bool> {
        let (mut found, mut more, mut next) = (Vec::new(), self.successors(earlier)?, 0);
        loop {
            self.steps += 1 + more.len();
            // What is too long to look at counts as a ring: the alert stays in force.
            if self.steps > MAX_STEPS || more.iter().any(|one| one.identifier == message.identifier) {
                return Ok(true);
            }
            for one in more {
                if !found.iter().any(|known: &Message| known.id == one.id) {
                    found.push(one);
                }
            }
            let Some(one) = found.get(next) else { return Ok(false) };
            more = self.successors(one)?;
            next += 1;
        }
    }

    fn successors(&self, message: &Message) -> Result<Vec<Message>> {
        let mut query = self.connection.prepare_cached(SUCCESSORS)?;
        let found = query.query_map((&message.identifier, &message.status), Message::read)?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }
}

/// The updates and cancellations that reference a message: `?1` its identifier, `?2` its status.
pub(super) const SUCCESSORS: &str = "SELECT said_by, own, status, message, effective,
         gone OR EXISTS (SELECT 1 FROM withdrawal WHERE withdrawal.id = said_by)
    FROM alert_reference WHERE identifier = ?1 AND status = ?2 AND own <> ?1";

/// How a message ends what it references. `theirs`: what ends the message itself.
fn ends_by(other: Message, theirs: &[End]) -> Vec<End> {
    let Message { id, message, effective, gone, .. } = other;
    let mut stopping = theirs.iter().filter(|end| end.holds(effective));
    let replaced = stopping.clone().find(|end| end.message == AlertMessage::Update);
    if replaced.is_some() || stopping.next().is_some() {
        return replaced.cloned().into_iter().collect();
    }
    let is_cancel = message == AlertMessage::Cancel;
    if gone {
        // What cancels a cancellation ends nothing.
        return theirs.iter().filter(|end| !is_cancel || end.message == AlertMessage::Update).cloned().collect();
    }
    let cancelled = theirs.iter().find(|end| is_cancel && end.message == AlertMessage::Cancel);
    vec![End { by: id, message, at: effective, until: cancelled.map(|end| end.at) }]
}
