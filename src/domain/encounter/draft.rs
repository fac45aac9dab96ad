//! A visit as it is typed, and its way to a value and back.

use serde::{Deserialize, Serialize};

use crate::domain::code::{DiagnosisCode, IcdIndicator};
use crate::domain::date;
use crate::domain::draft::{Reader, quoted, text_of, yes_no_text};
use crate::domain::encounter::{Encounter, MOST_DIAGNOSES, Span};
use crate::domain::finding::{Finding, Record};

/// A visit as typed; the columns of `visits.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EncounterDraft {
    pub visit_id: String,
    pub patient_id: String,
    pub rendering_provider_id: String,
    pub billing_note: String,
    pub icd_indicator: String,
    pub property_casualty_claim_number: String,
    pub accident_on: String,
    pub referring_provider_id: String,
    pub referring_qualifier: String,
    pub facility_id: String,
    pub place_of_service: String,
    pub employment: String,
    pub auto_accident: String,
    pub auto_state: String,
    pub other_accident: String,
    pub claim_codes: String,
    pub illness_on: String,
    pub illness_qualifier: String,
    pub other_on: String,
    pub other_qualifier: String,
    pub unable_to_work_from: String,
    pub unable_to_work_to: String,
    pub hospital_from: String,
    pub hospital_to: String,
    pub additional_information: String,
    pub outside_lab: String,
    pub outside_lab_charge: String,
    pub authorization_id: String,
    pub resubmission_code: String,
    pub original_reference: String,
    pub account_number: String,
    pub bill_coverage_id: String,
    pub signed_on: String,
    pub patient_paid: String,
    pub prior_payer_paid: String,
    pub dx_a: String,
    pub dx_b: String,
    pub dx_c: String,
    pub dx_d: String,
    pub dx_e: String,
    pub dx_f: String,
    pub dx_g: String,
    pub dx_h: String,
    pub dx_i: String,
    pub dx_j: String,
    pub dx_k: String,
    pub dx_l: String,
}

/// The columns of the diagnoses, A to L.
pub(crate) const DIAGNOSIS_COLUMNS: [&str; MOST_DIAGNOSES] = [
    "dx_a", "dx_b", "dx_c", "dx_d", "dx_e", "dx_f", "dx_g", "dx_h", "dx_i", "dx_j", "dx_k", "dx_l",
];

impl EncounterDraft {
    /// The visit, still without lines, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<Encounter, Vec<Finding>> {
        let mut reader = Reader::new(Record::Encounter);
        let r = &mut reader;
        let id = r.required("visit_id", &self.visit_id);
        let patient = r.required("patient_id", &self.patient_id);
        let rendering = r.required("rendering_provider_id", &self.rendering_provider_id);
        let place = r.required("place_of_service", &self.place_of_service);
        let icd = self.read_indicator(r);
        let diagnoses = self.read_diagnoses(r, icd);
        let (Some(id), Some(patient), Some(rendering_provider), Some(place_of_service)) =
            (id, patient, rendering, place)
        else {
            return Err(reader.into_findings());
        };
        let encounter = Encounter {
            id,
            patient,
            rendering_provider,
            billing_note: r.text("billing_note", &self.billing_note),
            icd,
            property_casualty_claim_number: r.text(
                "property_casualty_claim_number",
                &self.property_casualty_claim_number,
            ),
            accident_on: r.date("accident_on", &self.accident_on),
            referring_provider: r.optional("referring_provider_id", &self.referring_provider_id),
            referring_qualifier: r.optional("referring_qualifier", &self.referring_qualifier),
            facility: r.optional("facility_id", &self.facility_id),
            place_of_service,
            is_employment_related: r.yes_no("employment", &self.employment).unwrap_or(false),
            is_auto_accident: r
                .yes_no("auto_accident", &self.auto_accident)
                .unwrap_or(false),
            auto_state: r.optional("auto_state", &self.auto_state),
            is_other_accident: r
                .yes_no("other_accident", &self.other_accident)
                .unwrap_or(false),
            claim_codes: r.text("claim_codes", &self.claim_codes),
            illness_on: r.date("illness_on", &self.illness_on),
            illness_qualifier: r.optional("illness_qualifier", &self.illness_qualifier),
            other_on: r.date("other_on", &self.other_on),
            other_qualifier: r.optional("other_qualifier", &self.other_qualifier),
            unable_to_work: Span {
                from: r.date("unable_to_work_from", &self.unable_to_work_from),
                to: r.date("unable_to_work_to", &self.unable_to_work_to),
            },
            hospital: Span {
                from: r.date("hospital_from", &self.hospital_from),
                to: r.date("hospital_to", &self.hospital_to),
            },
            additional_information: r.text("additional_information", &self.additional_information),
            is_outside_lab: r.yes_no("outside_lab", &self.outside_lab),
            outside_lab_charge: r.optional("outside_lab_charge", &self.outside_lab_charge),
            authorization: r.optional("authorization_id", &self.authorization_id),
            resubmission: r.optional("resubmission_code", &self.resubmission_code),
            original_reference: r.text("original_reference", &self.original_reference),
            account_number: r.text("account_number", &self.account_number),
            bill_coverage: r.optional("bill_coverage_id", &self.bill_coverage_id),
            signed_on: r.date("signed_on", &self.signed_on),
            patient_paid: r.optional("patient_paid", &self.patient_paid),
            prior_payer_paid: r.optional("prior_payer_paid", &self.prior_payer_paid),
            diagnoses,
            lines: Vec::new(),
        };
        if reader.is_clean() {
            Ok(encounter)
        } else {
            Err(reader.into_findings())
        }
    }

    fn read_indicator(&self, reader: &mut Reader) -> IcdIndicator {
        match self.icd_indicator.trim() {
            "" | "0" => IcdIndicator::Icd10,
            "9" => IcdIndicator::Icd9,
            other => {
                reader.problem(
                    "icd_indicator",
                    format!(
                        "{} is not an ICD indicator; write 0 for ICD-10-CM or 9 for ICD-9-CM.",
                        quoted(other)
                    ),
                );
                IcdIndicator::Icd10
            }
        }
    }

    fn read_diagnoses(
        &self,
        reader: &mut Reader,
        icd: IcdIndicator,
    ) -> [Option<DiagnosisCode>; MOST_DIAGNOSES] {
        let typed = self.diagnosis_texts();
        std::array::from_fn(|position| {
            let text = typed[position].trim();
            if text.is_empty() {
                return None;
            }
            DiagnosisCode::typed(text, icd)
                .map_err(|error| {
                    reader.problem(DIAGNOSIS_COLUMNS[position], format!("{error}."));
                })
                .ok()
        })
    }

    fn diagnosis_texts(&self) -> [&String; MOST_DIAGNOSES] {
        [
            &self.dx_a, &self.dx_b, &self.dx_c, &self.dx_d, &self.dx_e, &self.dx_f, &self.dx_g,
            &self.dx_h, &self.dx_i, &self.dx_j, &self.dx_k, &self.dx_l,
        ]
    }
}

impl Encounter {
    /// The visit as it would be typed, without its lines.
    pub fn to_draft(&self) -> EncounterDraft {
        let [
            dx_a,
            dx_b,
            dx_c,
            dx_d,
            dx_e,
            dx_f,
            dx_g,
            dx_h,
            dx_i,
            dx_j,
            dx_k,
            dx_l,
        ] = std::array::from_fn(|position| {
            self.diagnoses[position]
                .as_ref()
                .map(DiagnosisCode::dotted)
                .unwrap_or_default()
        });
        EncounterDraft {
            visit_id: self.id.to_string(),
            patient_id: self.patient.to_string(),
            rendering_provider_id: self.rendering_provider.to_string(),
            billing_note: self.billing_note.clone(),
            icd_indicator: self.icd.digit().to_string(),
            property_casualty_claim_number: self.property_casualty_claim_number.clone(),
            accident_on: date::text_of(self.accident_on),
            referring_provider_id: text_of(self.referring_provider.as_ref()),
            referring_qualifier: text_of(self.referring_qualifier.as_ref()),
            facility_id: text_of(self.facility.as_ref()),
            place_of_service: self.place_of_service.to_string(),
            employment: yes_no_text(self.is_employment_related),
            auto_accident: yes_no_text(self.is_auto_accident),
            auto_state: text_of(self.auto_state.as_ref()),
            other_accident: yes_no_text(self.is_other_accident),
            claim_codes: self.claim_codes.clone(),
            illness_on: date::text_of(self.illness_on),
            illness_qualifier: text_of(self.illness_qualifier.as_ref()),
            other_on: date::text_of(self.other_on),
            other_qualifier: text_of(self.other_qualifier.as_ref()),
            unable_to_work_from: date::text_of(self.unable_to_work.from),
            unable_to_work_to: date::text_of(self.unable_to_work.to),
            hospital_from: date::text_of(self.hospital.from),
            hospital_to: date::text_of(self.hospital.to),
            additional_information: self.additional_information.clone(),
            outside_lab: self.is_outside_lab.map(yes_no_text).unwrap_or_default(),
            outside_lab_charge: text_of(self.outside_lab_charge.as_ref()),
            authorization_id: text_of(self.authorization.as_ref()),
            resubmission_code: text_of(self.resubmission.as_ref()),
            original_reference: self.original_reference.clone(),
            account_number: self.account_number.clone(),
            bill_coverage_id: text_of(self.bill_coverage.as_ref()),
            signed_on: date::text_of(self.signed_on),
            patient_paid: text_of(self.patient_paid.as_ref()),
            prior_payer_paid: text_of(self.prior_payer_paid.as_ref()),
            dx_a,
            dx_b,
            dx_c,
            dx_d,
            dx_e,
            dx_f,
            dx_g,
            dx_h,
            dx_i,
            dx_j,
            dx_k,
            dx_l,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> EncounterDraft {
        EncounterDraft {
            visit_id: "V1".into(),
            patient_id: "P1".into(),
            rendering_provider_id: "DR".into(),
            place_of_service: "11".into(),
            dx_a: "e119".into(),
            dx_c: "I10".into(),
            ..EncounterDraft::default()
        }
    }

    #[test]
    fn a_typed_visit_reads_back_the_same() {
        let encounter = EncounterDraft {
            auto_accident: "Y".into(),
            auto_state: "OR".into(),
            illness_on: "2026-01-05".into(),
            illness_qualifier: "431".into(),
            patient_paid: "20".into(),
            ..draft()
        }
        .build()
        .unwrap();
        assert_eq!(encounter.diagnoses[1], None);
        let typed = encounter.to_draft();
        assert_eq!((typed.dx_a.as_str(), typed.dx_c.as_str()), ("E11.9", "I10"));
        assert_eq!(typed.build().unwrap(), encounter);
    }

    #[test]
    fn a_wrong_visit_names_each_field() {
        let wrong = EncounterDraft {
            icd_indicator: "10".into(),
            dx_b: "?".into(),
            resubmission_code: "9".into(),
            hospital_to: "yesterday".into(),
            ..draft()
        };
        let columns: Vec<_> = wrong
            .build()
            .unwrap_err()
            .iter()
            .map(|finding| finding.field.column)
            .collect();
        assert_eq!(
            columns,
            ["icd_indicator", "dx_b", "hospital_to", "resubmission_code"]
        );
    }
}
