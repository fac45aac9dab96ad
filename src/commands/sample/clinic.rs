//! The sample's clinic: its providers, the places it works at, and who pays it.
//!
//! Names of companies are invented; public programs carry their own. NPIs begin with 2, a range from
//! which none has been given to anybody, and have the right check digit, except the one meant to be
//! wrong.

use crate::domain::facility::FacilityDraft;
use crate::domain::finding::Finding;
use crate::domain::payer::PayerDraft;
use crate::domain::practice::PracticeDraft;
use crate::domain::provider::{PayerNumberDraft, ProviderDraft};
use crate::domain::records::Records;

pub(super) const STATE: &str = "OR";

/// The laboratory's CLIA number, of a region that does not exist.
pub(super) const CLIA: &str = "99D0123456";

/// The physician who owns the practice.
pub(super) const PHYSICIAN: &str = "HART";
pub(super) const NURSE_PRACTITIONER: &str = "OKAFOR";
pub(super) const ASSISTANT: &str = "LINDQVIST";
pub(super) const ORTHOPEDIST: &str = "REF-ORTHO";
pub(super) const CARDIOLOGIST: &str = "REF-CARD";
pub(super) const HOSPITALIST: &str = "REF-HOSP";
/// The referring provider whose NPI fails its check digit.
pub(super) const WRONG_NPI: &str = "REF-TYPO";

pub(super) const OFFICE: &str = "OFFICE";
pub(super) const HOSPITAL: &str = "HOSP";
pub(super) const NURSING_HOME: &str = "NURS";
pub(super) const LABORATORY: &str = "LAB";

/// Adds the practice and everybody it deals with.
pub(super) fn add(records: &mut Records) -> Result<(), Vec<Finding>> {
    records.practice = Some(practice().build()?);
    for draft in providers() {
        records.providers.push(draft.build()?);
    }
    for draft in facilities() {
        records.facilities.push(draft.build()?);
    }
    for draft in payers() {
        records.payers.push(draft.build()?);
    }
    for (holder, payer, qualifier, id) in PAYER_NUMBERS {
        let draft = PayerNumberDraft {
            provider_id: (*holder).into(),
            payer_id: (*payer).into(),
            qualifier: (*qualifier).into(),
            id: (*id).into(),
        };
        records.payer_numbers.push(draft.build()?);
    }
    Ok(())
}

fn practice() -> PracticeDraft {
    PracticeDraft {
        name: "Abiqua Creek Family Clinic".into(),
        address1: "418 Camas Ave".into(),
        address2: "Ste 2".into(),
        city: "Silverton".into(),
        state: STATE.into(),
        zip: "97381-1500".into(),
        phone: "503-555-0140".into(),
        npi: "2401200193".into(),
        tax_id: "12-3456789".into(),
        tax_id_type: "EIN".into(),
        taxonomy: "261QP2300X".into(),
        billing_note: "SAMPLE practice: every person and company in it is invented.".into(),
    }
}

fn provider(
    id: &str,
    name: [&str; 3],
    credentials: &str,
    npi: &str,
    taxonomy: &str,
) -> ProviderDraft {
    let [first, middle, last] = name.map(String::from);
    ProviderDraft {
        provider_id: id.into(),
        last_name: last,
        first_name: first,
        middle_name: middle,
        credentials: credentials.into(),
        npi: npi.into(),
        taxonomy: taxonomy.into(),
        can_render: "N".into(),
        can_refer: "Y".into(),
        signature_on_file: "N".into(),
        ..ProviderDraft::default()
    }
}

fn providers() -> Vec<ProviderDraft> {
    let renders = |draft: ProviderDraft| ProviderDraft {
        can_render: "Y".into(),
        signature_on_file: "Y".into(),
        ..draft
    };
    vec![
        ProviderDraft {
            other_id_qualifier: "0B".into(),
            other_id: "MD00000".into(),
            ..renders(provider(
                PHYSICIAN,
                ["Miriam", "J", "Hart"],
                "MD",
                "2104500105",
                "207Q00000X",
            ))
        },
        renders(provider(
            NURSE_PRACTITIONER,
            ["Daniel", "", "Okafor"],
            "FNP",
            "2104500212",
            "363LF0000X",
        )),
        ProviderDraft {
            signature: "Elsa Lindqvist PA-C".into(),
            ..renders(provider(
                ASSISTANT,
                ["Elsa", "M", "Lindqvist"],
                "PA-C",
                "2104500329",
                "363AM0700X",
            ))
        },
        provider(
            CARDIOLOGIST,
            ["Suresh", "K", "Iyer"],
            "MD",
            "2207800154",
            "207RC0000X",
        ),
        provider(
            ORTHOPEDIST,
            ["Nathaniel", "", "Brandvold"],
            "DO",
            "2207800261",
            "207X00000X",
        ),
        provider(
            "REF-GI",
            ["Yvonne", "T", "Castellanos"],
            "MD",
            "2207800378",
            "207RG0100X",
        ),
        provider(
            HOSPITALIST,
            ["Greta", "", "Sommerfeld"],
            "MD",
            "2207800485",
            "208M00000X",
        ),
        // The last two digits of 2207800592 swapped.
        provider(
            WRONG_NPI,
            ["Walter", "B", "Typpo"],
            "MD",
            "2207800529",
            "208600000X",
        ),
    ]
}

fn facility(
    id: &str,
    name: &str,
    street: &str,
    town: [&str; 2],
    npi: &str,
    place: &str,
) -> FacilityDraft {
    FacilityDraft {
        facility_id: id.into(),
        name: name.into(),
        address1: street.into(),
        city: town[0].into(),
        state: STATE.into(),
        zip: town[1].into(),
        npi: npi.into(),
        place_of_service: place.into(),
        ..FacilityDraft::default()
    }
}

fn facilities() -> Vec<FacilityDraft> {
    vec![
        FacilityDraft {
            address2: "Ste 2".into(),
            ..facility(
                OFFICE,
                "Abiqua Creek Family Clinic",
                "418 Camas Ave",
                ["Silverton", "97381-1500"],
                "2401200193",
                "11",
            )
        },
        facility(
            HOSPITAL,
            "Drift Creek Hospital",
            "2200 Old Granary Rd",
            ["Silverton", "97381-2200"],
            "2309100115",
            "21",
        ),
        facility(
            NURSING_HOME,
            "Meadowlark Care Center",
            "77 Meadowlark Loop",
            ["Mount Angel", "97362"],
            "2309100222",
            "32",
        ),
        FacilityDraft {
            other_id_qualifier: "LU".into(),
            other_id: "0042".into(),
            ..facility(
                LABORATORY,
                "Mill Race Laboratory",
                "1450 SE Sawyer Way",
                ["Salem", "97302-1450"],
                "2309100339",
                "81",
            )
        },
    ]
}

fn payer(
    id: &str,
    kind: &str,
    name: &str,
    street: &str,
    town: [&str; 3],
    phone: &str,
) -> PayerDraft {
    let [city, state, zip] = town.map(String::from);
    PayerDraft {
        payer_id: id.into(),
        name: name.into(),
        address1: street.into(),
        city,
        state,
        zip,
        phone: phone.into(),
        kind: kind.into(),
        timely_filing_days: "180".into(),
        appeal_days: "90".into(),
        ..PayerDraft::default()
    }
}

/// The payers: each kind at least once, with paper rules that differ.
fn payers() -> Vec<PayerDraft> {
    let mut payers = public_payers();
    payers.extend(private_payers());
    payers
}

fn public_payers() -> Vec<PayerDraft> {
    let fargo = ["Fargo", "ND", "58108"];
    let salem = ["Salem", "OR", "97309"];
    let london = ["London", "KY", "40742"];
    vec![
        PayerDraft {
            timely_filing_days: "365".into(),
            appeal_days: "120".into(),
            forwards_to_secondary: "Y".into(),
            payer_code: "02302".into(),
            ..payer(
                "MCR",
                "MEDICARE",
                "Medicare Part B Oregon",
                "PO Box 6700",
                fargo,
                "800-555-0101",
            )
        },
        PayerDraft {
            timely_filing_days: "365".into(),
            box29: "PRIOR_PAYER_PAID".into(),
            ndc_layout: "B".into(),
            taxonomy_boxes: "Y".into(),
            payer_code: "ORDHS".into(),
            ..payer(
                "MCD",
                "MEDICAID",
                "Oregon Medicaid",
                "PO Box 14955",
                salem,
                "800-555-0102",
            )
        },
        PayerDraft {
            timely_filing_days: "365".into(),
            zip_hyphen: "Y".into(),
            ..payer(
                "TRI",
                "TRICARE",
                "TRICARE West Region Claims",
                "PO Box 202100",
                ["Florence", "SC", "29502"],
                "800-555-0103",
            )
        },
        PayerDraft {
            timely_filing_days: "365".into(),
            phones: "Y".into(),
            ..payer(
                "CVA",
                "CHAMPVA",
                "VHA CHAMPVA Claims",
                "PO Box 500",
                ["Spring City", "PA", "19475"],
                "800-555-0104",
            )
        },
        payer(
            "FECA",
            "FECA",
            "US Department of Labor OWCP FECA",
            "PO Box 8300",
            london,
            "800-555-0105",
        ),
        PayerDraft {
            dates: "MMDDYYYY".into(),
            ..payer(
                "BLK",
                "BLACK_LUNG",
                "Federal Black Lung Program",
                "PO Box 8302",
                london,
                "800-555-0106",
            )
        },
    ]
}

fn private_payers() -> Vec<PayerDraft> {
    let portland = ["Portland", "OR", "97207"];
    let eugene = ["Eugene", "OR", "97401"];
    let boise = ["Boise", "ID", "83701"];
    let tacoma = ["Tacoma", "WA", "98401"];
    vec![
        PayerDraft {
            phones: "Y".into(),
            ..payer(
                "GRPA",
                "GROUP",
                "Cascade Timber Employee Health Plan",
                "PO Box 3310",
                tacoma,
                "253-555-0107",
            )
        },
        PayerDraft {
            address2: "Claims Unit 4".into(),
            timely_filing_days: "365".into(),
            ..payer(
                "GRPB",
                "GROUP",
                "Valley Schools Benefit Trust",
                "900 Bellwether Plaza",
                eugene,
                "541-555-0108",
            )
        },
        payer(
            "GRPC",
            "GROUP",
            "United Cannery and Warehouse Workers of the Northwest Health and Welfare Trust",
            "PO Box 118",
            portland,
            "503-555-0109",
        ),
        PayerDraft {
            phones: "Y".into(),
            box32: "ALWAYS".into(),
            billing_id_qualifier: "G2".into(),
            billing_id: "0042117".into(),
            ..payer(
                "BCB",
                "BCBS",
                "Cascadia Blue Plan",
                "PO Box 1071",
                portland,
                "503-555-0110",
            )
        },
        PayerDraft {
            accept_assignment: "N".into(),
            dates: "MMDDYYYY".into(),
            ..payer(
                "COM",
                "COMMERCIAL",
                "Pioneer Lakes Life Insurance",
                "PO Box 7740",
                boise,
                "208-555-0111",
            )
        },
        PayerDraft {
            payer_code: "55821".into(),
            ..payer(
                "MDG",
                "COMMERCIAL",
                "Evergreen Senior Supplement",
                "PO Box 5582",
                boise,
                "208-555-0112",
            )
        },
        PayerDraft {
            forms: "CONTINUED".into(),
            timely_filing_days: "120".into(),
            box29: "PATIENT_PAID".into(),
            ..payer(
                "HMO",
                "HMO",
                "Willamette Prepaid Health",
                "1 Heron Square",
                portland,
                "503-555-0113",
            )
        },
        PayerDraft {
            forms: "CONTINUED".into(),
            box32: "ALWAYS".into(),
            ..payer(
                "MAP",
                "HMO",
                "Silver Falls Medicare Advantage",
                "PO Box 2044",
                eugene,
                "541-555-0114",
            )
        },
        PayerDraft {
            timely_filing_days: "90".into(),
            appeal_days: "60".into(),
            ..payer(
                "SIF",
                "WORKERS_COMP",
                "Timberline Workers Insurance Fund",
                "400 Ridgepole St SE",
                ["Salem", "OR", "97312"],
                "503-555-0115",
            )
        },
        PayerDraft {
            phones: "Y".into(),
            ..payer(
                "AUT",
                "AUTO",
                "Three Sisters Auto Insurance",
                "PO Box 90",
                boise,
                "208-555-0116",
            )
        },
        // Its cards name no mailing address.
        PayerDraft {
            name: "Northwest Health Sharing Trust".into(),
            ..payer("OTH", "OTHER", "", "", ["", "", ""], "360-555-0117")
        },
    ]
}

/// Holder, payer, qualifier and number.
const PAYER_NUMBERS: &[(&str, &str, &str, &str)] = &[
    (PHYSICIAN, "BCB", "G2", "7100421"),
    (NURSE_PRACTITIONER, "BCB", "G2", "7100422"),
    (ASSISTANT, "BCB", "G2", "7100423"),
    (PHYSICIAN, "HMO", "G2", "WPH00917"),
    (ORTHOPEDIST, "SIF", "0B", "DO00000"),
    (HOSPITAL, "BCB", "G2", "H20077"),
    (NURSING_HOME, "MCD", "G2", "500601177"),
];
