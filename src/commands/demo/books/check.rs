//! The day's mail from payers: a check for each, with what it says about its claims.

use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike, Days};

use super::payer::{self, Service, benefit};
use super::{Case, Keeper, Task, next_open};
use crate::commands::demo::End;
use crate::commands::sample;
use crate::domain::account::{Bucket, WriteOff};
use crate::domain::charge::Charged;
use crate::domain::claim::ClaimStatus;
use crate::domain::id::{EntryId, PayerId, RemittanceId};
use crate::domain::journal::event::{self, Giver, ReceiptRef};
use crate::domain::journal::fold::OpenKey;
use crate::domain::journal::{Entry, Party};
use crate::domain::money::Money;
use crate::domain::payer::{Payer, PayerKind};
use crate::domain::receipt::{Method, Receipt, ReceiptKind};
use crate::domain::records::ClaimEntry;
use crate::domain::remittance::item::{ItemCode, ItemEffect, ProviderItem};
use crate::domain::remittance::plan::{
    Books, EarlierLine, LineState, NextClaim, NextCoverage, next_coverage, plan,
};
use crate::domain::remittance::rule::Rules;
use crate::domain::remittance::{
    AdjustmentEntry, AdjustmentGroup, LineEntry, RemittanceDraft, RemittanceKind,
};
use crate::store;

/// What the payer says about one case, before it is posted.
pub(super) struct Letter {
    task: Task,
    case: usize,
    lines: Vec<LineEntry>,
    charges: Vec<Charged>,
    /// What payers said before, where the letter is about that.
    earlier: Vec<Vec<EarlierLine>>,
    /// What it brings, less what it takes back.
    net: Money,
}

/// The most claims that wait in one unposted check, and the most such checks.
const MOST_WAITING: usize = 4;

impl Keeper<'_> {
    /// Posts the day's checks, payer by payer.
    pub(super) fn open_mail(&mut self, tasks: &[Task]) -> Result<(), End> {
        for (payer, tasks) in self.by_payer(tasks) {
            let mut letters = Vec::new();
            for task in tasks {
                letters.extend(self.letter(task)?);
            }
            let total = |letters: &[Letter]| letters.iter().map(|it| it.net).sum::<Money>();
            if total(&letters).is_negative() {
                // A payer cannot keep back more than it pays; it waits for a larger check.
                letters.retain(|letter| match letter.task {
                    Task::TakeBack(case, n_tries) => {
                        if n_tries < 8 {
                            let on = next_open(self.day + Days::new(7));
                            let again = Task::TakeBack(case, n_tries + 1);
                            self.agenda.entry(on).or_default().push(again);
                        }
                        false
                    }
                    _ => true,
                });
            }
            if letters.is_empty() {
                continue;
            }
            let total = total(&letters);
            let interest = if total.cents() > 5_000 && self.random.chance(30) {
                Money::from_cents(total.cents() / 200)
            } else {
                Money::ZERO
            };
            let receipt = self.receive_check(&payer, total + interest)?;
            // What is taken back comes first, so that its money is there for the rest.
            letters.sort_by_key(|letter| !letter.net.is_negative());
            for letter in letters {
                self.post_letter(&receipt, letter)?;
            }
            if !interest.is_zero() {
                self.post([event::interest(&receipt, interest, self.day)].as_slice())?;
                let item = ProviderItem {
                    receipt: receipt.receipt,
                    code: ItemCode::Interest,
                    effect: ItemEffect::More,
                    amount: interest,
                    line: None,
                    reference: String::new(),
                    note: String::new(),
                };
                let entry = EntryId::new(store::journal::head(self.tx)?.count);
                let _ = store::remittance::item::insert(self.tx, &item, Some(entry), None)?;
            }
        }
        Ok(())
    }

    /// Writes down today's checks, which wait for the biller; where the mail is thin, the next
    /// days' came early.
    pub(super) fn log_mail(&mut self, tasks: Vec<Task>) -> Result<(), End> {
        let mut waiting: Vec<Task> = tasks;
        for later in std::mem::take(&mut self.agenda).into_values() {
            waiting.extend(later);
        }
        let waiting: Vec<Task> = waiting
            .into_iter()
            .filter(|task| matches!(task, Task::Decide(case) if *case < self.n_claims))
            .collect();
        for (payer, tasks) in self.by_payer(&waiting).into_iter().take(MOST_WAITING) {
            let mut total = Money::ZERO;
            for task in tasks.into_iter().take(MOST_WAITING) {
                total += self.letter(task)?.map_or(Money::ZERO, |letter| letter.net);
            }
            let _ = self.receive_check(&payer, total)?;
        }
        Ok(())
    }

    /// A prepaid plan's check for the month, for everybody in it.
    pub(super) fn capitation(&mut self) -> Result<(), End> {
        let of_plan: Vec<&PayerId> = self
            .records
            .coverages
            .iter()
            .filter(|it| it.payer.as_str() == "HMO" && it.is_in_force(self.day))
            .map(|it| &it.payer)
            .collect();
        let Some(payer) = of_plan.first().map(|payer| (*payer).clone()) else {
            return Ok(());
        };
        let amount = Money::from_cents(1_850 * of_plan.len() as i64);
        let receipt = self.receive_check(&payer, amount)?;
        self.post(&[event::capitation(&receipt, amount, self.day)])
    }

    /// Writes off what a payer still owes on a case that came too late.
    pub(super) fn give_up(&mut self, case: usize) -> Result<(), End> {
        let (encounter, party) = (self.cases[case].encounter, self.party(case));
        let mut entries: Vec<Entry> = Vec::new();
        for charged in self.charges.remove(&encounter).unwrap_or_default() {
            if let Some((amount, _)) = self.open(charged.id, &party)
                && let Some(line) = self.line_ref(charged.id)
            {
                let kind = WriteOff::Administrative;
                entries.push(
                    event::written_off(&line, &party, kind, amount, self.day)
                        .because("past the payer's filing limit"),
                );
            }
        }
        self.post(&entries)
    }

    fn by_payer(&self, tasks: &[Task]) -> BTreeMap<PayerId, Vec<Task>> {
        let mut by_payer: BTreeMap<PayerId, Vec<Task>> = BTreeMap::new();
        let mut seen = HashSet::new();
        for task in tasks {
            let (Task::Decide(case) | Task::Deny(case) | Task::TakeBack(case, _)) = task else {
                continue;
            };
            if seen.insert(*case) {
                let coverage = &self.records.coverages[self.cases[*case].coverage];
                by_payer
                    .entry(coverage.payer.clone())
                    .or_default()
                    .push(*task);
            }
        }
        by_payer
    }

    fn party(&self, case: usize) -> Party {
        let coverage = &self.records.coverages[self.cases[case].coverage];
        Party {
            bucket: Bucket::from(coverage.rank),
            payer: Some(coverage.payer.clone()),
        }
    }

    fn receive_check(&mut self, payer: &PayerId, amount: Money) -> Result<ReceiptRef, End> {
        let kind = self.payers.get(payer).map(|payer| payer.kind);
        let method = match kind {
            _ if amount.is_zero() => Method::None,
            Some(PayerKind::Medicare | PayerKind::Medicaid) => Method::Eft,
            _ => Method::Check,
        };
        let receipt = Receipt {
            kind: ReceiptKind::Insurance,
            giver: Giver::Payer(payer.clone()),
            method,
            check_number: self.check_number(),
            check_on: Some(self.day - Days::new(2)),
            amount,
            received_on: self.day,
            visit: None,
            note: String::new(),
            override_reason: String::new(),
        };
        self.receive(&receipt)
    }

    /// What the payer decided; nothing when there is nothing to decide on.
    fn letter(&mut self, task: Task) -> Result<Option<Letter>, End> {
        let (Task::Decide(case) | Task::Deny(case) | Task::TakeBack(case, _)) = task else {
            return Ok(None);
        };
        let encounter = self.cases[case].encounter;
        if matches!(task, Task::TakeBack(..)) {
            return self.takeback(task, case);
        }
        let Some(charges) = self.charges.get(&encounter).cloned() else {
            return Ok(None);
        };
        let party = self.party(case);
        let is_open = |charged: &Charged| {
            charged.line.charge.is_zero() || self.open(charged.id, &party).is_some()
        };
        if case < self.n_claims && !charges.iter().all(is_open) {
            return Ok(None);
        }
        let lines = match task {
            Task::Deny(_) => {
                let reason = self
                    .random
                    .weighted(&[("197", 3), ("16", 4), ("50", 2), ("29", 1)]);
                charges
                    .iter()
                    .map(|it| payer::denied(it.line.charge, reason))
                    .collect()
            }
            _ if case < self.n_claims => self.first_decision(case, &charges),
            _ => charges
                .iter()
                .map(|it| {
                    let left = self.open(it.id, &party).map_or(Money::ZERO, |it| it.0);
                    payer::later(it.line.charge, left)
                })
                .collect(),
        };
        let earlier = charges
            .iter()
            .map(|it| self.heard.get(&it.id).cloned().unwrap_or_default())
            .collect();
        Ok(Some(letter(task, case, lines, charges, earlier)))
    }

    fn first_decision(&mut self, case: usize, charges: &[Charged]) -> Vec<LineEntry> {
        let place = self.cases[case].coverage;
        let coverage = &self.records.coverages[place];
        let Some(payer) = self.payers.get(&coverage.payer).copied() else {
            return Vec::new();
        };
        let benefit = benefit(payer.kind, payer.id.as_str(), place.is_multiple_of(3));
        let mut copay = coverage.copay.unwrap_or_default();
        let mut lines = Vec::with_capacity(charges.len());
        for charged in charges {
            let year = charged.line.from_on.year();
            let left = self
                .deductibles
                .entry((place, year))
                .or_insert(benefit.deductible);
            let service = Service {
                code: &charged.line.code,
                charge: charged.line.charge,
                copay,
            };
            let line = payer::first(service, benefit, left);
            if line.adjustments.iter().any(|it| it.reason == "3") {
                copay = Money::ZERO;
            }
            lines.push(line);
        }
        lines
    }

    /// The payer takes back what it paid for a visit and pays a tenth less.
    fn takeback(&mut self, task: Task, case: usize) -> Result<Option<Letter>, End> {
        let visit = &self.records.encounters[self.cases[case].encounter];
        let payer = self.party(case).payer;
        let charges = store::charge::in_force(self.tx, &visit.id)?;
        let (mut lines, mut earlier, mut of_lines) = (Vec::new(), Vec::new(), Vec::new());
        for charged in &charges {
            let said = store::remittance::earlier(self.tx, charged.id)?;
            let standing = said.iter().find(|it| {
                Some(&it.payer) == payer.as_ref()
                    && !it.is_taken_back
                    && it.line.kind == RemittanceKind::Original
                    && it.line.paid.cents() > 1_000
            });
            if let Some(standing) = standing {
                lines.push(LineEntry::takeback(standing.id, charged.id));
                lines.push(corrected(standing));
                of_lines.push(charged.clone());
                of_lines.push(charged.clone());
            }
            earlier.push(said);
        }
        let own = self.coverages.get(&visit.patient);
        let has_next = own.is_some_and(|own| {
            let rank = self.records.coverages[self.cases[case].coverage].rank;
            charges
                .iter()
                .any(|it| next_coverage(own, rank, it.line.from_on).is_some())
        });
        if lines.is_empty() || has_next {
            return Ok(None);
        }
        let net = lines
            .iter()
            .zip(&of_lines)
            .map(|(line, charged)| match line.paid.parse::<Money>() {
                Ok(paid) => paid,
                Err(_) => -earlier
                    .iter()
                    .flatten()
                    .find(|it| {
                        it.line.charge == charged.id && it.id.to_string() == line.reverses_id
                    })
                    .map_or(Money::ZERO, |it| it.line.paid),
            })
            .sum();
        Ok(Some(Letter {
            task,
            case,
            lines,
            charges,
            earlier,
            net,
        }))
    }

    fn post_letter(&mut self, receipt: &ReceiptRef, letter: Letter) -> Result<(), End> {
        let Case {
            claim,
            encounter,
            coverage,
        } = self.cases[letter.case].clone();
        let records = self.records;
        let coverage = &records.coverages[coverage];
        let Some(payer) = self.payers.get(&coverage.payer).copied() else {
            return Ok(());
        };
        let patient = &records.encounters[encounter].patient;
        let is_takeback = matches!(letter.task, Task::TakeBack(..));
        let lines = self.states(coverage.rank, patient, &letter);
        let has_next = lines.iter().any(|line| line.next.is_some());
        let is_forwarded = payer.forwards_to_secondary == Some(true) && has_next;
        let draft = RemittanceDraft {
            receipt_id: receipt.receipt.to_string(),
            claim_id: claim.to_string(),
            control_number: format!("{}{:07}", payer.id, letter.case + 1),
            adjudicated_on: (self.day - Days::new(3)).to_string(),
            is_forwarded: if is_forwarded { "Y" } else { "" }.to_owned(),
            lines: letter.lines,
            ..RemittanceDraft::default()
        };
        let books = Books {
            receipt: receipt.clone(),
            payer: payer.clone(),
            rank: coverage.rank,
            claim: Some(claim),
            patient: patient.clone(),
            lines,
            rules: Rules::new(Vec::new()),
            today: self.today,
            on: self.day,
        };
        let planned = plan(&draft, &books);
        let Some(plan) = planned.plan else {
            return Err(End::Refused(planned.findings));
        };
        let numbers = store::remittance::insert(self.tx, &plan.remittance, None)?;
        let entries: Vec<Entry> = plan
            .steps
            .iter()
            .filter_map(|step| Some((numbers.lines.get(step.line)?, &step.entries)))
            .flat_map(|(line, entries)| entries.iter().map(|it| it.clone().of_remittance(*line)))
            .collect();
        self.post(&entries)?;
        let is_open = matches!(letter.task, Task::Deny(_));
        let next: Vec<NextClaim> = plan
            .next
            .into_iter()
            .filter(|next| next.amount.is_positive())
            .collect();
        if !next.is_empty() {
            for (line, id) in plan.remittance.lines.iter().zip(&numbers.lines) {
                self.heard
                    .entry(line.charge)
                    .or_default()
                    .push(EarlierLine {
                        id: *id,
                        remittance: numbers.remittance,
                        payer: payer.id.clone(),
                        rank: coverage.rank,
                        adjudicated_on: plan.remittance.adjudicated_on,
                        line: line.clone(),
                        is_taken_back: false,
                        entries: Vec::new(),
                    });
            }
            for next in next {
                self.bill_next(encounter, &next, numbers.remittance)?;
            }
        } else if !is_open && !is_takeback {
            for charged in self.charges.remove(&encounter).unwrap_or_default() {
                let _ = self.heard.remove(&charged.id);
            }
        }
        self.use_desk_money(encounter)
    }

    /// The lines of a case as the books know them.
    fn states(
        &self,
        rank: crate::domain::coverage::Rank,
        patient: &crate::domain::id::PatientId,
        letter: &Letter,
    ) -> Vec<LineState> {
        let own = self.coverages.get(patient).map_or(&[][..], Vec::as_slice);
        letter
            .charges
            .iter()
            .zip(&letter.earlier)
            .map(|(charged, earlier)| {
                let first = OpenKey {
                    line: charged.id,
                    party: Party {
                        bucket: Bucket::Ins1,
                        payer: None,
                    },
                };
                LineState {
                    charged: charged.clone(),
                    open: self
                        .balances
                        .receivables
                        .range(first..)
                        .take_while(|(key, _)| key.line == charged.id)
                        .map(|(key, open)| (key.party.clone(), open.amount))
                        .collect(),
                    next: next_coverage(own, rank, charged.line.from_on).map(|next| NextCoverage {
                        coverage: next.id.clone(),
                        party: Party {
                            bucket: next.rank.into(),
                            payer: Some(next.payer.clone()),
                        },
                        payer_name: self
                            .payers
                            .get(&next.payer)
                            .map(|payer: &&Payer| payer.name.clone())
                            .unwrap_or_default(),
                    }),
                    earlier: earlier.clone(),
                }
            })
            .collect()
    }

    /// Makes the claim to the next payer: forwarded by the payer itself, or printed and mailed.
    fn bill_next(
        &mut self,
        encounter: usize,
        next: &NextClaim,
        remittance: RemittanceId,
    ) -> Result<(), End> {
        let visit = &self.records.encounters[encounter];
        let coverage = &next.next.coverage;
        let number = self.cases.len() + 1;
        let mut entry = ClaimEntry {
            id: store::claim::next_number(self.tx)?,
            encounter: visit.id.clone(),
            coverage: coverage.clone(),
            status: ClaimStatus::Draft,
            is_on_hold: false,
            created_on: self.day,
            printed_on: None,
            mailed_on: None,
            closed_on: None,
        };
        let printed_on = next_open(self.day + Days::new(1 + self.random.below(5)));
        let mailed_on = next_open(printed_on + Days::new(1));
        let wait = Days::new(self.random.between(13, 34) as u64);
        let decided_on = if next.is_forwarded {
            next_open(self.day + wait)
        } else {
            next_open(mailed_on + wait)
        };
        let is_answered = !number.is_multiple_of(17);
        if !next.is_forwarded && mailed_on < self.today {
            entry.status = ClaimStatus::Mailed;
            entry.printed_on = Some(printed_on);
            entry.mailed_on = Some(mailed_on);
        }
        if is_answered && decided_on < self.today {
            entry.status = ClaimStatus::Closed;
            entry.closed_on = Some(decided_on);
        }
        if entry.printed_on.is_some() {
            let prints = sample::print_history(self.index, std::slice::from_ref(&entry))
                .map_err(End::Refused)?;
            for print in prints {
                let _ = store::claim::insert(self.tx, &entry, Some(&print.facts))?;
                store::print_record::insert(self.tx, &print)?;
            }
        } else {
            let _ = store::claim::insert(self.tx, &entry, None)?;
        }
        if next.is_forwarded {
            store::remittance::item::forward(self.tx, &entry.id, remittance)?;
        }
        let place = self.coverage_places.get(coverage).copied();
        self.cases.push(Case {
            claim: entry.id,
            encounter,
            coverage: place.unwrap_or_default(),
        });
        if is_answered && decided_on < self.today {
            self.schedule(decided_on, Task::Decide(number - 1));
        }
        Ok(())
    }
}

fn letter(
    task: Task,
    case: usize,
    lines: Vec<LineEntry>,
    charges: Vec<Charged>,
    earlier: Vec<Vec<EarlierLine>>,
) -> Letter {
    let net = lines
        .iter()
        .filter_map(|line| line.paid.parse::<Money>().ok())
        .sum();
    let lines = lines
        .into_iter()
        .zip(&charges)
        .map(|(line, charged)| LineEntry {
            charge_line_id: charged.id.to_string(),
            ..line
        })
        .collect();
    Letter {
        task,
        case,
        lines,
        charges,
        earlier,
        net,
    }
}

/// What stands instead of a decision that was taken back: a tenth less, by contract.
fn corrected(before: &EarlierLine) -> LineEntry {
    let line = &before.line;
    let less = Money::from_cents(line.paid.cents() / 10);
    let mut is_put = false;
    let mut adjustments: Vec<AdjustmentEntry> = line
        .adjustments
        .iter()
        .map(|it| {
            let is_contractual = it.reason == "45" && !is_put;
            is_put |= is_contractual;
            let more = if is_contractual { less } else { Money::ZERO };
            AdjustmentEntry::new(it.group, &it.reason, it.amount + more)
        })
        .collect();
    if !is_put {
        adjustments.push(AdjustmentEntry::new(
            AdjustmentGroup::Contractual,
            "45",
            less,
        ));
    }
    LineEntry {
        charge_line_id: line.charge.to_string(),
        kind: RemittanceKind::Correction.to_string(),
        submitted: line.submitted.to_string(),
        paid: (line.paid - less).to_string(),
        adjustments,
        ..LineEntry::default()
    }
}
