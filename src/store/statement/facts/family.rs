//! Who answers for whom, of everybody at once: the same accounts as [`crate::store::patient::family`]
//! gives for one.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::Connection;

use crate::domain::id::PatientId;
use crate::store::error::Error;
use crate::store::value::Columns;

/// Everybody's account.
pub struct Families {
    /// The guarantor of everybody's account, by row.
    roots: HashMap<i64, i64>,
    /// Each account's members, the guarantor first.
    members: HashMap<i64, Vec<i64>>,
    rows: HashMap<PatientId, i64>,
    ids: HashMap<i64, PatientId>,
}

impl Families {
    /// Reads them.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(connection: &Connection) -> Result<Self, Error> {
        let mut statement = connection.prepare_cached(
            "SELECT id, guarantor_patient_id, reference FROM patient ORDER BY id",
        )?;
        let mut rows = statement.query([])?;
        let mut answers: Vec<(i64, Option<i64>)> = Vec::new();
        let (mut row_of, mut ids) = (HashMap::new(), HashMap::new());
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            answers.push((number, row.get(1)?));
            let id: PatientId = Columns::new(row, 2, &["patient"]).take()?;
            let _ = row_of.insert(id.clone(), number);
            let _ = ids.insert(number, id);
        }
        let (roots, members) = group(&answers);
        Ok(Self {
            roots,
            members,
            rows: row_of,
            ids,
        })
    }

    /// Everybody of the account of a patient, the guarantor first; nobody when there is no such
    /// patient.
    pub fn members(&self, patient: &PatientId) -> impl Iterator<Item = &PatientId> {
        let rows = self.of(patient).unwrap_or_default();
        rows.iter().filter_map(|row| self.ids.get(row))
    }

    /// The guarantors of the accounts that some rows belong to, each once, by row.
    pub(super) fn guarantors(&self, rows: Vec<i64>) -> Vec<PatientId> {
        let roots: BTreeSet<i64> = rows.into_iter().map(|row| self.guarantor(row)).collect();
        let ids = roots.iter().filter_map(|row| self.ids.get(row));
        ids.cloned().collect()
    }

    /// Who answers for a patient, by row.
    fn guarantor(&self, row: i64) -> i64 {
        self.roots.get(&row).copied().unwrap_or(row)
    }

    /// The row of a patient.
    pub(super) fn row(&self, patient: &PatientId) -> Option<i64> {
        self.rows.get(patient).copied()
    }

    /// The rows of the account of a patient, the guarantor's first.
    pub(super) fn of(&self, patient: &PatientId) -> Option<&[i64]> {
        let account = self.members.get(&self.guarantor(self.row(patient)?))?;
        Some(account)
    }
}

/// The rows of the account that a patient belongs to, the guarantor's first.
pub(super) fn rows_of(connection: &Connection, patient: &PatientId) -> Result<Vec<i64>, Error> {
    let mut statement = connection.prepare_cached("SELECT id FROM patient WHERE reference = ?1")?;
    let mut rows = Vec::new();
    for member in crate::store::patient::family(connection, patient)? {
        rows.push(statement.query_row([member.as_str()], |row| row.get(0))?);
    }
    Ok(rows)
}

/// Everybody's guarantor, and each guarantor's account; `answers` is in the order of rows. Where
/// people name each other in a ring, the first of all who lead there answers.
fn group(answers: &[(i64, Option<i64>)]) -> (HashMap<i64, i64>, HashMap<i64, Vec<i64>>) {
    let next: HashMap<i64, i64> = answers
        .iter()
        .filter_map(|(row, guarantor)| Some((*row, (*guarantor)?)))
        .collect();
    let mut accounts: HashMap<i64, Vec<i64>> = HashMap::new();
    for (row, _) in answers {
        accounts.entry(end(*row, &next)).or_default().push(*row);
    }
    let (mut roots, mut members) = (HashMap::new(), HashMap::new());
    for mut account in accounts.into_values() {
        account.sort_by_key(|row| (next.contains_key(row), *row));
        let Some(root) = account.first().copied() else {
            continue;
        };
        roots.extend(account.iter().map(|row| (*row, root)));
        let _ = members.insert(root, account);
    }
    (roots, members)
}

/// Where the chain of guarantors from a row ends; in a ring, at its lowest row.
fn end(row: i64, next: &HashMap<i64, i64>) -> i64 {
    let (mut at, mut seen) = (row, HashSet::new());
    while let Some(guarantor) = next.get(&at) {
        if !seen.insert(at) {
            let (mut lowest, mut other) = (at, *guarantor);
            while other != at {
                lowest = lowest.min(other);
                other = next.get(&other).copied().unwrap_or(at);
            }
            return lowest;
        }
        at = *guarantor;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_of_one_account_and_rings_have_a_guarantor() {
        // 1 <- 2 <- 3, 4 alone, 5 <-> 6 with 7 behind them.
        let answers = [
            (1, None),
            (2, Some(1)),
            (3, Some(2)),
            (4, None),
            (5, Some(6)),
            (6, Some(5)),
            (7, Some(6)),
        ];
        let (roots, members) = group(&answers);
        assert_eq!(members[&1], [1, 2, 3]);
        assert_eq!(members[&4], [4]);
        assert_eq!(members[&5], [5, 6, 7]);
        assert_eq!(members.len(), 3);
        for (row, root) in [(1, 1), (3, 1), (4, 4), (6, 5), (7, 5)] {
            assert_eq!(roots[&row], root, "{row}");
        }
    }
}
