//! A naive second reading of the journal: it adds up legs, and knows nothing of how the program does.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

#[derive(Debug, Clone)]
pub struct Leg {
    pub account: i64,
    pub cents: i64,
    pub line: Option<i64>,
    pub patient: Option<i64>,
    pub payer: Option<i64>,
    pub receipt: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub id: i64,
    /// What it is; of a reversal, what it takes back.
    pub kind: String,
    pub is_reversal: bool,
    pub on: String,
    pub batch: i64,
    pub remittance_line: Option<i64>,
    pub reverses: Option<i64>,
    pub legs: Vec<Leg>,
}

impl Entry {
    /// What it adds to what is owed on a line.
    pub fn owed(&self) -> i64 {
        let owed = self.legs.iter().filter(|leg| is_receivable(leg.account));
        owed.map(|leg| leg.cents).sum()
    }
}

pub const fn is_receivable(account: i64) -> bool {
    matches!(account, 1110 | 1120 | 1130 | 1140 | 1150)
}

/// Cents, and since when.
pub type Since = (i64, String);
/// Line, account, payer.
pub type OpenKey = (i64, i64, Option<i64>);
/// Receipt, account, patient.
pub type CreditKey = (i64, i64, Option<i64>);

#[derive(Debug, Clone, Default)]
pub struct Oracle {
    pub entries: Vec<Entry>,
    /// Debits positive.
    pub accounts: BTreeMap<i64, i64>,
    pub open: BTreeMap<OpenKey, Since>,
    /// Credits positive.
    pub credits: BTreeMap<CreditKey, Since>,
    reversed: BTreeSet<i64>,
}

fn add<K: Ord>(to: &mut BTreeMap<K, Since>, key: K, cents: i64, on: &str) {
    let before = to.remove(&key);
    let was = before.as_ref().map_or(0, |it| it.0);
    let since = match before {
        Some((was, since)) if (was < 0) == (was + cents < 0) => since,
        _ => on.to_owned(),
    };
    if was + cents != 0 {
        let _ = to.insert(key, (was + cents, since));
    }
}

impl Oracle {
    /// The entries after those it has.
    pub fn read(&self, connection: &Connection) -> rusqlite::Result<Vec<Entry>> {
        let after = i64::try_from(self.entries.len()).unwrap();
        let mut entries: Vec<Entry> = connection
            .prepare_cached(
                "SELECT e.id, ifnull(o.kind, e.kind), e.reverses_id, e.effective_on, e.batch_id,
                     e.remittance_line_id, e.kind = 'REVERSAL'
                 FROM journal_entry e LEFT JOIN journal_entry o ON o.id = e.reverses_id
                 WHERE e.id > ?1 ORDER BY e.id",
            )?
            .query_map([after], |row| {
                Ok(Entry {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    reverses: row.get(2)?,
                    on: row.get(3)?,
                    batch: row.get(4)?,
                    remittance_line: row.get(5)?,
                    is_reversal: row.get(6)?,
                    legs: Vec::new(),
                })
            })?
            .collect::<Result<_, _>>()?;
        let mut statement = connection.prepare_cached(
            "SELECT entry_id, account, amount_cents, charge_line_id, patient_id, payer_id, receipt_id
             FROM journal_leg WHERE entry_id > ?1 ORDER BY entry_id, position",
        )?;
        let mut rows = statement.query([after])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            entries[usize::try_from(id - after - 1).unwrap()]
                .legs
                .push(Leg {
                    account: row.get(1)?,
                    cents: row.get(2)?,
                    line: row.get(3)?,
                    patient: row.get(4)?,
                    payer: row.get(5)?,
                    receipt: row.get(6)?,
                });
        }
        Ok(entries)
    }

    /// Takes entries that are new, each of which must be whole.
    pub fn take(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            self.judge(&entry);
            for leg in &entry.legs {
                *self.accounts.entry(leg.account).or_default() += leg.cents;
                if is_receivable(leg.account) {
                    let key = (leg.line.unwrap(), leg.account, leg.payer);
                    add(&mut self.open, key, leg.cents, &entry.on);
                }
                if (2010..=2040).contains(&leg.account) {
                    let key = (leg.receipt.unwrap(), leg.account, leg.patient);
                    add(&mut self.credits, key, -leg.cents, &entry.on);
                }
            }
            self.entries.push(entry);
        }
        let all: i64 = self.accounts.values().sum();
        assert_eq!(all, 0, "1: the trial balance is zero");
    }

    fn judge(&mut self, entry: &Entry) {
        let next = i64::try_from(self.entries.len()).unwrap() + 1;
        assert_eq!(entry.id, next, "12: the sequence has no gap");
        let sum: i64 = entry.legs.iter().map(|leg| leg.cents).sum();
        assert_eq!(sum, 0, "1: {entry:?}");
        assert!(entry.legs.len() >= 2, "7: {entry:?}");
        assert!(entry.legs.iter().all(|leg| leg.cents != 0), "7: {entry:?}");
        if entry.kind == "TRANSFER" {
            let lines: BTreeSet<_> = entry.legs.iter().map(|leg| leg.line).collect();
            assert_eq!((entry.owed(), lines.len()), (0, 1), "6: {entry:?}");
            let inside = entry.legs.iter().all(|leg| is_receivable(leg.account));
            assert!(inside, "6: {entry:?}");
        }
        assert_eq!(entry.is_reversal, entry.reverses.is_some());
        if let Some(id) = entry.reverses {
            assert!(self.reversed.insert(id), "10: {id} is reversed twice");
            let of = &self.entries[usize::try_from(id).unwrap() - 1];
            assert!(!of.is_reversal, "10: {entry:?} takes a reversal back");
            let mirrored = of.legs.iter().map(|leg| Leg {
                cents: -leg.cents,
                ..leg.clone()
            });
            let mirrored: Vec<String> = mirrored.map(|leg| format!("{leg:?}")).collect();
            let legs: Vec<String> = entry.legs.iter().map(|leg| format!("{leg:?}")).collect();
            assert_eq!(legs, mirrored, "10: {entry:?}");
        }
    }

    /// What entries of some kinds, with what took them back, come to by a number of their legs.
    pub fn by(
        &self,
        kinds: &[&str],
        number: impl Fn(&Entry, &Leg) -> Option<i64>,
    ) -> BTreeMap<i64, i64> {
        let mut sums = BTreeMap::new();
        for entry in &self.entries {
            if kinds.contains(&entry.kind.as_str()) {
                for leg in &entry.legs {
                    if let Some(number) = number(entry, leg) {
                        *sums.entry(number).or_default() += leg.cents;
                    }
                }
            }
        }
        sums
    }

    pub fn account(&self, account: i64) -> i64 {
        self.accounts.get(&account).copied().unwrap_or_default()
    }

    /// What is open by its key, without since when.
    pub fn amounts(&self) -> (BTreeMap<OpenKey, i64>, BTreeMap<CreditKey, i64>) {
        (
            self.open.iter().map(|(key, it)| (*key, it.0)).collect(),
            self.credits.iter().map(|(key, it)| (*key, it.0)).collect(),
        )
    }
}
