//! Everything a statement is built from, read for many accounts at once: one set of queries for a
//! batch of guarantors, so that a run over thousands takes seconds.

mod books;
mod family;
mod past;

use std::collections::{HashMap, HashSet};

use chrono::{Months, NaiveDate};
use rusqlite::{Connection, params};

use crate::domain::account::Bucket;
use crate::domain::id::{ChargeLineId, EncounterId, EntryId, PatientId, PayerId, ReceiptId};
use crate::domain::journal::{EntryKind, Posted};
use crate::domain::patient::Patient;
use crate::domain::statement::facts::{AccountFacts, Decision, HeldCredit};
use crate::store::error::Error;
use crate::store::value::{Columns, json_array};
use crate::store::{balance, charge, journal, receipt, table};

use books::Books;
pub use family::Families;

/// How many accounts are read at once: many enough to share their queries, few enough to be held.
const BATCH: usize = 200;

/// Everybody's accounts on a day: what they share, read once for all of them.
pub struct Accounts {
    as_of: NaiveDate,
    families: Families,
    payers: HashMap<PayerId, String>,
    books: Books,
}

impl Accounts {
    /// Reads what they share.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn on(connection: &Connection, as_of: NaiveDate) -> Result<Self, Error> {
        Ok(Self {
            as_of,
            families: Families::read(connection)?,
            payers: payers(connection)?,
            books: Books::on(connection, as_of)?,
        })
    }

    /// The guarantors whose accounts come into question, by row: for whom or for one of whose
    /// members something of the patient's is open on the day, or who have money that is not applied.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn guarantors(&self, connection: &Connection) -> Result<Vec<PatientId>, Error> {
        let in_question = self.books.in_question(connection, &self.families)?;
        Ok(self.families.guarantors(in_question))
    }

    /// Hands the account of each guarantor to `take`, in the order given, few of them in memory at
    /// a time; who is not there is passed over.
    ///
    /// # Errors
    /// The file cannot be read, or what `take` says.
    pub fn each<E: From<Error>>(
        &self,
        connection: &Connection,
        guarantors: &[PatientId],
        mut take: impl FnMut(AccountFacts) -> Result<(), E>,
    ) -> Result<(), E> {
        for batch in guarantors.chunks(BATCH) {
            let rows: Vec<&[i64]> = batch
                .iter()
                .filter_map(|guarantor| self.families.of(guarantor))
                .collect();
            for account in read(connection, &rows, self.as_of, &self.books, &self.payers)? {
                take(account)?;
            }
        }
        Ok(())
    }
}

/// The account that a patient belongs to; `None` when there is no such patient. `as_of` is the day
/// of the statement.
///
/// # Errors
/// The file cannot be read.
pub fn of(
    connection: &Connection,
    patient: &PatientId,
    as_of: NaiveDate,
) -> Result<Option<AccountFacts>, Error> {
    let family = family::rows_of(connection, patient)?;
    if family.is_empty() {
        return Ok(None);
    }
    let payers = payers(connection)?;
    let books = Books::on(connection, as_of)?;
    Ok(read(connection, &[&family], as_of, &books, &payers)?.pop())
}

/// The accounts of some families, each by the rows of its members, the guarantor first.
fn read(
    connection: &Connection,
    families: &[&[i64]],
    as_of: NaiveDate,
    books: &Books,
    payers: &HashMap<PayerId, String>,
) -> Result<Vec<AccountFacts>, Error> {
    let through = journal::known_on(connection, as_of)?;
    let rows: Vec<i64> = families.iter().copied().flatten().copied().collect();
    let mut by_row: HashMap<i64, Patient> = patients(connection, &rows)?.into_iter().collect();
    let mut reading = Reading {
        connection,
        as_of,
        books,
        rows: json_array(rows),
        accounts: Vec::new(),
        families: Vec::new(),
        member_of: HashMap::new(),
    };
    for family in families {
        let mut members = family.iter().filter_map(|row| by_row.remove(row));
        if let Some(guarantor) = members.next() {
            reading.add(guarantor, members.collect(), through);
            reading.families.push(family);
        }
    }
    reading.balances()?;
    reading.mailed()?;
    reading.plans()?;
    let owed = reading.owed();
    reading.entries(&owed)?;
    reading.decisions(&owed)?;
    reading.billed(&owed)?;
    reading.receipts()?;
    reading.name(payers);
    Ok(reading.accounts)
}

/// Accounts while they are read.
struct Reading<'c> {
    connection: &'c Connection,
    as_of: NaiveDate,
    books: &'c Books,
    /// Of all members, as a JSON array.
    rows: String,
    accounts: Vec<AccountFacts>,
    /// The rows of each account's members.
    families: Vec<&'c [i64]>,
    /// The place of everybody's account.
    member_of: HashMap<PatientId, usize>,
}

impl Reading<'_> {
    fn add(&mut self, guarantor: Patient, others: Vec<Patient>, through: i64) {
        let place = self.accounts.len();
        for member in std::iter::once(&guarantor).chain(&others) {
            let _ = self.member_of.insert(member.id.clone(), place);
        }
        self.accounts.push(AccountFacts {
            guarantor,
            others,
            charges: Vec::new(),
            open: Vec::new(),
            credits: Vec::new(),
            entries: Vec::new(),
            decisions: Vec::new(),
            receipts: HashMap::new(),
            payers: HashMap::new(),
            billed: HashMap::new(),
            plans: Vec::new(),
            mailed: Vec::new(),
            through,
        });
    }

    fn account(&mut self, patient: &PatientId) -> Option<&mut AccountFacts> {
        self.accounts.get_mut(*self.member_of.get(patient)?)
    }

    /// What is open, on which charges, and their credits.
    fn balances(&mut self) -> Result<(), Error> {
        let mut lines = Vec::new();
        let amounts = self
            .books
            .amounts(self.connection, &self.rows, self.member_of.keys())?;
        for it in amounts {
            lines.push(it.key.line.number());
            if let Some(account) = self.account(&it.patient) {
                account.open.push((it.key, it.open));
            }
        }
        lines.dedup();
        for charged in charge::of_numbers(self.connection, &json_array(lines))? {
            if let Some(account) = self.account(&charged.line.patient) {
                account.charges.push(charged);
            }
        }
        let credits = self
            .books
            .credits(self.connection, &self.rows, self.member_of.keys())?;
        for it in credits {
            let owner = it.key.patient.clone();
            if let Some(account) = owner.and_then(|owner| self.account(&owner)) {
                account.credits.push(HeldCredit {
                    key: it.key,
                    open: it.open,
                    is_reserved: false,
                });
            }
        }
        Ok(())
    }

    /// The charges on which a patient's amount is open, and whose they are.
    fn owed(&self) -> HashMap<ChargeLineId, usize> {
        let mut owed = HashMap::new();
        for (place, account) in self.accounts.iter().enumerate() {
            for (key, _) in &account.open {
                if key.party.bucket == Bucket::Patient {
                    let _ = owed.insert(key.line, place);
                }
            }
        }
        owed
    }

    fn entries(&mut self, owed: &HashMap<ChargeLineId, usize>) -> Result<(), Error> {
        let since = self.as_of.checked_sub_months(Months::new(12));
        let year_ago = match since {
            Some(since) => journal::entered_before(self.connection, since)?,
            None => 0,
        };
        let accounts = self.accounts.iter().zip(&self.families);
        let news = accounts.flat_map(|(account, family)| {
            let after = account.mailed.last().map_or(year_ago, |it| it.through);
            family.iter().map(move |row| format!("[{row},{after}]"))
        });
        let news = format!("[{}]", news.collect::<Vec<_>>().join(","));
        let lines = json_array(owed.keys().map(|line| line.number()));
        let (mut seen, mut missing, mut all) = (HashSet::new(), Vec::new(), Vec::new());
        journal::walk_accounts(self.connection, [&lines, &news], &mut |posted| {
            let _ = seen.insert(posted.id);
            missing.extend(posted.entry.reverses);
            all.push(posted);
            Ok(())
        })?;
        self.find_reversed(&mut seen, missing, &mut all)?;
        all.sort_by_key(|posted| posted.id);
        if self.books.is_past() {
            all.retain(|posted| posted.entry.effective_on <= self.as_of);
        }
        for posted in all {
            self.deal(posted);
        }
        Ok(())
    }

    /// Adds what entries take back and what was not read yet.
    fn find_reversed(
        &self,
        seen: &mut HashSet<EntryId>,
        mut missing: Vec<EntryId>,
        all: &mut Vec<Posted>,
    ) -> Result<(), Error> {
        while let Some(id) = missing.pop() {
            if seen.insert(id)
                && let Some(posted) = journal::find(self.connection, id)?
                && posted.entry.kind != EntryKind::Deposit
            {
                missing.extend(posted.entry.reverses);
                all.push(posted);
            }
        }
        Ok(())
    }

    /// Gives an entry to every account that it has a leg of.
    fn deal(&mut self, posted: Posted) {
        let legs = posted.entry.legs.iter();
        let patients = legs.filter_map(|leg| leg.patient.as_ref());
        let mut places: Vec<usize> = patients
            .filter_map(|patient| self.member_of.get(patient).copied())
            .collect();
        places.sort_unstable();
        places.dedup();
        for place in places {
            if let Some(account) = self.accounts.get_mut(place) {
                account.entries.push(posted.clone());
            }
        }
    }

    fn decisions(&mut self, owed: &HashMap<ChargeLineId, usize>) -> Result<(), Error> {
        const NAMES: [&str; 7] = [
            "remittance line",
            "charge line",
            "payer",
            "kind",
            "allowed_cents",
            "reverses",
            "void",
        ];
        let mut statement = self.connection.prepare_cached(
            "SELECT l.id, l.charge_line_id, y.reference, l.kind, l.allowed_cents, l.reverses_id,
                l.remittance_id IN (SELECT remittance_id FROM remittance_void)
             FROM remittance_line l JOIN payer y ON y.id = l.payer_id
             WHERE l.charge_line_id IN (SELECT value FROM json_each(?1))
                AND l.adjudicated_on <= ifnull(?2, l.adjudicated_on) ORDER BY l.id",
        )?;
        let by = self.books.is_past().then(|| self.as_of.to_string());
        let lines = json_array(owed.keys().map(|line| line.number()));
        let mut rows = statement.query(params![lines, by])?;
        while let Some(row) = rows.next()? {
            let mut columns = Columns::new(row, 0, &NAMES);
            let decision = Decision {
                id: columns.take()?,
                charge: columns.take()?,
                payer: columns.take()?,
                kind: columns.take()?,
                allowed: columns.take()?,
                reverses: columns.take()?,
                is_void: columns.take()?,
            };
            let place = owed.get(&decision.charge).copied();
            if let Some(account) = place.and_then(|place| self.accounts.get_mut(place)) {
                account.decisions.push(decision);
            }
        }
        Ok(())
    }

    /// The payer that each visit is billed to first.
    fn billed(&mut self, owed: &HashMap<ChargeLineId, usize>) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT e.reference, y.reference, p.reference
             FROM (SELECT DISTINCT encounter_id AS id FROM charge_line
                WHERE id IN (SELECT value FROM json_each(?1)) AND encounter_id IS NOT NULL) v
             CROSS JOIN claim k ON k.encounter_id = v.id
             JOIN encounter e ON e.id = v.id
             JOIN patient p ON p.id = e.patient_id
             JOIN payer y ON y.id = k.payer_id
             JOIN coverage c ON c.id = k.coverage_id
             ORDER BY c.rank, k.id",
        )?;
        let mut rows = statement.query([json_array(owed.keys().map(|line| line.number()))])?;
        while let Some(row) = rows.next()? {
            let mut columns = Columns::new(row, 0, &["visit", "payer", "patient"]);
            let (visit, payer): (EncounterId, PayerId) = (columns.take()?, columns.take()?);
            let patient: PatientId = columns.take()?;
            if let Some(account) = self.account(&patient) {
                let _ = account.billed.entry(visit).or_insert(payer);
            }
        }
        Ok(())
    }

    /// The receipts that credits and payments speak of, and whether a credit is kept for a visit.
    fn receipts(&mut self) -> Result<(), Error> {
        let mut wanted: HashSet<ReceiptId> = HashSet::new();
        for account in &self.accounts {
            wanted.extend(receipts_of(account));
        }
        let numbers = json_array(wanted.iter().map(|receipt| receipt.number()));
        let all: HashMap<ReceiptId, _> = receipt::of_numbers(self.connection, &numbers)?
            .into_iter()
            .map(|received| (received.id, received))
            .collect();
        for account in &mut self.accounts {
            account.receipts = receipts_of(account)
                .filter_map(|id| Some((id, all.get(&id)?.clone())))
                .collect();
            for credit in &mut account.credits {
                let received = account.receipts.get(&credit.key.receipt);
                if let Some(visit) = received.and_then(|it| it.receipt.visit.as_ref()) {
                    credit.is_reserved = balance::waits_for_payer(self.connection, visit)?;
                }
            }
        }
        Ok(())
    }

    /// Names the payers that each account speaks of.
    fn name(&mut self, payers: &HashMap<PayerId, String>) {
        for account in &mut self.accounts {
            let open = account.open.iter();
            let legs = account.entries.iter().flat_map(|posted| &posted.entry.legs);
            let mentioned: HashSet<&PayerId> = open
                .filter_map(|(key, _)| key.party.payer.as_ref())
                .chain(legs.filter_map(|leg| leg.payer.as_ref()))
                .chain(account.decisions.iter().map(|it| &it.payer))
                .chain(account.billed.values())
                .collect();
            account.payers = mentioned
                .into_iter()
                .filter_map(|id| Some((id.clone(), payers.get(id)?.clone())))
                .collect();
        }
    }
}

/// The receipts that an account's credits and payments speak of.
fn receipts_of(account: &AccountFacts) -> impl Iterator<Item = ReceiptId> {
    let payments = account
        .entries
        .iter()
        .filter(|posted| posted.entry.kind == EntryKind::Receipt)
        .flat_map(|posted| &posted.entry.legs)
        .filter_map(|leg| leg.receipt);
    let credits = account.credits.iter().map(|credit| credit.key.receipt);
    credits.chain(payments)
}

fn patients(connection: &Connection, rows: &[i64]) -> Result<Vec<(i64, Patient)>, Error> {
    let condition = "WHERE patient.id IN (SELECT value FROM json_each(?1)) ORDER BY patient.id";
    let found = table::select(connection, condition, &[&json_array(rows.iter().copied())])?;
    Ok(found.into_iter().map(|it| (it.row, it.value)).collect())
}

/// What every payer is called.
fn payers(connection: &Connection) -> Result<HashMap<PayerId, String>, Error> {
    let mut statement = connection.prepare_cached("SELECT reference, name FROM payer")?;
    let mut rows = statement.query(params![])?;
    let mut payers = HashMap::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &["payer", "name"]);
        let _ = payers.insert(columns.take()?, columns.take()?);
    }
    Ok(payers)
}
