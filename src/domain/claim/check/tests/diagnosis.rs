//! Cases: box 21.

use super::super::rule::*;
use super::fixture::*;
use super::{Case, findings_after};

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case {
            base: clean,
            expected: &[
                (NO_DIAGNOSIS, "visit dx_a"),
                (POINTER_TO_NOTHING, "line 1 pointers"),
                (POINTER_TO_NOTHING, "line 2 pointers"),
            ],
            broken: |t| {
                t.visit.dx_a.clear();
                t.visit.dx_b.clear();
            },
            near: |t| {
                t.visit.dx_b.clear();
                t.lines[1].pointers = "A".into();
            },
        },
        Case {
            base: clean,
            expected: &[
                (ICD_INDICATOR, "visit icd_indicator"),
                (DIAGNOSIS_NOT_CHECKED, "visit icd_indicator"),
            ],
            broken: |t| {
                t.visit.icd_indicator = "9".into();
                t.visit.dx_a = "250.00".into();
                t.visit.dx_b = "401.9".into();
            },
            near: |t| t.visit.icd_indicator = "0".into(),
        },
        Case {
            base: old_visit,
            expected: &[
                (DIAGNOSIS_NOT_CHECKED, "visit dx_a"),
                (DIAGNOSIS_NOT_CHECKED, "visit dx_b"),
            ],
            broken: |t| on_day(t, "2024-09-30"),
            near: |t| on_day(t, "2024-10-01"),
        },
        Case {
            base: old_visit,
            expected: &[
                (ICD_INDICATOR, "visit icd_indicator"),
                (DIAGNOSIS_NOT_CHECKED, "visit dx_a"),
                (DIAGNOSIS_NOT_CHECKED, "visit dx_b"),
            ],
            broken: |t| on_day(t, "2015-09-30"),
            near: |t| on_day(t, "2025-09-30"),
        },
        Case {
            base: clean,
            expected: &[(DIAGNOSIS_FORMAT, "visit dx_b")],
            broken: |t| t.visit.dx_b = "250.00".into(),
            near: |t| t.visit.dx_b = "i10".into(),
        },
        Case {
            base: clean,
            expected: &[(DIAGNOSIS_UNKNOWN, "visit dx_b")],
            broken: |t| t.visit.dx_b = "I10.0".into(),
            near: |t| t.visit.dx_b = "i10".into(),
        },
        Case {
            base: clean,
            expected: &[(DIAGNOSIS_NOT_BILLABLE, "visit dx_b")],
            broken: |t| t.visit.dx_b = "G35".into(),
            near: |t| t.visit.dx_b = "G35.A".into(),
        },
        Case {
            base: clean,
            expected: &[(DIAGNOSIS_NOT_IN_FORCE, "visit dx_b")],
            broken: |t| t.visit.dx_b = "F50".into(),
            near: |t| {
                t.visit.dx_b = "F50".into();
                t.lines[1].from_on = "2026-03-01".into();
            },
        },
        Case {
            base: clean,
            expected: &[
                (DIAGNOSIS_REPEATED, "visit dx_c"),
                (DIAGNOSIS_NOT_POINTED, "visit dx_c"),
            ],
            broken: |t| t.visit.dx_c = "I10".into(),
            near: |t| {
                t.visit.dx_c = "C4A.0".into();
                t.lines[1].pointers = "BC".into();
            },
        },
        Case {
            base: clean,
            expected: &[(MANIFESTATION_FIRST, "visit dx_a")],
            broken: |t| t.visit.dx_a = "D63.8".into(),
            near: |t| {
                t.visit.dx_b = "D63.8".into();
                t.lines[1].pointers = "AB".into();
            },
        },
        Case {
            base: clean,
            expected: &[(MANIFESTATION_POINTED_FIRST, "line 2 pointers")],
            broken: |t| t.visit.dx_b = "D63.8".into(),
            near: |t| {
                t.visit.dx_b = "D63.8".into();
                t.lines[1].pointers = "AB".into();
            },
        },
        Case {
            base: clean,
            expected: &[(EXTERNAL_CAUSE_FIRST, "visit dx_a")],
            broken: |t| t.visit.dx_a = "W01.0XXA".into(),
            near: |t| t.visit.dx_b = "W01.0XXA".into(),
        },
        Case {
            base: clean,
            expected: &[(EXCLUDES1, "visit dx_b")],
            broken: |t| {
                t.visit.dx_a = "A05.1".into();
                t.visit.dx_b = "A04.0".into();
            },
            near: |t| t.visit.dx_b = "A04.0".into(),
        },
        Case {
            base: clean,
            expected: &[(DIAGNOSIS_SEX, "visit dx_b")],
            broken: |t| t.visit.dx_b = "N40.1".into(),
            near: |t| {
                t.visit.dx_b = "N40.1".into();
                t.patient.sex = "M".into();
            },
        },
        Case {
            base: clean,
            expected: &[(DIAGNOSIS_SEX, "visit dx_b")],
            broken: |t| {
                t.visit.dx_b = "O80".into();
                t.patient.sex = "M".into();
            },
            near: |t| t.visit.dx_b = "O80".into(),
        },
        Case {
            base: clean,
            expected: &[(DIAGNOSIS_AGE, "visit dx_b")],
            broken: |t| {
                t.visit.dx_b = "Z00.129".into();
                t.patient.birth_date = "2008-03-02".into();
            },
            near: |t| {
                t.visit.dx_b = "Z00.129".into();
                t.patient.birth_date = "2008-03-03".into();
            },
        },
        Case {
            base: clean,
            expected: &[(DIAGNOSIS_AGE, "visit dx_b")],
            broken: |t| t.visit.dx_b = "P07.3".into(),
            near: |t| {
                t.visit.dx_b = "P07.3".into();
                t.patient.birth_date = "2025-03-03".into();
            },
        },
        Case {
            base: clean,
            expected: &[(DIAGNOSIS_NOT_POINTED, "visit dx_d")],
            broken: |t| t.visit.dx_d = "C4A.0".into(),
            near: |t| {
                t.visit.dx_d = "C4A.0".into();
                t.lines[0].pointers = "AD".into();
            },
        },
    ]
}

/// A visit whose procedures say nothing about an early day.
fn old_visit() -> Typed {
    let mut typed = clean();
    typed.lines[1].code = "93000".into();
    typed.coverage.effective_on = "2010-01-01".into();
    typed
}

fn on_day(typed: &mut Typed, day: &str) {
    for line in &mut typed.lines {
        line.from_on = day.into();
    }
}

#[test]
fn sentences_name_the_children_the_dates_and_the_pair() {
    for (change, words) in [
        (
            (|t: &mut Typed| t.visit.dx_b = "G35".into()) as fn(&mut Typed),
            "G35 is a heading on 03/02/2026; choose one of G35.A, G35.D.",
        ),
        (
            |t| t.visit.dx_b = "F50".into(),
            "F50 was not in force on 03/02/2026: it ended on 03/01/2026; choose a code of that day.",
        ),
        (
            |t| {
                t.visit.dx_b = "G35.A".into();
                t.lines[1].from_on = "2025-09-30".into();
            },
            "G35.A was not in force on 09/30/2025: it begins on 10/01/2025; choose a code of that day.",
        ),
    ] {
        let sentences: Vec<String> = findings_after(clean, change)
            .into_iter()
            .map(|finding| finding.sentence)
            .collect();
        assert_eq!(sentences, [words]);
    }
}

#[test]
fn a_span_over_the_first_of_october_is_checked_on_both_ends() {
    let found = findings_after(clean, |t| {
        t.visit.dx_b = "G35".into();
        t.lines[1].from_on = "2025-09-30".into();
        t.lines[1].to_on = "2025-10-01".into();
        t.lines[1].units = "2".into();
    });
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rule, "diagnosis-not-billable");
}
