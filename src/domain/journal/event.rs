//! What each act posts: the accounting model's table of events, one function for each.
//!
//! Amounts are positive, as the act means them; the function puts them on their sides.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Entry, EntryKind, Leg, Party};
use crate::domain::account::{Account, WriteOff};
use crate::domain::id::{ChargeLineId, DepositId, PatientId, PayerId, ReceiptId};
use crate::domain::money::Money;

/// A line and whose it is: what every leg on it names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineRef {
    pub line: ChargeLineId,
    pub patient: PatientId,
}

/// A receipt and who gave it: what every leg on its money names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptRef {
    pub receipt: ReceiptId,
    pub giver: Giver,
}

/// Who gave a receipt.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Giver {
    Payer(PayerId),
    Patient(PatientId),
    /// A collections agency, an estate, a court.
    Other,
}

impl LineRef {
    fn leg(&self, party: &Party, amount: Money) -> Leg {
        Leg {
            account: party.bucket.account(),
            amount,
            line: Some(self.line),
            patient: Some(self.patient.clone()),
            payer: party.payer.clone(),
            receipt: None,
        }
    }

    /// A leg of an account that takes what leaves the line: charges, write-offs.
    fn aside(&self, account: Account, amount: Money, payer: Option<&PayerId>) -> Leg {
        Leg {
            account,
            amount,
            line: Some(self.line),
            patient: Some(self.patient.clone()),
            payer: payer.cloned(),
            receipt: None,
        }
    }
}

impl ReceiptRef {
    /// Where its money stands until it is applied.
    pub const fn unapplied(&self) -> Account {
        match self.giver {
            Giver::Patient(_) => Account::PatientCredits,
            Giver::Payer(_) | Giver::Other => Account::UnappliedReceipts,
        }
    }

    fn leg(&self, account: Account, amount: Money) -> Leg {
        let (payer, patient) = match &self.giver {
            Giver::Payer(payer) => (Some(payer.clone()), None),
            Giver::Patient(patient) => (None, Some(patient.clone())),
            Giver::Other => (None, None),
        };
        Leg {
            account,
            amount,
            line: None,
            patient,
            payer,
            receipt: Some(self.receipt),
        }
    }

    /// Its unapplied money going out (`amount` positive) to something else.
    fn spent(&self, amount: Money) -> Leg {
        self.leg(self.unapplied(), amount)
    }
}

const fn plain(account: Account, amount: Money) -> Leg {
    Leg {
        account,
        amount,
        line: None,
        patient: None,
        payer: None,
        receipt: None,
    }
}

/// 1: a service was charged to whoever is to pay first.
pub fn charged(line: &LineRef, party: &Party, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        line.leg(party, amount),
        line.aside(Account::GrossCharges, -amount, None),
    ];
    Entry::new(EntryKind::Charge, on, legs)
}

/// What was open in another system is owed here from now on.
pub fn opened(line: &LineRef, party: &Party, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        line.leg(party, amount),
        line.aside(Account::OpeningBalances, -amount, None),
    ];
    Entry::new(EntryKind::Opening, on, legs)
}

/// 3, 8: money came in; it starts wholly unapplied.
pub fn received(receipt: &ReceiptRef, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        receipt.leg(Account::UndepositedReceipts, amount),
        receipt.spent(-amount),
    ];
    Entry::new(EntryKind::Receipt, on, legs)
}

/// 4: a payer's money pays a line.
pub fn allocated(
    receipt: &ReceiptRef,
    line: &LineRef,
    party: &Party,
    amount: Money,
    on: NaiveDate,
) -> Entry {
    let legs = vec![receipt.spent(amount), line.leg(party, -amount)];
    Entry::new(EntryKind::Allocation, on, legs)
}

/// 5, 22, 24: an amount will not be paid.
pub fn written_off(
    line: &LineRef,
    party: &Party,
    kind: WriteOff,
    amount: Money,
    on: NaiveDate,
) -> Entry {
    let legs = vec![
        line.aside(kind.account(), amount, party.payer.as_ref()),
        line.leg(party, -amount),
    ];
    Entry::new(EntryKind::WriteOff, on, legs)
}

/// 6, 23: somebody else is expected to pay.
pub fn transferred(
    line: &LineRef,
    from: &Party,
    to: &Party,
    amount: Money,
    on: NaiveDate,
) -> Entry {
    let legs = vec![line.leg(to, amount), line.leg(from, -amount)];
    Entry::new(EntryKind::Transfer, on, legs)
}

/// 9: a patient's unapplied money pays what she owes on a line.
pub fn applied(
    credit: &ReceiptRef,
    line: &LineRef,
    party: &Party,
    amount: Money,
    on: NaiveDate,
) -> Entry {
    let legs = vec![credit.spent(amount), line.leg(party, -amount)];
    Entry::new(EntryKind::Application, on, legs)
}

/// 10: a credit becomes another patient's, usually of the same family.
pub fn credit_moved(credit: &ReceiptRef, to: &PatientId, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        credit.spent(amount),
        Leg {
            patient: Some(to.clone()),
            receipt: Some(credit.receipt),
            ..plain(Account::PatientCredits, -amount)
        },
    ];
    Entry::new(EntryKind::CreditMove, on, legs)
}

/// 11: receipts went to the bank together.
pub fn deposited(deposit: DepositId, receipts: &[(ReceiptRef, Money)], on: NaiveDate) -> Entry {
    let total: Money = receipts.iter().map(|(_, amount)| *amount).sum();
    let mut legs = vec![plain(Account::Bank, total)];
    legs.extend(
        receipts
            .iter()
            .map(|(receipt, amount)| receipt.leg(Account::UndepositedReceipts, -*amount)),
    );
    Entry {
        deposit: Some(deposit),
        ..Entry::new(EntryKind::Deposit, on, legs)
    }
}

/// 12: the bank took a deposited item back. What it had paid is reversed before.
pub fn returned(receipt: &ReceiptRef, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![receipt.spent(amount), receipt.leg(Account::Bank, -amount)];
    Entry::new(EntryKind::ReturnedCheck, on, legs)
}

/// 13: a fee the patient owes: a returned check, a missed appointment.
pub fn fee(line: &LineRef, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        line.leg(&Party::PATIENT, amount),
        line.aside(Account::FeeIncome, -amount, None),
    ];
    Entry::new(EntryKind::Fee, on, legs)
}

/// 12: what was refunded of a check that the bank then gave back is owed by the patient; her credit
/// is whole again until the check is taken off it.
pub fn refund_owed_again(
    credit: &ReceiptRef,
    line: &LineRef,
    amount: Money,
    on: NaiveDate,
) -> Entry {
    let legs = vec![line.leg(&Party::PATIENT, amount), credit.spent(-amount)];
    Entry::new(EntryKind::Fee, on, legs)
}

/// 14: unapplied money is promised back.
pub fn refund_approved(credit: &ReceiptRef, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        credit.spent(amount),
        credit.leg(Account::RefundsPayable, -amount),
    ];
    Entry::new(EntryKind::RefundApproved, on, legs)
}

/// 14: what was promised back, and not paid, stays a credit after all.
pub fn refund_withdrawn(credit: &ReceiptRef, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        credit.leg(Account::RefundsPayable, amount),
        credit.spent(-amount),
    ];
    Entry::new(EntryKind::RefundApproved, on, legs)
}

/// 14: our check for a refund went out.
pub fn refund_paid(credit: &ReceiptRef, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        credit.leg(Account::RefundsPayable, amount),
        credit.leg(Account::Bank, -amount),
    ];
    Entry::new(EntryKind::RefundPaid, on, legs)
}

/// 15: our check to a payer who paid too much on a line, which is open again.
pub fn payer_refunded(line: &LineRef, party: &Party, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        line.leg(party, amount),
        line.aside(Account::Bank, -amount, party.payer.as_ref()),
    ];
    Entry::new(EntryKind::PayerRefund, on, legs)
}

/// 16, 17: a payer kept back money of this receipt for what it had paid on a line before.
pub fn recouped(
    receipt: &ReceiptRef,
    line: &LineRef,
    party: &Party,
    amount: Money,
    on: NaiveDate,
) -> Entry {
    let legs = vec![line.leg(party, amount), receipt.spent(-amount)];
    Entry::new(EntryKind::Recoupment, on, legs)
}

/// 17: as [`recouped`], while nobody knows for which line.
pub fn suspended(receipt: &ReceiptRef, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        receipt.leg(Account::RecoupmentSuspense, amount),
        receipt.spent(-amount),
    ];
    Entry::new(EntryKind::Suspense, on, legs)
}

/// The line of a suspended recoupment was found.
pub fn suspense_settled(
    receipt: &ReceiptRef,
    line: &LineRef,
    party: &Party,
    amount: Money,
    on: NaiveDate,
) -> Entry {
    let legs = vec![
        line.leg(party, amount),
        receipt.leg(Account::RecoupmentSuspense, -amount),
    ];
    Entry::new(EntryKind::Suspense, on, legs)
}

/// 19: interest or an incentive inside a payer's check.
pub fn interest(receipt: &ReceiptRef, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        receipt.spent(amount),
        receipt.leg(Account::PayerInterest, -amount),
    ];
    Entry::new(EntryKind::Interest, on, legs)
}

/// 21: a capitation check is revenue of its own; no line is paid by it.
pub fn capitation(receipt: &ReceiptRef, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        receipt.spent(amount),
        receipt.leg(Account::CapitationRevenue, -amount),
    ];
    Entry::new(EntryKind::Capitation, on, legs)
}

/// 20: a payer keeps a part until the year's end.
pub fn withheld(line: &LineRef, party: &Party, amount: Money, on: NaiveDate) -> Entry {
    let legs = vec![
        line.aside(Account::Withhold, amount, party.payer.as_ref()),
        line.leg(party, -amount),
    ];
    Entry::new(EntryKind::Withhold, on, legs)
}

/// 20: at the year's end a payer paid what it withheld, or a part; the rest is an allowance.
pub fn withhold_settled(
    receipt: &ReceiptRef,
    payer: &PayerId,
    paid: Money,
    lost: Money,
    on: NaiveDate,
) -> Entry {
    let of_payer = |account, amount| Leg {
        payer: Some(payer.clone()),
        ..plain(account, amount)
    };
    let mut legs = vec![of_payer(Account::Withhold, -(paid + lost))];
    if !paid.is_zero() {
        legs.push(receipt.spent(paid));
    }
    if !lost.is_zero() {
        legs.push(of_payer(Account::Contractual, lost));
    }
    Entry::new(EntryKind::WithholdSettled, on, legs)
}

/// 24: money for what was written off as bad debt; `fee` is what the agency kept of it.
pub fn recovered_bad_debt(
    receipt: &ReceiptRef,
    line: &LineRef,
    net: Money,
    fee: Money,
    on: NaiveDate,
) -> Entry {
    let recovery = line.aside(Account::BadDebtRecovery, -(net + fee), None);
    Entry::new(
        EntryKind::Recovery,
        on,
        recovery_legs(receipt, recovery, net, fee),
    )
}

/// 23: the agency paid what is with it; `fee` is what it kept of it.
pub fn collected(
    receipt: &ReceiptRef,
    line: &LineRef,
    net: Money,
    fee: Money,
    on: NaiveDate,
) -> Entry {
    let paid = line.leg(&Party::COLLECTIONS, -(net + fee));
    Entry::new(
        EntryKind::Recovery,
        on,
        recovery_legs(receipt, paid, net, fee),
    )
}

fn recovery_legs(receipt: &ReceiptRef, recovered: Leg, net: Money, fee: Money) -> Vec<Leg> {
    let mut legs = vec![receipt.spent(net)];
    if !fee.is_zero() {
        legs.push(plain(Account::AgencyFees, fee));
    }
    legs.push(recovered);
    legs
}
