//! Good-faith estimates for patients who pay themselves, and how the bill compares with them
//! (45 CFR 149.610 and 149.620).

pub mod compare;
pub mod timing;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::code::{DiagnosisCode, Modifier, ProcedureCode};
use crate::domain::draft::{Reader, sentence, text_of};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{EstimateId, PatientId, ProviderId};
use crate::domain::money::{Money, Quantity};

/// The most lines that one estimate may have.
pub const MOST_LINES: usize = 99;

/// What the practice expects to charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    pub patient: PatientId,
    pub made_on: NaiveDate,
    /// The first day on which services are expected; none where nothing is scheduled.
    pub service_on: Option<NaiveDate>,
    /// Who renders all of it.
    pub provider: ProviderId,
    /// Without repetition; may be empty where none is known yet.
    pub diagnoses: Vec<DiagnosisCode>,
    /// What will be scheduled separately, and whatever else she should know.
    pub note: String,
    /// At least one; the first is the main service.
    pub lines: Vec<EstimateLine>,
}

/// One expected service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EstimateLine {
    pub code: ProcedureCode,
    pub modifiers: Vec<Modifier>,
    /// What it is, in plain words.
    pub description: String,
    pub units: Quantity,
    /// For all units together; 0.00 or more.
    pub amount: Money,
}

/// An estimate with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedEstimate {
    pub id: EstimateId,
    pub estimate: Estimate,
}

/// An estimate as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EstimateDraft {
    pub patient_id: String,
    /// `YYYY-MM-DD`.
    pub made_on: String,
    /// `YYYY-MM-DD`, or empty where nothing is scheduled.
    pub service_on: String,
    pub provider_id: String,
    /// Codes separated by blanks or commas.
    pub diagnoses: String,
    pub note: String,
    pub lines: Vec<EstimateLineDraft>,
}

/// One expected service as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EstimateLineDraft {
    pub code: String,
    /// Separated by blanks.
    pub modifiers: String,
    pub description: String,
    /// Empty is one.
    pub units: String,
    pub amount: String,
}

impl EstimateLineDraft {
    /// Whether nothing was typed on it; such a line is left out.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl EstimateDraft {
    /// The estimate, or everything that keeps the draft from being one. Findings about a line name
    /// its number from 1, lines that are empty included.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<Estimate, Vec<Finding>> {
        let mut reader = Reader::new(Record::Estimate);
        let patient = reader.required("patient_id", &self.patient_id);
        let made_on = reader.required_date("made_on", &self.made_on);
        let service_on = reader.date("service_on", &self.service_on);
        let provider = reader.required("provider_id", &self.provider_id);
        let diagnoses = diagnoses(&mut reader, &self.diagnoses);
        let note = reader.text("note", &self.note);
        let mut lines = Vec::new();
        let mut of_lines = Vec::new();
        let typed = self.lines.iter().zip(1_u16..);
        for (draft, number) in typed.filter(|(draft, _)| !draft.is_empty()) {
            match draft.build(number) {
                Ok(line) => lines.push(line),
                Err(findings) => of_lines.extend(findings),
            }
        }
        if lines.is_empty() && of_lines.is_empty() {
            reader.problem(
                "lines",
                "An estimate names at least one service; add a line with its code and charge.",
            );
        } else if lines.len() > MOST_LINES {
            reader.problem(
                "lines",
                "An estimate holds at most 99 lines; write a second one for the rest.",
            );
        }
        match (patient, made_on, provider) {
            (Some(patient), Some(made_on), Some(provider))
                if reader.is_clean() && of_lines.is_empty() =>
            {
                Ok(Estimate {
                    patient,
                    made_on,
                    service_on,
                    provider,
                    diagnoses,
                    note,
                    lines,
                })
            }
            _ => {
                let mut findings = reader.into_findings();
                findings.extend(of_lines);
                Err(findings)
            }
        }
    }
}

fn diagnoses(reader: &mut Reader, text: &str) -> Vec<DiagnosisCode> {
    let mut codes: Vec<DiagnosisCode> = Vec::new();
    let words = text.split([' ', ',', ';', '\t', '\n', '\r']);
    for word in words.filter(|word| !word.is_empty()) {
        match DiagnosisCode::parse(word) {
            Ok(code) if codes.contains(&code) => {}
            Ok(code) => codes.push(code),
            Err(error) => reader.problem("diagnoses", sentence(&error.to_string())),
        }
    }
    codes
}

impl EstimateLineDraft {
    fn build(&self, number: u16) -> Result<EstimateLine, Vec<Finding>> {
        let mut reader = Reader::for_line(Some(number));
        let code = reader.required("code", &self.code);
        let mut modifiers = Vec::new();
        for word in self.modifiers.split_whitespace() {
            modifiers.extend(reader.optional::<Modifier>("modifiers", word));
        }
        if modifiers.len() > 4 {
            reader.problem("modifiers", "A service has at most four modifiers.");
        }
        let description = reader.required_text("description", &self.description);
        let units = if self.units.trim().is_empty() {
            Some(Quantity::ONE)
        } else {
            reader.optional("units", &self.units)
        };
        if units.is_some_and(|units| units.thousandths() == 0) {
            reader.problem("units", "A service has more than 0 units.");
        }
        let amount = reader.required("amount", &self.amount);
        match (code, units, amount) {
            (Some(code), Some(units), Some(amount)) if reader.is_clean() => Ok(EstimateLine {
                code,
                modifiers,
                description,
                units,
                amount,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl Estimate {
    /// What all of it is expected to cost.
    pub fn total(&self) -> Money {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// The estimate as it would be typed.
    pub fn to_draft(&self) -> EstimateDraft {
        EstimateDraft {
            patient_id: self.patient.to_string(),
            made_on: self.made_on.to_string(),
            service_on: text_of(self.service_on.as_ref()),
            provider_id: self.provider.to_string(),
            diagnoses: joined(&self.diagnoses),
            note: self.note.clone(),
            lines: self.lines.iter().map(EstimateLine::to_draft).collect(),
        }
    }

    /// What a valid estimate still has wrong with it.
    pub fn advice(&self) -> Vec<Finding> {
        let field = |column| FieldRef::of(Record::Estimate, column);
        let mut findings = Vec::new();
        if self.service_on.is_some_and(|on| on < self.made_on) {
            findings.push(Finding::error(
                "estimate-after-service",
                field("service_on"),
                "An estimate is made before the service; correct the day of the service.",
            ));
        }
        if self.diagnoses.is_empty() {
            findings.push(Finding::warning(
                "estimate-without-diagnosis",
                field("diagnoses"),
                "No diagnosis is named. Leave it so only where none is known before the visit.",
            ));
        }
        findings
    }
}

impl EstimateLine {
    fn to_draft(&self) -> EstimateLineDraft {
        EstimateLineDraft {
            code: self.code.to_string(),
            modifiers: joined(&self.modifiers),
            description: self.description.clone(),
            units: self.units.to_string(),
            amount: self.amount.to_string(),
        }
    }
}

/// Codes as a draft and the practice file hold them: blanks between.
pub fn joined<T: ToString>(values: &[T]) -> String {
    let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
    texts.join(" ")
}
