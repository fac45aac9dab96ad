//! Cases: the carrier block, the patient and the insured: boxes 1 to 9d, 11 to 13.

use super::super::rule::*;
use super::fixture::*;
use super::{Case, too_long};

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: &[(PAYER_ADDRESS, "payer address1")],
            broken: |t| t.payer.city.clear(),
            near: |t| t.payer.address2.clear(),
        },
        Case {
            base: secondary,
            expected: &[(EARLIER_COVERAGE_MISSING, "coverage rank")],
            broken: |t| t.others.clear(),
            near: |t| t.others[0].0.plan_name = "Gold".into(),
        },
        Case {
            base: clean,
            expected: &[(NO_PRIMARY_COVERAGE, "coverage rank")],
            broken: |t| {
                t.coverage.rank = "2".into();
                t.visit.prior_payer_paid = "0".into();
            },
            near: |t| t.visit.bill_coverage_id = "C1".into(),
        },
        Case {
            base: clean,
            expected: &[(COVERAGE_NOT_IN_FORCE, "coverage effective_on")],
            broken: |t| t.coverage.effective_on = "2026-03-03".into(),
            near: |t| t.coverage.effective_on = "2026-03-02".into(),
        },
        Case {
            base: clean,
            expected: &[(COVERAGE_NOT_IN_FORCE, "coverage terminated_on")],
            broken: |t| t.coverage.terminated_on = "2026-03-01".into(),
            near: |t| t.coverage.terminated_on = "2026-03-02".into(),
        },
        Case {
            base: clean,
            expected: &[(COVERAGE_ENDS_WITHIN_VISIT, "coverage terminated_on")],
            broken: |t| {
                t.coverage.terminated_on = "2026-03-02".into();
                t.lines[1].from_on = "2026-03-03".into();
            },
            near: |t| {
                t.coverage.terminated_on = "2026-03-03".into();
                t.lines[1].from_on = "2026-03-03".into();
            },
        },
        Case {
            base: clean,
            expected: &[(COVERAGE_OF_OTHER_PATIENT, "coverage patient_id")],
            broken: |t| t.coverage.patient_id = "P2".into(),
            near: |t| t.patient.guarantor_patient_id = "P2".into(),
        },
        Case {
            base: clean,
            expected: &[(MEMBER_ID_MISSING, "coverage member_id")],
            broken: |t| t.coverage.member_id = "--".into(),
            near: |t| t.coverage.member_id = "1-".into(),
        },
        Case {
            base: clean,
            expected: &[(MEMBER_ID_CHARACTERS, "coverage member_id")],
            broken: |t| t.coverage.member_id = "W12#4".into(),
            near: |t| t.coverage.member_id = "w12 (4)".into(),
        },
        Case {
            base: clean,
            expected: const { &[(too_long("1a"), "coverage member_id")] },
            broken: |t| t.coverage.member_id = "1".repeat(30),
            near: |t| t.coverage.member_id = format!("{}-", "1".repeat(29)),
        },
        Case {
            base: medicare,
            expected: &[(MEDICARE_ID, "coverage member_id")],
            broken: |t| t.coverage.member_id = "123456789A".into(),
            near: |t| t.coverage.member_id = "1eg4te5mk73".into(),
        },
        Case {
            base: clean,
            expected: &[(TRICARE_ID, "coverage member_id")],
            broken: |t| {
                t.payer.kind = "TRICARE".into();
                t.coverage.member_id = "12345678".into();
            },
            near: |t| {
                t.payer.kind = "TRICARE".into();
                t.coverage.member_id = "12345678901".into();
            },
        },
        Case {
            base: clean,
            expected: &[(PATIENT_NAME, "patient last_name")],
            broken: |t| t.patient.first_name = "?".into(),
            near: |t| t.patient.first_name = "J".into(),
        },
        Case {
            base: clean,
            expected: &[
                (BIRTH_DATE_FUTURE, "patient birth_date"),
                (SERVICE_BEFORE_BIRTH, "line 1 from_on"),
                (SERVICE_BEFORE_BIRTH, "line 2 from_on"),
            ],
            broken: |t| t.patient.birth_date = "2026-03-21".into(),
            near: |t| t.patient.birth_date = "2026-03-02".into(),
        },
        Case {
            base: clean,
            expected: &[(PATIENT_SEX, "patient sex")],
            broken: |t| t.patient.sex = "U".into(),
            near: |t| t.patient.sex = "M".into(),
        },
        Case {
            base: clean,
            expected: &[(INSURED_NAME, "coverage subscriber_last_name")],
            broken: |t| {
                spouse(&mut t.coverage);
                t.coverage.subscriber_last_name = "-".into();
            },
            near: |t| spouse(&mut t.coverage),
        },
        Case {
            base: workers_comp,
            expected: &[(WC_INSURED, "coverage subscriber_organization")],
            broken: |t| {
                t.coverage.subscriber_organization.clear();
                spouse(&mut t.coverage);
            },
            near: |t| t.coverage.subscriber_organization = "3M".into(),
        },
        Case {
            base: clean,
            expected: &[(PATIENT_ADDRESS, "patient city")],
            broken: |t| {
                t.patient.city.clear();
                t.patient.zip.clear();
            },
            near: |t| t.patient.zip = "97202-1234".into(),
        },
        Case {
            base: medicare,
            expected: &[(MEDICARE_RELATIONSHIP, "coverage relationship")],
            broken: |t| spouse(&mut t.coverage),
            near: |t| t.coverage.subscriber_employer = "Acme".into(),
        },
        Case {
            base: clean,
            expected: &[(SUBSCRIBER_ADDRESS, "coverage subscriber_address1")],
            broken: |t| {
                spouse(&mut t.coverage);
                t.coverage.subscriber_zip.clear();
            },
            near: |t| {
                spouse(&mut t.coverage);
                t.coverage.subscriber_address2.clear();
            },
        },
        // Boxes 4 to 11a of a Medicare-secondary claim describe the plan that paid first.
        Case {
            base: medicare_secondary,
            expected: &[(SUBSCRIBER_ADDRESS, "coverage subscriber_address1")],
            broken: |t| {
                spouse(&mut t.others[0].0);
                t.others[0].0.subscriber_city.clear();
            },
            near: |t| spouse(&mut t.others[0].0),
        },
        Case {
            base: secondary,
            expected: &[(OTHER_INSURED_NAME, "coverage subscriber_last_name")],
            broken: |t| {
                spouse(&mut t.others[0].0);
                t.others[0].0.subscriber_first_name = ".".into();
            },
            near: |t| spouse(&mut t.others[0].0),
        },
        Case {
            base: secondary,
            expected: &[(OTHER_INSURED_POLICY, "coverage group_number")],
            broken: |t| t.others[0].0.member_id = "-".into(),
            near: |t| {
                t.others[0].0.member_id = "-".into();
                t.others[0].0.group_number = "7".into();
            },
        },
        Case {
            base: medigap,
            expected: &[(MEDIGAP_ID_MISSING, "coverage medigap_id")],
            broken: |t| t.others[0].0.medigap_id.clear(),
            near: |t| {
                t.others[0].0.medigap_id.clear();
                t.others[0].1.name = "Silver Retiree".into();
            },
        },
        Case {
            base: medigap,
            expected: &[(MEDIGAP_ID_FORMAT, "coverage medigap_id")],
            broken: |t| t.others[0].0.medigap_id = "5500".into(),
            near: |t| t.others[0].0.medigap_id = "55-001".into(),
        },
        Case {
            base: medigap,
            expected: &[(MEDIGAP_BENEFITS, "coverage assign_benefits")],
            broken: |t| t.others[0].0.assign_benefits.clear(),
            near: |t| t.coverage.assign_benefits.clear(),
        },
        Case {
            base: clean,
            expected: &[(GROUP_NUMBER, "coverage group_number")],
            broken: |t| t.payer.kind = "GROUP".into(),
            near: |t| {
                t.payer.kind = "GROUP".into();
                t.coverage.group_number = "G1".into();
            },
        },
        Case {
            base: clean,
            expected: &[(GROUP_NUMBER, "coverage group_number")],
            broken: |t| t.coverage.plan_kind = "GROUP".into(),
            near: |t| t.coverage.plan_kind = "OTHER".into(),
        },
        Case {
            base: medicare_secondary,
            expected: &[(MSP_POLICY, "coverage group_number")],
            broken: |t| {
                t.others[0].0.group_number.clear();
                t.others[0].0.member_id = "-".into();
            },
            near: |t| t.others[0].0.member_id = "-".into(),
        },
        Case {
            base: medicare_secondary,
            expected: &[(MSP_REASON, "coverage medicare_secondary_reason")],
            broken: |t| t.coverage.medicare_secondary_reason.clear(),
            near: |t| {
                t.coverage.medicare_secondary_reason.clear();
                t.others[0].0.medicare_secondary_reason = "12".into();
            },
        },
        Case {
            base: medicare,
            expected: &[(MSP_REASON_BUT_PRIMARY, "coverage medicare_secondary_reason")],
            broken: |t| t.coverage.medicare_secondary_reason = "12".into(),
            near: |t| t.coverage.subscriber_employer = "Acme".into(),
        },
        Case {
            base: medicare_secondary,
            expected: &[(MSP_EMPLOYMENT, "visit employment")],
            broken: |t| t.coverage.medicare_secondary_reason = "15".into(),
            near: |t| {
                t.coverage.medicare_secondary_reason = "15".into();
                t.visit.employment = "Y".into();
                t.visit.accident_on = "2026-02-01".into();
            },
        },
        Case {
            base: medicare_secondary,
            expected: &[(MSP_ACCIDENT, "visit auto_accident")],
            broken: |t| t.coverage.medicare_secondary_reason = "14".into(),
            near: |t| {
                t.coverage.medicare_secondary_reason = "47".into();
                t.visit.other_accident = "Y".into();
                t.visit.accident_on = "2026-02-01".into();
            },
        },
        Case {
            base: medicare_secondary,
            expected: &[(MSP_EMPLOYER, "coverage subscriber_employer")],
            broken: |t| t.others[0].0.subscriber_employer.clear(),
            near: |t| {
                t.others[0].0.subscriber_employer.clear();
                t.others[0].0.subscriber_retired_on = "2026-01-01".into();
            },
        },
        Case {
            base: clean,
            expected: &[(SUBSCRIBER_BIRTH_DATE, "coverage subscriber_birth_date")],
            broken: |t| {
                spouse(&mut t.coverage);
                t.coverage.subscriber_birth_date.clear();
            },
            near: |t| spouse(&mut t.coverage),
        },
        Case {
            base: clean,
            expected: &[(SUBSCRIBER_BIRTH_FUTURE, "coverage subscriber_birth_date")],
            broken: |t| {
                spouse(&mut t.coverage);
                t.coverage.subscriber_birth_date = "2026-03-21".into();
            },
            near: |t| {
                spouse(&mut t.coverage);
                t.coverage.subscriber_birth_date = "2026-03-20".into();
            },
        },
        Case {
            base: clean,
            expected: &[(SUBSCRIBER_SEX, "coverage subscriber_sex")],
            broken: |t| {
                spouse(&mut t.coverage);
                t.coverage.subscriber_sex.clear();
            },
            near: |t| spouse(&mut t.coverage),
        },
        Case {
            base: clean,
            expected: &[(PATIENT_SIGNATURE, "patient signature_on_file")],
            broken: |t| t.patient.signature_on_file = "N".into(),
            near: |t| t.patient.signature_date.clear(),
        },
        Case {
            base: clean,
            expected: &[(BENEFITS_UNSAID, "coverage assign_benefits")],
            broken: |t| t.coverage.assign_benefits.clear(),
            near: |t| t.coverage.assign_benefits = "N".into(),
        },
    ]
}
