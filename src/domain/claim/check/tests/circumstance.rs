//! Cases: circumstances, dates, referral and numbers: boxes 10, 14 to 20, 22 and 23.

use super::super::rule::*;
use super::fixture::*;
use super::{Case, too_large};

pub(super) fn cases() -> Vec<Case> {
    [accidents(), dates(), referrals(), resubmissions()]
        .into_iter()
        .flatten()
        .collect()
}

fn accidents() -> Vec<Case> {
    vec![
        Case {
            base: workers_comp,
            expected: &[(EMPLOYMENT_NOT_MARKED, "visit employment")],
            broken: |t| t.visit.employment = "N".into(),
            near: |t| t.visit.other_accident = "Y".into(),
        },
        Case {
            base: auto,
            expected: &[(AUTO_NOT_MARKED, "visit auto_accident")],
            broken: |t| {
                t.visit.auto_accident.clear();
                t.visit.auto_state.clear();
            },
            near: |t| t.visit.auto_state = "WA".into(),
        },
        Case {
            base: auto,
            expected: &[(AUTO_STATE_MISSING, "visit auto_state")],
            broken: |t| t.visit.auto_state.clear(),
            near: |t| t.visit.auto_state = "or".into(),
        },
        Case {
            base: clean,
            expected: &[(AUTO_STATE_ALONE, "visit auto_state")],
            broken: |t| t.visit.auto_state = "OR".into(),
            near: |t| t.visit.auto_accident = "N".into(),
        },
        Case {
            base: clean,
            expected: &[(CONDITION_CODE_UNKNOWN, "visit claim_codes")],
            broken: |t| t.visit.claim_codes = "AA Q9".into(),
            near: |t| t.visit.claim_codes = "AA ai".into(),
        },
        Case {
            base: clean,
            expected: &[(CONDITION_CODE_UNKNOWN, "visit claim_codes")],
            broken: |t| t.visit.claim_codes = "MCD".into(),
            near: |t| {
                *t = medicare();
                t.visit.claim_codes = "MCD 123456".into();
            },
        },
        Case {
            base: workers_comp,
            expected: &[(CONDITION_CODE_ON_REPLACEMENT, "visit claim_codes")],
            broken: |t| {
                t.visit.claim_codes = "W3".into();
                t.visit.resubmission_code = "7".into();
                t.visit.original_reference = "R1".into();
            },
            near: |t| {
                t.visit.claim_codes = "W3".into();
                t.visit.original_reference = "R1".into();
            },
        },
        Case {
            base: workers_comp,
            expected: &[(CONDITION_WITHOUT_REFERENCE, "visit original_reference")],
            broken: |t| t.visit.claim_codes = "W2".into(),
            near: |t| t.visit.claim_codes = "AI".into(),
        },
        Case {
            base: workers_comp,
            expected: &[(
                PROPERTY_CLAIM_NUMBER,
                "visit property_casualty_claim_number",
            )],
            broken: |t| t.visit.property_casualty_claim_number.clear(),
            near: |t| {
                *t = clean();
                t.visit.property_casualty_claim_number.clear();
            },
        },
        Case {
            base: auto,
            expected: &[(ACCIDENT_DATE_MISSING, "visit accident_on")],
            broken: |t| t.visit.accident_on.clear(),
            near: |t| {
                t.visit.accident_on.clear();
                t.visit.illness_on = "2026-02-27".into();
                t.visit.illness_qualifier = "431".into();
            },
        },
        Case {
            base: clean,
            expected: &[(INJURY_DATE_MISSING, "visit accident_on")],
            broken: |t| t.visit.other_accident = "Y".into(),
            near: |t| {
                t.visit.other_accident = "Y".into();
                t.visit.accident_on = "2026-03-02".into();
            },
        },
    ]
}

fn dates() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: &[(ILLNESS_WITHOUT_QUALIFIER, "visit illness_qualifier")],
            broken: |t| t.visit.illness_on = "2026-03-01".into(),
            near: |t| {
                *t = medicare();
                t.visit.illness_on = "2026-03-01".into();
            },
        },
        Case {
            base: clean,
            expected: &[(ILLNESS_QUALIFIER_ALONE, "visit illness_on")],
            broken: |t| t.visit.illness_qualifier = "484".into(),
            near: |t| {
                t.visit.illness_qualifier = "484".into();
                t.visit.illness_on = "2026-03-01".into();
            },
        },
        Case {
            base: clean,
            expected: &[
                (ILLNESS_FUTURE, "visit illness_on"),
                (ILLNESS_AFTER_SERVICE, "visit illness_on"),
            ],
            broken: |t| {
                t.visit.illness_on = "2026-03-21".into();
                t.visit.illness_qualifier = "431".into();
            },
            near: |t| {
                t.visit.illness_on = "2026-03-02".into();
                t.visit.illness_qualifier = "431".into();
            },
        },
        Case {
            base: auto,
            expected: &[
                (ACCIDENT_FUTURE, "visit accident_on"),
                (ACCIDENT_AFTER_SERVICE, "visit accident_on"),
            ],
            broken: |t| t.visit.accident_on = "2026-03-21".into(),
            near: |t| t.visit.accident_on = "2026-03-02".into(),
        },
        Case {
            base: clean,
            expected: &[(ILLNESS_AFTER_SERVICE, "visit illness_on")],
            broken: |t| {
                t.visit.illness_on = "2026-03-03".into();
                t.visit.illness_qualifier = "431".into();
            },
            near: |t| {
                t.visit.illness_on = "2026-03-02".into();
                t.visit.illness_qualifier = "431".into();
            },
        },
        Case {
            base: auto,
            expected: &[(ACCIDENT_AFTER_SERVICE, "visit accident_on")],
            broken: |t| t.visit.accident_on = "2026-03-03".into(),
            near: |t| t.visit.accident_on = "2026-03-02".into(),
        },
        Case {
            base: clean,
            expected: &[(ILLNESS_BEFORE_BIRTH, "visit illness_on")],
            broken: |t| {
                t.visit.illness_on = "1980-05-04".into();
                t.visit.illness_qualifier = "431".into();
            },
            near: |t| {
                t.visit.illness_on = "1980-05-05".into();
                t.visit.illness_qualifier = "431".into();
            },
        },
        Case {
            base: clean,
            expected: &[(OTHER_DATE_WITHOUT_QUALIFIER, "visit other_qualifier")],
            broken: |t| t.visit.other_on = "2026-03-01".into(),
            near: |t| {
                t.visit.other_on = "2026-03-01".into();
                t.visit.other_qualifier = "454".into();
            },
        },
        Case {
            base: clean,
            expected: &[(OTHER_QUALIFIER_ALONE, "visit other_on")],
            broken: |t| t.visit.other_qualifier = "454".into(),
            near: |t| {
                *t = medicare();
                t.visit.other_qualifier = "454".into();
            },
        },
        Case {
            base: clean,
            expected: &[(OTHER_DATE_FUTURE, "visit other_on")],
            broken: |t| {
                t.visit.other_on = "2026-03-21".into();
                t.visit.other_qualifier = "455".into();
            },
            near: |t| {
                t.visit.other_on = "2026-03-21".into();
                t.visit.other_qualifier = "091".into();
            },
        },
        Case {
            base: clean,
            expected: &[(UNABLE_TO_WORK_ORDER, "visit unable_to_work_to")],
            broken: |t| {
                t.visit.unable_to_work_from = "2026-03-02".into();
                t.visit.unable_to_work_to = "2026-03-01".into();
            },
            near: |t| {
                t.visit.unable_to_work_from = "2026-03-02".into();
                t.visit.unable_to_work_to = "2026-04-30".into();
            },
        },
        Case {
            base: clean,
            expected: &[(UNABLE_TO_WORK_FROM, "visit unable_to_work_from")],
            broken: |t| t.visit.unable_to_work_to = "2026-03-09".into(),
            near: |t| t.visit.unable_to_work_from = "2026-03-09".into(),
        },
        Case {
            base: clean,
            expected: &[(UNABLE_TO_WORK_FUTURE, "visit unable_to_work_from")],
            broken: |t| t.visit.unable_to_work_from = "2026-03-21".into(),
            near: |t| t.visit.unable_to_work_from = "2026-03-20".into(),
        },
        Case {
            base: inpatient,
            expected: &[(HOSPITAL_ORDER, "visit hospital_to")],
            broken: |t| t.visit.hospital_to = "2026-02-28".into(),
            near: |t| t.visit.hospital_to = "2026-03-01".into(),
        },
        Case {
            base: inpatient,
            expected: &[(HOSPITAL_FROM, "visit hospital_from")],
            broken: |t| {
                t.visit.hospital_from.clear();
                t.visit.hospital_to = "2026-03-04".into();
            },
            near: |t| t.visit.hospital_to = "2026-03-04".into(),
        },
        Case {
            base: inpatient,
            expected: &[(HOSPITAL_FUTURE, "visit hospital_to")],
            broken: |t| t.visit.hospital_to = "2026-03-21".into(),
            near: |t| t.visit.hospital_to = "2026-03-20".into(),
        },
        Case {
            base: inpatient,
            expected: &[(HOSPITAL_MISSING, "visit hospital_from")],
            broken: |t| t.visit.hospital_from.clear(),
            near: |t| {
                t.visit.hospital_from.clear();
                t.visit.place_of_service = "22".into();
                if let Some(facility) = &mut t.facility {
                    facility.place_of_service = "22".into();
                }
            },
        },
    ]
}

fn referrals() -> Vec<Case> {
    vec![
        Case {
            base: referred,
            expected: &[(REFERRING_WITHOUT_QUALIFIER, "visit referring_qualifier")],
            broken: |t| t.visit.referring_qualifier.clear(),
            near: |t| t.visit.referring_qualifier = "DQ".into(),
        },
        Case {
            base: clean,
            expected: &[(REFERRING_QUALIFIER_ALONE, "visit referring_provider_id")],
            broken: |t| t.visit.referring_qualifier = "DN".into(),
            near: |t| *t = referred(),
        },
        Case {
            base: referred,
            expected: &[(REFERRING_UNKNOWN, "visit referring_provider_id")],
            broken: |t| t.referring = None,
            near: |t| t.visit.referring_qualifier = "DK".into(),
        },
        Case {
            base: referred,
            expected: &[(REFERRING_NOT_ALLOWED, "provider can_refer")],
            broken: |t| {
                if let Some(provider) = &mut t.referring {
                    provider.can_refer = "N".into();
                }
            },
            near: |t| {
                if let Some(provider) = &mut t.referring {
                    provider.can_render = "N".into();
                }
            },
        },
        Case {
            base: referred,
            expected: &[(NPI_REFERRING, "provider npi")],
            broken: |t| {
                if let Some(provider) = &mut t.referring {
                    provider.npi = "2000000003".into();
                }
            },
            near: |t| {
                if let Some(provider) = &mut t.referring {
                    provider.npi = "1234567893".into();
                }
            },
        },
        Case {
            base: medicare,
            expected: &[(MODIFIER_99, "visit additional_information")],
            broken: |t| t.lines[0].modifier1 = "99".into(),
            near: |t| {
                t.lines[0].modifier1 = "99".into();
                t.visit.additional_information = "1=25 LT".into();
            },
        },
        Case {
            base: inpatient,
            expected: &[(LAB_CHARGE_MISSING, "visit outside_lab_charge")],
            broken: |t| {
                t.visit.outside_lab = "Y".into();
                t.visit.outside_lab_charge = "0".into();
            },
            near: |t| t.visit.outside_lab = "N".into(),
        },
        Case {
            base: clean,
            expected: &[(LAB_CHARGE_ALONE, "visit outside_lab")],
            broken: |t| t.visit.outside_lab_charge = "12".into(),
            near: |t| t.visit.outside_lab_charge = "0".into(),
        },
        Case {
            base: inpatient,
            expected: const { &[(too_large("20"), "visit outside_lab_charge")] },
            broken: |t| {
                t.visit.outside_lab = "Y".into();
                t.visit.outside_lab_charge = "1000000".into();
            },
            near: |t| {
                t.visit.outside_lab = "Y".into();
                t.visit.outside_lab_charge = "999999.99".into();
            },
        },
        Case {
            base: clean,
            expected: &[(LAB_FACILITY, "visit facility_id")],
            broken: |t| {
                t.visit.outside_lab = "Y".into();
                t.visit.outside_lab_charge = "12".into();
            },
            near: |t| {
                *t = inpatient();
                t.visit.outside_lab = "Y".into();
                t.visit.outside_lab_charge = "12".into();
            },
        },
    ]
}

fn resubmissions() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: &[(RESUBMISSION_WITHOUT_REFERENCE, "visit original_reference")],
            broken: |t| t.visit.resubmission_code = "7".into(),
            near: |t| {
                t.visit.resubmission_code = "8".into();
                t.visit.original_reference = "R-1".into();
            },
        },
        Case {
            base: clean,
            expected: &[(REFERENCE_WITHOUT_CODE, "visit resubmission_code")],
            broken: |t| t.visit.original_reference = "R-1".into(),
            near: |t| {
                t.visit.original_reference = "R-1".into();
                t.visit.resubmission_code = "7".into();
            },
        },
        Case {
            base: medicare,
            expected: &[(MEDICARE_RESUBMISSION, "visit resubmission_code")],
            broken: |t| {
                t.visit.resubmission_code = "7".into();
                t.visit.original_reference = "R-1".into();
            },
            near: |t| t.visit.original_reference.clear(),
        },
        Case {
            base: authorized,
            expected: &[(AUTHORIZATION_UNKNOWN, "visit authorization_id")],
            broken: |t| t.authorization = None,
            near: |t| t.visit.authorization_id.clear(),
        },
        Case {
            base: authorized,
            expected: &[(AUTHORIZATION_PATIENT, "visit authorization_id")],
            broken: |t| with_authorization(t, |a| a.patient_id = "P2".into()),
            near: |t| {
                with_authorization(t, |a| {
                    a.patient_id = "P2".into();
                    a.kind = "CLIA".into();
                    a.number = "38D1234567".into();
                });
            },
        },
        Case {
            base: authorized,
            expected: &[(AUTHORIZATION_COVERAGE, "visit authorization_id")],
            broken: |t| with_authorization(t, |a| a.coverage_id = "C2".into()),
            near: |t| with_authorization(t, |a| a.kind = "REFERRAL".into()),
        },
        Case {
            base: authorized,
            expected: &[(AUTHORIZATION_DATES, "authorization to_on")],
            broken: |t| {
                t.lines[1].from_on = "2026-03-03".into();
                with_authorization(t, |a| a.to_on = "2026-03-02".into());
            },
            near: |t| {
                t.lines[1].from_on = "2026-03-03".into();
                with_authorization(t, |a| a.to_on = "2026-03-03".into());
            },
        },
        Case {
            base: authorized,
            expected: &[(AUTHORIZATION_DATES, "authorization from_on")],
            broken: |t| with_authorization(t, |a| a.from_on = "2026-03-03".into()),
            near: |t| with_authorization(t, |a| a.from_on = "2026-03-02".into()),
        },
        Case {
            base: authorized,
            expected: &[(AUTHORIZATION_CODE, "authorization code")],
            broken: |t| with_authorization(t, |a| a.code = "93000".into()),
            near: |t| with_authorization(t, |a| a.code = "J3420".into()),
        },
        Case {
            base: authorized,
            expected: &[(AUTHORIZATION_UNITS, "authorization units")],
            broken: |t| with_authorization(t, |a| a.code.clear()),
            near: |t| {
                with_authorization(t, |a| {
                    a.code.clear();
                    a.units = "2".into();
                });
            },
        },
        Case {
            base: authorized,
            expected: &[(CLIA_FORMAT, "authorization number")],
            broken: |t| {
                with_authorization(t, |a| {
                    a.kind = "CLIA".into();
                    a.number = "3812345678".into();
                });
            },
            near: |t| {
                with_authorization(t, |a| {
                    a.kind = "CLIA".into();
                    a.number = "38-d1234567".into();
                });
            },
        },
    ]
}

fn with_authorization(
    typed: &mut Typed,
    change: impl FnOnce(&mut crate::domain::authorization::AuthorizationDraft),
) {
    if let Some(authorization) = &mut typed.authorization {
        change(authorization);
    }
}
