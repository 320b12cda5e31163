//! 产业雷达: the person's rules and what they found.

use std::sync::Arc;

use super::core::{Core, CoreHandle};
use crate::base::error::{ClientError, Fault, Result};
use crate::base::lifecycle;
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{ItemKind, View};
use crate::reader::origin;
use crate::topics::industry::{RadarOverview, RadarPage, RadarRule, radar};

/// Working days before a deadline on which a new rule reminds.
const DEFAULT_REMIND_DAYS: u32 = 3;
const REMIND_STEPS: [u32; 4] = [1, 3, 5, 10];
/// The kinds that a rule can be limited to.
const KINDS: [ItemKind; 5] =
    [ItemKind::Policy, ItemKind::Notice, ItemKind::Guide, ItemKind::Article, ItemKind::Activity];

/// A rule of the radar while it is written: the rule and what can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct RadarRuleForm {
    /// The stored rule; a new one has no id.
    pub rule: RadarRule,
    /// The sectors of the catalogue.
    pub sectors: Vec<Term>,
    /// The parks of the catalogue.
    pub parks: Vec<Term>,
    /// The sizes of enterprises of the catalogue.
    pub sizes: Vec<Term>,
    /// The kinds that a rule can be limited to.
    pub kinds: Vec<ItemKindOption>,
    /// Working days before a deadline, ascending; the rule's own value is among them.
    pub remind_steps: Vec<u32>,
}

/// A kind of item and its name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ItemKindOption {
    /// The kind.
    pub kind: ItemKind,
    /// Its name.
    pub name: String,
}

/// 产业雷达: the person's rules and what they found. Both stay on this phone.
#[derive(uniffi::Object)]
pub struct Radar {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Radar {
    /// The rules with what each found on this phone.
    pub async fn overview(&self) -> Result<RadarOverview, ClientError> {
        let (rules, hits) = self.rows().await?;
        self.core.read(move |view| radar::overview(view.connection, rules, &hits)).await
    }

    /// The form for a rule.
    ///
    /// `id`: of the rule; `None` for a new one.
    ///
    /// Errors: `Rejected` (`not-found`) if there is no such rule.
    #[uniffi::method(default(id = None))]
    pub async fn form(&self, id: Option<String>) -> Result<RadarRuleForm, ClientError> {
        let (rules, _) = self.rows().await?;
        self.core.read(move |view| form(view, rules, id)).await
    }

    /// Stores a rule, a new one or a new version of one, and compares it with what is on the phone, which counts as seen; if the
    /// phone is busy, soon after this returns. What comes in later is compared at each sync. Returns the rule's id.
    ///
    /// Errors: `Rejected` (`bad-rule`) if it has no name, no criterion or too many of them, (`too-many-rules`), (`not-found`) if
    /// its id is unknown; nothing is stored then.
    pub async fn save(&self, rule: RadarRule) -> Result<String, ClientError> {
        self.change_rules(move |core| {
            let now = core.clock.now();
            core.store.outbox()?.write_now(|write| radar::save(write, rule, now))
        })
        .await
    }

    /// Deletes a rule and what it alone found.
    ///
    /// Errors: `Rejected` (`not-found`) if there is no such rule.
    pub async fn delete(&self, id: String) -> Result<(), ClientError> {
        self.change_rules(move |core| core.store.outbox()?.write_now(|write| radar::delete(write, &id))).await
    }

    /// A page of what the rules found, the newest story first.
    ///
    /// `rule`: the id of one rule; `None` for all. `before`: the `next` of the previous page. `limit`: 1 to 200.
    ///
    /// Errors: `Rejected` (`bad-request`) if the limit is out of range or `before` is not such a key.
    #[uniffi::method(default(rule = None, before = None))]
    pub async fn hits(
        &self,
        rule: Option<String>,
        before: Option<String>,
        limit: u32,
    ) -> Result<RadarPage, ClientError> {
        let (rules, hits) = self.rows().await?;
        self.core.read(move |view| radar::page(view, &rules, &hits, rule.as_deref(), before.as_deref(), limit)).await
    }

    /// The person looked at what one rule found, or all rules without `rule`.
    #[uniffi::method(default(rule = None))]
    pub async fn mark_seen(&self, rule: Option<String>) -> Result<(), ClientError> {
        self.core.write_outbox(move |write| radar::mark_seen(write, rule.as_deref())).await
    }

    /// All rules as a JSON file, without what they found: for another phone or a colleague.
    pub async fn export(&self) -> Result<String, ClientError> {
        self.core.read_outbox(radar::export).await
    }

    /// Adds the rules of an exported file, all of them or none. Returns how many were new.
    ///
    /// `file`: the file's content.
    ///
    /// Errors: `Rejected` (`bad-rules`) if it is no such file or one of its rules is invalid, (`too-many-rules`).
    pub async fn import(&self, file: String) -> Result<u32, ClientError> {
        self.change_rules(move |core| {
            let now = core.clock.now();
            core.store.outbox()?.write_now(|write| radar::import(write, &file, now))
        })
        .await
    }
}

impl Radar {
    async fn rows(&self) -> Result<(Vec<RadarRule>, Vec<radar::Hit>), ClientError> {
        let read = |outbox: &rusqlite::Connection| Ok((radar::rules(outbox)?, radar::hits(outbox)?));
        self.core.read_outbox(read).await
    }

    /// Changes the rules, then compares them with the items.
    async fn change_rules<T, F>(&self, change: F) -> Result<T, ClientError>
    where
        T: Send + 'static,
        F: FnOnce(&Core) -> Result<T> + Send + 'static,
    {
        let done = self.core.blocking(|core| change(core)).await?;
        self.core.follow_up_blocking(Core::scan).await;
        Ok(done)
    }
}

fn form(view: &View<'_>, rules: Vec<RadarRule>, id: Option<String>) -> Result<RadarRuleForm> {
    let rule = match id {
        Some(id) => rules.into_iter().find(|rule| rule.id.as_ref() == Some(&id)).ok_or(Fault::NotFound)?,
        None => RadarRule { remind: Some(DEFAULT_REMIND_DAYS), ..RadarRule::default() },
    };
    let mut remind_steps = REMIND_STEPS.to_vec();
    remind_steps.extend(rule.remind);
    remind_steps.sort_unstable();
    remind_steps.dedup();
    let terms = |family| catalogue::terms(view.connection, family);
    Ok(RadarRuleForm {
        sectors: terms("sector")?,
        parks: terms("park")?,
        sizes: terms("size")?,
        kinds: KINDS.map(|kind| ItemKindOption { kind, name: kind.name() }).into(),
        remind_steps,
        rule,
    })
}

impl Core {
    /// Queues what comes in from now on for the radar, if there are rules. Blocks.
    pub(super) fn watch_for_radar(&self) -> Result<()> {
        radar::update_queue(self.store.outbox()?, self.store.cache()).map(drop)
    }

    /// Compares what came in with the rules. Blocks.
    pub(super) fn scan(&self) -> Result<()> {
        lifecycle::ensure_not_suspended()?;
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        let now = cache.read_now(|cache| origin::stamp_now(cache, &*self.clock))?;
        radar::scan(outbox, cache, now)?;
        radar::delete_withdrawn(outbox, cache)
    }
}
