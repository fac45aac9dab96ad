//! Why a charge is the patient's: by what payers decided and by the entries that stand. What the
//! biller wrote as a reason is never told.

use std::collections::BTreeMap;

use super::ledger::{Ledger, change};
use crate::domain::account::Bucket;
use crate::domain::charge::{ChargeKind, Charged};
use crate::domain::id::{PayerId, RemittanceLineId};
use crate::domain::journal::{EntryKind, Posted};
use crate::domain::money::Money;
use crate::domain::remittance::{AdjustmentGroup, RemittanceKind, rule};
use crate::domain::statement::Reason;
use crate::domain::statement::facts::{AccountFacts, Decision};

/// Why a charge is hers, most important first; at least one.
pub(super) fn of(
    account: &AccountFacts,
    ledger: &Ledger<'_>,
    charged: &Charged,
    owes: Money,
) -> Vec<Reason> {
    if owes.is_negative() {
        return vec![Reason::Overpaid];
    }
    let teller = Teller {
        account,
        charged,
        standing: ledger.standing(charged.id).collect(),
        ledger,
    };
    let mut reasons = Vec::new();
    reasons.extend(teller.returned());
    reasons.extend(teller.decided());
    reasons.extend(teller.charged());
    reasons.extend(teller.moved());
    if reasons.is_empty() {
        reasons.push(teller.left_over());
    }
    if teller.is_back() {
        reasons.push(Reason::BackFromCollections);
    }
    reasons.extend(teller.pending());
    reasons
}

struct Teller<'a> {
    account: &'a AccountFacts,
    ledger: &'a Ledger<'a>,
    charged: &'a Charged,
    standing: Vec<&'a Posted>,
}

/// What one decision left to her, by cause.
#[derive(Debug, Clone, Copy, Default)]
struct Shares {
    deductible: Money,
    coinsurance: Money,
    copay: Money,
    other: Money,
    is_not_covered: bool,
    is_paid_to_patient: bool,
}

impl Teller<'_> {
    fn hers(&self, posted: &Posted) -> Money {
        change(&posted.entry, self.charged.id, |it| it == Bucket::Patient)
    }

    /// Payments on it that the bank took back and she has not made good since.
    fn returned(&self) -> Vec<Reason> {
        let entries = self.ledger.on(self.charged.id);
        let mut returned: BTreeMap<_, Money> = BTreeMap::new();
        for posted in entries {
            let is_payment = posted.entry.kind == EntryKind::Application;
            let Some(undone) = self.ledger.taken_back_by(posted.id).filter(|_| is_payment) else {
                continue;
            };
            if self.is_of_bank(undone) {
                let key = (undone.entry.effective_on, undone.batch);
                *returned.entry(key).or_default() += self.hers(undone);
            }
        }
        let paid_after = |batch| -> Money {
            let entries = self.standing.iter();
            entries
                .filter(|it| it.entry.kind == EntryKind::Application && it.id > batch)
                .map(|it| -self.hers(it))
                .sum()
        };
        let unpaid = returned
            .into_iter()
            .filter(|((_, batch), amount)| paid_after(*batch) < *amount);
        unpaid
            .map(|((on, _), amount)| Reason::ReturnedPayment { amount, on })
            .collect()
    }

    /// Whether an entry was posted because the bank gave a payment back.
    fn is_of_bank(&self, undone: &Posted) -> bool {
        let entries = self.account.entries.iter();
        entries
            .filter(|it| it.batch == undone.batch && self.ledger.stands(it.id))
            .any(|it| it.entry.kind == EntryKind::ReturnedCheck)
    }

    /// What decisions that stand left to her, the last decision first.
    fn decided(&self) -> Vec<Reason> {
        let mut shares: BTreeMap<RemittanceLineId, Shares> = BTreeMap::new();
        for posted in &self.standing {
            let amount = self.hers(posted);
            let Some(id) = posted.entry.remittance_line.filter(|_| !amount.is_zero()) else {
                continue;
            };
            if posted.entry.kind == EntryKind::Transfer {
                shares
                    .entry(id)
                    .or_default()
                    .take(&posted.entry.reason, amount);
            }
        }
        let mut reasons = Vec::new();
        for decision in self.decisions().rev() {
            if let Some(shares) = shares.get(&decision.id) {
                reasons.extend(shares.reasons(decision, self.account.payer(&decision.payer)));
            }
        }
        reasons
    }

    /// What payers said of the charge that was neither voided nor taken back, oldest first.
    fn decisions(&self) -> impl DoubleEndedIterator<Item = &Decision> {
        let all = &self.account.decisions;
        let is_taken_back = move |id| {
            let mut all = all.iter();
            all.any(|it| !it.is_void && it.reverses == Some(id))
        };
        all.iter().filter(move |it| {
            it.charge == self.charged.id
                && !it.is_void
                && it.kind != RemittanceKind::Reversal
                && !is_taken_back(it.id)
        })
    }

    /// What was hers from the beginning and did not go to a payer later.
    fn charged(&self) -> Option<Reason> {
        if self.charged.line.kind == ChargeKind::Fee {
            return Some(Reason::Fee);
        }
        let of = |kind: EntryKind| -> Money {
            let entries = self.standing.iter().filter(|it| it.entry.kind == kind);
            entries.map(|it| self.hers(it)).sum()
        };
        let opened = of(EntryKind::Opening);
        if opened.is_positive() || self.charged.line.kind == ChargeKind::Opening {
            return Some(Reason::Opening);
        }
        let to_payers: Money = self.by_hand().values().copied().sum();
        let left = of(EntryKind::Charge) + to_payers.min(Money::ZERO);
        left.is_positive().then(|| {
            let visit = self.charged.line.service.as_ref().map(|(visit, _)| visit);
            let payer = visit.and_then(|visit| self.account.billed.get(visit));
            match payer {
                Some(payer) => Reason::PaidToPatient {
                    payer: self.account.payer(payer),
                },
                None => Reason::NoInsurance,
            }
        })
    }

    /// What somebody moved between each payer and her; positive = to her.
    fn by_hand(&self) -> BTreeMap<&PayerId, Money> {
        let mut moved: BTreeMap<&PayerId, Money> = BTreeMap::new();
        for posted in &self.standing {
            let entry = &posted.entry;
            if entry.kind != EntryKind::Transfer || entry.remittance_line.is_some() {
                continue;
            }
            let payer = entry.legs.iter().find_map(|leg| leg.payer.as_ref());
            let amount = self.hers(posted);
            if let Some(payer) = payer.filter(|_| !amount.is_zero()) {
                *moved.entry(payer).or_default() += amount;
            }
        }
        moved
    }

    fn moved(&self) -> Vec<Reason> {
        let moved = self.by_hand().into_iter();
        moved
            .filter(|(_, amount)| amount.is_positive())
            .map(|(payer, _)| Reason::Moved {
                payer: self.account.payer(payer),
            })
            .collect()
    }

    /// Whether it was with the agency and came back.
    fn is_back(&self) -> bool {
        let last = self.standing.iter().rev().find_map(|posted| {
            let agency = change(&posted.entry, self.charged.id, |it| {
                it == Bucket::Collections
            });
            let is_move = posted.entry.kind == EntryKind::Transfer && !agency.is_zero();
            is_move.then_some(agency)
        });
        last.is_some_and(Money::is_negative)
    }

    fn pending(&self) -> Vec<Reason> {
        let with_payers = self.ledger.with_payers(self.charged.id);
        with_payers
            .map(|(party, open)| Reason::StillPending {
                payer: party
                    .payer
                    .as_ref()
                    .map(|payer| self.account.payer(payer))
                    .unwrap_or_default(),
                amount: open.amount,
            })
            .collect()
    }

    /// For what no entry that stands explains, as when a decision was taken back in part: the payer
    /// that spoke last left it to her.
    fn left_over(&self) -> Reason {
        let entries = self.ledger.on(self.charged.id).iter().rev();
        let payer = entries
            .flat_map(|posted| &posted.entry.legs)
            .find_map(|leg| leg.payer.as_ref());
        match payer {
            Some(payer) => Reason::Moved {
                payer: self.account.payer(payer),
            },
            None => Reason::NoInsurance,
        }
    }
}

impl Shares {
    /// Takes what one adjustment, such as `PR-1`, moved to her.
    fn take(&mut self, adjustment: &str, amount: Money) {
        let (group, code) = adjustment.split_once('-').unwrap_or(("", adjustment));
        let is_hers = group.parse() == Ok(AdjustmentGroup::PatientResponsibility);
        match code {
            "100" => self.is_paid_to_patient = true,
            // Plain, for blood, and as institutions write them for professional services.
            "1" | "66" | "247" if is_hers => self.deductible += amount,
            "2" | "248" if is_hers => self.coinsurance += amount,
            "3" | "241" if is_hers => self.copay += amount,
            _ if is_hers && is_not_covered(code) => self.is_not_covered = true,
            _ => self.other += amount,
        }
    }

    fn reasons(&self, decision: &Decision, payer: String) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let shares = [self.deductible, self.coinsurance, self.copay, self.other];
        if shares.iter().any(|share| !share.is_zero()) {
            reasons.push(Reason::Shared {
                payer: payer.clone(),
                allowed: decision.allowed,
                deductible: self.deductible,
                coinsurance: self.coinsurance,
                copay: self.copay,
                other: self.other,
            });
        }
        if self.is_not_covered {
            reasons.push(Reason::NotCovered {
                payer: payer.clone(),
            });
        }
        if self.is_paid_to_patient {
            reasons.push(Reason::PaidToPatient { payer });
        }
        reasons
    }
}

/// Whether a reason says that the plan does not cover the service: for what it is, for whom, when
/// or by whom.
fn is_not_covered(code: &str) -> bool {
    rule::reason(code)
        .is_some_and(|reason| matches!(reason.category, "COVERAGE" | "ELIGIBILITY" | "NETWORK"))
}
