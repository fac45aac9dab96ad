//! What a practice brings from another system: what is open there, money that is not applied, and
//! explanations of benefits.

mod remittances;

use std::collections::HashMap;

use chrono::NaiveDate;

use super::books::fit;
use crate::commands::Error;
use crate::commands::ledger::charges::{Left, open_day};
use crate::commands::ledger::{Posting, receipts};
use crate::domain::charge::{ChargeKind, ChargeLine};
use crate::domain::draft::quoted;
use crate::domain::finding::Finding;
use crate::domain::id::{EncounterId, PatientId, ReceiptId};
use crate::domain::journal::event::{self, LineRef};
use crate::domain::money::Quantity;
use crate::domain::records::Records;
use crate::exchange::folder::Table;
use crate::exchange::folder::books::{
    At, BookFiles, OpeningBalance, OpeningBalanceDraft, ReceiptRowDraft,
};
use crate::store::{self, Transaction};

/// The open balances of a folder.
#[derive(Debug, Default)]
pub(super) struct Opened {
    /// Those of lines of the folder's visits.
    of_lines: HashMap<EncounterId, HashMap<u16, Vec<Left>>>,
    /// The others, each with the day on which it is posted.
    others: Vec<(At, OpeningBalance, NaiveDate)>,
}

impl Opened {
    /// Reads them and notes which do not fit the folder's visits.
    pub fn read(
        files: &mut BookFiles,
        records: &Records,
        closed: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Self {
        let rows = files.all::<OpeningBalanceDraft>(Table::OpeningBalances);
        let mut opened = Self::default();
        if rows.is_empty() {
            return opened;
        }
        let mut lines: HashMap<(&EncounterId, u16), (&PatientId, NaiveDate)> = HashMap::new();
        for encounter in &records.encounters {
            for line in &encounter.lines {
                let of_line = (&encounter.patient, line.from_on);
                let _ = lines.insert((&encounter.id, line.number), of_line);
            }
        }
        let mut seen: HashMap<String, u64> = HashMap::new();
        for (at, row) in rows {
            if let Some(first) = seen.get(&row.id) {
                let sentence = format!(
                    "The opening balance {} stands in line {first} already; give each its own id.",
                    quoted(&row.id)
                );
                files.refuse(at, "balance_id", sentence);
                continue;
            }
            let _ = seen.insert(row.id.clone(), at.1);
            let service = match &row.service {
                None => None,
                Some((visit, number)) => {
                    let Some(of_line) = lines.get(&(visit, *number)) else {
                        let sentence = format!(
                            "There is no line {number} of visit {} in lines.csv; an open balance \
                             names a line that comes with the same folder.",
                            quoted(visit.as_str())
                        );
                        files.refuse(at, "visit_id", sentence);
                        continue;
                    };
                    if *of_line.0 != row.patient {
                        let sentence = format!(
                            "Visit {} is patient {}'s; name that patient.",
                            quoted(visit.as_str()),
                            quoted(of_line.0.as_str())
                        );
                        files.refuse(at, "patient_id", sentence);
                        continue;
                    }
                    Some((visit.clone(), *number, of_line.1))
                }
            };
            let service_on = row.service_on.or(service.as_ref().map(|it| it.2));
            let since = row.since_on.or(service_on).unwrap_or(today);
            if since > today {
                let sentence = "This day is after today; nothing is owed since then.";
                files.refuse(at, "since_on", sentence);
                continue;
            }
            let on = open_day(since, closed, today);
            match service {
                Some((visit, number, _)) => opened
                    .of_lines
                    .entry(visit)
                    .or_default()
                    .entry(number)
                    .or_default()
                    .push((row.party, row.amount, on)),
                None => opened.others.push((at, row, on)),
            }
        }
        opened
    }

    /// What is left of a visit's line, when the folder says so.
    pub fn left(&self, visit: &EncounterId, line: u16) -> Option<Vec<Left>> {
        self.of_lines.get(visit)?.get(&line).cloned()
    }
}

/// Opens the balances that belong to no visit, logs the receipts and posts the explanations.
///
/// # Errors
/// The practice file cannot be written; what is wrong with the rows is noted in `files`.
pub(super) fn bring(
    tx: &Transaction<'_>,
    posting: &Posting,
    files: &mut BookFiles,
    opened: Opened,
) -> Result<(), store::Error> {
    for (at, balance, on) in opened.others {
        if let Err(sentence) = super::books::misfit(open(tx, posting, &balance, on))? {
            files.refuse(at, "row", sentence);
        }
    }
    let receipts = log(tx, posting, files)?;
    remittances::post(tx, posting, files, &receipts)
}

/// Posts an open balance on a line of its own.
fn open(
    tx: &Transaction<'_>,
    posting: &Posting,
    balance: &OpeningBalance,
    on: NaiveDate,
) -> Result<(), store::Error> {
    let line = ChargeLine {
        kind: ChargeKind::Opening,
        patient: balance.patient.clone(),
        service: None,
        from_on: balance.service_on.unwrap_or(on),
        to_on: None,
        code: balance.code.clone(),
        modifiers: Vec::new(),
        units: Quantity::ONE,
        charge: balance.amount,
        provider: None,
        description: balance.description.clone(),
        reference: balance.id.clone(),
    };
    let id = store::charge::insert(tx, &line)?;
    let on_line = LineRef {
        line: id,
        patient: line.patient,
    };
    let entry = event::opened(&on_line, &balance.party, balance.amount, on);
    let _ = store::journal::post(tx, posting.stamp(), &[entry])?;
    Ok(())
}

/// Writes the folder's receipts down as unapplied money; gives the number of each by its id in the
/// folder.
fn log(
    tx: &Transaction<'_>,
    posting: &Posting,
    files: &mut BookFiles,
) -> Result<HashMap<String, ReceiptId>, store::Error> {
    let closed = store::period::closed_through(tx)?;
    let mut numbers: HashMap<String, ReceiptId> = HashMap::new();
    files.each::<ReceiptRowDraft, _>(Table::Receipts, |notes, at, row| {
        if numbers.contains_key(&row.id) {
            let sentence = format!(
                "The receipt {} stands in the file already; give each its own id.",
                quoted(&row.id)
            );
            notes.error(at, "receipt_id", sentence);
            return Ok(());
        }
        if row.deposit.is_some() || row.void.is_some() {
            let sentence = "What became of a receipt comes only together with journal.csv; leave \
                            this empty.";
            notes.error(at, "deposit_id", sentence);
            return Ok(());
        }
        let findings = row.receipt.advice(posting.today);
        let (errors, warnings) = findings.into_iter().partition(Finding::is_error);
        notes.findings(at, errors);
        notes.advice(at, warnings);
        let on = open_day(row.receipt.received_on, closed, posting.today);
        let taken = receipts::take(tx, &posting.clone().on(on), &row.receipt);
        match taken {
            Ok(id) => {
                let _ = numbers.insert(row.id, id);
                Ok(())
            }
            Err(Error::Store(error)) => fit::<()>(notes, at, Err(error)),
            Err(Error::Refused(findings)) => {
                notes.findings(at, findings);
                Ok(())
            }
            Err(_) => Err(store::Error::Worker),
        }
    })?;
    Ok(numbers)
}
