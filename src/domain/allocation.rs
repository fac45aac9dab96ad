//! Which lines a patient's money pays first: the oldest responsibility, within the limits of what
//! is open. A proposal only; the biller may change every amount of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::id::{ChargeLineId, EncounterId};
use crate::domain::journal::event::{LineRef, ReceiptRef};
use crate::domain::money::Money;

/// What a patient owes on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    pub line: LineRef,
    /// The visit of the line; none for a fee or an open balance.
    pub visit: Option<EncounterId>,
    pub amount: Money,
    /// Since when it is hers to pay.
    pub since: NaiveDate,
}

/// Money of patients that is not applied yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Available {
    pub credit: ReceiptRef,
    pub amount: Money,
    /// Since when it is there.
    pub since: NaiveDate,
    /// The visit it was paid for at the desk.
    pub visit: Option<EncounterId>,
    /// Whether that visit still waits for its payer, so that the money is kept for it.
    pub is_reserved: bool,
}

/// What one line gets of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub line: ChargeLineId,
    /// Positive.
    pub amount: Money,
}

/// What one line gets of one credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditUse {
    pub credit: ReceiptRef,
    pub share: Share,
}

/// Spreads a payment: the lines of the visit it is meant for first, then the oldest
/// responsibility. What is left over stays unapplied.
pub fn oldest_first(payment: Money, owed: &[Owed], meant_for: Option<&EncounterId>) -> Vec<Share> {
    let mut left = payment;
    in_order(owed, meant_for)
        .into_iter()
        .filter_map(|owed| {
            let amount = take(&mut left, owed.amount)?;
            Some(Share {
                line: owed.line.line,
                amount,
            })
        })
        .collect()
}

/// Spreads credits: first those paid for a visit over that visit's lines, then the others, oldest
/// first. What is kept for a visit that waits for its payer goes nowhere else.
pub fn use_credits(credits: &[Available], owed: &[Owed]) -> Vec<CreditUse> {
    let mut open: Vec<Owed> = owed.to_vec();
    let mut credits: Vec<Available> = credits.to_vec();
    credits.sort_by(|a, b| (a.since, &a.credit).cmp(&(b.since, &b.credit)));
    let mut uses = Vec::new();
    for credit in credits.iter_mut().filter(|credit| credit.visit.is_some()) {
        let visit = credit.visit.clone();
        pay(credit, &mut open, &mut uses, |owed| owed.visit == visit);
    }
    for credit in credits.iter_mut().filter(|credit| !credit.is_reserved) {
        pay(credit, &mut open, &mut uses, |_| true);
    }
    uses
}

fn pay(
    credit: &mut Available,
    open: &mut [Owed],
    uses: &mut Vec<CreditUse>,
    is_meant: impl Fn(&Owed) -> bool,
) {
    let meant: Vec<Owed> = open.iter().filter(|owed| is_meant(owed)).cloned().collect();
    for share in oldest_first(credit.amount, &meant, None) {
        credit.amount -= share.amount;
        for owed in open.iter_mut().filter(|owed| owed.line.line == share.line) {
            owed.amount -= share.amount;
        }
        uses.push(CreditUse {
            credit: credit.credit.clone(),
            share,
        });
    }
}

fn in_order<'a>(owed: &'a [Owed], meant_for: Option<&EncounterId>) -> Vec<&'a Owed> {
    let mut order: Vec<&Owed> = owed.iter().collect();
    order.sort_by_key(|owed| {
        let is_meant = meant_for.is_some() && owed.visit.as_ref() == meant_for;
        (!is_meant, owed.since, owed.line.line)
    });
    order
}

/// Takes what is open out of what is left; nothing where either is nothing.
fn take(left: &mut Money, open: Money) -> Option<Money> {
    let amount = (*left).min(open);
    if !amount.is_positive() {
        return None;
    }
    *left -= amount;
    Some(amount)
}
