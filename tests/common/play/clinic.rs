//! The practice that histories are played in: three families, five payers, coverages with gaps.

use std::sync::OnceLock;

use almoner::commands::Author;
use almoner::commands::ledger::Posting;
use almoner::domain::code::CodeSystem;
use almoner::domain::code::set::CodeSet;
use almoner::domain::coverage::CoverageDraft;
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::money::Money;
use almoner::domain::patient::PatientDraft;
use almoner::domain::payer::PayerDraft;
use almoner::domain::records::Records;
use almoner::exchange::codes::shipped;
use almoner::store::{self, Action, Change, Database};
use chrono::NaiveDate;

use super::scene::{Scene, coverage, line, payer};

/// P1 answers for P2 and P3, P4 for P5; P6 stands alone.
pub const N_PATIENTS: usize = 6;
const GUARANTORS: [&str; N_PATIENTS] = ["", "P1", "P1", "", "P4", ""];
pub const PAYERS: [&str; 5] = ["PAY1", "PAY2", "PAY3", "CARE", "COMP"];
/// How many ways of being insured there are.
pub const N_PLANS: u8 = 8;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

pub fn author(today: NaiveDate) -> Author {
    Author {
        user: "biller".into(),
        at: format!("{today}T09:00:00Z").parse().unwrap(),
    }
}

pub fn posting(today: NaiveDate, back: u8) -> Posting {
    Posting::today(author(today), today).on(today - chrono::Days::new(back.into()))
}

/// A few codes, so that claims are judged as they are in an office.
fn codes() -> &'static CodeSet {
    static CODES: OnceLock<CodeSet> = OnceLock::new();
    CODES.get_or_init(|| {
        let mut set = shipped::code_set().unwrap();
        set.entries.retain(|entry| match entry.system {
            CodeSystem::Icd10Cm => entry.code.starts_with("E11") || entry.code == "I10",
            CodeSystem::Hcpcs => false,
            _ => true,
        });
        set
    })
}

/// The coverages of one patient by a plan of insurance.
fn coverages(patient: usize, plan: u8) -> Vec<CoverageDraft> {
    let of = |rank: &str, payer: &str, from: &str, to: &str| CoverageDraft {
        coverage_id: format!("C{patient}-{rank}-{payer}-{from}"),
        patient_id: format!("P{patient}"),
        group_number: "G-77".into(),
        assign_benefits: "Y".into(),
        effective_on: from.into(),
        terminated_on: to.into(),
        ..coverage("", rank, payer, &format!("M-{patient}-{payer}"))
    };
    let long = |rank: &str, payer: &str| of(rank, payer, "2020-01-01", "");
    match plan % N_PLANS {
        0 => Vec::new(),
        1 => vec![long("1", "PAY1")],
        2 => vec![long("1", "PAY1"), long("2", "PAY2")],
        3 => vec![long("1", "PAY1"), long("2", "PAY2"), long("3", "PAY3")],
        4 => vec![long("1", "COMP")],
        // Between two first payers there is nobody, while the second goes on.
        5 => vec![
            of("1", "PAY1", "2020-01-01", "2026-01-20"),
            of("1", "PAY3", "2026-02-10", ""),
            long("2", "PAY2"),
        ],
        6 => vec![long("1", "CARE"), long("2", "PAY2")],
        _ => vec![of("1", "PAY3", "2020-01-01", "2025-12-31")],
    }
}

/// A practice in memory whose patients are insured by these plans.
pub fn open(plans: [u8; N_PATIENTS]) -> Database {
    let database = Database::in_memory().unwrap();
    furnish(&database, plans);
    database
}

/// Fills a new practice file.
pub fn furnish(database: &Database, plans: [u8; N_PATIENTS]) {
    let scene = Scene::new("GROUP");
    let appealing = |id: &str, name: &str, kind: &str| PayerDraft {
        appeal_days: "120".into(),
        ..payer(id, name, kind)
    };
    let payers = [
        appealing("PAY1", "First Mutual", "GROUP"),
        appealing("PAY2", "Silver Medigap", "OTHER"),
        appealing("PAY3", "Third Trust", "COMMERCIAL"),
        appealing("CARE", "Medicare", "MEDICARE"),
        appealing("COMP", "State Fund", "WORKERS_COMP"),
    ];
    let patients = (1..=N_PATIENTS).map(|number| PatientDraft {
        patient_id: format!("P{number}"),
        guarantor_patient_id: GUARANTORS[number - 1].into(),
        ..scene.patient.clone()
    });
    let records = Records {
        practice: Some(scene.practice.build().unwrap()),
        providers: vec![scene.rendering.build().unwrap()],
        payers: payers.iter().map(|it| it.build().unwrap()).collect(),
        patients: patients.map(|it| it.build().unwrap()).collect(),
        coverages: (1..=N_PATIENTS)
            .flat_map(|number| coverages(number, plans[number - 1]))
            .map(|it| it.build().unwrap())
            .collect(),
        ..Records::default()
    };
    let action = Action {
        user: "test".into(),
        at: author(day("2026-01-02")).at,
        change: Change {
            verb: "import",
            entity: "file",
            entity_id: None,
            details: String::new(),
        },
    };
    database
        .call_blocking(move |connection| {
            store::write(connection, &action, |tx| {
                store::code::load::fill(tx, codes())?;
                store::records::insert(tx, &records)
            })
        })
        .unwrap();
}

/// A visit as typed, one line for each charge.
pub fn visit(
    id: &str,
    patient: &str,
    on: NaiveDate,
    charges: &[i64],
) -> (EncounterDraft, Vec<LineDraft>) {
    let draft = EncounterDraft {
        visit_id: id.into(),
        patient_id: patient.into(),
        signed_on: on.to_string(),
        ..Scene::new("GROUP").visit
    };
    let lines = charges
        .iter()
        .enumerate()
        .map(|(idx, charge)| LineDraft {
            visit_id: id.into(),
            from_on: on.to_string(),
            charge: cents(*charge).to_string(),
            ..line(idx + 1)
        })
        .collect();
    (draft, lines)
}
