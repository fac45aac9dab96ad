//! What a payer said beforehand: eligibility checks and prior authorizations.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::code::ProcedureCode;
use crate::domain::date;
use crate::domain::draft::{Reader, choices, text_of, yes_no_text};
use crate::domain::finding::{Finding, Record};
use crate::domain::id::{AuthorizationId, CoverageId, PatientId};
use crate::domain::money::{Money, Quantity};

choices! {
    /// What box 23's number is.
    AuthorizationKind: "kind of authorization" {
        PriorAuthorization = "PRIOR_AUTH",
        Referral = "REFERRAL",
        /// The laboratory's CLIA certificate number.
        Clia = "CLIA",
    }
}

/// A number that lets services be billed (box 23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    pub id: AuthorizationId,
    pub patient: PatientId,
    pub coverage: CoverageId,
    /// As typed; the form leaves hyphens and blanks out.
    pub number: String,
    pub kind: AuthorizationKind,
    pub from_on: Option<NaiveDate>,
    pub to_on: Option<NaiveDate>,
    /// How many units it allows; `None` where it does not say.
    pub units: Option<Quantity>,
    /// The procedure it is for; `None` where it does not say.
    pub code: Option<ProcedureCode>,
}

/// An authorization as typed; the columns of `authorizations.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuthorizationDraft {
    pub authorization_id: String,
    pub patient_id: String,
    pub coverage_id: String,
    pub number: String,
    pub kind: String,
    pub from_on: String,
    pub to_on: String,
    pub units: String,
    pub code: String,
}

impl AuthorizationDraft {
    /// The authorization, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<Authorization, Vec<Finding>> {
        let mut reader = Reader::new(Record::Authorization);
        let id = reader.required("authorization_id", &self.authorization_id);
        let patient = reader.required("patient_id", &self.patient_id);
        let coverage = reader.required("coverage_id", &self.coverage_id);
        let number = reader.required_text("number", &self.number);
        let kind = reader.optional("kind", &self.kind);
        let from_on = reader.date("from_on", &self.from_on);
        let to_on = reader.date("to_on", &self.to_on);
        if from_on.zip(to_on).is_some_and(|(from, to)| to < from) {
            reader.problem(
                "to_on",
                "The authorization ends before it begins; correct one of the dates.",
            );
        }
        let units = reader.optional("units", &self.units);
        let code = reader.optional("code", &self.code);
        match (id, patient, coverage) {
            (Some(id), Some(patient), Some(coverage)) if reader.is_clean() => Ok(Authorization {
                id,
                patient,
                coverage,
                number,
                kind: kind.unwrap_or(AuthorizationKind::PriorAuthorization),
                from_on,
                to_on,
                units,
                code,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl Authorization {
    /// Whether it covers a day, its first and last included.
    pub fn is_in_force(&self, on: NaiveDate) -> bool {
        self.from_on.is_none_or(|from| from <= on) && self.to_on.is_none_or(|to| on <= to)
    }

    /// The authorization as it would be typed.
    pub fn to_draft(&self) -> AuthorizationDraft {
        AuthorizationDraft {
            authorization_id: self.id.to_string(),
            patient_id: self.patient.to_string(),
            coverage_id: self.coverage.to_string(),
            number: self.number.clone(),
            kind: self.kind.to_string(),
            from_on: date::text_of(self.from_on),
            to_on: date::text_of(self.to_on),
            units: text_of(self.units.as_ref()),
            code: text_of(self.code.as_ref()),
        }
    }
}

choices! {
    /// How eligibility was checked.
    EligibilityMethod: "way of checking" {
        Phone = "PHONE",
        Portal = "PORTAL",
        Card = "CARD",
        Other = "OTHER",
    }
}

/// What a payer said of a coverage on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EligibilityCheck {
    pub coverage: CoverageId,
    pub checked_on: NaiveDate,
    pub method: EligibilityMethod,
    pub spoke_with: String,
    pub reference_number: String,
    /// `None` where the answer was not clear.
    pub is_active: Option<bool>,
    pub deductible_left: Option<Money>,
    pub note: String,
}

/// An eligibility check as typed; the columns of `eligibility.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EligibilityDraft {
    pub coverage_id: String,
    pub checked_on: String,
    pub method: String,
    pub spoke_with: String,
    pub reference_number: String,
    pub active: String,
    pub deductible_left: String,
    pub note: String,
}

impl EligibilityDraft {
    /// The check, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<EligibilityCheck, Vec<Finding>> {
        let mut reader = Reader::new(Record::Eligibility);
        let coverage = reader.required("coverage_id", &self.coverage_id);
        let checked_on = reader.required_date("checked_on", &self.checked_on);
        let method = reader.optional("method", &self.method);
        let spoke_with = reader.text("spoke_with", &self.spoke_with);
        let reference_number = reader.text("reference_number", &self.reference_number);
        let is_active = reader.yes_no("active", &self.active);
        let deductible_left = reader.optional("deductible_left", &self.deductible_left);
        let note = reader.text("note", &self.note);
        match (coverage, checked_on) {
            (Some(coverage), Some(checked_on)) if reader.is_clean() => Ok(EligibilityCheck {
                coverage,
                checked_on,
                method: method.unwrap_or(EligibilityMethod::Other),
                spoke_with,
                reference_number,
                is_active,
                deductible_left,
                note,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl EligibilityCheck {
    /// The check as it would be typed.
    pub fn to_draft(&self) -> EligibilityDraft {
        EligibilityDraft {
            coverage_id: self.coverage.to_string(),
            checked_on: self.checked_on.to_string(),
            method: self.method.to_string(),
            spoke_with: self.spoke_with.clone(),
            reference_number: self.reference_number.clone(),
            active: self.is_active.map(yes_no_text).unwrap_or_default(),
            deductible_left: text_of(self.deductible_left.as_ref()),
            note: self.note.clone(),
        }
    }
}
