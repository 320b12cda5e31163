//! 首页: the front page: current alerts, top stories, the newest items, and the newest of each module and channel that
//! the person wants there, in the person's order. What holds:
//!
//! - A front page shows one state of the cache.
//! - Every unread count equals the number of unread rows in the list of the same scope: hidden items and further
//!   versions of a story are left out.
//! - An outbox that cannot be read costs only the person's order and counts: the caller passes [`HomeInputs::default`]
//!   then.
//! - The order and what is muted stay on this phone.

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use crate::base::change::Change;
use crate::base::clock::{MILLIS_PER_DAY, relative};
use crate::base::error::{Fault, Result};
use crate::base::setting;
use crate::base::sort::sort_by_key;
use crate::base::store::{Write, collect_rows};
use crate::reader::catalogue::{Term, terms};
use crate::reader::feed::{self, ItemRow, Scope, View};
use crate::reader::origin::publisher_time;
use crate::reader::reminder::{Reminder, ReminderKind};
use crate::topics::alert::{self, AlertRecipient, AlertRow};
use crate::topics::industry::PolicyRow;
use crate::topics::industry::radar::{self, Hit};

/// Rows of the newest items.
const MAX_LATEST: u32 = 10;
/// Rows of each section.
const MAX_SECTION: u32 = 3;
/// Top stories.
const MAX_TOP: usize = 3;
/// A top story is not older than the newest story by more than this, in milliseconds.
const TOP_SPAN: i64 = 3 * MILLIS_PER_DAY;
/// Policies whose deadline is soon.
const MAX_DEADLINES: usize = 5;
/// Modules and channels whose choices are stored.
const MAX_CHOICES: usize = 300;
/// Bytes of a code.
const MAX_CODE: usize = 200;
/// The name of the setting that holds the choices.
pub(crate) const SETTING: &str = "home";

/// What a section of the front page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum HomeFamily {
    /// 模块.
    Module,
    /// 渠道.
    Channel,
}

impl HomeFamily {
    /// The family of its terms in the catalogue.
    fn name(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Channel => "channel",
        }
    }

    fn scope(self, code: &str) -> Scope {
        match self {
            Self::Module => Scope::Module { code: code.to_owned() },
            Self::Channel => Scope::Channel { code: code.to_owned() },
        }
    }
}

/// A module or a channel of the catalogue, and the person's choice for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct HomeEntry {
    /// Module or channel.
    pub family: HomeFamily,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// 订阅: true if it has a section.
    pub shown: bool,
    /// 静音: true if it adds to no count and makes no notification.
    pub muted: bool,
}

/// The person's choice for a module or a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct HomeChoice {
    /// Module or channel.
    pub family: HomeFamily,
    /// Its code.
    pub code: String,
    /// 订阅: true if it has a section.
    pub shown: bool,
    /// 静音: true if it adds to no count and makes no notification.
    pub muted: bool,
}

/// The front page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Home {
    /// 应急: the alerts in force, real ones before exercises, then by severity. To be shown above everything else.
    pub alerts: Vec<AlertRow>,
    /// 要闻: the stories in the most channels, of the three days before the newest story; at most three, the one in the
    /// most channels first.
    pub top: Vec<ItemRow>,
    /// The newest items without the top stories, at most ten.
    pub latest: Vec<ItemRow>,
    /// The modules and channels that the person chose and that have items, in the person's order; before the first
    /// choice every module, in the catalogue's order.
    pub sections: Vec<HomeSection>,
    /// How many rows of the list of all items are unread, without those of muted modules and channels.
    pub unread_total: u32,
    /// The policies among the radar's hits whose deadline is within fourteen days, the earliest first, at most five.
    pub deadlines: Vec<PolicyRow>,
    /// How many stories among the radar's hits the person has not seen.
    pub radar_unseen: u32,
    /// How many appeals 投诉建议 have something new that the person has not seen.
    pub appeals_unseen: u32,
    /// How many submissions 报送 of the account that is logged in have something new that the person has not seen.
    pub submissions_unseen: u32,
    /// When a sync last succeeded, in milliseconds, by the phone's clock; `None` before the first.
    pub updated: Option<i64>,
    /// [`Self::updated`] in words; empty before the first sync.
    pub updated_text: String,
}

/// The section of a module or a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct HomeSection {
    /// Module or channel.
    pub family: HomeFamily,
    /// The module or the channel.
    pub module: Term,
    /// Its newest items, at most three.
    pub items: Vec<ItemRow>,
    /// How many rows of its list are unread; 0 if it is muted.
    pub unread: u32,
    /// 静音: true if it adds to no count and makes no notification.
    pub muted: bool,
}

/// What the front page takes from the outbox.
#[derive(Debug, Clone, Default)]
pub(crate) struct HomeInputs {
    pub(crate) recipient: AlertRecipient,
    pub(crate) choices: Vec<HomeChoice>,
    pub(crate) appeals_unseen: u32,
    pub(crate) submissions_unseen: u32,
    /// Of the radar.
    pub(crate) hits: Vec<Hit>,
}

/// The stored choices, in the person's order; empty before the first.
pub(crate) fn choices(outbox: &Connection) -> Result<Vec<HomeChoice>> {
    setting::get(outbox, SETTING)
}

/// Stores choices. Choices that are stored already and not given again are kept, at the end: the catalogue may have
/// lost their module or channel, so that no screen shows it, and get it back.
///
/// Errors: `BadRequest` for too many choices, or a code that is empty or too long.
pub(crate) fn set_choices(write: &Write<'_>, given: Vec<HomeChoice>) -> Result<()> {
    if given.len() > MAX_CHOICES || given.iter().any(|choice| choice.code.is_empty() || choice.code.len() > MAX_CODE) {
        return Err(Fault::BadRequest);
    }
    let mut stored: Vec<HomeChoice> = Vec::with_capacity(given.len());
    for choice in given.into_iter().chain(choices(write)?) {
        let known = stored.iter().any(|other| other.family == choice.family && other.code == choice.code);
        if !known && stored.len() < MAX_CHOICES {
            stored.push(choice);
        }
    }
    setting::set(write, SETTING, &stored)?;
    write.announce(Change::Settings);
    Ok(())
}

/// The catalogue's modules and channels in the person's order. Those without a choice come last, modules shown and
/// channels not.
pub(crate) fn entries(connection: &Connection, choices: &[HomeChoice]) -> Result<Vec<HomeEntry>> {
    let mut entries = Vec::new();
    for family in [HomeFamily::Module, HomeFamily::Channel] {
        for Term { code, name } in terms(connection, family.name())? {
            let chosen = choices.iter().position(|choice| choice.family == family && choice.code == code);
            let (shown, muted) = chosen
                .and_then(|position| choices.get(position))
                .map_or_else(|| (family == HomeFamily::Module, false), |choice| (choice.shown, choice.muted));
            entries.push((chosen.unwrap_or(usize::MAX), HomeEntry { family, code, name, shown, muted }));
        }
    }
    // The sort is stable: entries without a choice stay in the catalogue's order.
    sort_by_key(&mut entries, |(position, _)| *position);
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

fn is_muted(choices: &[HomeChoice], family: HomeFamily, code: Option<&str>) -> bool {
    choices.iter().any(|choice| choice.muted && choice.family == family && Some(choice.code.as_str()) == code)
}

/// Unread items, counted for each combination of module, channel and the flags that say in which lists they represent
/// their story.
const UNREAD: &str = "SELECT item.module, item.module_front, item.channel, item.channel_front, item.front, count(*)
      FROM item WHERE item.read = 0
     GROUP BY item.module, item.module_front, item.channel, item.channel_front, item.front";

/// A row of [`UNREAD`].
struct UnreadCount {
    module: Option<String>,
    module_front: bool,
    channel: Option<String>,
    channel_front: bool,
    front: bool,
    count: u32,
}

fn unread_counts(connection: &Connection) -> Result<Vec<UnreadCount>> {
    collect_rows(connection, UNREAD, [], |row| {
        Ok(UnreadCount {
            module: row.get(0)?,
            module_front: row.get(1)?,
            channel: row.get(2)?,
            channel_front: row.get(3)?,
            front: row.get(4)?,
            count: row.get(5)?,
        })
    })
}

impl UnreadCount {
    /// Whether these items are rows in the list of a module or channel.
    fn is_listed_in(&self, family: HomeFamily, code: &str) -> bool {
        match family {
            HomeFamily::Module => self.module_front && self.module.as_deref() == Some(code),
            HomeFamily::Channel => self.channel_front && self.channel.as_deref() == Some(code),
        }
    }

    fn is_muted(&self, choices: &[HomeChoice]) -> bool {
        is_muted(choices, HomeFamily::Module, self.module.as_deref())
            || is_muted(choices, HomeFamily::Channel, self.channel.as_deref())
    }
}

/// The newest stories, among which the top stories are looked for.
const NEWEST: &str = "SELECT item.key, item.versions, item.published FROM item WHERE item.front = 1
     ORDER BY item.published DESC, item.key DESC LIMIT 200";

/// The keys of the top stories.
fn top_stories(connection: &Connection) -> Result<Vec<i64>> {
    let newest: Vec<(i64, i64, i64)> =
        collect_rows(connection, NEWEST, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    // The span ends with the newest story and not today: a phone that was off for a week shows the top stories of then.
    let since = newest.first().map_or(i64::MAX, |(_, _, published)| published.saturating_sub(TOP_SPAN));
    let mut top: Vec<_> =
        newest.into_iter().filter(|(_, versions, published)| *versions > 1 && *published >= since).collect();
    // The sort is stable: of stories in equally many channels the newest comes first.
    sort_by_key(&mut top, |(_, versions, _)| std::cmp::Reverse(*versions));
    Ok(top.into_iter().take(MAX_TOP).map(|(key, ..)| key).collect())
}

/// The front page.
pub(crate) fn load(view: &View<'_>, inputs: &HomeInputs) -> Result<Home> {
    let connection = view.connection;
    let unread = unread_counts(connection)?;
    let sum = |counts: &mut dyn Iterator<Item = &UnreadCount>| counts.map(|unread| unread.count).sum();
    let mut sections = Vec::new();
    for HomeEntry { family, code, name, shown, muted } in entries(connection, &inputs.choices)? {
        if !shown {
            continue;
        }
        let items = feed::newest_rows(view, &family.scope(&code), MAX_SECTION)?;
        if !items.is_empty() {
            let unread = sum(&mut unread.iter().filter(|unread| !muted && unread.is_listed_in(family, &code)));
            sections.push(HomeSection { family, module: Term { code, name }, items, unread, muted });
        }
    }
    let updated = last_sync(connection)?;
    let mut top = Vec::new();
    for key in top_stories(connection)? {
        top.extend(feed::row_by_key(view, key)?);
    }
    let mut latest = feed::newest_rows(view, &Scope::All, MAX_LATEST + MAX_TOP as u32)?;
    latest.retain(|row| top.iter().all(|top| top.id != row.id));
    latest.truncate(MAX_LATEST as usize);
    Ok(Home {
        alerts: alert::current(view, &inputs.recipient)?,
        top,
        latest,
        sections,
        unread_total: sum(&mut unread.iter().filter(|unread| unread.front && !unread.is_muted(&inputs.choices))),
        deadlines: radar::ending_policies(view, &inputs.hits, MAX_DEADLINES)?,
        radar_unseen: radar::unseen_count(connection, &inputs.hits)?,
        appeals_unseen: inputs.appeals_unseen,
        submissions_unseen: inputs.submissions_unseen,
        updated,
        updated_text: match updated {
            Some(moment) => relative(publisher_time(connection, moment)?, view.publisher_now),
            None => String::new(),
        },
    })
}

/// When a sync last succeeded, in milliseconds, by the phone's clock; `None` before the first.
pub(crate) fn last_sync(connection: &Connection) -> Result<Option<i64>> {
    Ok(connection.prepare_cached("SELECT max(succeeded) FROM origin")?.query_row([], |row| row.get(0))?)
}

/// Removes the reminders of muted modules and channels. A muted channel does not silence alerts, only their own module
/// does: a channel is muted for its many reports.
pub(crate) fn without_muted(
    cache: &Connection,
    choices: &[HomeChoice],
    reminders: Vec<Reminder>,
) -> Result<Vec<Reminder>> {
    if choices.iter().all(|choice| !choice.muted) {
        return Ok(reminders);
    }
    let mut remaining = Vec::with_capacity(reminders.len());
    for reminder in reminders {
        let item: Option<(Option<String>, Option<String>)> = cache
            .prepare_cached("SELECT module, channel FROM item WHERE id = ?1")?
            .query_row([&reminder.item], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (module, channel) = item.unwrap_or_default();
        let muted = is_muted(choices, HomeFamily::Module, module.as_deref())
            || reminder.kind != ReminderKind::Alert && is_muted(choices, HomeFamily::Channel, channel.as_deref());
        if !muted {
            remaining.push(reminder);
        }
    }
    Ok(remaining)
}

#[cfg(test)]
mod tests;
