//! Claims to Medicare: first, second, with a Medigap policy, with Medicaid after it.

use super::{CoverageDraft, FacilityDraft, Scene, coverage, hospital, named, payer, referring};
use super::{service, subscriber, visit};

pub fn medicare_primary() -> Scene {
    visit("MEDICARE")
        .with(|s| {
            named(s, "Whitfield", "Dorothy", "Mae");
            s.payers[0].name = "Medicare Part B".into();
            s.payers[0].address2 = "Claims Dept.".into();
            s.coverages[0] = coverage("C1", "1", "PAY1", "1EG4-TE5-MK73");
            s.visit.illness_on = "2026-02-20".into();
            s.visit.illness_qualifier = "431".into();
            s.visit.patient_paid = "20.50".into();
            s.visit.dx_b = "I10".into();
            s.lines[0].pointers = "B".into();
            s.lines.push(service(2, "36415", "A", "12"));
        })
        .with(referring("DN", ("0B", "OR-123")))
}

pub fn medicare_secondary_working_aged() -> Scene {
    visit("GROUP").with(|s| {
        named(s, "Okafor", "Grace", "");
        s.payers[0].name = "Cascade Health Trust".into();
        s.payers[0].payer_code = "123456789".into();
        s.payers.push(payer("PAY2", "Medicare Part B", "MEDICARE"));
        subscriber(s, 0, "SPOUSE", ["Okafor", "Samuel", "E"], "M");
        s.coverages[0].subscriber_birth_date = "1955-01-02".into();
        s.coverages[0].subscriber_employer = "Timber & Sons, Inc.".into();
        s.coverages[0].subscriber_address1 = "PO Box 12".into();
        s.coverages.push(CoverageDraft {
            medicare_secondary_reason: "12".into(),
            ..coverage("C2", "2", "PAY2", "2AB3-CD4-EF56")
        });
        s.coverages[1].member_id = "1EG4-TE5-MK72".into();
        s.visit.bill_coverage_id = "C2".into();
        s.visit.prior_payer_paid = "96.40".into();
        s.visit.patient_paid = "15".into();
        s.visit.dx_b = String::new();
        s.lines[0].pointers = "A".into();
    })
}

pub fn medicare_after_retirement() -> Scene {
    visit("MEDICARE").with(|s| {
        named(s, "Lindqvist", "Arne", "");
        s.patient.sex = "M".into();
        s.payers[0].name = "Medicare Part B".into();
        s.coverages[0] = CoverageDraft {
            subscriber_retired_on: "2015-06-30".into(),
            ..coverage("C1", "1", "PAY1", "1EG4TE5MK73")
        };
        s.visit.place_of_service = "12".into();
        s.lines[0].code = "99348".into();
    })
}

pub fn medicare_medigap() -> Scene {
    visit("MEDICARE").with(|s| {
        named(s, "Nuñez", "José", "A");
        s.patient.sex = "M".into();
        s.payers[0].name = "Medicare Part B".into();
        s.payers
            .push(payer("PAY2", "Evergreen Supplement", "COMMERCIAL"));
        s.coverages[0] = coverage("C1", "1", "PAY1", "1EG4TE5MK73");
        s.coverages.push(CoverageDraft {
            medigap_id: "55001".into(),
            group_number: "EV-7788.1".into(),
            assign_benefits: "Y".into(),
            ..coverage("C2", "2", "PAY2", "M55")
        });
    })
}

pub fn medicare_medicaid_crossover() -> Scene {
    visit("MEDICARE").with(|s| {
        named(s, "Tran", "Linh", "");
        s.payers[0].name = "Medicare Part B".into();
        s.payers
            .push(payer("PAY2", "Oregon Health Plan", "MEDICAID"));
        s.coverages[0] = coverage("C1", "1", "PAY1", "1EG4TE5MK73");
        s.coverages.push(coverage("C2", "2", "PAY2", "OHP-7720-11"));
        let nursing_home = FacilityDraft {
            name: "Willow Glen Nursing Center".into(),
            place_of_service: "31".into(),
            ..hospital()
        };
        s.at_facility(nursing_home, "31");
    })
}
