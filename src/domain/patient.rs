//! Patients and their guarantors.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::date;
use crate::domain::draft::{Reader, text_of, yes_no_text};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::PatientId;
use crate::domain::identifier::Phone;
use crate::domain::person::{ADDRESS, Address, PersonName, Sex};
use crate::domain::statement::Language;

/// A person who is treated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patient {
    pub id: PatientId,
    pub name: PersonName,
    pub birth_date: NaiveDate,
    pub sex: Sex,
    pub address: Address,
    pub phone: Option<Phone>,
    pub email: String,
    /// Who answers for the bill, where it is another patient.
    pub guarantor: Option<PatientId>,
    /// Whether box 12 may say SIGNATURE ON FILE; no unless said otherwise.
    pub is_signature_on_file: bool,
    pub signature_date: Option<NaiveDate>,
    /// Whether the patient allowed her records to be sent to payers.
    pub releases_information: bool,
    pub deceased_on: Option<NaiveDate>,
    /// Whether statements are held back.
    pub holds_statements: bool,
    pub note: String,
    /// What her statements and letters are written in.
    #[serde(default)]
    pub language: Language,
    /// Whether a letter came back, so that nothing is mailed until the address is corrected.
    #[serde(default)]
    pub has_bad_address: bool,
    /// Whether she disputes what she owes, so that no statement is mailed meanwhile.
    #[serde(default)]
    pub disputes_bill: bool,
}

/// A patient as typed; the columns of `patients.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatientDraft {
    pub patient_id: String,
    pub last_name: String,
    pub first_name: String,
    pub middle_name: String,
    pub suffix: String,
    pub birth_date: String,
    pub sex: String,
    pub address1: String,
    pub address2: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    pub phone: String,
    pub email: String,
    pub guarantor_patient_id: String,
    pub signature_on_file: String,
    pub signature_date: String,
    pub release_of_information: String,
    pub deceased_on: String,
    pub statement_hold: String,
    pub note: String,
    /// `EN` or `ES`; empty is `EN`.
    pub language: String,
    pub bad_address: String,
    pub disputes_bill: String,
}

impl PatientDraft {
    /// The patient, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind, and where she died before she
    /// was born.
    pub fn build(&self) -> Result<Patient, Vec<Finding>> {
        let mut reader = Reader::new(Record::Patient);
        let id = reader.required("patient_id", &self.patient_id);
        let name = PersonName {
            last: reader.required_text("last_name", &self.last_name),
            first: reader.required_text("first_name", &self.first_name),
            middle: reader.text("middle_name", &self.middle_name),
            suffix: reader.text("suffix", &self.suffix),
        };
        let birth_date = reader.required_date("birth_date", &self.birth_date);
        let sex = reader.required("sex", &self.sex);
        let address = Address::read(
            &mut reader,
            ADDRESS,
            [
                &self.address1,
                &self.address2,
                &self.city,
                &self.state,
                &self.zip,
            ],
            false,
        );
        let phone = reader.optional("phone", &self.phone);
        let email = reader.text("email", &self.email);
        // A patient who names herself as guarantor says the same as one who names nobody.
        let guarantor = reader
            .optional("guarantor_patient_id", &self.guarantor_patient_id)
            .filter(|guarantor| Some(guarantor) != id.as_ref());
        let is_signature_on_file = reader.yes_no("signature_on_file", &self.signature_on_file);
        let signature_date = reader.date("signature_date", &self.signature_date);
        let releases_information =
            reader.yes_no("release_of_information", &self.release_of_information);
        let deceased_on = reader.date("deceased_on", &self.deceased_on);
        if birth_date
            .zip(deceased_on)
            .is_some_and(|(birth, death)| death < birth)
        {
            reader.problem(
                "deceased_on",
                "This is before the birth date; correct one of them.",
            );
        }
        let holds_statements = reader.yes_no("statement_hold", &self.statement_hold);
        let note = reader.text("note", &self.note);
        let language = reader.optional("language", &self.language);
        let has_bad_address = reader.yes_no("bad_address", &self.bad_address);
        let disputes_bill = reader.yes_no("disputes_bill", &self.disputes_bill);
        match (id, birth_date, sex) {
            (Some(id), Some(birth_date), Some(sex)) if reader.is_clean() => Ok(Patient {
                id,
                name,
                birth_date,
                sex,
                address,
                phone,
                email,
                guarantor,
                is_signature_on_file: is_signature_on_file.unwrap_or(false),
                signature_date,
                releases_information: releases_information.unwrap_or(false),
                deceased_on,
                holds_statements: holds_statements.unwrap_or(false),
                note,
                language: language.unwrap_or_default(),
                has_bad_address: has_bad_address.unwrap_or(false),
                disputes_bill: disputes_bill.unwrap_or(false),
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl Patient {
    /// The patient as she would be typed.
    pub fn to_draft(&self) -> PatientDraft {
        PatientDraft {
            patient_id: self.id.to_string(),
            last_name: self.name.last.clone(),
            first_name: self.name.first.clone(),
            middle_name: self.name.middle.clone(),
            suffix: self.name.suffix.clone(),
            birth_date: self.birth_date.to_string(),
            sex: self.sex.to_string(),
            address1: self.address.line1.clone(),
            address2: self.address.line2.clone(),
            city: self.address.city.clone(),
            state: text_of(self.address.state.as_ref()),
            zip: text_of(self.address.zip.as_ref()),
            phone: text_of(self.phone.as_ref()),
            email: self.email.clone(),
            guarantor_patient_id: text_of(self.guarantor.as_ref()),
            signature_on_file: yes_no_text(self.is_signature_on_file),
            signature_date: date::text_of(self.signature_date),
            release_of_information: yes_no_text(self.releases_information),
            deceased_on: date::text_of(self.deceased_on),
            statement_hold: yes_no_text(self.holds_statements),
            note: self.note.clone(),
            language: self.language.to_string(),
            bad_address: yes_no_text(self.has_bad_address),
            disputes_bill: yes_no_text(self.disputes_bill),
        }
    }

    /// What a valid patient still has wrong with her on a day.
    pub fn advice(&self, today: NaiveDate) -> Vec<Finding> {
        if self.birth_date > today {
            return vec![Finding::error(
                "birth-date-future",
                FieldRef::of(Record::Patient, "birth_date"),
                format!(
                    "The birth date {} lies in the future; correct it.",
                    date::spoken(self.birth_date)
                ),
            )];
        }
        Vec::new()
    }
}
