//! What each day moved, kept with the journal so that nothing that reports ask for has to be added
//! up leg by leg: by what entries did, account, payer and provider.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, params};

use crate::domain::account::Account;
use crate::domain::money::Money;
use crate::store::error::Error;
use crate::store::journal::{self, Window};

/// Each leg with what [`keep`] groups it by.
const LEGS: &str = "e.effective_on AS effective_on, coalesce(oo.kind, o.kind, e.kind) AS kind,
        o.id IS NOT NULL AND oo.id IS NULL AS is_reversal, l.account AS account,
        ifnull(l.payer_id, 0) AS payer_id, ifnull(c.provider_id, 0) AS provider_id";

const JOURNAL: &str = "FROM journal_entry e
    CROSS JOIN journal_leg l ON l.entry_id = e.id
    LEFT JOIN journal_entry o ON o.id = e.reverses_id
    LEFT JOIN journal_entry oo ON oo.id = o.reverses_id
    LEFT JOIN charge_line c ON c.id = l.charge_line_id";

/// Adds the entries from one number to another, which were just posted.
///
/// # Errors
/// The file cannot be written.
pub(in crate::store) fn keep(tx: &Transaction<'_>, first: i64, last: i64) -> Result<(), Error> {
    let sql = format!(
        "INSERT INTO day_total SELECT {LEGS}, l.amount_cents {JOURNAL}
         WHERE e.id BETWEEN ?1 AND ?2
         ON CONFLICT DO UPDATE SET amount_cents = amount_cents + excluded.amount_cents"
    );
    let _ = tx.prepare_cached(&sql)?.execute(params![first, last])?;
    Ok(())
}

/// A query for what the legs of a window moved, with the parameters of [`Window::params`]: rows of
/// `effective_on, kind, is_reversal, account, payer_id, provider_id, amount`, several for the same
/// thing. It reads the kept totals less what lies beyond the window by its entries, or the legs of
/// the window, whichever are fewer.
///
/// # Errors
/// The file cannot be read.
pub(in crate::store) fn moved(connection: &Connection, window: Window) -> Result<String, Error> {
    let head = journal::head(connection)?.count;
    let n_beyond = (head - window.through).max(0) + window.after;
    if n_beyond > window.through.min(head) - window.after {
        return Ok(format!(
            "SELECT {LEGS}, l.amount_cents AS amount {JOURNAL} WHERE {}",
            window.condition()
        ));
    }
    let mut sql = "SELECT effective_on, kind, is_reversal, account, payer_id, provider_id,
            amount_cents AS amount
        FROM day_total WHERE effective_on BETWEEN ?1 AND ?2 AND ?3 <= ?4"
        .to_owned();
    for (is_there, beyond) in [
        (window.after > 0, "e.id <= ?3"),
        (window.through < head, "e.id > ?4"),
    ] {
        if is_there {
            sql.push_str(&format!(
                " UNION ALL SELECT {LEGS}, -l.amount_cents {JOURNAL}
                 WHERE +e.effective_on BETWEEN ?1 AND ?2 AND {beyond}"
            ));
        }
    }
    Ok(sql)
}

/// What the legs of a window come to on each account, debits positive; accounts of zero are left
/// out.
///
/// # Errors
/// The file cannot be read.
pub fn accounts(
    connection: &Connection,
    window: Window,
) -> Result<BTreeMap<Account, Money>, Error> {
    let sql = format!(
        "SELECT account, sum(amount) AS cents FROM ({}) GROUP BY account HAVING cents <> 0",
        moved(connection, window)?
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(window.params())?;
    let mut accounts = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let account =
            Account::of_number(row.get(0)?).ok_or(Error::Unreadable { column: "account" })?;
        let _ = accounts.insert(account, Money::from_cents(row.get(1)?));
    }
    Ok(accounts)
}

/// A query for the days and accounts on which the kept totals and the journal differ.
pub(in crate::store) fn differing() -> String {
    format!(
        "SELECT effective_on, account, sum(amount) FROM (
            SELECT effective_on, kind, is_reversal, account, payer_id, provider_id,
                amount_cents AS amount FROM day_total
            UNION ALL SELECT {LEGS}, -sum(l.amount_cents) {JOURNAL} GROUP BY 1, 2, 3, 4, 5, 6)
         GROUP BY effective_on, kind, is_reversal, account, payer_id, provider_id
         HAVING sum(amount) <> 0 ORDER BY 1, 2"
    )
}
