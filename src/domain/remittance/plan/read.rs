//! From what was typed to the facts, with a finding for everything that cannot stand.

use chrono::{Days, NaiveDate};

use super::{
    ADJUSTMENT_COLUMNS, Books, DISPOSITION_COLUMNS, EarlierLine, JudgedAdjustment, JudgedLine,
    LineState,
};
use crate::domain::coverage::Rank;
use crate::domain::date;
use crate::domain::draft::Reader;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::money::Money;
use crate::domain::payer::PayerKind;
use crate::domain::remittance::draft::{is_reason, not_a_reason, signed};
use crate::domain::remittance::expected::derived_allowed;
use crate::domain::remittance::rule::{self, Treatment};
use crate::domain::remittance::{
    Adjustment, AdjustmentGroup, Disposition, LineEntry, Remittance, RemittanceClass,
    RemittanceDraft, RemittanceKind, RemittanceLine,
};

/// Remarks that say that the patient is not liable: a Qualified Medicare Beneficiary's deductible,
/// coinsurance and copay, and two without that word.
const PATIENT_NOT_LIABLE: [&str; 5] = ["N781", "N782", "N783", "M27", "M39"];

/// What a draft says.
pub(super) struct Read {
    pub findings: Vec<Finding>,
    pub judged: Vec<JudgedLine>,
    /// Set when header and lines could be read.
    pub remittance: Option<Remittance>,
    /// The row of the draft, from 0, of each line of the remittance.
    pub rows: Vec<usize>,
}

pub(super) fn read(draft: &RemittanceDraft, books: &Books) -> Read {
    let mut header = Reader::new(Record::Remittance);
    let adjudicated_on = header.required_date("adjudicated_on", &draft.adjudicated_on);
    let is_forwarded = header.yes_no("is_forwarded", &draft.is_forwarded);
    let control_number = header.text("control_number", &draft.control_number);
    let note = header.text("note", &draft.note);
    if adjudicated_on.is_some_and(|on| on > books.today) {
        header.problem(
            "adjudicated_on",
            "The payer cannot have decided after today; correct the date.",
        );
    }
    let mut findings = header.into_findings();
    let on = adjudicated_on.unwrap_or(books.today);
    let mut judged = Vec::new();
    let mut lines = Vec::new();
    let mut rows = Vec::new();
    for (row, entry) in draft.lines.iter().enumerate() {
        let mut reading = Reading::new(row, entry, draft, books, on);
        let line = reading.line();
        judged.push(reading.judged);
        findings.append(&mut reading.findings);
        if let Some(line) = line {
            lines.push(line);
            rows.push(row);
        }
    }
    if draft.lines.iter().all(LineEntry::is_blank) {
        findings.push(Finding::error(
            "remittance-empty",
            FieldRef::of(Record::Remittance, "lines"),
            "Nothing is typed on any line; type what the payer decided.",
        ));
    }
    let is_sound = !findings.iter().any(Finding::is_error);
    let remittance = adjudicated_on
        .filter(|_| is_sound)
        .map(|adjudicated_on| Remittance {
            receipt: books.receipt.receipt,
            payer: books.payer.id.clone(),
            rank: books.rank,
            patient: books.patient.clone(),
            claim: books.claim.clone(),
            control_number,
            adjudicated_on,
            is_forwarded: is_forwarded.unwrap_or(false),
            note,
            lines,
        });
    Read {
        findings,
        judged,
        remittance,
        rows,
    }
}

/// The reading of one row.
struct Reading<'a> {
    row: usize,
    entry: &'a LineEntry,
    draft: &'a RemittanceDraft,
    books: &'a Books,
    adjudicated_on: NaiveDate,
    judged: JudgedLine,
    findings: Vec<Finding>,
}

impl<'a> Reading<'a> {
    fn new(
        row: usize,
        entry: &'a LineEntry,
        draft: &'a RemittanceDraft,
        books: &'a Books,
        adjudicated_on: NaiveDate,
    ) -> Self {
        Self {
            row,
            entry,
            draft,
            books,
            adjudicated_on,
            judged: JudgedLine {
                row,
                residual: None,
                kind: RemittanceKind::Original,
                class: None,
                adjustments: Vec::new(),
            },
            findings: Vec::new(),
        }
    }

    fn field(&self, column: &'static str) -> FieldRef {
        row_field(self.row, column)
    }

    fn error(&mut self, rule: &'static str, column: &'static str, sentence: impl Into<String>) {
        self.findings
            .push(Finding::error(rule, self.field(column), sentence));
    }

    fn warn(&mut self, rule: &'static str, column: &'static str, sentence: impl Into<String>) {
        self.findings
            .push(Finding::warning(rule, self.field(column), sentence));
    }

    fn is_overridden(&self) -> bool {
        !self.entry.override_reason.trim().is_empty()
    }

    /// A gate that a reason opens.
    fn gate(&mut self, rule: &'static str, column: &'static str, sentence: impl Into<String>) {
        if !self.is_overridden() {
            self.error(rule, column, sentence);
        }
    }

    /// The line as a fact; `None` where nothing was typed or something is wrong.
    fn line(&mut self) -> Option<RemittanceLine> {
        let state = self.state()?;
        if let Some(kind) = self.kind(state) {
            self.judged.kind = kind;
        }
        if self.judged.kind == RemittanceKind::Reversal {
            return self.takeback(state);
        }
        if !self.entry.reverses_id.trim().is_empty() {
            self.error(
                "line-kind",
                "kind",
                "A line that takes another back is a REVERSAL; choose that, or empty what it takes back.",
            );
            return None;
        }
        self.judged.residual = self.entry.residual(state.charged.line.charge);
        if self.entry.is_blank() {
            return None;
        }
        self.decision(state)
    }

    /// The line of the books that the row is about.
    fn state(&mut self) -> Option<&'a LineState> {
        let id = self.entry.charge_line_id.trim();
        let found = self
            .books
            .lines
            .iter()
            .find(|line| line.charged.id.to_string() == id);
        if found.is_none() {
            self.error(
                "line-unknown",
                "charge_line_id",
                "This is none of the lines that the claim charges; find the claim again.",
            );
        }
        found
    }

    fn kind(&mut self, state: &LineState) -> Option<RemittanceKind> {
        match self.entry.kind.trim() {
            "" => {
                let is_taken_back_here = self.draft.lines.iter().any(|other| {
                    !other.reverses_id.trim().is_empty()
                        && other.charge_line_id.trim() == self.entry.charge_line_id.trim()
                });
                let was_taken_back = state.earlier.iter().any(|earlier| {
                    earlier.payer == self.books.payer.id
                        && earlier.is_taken_back
                        && earlier.line.kind != RemittanceKind::Reversal
                });
                Some(if !self.entry.reverses_id.trim().is_empty() {
                    RemittanceKind::Reversal
                } else if is_taken_back_here || was_taken_back {
                    RemittanceKind::Correction
                } else {
                    RemittanceKind::Original
                })
            }
            text => match text.parse::<RemittanceKind>() {
                Ok(kind) => Some(kind),
                Err(problem) => {
                    self.error("field-format", "kind", problem.to_string());
                    None
                }
            },
        }
    }

    /// A line that takes an earlier one back: its mirror, whatever else stands in the row.
    fn takeback(&mut self, state: &LineState) -> Option<RemittanceLine> {
        self.judged.residual = Some(Money::ZERO);
        self.judged.class = Some(RemittanceClass::Reversed);
        let Some(earlier) = self.earlier_taken_back(state) else {
            self.error(
                "takeback-unknown",
                "reverses_id",
                format!(
                    "{} has no earlier decision on this line that could be taken back; choose one that stands.",
                    self.books.payer.name
                ),
            );
            return None;
        };
        let is_twice = self
            .draft
            .lines
            .iter()
            .filter(|other| other.reverses_id.trim() == earlier.id.to_string())
            .count()
            > 1;
        if is_twice {
            self.error(
                "takeback-twice",
                "reverses_id",
                "The same decision is taken back twice; remove one of the two lines.",
            );
        }
        Some(RemittanceLine {
            charge: state.charged.id,
            kind: RemittanceKind::Reversal,
            submitted: -earlier.line.submitted,
            allowed: earlier.line.allowed.map(|allowed| -allowed),
            paid: -earlier.line.paid,
            adjustments: earlier
                .line
                .adjustments
                .iter()
                .map(|it| Adjustment {
                    amount: -it.amount,
                    ..it.clone()
                })
                .collect(),
            class: RemittanceClass::Reversed,
            remarks: words(&self.entry.remarks),
            appeal_by: None,
            reverses: Some(earlier.id),
            override_reason: self.entry.override_reason.trim().to_owned(),
        })
    }

    fn earlier_taken_back<'s>(&self, state: &'s LineState) -> Option<&'s EarlierLine> {
        let id = self.entry.reverses_id.trim();
        state.earlier.iter().find(|earlier| {
            earlier.id.to_string() == id
                && earlier.payer == self.books.payer.id
                && !earlier.is_taken_back
                && earlier.line.kind != RemittanceKind::Reversal
        })
    }

    /// A line on which the payer decides.
    fn decision(&mut self, state: &LineState) -> Option<RemittanceLine> {
        let n_findings = self.findings.len();
        let charge = state.charged.line.charge;
        let submitted = self.submitted(charge);
        let allowed = self.money("allowed", &self.entry.allowed);
        let paid = self.paid();
        let remarks = words(&self.entry.remarks);
        let mut adjustments = self.adjustments(&remarks);
        let appeal_by = self.appeal_by();
        self.refuse_second_row();
        let (submitted, paid) = (submitted?, paid?);
        if self.findings[n_findings..].iter().any(Finding::is_error) {
            return None;
        }
        self.balance(submitted, paid, &adjustments);
        let class = self.class(paid, &mut adjustments)?;
        self.judged.class = Some(class);
        let mut line = RemittanceLine {
            charge: state.charged.id,
            kind: self.judged.kind,
            submitted,
            allowed,
            paid,
            adjustments,
            class,
            remarks,
            appeal_by: None,
            reverses: None,
            override_reason: self.entry.override_reason.trim().to_owned(),
        };
        line.appeal_by = appeal_by.or_else(|| {
            let days = self.books.payer.appeal_days.filter(|_| line.is_denied())?;
            self.adjudicated_on.checked_add_days(Days::new(days.into()))
        });
        self.compare(state, &line);
        Some(line)
    }

    fn submitted(&mut self, charge: Money) -> Option<Money> {
        if self.entry.submitted.trim().is_empty() {
            return Some(charge);
        }
        let submitted = self.money("submitted", &self.entry.submitted)?;
        if submitted != charge {
            self.gate(
                "submitted-is-charge",
                "submitted",
                format!(
                    "The payer says {submitted} were charged and the books say {charge}; correct one of them, or say why they differ."
                ),
            );
        }
        Some(submitted)
    }

    fn paid(&mut self) -> Option<Money> {
        if self.entry.paid.trim().is_empty() {
            self.error(
                "paid-missing",
                "paid",
                "What was paid is missing; type it, 0.00 included.",
            );
            return None;
        }
        self.money("paid", &self.entry.paid)
    }

    fn money(&mut self, column: &'static str, text: &str) -> Option<Money> {
        if text.trim().is_empty() {
            return None;
        }
        match text.parse() {
            Ok(amount) => Some(amount),
            Err(problem) => {
                let problem: crate::domain::draft::Problem = problem;
                self.error("field-format", column, problem.to_string());
                None
            }
        }
    }

    fn appeal_by(&mut self) -> Option<NaiveDate> {
        let text = self.entry.appeal_by_on.trim();
        if text.is_empty() {
            return None;
        }
        match date::parse(text) {
            Ok(on) => Some(on),
            Err(problem) => {
                self.error("field-format", "appeal_by_on", problem.to_string());
                None
            }
        }
    }

    /// Refuses a second decision on the same line in one remittance.
    fn refuse_second_row(&mut self) {
        let is_second = self.draft.lines[..self.row].iter().any(|other| {
            other.charge_line_id.trim() == self.entry.charge_line_id.trim()
                && other.reverses_id.trim().is_empty()
                && !other.is_blank()
        });
        if is_second {
            self.error(
                "line-twice",
                "charge_line_id",
                "This line stands here twice; put all that the payer says of it in one row.",
            );
        }
    }

    /// A1: charge = paid + adjustments, to the cent.
    fn balance(&mut self, submitted: Money, paid: Money, adjustments: &[Adjustment]) {
        let adjusted: Money = adjustments.iter().map(|it| it.amount).sum();
        let residual = submitted - paid - adjusted;
        self.judged.residual = Some(residual);
        if !residual.is_zero() {
            self.error(
                "line-does-not-balance",
                "paid",
                format!(
                    "{submitted} were charged; {paid} paid and {adjusted} adjusted leave {residual} unexplained."
                ),
            );
        }
    }

    fn adjustments(&mut self, remarks: &[String]) -> Vec<Adjustment> {
        let mut adjustments = Vec::new();
        for (idx, typed) in self.entry.adjustments.iter().enumerate() {
            let last = ADJUSTMENT_COLUMNS.len() - 1;
            let column = ADJUSTMENT_COLUMNS[idx.min(last)];
            let mut judged = JudgedAdjustment {
                suggested: None,
                needs_confirmation: false,
                disposition: None,
            };
            if typed.is_blank() {
                self.judged.adjustments.push(judged);
                continue;
            }
            let group = match typed.group.trim() {
                "" => {
                    self.error(
                        "field-format",
                        column,
                        "The adjustment's group is missing; write CO, PR, OA or PI as printed.",
                    );
                    None
                }
                text => match text.parse::<AdjustmentGroup>() {
                    Ok(group) => Some(group),
                    Err(problem) => {
                        self.error("field-format", column, problem.to_string());
                        None
                    }
                },
            };
            let reason = typed.reason.trim().to_uppercase();
            if !is_reason(&reason) {
                self.error("field-format", column, not_a_reason(&typed.reason));
            } else if rule::reason(&reason).is_none() {
                self.warn(
                    "reason-unknown",
                    column,
                    format!(
                        "The lists do not know reason {reason}; compare it with the explanation."
                    ),
                );
            }
            let amount = signed(&typed.amount).filter(|amount| !amount.is_zero());
            if amount.is_none() {
                self.error(
                    "field-format",
                    column,
                    "The adjustment's amount is missing or no amount; write it like 57.95.",
                );
            }
            if let Some(group) = group.filter(|_| is_reason(&reason)) {
                let treatment = self.treatment(group, &reason, remarks);
                judged.suggested = Some(treatment.disposition);
                judged.needs_confirmation = treatment.needs_confirmation;
                judged.disposition = self.disposition(idx, group, &reason, treatment, remarks);
            }
            self.judged.adjustments.push(judged);
            if let (Some(group), Some(amount), Some(disposition)) =
                (group, amount, judged.disposition)
            {
                if amount.is_negative() && (disposition.is_transfer()) {
                    self.error(
                        "transfer-negative",
                        column,
                        "Nobody can owe less than nothing; take the earlier decision back instead.",
                    );
                }
                adjustments.push(Adjustment {
                    group,
                    reason,
                    amount,
                    disposition,
                });
            }
        }
        adjustments
    }

    /// What the rules say, with what keeps money away from the patient over them.
    fn treatment(&self, group: AdjustmentGroup, reason: &str, remarks: &[String]) -> Treatment {
        let treatment = self.books.rules.of(&self.books.payer.id, group, reason);
        let may_go_to_patient = matches!(
            treatment.disposition,
            Disposition::NextParty | Disposition::Patient
        );
        if may_go_to_patient && self.spares_patient(remarks) {
            return Treatment {
                disposition: Disposition::NextPayer,
                needs_confirmation: false,
            };
        }
        treatment
    }

    /// Whether the patient may not be billed what this payer leaves: a Qualified Medicare
    /// Beneficiary, and what Medicaid leaves after another payer (accounting model, §9).
    fn spares_patient(&self, remarks: &[String]) -> bool {
        remarks
            .iter()
            .any(|remark| PATIENT_NOT_LIABLE.contains(&remark.as_str()))
            || (self.books.payer.kind == PayerKind::Medicaid && self.books.rank > Rank::Primary)
    }

    /// Hers, else the rules'.
    fn disposition(
        &mut self,
        idx: usize,
        group: AdjustmentGroup,
        reason: &str,
        treatment: Treatment,
        remarks: &[String],
    ) -> Option<Disposition> {
        let column = DISPOSITION_COLUMNS[idx.min(DISPOSITION_COLUMNS.len() - 1)];
        let typed = self.entry.adjustments[idx].disposition.trim();
        if typed.is_empty() {
            if treatment.needs_confirmation {
                self.error(
                    "confirm-patient",
                    column,
                    format!(
                        "{group}-{reason} would make the patient owe it; check her other coverage, then choose what the books do with it."
                    ),
                );
                return None;
            }
            return Some(treatment.disposition);
        }
        let disposition: Disposition = match typed.parse() {
            Ok(disposition) => disposition,
            Err(problem) => {
                let problem: crate::domain::draft::Problem = problem;
                self.error("field-format", column, problem.to_string());
                return None;
            }
        };
        self.refuse_disposition(column, (group, reason), disposition, remarks);
        Some(disposition)
    }

    fn refuse_disposition(
        &mut self,
        column: &'static str,
        (group, reason): (AdjustmentGroup, &str),
        disposition: Disposition,
        remarks: &[String],
    ) {
        if group == AdjustmentGroup::Other
            && reason == rule::PRIOR_PAYER
            && disposition != Disposition::Information
        {
            self.error(
                "prior-payer-posted-twice",
                column,
                "OA-23 says what the earlier payer did and was posted from that payer; it posts nothing here.",
            );
        }
        let is_never_hers =
            (group == AdjustmentGroup::Other && reason == "209") || self.spares_patient(remarks);
        if is_never_hers && matches!(disposition, Disposition::Patient | Disposition::NextParty) {
            self.error(
                "patient-not-liable",
                column,
                "The patient may not be billed this; choose the next payer (NEXT_PAYER), or write it off.",
            );
        }
        if reason == rule::TIMELY
            && disposition
                .write_off()
                .is_some_and(|kind| kind != crate::domain::account::WriteOff::Administrative)
        {
            self.error(
                "timely-is-administrative",
                column,
                "What was filed too late is written off as ADMINISTRATIVE, for it measures the billing.",
            );
        }
    }

    /// What the line means. A payment of zero is classed by its codes, or she picks.
    fn class(&mut self, paid: Money, adjustments: &mut [Adjustment]) -> Option<RemittanceClass> {
        let typed = match self.entry.class.trim() {
            "" => None,
            text => match text.parse::<RemittanceClass>() {
                Ok(class) => Some(class),
                Err(problem) => {
                    self.error("field-format", "class", problem.to_string());
                    return None;
                }
            },
        };
        let derived = derived_class(paid, adjustments);
        match (derived, typed) {
            (Some(RemittanceClass::Paid), None | Some(RemittanceClass::Paid)) => {
                Some(RemittanceClass::Paid)
            }
            (_, Some(class @ (RemittanceClass::Denied | RemittanceClass::Duplicate)))
                if paid.is_zero() =>
            {
                deny_all(adjustments);
                Some(class)
            }
            (Some(class), None) => {
                if matches!(class, RemittanceClass::Denied | RemittanceClass::Duplicate) {
                    deny_all(adjustments);
                }
                Some(class)
            }
            (Some(class), Some(typed)) if class == typed => Some(class),
            (Some(class), Some(typed)) => {
                self.error(
                    "class-contradicts",
                    "class",
                    format!(
                        "The codes say {class} and you chose {typed}; empty the class, or change what the books do with the adjustments."
                    ),
                );
                None
            }
            (None, Some(RemittanceClass::Paid | RemittanceClass::Reversed)) => {
                self.error(
                    "class-contradicts",
                    "class",
                    "Nothing was paid and nothing taken back; choose what the zero means.",
                );
                None
            }
            (None, Some(typed)) => Some(typed),
            (None, None) => {
                self.error(
                    "zero-unclassified",
                    "class",
                    "Nothing was paid and the codes do not say why; choose what the zero means.",
                );
                None
            }
        }
    }

    /// What is worth a look once the line stands, and what was posted before.
    fn compare(&mut self, state: &LineState, line: &RemittanceLine) {
        let payer = &self.books.payer.id;
        let is_duplicate = state.standing(payer).any(|earlier| {
            earlier.adjudicated_on == self.adjudicated_on && earlier.line.paid == line.paid
        });
        let is_replaced = |earlier: &EarlierLine| {
            let id = earlier.id.to_string();
            self.draft
                .lines
                .iter()
                .any(|other| other.reverses_id.trim() == id)
        };
        if is_duplicate && line.kind == RemittanceKind::Original {
            self.gate(
                "line-posted-twice",
                "paid",
                format!(
                    "This decision of {} on {} is posted already; leave it, or say why it counts twice.",
                    self.books.payer.name,
                    date::spoken(self.adjudicated_on)
                ),
            );
        } else if let Some(earlier) = state
            .standing(payer)
            .find(|it| !is_replaced(it) && !it.entries.is_empty())
        {
            let sentence = format!(
                "What {} decided on {} stands on this line; if it takes that back, post the takeback first.",
                self.books.payer.name,
                date::spoken(earlier.adjudicated_on)
            );
            self.warn("decision-stands", "paid", sentence);
        }
        if self.adjudicated_on < state.charged.line.from_on {
            self.warn(
                "decided-before-service",
                "adjudicated_on",
                "The payer decided before the day of service; look at the dates again.",
            );
        }
        let derived = derived_allowed(line);
        if let Some(allowed) = line
            .allowed
            .filter(|it| self.books.rank == Rank::Primary && *it != derived)
            && !line.is_denied()
        {
            self.warn(
                "allowed-differs",
                "allowed",
                format!("It prints {allowed} as allowed; paid, patient's part and reductions make {derived}."),
            );
        }
        self.compare_prior(state, line);
    }

    /// A2: what a later payer says the earlier ones did, against what they did.
    fn compare_prior(&mut self, state: &LineState, line: &RemittanceLine) {
        if self.books.rank == Rank::Primary {
            return;
        }
        let said: Money = line
            .adjustments
            .iter()
            .filter(|it| it.group == AdjustmentGroup::Other && it.reason == rule::PRIOR_PAYER)
            .map(|it| it.amount)
            .sum();
        match state.expected_prior(self.books.rank) {
            None => self.warn(
                "prior-payer-undecided",
                "paid",
                "No earlier payer's decision is posted on this line; post that explanation first.",
            ),
            Some(did) if said != did && !line.is_denied() => self.warn(
                "prior-payer-differs",
                "adjustment_1",
                format!("OA-23 says {said}; the earlier payers paid and wrote off {did}."),
            ),
            Some(_) => {}
        }
    }
}

/// The field of a row of the draft, counted from 0.
pub(super) fn row_field(row: usize, column: &'static str) -> FieldRef {
    FieldRef {
        record: Record::RemittanceLine,
        line: u16::try_from(row + 1).ok(),
        column,
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter(|word| !word.is_empty())
        .map(str::to_uppercase)
        .collect()
}

/// A denial changes no balance, whatever else the payer prints beside its reason.
fn deny_all(adjustments: &mut [Adjustment]) {
    for adjustment in adjustments {
        if adjustment.disposition != Disposition::Information {
            adjustment.disposition = Disposition::Denied;
        }
    }
}

/// What amounts and dispositions mean; `None` where they leave it open.
fn derived_class(paid: Money, adjustments: &[Adjustment]) -> Option<RemittanceClass> {
    if !paid.is_zero() {
        return Some(RemittanceClass::Paid);
    }
    let has = |disposition| {
        adjustments
            .iter()
            .any(|it: &Adjustment| it.disposition == disposition)
    };
    if adjustments
        .iter()
        .any(|it| it.reason == rule::DUPLICATE && it.disposition == Disposition::Denied)
    {
        return Some(RemittanceClass::Duplicate);
    }
    if has(Disposition::Denied) {
        return Some(RemittanceClass::Denied);
    }
    if has(Disposition::Hold) {
        let is_bundled = adjustments
            .iter()
            .filter(|it| it.disposition == Disposition::Hold)
            .filter_map(|it| rule::reason(&it.reason))
            .any(|reason| reason.category == "BUNDLING");
        return is_bundled.then_some(RemittanceClass::Bundled);
    }
    if has(Disposition::Capitated) {
        return Some(RemittanceClass::Capitated);
    }
    if adjustments.iter().any(|it| it.disposition.is_transfer()) {
        return Some(RemittanceClass::Patient);
    }
    if has(Disposition::Information) {
        return Some(RemittanceClass::PriorPayer);
    }
    Some(RemittanceClass::Adjusted)
}
