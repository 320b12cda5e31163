//! Codes, access tokens and refresh tokens of clerks. What holds:
//!
//! - The database has the SHA-256 of a token, never the token. A token is the HMAC of its row's random id under the
//!   publisher's secret, so the same pair can be returned again within the grace window.
//! - A refresh replaces a pair. The replaced refresh token returns the same successor within the grace window; after
//!   it, and for any older token, the whole family is revoked: somebody else has the token.
//! - A code works once; its second use revokes the family that it gave.

use crate::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

pub(crate) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS login_families (
    id BLOB PRIMARY KEY NOT NULL, account TEXT NOT NULL, revoked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS login_codes (
    hash BLOB PRIMARY KEY NOT NULL, account TEXT NOT NULL, redirect TEXT NOT NULL, challenge TEXT NOT NULL,
    issued INTEGER NOT NULL, family BLOB
) STRICT;
CREATE TABLE IF NOT EXISTS token_pairs (
    id BLOB PRIMARY KEY NOT NULL, family BLOB NOT NULL REFERENCES login_families, refresh_hash BLOB NOT NULL UNIQUE,
    access_hash BLOB NOT NULL UNIQUE, expires INTEGER NOT NULL, successor BLOB, replaced INTEGER
) STRICT;
";

/// How long codes and tokens work; the control port changes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lifetimes {
    /// Seconds of a code.
    pub(crate) code: i64,
    /// Seconds of an access token that is issued from now on.
    pub(crate) access: i64,
    /// Seconds for which a replaced refresh token returns its successor.
    pub(crate) grace: i64,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self { code: 60, access: 3600, grace: 600 }
    }
}

/// The publisher's secret.
pub(crate) struct Secret(hmac::Key);

impl Secret {
    /// Reads the file, or makes it, readable for its owner alone. Without a file the secret ends with the process.
    pub(crate) fn open(file: Option<&Path>) -> io::Result<Self> {
        let mut secret = [0; 32];
        match file {
            Some(file) if file.exists() => fs::File::open(file)?.read_exact(&mut secret)?,
            Some(file) => {
                fill(&mut secret);
                // Under its own name only once it is whole: half a secret would stop the next start.
                let draft = file.with_extension("secret-draft");
                create_private(&draft)?.write_all(&secret)?;
                fs::rename(draft, file)?;
            }
            None => fill(&mut secret),
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &secret)))
    }

    /// A text that only this publisher can compute from `id`. `purpose` keeps texts of the same id apart.
    pub(crate) fn derive(&self, purpose: &str, id: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(purpose.as_bytes());
        context.update(&[0]);
        context.update(id);
        URL_SAFE_NO_PAD.encode(context.sign())
    }
}

fn create_private(file: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

fn fill(bytes: &mut [u8]) {
    SystemRandom::new().fill(bytes).expect("the system has random numbers");
}

/// A random text that cannot be guessed.
pub(crate) fn random_text() -> String {
    let mut bytes = [0; 32];
    fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What the database stores of a token.
pub(crate) fn hash(token: &str) -> [u8; 32] {
    digest::sha256(&[token.as_bytes()])
}

/// The code challenge of a verifier by S256 (RFC 7636, 4.2).
pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(hash(verifier))
}

/// A pair of tokens.
pub(crate) struct TokenPair {
    pub(crate) account: String,
    pub(crate) access: String,
    pub(crate) refresh: String,
    /// Seconds for which the access token still works.
    pub(crate) expires_in: i64,
}

/// Milliseconds for which a code is known, so that its second use ends what its first use began.
const CODE_KNOWN: i64 = 24 * 3600 * 1000;

/// Issues a code. `now` in milliseconds.
pub(crate) fn issue_code(
    connection: &Connection,
    now: i64,
    account: &str,
    redirect: &str,
    challenge: &str,
) -> rusqlite::Result<String> {
    let code = random_text();
    connection.prepare_cached("DELETE FROM login_codes WHERE issued < ?")?.execute([now - CODE_KNOWN])?;
    connection
        .prepare_cached("INSERT INTO login_codes (hash, account, redirect, challenge, issued) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![hash(&code), account, redirect, challenge, now])?;
    Ok(code)
}

/// Exchanges a code for the first pair of a family; `None` if the code does not work. `now` in milliseconds.
pub(crate) fn exchange(
    connection: &mut Connection,
    secret: &Secret,
    lifetimes: Lifetimes,
    now: i64,
    (code, redirect, verifier): (&str, &str, &str),
) -> rusqlite::Result<Option<TokenPair>> {
    type Columns = (String, String, String, i64, Option<Vec<u8>>);
    let transaction = connection.transaction()?;
    let columns = |row: &Row<'_>| -> rusqlite::Result<Columns> {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    };
    let found = transaction
        .prepare_cached("SELECT account, redirect, challenge, issued, family FROM login_codes WHERE hash = ?")?
        .query_row([hash(code)], columns)
        .optional()?;
    let Some((account, own_redirect, own_challenge, issued, family)) = found else { return Ok(None) };
    if let Some(family) = family {
        revoke_family(&transaction, &family)?;
        transaction.commit()?;
        return Ok(None);
    }
    let proven = digest::constant_time_eq(challenge(verifier).as_bytes(), own_challenge.as_bytes());
    if !proven || redirect != own_redirect || now >= issued + lifetimes.code * 1000 {
        return Ok(None);
    }
    let mut family = [0; 16];
    fill(&mut family);
    transaction.execute("INSERT INTO login_families (id, account) VALUES (?, ?)", params![family, account])?;
    transaction.execute("UPDATE login_codes SET family = ? WHERE hash = ?", params![family, hash(code)])?;
    let pair = issue_pair(&transaction, secret, lifetimes, now, &family, account)?.1;
    transaction.commit()?;
    Ok(Some(pair))
}

/// Replaces the pair of a refresh token; `None` if the token does not work (any more). `now` in milliseconds.
pub(crate) fn refresh(
    connection: &mut Connection,
    secret: &Secret,
    lifetimes: Lifetimes,
    now: i64,
    token: &str,
) -> rusqlite::Result<Option<TokenPair>> {
    type Columns = (Vec<u8>, Vec<u8>, String, bool, Option<Vec<u8>>, Option<i64>);
    let transaction = connection.transaction()?;
    let columns = |row: &Row<'_>| -> rusqlite::Result<Columns> {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    };
    let found = transaction
        .prepare_cached(
            "SELECT pair.id, family, account, revoked, successor, replaced FROM token_pairs AS pair
             JOIN login_families ON login_families.id = family WHERE refresh_hash = ?",
        )?
        .query_row([hash(token)], columns)
        .optional()?;
    let Some((id, family, account, revoked, successor, replaced)) = found else { return Ok(None) };
    if revoked {
        return Ok(None);
    }
    let Some((successor, replaced)) = successor.zip(replaced) else {
        let (next, pair) = issue_pair(&transaction, secret, lifetimes, now, &family, account)?;
        transaction
            .execute("UPDATE token_pairs SET successor = ?, replaced = ? WHERE id = ?", params![next, now, id])?;
        transaction.commit()?;
        return Ok(Some(pair));
    };
    let (expires, used): (i64, bool) = transaction.query_row(
        "SELECT expires, successor IS NOT NULL FROM token_pairs WHERE id = ?",
        [&successor],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if used || now >= replaced + lifetimes.grace * 1000 {
        revoke_family(&transaction, &family)?;
        transaction.commit()?;
        return Ok(None);
    }
    Ok(Some(pair_of(secret, &successor, account, (expires - now).max(0) / 1000)))
}

fn issue_pair(
    connection: &Connection,
    secret: &Secret,
    lifetimes: Lifetimes,
    now: i64,
    family: &[u8],
    account: String,
) -> rusqlite::Result<([u8; 16], TokenPair)> {
    let mut id = [0; 16];
    fill(&mut id);
    let pair = pair_of(secret, &id, account, lifetimes.access);
    connection
        .prepare_cached(
            "INSERT INTO token_pairs (id, family, refresh_hash, access_hash, expires) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![id, family, hash(&pair.refresh), hash(&pair.access), now + lifetimes.access * 1000])?;
    Ok((id, pair))
}

fn pair_of(secret: &Secret, id: &[u8], account: String, expires_in: i64) -> TokenPair {
    TokenPair { account, access: secret.derive("access", id), refresh: secret.derive("refresh", id), expires_in }
}

/// The account of an access token; `None` if the token is unknown, expired or revoked.
pub(crate) fn account_of(connection: &Connection, now: i64, access: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached(
            "SELECT account FROM token_pairs JOIN login_families ON login_families.id = family
             WHERE access_hash = ? AND expires > ? AND revoked = 0",
        )?
        .query_row(params![hash(access), now], |row| row.get(0))
        .optional()
}

/// Revokes the family of an access or refresh token, whichever it is.
pub(crate) fn revoke(connection: &Connection, token: &str) -> rusqlite::Result<()> {
    let family: Option<Vec<u8>> = connection
        .prepare_cached("SELECT family FROM token_pairs WHERE refresh_hash = ?1 OR access_hash = ?1")?
        .query_row([hash(token)], |row| row.get(0))
        .optional()?;
    family.map_or(Ok(()), |family| revoke_family(connection, &family))
}

fn revoke_family(connection: &Connection, family: &[u8]) -> rusqlite::Result<()> {
    connection.execute("UPDATE login_families SET revoked = 1 WHERE id = ?", [family])?;
    Ok(())
}

/// Expires every access token of an account; refresh tokens still work.
pub(crate) fn expire_all(connection: &Connection, account: &str) -> rusqlite::Result<usize> {
    connection.execute(
        "UPDATE token_pairs SET expires = 0 WHERE family IN (SELECT id FROM login_families WHERE account = ?)",
        [account],
    )
}

/// Revokes every family of an account.
pub(crate) fn revoke_all(connection: &Connection, account: &str) -> rusqlite::Result<usize> {
    connection.execute("UPDATE login_families SET revoked = 1 WHERE account = ?", [account])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenge_is_that_of_rfc_7636() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn database_has_no_token() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = Connection::open(folder.path().join("data")).unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        let secret = Secret::open(None).unwrap();
        let verifier = "v".repeat(43);
        let code = issue_code(&connection, 0, "zhang", "r", &challenge(&verifier)).unwrap();
        let lifetimes = Lifetimes::default();
        let pair = exchange(&mut connection, &secret, lifetimes, 1, (&code, "r", &verifier)).unwrap().unwrap();
        let next = refresh(&mut connection, &secret, lifetimes, 2, &pair.refresh).unwrap().unwrap();
        drop(connection);
        let file = fs::read(folder.path().join("data")).unwrap();
        for token in [&code, &pair.access, &pair.refresh, &next.access, &next.refresh] {
            assert!(!file.windows(token.len()).any(|part| part == token.as_bytes()));
            let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
            assert!(!file.windows(bytes.len()).any(|part| part == bytes));
        }
        assert!(file.windows(32).any(|part| part == hash(&next.refresh)), "the hash is found by the same search");
    }

    #[test]
    fn secret_is_kept_in_a_private_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        let first = Secret::open(Some(&file)).unwrap().derive("access", b"id");
        assert_eq!(Secret::open(Some(&file)).unwrap().derive("access", b"id"), first);
        assert_ne!(Secret::open(Some(&file)).unwrap().derive("refresh", b"id"), first);
        assert_ne!(Secret::open(None).unwrap().derive("access", b"id"), first);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions()) & 0o777, 0o600);
        fs::write(&file, b"short").unwrap();
        assert!(Secret::open(Some(&file)).is_err());
    }
}
