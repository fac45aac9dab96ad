//! A patient's insurance over time: who pays first, second and third on a day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::date;
use crate::domain::draft::{Reader, choices, text_of, yes_no_text};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{CoverageId, PatientId, PayerId};
use crate::domain::identifier::Phone;
use crate::domain::money::Money;
use crate::domain::person::{Address, PersonName, Sex};

choices! {
    /// The order in which coverages pay.
    Rank: "rank" {
        Primary = "1",
        Secondary = "2",
        Tertiary = "3",
    }
}

choices! {
    /// What the patient is to the subscriber (box 6).
    Relationship: "relationship" {
        /// The patient is the subscriber.
        Own = "SELF",
        Spouse = "SPOUSE",
        Child = "CHILD",
        Other = "OTHER",
    }
}

choices! {
    /// Which mark box 1 gets when it is not what the payer's kind says.
    PlanKind: "plan kind" {
        Group = "GROUP",
        Other = "OTHER",
    }
}

choices! {
    /// Why Medicare pays second (CMS insurance type codes).
    MedicareSecondaryReason: "Medicare secondary reason" {
        /// Working aged with an employer group plan.
        WorkingAged = "12",
        /// End-stage renal disease inside the coordination period.
        EndStageRenal = "13",
        /// No-fault insurance, automobile included.
        NoFault = "14",
        WorkersComp = "15",
        /// Public Health Service or another federal agency.
        PublicHealth = "16",
        BlackLung = "41",
        Veterans = "42",
        /// Disabled, under 65, with a large group plan.
        Disabled = "43",
        /// Other liability insurance.
        Liability = "47",
    }
}

/// Who holds the policy, where it is not the patient; parts that are not known are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriber {
    pub name: PersonName,
    pub birth_date: Option<NaiveDate>,
    pub sex: Option<Sex>,
    pub address: Address,
    pub phone: Option<Phone>,
    /// An employer or business as the insured, as in workers' compensation; then `name` is empty.
    pub organization: String,
}

/// One policy of one patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    pub id: CoverageId,
    pub patient: PatientId,
    pub rank: Rank,
    pub payer: PayerId,
    /// The id on the card, as typed.
    pub member_id: String,
    pub group_number: String,
    pub plan_name: String,
    pub relationship: Relationship,
    pub subscriber: Subscriber,
    /// Box 11b when Medicare is secondary.
    pub subscriber_employer: String,
    pub subscriber_retired_on: Option<NaiveDate>,
    pub plan_kind: Option<PlanKind>,
    pub effective_on: NaiveDate,
    /// The last day in force; `None` while it runs.
    pub terminated_on: Option<NaiveDate>,
    pub copay: Option<Money>,
    /// Whether the insured assigned benefits (box 13); `None` where nothing was said.
    pub assigns_benefits: Option<bool>,
    /// The COBA Medigap id (box 9d of a Medicare claim).
    pub medigap_id: String,
    pub medicare_secondary_reason: Option<MedicareSecondaryReason>,
}

impl Coverage {
    /// Whether it is in force on a day, its first and last included.
    pub fn is_in_force(&self, on: NaiveDate) -> bool {
        self.effective_on <= on && self.terminated_on.is_none_or(|last| on <= last)
    }

    /// Whether the patient holds the policy herself.
    pub fn is_own(&self) -> bool {
        self.relationship == Relationship::Own
    }
}

/// The coverage of a rank that is in force on a day: the one rule for who pays.
///
/// Where two overlap, the one that began last is in force, for a new card replaces the old.
pub fn coverage_on(coverages: &[Coverage], rank: Rank, on: NaiveDate) -> Option<&Coverage> {
    coverages
        .iter()
        .filter(|coverage| coverage.rank == rank && coverage.is_in_force(on))
        .max_by_key(|coverage| coverage.effective_on)
}

/// A coverage as typed; the columns of `coverages.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CoverageDraft {
    pub coverage_id: String,
    pub patient_id: String,
    pub rank: String,
    pub payer_id: String,
    pub member_id: String,
    pub group_number: String,
    pub plan_name: String,
    pub relationship: String,
    pub subscriber_last_name: String,
    pub subscriber_first_name: String,
    pub subscriber_middle_name: String,
    pub subscriber_suffix: String,
    pub subscriber_birth_date: String,
    pub subscriber_sex: String,
    pub subscriber_address1: String,
    pub subscriber_address2: String,
    pub subscriber_city: String,
    pub subscriber_state: String,
    pub subscriber_zip: String,
    pub subscriber_phone: String,
    pub subscriber_organization: String,
    pub subscriber_employer: String,
    pub subscriber_retired_on: String,
    pub plan_kind: String,
    pub effective_on: String,
    pub terminated_on: String,
    pub copay: String,
    pub assign_benefits: String,
    pub medigap_id: String,
    pub medicare_secondary_reason: String,
}

impl CoverageDraft {
    /// The coverage, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind, where the subscriber is
    /// needed and not named, and where it ends before it begins.
    pub fn build(&self) -> Result<Coverage, Vec<Finding>> {
        let mut reader = Reader::new(Record::Coverage);
        let id = reader.required("coverage_id", &self.coverage_id);
        let patient = reader.required("patient_id", &self.patient_id);
        let rank = reader.required("rank", &self.rank);
        let payer = reader.required("payer_id", &self.payer_id);
        let member_id = reader.required_text("member_id", &self.member_id);
        let group_number = reader.text("group_number", &self.group_number);
        let plan_name = reader.text("plan_name", &self.plan_name);
        let relationship = reader.required("relationship", &self.relationship);
        let subscriber = self.read_subscriber(&mut reader, relationship);
        let subscriber_employer = reader.text("subscriber_employer", &self.subscriber_employer);
        let subscriber_retired_on =
            reader.date("subscriber_retired_on", &self.subscriber_retired_on);
        let plan_kind = reader.optional("plan_kind", &self.plan_kind);
        let effective_on = reader.required_date("effective_on", &self.effective_on);
        let terminated_on = reader.date("terminated_on", &self.terminated_on);
        if effective_on
            .zip(terminated_on)
            .is_some_and(|(first, last)| last < first)
        {
            reader.problem(
                "terminated_on",
                "The coverage ends before it begins; correct one of the dates.",
            );
        }
        let copay = reader.optional("copay", &self.copay);
        let assigns_benefits = reader.yes_no("assign_benefits", &self.assign_benefits);
        let medigap_id = reader.text("medigap_id", &self.medigap_id);
        let medicare_secondary_reason =
            reader.optional("medicare_secondary_reason", &self.medicare_secondary_reason);
        match (id, patient, rank, payer, relationship, effective_on) {
            (
                Some(id),
                Some(patient),
                Some(rank),
                Some(payer),
                Some(relationship),
                Some(effective_on),
            ) if reader.is_clean() => Ok(Coverage {
                id,
                patient,
                rank,
                payer,
                member_id,
                group_number,
                plan_name,
                relationship,
                subscriber,
                subscriber_employer,
                subscriber_retired_on,
                plan_kind,
                effective_on,
                terminated_on,
                copay,
                assigns_benefits,
                medigap_id,
                medicare_secondary_reason,
            }),
            _ => Err(reader.into_findings()),
        }
    }

    fn read_subscriber(
        &self,
        reader: &mut Reader,
        relationship: Option<Relationship>,
    ) -> Subscriber {
        let name = PersonName {
            last: reader.text("subscriber_last_name", &self.subscriber_last_name),
            first: reader.text("subscriber_first_name", &self.subscriber_first_name),
            middle: reader.text("subscriber_middle_name", &self.subscriber_middle_name),
            suffix: reader.text("subscriber_suffix", &self.subscriber_suffix),
        };
        let organization = reader.text("subscriber_organization", &self.subscriber_organization);
        if !organization.is_empty() && !name.is_empty() {
            reader.problem(
                "subscriber_organization",
                "The insured is either a person or an organization; empty one of the two.",
            );
        }
        let needs_name =
            organization.is_empty() && relationship.is_some_and(|to| to != Relationship::Own);
        if needs_name && name.last.is_empty() {
            reader.problem(
                "subscriber_last_name",
                "The patient is not the insured, so the insured's last name (or organization) is needed.",
            );
        }
        if needs_name && name.first.is_empty() {
            reader.problem(
                "subscriber_first_name",
                "The patient is not the insured, so the insured's first name is needed.",
            );
        }
        Subscriber {
            name,
            birth_date: reader.date("subscriber_birth_date", &self.subscriber_birth_date),
            sex: reader.optional("subscriber_sex", &self.subscriber_sex),
            address: Address::read(
                reader,
                [
                    "subscriber_address1",
                    "subscriber_address2",
                    "subscriber_city",
                    "subscriber_state",
                    "subscriber_zip",
                ],
                [
                    &self.subscriber_address1,
                    &self.subscriber_address2,
                    &self.subscriber_city,
                    &self.subscriber_state,
                    &self.subscriber_zip,
                ],
                false,
            ),
            phone: reader.optional("subscriber_phone", &self.subscriber_phone),
            organization,
        }
    }
}

impl Coverage {
    /// The coverage as it would be typed.
    pub fn to_draft(&self) -> CoverageDraft {
        let subscriber = &self.subscriber;
        CoverageDraft {
            coverage_id: self.id.to_string(),
            patient_id: self.patient.to_string(),
            rank: self.rank.to_string(),
            payer_id: self.payer.to_string(),
            member_id: self.member_id.clone(),
            group_number: self.group_number.clone(),
            plan_name: self.plan_name.clone(),
            relationship: self.relationship.to_string(),
            subscriber_last_name: subscriber.name.last.clone(),
            subscriber_first_name: subscriber.name.first.clone(),
            subscriber_middle_name: subscriber.name.middle.clone(),
            subscriber_suffix: subscriber.name.suffix.clone(),
            subscriber_birth_date: date::text_of(subscriber.birth_date),
            subscriber_sex: text_of(subscriber.sex.as_ref()),
            subscriber_address1: subscriber.address.line1.clone(),
            subscriber_address2: subscriber.address.line2.clone(),
            subscriber_city: subscriber.address.city.clone(),
            subscriber_state: text_of(subscriber.address.state.as_ref()),
            subscriber_zip: text_of(subscriber.address.zip.as_ref()),
            subscriber_phone: text_of(subscriber.phone.as_ref()),
            subscriber_organization: subscriber.organization.clone(),
            subscriber_employer: self.subscriber_employer.clone(),
            subscriber_retired_on: date::text_of(self.subscriber_retired_on),
            plan_kind: text_of(self.plan_kind.as_ref()),
            effective_on: self.effective_on.to_string(),
            terminated_on: date::text_of(self.terminated_on),
            copay: text_of(self.copay.as_ref()),
            assign_benefits: self.assigns_benefits.map(yes_no_text).unwrap_or_default(),
            medigap_id: self.medigap_id.clone(),
            medicare_secondary_reason: text_of(self.medicare_secondary_reason.as_ref()),
        }
    }

    /// What a valid coverage still lacks: the insured's address, birth date and sex, where the
    /// insured is another person.
    pub fn advice(&self) -> Vec<Finding> {
        if self.is_own() {
            return Vec::new();
        }
        let subscriber = &self.subscriber;
        let is_person = subscriber.organization.is_empty();
        [
            (
                !subscriber.address.is_complete(),
                "subscriber_address1",
                "subscriber-address",
                "7",
                "The insured's address is incomplete; box 7 needs it.",
            ),
            (
                is_person && subscriber.birth_date.is_none(),
                "subscriber_birth_date",
                "subscriber-birth-date",
                "11a",
                "The insured's birth date is missing; box 11a needs it.",
            ),
            (
                is_person && subscriber.sex.is_none(),
                "subscriber_sex",
                "subscriber-sex",
                "11a",
                "The insured's sex is missing; box 11a needs it.",
            ),
        ]
        .into_iter()
        .filter(|(is_lacking, ..)| *is_lacking)
        .map(|(_, column, rule, form_box, sentence)| {
            Finding::warning(rule, FieldRef::of(Record::Coverage, column), sentence)
                .in_box(form_box)
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        date::parse(text).unwrap()
    }

    fn draft(id: &str, rank: &str, from: &str, to: &str) -> CoverageDraft {
        CoverageDraft {
            coverage_id: id.into(),
            patient_id: "1".into(),
            rank: rank.into(),
            payer_id: "P".into(),
            member_id: "M".into(),
            relationship: "SELF".into(),
            effective_on: from.into(),
            terminated_on: to.into(),
            ..CoverageDraft::default()
        }
    }

    #[test]
    fn the_coverage_in_force_includes_first_and_last_day() {
        let coverages: Vec<_> = [
            draft("old", "1", "2024-01-01", "2025-06-30"),
            draft("new", "1", "2025-07-01", ""),
            draft("second", "2", "2024-01-01", ""),
        ]
        .iter()
        .map(|draft| draft.build().unwrap())
        .collect();
        let on = |text| coverage_on(&coverages, Rank::Primary, day(text)).map(|c| c.id.as_str());
        assert_eq!(on("2023-12-31"), None);
        assert_eq!(on("2024-01-01"), Some("old"));
        assert_eq!(on("2025-06-30"), Some("old"));
        assert_eq!(on("2025-07-01"), Some("new"));
        assert!(coverage_on(&coverages, Rank::Tertiary, day("2025-07-01")).is_none());
    }

    #[test]
    fn a_new_card_replaces_one_that_was_not_ended() {
        let coverages: Vec<_> = [
            draft("old", "1", "2024-01-01", ""),
            draft("new", "1", "2025-07-01", ""),
        ]
        .iter()
        .map(|draft| draft.build().unwrap())
        .collect();
        let found = coverage_on(&coverages, Rank::Primary, day("2025-08-01")).unwrap();
        assert_eq!(found.id.as_str(), "new");
    }

    #[test]
    fn another_persons_policy_needs_that_person_or_an_organization() {
        let mut spouse = draft("1", "1", "2024-01-01", "");
        spouse.relationship = "SPOUSE".into();
        let columns: Vec<_> = spouse
            .build()
            .unwrap_err()
            .iter()
            .map(|finding| finding.field.column)
            .collect();
        assert_eq!(columns, ["subscriber_last_name", "subscriber_first_name"]);
        spouse.subscriber_organization = "ACME".into();
        let coverage = spouse.build().unwrap();
        let lacking: Vec<_> = coverage.advice().iter().map(|f| f.field.column).collect();
        assert_eq!(lacking, ["subscriber_address1"]);
        spouse.subscriber_last_name = "Doe".into();
        assert_eq!(
            spouse.build().unwrap_err()[0].field.column,
            "subscriber_organization"
        );
    }

    #[test]
    fn a_coverage_cannot_end_before_it_begins() {
        let wrong = draft("1", "1", "2024-01-02", "2024-01-01");
        assert_eq!(wrong.build().unwrap_err()[0].field.column, "terminated_on");
    }
}
