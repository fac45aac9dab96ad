//! A visit while it is thought up: short codes and days, turned into drafts at the end.

use chrono::{Days, NaiveDate};

use super::correction::Correction;
use super::{clinic, fees};
use crate::domain::encounter::line::{LineDraft, Pointers};
use crate::domain::encounter::{EncounterDraft, MOST_DIAGNOSES};
use crate::domain::money::Money;

/// A drug as its label and the claim name it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Drug {
    pub(super) code: &'static str,
    /// Invented: no labeler has a number from 99900 on.
    pub(super) ndc: &'static str,
    pub(super) unit: &'static str,
    /// What one dose takes, in that unit.
    pub(super) quantity: &'static str,
    /// Units of the procedure code in one dose.
    pub(super) units: u32,
}

/// One service line.
#[derive(Debug, Clone)]
pub(super) struct PlannedLine {
    pub(super) code: &'static str,
    pub(super) modifiers: Vec<&'static str>,
    /// Letters of box 21.
    pub(super) pointers: String,
    pub(super) units: u32,
    /// Days from the visit's first day.
    pub(super) offset: u32,
    /// Days it went on, the first included.
    pub(super) days: u32,
    pub(super) drug: Option<&'static Drug>,
    pub(super) epsdt: &'static str,
    pub(super) is_family_planning: bool,
    pub(super) is_emergency: bool,
    pub(super) supplemental: &'static str,
    /// The provider who rendered this line, when not the visit's.
    pub(super) provider: &'static str,
}

/// One visit.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// The patient's place among the records.
    pub(super) patient: usize,
    pub(super) day: NaiveDate,
    pub(super) provider: &'static str,
    pub(super) place: &'static str,
    pub(super) facility: &'static str,
    /// Who referred, and as what.
    pub(super) referring: Option<(&'static str, &'static str)>,
    pub(super) diagnoses: Vec<&'static str>,
    pub(super) lines: Vec<PlannedLine>,
    /// What the columns beyond these say; its ids, codes and money are filled in at the end.
    pub(super) circumstances: EncounterDraft,
    pub(super) patient_paid: Money,
    /// Paid by a payer that takes replacements, as Medicare does not.
    pub(super) may_be_corrected: bool,
    pub(super) corrects: Option<Correction>,
}

impl Plan {
    /// An office visit that nothing is known of yet.
    pub(super) fn new(patient: usize, day: NaiveDate, provider: &'static str) -> Self {
        Self {
            patient,
            day,
            provider,
            place: "11",
            facility: "",
            referring: None,
            diagnoses: Vec::new(),
            lines: Vec::new(),
            circumstances: EncounterDraft::default(),
            patient_paid: Money::ZERO,
            may_be_corrected: false,
            corrects: None,
        }
    }

    /// The letter of a diagnosis, which joins box 21 where there is room.
    pub(super) fn diagnosis(&mut self, code: &'static str) -> char {
        if let Some(position) = self.diagnoses.iter().position(|known| *known == code) {
            return Pointers::letter(position);
        }
        if self.diagnoses.len() == MOST_DIAGNOSES {
            return Pointers::letter(0);
        }
        self.diagnoses.push(code);
        Pointers::letter(self.diagnoses.len() - 1)
    }

    /// Adds a line of one unit that points to diagnoses by letter.
    pub(super) fn add(
        &mut self,
        code: &'static str,
        modifiers: &[&'static str],
        pointers: impl Into<String>,
    ) {
        let _ = self.line(code, modifiers, pointers);
    }

    /// Adds a line, of which more is to be said.
    pub(super) fn line(
        &mut self,
        code: &'static str,
        modifiers: &[&'static str],
        pointers: impl Into<String>,
    ) -> &mut PlannedLine {
        let line = PlannedLine {
            code,
            modifiers: modifiers.to_vec(),
            pointers: pointers.into(),
            units: 1,
            offset: 0,
            days: 1,
            drug: None,
            epsdt: "",
            is_family_planning: false,
            is_emergency: false,
            supplemental: "",
            provider: "",
        };
        let idx = self.lines.len();
        self.lines.push(line);
        &mut self.lines[idx]
    }

    /// Adds a drug's line.
    pub(super) fn drug(&mut self, drug: &'static Drug, pointer: char) {
        let line = self.line(drug.code, &[], pointer);
        line.units = drug.units;
        line.drug = Some(drug);
    }

    /// The letters of the first diagnoses, at most four (box 24E).
    pub(super) fn first_pointers(&self) -> String {
        (0..self.diagnoses.len().min(4))
            .map(Pointers::letter)
            .collect()
    }

    /// The visit and its lines as they would be typed.
    pub(super) fn drafts(
        &self,
        visit_id: &str,
        patient_id: &str,
    ) -> (EncounterDraft, Vec<LineDraft>) {
        let lines: Vec<LineDraft> = self
            .lines
            .iter()
            .enumerate()
            .map(|(idx, line)| self.line_draft(line, idx + 1, visit_id))
            .collect();
        let (referring, qualifier) = self.referring.unwrap_or_default();
        let mut visit = EncounterDraft {
            visit_id: visit_id.into(),
            patient_id: patient_id.into(),
            rendering_provider_id: self.provider.into(),
            icd_indicator: "0".into(),
            referring_provider_id: referring.into(),
            referring_qualifier: qualifier.into(),
            facility_id: self.facility.into(),
            place_of_service: self.place.into(),
            ..self.circumstances.clone()
        };
        if visit.signed_on.is_empty() {
            visit.signed_on = self.day.to_string();
        }
        if self.patient_paid > Money::ZERO {
            visit.patient_paid = self.patient_paid.to_string();
        }
        let columns = [
            &mut visit.dx_a,
            &mut visit.dx_b,
            &mut visit.dx_c,
            &mut visit.dx_d,
            &mut visit.dx_e,
            &mut visit.dx_f,
            &mut visit.dx_g,
            &mut visit.dx_h,
            &mut visit.dx_i,
            &mut visit.dx_j,
            &mut visit.dx_k,
            &mut visit.dx_l,
        ];
        for (column, code) in columns.into_iter().zip(&self.diagnoses) {
            *column = (*code).into();
        }
        (visit, lines)
    }

    fn line_draft(&self, line: &PlannedLine, number: usize, visit_id: &str) -> LineDraft {
        let price = fees::price(line.code, self.day).cents() * i64::from(line.units);
        let modifier = |idx: usize| line.modifiers.get(idx).copied().unwrap_or("").to_owned();
        let first_day = self.day + Days::new(u64::from(line.offset));
        let last_day = first_day + Days::new(u64::from(line.days.max(1) - 1));
        LineDraft {
            visit_id: visit_id.into(),
            line: number.to_string(),
            from_on: first_day.to_string(),
            to_on: if line.days > 1 {
                last_day.to_string()
            } else {
                String::new()
            },
            emergency: if line.is_emergency { "Y" } else { "" }.into(),
            code: line.code.into(),
            modifier1: modifier(0),
            modifier2: modifier(1),
            modifier3: modifier(2),
            modifier4: modifier(3),
            pointers: line.pointers.clone(),
            charge: Money::from_cents(price).to_string(),
            units: line.units.to_string(),
            epsdt: line.epsdt.into(),
            family_plan: if line.is_family_planning { "Y" } else { "" }.into(),
            rendering_provider_id: line.provider.into(),
            ndc: line.drug.map_or("", |drug| drug.ndc).into(),
            ndc_unit: line.drug.map_or("", |drug| drug.unit).into(),
            ndc_quantity: line.drug.map_or("", |drug| drug.quantity).into(),
            supplemental: line.supplemental.into(),
            ..LineDraft::default()
        }
    }

    /// The last day of any line.
    pub(super) fn last_day(&self) -> NaiveDate {
        let days = self
            .lines
            .iter()
            .map(|line| line.offset + line.days.max(1) - 1);
        self.day + Days::new(u64::from(days.max().unwrap_or(0)))
    }
}

impl Plan {
    /// All lines together.
    pub(super) fn total(&self) -> Money {
        self.lines
            .iter()
            .map(|line| {
                let price = fees::price(line.code, self.day).cents();
                Money::from_cents(price * i64::from(line.units))
            })
            .sum()
    }
}

/// The clinic's own provider by the day: the physician sees the most.
pub(super) fn provider(random: &mut super::random::Random) -> &'static str {
    random.weighted(&[
        (clinic::PHYSICIAN, 50),
        (clinic::NURSE_PRACTITIONER, 30),
        (clinic::ASSISTANT, 20),
    ])
}
