//! What a person writes with, in one call for each screen: what was written so far and what can be chosen from. And how the
//! phone stands.

use super::Client;
use crate::base::clock;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::{ClientError, Error, Fault, Result};
use crate::base::text;
use crate::reader::catalogue::{Term, terms};
use crate::reader::feed::{ItemKind, View};
use crate::reader::incident::{self, Incident};
use crate::topics::government::appeal::{AppealDraft, AppealKind};
use crate::topics::home;
use crate::topics::industry::RadarRule;

/// Milliseconds after which what is shown counts as old: a day, since yesterday's front page is yesterday's paper.
const STALE: i64 = MILLIS_PER_DAY;
/// Working days before a deadline on which a new rule reminds.
const REMIND: u32 = 3;
const REMIND_STEPS: [u32; 4] = [1, 3, 5, 10];
/// What an enterprise may want to hear of alone.
const RADAR_KINDS: [ItemKind; 5] =
    [ItemKind::Policy, ItemKind::Notice, ItemKind::Guide, ItemKind::Article, ItemKind::Activity];

/// 投诉建议 while it is written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct AppealForm {
    /// What was written so far.
    pub draft: AppealDraft,
    /// Why the publisher did not take it as it is; empty when nobody refused it.
    pub reason: String,
    /// What sorts there are.
    pub kinds: Vec<AppealKindOption>,
    /// What it can concern.
    pub towns: Vec<Term>,
}

/// A sort of appeal and its name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct AppealKindOption {
    /// Which.
    pub kind: AppealKind,
    /// What a person calls it.
    pub name: String,
}

/// A rule of the radar while it is written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct RadarRuleForm {
    /// The rule as it is kept; a new one without an id.
    pub rule: RadarRule,
    /// What can be chosen from.
    pub sectors: Vec<Term>,
    /// What can be chosen from.
    pub parks: Vec<Term>,
    /// What can be chosen from.
    pub sizes: Vec<Term>,
    /// What can be chosen from.
    pub kinds: Vec<ItemKindOption>,
    /// Working days before a deadline, ascending; the rule's own among them.
    pub remind_steps: Vec<u32>,
}

/// A sort of item and its name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ItemKindOption {
    /// Which.
    pub kind: ItemKind,
    /// What a person calls it.
    pub name: String,
}

/// How old what is shown is, and what the person must be told about this phone's storage.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct AppStatus {
    /// When a sync last succeeded, milliseconds by the phone's clock; none before the first.
    pub updated: Option<i64>,
    /// That this is more than a day ago, in words; empty when it is not, and before the first.
    pub stale: String,
    /// As [`Client::incidents`].
    pub incidents: Vec<Incident>,
}

#[uniffi::export]
impl Client {
    /// 投诉建议: a draft, or one that was given back, by its id; without one a new one.
    ///
    /// Errors: `Rejected` (`not-found`) when there is none of this id, (`appeal-sent`) for one that was sent.
    #[uniffi::method(default(id = None))]
    pub async fn appeal_form(&self, id: Option<String>) -> Result<AppealForm, ClientError> {
        let appeal = match id {
            Some(id) => Some(self.appeal(id).await?),
            None => None,
        };
        if appeal.as_ref().is_some_and(|appeal| !appeal.editable) {
            return Err(Error::from(Fault::AppealSent).into());
        }
        self.read(move |view| {
            let reason = appeal.as_ref().map(|appeal| appeal.reason.clone()).unwrap_or_default();
            let draft = appeal.map_or_else(AppealDraft::default, |appeal| AppealDraft {
                id: Some(appeal.id),
                kind: appeal.kind,
                title: appeal.title,
                text: appeal.text,
                town: appeal.town.map(|town| town.code),
                name: appeal.name,
                phone: appeal.phone,
            });
            let kinds = AppealKind::ALL.map(|kind| AppealKindOption { kind, name: kind.name() });
            Ok(AppealForm { draft, reason, kinds: kinds.into(), towns: terms(view.connection, "town")? })
        })
        .await
    }

    /// 产业雷达: a rule by its id; without one a new one.
    ///
    /// Errors: `Rejected` (`not-found`) when there is none of this id.
    #[uniffi::method(default(id = None))]
    pub async fn radar_rule_form(&self, id: Option<String>) -> Result<RadarRuleForm, ClientError> {
        let (rules, _) = self.radar_rows().await?;
        self.read(move |view| radar_rule_form(view, rules, id)).await
    }

    /// How old what is shown is, and what the person must be told.
    pub async fn standing(&self) -> Result<AppStatus, ClientError> {
        let incidents = self.read_outbox(incident::untold).await?;
        self.read(move |view| {
            let updated = home::last_sync(view.connection)?;
            // A clock that was put back makes nothing old.
            let old = updated.filter(|&moment| view.now.saturating_sub(moment) > STALE);
            let stale = old.map(|moment| text::fill("standing.stale", &clock::relative(moment, view.now)));
            Ok(AppStatus { updated, stale: stale.unwrap_or_default(), incidents })
        })
        .await
    }
}

fn radar_rule_form(view: &View<'_>, rules: Vec<RadarRule>, id: Option<String>) -> Result<RadarRuleForm> {
    let rule = match id {
        Some(id) => rules.into_iter().find(|rule| rule.id.as_ref() == Some(&id)).ok_or(Fault::NotFound)?,
        None => RadarRule { remind: Some(REMIND), ..RadarRule::default() },
    };
    let mut remind_steps = REMIND_STEPS.to_vec();
    remind_steps.extend(rule.remind);
    remind_steps.sort_unstable();
    remind_steps.dedup();
    let of = |family| terms(view.connection, family);
    Ok(RadarRuleForm {
        sectors: of("sector")?,
        parks: of("park")?,
        sizes: of("size")?,
        kinds: RADAR_KINDS.map(|kind| ItemKindOption { kind, name: kind.name() }).into(),
        remind_steps,
        rule,
    })
}
