//! Cases: boxes 24J to 33b.

use super::super::rule::*;
use super::fixture::*;
use super::{Case, too_large};
use crate::domain::facility::FacilityDraft;

pub(super) fn cases() -> Vec<Case> {
    [providers(), amounts(), signatures(), facilities()]
        .into_iter()
        .flatten()
        .collect()
}

fn providers() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: &[(RENDERING_UNKNOWN, "line 2 rendering_provider_id")],
            broken: |t| t.lines[1].rendering_provider_id = "XX".into(),
            near: |t| t.lines[1].rendering_provider_id = "NP".into(),
        },
        Case {
            base: clean,
            expected: &[(RENDERING_UNKNOWN, "visit rendering_provider_id")],
            broken: |t| t.visit.rendering_provider_id = "XX".into(),
            near: |t| t.visit.rendering_provider_id = "NP".into(),
        },
        Case {
            base: clean,
            expected: &[(RENDERING_NOT_ALLOWED, "provider can_render")],
            broken: |t| t.providers[0].can_render = "N".into(),
            near: |t| t.providers[1].can_render = "N".into(),
        },
        Case {
            base: clean,
            expected: &[(RENDERING_TAXONOMY, "provider taxonomy")],
            broken: |t| {
                t.payer.taxonomy_boxes = "Y".into();
                t.practice.taxonomy = "261Q00000X".into();
            },
            near: |t| {
                t.payer.taxonomy_boxes = "Y".into();
                t.practice.taxonomy = "261Q00000X".into();
                t.providers[0].taxonomy = "207Q00000X".into();
            },
        },
        Case {
            base: clean,
            expected: &[(NPI_RENDERING, "provider npi")],
            broken: |t| t.providers[0].npi = "1245319598".into(),
            near: |t| t.providers[1].npi = "1245319598".into(),
        },
        Case {
            base: clean,
            expected: &[(TAX_ID_UNASSIGNED, "practice tax_id")],
            broken: |t| t.practice.tax_id = "07-3456789".into(),
            near: |t| t.practice.tax_id = "10-3456789".into(),
        },
        Case {
            base: clean,
            expected: &[(TAX_ID_UNASSIGNED, "practice tax_id")],
            broken: |t| {
                t.practice.tax_id_type = "SSN".into();
                t.practice.tax_id = "666-12-3456".into();
            },
            near: |t| {
                t.practice.tax_id_type = "SSN".into();
                t.practice.tax_id = "078-05-1120".into();
            },
        },
        Case {
            base: clean,
            expected: &[(MEDICAID_ASSIGNMENT, "payer accept_assignment")],
            broken: |t| {
                t.payer.kind = "MEDICAID".into();
                t.lines[1].code = "93000".into();
                t.payer.accept_assignment = "N".into();
            },
            near: |t| t.payer.accept_assignment = "N".into(),
        },
        Case {
            base: clean,
            expected: &[(PRACTICE_PO_BOX, "practice address1")],
            broken: |t| t.practice.address1 = "P.O. Box 12".into(),
            near: |t| t.practice.address1 = "12 Boxwood St".into(),
        },
        Case {
            base: clean,
            expected: &[(NPI_PRACTICE, "practice npi")],
            broken: |t| t.practice.npi = "1234567890".into(),
            near: |t| t.practice.npi = "1245319599".into(),
        },
        Case {
            base: clean,
            expected: &[(PRACTICE_TAXONOMY, "practice taxonomy")],
            broken: |t| {
                t.payer.taxonomy_boxes = "Y".into();
                t.providers[0].taxonomy = "207Q00000X".into();
            },
            near: |t| t.payer.taxonomy_boxes = "N".into(),
        },
    ]
}

fn amounts() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: &[
                (TOTAL_ZERO, "line charge"),
                (CHARGE_ZERO, "line 1 charge"),
                (CHARGE_ZERO, "line 2 charge"),
            ],
            broken: |t| {
                t.lines[0].charge = "0".into();
                t.lines[1].charge = "0.00".into();
            },
            near: |t| t.lines[0].charge = "0.01".into(),
        },
        Case {
            base: clean,
            expected: const { &[(too_large("28"), "line 7 charge")] },
            broken: |t| {
                t.payer.forms = "CONTINUED".into();
                eleven_lines(t, "999999.99");
            },
            near: |t| eleven_lines(t, "999999.99"),
        },
        Case {
            base: clean,
            expected: const { &[(too_large("29"), "visit patient_paid")] },
            broken: |t| {
                eleven_lines(t, "999999.99");
                t.visit.patient_paid = "1000000".into();
            },
            near: |t| {
                eleven_lines(t, "999999.99");
                t.visit.patient_paid = "999999.99".into();
            },
        },
        Case {
            base: clean,
            expected: &[(AMOUNT_PAID_OVER_TOTAL, "visit patient_paid")],
            broken: |t| {
                t.visit.patient_paid = "100".into();
                t.visit.prior_payer_paid = "80.01".into();
            },
            near: |t| {
                t.visit.patient_paid = "100".into();
                t.visit.prior_payer_paid = "80".into();
            },
        },
        Case {
            base: secondary,
            expected: &[(PRIOR_PAYMENT_UNSAID, "visit prior_payer_paid")],
            broken: |t| t.visit.prior_payer_paid.clear(),
            near: |t| t.visit.prior_payer_paid = "0".into(),
        },
        Case {
            base: secondary,
            expected: &[(EARLIER_PAYER_UNDECIDED, "visit prior_payer_paid")],
            broken: |t| t.earlier_payers.undecided_lines = vec![1],
            near: |t| {
                t.earlier_payers.undecided_lines = vec![1];
                t.earlier_payers.waiver = "the plan does not answer".into();
            },
        },
        Case {
            base: secondary,
            expected: &[(CLAIM_FORWARDED, "visit prior_payer_paid")],
            broken: |t| t.earlier_payers.is_forwarded = true,
            near: |t| t.earlier_payers.waiver = "not needed".into(),
        },
    ]
}

/// Eleven lines on as many days.
fn eleven_lines(typed: &mut Typed, charge: &str) {
    typed.lines = (1..=11)
        .map(|number| {
            let mut one = line(&number.to_string(), "99213", "AB", charge);
            one.from_on = format!("2026-02-{:02}", number + 9);
            one
        })
        .collect();
}

fn signatures() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: &[(PROVIDER_SIGNATURE, "provider signature_on_file")],
            broken: |t| t.providers[0].signature_on_file = "N".into(),
            near: |t| t.providers[1].signature_on_file = "N".into(),
        },
        Case {
            base: clean,
            expected: &[(SIGNED_BEFORE_SERVICE, "visit signed_on")],
            broken: |t| t.visit.signed_on = "2026-03-01".into(),
            near: |t| t.visit.signed_on = "2026-03-02".into(),
        },
        Case {
            base: clean,
            expected: &[(SIGNED_FUTURE, "visit signed_on")],
            broken: |t| t.visit.signed_on = "2026-03-21".into(),
            near: |t| t.visit.signed_on = "2026-03-20".into(),
        },
    ]
}

fn facilities() -> Vec<Case> {
    vec![
        Case {
            base: inpatient,
            expected: &[(FACILITY_UNKNOWN, "visit facility_id")],
            broken: |t| t.facility = None,
            near: |t| with_facility(t, |f| f.name = "Harbor".into()),
        },
        Case {
            base: inpatient,
            expected: &[(FACILITY_MISSING, "visit facility_id")],
            broken: |t| {
                t.visit.facility_id.clear();
                t.facility = None;
            },
            near: |t| {
                *t = clean();
                t.visit.place_of_service = "02".into();
            },
        },
        Case {
            base: inpatient,
            expected: &[(FACILITY_PO_BOX, "facility address1")],
            broken: |t| with_facility(t, |f| f.address1 = "Post Office Box 3".into()),
            near: |t| with_facility(t, |f| f.address2 = "Box Office Plaza".into()),
        },
        Case {
            base: inpatient,
            expected: &[(NPI_FACILITY, "facility npi")],
            broken: |t| with_facility(t, |f| f.npi = "1992999881".into()),
            near: |t| with_facility(t, |f| f.npi = "1234567893".into()),
        },
        Case {
            base: inpatient,
            expected: &[(FACILITY_NPI, "facility npi")],
            broken: |t| with_facility(t, |f| f.npi.clear()),
            near: |t| with_facility(t, |f| f.other_id.clear()),
        },
    ]
}

fn with_facility(typed: &mut Typed, change: impl FnOnce(&mut FacilityDraft)) {
    if let Some(facility) = &mut typed.facility {
        change(facility);
    }
}
