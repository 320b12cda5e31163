//! Whose account is on the phone: the row of the outbox.

use std::fmt;

use rusqlite::{Connection, OptionalExtension};

use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::Write;

/// Whose account is on the phone.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct AccountOnPhone {
    /// The publisher's id of the account.
    pub(crate) id: String,
    /// The clerk's name.
    pub(crate) name: String,
    /// Codes of the catalogue.
    pub(crate) station: String,
    pub(crate) park: Option<String>,
}

/// Without what says who the person is.
impl fmt::Debug for AccountOnPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountOnPhone").field("station", &self.station).finish_non_exhaustive()
    }
}

/// The account with the state of its session.
#[derive(Clone)]
pub(crate) struct StoredAccount {
    pub(crate) account: AccountOnPhone,
    /// When the person logged in, milliseconds of the phone's clock.
    pub(crate) since: i64,
    /// Whether new tokens were asked for and are not stored yet.
    pub(super) refresh_started: bool,
    /// Whether the person has to log in again.
    pub(crate) expired: bool,
}

/// The account that is logged in, or has to log in again; `None` if nobody is.
pub(crate) fn read(outbox: &Connection) -> Result<Option<StoredAccount>> {
    let mut query = outbox.prepare_cached(
        "SELECT id, name, station, park, since, refresh_started IS NOT NULL, expired IS NOT NULL FROM account
         ORDER BY since DESC LIMIT 1",
    )?;
    let read = query.query_row([], |row| {
        let account = AccountOnPhone { id: row.get(0)?, name: row.get(1)?, station: row.get(2)?, park: row.get(3)? };
        Ok(StoredAccount { account, since: row.get(4)?, refresh_started: row.get(5)?, expired: row.get(6)? })
    });
    Ok(read.optional()?)
}

/// How many submissions of an account are not delivered, drafts included. It is counted here, below the topic that writes
/// them, because a login has to know it.
pub(crate) fn unsent(outbox: &Connection, account: &str) -> Result<u32> {
    let sql = "SELECT count(*) FROM submission WHERE account = ?1 AND phase <> 'delivered'";
    Ok(outbox.prepare_cached(sql)?.query_row([account], |row| row.get(0))?)
}

/// The person logged in.
pub(super) fn log_in(write: &Write<'_>, account: &AccountOnPhone, now: i64) -> Result<()> {
    write.execute("DELETE FROM account", [])?;
    let AccountOnPhone { id, name, station, park } = account;
    write.execute(
        "INSERT INTO account (id, name, station, park, since) VALUES (?1, ?2, ?3, ?4, ?5)",
        (id, name, station, park, now),
    )?;
    write.announce(Change::Account);
    Ok(())
}

/// The person logged out: the row leaves the file.
pub(super) fn log_out(write: &Write<'_>) -> Result<()> {
    if write.execute("DELETE FROM account", [])? > 0 {
        write.request_scrub()?;
        write.announce(Change::Account);
    }
    Ok(())
}

/// New tokens are about to be asked for.
pub(super) fn begin_refresh(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    write.execute("UPDATE account SET refresh_started = ?2 WHERE id = ?1 AND refresh_started IS NULL", (id, now))?;
    Ok(())
}

/// The new tokens are stored. What the publisher says about the person may have changed.
pub(super) fn finish_refresh(write: &Write<'_>, account: &AccountOnPhone) -> Result<()> {
    let AccountOnPhone { id, name, station, park } = account;
    write.execute("UPDATE account SET refresh_started = NULL WHERE id = ?1", [id])?;
    let changed = write.execute(
        "UPDATE account SET name = ?2, station = ?3, park = ?4
         WHERE id = ?1 AND (name, station, park) IS NOT (?2, ?3, ?4)",
        (id, name, station, park),
    )?;
    if changed > 0 {
        write.announce(Change::Account);
    }
    Ok(())
}

/// The tokens that an interrupted refresh asked for are stored.
pub(super) fn settle_refresh(write: &Write<'_>, id: &str) -> Result<()> {
    write.execute("UPDATE account SET refresh_started = NULL WHERE id = ?1", [id])?;
    Ok(())
}

/// The person has to log in again. The row stays: what they wrote is theirs.
pub(super) fn expire(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    let sql = "UPDATE account SET expired = ?2, refresh_started = NULL WHERE id = ?1 AND expired IS NULL";
    if write.execute(sql, (id, now))? > 0 {
        write.announce(Change::Account);
    }
    Ok(())
}
