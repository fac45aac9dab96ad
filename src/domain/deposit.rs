//! Receipts taken to the bank together, and their slip.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::id::{DepositId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::receipt::{Method, Receipt, Received};

/// What went to the bank together; it never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    pub deposited_on: NaiveDate,
    /// What its receipts come to; positive.
    pub total: Money,
    pub note: String,
}

/// How many receipts came in one way, and what they come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodTotal {
    pub method: Method,
    pub count: usize,
    pub total: Money,
}

/// One line of a slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipLine {
    pub receipt: ReceiptId,
    pub method: Method,
    pub check_number: String,
    pub check_on: Option<NaiveDate>,
    /// Who gave it, as the bank may read it: a payer's name or a patient's; empty for others.
    pub giver: String,
    pub amount: Money,
}

/// A deposit as it is taken to the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    pub number: DepositId,
    pub deposited_on: NaiveDate,
    /// Cash first, then checks by receipt.
    pub lines: Vec<SlipLine>,
    pub by_method: Vec<MethodTotal>,
    pub total: Money,
    pub note: String,
}

impl Slip {
    /// Whether the slip's total is what its receipts come to.
    pub fn ties(&self) -> bool {
        self.lines.iter().map(|line| line.amount).sum::<Money>() == self.total
    }
}

/// Counts and adds receipts by how they came; ways in which none came are left out.
pub fn by_method<'a>(receipts: impl IntoIterator<Item = &'a Receipt>) -> Vec<MethodTotal> {
    let mut totals: BTreeMap<Method, (usize, Money)> = BTreeMap::new();
    for receipt in receipts {
        let (count, total) = totals.entry(receipt.method).or_default();
        *count += 1;
        *total += receipt.amount;
    }
    totals
        .into_iter()
        .map(|(method, (count, total))| MethodTotal {
            method,
            count,
            total,
        })
        .collect()
}

/// The slip of a deposit; `name` says what a receipt's giver is called.
pub fn slip(
    number: DepositId,
    deposit: &Deposit,
    receipts: &[Received],
    name: impl Fn(&Received) -> String,
) -> Slip {
    let mut lines: Vec<SlipLine> = receipts
        .iter()
        .map(|received| SlipLine {
            receipt: received.id,
            method: received.receipt.method,
            check_number: received.receipt.check_number.clone(),
            check_on: received.receipt.check_on,
            giver: name(received),
            amount: received.receipt.amount,
        })
        .collect();
    lines.sort_by_key(|line| (line.method != Method::Cash, line.method, line.receipt));
    Slip {
        number,
        deposited_on: deposit.deposited_on,
        lines,
        by_method: by_method(receipts.iter().map(|received| &received.receipt)),
        total: deposit.total,
        note: deposit.note.clone(),
    }
}
