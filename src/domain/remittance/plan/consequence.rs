//! What follows from a posting, as values and as sentences.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use super::{Books, NextClaim, NextCoverage, Step};
use crate::domain::account::Account;
use crate::domain::date;
use crate::domain::journal::Party;
use crate::domain::journal::fold::Balances;
use crate::domain::money::Money;
use crate::domain::remittance::{Disposition, Remittance, RemittanceKind, rule};

/// One thing that follows from a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consequence {
    /// Earlier lines of this payer are taken back.
    TakenBack {
        lines: usize,
        paid: Money,
    },
    /// The payer's money pays the claim.
    Paid {
        amount: Money,
    },
    /// Somebody further has to pay, and a claim to it waits to be printed.
    SecondaryQueued {
        payer: String,
        amount: Money,
    },
    /// As above, and the payer sent the claim on itself.
    Forwarded {
        payer: String,
        amount: Money,
    },
    /// What of these lines the patient owes from now on.
    Patient {
        amount: Money,
    },
    WrittenOff {
        amount: Money,
    },
    /// Kept by the payer until the year's end.
    Withheld {
        amount: Money,
    },
    /// Stays with the payer, to be corrected or appealed.
    Denied {
        lines: usize,
        amount: Money,
        /// Of the first reason: `AUTH`, `CODING`.
        category: String,
        appeal_by: Option<NaiveDate>,
    },
    /// Stays with the payer until somebody decides.
    Held {
        amount: Money,
    },
    /// Stays with the payer though it decided on all.
    StillOpen {
        amount: Money,
    },
    /// More was taken from somebody than was open: a credit with a name.
    Credit {
        whose: String,
        amount: Money,
    },
    /// Nothing more is expected of the payer.
    ClaimClosed {
        claim: String,
    },
}

impl fmt::Display for Consequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TakenBack { lines, paid } => {
                write!(f, "{} taken back, {paid}", counted(*lines, "line"))
            }
            Self::Paid { amount } => write!(f, "Paid {amount}"),
            Self::SecondaryQueued { payer, amount } => {
                write!(f, "Secondary claim to {payer} queued, {amount}")
            }
            Self::Forwarded { payer, amount } => {
                write!(f, "Forwarded to {payer}, {amount}; nothing to print")
            }
            Self::Patient { amount } => write!(f, "Patient {amount}"),
            Self::WrittenOff { amount } => write!(f, "Written off {amount}"),
            Self::Withheld { amount } => write!(f, "Withheld until the year's end {amount}"),
            Self::Denied {
                lines,
                amount,
                appeal_by,
                ..
            } => {
                write!(f, "{}, {amount}", counted(*lines, "denial"))?;
                match appeal_by {
                    Some(on) => write!(f, ", appeal by {}", date::spoken(*on)),
                    None => write!(f, ", the payer's days to appeal are not known"),
                }
            }
            Self::Held { amount } => write!(f, "Held with the payer for a decision {amount}"),
            Self::StillOpen { amount } => write!(f, "Still open with the payer {amount}"),
            Self::Credit { whose, amount } => write!(f, "Credit of {whose} {amount}"),
            Self::ClaimClosed { claim } => write!(f, "Claim {claim} closed"),
        }
    }
}

fn counted(number: usize, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {what}{ending}")
}

/// What moves to later payers, by coverage.
pub(super) fn next_claims(
    remittance: &Remittance,
    books: &Books,
    steps: &[Step],
) -> Vec<NextClaim> {
    let mut claims: Vec<NextClaim> = Vec::new();
    for step in steps {
        let Some(next) = next_of(remittance, books, step) else {
            continue;
        };
        let amount = moved_to(step, &next.party);
        if amount.is_zero() {
            continue;
        }
        match claims.iter_mut().find(|claim| claim.next == *next) {
            Some(claim) => claim.amount += amount,
            None => claims.push(NextClaim {
                next: next.clone(),
                amount,
                is_forwarded: remittance.is_forwarded,
            }),
        }
    }
    claims
}

fn next_of<'a>(remittance: &Remittance, books: &'a Books, step: &Step) -> Option<&'a NextCoverage> {
    let charge = remittance.lines.get(step.line)?.charge;
    books
        .lines
        .iter()
        .find(|line| line.charged.id == charge)?
        .next
        .as_ref()
}

fn moved_to(step: &Step, party: &Party) -> Money {
    legs(step)
        .filter(|leg| leg.account == party.bucket.account() && leg.payer == party.payer)
        .map(|leg| leg.amount)
        .sum()
}

fn legs(step: &Step) -> impl Iterator<Item = &crate::domain::journal::Leg> {
    step.entries.iter().flat_map(|entry| &entry.legs)
}

/// Everything that follows, in the order in which it is read.
pub(super) fn of(
    remittance: &Remittance,
    books: &Books,
    steps: &[Step],
    after: &Balances,
) -> Vec<Consequence> {
    let mut found = Vec::new();
    let taken: Vec<_> = remittance
        .lines
        .iter()
        .filter(|line| line.kind == RemittanceKind::Reversal)
        .collect();
    if !taken.is_empty() {
        found.push(Consequence::TakenBack {
            lines: taken.len(),
            paid: -taken.iter().map(|line| line.paid).sum::<Money>(),
        });
    }
    let paid: Money = remittance
        .lines
        .iter()
        .filter(|line| line.kind != RemittanceKind::Reversal)
        .map(|line| line.paid)
        .sum();
    if paid.is_positive() {
        found.push(Consequence::Paid { amount: paid });
    }
    found.extend(
        next_claims(remittance, books, steps)
            .into_iter()
            .filter(|claim| claim.amount.is_positive())
            .map(|claim| {
                let (payer, amount) = (claim.next.payer_name, claim.amount);
                if claim.is_forwarded {
                    Consequence::Forwarded { payer, amount }
                } else {
                    Consequence::SecondaryQueued { payer, amount }
                }
            }),
    );
    found.push(Consequence::Patient {
        amount: with_patient(remittance, after),
    });
    let written_off = |filter: fn(Account) -> bool| -> Money {
        steps
            .iter()
            .flat_map(legs)
            .filter(|leg| filter(leg.account))
            .map(|leg| leg.amount)
            .sum()
    };
    let amount = written_off(|account| account.write_off().is_some());
    if !amount.is_zero() {
        found.push(Consequence::WrittenOff { amount });
    }
    let amount = written_off(|account| account == Account::Withhold);
    if !amount.is_zero() {
        found.push(Consequence::Withheld { amount });
    }
    found.extend(stays(remittance, books, after));
    found.extend(credits(remittance, books, after));
    found
}

/// What of the remittance's lines is open with the patient afterwards.
fn with_patient(remittance: &Remittance, after: &Balances) -> Money {
    let mut charges: Vec<_> = remittance.lines.iter().map(|line| line.charge).collect();
    charges.sort_unstable();
    charges.dedup();
    charges
        .into_iter()
        .map(|charge| after.of(charge, &Party::PATIENT))
        .sum()
}

/// What stays with the payer, and why.
fn stays(remittance: &Remittance, books: &Books, after: &Balances) -> Vec<Consequence> {
    let mut found = Vec::new();
    let lines = || {
        remittance
            .lines
            .iter()
            .filter(|line| line.kind != RemittanceKind::Reversal)
    };
    let denied: Vec<_> = lines().filter(|line| line.is_denied()).collect();
    let with = |disposition: Disposition| -> Money {
        lines()
            .flat_map(|line| &line.adjustments)
            .filter(|it| it.disposition == disposition)
            .map(|it| it.amount)
            .sum()
    };
    let (denied_amount, held) = (with(Disposition::Denied), with(Disposition::Hold));
    if !denied.is_empty() {
        found.push(Consequence::Denied {
            lines: denied.len(),
            amount: denied_amount,
            category: denied
                .iter()
                .find_map(|line| line.denial_category())
                .unwrap_or_default()
                .to_owned(),
            appeal_by: denied.iter().filter_map(|line| line.appeal_by).min(),
        });
    }
    if !held.is_zero() {
        found.push(Consequence::Held { amount: held });
    }
    let open: Money = lines()
        .map(|line| after.of(line.charge, &books.party()))
        .sum();
    let rest = open - denied_amount - held;
    if rest.is_positive() {
        found.push(Consequence::StillOpen { amount: rest });
    } else if open.is_zero()
        && denied.is_empty()
        && held.is_zero()
        && let Some(claim) = &books.claim
        && decides_all(remittance, books)
    {
        found.push(Consequence::ClaimClosed {
            claim: claim.to_string(),
        });
    }
    found
}

/// Whether after this remittance the payer has decided on every line and denied none.
fn decides_all(remittance: &Remittance, books: &Books) -> bool {
    books.lines.iter().all(|line| {
        let mut now = remittance
            .lines
            .iter()
            .filter(|it| it.charge == line.charged.id)
            .peekable();
        if now.peek().is_some() {
            return now.any(|it| it.kind != RemittanceKind::Reversal);
        }
        line.charged.line.charge.is_zero()
            || line
                .standing(&books.payer.id)
                .last()
                .is_some_and(|it| !it.line.is_denied() && line.open_with(&books.party()).is_zero())
    })
}

/// Who is in credit on these lines afterwards.
fn credits(remittance: &Remittance, books: &Books, after: &Balances) -> Vec<Consequence> {
    let mut by_party: BTreeMap<&Party, Money> = BTreeMap::new();
    for (key, open) in &after.receivables {
        let is_here = remittance.lines.iter().any(|line| line.charge == key.line);
        if is_here && open.amount.is_negative() {
            *by_party.entry(&key.party).or_default() -= open.amount;
        }
    }
    by_party
        .into_iter()
        .map(|(party, amount)| Consequence::Credit {
            whose: name_of(party, books),
            amount,
        })
        .collect()
}

/// What a party is called.
pub(super) fn name_of(party: &Party, books: &Books) -> String {
    if *party == books.party() {
        return books.payer.name.clone();
    }
    books
        .lines
        .iter()
        .filter_map(|line| line.next.as_ref())
        .find(|next| next.party == *party)
        .map_or_else(
            || party.bucket.title().to_lowercase(),
            |next| next.payer_name.clone(),
        )
}

impl crate::domain::remittance::RemittanceLine {
    /// Whether something on it waits to be corrected or appealed.
    pub fn is_denied(&self) -> bool {
        self.kind != RemittanceKind::Reversal
            && self
                .adjustments
                .iter()
                .any(|it| it.disposition == Disposition::Denied)
    }

    /// What kind of problem it was denied for.
    pub fn denial_category(&self) -> Option<&'static str> {
        self.denial_reason().map(|reason| reason.category)
    }

    /// The first reason it was denied for that the lists know.
    pub fn denial_reason(&self) -> Option<&'static rule::Reason> {
        self.adjustments
            .iter()
            .filter(|it| it.disposition == Disposition::Denied)
            .filter_map(|it| rule::reason(&it.reason))
            .find(|reason| reason.code != "45")
    }
}
