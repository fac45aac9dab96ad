//! `journal.csv`: one row for each leg, with the columns of its entry.

use super::remittance::{signed, unsigned};
use super::{Hex, Instant, RowDraft, row_draft};
use crate::domain::account::Account;
use crate::domain::draft::{Reader, text_of};
use crate::domain::finding::{Finding, Record};
use crate::domain::journal::{Entry, Leg, Posted};
use crate::domain::money::Money;

/// One leg with the entry it stands in, whose own legs are empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegRow {
    pub posted: Posted,
    pub leg: Leg,
}

row_draft! {
    /// A row of `journal.csv`. An amount stands in one of two columns instead of carrying a sign.
    LegRowDraft {
        entry_id,
        kind,
        effective_on,
        entered_at,
        user,
        batch_id,
        remittance_line_id,
        deposit_id,
        reverses_id,
        reason,
        account,
        debit,
        credit,
        charge_line_id,
        patient_id,
        payer_id,
        receipt_id,
        hash,
    }
}

impl RowDraft for LegRowDraft {
    type Value = LegRow;

    fn build(&self) -> Result<LegRow, Vec<Finding>> {
        let mut reader = Reader::new(Record::Posting);
        let posted = self.posted(&mut reader);
        let leg = self.leg(&mut reader);
        match (posted, leg) {
            (Some(posted), Some(leg)) if reader.is_clean() => Ok(LegRow { posted, leg }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl LegRowDraft {
    fn posted(&self, reader: &mut Reader) -> Option<Posted> {
        let id = reader.required("entry_id", &self.entry_id);
        let kind = reader.required("kind", &self.kind);
        let effective_on = reader.required_date("effective_on", &self.effective_on);
        let entered_at: Option<Instant> = reader.required("entered_at", &self.entered_at);
        let _ = reader.required_text("user", &self.user);
        let batch = reader.required("batch_id", &self.batch_id);
        let remittance_line = reader.optional("remittance_line_id", &self.remittance_line_id);
        let deposit = reader.optional("deposit_id", &self.deposit_id);
        let reverses = reader.optional("reverses_id", &self.reverses_id);
        let hash: Option<Hex> = reader.required("hash", &self.hash);
        Some(Posted {
            id: id?,
            batch: batch?,
            entered_at: entered_at?.0,
            // The hash covers these texts as they stand.
            user: self.user.clone(),
            entry: Entry {
                remittance_line,
                deposit,
                reverses,
                reason: self.reason.clone(),
                ..Entry::new(kind?, effective_on?, Vec::new())
            },
            hash: hash?.0,
        })
    }

    fn leg(&self, reader: &mut Reader) -> Option<Leg> {
        let number: Option<u16> = reader.required("account", &self.account);
        let account = number.and_then(Account::of_number);
        if number.is_some() && account.is_none() {
            reader.problem("account", "There is no such account; get the file again.");
        }
        let debit: Option<Money> = reader.optional("debit", &self.debit);
        let credit: Option<Money> = reader.optional("credit", &self.credit);
        let amount = match (debit, credit) {
            (Some(amount), None) => Some(amount),
            (None, Some(amount)) => Some(signed(amount, true)),
            _ => {
                reader.problem("debit", "A leg has a debit or a credit, one of the two.");
                None
            }
        };
        Some(Leg {
            account: account?,
            amount: amount?,
            line: reader.optional("charge_line_id", &self.charge_line_id),
            patient: reader.optional("patient_id", &self.patient_id),
            payer: reader.optional("payer_id", &self.payer_id),
            receipt: reader.optional("receipt_id", &self.receipt_id),
        })
    }
}

/// The rows of an entry, one for each leg.
pub fn legs_of(posted: &Posted) -> impl Iterator<Item = LegRowDraft> {
    let entry = &posted.entry;
    let of_entry = LegRowDraft {
        entry_id: posted.id.to_string(),
        kind: entry.kind.to_string(),
        effective_on: entry.effective_on.to_string(),
        entered_at: Instant(posted.entered_at).to_string(),
        user: posted.user.clone(),
        batch_id: posted.batch.to_string(),
        remittance_line_id: text_of(entry.remittance_line.as_ref()),
        deposit_id: text_of(entry.deposit.as_ref()),
        reverses_id: text_of(entry.reverses.as_ref()),
        reason: entry.reason.clone(),
        hash: Hex(posted.hash).to_string(),
        ..LegRowDraft::default()
    };
    entry.legs.iter().map(move |leg| {
        let amount = unsigned(leg.amount);
        let (debit, credit) = if leg.amount.is_negative() {
            (String::new(), amount)
        } else {
            (amount, String::new())
        };
        LegRowDraft {
            account: leg.account.number().to_string(),
            debit,
            credit,
            charge_line_id: text_of(leg.line.as_ref()),
            patient_id: text_of(leg.patient.as_ref()),
            payer_id: text_of(leg.payer.as_ref()),
            receipt_id: text_of(leg.receipt.as_ref()),
            ..of_entry.clone()
        }
    })
}

/// Puts the legs that follow one another back together into their entries.
#[derive(Debug, Default)]
pub struct EntryRows {
    current: Option<(u64, Posted)>,
}

impl EntryRows {
    /// Takes the next leg and the line it stands on; gives the entry before, with its first line,
    /// when that is complete.
    pub fn take(&mut self, line: u64, row: LegRow) -> Option<(u64, Posted)> {
        let LegRow { mut posted, leg } = row;
        if let Some((_, current)) = &mut self.current
            && current.id == posted.id
        {
            current.entry.legs.push(leg);
            return None;
        }
        posted.entry.legs.push(leg);
        self.current.replace((line, posted))
    }

    /// The last entry.
    pub fn last(&mut self) -> Option<(u64, Posted)> {
        self.current.take()
    }
}
