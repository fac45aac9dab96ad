//! The record of who did what, chained so that a change to it shows.
//!
//! Each entry's hash is HMAC-SHA256 over the entry's fields, each with its length before it, and
//! the hash of the entry before. The key is HKDF-SHA256 of a random secret made with the file and
//! kept inside it. A secret of its own is preferred over one derived from the passphrase: changing
//! the passphrase then leaves the chain provable, and who can read the secret can read the
//! passphrase-derived key just as well. The chain shows that an entry was changed, removed or put
//! in between; it cannot stop somebody with the passphrase from replacing the whole file, which is
//! why its head belongs on backups and printed reports.

use chrono::{DateTime, SecondsFormat, Utc};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::store::error::Error;

/// A point in time, handed in by whoever reads the clock.
pub type Moment = DateTime<Utc>;

/// What came before the first entry.
const NO_HASH: [u8; 32] = [0; 32];

/// What the user does: one entry of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Who does it.
    pub user: String,
    /// When, by the machine's clock; the order of entries does not depend on it.
    pub at: Moment,
    /// What is done and to what.
    pub change: Change,
}

/// What is done and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The act in one word: `create`, `change`, `import`, `print` …
    pub verb: &'static str,
    /// What it is done to: `patient`, `claim`, `file` …
    pub entity: &'static str,
    /// The row it is done to, where it is one row.
    pub entity_id: Option<i64>,
    /// What else matters: ids and counts, never a patient's name.
    pub details: String,
}

/// The newest entry of an unbroken record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditHead {
    /// How many entries there are; also the number of the newest.
    pub count: i64,
    /// The hash of the newest entry; zeros when there is none.
    pub hash: [u8; 32],
}

/// One entry as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub seq: i64,
    pub at: String,
    pub user: String,
    pub verb: String,
    pub entity: String,
    pub entity_id: Option<i64>,
    pub details: String,
}

/// Does `work` as one action: one IMMEDIATE transaction that also appends the action to the
/// record. It returns when both are on the disk; when `work` fails, neither is.
///
/// # Errors
/// What `work` says, or why the disk did not take it.
pub fn write<T, E: From<Error>>(
    connection: &mut Connection,
    action: &Action,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    write_as(connection, &action.user, action.at, |tx| {
        Ok((action.change.clone(), work(tx)?))
    })
}

/// As [`write()`], for work that knows only afterwards what it did: the id of a new row, the counts
/// of an import.
///
/// # Errors
/// What `work` says, or why the disk did not take it.
pub fn write_as<T, E: From<Error>>(
    connection: &mut Connection,
    user: &str,
    at: Moment,
    work: impl FnOnce(&Transaction<'_>) -> Result<(Change, T), E>,
) -> Result<T, E> {
    let tx = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(Error::from)?;
    let (change, value) = work(&tx)?;
    append(&tx, user, at, &change)?;
    tx.commit().map_err(Error::from)?;
    Ok(value)
}

/// As [`write()`], for what changes none of the practice's records and is therefore no action: work in
/// progress, what was opened last, a favorite.
///
/// # Errors
/// What `work` says, or why the disk did not take it.
pub fn remember<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let tx = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(Error::from)?;
    let value = work(&tx)?;
    tx.commit().map_err(Error::from)?;
    Ok(value)
}

/// Checks the whole record.
///
/// # Errors
/// [`Error::AuditBroken`] with the first entry that is not as it was written.
pub fn verify(connection: &Connection) -> Result<AuditHead, Error> {
    let key = key(connection)?;
    let mut statement = connection.prepare(
        "SELECT seq, at, user, verb, entity, entity_id, details, previous_hash, hash
         FROM audit ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    let mut head = AuditHead {
        count: 0,
        hash: NO_HASH,
    };
    while let Some(row) = rows.next()? {
        let entry = read(row)?;
        let (previous, hash): ([u8; 32], [u8; 32]) = (row.get(7)?, row.get(8)?);
        let broken = |problem| {
            Err(Error::AuditBroken {
                seq: entry.seq,
                problem,
            })
        };
        if entry.seq != head.count + 1 {
            return broken("entries before it are missing");
        }
        if previous != head.hash {
            return broken("it does not follow the entry before it");
        }
        if sealed(&key, &entry, &previous)? != hash {
            return broken("it does not say what was written");
        }
        head = AuditHead {
            count: entry.seq,
            hash,
        };
    }
    Ok(head)
}

/// The number of the newest entry; 0 when there is none.
///
/// # Errors
/// The file cannot be read.
pub fn newest(connection: &Connection) -> Result<i64, Error> {
    Ok(connection
        .prepare_cached("SELECT ifnull(max(seq), 0) FROM audit")?
        .query_row([], |row| row.get(0))?)
}

/// The record, oldest entry first.
///
/// # Errors
/// The file cannot be read.
pub fn entries(connection: &Connection) -> Result<Vec<AuditEntry>, Error> {
    let mut statement = connection.prepare(
        "SELECT seq, at, user, verb, entity, entity_id, details FROM audit ORDER BY seq",
    )?;
    let entries = statement
        .query_map([], read)?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(entries)
}

fn append(tx: &Transaction<'_>, user: &str, at: Moment, change: &Change) -> Result<(), Error> {
    let last: Option<(i64, [u8; 32])> = tx
        .prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (seq, previous) = last.unwrap_or((0, NO_HASH));
    let entry = AuditEntry {
        seq: seq + 1,
        at: at.to_rfc3339_opts(SecondsFormat::Secs, true),
        user: user.to_owned(),
        verb: change.verb.to_owned(),
        entity: change.entity.to_owned(),
        entity_id: change.entity_id,
        details: change.details.clone(),
    };
    let hash = sealed(&*key(tx)?, &entry, &previous)?;
    let _ = tx
        .prepare_cached(
            "INSERT INTO audit (seq, at, user, verb, entity, entity_id, details, previous_hash, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute((
            entry.seq,
            entry.at,
            entry.user,
            entry.verb,
            entry.entity,
            entry.entity_id,
            entry.details,
            previous,
            hash,
        ))?;
    Ok(())
}

fn read(row: &rusqlite::Row<'_>) -> Result<AuditEntry, rusqlite::Error> {
    Ok(AuditEntry {
        seq: row.get(0)?,
        at: row.get(1)?,
        user: row.get(2)?,
        verb: row.get(3)?,
        entity: row.get(4)?,
        entity_id: row.get(5)?,
        details: row.get(6)?,
    })
}

fn key(connection: &Connection) -> Result<Zeroizing<[u8; 32]>, Error> {
    let secret: Zeroizing<[u8; 32]> = connection
        .prepare_cached("SELECT value FROM secret WHERE name = 'audit'")?
        .query_row([], |row| row.get(0))
        .map(Zeroizing::new)?;
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, secret.as_slice())
        .expand(b"audit", key.as_mut_slice())
        .map_err(|_| Error::Worker)?;
    Ok(key)
}

/// The hash of one entry. An entry about no row and an entry about row 0 differ: the first gives
/// an empty field.
fn sealed(key: &[u8; 32], entry: &AuditEntry, previous: &[u8; 32]) -> Result<[u8; 32], Error> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| Error::Worker)?;
    let seq = entry.seq.to_be_bytes();
    let entity_id = entry.entity_id.map(i64::to_be_bytes);
    let fields: [&[u8]; 8] = [
        &seq,
        entry.at.as_bytes(),
        entry.user.as_bytes(),
        entry.verb.as_bytes(),
        entry.entity.as_bytes(),
        entity_id.as_ref().map_or(&[], |bytes| bytes.as_slice()),
        entry.details.as_bytes(),
        previous,
    ];
    for field in fields {
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field);
    }
    Ok(mac.finalize().into_bytes().into())
}
