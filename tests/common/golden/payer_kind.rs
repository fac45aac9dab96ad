//! Claims to every other kind of payer.

use super::{CoverageDraft, LineDraft, PayerNumberDraft, Scene, authorization, coverage, named};
use super::{payer, referring, service, subscriber, visit};

pub fn medicaid_epsdt() -> Scene {
    visit("MEDICAID")
        .with(|s| {
            named(s, "Rivera", "Mateo", "L");
            s.patient.sex = "M".into();
            s.patient.birth_date = "2019-04-09".into();
            s.payers[0].name = "Oregon Health Plan".into();
            s.payers[0].taxonomy_boxes = "Y".into();
            s.coverages[0].member_id = "OHP-4471-09".into();
            s.visit.dx_a = "Z00.121".into();
            s.visit.dx_b = "H66.91".into();
            s.authorization = authorization("38D0123456", "CLIA");
            s.visit.authorization_id = "A1".into();
            s.lines = vec![
                LineDraft {
                    epsdt: "ST".into(),
                    ..service(1, "99392", "A", "140")
                },
                LineDraft {
                    epsdt: "Y".into(),
                    emergency: "Y".into(),
                    modifier1: "25".into(),
                    ..service(2, "99213", "BA", "95.25")
                },
                LineDraft {
                    family_plan: "Y".into(),
                    ..service(3, "87880", "B", "24")
                },
            ];
        })
        .with(referring("DK", ("ZZ", "208000000X")))
}

pub fn tricare_spouse() -> Scene {
    visit("TRICARE").with(|s| {
        named(s, "Sutton", "Elena", "");
        s.payers[0].name = "TRICARE West Region".into();
        s.payers[0].phones = "Y".into();
        s.payers[0].zip_hyphen = "Y".into();
        s.payers[0].dates = "MMDDYYYY".into();
        s.patient.zip = "97202-3344".into();
        s.coverages[0].member_id = "012 34567 890".into();
        subscriber(s, 0, "SPOUSE", ["Sutton", "Marcus", "D"], "M");
        s.coverages[0].subscriber_suffix = "Jr.".into();
        s.visit.unable_to_work_from = "2026-02-23".into();
        s.visit.unable_to_work_to = "2026-03-01".into();
        s.visit.illness_on = "2026-02-22".into();
        s.visit.illness_qualifier = "431".into();
        s.visit.other_on = "2026-02-16".into();
        s.visit.other_qualifier = "444".into();
    })
}

pub fn champva_not_assigned() -> Scene {
    visit("CHAMPVA").with(|s| {
        named(s, "Hale", "Rosemary", "");
        s.payers[0].name = "VHA Office of Community Care".into();
        s.payers[0].accept_assignment = "N".into();
        s.coverages[0].assign_benefits = "N".into();
        s.visit.other_accident = "Y".into();
        s.visit.accident_on = "2026-02-28".into();
        s.visit.dx_a = "S61.411A".into();
        s.visit.dx_b = String::new();
        s.lines[0].pointers = "A".into();
        s.lines[0].emergency = "Y".into();
    })
}

pub fn feca() -> Scene {
    visit("FECA").with(|s| {
        named(s, "Baker", "Tom", "");
        s.patient.sex = "M".into();
        s.patient.suffix = "III".into();
        s.payers[0].name = "U.S. Department of Labor, OWCP".into();
        s.coverages[0].member_id = "55-1234567".into();
        s.visit.employment = "Y".into();
        s.visit.accident_on = "2026-02-12".into();
        s.visit.unable_to_work_from = "2026-02-13".into();
        s.visit.dx_a = "S39.012A".into();
        s.visit.dx_b = String::new();
        s.lines[0].pointers = "A".into();
        s.practice.tax_id = "541-22-6789".into();
        s.practice.tax_id_type = "SSN".into();
    })
}

pub fn group_maternity() -> Scene {
    visit("GROUP").with(|s| {
        named(s, "Abara", "Ngozi", "");
        s.patient.birth_date = "1994-08-21".into();
        s.payers[0].phones = "Y".into();
        s.coverages[0].assign_benefits = "Y".into();
        s.visit.illness_on = "2025-12-15".into();
        s.visit.illness_qualifier = "484".into();
        s.visit.outside_lab = "N".into();
        s.visit.dx_a = "Z34.01".into();
        s.visit.dx_b = String::new();
        s.lines[0].pointers = "A".into();
        s.visit.patient_paid = "25".into();
    })
}

pub fn bcbs_child_of_subscriber() -> Scene {
    visit("BCBS").with(|s| {
        named(s, "O'Neil-Park", "Ava", "June");
        s.patient.birth_date = "2012-05-30".into();
        s.payers[0].name = "Blue Cross Blue Shield".into();
        s.payers[0].billing_id_qualifier = "G2".into();
        s.payers[0].billing_id = "BC-00417".into();
        s.payers.push(payer("PAY2", "Summit Life", "COMMERCIAL"));
        subscriber(s, 0, "CHILD", ["O'Neil", "Kathleen", "R"], "F");
        s.coverages.push(CoverageDraft {
            group_number: "SL-20".into(),
            plan_name: "Summit Choice".into(),
            ..coverage("C2", "2", "PAY2", "SL99-1")
        });
        subscriber(s, 1, "CHILD", ["Park", "Daniel", ""], "M");
        s.payer_numbers = vec![PayerNumberDraft {
            provider_id: "DR1".into(),
            payer_id: "PAY1".into(),
            qualifier: "G2".into(),
            id: "BC-77120".into(),
        }];
        s.visit.dx_a = "J06.9".into();
        s.visit.dx_b = "H66.91".into();
        s.visit.patient_paid = "30".into();
        s.visit.account_number = "ONEIL-2012".into();
    })
}

pub fn commercial_secondary() -> Scene {
    visit("COMMERCIAL").with(|s| {
        named(s, "Marsh", "Kelly", "P");
        s.payers[0].name = "Harbor Mutual".into();
        s.payers.push(payer("PAY2", "Pacific Benefit", "HMO"));
        s.coverages.push(CoverageDraft {
            group_number: "PB 300".into(),
            plan_name: "Select HMO".into(),
            assign_benefits: "Y".into(),
            ..coverage("C2", "2", "PAY2", "PB-1001")
        });
        subscriber(s, 1, "SPOUSE", ["Marsh", "Robin", ""], "F");
        s.visit.bill_coverage_id = "C2".into();
        s.visit.prior_payer_paid = "88".into();
        s.visit.patient_paid = "12".into();
    })
}

pub fn workers_comp_appeal() -> Scene {
    visit("WORKERS_COMP")
        .with(|s| {
            named(s, "Fischer", "Uwe", "");
            s.patient.sex = "M".into();
            s.payers[0].name = "State Accident Fund".into();
            s.payers[0].phones = "Y".into();
            s.coverages[0] = CoverageDraft {
                relationship: "OTHER".into(),
                subscriber_organization: "Columbia Freight Co.".into(),
                subscriber_address1: "7 Dock St.".into(),
                subscriber_city: "Astoria".into(),
                subscriber_state: "OR".into(),
                subscriber_zip: "97103".into(),
                subscriber_phone: "503-555-0150".into(),
                ..s.coverages[0].clone()
            };
            s.visit.employment = "Y".into();
            s.visit.accident_on = "2026-01-19".into();
            s.visit.illness_on = "2026-01-21".into();
            s.visit.illness_qualifier = "431".into();
            s.visit.unable_to_work_from = "2026-01-20".into();
            s.visit.unable_to_work_to = "2026-02-15".into();
            s.visit.property_casualty_claim_number = "WC-2026/00451".into();
            s.visit.claim_codes = "W3".into();
            s.visit.original_reference = "SAF-88120-3".into();
            s.visit.dx_a = "S39.012A".into();
            s.visit.dx_b = String::new();
            s.lines[0].pointers = "A".into();
        })
        .with(referring("DQ", ("LU", "LOC-3")))
}

pub fn auto_accident() -> Scene {
    visit("AUTO").with(|s| {
        named(s, "Price", "Jordan", "");
        s.patient.sex = "U".into();
        s.payers[0].name = "Roadside Casualty".into();
        subscriber(s, 0, "OTHER", ["Price", "Harold", "W"], "M");
        s.coverages[0].group_number = "POL-5561".into();
        s.coverages[0].plan_name = "Personal auto".into();
        s.visit.auto_accident = "Y".into();
        s.visit.auto_state = "WA".into();
        s.visit.accident_on = "2026-02-26".into();
        s.visit.property_casualty_claim_number = "RC-99-3120".into();
        s.visit.dx_a = "S13.4XXA".into();
        s.visit.dx_b = "V43.52XA".into();
    })
}
