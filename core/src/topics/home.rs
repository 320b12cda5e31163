//! 首页: one look at everything: what warns, what is newest, and what is new in each module and channel that the person
//! wants there, in the person's order.
//!
//! What holds: a front page is one state of the cache; every unread count is what a list of the same scope shows as not
//! read, hidden items and other versions of a card left out; an outbox that cannot be read never keeps anybody from
//! reading, it only takes the person's order away. The order and what is muted stay on this phone.

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use crate::base::change::Change;
use crate::base::clock::{MILLIS_PER_DAY, relative};
use crate::base::error::{Fault, Result};
use crate::base::setting;
use crate::base::store::Write;
use crate::reader::catalogue::{Term, terms};
use crate::reader::feed::{self, ItemRow, Scope, View};
use crate::reader::reminder::{Reminder, ReminderKind};
use crate::topics::alert::{self, AlertRow};
use crate::topics::industry::PolicyRow;
use crate::topics::industry::radar::{self, Hit};

/// Rows of the newest, and of each section.
const LATEST: u32 = 10;
const SECTION: u32 = 3;
/// Top stories, and of how many milliseconds: three days.
const TOP: usize = 3;
const TOP_SPAN: i64 = 3 * MILLIS_PER_DAY;
/// Deadlines.
const DEADLINES: usize = 5;
/// Modules and channels that the person sections_of.
const MAX_ENTRIES: usize = 300;
/// Bytes of a code.
const MAX_CODE: usize = 200;
const SETTING: &str = "home";

/// What a section of the front page is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum HomeFamily {
    /// 模块.
    Module,
    /// 渠道.
    Channel,
}

impl HomeFamily {
    /// As the catalogue's table calls it.
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

/// A module or a channel, and what the person wants of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct HomeEntry {
    /// Which of both.
    pub family: HomeFamily,
    /// Its code.
    pub code: String,
    /// What a person calls it.
    pub name: String,
    /// 订阅: whether it has a section.
    pub shown: bool,
    /// 静音: whether it brings neither counts nor notifications.
    pub muted: bool,
}

/// What the person wants of a module or a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct HomeChoice {
    /// Which of both.
    pub family: HomeFamily,
    /// Its code.
    pub code: String,
    /// 订阅: whether it has a section.
    pub shown: bool,
    /// 静音: whether it brings neither counts nor notifications.
    pub muted: bool,
}

/// The front page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Home {
    /// 应急: the messages that hold now, as [`crate::Client::alerts`] has them. To be shown above everything.
    pub alerts: Vec<AlertRow>,
    /// 要闻: what most channels reported of the last three days that there is news of, at most three, the most reported first.
    pub top: Vec<ItemRow>,
    /// The newest of everything but those.
    pub latest: Vec<ItemRow>,
    /// The newest of each module and channel that the person wants here and that has any, in the person's order; at first
    /// every module in the catalogue's.
    pub sections: Vec<HomeSection>,
    /// Cards of the list of everything that were not read, those of muted modules and channels left out.
    pub unread_total: u32,
    /// Policies that the radar found and that end within fourteen days, the first first, at most five.
    pub deadlines: Vec<PolicyRow>,
    /// Stories that the radar found and the person has not seen.
    pub radar_unseen: u32,
    /// Appeals 投诉建议 to which something happened that the person has not looked at.
    pub appeals_unseen: u32,
    /// When a sync last succeeded, milliseconds by the phone's clock; none before the first.
    pub updated: Option<i64>,
    /// The same in words; empty before the first.
    pub updated_text: String,
}

/// One module or channel on the front page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct HomeSection {
    /// What it is of.
    pub family: HomeFamily,
    /// The module, or the channel.
    pub module: Term,
    /// Its newest items.
    pub items: Vec<ItemRow>,
    /// Cards of its list that were not read; 0 when it is muted.
    pub unread: u32,
    /// 静音.
    pub muted: bool,
}

/// What a front page needs of the outbox.
#[derive(Debug, Clone, Default)]
pub(crate) struct Own {
    pub(crate) person: alert::Person,
    pub(crate) choices: Vec<HomeChoice>,
    pub(crate) appeals_unseen: u32,
    pub(crate) hits: Vec<Hit>,
}

/// What the person chose; empty before the first time.
pub(crate) fn choices(outbox: &Connection) -> Result<Vec<HomeChoice>> {
    setting::get(outbox, SETTING)
}

/// Keeps what the person chose. What is not named keeps its earlier choice, at the end: a screen does not know of what the
/// catalogue has no more, and it may come back.
pub(crate) fn choose(write: &Write<'_>, wanted: Vec<HomeChoice>) -> Result<()> {
    if wanted.len() > MAX_ENTRIES || wanted.iter().any(|one| one.code.is_empty() || one.code.len() > MAX_CODE) {
        return Err(Fault::BadRequest);
    }
    let mut kept: Vec<HomeChoice> = Vec::with_capacity(wanted.len());
    for choice in wanted.into_iter().chain(choices(write)?) {
        let known = kept.iter().any(|one| one.family == choice.family && one.code == choice.code);
        if !known && kept.len() < MAX_ENTRIES {
            kept.push(choice);
        }
    }
    setting::set(write, SETTING, &kept)?;
    write.announce(Change::Settings);
    Ok(())
}

/// The catalogue's modules and channels in the person's order. Those that the person has not seen come last, as at first:
/// modules shown, channels not.
pub(crate) fn sections_of(connection: &Connection, choices: &[HomeChoice]) -> Result<Vec<HomeEntry>> {
    let mut entries = Vec::new();
    for family in [HomeFamily::Module, HomeFamily::Channel] {
        for Term { code, name } in terms(connection, family.name())? {
            let chosen = choices.iter().position(|one| one.family == family && one.code == code);
            let (shown, muted) = chosen
                .and_then(|at| choices.get(at))
                .map_or_else(|| (family == HomeFamily::Module, false), |one| (one.shown, one.muted));
            entries.push((chosen.unwrap_or(usize::MAX), HomeEntry { family, code, name, shown, muted }));
        }
    }
    // Stable: what was not chosen stays in the catalogue's order.
    entries.sort_by_key(|(place, _)| *place);
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

fn is_muted(choices: &[HomeChoice], family: HomeFamily, code: Option<&str>) -> bool {
    choices.iter().any(|one| one.muted && one.family == family && Some(one.code.as_str()) == code)
}

/// Of every place in modules and channels, how many items were not read, and whether they stand there for their cards.
const UNREAD: &str = "SELECT item.module, item.module_front, item.channel, item.channel_front, item.front, count(*)
      FROM item WHERE item.read = 0
     GROUP BY item.module, item.module_front, item.channel, item.channel_front, item.front";

/// Unread items of one place.
struct Unread {
    module: Option<String>,
    module_front: bool,
    channel: Option<String>,
    channel_front: bool,
    front: bool,
    count: u32,
}

fn unread(connection: &Connection) -> Result<Vec<Unread>> {
    let mut query = connection.prepare_cached(UNREAD)?;
    let rows = query.query_map([], |row| {
        Ok(Unread {
            module: row.get(0)?,
            module_front: row.get(1)?,
            channel: row.get(2)?,
            channel_front: row.get(3)?,
            front: row.get(4)?,
            count: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Unread {
    fn stands_in(&self, family: HomeFamily, code: &str) -> bool {
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

/// The newest cards: which of them came through more than one channel is looked for among these.
const NEWEST: &str = "SELECT item.key, item.versions, item.published FROM item WHERE item.front = 1
     ORDER BY item.published DESC, item.key DESC LIMIT 200";

/// The keys of the top stories.
fn top(connection: &Connection) -> Result<Vec<i64>> {
    let mut query = connection.prepare_cached(NEWEST)?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let newest: Vec<(i64, i64, i64)> = rows.collect::<rusqlite::Result<_>>()?;
    // From the newest report and not from today: a phone that was off for a week shows what was the news then.
    let since = newest.first().map_or(i64::MAX, |(_, _, published)| published.saturating_sub(TOP_SPAN));
    let mut top: Vec<_> = newest.into_iter().filter(|(_, versions, at)| *versions > 1 && *at >= since).collect();
    // Stable: of equally many channels the newest.
    top.sort_by_key(|(_, versions, _)| std::cmp::Reverse(*versions));
    Ok(top.into_iter().take(TOP).map(|(key, ..)| key).collect())
}

/// The front page.
pub(crate) fn home(view: &View<'_>, own: &Own) -> Result<Home> {
    let connection = view.connection;
    let counted = unread(connection)?;
    let sum = |counts: &mut dyn Iterator<Item = &Unread>| counts.map(|one| one.count).sum();
    let mut sections = Vec::new();
    for HomeEntry { family, code, name, shown, muted } in sections_of(connection, &own.choices)? {
        if !shown {
            continue;
        }
        let items = feed::newest_rows(view, &family.scope(&code), SECTION)?;
        if !items.is_empty() {
            let mut own = counted.iter().filter(|one| !muted && one.stands_in(family, &code));
            let unread = sum(&mut own);
            sections.push(HomeSection { family, module: Term { code, name }, items, unread, muted });
        }
    }
    let updated = updated(connection)?;
    let mut top_rows = Vec::new();
    for key in top(connection)? {
        top_rows.extend(feed::row_by_key(view, key)?);
    }
    let mut latest = feed::newest_rows(view, &Scope::All, LATEST + TOP as u32)?;
    latest.retain(|row| top_rows.iter().all(|top| top.id != row.id));
    latest.truncate(LATEST as usize);
    Ok(Home {
        alerts: alert::current(view, &own.person)?,
        top: top_rows,
        latest,
        sections,
        unread_total: sum(&mut counted.iter().filter(|one| one.front && !one.is_muted(&own.choices))),
        deadlines: radar::ending(view, &own.hits, DEADLINES)?,
        radar_unseen: radar::unseen(connection, &own.hits)?,
        appeals_unseen: own.appeals_unseen,
        updated,
        updated_text: updated.map_or_else(String::new, |moment| relative(moment, view.device_now)),
    })
}

/// When a sync last succeeded.
pub(crate) fn updated(connection: &Connection) -> Result<Option<i64>> {
    Ok(connection.prepare_cached("SELECT max(succeeded) FROM origin")?.query_row([], |row| row.get(0))?)
}

/// Leaves out what comes of a muted module or channel. A warning is silenced by its module alone: whoever mutes a channel
/// for its many reports has not asked for that.
pub(crate) fn without_muted(
    cache: &Connection,
    choices: &[HomeChoice],
    reminders: Vec<Reminder>,
) -> Result<Vec<Reminder>> {
    if choices.iter().all(|one| !one.muted) {
        return Ok(reminders);
    }
    let mut loud = Vec::with_capacity(reminders.len());
    for plan in reminders {
        let place: Option<(Option<String>, Option<String>)> = cache
            .prepare_cached("SELECT module, channel FROM item WHERE id = ?1")?
            .query_row([&plan.item], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (module, channel) = place.unwrap_or_default();
        let muted = is_muted(choices, HomeFamily::Module, module.as_deref())
            || plan.kind != ReminderKind::Alert && is_muted(choices, HomeFamily::Channel, channel.as_deref());
        if !muted {
            loud.push(plan);
        }
    }
    Ok(loud)
}

#[cfg(test)]
mod tests;
