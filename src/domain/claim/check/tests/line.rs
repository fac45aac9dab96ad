//! Cases: boxes 24A to 24G and the shaded line.

use super::super::rule::*;
use super::fixture::*;
use super::{Case, paper, too_large, too_long};
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::Severity;

pub(super) fn cases() -> Vec<Case> {
    [drugs(), dates(), codes(), pointers(), amounts()]
        .into_iter()
        .flatten()
        .collect()
}

fn with_drug(typed: &mut Typed) {
    typed.lines[1].ndc = "1234-1234-12".into();
    typed.lines[1].ndc_unit = "ME".into();
    typed.lines[1].ndc_quantity = "1.5".into();
}

fn drugs() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: const { &[(paper("ndc-ten-digits", Severity::Error, "24"), "line 2 ndc")] },
            broken: |t| {
                with_drug(t);
                t.lines[1].ndc = "1234123412".into();
            },
            near: |t| {
                with_drug(t);
                t.lines[1].ndc = "01234123412".into();
            },
        },
        Case {
            base: clean,
            expected: &[(NDC_UNIT_MISSING, "line 2 ndc_unit")],
            broken: |t| {
                with_drug(t);
                t.lines[1].ndc_unit.clear();
            },
            near: with_drug,
        },
        Case {
            base: clean,
            expected: &[(NDC_QUANTITY_MISSING, "line 2 ndc_quantity")],
            broken: |t| {
                with_drug(t);
                t.lines[1].ndc_quantity = "0".into();
            },
            near: |t| {
                with_drug(t);
                t.lines[1].ndc_quantity = "0.001".into();
            },
        },
        Case {
            base: clean,
            expected: &[(NDC_MISSING, "line 2 ndc")],
            broken: |t| t.lines[1].ndc_unit = "UN".into(),
            near: with_drug,
        },
        Case {
            base: clean,
            expected: &[(NDC_EXPECTED, "line 2 ndc")],
            broken: |t| t.payer.kind = "MEDICAID".into(),
            near: |t| {
                t.payer.kind = "MEDICAID".into();
                with_drug(t);
            },
        },
    ]
}

fn dates() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: &[(NO_SERVICE_LINES, "line line")],
            broken: |t| t.lines.clear(),
            near: |t| {
                let _line = t.lines.remove(1);
                t.lines[0].pointers = "AB".into();
            },
        },
        Case {
            base: clean,
            expected: &[(SERVICE_DATES_ORDER, "line 2 to_on")],
            broken: |t| t.lines[1].to_on = "2026-03-01".into(),
            near: |t| t.lines[1].to_on = "2026-03-02".into(),
        },
        Case {
            base: clean,
            expected: &[
                (SERVICE_DATE_FUTURE, "line 2 to_on"),
                (SIGNED_BEFORE_SERVICE, "visit signed_on"),
            ],
            broken: |t| {
                t.lines[1].from_on = "2026-03-20".into();
                t.lines[1].to_on = "2026-03-21".into();
                t.lines[1].units = "2".into();
            },
            near: |t| {
                t.lines[1].from_on = "2026-03-20".into();
                t.visit.signed_on = "2026-03-20".into();
            },
        },
        Case {
            base: clean,
            expected: &[
                (SERVICE_BEFORE_BIRTH, "line 1 from_on"),
                (SERVICE_BEFORE_BIRTH, "line 2 from_on"),
            ],
            broken: |t| t.patient.birth_date = "2026-03-03".into(),
            near: |t| t.patient.birth_date = "2026-03-02".into(),
        },
        Case {
            base: clean,
            expected: &[
                (SERVICE_AFTER_DEATH, "line 1 from_on"),
                (SERVICE_AFTER_DEATH, "line 2 from_on"),
            ],
            broken: |t| t.patient.deceased_on = "2026-03-01".into(),
            near: |t| t.patient.deceased_on = "2026-03-02".into(),
        },
        Case {
            base: clean,
            expected: &[(FILING_PASSED, "line 1 from_on")],
            broken: |t| t.payer.timely_filing_days = "17".into(),
            near: |t| {
                t.payer.timely_filing_days = "17".into();
                t.status = ClaimStatus::Mailed;
            },
        },
        Case {
            base: clean,
            expected: &[(FILING_NEAR, "line 1 from_on")],
            broken: |t| t.payer.timely_filing_days = "18".into(),
            near: |t| t.payer.timely_filing_days = "33".into(),
        },
        Case {
            base: clean,
            expected: &[(FILING_NEAR, "line 1 from_on")],
            broken: |t| t.payer.timely_filing_days = "32".into(),
            near: |t| {
                t.payer.timely_filing_days = "32".into();
                t.visit.resubmission_code = "7".into();
                t.visit.original_reference = "R1".into();
            },
        },
    ]
}

fn codes() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: &[(PLACE_UNKNOWN, "line 2 place_of_service")],
            broken: |t| t.lines[1].place_of_service = "98".into(),
            near: |t| t.lines[1].place_of_service = "12".into(),
        },
        Case {
            base: clean,
            expected: &[(PLACE_UNKNOWN, "visit place_of_service")],
            broken: |t| t.visit.place_of_service = "98".into(),
            near: |t| t.visit.place_of_service = "20".into(),
        },
        Case {
            base: inpatient,
            expected: &[(PLACE_OF_FACILITY, "line 2 place_of_service")],
            broken: |t| t.lines[1].place_of_service = "22".into(),
            near: |t| t.lines[1].place_of_service = "21".into(),
        },
        Case {
            base: clean,
            expected: &[(PROCEDURE_FORMAT, "line 2 code")],
            broken: |t| t.lines[1].code = "9300".into(),
            near: |t| t.lines[1].code = "93000".into(),
        },
        Case {
            base: clean,
            expected: &[(HCPCS_UNKNOWN, "line 2 code")],
            broken: |t| t.lines[1].code = "J9999".into(),
            near: |t| t.lines[1].code = "93000".into(),
        },
        Case {
            base: clean,
            expected: &[(CPT_UNKNOWN, "line 2 code")],
            broken: |t| t.lines[1].code = "D0120".into(),
            near: |t| t.lines[1].code = "0001F".into(),
        },
        Case {
            base: clean,
            expected: &[(CPT_UNKNOWN, "line 2 code")],
            broken: |t| t.lines[1].code = "99999".into(),
            near: |t| t.lines[1].code = "93000".into(),
        },
        Case {
            base: clean,
            expected: &[(PROCEDURE_NOT_BILLABLE, "line 2 code")],
            broken: |t| t.lines[1].code = "G0009".into(),
            near: |t| t.lines[1].code = "j3420".into(),
        },
        Case {
            base: clean,
            expected: &[(PROCEDURE_NOT_IN_FORCE, "line 2 code")],
            broken: |t| t.lines[1].code = "G0008".into(),
            near: |t| {
                t.lines[1].code = "G0008".into();
                t.lines[1].from_on = "2026-03-03".into();
            },
        },
        Case {
            base: clean,
            expected: &[(PROCEDURE_NOT_CHECKED, "line 2 code")],
            broken: |t| {
                t.coverage.effective_on = "2024-01-01".into();
                t.lines[1].from_on = "2024-12-31".into();
            },
            near: |t| t.lines[1].from_on = "2025-01-01".into(),
        },
        Case {
            base: clean,
            expected: &[(MODIFIERS_TOO_MANY, "line 1 modifier4")],
            broken: |t| t.more_modifiers = vec!["25", "59", "76", "LT", "RT"],
            near: |t| t.more_modifiers = vec!["25", "59", "76", "LT"],
        },
        Case {
            base: clean,
            expected: &[(MODIFIER_UNKNOWN, "line 1 modifier2")],
            broken: |t| {
                t.lines[0].modifier1 = "25".into();
                t.lines[0].modifier2 = "Q0".into();
            },
            near: |t| t.lines[0].modifier1 = "lt".into(),
        },
        Case {
            base: clean,
            expected: &[(MODIFIER_NOT_IN_FORCE, "line 1 modifier1")],
            broken: |t| t.lines[0].modifier1 = "CG".into(),
            near: |t| {
                t.lines[0].modifier1 = "CG".into();
                t.lines[0].from_on = "2026-01-31".into();
            },
        },
        Case {
            base: clean,
            expected: &[(MODIFIER_REPEATED, "line 1 modifier3")],
            broken: |t| {
                t.lines[0].modifier1 = "25".into();
                t.lines[0].modifier2 = "LT".into();
                t.lines[0].modifier3 = "25".into();
            },
            near: |t| {
                t.lines[0].modifier1 = "25".into();
                t.lines[1].modifier1 = "25".into();
            },
        },
        Case {
            base: clean,
            expected: &[(LINE_REPEATED, "line 2 code")],
            broken: |t| t.lines[1].code = "99213".into(),
            near: |t| {
                t.lines[1].code = "99213".into();
                t.lines[1].modifier1 = "76".into();
            },
        },
        Case {
            base: clean,
            expected: &[(LINE_REPEATED, "line 2 code")],
            broken: |t| {
                t.lines[1].code = "99213".into();
                t.lines[1].rendering_provider_id = "DR".into();
            },
            near: |t| {
                t.lines[1].code = "99213".into();
                t.lines[1].rendering_provider_id = "NP".into();
            },
        },
    ]
}

fn pointers() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: &[(POINTER_TO_NOTHING, "line 2 pointers")],
            broken: |t| t.lines[1].pointers = "BC".into(),
            near: |t| t.lines[1].pointers = "BA".into(),
        },
        Case {
            base: clean,
            expected: &[(POINTERS_TOO_MANY, "line 1 pointers")],
            broken: |t| five_diagnoses(t, "ABCDE"),
            near: |t| {
                five_diagnoses(t, "ABCD");
                t.lines[1].pointers = "E".into();
            },
        },
        Case {
            base: clean,
            expected: &[(POINTER_REPEATED, "line 1 pointers")],
            broken: |t| t.lines[0].pointers = "AA".into(),
            near: |t| t.lines[1].pointers = "AB".into(),
        },
        Case {
            base: medicare,
            expected: &[(MEDICARE_ONE_POINTER, "line 1 pointers")],
            broken: |t| t.lines[0].pointers = "AB".into(),
            near: |t| {
                *t = clean();
                t.lines[0].pointers = "AB".into();
            },
        },
    ]
}

fn five_diagnoses(typed: &mut Typed, pointers: &str) {
    typed.visit.dx_c = "C4A.0".into();
    typed.visit.dx_d = "A05.1".into();
    typed.visit.dx_e = "G35.A".into();
    typed.lines[0].pointers = pointers.into();
}

fn amounts() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: &[(CHARGE_ZERO, "line 2 charge")],
            broken: |t| t.lines[1].charge = "0".into(),
            near: |t| {
                t.lines[1].charge = "0".into();
                t.lines[1].code = "0001F".into();
            },
        },
        Case {
            base: clean,
            expected: const { &[(too_large("24F"), "line 2 charge")] },
            broken: |t| t.lines[1].charge = "1000000".into(),
            near: |t| t.lines[1].charge = "999999.99".into(),
        },
        Case {
            base: clean,
            expected: &[(UNITS_ZERO, "line 2 units")],
            broken: |t| t.lines[1].units = "0".into(),
            near: |t| t.lines[1].units = "0.5".into(),
        },
        Case {
            base: clean,
            expected: const { &[(too_long("24G"), "line 2 units")] },
            broken: |t| t.lines[1].units = "10.5".into(),
            near: |t| t.lines[1].units = "999".into(),
        },
        Case {
            base: clean,
            expected: &[(SPAN_UNITS, "line 2 units")],
            broken: |t| {
                t.lines[1].to_on = "2026-03-03".into();
                t.lines[1].units = "1".into();
            },
            near: |t| {
                t.lines[1].to_on = "2026-03-03".into();
                t.lines[1].units = "2".into();
            },
        },
    ]
}
