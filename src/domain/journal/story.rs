//! What happened to a line, as sentences: from what payers decided where there is a decision, else
//! from the entries.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Entry, EntryKind, Leg, Posted};
use crate::domain::account::{Account, Bucket, WriteOff};
use crate::domain::id::{ChargeLineId, EntryId, PayerId, RemittanceLineId};
use crate::domain::money::Money;
use crate::domain::remittance::{
    PostedRemittance, RemittanceClass, RemittanceKind, RemittanceLine,
};

/// One thing that happened to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    pub on: NaiveDate,
    /// `On 14 Sep 2026 Medicare allowed 92.05, paid 72.17, wrote off 57.95 and left 18.41 to Medigap.`
    pub sentence: String,
    /// The entries it speaks of; none where nothing moved, as at a denial.
    pub entries: Vec<EntryId>,
    /// Whether it was taken back later.
    pub is_reversed: bool,
}

/// Tells the story of a line, oldest first. `entries` and `remittances` may speak of other lines
/// too; `payer` gives a payer's name.
pub fn story(
    line: ChargeLineId,
    entries: &[&Posted],
    remittances: &[PostedRemittance],
    payer: &dyn Fn(&PayerId) -> String,
) -> Vec<Happening> {
    let teller = Teller {
        line,
        entries: entries
            .iter()
            .copied()
            .filter(|posted| posted.entry.legs.iter().any(|leg| leg.line == Some(line)))
            .collect(),
        reversed: entries
            .iter()
            .filter_map(|posted| posted.entry.reverses)
            .collect(),
        payer,
    };
    // Decisions stand where their first entry stands; those that moved nothing, by their day.
    let mut told: Vec<(NaiveDate, i64, Happening)> = Vec::new();
    let mut decided: BTreeSet<RemittanceLineId> = BTreeSet::new();
    for remittance in remittances {
        for (id, decision) in remittance.line_ids.iter().zip(&remittance.remittance.lines) {
            if decision.charge == line {
                let _ = decided.insert(*id);
                let happening = teller.decision(remittance, *id, decision);
                let first = happening.entries.first().map_or(i64::MAX, |it| it.number());
                told.push((happening.on, first, happening));
            }
        }
    }
    for posted in &teller.entries {
        let is_told = posted.entry.reverses.is_none()
            && posted
                .entry
                .remittance_line
                .is_some_and(|it| decided.contains(&it));
        if !is_told {
            let happening = teller.entry(posted);
            told.push((happening.on, posted.id.number(), happening));
        }
    }
    told.sort_by_key(|(on, first, _)| (*on, *first));
    told.into_iter()
        .map(|(_, _, happening)| happening)
        .collect()
}

struct Teller<'a> {
    line: ChargeLineId,
    entries: Vec<&'a Posted>,
    reversed: BTreeSet<EntryId>,
    payer: &'a dyn Fn(&PayerId) -> String,
}

impl Teller<'_> {
    fn decision(
        &self,
        posted: &PostedRemittance,
        id: RemittanceLineId,
        line: &RemittanceLine,
    ) -> Happening {
        let header = &posted.remittance;
        let entries: Vec<&Posted> = self
            .entries
            .iter()
            .copied()
            .filter(|it| it.entry.remittance_line == Some(id) && it.entry.reverses.is_none())
            .collect();
        let who = (self.payer)(&header.payer);
        let mut acts = Vec::new();
        if line.kind == RemittanceKind::Reversal {
            acts.push(format!("took back {}", -line.paid));
        } else {
            acts.extend(line.allowed.map(|allowed| format!("allowed {allowed}")));
            if line.paid.is_zero() {
                acts.push(unpaid(line.class).to_owned());
            } else {
                acts.push(format!("paid {}", line.paid));
            }
            acts.extend(self.write_offs(&entries));
            acts.extend(self.transfers(&entries));
        }
        let mut sentence = format!("On {} {who} {}", day(header.adjudicated_on), list(&acts));
        if header.is_forwarded {
            sentence.push_str(" and sent the claim on to the next payer");
        }
        if let Some(reasons) = reasons(line) {
            sentence.push_str(&format!(" ({reasons})"));
        }
        sentence.push('.');
        if let Some(appeal_by) = line.appeal_by {
            sentence.push_str(&format!(" Appeal by {}.", day(appeal_by)));
        }
        if let Some(reason) = &posted.void {
            sentence.push_str(&format!(" This posting was voided: {reason}."));
        }
        Happening {
            on: header.adjudicated_on,
            sentence,
            is_reversed: posted.void.is_some()
                || (!entries.is_empty() && entries.iter().all(|it| self.reversed.contains(&it.id))),
            entries: entries.iter().map(|it| it.id).collect(),
        }
    }

    fn write_offs(&self, entries: &[&Posted]) -> Vec<String> {
        let on = |account: Account| -> Money {
            let entries = entries.iter().map(|posted| &posted.entry);
            entries.map(|entry| entry.on(account)).sum()
        };
        let mut acts = Vec::new();
        let plain: Money = WriteOff::ALL
            .iter()
            .filter(|kind| **kind != WriteOff::Sequestration)
            .map(|kind| on(kind.account()))
            .sum();
        for (amount, act) in [
            (plain, "wrote off"),
            (on(Account::Sequestration), "cut by law"),
            (on(Account::Withhold), "withheld"),
        ] {
            if !amount.is_zero() {
                acts.push(format!("{act} {amount}"));
            }
        }
        acts
    }

    fn transfers(&self, entries: &[&Posted]) -> Vec<String> {
        entries
            .iter()
            .filter(|posted| posted.entry.kind == EntryKind::Transfer)
            .filter_map(|posted| self.leg(&posted.entry, Money::is_positive))
            .map(|leg| format!("left {} to {}", leg.amount, self.party(leg)))
            .collect()
    }

    /// The receivable leg on this line on one side of an entry.
    fn leg<'e>(&self, entry: &'e Entry, side: fn(Money) -> bool) -> Option<&'e Leg> {
        entry.legs.iter().find(|leg| {
            leg.line == Some(self.line) && leg.account.is_receivable() && side(leg.amount)
        })
    }

    fn party(&self, leg: &Leg) -> String {
        match (&leg.payer, leg.account.bucket()) {
            (Some(payer), _) => (self.payer)(payer),
            (None, Some(Bucket::Collections)) => "the collections agency".to_owned(),
            (None, _) => "the patient".to_owned(),
        }
    }

    fn entry(&self, posted: &Posted) -> Happening {
        let entry = &posted.entry;
        let said = match entry.reverses {
            Some(reversed) => self.taken_back(reversed, entry),
            None => self.said(entry),
        };
        let why = match entry.reason.trim().trim_end_matches('.') {
            "" => String::new(),
            reason => format!(": {reason}"),
        };
        Happening {
            on: entry.effective_on,
            sentence: format!("On {} {said}{why}.", day(entry.effective_on)),
            entries: vec![posted.id],
            is_reversed: self.reversed.contains(&posted.id),
        }
    }

    fn taken_back(&self, reversed: EntryId, reversal: &Entry) -> String {
        let original = self.entries.iter().find(|it| it.id == reversed);
        let amount: Money = reversal
            .legs
            .iter()
            .filter(|leg| leg.line == Some(self.line) && leg.amount.is_positive())
            .map(|leg| leg.amount)
            .sum();
        match original {
            Some(posted) => format!(
                "the {} of {} of {} was taken back",
                noun(posted.entry.kind),
                amount,
                day(posted.entry.effective_on)
            ),
            None => format!("{amount} was taken back"),
        }
    }

    fn said(&self, entry: &Entry) -> String {
        let owed = self.leg(entry, Money::is_positive);
        let settled = self.leg(entry, Money::is_negative);
        let amount = owed.or(settled).map_or(Money::ZERO, |leg| {
            if leg.amount.is_negative() {
                -leg.amount
            } else {
                leg.amount
            }
        });
        let to = owed.map(|leg| self.party(leg)).unwrap_or_default();
        let from = settled.map(|leg| self.party(leg)).unwrap_or_default();
        let receipt = entry
            .legs
            .iter()
            .find_map(|leg| leg.receipt)
            .map(|it| format!(" (receipt {it})"))
            .unwrap_or_default();
        match entry.kind {
            EntryKind::Charge => format!("{amount} was charged to {to}"),
            EntryKind::Opening => format!("{amount} was brought forward, owed by {to}"),
            EntryKind::Allocation => format!("{from} paid {amount}{receipt}"),
            EntryKind::Application => format!("the patient paid {amount}{receipt}"),
            EntryKind::WriteOff => {
                let kind = entry.legs.iter().find_map(|leg| leg.account.write_off());
                let kind = kind.map_or("", |kind| kind.account().title());
                format!(
                    "{amount} of what {from} owed was written off as {}",
                    kind.to_lowercase()
                )
            }
            EntryKind::Transfer => format!("{amount} went over from {from} to {to}"),
            EntryKind::Fee | EntryKind::FinanceCharge => format!("{amount} was charged as a fee"),
            EntryKind::Recoupment => format!("{to} took back {amount}{receipt}"),
            EntryKind::PayerRefund => format!("{amount} was paid back to {to}"),
            EntryKind::Suspense => format!("{to} was found to have taken back {amount}{receipt}"),
            EntryKind::Withhold => format!("{from} withheld {amount} until the year's end"),
            EntryKind::Recovery if settled.is_some() => {
                format!("{from} brought in {amount}{receipt}")
            }
            EntryKind::Recovery => {
                let recovered = -entry.on(Account::BadDebtRecovery);
                format!("{recovered} came in that was written off as bad debt{receipt}")
            }
            other => format!("{} of {amount} was posted", other.as_str().to_lowercase()),
        }
    }
}

const fn noun(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Charge => "charge",
        EntryKind::Fee | EntryKind::FinanceCharge => "fee",
        EntryKind::WriteOff => "write-off",
        EntryKind::Transfer => "transfer",
        EntryKind::Allocation | EntryKind::Application | EntryKind::Recovery => "payment",
        EntryKind::Recoupment => "takeback",
        EntryKind::Withhold => "withhold",
        _ => "posting",
    }
}

/// What a decision without a payment did.
const fn unpaid(class: RemittanceClass) -> &'static str {
    match class {
        RemittanceClass::Denied => "denied it",
        RemittanceClass::Duplicate => "called it a duplicate",
        RemittanceClass::Bundled => "called it part of another service",
        RemittanceClass::Capitated => "paid nothing, for it is capitated",
        RemittanceClass::PriorPayer => "paid nothing beyond the payer before",
        _ => "paid nothing",
    }
}

/// The codes of a decision that did not pay or was denied in part: `CO-197`.
fn reasons(line: &RemittanceLine) -> Option<String> {
    let is_telling = matches!(
        line.class,
        RemittanceClass::Denied | RemittanceClass::Duplicate | RemittanceClass::Bundled
    );
    if !is_telling || line.adjustments.is_empty() {
        return None;
    }
    let codes: Vec<String> = line
        .adjustments
        .iter()
        .map(|it| format!("{}-{}", it.group, it.reason))
        .collect();
    Some(codes.join(", "))
}

/// `a, b and c`.
fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `14 Sep 2026`.
pub fn day(on: NaiveDate) -> String {
    on.format("%-d %b %Y").to_string()
}
