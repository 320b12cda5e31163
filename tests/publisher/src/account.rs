//! The accounts of clerks and editors, which are data of the content folder, and the lifetimes of their logins.
//!
//! An account that is no longer in the file has no access, whatever tokens and sessions it has.

use crate::archive::{Archive, ArchiveError};
use crate::digest;
use crate::login_limit::LoginLimit;
use crate::response::Problem;
use crate::tokens::{self, Lifetimes, Secret};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Who an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    /// Of a station: submits.
    Clerk,
    /// Of the centre: reviews.
    Editor,
}

/// An account.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    /// What is typed to log in, and the id.
    pub(crate) account: String,
    /// The person's name.
    pub(crate) name: String,
    /// In plain text: every account of this publisher is a sample.
    password: String,
    pub(crate) role: Role,
    /// The code of a station; required for a clerk.
    #[serde(default)]
    pub(crate) station: Option<String>,
}

/// All accounts, and the secret and the lifetimes of their tokens.
pub(crate) struct Accounts {
    accounts: Vec<Account>,
    pub(crate) secret: Secret,
    limit: LoginLimit,
    lifetimes: Mutex<Lifetimes>,
}

/// Why nobody is logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denied {
    /// There is no account with this name and password.
    Wrong,
    /// The account is for somebody else.
    OtherRole,
    /// The password was not looked at.
    Wait(Duration),
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Accounts({})", self.accounts.len())
    }
}

impl Accounts {
    /// Reads `accounts.json` of a content folder; without the file nobody can log in.
    pub(crate) fn load(folder: Option<&Path>, catalogue: &Value, secret: Secret) -> io::Result<Self> {
        let text = match folder.map(|folder| std::fs::read_to_string(folder.join("accounts.json"))) {
            Some(Ok(text)) => text,
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => "[]".to_owned(),
        };
        let accounts: Vec<Account> = serde_json::from_str(&text).map_err(io::Error::other)?;
        for (place, account) in accounts.iter().enumerate() {
            let stations = catalogue["stations"].as_array();
            let known = |code: &String| stations.is_some_and(|all| all.iter().any(|station| station["code"] == **code));
            let problem = if account.role == Role::Clerk && !account.station.as_ref().is_some_and(known) {
                "its station is not in the catalogue"
            } else if account.account.trim() != account.account || account.account.is_empty() {
                "it has no account name, or one with blanks around it"
            } else if account.password.is_empty() {
                "it has no password"
            } else if accounts[..place].iter().any(|other| other.account == account.account) {
                "its account name is taken"
            } else {
                continue;
            };
            return Err(io::Error::other(format!("accounts.json: account {}: {problem}", place + 1)));
        }
        Ok(Self { accounts, secret, limit: LoginLimit::default(), lifetimes: Mutex::default() })
    }

    /// The account of a person who typed this name and password on a page that is for `role`. `address`: where from.
    pub(crate) fn log_in(
        &self,
        account: &str,
        password: &str,
        role: Role,
        address: IpAddr,
    ) -> Result<&Account, Denied> {
        let now = Instant::now();
        let attempt = self.limit.begin(account, address, now).map_err(Denied::Wait)?;
        let account = self.verify(account, password).ok_or(Denied::Wrong)?;
        self.limit.succeeded(&attempt, now);
        if account.role == role { Ok(account) } else { Err(Denied::OtherRole) }
    }

    fn verify(&self, account: &str, password: &str) -> Option<&Account> {
        let known = self.find(account.trim());
        let own = known.map_or("", |account| account.password.as_str());
        // Digests have one length, so the time says nothing about the password's.
        let equal = digest::constant_time_eq(&tokens::hash(own), &tokens::hash(password));
        known.filter(|_| equal)
    }

    pub(crate) fn find(&self, account: &str) -> Option<&Account> {
        self.accounts.iter().find(|known| known.account == account)
    }

    /// The name of the person of an account; the account itself if it is unknown.
    pub(crate) fn name_of<'a>(&'a self, account: &'a str) -> &'a str {
        self.find(account).map_or(account, |account| account.name.as_str())
    }

    pub(crate) fn lifetimes(&self) -> Lifetimes {
        *self.lifetimes.lock().expect("nothing panics while it holds the lifetimes")
    }
}

/// New lifetimes, in seconds; what is absent stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LifetimesRequest {
    code: Option<u32>,
    access: Option<u32>,
    grace: Option<u32>,
}

/// Sets lifetimes, and returns them all.
pub(crate) fn set_lifetimes(accounts: &Accounts, request: &LifetimesRequest) -> Value {
    let mut lifetimes = accounts.lifetimes.lock().expect("nothing panics while it holds the lifetimes");
    let or = |new: Option<u32>, old| new.map_or(old, i64::from);
    *lifetimes = Lifetimes {
        code: or(request.code, lifetimes.code),
        access: or(request.access, lifetimes.access),
        grace: or(request.grace, lifetimes.grace),
    };
    json!({ "code": lifetimes.code, "access": lifetimes.access, "grace": lifetimes.grace })
}

/// An account by its name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountRequest {
    account: String,
}

/// Expires all access tokens of an account.
pub(crate) fn expire(archive: &Archive, request: &AccountRequest) -> Result<Value, Problem> {
    let expired = archive.with_connection(|connection| tokens::expire_all(connection, &request.account));
    Ok(json!({ "expired": expired.map_err(ArchiveError::from)? }))
}

/// Revokes all logins of an account.
pub(crate) fn revoke(archive: &Archive, request: &AccountRequest) -> Result<Value, Problem> {
    let revoked = archive.with_connection(|connection| tokens::revoke_all(connection, &request.account));
    Ok(json!({ "revoked": revoked.map_err(ArchiveError::from)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(accounts: &Value) -> io::Result<Accounts> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("accounts.json"), accounts.to_string()).unwrap();
        let catalogue = json!({ "stations": [{ "code": "etdz", "park": "p" }] });
        Accounts::load(Some(folder.path()), &catalogue, Secret::open(None).unwrap())
    }

    #[test]
    fn account_is_found_by_name_and_whole_password() {
        let zhang =
            json!({ "account": "zhang", "name": "张三", "password": "abc", "role": "clerk", "station": "etdz" });
        let accounts = load(&json!([zhang])).unwrap();
        assert!(accounts.verify("zhang", "abc").is_some() && accounts.verify(" zhang ", "abc").is_some());
        for (name, password) in [("zhang", "ab"), ("zhang", "abcd"), ("zhang", ""), ("li", "abc"), ("li", ""), ("", "")]
        {
            assert!(accounts.verify(name, password).is_none(), "{name} {password}");
        }
        assert!(!format!("{accounts:?}").contains("zhang"));
    }

    #[test]
    fn wrong_accounts_are_refused() {
        let of = |member: &str, value: Value| {
            let mut account =
                json!({ "account": "a", "name": "甲", "password": "p", "role": "clerk", "station": "etdz" });
            account[member] = value;
            account
        };
        for wrong in [
            json!([of("station", json!("nowhere"))]),
            json!([of("station", Value::Null)]),
            json!([of("account", json!(""))]),
            json!([of("account", json!(" a"))]),
            json!([of("password", json!(""))]),
            json!([of("role", json!("chief"))]),
            json!([of("shoe", json!(1))]),
            json!([of("name", json!("乙")), of("name", json!("丙"))]),
        ] {
            assert!(load(&wrong).is_err(), "{wrong}");
        }
        assert!(load(&json!([of("name", json!("甲")), of("account", json!("b"))])).is_ok());
    }
}
