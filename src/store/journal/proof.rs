//! The proof that the journal is as it was posted.

use chrono::SecondsFormat;
use rusqlite::Connection;

use super::{Head, NO_HASH, digest, walk};
use crate::store::error::Error;

/// Checks that the journal is unbroken: every entry balances and its hash follows from the one
/// before. Gives the newest.
///
/// # Errors
/// [`Error::JournalBroken`] with the first entry that is not as it was posted.
pub fn verify(connection: &Connection) -> Result<Head, Error> {
    let mut head = Head {
        count: 0,
        hash: NO_HASH,
    };
    walk(connection, |posted| {
        let entered_at = posted.entered_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let broken = |problem| Error::JournalBroken {
            entry: posted.id.number(),
            problem,
        };
        if posted.id.number() != head.count + 1 {
            return Err(broken("an entry before it is missing"));
        }
        if !posted.entry.is_balanced() {
            return Err(broken("its legs do not sum to zero"));
        }
        let hash = digest(
            posted.id.number(),
            posted.batch.number(),
            &entered_at,
            &posted.user,
            &posted.entry,
            &head.hash,
        );
        if hash != posted.hash {
            return Err(broken("it, or one before it, was changed"));
        }
        head = Head {
            count: posted.id.number(),
            hash,
        };
        Ok(())
    })?;
    let (n_entries, n_orphans): (i64, i64) = connection.query_row(
        "SELECT (SELECT count(*) FROM journal_entry), (SELECT count(*) FROM journal_leg
            WHERE entry_id NOT IN (SELECT id FROM journal_entry))",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if n_entries != head.count || n_orphans != 0 {
        return Err(Error::JournalBroken {
            entry: head.count + 1,
            problem: "an entry has no legs, or legs have no entry",
        });
    }
    Ok(head)
}
