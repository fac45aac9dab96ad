//! Two years of postings for the sample, day by day, through the same plans as the commands: checks
//! and their explanations of benefits, patients' payments, deposits, day sheets and closed months.
//!
//! What is open is followed in memory as the journal's fold, so that nothing is read back.

mod check;
mod close;
mod mail;
mod patient;
mod payer;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use super::End;
use crate::commands::ledger::charges;
use crate::commands::sample::random::Random;
use crate::commands::sample::visit::is_open;
use crate::commands::sample::{FactsIndex, SampleOptions};
use crate::domain::account::Account;
use crate::domain::charge::{ChargeLine, Charged, first_party};
use crate::domain::claim::ClaimStatus;
use crate::domain::coverage::Coverage;
use crate::domain::id::{ChargeLineId, ClaimId, CoverageId, PatientId, PayerId, ReceiptId};
use crate::domain::journal::event::{self, LineRef, ReceiptRef};
use crate::domain::journal::fold::{Balances, OpenKey};
use crate::domain::journal::{Entry, Party};
use crate::domain::money::Money;
use crate::domain::payer::{Payer, PayerKind};
use crate::domain::receipt::Receipt;
use crate::domain::records::{ClaimEntry, Records};
use crate::domain::remittance::plan::EarlierLine;
use crate::store::journal::Stamp;
use crate::store::{self, Transaction};

/// Streams of chance: one for the clinic's days, one for each claim, one for each patient.
const DAYS: u64 = 5;
const CLAIMS: u64 = 1_000_000_000;
const PATIENTS: u64 = 2_000_000_000;

/// Something that is to happen on a day.
#[derive(Debug, Clone, Copy)]
enum Task {
    /// A payer's first decision, or the one after an appeal, on a case.
    Decide(usize),
    Deny(usize),
    /// Given up: the claim came too late.
    GiveUp(usize),
    /// The payer takes its decision back and pays another amount.
    TakeBack(usize, u8),
    Pay(usize),
    /// A part of a payment plan.
    PayPart(usize, Money),
    Return(ReceiptId),
    Refund(usize),
    /// The agency pays a part of what was handed over.
    Recover(ChargeLineId),
}

/// A claim as the payer decides on it.
#[derive(Debug, Clone)]
struct Case {
    claim: ClaimId,
    /// Places among the records.
    encounter: usize,
    coverage: usize,
}

/// A charge line as far as it is needed again.
#[derive(Debug, Clone, Copy)]
struct LineOf {
    patient: usize,
    /// The place of its provider.
    provider: Option<usize>,
}

/// What an account holds for a payer's kind and a provider.
type TotalKey = (Account, Option<PayerKind>, Option<usize>);

/// The books of the sample while they are kept.
struct Keeper<'a> {
    tx: &'a Transaction<'a>,
    records: &'a Records,
    index: &'a FactsIndex<'a>,
    options: &'a SampleOptions,
    user: &'a str,
    /// When the sample is made: nothing is entered later.
    at: DateTime<Utc>,
    today: NaiveDate,
    day: NaiveDate,
    random: Random,
    patients: HashMap<&'a PatientId, usize>,
    payers: HashMap<&'a PayerId, &'a Payer>,
    coverages: HashMap<&'a PatientId, Vec<Coverage>>,
    coverage_places: HashMap<&'a CoverageId, usize>,
    providers: HashMap<String, usize>,
    cases: Vec<Case>,
    n_claims: usize,
    agenda: BTreeMap<NaiveDate, Vec<Task>>,
    balances: Balances,
    /// By their numbers, from 1.
    lines: Vec<LineOf>,
    /// The charges of each visit that payers still decide on.
    charges: HashMap<usize, Vec<Charged>>,
    /// What the first payer said of lines on which a later one decides.
    heard: HashMap<ChargeLineId, Vec<EarlierLine>>,
    /// Lines that patients owe on, some of them paid since.
    owed: HashMap<usize, Vec<ChargeLineId>>,
    /// Patients who are expected to pay on a day.
    expected: HashSet<usize>,
    /// Patients' unapplied money.
    credits: HashMap<usize, Vec<ReceiptRef>>,
    /// What is left of deductibles, by coverage and year.
    deductibles: HashMap<(usize, i32), i64>,
    drawer: Vec<(ReceiptRef, Money)>,
    totals: BTreeMap<TotalKey, i64>,
    /// What they were at the end of the last month.
    month_totals: Option<(NaiveDate, BTreeMap<TotalKey, i64>)>,
    agency: Option<NaiveDate>,
    has_plans: bool,
    n_checks: u64,
}

/// Keeps the books of a sample whose records and claims are in the file.
pub(super) fn keep(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    records: &Records,
    claims: &[ClaimEntry],
    index: &FactsIndex<'_>,
    options: &SampleOptions,
    watch: &dyn Fn(usize, usize),
) -> Result<(), End> {
    let mut by_day: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
    for (place, encounter) in records.encounters.iter().enumerate() {
        let on = charges::day_of(encounter, None, options.today);
        by_day.entry(on).or_default().push(place);
    }
    let Some(first) = by_day.keys().next().copied() else {
        return Ok(());
    };
    let mut keeper = Keeper::new(tx, stamp, records, index, options);
    keeper.plan(claims);
    let n_days = (options.today - first).num_days().unsigned_abs() as usize + 1;
    for idx in 0..n_days {
        keeper.day = first + Days::new(idx as u64);
        for encounter in by_day.remove(&keeper.day).unwrap_or_default() {
            keeper.charge(encounter)?;
        }
        keeper.work()?;
        watch(idx + 1, n_days);
    }
    Ok(())
}

impl<'a> Keeper<'a> {
    fn new(
        tx: &'a Transaction<'a>,
        stamp: Stamp<'a>,
        records: &'a Records,
        index: &'a FactsIndex<'a>,
        options: &'a SampleOptions,
    ) -> Self {
        let mut coverages: HashMap<&PatientId, Vec<Coverage>> = HashMap::new();
        for coverage in &records.coverages {
            let own = coverages.entry(&coverage.patient).or_default();
            own.push(coverage.clone());
        }
        Self {
            tx,
            records,
            index,
            options,
            user: stamp.user,
            at: stamp.at,
            today: options.today,
            day: options.today,
            random: Random::new(options.seed, DAYS),
            patients: places(records.patients.iter().map(|it| &it.id)),
            payers: records.payers.iter().map(|it| (&it.id, it)).collect(),
            coverages,
            coverage_places: places(records.coverages.iter().map(|it| &it.id)),
            providers: places(records.providers.iter().map(|it| it.id.to_string())),
            cases: Vec::new(),
            n_claims: records.claims.len(),
            agenda: BTreeMap::new(),
            balances: Balances::default(),
            lines: Vec::new(),
            charges: HashMap::new(),
            heard: HashMap::new(),
            owed: HashMap::new(),
            expected: HashSet::new(),
            credits: HashMap::new(),
            deductibles: HashMap::new(),
            drawer: Vec::new(),
            totals: BTreeMap::new(),
            month_totals: None,
            agency: None,
            has_plans: false,
            n_checks: 1_000,
        }
    }

    /// Says when payers decide: a closed claim was paid on the day on which it was closed, or paid
    /// after an appeal, or given up; of those that are only mailed, some were denied, some wait.
    fn plan(&mut self, claims: &[ClaimEntry]) {
        self.n_claims = claims.len();
        let encounters = places(self.records.encounters.iter().map(|it| &it.id));
        for (place, claim) in claims.iter().enumerate() {
            self.cases.push(Case {
                claim: claim.id.clone(),
                encounter: encounters
                    .get(&claim.encounter)
                    .copied()
                    .unwrap_or_default(),
                coverage: self
                    .coverage_places
                    .get(&claim.coverage)
                    .copied()
                    .unwrap_or_default(),
            });
            let mut random = Random::new(self.options.seed, CLAIMS + place as u64);
            let Some(mailed_on) = claim.mailed_on.filter(|on| *on < self.today) else {
                continue;
            };
            let Some(closed_on) = claim.closed_on else {
                if claim.status == ClaimStatus::Mailed {
                    self.plan_open(&mut random, place, mailed_on);
                }
                continue;
            };
            let gap = (closed_on - mailed_on).num_days();
            let denied_on = next_open(mailed_on + Days::new(gap.unsigned_abs() / 2));
            if gap >= 20 && denied_on < closed_on && random.chance(130) {
                self.schedule(denied_on, Task::Deny(place));
                let task = if random.chance(250) {
                    Task::GiveUp(place)
                } else {
                    Task::Decide(place)
                };
                self.schedule(closed_on, task);
                continue;
            }
            self.schedule(closed_on, Task::Decide(place));
            if random.chance(12) {
                let on = next_open(closed_on + Days::new(random.between(40, 110) as u64));
                self.schedule(on, Task::TakeBack(place, 0));
            }
        }
    }

    fn plan_open(&mut self, random: &mut Random, place: usize, mailed_on: NaiveDate) {
        let decided_on = next_open(mailed_on + Days::new(random.between(12, 48) as u64));
        if decided_on >= self.today {
            self.schedule(decided_on, Task::Decide(place));
        } else if random.chance(600) {
            self.schedule(decided_on, Task::Deny(place));
        }
    }

    fn schedule(&mut self, on: NaiveDate, task: Task) {
        self.agenda.entry(on).or_default().push(task);
    }

    /// A day's work after its visits were charged.
    fn work(&mut self) -> Result<(), End> {
        let tasks = self.agenda.remove(&self.day).unwrap_or_default();
        if self.day == self.today {
            self.log_mail(tasks)?;
        } else {
            let (mail, others): (Vec<Task>, Vec<Task>) = tasks.into_iter().partition(|task| {
                matches!(task, Task::Decide(_) | Task::Deny(_) | Task::TakeBack(..))
            });
            self.open_mail(&mail)?;
            for task in others {
                match task {
                    Task::GiveUp(case) => self.give_up(case)?,
                    Task::Pay(patient) => self.pay(patient)?,
                    Task::PayPart(patient, amount) => self.pay_amount(patient, amount)?,
                    Task::Return(receipt) => self.return_check(receipt)?,
                    Task::Refund(patient) => self.refund(patient)?,
                    Task::Recover(line) => self.recover(line)?,
                    Task::Decide(_) | Task::Deny(_) | Task::TakeBack(..) => {}
                }
            }
            self.look_after_accounts()?;
            self.mail()?;
        }
        self.close_day()
    }

    /// Charges a visit and takes what the patient paid at the desk.
    fn charge(&mut self, place: usize) -> Result<(), End> {
        let records = self.records;
        let encounter = &records.encounters[place];
        if charges::is_charged_elsewhere(self.tx, encounter)? {
            return Ok(());
        }
        let own = self
            .coverages
            .get(&encounter.patient)
            .map_or(&[][..], Vec::as_slice);
        let party = first_party(encounter, own, &records.payers);
        let patient = self
            .patients
            .get(&encounter.patient)
            .copied()
            .unwrap_or_default();
        let mut entries = Vec::new();
        let mut charged = Vec::with_capacity(encounter.lines.len());
        for service in &encounter.lines {
            let line = ChargeLine::of_service(encounter, service);
            let on_line = charges::put(self.tx, encounter, service)?;
            self.lines.push(LineOf {
                patient,
                provider: line
                    .provider
                    .as_ref()
                    .and_then(|it| self.providers.get(it.as_str()).copied()),
            });
            if !line.charge.is_zero() {
                entries.push(event::charged(&on_line, &party, line.charge, self.day));
            }
            charged.push(Charged {
                id: on_line.line,
                line,
            });
        }
        if party != Party::PATIENT {
            let _ = self.charges.insert(place, charged);
        }
        self.post(&entries)?;
        match encounter.patient_paid {
            Some(paid) if paid.is_positive() => self.take_at_desk(place, patient, paid),
            _ => Ok(()),
        }
    }

    /// Who enters, and when: in the middle of the business day, never after the sample is made.
    fn stamp(&self) -> Stamp<'a> {
        let noon = NaiveTime::from_hms_opt(16, 0, 0).unwrap_or_default();
        Stamp {
            user: self.user,
            at: self.day.and_time(noon).and_utc().min(self.at),
        }
    }

    /// Posts entries as one step and follows what they change.
    fn post(&mut self, entries: &[Entry]) -> Result<(), End> {
        if entries.is_empty() {
            return Ok(());
        }
        let _ = store::journal::post(self.tx, self.stamp(), entries)?;
        for entry in entries {
            self.balances.take(entry);
            for leg in &entry.legs {
                let kind = leg
                    .payer
                    .as_ref()
                    .and_then(|payer| self.payers.get(payer))
                    .map(|payer| payer.kind);
                let line = leg.line.and_then(|line| self.line_of(line));
                let provider = line.and_then(|line| line.provider);
                let key = (leg.account, kind, provider);
                *self.totals.entry(key).or_default() += leg.amount.cents();
                if leg.account == Account::ReceivablePatient
                    && leg.amount.is_positive()
                    && let (Some(id), Some(line)) = (leg.line, line)
                {
                    let owed = self.owed.entry(line.patient).or_default();
                    if !owed.contains(&id) {
                        owed.push(id);
                    }
                    self.expect_payment(line.patient);
                }
            }
        }
        Ok(())
    }

    fn line_of(&self, id: ChargeLineId) -> Option<LineOf> {
        let place = usize::try_from(id.number() - 1).ok()?;
        self.lines.get(place).copied()
    }

    fn line_ref(&self, id: ChargeLineId) -> Option<LineRef> {
        let patient = self.line_of(id)?.patient;
        Some(LineRef {
            line: id,
            patient: self.records.patients[patient].id.clone(),
        })
    }

    /// What is open on a line with a party, and since when.
    fn open(&self, line: ChargeLineId, party: &Party) -> Option<(Money, NaiveDate)> {
        let key = OpenKey {
            line,
            party: party.clone(),
        };
        let open = self.balances.receivables.get(&key)?;
        Some((open.amount, open.since))
    }

    /// Logs a receipt as unapplied money.
    fn receive(&mut self, receipt: &Receipt) -> Result<ReceiptRef, End> {
        let id = store::receipt::insert(self.tx, receipt, None)?;
        let of = ReceiptRef {
            receipt: id,
            giver: receipt.giver.clone(),
        };
        if !receipt.amount.is_zero() {
            self.post(&[event::received(&of, receipt.amount, self.day)])?;
            self.drawer.push((of.clone(), receipt.amount));
        }
        Ok(of)
    }

    fn check_number(&mut self) -> String {
        self.n_checks += 1;
        self.n_checks.to_string()
    }
}

fn places<K: std::hash::Hash + Eq>(keys: impl Iterator<Item = K>) -> HashMap<K, usize> {
    keys.enumerate().map(|(place, key)| (key, place)).collect()
}

fn next_open(day: NaiveDate) -> NaiveDate {
    let mut day = day;
    while !is_open(day) {
        day = day + Days::new(1);
    }
    day
}
